"""Reading JSON that others wrote: what is missing or of the wrong kind is named by line and path."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from claimcheck.document import Span
from claimcheck.errors import InputError
from claimcheck.files import shown

T = TypeVar("T")

# Bytes of one line, or of a file that is one value. The results of 5 MB of text take 30 MB, of a million lines of one word 285 MB.
# Files of lines may be of any size.
LARGEST: Final = 512 << 20

_KINDS: Final = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}


def parse(text: str | bytes, where: str) -> object:
    """Parse one JSON value.

    Args:
        text: the JSON; bytes are UTF-8, with or without a byte order mark.
        where: what is parsed, for the message ("gold.jsonl, line 3").

    Raises:
        InputError: where it is not JSON (NaN and Infinity are not), not UTF-8, or nested too deeply.
    """
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8-sig")
        return json.loads(decoded, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        cause = f"not UTF-8 at byte {error.start}: save it as UTF-8"
    except json.JSONDecodeError as error:
        cause = f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}"
    except ValueError as error:
        cause = f"no number that can be used: {error}"
    except RecursionError:
        cause = "nested too deeply"
    msg = f"{where}: {shown(cause)}"
    raise InputError(msg)


def lines(path: Path, *, name: str = "") -> Iterator["Field"]:
    """Yield the object of each line of a JSON Lines file, one at a time; blank lines are passed over.

    Args:
        path: the file.
        name: what messages call it; the path where empty.

    Raises:
        InputError: where the file cannot be read or a line is not a JSON object; it names the line.
    """
    name = name or shown(path)
    try:
        with path.open("rb") as stream:
            # Bytes split at line feeds only: a text stream might take other characters for the end of a line.
            for number, line in enumerate(iter(lambda: bounded(stream.readline, name), b""), start=1):
                if line.strip():
                    where = f"{name}, line {number}"
                    field = Field(parse(line, where), where)
                    field.mapping()
                    yield field
    except OSError as error:
        msg = f"cannot read {name}: {error.strerror or error}"
        raise InputError(msg) from error


def bounded(read: Callable[[int], bytes], where: str) -> bytes:
    """Return what ``read`` gives, asked for one byte more than may be.

    Raises:
        InputError: where that is there.
    """
    data = read(LARGEST + 1)
    if len(data) > LARGEST:
        msg = f"{where}: more than {LARGEST >> 20} MB in one piece; results as JSON Lines (--jsonl) are read an article at a time"
        raise InputError(msg)
    return data


def _refuse_constant(constant: str) -> NoReturn:
    msg = f"{constant} is not JSON"
    raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Field:
    """A value out of a JSON document, and where it stands there.

    Attributes:
        value: as ``json.loads`` gives it.
        where: what document, for messages.
        path: the way to the value within it, like ``sentences[3].start``; "" for the whole.
    """

    value: object
    where: str
    path: str = ""

    def error(self, cause: str) -> InputError:
        """Make an error that says where the value stands and what is wrong with it."""
        return InputError(": ".join(part for part in (self.where, shown(self.path), shown(cause)) if part))

    def mapping(self) -> dict[str, object]:
        """Return the object as a dictionary."""
        return self._of(dict, "an object")

    def __getitem__(self, name: str) -> "Field":
        """Return the member of that name; an error where it is missing."""
        members = self.mapping()
        if name not in members:
            cause = f"the field {name!r} is missing"
            raise self.error(cause)
        return self._member(name, members[name])

    def get(self, name: str) -> "Field | None":
        """Return the member of that name; None where it is missing or null."""
        value = self.mapping().get(name)
        return None if value is None else self._member(name, value)

    def items(self) -> "Iterator[tuple[str, Field]]":
        """Yield the name and value of each member of an object."""
        for name, value in self.mapping().items():
            yield name, self._member(name, value)

    def __iter__(self) -> "Iterator[Field]":
        """Yield each element of a list."""
        for number, value in enumerate(self._of(list, "a list")):
            yield Field(value, self.where, f"{self.path}[{number}]")

    def text(self) -> str:
        """Return the text."""
        return self._of(str, "text")

    def choice(self, *allowed: str) -> str:
        """Return the text, one of those allowed."""
        value = self.text()
        if value not in allowed:
            cause = f"{value[:80]!r} is none of {', '.join(allowed)}"
            raise self.error(cause)
        return value

    def flag(self) -> bool:
        """Return the boolean."""
        return self._of(bool, "true or false")

    def whole(self, *, below: int | None = None) -> int:
        """Return the whole number, from 0 and smaller than ``below``. Some writers put 3 as 3.0."""
        number = self.number()
        if not number.is_integer():
            cause = f"{number} is no whole number"
            raise self.error(cause)
        value = int(number)
        if value < 0 or (below is not None and value >= below):
            limit = "0 or more" if below is None else f"from 0 to {below - 1}"
            cause = f"{value} is out of range: it must be {limit}"
            raise self.error(cause)
        return value

    def number(self) -> float:
        """Return the number as a float."""
        if isinstance(self.value, bool):  # which is an integer in Python, and none in JSON
            cause = "a number was expected, not true or false"
            raise self.error(cause)
        try:
            value = float(self.value if isinstance(self.value, int) else self._of(float, "a number"))
        except OverflowError:
            value = inf
        if not isfinite(value):
            cause = "the number is too large"
            raise self.error(cause)
        return value

    def probability(self) -> float:
        """Return the number, 0 to 1."""
        value = self.number()
        if not 0 <= value <= 1:
            cause = f"{value} is no probability: it must be 0 to 1"
            raise self.error(cause)
        return value

    def span(self, *, within: int | None = None) -> Span:
        """Return the members ``start`` and ``end`` as a range, in a text of ``within`` code points where that is known."""
        start, end = self["start"].whole(), self["end"].whole()
        if start > end:
            cause = f"the range ends at {end}, before it starts, at {start}"
            raise self.error(cause)
        if within is not None and end > within:
            cause = f"the range from {start} to {end} is not in the text, which has {within} code points"
            raise self.error(cause)
        return Span(start=start, end=end)

    def _member(self, name: str, value: object) -> "Field":
        return Field(value, self.where, f"{self.path}.{name}" if self.path else name)

    def _of(self, kind: type[T], expected: str) -> T:
        if not isinstance(self.value, kind):
            found = next((name for each, name in _KINDS.items() if isinstance(self.value, each)), "a number")
            cause = f"{expected} was expected, not {found}"
            raise self.error(cause)
        return self.value
