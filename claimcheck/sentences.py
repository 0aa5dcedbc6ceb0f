"""Sentences: the units that are labelled, as exact spans of the article."""

from dataclasses import dataclass
from enum import StrEnum

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


def split(document: Document) -> tuple[Sentence, ...]:
    """Split an article into sentences."""
    raise NotImplementedError
