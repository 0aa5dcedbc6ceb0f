"""Fit the weights of the clues that name speakers: ``python -m claimcheck.training.speakers --shared FOLDER``.

A conditional logit: in every labelled sentence of the gold the possible speakers compete, each with the sum of the weights of its
clues, and the likelihood of the annotated one is raised. Later sentences see the speakers that the fit before chose for earlier
ones, as they will at work. Articles held aside for calibration take no part; their figures are logged.
"""

import argparse
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

import claimcheck
from claimcheck.clues import Clues
from claimcheck.document import Document, Span
from claimcheck.evaluation.scoring import same_source
from claimcheck.labels import NONE
from claimcheck.sentences import Kind, Sentence
from claimcheck.speakers import NOBODY, Speakers
from claimcheck.training.articles import held_aside, rows

Found = Mapping[int, Sequence[str]]

ROUNDS: Final = 3
STEPS: Final = 60  # of L-BFGS in each round
LEAST_SEEN: Final = 20  # a clue that is rarer gets no weight
PENALTY: Final = 10.0  # of the squared weights, in sentences

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """A gold article with its speakers and what each is called."""

    gold: Sequence[dict[str, Any]]
    clues: Clues
    names: Sequence[str]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Read":
        """Read a record of the gold's format."""
        document, units, paragraph, end = Document(text=row["text"]), [], 0, 0
        for i, s in enumerate(row["sentences"]):
            paragraph += i > 0 and "\n" in document.text[end : s["start"]]
            end = s["end"]
            units.append(Sentence(index=i, span=Span(start=s["start"], end=end), paragraph=paragraph, kind=Kind.BODY))
        speakers = Speakers(document, units)
        return cls(row["sentences"], Clues(speakers), [speakers.directory.shown(e.span) for e in speakers.entities])

    def right(self, source: str) -> set[int]:
        """Return which of the speakers are the annotated one."""
        return {k for k, name in enumerate(self.names) if same_source(source, name)} if source else {NOBODY}

    def choices(self, choose: Callable[[Found, set[int]], int]) -> Iterator[tuple[Found, set[int]]]:
        """Yield each labelled sentence's clues with the right speakers, deciding with ``choose`` on the way."""
        chosen: dict[int, int] = {}
        for i, s in enumerate(self.gold):
            if s["label"] != NONE:
                clues, right = self.clues.of(i, s["label"], chosen), self.right(s.get("source") or "")
                yield clues, right
                chosen[i] = choose(clues, right)


def fit(choices: Sequence[tuple[Found, set[int]]]) -> dict[str, float]:
    """Return the weights under which the right speakers are likeliest."""
    choices = [(clues, right) for clues, right in choices if right & clues.keys()]
    seen = Counter(clue for clues, _ in choices for found in clues.values() for clue in found)
    column = {clue: k for k, clue in enumerate(sorted(clue for clue, count in seen.items() if count >= LEAST_SEEN))}
    flat: list[int] = []
    begins, groups, good = [], [], []
    for group, (clues, right) in enumerate(choices):
        for who, found in clues.items():
            begins.append(len(flat))
            flat.extend(column[clue] for clue in found if clue in column)
            groups.append(group)
            good.append(who in right)
    indexes, offsets, group_of, is_right = torch.tensor(flat), torch.tensor(begins), torch.tensor(groups), torch.tensor(good)
    weights = torch.zeros(len(column), 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")

    def log_sums(values: Tensor) -> Tensor:
        top = torch.full((len(choices),), -1e9).scatter_reduce(0, group_of, values, "amax")
        return top + torch.log(torch.zeros(len(choices)).scatter_add(0, group_of, torch.exp(values - top[group_of])))

    def loss() -> Tensor:
        optimiser.zero_grad()
        sums = torch.nn.functional.embedding_bag(indexes, weights, offsets, mode="sum")[:, 0]
        value = (log_sums(sums) - log_sums(sums.masked_fill(~is_right, -1e9))).mean() + PENALTY * weights.square().sum() / len(choices)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return {clue: round(weights[k, 0].item(), 3) for clue, k in column.items()}


def chooser(weights: Mapping[str, float]) -> Callable[[Found, set[int]], int]:
    """Return the choice of the speaker with the highest sum."""

    def choose(clues: Found, _: set[int]) -> int:
        return max(clues, key=lambda who: sum(weights.get(clue, 0.0) for clue in clues[who]))

    return choose


def accuracy(articles: Sequence[Read], weights: Mapping[str, float]) -> float:
    """Return how often the best speaker is the annotated one, in sentences that have one."""
    choose, hits, count = chooser(weights), 0, 0
    for article in articles:
        for clues, right in article.choices(choose):
            if right != {NOBODY}:
                named = {who: found for who, found in clues.items() if who != NOBODY}
                count += 1
                hits += bool(named) and choose(named, right) in right
    return hits / max(1, count)


def main() -> None:
    """Fit, log, write."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training.speakers", description="Fits the weights of the speaker clues.")
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/")
    parser.add_argument("--out", type=Path, default=Path(claimcheck.__file__).with_name("speakers.json"))
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    articles: list[Read] = []
    aside: list[Read] = []
    for row in rows(arguments.shared / "gold" / "train.jsonl"):
        (aside if held_aside(row["id"]) else articles).append(Read.of(row))
    choose: Callable[[Found, set[int]], int] = lambda clues, right: next(iter(right & clues.keys()), NOBODY)  # noqa: E731
    weights: dict[str, float] = {}
    for number in range(ROUNDS):
        weights = fit([choice for article in articles for choice in article.choices(choose)])
        choose = chooser(weights)
        log.info(
            "round %d: %d weights, source accuracy on %d articles aside %.3f", number, len(weights), len(aside), accuracy(aside, weights)
        )
    arguments.out.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
