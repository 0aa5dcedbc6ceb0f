"""Web pages as trees, and the paragraphs in them.

Like :mod:`claimcheck.extraction`, only the process that takes pages apart imports it: lxml takes a while to load.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from claimcheck.errors import InputError

# Levels of nesting. Deeper pages are refused: the parser would drop what lies below without a word. (libxml2's own limit)
DEEPEST: Final = 2048

_BREAKING: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "code", "dd", "details", "div", "dl", "dt",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "item",
        "legend", "li", "list", "main", "nav", "ol", "p", "pre", "quote", "row", "section", "summary", "table", "tr", "ul",
    }
)  # fmt: skip
_BREAKS: Final = frozenset({"br", "lb"})
_ROWS: Final = frozenset({"tr", "row"})
_CELLS: Final = frozenset({"td", "th", "cell"})
_VERBATIM: Final = frozenset({"pre", "code"})
_UNSHOWN: Final = frozenset({"script", "style"})

_DATA: Final = re.compile(r"data:[a-z]{1,20}/[a-z0-9.+-]{1,80};base64,[A-Za-z0-9+/=]*", re.IGNORECASE)
# What XML cannot hold, and what nobody sees: soft hyphens and zero-width spaces, which would only hide words from a model.
_UNSEEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF])


class _Part(NamedTuple):
    """A piece of text, and the element that it stands in."""

    text: str
    holder: etree._Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph of a page.

    Attributes:
        text: its words, white space collapsed but for line breaks.
        holder: the innermost element that its first words stand in.
    """

    text: str
    holder: etree._Element


def parse(markup: str) -> lxml_html.HtmlElement:
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


def drop(tree: lxml_html.HtmlElement, names: Iterable[str]) -> None:
    """Take the elements of these names out of a page, with all that is in them."""
    for element in tree.xpath("|".join(f"//{name}" for name in names)):
        if element.getparent() is not None:
            element.drop_tree()


def squeezed(text: str) -> str:
    """Return text as readers see it in a line: without what nobody sees, white space collapsed."""
    return " ".join(text.translate(_UNSEEN).split())


def key(text: str) -> str:
    """Return what two spellings of the same have in common."""
    return "".join(filter(str.isalnum, text.casefold()))


def blocks(root: etree._Element) -> Iterator[Block]:
    """Yield the paragraphs below an element.

    A row of a table is one, unless the table only lays out the page: then its cells hold paragraphs of their own.
    """
    lines: list[list[_Part]] = [[]]
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
            _open(lines, element, within_row=bool(rows))
        _add(lines, _part(element, root, starts=starts), verbatim=verbatim > 0)
    yield from _flushed(lines)


def _is_data(row: etree._Element) -> bool:
    """Whether a row holds figures or words, not paragraphs, lists or other tables."""
    return not any(element.tag in _BREAKING for element in row.iterdescendants())


def _open(lines: list[list[_Part]], element: etree._Element, *, within_row: bool) -> None:
    """Divide what stands before an element from it, within a paragraph."""
    if element.tag in _BREAKS:
        lines.append([])
    elif element.tag in _CELLS and within_row and any(map(any, lines)):
        lines[-1].append(_Part(" | ", element))


def _part(element: etree._Element, root: etree._Element, *, starts: bool) -> _Part:
    """Return the text right after the start or the end of an element."""
    if starts:
        return _Part("" if element.tag in _UNSHOWN else element.text or "", element)
    return _Part("", root) if element is root else _Part(element.tail or "", element.getparent())


def _add(lines: list[list[_Part]], part: _Part, *, verbatim: bool) -> None:
    """Add text to the last line; its own line breaks count only where it is verbatim."""
    first, *others = part.text.split("\n") if verbatim else (part.text,)
    if first:
        lines[-1].append(part._replace(text=first))
    lines.extend([part._replace(text=line)] for line in others)


def _flushed(lines: list[list[_Part]]) -> Iterator[Block]:
    """Yield the paragraphs that these lines make, divided at empty ones, and begin anew."""
    paragraph: list[str] = []
    holder = None
    for parts in (*lines, ()):
        line = squeezed("".join(part.text for part in parts)).strip("| ")
        if line:
            if not paragraph:
                holder = next(part.holder for part in parts if squeezed(part.text).strip("| "))
            paragraph.append(line)
        elif paragraph:
            yield Block(text="\n".join(paragraph), holder=holder)
            paragraph = []
    lines[:] = [[]]
