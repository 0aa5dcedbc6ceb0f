"""The JSON record of an analysis, and the analysis made of it again."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from claimcheck import __version__
from claimcheck.errors import InputError, ModelError, SettingsError
from claimcheck.export import from_record, to_record
from claimcheck.labels import Thresholds
from claimcheck.pipeline import Analysis
from claimcheck.results import dumps
from fakes import allegation, article, denial, headline, paragraph, statement
from strategies import analyses, json_values


@pytest.fixture
def mayor() -> Analysis:
    """An article with one of everything: a claim answered, one that is not, one declined, a claim inside a denial."""
    return article(
        headline("Mayor of Lindmark denies taking bribes", label="denial", clause="taking bribes"),
        allegation("Prosecutors say Mara Velin took 40,000 crowns.", key="bribe", source="Prosecutors", cue="say"),
        paragraph(),
        denial(
            "“That is a lie,” Velin said 🙂.",
            source="Mara Velin",
            cue="said",
            content="That is a lie",
            answers=["bribe"],
            link_score=0.81239,
        ),
        allegation("A rival says the port hid its losses.", key="losses"),
        statement("The port declined to comment.", refuses=["losses"], cue="declined to comment", source="The port"),
        id="mayor",
        origin="mayor.txt",
        title="Mayor denies",
        notes=("decoded as cp1252",),
    )


def test_record_of_a_denial_has_all_that_was_found(mayor: Analysis) -> None:
    """A sentence's record gives its place, label, scores, speaker and words, offsets in code points."""
    record = to_record(mayor)
    sentence = record["sentences"][2]
    text = mayor.document.text
    start = text.index("“That")
    name = text.index("Mara Velin")
    cue = text.index("said")
    content = text.index("That is")
    assert sentence == {
        "index": 2,
        "start": start,
        "end": start + len("“That is a lie,” Velin said 🙂."),
        "text": "“That is a lie,” Velin said 🙂.",
        "kind": "body",
        "paragraph": 2,
        "label": "denial",
        "second": None,
        "score": 0.9,
        "scores": {"allegation": 0.0333, "denial": 0.9, "official_statement": 0.0333, "none": 0.0333},
        "doubtful": False,
        "custom": {},
        "source": {"name": "Mara Velin", "start": name, "end": name + 10, "mention": None, "score": 0.9},
        "cue": {"start": cue, "end": cue + 4},
        "content": {"start": content, "end": content + 13},
    }


def test_record_of_an_article_has_document_links_and_open_claims(mayor: Analysis) -> None:
    """Beside the sentences a record names tool, model and settings, the document with its hash, the links and the open claims."""
    record = to_record(mayor)
    text = mayor.document.text
    clause = text.index("taking bribes")
    refusal = text.index("declined")
    assert record["schema_version"] == "1.0"
    assert record["tool"] == {"name": "claimcheck", "version": __version__}
    assert record["model"] == {"name": "fake", "revision": mayor.model.revision}
    assert record["settings"] == {"model": "fake"}
    assert (record["id"], record["text_sha256"]) == ("mayor", mayor.document.text_sha256)
    assert record["document"] == {
        "id": "mayor",
        "origin": "mayor.txt",
        "title": "Mayor denies",
        "url": None,
        "date": None,
        "author": None,
        "outlet": None,
        "notes": ["decoded as cp1252"],
        "text": text,
        "text_sha256": mayor.document.text_sha256,
    }
    assert record["links"] == [
        {"denial": 0, "claim": None, "clause": {"start": clause, "end": clause + 13}, "score": 0.8, "doubtful": False},
        {"denial": 2, "claim": 1, "clause": None, "score": 0.8124, "doubtful": False},
    ]
    assert record["unanswered"] == [3]
    assert record["declined"] == [{"claim": 3, "sentence": 4, "cue": {"start": refusal, "end": refusal + 19}}]


@given(analyses())
def test_export_and_import_give_an_equal_analysis(analysis: Analysis) -> None:
    """Through JSON text and back, an analysis of any text is the same, where its probabilities have 4 decimals."""
    assert from_record(json.loads(dumps(to_record(analysis)))) == analysis


@given(analyses(exact=False))
def test_rounding_is_done_once_and_keeps_sums(analysis: Analysis) -> None:
    """A record of an imported record is the same record, and rounded scores still sum to 1 within 0.0002."""
    record = to_record(analysis)
    assert to_record(from_record(record)) == record
    for sentence in record["sentences"]:
        assert sum(sentence["scores"].values()) == pytest.approx(1, abs=0.00021)


@given(analyses(exact=False))
def test_spans_of_a_record_slice_its_text(analysis: Analysis) -> None:
    """A consumer that has nothing but the record finds each sentence's words at its offsets."""
    record = json.loads(dumps(to_record(analysis)))
    text = record["document"]["text"]
    assert all(text[each["start"] : each["end"]] == each["text"] for each in record["sentences"])


def test_order_of_a_models_scores_does_not_show(mayor: Analysis) -> None:
    """Two equal analyses are equal bytes, whatever order their scores were given in."""
    turned = tuple(
        replace(found, labelling=replace(found.labelling, scores=dict(reversed(list(found.labelling.scores.items())))))
        for found in mayor.findings
    )
    assert dumps(to_record(replace(mayor, findings=turned))) == dumps(to_record(mayor))


def _with_scores(analysis: Analysis, **scores: float) -> Analysis:
    first, *rest = analysis.findings
    labelling = replace(first.labelling, scores={**first.labelling.scores, **scores})
    return replace(analysis, findings=(replace(first, labelling=labelling), *rest))


@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_a_probability_that_is_no_number_is_refused(mayor: Analysis, broken: float) -> None:
    """Damaged weights give NaN, which JSON cannot hold: the error names the article and the remedy."""
    with pytest.raises(ModelError, match=r"^article mayor: .*weights may be damaged"):
        to_record(_with_scores(mayor, denial=broken))


def test_zero_has_no_sign(mayor: Analysis) -> None:
    """A tiny negative number, as floating-point arithmetic gives, is written as 0.0."""
    assert '"none":0.0,' in dumps(to_record(_with_scores(mayor, none=-0.00001))).replace("}", ",")


def test_settings_may_hold_records_mappings_and_paths(mayor: Analysis) -> None:
    """Settings are written as JSON has them, so that the pipeline can hand over its thresholds as they are."""
    settings = {"thresholds": Thresholds(second=0.7, main={"denial": 0.1}), "labels": ("a", "b"), "folder": Path("models") / "x", "n": None}
    written = json.loads(dumps(to_record(replace(mayor, settings=settings))))["settings"]
    assert written["thresholds"]["second"] == 0.7
    assert written["thresholds"]["main"] == {"denial": 0.1}
    assert written["labels"] == ["a", "b"]
    assert written["folder"] == str(Path("models") / "x")
    assert written["n"] is None


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes", float("nan")])
def test_settings_that_json_cannot_hold_are_refused(mayor: Analysis, value: object) -> None:
    """The error names the setting."""
    with pytest.raises(SettingsError, match=r"^settings\.odd cannot be written to JSON"):
        to_record(replace(mayor, settings={"odd": value}))


def test_a_record_of_a_newer_minor_version_is_read(mayor: Analysis) -> None:
    """Fields that this version does not know are passed over, at every level."""
    record = to_record(mayor)
    record["schema_version"] = "1.7"
    record["new"] = record["document"]["new"] = record["sentences"][0]["new"] = record["links"][0]["new"] = {"a": 1}
    assert to_record(from_record(record)) == to_record(mayor)


def test_whole_numbers_written_as_decimals_are_read(mayor: Analysis) -> None:
    """Some programs write 3 as 3.0; offsets are whole numbers again afterwards."""
    record = to_record(mayor)
    record["sentences"][0]["end"] = float(record["sentences"][0]["end"])
    assert isinstance(from_record(record).findings[0].sentence.span.end, int)


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = record
        for step in way:
            place = place[step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("schema_version", "2.0", r"schema_version: version 2\.0 of the format cannot be read"),
        ("schema_version", 1, r"schema_version: text was expected, not a number"),
        ("id", "other", r"id: 'other' does not fit the document, which has 'mayor'"),
        ("text_sha256", "0" * 64, r"text_sha256: '0+' does not fit"),
        ("document.text", "changed", r"text_sha256: .* the record was changed"),
        ("document.title", 3, r"document\.title: text was expected, not a number"),
        ("sentences", {}, r"sentences: a list was expected, not an object"),
        ("sentences.1.index", 2, r"sentences\[1\]\.index: 2 stands in place 1"),
        ("sentences.1.start", -1, r"sentences\[1\]\.start: -1 is out of range"),
        ("sentences.1.start", True, r"sentences\[1\]\.start: a number was expected, not true or false"),
        ("sentences.1.start", 1.5, r"sentences\[1\]\.start: 1\.5 is no whole number"),
        ("sentences.1.end", 10**6, r"sentences\[1\]: the range from \d+ to 1000000 is not in the text"),
        ("sentences.1.end", 1, r"sentences\[1\]: the range ends at 1, before it starts"),
        ("sentences.1.text", "Other words.", r"sentences\[1\]\.text: it is not what stands"),
        ("sentences.1.kind", "advert", r"sentences\[1\]\.kind: 'advert' is none of headline"),
        ("sentences.1.label", "lie\x1b[31m", r"sentences\[1\]\.label: 'lie\\x1b\[31m' is none of"),
        ("sentences.1.second", "none", r"sentences\[1\]\.second: 'none' is none of"),
        ("sentences.1.scores", {"none": 1}, r"sentences\[1\]\.scores: the score of the label allegation is missing"),
        ("sentences.1.scores.denial", 1.2, r"sentences\[1\]\.scores\.denial: 1\.2 is no probability"),
        ("sentences.1.scores.denial", 10**400, r"sentences\[1\]\.scores\.denial: the number is too large"),
        ("sentences.1.doubtful", "no", r"sentences\[1\]\.doubtful: true or false was expected, not text"),
        ("sentences.1.source", "Velin", r"sentences\[1\]\.source: an object was expected, not text"),
        ("sentences.1.source.end", 10**6, r"sentences\[1\]\.source: the range"),
        ("sentences.1.cue", {"start": 0}, r"sentences\[1\]\.cue: the field 'end' is missing"),
        ("links.0.denial", 5, r"links\[0\]\.denial: 5 is out of range: it must be from 0 to 4"),
        ("links.1.claim", 99, r"links\[1\]\.claim: 99 is out of range"),
        ("links.1.score", None, r"links\[1\]\.score: a number was expected, not null"),
        ("unanswered.0", 77, r"unanswered\[0\]: 77 is out of range"),
        ("declined.0.cue", None, r"declined\[0\]\.cue: an object was expected, not null"),
        ("settings", [], r"settings: an object was expected, not a list"),
        ("model.name", None, r"model\.name: text was expected, not null"),
    ],
)
def test_a_changed_record_is_refused_by_field(mayor: Analysis, path: str, value: object, message: str) -> None:
    """An import says in one line which field is wrong and why."""
    record = copy.deepcopy(to_record(mayor))
    _set(path, value)(record)
    with pytest.raises(InputError, match=f"^record [^ ]+: {message}") as caught:
        from_record(record)
    assert str(caught.value).isprintable()


def test_sentences_that_overlap_are_refused(mayor: Analysis) -> None:
    """Reports rely on sentences in order."""
    record = to_record(mayor)
    first, second = record["sentences"][:2]
    second.update(start=first["end"] - 1, text=mayor.document.text[first["end"] - 1 : second["end"]])
    with pytest.raises(InputError, match=r"sentences\[1\]: it begins at 37, before the end of the one before it, 38"):
        from_record(record)


def test_the_message_names_the_place_that_the_caller_gives(mayor: Analysis) -> None:
    """A reader of files names file and line."""
    record = to_record(mayor)
    del record["links"]
    with pytest.raises(InputError, match=r"^results\.jsonl, line 3: the field 'links' is missing$"):
        from_record(record, where="results.jsonl, line 3")


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_no_record(value: Any) -> None:
    """Hostile results files do not get further than one clear line."""
    with pytest.raises(InputError, match="an object was expected"):
        from_record(value)


@given(st.data())
def test_whatever_is_done_to_a_record_the_error_is_ours(data: st.DataObject) -> None:
    """A record with any value put anywhere is read, or refused by an InputError; nothing else happens."""
    record: Any = to_record(
        article(
            allegation("One says so.", key="a", source="One", cue="says"),
            denial("Two denies it.", answers=["a"], clause="it", custom={"x": 0.5}),
        )
    )
    place = record
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    if data.draw(st.booleans()):
        del place[key]
    else:
        place[key] = data.draw(json_values)
    try:
        analysis = from_record(record)
    except InputError:
        event("refused")
        return
    assert len(analysis.findings) == len(record["sentences"])
