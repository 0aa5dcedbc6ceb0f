"""Gold: articles whose sentences people have labelled, one article a line (JSON Lines)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from claimcheck.document import Document, Span
from claimcheck.errors import InputError
from claimcheck.files import shown
from claimcheck.jsonread import Field, lines
from claimcheck.labels import LABELS, NONE

_ALL: Final = (*LABELS, NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSentence:
    """One sentence as the annotators labelled it.

    Attributes:
        span: its place in the article's text.
        label: the main label, ``none`` included.
        others: further labels that are right too (the fields ``second`` and ``also``).
        source: who says it, as a name; "" where nobody is named.
        answers: denials only: indexes of the sentences that state the rejected claim, plainest first; None elsewhere.
        embedded: denials only: whether the rejected claim can be read in the denial itself.
    """

    span: Span
    label: str
    others: tuple[str, ...] = ()
    source: str = ""
    answers: tuple[int, ...] | None = None
    embedded: bool = False

    @property
    def accepted(self) -> frozenset[str]:
        """Every label that counts as right."""
        return frozenset((self.label, *self.others))


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """An annotated article: the document, and its sentences in order."""

    document: Document
    sentences: tuple[GoldSentence, ...]

    @property
    def outlet(self) -> str:
        """Who published it; "" where that is not known."""
        return self.document.outlet or ""


def read_gold(path: Path) -> tuple[GoldArticle, ...]:
    """Read annotated articles.

    A line holds ``id``, ``text``, ``sentences`` and may hold ``outlet`` and ``text_sha256``; a sentence holds
    ``start``, ``end``, ``label`` and may hold ``second``, ``also``, ``source`` and, if it denies, ``answers`` and
    ``embedded``. Offsets are half-open ranges of code points of the text.

    Raises:
        InputError: where the file cannot be read or has no article, a line is broken, a field is missing or of the
            wrong kind, the hash is not the text's, or offsets or indexes do not fit; it names line and field.
    """
    articles = tuple(_article(field) for field in lines(path))
    if not articles:
        msg = f"{shown(path)} holds no annotated article: gold has one article a line, as JSON"
        raise InputError(msg)
    return articles


def _article(field: Field) -> GoldArticle:
    outlet = field.get("outlet")
    document = Document(
        text=field["text"].text(),
        id=field["id"].text(),
        origin=field.where,
        outlet=None if outlet is None else outlet.text(),
    )
    claimed = field.get("text_sha256")
    if claimed is not None and claimed.text() != document.text_sha256:
        cause = "the hash is not that of the text: the text was changed after it was annotated, so offsets may be wrong"
        raise claimed.error(cause)
    return GoldArticle(document=document, sentences=tuple(_sentences(field["sentences"], len(document.text))))


def _sentences(fields: Field, within: int) -> Iterator[GoldSentence]:
    each = list(fields)
    before = 0
    for field in each:
        sentence = _sentence(field, within, len(each))
        if sentence.span.start < before:
            cause = f"it begins at {sentence.span.start}, before the end of the sentence before it, {before}"
            raise field.error(cause)
        before = sentence.span.end
        yield sentence


def _sentence(field: Field, within: int, count: int) -> GoldSentence:
    second, also, source = field.get("second"), field.get("also"), field.get("source")
    others = [*([] if second is None else [second]), *(also or ())]
    denies = "answers" in field.mapping()
    return GoldSentence(
        span=field.span(within=within),
        label=field["label"].choice(*_ALL),
        others=tuple(other.choice(*_ALL) for other in others),
        source="" if source is None else source.text(),
        answers=tuple(answer.whole(below=count) for answer in field["answers"]) if denies else None,
        embedded=field["embedded"].flag() if denies else False,
    )
