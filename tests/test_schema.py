"""The JSON Schema of an export: sound, documented, and true of every export."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from claimcheck import schema
from claimcheck.errors import InputError
from claimcheck.export import to_record
from claimcheck.labels import LABELS, NONE
from claimcheck.pipeline import Analysis
from claimcheck.results import dumps
from claimcheck.sentences import Kind
from fakes import allegation, article, denial, statement
from strategies import analyses


@cache
def _schema() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(schema.text())
    return parsed


def _parts(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(inner)


@cache
def _strict() -> Draft202012Validator:
    """The schema with no field allowed that it does not describe."""
    strict = json.loads(schema.text())
    for part in list(_parts(strict)):
        if isinstance(part.get("properties"), dict):
            part["additionalProperties"] = False
    return Draft202012Validator(strict)


def _record() -> dict[str, Any]:
    return to_record(
        article(
            allegation("A rival says the port hid losses.", key="a", source="A rival", cue="says", custom={"money": 0.7}),
            denial("The port denies it.", answers=["a"], source="The port", cue="denies", clause="it"),
            statement("The mayor declined to comment.", refuses=["a"], cue="declined"),
            id="port",
        )
    )


def test_schema_is_a_schema() -> None:
    """It is valid JSON Schema 2020-12 itself."""
    assert _schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(_schema())


def test_every_field_is_described() -> None:
    """Whoever reads the schema learns what each field means."""
    described = [(name, field) for part in _parts(_schema()) for name, field in part.get("properties", {}).items()]
    assert len(described) > 50
    assert [name for name, field in described if len(field.get("description", "")) < 10] == []


def test_every_field_is_required() -> None:
    """An export always has every field, null where there is nothing, so that consumers need no cases."""
    for part in _parts(_schema()):
        if isinstance(part.get("properties"), dict):
            assert part["required"] == list(part["properties"])


def test_names_are_those_of_the_program() -> None:
    """Labels and kinds in the schema are the ones that the code knows."""
    sentence = _schema()["$defs"]["sentence"]["properties"]
    assert sentence["label"]["enum"] == [*LABELS, NONE] == sentence["scores"]["required"]
    assert sentence["second"]["enum"] == [*LABELS, None]
    assert sentence["kind"]["enum"] == list(Kind)


@settings(max_examples=30)
@given(analyses(exact=False, max_size=6))
def test_every_export_fits_and_has_no_undescribed_field(analysis: Analysis) -> None:
    """The export of any analysis fits the schema, even where that allows nothing but the fields it describes."""
    record = json.loads(dumps(to_record(analysis)))
    schema.validate(record)
    assert [error.message for error in _strict().iter_errors(record)] == []


def test_a_file_of_several_fits_too() -> None:
    """A validator of the user's own can be given the whole of a `--json` file, object or array."""
    whole = Draft202012Validator(_schema())
    assert whole.is_valid(_record())
    assert whole.is_valid([_record(), _record()])
    assert not whole.is_valid([_record(), {}])
    schema.validate([_record(), _record()])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.pop("links"), "record port: as a whole: 'links' is a required property"),
        (lambda r: r["sentences"][1].update(start=-1), r"record port: sentences\[1\]\.start: -1 is less than the minimum of 0"),
        (lambda r: r["sentences"][1].update(label="lie"), r"record port: sentences\[1\]\.label: 'lie' is not one of"),
        (lambda r: r["sentences"][1]["scores"].update(denial=1.5), r"record port: sentences\[1\]\.scores\.denial: 1\.5 is greater"),
        (lambda r: r["sentences"][1]["source"].update(score="high"), r"record port: sentences\[1\]\.source\.score: 'high' is not of type"),
        (lambda r: r.update(schema_version="2.0"), r"record port: schema_version: '2\.0' does not match"),
        (lambda r: r.update(text_sha256="\x1b\n" * 500), "record port: text_sha256: .{150,400} does not match"),
    ],
)
def test_what_does_not_fit_is_named(change: Any, message: str) -> None:
    """The error is one printable line with the article, the path of the field, the cause and where to look."""
    record = _record()
    change(record)
    with pytest.raises(InputError, match=f"^{message}.*`claimcheck schema` prints what a record must hold$") as caught:
        schema.validate(record)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


def test_the_validator_is_loaded_only_when_needed() -> None:
    """Printing the schema does not pay for the library that checks records."""
    code = "import sys, claimcheck.schema as s; s.text(); sys.exit('jsonschema' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=schema.__path__[0] + "/../..")
