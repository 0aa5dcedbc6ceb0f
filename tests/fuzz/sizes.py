"""Inputs that are hostile by their size, each run in a process of its own that may take only so much memory.

    python -m fuzz.sizes [NAME...]

prints a table of what each took, in full size; ``test_sizes.py`` runs them small. The model is the fake one, so that what is measured is
what the program itself takes: reading, splitting, attribution, links, records, reports.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent.parent
MB: Final = 1 << 20

# Runs the claimcheck command with the fake model within so many bytes of address space.
_PROGRAM: Final = (
    "import resource, runpy, sys; most, program, *sys.argv[1:] = sys.argv[1:]; sys.path.insert(0, program.rpartition('/')[0]); "
    "resource.setrlimit(resource.RLIMIT_AS, (int(most), int(most))); runpy.run_path(program, run_name='__main__')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An input of some size, and what must come of it.

    Attributes:
        make: writes the file, so many thousandths of its full size.
        arguments: of the command; "{}" stands for the file.
        code: the exit code.
        says: what standard error must say; "" where it must be empty.
        memory: bytes of address space that must do at full size; a Python with the program loaded takes some 70 MB of them.
        small: thousandths of the full size at which the same happens; 0 where that is nowhere.
        piped: whether the file is handed over on standard input.
    """

    make: Callable[[Path, int], None]
    arguments: tuple[str, ...] = ("check", "{}", "--quiet", "--jsonl", "out.jsonl")
    code: int = 0
    says: str = ""
    memory: int = 600 * MB
    small: int = 10
    piped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a run took: seconds of computing, of this process and those that it started, and the most memory, in bytes."""

    code: int
    told: str
    seconds: float
    memory: int


def _repeated(unit: bytes, count: int, *, before: bytes = b"", after: bytes = b"") -> Callable[[Path, int], None]:
    """Return what writes a unit so many times."""

    def make(path: Path, thousandths: int) -> None:
        left = max(1, count * thousandths // 1000)
        with path.open("wb") as stream:
            stream.write(before)
            while left:
                part = min(left, 100_000)
                stream.write(unit * part)
                left -= part
            stream.write(after)

    return make


def _sparse(size: int, *, before: bytes = b"") -> Callable[[Path, int], None]:
    """Return what makes a file with a hole, which takes no room on the disk."""

    def make(path: Path, thousandths: int) -> None:
        with path.open("wb") as stream:
            stream.write(before)
            stream.truncate(size * thousandths // 1000)

    return make


_TOO_LARGE: Final = "raise --max-size"
_NEST: Final = b"<html><body>"
_RESULTS: Final = ("export", "{}", "--to", "csv", "-o", "out.csv")

# By the name of the file, whose ending tells how it is read.
CASES: Final = {
    "100-mb-of-text.txt": Case(make=_repeated(b"He denied it. ", 7_490_000), code=1, says=_TOO_LARGE, memory=150 * MB, small=1000),
    "100-mb-by-pipe.txt": Case(
        make=_repeated(b"He denied it. ", 7_490_000),
        arguments=("check", "-", "--quiet"),
        code=1,
        says=_TOO_LARGE,
        memory=150 * MB,
        small=1000,
        piped=True,
    ),
    "2-gb-file.txt": Case(make=_sparse(2 << 30, before=b"He denied it. "), code=1, says=_TOO_LARGE, memory=150 * MB, small=1000),
    "2-gb-line.jsonl": Case(make=_sparse(2 << 30, before=b'{"text": "'), code=1, says=_TOO_LARGE, memory=250 * MB, small=250),
    # Not small: tests of results make the limit small instead.
    "2-gb-results.json": Case(
        make=_sparse(2 << 30, before=b'{"text": "'), arguments=_RESULTS, code=1, says="more than 512 MB", memory=1600 * MB, small=0
    ),
    "2-gb-labels.toml": Case(
        make=_sparse(2 << 30, before=b"[labels]\n"),
        arguments=("check", "no.txt", "--labels", "{}"),
        code=2,
        says="more than 256 KiB",
        memory=150 * MB,
        small=1000,
    ),
    "5-mb-of-text.txt": Case(make=_repeated(b"Prosecutors accused him.\nHe denied it.\n\n", 130_000), memory=3000 * MB, small=3),
    "million-words.txt": Case(make=_repeated(b"word ", 1_000_000, before=b"He denied that "), memory=1500 * MB),
    "million-lines.txt": Case(make=_repeated(b"Word\n", 1_000_000), memory=8000 * MB, small=4),
    "10000-quotation-marks.txt": Case(make=_repeated('“He said "no‘ '.encode(), 3334, before=b"She said: "), small=100),
    "dotted-key.toml": Case(
        make=_repeated(b".a", 131_000, before=b"a", after=b" = 1"),
        arguments=("check", "no.txt", "--labels", "{}"),
        code=2,
        says="dots in a line",
        small=1000,
    ),
    "deep.html": Case(
        make=_repeated(b"<div>", 100_000, before=_NEST, after=b"He denied it."), code=1, says="2048 deep", memory=5000 * MB, small=50
    ),
    "bomb.html": Case(make=_repeated(b"<table><tr><td><p>x", 1_000_000, before=_NEST), code=1, says="deep", memory=5000 * MB, small=10),
    "50000-paragraphs.html": Case(make=_repeated(b"<p>He denied it.", 50_000, before=_NEST), memory=5000 * MB, small=10),
    "entities.html": Case(
        make=_repeated(b"&a;", 1_000_000, before=b'<!DOCTYPE html [<!ENTITY a "' + b"lie " * 1000 + b'">]><p>He denied it.'),
        memory=5000 * MB,
        small=10,
    ),
}


def run(name: str, folder: Path, *, small: bool = False) -> Took:
    """Make the input of a case in a folder and hand it to the command, within the memory of the case."""
    case = CASES[name]
    path = folder / name
    case.make(path, case.small if small else 1000)
    command = [sys.executable, "-c", _PROGRAM, str(case.memory), str(HERE / "fake_model.py")]
    command += [argument.replace("{}", name) for argument in case.arguments]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "NO_COLOR": "1"}
    with path.open("rb") as stream, (folder / "told").open("wb") as told:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=stream if case.piped else subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=told
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Took(
        code=process.returncode,
        told=(folder / "told").read_text(encoding="utf-8"),
        seconds=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss * 1024,
    )


def main() -> None:
    """Print a line a case: what came of it, what it took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(CASES)}; all where none is given")
    parser.add_argument("--small", action="store_true", help="in the sizes of the tests")
    chosen = parser.parse_args()
    for name in chosen.names or CASES:
        with tempfile.TemporaryDirectory() as folder:
            took = run(name, Path(folder), small=chosen.small)
        line = f"{name:<28}exit code {took.code}  {took.seconds:7.1f} s  {took.memory / MB:6.0f} MB  {took.told.strip()[:160]}\n"
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
