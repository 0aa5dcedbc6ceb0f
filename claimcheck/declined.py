"""Claims whose target would not comment: which refusal belongs to which claim."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from claimcheck import lexicon
from claimcheck.attribution import Attribution
from claimcheck.clues import Clues, likeliest
from claimcheck.document import Document, Span
from claimcheck.labels import OFFICIAL, Labelling
from claimcheck.refusals import refusals
from claimcheck.sentences import Kind, Sentence
from claimcheck.speakers import NOBODY, Speakers

# How far back a claim may stand that names the party, how far back one that does not, and how far ahead one that does.
_REACH_NAMED: Final = 12
_REACH_UNNAMED: Final = 4
_REACH_AHEAD: Final = 3
# Claims about the same party that stand within so many sentences of each other are answered by one refusal.
_REFUSALS: Final = 3  # of one sentence, at most
_MENTIONS: Final = 50  # of one name that are read for other forms of it
_CLUSTER: Final = 4

_NAME: Final = re.compile(r"[^\W\d_][\w’'-]{2,}")
_QUESTION: Final = re.compile(
    r"(?:calls?|messages?|e-?mails?|requests?|inquir|enquir|questions?|quer|letters?|texts?|voicemails?)\w*\b", re.IGNORECASE
)
# "The paper reached out to the council but has not heard back": whom it asked stands behind these words.
_APPROACH: Final = re.compile(r"\b(?:reach(?:ed|ing)\s+out\s+to|contact(?:ed|ing)|approached|asked|sought)\b", re.IGNORECASE)
# "She wrote twice and got no answer": a refusal to comment only where the paper is said to have asked.
_UNHEARD: Final = re.compile(r"(?:[\w’']+\s+){0,4}?(?:receive|got|get|hear)", re.IGNORECASE)
# Whoever only passed a claim on is not its target.
_SHARER: Final = re.compile(
    r"\b(?:user|users|person|people|account|accounts|creators?|page)\b[^.;]{0,20}\b(?:shar|post|made|upload|publish|tweet)", re.IGNORECASE
)
_NO_NAMES: Final = lexicon.FUNCTION_WORDS | lexicon.TITLES | lexicon.PEOPLE | lexicon.BODIES | lexicon.BODY_HEADS | lexicon.DOCUMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A claim whose target would not comment: kept apart from denial.

    Attributes:
        claim: index of the claim.
        sentence: index of the sentence that reports the refusal; may be the same sentence.
        cue: the words of refusal.
    """

    claim: int
    sentence: int
    cue: Span


@dataclass(frozen=True, slots=True)
class _Party:
    """Who would not comment: entities, and the telling words of their names in lower case."""

    entities: frozenset[int]
    words: frozenset[str]


def declined(
    document: Document,
    sentences: Sequence[Sentence],
    labellings: Sequence[Labelling],
    attributions: Sequence[Attribution] = (),
) -> tuple[Declined, ...]:
    """Find claims whose target declined to comment, did not respond, or could not be reached.

    A refusal belongs to the nearest allegation before it that names the declining party, by any name that leads to the same person
    or body, with further ones about that party close to it; else to one just behind it that names the party; else to the nearest
    allegation just before it. An allegation that the declining party itself makes is no claim against it. A refusal with no
    allegation in reach is left out.

    Args:
        document: the article.
        sentences: its sentences.
        labellings: what each does.
        attributions: who says each; empty where that is not known.

    Returns:
        Ordered by the refusing sentence, then by the claim; no pair of both twice.
    """
    alleging = [i for i, labelling in enumerate(labellings) if labelling.alleges]
    if not alleging:
        return ()
    found = [
        (sentence.index, cue)
        for sentence in sentences
        if sentence.kind is not Kind.FURNITURE
        for cue in islice(refusals(document.text, sentence.span), _REFUSALS)
    ]
    if not found:
        return ()
    matcher = _Matcher(Speakers(document, sentences), alleging, attributions)
    out: dict[tuple[int, int], Declined] = {}
    for i, cue in found:
        if not matcher.is_quoted(i, cue) and not matcher.is_no_target(i, cue):
            for claim in matcher.claims(i, cue):
                out.setdefault((i, claim), Declined(claim=claim, sentence=i, cue=cue))
    return tuple(out[key] for key in sorted(out))


class _Matcher:
    """Matches refusals with the allegations of one article."""

    def __init__(self, speakers: Speakers, alleging: Sequence[int], attributions: Sequence[Attribution]) -> None:
        self._speakers = speakers
        self._clues = Clues(speakers)
        self._known: dict[int, frozenset[str]] = {}
        self._alleging = alleging
        self._attributions = attributions
        self._text = speakers.document.text

    def is_no_target(self, i: int, cue: Span) -> bool:
        """Whether who refuses is whoever shared a claim, not whom it is about; or nobody from whom the paper wanted to know."""
        start = self._speakers.sentences[i].span.start
        unheard = _UNHEARD.match(self._text, cue.start) and not _APPROACH.search(self._text, start, cue.start)
        return bool(unheard or _SHARER.search(self._text, start, cue.start))

    def is_quoted(self, i: int, cue: Span) -> bool:
        """Whether somebody quoted says it of others ("we received no response"): no refusal that the article reports."""
        spoken = any(q.covers(cue) for q in self._speakers.quoted(i))
        return spoken and "comment" not in self._text[cue.start : cue.end].lower()

    def claims(self, i: int, cue: Span) -> list[int]:
        """Return the allegations that a refusal in sentence ``i`` belongs to."""
        party = self._party(i, cue)
        reach = self._alleging[bisect_left(self._alleging, i - _REACH_NAMED) : bisect_right(self._alleging, i + _REACH_AHEAD)]
        against = [k for k in reach if not self._says(k, party) or k == i]
        named = [k for k in against if k <= i and self._names(k, party, cue)]
        if named:
            return [k for k in named if named[-1] - k <= _CLUSTER]
        ahead = [k for k in against if i < k and self._names(k, party, cue)]
        near = [k for k in against if i - _REACH_UNNAMED <= k <= i]
        return ahead[:1] or near[-1:]

    def _party(self, i: int, cue: Span) -> _Party:
        entities = frozenset(self._refusing(i, cue))
        return _Party(entities, frozenset().union(*(self._words(entity) for entity in entities)))

    def _words(self, entity: int) -> frozenset[str]:
        """Return the telling words of somebody's names."""
        if entity not in self._known:
            who = self._speakers.entities[entity]
            spans = (who.span, *(mention for _, mention in who.mentions[:_MENTIONS]))
            self._known[entity] = frozenset(word for span in spans for word in self._telling(span))
        return self._known[entity]

    def _refusing(self, i: int, cue: Span) -> Iterator[int]:
        """Yield who refuses: the subject and all that its phrase names; in a passive, who was asked; else whom a pronoun means."""
        speakers = self._speakers
        approach = _APPROACH.search(self._text, speakers.sentences[i].span.start, cue.start)
        mentions = [m for m in speakers.mentions(i) if approach is None or m.start >= approach.end()]
        if _QUESTION.match(self._text, cue.start):
            found = [m for m in mentions if cue.covers(m)]
        else:
            found = [m for m in mentions if m.end <= cue.start] or [m for m in mentions if m.start >= cue.end]
        for mention in found:
            yield speakers.entity(mention)
        subject = next((s for s in speakers.scenes[i].said if s.cue.overlap(cue)), None)
        if not found or (subject is not None and subject.pronoun):
            who = likeliest(self._clues, i, OFFICIAL)
            if who != NOBODY:
                yield who

    def _telling(self, span: Span) -> Iterator[str]:
        """Yield the words of a name that tell it from others: capitalised, no titles, no common nouns."""
        for match in _NAME.finditer(self._text, span.start, span.end):
            word = match.group()
            key = word.lower().removesuffix("'s").removesuffix("’s")
            if word[0].isupper() and key not in _NO_NAMES:
                yield key

    def _names(self, k: int, party: _Party, cue: Span) -> bool:
        """Whether an allegation names the party; in the refusing sentence itself, apart from the refusal."""
        mentions = [m for m in self._speakers.mentions(k) if m.end <= cue.start or m.start >= cue.end]
        return any(self._speakers.entity(m) in party.entities or party.words.intersection(self._telling(m)) for m in mentions)

    def _says(self, k: int, party: _Party) -> bool:
        """Whether the party itself makes the allegation."""
        source = self._attributions[k].source if k < len(self._attributions) else None
        return source is not None and self._speakers.find(source.span) in party.entities
