"""Clues: who says a sentence, told from the article's words alone.

A clue is a plain fact about a sentence and somebody who may speak in it ("subject of the first word of speech", "spoke the sentence
before, and this one goes on quoting"). How much each tells stands in ``speakers.json`` beside this file; ``python -m
claimcheck.training.clues`` fits it on annotated news. The sum of a speaker's weights gives the probability.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from claimcheck import lexicon, logit
from claimcheck.document import Span
from claimcheck.speakers import NOBODY, Said, Speakers

_WINDOW: Final = 3  # sentences back in which a name is near
_RECALLED: Final = 6  # sentences back to which a pronoun may refer
_EARLIER: Final = 12  # sentences back in which somebody spoke earlier
_LATELY: Final = 4  # sentences back in which somebody spoke last
_RANKS: Final = 3  # of the names that a pronoun may mean
_MENTIONS: Final = 40  # names of one sentence that a pronoun may mean: more has no sentence that makes sense
_AUTHORS: Final = 2
_LEADING: Final = 4

_PERSONS: Final = frozenset(("person", "single", "people-one-the", "people-one-a", "people-one-bare"))
_GROUPS: Final = frozenset(
    ("party", "people-many-the", "people-many-a", "people-many-bare", "group-the", "group-a", "group-bare", "body", "acronym", "single")
)
_THINGS: Final = frozenset(("body", "acronym", "single", "document", "group-the", "group-a", "group-bare"))
# Whom a pronoun, or a role with "the", may mean: by the kind of the entity.
_FITTING: Final = {
    "he": _PERSONS,
    "she": _PERSONS,
    "i": _PERSONS,
    "who": _PERSONS | _GROUPS,
    "they": _GROUPS | _PERSONS,
    "we": _GROUPS,
    "it": _THINGS,
    "people-one-the": frozenset(("person", "single")),
    "group-the": frozenset(("body", "acronym")),
}


class Clues:
    """What speaks for each possible speaker of each sentence of one article."""

    def __init__(self, speakers: Speakers) -> None:
        """Take the speakers of an article."""
        self._speakers = speakers
        self._scenes = speakers.scenes

    def chances(self, i: int, label: str, chosen: Mapping[int, int]) -> dict[int, float]:
        """Return the probability of each possible speaker of sentence ``i``, NOBODY among them; they sum to 1.

        Args:
            i: index of the sentence.
            label: what the sentence does.
            chosen: the speakers chosen for sentences before it, by index.
        """
        return logit.chances(self.of(i, label, chosen), logit.weights("speakers.json"))

    def of(self, i: int, label: str, chosen: Mapping[int, int]) -> dict[int, list[str]]:
        """Return the clues themselves, for each possible speaker; the arguments are those of :meth:`chances`."""
        clues: dict[int, list[str]] = defaultdict(list)
        scene = self._scenes[i]
        setting = f"{'cue' if scene.said else 'mute'}-{scene.quoting}"
        for entity, clue in self._here(i, label, setting):
            clues[entity].append(clue)
        for entity, clue in (*self._history(i, setting, chosen), *self._around(i, setting), *self._anywhere(setting)):
            clues[entity].append(clue)
        for entity, found in clues.items():
            found.extend(self._standing(entity, label))
        clues[NOBODY] = [f"nobody:{setting}", f"nobody:{label}", f"nobody:first:{i == 0}"]
        return clues

    def meant(self, i: int, entity: int) -> Said | None:
        """Return the speech in sentence ``i`` whose pronoun or role ("the minister") may mean ``entity``."""
        return next((said for said in self._scenes[i].said if entity in self._antecedents(i, said)), None)

    def _standing(self, entity: int, label: str) -> Iterator[str]:
        """Yield what holds of a speaker anywhere in the article."""
        if entity != NOBODY:
            who = self._speakers.entities[entity]
            yield f"kind:{who.kind}:{label}"
            yield f"mentions:{min(5, len(who.mentions))}"
            yield f"subject:{min(3, who.subject)}"

    def _here(self, i: int, label: str, setting: str) -> Iterator[tuple[int, str]]:
        """Yield the clues of the sentence itself."""
        scene = self._scenes[i]
        for k, said in enumerate(scene.said):
            place = str(min(k, 1))
            cue = self._speakers.document.slice(said.cue).lower()
            kind = _cue_kind(cue)
            if said.entity is not None:
                yield said.entity, f"said:{said.rule}:{place}"
                yield said.entity, f"cue:{kind}:{label}"
                yield said.entity, f"verb:{cue}"
            for rank, entity in enumerate(self._antecedents(i, said)):
                yield entity, f"meant:{self._pointing(said)}:{place}:{rank}"
                yield entity, f"meant-cue:{kind}:{label}"
        for k, entity in enumerate(scene.outside):
            yield entity, f"named:{min(k, 2)}:{setting}"
        for entity in sorted(scene.acting):
            yield entity, f"acting:{setting}"
        for entity in sorted(scene.inside):
            yield entity, f"quoted:{setting}"

    def _history(self, i: int, setting: str, chosen: Mapping[int, int]) -> Iterator[tuple[int, str]]:
        """Yield the clues of who spoke before."""
        if i - 1 in chosen:
            yield chosen[i - 1], f"spoke-before:{setting}:{self._same_paragraph(i - 1, i)}"
        back = [chosen[k] for k in range(i - 1, max(-1, i - 1 - _LATELY), -1) if chosen.get(k, NOBODY) != NOBODY]
        if back:
            yield back[0], f"spoke-last:{setting}"
        earlier = {chosen.get(k, NOBODY) for k in range(max(0, i - _EARLIER), i - 1)}
        for entity in sorted(earlier - {NOBODY}):
            yield entity, f"spoke-earlier:{setting}"

    def _around(self, i: int, setting: str) -> Iterator[tuple[int, str]]:
        """Yield the clues of the sentences before and behind."""
        for k, name in ((i - 1, "before"), (i + 1, "behind"), (i - 2, "two-before")):
            subject = self._subject(k)
            if subject is not None:
                yield subject, f"subject-{name}:{setting}:{self._same_paragraph(min(i, k), max(i, k))}"
        for entity in sorted(self._in_quotation(i)):
            yield entity, f"same-quotation:{setting}"
        for k in range(max(0, i - _WINDOW), i):
            for entity in self._scenes[k].outside[:1]:
                yield entity, f"opened:{i - k}:{setting}"

    def _anywhere(self, setting: str) -> Iterator[tuple[int, str]]:
        """Yield the clues of the article as a whole."""
        for entity in self._authors:
            yield entity, f"author:{setting}"
        for entity in self._leading:
            yield entity, f"leading:{setting}"

    def _subject(self, k: int) -> int | None:
        """Return the subject of the first word of speech in a sentence; None without one, by a pronoun, or outside the article."""
        said = self._scenes[k].said[:1] if 0 <= k < len(self._scenes) else ()
        return said[0].entity if said else None

    def _in_quotation(self, i: int) -> set[int]:
        """Return who is said to speak in the other sentences of the quotation that sentence ``i`` is part of."""
        number = self._scenes[i].quotation
        if number is None:
            return set()
        quotation = self._speakers.quotations[number]
        # a quotation without end would make this slow, and tells nothing
        near = range(max(quotation.first, i - _EARLIER), min(quotation.last, i + _EARLIER) + 1)
        return {entity for k in near if k != i and (entity := self._subject(k)) is not None}

    @cached_property
    def _authors(self) -> list[int]:
        """Who stands alone in a line, as an author does ("By Mara Velin")."""
        authors: dict[int, None] = {}
        for i, tokens in enumerate(self._speakers.directory.tokens):
            words = [t for t in tokens if t.word and t.key != "by"]
            for mention in self._speakers.mentions(i):
                entity = self._speakers.entity(mention)
                alone = words and mention.covers(Span(start=words[0].start, end=words[-1].end))
                if alone and self._speakers.entities[entity].kind == "person":
                    authors.setdefault(entity)
        return list(authors)[:_AUTHORS]

    @cached_property
    def _leading(self) -> list[int]:
        """Who is most often the subject of a word of speech."""
        who = self._speakers.entities
        return sorted(range(len(who)), key=lambda k: (-who[k].subject, -len(who[k].mentions), k))[:_LEADING]

    def _same_paragraph(self, k: int, i: int) -> bool:
        return self._speakers.sentences[k].paragraph == self._speakers.sentences[i].paragraph

    def _pointing(self, said: Said) -> str:
        """Return what may mean somebody named elsewhere: the pronoun, or the kind of role."""
        return said.pronoun or ("" if said.entity is None else self._speakers.entities[said.entity].kind)

    def _antecedents(self, i: int, said: Said) -> list[int]:
        """Return whom a pronoun or a role may mean, most likely first: named lately, of a kind that fits."""
        fits = _FITTING.get(self._pointing(said))
        if fits is None:
            return []
        speakers = self._speakers
        ranks: dict[int, None] = {}
        order = [speakers.entity(m) for m in speakers.mentions(i)[:_MENTIONS] if m.end <= said.mention.start]
        for k in range(i, max(-1, i - _RECALLED), -1):
            if k < i:
                subject = self._subject(k)
                order = [*([] if subject is None else [subject]), *self._scenes[k].outside[:_MENTIONS]]
            for entity in order:
                if speakers.entities[entity].kind in fits:
                    ranks.setdefault(entity)
            if len(ranks) >= _RANKS:
                break
        return list(ranks)[:_RANKS]


def _cue_kind(cue: str) -> str:
    if cue in lexicon.DENYING:
        return "denying"
    if cue in lexicon.ACCUSING:
        return "accusing"
    return "saying" if cue in lexicon.SAYING or cue in lexicon.INVERTED else "other"


def likeliest(clues: Clues, i: int, label: str) -> int:
    """Return the likeliest speaker of a sentence, whatever was chosen before it."""
    chances = clues.chances(i, label, {})
    return max(chances, key=chances.__getitem__)
