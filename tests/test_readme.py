"""README, docs/cli.md, help and Makefile agree."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import typer

from claimcheck import errors
from claimcheck.cli import INTERRUPTED, app

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
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
