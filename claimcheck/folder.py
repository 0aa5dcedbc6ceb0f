"""The folder that a batch writes to: whole at every moment, whatever ends the run.

::

    DIR/results.jsonl       one record an article, sorted by the name of its file
    DIR/errors.jsonl        what could not be checked in the last run; there only where something could not
    DIR/done/NAME.json      one part an article: a line of header, then its record
    DIR/failed/NUMBER.json  the same for errors
    DIR/.claimcheck.lock    held by the run that is at work

Parts are the store. Each is written under another name, flushed to the disk and then put in place, so that there is no moment at which
half of one could be seen, and an article that is checked again takes the place of its older record. ``results.jsonl`` and
``errors.jsonl`` are gathered from the parts and put in place whole. Appending to them would be simpler, but the system may stop the
write of a killed process after any part of a line, and two records of one article would stand there until somebody tidies up.
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from claimcheck.errors import InputError, OutputError, SettingsError
from claimcheck.files import is_folder, opened, shown
from claimcheck.jsonread import Field, parse

RESULTS: Final = "results.jsonl"
ERRORS: Final = "errors.jsonl"
_DONE: Final = "done"
_FAILED: Final = "failed"
_LOCK: Final = ".claimcheck.lock"
_PART: Final = ".json"
_GATHERED: Final = "gathered.tmp"

# Gathering takes as long as there are articles. With this pause between, in units of the time that it took, it costs at most 5 percent.
_PAUSE: Final = 20


def results_of(path: Path) -> Path:
    """Return the results file that a user means who names ``path``: itself, or the one in the folder of a batch."""
    return path / RESULTS if is_folder(path) else path


class Folder:
    """A batch's folder, while :func:`locked` holds it."""

    def __init__(self, path: Path) -> None:
        """Take the folder at ``path``, which must be there."""
        self._path = path
        self._done = path / _DONE
        self._failed = path / _FAILED
        self._failures = 0
        self._rest = 0.0  # when the results may be gathered again, by the monotonic clock

    def begin(self) -> None:
        """Clear away what a killed run left, and the errors of the run before: what failed is tried again.

        Raises:
            OutputError: where the folder cannot be written to.
        """
        with _explained(self._path):
            for folder in (self._done, self._failed):
                if folder.is_symlink():
                    msg = f"cannot write {shown(folder)}: it is a link, and files that are none of ours might lie behind it: remove it"
                    raise OutputError(msg)
                folder.mkdir(exist_ok=True)
                for file in folder.iterdir():
                    if folder == self._failed or file.suffix != _PART:
                        file.unlink()
            (self._path / ERRORS).unlink(missing_ok=True)

    def has(self, name: str, key: str) -> bool:
        """Whether there is a whole record of that name that was made under ``key``."""
        part = _read(self._part(name))
        return part is not None and part[0] == key

    def keep(self, name: str, key: str, line: str) -> None:
        """Keep a record, in place of an older one of the same name.

        Args:
            name: of the article; it must be fit for a file's name.
            key: what the record depends on.
            line: the record as JSON, without a line end.

        Raises:
            OutputError: where it cannot be written.
        """
        _write(self._part(name), key, line)

    def fail(self, line: str) -> None:
        """Keep an error, as a line of JSON.

        Raises:
            OutputError: where it cannot be written.
        """
        self._failures += 1
        _write(self._failed / f"{self._failures:09d}{_PART}", "", line)

    def refresh(self) -> None:
        """Gather the results again, if that is not too much of the time.

        A failure to do so is passed over: another program may have the file open just now, and :meth:`gather` follows at the end.
        """
        before = time.monotonic()
        if before >= self._rest:
            with contextlib.suppress(OutputError):
                self.gather()
            after = time.monotonic()
            self._rest = after + _PAUSE * (after - before)

    def gather(self) -> int:
        """Make the results and the errors of all parts that there are.

        Returns:
            How many parts were left out, as they were changed after they were written.

        Raises:
            OutputError: where that cannot be written.
        """
        damaged = self._gather(self._done, RESULTS)
        if self._failures:
            damaged += self._gather(self._failed, ERRORS)
        return damaged

    def _gather(self, parts: Path, name: str) -> int:
        damaged = 0
        gathered = parts / _GATHERED
        with _explained(self._path / name):
            files = sorted(file.name for file in parts.iterdir() if file.suffix == _PART)
        with opened(gathered) as sink:
            for file in files:
                part = _read(parts / file)
                if part is None:
                    damaged += 1
                else:
                    sink.write(part[1])
        with _explained(self._path / name):
            gathered.replace(self._path / name)
        return damaged

    def _part(self, name: str) -> Path:
        return self._done / f"{name}{_PART}"


@contextlib.contextmanager
def locked(path: Path, *, resume: bool = False) -> Iterator[Folder]:
    """Hold the folder at ``path``, made where it is missing, against other runs.

    The system gives the lock free when the process ends, however that happens.

    Args:
        path: the folder.
        resume: whether there must be an earlier run in it.

    Raises:
        SettingsError: where another run is at work in it, or there is nothing to resume.
        OutputError: where it cannot be written to, or holds results that are none of a batch's.
    """
    with _explained(path):
        known = (path / _DONE).is_dir()
        foreign = [] if known else [name for name in (RESULTS, ERRORS) if (path / name).exists()]
        if foreign:
            msg = f"cannot write {shown(path / foreign[0])}: it is there, and no earlier run of this kind made it: choose another folder"
            raise OutputError(msg)
        if resume and not known:
            msg = f"{shown(path)}: no earlier run to resume; check the name, or leave out --resume to begin one"
            raise SettingsError(msg)
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / _LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            msg = f"{shown(path)}: another run of claimcheck is at work in this folder: wait until it ends, or choose another folder"
            raise SettingsError(msg) from None
    try:
        folder = Folder(path)
        folder.begin()
        yield folder
    finally:
        lock.release()


def _write(path: Path, key: str, line: str) -> None:
    text = line + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    with opened(path) as sink:
        sink.write(json.dumps({"key": key, "sha256": digest}) + "\n" + text)


def _read(path: Path) -> tuple[str, str] | None:
    """Return key and line of a part; None where it is not there, or not as it was written."""
    try:
        header, _, line = path.read_bytes().partition(b"\n")
        field = Field(parse(header, ""), "")
        key, digest = field["key"].text(), field["sha256"].text()
        return (key, line.decode()) if hashlib.sha256(line).hexdigest() == digest else None
    except (OSError, InputError, UnicodeDecodeError):
        return None


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system refuses into an error that names the folder or file."""
    try:
        yield
    except OSError as error:
        msg = f"cannot write {shown(path)}: {shown(error.strerror or error)}: check name and permissions, or choose another folder"
        raise OutputError(msg) from error
