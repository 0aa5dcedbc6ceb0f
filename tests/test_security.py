"""SECURITY.md promises nothing without a proof: every test that it names is there."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
TEXT: Final = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def named() -> list[tuple[str, str]]:
    """Return file and function of each test that is named; "" for a whole file. "::test_b" after a file means one in that file."""
    found, file = [], ""
    for match in re.finditer(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", TEXT):
        file = match[1] or file
        if match[0] != "``":
            found.append((file, match[2] or ""))
    return found


@pytest.mark.parametrize(("file", "name"), sorted(set(named())))
def test_proof_is_there(file: str, name: str) -> None:
    """The file is there, and the test in it."""
    assert f"\ndef {name or 'test_'}" in (ROOT / file).read_text(encoding="utf-8")


def test_every_promise_has_a_proof() -> None:
    """Each row of a table of promises names a test."""
    promises: list[str] = []
    for table in TEXT.split("| promise | proved by |\n|---|---|\n")[1:]:
        promises += table.partition("\n\n")[0].splitlines()
    assert len(promises) > 25
    assert [line for line in promises if "`tests/" not in line] == []
