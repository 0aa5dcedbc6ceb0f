"""Sentences: the units that are labelled, as exact spans of the article."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from claimcheck.boundaries import sentences, trim
from claimcheck.document import Document, Span


class Kind(StrEnum):
    """What part of the page a unit belongs to."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One unit of the article.

    Attributes:
        index: its number in the article, from 0.
        span: exact place, without surrounding white space; spans are ordered and disjoint.
        paragraph: number of its paragraph, from 0.
        kind: part of the page.
    """

    index: int
    span: Span
    paragraph: int
    kind: Kind


# every character at which str.splitlines breaks a line
_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def split(document: Document) -> tuple[Sentence, ...]:
    """Split an article into sentences."""
    text = document.text
    units = []
    paragraph = 0
    for line in _LINE.finditer(text):
        start, end = trim(text, *line.span())
        if start == end:
            continue
        for first, last in sentences(text[start:end]):
            units.append(Sentence(index=len(units), span=Span(start=start + first, end=start + last), paragraph=paragraph, kind=Kind.BODY))
        paragraph += 1
    return tuple(units)
