"""Label Studio: tasks and interface as its guides describe them, and places as it counts them."""

import io
import json
import xml.etree.ElementTree as ET
from typing import Any

from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from claimcheck.exports import Format, label_studio, write
from claimcheck.pipeline import Analysis
from exported import hostile, mayor
from fakes import allegation, article, background, denial
from strategies import analyses

Node = dict[str, Any]


def _object(required: str, **properties: object) -> Node:
    return {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}


_SCORE = {"type": "number", "minimum": 0, "maximum": 1}
_NAMES = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}
# "Import pre-annotated data" and "Label Studio task format" of its documentation: what regions and relations hold.
TASKS: Node = {
    "type": "array",
    "items": _object(
        "data predictions",
        data={"type": "object", "required": ["text"], "additionalProperties": {"type": "string"}},
        predictions={
            "type": "array",
            "items": _object(
                "result model_version score",
                model_version={"type": "string"},
                score=_SCORE,
                result={
                    "type": "array",
                    "items": {
                        "oneOf": [
                            _object(
                                "id from_name to_name type value",
                                id={"type": "string"},
                                from_name={"enum": ["label", "part", "own"]},
                                to_name={"const": "text"},
                                type={"const": "labels"},
                                value=_object(
                                    "start end text labels",
                                    start={"type": "integer", "minimum": 0},
                                    end={"type": "integer", "minimum": 1},
                                    text={"type": "string"},
                                    labels=_NAMES,
                                ),
                                score=_SCORE,
                            ),
                            _object(
                                "type from_id to_id direction labels",
                                type={"const": "relation"},
                                from_id={"type": "string"},
                                to_id={"type": "string"},
                                direction={"enum": ["left", "right", "bi"]},
                                labels=_NAMES,
                            ),
                        ]
                    },
                },
            ),
        },
    ),
}


def _written(form: Format, *articles: Analysis) -> str:
    stream = io.StringIO()
    write(form, stream, articles)
    stream.getvalue().encode("utf-8")
    return stream.getvalue()


def _checked(*articles: Analysis) -> list[Node]:
    """Return the tasks of articles, once it is known that they fit the format and the interface, and that places hold their words."""
    tasks: list[Node] = json.loads(_written(Format.LABEL_STUDIO, *articles))
    Draft202012Validator(TASKS).validate(tasks)
    view = ET.fromstring(_written(Format.LABEL_STUDIO_CONFIG, *articles))  # noqa: S314 - our own XML
    offered = {control.attrib["name"]: {label.attrib["value"] for label in control} for control in view.iter("Labels")}
    relations = {relation.attrib["value"] for relation in view.iter("Relation")}
    assert {control.attrib["toName"] for control in view.iter("Labels")} == {text.attrib["name"] for text in view.iter("Text")}
    for task in tasks:
        result = task["predictions"][0]["result"]
        regions = [node for node in result if node["type"] == "labels"]
        ids = {region["id"] for region in regions}
        assert len(ids) == len(regions)
        for region in regions:
            value = region["value"]
            assert set(value["labels"]) <= offered[region["from_name"]]
            assert value["text"] == task["data"]["text"][value["start"] : value["end"]]
        for relation in result[len(regions) :]:
            assert {relation["from_id"], relation["to_id"]} <= ids
            assert set(relation["labels"]) <= relations
    return tasks


def _findings(task: Node) -> tuple[list[tuple[str, list[str]]], list[tuple[str, str, str]]]:
    """Return regions by words and labels, and relations by words, as a person sees them in Label Studio."""
    result = task["predictions"][0]["result"]
    words = {node["id"]: node["value"]["text"] for node in result if node["type"] == "labels"}
    regions = [(node["value"]["text"], node["value"]["labels"]) for node in result if node["type"] == "labels"]
    relations = [(words[node["from_id"]], node["labels"][0], words[node["to_id"]]) for node in result if node["type"] == "relation"]
    return regions, relations


def test_regions() -> None:
    """Labelled sentences, speakers, the claim within a denial and a refusal to comment are regions, each place once."""
    regions, _ = _findings(_checked(mayor())[0])
    bribe, lie = "Prosecutors say that Mara Velin took 40,000 crowns.", "Councillor Teo Arn accused her of lying."
    assert regions == [
        (bribe, ["allegation"]),
        (lie, ["allegation", "official_statement"]),
        ('"That is a\nlie," Velin said.', ["denial"]),
        ("Velin denied that she had met the builder.", ["denial"]),
        ("She rejected the reports.", ["denial"]),
        ("The builder is said to have left the country.", ["allegation"]),
        ("The port would not comment on it.", ["official_statement"]),
        ("A reader wrote of a hoax.", ["hoax"]),
        ("Prosecutors", ["speaker"]),
        ("Teo Arn", ["speaker"]),
        ("Mara Velin", ["speaker"]),
        ("The port", ["speaker"]),
        ("she had met the builder", ["claim in a denial"]),
        ("would not comment", ["no comment"]),
    ]


def test_relations() -> None:
    """Relations lead from denials to what they answer, from sentences to speakers, from refusals to claims."""
    _, relations = _findings(_checked(mayor())[0])
    bribe, lie = "Prosecutors say that Mara Velin took 40,000 crowns.", "Councillor Teo Arn accused her of lying."
    denied, met = '"That is a\nlie," Velin said.', "Velin denied that she had met the builder."
    assert [each for each in relations if each[1] != "said by"] == [
        (denied, "answers", bribe),
        (denied, "answers", lie),
        (met, "answers", "she had met the builder"),
        ("would not comment", "declines to comment on", lie),
    ]
    assert (denied, "said by", "Mara Velin") in relations
    assert (bribe, "said by", "Prosecutors") in relations


def test_unlabelled_claim() -> None:
    """A claim that stands in a sentence without a label is a region all the same, for the link to lead to; it gets no label of ours."""
    regions, relations = _findings(_checked(article(background("Rumours had it.", key="a"), denial("She denied it.", answers=["a"])))[0])
    assert ("Rumours had it.", ["claim without a label"]) in regions
    assert relations == [("She denied it.", "answers", "Rumours had it.")]


def test_code_points() -> None:
    """Places count code points, as Label Studio does: an emoji is one, CR and LF are one each."""
    analysis = article(allegation("\U0001f600\r\nShe lied."), allegation("He did too."))
    first, second = _checked(analysis)[0]["predictions"][0]["result"]
    assert (first["value"]["start"], first["value"]["end"], second["value"]["start"]) == (0, 12, 13)


def test_about_the_article() -> None:
    """A task names the article, and the prediction the model and how sure it is, so that tasks can be sorted."""
    task = _checked(mayor())[0]
    assert task["data"]["id"] == "mayor"
    assert task["data"]["outlet"] == "Lindmark Post"
    assert task["predictions"][0]["model_version"].startswith("claimcheck ")
    assert task["predictions"][0]["score"] == 0.85


def test_hostile() -> None:
    """Null characters and surrogates, which Label Studio's database refuses, become U+FFFD one for one; markup stays text."""
    text = hostile().document.text
    shown = _checked(hostile())[0]["data"]["text"]
    assert len(shown) == len(text)
    assert "\x00" not in shown
    assert "<script>" in shown
    assert all(theirs in {ours, "\ufffd"} for ours, theirs in zip(text, shown, strict=True))


def test_interface_without_articles() -> None:
    """The interface needs no article, and then offers all but labels of the user's own."""
    view = ET.fromstring(_written(Format.LABEL_STUDIO_CONFIG))  # noqa: S314 - our own XML
    assert [control.attrib["name"] for control in view.iter("Labels")] == [label_studio.LABEL, label_studio.PART]
    assert _checked() == []


def test_ids_of_two_articles() -> None:
    """Regions of different articles have different ids."""
    first, second = _checked(mayor(), hostile())
    ids = [{node["id"] for node in task["predictions"][0]["result"] if "id" in node} for task in (first, second)]
    assert ids[0].isdisjoint(ids[1])


def test_same_bytes() -> None:
    """The same articles give the same bytes."""
    for form in (Format.LABEL_STUDIO, Format.LABEL_STUDIO_CONFIG):
        assert _written(form, mayor(), hostile()) == _written(form, mayor(), hostile())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses(max_size=4))
def test_any_analysis(analysis: Analysis) -> None:
    """Whatever the analysis, tasks and interface fit the format and each other."""
    _checked(analysis)
