"""Runs the same batch again and again in forked children and kills each at another point; for test_faults.

As a program: ``python killing.py FOLDER POINTS`` makes ``FOLDER/0``, ``FOLDER/1`` and so on, one batch each, and prints the numbers of the
moments at which they were killed, and of all moments that there are. A moment comes before each call that changes the disk, and before each
opening of a file: between two writes of gathering, too. The kill is SIGKILL: no handler runs, no buffer is flushed.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from claimcheck import batch
from claimcheck.document import Document
from claimcheck.evidence import ModelInfo
from claimcheck.labels import Thresholds
from claimcheck.pipeline import Analysis

ARTICLES: Final = 8
TOLD: Final = "told"
_MOMENTS: Final = frozenset({"open", "os.rename", "os.remove", "os.mkdir"})


class Checker:
    """Finds nothing."""

    info = ModelInfo(name="fake", revision="1")
    thresholds = Thresholds()
    labels = ()

    def __init__(self) -> None:
        """Note which articles it was given."""
        self.seen: list[str] = []

    def check(self, document: Document) -> Analysis:
        """Find nothing."""
        self.seen.append(document.id)
        return Analysis(document=document, findings=(), links=(), unanswered=(), declined=(), model=self.info)


def items() -> Iterator[Document]:
    """Give articles that take several writes each."""
    for n in range(ARTICLES):
        yield Document(text=f"{n} " + "word " * 8_000, id=f"{n:02d}", origin=f"{n:02d}.txt")


def _run(folder: Path, point: int) -> int:
    """Run the batch and count its moments; be killed at ``point``, if there is one."""
    count = 0

    def moment() -> None:
        nonlocal count
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in _MOMENTS and isinstance(arguments[0], str | os.PathLike) and os.fspath(arguments[0]).startswith(str(folder)):
            moment()

    def flush(handle: Any) -> None:
        moment()
        original(handle)

    def tell(step: batch.Step) -> None:
        os.write(told, f"{step.name}\n".encode())

    told = os.open(folder.with_name(f"{folder.name}.{TOLD}"), os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    original = os.fsync
    os.fsync = flush  # type: ignore[assignment]
    # It stays for the life of the process, which is short.
    sys.addaudithook(watch)
    batch.run(items(), Checker, folder, tell=tell)
    return count


def _in_child(folder: Path, point: int) -> tuple[int, int]:
    """Return how the child ended, and how many moments it counted, if it could."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, str(_run(folder, point)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        counted = int(pipe.read() or 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), counted


def main(folder: Path, points: int) -> dict[str, object]:
    """Count the moments of a whole run, and kill one at each of so many of them, the first and the last among them."""
    _, moments = _in_child(folder / "whole", 0)
    chosen = [1 + round(k * (moments - 1) / (points - 1)) for k in range(points)]
    codes = [_in_child(folder / str(k), point)[0] for k, point in enumerate(chosen)]
    return {"moments": moments, "chosen": chosen, "codes": codes}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
