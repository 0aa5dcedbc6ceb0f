"""Web Annotations keep the MUSTs of the W3C's Recommendation, and their selectors lead back to the words."""

import io
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from claimcheck.exports import Format, web_annotation, write
from claimcheck.pipeline import Analysis
from exported import hostile, mayor
from fakes import article, background, denial
from strategies import analyses

Node = dict[str, Any]

# What the Web Annotation Data Model (Recommendation of 23 February 2017) says must be, of what this export uses: sections 3.1
# (annotations), 3.2.4 (textual bodies), 3.3.2 (agents), 3.3.5 (motivations), 4.1 (specific resources), 4.2.4 and 4.2.5 (selectors),
# 5.1 and 5.2 (collections and pages). Properties that the model does not know are refused: a misspelt one is no property.
_IRI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$"}
_MOTIVATIONS = [
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying"),
    *("linking", "moderating", "questioning", "replying", "tagging"),
]


def _thing(required: str, **properties: object) -> Node:
    return {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}


MODEL: Node = {
    "$defs": {
        "source": _thing("id", id=_IRI, type={"const": "Text"}, format={"const": "text/plain"}, via=_IRI),
        "quote": _thing(
            "type exact prefix suffix",
            type={"const": "TextQuoteSelector"},
            exact={"type": "string"},
            prefix={"type": "string"},
            suffix={"type": "string"},
        ),
        "position": _thing(
            "type start end",
            type={"const": "TextPositionSelector"},
            start={"type": "integer", "minimum": 0},
            end={"type": "integer", "minimum": 0},
        ),
        "place": _thing(
            "type source selector",
            type={"const": "SpecificResource"},
            source={"$ref": "#/$defs/source"},
            selector={
                "type": "array",
                "prefixItems": [{"$ref": "#/$defs/quote"}, {"$ref": "#/$defs/position"}],
                "minItems": 2,
                "items": False,
            },
            purpose={"enum": _MOTIVATIONS},
        ),
        "text": _thing(
            "type value",
            type={"const": "TextualBody"},
            value={"type": "string", "minLength": 1},
            purpose={"enum": _MOTIVATIONS},
            format={"const": "text/plain"},
            language={"const": "en"},
        ),
        "annotation": _thing(
            "id type target",
            id=_IRI,
            type={"const": "Annotation"},
            motivation={"enum": _MOTIVATIONS},
            generator=_thing("type name", type={"const": "Software"}, name={"type": "string"}),
            body={"type": "array", "minItems": 1, "items": {"anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/place"}]}},
            target={"$ref": "#/$defs/place"},
        ),
        "page": _thing(
            "id type items",
            id=_IRI,
            type={"const": "AnnotationPage"},
            startIndex={"const": 0},
            items={"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/annotation"}},
        ),
    },
    **_thing(
        "@context id type label total",
        **{"@context": {"const": "http://www.w3.org/ns/anno.jsonld"}},
        id=_IRI,
        type={"const": "AnnotationCollection"},
        label={"type": "string"},
        total={"type": "integer", "minimum": 0},
        first={"$ref": "#/$defs/page"},
    ),
    # A collection that holds anything must have a first page.
    "if": {"properties": {"total": {"const": 0}}},
    "else": {"required": ["first"]},
}


def _text(*articles: Analysis) -> str:
    stream = io.StringIO()
    write(Format.WEB_ANNOTATION, stream, articles)
    return stream.getvalue()


def _checked(*articles: Analysis) -> Node:
    """Return the collection of articles, once it is known to fit the model."""
    text = _text(*articles)
    text.encode("utf-8")  # no lone surrogate, which UTF-8 and RDF refuse
    collection: Node = json.loads(text)
    Draft202012Validator(MODEL).validate(collection)
    items = collection["first"]["items"] if collection["total"] else []
    assert collection["total"] == len(items)
    assert len({item["id"] for item in items}) == len(items)
    return collection


def _places(node: object) -> Iterator[Node]:
    if isinstance(node, dict):
        if node.get("type") == "SpecificResource":
            yield node
        for member in node.values():
            yield from _places(member)
    elif isinstance(node, list):
        for member in node:
            yield from _places(member)


def _assert_places(collection: Node, analysis: Analysis) -> None:
    """Check that each place of a collection holds the words that its selectors name."""
    text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in analysis.document.text)
    for place in _places(collection):
        quote, position = place["selector"]
        start, end = position["start"], position["end"]
        assert quote["exact"] == text[start:end]
        assert (text[:start] + "\x00").endswith(quote["prefix"] + "\x00")
        assert text[end:].startswith(quote["suffix"])
        assert len(quote["prefix"]) == min(start, web_annotation.AROUND)


def _tags(annotation: Node) -> list[str]:
    return [body["value"] for body in annotation["body"] if body.get("purpose") == "tagging"]


def test_model_and_places() -> None:
    """The annotations of an article keep the model's MUSTs, and quotation and position name the same words, after an emoji too."""
    collection = _checked(mayor())
    _assert_places(collection, mayor())
    assert len(list(_places(collection))) > 20


def test_labels() -> None:
    """Each sentence with a label is tagged with it, with a second one, with doubt and with labels of the user's own."""
    items = _checked(mayor())["first"]["items"]
    tagged = [_tags(item) for item in items if item["motivation"] == "tagging"]
    assert tagged == [
        ["allegation"],
        ["allegation", "official_statement", "doubtful"],
        ["denial"],
        ["denial"],
        ["denial"],
        ["allegation"],
        ["official_statement"],
        ["hoax"],
        ["claim not in the article"],
    ]


def test_links() -> None:
    """A link leads from the denial to the claim or to its own words; doubt about it is tagged."""
    analysis = mayor()
    links = [item for item in _checked(analysis)["first"]["items"] if "answers" in _tags(item)]
    found = [(_quoted(item["target"]), [_quoted(body) for body in item["body"] if "selector" in body], _tags(item)) for item in links]
    lie, met = '"That is a\nlie," Velin said.', "Velin denied that she had met the builder."
    assert found == [
        (lie, ["Prosecutors say that Mara Velin took 40,000 crowns."], ["answers"]),
        (lie, ["Councillor Teo Arn accused her of lying."], ["answers", "doubtful"]),
        (met, ["she had met the builder"], ["answers"]),
    ]


def test_speakers_and_refusals() -> None:
    """A sentence is linked to where its speaker is named, a refusal to comment to the claim."""
    items = _checked(mayor())["first"]["items"]
    speakers = [_quoted(item["body"][0]) for item in items if "speaker" in _tags(item)]
    assert speakers == ["Prosecutors", "Teo Arn", "Mara Velin", "Mara Velin", "Mara Velin", "The port"]
    refusals = [(_quoted(item["target"]), _quoted(item["body"][0])) for item in items if "no comment" in _tags(item)]
    assert refusals == [("would not comment", "Councillor Teo Arn accused her of lying.")]


def test_source_is_the_text() -> None:
    """Positions are those of the text that was read, so the text is the source; the page it came from is named beside it."""
    place = next(_places(_checked(mayor())))
    assert place["source"]["id"].startswith("urn:uuid:")
    assert place["source"]["via"] == "https://lindmark.example/news/mayor?id=7"


def test_hostile() -> None:
    """Control characters, markup and surrogates change neither form nor places; what is no address of a page is not named as one."""
    collection = _checked(hostile())
    _assert_places(collection, hostile())
    assert all("via" not in place["source"] for place in _places(collection))


def test_nothing_found() -> None:
    """Articles without a finding give an empty collection, without a page, which would have to hold something."""
    assert _checked(article(background("It rained.")))["total"] == 0
    assert "first" not in _checked()


def test_same_bytes() -> None:
    """The same articles give the same bytes; other findings, other ids."""
    assert _text(mayor(), hostile()) == _text(mayor(), hostile())
    one, other = (_checked(article(denial("She denied it."), id=name)) for name in ("one", "other"))
    assert one["id"] != other["id"]
    assert one["first"]["items"][0]["id"] != other["first"]["items"][0]["id"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses(max_size=4))
def test_any_analysis(analysis: Analysis) -> None:
    """Whatever the analysis, its annotations keep the model's MUSTs and lead back to the words."""
    # Of a text that is made of one character many times, prefix and words say little; the positions must be right all the same.
    _assert_places(_checked(analysis), analysis)


def _quoted(place: Node) -> str:
    exact: str = place["selector"][0]["exact"]
    return exact
