"""Writes ``figures.json`` beside a model's weights: what it is and how it scores, for ``claimcheck models``."""

import json
from pathlib import Path
from typing import Any, Final

from claimcheck import api
from claimcheck.embedded import ABOUT
from claimcheck.evaluation import evaluate, read_gold
from claimcheck.export import to_record
from claimcheck.files import opened

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


def write_figures(folder: Path, gold: Path, *, summary: str) -> dict[str, Any]:
    """Score the model in ``folder`` on ``gold`` and note the figures in the folder; return all of them."""
    model = api.load_model(folder)
    articles = read_gold(gold)
    scored = evaluate(articles, [to_record(model.check(article.document)) for article in articles])
    figures: dict[str, Any] = scored.to_dict()
    about = {
        "summary": summary,
        "licence": "Apache-2.0",
        "measured_on": f"{gold.name}: {len(articles)} articles, {figures['sentences']} sentences",
        "figures": {name: figures[name] for name in SHOWN if figures.get(name) is not None},
    }
    with opened(folder / ABOUT) as file:
        file.write(json.dumps(about, indent=1) + "\n")
    return figures
