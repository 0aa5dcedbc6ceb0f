"""Measure what 8-bit products and kept memory give: time to load and to read the samples, and how far probabilities move.

Each row is compared with the first, floats with memory given back, in one run. Nothing else should run meanwhile.
"""

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

import torch
from rich.console import Console
from rich.table import Table

from claimcheck import embedded
from claimcheck.allocator import keep_freed
from claimcheck.document import Document
from claimcheck.network import eightbit
from claimcheck.network.embedded import EmbeddedReader
from claimcheck.sentences import Sentence, split

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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=embedded.DEFAULT, help="embedded model (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often the samples are read (default %(default)s)")
    asked = parser.parse_args()
    folder = embedded.folder(asked.model)
    documents = [Document(text=path.read_bytes().decode(), id=path.stem) for path in sorted(SAMPLES.glob("*.txt"))]
    articles = [(document, split(document)) for document in documents]
    with patch.dict(os.environ, {embedded.FLOATS: "1"}):
        rows = {"floats": measured(folder, articles, asked.rounds)}
    with patch.object(eightbit, "STANDING_OUT", 0):
        rows["8 bits, no feature as floats"] = measured(folder, articles, asked.rounds)
    rows["8 bits"] = measured(folder, articles, asked.rounds)
    keep_freed()  # cannot be undone, so the rows with it come last
    rows["8 bits, freed memory kept"] = measured(folder, articles, asked.rounds)
    first = rows["floats"]
    table = Table("", "load", "read", "of floats", "probabilities moved by", "other labels", title=asked.model)
    for name, row in rows.items():
        seconds = statistics.median(row.rounds)
        moved = (row.chances - first.chances).abs().amax(1).mean().item()
        other = int((row.chances.argmax(1) != first.chances.argmax(1)).sum())
        share = f"{seconds / statistics.median(first.rounds):.2f}"
        table.add_row(name, f"{row.load:.2f} s", f"{seconds:.2f} s", share, f"{moved:.4f}", f"{other} of {len(row.chances)}")
    Console().print(table)


if __name__ == "__main__":
    main()
