"""Imports point one way, and nothing heavy is imported before it is needed."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import claimcheck

PACKAGE = Path(claimcheck.__file__).parent
PROJECT = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))

# Where a library is imported by another name than it is installed by.
DISTRIBUTIONS = {"huggingface_hub": "huggingface-hub"}
# What other libraries import, and may come without.
NEEDED_BY_OTHERS = {"lxml-html-clean"}

# Each module imports only modules before it: from errors and records over the stages to the command line. A new module gets a place here.
ORDER = (
    *("errors", "document", "files", "jsonread", "tomlread"),
    "furniture",
    *("decoding", "markup", "standfirst", "extraction", "html", "articles", "web", "inputs"),
    *("paragraphs", "boundaries", "sentences", "quotations"),
    "evidence",
    *("labels", "settings", "terminal"),
    *("lexicon", "tokens", "phrases", "names", "speech", "speakers", "logit", "clues", "attribution"),
    *("refusals", "declined", "lines", "ranker", "matches", "pairs"),
    "pipeline",
    *("embedded", "network", "api"),
    *("outline", "report"),
    *("export", "schema", "results"),
    *("streams", "listing", "allocator", "checking"),
    *("folder", "batch", "progress", "config", "exports", "page", "across", "review"),
    *("evaluation", "measuring"),
    *("cli", "__main__"),
    "training",
)

# Seconds of import each, and of no use to whoever asks for help.
HEAVY = ("torch", "transformers", "tokenizers", "trafilatura", "lxml", "jsonschema", "numpy", "starlette", "uvicorn")


def _files() -> Iterator[tuple[str, Path]]:
    """Yield every source file, with the module or package right under claimcheck that it belongs to."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


def _imported(path: Path) -> Iterator[str]:
    """Yield the modules right under claimcheck that a file imports, inside functions and for types too."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module == "claimcheck":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("claimcheck."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("claimcheck."))


@pytest.mark.parametrize(("module", "path"), [pytest.param(*each, id=str(each[1].relative_to(PACKAGE))) for each in _files()])
def test_one_way(module: str, path: Path) -> None:
    """A module imports only modules that stand before its own in the order."""
    if module == "__init__":  # names everything, imports nothing before it is asked for
        return
    assert module in ORDER, f"give {module} its place in ORDER"
    before = ORDER[: ORDER.index(module)]
    allowed = {*before, module, "__version__"}
    assert set(_imported(path)) <= allowed


def _libraries(path: Path) -> Iterator[str]:
    """Yield the top names of all other packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)


def _modules_after(code: str) -> set[str]:
    """Return the names of all modules that a fresh Python has imported after running ``code``."""
    program = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint('\\n' + ' '.join(sys.modules), end='')"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, timeout=60)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "code",
    [
        "import claimcheck",
        "from claimcheck import Document, Thresholds, Analysis, ClaimcheckError",
        "from claimcheck.cli import run; run(['--help'])",
        "from claimcheck.cli import run; run(['check', '--help'])",
        "from claimcheck.cli import run; run(['--version'])",
        "from claimcheck.cli import run; run(['schema'])",
        "from claimcheck.cli import run; run(['check'])",
    ],
)
def test_light(code: str) -> None:
    """Importing the package, naming its records, help, version and schema import nothing heavy."""
    imported = _modules_after(code)
    assert "claimcheck" in imported
    assert imported.isdisjoint(HEAVY)


def test_dependencies_are_declared() -> None:
    """Every library that the runtime imports is declared, and no other."""
    declared = {re.split(r"[<>=]", each)[0] for each in PROJECT["project"]["dependencies"]}
    imported = set()
    for module, path in _files():
        if module != "training":
            imported |= set(_libraries(path))
    assert {
        DISTRIBUTIONS.get(name, name) for name in imported - {"claimcheck"} - set(sys.stdlib_module_names)
    } == declared - NEEDED_BY_OTHERS


def test_import_alone_loads_nothing() -> None:
    """``import claimcheck`` imports no module of its own."""
    assert not [name for name in _modules_after("import claimcheck") if name.startswith("claimcheck.")]


def test_public_names() -> None:
    """The public names are these and no others; each can be imported, and is listed by ``dir``."""
    assert claimcheck.__all__ == [
        "Analysis",
        "Attribution",
        "Candidate",
        "ClaimcheckError",
        "Declined",
        "Document",
        "Finding",
        "InputError",
        "Kind",
        "LabelText",
        "Labelling",
        "Link",
        "Mention",
        "Model",
        "ModelError",
        "ModelInfo",
        "OutputError",
        "Reader",
        "Sentence",
        "SentenceEvidence",
        "SettingsError",
        "Source",
        "Span",
        "Thresholds",
        "__version__",
        "check",
        "from_record",
        "load_model",
        "read",
        "to_record",
    ]
    for name in claimcheck.__all__:
        assert name == "__version__" or callable(getattr(claimcheck, name))
    assert set(claimcheck.__all__) <= set(dir(claimcheck))


def test_no_other_name() -> None:
    """A name that is not there raises AttributeError, as everywhere in Python."""
    with pytest.raises(AttributeError, match="no attribute 'verdict'"):
        _ = claimcheck.verdict
