"""Recipes: the settings of a training run, given on the command line when it begins and kept in its folder."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, asdict, fields
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol, TypeVar

from claimcheck.errors import SettingsError
from claimcheck.files import opened

FILE: Final = "recipe.json"
_YES: Final = frozenset(("1", "yes", "true"))
_NO: Final = frozenset(("0", "no", "false"))


class _Record(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=_Record)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Give a command the option ``--set NAME=VALUE``."""
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another value of the recipe")


def read_recipe(kind: type[R], run: Path, given: Mapping[str, Any], settings: Sequence[str]) -> R:
    """Return the recipe that the run was begun with, or make it from what is given and keep it in the run's folder.

    Args:
        kind: dataclass of the recipe; fields are text, numbers, or yes and no.
        run: folder of the run.
        given: fields by name.
        settings: further ones as ``NAME=VALUE``.

    Raises:
        SettingsError: where a setting is unknown, of the wrong kind or missing; or where the run was begun otherwise than told now.
    """
    values = {name: value for name, value in given.items() if value is not None} | _parsed(kind, settings)
    path = run / FILE
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        for name, value in values.items():
            if kept.get(name, value) != value:
                msg = f"{run}: the run was begun with {name}={kept[name]}, not {value}; go on with that, or name a new folder"
                raise SettingsError(msg)
        return kind(**kept)
    missing = [each.name for each in fields(kind) if each.default is MISSING and each.name not in values]
    if missing:
        msg = f"{run}: no run was begun there, and a new one needs {', '.join(missing)}"
        raise SettingsError(msg)
    recipe = kind(**values)
    run.mkdir(parents=True, exist_ok=True)
    with opened(path) as file:
        file.write(json.dumps(asdict(recipe), indent=1) + "\n")
    return recipe


def _parsed(kind: type[R], settings: Sequence[str]) -> dict[str, Any]:
    kinds: dict[str, Any] = {each.name: each.type for each in fields(kind)}
    values: dict[str, Any] = {}
    for setting in settings:
        name, _, text = setting.partition("=")
        if name not in kinds:
            msg = f"--set {setting}: no such setting; there are {', '.join(kinds)}"
            raise SettingsError(msg)
        try:
            values[name] = _flag(text) if kinds[name] is bool else kinds[name](text)
        except ValueError as error:
            msg = f"--set {setting}: {name} is of the kind {kinds[name].__name__}; give it such a value"
            raise SettingsError(msg) from error
    return values


def _flag(text: str) -> bool:
    if text not in _YES | _NO:
        raise ValueError(text)
    return text in _YES
