"""Inputs of any size are refused by a limit that is named, or done in bounded memory. ``make sizes`` runs them in full size."""

import sys
from pathlib import Path

import pytest

from fuzz import sizes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit on memory, or do not keep to it")


@pytest.mark.parametrize("name", [name for name, case in sizes.CASES.items() if case.small])
def test_size(name: str, tmp_path: Path) -> None:
    """Within its memory, an input of such a size gives a result or one line."""
    case = sizes.CASES[name]
    took = sizes.run(name, tmp_path, small=True)
    assert took.code == case.code, took.told
    assert took.told.count("\n") == bool(case.says), took.told
    assert case.says in took.told


def test_limit_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit on memory under which these cases run is kept: a case that needs more fails."""
    monkeypatch.setitem(sizes.CASES, "a.txt", sizes.Case(make=sizes._repeated(b"word ", 1000), memory=30 * sizes.MB))
    took = sizes.run("a.txt", tmp_path)
    assert took.code != 0
    monkeypatch.setitem(sizes.CASES, "a.txt", sizes.Case(make=sizes._repeated(b"word ", 1000)))
    assert sizes.run("a.txt", tmp_path).code == 0
