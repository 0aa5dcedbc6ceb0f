"""ClaimReview drafts: schema.org's types and properties, and nothing that is the desk's to say."""

import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker

from claimcheck.attribution import Source
from claimcheck.document import Document, Span
from claimcheck.exports import Format, write
from claimcheck.exports.claimreview import iso_date, person_or_organization
from claimcheck.pipeline import Analysis
from exported import hostile, mayor
from fakes import allegation, article, background, denial
from strategies import analyses

Node = dict[str, Any]


def _type(name: str, required: str = "", **properties: object) -> Node:
    typed = {"@type": {"const": name}, **properties}
    return {"type": "object", "required": ["@type", *required.split()], "properties": typed, "additionalProperties": False}


_TEXT = {"type": "string", "minLength": 1, "pattern": r"^[^\n]*$"}
_WEB = {"type": "string", "pattern": r"^https?://[^\s<>\"]+$"}
# The properties of schema.org's ClaimReview, Claim, NewsArticle and Comment that drafts use, with their expected types. Where the
# article does not show whether somebody is a Person or an Organization, @type is left to whoever completes the draft. Anything else
# is refused: reviewRating, reviewBody, author, url and datePublished of the review are the desk's.
_AGENT: Node = {
    "type": "object",
    "required": ["name"],
    "properties": {"@type": {"enum": ["Person", "Organization"]}, "name": _TEXT},
    "additionalProperties": False,
}
DRAFTS: Node = {
    "type": "array",
    "items": _type(
        "ClaimReview",
        "@context @id creativeWorkStatus description claimReviewed itemReviewed",
        **{"@context": {"const": "https://schema.org"}, "@id": {"type": "string", "pattern": "^urn:uuid:"}},
        creativeWorkStatus={"const": "Draft"},
        description=_TEXT,
        claimReviewed={"type": "string"},
        itemReviewed=_type(
            "Claim",
            "text appearance",
            text={"type": "string"},
            author=_AGENT,
            appearance=_type(
                "NewsArticle",
                url=_WEB,
                headline=_TEXT,
                datePublished={"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "pattern": "T"}]},
                author=_AGENT,
                publisher=_AGENT,
            ),
            comment={"type": "array", "minItems": 1, "items": _type("Comment", "text", text={"type": "string"}, author=_AGENT)},
        ),
    ),
}


def _drafts(*articles: Analysis) -> list[Node]:
    """Return the drafts of articles, once it is known that they fit schema.org's types."""
    stream = io.StringIO()
    write(Format.CLAIMREVIEW, stream, articles)
    stream.getvalue().encode("utf-8")
    drafts: list[Node] = json.loads(stream.getvalue())
    Draft202012Validator(DRAFTS, format_checker=FormatChecker()).validate(drafts)
    return drafts


def test_a_draft() -> None:
    """A draft holds the claim in the article's words, where it appears, and what is replied, and by whom."""
    draft = _drafts(mayor())[0]
    claim = draft["itemReviewed"]
    assert draft["claimReviewed"] == claim["text"] == "Prosecutors say that Mara Velin took 40,000 crowns."
    assert claim["author"] == {"name": "Prosecutors"}
    assert claim["appearance"] == {
        "@type": "NewsArticle",
        "url": "https://lindmark.example/news/mayor?id=7",
        "headline": "Mayor of Lindmark under fire 🎈",
        "datePublished": "2026-03-04",
        "author": {"name": "Ida Holm"},
        "publisher": {"@type": "Organization", "name": "Lindmark Post"},
    }
    assert claim["comment"] == [{"@type": "Comment", "text": '"That is a lie," Velin said.', "author": {"name": "Mara Velin"}}]


def test_never_a_verdict() -> None:
    """No draft has a rating, a review, a reviewer or a date of its own; each says that it is a draft that nobody has reviewed."""
    for draft in _drafts(mayor()):
        assert draft.keys().isdisjoint({"reviewRating", "reviewBody", "author", "datePublished", "url"})
        assert draft["creativeWorkStatus"] == "Draft"
        assert "Nobody has reviewed this claim" in draft["description"]


def test_which_claims() -> None:
    """Claims with and without a reply, those on which no comment was given, and the claim within a denial have one draft each."""
    found = [(draft["claimReviewed"], len(draft["itemReviewed"].get("comment", ()))) for draft in _drafts(mayor())]
    assert found == [
        ("Prosecutors say that Mara Velin took 40,000 crowns.", 1),
        ("Councillor Teo Arn accused her of lying.", 2),
        ("she had met the builder", 1),
        ("The builder is said to have left the country.", 0),
    ]


def test_clause_has_no_author() -> None:
    """The claim that a denial states in its own words is not given to the denier."""
    draft = next(draft for draft in _drafts(mayor()) if draft["claimReviewed"] == "she had met the builder")
    assert "author" not in draft["itemReviewed"]
    assert draft["itemReviewed"]["comment"][0]["author"]["name"] == "Mara Velin"


@pytest.mark.parametrize(
    ("text", "name", "mention", "expected"),
    [
        ("Mayor Mara Velin spoke.", "Mara Velin", "Mara Velin", "Person"),
        ("Mara Velin spoke. She denied it.", "Mara Velin", "She", "Person"),
        ("Mara Velin spoke. Velin denied it.", "Mara Velin", "Velin", "Person"),
        ("Mara Velin spoke.", "Mara Velin", "Mara Velin", None),
        ("The Ministry of Works denied it.", "Ministry of Works", "Ministry of Works", "Organization"),
        ("The port denied it.", "The port", "The port", "Organization"),
        ("Critics denied it.", "Critics", "Critics", None),
        ("Prosecutors denied it.", "Prosecutors", "Prosecutors", None),
        ("a rival spoke.", "a rival", "a rival", None),
    ],
)
def test_person_or_organization(text: str, name: str, mention: str, expected: str | None) -> None:
    """A speaker's type is told where the article shows it, and left open where it does not."""
    at, called = text.index(name), text.rindex(mention)
    source = Source(name=name, span=Span(start=at, end=at + len(name)), mention=Span(start=called, end=called + len(mention)), score=0.9)
    assert person_or_organization(Document(text=text), source) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-03-04", "2026-03-04"),
        (" 2026-03-04T10:00:00+01:00 ", "2026-03-04T10:00:00+01:00"),
        ("4 March 2026", None),
        ("2026-13-01", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(given: str | None, expected: str | None) -> None:
    """A date is given on where it is one in ISO 8601, and left out where it is not."""
    assert iso_date(given) == expected


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://", "http://a b", "articles/a.html", "https://a\nb", "http://[x"]
)
def test_no_other_addresses(url: str) -> None:
    """What is no address of a web page is not given as one."""
    draft = _drafts(article(allegation("He lied."), url=url))[0]
    assert draft["itemReviewed"]["appearance"] == {"@type": "NewsArticle"}


def test_address_that_was_read() -> None:
    """Where an article was fetched from an address, that is where the claim appears."""
    draft = _drafts(article(allegation("He lied."), origin="https://a.example/b"))[0]
    assert draft["itemReviewed"]["appearance"]["url"] == "https://a.example/b"


def test_hostile() -> None:
    """Markup stays text, and control characters and surrogates do not reach the drafts."""
    drafts = _drafts(hostile())
    assert len(drafts) == 5
    text = json.dumps(drafts, ensure_ascii=False)
    assert not any(c in text for c in "\x00\x1b\ud800\u202e\u2028\r")


def test_in_a_page() -> None:
    """A draft that is copied into the script of a web page, where JSON-LD stands, does not end that script."""
    attack = "He took </script><script>alert(1)</script><!-- crowns."
    sink = io.StringIO()
    write(Format.CLAIMREVIEW, sink, [article(allegation(attack, source="</ScRiPt>"), title="</script >")])
    parser = _Scripts()
    parser.feed(f'<script type="application/ld+json">{sink.getvalue()}</script><p>after</p>')
    assert parser.elements == ["script", "p"]
    [draft] = json.loads(sink.getvalue())
    assert draft["claimReviewed"] == attack


class _Scripts(HTMLParser):
    """Notes the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the interface has it
        self.elements.append(tag)


def test_same_bytes_and_ids() -> None:
    """The same articles give equal drafts; each has an id of its own."""
    assert _drafts(mayor()) == _drafts(mayor())
    twin = replace(mayor(), document=replace(mayor().document, id="twin"))
    ids = [draft["@id"] for draft in _drafts(mayor(), twin)]
    assert len(set(ids)) == len(ids) == 8


def test_no_claim() -> None:
    """An article without a claim gives no draft: a denial of a claim that is not in the article has no words to review."""
    assert _drafts(article(background("It rained."), denial("She denied it."))) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses(max_size=4))
def test_any_analysis(analysis: Analysis) -> None:
    """Whatever the analysis, drafts fit schema.org's types."""
    _drafts(analysis)
