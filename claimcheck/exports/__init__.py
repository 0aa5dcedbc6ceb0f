"""Findings in the forms of other tools: spreadsheets, annotation tools, the web's formats, notes.

Everything is taken from the analysis alone, as a results file holds it; no model runs, and nothing is fetched.
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from claimcheck.files import Target
    from claimcheck.pipeline import Analysis  # not for the help, which needs the names of the formats alone

    Writer = Callable[[Target, Iterable[Analysis]], None]


class Format(StrEnum):
    """The formats, by the names that the command line takes."""

    CSV = "csv"
    XLSX = "xlsx"
    WEB_ANNOTATION = "web-annotation"
    LABEL_STUDIO = "label-studio"
    LABEL_STUDIO_CONFIG = "label-studio-config"
    CLAIMREVIEW = "claimreview"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What there is to know of a format.

    Attributes:
        suffix: how its files usually end.
        about: what it is, in a few words, for help and documents.
        writer: module and function that write it, imported when it is asked for.
    """

    suffix: str
    about: str
    writer: str


EXPORTS: Final = {
    Format.CSV: Export(suffix=".csv", about="a table, one finding a row", writer="claimcheck.exports.table:write_csv"),
    Format.XLSX: Export(suffix=".xlsx", about="the same as an Excel workbook", writer="claimcheck.exports.table:write_xlsx"),
    Format.WEB_ANNOTATION: Export(
        suffix=".jsonld", about="W3C Web Annotations, as JSON-LD", writer="claimcheck.exports.web_annotation:write"
    ),
    Format.LABEL_STUDIO: Export(
        suffix=".json", about="tasks with predictions for Label Studio", writer="claimcheck.exports.label_studio:write_tasks"
    ),
    Format.LABEL_STUDIO_CONFIG: Export(
        suffix=".xml", about="the labelling interface for those tasks", writer="claimcheck.exports.label_studio:write_config"
    ),
    Format.CLAIMREVIEW: Export(
        suffix=".json", about="drafts of schema.org ClaimReview, without a rating", writer="claimcheck.exports.claimreview:write"
    ),
    Format.MARKDOWN: Export(suffix=".md", about="a note to paste into a story file", writer="claimcheck.exports.markdown:write"),
    Format.HTML: Export(suffix=".html", about="a page to read and pass on, whole in itself", writer="claimcheck.page:write_html"),
}


def write(form: Format, target: "Target", analyses: "Iterable[Analysis]") -> None:
    """Write analyses in a format.

    Args:
        form: which.
        target: a path (written whole or not at all), ``"-"`` for standard output, or a stream.
        analyses: taken one at a time, so memory stays flat; those of a results file are
            ``map(from_record, results.read(path))``.

    Raises:
        OutputError: where it cannot be written.
        BrokenPipeError: where whoever read the standard output has gone away.
        InputError: where one of the analyses cannot be read.
    """
    module, _, name = EXPORTS[form].writer.partition(":")
    writer: Writer = getattr(import_module(module), name)
    writer(target, analyses)
