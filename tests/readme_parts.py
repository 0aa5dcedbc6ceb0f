"""The parts of the README that are made, not written: the report of a sample by the shipped model, and the table of figures.

``make readme`` runs this as a program and puts them in their places; tests compare them with what stands there.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
README: Final = ROOT / "README.md"
MODELS: Final = ROOT / "models"
SAMPLE: Final = "data/samples/border-post-clash.txt"

# Rows of the table, how they are read, and what two people reach against each other.
ROWS: Final = (
    ("labels, macro-F1 of allegation, denial and official statement", "macro_f1", "0.94 to 0.98"),
    ("denials found, F1", "denial_f1", "0.95"),
    ("found denials linked to a sentence that states their claim", "link_accuracy_on_found_denials", "0.98"),
    ("denials found *and* linked, F1", "pair_f1", ""),
    ("whether the denial holds its claim itself", "clause_accuracy", ""),
    ("who says it", "source_accuracy", ""),
    ("error of the probabilities (expected calibration error)", "calibration_error", ""),
)


def report() -> str:
    """Run the command that the README shows, with the shipped model, and return what it prints, in a block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMCHECK_") and name != "FORCE_COLOR"}
    # floats: the same on every processor
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "CLAIMCHECK_FLOATS": "1"}
    command = [sys.executable, "-m", "claimcheck", "check", SAMPLE]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=True)
    return f"```console\n$ claimcheck check {SAMPLE}\n{done.stdout.decode('utf-8')}```"


def figures() -> str:
    """Return the table of what the embedded models say of themselves."""
    names = sorted(path.parent.name for path in MODELS.glob("*/figures.json"))
    values = {name: json.loads((MODELS / name / "figures.json").read_text(encoding="utf-8"))["figures"] for name in names}
    lines = ["", *(f"`{name}`" for name in names), "two people against each other"], ["---"] * (len(names) + 2)
    rows = [[said, *(f"{values[name][key]:.3f}" if key in values[name] else "" for name in names), people] for said, key, people in ROWS]
    return "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in (*lines, *rows))


PARTS: Final[dict[str, Callable[[], str]]] = {"report": report, "figures": figures}


def _place(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- made by make readme: {part} -->\n)(?:(?!<!--).)+(?=\n<!-- end -->)", re.DOTALL)


def written(part: str) -> str:
    """Return what stands in the README for a part."""
    (found,) = _place(part).findall(README.read_text(encoding="utf-8"))
    return str(found)


def renew() -> None:
    """Make each part anew in its place."""
    text = README.read_text(encoding="utf-8")
    for part, make in PARTS.items():
        made = make()
        text = text.replace(written(part), made)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
