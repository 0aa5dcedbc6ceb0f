"""The models that travel with claimcheck: where they are.

Looked for, in this order:

1. the folder that the environment variable ``CLAIMCHECK_MODELS`` names: then nowhere else;
2. ``_models`` inside the package, where a wheel carries them;
3. ``models`` beside the package, in a checkout or an editable install of one.

A model is a folder there that holds a ``config.json``; its name is the folder's.
"""

import os
from pathlib import Path
from typing import Final

from claimcheck.errors import ModelError

DEFAULT: Final = "default"
VARIABLE: Final = "CLAIMCHECK_MODELS"
# What marks a folder as a model, of ours or of anybody's: transformers writes it beside the weights.
CONFIG: Final = "config.json"

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
