"""Runs the program as a user does, within this process, and holds whatever comes of it to what is promised."""

import contextlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from claimcheck import cli, results, schema
from claimcheck.export import from_record, to_record

# The codes that the help names.
DOCUMENTED: Final = frozenset(map(int, re.findall(r"\b(\d+) [a-z]", cli.EXIT_CODES)))
# A report's own signs are none of these, and an article's must not reach the terminal.
_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command left behind.

    Attributes:
        code: its exit code.
        out: what it wrote on standard output.
        told: the lines that it wrote on standard error.
    """

    code: int
    out: bytes
    told: tuple[str, ...]


def run(*arguments: str, given: bytes = b"") -> Ran:
    """Run a command, with ``given`` on its standard input; an error that reaches us is a traceback that the user would see.

    Every run is held to: a documented exit code, and errors in one line each, in characters that no terminal acts on.
    """
    written, told = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(stream, encoding="utf-8", write_through=True) for stream in (written, told))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _standard_input(given):
        code = cli.run(arguments)
    lines = tuple(told.getvalue().decode().removesuffix("\n").split("\n")) if told.getvalue() else ()
    assert code in DOCUMENTED, code
    for line in lines:
        assert line.startswith("claimcheck: "), line
        assert line.isprintable(), line
    assert bool(lines) or code == 0, "failed without a word"
    return Ran(code=code, out=written.getvalue(), told=lines)


def check(name: str, *options: str) -> Sequence[dict[str, Any]]:
    """Check a file, twice: the same bytes each time, a report that no terminal acts on, and records that are sound, which are returned."""
    first = run("check", name, "--jsonl", "first.jsonl", *options)
    second = run("check", name, "--jsonl", "second.jsonl", *options)
    assert first == second
    assert first.code in {0, 1}
    shown(first.out)
    wrote, again = (Path(each).read_bytes() for each in ("first.jsonl", "second.jsonl"))
    assert wrote == again
    assert wrote or first.code == 1
    found = [json.loads(line) for line in wrote.splitlines()]
    for record in found:
        sound(record)
    return found


def shown(out: bytes) -> None:
    """Assert that what goes to a pipe or a terminal is UTF-8 without escape sequences, and nothing that turns or hides text."""
    bad = {character for character in out.decode() if unicodedata.category(character) in _FORBIDDEN} - {"\n"}
    assert not bad, bad


def sound(record: dict[str, Any]) -> None:
    """Assert of a record: by the schema; slices equal; spans ordered and disjoint, all within the text; the same after a round trip."""
    schema.validate(record)
    text: str = record["document"]["text"]
    spans = [(each["start"], each["end"]) for each in record["sentences"]]
    for sentence in record["sentences"]:
        assert sentence["text"] == text[sentence["start"] : sentence["end"]]
        assert sentence["text"] == sentence["text"].strip()
        assert sentence["text"]
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    for place in _places(record):
        assert 0 <= place["start"] <= place["end"] <= len(text)
    # Nothing is left out but white space.
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
    assert to_record(from_record(record)) == record
    assert json.loads(results.dumps(record)) == record


def _places(value: Any) -> Iterator[dict[str, int]]:
    """Yield every range in a record."""
    if isinstance(value, dict):
        if {"start", "end"} <= value.keys():
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _places(each)


@contextlib.contextmanager
def _standard_input(given: bytes) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before
