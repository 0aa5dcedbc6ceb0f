"""Batches: each article once, whole at every moment, whatever ends the run."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fake_model
from claimcheck import api, batch, cli, folder, schema
from claimcheck.batch import Outcome, Step, Summary
from claimcheck.document import Document
from claimcheck.errors import InputError, ModelError, OutputError, SettingsError
from claimcheck.evidence import ModelInfo
from claimcheck.export import from_record
from claimcheck.labels import LabelText, Thresholds
from claimcheck.pipeline import Analysis
from claimcheck.progress import Display, Pace

HERE: Final = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Checker:
    """Finds nothing in articles, and notes which it was given; one that says "fail" fails."""

    info: ModelInfo = field(default_factory=lambda: ModelInfo(name="fake", revision="1"))
    thresholds: Thresholds = field(default_factory=Thresholds)
    labels: tuple[LabelText, ...] = ()
    seen: list[str] = field(default_factory=list)
    failure: BaseException = field(default_factory=lambda: ModelError("the model gave up: try another"))

    def check(self, document: Document) -> Analysis:
        """Find nothing."""
        self.seen.append(document.id)
        if "fail" in document.text:
            raise self.failure
        return Analysis(document=document, findings=(), links=(), unanswered=(), declined=(), model=self.info)


def _articles(*texts: str) -> list[Document]:
    """Return articles a.txt, b.txt and so on."""
    return [Document(text=text, id=name, origin=f"{name}.txt") for name, text in zip("abcdefgh", texts, strict=False)]


def _run(items: Iterable[Document | InputError], out: Path, checker: Checker | None = None, **more: Any) -> Summary:
    return batch.run(items, lambda: checker or Checker(), out, **more)


def _records(out: Path) -> list[dict[str, Any]]:
    """Return the records of a results file; each line must be whole and a record that leads back to its article."""
    text = (out / folder.RESULTS).read_text(encoding="utf-8")
    assert not text or text.endswith("\n")
    records = [json.loads(line) for line in text.splitlines()]
    for record in records:
        from_record(record)
    return records


def _ids(out: Path) -> list[str]:
    return [record["id"] for record in _records(out)]


def _errors(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / folder.ERRORS).read_text(encoding="utf-8").splitlines()]


def test_a_record_an_article(tmp_path: Path) -> None:
    """Every article gets one record, in the order of the files' names, and the summary counts them."""
    summary = _run(reversed(_articles("One.", "Two.", "Three.")), tmp_path / "new" / "out")
    assert summary == Summary(checked=3, skipped=0, failed=0, damaged=0)
    assert _ids(tmp_path / "new" / "out") == ["a", "b", "c"]
    assert not (tmp_path / "new" / "out" / folder.ERRORS).exists()


def test_no_article(tmp_path: Path) -> None:
    """Without articles there is a results file without lines, and no model is loaded."""

    def load() -> Checker:
        raise AssertionError

    assert batch.run([], load, tmp_path).checked == 0
    assert _records(tmp_path) == []


def test_what_is_done_is_skipped(tmp_path: Path) -> None:
    """A second run checks only what is new, and leaves the results of the rest as they are."""
    _run(_articles("One.", "Two."), tmp_path)
    before = (tmp_path / folder.RESULTS).read_bytes()
    checker = Checker()
    summary = _run(_articles("One.", "Two.", "Three."), tmp_path, checker)
    assert checker.seen == ["c"]
    assert (summary.checked, summary.skipped) == (1, 2)
    assert (tmp_path / folder.RESULTS).read_bytes().startswith(before)


def test_an_edited_article_takes_the_place_of_its_older_record(tmp_path: Path) -> None:
    """Where the text changed, the article is checked again and has one record, the new one."""
    _run(_articles("One.", "Two."), tmp_path)
    checker = Checker()
    _run(_articles("One.", "Two, corrected."), tmp_path, checker)
    assert checker.seen == ["b"]
    assert [record["document"]["text"] for record in _records(tmp_path)] == ["One.", "Two, corrected."]


@pytest.mark.parametrize(
    "other",
    [
        Checker(info=ModelInfo(name="fake", revision="2")),
        Checker(info=ModelInfo(name="other", revision="1")),
        Checker(thresholds=Thresholds(doubt=0.61)),
        Checker(thresholds=Thresholds(main={"denial": 0.1})),
        Checker(labels=(LabelText(name="threat", description="Somebody threatens."),)),
    ],
    ids=["revision", "model", "threshold", "offset", "labels"],
)
def test_other_settings_check_again(tmp_path: Path, other: Checker) -> None:
    """Model, revision, thresholds and labels of one's own are part of what is done; a record of other settings is replaced."""
    _run(_articles("One."), tmp_path)
    other = replace(other, seen=[])
    _run(_articles("One."), tmp_path, other)
    assert other.seen == ["a"]
    assert [record["model"] for record in _records(tmp_path)] == [{"name": other.info.name, "revision": other.info.revision}]


def test_another_version_checks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of claimcheck may have other rules, and checks again."""
    _run(_articles("One."), tmp_path)
    monkeypatch.setattr(batch, "__version__", "99.0")
    assert _run(_articles("One."), tmp_path).checked == 1


def test_an_article_is_known_by_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same file named from another working folder is the same article; a file of the same name elsewhere is another."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    _run([Document(text="One.", id="a", origin="desk/a.txt")], out)
    monkeypatch.chdir(tmp_path / "desk")
    assert _run([Document(text="One.", id="a", origin="../desk/a.txt")], out).skipped == 1
    assert _run([Document(text="One.", id="a", origin="../a.txt")], out).checked == 1
    assert _ids(out) == ["a", "a"]


def test_standard_input_goes_by_its_text(tmp_path: Path) -> None:
    """Two texts from standard input are two articles, and the same text twice is one."""
    for text in ("One.", "Two.", "One."):
        _run([Document(text=text, id="stdin", origin="-")], tmp_path)
    assert sorted(record["document"]["text"] for record in _records(tmp_path)) == ["One.", "Two."]


def test_lines_stay_in_order(tmp_path: Path) -> None:
    """The articles of one JSON Lines file keep the order of its lines."""
    _run([Document(text=f"Article {n}.", id=str(n), origin=f"all.jsonl:{n}") for n in range(1, 13)], tmp_path)
    assert _ids(tmp_path) == [str(n) for n in range(1, 13)]


def test_failures_are_recorded_and_the_others_go_on(tmp_path: Path) -> None:
    """Inputs that cannot be read, articles that the model fails at and faults of our own each leave an error; the others have records."""
    items: list[Document | InputError] = [InputError("x.txt: empty", origin="x.txt"), *_articles("One.", "I fail.", "Three.")]
    steps: list[Step] = []
    summary = _run(items, tmp_path, Checker(failure=IndexError("list index\nout of range")), tell=steps.append)
    assert (summary.checked, summary.failed) == (2, 2)
    assert _ids(tmp_path) == ["a", "c"]
    unread, fault = _errors(tmp_path)
    assert (unread["origin"], unread["id"], unread["error"], unread["kind"]) == ("x.txt", None, "x.txt: empty", "InputError")
    assert (fault["origin"], fault["id"], fault["kind"]) == ("b.txt", "b", "IndexError")
    assert "please report it" in fault["error"]
    assert [step.outcome for step in steps] == [Outcome.FAILED, Outcome.CHECKED, Outcome.FAILED, Outcome.CHECKED]
    assert steps[2].error == fault["error"]
    assert steps[2].error.isprintable()


def test_failures_are_tried_again(tmp_path: Path) -> None:
    """What failed is tried again by the next run; where it succeeds, its error is gone."""
    _run(_articles("One.", "I fail."), tmp_path)
    assert _run(_articles("One.", "I fail."), tmp_path).failed == 1
    assert len(_errors(tmp_path)) == 1
    summary = _run(_articles("One.", "Mended."), tmp_path)
    assert (summary.checked, summary.skipped, summary.failed) == (1, 1, 0)
    assert not (tmp_path / folder.ERRORS).exists()


def test_text_that_json_cannot_hold_is_a_failure_of_its_article(tmp_path: Path) -> None:
    """An article with a character in two halves is recorded as failed, one with a single half has its record."""
    assert _run(_articles("a \ud83d\ude00", "b \ud83d"), tmp_path).failed == 1
    assert _ids(tmp_path) == ["b"]
    assert "two halves" in _errors(tmp_path)[0]["error"]


def test_a_model_that_cannot_be_loaded_ends_the_run(tmp_path: Path) -> None:
    """Without a model no article can be checked: that is told once, and the folder is free again."""

    def load() -> Checker:
        msg = "no such model"
        raise ModelError(msg)

    with pytest.raises(ModelError):
        batch.run(_articles("One."), load, tmp_path)
    assert _run(_articles("One."), tmp_path).checked == 1


def test_an_interruption_keeps_what_is_done(tmp_path: Path) -> None:
    """Control-C leaves the results of all that is done, and the next run goes on from there."""
    with pytest.raises(KeyboardInterrupt):
        _run(_articles("One.", "Two.", "I fail.", "Four."), tmp_path, Checker(failure=KeyboardInterrupt()))
    assert _ids(tmp_path) == ["a", "b"]
    checker = Checker()
    _run(_articles("One.", "Two.", "I do not.", "Four."), tmp_path, checker)
    assert checker.seen == ["c", "d"]


def test_results_are_there_while_the_run_goes_on(tmp_path: Path) -> None:
    """After the first article its record can be read, though the run goes on."""
    found: list[list[str]] = []
    _run(_articles("One.", "Two."), tmp_path, tell=lambda _: found.append(_ids(tmp_path)))
    assert found[0] == ["a"]


@pytest.mark.parametrize("cut", [0, 1, 40, 120, -1])
def test_a_torn_part_is_done_again(tmp_path: Path, cut: int) -> None:
    """A part that was cut short, as a failing disk may do, counts as not done, and never reaches the results."""
    _run(_articles("One.", "Two."), tmp_path)
    part = next((tmp_path / "done").glob("a.txt-*.json"))
    part.write_bytes(part.read_bytes()[:cut])
    assert _run(_articles("One.", "Two.")[1:], tmp_path) == Summary(checked=0, skipped=1, failed=0, damaged=1)
    assert _ids(tmp_path) == ["b"]
    checker = Checker()
    assert _run(_articles("One.", "Two."), tmp_path, checker).damaged == 0
    assert checker.seen == ["a"]
    assert _ids(tmp_path) == ["a", "b"]


def test_a_torn_line_in_the_results_is_mended(tmp_path: Path) -> None:
    """Whatever happened to the results file, the next run makes it anew of what is done."""
    _run(_articles("One.", "Two."), tmp_path)
    whole = (tmp_path / folder.RESULTS).read_bytes()
    (tmp_path / folder.RESULTS).write_bytes(whole[:-30])
    assert _run(_articles("One.", "Two."), tmp_path).checked == 0
    assert (tmp_path / folder.RESULTS).read_bytes() == whole


def test_leftovers_of_a_killed_run_are_cleared_away(tmp_path: Path) -> None:
    """Files that a killed run was about to write are gone after the next one."""
    _run(_articles("One."), tmp_path)
    (tmp_path / "done" / ".claimcheck-0123.tmp").write_text('{"half')
    (tmp_path / "done" / "gathered.tmp").write_text('{"half')
    _run(_articles("One."), tmp_path)
    assert sorted(path.suffix for path in (tmp_path / "done").iterdir()) == [".json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".claimcheck.lock", "done", "failed", "results.jsonl"]


def test_resume_needs_an_earlier_run(tmp_path: Path) -> None:
    """With resume, a mistyped folder is refused and not made; one with a run in it is taken."""
    with pytest.raises(SettingsError, match="no earlier run to resume"):
        _run(_articles("One."), tmp_path / "typo", resume=True)
    assert not (tmp_path / "typo").exists()
    _run(_articles("One."), tmp_path / "out")
    assert _run(_articles("One."), tmp_path / "out", resume=True).skipped == 1


@pytest.mark.parametrize("name", [folder.RESULTS, folder.ERRORS])
def test_files_of_somebody_else_are_not_overwritten(tmp_path: Path, name: str) -> None:
    """A results file that no batch made stays as it was."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError, match="no earlier run of this kind made it"):
        _run(_articles("One."), tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_two_runs_at_once(tmp_path: Path) -> None:
    """A folder in which a run is at work is refused, before anything in it is touched; when the run has ended it is free."""

    def items() -> Iterator[Document]:
        yield from _articles("One.")
        with pytest.raises(SettingsError, match="another run of claimcheck is at work in this folder"):
            _run(_articles("One.", "Two."), tmp_path)
        yield from _articles("One.", "Two.", "Three.")[1:]

    assert _run(items(), tmp_path).checked == 3
    assert _run(_articles("One."), tmp_path).skipped == 1


def _refuse(*, after: int, code: int) -> Callable[..., Any]:
    """Return a replacement for Path.replace that the disk refuses after so many calls."""
    original = Path.replace
    calls = 0

    def replaced(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls > after:
            raise OSError(code, os.strerror(code))
        return original(self, target)

    return replaced


@pytest.mark.parametrize("after", range(8))
def test_a_full_disk_keeps_what_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Whenever the disk is full, the run ends with one error, no line is half, and the next run completes the results."""
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _refuse(after=after, code=errno.ENOSPC))
        with pytest.raises(OutputError, match="No space left"):
            _run(_articles("One.", "Two.", "Three.", "Four."), tmp_path)
    if (tmp_path / folder.RESULTS).exists():
        _records(tmp_path)
    summary = _run(_articles("One.", "Two.", "Three.", "Four."), tmp_path)
    assert summary.checked + summary.skipped == 4
    assert _ids(tmp_path) == ["a", "b", "c", "d"]


def test_a_results_file_in_use_does_not_stop_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the results cannot be put in place for a while (another program has them open), the articles go on."""
    original = Path.replace
    busy = True

    def replaced(self: Path, target: Path) -> Path:
        if busy and Path(target).name == folder.RESULTS:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return original(self, target)

    def items() -> Iterator[Document]:
        nonlocal busy
        yield from _articles("One.", "Two.")
        busy = False

    monkeypatch.setattr(Path, "replace", replaced)
    assert _run(items(), tmp_path).checked == 2
    assert _ids(tmp_path) == ["a", "b"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """A folder that cannot be made gives an error that names it."""
    (tmp_path / "file").touch()
    for name in ("file", "file/out"):
        with pytest.raises(OutputError, match=name):
            _run(_articles("One."), tmp_path / name)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    """A folder that may not be written to gives an error that names it."""
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="check name and permissions"):
        _run(_articles("One."), tmp_path)
    tmp_path.chmod(0o700)


def test_memory_is_flat(tmp_path: Path) -> None:
    """Ten times the articles take no more memory, but for some bytes an article for the names of their files."""

    def peak(count: int) -> int:
        articles = (Document(text=f"{n} " + "word " * 20_000, id=str(n), origin=f"{n}.txt") for n in range(count))
        tracemalloc.start()
        batch.run(articles, lambda: Checker(seen=_Forgetful()), tmp_path / str(count))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(2)  # imports
    assert peak(60) - peak(6) < 100_000


class _Forgetful(list[str]):
    """Keeps nothing."""

    def append(self, _: str) -> None:
        """Keep nothing."""


@given(st.text(st.characters(), max_size=300), st.text(st.characters(), min_size=1, max_size=20))
def test_names_of_parts_fit_any_file_system(origin: str, id_: str) -> None:
    """Whatever an article is called, its part has a visible name without separators, of at most 255 bytes, the same each time."""
    document = Document(text="x", id=id_, origin=origin)
    name = batch.part_name(document) + ".json"
    assert len(os.fsencode(name)) <= 255
    assert not set(name) & set('/\\:*?"<>|\0\n\x1b ')
    assert not name.startswith(".")
    assert name == batch.part_name(document) + ".json"


def test_two_origins_have_two_names() -> None:
    """Origins that look alike once they are made fit for a file's name stay apart."""
    origins = ["a?.txt", "a*.txt", "a-.txt", "b/a-.txt", "https://lindmark.example/a-.txt", "A-.txt"]
    assert len({batch.part_name(Document(text="x", origin=origin)) for origin in origins}) == len(origins)


def test_a_folder_for_results_among_the_articles_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results within an input folder would be read as articles; beside it, above it, or beside a file they are fine."""
    monkeypatch.chdir(tmp_path)
    Path("articles").mkdir()
    Path("link").symlink_to("articles")
    Path("articles", "a.txt").touch()
    for inputs, out in ((["articles"], "articles"), (["."], "out"), (["x", "articles"], "articles/deep/out"), (["link"], "articles/out")):
        with pytest.raises(SettingsError, match="choose a folder outside"):
            batch.refuse_within(inputs, Path(out))
    batch.refuse_within(["articles", "-", "https://lindmark.example/"], Path("articles2"))
    batch.refuse_within(["articles/a.txt"], Path("articles/out"))


def test_count(tmp_path: Path) -> None:
    """Articles are counted as they are read: files with the usual endings, lines of JSON Lines, no hidden ones; standard input is open."""
    (tmp_path / "sub" / ".git").mkdir(parents=True)
    for name in ("a.txt", "b.HTML", "c.pdf", ".d.txt", "sub/e.text", "sub/.git/f.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "g.jsonl").write_text('{"text": "x"}\n\n{"text": "y"}\n')
    assert batch.count([str(tmp_path)]) == 5
    assert batch.count([str(tmp_path / "c.pdf"), "https://lindmark.example/", "missing.txt"]) == 3
    assert batch.count([str(tmp_path / "g.jsonl")], form="text") == 1
    assert batch.count(["a.txt", "-"]) is None


def test_pace() -> None:
    """Rate and time left go by the articles that the model read; those done before promise nothing."""
    pace = Pace(10)
    assert pace.left is None
    for _ in range(4):
        pace.add(Step(name="a", outcome=Outcome.SKIPPED))
    pace.add(Step(name="b", outcome=Outcome.CHECKED, seconds=20.0))
    pace.add(Step(name="c", outcome=Outcome.FAILED, error="x"))
    assert pace.left == pytest.approx(80.0)
    assert str(pace) == "6 of 10 articles, 4 done before, 1 failed, 3.0 a minute, 1:20 left"
    pace = Pace(None)
    pace.add(Step(name="b", outcome=Outcome.CHECKED, seconds=0.1))
    assert str(pace) == "1 article, 10.0 a second"


def test_a_log_gets_plain_lines_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """Where standard error is no terminal, a line tells how far it is every ten seconds, errors at once, and there are no escapes."""
    now = 0.0
    with Display(3, clock=lambda: now) as display:
        display.step(Step(name="a", outcome=Outcome.CHECKED, seconds=0.5))
        display.step(Step(name="b", outcome=Outcome.FAILED, error="b: \x1b[31mempty"))
        now = 11.0
        display.step(Step(name="c", outcome=Outcome.CHECKED, seconds=0.5))
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "claimcheck: b: \\x1b[31mempty\nclaimcheck: 3 of 3 articles, 1 failed, 2.0 a second, 0:00 left\n"


@pytest.mark.parametrize(("quiet", "verbose", "lines"), [(True, False, 0), (False, True, 2)])
def test_quiet_and_verbose(capsys: pytest.CaptureFixture[str], *, quiet: bool, verbose: bool, lines: int) -> None:
    """Quiet tells nothing but errors; verbose tells of each article."""
    with Display(2, quiet=quiet, verbose=verbose, clock=lambda: 0.0) as display:
        display.step(Step(name="a", outcome=Outcome.CHECKED, seconds=0.5))
        display.step(Step(name="b", outcome=Outcome.SKIPPED))
    assert capsys.readouterr().err.count("\n") == lines


# A run of its own, to be killed: 12 articles of 200 KB, so that there is much to be written, and every write is slow enough to hit.
PROGRAM: Final = """
import signal, sys, time
from pathlib import Path
from claimcheck import batch
from claimcheck.document import Document
from claimcheck.evidence import ModelInfo
from claimcheck.labels import Thresholds
from claimcheck.pipeline import Analysis

class Checker:
    info = ModelInfo(name="fake", revision="1")
    thresholds = Thresholds()
    labels = ()

    def check(self, document):
        return Analysis(document=document, findings=(), links=(), unanswered=(), declined=(), model=self.info)

def items():
    for n in range(12):
        yield Document(text=f"{n} " + "word " * 40_000, id=f"{n:02d}", origin=f"{n:02d}.txt")

def tell(step):
    print(step.name, step.outcome, flush=True)
    time.sleep(float(sys.argv[2]))

# A shell that starts the tests in the background makes them deaf to this signal, and what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
batch.run(items(), Checker, Path(sys.argv[1]), tell=tell)
"""


def _start(out: Path, pause: float = 0.0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(out), str(pause)],
        env={**os.environ, "PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}"},
        cwd=out.parent,
        stdout=subprocess.PIPE,
        text=True,
    )


def _told(process: subprocess.Popen[str]) -> list[str]:
    """Return what a run tells until its end."""
    with process:
        assert process.stdout is not None
        return process.stdout.read().splitlines()


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Killed again and again, with no chance to tidy up: never a half line, nothing told as done is lost, none is checked twice."""
    out = tmp_path / "out"
    done: set[str] = set()
    killed = 0
    for delay in (0.0, 0.02, 0.06, 0.12):
        process = _start(out)
        assert process.stdout is not None
        first = process.stdout.readline()  # the first article is over: the moments that matter come now
        time.sleep(delay)
        process.kill()
        told = [line.split()[0] for line in (first, *_told(process))]
        killed += process.returncode == -signal.SIGKILL
        if (out / folder.RESULTS).exists():
            found = _ids(out)
            assert len(found) == len(set(found))
        done = {part.name[:2] for part in (out / "done").glob("*.json")}
        assert done >= set(told)
        if len(done) == 12:
            break
    assert killed
    outcomes = dict(line.split() for line in _told(_start(out)))
    assert {name for name, outcome in outcomes.items() if outcome == Outcome.SKIPPED} == done
    assert _ids(out) == [f"{n:02d}" for n in range(12)]
    assert not list((out / "done").glob("*.tmp"))


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    """While another process is at work the folder is refused; once that is killed, it is free without anybody's help."""
    out = tmp_path / "out"
    process = _start(out, pause=600)
    assert process.stdout is not None
    process.stdout.readline()
    with pytest.raises(SettingsError, match="another run"):
        _run([], out)
    process.kill()
    _told(process)
    assert _run([], out).failed == 0
    assert _ids(out) == ["00"]


@pytest.mark.skipif(os.name != "posix", reason="interrupts by signal")
def test_interrupted_process(tmp_path: Path) -> None:
    """SIGINT ends a run with all that is done in the results."""
    out = tmp_path / "out"
    process = _start(out, pause=600)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _told(process)
    assert process.returncode != 0
    assert _ids(out) == ["00"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with a folder of three articles in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api, "load_model", fake_model.load_model)
    (tmp_path / "articles").mkdir()
    for name, text in (("bridge", "The mayor said it will open."), ("mill", "They accused the mill."), ("weir", "She denied it.")):
        (tmp_path / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_command(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check FOLDER --out DIR` writes a record an article that fits the schema, prints no report, and tells how it went."""
    assert cli.run(["check", "articles", "--out", "out"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"claimcheck: 3 checked, 0 done before; results in {Path('out', 'results.jsonl')}\n"
    assert _ids(desk / "out") == ["bridge", "mill", "weir"]
    schema.validate(_records(desk / "out"))
    (desk / "articles" / "empty.txt").touch()
    assert cli.run(["check", "articles", "--out", "out", "--resume", "--quiet"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert _errors(desk / "out")[0]["origin"] == str(Path("articles", "empty.txt"))
    assert cli.run(["check", "articles", "--out", "out"]) == 1
    assert "0 checked, 3 done before, 1 failed" in capsys.readouterr().err


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--resume"], "--resume needs the folder"),
        (["--out", "out", "--resume"], "no earlier run to resume"),
        (["--out", "out", "--json", "x.json"], "leave out --json and --jsonl"),
        (["--out", "articles/out"], "choose a folder outside"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    """What does not go together is refused in one line with exit code 2, and nothing is written."""
    assert cli.run(["check", "articles", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not Path("out").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")
def test_a_terminal_gets_a_bar(desk: Path) -> None:
    """On a terminal a bar shows how many articles are over, the rate and the time left; errors stand above it."""
    import pty  # noqa: PLC0415 - not on every system

    (desk / "articles" / "a.txt").touch()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(HERE / "fake_model.py"), "check", "articles", "--out", "out"],
        env={**os.environ, "PYTHONPATH": str(HERE.parent), "TERM": "xterm-256color", "COLUMNS": "100", "FAKE_SLOW": "0.4"},
        cwd=desk,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    # A terminal whose other side is closed gives an error at its end.
    with suppress(OSError):
        while read := os.read(ours, 4096):
            shown += read
    os.close(ours)
    assert process.wait(timeout=300) == 1
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert "articles/a.txt: empty" in text
    assert re.search(r"of 4 articles, 1 failed, [0-9.]+ a (second|minute), [0-9]+:[0-9]{2} left", text)
    assert _ids(desk / "out") == ["bridge", "mill", "weir"]


@pytest.mark.parametrize("name", ["done", "failed"])
def test_links_out_of_the_folder(name: str, tmp_path: Path) -> None:
    """A folder in which somebody put a link to other files is refused, and they stay as they were, whatever they are called."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for file in ("precious.txt", "000000001.json"):
        (elsewhere / file).write_text("precious")
    out = tmp_path / "out"
    (out / "done").mkdir(parents=True)
    (out / name).rmdir() if (out / name).exists() else None
    (out / name).symlink_to(elsewhere)
    with pytest.raises(OutputError, match=rf"{name}: it is a link"):
        _run([*_articles("One."), InputError("no", origin="x")], out)
    assert {file.name: file.read_text() for file in elsewhere.iterdir()} == {"precious.txt": "precious", "000000001.json": "precious"}


def test_results_that_are_a_link(tmp_path: Path) -> None:
    """A link in place of the results or of the lock leads nothing elsewhere: the results take the link's place, the lock is refused."""
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    out = tmp_path / "out"
    (out / "done").mkdir(parents=True)
    (out / folder.RESULTS).symlink_to(precious)
    _run(_articles("One."), out)
    assert _ids(out) == ["a"]
    assert not (out / folder.RESULTS).is_symlink()
    (out / folder._LOCK).unlink(missing_ok=True)
    (out / folder._LOCK).symlink_to(precious)
    with pytest.raises(OutputError, match="cannot write"):
        _run(_articles("One."), out)
    assert precious.read_text() == "precious"


def test_paths_in_names_and_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids and origins that are paths, as a hostile line of JSON may name them, write nothing outside the folder."""
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    hostile = ("../../evil", "/tmp/evil", "..", "a/../../b", "a\0b", "\\\\host\\share", "C:evil", "~", ".", "results.jsonl", "\n")  # noqa: S108 - on purpose
    items = [Document(text=f"Text {number}.", id=name, origin=name) for number, name in enumerate(hostile)]
    items += [Document(text="Text.", id=name) for name in hostile]
    _run(items, tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}
    assert not list((tmp_path / "in").iterdir())
    assert all(path.parent == tmp_path / "out" / "done" for path in (tmp_path / "out").rglob("*.json"))
    assert len(_ids(tmp_path / "out")) == len(items)


def test_counting_holds_no_line(tmp_path: Path) -> None:
    """Lines are counted in pieces: of one that is longer than a piece, and of those about it, there is one each."""
    path = tmp_path / "a.jsonl"
    blank = b" " * (batch._PIECE * 2)
    path.write_bytes(b'{"text": "a"}\n' + blank + b"x\n\n" + blank + b"\n{" + blank + b"\n{}")
    assert batch.count([str(path)]) == 4
    path.write_bytes(b"")
    assert batch.count([str(path)]) == 1
