"""Speakers: everybody who may speak in an article, and what each sentence shows of who speaks in it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Final

from claimcheck import lexicon
from claimcheck.document import Document, Span
from claimcheck.names import Directory, is_person
from claimcheck.phrases import singular
from claimcheck.quotations import quotations
from claimcheck.sentences import Sentence
from claimcheck.speech import PRONOUNS, Line, Speech, speeches
from claimcheck.tokens import Token, tokenise

NOBODY: Final = -1
_end = attrgetter("end")
_REACH: Final = 200  # code points before a span in which an overlapping candidate may begin


@dataclass(slots=True)
class Entity:
    """A possible speaker: a person, body or document, with all its mentions.

    Attributes:
        span: where its fullest short name stands.
        kind: what it seems to be.
        mentions: index of the sentence and place of each mention, in order.
        subject: how often it is the subject of a word of speech.
    """

    span: Span
    kind: str
    mentions: list[tuple[int, Span]] = field(default_factory=list)
    subject: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A speech of one sentence: its speaker (an entity, or a pronoun), and the words themselves."""

    entity: int | None
    pronoun: str
    mention: Span
    cue: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence as the clues see it.

    Attributes:
        said: speeches, in order.
        acting: entities that stand right before what looks like a verb, outside quotation marks.
        outside: entities that the sentence names outside quotation marks, in order, none twice.
        inside: entities that it names within quotation marks.
        quoting: "whole" where all is quoted, "part" where some is, else "no".
        quotation: number of the quotation that covers most of it; None where there is none.
    """

    said: tuple[Said, ...]
    acting: frozenset[int]
    outside: tuple[int, ...]
    inside: frozenset[int]
    quoting: str
    quotation: int | None


class Speakers:
    """Who may say each sentence of one article."""

    def __init__(self, document: Document, sentences: Sequence[Sentence]) -> None:
        """Read the article: names, quotations and words of speech."""
        self.document = document
        self.sentences = sentences
        self.directory = Directory(document, sentences)
        self.quotations = quotations(document, sentences)
        self.entities: list[Entity] = []
        self._of: dict[Span, int] = {}
        self._by_name: dict[str, int] = {}
        self._mentions: list[list[Span]] = [[] for _ in sentences]
        self._enter()
        self.scenes = [self._scene(i) for i in range(len(sentences))]
        for scene in self.scenes:
            for said in scene.said[:1]:
                if said.entity is not None:
                    self.entities[said.entity].subject += 1

    def _enter(self) -> None:
        """Group the mentions of each name."""
        at = 0
        for mention in self.directory.candidates:
            while self.sentences[at].span.end <= mention.start:
                at += 1
            entity = self.entity(mention)
            self.entities[entity].mentions.append((at, mention))
            self._mentions[at].append(mention)

    def entity(self, mention: Span) -> int:
        """Return the number of whom a mention names; a new one where nobody of that name was met."""
        if mention not in self._of:
            span = self.directory.canonical(mention)
            name = self.directory.shown(span).lower()
            name = name.split(" ", 1)[1] if name.split(" ", 1)[0] in ("the", "a", "an") and " " in name else name
            if name not in self._by_name:
                self._by_name[name] = len(self.entities)
                self.entities.append(Entity(span=span, kind=_kind(tokenise(self.document.text, span))))
            self._of[mention] = self._by_name[name]
        return self._of[mention]

    def find(self, span: Span) -> int:
        """Return whom any span names: a candidate's entity, or that of the candidate that it overlaps most, or a new one."""
        if span in self._of:
            return self._of[span]
        text = self.directory.shown(self.directory.canonical(span)).lower().removeprefix("the ").removeprefix("a ")
        if text in self._by_name:
            return self._by_name[text]
        at = bisect_left(self.directory.candidates, Span(start=max(0, span.start - _REACH), end=max(0, span.start - _REACH)))
        best, most = None, 0.5
        for candidate in self.directory.candidates[at:]:
            if candidate.start >= span.end:
                break
            share = candidate.overlap(span) / max(len(candidate), len(span))
            if share > most:
                best, most = candidate, share
        return self.entity(best or span)

    def mentions(self, i: int) -> Sequence[Span]:
        """Return the candidates that stand in a sentence, in order."""
        return self._mentions[i]

    def mention_near(self, i: int, entity: int) -> Span | None:
        """Return how the sentence names a speaker, else the one before or behind; None where none does."""
        mentions = self.entities[entity].mentions
        for k in (i, i - 1, i + 1):
            at = bisect_left(mentions, k, key=itemgetter(0))
            if at < len(mentions) and mentions[at][0] == k:
                return mentions[at][1]
        return None

    def quoted(self, i: int) -> list[Span]:
        """Return the quotations that a sentence holds or is held by, in order, each as far as it lies in the sentence."""
        sentence = self.sentences[i].span
        spans = (self.quotations[k].span for k in self._quotation_of.get(i, ()))
        return [Span(start=max(s.start, sentence.start), end=min(s.end, sentence.end)) for s in spans if s.start <= sentence.end]

    def together(self, i: int, said: Said) -> tuple[Span, str] | None:
        """Return place and name of two who speak together ("Mara Velin and Jon Lind said"); None where one speaks alone."""
        before = self.document.text[self.sentences[i].span.start : said.mention.start]
        if not before.endswith(" and "):
            return None
        end = said.mention.start - len(" and ")
        other = next((m for m in self._mentions[i] if m.end == end), None)
        if other is None:
            return None
        names = [self.directory.shown(self.entities[self.entity(m)].span) for m in (other, said.mention)]
        return Span(start=other.start, end=said.mention.end), " and ".join(names)

    @cached_property
    def _quotation_of(self) -> dict[int, list[int]]:
        of: dict[int, list[int]] = defaultdict(list)
        for k, quotation in enumerate(self.quotations):
            for i in range(quotation.first, quotation.last + 1):
                of[i].append(k)
        return of

    def _scene(self, i: int) -> Scene:
        span, tokens = self.sentences[i].span, self.directory.tokens[i]
        numbers = self._quotation_of.get(i, [])
        quoted = [self.quotations[k].span for k in numbers]
        line = Line(tokens, quoted, self._mentions[i])
        said = tuple(self._said(tokens, speech) for speech in speeches(line))
        outside: dict[int, None] = {}
        inside: set[int] = set()
        for mention in self._mentions[i]:
            at = bisect_left(quoted, mention.end, key=_end)
            if at < len(quoted) and quoted[at].covers(mention):
                inside.add(self.entity(mention))
            else:
                outside[self.entity(mention)] = None
        words = [k for k, t in enumerate(tokens) if t.word]
        share = sum(line.quoted[k] for k in words) / max(1, len(words))
        quoting = "whole" if share > 0.9 else "part" if share > 0 else "no"
        main = max(numbers, key=lambda k: self.quotations[k].span.overlap(span), default=None)
        acting = frozenset(self.entity(m) for m in self._mentions[i] if line.acts(m))
        return Scene(said, acting, tuple(outside), frozenset(inside), quoting, main)

    def _said(self, tokens: Sequence[Token], speech: Speech) -> Said:
        first, end = speech.speaker
        mention = Span(start=tokens[first].start, end=tokens[end - 1].end)
        cue = Span(start=tokens[speech.cue[0]].start, end=tokens[speech.cue[1] - 1].end)
        pronoun = tokens[first].key if end == first + 1 and tokens[first].key in PRONOUNS else ""
        return Said(None if pronoun else self.entity(mention), pronoun, mention, cue, speech.rule)


def _kind(tokens: Sequence[Token]) -> str:
    """Tell what a name seems to be."""
    words = [t for t in tokens if t.word]
    if words and words[0].key in lexicon.DETERMINERS and len(words) > 1:
        definite, words = words[0].key, words[1:]
    else:
        definite = ""
    if not words:
        return "other"
    if words[0].upper and not (len(words) > 1 and not words[-1].upper):
        if len(words) == 1:
            plural = words[0].key.endswith("s") and words[0].key in lexicon.PARTY_NAMES
            return "party" if plural else "acronym" if words[0].text.isupper() else "single"
        return "person" if is_person(tuple(t.key for t in words)) else "body"
    cut = next(
        (k for k, t in enumerate(words) if k and t.key in ("of", "for", "from", "at", "in", "with", "familiar", "close")), len(words)
    )
    head = words[cut - 1].key
    noun = singular(head)
    if noun in lexicon.DOCUMENTS:
        return "picture" if noun in lexicon.PICTURES else "document"
    group = "one" if noun == head and head not in ("police", "media") else "many"
    if noun in lexicon.PEOPLE or head in lexicon.PEOPLE:
        return f"people-{group}-{'the' if definite == 'the' else 'a' if definite else 'bare'}"
    return f"group-{'the' if definite == 'the' else 'a' if definite else 'bare'}"
