"""Sentences: the units that are labelled, as exact spans of the article."""

from dataclasses import dataclass
from enum import StrEnum

from claimcheck.boundaries import sentences
from claimcheck.document import Document, Span
from claimcheck.furniture import is_caption, is_furniture, is_headline, is_title
from claimcheck.paragraphs import paragraphs


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
    """Split an article into sentences.

    Every character of the text that is not white space belongs to exactly one of them. The time that it takes grows
    with the length of the text, whatever the text holds.
    """
    text = document.text
    units: list[Sentence] = []
    story = False  # whether the story, which a headline may begin, has been reached
    for number, (start, end) in enumerate(paragraphs(text)):
        paragraph = text[start:end]
        whole = _kind(paragraph, document)
        begins_story = whole is Kind.BODY and not story and end < len(text)
        if is_title(paragraph, number, document.title) or (begins_story and is_headline(paragraph)):
            whole = Kind.HEADLINE
        story = story or whole in {Kind.HEADLINE, Kind.BODY}
        for first, last in sentences(paragraph):
            part = last - first < len(paragraph)  # else it has been judged as a whole
            kind = Kind.FURNITURE if part and whole is Kind.BODY and is_furniture(paragraph[first:last]) else whole
            units.append(Sentence(index=len(units), span=Span(start=start + first, end=start + last), paragraph=number, kind=kind))
    return tuple(units)


def _kind(paragraph: str, document: Document) -> Kind:
    """Judge a paragraph as a whole."""
    if paragraph in {document.outlet, document.author} or is_furniture(paragraph):
        return Kind.FURNITURE
    return Kind.CAPTION if is_caption(paragraph) else Kind.BODY
