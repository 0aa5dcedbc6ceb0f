"""What a machine does to a run: killed, interrupted, out of room, locked out, its files gone. One line each, and no work is lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

import fake_model
import killing
from claimcheck import api, batch, cli, folder
from claimcheck.export import from_record

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, permissions and mounts of POSIX")

HERE: Final = Path(__file__).parent
ENVIRONMENT: Final = {**os.environ, "PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}", "HF_HUB_OFFLINE": "1"}
TEXTS: Final = {
    "bridge": "The mayor said the bridge will open in May.",
    "mill": "The council accused the mill of poisoning the Aller.",
    "weir": "The owner of the weir denied it on Monday.",
}
POINTS: Final = 20


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with a folder of three articles in it; the model is the fake one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api, "load_model", fake_model.load_model)
    _write_articles(tmp_path)
    return tmp_path


def _write_articles(place: Path) -> None:
    (place / "articles").mkdir()
    for name, text in TEXTS.items():
        (place / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")


def _ids(results: Path) -> list[str]:
    """Return the ids of a results file; each of its lines must be whole, and no article may be there twice."""
    text = results.read_text(encoding="utf-8")
    assert not text or text.endswith("\n")
    records: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    for record in records:
        from_record(record)
    ids = [record["id"] for record in records]
    assert len(ids) == len(set(ids))
    return ids


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of standard error: messages of our own, and no traceback."""
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith("claimcheck: ") for line in lines)
    return lines


def test_killed_at_twenty_points(tmp_path: Path) -> None:
    """Killed with no chance to tidy up at any of twenty moments: what was told is kept, nothing is doubled, no line is half; a second
    run does the rest and no more.
    """  # noqa: D205 - one fact
    arguments = [sys.executable, str(HERE / "killing.py"), str(tmp_path), str(POINTS)]
    done = subprocess.run(arguments, env=ENVIRONMENT, capture_output=True, text=True, check=True, timeout=300)
    said = json.loads(done.stdout)
    assert said["moments"] >= 5 * killing.ARTICLES  # every article writes, flushes, renames, and is gathered
    assert len(set(said["chosen"])) == POINTS
    assert said["codes"] == [-signal.SIGKILL] * POINTS
    everything = [f"{n:02d}" for n in range(killing.ARTICLES)]
    left = []
    for k in range(POINTS):
        out = tmp_path / str(k)
        told = (tmp_path / f"{k}.{killing.TOLD}").read_text().split()
        kept = {part.name[:2] for part in out.glob("done/*.json")}
        assert kept >= set(told)
        if (out / folder.RESULTS).exists():
            assert set(_ids(out / folder.RESULTS)) <= kept
        checker = killing.Checker()
        summary = batch.run(killing.items(), partial(_same, checker), out)
        assert set(checker.seen).isdisjoint(told)
        assert (summary.checked + summary.skipped, summary.damaged) == (killing.ARTICLES, 0)
        assert _ids(out / folder.RESULTS) == everything
        assert {path.suffix for path in (out / "done").iterdir()} == {".json"}
        left.append(len(checker.seen))
    # The moments are spread over the run: some had all to do again, some nothing.
    assert {0, killing.ARTICLES} <= set(left)
    assert len(set(left)) > killing.ARTICLES // 2


def _same(checker: killing.Checker) -> killing.Checker:
    return checker


# On a disk of 16 MB: fill all but 84 KB, check, make room, check again; then put the results where the test can read them.
FULL: Final = """
set -e
mount -t tmpfs -o size=16384k none "$1/disk"
dd if=/dev/zero of="$1/disk/ballast" bs=1024 count=16300 2>/dev/null
set +e
"$2" "$3" check "$1/articles" --out "$1/disk/out" --quiet; echo $?
"$2" "$3" check "$1/articles" --json "$1/disk/results.json" --quiet; echo $?
ls -A "$1/disk"
rm "$1/disk/ballast"
"$2" "$3" check "$1/articles" --out "$1/disk/out" --quiet; echo $?
cp -R "$1/disk/out" "$1/kept"
"""


def test_a_full_disk(tmp_path: Path) -> None:
    """On a disk that is really full, a batch and a file of results each end with one line and exit code 4, and leave nothing half-written;
    with room again the same command does the rest.
    """  # noqa: D205 - one fact
    alone = [shutil.which("unshare") or "", "--map-root-user", "--mount", shutil.which("sh") or "sh", "-c"]
    (tmp_path / "disk").mkdir()
    probe = [*alone, 'mount -t tmpfs none "$1"', "sh", str(tmp_path / "disk")]
    if not alone[0] or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("this system mounts no disk for us")
    _write_articles(tmp_path)
    for n in range(6):
        (tmp_path / "articles" / f"long-{n}.txt").write_text("It rained on the harbour. " * 300, encoding="utf-8")
    arguments = [FULL, "sh", str(tmp_path), sys.executable, str(HERE / "fake_model.py")]
    done = subprocess.run([*alone, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=True, timeout=300)
    first, second, *left, third = done.stdout.splitlines()
    assert (first, second, third) == ("4", "4", "0")
    assert left == ["ballast", "out"]
    errors = done.stderr.splitlines()
    assert len(errors) == 2
    assert all("No space left on device" in line and line.startswith("claimcheck: cannot write ") for line in errors)
    assert sorted(_ids(tmp_path / "kept" / folder.RESULTS)) == sorted(path.stem for path in (tmp_path / "articles").iterdir())


@pytest.fixture
def open_place() -> Iterator[Path]:
    """Return a folder that everybody may look into, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        _write_articles(place)
        (place / "warm").mkdir()
        (place / "denied").mkdir(mode=0o755)
        yield place
        (place / "denied").chmod(0o755)


def _lock_out(place: Path) -> None:
    place.chmod(0o555)


def _lock_in(place: Path) -> None:
    """Leave the results of an earlier run, by somebody who kept the lock file to himself."""
    shutil.copytree(place.parent / "articles", place / "done")
    (place / ".claimcheck.lock").touch(mode=0o400)
    _lock_out(place)


@pytest.mark.parametrize(
    ("arguments", "prepare"),
    [
        (["check", "articles", "--out", "{}"], _lock_out),
        (["check", "articles", "--out", "{}/new/deep"], _lock_out),
        (["check", "articles", "--out", "{}"], _lock_in),
        (["check", "articles", "--quiet", "--json", "{}/results.json"], _lock_out),
        (["check", "articles", "--quiet", "--jsonl", "{}/results.jsonl"], _lock_out),
    ],
    ids=["folder", "new folder", "lock of another", "json", "jsonl"],
)
def test_a_folder_that_may_not_be_written_to(open_place: Path, arguments: list[str], prepare: Callable[[Path], None]) -> None:
    """Where results may not be written, one line says so with the path, the exit code is 4, and the folder stays as it was."""
    prepare(open_place / "denied")
    before = sorted(path.name for path in (open_place / "denied").rglob("*"))
    program = [sys.executable, str(HERE / "denied.py"), *arguments]
    done = subprocess.run(program, env=ENVIRONMENT, cwd=open_place, capture_output=True, text=True, check=False, timeout=300)
    (line,) = done.stderr.partition("---\n")[2].splitlines()
    assert line.startswith("claimcheck: cannot write denied")
    assert "Permission denied" in line
    assert done.returncode == 4
    assert sorted(path.name for path in (open_place / "denied").rglob("*")) == before


@contextmanager
def _when_reading(name: str, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Do something while the model is at work on an article."""
    original = fake_model.FakeReader.read

    def read(self: fake_model.FakeReader, document: Any, sentences: Any) -> Any:
        if document.id == name:
            act()
        return original(self, document, sentences)

    with monkeypatch.context() as patch:
        patch.setattr(fake_model.FakeReader, "read", read)
        yield


@pytest.mark.parametrize("options", [["--out", "out"], ["--quiet", "--jsonl", "results.jsonl"]], ids=["batch", "file"])
def test_inputs_that_vanish(desk: Path, options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An article that is deleted during the run is told by name, the others are done, the exit code is 1; so too a folder."""
    results = desk / "out" / "results.jsonl" if "--out" in options else desk / "results.jsonl"
    with _when_reading("bridge", (desk / "articles" / "mill.txt").unlink, monkeypatch):
        assert cli.run(["check", "articles", *options]) == 1
    assert sum("mill.txt" in line and "no such file" in line for line in _lines(capsys)) == 1
    assert _ids(results) == ["bridge", "weir"]
    (desk / "more").mkdir()
    (desk / "note.txt").write_text("The mayor denied it.", encoding="utf-8")
    (desk / "last.txt").write_text("The mayor said so.", encoding="utf-8")
    with _when_reading("note", (desk / "more").rmdir, monkeypatch):
        assert cli.run(["check", "note.txt", "more", "last.txt", *options]) == 1
    assert sum("more" in line and "no such file" in line for line in _lines(capsys)) == 1
    assert {"note", "last"} <= set(_ids(results))


@pytest.mark.usefixtures("desk")
def test_a_results_folder_that_vanishes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where somebody deletes the results during the run, one line says so, with exit code 4; the same command begins anew."""
    with _when_reading("mill", lambda: shutil.rmtree("out"), monkeypatch):
        assert cli.run(["check", "articles", "--out", "out", "--quiet"]) == 4
    (line,) = _lines(capsys)
    assert "cannot write out" in line
    assert cli.run(["check", "articles", "--out", "out", "--quiet"]) == 0
    assert _ids(Path("out", "results.jsonl")) == sorted(TEXTS)


def _start(desk: Path) -> subprocess.Popen[str]:
    """Start a batch that stays at its second article, and return when the first is done."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "fake_model.py"), "check", "articles", "--out", "out"],
        env={**ENVIRONMENT, "FAKE_SLOW": "600"},
        cwd=desk,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A run in the background of a shell ignores control-C, and so would its child.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )
    while not (desk / "out" / "results.jsonl").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    return process


def test_one_run_at_a_time_and_control_c(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While a run is at work a second is refused with one line and exit code 2 and touches nothing; control-C ends the first with one
    line, exit code 130 and its done work in the results; a killed run leaves no lock; the same command does the rest.
    """  # noqa: D205 - one fact
    command = ["check", "articles", "--out", "out", "--quiet"]
    with _start(desk) as process:
        before = {path: path.stat().st_mtime_ns for path in (desk / "out").rglob("*")}
        assert cli.run(command) == 2
        (line,) = _lines(capsys)
        assert "another run of claimcheck is at work in this folder" in line
        assert {path: path.stat().st_mtime_ns for path in (desk / "out").rglob("*")} == before
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert (process.returncode, out, err) == (cli.INTERRUPTED, "", "claimcheck: interrupted\n")
    assert _ids(desk / "out" / "results.jsonl") == ["bridge"]
    (desk / "articles" / "bridge.txt").write_text("The mayor denied that the bridge will open.", encoding="utf-8")
    (desk / "out" / "results.jsonl").unlink()
    with _start(desk) as process:
        process.kill()
    assert cli.run(["check", "articles", "--out", "out"]) == 0
    assert _lines(capsys)[-1].startswith("claimcheck: 2 checked, 1 done before;")
    assert _ids(desk / "out" / "results.jsonl") == sorted(TEXTS)
