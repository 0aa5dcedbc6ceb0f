"""Freed memory stays with the process where the C library lets it, and nothing breaks where it does not."""

import resource
import subprocess
import sys

import pytest

from claimcheck import allocator

# Makes and frees a block of 24 MB a hundred times; prints how many pages the system had to fill meanwhile.
PROGRAM = """
import resource
from claimcheck.allocator import keep_freed
kept = {}
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(100):
    b"x" * (24 * 2**20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages(kept: str) -> int:
    """Return how many pages were filled in a fresh process."""
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(kept)], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux") or not allocator.keep_freed(), reason="the C library cannot")
def test_freed_blocks_are_used_again() -> None:
    """A block that is made and freed a hundred times is filled by the system once, not again and again."""
    block = 24 * 2**20 // resource.getpagesize()
    assert pages("keep_freed()") < 1.5 * block


def test_another_c_library_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no such setting, that is said and no error raised."""
    monkeypatch.setattr("claimcheck.allocator.ctypes.CDLL", lambda _: object())
    assert not allocator.keep_freed()
