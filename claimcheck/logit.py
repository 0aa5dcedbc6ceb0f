"""Weighted clues: the sum of the weights of what speaks for each of several possibilities gives the probability of each."""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


@cache
def weights(name: str) -> Mapping[str, float]:
    """Return how much each clue tells, from the JSON file ``name`` in this package."""
    read: dict[str, float] = json.loads(files("claimcheck").joinpath(name).read_text(encoding="utf-8"))
    return read


def chances(clues: Mapping[int, Sequence[str]], known: Mapping[str, float]) -> dict[int, float]:
    """Return the probability of each possibility; they sum to 1. A clue of no known weight tells nothing."""
    sums = {each: math.fsum(known.get(clue, 0.0) for clue in found) for each, found in clues.items()}
    return normal(sums)


def joined(model: Mapping[int, float], clues: Mapping[int, float], *, share: float, least: float = 0.01) -> dict[int, float]:
    """Return the probability of each possibility where a model and the clues both have their say.

    They sum to 1, unless the clues have no share: then they are the model's as they are.

    Args:
        model: the model's probabilities; what is missing has none.
        clues: the clues' probabilities; what is missing has none.
        share: how much the clues count: the power of their probability. 0 leaves the model alone.
        least: what each still grants a possibility that it does not see.
    """
    if share == 0:
        return dict(model)
    known = sorted(model.keys() | clues.keys())
    return normal({k: math.log(model.get(k, 0.0) + least) + share * math.log(clues.get(k, 0.0) + least) for k in known})


def normal(sums: Mapping[int, float]) -> dict[int, float]:
    """Return the probability of each possibility from what speaks for it; they sum to 1."""
    top = max(sums.values(), default=0.0)
    powers = {each: math.exp(value - top) for each, value in sums.items()}
    total = math.fsum(powers.values())
    return {each: value / total for each, value in powers.items()}
