"""Lines: what of a sentence's words tells which claim it states or answers."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from claimcheck import lexicon
from claimcheck.attribution import Attribution
from claimcheck.labels import Labelling

_STEM: Final = 6  # letters of a word that count: "resign", "resignation"
_QUOTES: Final = '"“”«»„'

_WORD: Final = re.compile(r"[^\W\d_]{3,}|\d+")
# words by which a claim is rejected or reported, which tell nothing of what it says
_SPEECH: Final = lexicon.words(
    """deny denie denied denial reject dismis disput refute rebut false untrue accuse allega alleg claim claims report sugges insist
    statem"""
)
_STOPS: Final = frozenset(word[:_STEM] for word in lexicon.FUNCTION_WORDS | {"said", "says", "say", "told", "would"}) | _SPEECH
# stems of words by which a sentence accuses, passes a claim on, or rejects one
_CUES: Final = {
    "accuses": lexicon.words(
        "accuse accusi allege allega charge chargi indict lawsui sued suing compla critic blame blamed condem investi"
    ),
    "reports": lexicon.words("claim claims claime claimi report rumor rumors rumour sugges viral argue argued believ"),
    "rejects": lexicon.words("deny denied denies denyin denial reject dismis disput refute rebut false untrue debunk baseles"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: the stems of its words, of two together and of its names, the name of who says it, what it does and how surely."""

    stems: frozenset[str]
    phrases: frozenset[tuple[str, str]]
    names: frozenset[str]
    speaker: tuple[str, ...]
    labelling: Labelling
    cues: frozenset[str]
    asks: bool
    quotes: bool
    open_end: bool

    @property
    def alleges(self) -> bool:
        """Whether it is an allegation, first or second."""
        return self.labelling.alleges


def line_of(text: str, labelling: Labelling, attribution: Attribution) -> Line:
    """Read a sentence."""
    words = _WORD.findall(text)
    stems = [_stem(word) for word in words]
    telling = [stem for stem in stems if stem not in _STOPS]
    speaker = attribution.source.name if attribution.source else ""
    return Line(
        stems=frozenset(telling),
        phrases=frozenset(pairwise(telling)),
        names=frozenset(_stem(w) for w in words[1:] if w[0].isupper()),
        speaker=tuple(_stem(w) for w in _WORD.findall(speaker) if w.lower() not in lexicon.TITLES and w.lower() not in lexicon.DETERMINERS),
        labelling=labelling,
        cues=frozenset(name for name, cues in _CUES.items() if not cues.isdisjoint(stems)),
        asks="?" in text,
        quotes=any(mark in text for mark in _QUOTES),
        open_end=text[-1:].isalnum(),
    )


def _stem(word: str) -> str:
    return word.lower()[:_STEM]
