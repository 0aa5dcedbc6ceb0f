"""``python -m claimcheck.training train RUN --base FOLDER --shared FOLDER [--set name=value ...]`` and ``… export RUN MODEL``."""

import argparse
import json
import logging
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import torch

from claimcheck.training.train import Recipe, Trainer


def main() -> None:
    """Parse, call, log."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training", description="Trains the embedded model.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, or go on with a run that was cut short")
    train.add_argument("run", type=Path, help="folder of the run: recipe, checkpoint, log")
    train.add_argument("--base", help="folder of the published encoder")
    train.add_argument("--shared", help="folder that holds gold/, polnear/ and nli/")
    train.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another value of the recipe")
    export = commands.add_parser("export", help="write a run's averaged weights as a model folder")
    export.add_argument("run", type=Path)
    export.add_argument("model", type=Path)
    arguments = parser.parse_args()
    arguments.run.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(2)
    trainer = Trainer(_recipe(arguments), arguments.run)
    if arguments.command == "train":
        trainer.run()
    else:
        trainer.export(arguments.model)


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
        values[name] = kind(value)
    recipe = Recipe(**values)
    path.write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    return recipe


if __name__ == "__main__":
    main()
