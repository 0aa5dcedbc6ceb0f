"""The article in a web page: what trafilatura finds, as paragraphs, headline first, standfirst second.

:mod:`claimcheck.html` runs this module in a process of its own, with limits on time and memory: a page can be made
to keep any parser busy for hours. Nothing else imports it, for trafilatura takes a while to load.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import trafilatura
from lxml import html as lxml_html  # type: ignore[import-untyped]

from claimcheck.errors import InputError
from claimcheck.markup import blocks, drop, key, parse, squeezed
from claimcheck.standfirst import with_standfirst

# Characters of a headline. A longer one is no headline; trafilatura cuts titles at 10,000.
LONGEST_TITLE: Final = 500
# Characters. Hardly an article is shorter; a teaser, a cookie wall and "please switch on JavaScript" are.
SHORT: Final = 250

# Nobody sees them, or they are never part of an article; but trafilatura takes them where it finds little else.
_NEVER: Final = ("dialog", "menu", "nav", "noscript", "template")
# Hardly part of an article; for pages on which trafilatura finds none.
_FURNITURE: Final = (
    "aside", "audio", "button", "canvas", "datalist", "embed", "fieldset", "figure", "footer", "form", "head", "iframe", "input",
    "math", "object", "option", "script", "select", "style", "svg", "textarea", "title", "video",
)  # fmt: skip

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
    tree = parse(markup)
    drop(tree, _NEVER)
    found = _find(tree, address)
    outlet = found.sitename if found else None
    title = _headline(tree, found.title if found else None, outlet)
    notes = [f"extracted from HTML by trafilatura {trafilatura.__version__}"]
    article = _without(_regrouped(_texts(found.body), tree), title) if found else []
    if article:
        article = with_standfirst(tree, title, article)
    else:
        notes = ["no article was recognised on the page: this is all of its text"]
        drop(tree, _FURNITURE)
        article = _without(_texts(tree), title)
    length = sum(map(len, article))
    if not any(character.isalpha() for paragraph in article for character in paragraph):
        msg = "no article text on the page; if a browser shows one, save the page from there, or copy the text to a file"
        raise InputError(msg)
    if length < SHORT:
        notes.append(f"only {length} characters of text were found: the page may hide the rest behind a script or a paywall")
    return Page(
        text="\n\n".join([title, *article] if title else article),
        title=title,
        author=found.author if found else None,
        date=found.date if found else None,
        outlet=outlet,
        url=found.url if found else None,
        notes=tuple(notes),
    )


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


def _texts(root: lxml_html.HtmlElement) -> list[str]:
    """Return the paragraphs below an element."""
    return [block.text for block in blocks(root)]


def _regrouped(article: list[str], tree: lxml_html.HtmlElement) -> list[str]:
    """Give an article that came as one block its paragraphs back.

    So it comes where trafilatura falls back to the whole text of an element, or to that in the page's JSON.
    """
    if len(article) != 1:
        return article
    whole = "".join(article[0].split())
    for pieces in (_texts(tree), _json_paragraphs(tree)):
        position, found = 0, []
        for piece in pieces:
            solid = "".join(piece.split())
            if whole.startswith(solid, position):
                position += len(solid)
                found.append(piece)
        if position == len(whole):
            return found
    return article


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


def _headline(tree: lxml_html.HtmlElement, title: str | None, outlet: str | None) -> str | None:
    """Return the headline as readers see it: the page's only fitting first-level heading, else its title without the site's name."""
    site = key(outlet or "")
    plain = next(filter(None, (_without_site(each, site) for each in (title or "", tree.findtext(".//title") or ""))), "")
    shown = [squeezed(heading.text_content()) for heading in tree.iter("h1")]
    fitting = [heading for heading in shown if key(heading) and key(heading) != site and _alike(heading, plain)]
    best = fitting[0] if len(set(fitting)) == 1 else plain
    return best if best and len(best) <= LONGEST_TITLE else None


def _without_site(title: str, site: str) -> str:
    """Cut the name of the site from either end of a title ("Mill closes | The Post"); "" where nothing else is there."""
    title = squeezed(title)
    if not site:
        return title
    separators = list(_SUFFIX.finditer(title))
    if separators and key(title[separators[-1].end() :]) in {site, f"{site}com"}:
        return title[: separators[-1].start()]
    if separators and key(title[: separators[0].start()]) == site:
        return title[separators[0].end() :]
    return "" if key(title) == site else title


def _alike(one: str, other: str) -> bool:
    """Whether two headlines share most words of the shorter one, as a page's own and that for search engines do."""
    words, others = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    return not others or 2 * len(words & others) >= min(len(words), len(others))


def _without(article: Iterable[str], title: str | None) -> list[str]:
    """Leave out the headline where it stands among the first paragraphs: it is put before them."""
    wanted = key(title or "")
    return [each for number, each in enumerate(article) if number >= 5 or not wanted or key(each) != wanted]
