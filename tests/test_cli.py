"""The command line: what it prints, where, and with which exit code."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest

import claimcheck
import fake_model
from claimcheck import api, cli, schema
from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.pipeline import Analysis

HERE: Final = Path(__file__).parent
MILL: Final = "The council accused the mill of poisoning the Aller.\n\nThe mill's owner denied it on Monday.\n"
BRIDGE: Final = "The bridge at Tolm reopened.\n\nThe mayor said the repairs had taken a year.\n"


pytestmark = pytest.mark.usefixtures("articles")


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here loads weights, and none inherits colour or width from where it runs."""
    monkeypatch.setattr(api, "load_model", fake_model.load_model)
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, the current one, with two articles."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mill.txt").write_text(MILL, encoding="utf-8")
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    return tmp_path


def _process(*arguments: str, cwd: Path, **environment: str) -> subprocess.Popen[str]:
    """Start the command with the fake model."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "NO_COLOR", "COLUMNS"}}
    return subprocess.Popen(
        [sys.executable, str(HERE / "fake_model.py"), *arguments],
        cwd=cwd,
        env={**inherited, "PYTHONPATH": str(HERE.parent), "PYTHONIOENCODING": "utf-8", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _lines(text: str) -> list[str]:
    """Return the lines of standard error; each is one message."""
    lines = text.splitlines()
    assert all(line.startswith("claimcheck: ") for line in lines), text
    return lines


def test_report(capsys: pytest.CaptureFixture[str]) -> None:
    """An article's report names claim and denial; nothing goes to standard error, and the exit code is 0."""
    assert cli.run(["check", "mill.txt"]) == 0
    out, err = capsys.readouterr()
    assert "accused the mill of poisoning the Aller" in out
    assert "denied it on Monday" in out
    assert err == ""


def test_several_reports_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Several inputs give several reports, in the order given, an empty line between."""
    assert cli.run(["check", "mill.txt", "bridge.txt"]) == 0
    out = capsys.readouterr().out
    assert 0 < out.index("mill.txt") < out.index("bridge.txt")
    assert "\n\n" in out[: out.index("bridge.txt")]


def test_failed_inputs(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each input that cannot be read gets one line on standard error; the others are done; the exit code is 1."""
    (articles / "empty.txt").touch()
    (articles / "blank.txt").write_text(" \n\n \n", encoding="utf-8")
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (articles / "hollow").mkdir()
    (articles / "broken.jsonl").write_text(
        json.dumps({"text": MILL}) + "\n{broken\n" + json.dumps({"text": BRIDGE}) + "\n", encoding="utf-8"
    )
    bad = ["empty.txt", "blank.txt", "binary.txt", "hollow", "missing.txt", "broken.jsonl"]
    assert cli.run(["check", "--jsonl", "out.jsonl", "--quiet", "mill.txt", *bad, "bridge.txt"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    lines = _lines(err)
    assert len(lines) == len(bad)
    for name, line in zip(bad, lines, strict=True):
        assert name in line
    texts = [json.loads(line)["document"]["text"] for line in (articles / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert texts == [MILL, MILL, BRIDGE, BRIDGE]


def test_control_characters_in_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A file name with line ends and escapes is told in one line that no terminal acts on."""
    assert cli.run(["check", "a\nb\x1b[31m.txt"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()


def test_too_large(capsys: pytest.CaptureFixture[str]) -> None:
    """An input above --max-size is refused, the others are done."""
    assert cli.run(["check", "--max-size", "80", "mill.txt", "bridge.txt"]) == 1
    out, err = capsys.readouterr()
    assert "mill.txt" in _lines(err)[0]
    assert "bridge.txt" in out


def test_json_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json - standard output holds one object that fits the schema, and no report."""
    assert cli.run(["check", "--json", "-", "mill.txt"]) == 0
    record = json.loads(capsys.readouterr().out)
    schema.validate(record)
    assert record["document"]["text"] == MILL
    assert [sentence["label"] for sentence in record["sentences"]] == ["allegation", "denial"]


def test_json_of_several(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several inputs, or a folder, give an array, whatever can be read of them; a file gets it and the report is printed."""
    assert cli.run(["check", "--json", "two.json", "mill.txt", "bridge.txt"]) == 0
    assert "mill.txt" in capsys.readouterr().out
    records = json.loads((articles / "two.json").read_text(encoding="utf-8"))
    schema.validate(records)
    assert [record["document"]["text"] for record in records] == [MILL, BRIDGE]
    assert cli.run(["check", "--json", "-", "mill.txt", "missing.txt"]) == 1
    assert len(json.loads(capsys.readouterr().out)) == 1
    (articles / "folder").mkdir()
    (articles / "mill.txt").rename(articles / "folder" / "mill.txt")
    assert cli.run(["check", "--json", "-", "folder"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_json_and_jsonl(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both can be written in one run and say the same."""
    assert cli.run(["check", "--json", "a.json", "--jsonl", "-", "mill.txt", "bridge.txt"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == json.loads((articles / "a.json").read_text(encoding="utf-8"))


def test_nothing_to_write(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One input that cannot be read gives no JSON object, and an older file stays as it was."""
    (articles / "old.json").write_text("old", encoding="utf-8")
    assert cli.run(["check", "--json", "old.json", "missing.txt"]) == 1
    assert (articles / "old.json").read_text(encoding="utf-8") == "old"
    assert len(_lines(capsys.readouterr().err)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--nonsense", "mill.txt"],
        ["check", "--width", "10", "mill.txt"],
        ["check", "--format", "pdf", "mill.txt"],
        ["check", "--max-size", "huge", "mill.txt"],
        ["check", "--labels", "missing.toml", "mill.txt"],
        ["check", "--json", "-", "--jsonl", "-", "mill.txt"],
        ["check", "--json", "a", "--jsonl", "a", "mill.txt"],
        ["chekc", "mill.txt"],
    ],
    ids=" ".join,
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Wrong usage and settings that cannot be used give one line, exit code 2, and nothing is done."""
    assert cli.run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(_lines(err)) == 1


def test_no_model(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that cannot be loaded ends the run with exit code 3 and one line; --offline reaches the model."""
    monkeypatch.setenv("FAKE_FAIL", "1")
    assert cli.run(["check", "--model", "some/checkpoint", "--offline", "mill.txt", "bridge.txt"]) == 3
    assert _lines(capsys.readouterr().err) == ["claimcheck: no model 'some/checkpoint' (offline): this is a test"]


def test_no_model_needed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs that cannot be read are told without loading a model."""
    monkeypatch.setenv("FAKE_FAIL", "1")
    assert cli.run(["check", "missing.txt"]) == 1
    assert "missing.txt" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--json", "--jsonl"])
def test_no_output(capsys: pytest.CaptureFixture[str], option: str) -> None:
    """Results that cannot be written end the run with exit code 4 and one line."""
    assert cli.run(["check", option, "nowhere/out", "mill.txt", "bridge.txt"]) == 4
    assert "nowhere" in _lines(capsys.readouterr().err)[0]


def test_labels(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Labels of one's own are scored beside claimcheck's."""
    (articles / "labels.toml").write_text('[labels]\nrepairs = "Somebody mends something."\n', encoding="utf-8")
    assert cli.run(["check", "--labels", "labels.toml", "--json", "-", "bridge.txt"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [sentence["custom"] for sentence in record["sentences"]] == [{"repairs": 0.0}, {"repairs": 1.0}]
    assert record["settings"]["labels"] == {"repairs": "Somebody mends something."}


def test_quiet_and_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    """--quiet prints no report; --verbose tells model, article and time on standard error."""
    assert cli.run(["check", "--quiet", "--verbose", "mill.txt"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    loaded, checked = _lines(err)
    assert re.fullmatch(r"claimcheck: loaded the model fake in [0-9.]+ s", loaded)
    assert re.fullmatch(r"claimcheck: .*mill.*: 2 sentences in [0-9.]+ s", checked)


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    """--text prints sentences without a label too."""
    assert cli.run(["check", "bridge.txt"]) == 0
    assert "The bridge at Tolm reopened." not in capsys.readouterr().out
    assert cli.run(["check", "--text", "bridge.txt"]) == 0
    assert "The bridge at Tolm reopened." in capsys.readouterr().out


@pytest.mark.parametrize("width", [60, 100])
def test_width(capsys: pytest.CaptureFixture[str], width: int) -> None:
    """No line of the report is longer than --width."""
    assert cli.run(["check", "--text", "--width", str(width), "mill.txt"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= width


def test_color(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipes get no colour; FORCE_COLOR brings it back; --no-color and NO_COLOR win over that."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert cli.run(["check", "mill.txt"]) == 0
    assert "\x1b[" in capsys.readouterr().out
    assert cli.run(["check", "--no-color", "mill.txt"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert cli.run(["check", "mill.txt"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.delenv("FORCE_COLOR")
    assert cli.run(["check", "mill.txt"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints name and version."""
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"claimcheck {claimcheck.__version__}\n"


def test_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command the help is printed; as wrong usage, the exit code is 2."""
    assert cli.run([]) == 2
    out, err = capsys.readouterr()
    assert "check" in out + err


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """``schema`` prints the schema that results are checked against, and nothing else."""
    assert cli.run(["schema"]) == 0
    assert capsys.readouterr().out == schema.text()


def _gold(path: Path) -> Path:
    """Write MILL, annotated as the fake model sees it, and BRIDGE, annotated otherwise."""

    def article(text: str, labels: list[dict[str, Any]]) -> str:
        spans = [{"start": found.start(), "end": found.end()} for found in re.finditer(r"\S.*", text)]
        return json.dumps({"id": text[:9], "text": text, "sentences": [a | b for a, b in zip(spans, labels, strict=True)]})

    denial = {"label": "denial", "answers": [0], "embedded": False}
    lines = [article(MILL, [{"label": "allegation"}, denial]), article(BRIDGE, [{"label": "official_statement"}, {"label": "none"}])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_evaluate(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``evaluate`` prints figures per label and writes the same as JSON."""
    gold = str(_gold(articles / "gold.jsonl"))
    assert cli.run(["evaluate", gold, "--json", "figures.json"]) == 0
    printed = capsys.readouterr().out
    figures = json.loads((articles / "figures.json").read_text(encoding="utf-8"))
    assert figures["denial_f1"] == figures["pair_f1"] == 1.0
    assert figures["official_statement_f1"] == 0.0
    assert "denial" in printed
    assert cli.run(["evaluate", gold, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out) == figures


def test_evaluate_without_gold(capsys: pytest.CaptureFixture[str]) -> None:
    """Gold that cannot be read gives one line and exit code 1."""
    assert cli.run(["evaluate", "mill.txt"]) == 1
    assert "mill.txt" in _lines(capsys.readouterr().err)[0]


def _model_folder(home: Path, **said: object) -> None:
    """Make an embedded model's folder that says of itself what is given."""
    (home / "default").mkdir(parents=True)
    (home / "default" / "config.json").write_text("{}", encoding="utf-8")
    about = {"summary": "a fake", "licence": "MIT", "measured_on": "nothing", "figures": {"macro_f1": 0.5}, **said}
    (home / "default" / "figures.json").write_text(json.dumps(about), encoding="utf-8")


def test_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """``models`` prints name, what it is, size, licence and figures."""
    monkeypatch.setenv("CLAIMCHECK_MODELS", str(tmp_path / "m"))
    _model_folder(tmp_path / "m")
    assert cli.run(["models"]) == 0
    out = capsys.readouterr().out
    assert "default: a fake" in out
    for name, value in (("size", "0 MB"), ("licence", "MIT"), ("measured on", "nothing"), ("macro f1", "0.500")):
        assert re.search(rf"^  {name} +{value}", out, re.MULTILINE)


@pytest.mark.parametrize("said", [{"figures": [1]}, {"figures": {"macro_f1": "high"}}, {"figures": None}])
def test_damaged_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: dict[str, Any]) -> None:
    """A model folder that says nothing usable of itself gives one line and exit code 3."""
    monkeypatch.setenv("CLAIMCHECK_MODELS", str(tmp_path / "m"))
    _model_folder(tmp_path / "m", **said)
    assert cli.run(["models"]) == 3
    assert "figures.json" in _lines(capsys.readouterr().err)[0]


def test_no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any embedded model ``models`` says so with exit code 3."""
    monkeypatch.setenv("CLAIMCHECK_MODELS", str(tmp_path))
    assert cli.run(["models"]) == 3
    assert str(tmp_path) in _lines(capsys.readouterr().err)[0]


def test_process(articles: Path) -> None:
    """As a process too: report on standard output, errors on standard error, exit code 1 for a missing input."""
    process = _process("check", "missing.txt", "mill.txt", cwd=articles)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "missing.txt" in _lines(err)[0]
    assert "accused the mill" in out
    assert "\x1b" not in out


def test_standard_input() -> None:
    """``-`` reads an article from standard input."""
    done = subprocess.run(
        [sys.executable, str(HERE / "fake_model.py"), "check", "--json", "-", "-"],
        input=MILL.encode(),
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout)["document"]["text"] == MILL


def test_results_come_at_once(articles: Path) -> None:
    """The first article's line can be read while the second is still being checked."""
    process = _process("check", "--jsonl", "-", "mill.txt", "bridge.txt", cwd=articles, FAKE_SLOW="60")
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert first["document"]["text"] == MILL
    assert process.poll() is None
    process.kill()
    process.communicate(timeout=60)


def test_interrupt(articles: Path) -> None:
    """Ctrl-C ends with one line and exit code 130; no half-written file is left, an older one stays."""
    (articles / "out.json").write_text("old", encoding="utf-8")
    process = _process("check", "--json", "out.json", "mill.txt", "bridge.txt", cwd=articles, FAKE_SLOW="60")
    assert process.stdout is not None
    assert any("denied it" in line for line in process.stdout)  # the first report is out, the second article is being checked
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "claimcheck: interrupted\n"
    assert (articles / "out.json").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in articles.iterdir()) == ["bridge.txt", "mill.txt", "out.json"]


@pytest.mark.parametrize("arguments", [("check",), ("check", "--jsonl", "-"), ("check", "--json", "-")], ids=" ".join)
def test_closed_pipe(articles: Path, arguments: tuple[str, ...]) -> None:
    """A reader that goes away (``| head``) ends the run without a word."""
    process = _process(*arguments, "mill.txt", "bridge.txt", cwd=articles)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert err == ""
    assert process.returncode == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("check",), ("check", "--jsonl", "-"), ("schema",), ("--help",), ("--version",)], ids=" ".join)
def test_full_disk(articles: Path, arguments: tuple[str, ...]) -> None:
    """Standard output on a full disk gives one line and exit code 4."""
    inputs = ["mill.txt"] if arguments[0] == "check" else []
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, str(HERE / "fake_model.py"), *arguments, *inputs],
            cwd=articles,
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 4
    assert len(_lines(done.stderr)) == 1


def test_help_is_quick() -> None:
    """``claimcheck --help`` takes at most 0.4 s of processor time, the best of three, for a busy machine is slow at times."""
    program = "import resource; from claimcheck.cli import run; run(['--help']); print(resource.getrusage(resource.RUSAGE_SELF)[0])"
    command, environment = [sys.executable, "-c", program], {**os.environ, "PYTHONPATH": str(HERE.parent)}
    times = []
    for _ in range(3):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
        times.append(float(done.stdout.splitlines()[-1]))
    assert min(times) < 0.4


def test_no_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An article in which no sentence is found is an input that could not be read; the next one is done."""

    def check(model: api.Model, document: Document) -> Analysis:
        if "mill" in document.text:
            msg = f"{document.origin}: no sentence in it"
            raise InputError(msg)
        return checked(model, document)

    checked = api.Model.check
    monkeypatch.setattr(api.Model, "check", check)
    assert cli.run(["check", "mill.txt", "bridge.txt"]) == 1
    out, err = capsys.readouterr()
    assert _lines(err) == ["claimcheck: mill.txt: no sentence in it"]
    assert "bridge.txt" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "{}"), 1),
        (("check", "{}", "--json", "-"), 1),
        (("check", "{}", "--out", "out"), 1),
        (("check", "mill.txt", "--out", "{}"), 4),
        (("check", "mill.txt", "--json", "{}"), 4),
        (("check", "mill.txt", "--labels", "{}"), 2),
        (("check", "mill.txt", "--config", "{}"), 2),
        (("export", "{}", "--to", "csv"), 1),
        (("export", "results.jsonl", "--to", "csv", "-o", "{}"), 4),
        (("evaluate", "{}"), 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_endless_names(arguments: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is longer than any system takes is told with its place, and with the exit code for what it was to be."""
    Path("results.jsonl").write_text("", encoding="utf-8")
    name = "a" * 5000
    assert cli.run([argument.replace("{}", name) for argument in arguments]) == code
    told = capsys.readouterr().err
    assert name in told
    assert told.count("\n") == 1 or "--out" in arguments


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_log_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """What --verbose and a batch tell of an article stays one line an article, whatever its id and its file are called."""
    name = "a\nclaimcheck: all is well\x1b[2J\u202e.jsonl"
    Path(name).write_text(json.dumps({"text": MILL, "id": "x\nclaimcheck: all is well\x1b]52;c;YQ==\x07\u202e"}) + "\n", encoding="utf-8")
    for more in ((), ("--out", "out"), ("--out", "out")):
        assert cli.run(["check", name, "--verbose", "--quiet", *more]) == 0
        told = capsys.readouterr().err
        assert all(line.startswith("claimcheck: ") and line.isprintable() for line in told.removesuffix("\n").split("\n"))
        assert "claimcheck: all is well" not in [line[: len("claimcheck: all is well")] for line in told.splitlines()]
        assert r"x\nclaimcheck: all is well" in told
