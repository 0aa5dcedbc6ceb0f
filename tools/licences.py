"""Writes docs/licences.md: the licences of all that requirements.lock installs, as the installed packages state them. `make licences`."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parent.parent
LOCK: Final = ROOT / "requirements.lock"
PAGE: Final = ROOT / "docs" / "licences.md"

# What the lock has for other systems than this one, where it cannot be asked.
ELSEWHERE: Final = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
# Older ways to name a licence, in the words of today (SPDX). What is none of these is shown as the package has it.
SPDX: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache-2": "Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "The BSD 2-Clause License": "BSD-2-Clause",
    "The MIT License (MIT)": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
INTRODUCTION: Final = """# Licences

claimcheck itself is under the MIT licence ([LICENSE](../LICENSE)); its model is described in [its card](../models/default/README.md).

These are the packages that it runs with and is tested with, in the versions of `requirements.lock` and `constraints.txt`, and the
licences that the packages state of themselves. `make licences` writes this page.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page, for the packages as they are installed."""
    needed = set(_needed("claimcheck"))
    names = sorted({*locked(), "torch"})
    parts = [INTRODUCTION]
    for title, chosen in (
        ("To run it", [name for name in names if name in needed]),
        ("To build and test it", [name for name in names if name not in needed]),
    ):
        parts += [f"\n## {title}\n\n", "| package | version | licence |\n|---|---|---|\n"]
        parts += [f"| {name} | {version} | {licence} |\n" for name in chosen for version, licence in [_stated(name)]]
    return "".join(parts)


def locked() -> dict[str, str]:
    """Return names and versions of the lock."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\;\n]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def _needed(name: str) -> Iterator[str]:
    """Yield all that a package needs to run, here or on another system, each once."""
    waiting, seen = [name], {name}
    while waiting:
        try:
            said = distribution(waiting.pop()).requires or ()
        except PackageNotFoundError:  # of another system
            continue
        for requirement in map(Requirement, said):
            needed = canonicalize_name(requirement.name)
            if needed not in seen and "extra ==" not in str(requirement.marker or ""):
                seen.add(needed)
                waiting.append(needed)
                yield needed


def _stated(name: str) -> tuple[str, str]:
    """Return version and licence of a package."""
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return locked()[name], f"{ELSEWHERE[name]} (other systems only)"
    # A build's own mark, as in 2.13.0+cpu, says nothing of the licence.
    return package.version.partition("+")[0], licence(package)


def licence(package: Distribution) -> str:
    """Return the licence that a package states, as an SPDX expression where it can be told.

    Raises:
        ValueError: where it states none.
    """
    data = package.metadata
    stated = data["License-Expression"] or ""
    if not stated:
        classified = [each.rpartition(" :: ")[2] for each in data.get_all("Classifier") or () if each.startswith("License :: ")]
        written = (data["License"] or "").strip()
        # The field often holds the whole text of the licence.
        short = written if written and "\n" not in written and len(written) < 60 else ""
        stated = SPDX.get(short, short) or " AND ".join(sorted({SPDX.get(each, each) for each in classified} - {"OSI Approved"}))
    if not stated:
        msg = f"{data['Name']} states no licence; look it up and add it to {Path(__file__).name}"
        raise ValueError(msg)
    return stated


if __name__ == "__main__":
    main()
