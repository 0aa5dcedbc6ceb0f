"""README, docs, help and Makefile agree, and every command and program that they show runs."""

import hashlib
import io
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import typer

import fake_model
import readme_parts
from claimcheck import api, cli, errors, html, web
from claimcheck.cli import INTERRUPTED, app
from claimcheck.document import Document
from claimcheck.review import server
from claimcheck.review.session import Session
from pages import page

ROOT: Final = Path(__file__).parent.parent
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
CLI: Final = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
MAKEFILE: Final = (ROOT / "Makefile").read_text(encoding="utf-8")

# typer's commands; it exports no type for them.
MAIN: Final[Any] = typer.main.get_command(app)
COMMANDS: Final[dict[str, Any]] = {"claimcheck": MAIN, **{f"claimcheck {name}": each for name, each in MAIN.commands.items()}}


def _shell_lines(text: str) -> list[str]:
    """Return the commands of the text's shell blocks, prompts taken away, continued lines joined."""
    blocks = re.findall(r"^```(?:console|sh|bash|shell)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line.removeprefix("$ ") for line in joined.splitlines()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    """Every command, argument and option says in its help what it is for."""
    command = COMMANDS[name]
    assert command.help
    for parameter in command.params:
        assert parameter.help, f"{name}: {parameter.opts}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    """Every command and option of the help stands in its section of docs/cli.md."""
    section = re.search(rf"^#+ `{name}`\n(.*?)(?=^#|\Z)", CLI, re.DOTALL | re.MULTILINE)
    assert section is not None
    named = set(re.findall(r"--?[a-z][a-z-]*", section[1]))
    assert {option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("-")} <= named


def test_reference_is_current() -> None:
    """docs/cli.md is what `make docs` writes of the commands as they are."""
    command = [sys.executable, "-m", "typer", "claimcheck.cli", "utils", "docs", "--name", "claimcheck"]
    made = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8", timeout=60).stdout
    assert CLI.strip() == made.strip(), "run `make docs`"


@pytest.mark.parametrize("name", sorted(MAIN.commands))
def test_readme_shows_every_command(name: str) -> None:
    """The README names every command."""
    assert f"claimcheck {name}" in README


def test_readme_names_what_there_is() -> None:
    """Commands and options in the shell blocks of README and docs exist."""
    pages = [README, *(page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md") if page.name != "cli.md")]
    lines = [line for page in pages for line in _shell_lines(page) if re.match(r"claimcheck\b", line)]
    assert lines
    for line in lines:
        words = shlex.split(re.split(r"[|>;&]", line)[0], comments=True)[1:]
        name = next((word for word in words if word in MAIN.commands), None)
        command = MAIN.commands[name] if name else MAIN
        known = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
        assert {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= known, line


def test_make_targets() -> None:
    """Every `make` target that the README names is in the Makefile, and says there what it is for."""
    named = set(re.findall(r"\bmake ([a-z-]+)\b", "\n".join([*_shell_lines(README), *re.findall(r"`make [a-z-]+`", README)])))
    assert {"demo", "test"} <= named
    explained = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    assert named <= explained


def test_exit_codes() -> None:
    """The exit codes that the errors have are those of the help and of the README's table."""
    kinds = (errors.InputError, errors.SettingsError, errors.ModelError, errors.OutputError)
    codes = {0, INTERRUPTED, *(kind.exit_code for kind in kinds)}
    epilog = str(MAIN.epilog)
    assert {int(code) for code in re.findall(r"\b[0-9]+\b", epilog)} == codes
    table = re.search(r"^\| exit code .*?\n\n", README, re.DOTALL | re.MULTILINE)
    assert table is not None
    assert {int(code) for code in re.findall(r"^\| ([0-9]+) \|", table[0], re.MULTILINE)} == codes


def test_links_lead_somewhere() -> None:
    """Files that README and docs link to are there."""
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


# --- the parts that are made -------------------------------------------------------------------------------------------------------------


def test_report_is_of_the_shipped_model() -> None:
    """The report in the README names the model in models/ as it is, by a hash of its files."""
    folder = ROOT / "models" / "default"
    total = hashlib.sha256()
    for path in sorted([*folder.glob("model-*.safetensors"), *folder.glob("*.json")]):
        if path.name != "figures.json":
            total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    assert f"read by model default, revision {total.hexdigest()[:12]}" in readme_parts.written("report"), "run `make readme`"


@pytest.mark.model
def test_report_is_what_the_command_prints() -> None:
    """The report in the README is what its command prints with the shipped model; a percentage may differ by two between processors."""
    stands, made = readme_parts.written("report"), readme_parts.report()
    percentage = re.compile(r" {0,2}[0-9]{1,3}(?=%)")
    assert percentage.sub("", stands) == percentage.sub("", made), "run `make readme`"
    for one, other in zip(percentage.findall(stands), percentage.findall(made), strict=True):
        assert abs(int(one) - int(other)) <= 2, "run `make readme`"


def test_figures_are_those_of_the_models() -> None:
    """The table of figures in the README is made of what the embedded models say of themselves."""
    assert readme_parts.written("figures") == readme_parts.figures(), "run `make readme`"


# --- every command and program runs ------------------------------------------------------------------------------------------------------

PAGES: Final = {
    "README.md": README,
    **{path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")) if path.name != "cli.md"},
}
MILL: Final = "The council accused the mill of poisoning the Aller.\n\nThe mill's owner denied it on Monday.\n"
GOLD: Final = {
    "id": "mill",
    "outlet": "Aller Post",
    "text": MILL,
    "sentences": [
        {"start": 0, "end": 52, "label": "allegation", "source": "The council"},
        {"start": 54, "end": len(MILL) - 1, "label": "denial", "source": "The mill's owner", "answers": [0], "embedded": False},
    ],
}


class _Reviewer:
    """A person in the browser, who finishes every article of a review and then ends it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(self, **_: object) -> None:
        """Review."""
        for number in range(1, len(self._session) + 1):
            self._session.finish(number, finished=True)
        raise KeyboardInterrupt


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder, the current one, with all that commands in the docs name: articles, models, labels, gold; no network, no weights."""
    for name in ("article.txt", "articles/mill.txt", "articles/river.txt", "folder/mill.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(MILL, encoding="utf-8")
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (tmp_path / "data").symlink_to(ROOT / "data")

    def fetch(address: str, **_: object) -> Document:
        return html.document(page().encode(), origin=address, name=Path(address).stem, address=address)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api, "load_model", fake_model.load_model)
    monkeypatch.setattr(web, "fetch", fetch)
    monkeypatch.setattr(server, "application", lambda session, **_: session)
    monkeypatch.setattr(server, "runner", _Reviewer)
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    for name in ("CLAIMCHECK_MODEL", "CLAIMCHECK_LABELS", "CLAIMCHECK_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    api._default.cache_clear()
    yield tmp_path
    api._default.cache_clear()


def _settings(text: str, folder: Path) -> None:
    """Write the TOML that a page shows where its commands look for it."""
    for block in re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        name = "labels.toml" if "[labels]" in block else "claimcheck.toml"
        (folder / name).write_text(block, encoding="utf-8")
    if (folder / "claimcheck.toml").exists() and not (folder / "labels.toml").exists():
        (folder / "labels.toml").write_text('[labels]\nthreat = "Somebody threatens somebody."\n', encoding="utf-8")


def _ours(text: str) -> list[list[str]]:
    """Return the arguments of every claimcheck command in a page's shell blocks: of a pipe the part that is ours, without redirections."""
    commands = []
    for line in _shell_lines(text):
        for part in re.split(r"(?<!\\)\|", line):
            words = re.sub(r"\s[12]?>\s*\S+", "", part).split("#")[0].strip()
            if re.match(r"claimcheck\b", words):
                commands.append(shlex.split(words)[1:])
    return commands


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if _ours(text)])
def test_every_command_runs(name: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command of a page runs, in the page's order, and ends with exit code 0."""
    _settings(PAGES[name], desk)
    for arguments in _ours(PAGES[name]):
        if "--install-completion" in arguments:  # writes into the user's home; test_completion.py runs it in one of its own
            continue
        if arguments[0] == "corrections" and not list(desk.glob("*.corrections.jsonl")):  # reviewed before, on another page
            assert cli.run(["review", arguments[1]]) == 0
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MILL.encode())))
        code = cli.run(arguments)
        assert code == 0, f"{arguments}: {capsys.readouterr().err}"


@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if "```python" in text])
def test_every_program_runs(name: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every Python program of a page runs, on results that the command wrote."""
    assert cli.run(["check", "articles", "--jsonl", "results.jsonl", "--quiet"]) == 0
    assert cli.run(["check", "articles", "--json", "results.json", "--quiet"]) == 0
    for block in re.findall(r"^```python\n(.*?)^```", PAGES[name], re.DOTALL | re.MULTILINE):
        exec(compile(block, name, "exec"), {})  # noqa: S102 - what a page of ours tells users to run
    assert (desk / "results.jsonl").exists()
    capsys.readouterr()


def test_every_page_is_linked() -> None:
    """Each page of docs is named by the README, so that it is found from there."""
    assert [name for name in PAGES if name != "README.md" and f"docs/{name}" not in README] == []


def test_design_names_every_module() -> None:
    """The map in docs/design.md has a place for every module and package."""
    modules = {path.stem if path.is_file() else f"{path.name}/" for path in (ROOT / "claimcheck").iterdir() if path.suffix in {"", ".py"}}
    named = set(re.findall(r"`([a-z_]+/?)`", PAGES["design.md"]))
    assert {name for name in modules if not name.startswith("_")} <= named
