"""Batches: many articles, each checked once, into a folder that is whole whatever ends the run.

What is done is known by the article's origin (its path, or its address), and by a key: a hash of its text and of all that the
record depends on. Where the key is another, because the article was edited or other settings are used, it is checked again and the new
record takes the old one's place.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from claimcheck import __version__
from claimcheck.articles import STDIN, Format
from claimcheck.document import Document
from claimcheck.errors import ClaimcheckError, InputError, OutputError, SettingsError
from claimcheck.evidence import ModelInfo
from claimcheck.export import to_record
from claimcheck.files import is_folder, shown
from claimcheck.folder import Folder, locked
from claimcheck.inputs import ENDINGS
from claimcheck.labels import LabelText, Thresholds
from claimcheck.pipeline import Analysis
from claimcheck.results import dumps

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_LINE: Final = re.compile(r":([0-9]{1,9})$")
_UNFIT: Final = re.compile(r"[^\w.]+")
# Of a file's name, in characters of at most 4 bytes: with the rest it stays below the 255 bytes that file systems allow.
_LONGEST_NAME: Final = 40
_PIECE: Final = 1 << 16  # bytes


class Checker(Protocol):
    """What checks articles: :class:`claimcheck.Model`, or a test's fake."""

    @property
    def info(self) -> ModelInfo:
        """Which model it is."""

    @property
    def thresholds(self) -> Thresholds:
        """Its cut-offs."""

    @property
    def labels(self) -> tuple[LabelText, ...]:
        """Labels of the user's own."""

    def check(self, document: Document) -> Analysis:
        """Check an article."""


class Outcome(StrEnum):
    """What became of an article."""

    CHECKED = "checked"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One article of a batch that is over.

    Attributes:
        name: its id, or the origin of an input that could not be read.
        outcome: what became of it.
        seconds: how long the model took for it.
        error: why it failed.
    """

    name: str
    outcome: Outcome
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a batch went.

    Attributes:
        checked: how many articles were checked.
        skipped: how many were done before.
        failed: how many inputs could not be read, or articles not be checked.
        damaged: how many parts in the folder were changed after they were written, and left out of the results.
    """

    checked: int
    skipped: int
    failed: int
    damaged: int


def silent(_: Step) -> None:
    """Tell nothing."""


def run(
    items: Iterable[Document | InputError],
    load: Callable[[], Checker],
    folder: Path,
    *,
    resume: bool = False,
    tell: Callable[[Step], None] = silent,
) -> Summary:
    """Check articles into a folder, but those that are done.

    One article that fails does not stop the others, whatever the cause: it is recorded, and tried again by the next run. Articles are
    taken one at a time; memory holds none but the one at work.

    Args:
        items: articles, and errors in place of inputs that could not be read.
        load: gives the model; called at most once, when the first article is there.
        folder: where results go; see :mod:`claimcheck.folder`. Made where it is missing.
        resume: refuse a folder without an earlier run.
        tell: called after each item.

    Raises:
        ModelError: where the model cannot be loaded.
        SettingsError: where another run is at work in the folder, or there is nothing to resume.
        OutputError: where the folder cannot be written to. What was done is kept, here as after an interruption.
    """
    with locked(folder, resume=resume) as held:
        work = _Work(held, load)
        counts = dict.fromkeys(Outcome, 0)
        try:
            for item in items:
                step = work.do(item)
                counts[step.outcome] += 1
                if step.outcome is not Outcome.SKIPPED:
                    held.refresh()
                tell(step)
        except BaseException:  # a keyboard interrupt too: the results show all that is done
            with suppress(OutputError):
                held.gather()
            raise
        damaged = held.gather()
        return Summary(**{outcome.value: count for outcome, count in counts.items()}, damaged=damaged)


class _Work:
    """Does one item after the other."""

    def __init__(self, folder: Folder, load: Callable[[], Checker]) -> None:
        self._folder = folder
        self._load = load

    @cached_property
    def _model(self) -> Checker:
        return self._load()

    @cached_property
    def _settings(self) -> str:
        """All that records depend on beside the article. The version too: another one may have other rules."""
        return _canonical((__version__, self._model.info, self._model.thresholds, self._model.labels))

    def do(self, item: Document | InputError) -> Step:
        """Check an article and keep its record, unless that is done."""
        if isinstance(item, InputError):
            return self._failed(item, origin=item.origin, seconds=0.0)
        name = part_name(item)
        key = _key(item, self._settings)
        if self._folder.has(name, key):
            return Step(name=item.id, outcome=Outcome.SKIPPED)
        before = time.perf_counter()
        try:
            line = dumps(to_record(self._model.check(item)))
        # Anything: a fault that one article brings to light at night must not cost the others. Nothing is hidden: the error is kept.
        except Exception as error:  # noqa: BLE001
            return self._failed(error, origin=item.origin, seconds=time.perf_counter() - before, id_=item.id)
        seconds = time.perf_counter() - before
        self._folder.keep(name, key, line)
        return Step(name=item.id, outcome=Outcome.CHECKED, seconds=seconds)

    def _failed(self, error: Exception, *, origin: str, seconds: float, id_: str | None = None) -> Step:
        message = str(error)
        if not isinstance(error, ClaimcheckError):
            message = f"article {shown(id_)}: {type(error).__name__}: {shown(error)}: a fault in claimcheck; please report it"
        when = datetime.now(UTC).isoformat(timespec="seconds")
        self._folder.fail(dumps({"id": id_, "origin": origin, "error": message, "kind": type(error).__name__, "time": when}))
        return Step(name=id_ or origin or "?", outcome=Outcome.FAILED, seconds=seconds, error=message)


def part_name(document: Document) -> str:
    """Return the name of an article's part in the folder: readable, fit for any file system, and the same in each run.

    It goes by the origin, with a path made absolute, so that a run from another folder knows the article again. What comes from
    standard input has no name of its own and goes by its text; what a program hands over, by its id.
    """
    origin = document.origin
    if not origin:
        identity = readable = document.id
    elif origin.partition(":")[0] == STDIN:
        identity, readable = f"{STDIN}:{document.text_sha256}", document.id
    elif _ADDRESS.match(origin):
        identity = readable = origin
    else:
        identity, readable = os.path.abspath(origin), os.path.basename(origin)  # noqa: PTH100, PTH119 - names that may hold anything
    stem, *line = _LINE.split(readable)
    parts = [_UNFIT.sub("-", stem).strip(".-")[:_LONGEST_NAME]]
    if line:
        parts.append(f"{int(line[0]):09d}")  # so that the lines of one file stay in their order
    parts.append(hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16])
    return "-".join(parts)


def refuse_within(inputs: Iterable[str], folder: Path) -> None:
    """Refuse a folder for results that lies in an input folder: the next run would take results for articles.

    Raises:
        SettingsError: where it does.
    """
    results = Path(os.path.realpath(folder))
    for name in inputs:
        if name != STDIN and not _ADDRESS.match(name) and is_folder(name):
            articles = Path(os.path.realpath(name))
            if results == articles or articles in results.parents:
                msg = f"{shown(folder)} lies in {shown(name)}, and results there would be read as articles: choose a folder outside"
                raise SettingsError(msg)


def count(inputs: Iterable[str], *, form: str = Format.AUTO) -> int | None:
    """Return how many articles the inputs hold, without reading them; None where that cannot be told (standard input).

    It serves to say how much is left, and may be wrong where files change or cannot be read.
    """
    total = 0
    for name in inputs:
        if name == STDIN:
            return None
        if _ADDRESS.match(name) or not is_folder(name):
            total += _count_file(Path(name), form)
            continue
        for folder, subfolders, files in os.walk(name):
            subfolders[:] = [each for each in subfolders if not each.startswith(".")]
            found = (Path(folder, file) for file in files if not file.startswith("."))
            total += sum(_count_file(path, form) for path in found if path.suffix.lower() in ENDINGS)
    return total


def _count_file(path: Path, form: str) -> int:
    if form not in {Format.AUTO, Format.JSONL} or (form == Format.AUTO and ENDINGS.get(path.suffix.lower()) != Format.JSONL):
        return 1
    try:
        # A named pipe would give its articles to us.
        if not path.is_file():
            return 1
        with path.open("rb") as stream:
            return max(1, sum(_filled_lines(stream)))
    except OSError:
        return 1


def _filled_lines(stream: BinaryIO) -> Iterator[bool]:
    """Yield for each line whether there is anything in it, in pieces: a line may be as long as the file."""
    filled = False
    while piece := stream.readline(_PIECE):
        filled = filled or bool(piece.strip())
        if piece.endswith(b"\n"):
            yield filled
            filled = False
    yield filled


def _key(document: Document, settings: str) -> str:
    said = {each.name: getattr(document, each.name) for each in fields(document) if each.name not in {"text", "origin", "notes"}}
    text = _canonical((document.text_sha256, said, settings))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: object) -> str:
    """Return the same text for the same value, in every run."""
    return json.dumps(value, default=_plain, sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    msg = f"{type(value).__name__} has no canonical form"
    raise TypeError(msg)
