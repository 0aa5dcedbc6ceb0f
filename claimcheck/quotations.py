"""Quotations: which stretches of an article stand between quotation marks, over sentences and paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claimcheck.document import Document, Span
from claimcheck.sentences import Sentence

_OPENING: Final = "“«„"
_CLOSING: Final = "”»"
_STRAIGHT: Final = '"'
_MARKS: Final = _OPENING + _CLOSING + _STRAIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What stands between two quotation marks, the marks not included.

    Attributes:
        span: from the first to the last quoted character.
        first: index of the sentence in which it begins.
        last: index of the sentence in which it ends.
        closed: whether it ends with a mark; a paragraph may end without where the next goes on quoting.
    """

    span: Span
    first: int
    last: int
    closed: bool


def quotations(document: Document, sentences: Sequence[Sentence]) -> tuple[Quotation, ...]:
    """Find the quotations of an article, in order and disjoint.

    A quotation that a paragraph leaves open goes on where the next paragraph begins with an opening mark, as newspapers
    print it, and is then one quotation; else it ends with its paragraph, so that one lost mark spoils one paragraph only.
    Single quotation marks are not read: nobody can tell them from apostrophes.
    """
    out: list[Quotation] = []
    begin: tuple[int, int] | None = None  # place and sentence of the open quotation
    text = document.text
    for k, sentence in enumerate(sentences):
        fresh = k > 0 and sentence.paragraph != sentences[k - 1].paragraph
        reopened = fresh and begin is not None and text[sentence.span.start] in _OPENING + _STRAIGHT
        if fresh and begin is not None and not reopened:
            out.append(_quotation(begin, sentences[k - 1].span.end, k - 1, closed=False))
            begin = None
        for at in range(sentence.span.start + reopened, sentence.span.end):
            mark = text[at]
            if mark not in _MARKS:
                continue
            if begin is None and (mark in _OPENING or (mark == _STRAIGHT and not _is_inches(text, at))):
                begin = at + 1, k
            elif begin is not None and (mark not in _OPENING or (mark == "“" and text[begin[0] - 1] == "„")):
                out.append(_quotation(begin, at, k, closed=True))
                begin = None
    if begin is not None:
        out.append(_quotation(begin, sentences[-1].span.end, len(sentences) - 1, closed=False))
    return tuple(out)


def _quotation(begin: tuple[int, int], end: int, last: int, *, closed: bool) -> Quotation:
    start, first = begin
    return Quotation(span=Span(start=start, end=max(start, end)), first=first, last=last, closed=closed)


def _is_inches(text: str, at: int) -> bool:
    """Whether a straight mark stands for inches ('a 40" screen')."""
    return at > 0 and text[at - 1].isdigit() and (at + 1 == len(text) or not text[at + 1].isalnum())
