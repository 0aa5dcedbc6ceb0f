"""Where the software comes from: what the set-up installs is pinned with hashes, and its licences are listed."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parent.parent
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK: Final = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# One package: its pin, perhaps for which systems, and a line for each of its files.
ENTRY: Final = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; ([^\n\\]+))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
LOCKED: Final = {name: version for name, version, _, _ in ENTRY.findall(LOCK)}
PINNED: Final[dict[str, str]] = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
}


def test_every_file_has_a_hash() -> None:
    """The lock is pins and SHA-256 hashes alone: no package without, no address of an index, nothing that switches a check off."""
    rest = ENTRY.sub("", LOCK)
    assert len(LOCKED) > 50
    assert [line for line in rest.splitlines() if not line.startswith("#")] == []
    assert "://" not in LOCK


def test_lock_and_constraints_pin_the_same() -> None:
    """Both files name the same versions of the same packages; torch alone has no hash, and what set-up does not install."""
    unlocked = {name: version for name, version in PINNED.items() if name not in LOCKED}
    assert {**LOCKED, **unlocked} == PINNED, "run `make lock`"
    assert set(unlocked) == {"torch", *(Requirement(each).name for each in PROJECT["project"]["optional-dependencies"]["fuzz"])}


def test_what_is_declared_is_locked() -> None:
    """Each declared dependency, of tests and build too, is in the lock, in a version that is allowed."""
    declared = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, [*declared, *PROJECT["build-system"]["requires"]]):
        name = canonicalize_name(requirement.name)
        version = PINNED["torch"] if name == "torch" else LOCKED.get(name)
        assert version is not None, f"{name} is not locked: run `make lock`"
        assert requirement.specifier.contains(version), f"{name}: run `make lock`"


def test_what_is_locked_is_complete() -> None:
    """All that a locked package needs here is locked, and so is what torch needs of others: set-up fetches nothing else without a hash."""
    for name in (*LOCKED, "torch"):
        try:
            needed = distribution(name).requires or []
        except PackageNotFoundError:  # of another system
            continue
        for requirement in map(Requirement, needed):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                # A build of torch for a GPU brings libraries of its own.
                assert canonicalize_name(requirement.name) in {*LOCKED, "torch"} or name == "torch", f"{name} needs {requirement}"


def test_set_up_demands_the_hashes() -> None:
    """`make setup` installs from the lock first, with hashes demanded, and builds claimcheck with what is then there."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make here")
    told = subprocess.run([make, "-n", "-B", "setup"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    installs = [line for line in told.splitlines() if "pip install" in line]
    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert all("--constraint constraints.txt" in line for line in installs[1:])
    assert "--no-build-isolation" in installs[-1]


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    """Return the script that writes the page."""
    spec = importlib.util.spec_from_file_location("licences", ROOT / "tools" / "licences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written where colorama is not installed")
def test_the_licences_are_listed(licences: ModuleType) -> None:
    """docs/licences.md is what `make licences` writes of the packages as they are installed."""
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(), "run `make licences`"


def test_each_locked_package_has_a_licence(licences: ModuleType) -> None:
    """Every package of the lock, and torch, has a line with its version and a licence."""
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (\d\S*) \| (.+) \|$", licences.PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: version for name, version, _ in rows} == {**LOCKED, "torch": PINNED["torch"]}, "run `make licences`"
    assert not [name for name, _, licence in rows if "unknown" in licence.lower()]
