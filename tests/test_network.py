"""Nothing but a page named by its address and a model named by its name on the hub uses the network: of claimcheck, or of what it uses."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

import cut_off
import pages
import small
from checkpoints import write
from claimcheck import cli
from claimcheck.export import to_record
from claimcheck.exports import Format
from claimcheck.results import dumps
from claimcheck.review.corrections import Action, Correction, written
from claimcheck.review.judgement import Judgement
from claimcheck.review.reviewed import key_of
from reviewing import bridge

HERE: Final = Path(__file__).parent
MODE: Final = "deadly" if cut_off.CAN_BE_DEADLY else "note"
# What would keep libraries from calling out by themselves is taken away: the proof is to hold for whoever has not set it.
TAKEN_AWAY: Final = ("HF_", "HUGGINGFACE_", "TRANSFORMERS_", "CLAIMCHECK_", "DO_NOT_TRACK", "DISABLE_TELEMETRY", "TORCH", "NO_PROXY")

# A page that wants this and that from elsewhere.
CALLING: Final = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://dtd.lindmark.example/x.dtd" [
<!ENTITY outside SYSTEM "http://entity.lindmark.example/x">]>
<html><head><base href="http://base.lindmark.example/"><meta http-equiv="refresh" content="0; url=http://next.lindmark.example/">
<link rel="stylesheet" href="http://style.lindmark.example/x.css"><link rel="canonical" href="http://canonical.lindmark.example/">
<script src="http://script.lindmark.example/x.js"></script></head><body><article><h1>The mill</h1>
<img src="http://picture.lindmark.example/x.png"><iframe src="http://frame.lindmark.example/"></iframe>
<p>The council accused the mill of poisoning the Aller, and said that it would go to court over it in the spring. &outside;</p>
<p>The mill's owner denied on Monday that it had poisoned anything, and said that she would answer in court.</p></article></body></html>
"""
# All that is to work without network. A new command gets its lines here.
COMMANDS: Final = [
    ["--version"],
    ["schema"],
    ["config"],
    ["models"],
    ["check", "articles", "--quiet", "--jsonl", "results.jsonl"],
    ["check", "articles", "--text", "--labels", "labels.toml"],
    ["check", "articles", "--out", "out"],
    ["check", "articles/mill.txt", "--model", "models/default", "--json", "-"],
    ["check", "articles", "--model", "checkpoint", "--labels", "labels.toml", "--out", "out-checkpoint"],
    ["evaluate", "gold.jsonl"],
    ["evaluate", "gold.jsonl", "--model", "checkpoint"],
    *(["export", "results.jsonl", "--to", each.value, "-o", f"exported-{each.value}"] for each in Format),
    ["export", "out", "--to", "csv"],
    ["report", "out", "--html", "across.html", "--json", "across.json"],
    ["corrections", "reviewed.jsonl", "--partly", "-o", "corrected.jsonl"],
]
SERVERS: Final = {"review"}
GOLD: Final = {"id": "rain", "text": "It rained.", "sentences": [{"start": 0, "end": 10, "label": "none"}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process of :mod:`cut_off` ended: exit codes of its commands, what it asked of the network, its own exit code."""

    codes: list[int]
    asked: list[str]
    code: int
    told: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working folder with articles, gold, labels, a small embedded model as the default, and a small NLI checkpoint."""
    place = tmp_path_factory.mktemp("desk")
    small.folder(place / "models" / "default")
    about = {"summary": "small", "licence": "MIT", "measured_on": "nothing", "figures": {"f1": 0.5}}
    (place / "models" / "default" / "figures.json").write_text(json.dumps(about))
    write(place / "checkpoint")
    (place / "articles").mkdir()
    (place / "articles" / "mill.txt").write_text("The council accused the mill.\n\nThe mill's owner denied it.\n", encoding="utf-8")
    (place / "articles" / "ferry.html").write_text(pages.page(), encoding="utf-8")
    (place / "articles" / "calling.html").write_text(CALLING, encoding="utf-8")
    line = {"text": "The mayor said it will open.", "url": "https://courier.lindmark.example/a", "outlet": "Courier"}
    (place / "articles" / "more.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (place / "gold.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (place / "labels.toml").write_text('[labels]\nthreat = "Somebody threatens."\n', encoding="utf-8")
    analysis = bridge()
    sentence = analysis.findings[0].sentence.span
    said = Judgement(label="none")
    made = Correction(
        time=datetime(2031, 2, 17, tzinfo=UTC), action=Action.CORRECT, article=key_of(analysis), sentence=sentence, judgement=said
    )
    (place / "reviewed.jsonl").write_text(dumps(to_record(analysis)) + "\n", encoding="utf-8")
    (place / "reviewed.corrections.jsonl").write_text(written(made) + "\n", encoding="utf-8")
    (place / "found").mkdir()
    (place / "found" / "claimcheck.toml").write_text('model = "lindmark/nli"\noffline = false\n', encoding="utf-8")
    (place / "found" / "mill.txt").write_text("The owner denied it.\n", encoding="utf-8")
    return place


def _run(desk: Path, commands: list[list[str]], *, mode: str = MODE, folder: str = ".") -> Ended:
    """Run commands in a process of their own, with a home of its own in which no library has settings or a cache."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(TAKEN_AWAY) and "proxy" not in name.lower()}
    (desk / "home").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, str(HERE / "cut_off.py"), mode],
        input=json.dumps(commands),
        env={
            **kept,
            "PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}",
            "HOME": str(desk / "home"),
            "XDG_CACHE_HOME": str(desk / "home"),
            "CLAIMCHECK_MODELS": str(desk / "models"),
        },
        cwd=desk / folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,  # a busy machine takes long to import torch
    )
    said: dict[str, Any] = {"codes": [], "asked": []}
    if done.returncode == 0:
        said = json.loads(done.stdout.splitlines()[-1])
    return Ended(codes=said["codes"], asked=said["asked"], code=done.returncode, told=done.stderr)


def test_everything_works_without_network(desk: Path) -> None:
    """Every command, with the embedded model and a checkpoint of one's own, on text, pages and JSON Lines, to every format: all of it works
    in a process that ends where anything connects, and nothing is asked for, though no library was told to be quiet.
    """  # noqa: D205 - one fact
    ended = _run(desk, COMMANDS)
    assert ended.code == 0, ended.told
    assert ended.asked == []
    assert dict(zip(map(" ".join, COMMANDS), ended.codes, strict=True)) == dict.fromkeys(map(" ".join, COMMANDS), 0), ended.told
    records = [json.loads(line) for line in (desk / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(records) == 4


def test_what_may_not_be_fetched_is_not_asked_for(desk: Path) -> None:
    """Offline pages and models, misspelt models, and paths that are not there are errors without a question to the network."""
    commands = [
        ["check", "https://courier.lindmark.example/a", "--offline"],
        ["check", "articles/mill.txt", "--model", "lindmark/nli", "--offline"],
        ["check", "articles/mill.txt", "--model", "defualt"],
        ["check", "articles/mill.txt", "--model", "./lindmark/nli"],
        ["check", "articles/mill.txt", "--model", "articles/nli"],
    ]
    ended = _run(desk, commands)
    assert ended.code == 0, ended.told
    assert (ended.codes, ended.asked) == ([1, 3, 3, 3, 3], [])


def test_a_file_beside_the_articles_asks_for_nothing(desk: Path) -> None:
    """A model of the hub that only a claimcheck.toml in the working folder names is not asked for: one line, exit code 3."""
    ended = _run(desk, [["check", "mill.txt"], ["evaluate", "../gold.jsonl"]], folder="found")
    assert ended.code == 0, ended.told
    assert (ended.codes, ended.asked) == ([3, 3], [])
    assert ended.told.count("claimcheck.toml in the working folder") == 2


@pytest.mark.parametrize(
    ("command", "code", "host"),
    [
        (["check", "https://courier.lindmark.example/a"], 1, "courier.lindmark.example"),
        (["check", "articles/mill.txt", "--model", "lindmark/nli"], 3, "huggingface"),
        (["check", "articles/mill.txt", "--config", "found/claimcheck.toml"], 3, "huggingface"),
    ],
    ids=["page", "model", "model by file"],
)
def test_what_is_named_is_asked_for(desk: Path, command: list[str], code: int, host: str) -> None:
    """The note-taking sees what it is there to see: a named page is asked of its own host, a named model of the hub, and of no other."""
    ended = _run(desk, [command], mode="note")
    assert ended.codes == [code], ended.told
    assert ended.asked
    assert all(host in each for each in ended.asked if each.startswith("socket.getaddrinfo"))
    assert len(ended.told.splitlines()) == 1


@pytest.mark.skipif(not cut_off.CAN_BE_DEADLY, reason="needs a filter of Linux on x86_64 or aarch64")
@pytest.mark.parametrize(
    "code",
    [
        "socket.socket().connect(('127.0.0.1', 9))",
        "threading.Thread(target=lambda: socket.socket().connect(('127.0.0.1', 9))).run()",
        "ctypes.CDLL(None).connect(socket.socket().fileno(), b'\\2\\0\\0\\x09\\x7f\\0\\0\\1' + bytes(8), 16)",
    ],
    ids=["python", "thread", "native"],
)
def test_the_filter_is_deadly(code: str) -> None:
    """Whoever connects in a process that is cut off ends it: Python code, another thread, and native code that Python knows nothing of."""
    program = f"import ctypes, socket, threading, cut_off; cut_off.forbid(); {code}"
    done = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(HERE)}, check=False, timeout=600)
    assert done.returncode == -signal.SIGSYS


def test_no_command_is_forgotten() -> None:
    """Every command that there is runs in the test above, but those that serve pages on loopback, which would never end."""
    there = {command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback}
    assert there - SERVERS == {command[0] for command in COMMANDS if not command[0].startswith("-")}
