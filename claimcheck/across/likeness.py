"""Which sentences put forward the same claim, told from the telling words that they share.

No model: what two sentences share counts by how rare it is in news at large, not in the batch, where the words of the one story
that everybody writes about would be the commonest. ``common.json`` holds the weights of the common stems, and
``benchmarks/sameness.py`` makes it and measures; docs/across.md has the figures and what else was tried.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Final

from claimcheck import lexicon

SAME: Final = 0.43
"""Likeness from which on two sentences are taken to put forward the same claim: see docs/across.md."""
RARE: Final = 4.6
"""Weight of a stem that fewer than one article in a hundred has, log 100: rarer ones count no more, or one name would outweigh all."""
UNSHARED: Final = 2 * RARE
"""Weight of two rare stems that nobody shares: with them, a few words in common do not make short sentences the same."""
STEM: Final = 6
"""Letters of a word that count: "resign", "resignation"."""
CROWD: Final = 1000
"""Sentences of one batch; a stem that more of them have brings no two together, though it counts where others do: so time stays bounded."""

Bag = frozenset[str]

# Sums of the same floats in another order differ by less.
_SLACK: Final = 1e-6

_WORD: Final = re.compile(r"[^\W_]+")
_OWNER: Final = re.compile(r"['’]s\b")
_STOPS: Final = lexicon.FUNCTION_WORDS | lexicon.words("said says say told would")


def bag(text: str) -> Bag:
    """Return the stems of the telling words of a sentence, numbers too."""
    words = _WORD.findall(_OWNER.sub("", text.lower()))
    return frozenset(word[:STEM] for word in words if word not in _STOPS and (len(word) > 1 or word.isdigit()))


def weight(stem: str) -> float:
    """Return how much a stem tells: 0 where every article has it, ``RARE`` where few do."""
    return _common().get(stem, RARE)


def likeness(one: Bag, other: Bag) -> float:
    """Return the share of the telling words, on the mean of both sentences and two rare ones added, that both have; below 1."""
    return _weigh(one & other) / ((_weigh(one) + _weigh(other)) / 2 + UNSHARED)


def groups(bags: Sequence[Bag], *, threshold: float = SAME) -> list[list[int]]:
    """Group sentences that put forward the same claim.

    Two groups become one where their members are alike on average, so that no chain of half-alike sentences grows together.

    Args:
        bags: of each sentence.
        threshold: what counts as alike.

    Returns:
        Indexes, each once, in order within a group; groups in the order of their first.
    """
    places: dict[Bag, list[int]] = defaultdict(list)
    for index, stems in enumerate(bags):
        places[stems].append(index)
    kinds = list(places)
    pairs = sorted(alike(kinds, threshold=threshold), key=lambda pair: (-pair[2], pair[0], pair[1]))
    out: list[list[int]] = []
    for members in _joined(len(kinds), pairs, threshold):
        found = [places[kinds[member]] for member in members]
        # The same few words, twice, need not be the same claim: "He is a liar."
        apart = len(members) == 1 and likeness(kinds[members[0]], kinds[members[0]]) < threshold
        out += [[index] for index in found[0]] if apart else [sorted(index for each in found for index in each)]
    return sorted(out)


def alike(bags: Sequence[Bag], *, threshold: float) -> Iterator[tuple[int, int, float]]:
    """Yield each pair of sentences that are alike, the earlier first, and how much they are."""
    counts: dict[str, int] = defaultdict(int)
    for stems in bags:
        for stem in stems:
            counts[stem] += 1
    totals = [_weigh(stems) for stems in bags]
    having: dict[str, list[int]] = defaultdict(list)
    for later, stems in enumerate(bags):
        shared: dict[int, float] = defaultdict(float)
        crowded = 0.0
        for stem in sorted(stems):
            if counts[stem] > CROWD:
                crowded += weight(stem)
                continue
            for earlier in having[stem]:
                shared[earlier] += weight(stem)
            having[stem].append(later)
        for earlier in sorted(shared):
            enough = threshold * ((totals[earlier] + totals[later]) / 2 + UNSHARED) - _SLACK
            if shared[earlier] + crowded >= enough and (found := likeness(bags[earlier], stems)) >= threshold:
                yield earlier, later, found


def _joined(count: int, pairs: Sequence[tuple[int, int, float]], threshold: float) -> list[list[int]]:
    """Join groups by their pairs, the likest first, where the mean over all pairs between them is high enough; those not there count 0."""
    of = list(range(count))
    members = {index: [index] for index in range(count)}
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for one, other, found in pairs:
        sums[one][other] = sums[other][one] = found
    for one, other, _ in pairs:
        big, small = of[one], of[other]
        if big == small or sums[big][small] < threshold * len(members[big]) * len(members[small]):
            continue
        if len(members[big]) < len(members[small]):
            big, small = small, big
        for index in members[small]:
            of[index] = big
        members[big] += members.pop(small)
        for third, found in sums.pop(small).items():
            del sums[third][small]
            if third != big:
                sums[big][third] = sums[third][big] = sums[big].get(third, 0.0) + found
    return [sorted(group) for group in members.values()]


def _weigh(stems: Bag) -> float:
    # Sorted: a sum of floats depends on its order, and that of a set is another one in each run.
    return sum(weight(stem) for stem in sorted(stems))


@cache
def _common() -> dict[str, float]:
    text = (resources.files("claimcheck.across") / "common.json").read_text(encoding="utf-8")
    return {str(stem): float(value) for stem, value in json.loads(text).items()}
