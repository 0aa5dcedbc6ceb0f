"""Make the samples and their gold from the annotation files beside this script.

Run ``python data/samples/build_gold.py`` after every change of an annotation, ``--check`` to be told what is out of date.
Standard library only, but an article that is a web page needs ``claimcheck.html``, because its gold refers to the
text that claimcheck extracts from it. README.md describes the annotation format.
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LABELS = ("allegation", "denial", "official_statement", "none")
SOURCE_FIELD, ANSWERS_FIELD, EMBEDDED_FIELD, CLAIM_FIELD = 1, 2, 3, 4
NEWLINES = {"lf": "\n", "crlf": "\r\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sentence with what the annotator decided, and the line of the annotation file that says so."""

    line: int
    fields: tuple[str, ...]
    key: str
    text: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One annotation file: the head as a mapping, and the units in the order of the article."""

    path: Path
    head: dict[str, str]
    units: tuple[Unit, ...]

    @property
    def slug(self) -> str:
        """Name of the article: the file name without its ending."""
        return self.path.stem

    @property
    def page(self) -> bool:
        """Whether the article is a web page that was written first, not a text made from this file."""
        return self.head.get("page") == "html"

    @property
    def article(self) -> Path:
        """Where the article lies."""
        return FOLDER / f"{self.slug}.{'html' if self.page else 'txt'}"


def fail(annotation: Path, line: int, what: str) -> SystemExit:
    """Return the error that names the file and the line."""
    return SystemExit(f"{annotation.name}:{line}: {what}")


def parse(path: Path) -> Annotation:
    """Read one annotation file."""
    head: dict[str, str] = {}
    units: list[Unit] = []
    fields: tuple[str, ...] | None = None
    before = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").replace("\\u0301", "\u0301").split("\n"), start=1):
        if line.startswith("= "):
            fields = tuple(field.strip() for field in line[2:].split("|"))
        elif fields is not None and line:
            if line != line.strip():
                raise fail(path, number, "white space before or after the sentence")
            first, _, key = fields[0].partition(" @")
            units.append(Unit(line=number, fields=(first, *fields[1:]), key=key, text=line, before=before if units else ""))
            fields, before = None, " "
        elif line == "/":
            before = "\n"
        elif not line:
            before = "\n\n"
        elif not units:
            name, _, value = line.partition(": ")
            head[name] = value
        else:
            raise fail(path, number, "a sentence without a label line before it")
    return Annotation(path=path, head=head, units=tuple(units))


def article_text(annotation: Annotation) -> str:
    """Return the text that the gold refers to: as composed from the units, or as claimcheck extracts it from the page."""
    if annotation.page:
        from claimcheck.html import document  # noqa: PLC0415 - the one thing here that needs more than the standard library

        return document(annotation.article.read_bytes(), origin=annotation.article.name, name=annotation.slug).text
    text = "".join(unit.before + unit.text for unit in annotation.units) + "\n"
    return text.replace("\n", NEWLINES[annotation.head.get("newline", "lf")])


def record(annotation: Annotation, unit: Unit, keys: dict[str, int]) -> dict[str, object]:
    """Return the gold's fields of one unit, offsets apart."""
    label, _, second = unit.fields[0].partition("+")
    if label not in LABELS or second not in ("", *LABELS[:3]):
        raise fail(annotation.path, unit.line, f"unknown label {unit.fields[0]!r}")
    denies = "denial" in (label, second)
    if len(unit.fields) != (1 if label == "none" else 5 if denies else 2):
        raise fail(annotation.path, unit.line, f"wrong number of fields for {unit.fields[0]}")
    out: dict[str, object] = {"label": label}
    if second:
        out["second"] = second
    if label != "none":
        out["source"] = unit.fields[SOURCE_FIELD]
    if denies:
        named = [] if unit.fields[ANSWERS_FIELD] == "-" else unit.fields[ANSWERS_FIELD].split()
        unknown = [key for key in named if key not in keys]
        if unknown:
            raise fail(annotation.path, unit.line, f"no sentence has the key {unknown[0]!r}")
        out["answers"] = [keys[key] for key in named]
        out["embedded"] = {"clause": True, "-": False}[unit.fields[EMBEDDED_FIELD]]
        out["claim"] = unit.fields[CLAIM_FIELD]
    return out


def gold(annotation: Annotation, text: str) -> dict[str, object]:
    """Return one line of gold.jsonl: every unit is found in the text by exact search, in order."""
    keys = {unit.key: index for index, unit in enumerate(annotation.units) if unit.key}
    if len(keys) != sum(1 for unit in annotation.units if unit.key):
        raise fail(annotation.path, 1, "a key is used twice")
    sentences = []
    end = 0
    for unit in annotation.units:
        start = text.find(unit.text, end)
        if start < 0 or text[end:start].strip():
            raise fail(annotation.path, unit.line, f"not the next sentence of the article: {unit.text[:60]!r}")
        end = start + len(unit.text)
        sentences.append({"start": start, "end": end, **record(annotation, unit, keys)})
    if text[end:].strip():
        raise fail(annotation.path, 1, f"text is left over at the end: {text[end:].strip()[:60]!r}")
    return {
        "id": annotation.slug,
        "outlet": annotation.head["outlet"],
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "sentences": sentences,
    }


def build() -> dict[Path, bytes]:
    """Return every file that the annotations make, with its content."""
    files: dict[Path, bytes] = {}
    lines = []
    for path in sorted((FOLDER / "annotations").glob("*.labelled")):
        annotation = parse(path)
        text = article_text(annotation)
        if not annotation.page:
            files[annotation.article] = text.encode()
        lines.append(json.dumps(gold(annotation, text), ensure_ascii=False) + "\n")
    files[FOLDER / "gold.jsonl"] = "".join(lines).encode()
    return files


def main() -> None:
    """Write the files that differ, or name them and exit with 1 where only a check is asked for."""
    stale = [path for path, content in build().items() if not path.is_file() or path.read_bytes() != content]
    if sys.argv[1:] == ["--check"]:
        sys.exit("out of date: " + ", ".join(path.name for path in stale) if stale else 0)
    for path, content in build().items():
        if path in stale:
            path.write_bytes(content)
            sys.stdout.write(f"wrote {path.name}\n")


if __name__ == "__main__":
    main()
