"""Analyses of articles written by hand, for tests: each sentence stands beside what was found of it.

    analysis = article(
        headline("Mayor of Lindmark denies taking bribes"),
        allegation("Prosecutors say Mara Velin took 40,000 crowns.", key="bribe", source="Prosecutors", cue="say"),
        paragraph(),
        denial('"That is a lie," Velin said.', source="Mara Velin", cue="said", answers=["bribe"]),
        title="Mayor denies",
    )

Everything that is not said is filled in as a sure model would: scores, spans of names and words, which claims
nobody answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claimcheck.attribution import Attribution, Source
from claimcheck.document import Document, Span
from claimcheck.evidence import ModelInfo
from claimcheck.labels import ALLEGATION, DENIAL, LABELS, NONE, OFFICIAL, Labelling, Thresholds
from claimcheck.pairs import Declined, Link
from claimcheck.pipeline import Analysis, Finding
from claimcheck.sentences import Kind, Sentence

MODEL = ModelInfo(name="fake", revision="0123456789abcdef0123456789abcdef")
DEFAULTS = Thresholds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence of a hand-written article and what is said of it.

    Attributes:
        text: its exact characters.
        label: main label; ``second``: another one.
        key: a name by which denials refer to it.
        source: who speaks; the words are looked up in the article, the sentence first.
        source_score: how sure that is.
        cue: the word of speech, looked up in the sentence; ``content`` and ``clause`` likewise.
        answers: keys of the claims that it answers, best first; each may come with a score ("bribe=0.45").
        link_score: score of links that name none.
        refuses: keys of the claims whose target would not comment, by the words of ``cue``.
        score: probability of the main label.
        custom: scores of labels of the user's own.
        kind: part of the page.
        gap: characters between the piece before and this one; None for a space, or for an empty line where a paragraph begins.
    """

    text: str
    label: str = NONE
    second: str | None = None
    key: str = ""
    source: str = ""
    source_score: float = 0.9
    cue: str = ""
    content: str = ""
    clause: str = ""
    answers: tuple[str, ...] = ()
    link_score: float = 0.8
    refuses: tuple[str, ...] = ()
    score: float = 0.9
    custom: Mapping[str, float] | None = None
    kind: Kind = Kind.BODY
    gap: str | None = None


def background(text: str, **more: Any) -> Piece:
    """Return a sentence without a label."""
    return Piece(text=text, **more)


def headline(text: str, **more: Any) -> Piece:
    """Return a headline."""
    return Piece(text=text, kind=Kind.HEADLINE, **more)


def caption(text: str, **more: Any) -> Piece:
    """Return the caption of a picture."""
    return Piece(text=text, kind=Kind.CAPTION, **more)


def furniture(text: str) -> Piece:
    """Return a line of the page that is no part of the article."""
    return Piece(text=text, kind=Kind.FURNITURE, score=1.0)


def allegation(text: str, **more: Any) -> Piece:
    """Return a sentence that puts a claim forward."""
    return Piece(text=text, label=ALLEGATION, **more)


def denial(text: str, *, answers: Sequence[str] = (), **more: Any) -> Piece:
    """Return a sentence that rejects a claim."""
    return Piece(text=text, label=DENIAL, answers=tuple(answers), **more)


def statement(text: str, *, refuses: Sequence[str] = (), **more: Any) -> Piece:
    """Return what somebody says in an official role."""
    return Piece(text=text, label=OFFICIAL, refuses=tuple(refuses), **more)


def paragraph() -> Piece:
    """Begin a new paragraph: not a sentence, only a longer gap."""
    return Piece(text="")


def article(*pieces: Piece, thresholds: Thresholds = DEFAULTS, model: ModelInfo = MODEL, **document: Any) -> Analysis:
    """Return the analysis of the article that consists of these pieces.

    Args:
        pieces: its sentences in order.
        thresholds: what counts as doubtful.
        model: which model the analysis names.
        document: further attributes of the Document (title, origin, notes).

    Raises:
        ValueError: where words or a key cannot be found.
    """
    sentences, text = _laid_out(pieces)
    kept = [piece for piece in pieces if piece.text]
    known = {piece.key: index for index, piece in enumerate(kept) if piece.key}
    findings = tuple(_finding(piece, sentence, text, thresholds) for piece, sentence in zip(kept, sentences, strict=True))
    links = [link for piece, found in zip(kept, findings, strict=True) for link in _links(piece, found, text, known, thresholds)]
    declined = tuple(
        Declined(claim=_known(known, key), sentence=index, cue=_find(text, piece.cue, sentences[index].span))
        for index, piece in enumerate(kept)
        for key in piece.refuses
    )
    answered = {link.claim for link in links}
    return Analysis(
        document=Document(text=text, **document),
        findings=findings,
        links=tuple(links),
        unanswered=tuple(index for index, found in enumerate(findings) if found.labelling.alleges and index not in answered),
        declined=declined,
        model=model,
        settings={"model": model.name},
    )


def from_gold(record: Mapping[str, Any], **document: Any) -> Analysis:
    """Return the analysis that a model without fault would give of an annotated article.

    Args:
        record: one line of a gold file, as JSON.
        document: further attributes of the Document.
    """
    text: str = record["text"]
    sentences: list[dict[str, Any]] = record["sentences"]
    pieces = []
    end = 0
    for index, found in enumerate(sentences):
        words = text[found["start"] : found["end"]]
        pieces.append(
            Piece(
                text=words,
                label=found["label"],
                second=found.get("second"),
                key=str(index),
                source=found.get("source", ""),
                answers=tuple(str(claim) for claim in found.get("answers", ())),
                clause=words if found.get("embedded") else "",
                gap=text[end : found["start"]],
            )
        )
        end = found["end"]
    built = article(*pieces, id=record["id"], **document)
    return replace(built, document=replace(built.document, text=text))


def _laid_out(pieces: Sequence[Piece]) -> tuple[list[Sentence], str]:
    sentences: list[Sentence] = []
    text = ""
    paragraph_number = -1
    broken = True  # a new paragraph begins
    for piece in pieces:
        if not piece.text:
            broken = True
            continue
        alone = piece.kind is not Kind.BODY
        gap = piece.gap if piece.gap is not None else "" if not sentences else "\n\n" if broken or alone else " "
        paragraph_number += broken or alone or "\n" in gap
        text += gap
        span = Span(start=len(text), end=len(text) + len(piece.text))
        sentences.append(Sentence(index=len(sentences), span=span, paragraph=paragraph_number, kind=piece.kind))
        text += piece.text
        broken = alone
    return sentences, text


def _finding(piece: Piece, sentence: Sentence, text: str, thresholds: Thresholds) -> Finding:
    others = [name for name in (*LABELS, NONE) if name != piece.label]
    scores = {piece.label: piece.score, **dict.fromkeys(others, (1 - piece.score) / len(others))}
    return Finding(
        sentence=sentence,
        labelling=Labelling(
            label=piece.label,
            second=piece.second,
            scores=scores,
            custom=piece.custom or {},
            doubtful=piece.score < thresholds.doubt,
        ),
        attribution=Attribution(
            source=_source(piece, sentence, text),
            cue=_find(text, piece.cue, sentence.span) if piece.cue else None,
            content=_find(text, piece.content, sentence.span) if piece.content else None,
        ),
    )


def _source(piece: Piece, sentence: Sentence, text: str) -> Source | None:
    """Return the speaker; where the name stands nowhere, the whole sentence shows it."""
    if not piece.source:
        return None
    inside = text.find(piece.source, sentence.span.start, sentence.span.end)
    start = inside if inside >= 0 else text.find(piece.source)
    span = Span(start=start, end=start + len(piece.source)) if start >= 0 else sentence.span
    return Source(name=piece.source, span=span, mention=span if inside >= 0 else None, score=piece.source_score)


def _links(piece: Piece, found: Finding, text: str, known: Mapping[str, int], thresholds: Thresholds) -> list[Link]:
    if not found.labelling.denies:
        return []
    index = found.sentence.index
    clause = _find(text, piece.clause, found.sentence.span) if piece.clause else None
    links = []
    for answer in piece.answers or ("",):
        key, _, score = answer.partition("=")
        value = float(score) if score else piece.link_score
        claim = _known(known, key) if key else None
        links.append(Link(denial=index, claim=claim, clause=clause, score=value, doubtful=value < thresholds.link_doubt))
    return links


def _known(known: Mapping[str, int], key: str) -> int:
    if key not in known:
        msg = f"no sentence has the key {key!r}; known are {', '.join(known)}"
        raise ValueError(msg)
    return known[key]


def _find(text: str, words: str, within: Span) -> Span:
    start = text.find(words, within.start, within.end)
    if start < 0:
        msg = f"{words!r} does not stand in {text[within.start : within.end]!r}"
        raise ValueError(msg)
    return Span(start=start, end=start + len(words))
