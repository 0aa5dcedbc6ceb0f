"""Reading TOML that others wrote: one table out of a small file, and one line that says why not."""

import re
import tomllib
from pathlib import Path
from typing import Final

from claimcheck.errors import SettingsError
from claimcheck.files import shown

# A file that a person writes is a page or two; what is larger is something else.
LARGEST_FILE: Final = 256 * 1024
# Dots in a line. Python's parser takes time that grows with the square of a dotted key: 256 KB of "a.a.a" keep it busy for half an hour.
MOST_DOTS: Final = 200

_DOTTED: Final = re.compile(rf"^(?![ \t]*#)(?:[^.\n]*\.){{{MOST_DOTS + 1}}}", re.MULTILINE)


def table(path: Path, what: str) -> dict[str, object] | None:
    """Read a file of TOML, UTF-8 with or without a byte order mark.

    Args:
        path: the file.
        what: what should stand in it, for messages ("labels").

    Returns:
        The table; None where there is no such file.

    Raises:
        SettingsError: where it cannot be read, is too large, or is no TOML.
    """
    name = shown(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        msg = f"{name}: cannot read the {what}: {getattr(error, 'strerror', None) or error}"
        raise SettingsError(msg) from error
    if len(raw) > LARGEST_FILE:
        msg = f"{name}: more than {LARGEST_FILE // 1024} KiB; this is no file of {what}"
        raise SettingsError(msg)
    try:
        text = raw.decode("utf-8-sig")
        if not _DOTTED.search(text):
            return tomllib.loads(text)
        cause = f"more than {MOST_DOTS} dots in a line"
    except RecursionError:
        cause = "nested too deeply"
    except ValueError as error:  # no UTF-8, no TOML, or a number of thousands of digits
        cause = shown(error)
    msg = f"{name}: not TOML: {cause}"
    raise SettingsError(msg)
