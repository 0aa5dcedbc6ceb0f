"""The figures of an evaluation as tables for a terminal."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from claimcheck.evaluation.figures import Evaluation, Figures, Hits, Share
from claimcheck.labels import DENIAL, LABELS, NONE, OFFICIAL
from claimcheck.terminal import printable

_ROWS = (*LABELS, NONE)


def render(evaluation: Evaluation) -> RenderableType:
    """Return the tables: labels, confusion, claims and speakers, outlets. They fit 60 columns and need no colour."""
    overall = evaluation.overall
    parts: list[RenderableType] = [_head(overall), _labels(overall), _confusion(overall), _other(overall)]
    if len(evaluation.outlets) > 1:
        parts.append(_outlets(evaluation))
    blank = Text("")
    return Group(*(line for part in parts for line in (part, blank)))


def _head(figures: Figures) -> Text:
    count = f"{_many(figures.articles, 'article')}, {_many(figures.sentences, 'sentence')}"
    missing = f"; {_many(figures.missing, 'article')} without findings, whose sentences count as none" if figures.missing else ""
    return Text(f"Agreement with {count} labelled by people{missing}.")


def _labels(figures: Figures) -> Table:
    table = _table("Labels", "", "precision", "recall", "F1", "gold", "found")
    for name in _ROWS:
        hits = figures.labels[name]
        table.add_row(_name(name), *_hits(hits), str(hits.true + hits.missed), str(hits.true + hits.false))
    table.add_row("mean of three", "", "", _number(figures.macro_f1), "", "", style="bold")
    return table


def _confusion(figures: Figures) -> Table:
    # A record of another program may hold labels of its own.
    names = [*_ROWS, *sorted({found for _, found in figures.confusion} - set(_ROWS))]
    table = _table("Gold label by row, label found by column", "", *(_name(name) for name in names))
    for gold in _ROWS:
        table.add_row(_name(gold), *(str(figures.confusion.get((gold, found), 0)) for found in names))
    table.caption = "A second label of the annotators that was found counts as right."
    return table


def _other(figures: Figures) -> Table:
    table = _table("Claims, speakers, scores", "", "figure", "right", "of")
    pairs = figures.pairs
    table.add_row("denial and claim, precision", _number(pairs.precision), str(pairs.true), str(pairs.true + pairs.false))
    table.add_row("denial and claim, recall", _number(pairs.recall), str(pairs.true), str(pairs.true + pairs.missed))
    table.add_row("denial and claim, F1", _number(pairs.f1), "", "", style="bold")
    for name, share in (
        ("found denials: claim's sentence", figures.link),
        ("found denials: claim inside or not", figures.clause),
        ("found denials: claim is nowhere", figures.absent),
        ("named speakers", figures.source),
        ("all labels", figures.accuracy),
    ):
        table.add_row(name, *_share(share))
    table.add_row("calibration error of scores", _number(figures.calibration_error), "", "")
    return table


def _outlets(evaluation: Evaluation) -> Table:
    table = _table("By outlet", "", "articles", "labels", "denial", "pair", "speaker")
    for outlet, figures in evaluation.outlets.items():
        table.add_row(
            Text(printable(outlet) or "(none named)", overflow="fold"),
            str(figures.articles),
            _number(figures.macro_f1),
            _number(figures.labels[DENIAL].f1),
            _number(figures.pairs.f1),
            _number(figures.source.value),
        )
    table.caption = "F1 of the labels (mean of three), of denials, of denial and claim; share of named speakers found."
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", caption_justify="left", caption_style="", box=box.SIMPLE_HEAD)
    table.show_edge = table.pad_edge = False
    for number, column in enumerate(columns):
        # The first column gives way where the window is narrow; numbers are never cut.
        table.add_column(Text(printable(column)), justify="right" if number else "left", no_wrap=number > 0)
    return table


def _name(label: str) -> str:
    return "official" if label == OFFICIAL else label


def _hits(hits: Hits) -> tuple[str, str, str]:
    return _number(hits.precision), _number(hits.recall), _number(hits.f1)


def _share(share: Share) -> tuple[str, str, str]:
    return _number(share.value), str(share.right), str(share.of)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
