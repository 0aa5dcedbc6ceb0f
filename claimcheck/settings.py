"""Settings that a user writes down: labels of one's own, sizes."""

import re
from pathlib import Path
from typing import Final

from claimcheck import tomlread
from claimcheck.errors import SettingsError
from claimcheck.files import shown
from claimcheck.labels import LABELS, NONE, LabelText

# A description is one sentence for a classifier that reads some hundred tokens at a time.
LONGEST_DESCRIPTION: Final = 300
LONGEST_NAME: Final = 40
# Each label costs a pass per sentence with an NLI checkpoint; a list longer than this is a mistake.
MOST_LABELS: Final = 50

_SIZE: Final = re.compile(r"([0-9]{1,15})\s*([kmg]?)(?:i?b)?", re.IGNORECASE | re.ASCII)
_UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def read_size(text: str) -> int:
    """Return the number of bytes that a size names: "500000", "20M", "20 MB" and "20MiB" (of 1,048,576 bytes), "1G".

    Raises:
        SettingsError: where it names none, or none above zero.
    """
    match = _SIZE.fullmatch(text.strip())
    size = int(match[1]) * _UNITS[match[2].lower()] if match else 0
    if size <= 0:
        msg = f"{_shown(text)} is no size; write a number of bytes, or one with a unit, as in 20M"
        raise SettingsError(msg)
    return size


def read_labels(path: Path) -> tuple[LabelText, ...]:
    """Read labels of one's own from a TOML file.

    The file holds one table ``[labels]``: each key is a name, each value the sentence that describes the label to the classifier::

        [labels]
        threat = "Somebody threatens a person or body with harm."
        apology = "Somebody apologises or admits a mistake."

    Returns:
        The labels, in the order of the file.

    Raises:
        SettingsError: where the file cannot be read or says something else.
    """
    table = _table(path)
    if not table:
        msg = f'{shown(path)}: no labels in [labels]; write one a line, as name = "description"'
        raise SettingsError(msg)
    if len(table) > MOST_LABELS:
        msg = f"{shown(path)}: {len(table)} labels; at most {MOST_LABELS} are read"
        raise SettingsError(msg)
    return tuple(_label(path, name, description) for name, description in table.items())


def _table(path: Path) -> dict[str, object]:
    """Return the table ``[labels]``."""
    content = tomlread.table(path, "labels")
    if content is None:
        msg = f"{shown(path)}: cannot read the labels: no such file; check the name"
        raise SettingsError(msg)
    table = content.pop("labels", None)
    if not isinstance(table, dict):
        msg = f"{shown(path)}: no table [labels]; write it above the labels"
        raise SettingsError(msg)
    if content:
        msg = f"{shown(path)}: {_shown(next(iter(content)))} is not known; only the table [labels] is"
        raise SettingsError(msg)
    return table


def _label(path: Path, name: str, description: object) -> LabelText:
    """Check one label."""
    if name in {*LABELS, NONE}:
        msg = f"{shown(path)}: {name!r} is a label of claimcheck's own; choose another name"
        raise SettingsError(msg)
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        msg = f"{shown(path)}: {_shown(name)} is no name for a label; use 1 to {LONGEST_NAME} printable characters"
        raise SettingsError(msg)
    if not isinstance(description, str) or not description.strip():
        msg = f'{shown(path)}: {name!r} has no description; write {name} = "one sentence that says what it means"'
        raise SettingsError(msg)
    if not description.isprintable() or len(description) > LONGEST_DESCRIPTION:
        msg = f"{shown(path)}: the description of {name!r} must be one line of at most {LONGEST_DESCRIPTION} characters"
        raise SettingsError(msg)
    return LabelText(name=name, description=description.strip())


def _shown(name: str) -> str:
    """Return a name as an error may show it: quoted, escaped, cut."""
    return repr(name[:LONGEST_NAME])
