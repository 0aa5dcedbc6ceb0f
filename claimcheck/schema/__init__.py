"""The JSON Schema of an export, and the check of a record against it."""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from claimcheck.errors import InputError
from claimcheck.files import shown

if TYPE_CHECKING:
    from jsonschema.protocols import Validator


@cache
def text() -> str:
    """Return the schema (JSON Schema 2020-12) as it stands in the package."""
    return files(__name__).joinpath("analysis.schema.json").read_text(encoding="utf-8")


def validate(record: dict[str, Any] | list[dict[str, Any]]) -> None:
    """Check an exported record, or an array of them, against the schema.

    The schema says nothing of the text: that offsets lie in it and hashes fit is checked by
    :func:`claimcheck.export.from_record`.

    Raises:
        InputError: where it does not fit; the message names the field and the cause.
    """
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - costs a tenth of a second, and few runs need it

    error = best_match(_validator(several=isinstance(record, list)).iter_errors(record))
    if error is None:
        return
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).removeprefix(".")
    identity = shown(record.get("id", "without an id")) if isinstance(record, dict) else "in a list"
    # The message may quote the whole value, which may be the whole article.
    cause = shown(error.message if len(error.message) <= 200 else f"{error.message[:100]} … {error.message[-90:]}")
    msg = f"record {identity}: {shown(path) or 'as a whole'}: {cause}: `claimcheck schema` prints what a record must hold"
    raise InputError(msg)


@cache
def _validator(*, several: bool) -> "Validator":
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - as above

    schema: dict[str, Any] = json.loads(text())
    # Without the choice between one and several the error is that of the very field.
    del schema["anyOf"]
    one = {"$ref": "#/$defs/analysis"}
    return Draft202012Validator({**schema, **({"type": "array", "items": one} if several else one)})
