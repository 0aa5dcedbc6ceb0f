"""The article in a web page: what trafilatura finds, as paragraphs, headline first.

:mod:`claimcheck.html` runs this module in a process of its own, with limits on time and memory: a page can be made
to keep any parser busy for hours. Nothing else imports it, for trafilatura takes a while to load.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import trafilatura
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from claimcheck.errors import InputError

# Levels of nesting. Deeper pages are refused: the parser would drop what lies below without a word. (libxml2's own limit)
DEEPEST: Final = 2048
# Characters of a headline. A longer one is no headline; trafilatura cuts titles at 10,000.
LONGEST_TITLE: Final = 500
# Characters. Hardly an article is shorter; a teaser, a cookie wall and "please switch on JavaScript" are.
SHORT: Final = 250

_BREAKING: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "code", "dd", "details", "div", "dl", "dt",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "item", "legend",
        "li", "list", "main", "nav", "ol", "p", "pre", "quote", "row", "section", "summary", "table", "tr", "ul",
    }
)  # fmt: skip
_BREAKS: Final = frozenset({"br", "lb"})
_ROWS: Final = frozenset({"tr", "row"})
_CELLS: Final = frozenset({"td", "th", "cell"})
_VERBATIM: Final = frozenset({"pre", "code"})
# Nobody sees them, or they are never part of an article; but trafilatura takes them where it finds little else.
_NEVER: Final = ("dialog", "menu", "nav", "noscript", "template")
# Hardly part of an article; for pages on which trafilatura finds none.
_FURNITURE: Final = (
    "aside", "audio", "button", "canvas", "datalist", "embed", "fieldset", "figure", "footer", "form", "head", "iframe", "input",
    "math", "object", "option", "script", "select", "style", "svg", "textarea", "title", "video",
)  # fmt: skip

_DATA: Final = re.compile(r"data:[a-z]{1,20}/[a-z0-9.+-]{1,80};base64,[A-Za-z0-9+/=]*", re.IGNORECASE)
# What XML cannot hold, and what nobody sees: soft hyphens and zero-width spaces, which would only hide words from a model.
_UNSEEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF])
_SUFFIX: Final = re.compile(r"\s+(?:[|–—·•:»-]|::|\|\|)\s+")
# A fixed end of time, or the same page would get another date tomorrow; and no dates out of the running text.
_DATES: Final = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a web page says.

    Attributes:
        text: headline and article, paragraphs divided by blank lines; a line break within a paragraph stays one.
        title: the headline.
        author: the by-line.
        date: date of publication, ISO 8601.
        outlet: name of the site.
        url: the address that the page gives for itself.
        notes: what the reader should know of how the text was found.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


def extract(markup: str, address: str | None = None) -> Page:
    """Find the article in a page.

    The headline is the first paragraph of the text, wherever it stands on the page, for its claim must be there to be linked.

    Args:
        markup: the page.
        address: where it was fetched, if it was.

    Raises:
        InputError: where there is no article text, or the page is nested too deeply.
    """
    tree = _parse(markup)
    for element in tree.xpath("|".join(f"//{name}" for name in _NEVER)):
        element.drop_tree()
    found = _find(tree, address)
    outlet = found.sitename if found else None
    title = _headline(tree, found.title if found else None, outlet)
    notes = [f"extracted from HTML by trafilatura {trafilatura.__version__}"]
    blocks = _regrouped(list(_blocks(found.body)), tree) if found else []
    if not _without(blocks, title):
        notes = ["no article was recognised on the page: this is all of its text"]
        blocks = list(_blocks(_bare(tree)))
    blocks = _without(blocks, title)
    length = sum(map(len, blocks))
    if not any(character.isalpha() for block in blocks for character in block):
        msg = "no article text on the page; if a browser shows one, save the page from there, or copy the text to a file"
        raise InputError(msg)
    if length < SHORT:
        notes.append(f"only {length} characters of text were found: the page may hide the rest behind a script or a paywall")
    return Page(
        text="\n\n".join([title, *blocks] if title else blocks),
        title=title,
        author=found.author if found else None,
        date=found.date if found else None,
        outlet=outlet,
        url=found.url if found else None,
        notes=tuple(notes),
    )


def _parse(markup: str) -> lxml_html.HtmlElement:
    """Parse a page.

    Raises:
        InputError: where it is empty or nested too deeply.
    """
    clean = _DATA.sub("data:,", markup).translate(_UNSEEN)
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(clean.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        msg = f"taking the page apart failed: {error}"
        raise InputError(msg) from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        msg = f"elements nested more than {DEEPEST} deep; save the text of the page to a file instead"
        raise InputError(msg)
    return tree


def _find(tree: lxml_html.HtmlElement, address: str | None) -> trafilatura.settings.Document | None:
    """Return what trafilatura makes of a page; None where it finds no article."""
    try:
        found = trafilatura.bare_extraction(
            tree,
            url=address,
            with_metadata=True,
            include_comments=False,  # the readers', that is
            output_format="xml",  # for "python" it would render the tree by recursion, which ends at deep pages
            date_extraction_params=dict(_DATES),
        )
    except Exception:  # noqa: BLE001 - whatever a hostile page breaks in there, its plain text can still be read, and a note says so
        return None
    return found if isinstance(found, trafilatura.settings.Document) else None


def _blocks(root: etree._Element) -> Iterator[str]:
    """Yield the paragraphs below an element, white space collapsed but for line breaks.

    A row of a table is one, unless the table only lays out the page: then its cells hold paragraphs of their own.
    """
    lines: list[list[str]] = [[]]
    rows: list[etree._Element] = []
    verbatim = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        tag = element.tag if isinstance(element.tag, str) else ""
        if rows and rows[-1] is element:
            rows.pop()
        if not rows and (tag in _BREAKING or tag in _CELLS):
            yield from _flushed(lines)
        if starts and tag in _ROWS and _is_data(element):
            rows.append(element)
        verbatim += (tag in _VERBATIM) * (1 if starts else -1)
        if starts:
            _open(lines, tag, within_row=bool(rows))
        _add(lines, element.text if starts else element.tail if element is not root else None, verbatim=verbatim > 0)
    yield from _flushed(lines)


def _is_data(row: etree._Element) -> bool:
    """Whether a row holds figures or words, not paragraphs, lists or other tables."""
    return not any(element.tag in _BREAKING for element in row.iterdescendants())


def _open(lines: list[list[str]], tag: str, *, within_row: bool) -> None:
    """Divide what stands before an element from it, within a paragraph."""
    if tag in _BREAKS:
        lines.append([])
    elif tag in _CELLS and within_row and any(map(any, lines)):
        lines[-1].append(" | ")


def _add(lines: list[list[str]], text: str | None, *, verbatim: bool) -> None:
    """Add text to the last line; its own line breaks count only where it is verbatim."""
    first, *others = (text or "").split("\n") if verbatim else (text or "",)
    lines[-1].append(first)
    lines.extend([line] for line in others)


def _flushed(lines: list[list[str]]) -> Iterator[str]:
    """Yield the paragraphs that these lines make, divided at empty ones, and begin anew."""
    paragraph: list[str] = []
    for parts in lines:
        line = " ".join("".join(parts).translate(_UNSEEN).split()).strip("| ")
        if line:
            paragraph.append(line)
        elif paragraph:
            yield "\n".join(paragraph)
            paragraph = []
    if paragraph:
        yield "\n".join(paragraph)
    lines[:] = [[]]


def _regrouped(blocks: list[str], tree: lxml_html.HtmlElement) -> list[str]:
    """Give an article that came as one block its paragraphs back.

    So it comes where trafilatura falls back to the whole text of an element, or to that in the page's JSON.
    """
    if len(blocks) != 1:
        return blocks
    whole = "".join(blocks[0].split())
    for pieces in (_blocks(tree), _json_paragraphs(tree)):
        position, found = 0, []
        for piece in pieces:
            squeezed = "".join(piece.split())
            if whole.startswith(squeezed, position):
                position += len(squeezed)
                found.append(piece)
        if position == len(whole):
            return found
    return blocks


def _json_paragraphs(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """Yield the lines of every text in the page's JSON-LD."""
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            pending = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            value = pending.pop()
            if isinstance(value, dict | list):
                pending.extend(reversed(list(value.values()) if isinstance(value, dict) else value))
            elif isinstance(value, str):
                yield from filter(None, map(str.strip, value.splitlines()))


def _bare(tree: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """Take from a page what is surely no running text."""
    for element in tree.xpath("|".join(f"//{name}" for name in _FURNITURE)):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def _headline(tree: lxml_html.HtmlElement, title: str | None, outlet: str | None) -> str | None:
    """Return the headline as readers see it: the page's only fitting first-level heading, else its title without the site's name."""
    site = _key(outlet or "")
    plain = next(filter(None, (_without_site(each, site) for each in (title or "", tree.findtext(".//title") or ""))), "")
    shown = [" ".join(heading.text_content().translate(_UNSEEN).split()) for heading in tree.iter("h1")]
    fitting = [heading for heading in shown if _key(heading) and _key(heading) != site and _alike(heading, plain)]
    best = fitting[0] if len(set(fitting)) == 1 else plain
    return best if best and len(best) <= LONGEST_TITLE else None


def _without_site(title: str, site: str) -> str:
    """Cut the name of the site from either end of a title ("Mill closes | The Post"); "" where nothing else is there."""
    title = " ".join(title.translate(_UNSEEN).split())
    if not site:
        return title
    separators = list(_SUFFIX.finditer(title))
    if separators and _key(title[separators[-1].end() :]) in {site, f"{site}com"}:
        return title[: separators[-1].start()]
    if separators and _key(title[: separators[0].start()]) == site:
        return title[separators[0].end() :]
    return "" if _key(title) == site else title


def _alike(one: str, other: str) -> bool:
    """Whether two headlines share most words of the shorter one, as a page's own and that for search engines do."""
    words, others = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    return not others or 2 * len(words & others) >= min(len(words), len(others))


def _key(text: str) -> str:
    """Return what two spellings of the same have in common."""
    return "".join(filter(str.isalnum, text.casefold()))


def _without(blocks: Iterable[str], title: str | None) -> list[str]:
    """Leave out the headline where it stands among the first paragraphs: it is put before them."""
    wanted = _key(title or "")
    return [block for number, block in enumerate(blocks) if number >= 5 or not wanted or _key(block) != wanted]
