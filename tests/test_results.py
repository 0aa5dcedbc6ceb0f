"""Results files: what the writers write and the reader reads."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from claimcheck import jsonread
from claimcheck.errors import InputError
from claimcheck.export import from_record, to_record
from claimcheck.pipeline import Analysis
from claimcheck.results import dumps, read, write_json, write_jsonl
from fakes import allegation, article, denial
from strategies import analyses, texts

ONE = article(allegation("“Velin lied,” he said.", key="lie"), denial("She denies it 🙂.", answers=["lie"]), id="one")
TWO = article(denial("Not true."), id="two")


def _text(writer: Any, results: Any) -> str:
    stream = io.StringIO()
    writer(stream, results)
    return stream.getvalue()


def test_one_analysis_is_an_object() -> None:
    """The JSON of a single article is its record, indented, readable, with a line end."""
    assert _text(write_json, ONE) == json.dumps(to_record(ONE), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("several", [[], [ONE], [ONE, TWO]], ids=len)
def test_several_analyses_are_an_array_whatever_their_number(several: list[Analysis]) -> None:
    """A list gives an array, of one and of none too, so that a program need not look how many there were."""
    assert _text(write_json, iter(several)) == json.dumps([to_record(each) for each in several], indent=2, ensure_ascii=False) + "\n"


def test_json_lines_have_one_record_a_line() -> None:
    """Each line is a record by itself."""
    assert [json.loads(line) for line in _text(write_jsonl, [ONE, TWO]).split("\n")[:-1]] == [to_record(ONE), to_record(TWO)]
    assert [json.loads(line) for line in _text(write_jsonl, ONE).split("\n")[:-1]] == [to_record(ONE)]


@pytest.mark.parametrize("writer", [write_json, write_jsonl])
def test_records_are_written_as_they_are(writer: Any) -> None:
    """What was read from a results file can be written again, alone or among others."""
    assert _text(writer, to_record(ONE)) == _text(writer, ONE)
    assert _text(writer, [to_record(ONE), TWO]) == _text(writer, [ONE, TWO])


@pytest.mark.parametrize("writer", [write_json, write_jsonl])
def test_same_input_same_bytes(writer: Any, tmp_path: Path) -> None:
    """Two runs give the same file."""
    writer(tmp_path / "a", [ONE, TWO])
    writer(tmp_path / "b", [ONE, TWO])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("writer", [write_json, write_jsonl])
def test_nothing_is_written_where_an_analysis_fails(writer: Any, tmp_path: Path) -> None:
    """An error in the middle leaves the results of the last run as they were."""
    path = tmp_path / "results"
    path.write_text("old")

    def failing() -> Iterator[Analysis]:
        yield ONE
        msg = "broken"
        raise InputError(msg)

    with pytest.raises(InputError, match="broken"):
        writer(path, failing())
    assert path.read_text() == "old"


@given(texts(max_size=30))
def test_json_text_is_one_line_of_plain_characters(text: str) -> None:
    """No control, invisible or line-ending character of an article is in a JSON line, and all are read back from it."""
    line = dumps({"text": text})
    assert line.splitlines() == [line]
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200b\ufeff\U000e0041" for c in line)
    assert json.loads(line.encode("utf-8").decode("utf-8")) == {"text": text}


def test_json_text_may_stand_in_a_script() -> None:
    """Nothing in it ends the script of a web page in which it stands, as JSON-LD does, or makes a comment of what follows."""
    text = "</script><script>alert(1)</script> <!--<script> a < b"
    line = dumps({"text": text})
    assert "</" not in line
    assert "<!" not in line
    assert json.loads(line) == {"text": text}


def test_typographic_text_stays_readable() -> None:
    """Quotation marks, accents and emoji are not escaped."""
    assert dumps({"text": "“Ärger” – 🙂"}) == '{"text":"“Ärger” – 🙂"}'


def test_a_lone_surrogate_is_escaped_and_read_back() -> None:
    """Half a character, as broken input has it, survives at its place."""
    assert dumps({"text": "a\ud83db"}) == '{"text":"a\\ud83db"}'
    assert json.loads(dumps({"text": "a\ud83db"}))["text"] == "a\ud83db"


def test_two_halves_side_by_side_are_refused() -> None:
    """JSON would join them to one character and shift every offset after it: better no record than a wrong one."""
    assert json.loads(json.dumps("\ud83d\ude00")) == "😀"
    with pytest.raises(
        InputError, match=r"^article x: its text holds a character in two halves \(\\ud83d\\ude00\), .*decode the article anew"
    ):
        dumps({"id": "x", "text": "\ud83d\ude00"})


@given(analyses(max_size=4))
def test_an_analysis_of_any_text_survives_a_line(analysis: Analysis) -> None:
    """Written as JSON Lines and split at line ends as Python splits them, it is one line, which gives the analysis again."""
    (line,) = _text(write_jsonl, [analysis]).splitlines()
    assert from_record(json.loads(line)) == analysis


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_text(write_json, ONE), id="object"),
        pytest.param(dumps(to_record(ONE)), id="compact object"),
        pytest.param(_text(write_json, [ONE]), id="array"),
        pytest.param(f"[{dumps(to_record(ONE))}]", id="compact array"),
        pytest.param(_text(write_jsonl, [ONE]), id="line"),
        pytest.param("\n\r\n" + _text(write_jsonl, [ONE]) + "\n", id="blank lines"),
        pytest.param("\ufeff" + _text(write_jsonl, [ONE]), id="line with a byte order mark"),
        pytest.param("\ufeff" + _text(write_json, [ONE]), id="array with a byte order mark"),
    ],
)
def test_every_way_to_write_a_record_is_read(content: str, tmp_path: Path) -> None:
    """The reader tells object, array and lines apart by what is in the file."""
    path = tmp_path / "results"
    path.write_bytes(content.encode())
    assert list(read(path)) == [to_record(ONE)]


@pytest.mark.parametrize("content", ["", "\n", "[]", " [\n]\n"])
def test_a_file_without_records_gives_none(content: str, tmp_path: Path) -> None:
    """The results of a batch of nothing are empty, and that is no error."""
    path = tmp_path / "results"
    path.write_text(content)
    assert list(read(path)) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": 1}\n{"a": 2\n', r"results, line 2: broken JSON at line 2, column 1: Expecting ',' delimiter$"),
        (b'{"a": 1}\n[]\n', r"results, line 2: an object was expected, not a list$"),
        (b'{"a": 1}\n{"a": NaN}\n', r"results, line 2: no number that can be used: NaN is not JSON$"),
        (b'{"a": 1}\n{"a": "\xff"}\n', r"results, line 2: not UTF-8 at byte 7: save it as UTF-8$"),
        (b'{"a": 1}\n{"a": ' + b"[" * 100_000, r"results, line 2: nested too deeply$"),
        (b'{"a": 1}\n{"a": ' + b"1" * 5000 + b"}", r"results, line 2: no number that can be used: "),
        (b"[1]", r"results: \[0\]: an object was expected, not a number$"),
        (b"not JSON", r"results: broken JSON at line 1, column 1"),
        (b"{\n", r"results: broken JSON at line 2, column 1"),
    ],
    ids=["cut", "list", "NaN", "not UTF-8", "deep", "long number", "array of numbers", "text", "brace"],
)
def test_broken_results_are_named_by_line(content: bytes, message: str, tmp_path: Path) -> None:
    """Whatever is in a results file, the error is one line that says where."""
    path = tmp_path / "results"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        list(read(path))
    assert str(caught.value).isprintable()


def test_a_missing_results_file_is_said(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(InputError, match=r"^cannot read .*nowhere: No such file or directory$"):
        list(read(tmp_path / "nowhere"))


@pytest.mark.parametrize("content", ['{"a": 1}\n{"a": "%s"}\n', '[{"a": "%s"}]', '{"a":\n"%s"}', "%s"])
def test_more_than_can_be_held_is_refused(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line, or a file of one value, above the limit is refused before memory is full; a file of many lines may be larger."""
    monkeypatch.setattr(jsonread, "LARGEST", 1 << 20)
    path = tmp_path / "results.json"
    path.write_text(content.replace("%s", "x" * (1 << 20) + "x"))
    with pytest.raises(InputError, match=r"results\.json: more than 1 MB in one piece"):
        list(read(path))
    path.write_text(f'{{"a": "{"x" * 100_000}"}}\n' * 20)
    assert len(list(read(path))) == 20


def test_lines_are_read_one_at_a_time(tmp_path: Path) -> None:
    """The first record is there before a broken line further down is met: memory does not grow with the file."""
    path = tmp_path / "results"
    path.write_text('{"a": 1}\n{broken\n')
    records = read(path)
    assert next(records) == {"a": 1}
    with pytest.raises(InputError):
        next(records)
