"""Shell completion: installed by one command, it offers commands, options and values, in the shells that are here."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

import claimcheck

ROOT: Final = Path(claimcheck.__file__).parent.parent

# What the Tab key makes each shell run; `words` holds the command line so far.
BASH: Final = """
source <(claimcheck --show-completion)
COMP_WORDS=({words} "{last}")
COMP_CWORD=$(({count}))
_claimcheck_completion claimcheck
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
ZSH: Final = """
compdef() {{ : }}
_arguments() {{ print -r -- "$@" }}
script="$(claimcheck --show-completion)"
words=({words} "{last}")
CURRENT=$(({count} + 1))
eval "$script"
_claimcheck_completion
"""
FISH: Final = """
claimcheck --show-completion | source
complete --do-complete "{words} {last}"
"""
SHELLS: Final = {"bash": BASH, "zsh": ZSH, "fish": FISH}
# Where each shell looks for what is installed, in the home folder.
INSTALLED: Final = {
    "bash": (".bash_completions/claimcheck.sh", ".bashrc"),
    "zsh": (".zfunc/_claimcheck", ".zshrc"),
    "fish": (".config/fish/completions/claimcheck.fish", None),
}
Run = Callable[[str, str], str]

each_shell = pytest.mark.parametrize(
    "shell", [pytest.param(name, marks=pytest.mark.skipif(not shutil.which(name), reason=f"there is no {name} here")) for name in SHELLS]
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs a script in a shell that finds the claimcheck command, has an empty home, and prints what the script prints."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    command = tmp_path / "bin" / "claimcheck"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m claimcheck "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path / "home"),
        "ZDOTDIR": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "home" / ".config"),
    }

    def execute(shell: str, script: str) -> str:
        path = tmp_path / f"script.{shell}"
        path.write_text(script, encoding="utf-8")
        command = [shell, *(["-f"] if shell == "zsh" else []), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment, timeout=300)
        assert done.stderr == ""
        return done.stdout

    return execute


@each_shell
@pytest.mark.parametrize(
    ("words", "last", "offered"),
    [
        ("claimcheck", "e", {"evaluate", "export"}),
        ("claimcheck check", "--f", {"--full", "--format"}),
        ("claimcheck export results.jsonl --to", "c", {"csv", "claimreview"}),
    ],
    ids=["commands", "options", "values"],
)
def test_tab(run: Run, shell: str, words: str, last: str, offered: set[str]) -> None:
    """The Tab key offers the commands, options and values that begin as what is typed does, and no others."""
    output = run(shell, SHELLS[shell].format(words=words, last=last, count=len(words.split())))
    found = {word.strip("'\"():") for word in output.replace("\\", "").replace('":"', " ").split()}
    assert {word for word in found if word.startswith(last)} == offered


@each_shell
def test_install(run: Run, shell: str, tmp_path: Path) -> None:
    """``claimcheck --install-completion`` writes the completion where the shell that it is called from looks for it, and says so."""
    assert f"{shell} completion installed" in run(shell, "claimcheck --install-completion\n")
    file, startup = INSTALLED[shell]
    assert "_CLAIMCHECK_COMPLETE" in (tmp_path / "home" / file).read_text(encoding="utf-8")
    if startup:
        assert Path(file).parts[0] in (tmp_path / "home" / startup).read_text(encoding="utf-8")
