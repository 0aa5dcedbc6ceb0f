"""Measure what 8-bit products and kept memory give: time to load and to read the samples, and how far probabilities move.

Each row is compared with the first, floats with memory given back, in one run. Nothing else should run meanwhile. With ``--gold`` it
measures what 8-bit products cost on annotated articles, in points of each figure. There a processor without instructions for them
multiplies the same integers as floats, which is slow and gives the same.
"""

import argparse
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

import torch
from rich.console import Console
from rich.table import Table

from claimcheck import embedded
from claimcheck.allocator import keep_freed
from claimcheck.api import load_model
from claimcheck.document import Document
from claimcheck.evaluation import GoldArticle, evaluate, read_gold
from claimcheck.export import to_record
from claimcheck.network import eightbit
from claimcheck.network.embedded import EmbeddedReader
from claimcheck.sentences import Sentence, split
from claimcheck.training.figures import SHOWN

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = ROOT / "data" / "samples"

Article = tuple[Document, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One way of computing: seconds to load, seconds to read all articles in each round, and (N, 4) label probabilities."""

    load: float
    rounds: tuple[float, ...]
    chances: torch.Tensor


def measured(folder: Path, articles: Sequence[Article], rounds: int) -> Measured:
    """Load a model and read the articles so many times, once more for the warming up."""
    begun = time.perf_counter()
    reader = EmbeddedReader.from_folder(folder, name=folder.name)
    load = time.perf_counter() - begun
    read = [[*evidence.scores.values()] for document, sentences in articles for evidence in reader.read(document, sentences)]
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for document, sentences in articles:
            reader.read(document, sentences)
        seconds.append(time.perf_counter() - begun)
    return Measured(load=load, rounds=tuple(seconds), chances=torch.tensor(read))


def costs(folder: Path, gold: Path, numbers: Sequence[int]) -> Table:
    """Return the figures of annotated articles with floats, and with 8-bit products and so many features multiplied as floats."""
    articles = read_gold(gold)
    rows = {"floats": figures(folder, articles, integers=False)}
    for number in numbers:
        with patch.object(eightbit, "STANDING_OUT", number):
            rows[f"8 bits, {number} features as floats"] = figures(folder, articles, integers=True)
    table = Table("points", *rows, title=f"{folder.name} on {len(articles)} articles")
    for figure in SHOWN:
        table.add_row(figure.replace("_", " "), *(f"{100 * (row[figure] or 0):.1f}" for row in rows.values()))
    return table


def figures(folder: Path, articles: Sequence[GoldArticle], *, integers: bool) -> Mapping[str, float | None]:
    """Return the figures of a model that computes with integers or with floats."""
    with patch.object(eightbit, "pays", lambda: integers):
        model = load_model(folder)
    found: Mapping[str, float | None] = evaluate(articles, [to_record(model.check(each.document)) for each in articles]).to_dict()
    return found


def times(folder: Path, rounds: int) -> None:
    """Print the times."""
    documents = [Document(text=path.read_bytes().decode(), id=path.stem) for path in sorted(SAMPLES.glob("*.txt"))]
    articles = [(document, split(document)) for document in documents]
    with patch.object(eightbit, "pays", lambda: False):
        rows = {"floats": measured(folder, articles, rounds)}
    with patch.object(eightbit, "pays", lambda: True):
        with patch.object(eightbit, "STANDING_OUT", 0):
            rows["8 bits, no feature as floats"] = measured(folder, articles, rounds)
        rows["8 bits"] = measured(folder, articles, rounds)
        keep_freed()  # cannot be undone, so the rows with it come last
        rows["8 bits, freed memory kept"] = measured(folder, articles, rounds)
    first = rows["floats"]
    table = Table("", "load", "read", "of floats", "probabilities moved by", "other labels", title=folder.name)
    for name, row in rows.items():
        seconds = statistics.median(row.rounds)
        moved = (row.chances - first.chances).abs().amax(1).mean().item()
        other = int((row.chances.argmax(1) != first.chances.argmax(1)).sum())
        share = f"{seconds / statistics.median(first.rounds):.2f}"
        table.add_row(name, f"{row.load:.2f} s", f"{seconds:.2f} s", share, f"{moved:.4f}", f"{other} of {len(row.chances)}")
    Console().print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=embedded.DEFAULT, help="embedded model (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often the samples are read (default %(default)s)")
    parser.add_argument("--gold", type=Path, help="annotated articles: tell what integers cost there, and no times")
    parser.add_argument(
        "--standing-out", type=int, nargs="+", default=[eightbit.STANDING_OUT], help="features multiplied as floats, with --gold"
    )
    asked = parser.parse_args()
    folder = embedded.folder(asked.model)
    if asked.gold:
        Console().print(costs(folder, asked.gold, asked.standing_out))
        return
    times(folder, asked.rounds)


if __name__ == "__main__":
    main()
