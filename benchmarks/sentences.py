"""How well the sentences agree with those of annotated articles, beside other splitters, and how long they take.

    python benchmarks/sentences.py GOLD.jsonl

Boundary F1 counts ends of sentences that are the same to the character; *same span* is the share of the annotators'
sentences that are found with start and end. *Best macro-F1* is what the labels could reach if every unit got the label
of the annotators' sentence that it overlaps most: what is missing from 1 is lost to the splitting alone. The second
table says, for each kind of unit, how many of them the annotators labelled ``none``; furniture must be close to 1, for
it is never labelled. Times are processor time. pysbd is measured where it is installed.
"""

import argparse
import importlib
import importlib.util
import json
import re
import subprocess
import sys
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from sentencex import get_sentence_boundaries

from claimcheck.document import Document
from claimcheck.labels import LABELS, NONE
from claimcheck.sentences import Kind, split

Spans = list[tuple[int, int]]

ARTICLE: Final = 700  # words of the article that times are given for
_LINE: Final = re.compile(r"[^\n]*\S")
_PLAIN: Final = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")
_IMPORT: Final = "import time; t = time.process_time(); import claimcheck.sentences; print(time.process_time() - t)"


@dataclass
class Agreement:
    """What one splitter got right over all articles."""

    hits: int = 0
    found: int = 0
    wanted: int = 0
    exact: int = 0
    seconds: float = 0.0
    words: int = 0
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)  # (label of the annotators, label that the unit could have had)

    def add(self, article: dict[str, Any], splitter: Callable[[str], Spans]) -> None:
        """Count one article."""
        text = article["text"]
        begun = time.process_time()
        spans = splitter(text)
        self.seconds += time.process_time() - begun
        self.words += len(text.split())
        gold = [(sentence["start"], sentence["end"]) for sentence in article["sentences"]]
        ends, wanted = {trimmed(text, *span)[1] for span in spans}, {trimmed(text, *span)[1] for span in gold}
        self.hits += len(ends & wanted)
        self.found += len(ends)
        self.wanted += len(wanted)
        self.exact += len(set(spans) & set(gold))
        best = [article["sentences"][nearest(span, gold)]["label"] for span in spans]
        self.labels.update(
            (sentence["label"], best[nearest(span, spans)]) for sentence, span in zip(article["sentences"], gold, strict=True)
        )

    def row(self) -> tuple[str, ...]:
        """Return the figures for the table."""
        precision, recall = self.hits / self.found, self.hits / self.wanted
        f1 = 2 * precision * recall / (precision + recall)
        figures = (f1, precision, recall, self.exact / self.wanted, self.macro_f1())
        return (*(f"{figure:.4f}" for figure in figures), f"{1000 * self.seconds / self.words * ARTICLE:.1f}")

    def macro_f1(self) -> float:
        """Return the macro-F1 that labels could reach at best, if each unit got the label of the sentence that it overlaps most."""
        scores = []
        for label in LABELS:
            right = self.labels[label, label]
            wrong = sum(count for pair, count in self.labels.items() if label in pair and pair != (label, label))
            scores.append(2 * right / (2 * right + wrong) if right else 0.0)
        return sum(scores) / len(scores)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without surrounding white space."""
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def nearest(span: tuple[int, int], others: Spans) -> int:
    """Return the index of the span among ``others``, which are in order, that overlaps most."""
    first = max(0, bisect_right(others, span[0], key=itemgetter(0)) - 1)
    last = max(first + 1, bisect_left(others, span[1], key=itemgetter(0)))
    return max(range(first, last), key=lambda i: min(span[1], others[i][1]) - max(span[0], others[i][0]))


def ours(text: str) -> Spans:
    """Split as claimcheck does."""
    return [(sentence.span.start, sentence.span.end) for sentence in split(Document(text=text))]


def each_line(text: str, ends: Callable[[str], Iterable[int]]) -> Spans:
    """Split each line at the places that a function names."""
    spans = []
    for line in _LINE.finditer(text):
        start, _ = trimmed(text, *line.span())
        begun = start
        for end in (*(start + end for end in ends(text[start : line.end()])), line.end()):
            span = trimmed(text, begun, end)
            if span[0] < span[1]:
                spans.append(span)
            begun = end
    return spans


def sentencex_alone(text: str) -> Spans:
    """Split lines with sentencex, without our repairs."""
    return each_line(text, lambda line: (found["end_index"] for found in get_sentence_boundaries("en", line)))


def plain_rule(text: str) -> Spans:
    """Split lines behind each stop that white space and a capital follow."""
    return each_line(text, lambda line: (found.end() for found in _PLAIN.finditer(line)))


def pysbd_alone() -> Callable[[str], Spans]:
    """Return a splitter that uses pysbd."""
    segmenter = importlib.import_module("pysbd").Segmenter(language="en", clean=False)

    def ends(line: str) -> Iterator[int]:
        at = 0
        for sentence in segmenter.segment(line):
            at = line.find(sentence.strip(), at) + len(sentence.strip())
            yield at

    return lambda text: each_line(text, ends)


def kinds(articles: Iterable[dict[str, Any]]) -> dict[Kind, Counter[str]]:
    """Count the annotators' labels for each kind of unit."""
    counts: dict[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
    for article in articles:
        gold = [(sentence["start"], sentence["end"]) for sentence in article["sentences"]]
        for unit in split(Document(text=article["text"])):
            counts[unit.kind][article["sentences"][nearest((unit.span.start, unit.span.end), gold)]["label"]] += 1
    return counts


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, help="annotated articles, one a line")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth article")
    options = parser.parse_args()
    articles = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()][:: options.every]

    splitters: dict[str, Callable[[str], Spans]] = {"claimcheck": ours, "sentencex alone": sentencex_alone, "a plain rule": plain_rule}
    if importlib.util.find_spec("pysbd"):
        splitters["pysbd alone"] = pysbd_alone()
    table = Table("splitter", "boundary F1", "precision", "recall", "same span", "best macro-F1", f"ms for {ARTICLE} words")
    for name, splitter in splitters.items():
        agreement = Agreement()
        for article in articles:
            agreement.add(article, splitter)
        table.add_row(name, *agreement.row())
    console = Console()
    console.print(f"{len(articles)} articles, {sum(len(article['sentences']) for article in articles)} sentences")
    console.print(table)
    table = Table("kind", "units", "labelled none")
    for kind, labels in kinds(articles).items():
        table.add_row(kind, str(labels.total()), f"{labels[NONE] / max(1, labels.total()):.4f}")
    console.print(table)
    seconds = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True).stdout
    console.print(f"import: {1000 * float(seconds):.0f} ms")


if __name__ == "__main__":
    main()
