"""Results files: JSON with one article or an array of them, or JSON Lines with one a line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from claimcheck.errors import InputError
from claimcheck.export import Record, to_record
from claimcheck.files import Target, opened, shown
from claimcheck.jsonread import Field, bounded, lines, parse
from claimcheck.pipeline import Analysis

# Characters that are written as escapes: JSON allows them as they are, but a terminal acts on some (C1 controls,
# directions of writing, invisible ones), some programs end a line at others, and UTF-8 cannot hold surrogates. The signs that end a
# script in a web page, or turn what follows into another, are there too, for JSON-LD stands in such a script.
_ESCAPED: Final = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]|<(?=[/!])"
)
_SPLIT_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def dumps(record: Mapping[str, Any], *, indent: int | None = None) -> str:
    r"""Write a record as JSON text: one line, or indented lines, without a line end at the close.

    The text is readable UTF-8; control, invisible and line-ending characters and lone surrogates are escaped, and so is
    the ``<`` of ``</`` and ``<!``: the text may stand in a script of a web page, as JSON-LD does.

    Raises:
        InputError: where a text holds the two halves of a surrogate pair as two characters. JSON cannot keep
            them apart from the one character that they make together, and every offset after it would be wrong.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    if pair := _SPLIT_PAIR.search(text):
        found = pair.group().encode("unicode_escape", "surrogatepass").decode("ascii")
        msg = (
            f"article {shown(record.get('id', ''))}: its text holds a character in two halves ({found}), "
            "which JSON cannot keep apart: decode the article anew, as UTF-8 or UTF-16"
        )
        raise InputError(msg)
    return _ESCAPED.sub(lambda match: "\\u003c" if match.group() == "<" else json.dumps(match.group())[1:-1], text)


def write_json(target: Target, results: Analysis | Record | Iterable[Analysis | Record]) -> None:
    """Write one analysis as a JSON object, or several as an array of them.

    What is handed over decides, not how many there are: a list of one gives an array of one. So a program that
    checks a folder finds an array whatever the folder holds, and one that checks a single article the object.

    Args:
        target: a path (written whole or not at all), ``"-"`` for standard output, or a text stream.
        results: analyses, or records made of them; taken one at a time, so memory stays flat.

    Raises:
        OutputError: where it cannot be written.
        ModelError, SettingsError, InputError: as :func:`to_record` and :func:`dumps`.
        BrokenPipeError: where whoever read the standard output has gone away.
    """
    with opened(target) as sink:
        if isinstance(results, Analysis | dict):
            sink.write(dumps(_record(results), indent=2) + "\n")
            return
        before, close = "[", "]\n"
        for result in results:
            # No string holds a line end, so every line may be indented.
            sink.write(f"{before}\n  " + dumps(_record(result), indent=2).replace("\n", "\n  "))
            before, close = ",", "\n]\n"
        sink.write(close if before == "," else before + close)


def write_jsonl(target: Target, results: Analysis | Record | Iterable[Analysis | Record]) -> None:
    """Write one record a line (JSON Lines), in the order given, taken one at a time.

    Args:
        target: a path (written whole or not at all), ``"-"`` for standard output, or a text stream.
        results: analyses, or records made of them.

    Raises:
        OutputError, ModelError, SettingsError, InputError, BrokenPipeError: as :func:`write_json`.
    """
    with opened(target) as sink:
        for result in [results] if isinstance(results, Analysis | dict) else results:
            sink.write(dumps(_record(result)) + "\n")


def read(path: Path, *, name: str = "") -> Iterator[Record]:
    """Yield the records of a results file, whichever writer made it; of JSON Lines one at a time, so memory stays flat.

    What a record holds is not checked: :func:`claimcheck.export.from_record` does that.

    Args:
        path: the file.
        name: what messages call it; the path where empty.

    Raises:
        InputError: where the file cannot be read, or is no JSON, or holds something else than objects.
    """
    name = name or shown(path)
    try:
        with path.open("rb") as stream:
            first = next((line for line in iter(lambda: bounded(stream.readline, name), b"") if line.strip()), b"")
            # A first line that is an object by itself: JSON Lines. Else the file as a whole is one object or array.
            one_a_line = not first or _is_object(first)
            whole = b"" if one_a_line else first + bounded(stream.read, name)
    except OSError as error:
        msg = f"cannot read {name}: {error.strerror or error}"
        raise InputError(msg) from error
    if one_a_line:
        fields: Iterable[Field] = lines(path, name=name)
    else:
        root = Field(parse(whole, name), name)
        fields = root if isinstance(root.value, list) else [root]
    for field in fields:
        yield field.mapping()


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _record(result: Analysis | Record) -> Record:
    return to_record(result) if isinstance(result, Analysis) else result
