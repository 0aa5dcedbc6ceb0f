"""Fit the ranker of claims: ``python -m claimcheck.training.claims --shared FOLDER``. It needs no model, and takes a minute.

For every denial of the gold the sentences that may state its claim compete, NOWHERE among them, and the likelihood of the annotated ones
is raised. Fitted twice: first without what is known of the denials around, then with what the first fit says of them, as at work.
Articles held aside for calibration take no part; their figures are logged.
"""

import argparse
import json
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

import claimcheck
from claimcheck.attribution import Attribution, Source
from claimcheck.document import Span
from claimcheck.files import opened
from claimcheck.labels import Labelling
from claimcheck.matches import NOWHERE, Chances, Facts, Matches
from claimcheck.training.articles import divided
from claimcheck.training.clues import gold_sentences
from claimcheck.training.command import set_up

UNITS: Final = 24
ROUNDS: Final = 8  # over all denials
BATCH: Final = 64  # denials a step
RATE: Final = 1e-2
DECAY: Final = 0.3
SECOND: Final = 0.2  # the probability that a second label is given
LEAST_SEEN: Final = 50  # a fact that is rarer gets no weight
SEED: Final = 7

Before = dict[int, dict[int, dict[int, float]]]  # by article and denial, the probability of each possibility

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A gold article: its matches, and its denials with the sentences that state their claims."""

    matches: Matches
    denials: Mapping[int, frozenset[int]]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Told":
        """Read a record of the gold's format."""
        gold = row["sentences"]
        matches = Matches(*gold_sentences(row), [_labelling(s) for s in gold], [_attribution(s) for s in gold])
        denials = {i: frozenset(s["answers"] or (NOWHERE,)) for i, s in enumerate(gold) if "answers" in s}
        return cls(matches=matches, denials=denials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A denial: article and sentence, the facts of what competes, and what is right."""

    article: int
    denial: int
    found: Mapping[int, Facts]
    right: frozenset[int]


class Table:
    """Choices as tensors: R rows, one a possibility; F facts; G choices."""

    def __init__(self, choices: Sequence[Choice], column: Mapping[str, int]) -> None:
        """Lay the choices out; facts without a column are left out."""
        self.choices = choices
        rows_ = [(g, k in choice.right, facts) for g, choice in enumerate(choices) for k, facts in choice.found.items()]
        self.group = torch.tensor([g for g, _, _ in rows_])  # (R,)
        self.right = torch.tensor([right for _, right, _ in rows_])  # (R,)
        cells = [(r, column[fact], value) for r, (_, _, facts) in enumerate(rows_) for fact, value in facts.items() if fact in column]
        self.facts = torch.zeros(len(rows_), len(column))  # (R, F)
        self.facts[[r for r, _, _ in cells], [c for _, c, _ in cells]] = torch.tensor([value for _, _, value in cells])
        self.begins = torch.tensor([0, *torch.bincount(self.group, minlength=len(choices)).cumsum(0).tolist()])  # (G + 1,)

    def pick(self, groups: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Return facts, group (from 0) and rightness of the rows of some choices."""
        picked = torch.cat([torch.arange(int(self.begins[g]), int(self.begins[g + 1])) for g in groups])
        sizes = torch.tensor([int(self.begins[g + 1] - self.begins[g]) for g in groups])
        return self.facts[picked], torch.repeat_interleave(torch.arange(len(groups)), sizes), self.right[picked]


class Network(nn.Module):
    """What :class:`claimcheck.ranker.Ranker` computes, with weights that learn."""

    def __init__(self, facts: int) -> None:
        """Begin with facts that tell nothing alone."""
        super().__init__()
        self.alone = nn.Linear(facts, 1, bias=False)
        self.units = nn.Linear(facts, UNITS)
        self.out = nn.Linear(UNITS, 1, bias=False)
        nn.init.zeros_(self.alone.weight)

    def forward(self, facts: Tensor) -> Tensor:
        """Return (R,) scores of (R, F) facts."""
        scores: Tensor = (self.alone(facts) + self.out(torch.relu(self.units(facts))))[:, 0]
        return scores


def log_sums(values: Tensor, group: Tensor, count: int) -> Tensor:
    """Return (G,) log of the sum of exp of each group's values."""
    top = torch.full((count,), -1e9).scatter_reduce(0, group, values, "amax")
    return top + torch.log(torch.zeros(count).scatter_add(0, group, torch.exp(values - top[group])).clamp(min=1e-30))


def fit(table: Table) -> Network:
    """Return the network under which what is right is likeliest."""
    torch.manual_seed(SEED)
    dice = random.Random(SEED)
    network, order = Network(table.facts.shape[1]), list(range(len(table.choices)))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = ROUNDS * -(-len(order) // BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for begin in range(0, len(order), BATCH):
            facts, group, right = table.pick(order[begin : begin + BATCH])
            count, scores = int(group[-1]) + 1, network(facts)
            loss = (log_sums(scores, group, count) - log_sums(scores.masked_fill(~right, -1e9), group, count)).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            falling.step()
    return network


def chances(network: Network, table: Table) -> Before:
    """Return, by article and denial, the probability of each possibility."""
    with torch.inference_mode():
        scores = network(table.facts)
        shares = torch.exp(scores - log_sums(scores, table.group, len(table.choices))[table.group]).tolist()
    found: Before = {}
    for g, choice in enumerate(table.choices):
        own = shares[int(table.begins[g]) : int(table.begins[g + 1])]
        found.setdefault(choice.article, {})[choice.denial] = dict(zip(choice.found, own, strict=True))
    return found


def choices(articles: Sequence[Told], before: Mapping[int, Mapping[int, Chances]]) -> list[Choice]:
    """Return the choices of all articles in which what is right is among what competes."""
    return [
        Choice(article=a, denial=i, found=found, right=right)
        for a, article in enumerate(articles)
        for i, right in article.denials.items()
        if right & (found := article.matches.of(i, before.get(a, {}))).keys()
    ]


def accuracy(network: Network, table: Table) -> float:
    """Return how often the likeliest sentence is right, where some sentence is."""
    found, hits, count = chances(network, table), 0, 0
    for choice in table.choices:
        if choice.right != {NOWHERE}:
            own = found[choice.article][choice.denial]
            count += 1
            hits += max((k for k in own if k != NOWHERE), key=own.__getitem__) in choice.right
    return hits / max(1, count)


def columns(found: Sequence[Choice]) -> dict[str, int]:
    """Return a column for each fact that is seen often enough."""
    seen: dict[str, int] = {}
    for choice in found:
        for facts in choice.found.values():
            for fact in facts:
                seen[fact] = seen.get(fact, 0) + 1
    return {fact: k for k, fact in enumerate(sorted(fact for fact, count in seen.items() if count >= LEAST_SEEN))}


def weights(network: Network, column: Mapping[str, int]) -> dict[str, Any]:
    """Return the network as ``claims.json`` holds it."""
    both = torch.cat([network.alone.weight, network.units.weight]).T.tolist()
    return {
        "facts": {fact: [round(value, 3) for value in both[k]] for fact, k in column.items()},
        "start": [round(value, 3) for value in network.units.bias.tolist()],
        "out": [round(value, 3) for value in network.out.weight[0].tolist()],
    }


def _labelling(s: Mapping[str, Any]) -> Labelling:
    second = s.get("second")
    scores = {s["label"]: 1 - SECOND, second: SECOND} if second else {s["label"]: 1.0}
    return Labelling(label=s["label"], second=second, scores=scores)


def _attribution(s: Mapping[str, Any]) -> Attribution:
    name = s.get("source")
    return Attribution(source=Source(name=name, span=Span(start=0, end=0), mention=None, score=1.0) if name else None)


def fit_twice(fitted: Sequence[Told], aside: Sequence[Told]) -> dict[str, Any]:
    """Return the weights as ``claims.json`` holds them, fitted on some articles; the accuracy on others is logged."""
    before: tuple[Before, Before] = ({}, {})
    found: dict[str, Any] = {}
    for look in ("first", "second"):
        # without what is known of the denials around, as at the first look, and then with it
        competing = choices(fitted, {}) + (choices(fitted, before[0]) if before[0] else [])
        column = columns(competing)
        tables = (Table(competing, column), Table(choices(aside, before[1]), column))
        network = fit(tables[0])
        before = (chances(network, tables[0]), chances(network, tables[1]))
        figures = (look, len(column), accuracy(network, tables[0]), accuracy(network, tables[1]))
        log.info("%s look: %d facts, accuracy %.3f on the articles fitted, %.3f on those aside", *figures)
        found = weights(network, column)
    return found


def main() -> None:
    """Read, fit twice, write."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training.claims", description="Fits the weights of the ranker of claims.")
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/")
    arguments = parser.parse_args()
    set_up(threads=1)
    fitted, aside = ([Told.read(row) for row in part] for part in divided(arguments.shared / "gold" / "train.jsonl"))
    with opened(Path(claimcheck.__file__).with_name("claims.json")) as file:
        file.write(json.dumps(fit_twice(fitted, aside), separators=(",", ":")).replace("],", "],\n") + "\n")


if __name__ == "__main__":
    main()
