"""The report on a batch as a page: whole, closed, safe with any text, the same findings as the tables."""

import base64
import hashlib
import io
import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from batches import HOSTILE, hostile, story
from claimcheck.across.index import write_html
from claimcheck.across.overview import overview
from claimcheck.cli import run
from claimcheck.page.clean import clean
from claimcheck.pipeline import Analysis
from claimcheck.results import write_jsonl
from trees import Tree

ASSETS = resources.files("claimcheck.across") / "assets"


def built(analyses: list[Analysis], *, failed: int = 0) -> str:
    """Return the page of a batch."""
    out = io.StringIO()
    write_html(out, overview(analyses), failed=failed)
    return out.getvalue()


def words(text: str) -> str:
    """Return text with single spaces."""
    return " ".join(text.split())


def test_parts() -> None:
    """Each list of the tables is a part of the page, with as many entries, and each place leads to its article."""
    page = built(story(), failed=1)
    tree = Tree(page)
    assert [own["id"] for own in tree.find("section", **{"class": "part"})] == ["accused", "same", "open", "repeats", "articles"]
    assert re.findall(r'-title">(.*?) <span class="count">(\d+)<', page) == [
        ("Who accuses whom", "2"),
        ("The same claim in several articles", "3"),
        ("Claims with no reply in any article", "2"),
        ("Repeated denials", "1"),
        ("Articles", "3"),
    ]
    assert "</b> article could not be checked" in page
    assert "denied by Mara Velin · no reply in article 3" in words(tree.text("same"))
    assert "no reply in any article" in words(tree.text("same"))
    assert "no comment from The water board" in words(tree.text("same"))


def test_who_accuses_whom() -> None:
    """The table names accused and accuser, with doubt in words, and says how it knows."""
    text = words(Tree(built(story())).text("accused"))
    assert "Results do not say whom a claim is about." in text
    assert "Mara Velin 2 articles Prosecutors 1 article 1, allegation 1:A2" in text
    assert "the state prosecutor? doubtful 1 article 2, allegation 2:A1" in text


def test_links_stay_within() -> None:
    """Every link leads to something in the page, also where articles have addresses; names in it are unique."""
    made = [*story(), *hostile()]
    tree = Tree(built(made))
    ids = [own["id"] for _, own in tree.elements if "id" in own]
    assert len(ids) == len(set(ids))
    links = [own["href"] for own in tree.find("a")]
    assert links
    assert {link[:1] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(ids)


def test_loads_nothing_and_runs_nothing() -> None:
    """The page has no script and nothing to load, and its policy allows its own styles alone."""
    page = built(story())
    tree = Tree(page)
    assert not tree.find("script")
    assert not [
        own for _, own in tree.elements if own.keys() & {"src", "srcset", "poster", "background", "action", "data", "ping", "style"}
    ]
    (meta,) = tree.find("meta", **{"http-equiv": "Content-Security-Policy"})
    hashes = [
        base64.b64encode(hashlib.sha256(css.encode()).digest()).decode() for css in re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    ]
    assert len(hashes) == 2
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    assert meta["content"] == f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|@font-face|</", (ASSETS / "index.css").read_text(encoding="utf-8"))


def test_hostile_text_stays_text() -> None:
    """Markup in any part of an article is shown as it stands: it opens no element, and no override of direction is left."""
    page = built(hostile())
    tree = Tree(page)
    assert {"img", "script"}.isdisjoint(tag for tag, _ in tree.elements)
    assert not [name for _, own in tree.elements for name in own if name.startswith("on")]
    assert words(clean(HOSTILE))[:60] in words(tree.text("same"))
    assert not {"\x1b", "\u202e", "\ud800", "\x9b"} & set(page)
    assert "49" not in words(tree.text("same"))


@settings(max_examples=25)
@given(st.lists(strategies.analyses(), max_size=3))
def test_any_batch(analyses: list[Analysis]) -> None:
    """Any batch gives a page of matching tags that UTF-8 can hold, with every article in it."""
    page = built(analyses)
    page.encode()
    assert len(Tree(page).find("li")) >= len(analyses)


def test_landmarks() -> None:
    """One main landmark, one first heading, a language, names for navigation and regions, and headers for the table."""
    tree = Tree(built(story()))
    assert len(tree.find("main")) == len(tree.find("h1")) == 1
    assert tree.find("html", lang="en")
    ids = {own["id"] for _, own in tree.elements if "id" in own}
    assert all(
        own.get("aria-label") or own.get("aria-labelledby") in ids for tag, own in tree.elements if tag in {"nav", "article", "section"}
    )
    assert all(own.get("scope") for own in tree.find("th"))


def test_colours_are_the_pages() -> None:
    """The style sheet brings no colour of its own, so that the contrasts which the page's tests measure hold here too."""
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb|hsl", (ASSETS / "index.css").read_text(encoding="utf-8"))


def test_never_a_verdict() -> None:
    """The page's own words judge no claim."""
    own = (ASSETS / "index.html").read_text(encoding="utf-8").lower()
    assert not re.search(r"verdict|debunk|misinformation|\bfake\b|\blie[sd]?\b|rating|\bis (true|false)\b", own)


def test_nothing_found() -> None:
    """A batch of nothing is a page still, and says so."""
    assert "No claim and no denial found." in built([])


def test_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`claimcheck report RESULTS --html FILE` writes the page; with - it goes to standard output alone."""
    results, page = tmp_path / "results.jsonl", tmp_path / "index.html"
    write_jsonl(results, story())
    assert run(["report", str(results), "--html", str(page), "--quiet"]) == 0
    assert capfd.readouterr().out == ""
    assert run(["report", str(results), "--html", "-"]) == 0
    assert capfd.readouterr().out == page.read_text(encoding="utf-8") == built(story())
