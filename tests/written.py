"""Articles for tests, written as paragraphs of sentences; and what stands where in them."""

from collections.abc import Sequence

from claimcheck.document import Document, Span
from claimcheck.evidence import NOTHING, Mention, SentenceEvidence
from claimcheck.labels import LABELS, NONE, Labelling
from claimcheck.sentences import Kind, Sentence


def written(*paragraphs: Sequence[str], kinds: Sequence[Kind] = ()) -> tuple[Document, tuple[Sentence, ...]]:
    """Join sentences with spaces and paragraphs with empty lines; ``kinds`` gives the first sentences a kind of their own."""
    text = ""
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        text += "\n\n" if number else ""
        for k, words in enumerate(paragraph):
            text += " " if k else ""
            index = len(sentences)
            kind = kinds[index] if index < len(kinds) else Kind.BODY
            span = Span(start=len(text), end=len(text) + len(words))
            sentences.append(Sentence(index=index, span=span, paragraph=number, kind=kind))
            text += words
    return Document(text=text), tuple(sentences)


def place(document: Document, words: str, *, nth: int = 0) -> Span:
    """Return where words stand, for the ``nth`` time."""
    start = -1
    for _ in range(nth + 1):
        start = document.text.index(words, start + 1)
    return Span(start=start, end=start + len(words))


def mention(document: Document, words: str, score: float, *, nth: int = 0) -> Mention:
    """Return words as a model points at them."""
    return Mention(span=place(document, words, nth=nth), score=score)


def labelled(*labels: str) -> list[Labelling]:
    """Return labellings by name; "allegation+denial" has a second label."""
    out = []
    for each in labels:
        main, _, second = each.partition("+")
        scores = {name: 0.9 if name == main else 0.1 / 3 for name in (*LABELS, NONE)}
        out.append(Labelling(label=main, second=second or None, scores=scores))
    return out


def silent(count: int) -> list[SentenceEvidence]:
    """Return evidence of a model that knows labels and nothing else."""
    return [SentenceEvidence(scores=NOTHING) for _ in range(count)]
