"""Attribution: who says a sentence (source), by which word (cue), and what is said (content)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claimcheck import logit
from claimcheck.clues import Clues
from claimcheck.document import Document, Span
from claimcheck.evidence import Mention, SentenceEvidence
from claimcheck.labels import NONE, Labelling, Thresholds
from claimcheck.sentences import Sentence
from claimcheck.speakers import NOBODY, Said, Speakers

# A cue or a content that the model is less sure of is left to the rules.
_SURE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A speaker.

    Attributes:
        name: the fullest short name that the article gives ("Mara Velin" where a sentence says "she").
        span: where that name stands.
        mention: what the sentence itself or its neighbours call the speaker ("she"); None where only the name is known.
        score: probability that this is the speaker.
    """

    name: str
    span: Span
    mention: Span | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Source, cue and content of one sentence; each None where the article does not show it."""

    source: Source | None = None
    cue: Span | None = None
    content: Span | None = None


def attribute(
    document: Document,
    sentences: Sequence[Sentence],
    labellings: Sequence[Labelling],
    evidence: Sequence[SentenceEvidence],
    thresholds: Thresholds,
) -> tuple[Attribution, ...]:
    """Say who speaks in each labelled sentence; sentences without a label get an empty attribution.

    The model's pointer and the clues of the words (``claimcheck.clues``) are weighed together; where the model names no speaker
    at all, as a checkpoint of the user's cannot, the clues decide alone. Sentences are decided in reading order, so that one that
    goes on quoting finds the speaker of the one before.

    Args:
        document: the article.
        sentences: its sentences.
        labellings: what each does.
        evidence: what the model says of each.
        thresholds: the model's cut-offs.
    """
    if all(labelling.label == NONE for labelling in labellings):
        return tuple(Attribution() for _ in sentences)
    speakers = Speakers(document, sentences)
    clues = Clues(speakers)
    chosen: dict[int, int] = {}
    out: list[Attribution] = []
    for i, labelling in enumerate(labellings):
        if labelling.label == NONE:
            out.append(Attribution())
            continue
        chances = _joined(speakers, clues.chances(i, labelling.label, chosen), evidence[i], thresholds.speaker_clues)
        nobody = chances.pop(NOBODY, 0.0)
        best = max(chances, key=chances.__getitem__, default=NOBODY)
        if nobody >= thresholds.unnamed:
            best = NOBODY
        chosen[i] = best
        said = _said_by(speakers, clues, i, best)
        source = None if best == NOBODY else _source(speakers, i, best, said, chances[best])
        cue = _within(evidence[i].cue, sentences[i].span) or (said.cue if said else None)
        content = _within(evidence[i].content, sentences[i].span) or _content(speakers, i, said)
        out.append(Attribution(source=source, cue=cue, content=content))
    return tuple(out)


def _joined(speakers: Speakers, clues: dict[int, float], evidence: SentenceEvidence, share: float) -> dict[int, float]:
    """Return the probability of each possible speaker from the clues' and the model's word; they sum to 1."""
    if not evidence.sources:
        return clues
    model: dict[int, float] = {NOBODY: evidence.unnamed}
    for mention in evidence.sources:
        entity = speakers.find(mention.span)
        model[entity] = model.get(entity, 0.0) + mention.score
    return logit.joined(model, clues, share=share)


def _said_by(speakers: Speakers, clues: Clues, i: int, entity: int) -> Said | None:
    """Return the speech of a speaker in a sentence: under the name, else by a pronoun or a role."""
    if entity == NOBODY:
        return None
    named = next((said for said in speakers.scenes[i].said if said.entity == entity), None)
    return named or clues.meant(i, entity)


def _source(speakers: Speakers, i: int, entity: int, said: Said | None, score: float) -> Source:
    who = speakers.entities[entity]
    mention = said.mention if said else speakers.mention_near(i, entity)
    together = speakers.together(i, said) if said and said.entity == entity else None
    if together:
        span, name = together
        return Source(name=name, span=span, mention=span, score=score)
    return Source(name=speakers.directory.shown(who.span), span=who.span, mention=mention, score=score)


def _within(found: Mention | None, sentence: Span) -> Span | None:
    """Return the model's span where it is sure of it, cut to the sentence."""
    if found is None or found.score < _SURE or not found.span.overlap(sentence):
        return None
    return Span(start=max(found.span.start, sentence.start), end=min(found.span.end, sentence.end))


def _content(speakers: Speakers, i: int, said: Said | None) -> Span | None:
    """Return what is said, by rule: from the first to the last quoted word, else what stands behind or before the cue."""
    sentence = speakers.sentences[i].span
    quoted = speakers.quoted(i)
    if quoted and (said is None or not any(q.covers(said.cue) for q in quoted)):
        outer = Span(start=quoted[0].start, end=max(quoted[0].start, quoted[-1].end))
        between = said is not None and outer.covers(said.cue)
        return _trim(speakers.document, max(quoted, key=len) if between else outer)
    if said is None:
        return None
    behind = _trim(speakers.document, Span(start=max(said.cue.end, said.mention.end), end=sentence.end))
    before = _trim(speakers.document, Span(start=sentence.start, end=min(said.cue.start, said.mention.start)))
    longest = max((s for s in (behind, before) if s), key=len, default=None)
    return behind if behind and len(behind) > _SHORT_CONTENT else longest


_SHORT_CONTENT: Final = 25


def _trim(document: Document, span: Span) -> Span | None:
    """Cut white space, commas and a "that" off a span; None where nothing is left."""
    text = document.slice(span)
    start = span.start + len(text) - len(text.lstrip(" \t\r\n,:"))
    end = span.end - (len(text) - len(text.rstrip(" \t\r\n,.")))
    if document.text[start : start + 5].lower() == "that ":
        start += 5
    return Span(start=start, end=end) if start < end else None
