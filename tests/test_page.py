"""The HTML page: whole, safe with any text, the same findings as the report, readable in every colour scheme."""

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fakes
import strategies
from claimcheck import exports
from claimcheck.page import build, policy, write_html
from claimcheck.page.clean import clean, count_unshown
from claimcheck.pipeline import Analysis
from trees import Tree

ASSETS = resources.files("claimcheck.page") / "assets"
ATTACK = "</script></style><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'><b>{{7*7}}"


def quarrel(**document: Any) -> Analysis:
    """Return an article with a finding of every kind."""
    return fakes.article(
        fakes.headline("Mayor of Lindmark rejects bribery claims", label="denial", source="Mara Velin", answers=["bribe"]),
        fakes.allegation("Prosecutors say Mara Velin took 40,000 crowns.", key="bribe", source="Prosecutors", cue="say"),
        fakes.paragraph(),
        fakes.denial("“That is a lie,” Velin said.", source="Mara Velin", source_score=0.4, answers=["bribe=0.3", "yacht=0.2"]),
        fakes.allegation("A rival said she bought a yacht.", key="yacht", source="A rival", score=0.5),
        fakes.denial("She denied that she had fled abroad.", source="Mara Velin", clause="she had fled abroad"),
        fakes.denial("She rejected “all of it”.", source="Mara Velin"),
        fakes.allegation("The union accused the harbour of fraud.", key="fraud", source="The union"),
        fakes.allegation("A clerk was paid, letters show.", key="clerk"),
        fakes.statement("The harbour declined to comment.", source="The harbour", cue="declined to comment", refuses=["fraud"]),
        fakes.background("It rained.", score=0.5),
        fakes.furniture("Share this article"),
        **document,
    )


def test_whole_text() -> None:
    """The page holds every sentence word for word, and labelled ones have their mark."""
    analysis = quarrel()
    tree = Tree(build([analysis]))
    for finding in analysis.findings:
        name = f"a1-s{finding.sentence.index + 1}"
        assert tree.text(name, leave_out=("button", "vh", "to")) == analysis.document.slice(finding.sentence.span)
    refs = [own["data-ref"] for own in tree.find("span") if "data-ref" in own]
    assert refs == [
        "D1",
        "A2",
        "D3",
        "A4",
        "D5",
        "D6",
        "A7",
        "A8",
        "S9",
        "10",
    ]


def test_sections_are_those_of_the_report() -> None:
    """Each list of the report is there, with the sentences that belong in it."""
    page = build([quarrel()])
    found = [
        (re.sub(r" <.*", "", part.partition("</h2>")[0]), re.findall(r'data-for="a1-s(\d+)"', part.partition("</section>")[0]))
        for part in page.split('<section class="list">')[1:]
        for part in [part.partition("<h2>")[2]]
    ]
    assert found == [
        ("Claims and answers", ["2", "1", "3", "4", "3"]),
        ("Denials that state the claim themselves", ["5"]),
        ("Denials without a claim in the article", ["6"]),
        ("Claims with no reply recorded", ["8"]),
        ("Claims whose target declined to comment", ["7", "9"]),
        ("Official statements", ["9"]),
        ("Sentences that may lack a label", ["10"]),
    ]


def test_links_are_in_the_page() -> None:
    """A denial names the claims that it answers, surest first, each with its score and doubt; a refusal its claim."""
    tree = Tree(build([quarrel()]))
    ties = {own["id"]: own["data-ties"] for own in tree.find("span") if own.get("data-ties")}
    assert ties == {
        "a1-s1": "a1-s2/answers/80%/",
        "a1-s3": "a1-s2/answers/30%/doubtful;a1-s4/answers/20%/doubtful",
        "a1-s9": "a1-s7/declines to comment on//",
    }
    assert tree.text("a1-s3", leave_out=("button",)).startswith("→ A2, A4")


def test_clause_is_marked() -> None:
    """The words of a denial that state its claim are marked in the article and in the list."""
    page = build([quarrel()])
    assert '<span class="clause"><span class="vh">[claim:</span>she had fled abroad<span class="vh">]</span></span>' in page
    assert "<mark>she had fled abroad</mark>" in page


def test_doubt_is_told() -> None:
    """Doubt is told in words and by a sign, not by colour alone."""
    tree = Tree(build([quarrel()]))
    (button,) = [own for own in tree.find("button") if own.get("aria-label", "").startswith("denial D3")]
    assert button["aria-label"] == "denial D3, Mara Velin, doubtful"
    (unit,) = tree.find(id="a1-s3")
    assert unit["data-facts"] == "speaker doubtful (40%)"
    assert "link doubtful" in tree.text("a1-found")


def test_filters_count() -> None:
    """The filters say how many sentences have each label and how many each speaker has."""
    page = build([quarrel()])
    assert re.findall(r'value="(allegation|denial|official_statement)" checked>.*?"count">(\d+)<', page) == [
        ("allegation", "4"),
        ("denial", "4"),
        ("official_statement", "1"),
    ]
    options = re.findall(r'<option value="\d+">(.*?)</option>', page)
    assert options == ["Mara Velin (4)", "A rival (1)", "Prosecutors (1)", "The harbour (1)", "The union (1)", "nobody named (1)"]


def test_labels_of_ones_own() -> None:
    """A sentence of which a label of the user's holds is marked and listed."""
    tree = Tree(build([fakes.article(fakes.background("Sea levels rose.", custom={"climate <b>": 0.8, "sport": 0.1}))]))
    (unit,) = tree.find(id="a1-s1")
    assert (unit["data-style"], unit["data-names"], unit["data-facts"]) == ("own", "climate <b>", "climate <b> 80%")
    assert "Labels of your own" in tree.text("a1-found")


def test_nothing_found() -> None:
    """An article without a finding says so, and has no filters."""
    page = build([fakes.article(fakes.background("It rained."))])
    assert "No allegation, denial or official statement found." in page
    assert not Tree(page).find("form")


def test_no_article() -> None:
    """A page of no article is a page still."""
    assert Tree(build([])).find("main")


def test_several_articles() -> None:
    """With several articles an index comes first; names in the page are unique and every link within it leads somewhere."""
    tree = Tree(build([quarrel(), quarrel(title="Another <i>"), fakes.article(fakes.background("It rained."))]))
    ids = [own["id"] for _, own in tree.elements if "id" in own]
    assert len(ids) == len(set(ids))
    assert {own["href"][1:] for own in tree.find("a")} <= set(ids)
    assert [own["href"] for own in tree.find("a", dir="auto")] == ["#a1", "#a2", "#a3"]
    assert "Another <i>" in tree.text("index")
    assert "nothing found" in tree.text("index")


def test_title_falls_back() -> None:
    """An article without a title is headed by its headline, its file's name or its id."""
    untitled = fakes.article(fakes.background("It rained."), origin="news/rain.txt")
    assert "<title>rain.txt – claims" in build([untitled])
    assert "<title>Mayor of Lindmark rejects bribery claims – claims" in build([quarrel(origin="a.txt")])
    assert "<title>x7 – claims" in build([fakes.article(fakes.background("It rained."), id="x7", title=" ")])


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://[broken", False),
        ("https://example.org/\u202e", False),
        ("https:", False),
    ],
)
def test_only_web_addresses_are_links(url: str, followed: bool) -> None:
    """The address of an article is a link where it is one of the web, and is left alone where not."""
    links = [own["href"] for own in Tree(build([quarrel(url=url)])).find("a") if not own["href"].startswith("#")]
    assert links == ([url] if followed else [])


def test_hostile_text_stays_text() -> None:
    """Markup in any part of an article is shown as it stands: it opens no element and ends no script."""
    document: dict[str, Any] = dict.fromkeys(("id", "origin", "title", "url", "date", "author", "outlet"), ATTACK)
    analysis = fakes.article(
        fakes.allegation(ATTACK, key="a", source=ATTACK),
        fakes.denial(f"No {ATTACK}", answers=["a"], source="x", clause="window.hacked"),
        **document,
        notes=(ATTACK,),
    )
    tree = Tree(build([analysis, analysis]))
    tags = {tag for tag, _ in tree.elements}
    assert "img" not in tags
    assert len(tree.find("script")) == 1
    assert not [name for _, own in tree.elements for name in own if name.startswith("on") or name == "style"]
    assert tree.text("a1-s1", leave_out=("button",)) == ATTACK
    assert "49" not in tree.text("a1-text")


@settings(max_examples=25)
@given(st.lists(strategies.analyses(), max_size=2))
def test_any_analysis(analyses: list[Analysis]) -> None:
    """Any analysis gives a page of matching tags that UTF-8 can hold, with every sentence whole and one script."""
    page = build(analyses)
    page.encode()
    tree = Tree(page)
    assert len(tree.find("script")) == 1
    for number, analysis in enumerate(analyses, start=1):
        for finding in analysis.findings:
            text = tree.text(f"a{number}-s{finding.sentence.index + 1}", leave_out=("button", "vh", "to"))
            assert text == clean(analysis.document.slice(finding.sentence.span))
            assert len(text) == len(finding.sentence.span)


@given(strategies.texts())
def test_clean(text: str) -> None:
    """Cleaning changes characters one for one, counts them rightly, and leaves nothing for a second time."""
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert sum(1 for before, after in zip(text, cleaned, strict=True) if before != after) == count_unshown(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()


def test_unshown_characters_are_told() -> None:
    """A reader is told that characters of the article are not shown."""
    assert "2 characters of the article cannot be shown" in build([fakes.article(fakes.background("a\x1bb\u202ec"))])


def test_text_between_sentences_is_kept() -> None:
    """Text that belongs to no sentence stands where it stood."""
    analysis = fakes.article(fakes.background("One.", gap=""), fakes.background("Two.", gap=" * "))
    assert "One. * Two." in Tree(build([analysis])).text("a1-text").replace("\n", "")


def test_right_to_left() -> None:
    """Each paragraph takes its direction from its own words: marks do not count, and names are kept apart."""
    page = build([fakes.article(fakes.allegation("قال المدعي إنه سرق المال.", key="a", source="المدعي"))])
    assert '<p class="body" dir="auto">' in page
    assert '<bdi class="who">المدعي</bdi>' in page
    assert all(own.get("dir") == "ltr" for own in Tree(page).find("button") if "aria-pressed" in own)


def test_policy_fits() -> None:
    """The page's policy names the hashes of its own style and script and allows nothing else."""
    page = build([quarrel()])
    (meta,) = Tree(page).find("meta", **{"http-equiv": "Content-Security-Policy"})
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in meta["content"]
    assert meta["content"].startswith("default-src 'none'; ")
    assert not re.search(r"unsafe|https?:|\*|connect-src", meta["content"])
    assert "connect-src 'self'" in policy([], [], connect=True)


def test_loads_nothing() -> None:
    """No element and no style names anything to load; the style sheet and script close no element of theirs."""
    page = build([quarrel()])
    assert not [own for _, own in Tree(page).elements if own.keys() & {"src", "srcset", "poster", "background", "action", "data", "ping"}]
    css, js = ((ASSETS / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    assert not re.search(r"url\(|@import|@font-face|</", css)
    assert not re.search(r"fetch|XMLHttpRequest|import\(|WebSocket|sendBeacon|innerHTML|outerHTML|insertAdjacentHTML|eval|</|<!--", js)


def test_landmarks() -> None:
    """One main landmark, one first heading, a language, and names for regions and every control."""
    tree = Tree(build([quarrel()]))
    assert len(tree.find("main")) == len(tree.find("h1")) == 1
    assert tree.find("html", lang="en")
    assert all(own.get("aria-label") for tag, own in tree.elements if tag in {"aside", "nav", "article"})
    skips = [own["href"][1:] for own in tree.find("a", **{"class": "skip"})]
    assert skips == ["a1-text", "a1-found"]
    assert all(tree.find(id=name) for name in skips)


def test_never_a_verdict() -> None:
    """The page's own words judge no claim."""
    own = "".join((ASSETS / name).read_text(encoding="utf-8").lower() for name in ("page.html", "page.js"))
    assert not re.search(r"verdict|debunk|misinformation|\bfake\b|\blie[sd]?\b|rating|\bis (true|false)\b", own)


def test_written_whole(tmp_path: Path) -> None:
    """The page is written to a file and to a stream, the same; a lone surrogate is no obstacle."""
    analysis = fakes.article(fakes.background("a\ud800b"))
    path, stream = tmp_path / "page.html", io.StringIO()
    write_html(path, [analysis])
    write_html(stream, iter([analysis]))
    assert path.read_text(encoding="utf-8") == stream.getvalue()
    assert "a\N{REPLACEMENT CHARACTER}b" in stream.getvalue()


def test_is_an_export(tmp_path: Path) -> None:
    """The page is one of the export formats."""
    path = tmp_path / "page.html"
    exports.write(exports.Format.HTML, path, [quarrel()])
    assert path.read_text(encoding="utf-8") == build([quarrel()])


def _schemes() -> Iterator[tuple[str, dict[str, tuple[float, float, float]]]]:
    """Yield the colours of each scheme, as linear light."""
    css = (ASSETS / "page.css").read_text(encoding="utf-8")
    roots = re.findall(r":root \{(.*?)\n *\}", css, re.DOTALL)
    assert len(roots) == 3
    light: dict[str, str] = {}
    for name, root in zip(("light", "dark", "print"), roots, strict=True):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", root))
        light = light or colours
        yield name, {key: _rgb(colour) for key, colour in {**light, **colours}.items()}


def _rgb(colour: str) -> tuple[float, float, float]:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    lights = sorted(
        sum(
            weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
            for weight, part in zip((0.2126, 0.7152, 0.0722), colour, strict=True)
        )
        for colour in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("scheme", [pytest.param(colours, id=name) for name, colours in _schemes()])
def test_contrast(scheme: dict[str, tuple[float, float, float]]) -> None:
    """Every colour of text has a contrast of 4.5 or more against every ground it stands on, in every scheme."""
    labels = ("allegation", "denial", "official_statement", "own", "plain")
    pairs = [(text, ground) for text in ("ink", "soft", "doubt") for ground in ("ground", "paper", "chosen")]
    pairs += (
        [("ink", f"{label}-tint") for label in labels] + [(label, "paper") for label in labels] + [("paper", label) for label in labels]
    )
    low = {pair: round(ratio, 2) for pair in pairs if (ratio := _contrast(scheme[pair[0]], scheme[pair[1]])) < 4.5}
    assert not low
    for ground in ("denial-tint", "chosen", "paper"):
        mixed = tuple(0.22 * tint + 0.78 * under for tint, under in zip(scheme["denial"], scheme[ground], strict=True))
        assert _contrast(scheme["ink"], mixed) >= 4.5
    assert all(_contrast(scheme["focus"], scheme[ground]) >= 3 for ground in ("ground", "paper"))
