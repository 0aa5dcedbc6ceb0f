"""Spreadsheets: one finding a row, as CSV and as an Excel workbook."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from claimcheck.errors import OutputError
from claimcheck.exports.plain import one_line, own_labels, rounded
from claimcheck.exports.rows import Kind, Part, Row, doubts, rows, score
from claimcheck.files import Target, opened, opened_bytes
from claimcheck.pipeline import Analysis, Finding

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | None
MAX_ROWS: Final = 1_048_576
"""Rows of an Excel sheet, the header among them."""
MAX_CELL: Final = 32_767
"""Length of the text in an Excel cell, in UTF-16 units."""

_CUT: Final = " […]"
_FORMULA: Final = frozenset("=+-@")
# A workbook holds a date of its making; with a true one the same findings would not be the same bytes.
_NO_DATE: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the table.

    Attributes:
        name: in the header; kept from version to version.
        about: what it holds, for the workbook's second sheet.
        width: in the workbook, in characters.
        value: takes it from an article and a row.
    """

    name: str
    about: str
    width: int
    value: Callable[[Analysis, Row], Value]


def _finding(analysis: Analysis, row: Row, part: Part | None) -> Finding | None:
    """Return what was found of the sentence of a part.

    None for the words of a denial that state a claim: label and speaker of their sentence are the denial's.
    """
    if part is None or (row.kind is Kind.CLAUSE and part is row.said):
        return None
    return analysis.findings[part.index]


def _words(analysis: Analysis, part: Part | None) -> Value:
    return None if part is None else analysis.document.slice(part.span)


def _speaker(analysis: Analysis, row: Row, part: Part | None) -> Value:
    found = _finding(analysis, row, part)
    return found.attribution.source.name if found is not None and found.attribution.source is not None else None


def _speaker_score(analysis: Analysis, row: Row, part: Part | None) -> Value:
    found = _finding(analysis, row, part)
    return rounded(found.attribution.source.score) if found is not None and found.attribution.source is not None else None


def _label(analysis: Analysis, row: Row, part: Part | None) -> Value:
    found = _finding(analysis, row, part)
    return None if found is None else " + ".join(name for name in (found.labelling.label, found.labelling.second) if name)


def _label_score(analysis: Analysis, row: Row, part: Part | None) -> Value:
    found = _finding(analysis, row, part)
    return None if found is None else rounded(found.labelling.score)


def _own(analysis: Analysis, row: Row) -> Value:
    indexes = dict.fromkeys(part.index for part in (row.said, row.reply) if part is not None)
    return "; ".join(dict.fromkeys(name for index in indexes for name in own_labels(analysis, index)))


def _score(analysis: Analysis, row: Row) -> Value:
    probability = score(analysis, row)
    return None if probability is None else rounded(probability)


def _part_columns(prefix: str, what: str, part: Callable[[Row], Part | None]) -> Iterator[Column]:
    def column(name: str, about: str, width: int, value: Callable[[Analysis, Row], Value]) -> Column:
        return Column(name=prefix + name, about=about, width=width, value=value)

    def place(pick: Callable[[Part], int]) -> Callable[[Analysis, Row], Value]:
        return lambda _, row: None if (found := part(row)) is None else pick(found)

    yield column("label", f"Label of the sentence of the {what}; a second one after +.", 18, lambda a, r: _label(a, r, part(r)))
    yield column("label_score", "Probability of that label, 0 to 1.", 11, lambda a, r: _label_score(a, r, part(r)))
    yield column("speaker_score", f"Probability that the speaker of the {what} is right.", 11, lambda a, r: _speaker_score(a, r, part(r)))
    yield column("sentence", f"Number of the sentence of the {what} in the article, from 1.", 9, place(lambda found: found.index + 1))
    yield column("start", "Where its words begin: characters (Unicode code points) before them.", 9, place(lambda found: found.span.start))
    yield column("end", "Where its words end: characters up to there.", 9, place(lambda found: found.span.end))


COLUMNS: Final = (
    Column(name="article", about="Name of the article.", width=20, value=lambda a, _: a.document.id),
    Column(name="finding", about="What the row is: " + "; ".join(Kind) + ".", width=22, value=lambda _, row: row.kind.value),
    Column(name="claim", about="The claim or the statement, in the article's words.", width=60, value=lambda a, r: _words(a, r.said)),
    Column(name="claim_by", about="Who says it; empty where nobody is named.", width=22, value=lambda a, r: _speaker(a, r, r.said)),
    Column(
        name="reply",
        about="What is said to it: the denial, or where it says that no comment was given.",
        width=60,
        value=lambda a, r: _words(a, r.reply),
    ),
    Column(name="reply_by", about="Who says that.", width=22, value=lambda a, r: _speaker(a, r, r.reply)),
    Column(name="score", about="Probability of the link from reply to claim; of the label where there is none.", width=8, value=_score),
    Column(
        name="doubt",
        about="What to check first, with its probability; empty where nothing is.",
        width=24,
        value=lambda a, r: "; ".join(doubts(a, r)),
    ),
    Column(name="own_labels", about="Labels of your own that hold of these sentences.", width=18, value=_own),
    Column(name="title", about="Headline, where the input gives it.", width=30, value=lambda a, _: a.document.title),
    Column(name="outlet", about="Who published it.", width=18, value=lambda a, _: a.document.outlet),
    Column(name="date", about="When, as the input gives it.", width=12, value=lambda a, _: a.document.date),
    Column(name="url", about="Address of the publication.", width=30, value=lambda a, _: a.document.url),
    Column(name="origin", about="Path or address that was read.", width=30, value=lambda a, _: a.document.origin),
    *_part_columns("claim_", "claim", lambda row: row.said),
    *_part_columns("reply_", "reply", lambda row: row.reply),
    Column(name="model", about="Which model gave the labels.", width=18, value=lambda a, _: a.model.name),
    Column(name="text_sha256", about="Hash of the text that the places refer to.", width=18, value=lambda a, _: a.document.text_sha256),
)


def write_csv(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write the findings as CSV (RFC 4180): UTF-8 with a byte order mark, one row a line.

    The mark is there because Excel takes a CSV file without it for one in the system's old encoding, and shows other names than the
    article's. A cell that a spreadsheet would take for a formula begins with an apostrophe; :func:`guarded` says which.
    """
    with opened(target) as sink:
        sink.write("\ufeff")
        writer = csv.writer(sink, lineterminator="\r\n")
        writer.writerow([column.name for column in COLUMNS])
        for analysis in analyses:
            writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in cells] for cells in _cells(analysis))


def write_xlsx(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write the findings as an Excel workbook: the findings on one sheet, what the columns hold on another.

    Every text is written as text, never as a formula or a link; what begins like a formula is marked so that it stays text when the
    cell is edited. Memory stays flat: rows go to temporary files, which are gone when this returns.

    Raises:
        OutputError: where there are more findings than a sheet has rows.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only whoever asks for a workbook needs it

    buffer = io.BytesIO()
    with opened_bytes(target) as sink:
        # Leaving the workbook takes away its temporary files too, where something fails.
        with Workbook(buffer, {"constant_memory": True}) as workbook:
            workbook.set_properties({"title": "Findings of claimcheck", "created": _NO_DATE})
            sheet = workbook.add_worksheet("findings")
            _fill(sheet, _formats(workbook), analyses)
            _explain(workbook.add_worksheet("columns"), _formats(workbook))
        sink.write(buffer.getvalue())


def guarded(cell: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula.

    A text that begins with one of ``= + - @``, in its full-width form too, or that does so after white space, invisible characters
    or apostrophes, gets an apostrophe before it. :func:`unguarded` takes it off again.
    """
    return f"'{cell}" if is_formula(cell) else cell


def unguarded(cell: str) -> str:
    """Return the text of which :func:`guarded` made a cell."""
    return cell[1:] if cell.startswith("'") and is_formula(cell) else cell


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula, or would after somebody takes off an apostrophe."""
    for character in text:
        if unicodedata.normalize("NFKC", character)[:1] in _FORMULA:
            return True
        if not (character == "'" or character.isspace() or unicodedata.category(character) in {"Cc", "Cf"}):
            return False
    return False


def _cells(analysis: Analysis) -> Iterator[list[Value]]:
    for row in rows(analysis):
        cells = (column.value(analysis, row) for column in COLUMNS)
        yield [one_line(cell) if isinstance(cell, str) else cell for cell in cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    head: "Format"
    text: "Format"
    formula: "Format"
    number: "Format"


def _formats(workbook: "Workbook") -> _Formats:
    top: dict[str, Any] = {"valign": "top"}
    return _Formats(
        head=workbook.add_format({**top, "bold": True, "bottom": 1, "text_wrap": True}),
        text=workbook.add_format({**top, "text_wrap": True}),
        formula=workbook.add_format({**top, "text_wrap": True, "quote_prefix": True}),
        number=workbook.add_format(top),
    )


def _fill(sheet: "Worksheet", formats: _Formats, analyses: Iterable[Analysis]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.name, formats.head)
    line = 0
    for analysis in analyses:
        for cells in _cells(analysis):
            line += 1
            if line >= MAX_ROWS:
                msg = f"more findings than an Excel sheet has rows ({MAX_ROWS:,}): export to csv, or fewer articles at once"
                raise OutputError(msg)
            for number, cell in enumerate(cells):
                _put(sheet, line, number, cell, formats)
    sheet.autofilter(0, 0, line, len(COLUMNS) - 1)


def _put(sheet: "Worksheet", line: int, number: int, cell: Value, formats: _Formats) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.write_string(line, number, cut(cell), formats.formula if is_formula(cell) else formats.text)
    elif cell is not None:
        sheet.write_number(line, number, cell, formats.number)


def _explain(sheet: "Worksheet", formats: _Formats) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    lines = [
        ("column", "what it holds"),
        *((column.name, column.about) for column in COLUMNS),
        ("", "Made by a program from the words of the article. Nothing here says whether a claim is true."),
    ]
    for line, (name, about) in enumerate(lines):
        sheet.write_string(line, 0, name, formats.text if line else formats.head)
        sheet.write_string(line, 1, about, formats.text if line else formats.head)


_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")


def cut(text: str) -> str:
    """Return text that an Excel cell can hold; what is too long ends with "[…]"."""
    if len(text) + len(_ASTRAL.findall(text)) <= MAX_CELL:
        return text
    room = MAX_CELL - len(_CUT)
    # Half of a character at the end is left out.
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + _CUT
