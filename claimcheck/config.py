"""Options that a desk writes down once: in ``claimcheck.toml``, or in the environment.

One precedence: command line, then environment, then file, then default. Keys are the long names of options; variables are the same in
capitals behind ``CLAIMCHECK_``: ``max-size`` and ``CLAIMCHECK_MAX_SIZE``.

A ``claimcheck.toml`` that lies in the working folder may have come with somebody's articles. What it says counts, but nothing is fetched
for it: see :attr:`Setting.named`.
"""

import difflib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from claimcheck import tomlread
from claimcheck.articles import Format
from claimcheck.embedded import DEFAULT, FLOATS, VARIABLE
from claimcheck.errors import SettingsError
from claimcheck.files import shown
from claimcheck.inputs import MAX_SIZE
from claimcheck.settings import read_size

FILE: Final = "claimcheck.toml"
PREFIX: Final = "CLAIMCHECK_"
NARROWEST: Final = 60
BY_DEFAULT: Final = "default"
# Columns; no window is so wide, and a number of thousands of digits cannot be shown.
WIDEST: Final = 10_000

Value = str | int | bool | None

# Of our own, and no options.
_OTHER_VARIABLES: Final = frozenset({VARIABLE, FLOATS})
# A path to a share: to look whether it is there, Windows logs in to whatever machine it names.
_ELSEWHERE: Final = re.compile(r"[\\/]{2}")
_WORDS: Final = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one kind of error for all values, which the caller explains
    return value


def _columns(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not NARROWEST <= value <= WIDEST:
        raise ValueError
    return value


def _size(value: object) -> str:
    text = _text(value)
    try:
        read_size(text)
    except SettingsError as error:
        raise ValueError from error
    return text


def _format(value: object) -> str:
    return Format(_text(value)).value


def _as_it_is(text: str) -> object:
    return text


def _flag_of(text: str) -> object:
    return _WORDS.get(text.strip().lower(), text)


def _number_of(text: str) -> object:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of value.

    Attributes:
        allowed: what it may be, for people.
        check: returns a TOML value if it is of this kind, and raises ValueError if not.
        of_text: makes a TOML value of a variable's text, where that says one.
        path: whether it names a file, which then lies beside the file of settings.
    """

    allowed: str
    check: Callable[[object], str | int | bool]
    of_text: Callable[[str], object] = _as_it_is
    path: bool = False


_FLAG: Final = Kind(allowed="true or false", check=_flag, of_text=_flag_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option that can be written down.

    Attributes:
        key: its name in the file.
        kind: what it may be.
        default: where nothing says otherwise.
        parameter: the command line's parameter that it sets; the key with underscores where empty.
    """

    key: str
    kind: Kind
    default: Value = False
    parameter: str = ""

    @property
    def name(self) -> str:
        """The parameter that it sets."""
        return self.parameter or self.key.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.key.replace("-", "_").upper()


_MODEL: Final = Kind(allowed="the name or the folder of a model, in quotes", check=_text)
_LABELS: Final = Kind(allowed="the path of a file of labels, in quotes", check=_text, path=True)
_FORMAT: Final = Kind(allowed=f"one of {', '.join(Format)}, in quotes", check=_format)
_SIZE: Final = Kind(allowed='a size in quotes, as in "500K" or "20M"', check=_size)
_WIDTH: Final = Kind(allowed=f"a whole number from {NARROWEST} to {WIDEST}", check=_columns, of_text=_number_of)

OPTIONS: Final = (
    Option(key="model", kind=_MODEL, default=DEFAULT),
    Option(key="labels", kind=_LABELS, default=None),
    Option(key="format", kind=_FORMAT, default=Format.AUTO.value, parameter="form"),
    Option(key="max-size", kind=_SIZE, default=f"{MAX_SIZE >> 20}M"),
    Option(key="offline", kind=_FLAG),
    Option(key="text", kind=_FLAG),
    Option(key="full", kind=_FLAG),
    Option(key="width", kind=_WIDTH, default=None),
    Option(key="no-color", kind=_FLAG),
    Option(key="quiet", kind=_FLAG),
    Option(key="verbose", kind=_FLAG),
)
_KEYS: Final = {option.key: option for option in OPTIONS}
_VARIABLES: Final = {option.variable: option for option in OPTIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """An option's value, and where it comes from.

    Attributes:
        option: which.
        value: its value; None where it is not set and has no default.
        origin: "default", the path of the file, or the name of the variable.
        named: whether the user said it, or named the file that does. What stands in a file that was only found in the working folder
            is no reason to use the network.
    """

    option: Option
    value: Value
    origin: str = BY_DEFAULT
    named: bool = True


def resolve(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> tuple[Setting, ...]:
    """Return all options as file and environment set them.

    Args:
        file: the file of settings; where None, ``claimcheck.toml`` in the working folder, if it is there.
        environ: the environment's variables; an empty one counts as not set.

    Raises:
        SettingsError: where the file cannot be read, or a key, a variable or a value is none that can be used.
    """
    settings = {option.key: Setting(option=option, value=option.default) for option in OPTIONS}
    settings.update(_from_file(Path(FILE), named=False) if file is None else _from_file(file, named=True))
    settings.update(_from_environment(environ))
    return tuple(settings.values())


def written(settings: tuple[Setting, ...]) -> str:
    """Return settings as a TOML file, which could be used as one; each line says where its value comes from."""
    lines = []
    for setting in settings:
        key, value = setting.option.key, setting.value
        # None has no form in TOML: a comment shows that the key is there.
        line = f"# {key} is not set" if value is None else f"{key} = {_toml(value)}"
        lines.append(f"{line:<32}  # {shown(setting.origin)}" if value is not None else line)
    return "\n".join(lines) + "\n"


def _toml(value: str | int | bool) -> str:  # noqa: FBT001 - a value among others
    # JSON's strings are TOML's; lone surrogates, which paths may hold, fit neither. What a terminal might act on is escaped.
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def _from_file(path: Path, *, named: bool) -> dict[str, Setting]:
    settings = {}
    where = shown(path)
    for key, value in _table(path, missing_ok=not named).items():
        option = _KEYS.get(key)
        if option is None:
            msg = f"{where}: {_quoted(key)} is no setting{_meant(key.replace('_', '-'), _KEYS)}; settings are {', '.join(_KEYS)}"
            raise SettingsError(msg)
        checked = _checked(f"{where}: {key}", value, option)
        if not named and isinstance(checked, str) and _ELSEWHERE.match(checked):
            msg = f"{where}: {key} is {_quoted(checked)}, on another machine; if that is right, name the file: --config {where}"
            raise SettingsError(msg)
        settings[key] = Setting(option=option, value=_beside(path, option, checked), origin=str(path), named=named)
    return settings


def _table(path: Path, *, missing_ok: bool) -> dict[str, object]:
    found = tomlread.table(path, "settings")
    if found is None and not missing_ok:
        msg = f"{shown(path)}: no such file of settings; check the name"
        raise SettingsError(msg)
    return found or {}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Setting]:
    settings = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or variable in _OTHER_VARIABLES or not text:
            continue
        option = _VARIABLES.get(variable)
        # A mistyped CLAIMCHECK_OFFLINE that is passed over would fetch what nobody wanted fetched.
        if option is None:
            known = ", ".join([*_VARIABLES, *sorted(_OTHER_VARIABLES)])
            msg = f"environment: {_quoted(variable)} is no setting{_meant(variable, _VARIABLES)}; known are {known}"
            raise SettingsError(msg)
        settings[option.key] = Setting(
            option=option, value=_checked(f"environment: {variable}", option.kind.of_text(text), option), origin=variable
        )
    return settings


def _checked(where: str, value: object, option: Option) -> str | int | bool:
    try:
        return option.kind.check(value)
    except ValueError as error:
        msg = f"{where} is {_quoted(value)}; it must be {option.kind.allowed}"
        raise SettingsError(msg) from error


def _beside(path: Path, option: Option, value: str | int | bool) -> str | int | bool:  # noqa: FBT001 - a value among others
    """Return a path as it stands from the working folder, where the file of settings means one beside itself.

    A model is a path where it begins with a dot; else it may be a name.
    """
    if not isinstance(value, str) or not (option.kind.path or (option.kind is _MODEL and value.startswith("."))):
        return value
    return str(path.parent / os.path.expanduser(value))  # noqa: PTH111 - Path.expanduser fails where there is no home


def _meant(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _quoted(value: object) -> str:
    try:
        return shown(repr(value) if not isinstance(value, bool) else str(value).lower())[:80]
    except ValueError:  # hexadecimal digits can make a number that Python does not write in decimal ones
        return "a number of thousands of digits"
