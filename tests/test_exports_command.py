"""``claimcheck export``: from results files to files for other tools."""

import json
import shlex
from pathlib import Path

import pytest

from claimcheck.cli import run
from claimcheck.exports import EXPORTS, Format
from claimcheck.results import write_json, write_jsonl
from exported import hostile, mayor

PAGE = Path(__file__).parent.parent / "docs" / "exports.md"
COMMANDS = [
    line.removeprefix("$ claimcheck ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("$ claimcheck export")
]
OWN = [form for form in Format if "claimcheck.exports." in EXPORTS[form].writer]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return a results file with two articles."""
    path = tmp_path / "results.jsonl"
    write_jsonl(path, [mayor(), hostile()])
    return path


@pytest.mark.parametrize("form", OWN)
def test_each_format(form: Format, results: Path, tmp_path: Path) -> None:
    """Each format is written from a results file, and the same from one in which the records are an array."""
    array = tmp_path / "results.json"
    write_json(array, [mayor(), hostile()])
    written = []
    for number, path in enumerate((results, array)):
        output = tmp_path / f"{number}{EXPORTS[form].suffix}"
        assert run(["export", str(path), "--to", form.value, "-o", str(output)]) == 0
        written.append(output.read_bytes())
    assert written[0] == written[1] != b""


def test_folder_of_a_batch(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The folder of --out stands for the results in it; without --output they go to standard output."""
    assert run(["export", str(results.parent), "--to", "label-studio"]) == 0
    assert [task["data"]["id"] for task in json.loads(capfd.readouterr().out)] == [
        "mayor",
        hostile().document.id.replace("\ud800", "\ufffd"),
    ]


def test_results_are_not_overwritten(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An export onto the results themselves is refused, and they stay."""
    before = results.read_bytes()
    assert run(["export", str(results), "--to", "csv", "-o", str(results)]) == 2
    assert "write to another file" in capfd.readouterr().err
    assert results.read_bytes() == before


def test_broken_record(results: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A record that was changed is told with its file and place, and no output is left."""
    lines = results.read_text(encoding="utf-8").splitlines()
    results.write_text(lines[0] + "\n" + lines[1].replace("denied", "owned"), encoding="utf-8")
    output = tmp_path / "out.csv"
    assert run(["export", str(results), "--to", "csv", "-o", str(output)]) == 1
    assert "results.jsonl, article 2" in capfd.readouterr().err
    assert not output.exists()


def test_missing_results(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Results that are not there are told in one line."""
    assert run(["export", str(tmp_path / "none.jsonl"), "--to", "csv"]) == 1
    assert capfd.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_documented_commands(command: str, results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of docs/exports.md runs, and writes the file that it names."""
    monkeypatch.chdir(results.parent)
    words = shlex.split(command)
    assert run(words) == 0
    assert Path(words[-1]).stat().st_size > 0


def test_every_format_is_documented() -> None:
    """docs/exports.md names every format."""
    assert {form.value for form in Format if f"`{form.value}`" not in PAGE.read_text(encoding="utf-8")} == set()
