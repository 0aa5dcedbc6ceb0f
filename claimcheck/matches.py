"""Matches: which sentence states the claim that a denial rejects, told from words, names, labels and order alone.

What is known of a denial and a sentence is a set of facts, each with a strength from about 0 to 1 ("shares 0.6 of the denial's words",
"is the last allegation before it"). A small ranker (:mod:`claimcheck.ranker`) weighs them; its weights stand in ``claims.json``, and
``python -m claimcheck.training.claims`` fits them.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from claimcheck import logit
from claimcheck.attribution import Attribution
from claimcheck.document import Document
from claimcheck.labels import ALLEGATION, DENIAL, LABELS, Labelling
from claimcheck.lines import Line, line_of
from claimcheck.ranker import ranker
from claimcheck.sentences import Sentence

NOWHERE: Final = -1
_BEFORE: Final = 80  # sentences before a denial that may state its claim
_BEHIND: Final = 40  # sentences behind it
_HEAD: Final = 5  # sentences at the head of the article that may, however far away
_NEIGHBOURS: Final = 6  # denials before and behind whose claims tell something of a denial's
_FEW: Final = 8.0  # weight of the words of a denial that says little of what it denies
_SOME: Final = 20.0

Facts = dict[str, float]  # by name, how strongly each holds; what is not in it does not hold
Chances = Mapping[int, float]  # by sentence, the probability that it states the claim, NOWHERE among them


class Matches:
    """What speaks for each sentence of one article as the claim of a denial."""

    def __init__(
        self, document: Document, sentences: Sequence[Sentence], labellings: Sequence[Labelling], attributions: Sequence[Attribution]
    ) -> None:
        """Read the words of every sentence once."""
        self._sentences = sentences
        self._lines = [line_of(document.slice(s.span), k, a) for s, k, a in zip(sentences, labellings, attributions, strict=True)]
        counts = Counter(stem for line in self._lines for stem in line.stems)
        self._rarity = {stem: math.log((len(sentences) + 1) / count) for stem, count in counts.items()}
        self._sizes = [math.sqrt(math.fsum(self._rarity[stem] ** 2 for stem in line.stems)) + 1e-6 for line in self._lines]
        self._alleging = [k for k, line in enumerate(self._lines) if line.alleges]
        self._rank = {k: rank for rank, k in enumerate(self._alleging)}
        self._denying = [k for k, line in enumerate(self._lines) if line.labelling.denies]
        self._central = {name: _to_most(self._centrality(name)) for name in (ALLEGATION, DENIAL)}
        self._standing = [self._stands(k) for k in range(len(self._lines))]

    def chances(self, i: int, before: Mapping[int, Chances]) -> dict[int, float]:
        """Return the probability of each sentence near the denial ``i``, and of NOWHERE; the arguments are those of :meth:`of`."""
        return logit.normal(ranker("claims.json").scores(self.of(i, before)))

    def of(self, i: int, before: Mapping[int, Chances]) -> dict[int, Facts]:
        """Return what holds of each sentence near the denial ``i``, and of NOWHERE.

        Args:
            i: index of the denial.
            before: what an earlier look at the denials gave, by their index; empty at the first look.
        """
        count = len(self._lines)
        near = range(max(0, i - _BEFORE), min(count, i + _BEHIND + 1))
        others = [k for k in (*range(min(_HEAD, near.start)), *near) if k != i]
        view = _View(self, i, others, before)
        facts = {k: self._standing[k] | dict(view.facts(k)) for k in others}
        facts[NOWHERE] = dict(view.nowhere())
        return facts

    @property
    def count(self) -> int:
        """Number of sentences."""
        return len(self._lines)

    def line(self, k: int) -> Line:
        """Return what is known of a sentence."""
        return self._lines[k]

    def weight(self, stems: frozenset[str]) -> float:
        """Return how much words tell together: rare ones more than common ones."""
        return math.fsum(self._rarity[stem] for stem in stems)

    def likeness(self, i: int, k: int) -> float:
        """Return how alike the words of two sentences are, 0 to 1."""
        shared = self._lines[i].stems & self._lines[k].stems
        return math.fsum(self._rarity[stem] ** 2 for stem in shared) / (self._sizes[i] * self._sizes[k])

    def paragraphs(self, i: int, k: int) -> int:
        """Return how many paragraphs lie from one sentence to another."""
        return abs(self._sentences[i].paragraph - self._sentences[k].paragraph)

    def before(self, i: int) -> int:
        """Return how many allegations stand before a sentence."""
        return bisect_left(self._alleging, i)

    def turn(self, i: int, k: int) -> int | None:
        """Return 0 for the last allegation before ``i``, 1 for the one before that and so on; None for other sentences."""
        return self.before(i) - 1 - self._rank[k] if k in self._rank and k < i else None

    def neighbours(self, i: int) -> list[int]:
        """Return the denials closest before and behind a denial, in order."""
        at = bisect_left(self._denying, i)
        return [k for k in self._denying[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1] if k != i]

    @property
    def alleging(self) -> Sequence[int]:
        """The allegations, in order."""
        return self._alleging

    def _centrality(self, label: str) -> list[float]:
        """Return how much each sentence has in common with all the others that have a label: the main claim has most."""
        shares = [line.labelling.scores.get(label, 0.0) for line in self._lines]
        middle: defaultdict[str, float] = defaultdict(float)
        for line, share, size in zip(self._lines, shares, self._sizes, strict=True):
            for stem in line.stems:
                middle[stem] += share * self._rarity[stem] / size
        out = []
        for line, share, size in zip(self._lines, shares, self._sizes, strict=True):
            together = math.fsum(self._rarity[stem] * (middle[stem] - share * self._rarity[stem] / size) for stem in line.stems)
            out.append(together / size)
        return out

    def _stands(self, k: int) -> Facts:
        """Return what holds of a sentence whatever the denial."""
        line, count = self._lines[k], len(self._lines)
        facts = {f"label:{name}": line.labelling.scores.get(name, 0.0) for name in LABELS}
        facts |= {f"cue:{name}": 1.0 for name in line.cues}
        facts |= {f"central:{name}": values[k] for name, values in self._central.items()}
        facts["length"] = min(1.0, len(line.stems) / 30)
        facts["early"] = 1 - k / count
        facts[f"place:{min(k, 3)}"] = 1.0
        if line.alleges:
            facts["alleges"] = 1.0
        if line.labelling.denies:
            facts["denies"] = 1.0
        if line.asks:
            facts["asks"] = 1.0
        if line.open_end:
            facts["open-end"] = 1.0  # as a headline
        if line.quotes:
            facts["quotes"] = 1.0
        if not line.speaker:
            facts["nobody-says"] = 1.0
        if self._alleging[:1] == [k]:
            facts["first-allegation"] = 1.0
        return facts


class _View:
    """The candidates of one denial, compared with each other."""

    def __init__(self, matches: Matches, i: int, others: Sequence[int], before: Mapping[int, Chances]) -> None:
        self._matches, self._i, self._others = matches, i, others
        self._own = own = matches.line(i)
        said = own.stems - frozenset(own.speaker)
        around = (matches.line(i - 1).stems if i else frozenset()) - said
        self._weight = matches.weight(said) + 1e-6
        self._shared = {k: matches.weight(said & matches.line(k).stems) for k in others}
        self._wide = {k: v + 0.5 * matches.weight(around & matches.line(k).stems) for k, v in self._shared.items()}
        self._names = own.names - frozenset(own.speaker)
        self._most = max(self._shared.values(), default=0.0) + 1e-6
        self._most_wide = max(self._wide.values(), default=0.0) + 1e-6
        self._best = _first(self._shared)
        self._best_allegation = _first({k: v for k, v in self._shared.items() if matches.line(k).alleges})
        size = "few" if self._weight < _FEW else "some" if self._weight < _SOME else "many"
        self._kind = {f"denial:{size}": 1.0, **{f"denial:{name}": 1.0 for name in own.cues}}
        if own.alleges:
            self._kind["denial:alleges"] = 1.0
        if own.quotes:
            self._kind["denial:quotes"] = 1.0
        self._said = [j for j in matches.neighbours(i) if self._same(j)]
        self._before = before
        self._near = [(j, self._same(j), matches.likeness(i, j)) for j in matches.neighbours(i) if j in before]

    def facts(self, k: int) -> Iterator[tuple[str, float]]:
        """Yield what speaks for or against a sentence."""
        yield from self._kind.items()
        yield from self._words(k)
        yield from self._place(k)
        yield from self._people(k)
        yield from self._history(k)

    def nowhere(self) -> Iterator[tuple[str, float]]:
        """Yield what speaks for or against that no other sentence states the claim."""
        yield "nowhere", 1.0
        yield from self._kind.items()
        yield "nowhere:shared", self._most / self._weight
        yield "nowhere:alike", max((self._alike(k) for k in self._others), default=0.0)
        yield "nowhere:allegations", min(1.0, len(self._matches.alleging) / 6)
        yield f"nowhere:before:{min(2, self._matches.before(self._i))}", 1.0
        yield from (("nowhere:" + name, value) for name, value in self._history(NOWHERE))

    def _alike(self, k: int) -> float:
        return self._matches.likeness(self._i, k)

    def _words(self, k: int) -> Iterator[tuple[str, float]]:
        shared, line = self._shared[k], self._matches.line(k)
        yield "shared", shared / self._weight
        yield "shared:much", math.log1p(shared) / 4
        yield "alike", self._alike(k)
        yield "against-best", shared / self._most
        yield "against-best-around", self._wide[k] / self._most_wide
        if k == self._best:
            yield "best", 1.0
        if k == self._best_allegation:
            yield "best-allegation", 1.0
        yield "phrases", min(3, len(self._own.phrases & line.phrases)) / 3
        for name, j in (("before", self._i - 1), ("behind", self._i + 1)):
            if j != k and 0 <= j < self._matches.count:
                yield f"alike:{name}", self._matches.likeness(j, k)
        if self._said:
            yield "alike:said", max(self._matches.likeness(j, k) for j in self._said if j != k) if self._said != [k] else 0.0
        yield "names", min(3, len(self._names & line.names)) / 3

    def _place(self, k: int) -> Iterator[tuple[str, float]]:
        matches, distance = self._matches, k - self._i
        yield f"distance:{_distance(distance)}", 1.0
        yield "near:before" if distance < 0 else "near:behind", 1 / abs(distance)
        yield "paragraphs", 1 / (1 + matches.paragraphs(self._i, k))
        turn = matches.turn(self._i, k)
        if turn is not None:
            yield "turn", 1 / (1 + turn)
            if turn == 0:
                yield "turn:last", 1.0

    def _people(self, k: int) -> Iterator[tuple[str, float]]:
        own, line = self._own, self._matches.line(k)
        if own.speaker and own.speaker[-1] in line.stems | line.names:
            yield "denier-named", 1.0
        elif any(word in line.stems for word in own.speaker):
            yield "denier-named:partly", 1.0
        if line.speaker and line.speaker[-1] in own.stems | own.names:
            yield "accuser-named", 1.0
        if line.speaker and own.speaker:
            yield f"same-speaker:{own.speaker[-1] == line.speaker[-1]}", 1.0

    def _same(self, j: int) -> bool:
        other = self._matches.line(j).speaker
        return bool(other) and bool(self._own.speaker) and other[-1] == self._own.speaker[-1]

    def _history(self, k: int) -> Iterator[tuple[str, float]]:
        """Yield which other denials may answer the sentence: those next to this one, by the same speaker, in like words."""
        if not self._near:
            return
        all_of = math.fsum(self._before[j].get(k, 0.0) for j, _, _ in self._near)
        yield "others", min(3.0, all_of) / 3
        weights = [0.05 + alike for _, _, alike in self._near]
        yield "others:alike", sum(w * self._before[j].get(k, 0.0) for w, (j, _, _) in zip(weights, self._near, strict=True)) / sum(weights)
        behind = [near for near in self._near if near[0] > self._i][:1]
        before = [near for near in self._near if near[0] < self._i][-1:]
        for name, (j, same, _) in (*(("before", near) for near in before), *(("behind", near) for near in behind)):
            by, chance = "same" if same else "other", self._before[j].get(k, 0.0)
            yield f"others:{name}:{by}", chance
            if abs(j - self._i) == 1:
                yield f"others:{name}:next:{by}", chance
            if j == k:
                yield f"denial:{name}", 1.0


def _first(values: Mapping[int, float]) -> int | None:
    return max(values, key=lambda k: (values[k], -k), default=None)


def _to_most(values: list[float]) -> list[float]:
    most = max(values, default=0.0) or 1.0
    return [value / most for value in values]


def _distance(d: int) -> str:
    for least, name in ((-1, "1"), (-2, "2"), (-5, "5"), (-10, "10"), (-20, "20")):
        if least <= d < 0:
            return f"-{name}"
    return "-far" if d < 0 else "+1" if d == 1 else "+3" if d <= 3 else "+far"
