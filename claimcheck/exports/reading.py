"""From a results file, or the folder of a batch, to a file in another format: what ``claimcheck export`` does."""

from collections.abc import Iterator
from pathlib import Path

from claimcheck import exports
from claimcheck.errors import SettingsError
from claimcheck.export import from_record
from claimcheck.files import is_same, shown
from claimcheck.folder import results_of
from claimcheck.pipeline import Analysis
from claimcheck.results import read


def export(results: Path, form: exports.Format, output: str) -> None:
    """Write the analyses of a results file in a format.

    Args:
        results: a file of JSON or JSON Lines, or the folder that ``claimcheck check --out`` wrote.
        form: which format.
        output: path to write to; ``"-"`` for standard output.

    Raises:
        InputError: where the results cannot be read; the message names the article. Nothing is written then.
        SettingsError: where the output is the results file itself.
        OutputError, BrokenPipeError: as :func:`claimcheck.exports.write`.
    """
    path = results_of(results)
    keep(path, output)
    exports.write(form, output, analyses(path))


def keep(path: Path, output: str) -> None:
    """Refuse to write onto the results themselves.

    Raises:
        SettingsError: where the output is the results file.
    """
    if output != "-" and is_same(output, path):
        msg = f"{shown(output)} holds the results themselves: write to another file"
        raise SettingsError(msg)


def analyses(path: Path, *, name: str = "") -> Iterator[Analysis]:
    """Yield the analyses of a results file, one at a time.

    Args:
        path: the file.
        name: what messages call it; the path where empty.

    Raises:
        InputError: where the file or an article in it cannot be read.
    """
    for number, record in enumerate(read(path, name=name), start=1):
        yield from_record(record, where=f"{name or shown(path)}, article {number}")
