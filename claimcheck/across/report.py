"""From results to the report on all of them: what ``claimcheck report`` does."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from claimcheck.across.overview import Overview, overview
from claimcheck.across.tables import Tables
from claimcheck.errors import InputError, SettingsError
from claimcheck.exports.reading import analyses, keep
from claimcheck.files import shown
from claimcheck.folder import ERRORS, RESULTS, results_of
from claimcheck.results import write_json
from claimcheck.streams import show

STDIN: Final = "-"
STDOUT: Final = "-"
INPUT: Final = "standard input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What comes of it, and how it looks.

    Attributes:
        html: where to write the page; ``json``: where to write JSON; "-" for standard output, None for neither.
        tables: whether tables are printed, where standard output is free for them.
        most: entries of each list on the terminal at most; 0 for all.
        width: columns; those of the terminal, or 80, where None.
        color: whether colour may be used.
    """

    html: str | None = None
    json: str | None = None
    tables: bool = True
    most: int = 20
    width: int | None = None
    color: bool = True


def report(results: str, outputs: Outputs) -> None:
    """Read results and write the report on all of them.

    Args:
        results: a file of JSON or JSON Lines, the folder that ``claimcheck check --out`` wrote, or "-" for standard input.
        outputs: what to write.

    Raises:
        InputError: where the results cannot be read; nothing is written then.
        SettingsError: where an output is the results themselves, or two outputs are one.
        OutputError, BrokenPipeError: where one cannot be written.
    """
    named = [output for output in (outputs.html, outputs.json) if output is not None]
    if len(named) == 2 and named[0] == named[1]:
        msg = f"--html and --json both name {'standard output' if named[0] == STDOUT else shown(named[0])}: give one of them a file"
        raise SettingsError(msg)
    with located(results) as (path, name):
        for output in named:
            keep(path, output)
        found = overview(analyses(path, name=name))
        failed = failures(Path(results)) if results != STDIN else 0
    _write(found, failed, outputs)
    if outputs.tables and STDOUT not in named:
        show(Tables(overview=found, failed=failed, most=outputs.most), width=outputs.width, color=outputs.color)


def _write(found: Overview, failed: int, outputs: Outputs) -> None:
    if outputs.html is not None:
        from claimcheck.across.index import write_html  # noqa: PLC0415 - jinja, which tables do without

        write_html(outputs.html, found, failed=failed)
    if outputs.json is not None:
        from claimcheck.across.record import to_record  # noqa: PLC0415 - see above

        write_json(outputs.json, to_record(found))


@contextlib.contextmanager
def located(results: str) -> Iterator[tuple[Path, str]]:
    """Give the path of the results, and what messages call it; standard input is put into a file that is gone afterwards.

    Raises:
        InputError: where standard input cannot be read.
    """
    if results != STDIN:
        yield results_of(Path(results)), ""
        return
    # A folder, not a file: no system lets every open file be opened a second time.
    with tempfile.TemporaryDirectory(prefix="claimcheck-") as folder:
        path = Path(folder) / RESULTS
        try:
            with path.open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
        except OSError as error:
            msg = f"{INPUT}: cannot be read: {error.strerror or error}; put the results into a file and name that"
            raise InputError(msg) from error
        yield path, INPUT


def failures(results: Path) -> int:
    """Return how many articles of a batch's folder could not be checked; 0 for anything else."""
    path = results / ERRORS
    try:
        with path.open("rb") as lines:
            return sum(1 for line in lines if line.strip())
    except OSError:
        return 0
