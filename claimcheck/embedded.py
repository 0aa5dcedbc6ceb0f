"""The models that travel with claimcheck: where they are.

Looked for, in this order:

1. the folder that the environment variable ``CLAIMCHECK_MODELS`` names: then nowhere else;
2. ``_models`` inside the package, where a wheel carries them;
3. ``models`` beside the package, in a checkout or an editable install of one.

A model is a folder there that holds a ``config.json``; its name is the folder's.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from claimcheck.errors import ModelError

DEFAULT: Final = "default"
VARIABLE: Final = "CLAIMCHECK_MODELS"
# Set to anything: models compute with floats on every processor, slower, and the same to six digits everywhere.
FLOATS: Final = "CLAIMCHECK_FLOATS"
# What marks a folder as a model, of ours or of anybody's: transformers writes it beside the weights.
CONFIG: Final = "config.json"
# What the model is and how good, for people: see About.
ABOUT: Final = "figures.json"

_PACKAGE: Final = Path(__file__).resolve().parent


def home() -> Path:
    """Return the folder that holds the embedded models.

    Raises:
        ModelError: where there is none.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if Path(named).is_dir():
            return Path(named)
        msg = f"no folder {named!r} to look for models in; correct or unset {VARIABLE}"
        raise ModelError(msg)
    checkout = _PACKAGE.parent
    places = [_PACKAGE / "_models"]
    # Beside an installed package lie other packages: a folder "models" there would be somebody else's.
    if (checkout / "pyproject.toml").is_file():
        places.append(checkout / "models")
    for place in places:
        if place.is_dir():
            return place
    looked = " or ".join(str(place) for place in places)
    msg = f"no embedded models in {looked}; install claimcheck again, or name their folder in {VARIABLE}"
    raise ModelError(msg)


def names() -> tuple[str, ...]:
    """Return the names of the embedded models, the default first, then by the alphabet.

    Raises:
        ModelError: where there is no folder of models.
    """
    found = (path.parent.name for path in home().glob(f"*/{CONFIG}"))
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


def folder(name: str = DEFAULT) -> Path:
    """Return the folder of an embedded model.

    Raises:
        ModelError: where there is no model of that name; the message says where it was looked for and which there are.
    """
    known = names()
    if name in known:
        return home() / name
    there = "there are " + ", ".join(known) if known else "there is none"
    msg = f"no embedded model {name!r} in {home()}: {there}; name another, give the path of a model folder, or set {VARIABLE}"
    raise ModelError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a model's folder says of it.

    Attributes:
        name: its name for ``--model``.
        folder: where it is.
        size: bytes on the disk.
        summary: what it is, in a line.
        licence: SPDX identifier of its weights' licence.
        measured_on: which articles the figures are of.
        figures: names and values, 0 to 1, as ``claimcheck evaluate --json`` names them.
    """

    name: str
    folder: Path
    size: int
    summary: str
    licence: str
    measured_on: str
    figures: Mapping[str, float]


def about(name: str) -> About:
    """Read what a model's folder says of it, in its ``figures.json``; no weights are loaded.

    Raises:
        ModelError: where there is no such model, or it says nothing of itself that could be read.
    """
    place = folder(name)
    path = place / ABOUT
    try:
        said = json.loads(path.read_bytes())
        figures = {str(key): float(value) for key, value in said["figures"].items()}
        texts = {key: str(said[key]) for key in ("summary", "licence", "measured_on")}
        size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    except OSError as error:
        msg = f"cannot read {error.filename or path}: {error.strerror or error}; install claimcheck again"
        raise ModelError(msg) from error
    # RecursionError: deep nesting in a damaged file
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        msg = f"{path} does not say what the model is (summary, licence, measured_on, figures): {error}; install claimcheck again"
        raise ModelError(msg) from error
    return About(name=name, folder=place, size=size, figures=figures, **texts)
