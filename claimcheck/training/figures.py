"""Writes ``figures.json`` beside a model's weights: what it is and how it scores, for ``claimcheck models`` and for the model card.

Nothing of the articles goes into it but the names of their outlets, and counts.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from claimcheck import api
from claimcheck.embedded import ABOUT
from claimcheck.evaluation import Evaluation, Figures, evaluate, read_gold
from claimcheck.export import to_record
from claimcheck.files import opened
from claimcheck.labels import LABELS

SHOWN: Final = (
    "macro_f1",
    "allegation_f1",
    "denial_f1",
    "official_statement_f1",
    "accuracy",
    "pair_f1",
    "link_accuracy_on_found_denials",
    "clause_accuracy",
    "source_accuracy",
    "calibration_error",
)
OF_OUTLETS: Final = ("articles", "sentences", "macro_f1", "denial_f1", "pair_f1", "source_accuracy")


def write_figures(folder: Path, gold: Path, *, summary: str) -> dict[str, Any]:
    """Score the model in ``folder`` on ``gold`` and note the figures in the folder; return what was written."""
    model = api.load_model(folder)
    articles = read_gold(gold)
    scored = evaluate(articles, [to_record(model.check(article.document)) for article in articles])
    about = {
        "summary": summary,
        "licence": "Apache-2.0",
        "measured_on": f"{gold.name}: {len(articles)} articles, {scored.overall.sentences} sentences",
        **noted(scored),
    }
    with opened(folder / ABOUT) as file:
        file.write(json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    return about


def noted(scored: Evaluation) -> dict[str, Any]:
    """Return the figures that a model's folder holds: overall, per label, and per outlet with the counts that they are of."""
    overall = scored.overall.to_dict()
    return {
        "figures": {name: overall[name] for name in SHOWN if overall.get(name) is not None},
        "labels": {name: _label(scored.overall, overall, name) for name in LABELS},
        "outlets": {outlet: _outlet(figures.to_dict()) for outlet, figures in scored.outlets.items()},
    }


def _label(figures: Figures, plain: Mapping[str, Any], name: str) -> dict[str, float]:
    precision, recall = plain[f"{name}_p_r"]
    hits = figures.labels[name]
    return {
        "precision": precision,
        "recall": recall,
        "f1": plain[f"{name}_f1"],
        "gold": hits.true + hits.missed,
        "found": hits.true + hits.false,
    }


def _outlet(plain: Mapping[str, Any]) -> dict[str, float]:
    return {name: plain[name] for name in OF_OUTLETS if plain[name] is not None}


def card(about: Mapping[str, Any]) -> str:
    """Return the tables of a model card, as Markdown, from what a model's folder holds."""
    parts = [
        _table(("figure", "value"), [(name.replace("_", " "), value) for name, value in about["figures"].items()]),
        _table(
            ("label", "precision", "recall", "F1", "gold", "found"),
            [
                (name.replace("_", " "), *(each[key] for key in ("precision", "recall", "f1", "gold", "found")))
                for name, each in about["labels"].items()
            ],
        ),
        _table(
            ("outlet", *(name.replace("_", " ") for name in OF_OUTLETS)),
            [(outlet or "(none named)", *(each.get(name) for name in OF_OUTLETS)) for outlet, each in about["outlets"].items()],
        ),
    ]
    return f"On {about['measured_on']}:\n\n" + "\n".join(parts)


def _table(head: tuple[str, ...], lines: list[tuple[Any, ...]]) -> str:
    cells = [head, ("---",) * len(head), *lines]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in cells)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value).replace("|", r"\|")
