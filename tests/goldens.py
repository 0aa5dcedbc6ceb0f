"""Golden files: what was looked at and found good, for tests to hold the present to."""

from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parent / "golden"


def hold(name: str, found: str) -> None:
    """Assert that ``found`` is what the file holds; a file that is missing is written, and the test fails until it has been looked at."""
    path = GOLDEN / name
    if not path.exists():
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"{path} was missing and has been written: look at it, then run again")
    assert found == path.read_text(encoding="utf-8")
