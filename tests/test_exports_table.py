"""CSV and Excel: one finding a row, places that lead back, nothing that a spreadsheet would run."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimcheck.errors import OutputError
from claimcheck.exports import Format, table, write
from claimcheck.exports.rows import Kind, rows
from claimcheck.pipeline import Analysis
from exported import hostile, mayor
from fakes import allegation, article, denial
from strategies import analyses, texts

Table = list[dict[str, str]]
NAMES = [column.name for column in table.COLUMNS]


def _csv(*articles: Analysis) -> Table:
    stream = io.StringIO()
    write(Format.CSV, stream, articles)
    return list(csv.DictReader(io.StringIO(stream.getvalue().removeprefix("\ufeff"), newline="")))


def _xlsx(path: Path, *articles: Analysis) -> openpyxl.Workbook:
    write(Format.XLSX, path, articles)
    return openpyxl.load_workbook(path)


def test_columns_are_kept() -> None:
    """The columns are these, in this order: people's formulas and scripts depend on it."""
    place = ("label", "label_score", "speaker_score", "sentence", "start", "end")
    first = ["article", "finding", "claim", "claim_by", "reply", "reply_by", "score", "doubt", "own_labels"]
    about = ["title", "outlet", "date", "url", "origin"]
    assert [*first, *about, *(f"claim_{p}" for p in place), *(f"reply_{p}" for p in place), "model", "text_sha256"] == NAMES


def test_each_kind_of_finding() -> None:
    """Claims with each of their replies, denials without a claim, claims without a reply, statements and own labels are a row each."""
    found = [(row["finding"], row["claim_by"], row["reply_by"], row["score"]) for row in _csv(mayor())]
    assert found == [
        ("claim with a reply", "Prosecutors", "Mara Velin", "0.8"),
        ("claim with a reply", "Teo Arn", "Mara Velin", "0.3"),
        ("claim, no comment given", "Teo Arn", "The port", "0.55"),
        ("official statement", "Teo Arn", "", "0.55"),
        ("denial that states the claim", "", "Mara Velin", "0.8"),
        ("denial, claim not in the article", "", "Mara Velin", "0.8"),
        ("claim without a reply", "", "", "0.9"),
        ("official statement", "The port", "", "0.9"),
        ("label of your own", "", "", "0.8"),
    ]


def test_doubt_and_labels() -> None:
    """What is doubtful is named with its probability; a second label and own labels are there."""
    second = _csv(mayor())[1]
    assert second["doubt"] == "link 30%; label 55%; reply's speaker 40%"
    assert second["claim_label"] == "allegation + official_statement"
    assert [row["own_labels"] for row in _csv(mayor())][-1] == "hoax"


def test_clause_is_nobodys() -> None:
    """The words of a denial that state a claim are not said to be the denier's claim."""
    row = next(row for row in _csv(mayor()) if row["finding"] == Kind.CLAUSE)
    assert (row["claim"], row["claim_by"], row["claim_label"]) == ("she had met the builder", "", "")


def test_places_lead_back() -> None:
    """Start and end of a row are the code points of its words in the article, after an emoji too."""
    analysis = mayor()
    for row in _csv(analysis):
        for part in ("claim", "reply"):
            if row[f"{part}_start"]:
                words = analysis.document.text[int(row[f"{part}_start"]) : int(row[f"{part}_end"])]
                assert " ".join(words.split()) == row[part]


def test_csv_form() -> None:
    """The file begins with a byte order mark, each row is one line that ends in CRLF, and the same article gives the same bytes."""
    first, second = io.StringIO(), io.StringIO()
    write(Format.CSV, first, [hostile()])
    write(Format.CSV, second, [hostile()])
    assert first.getvalue() == second.getvalue()
    assert first.getvalue().startswith("\ufeffarticle,finding,")
    lines = first.getvalue().split("\r\n")
    assert len(lines) == 1 + len(rows(hostile())) + 1
    assert not any(c in line for line in lines for c in "\r\n\x00\x1b\u2028\ud800\u202e")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", "﹦1", " =1", "\u200b=1", "\ufeff=1", "'=1", "''+1", "\u00a0@a", "\t=1"],
)
def test_formulas_are_guarded(text: str) -> None:
    """What a spreadsheet may take for a formula begins with an apostrophe, which can be taken off again."""
    assert table.guarded(text) == "'" + text
    assert table.unguarded(table.guarded(text)) == text


@pytest.mark.parametrize("text", ["", "a=1", "'That is a lie,' she said.", "“No”", "–", "1 + 1", "'", "' '"])
def test_other_text_is_left_alone(text: str) -> None:
    """What no spreadsheet takes for a formula is not changed, single quotes at the beginning included."""
    assert table.guarded(text) == text == table.unguarded(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("'=+-@ \tａ＝a\u200b"), max_size=5) | texts(max_size=3))
def test_guard_can_be_taken_off(text: str) -> None:
    """Every guarded text gives the text again, and begins like no formula."""
    cell = table.guarded(text)
    assert table.unguarded(cell) == text
    assert cell[:1] not in tuple("=+-@＝＋－＠")


def test_hostile_csv() -> None:
    """No cell of a hostile article begins like a formula, whichever column it is in."""
    stream = io.StringIO()
    write(Format.CSV, stream, [hostile()])
    cells = [cell for row in csv.reader(io.StringIO(stream.getvalue().removeprefix("\ufeff"), newline="")) for cell in row]
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in cells)
    assert sum(cell.startswith("'=") for cell in cells) >= 3


def test_xlsx_holds_the_same(tmp_path: Path) -> None:
    """The workbook has the same cells as the CSV file, numbers as numbers, read by another library."""
    sheet = _xlsx(tmp_path / "a.xlsx", mayor(), hostile())["findings"]
    head, *lines = sheet.iter_rows(values_only=True)
    assert list(head) == NAMES
    expected = [[table.unguarded(row[name]) for name in NAMES] for row in _csv(mayor(), hostile())]
    assert [["" if cell is None else str(cell) for cell in line] for line in lines] == expected
    assert isinstance(lines[0][NAMES.index("claim_start")], int)
    assert isinstance(lines[0][NAMES.index("score")], float)


def test_xlsx_runs_nothing(tmp_path: Path) -> None:
    """No cell is a formula or a link; what begins like a formula is marked as text, and stays so when it is edited."""
    sheet = _xlsx(tmp_path / "a.xlsx", hostile())["findings"]
    marked = 0
    for line in sheet.iter_rows():
        for cell in line:
            assert cell.data_type in {"s", "n", "inlineStr"}
            assert cell.hyperlink is None
            if isinstance(cell.value, str) and table.is_formula(cell.value):
                assert cell.quotePrefix
                marked += 1
    assert marked >= 3


def test_xlsx_layout(tmp_path: Path) -> None:
    """The header stays in sight, can be filtered by, the words wrap, and a second sheet says what each column holds."""
    workbook = _xlsx(tmp_path / "a.xlsx", mayor())
    sheet = workbook["findings"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["C"].width == pytest.approx(60, abs=1)
    assert sheet["C2"].alignment.wrap_text
    explained = [row[0] for row in workbook["columns"].iter_rows(values_only=True)]
    assert explained[1 : len(NAMES) + 1] == NAMES


def test_xlsx_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same articles give the same bytes, in another time zone too."""
    write(Format.XLSX, tmp_path / "a.xlsx", [mayor()])
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    write(Format.XLSX, tmp_path / "b.xlsx", [mayor()])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_xlsx_long_cell(tmp_path: Path) -> None:
    """A sentence longer than a cell can hold is cut, between characters, and says so; CSV has it whole."""
    long = "a" + "\U0001f600" * 20_000
    analysis = article(allegation(long))
    cell = _xlsx(tmp_path / "a.xlsx", analysis)["findings"]["C2"].value
    assert cell.endswith("\U0001f600 […]")
    assert len(cell.encode("utf-16-le")) // 2 in {table.MAX_CELL, table.MAX_CELL - 1}
    assert _csv(analysis)[0]["claim"] == long


def test_xlsx_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More findings than a sheet has rows are refused with what to do, and no file is left."""
    monkeypatch.setattr(table, "MAX_ROWS", 5)
    with pytest.raises(OutputError, match="export to csv"):
        write(Format.XLSX, tmp_path / "a.xlsx", [mayor()])
    assert not list(tmp_path.iterdir())


def test_xlsx_needs_bytes() -> None:
    """A workbook is not written to a stream of text."""
    with pytest.raises(OutputError, match="name a file"):
        write(Format.XLSX, io.StringIO(), [mayor()])


@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
def test_failing_article_leaves_nothing(form: Format, tmp_path: Path) -> None:
    """Where an article cannot be read, the old file stays as it was and nothing else is left."""
    path = tmp_path / "table"
    path.write_text("old")

    def broken() -> object:
        yield mayor()
        msg = "broken"
        raise OutputError(msg)

    with pytest.raises(OutputError, match="broken"):
        write(form, path, broken())  # type: ignore[arg-type]
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["table"]


def test_no_articles(tmp_path: Path) -> None:
    """No article gives a table with a header alone."""
    assert _csv() == []
    assert _xlsx(tmp_path / "a.xlsx")["findings"].max_row == 1


def test_record_that_says_little() -> None:
    """A denial without a link, as a corrected record may have it, still has its row."""
    analysis = article(denial("She denied it."))
    bare = Analysis(
        document=analysis.document, findings=analysis.findings, links=(), unanswered=(), declined=(), model=analysis.model, settings={}
    )
    assert [(row["finding"], row["score"]) for row in _csv(bare)] == [("denial, claim not in the article", "")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses(max_size=4))
def test_every_label_has_a_row(analysis: Analysis) -> None:
    """Whatever the analysis, each sentence with a label stands in a row, and the table can be read again."""
    found = _csv(analysis)
    for finding in analysis.findings:
        if finding.labelling.label != "none":
            number = str(finding.sentence.index + 1)
            assert any(number in (row["claim_sentence"], row["reply_sentence"]) for row in found)
    assert all(len(row) == len(NAMES) for row in found)
