"""What a model loses where an article is dressed otherwise: ``python -m claimcheck.training.robustness GOLD.jsonl --model NAME``.

Every copy that :mod:`claimcheck.training.perturb` makes is a gold file of its own, checked and scored as ``claimcheck evaluate`` does.
What a copy loses is told against the clean articles, in points. A copy that is cut is told against the same sentences, read in the
whole article, without its links to sentences that the copy lacks.
"""

import argparse
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from claimcheck import api, embedded
from claimcheck.document import Document, Span
from claimcheck.evaluation import GoldArticle, evaluate, read_gold
from claimcheck.export import Record, to_record
from claimcheck.files import opened
from claimcheck.results import dumps, write_json
from claimcheck.training.articles import rows
from claimcheck.training.command import set_up
from claimcheck.training.perturb import CUTS, NAMES, Row, comparable, perturbed

log = logging.getLogger(__name__)

FIGURES: Final = {
    "macro_f1": "labels",
    "denial_f1": "denial",
    "pair_f1": "pair",
    "link_accuracy_on_found_denials": "link",
    "clause_accuracy": "clause",
    "source_accuracy": "speaker",
}
Figures = Mapping[str, float | None]
Check = Callable[[Document], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What became of the figures in a copy; each is 0 to 1, or None where there was nothing to measure.

    Attributes:
        name: of the perturbation.
        before: the figures of the clean articles, of the same sentences.
        after: those of the copy.
    """

    name: str
    before: Figures
    after: Figures

    def points(self, figure: str) -> float | None:
        """Return how many points (hundredths) a figure fell; less than 0 where it rose."""
        before, after = self.before[figure], self.after[figure]
        return None if before is None or after is None else round(100 * (before - after), 1)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"before": dict(self.before), "after": dict(self.after), "points lost": {name: self.points(name) for name in FIGURES}}


def measure(gold: Sequence[Row], check: Check, *, names: Iterable[str] = NAMES, folder: Path) -> tuple[Figures, list[Loss]]:
    """Check articles and their copies.

    Args:
        gold: records of a gold file.
        check: checks an article, and returns its record.
        names: of the perturbations.
        folder: where the copies are written to, a gold file for each.

    Returns:
        The figures of the clean articles, and what each kind of copy loses.

    Raises:
        InputError: where a record is broken.
    """
    articles = _written(folder / "clean.jsonl", gold)
    clean = [check(article.document) for article in articles]
    log.info("checked %d articles as they are", len(clean))
    losses = []
    for name in names:
        copies = _written(folder / f"{name.replace(' ', '-')}.jsonl", [perturbed(name, row) for row in gold])
        found = [check(article.document) for article in copies]
        same, told = articles, clean
        if name in CUTS:
            same = _written(folder / f"{name.replace(' ', '-')}-whole.jsonl", [comparable(name, row) for row in gold])
            told = [narrowed(record, article) for record, article in zip(clean, same, strict=True)]
        losses.append(Loss(name=name, before=_figures(same, told), after=_figures(copies, found)))
        log.info("checked the copies: %s", name)
    return _figures(articles, clean), losses


def narrowed(record: Record, article: GoldArticle) -> Record:
    """Return a record without its links to sentences that stand outside the annotated part of the article."""
    if not article.sentences:
        return record
    part = Span(start=article.sentences[0].span.start, end=article.sentences[-1].span.end)
    inside = [part.overlap(Span(start=s["start"], end=s["end"])) > 0 for s in record["sentences"]]
    return {**record, "links": [each for each in record["links"] if each["claim"] is None or inside[each["claim"]]]}


def _written(path: Path, gold: Iterable[Row]) -> tuple[GoldArticle, ...]:
    with opened(path) as file:
        for row in gold:
            file.write(dumps(row) + "\n")
    return read_gold(path)


def _figures(articles: Sequence[GoldArticle], records: Iterable[Record]) -> Figures:
    figures = evaluate(articles, records).to_dict()
    return {name: figures[name] for name in FIGURES}


def render(clean: Figures, losses: Sequence[Loss]) -> Table:
    """Return the table: the clean figures, and below them the points that each copy loses."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, caption_justify="left", caption_style="")
    table.add_column("")
    for name in FIGURES.values():
        table.add_column(name, justify="right")
    table.add_row("clean", *("–" if (value := clean[name]) is None else f"{value:.3f}" for name in FIGURES))
    for loss in losses:
        table.add_row(loss.name, *(_change(loss.points(name)) for name in FIGURES))
    table.caption = "First row: figures of the articles as they are. Below: points gained (+) or lost (-) in the copies."
    return table


def _change(lost: float | None) -> str:
    if lost is None:
        return "–"
    return f"{-lost:+.1f}" if lost else "0.0"


def main() -> None:
    """Read, measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training.robustness", description="Measures a model on perturbed copies.")
    parser.add_argument("gold", type=Path, help="annotated articles, one a line")
    parser.add_argument("--model", default=embedded.DEFAULT, help="as for claimcheck check")
    parser.add_argument("--articles", type=int, help="use so many of the articles only")
    parser.add_argument("--only", action="append", choices=NAMES, metavar="NAME", help=f"this perturbation, one of: {', '.join(NAMES)}")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    parser.add_argument("--copies", type=Path, help="folder to keep the copies in; it must exist")
    arguments = parser.parse_args()
    set_up()
    gold = list(rows(arguments.gold))[: arguments.articles]
    model = api.load_model(arguments.model, offline=True)
    with TemporaryDirectory() as scratch:
        clean, losses = measure(
            gold,
            lambda document: to_record(model.check(document)),
            names=arguments.only or NAMES,
            folder=arguments.copies or Path(scratch),
        )
    if arguments.json:
        said = {"model": {"name": model.info.name, "revision": model.info.revision}, "gold": arguments.gold.name, "articles": len(gold)}
        write_json(arguments.json, said | {"clean": dict(clean), "copies": {loss.name: loss.to_dict() for loss in losses}})
    Console().print(render(clean, losses))


if __name__ == "__main__":
    main()
