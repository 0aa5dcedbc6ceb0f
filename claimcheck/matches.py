"""Matches: which sentence states the claim that a denial rejects, told from words, names, labels and order alone.

Weighted clues as in :mod:`claimcheck.clues`; the weights stand in ``claims.json``, and ``python -m claimcheck.training.clues`` fits them.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from claimcheck import lexicon, logit
from claimcheck.attribution import Attribution
from claimcheck.document import Document
from claimcheck.labels import Labelling
from claimcheck.sentences import Sentence

NOWHERE: Final = -1
_BEFORE: Final = 80  # sentences before a denial that may state its claim
_BEHIND: Final = 40  # sentences behind it
_HEAD: Final = 5  # sentences at the head of the article that may, however far away
_STEM: Final = 6  # letters of a word that count: "resign", "resignation"

_WORD: Final = re.compile(r"[^\W\d_]{3,}|\d+")
# words by which a claim is rejected or reported, which tell nothing of what it says
_SPEECH: Final = lexicon.words(
    """deny denie denied denial reject dismis disput refute rebut false untrue accuse allega alleg claim claims report sugges insist
    statem"""
)
_STOPS: Final = frozenset(word[:_STEM] for word in lexicon.FUNCTION_WORDS | {"said", "says", "say", "told", "would"}) | _SPEECH


@dataclass(frozen=True, slots=True)
class _Line:
    """One sentence: the stems of its words and of its names, the name of who says it, what it does."""

    stems: frozenset[str]
    names: frozenset[str]
    speaker: tuple[str, ...]
    label: str
    alleges: bool
    asks: bool


class Matches:
    """What speaks for each sentence of one article as the claim of a denial."""

    def __init__(
        self, document: Document, sentences: Sequence[Sentence], labellings: Sequence[Labelling], attributions: Sequence[Attribution]
    ) -> None:
        """Read the words of every sentence once."""
        self._sentences = sentences
        self._lines = [_line(document.slice(s.span), k, a) for s, k, a in zip(sentences, labellings, attributions, strict=True)]
        counts = Counter(stem for line in self._lines for stem in line.stems)
        self._rarity = {stem: math.log((len(sentences) + 1) / count) for stem, count in counts.items()}
        self._alleging = [k for k, line in enumerate(self._lines) if line.alleges]
        self._rank = {k: rank for rank, k in enumerate(self._alleging)}

    def chances(self, i: int, chosen: Mapping[int, int]) -> dict[int, float]:
        """Return for each sentence near the denial ``i`` the probability that it states the claim, and for NOWHERE that none does.

        Args:
            i: index of the denial.
            chosen: the claims chosen for denials before it, by index; NOWHERE where they have none.
        """
        return logit.chances(self.of(i, chosen), logit.weights("claims.json"))

    def of(self, i: int, chosen: Mapping[int, int]) -> dict[int, list[str]]:
        """Return the clues themselves; the arguments are those of :meth:`chances`."""
        count = len(self._lines)
        near = range(max(0, i - _BEFORE), min(count, i + _BEHIND + 1))
        others = [k for k in (*range(min(_HEAD, near.start)), *near) if k != i]
        previous = max((k for k in chosen if k < i), default=None)
        view = _View(self, i, others, previous, chosen)
        clues = {k: list(view.clues(k)) for k in others}
        clues[NOWHERE] = list(view.nowhere())
        return clues

    def line(self, k: int) -> _Line:
        """Return what is known of a sentence."""
        return self._lines[k]

    def weight(self, stems: frozenset[str]) -> float:
        """Return how much words tell together: rare ones more than common ones."""
        return math.fsum(self._rarity[stem] for stem in stems)

    def early(self, k: int) -> bool:
        """Whether a sentence stands in the first fifth of the article."""
        return k < 0.2 * len(self._lines)

    def same_paragraph(self, i: int, k: int) -> bool:
        """Whether two sentences stand in one paragraph."""
        return self._sentences[i].paragraph == self._sentences[k].paragraph

    def before(self, i: int) -> int:
        """Return how many allegations stand before a sentence."""
        return bisect_left(self._alleging, i)

    def turn(self, i: int, k: int) -> int | None:
        """Return 0 for the last allegation before ``i``, 1 for the one before that; None for other sentences."""
        before = self.before(i)
        back = before - 1 - self._rank[k] if k in self._rank and k < i else None
        return back if back in (0, 1) else None

    @property
    def alleging(self) -> Sequence[int]:
        """The allegations, in order."""
        return self._alleging


class _View:
    """The candidates of one denial, compared with each other."""

    def __init__(self, matches: Matches, i: int, others: Sequence[int], previous: int | None, chosen: Mapping[int, int]) -> None:
        self._matches, self._i, self._previous = matches, i, previous
        self._own = own = matches.line(i)
        self._claim = NOWHERE if previous is None else chosen[previous]
        self._used = Counter(chosen.values())
        said = own.stems - frozenset(own.speaker)
        around = said | (matches.line(i - 1).stems if i else frozenset())
        self._weight = matches.weight(said) + 1e-6
        self._shared = {k: matches.weight(said & matches.line(k).stems) for k in others}
        wide = {k: matches.weight(around & matches.line(k).stems) for k in others}
        self._order = _ranks(self._shared)
        self._wide = _ranks(wide)
        self._among = _ranks({k: v for k, v in self._shared.items() if matches.line(k).alleges})
        self._size = "few" if self._weight < 8 else "some" if self._weight < 20 else "many"
        before = matches.line(previous).speaker if previous is not None else ()
        self._same = bool(own.speaker) and before == own.speaker

    def clues(self, k: int) -> Iterator[str]:
        """Yield what speaks for or against a sentence."""
        yield from self._words(k)
        yield from self._place(k)
        yield from self._people(k)
        yield from self._history(k)

    def nowhere(self) -> Iterator[str]:
        """Yield what speaks for or against that no other sentence states the claim."""
        yield "nowhere"
        yield f"nowhere:words:{self._size}"
        yield f"nowhere:allegations:{min(4, len(self._matches.alleging))}"
        yield f"nowhere:before:{min(2, self._matches.before(self._i))}"
        if self._previous is not None:
            yield f"nowhere:again:{self._claim == NOWHERE}"

    def _words(self, k: int) -> Iterator[str]:
        line, shared = self._matches.line(k), self._shared[k]
        likeness = shared / math.sqrt(self._matches.weight(line.stems) * self._weight + 1e-6)
        yield f"shared:{min(8, int(shared / 2))}"
        yield f"share:{self._size}:{int(6 * shared / self._weight)}"
        yield f"rank:{self._size}:{min(5, self._order[k])}"
        yield f"rank-around:{self._size}:{min(5, self._wide[k])}"
        yield f"likeness:{min(9, int(likeness * 14))}"
        yield f"length:{min(5, len(line.stems) // 6)}"
        if line.alleges:
            yield f"rank-allegation:{min(5, self._among[k])}"
        if line.asks:
            yield "question"

    def _place(self, k: int) -> Iterator[str]:
        line, matches = self._matches.line(k), self._matches
        distance = _distance(k - self._i)
        yield f"label:{line.label}"
        yield f"distance:{distance}:{self._size}"
        yield f"distance-allegation:{distance}:{line.alleges}"
        yield f"position:{min(4, k)}:{line.alleges}"
        yield f"early:{matches.early(k)}"
        turn = matches.turn(self._i, k)
        if turn is not None:
            yield f"back:{turn}:{self._size}"
        if matches.alleging[:1] == [k]:
            yield "first-allegation"
        if matches.same_paragraph(self._i, k):
            yield f"same-paragraph:{line.alleges}"

    def _people(self, k: int) -> Iterator[str]:
        own, line = self._own, self._matches.line(k)
        yield f"names:{min(3, len((own.names & line.names) - frozenset(own.speaker)))}"
        names_denier = bool(own.speaker) and own.speaker[-1] in line.stems | line.names
        yield f"denier-named:{names_denier}:{line.alleges}"
        if not line.speaker:
            yield "nobody-says"
            return
        yield f"accuser-named:{line.speaker[-1] in own.stems | own.names}"
        if own.speaker:
            yield f"same-speaker:{own.speaker[-1] == line.speaker[-1]}:{line.alleges}"

    def _history(self, k: int) -> Iterator[str]:
        yield f"answered:{min(3, self._used[k])}"
        if self._previous is None:
            return
        next_to = self._previous == self._i - 1
        if k == self._claim:
            yield f"claim-before:{self._same}:{next_to}:{self._size}"
        if k == self._previous:
            yield f"denial-before:{self._same}:{next_to}"
        elif self._previous < k < self._i:
            yield f"between:{self._same}:{self._matches.line(k).alleges}"


def _ranks(values: Mapping[int, float]) -> dict[int, int]:
    return {k: rank for rank, k in enumerate(sorted(values, key=lambda k: (-values[k], k)))}


def _distance(d: int) -> str:
    for least, name in ((-1, "1"), (-2, "2"), (-5, "5"), (-10, "10"), (-20, "20")):
        if least <= d < 0:
            return f"-{name}"
    return "-far" if d < 0 else "+1" if d == 1 else "+3" if d <= 3 else "+far"


def _line(text: str, labelling: Labelling, attribution: Attribution) -> _Line:
    words = _WORD.findall(text)
    speaker = attribution.source.name if attribution.source else ""
    return _Line(
        stems=frozenset(w for w in map(_stem, words) if w not in _STOPS),
        names=frozenset(_stem(w) for w in words[1:] if w[0].isupper()),
        speaker=tuple(_stem(w) for w in _WORD.findall(speaker) if w.lower() not in lexicon.TITLES and w.lower() not in lexicon.DETERMINERS),
        label=labelling.label if labelling.second is None else f"{labelling.label}+{labelling.second}",
        alleges=labelling.alleges,
        asks="?" in text,
    )


def _stem(word: str) -> str:
    return word.lower()[:_STEM]
