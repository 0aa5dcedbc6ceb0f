"""The standfirst of a page: the summary under the headline, put back where trafilatura left it out.

trafilatura looks for the element that holds the article, and on many pages the standfirst stands outside it, in the head of
the article beside by-line and share buttons. A standfirst states claims as a headline does, so it belongs to the text.
Only what stands between the headline and the first paragraph of the article is looked at, so that no teaser of another
article is taken; and of that, only what the page itself calls, or uses as, its summary.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from claimcheck.furniture import is_caption, is_furniture
from claimcheck.markup import Block, blocks, key, squeezed

# Paragraphs of the page below its headline among which the article has to begin.
FURTHEST: Final = 200
# Characters and words of a paragraph of a standfirst. Less is a kicker or a date, more is an article.
SHORTEST: Final = 20
FEWEST: Final = 4
LONGEST: Final = 600
# Letters and digits by which two paragraphs, or a paragraph and a summary that was cut short, are known to be the same.
SAME: Final = 40

# What a page calls elements by, in lower case, the parts of a name divided by hyphens.
_NAMED: Final = re.compile(
    r"\b(?:stand-?first|sub-?(?:head|heading|headline|hed|title|deck)|dek|deck|strap-?line|chapeau|alternative-headline)\b"
)
_HINTED: Final = re.compile(r"\b(?:summary|excerpt|lede?|lead|intro|introduction|abstract|description|desc|preamble|perex)\b")
_NEVER_NAMED: Final = re.compile(
    r"\b(?:ads?|advert|advertisement|authors?|bread-?crumbs?|by-?line|caption|cards?|carousel|comments?|consent|contributors?|cookies?"
    r"|credits?|date|datetime|eyebrow|gallery|gdpr|kicker|menu|meta|nav|newsletters?|paywall|player|podcast|promo|recirculation|recommended"
    r"|related|shar(?:e|ing)|sidebar|sign-?up|social|sponsor(?:ed)?|subscri(?:be|ber|ption)|tags?|teasers?|timestamp|toolbar|topics?|video)\b"
)
_NEVER_IN: Final = frozenset(
    {
        "a", "address", "aside", "audio", "button", "dialog", "fieldset", "figcaption", "figure", "footer", "form", "h1", "iframe", "label",
        "menu", "nav", "noscript", "object", "option", "picture", "select", "svg", "table", "template", "time", "video",
    }
)  # fmt: skip
_HEADINGS: Final = frozenset({"h2", "h3", "h4"})
_HEADS: Final = frozenset({"header", "hgroup"})
_NAMING: Final = frozenset({"class", "id", "itemprop", "property", "role", "aria-label", "aria-roledescription"})
_LONGEST_NAME: Final = 300  # characters; a longer attribute is no name
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CUT: Final = re.compile(r"\s*(?:…|\.\.\.|\[(?:…|\.\.\.)\])\s*$")
_SUMMARIES: Final = frozenset({"description", "twitter:description", "og:description"})


class _Sure(IntEnum):
    """How sure it is that a paragraph is a standfirst; of several, the surest is taken."""

    NO = 0
    PLACED = 1  # right under the headline, in the head of the article
    HINTED = 2  # within an element of a name that standfirsts have, and other things too
    SUMMARY = 3  # the same words as the summary that the page gives search engines
    NAMED = 4  # within an element that is called so


def with_standfirst(tree: lxml_html.HtmlElement, title: str | None, article: Sequence[str]) -> list[str]:
    """Return the paragraphs of an article with the standfirst of its page in its place; as they are where there is none, or they hold it.

    Args:
        tree: the page.
        title: its headline.
        article: the paragraphs that were found, without the headline.
    """
    page = list(blocks(tree.find("body") if tree.find("body") is not None else tree))
    headline = _headline(page, key(title or ""))
    whole = "\n".join(["", *map(key, article)])
    under: list[Block] = []
    for block in page[headline + 1 : headline + 1 + FURTHEST]:
        if _begins(block.text, whole):
            break
        under.append(block)
    else:
        return list(article)
    found = _found(under, page[headline].holder if headline >= 0 else None, list(_summaries(tree)), whole)
    if not found:
        return list(article)
    above = {key(block.text) for block in page[: page.index(found[0])]}
    place = next((number for number, paragraph in enumerate(article) if key(paragraph) not in above), 0)
    return [*article[:place], *(block.text for block in found), *article[place:]]


def _headline(page: Sequence[Block], wanted: str) -> int:
    """Return where the headline stands on the page, within its first-level heading if it is there; -1 where it is nowhere."""
    shown = [number for number, block in enumerate(page) if wanted and key(block.text) == wanted]
    headings = (number for number in shown[:FURTHEST] if any(element.tag == "h1" for element in _around(page[number].holder)))
    return next(headings, shown[0] if shown else -1)


def _begins(text: str, whole: str) -> bool:
    """Whether the article begins with a paragraph of the page: it is part of it, and neither a caption nor furniture."""
    words = key(text)
    return len(words) >= SAME and words in whole and not is_caption(text) and not is_furniture(text)


def _found(under: Sequence[Block], headline: etree._Element | None, summaries: Sequence[str], whole: str) -> list[Block]:
    """Return the paragraphs of the standfirst among those between headline and article."""
    head = frozenset(_around(headline)) if headline is not None else frozenset()
    sure = [_sure(block, head, summaries, whole) for block in under]
    best = max(sure, default=_Sure.NO)
    if best is _Sure.NO:
        return []
    first = sure.index(best)
    if best is not _Sure.NAMED:
        return [under[first]]
    # Of several elements that are so called, the first one: others repeat it for narrow windows, or belong to something else.
    holder = next(element for element in _around(under[first].holder) if _NAMED.search(_names(element)))
    return [block for block, each in zip(under, sure, strict=True) if each is best and holder in _around(block.holder)]


def _sure(block: Block, head: frozenset[etree._Element], summaries: Sequence[str], whole: str) -> _Sure:
    """Say how sure it is that a paragraph is of the standfirst."""
    if not _fits(block.text, whole):
        return _Sure.NO
    around = [element for element in _around(block.holder) if element not in head]
    names = " ".join(map(_names, around))
    if any(element.tag in _NEVER_IN or _is_hidden(element) for element in around) or _NEVER_NAMED.search(names):
        return _Sure.NO
    if _NAMED.search(names):
        return _Sure.NAMED
    if any(_is_summary(block.text, each) for each in summaries):
        return _Sure.SUMMARY
    if _HINTED.search(names):
        return _Sure.HINTED
    return _Sure.PLACED if _is_placed(around, head) else _Sure.NO


def _fits(text: str, whole: str) -> bool:
    """Whether a paragraph can be a standfirst that the article lacks."""
    if not SHORTEST <= len(text) <= LONGEST or len(text.split()) < FEWEST or is_furniture(text) or is_caption(text):
        return False
    # One that begins as a paragraph of the article does is that paragraph, cut short or put otherwise.
    return "\n" + key(_CUT.sub("", text))[:SAME] not in whole


def _is_summary(text: str, summary: str) -> bool:
    """Whether a paragraph says what a summary does, which may be cut short."""
    words, wanted = key(text), key(_CUT.sub("", summary))
    return words == wanted or (len(wanted) >= SAME and bool(_CUT.search(summary)) and words.startswith(wanted))


def _is_placed(around: Sequence[etree._Element], head: frozenset[etree._Element]) -> bool:
    """Whether an element stands right beside the heading, in a head: a heading of lower level there, or a paragraph of an ``hgroup``."""
    if not around:
        return False
    outermost = around[-1]
    before, parent = outermost.getprevious(), outermost.getparent()
    if before is None or before not in head or before.tag != "h1":
        return False
    return outermost.tag in _HEADINGS or (outermost.tag == "p" and parent.tag in _HEADS)


def _summaries(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """Yield what the page gives search engines and networks as its summary."""
    for element in tree.iter("meta"):
        if {element.get("name", "").lower(), element.get("property", "").lower()} & _SUMMARIES:
            yield squeezed(element.get("content", "")[: 2 * LONGEST])


def _around(element: etree._Element) -> Iterator[etree._Element]:
    """Yield an element and those around it, innermost first, but for those around every page."""
    for each in (element, *element.iterancestors()):
        if each.tag in {"body", "html"}:
            return
        yield each


def _names(element: etree._Element) -> str:
    """Return what a page calls an element: its class, id and so on, each in lower case, its parts divided by hyphens."""
    named = (value for name, value in element.items() if (name in _NAMING or name.startswith("data-")) and len(value) <= _LONGEST_NAME)
    words = (re.sub(r"[^a-z0-9]+", "-", _CAMEL.sub("-", word).lower()) for value in named for word in value.split())
    return " ".join(words)


def _is_hidden(element: etree._Element) -> bool:
    """Whether readers do not see an element."""
    return "hidden" in element.attrib or element.get("aria-hidden") == "true" or bool(_HIDDEN.search(element.get("style", "")))
