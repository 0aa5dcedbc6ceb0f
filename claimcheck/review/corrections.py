"""The file of corrections: JSON Lines, one correction a line, only ever added to.

A line says all that a person says of one sentence at one moment, so that the last line of a sentence counts, and the file as a whole
tells who thought what when::

    {
        "version": "1.0",
        "time": "2026-03-04T09:15:02.114+00:00",
        "action": "correct",
        "article": {"id": ..., "sha256": ...},
        "sentence": {"start": 54, "end": 81},
        "label": "denial",
        "second": null,
        "source": "Mara Velin",
        "answers": [{"start": 0, "end": 53}],
        "embedded": false,
        "claim": "",
    }

Sentences are named by their places, in code points of the article's text: results of another model fit the same corrections, as long as
the text is the same and is split the same way there.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from claimcheck.document import Span
from claimcheck.errors import InputError, OutputError, SettingsError
from claimcheck.files import explained, shown
from claimcheck.folder import results_of
from claimcheck.jsonread import Field, bounded, parse
from claimcheck.results import dumps
from claimcheck.review import judgement
from claimcheck.review.judgement import Judgement

# Raised in its first part where a field changes its meaning or goes, in its second where one is added.
VERSION: Final = "1.0"
ENDING: Final = ".corrections.jsonl"


class Action(StrEnum):
    """What a person did.

    Of a sentence: ``accept`` what the program found, ``correct`` it, ``reject`` it (the program gave a label, the person gives none), or
    ``undo`` what was said before. Of an article: ``finish`` it, where every sentence is right as it stands now, or ``reopen`` it. What is
    finished is so with the findings of that moment (``findings_sha256``): other findings, of another model, have to be looked at anew.
    """

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    UNDO = "undo"
    FINISH = "finish"
    REOPEN = "reopen"


JUDGING: Final = frozenset((Action.ACCEPT, Action.CORRECT, Action.REJECT))
OF_ARTICLES: Final = frozenset((Action.FINISH, Action.REOPEN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What tells an article from others: its id and the hash of its text."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line of the file.

    Attributes:
        time: when it was made, UTC.
        action: what was done.
        article: to which article.
        sentence: the place of the sentence; None for an action of articles.
        judgement: what is said of the sentence; None unless the action judges.
        findings: hash of what the program had found; "" unless the article is finished.
    """

    time: datetime
    action: Action
    article: Key
    sentence: Span | None = None
    judgement: Judgement | None = None
    findings: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file of corrections holds.

    Attributes:
        corrections: in the order of the file.
        half: length of a last line that was never written to its end (a killed process, a power cut), in bytes; 0 where there is none.
        ended: whether the last whole line has its line end.
    """

    corrections: tuple[Correction, ...] = ()
    half: int = 0
    ended: bool = True


def beside(results: Path) -> Path:
    """Return where the corrections of a results file, or of the folder of a batch, are kept unless another place is named."""
    path = results_of(results)
    return path.with_name(path.stem + ENDING)


def read(path: Path) -> Content:
    """Read a file of corrections. A half line at its end is left out and counted.

    Raises:
        InputError: where the file cannot be read, or a line was changed so that it says nothing; it names the line.
    """
    corrections: list[Correction] = []
    whole = True
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(iter(lambda: bounded(stream.readline, shown(path)), b""), start=1):
                whole = line.endswith(b"\n")
                where = f"{shown(path)}, line {number}"
                try:
                    value = parse(line, where) if line.strip() else None
                except InputError:
                    if whole:
                        raise
                    return Content(corrections=tuple(corrections), half=len(line))
                if line.strip():
                    corrections.append(_read(Field(value, where)))
    except OSError as error:
        msg = f"cannot read {shown(path)}: {error.strerror or error}"
        raise InputError(msg) from error
    return Content(corrections=tuple(corrections), ended=whole)


def _read(field: Field) -> Correction:
    version = field["version"]
    if version.text().partition(".")[0] != VERSION.partition(".")[0]:
        cause = f"version {version.text()[:40]} of the format cannot be read, only {VERSION}: use the claimcheck that wrote it"
        raise version.error(cause)
    action = Action(field["action"].choice(*Action))
    sentence = None if action in OF_ARTICLES else field["sentence"].span()
    judged = None
    if action in JUDGING and sentence is not None:
        judged = judgement.read(field, tuple(answer.span() for answer in field["answers"]), sentence)
    return Correction(
        time=_time(field["time"]),
        action=action,
        article=Key(id=field["article"]["id"].text(), sha256=field["article"]["sha256"].text()),
        sentence=sentence,
        judgement=judged,
        findings=field["findings_sha256"].text() if action is Action.FINISH else "",
    )


def _time(field: Field) -> datetime:
    try:
        time = datetime.fromisoformat(field.text())
    except ValueError:
        time = None
    if time is None or time.utcoffset() != timedelta(0):
        cause = f"{field.text()[:40]!r} is no time in UTC, as 2026-03-04T09:15:02+00:00"
        raise field.error(cause)
    return time


def written(correction: Correction) -> str:
    """Write a correction as one line of JSON, without the line end."""
    record: dict[str, Any] = {
        "version": VERSION,
        "time": correction.time.astimezone(UTC).isoformat(timespec="milliseconds"),
        "action": correction.action.value,
        "article": {"id": correction.article.id, "sha256": correction.article.sha256},
    }
    if correction.action is Action.FINISH:
        record["findings_sha256"] = correction.findings
    if correction.sentence is not None:
        record["sentence"] = _place(correction.sentence)
    if correction.judgement is not None:
        said = correction.judgement
        record |= {"label": said.label, "second": said.second, "source": said.source}
        record |= {"answers": [_place(answer) for answer in said.answers], "embedded": said.embedded, "claim": said.claim}
    return dumps(record)


def _place(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


class Log:
    """A file of corrections that is open for more, while :func:`opened` holds it.

    Attributes:
        content: what it held when it was opened.
    """

    def __init__(self, handle: int, name: str, content: Content) -> None:
        """Append through ``handle``; ``name`` is for messages."""
        self._handle = handle
        self._name = name
        self.content = content

    def append(self, correction: Correction) -> None:
        """Write a correction to the disk: whole, or not at all.

        Raises:
            OutputError: where it cannot be written.
        """
        line = (written(correction) + "\n").encode()
        with explained(self._name):
            before = os.fstat(self._handle).st_size
            try:
                while line:
                    line = line[os.write(self._handle, line) :]
                os.fsync(self._handle)
            except BaseException:
                # A full disk may have taken a part of the line.
                os.ftruncate(self._handle, before)
                raise


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Log]:
    """Hold a file of corrections, made where it is missing, against other reviews.

    A half line at its end was never confirmed to anybody and is cut off. A file that got no correction is not left behind.

    Raises:
        SettingsError: where another review is at work on it.
        InputError: as :func:`read`.
        OutputError: where it cannot be written to, or is a link or no file.
    """
    name = shown(path)
    with explained(name):
        path.parent.stat()  # the lock would make a folder that is missing
        lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            msg = f"{name}: another review is at work on these corrections: end it first, or name another file with --corrections"
            raise SettingsError(msg) from None
    try:
        if path.is_symlink():
            msg = f"cannot write {name}: it is a link: name the file itself with --corrections"
            raise OutputError(msg)
        with explained(name):
            handle = os.open(
                path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), 0o666
            )
        try:
            yield Log(handle, name, _mended(handle, path, name))
            if not os.fstat(handle).st_size:
                path.unlink(missing_ok=True)
        finally:
            os.close(handle)
    finally:
        # While it is still held: who waits for it notices that this file is gone, and makes another one.
        with contextlib.suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


def _mended(handle: int, path: Path, name: str) -> Content:
    """Read the file, and see to it that the next line begins at the beginning of a line."""
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        msg = f"cannot write {name}: it is no file: name another one with --corrections"
        raise OutputError(msg)
    content = read(path)
    with explained(name):
        if content.half:
            os.ftruncate(handle, os.fstat(handle).st_size - content.half)
        elif not content.ended:
            os.write(handle, b"\n")
    return content
