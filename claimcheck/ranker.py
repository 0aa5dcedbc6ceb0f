"""Ranker: from the facts that hold of several possibilities, the probability of each.

A sum of weights, as in :mod:`claimcheck.logit`, and a small layer of units that each see several facts together ("few words of its own"
with "the last allegation before it"). The weights are read from a JSON file in this package; what stands in it can be read by a person.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranker:
    """Weights of facts.

    Attributes:
        alone: by fact, how much it tells alone.
        units: by fact, how much it moves each of the hidden units.
        start: where each unit begins; it counts only as far as it is above zero.
        out: how much each unit tells.
    """

    alone: Mapping[str, float]
    units: Mapping[str, Sequence[float]]
    start: Sequence[float]
    out: Sequence[float]

    def score(self, facts: Mapping[str, float]) -> float:
        """Return how much facts tell together; a fact of no known weight tells nothing."""
        total, units = 0.0, list(self.start)
        for name, value in facts.items():
            weights = self.units.get(name)
            if weights is not None and value:
                total += value * self.alone[name]
                for u, weight in enumerate(weights):
                    units[u] += value * weight
        return total + math.fsum(out * unit for out, unit in zip(self.out, units, strict=True) if unit > 0)

    def scores(self, found: Mapping[int, Mapping[str, float]]) -> dict[int, float]:
        """Return the score of each possibility."""
        return {each: self.score(facts) for each, facts in found.items()}


@cache
def ranker(name: str) -> Ranker:
    """Return the ranker whose weights stand in the JSON file ``name`` of this package."""
    read = json.loads(files("claimcheck").joinpath(name).read_text(encoding="utf-8"))
    facts = read["facts"]
    return Ranker(
        alone={fact: weights[0] for fact, weights in facts.items()},
        units={fact: weights[1:] for fact, weights in facts.items()},
        start=read["start"],
        out=read["out"],
    )
