"""Fit the weights of the clues for speakers: ``python -m claimcheck.training.clues --shared FOLDER``.

A conditional logit: for every labelled sentence of the gold the possible speakers compete, each with the sum of the weights of its
clues, and the likelihood of the annotated ones is raised. Later sentences see what the fit before chose for earlier ones, as they will
at work. Articles held aside for calibration take no part; their figures are logged.
"""

import argparse
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from claimcheck.training.articles import divided
from claimcheck.training.command import set_up

Found = Mapping[int, Sequence[str]]
Choose = Callable[[Found, set[int]], int]

ROUNDS: Final = 3
STEPS: Final = 60  # of L-BFGS in each round
LEAST_SEEN: Final = 20  # a clue that is rarer gets no weight
PENALTY: Final = 10.0  # of the squared weights, in sentences

log = logging.getLogger(__name__)


def gold_sentences(row: Mapping[str, Any]) -> tuple[Document, tuple[Sentence, ...]]:
    """Return the article of a record of the gold's format, and its sentences."""
    document, units, paragraph, end = Document(text=row["text"]), [], 0, 0
    for i, s in enumerate(row["sentences"]):
        paragraph += i > 0 and "\n" in document.text[end : s["start"]]
        end = s["end"]
        units.append(Sentence(index=i, span=Span(start=s["start"], end=end), paragraph=paragraph, kind=Kind.BODY))
    return document, tuple(units)


class ReadSpeakers:
    """A gold article with its possible speakers."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        """Read a record of the gold's format."""
        speakers = Speakers(*gold_sentences(row))
        self._gold = row["sentences"]
        self._clues = Clues(speakers)
        self._names = [speakers.directory.shown(e.span) for e in speakers.entities]

    def choices(self, choose: Choose) -> Iterator[tuple[Found, set[int]]]:
        """Yield the clues of each labelled sentence with its annotated speaker."""
        chosen: dict[int, int] = {}
        for i, s in enumerate(self._gold):
            if s["label"] != NONE:
                source = s.get("source")
                right = {k for k, name in enumerate(self._names) if same_source(source, name)} if source else {NOBODY}
                found = self._clues.of(i, s["label"], chosen)
                yield found, right
                chosen[i] = choose(found, right)


def fit(choices: Sequence[tuple[Found, set[int]]]) -> dict[str, float]:
    """Return the weights under which what is right is likeliest."""
    choices = [(found, right) for found, right in choices if right & found.keys()]
    seen = Counter(clue for found, _ in choices for clues in found.values() for clue in clues)
    column = {clue: k for k, clue in enumerate(sorted(clue for clue, count in seen.items() if count >= LEAST_SEEN))}
    flat: list[int] = []
    begins, groups, good = [], [], []
    for group, (found, right) in enumerate(choices):
        for each, clues in found.items():
            begins.append(len(flat))
            flat.extend(column[clue] for clue in clues if clue in column)
            groups.append(group)
            good.append(each in right)
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


def chooser(weights: Mapping[str, float]) -> Choose:
    """Return the choice of what has the highest sum."""

    def choose(found: Found, _: set[int]) -> int:
        return max(found, key=lambda each: sum(weights.get(clue, 0.0) for clue in found[each]))

    return choose


def accuracy(articles: Sequence[ReadSpeakers], weights: Mapping[str, float]) -> float:
    """Return how often the best choice is right, where there is something to choose."""
    choose, hits, count = chooser(weights), 0, 0
    for article in articles:
        for found, right in article.choices(choose):
            if right != {NOBODY}:
                count += 1
                hits += choose(found, right) in right
    return hits / max(1, count)


def main() -> None:
    """Fit, log, write."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training.clues", description="Fits the weights of the clues.")
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/")
    arguments = parser.parse_args()
    set_up(threads=1)
    articles, aside = ([ReadSpeakers(row) for row in part] for part in divided(arguments.shared / "gold" / "train.jsonl"))
    choose: Choose = lambda found, right: next(iter(sorted(right & found.keys())), NOBODY)  # noqa: E731
    for number in range(ROUNDS):
        weights = fit([choice for article in articles for choice in article.choices(choose)])
        choose = chooser(weights)
        log.info("round %d: %d weights, accuracy on the articles aside %.3f", number, len(weights), accuracy(aside, weights))
        out = Path(claimcheck.__file__).with_name("speakers.json")
        out.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
