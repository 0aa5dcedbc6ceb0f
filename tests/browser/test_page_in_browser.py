"""The page in a real browser: choosing, lines, filters, keyboard, small screens, paper, and hostile text."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import fakes
from claimcheck import cli
from claimcheck.exports import claimreview
from claimcheck.page import build
from claimcheck.pipeline import Analysis
from claimcheck.results import write_jsonl

if TYPE_CHECKING:
    from browser.conftest import Browser

ATTACK = "</script></style><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'>"


def article() -> Analysis:
    """Return an article in which a denial answers two claims, and whose words need several screens."""
    return fakes.article(
        fakes.headline("Mayor of Lindmark rejects bribery claims"),
        fakes.allegation("Prosecutors say Mara Velin took 40,000 crowns from a builder.", key="bribe", source="Prosecutors"),
        fakes.background("She has governed the town for nine years, and her third term ends in spring."),
        fakes.allegation("A rival said she had bought a yacht.", key="yacht", source="A rival", score=0.5),
        *(piece for number in range(30) for piece in (fakes.paragraph(), fakes.background(f"Paragraph {number} of the story goes on."))),
        fakes.paragraph(),
        fakes.denial("“That is a lie,” Velin said.", source="Mara Velin", answers=["bribe", "yacht=0.3"]),
        fakes.statement("The harbour opens on Monday, the council said.", source="the council"),
    )


@pytest.fixture
def opened(browser: "Browser", tmp_path: Path) -> "Browser":
    """A browser in which the page of the article is open."""
    path = tmp_path / "page.html"
    path.write_text(build([article()]), encoding="utf-8")
    browser.open(path.as_uri())
    return browser


DENIAL = "a1-s35"


def test_choosing_a_denial(opened: "Browser") -> None:
    """A click on a denial lights up its claims, draws a line to each, tells what is known; Escape takes all back."""
    opened.run("arguments[0].scrollIntoView({block: 'center'})", opened.find(f"#{DENIAL}"))
    opened.find(f"#{DENIAL} .ref").click()
    assert opened.run("return [...document.querySelectorAll('.tied')].map((e) => e.id)") == ["a1-s2", "a1-s4"]
    assert opened.run("return document.querySelectorAll('.lines path:not(.tip)').length") == 2
    assert opened.run("return document.querySelectorAll('.lines path.doubt').length") == 1
    bar = opened.find("#bar").text
    for words in ("D35", "denial", "Mara Velin", "answers A2", "80%", "A4", "30% doubtful", "characters"):
        assert words in bar.replace("\n", " ")
    assert opened.find(f"#{DENIAL} .ref").get_attribute("aria-pressed") == "true"
    opened.press("\ue00c")
    assert not opened.run("return document.querySelector('.tied, .chosen, .lines path')")
    assert not opened.find("#bar").is_displayed()
    assert opened.complaints() == []


def test_line_runs_from_mark_to_mark(opened: "Browser") -> None:
    """The line begins at the mark of the denial, and its arrow stands at that of the claim."""
    opened.run("document.querySelector(arguments[0]).click()", f"#{DENIAL} .ref")
    ends = opened.run(
        """const line = document.querySelector(".lines path"), tip = document.querySelector(".lines .tip");
        const box = line.ownerSVGElement.getBoundingClientRect();
        const start = line.getPointAtLength(0), end = tip.getPointAtLength(0);
        const [from, to] = arguments[0].map((id) => document.querySelector(`#${id} .ref`).getBoundingClientRect());
        return [start.y + box.y - from.top, from.bottom - start.y - box.y, end.y + box.y - to.top, to.bottom - end.y - box.y];""",
        [DENIAL, "a1-s2"],
    )
    assert all(inside >= -0.5 for inside in ends)


def test_bar_leads_to_the_claim(opened: "Browser") -> None:
    """The bar's button brings the claim into view and puts the focus on it, while the denial stays chosen."""
    opened.run("document.querySelector(arguments[0]).click()", f"#{DENIAL} .ref")
    opened.run("document.querySelector('.go').click()")
    assert opened.run("return document.activeElement.parentElement.id") == "a1-s2"
    opened.wait(lambda: opened.run("const r = document.activeElement.getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight"))
    assert opened.run("return document.querySelector('.chosen').id") == DENIAL


def test_keyboard_alone(opened: "Browser") -> None:
    """Skip link, marks and choice can be reached and used by keys alone; arrows go from mark to mark."""
    opened.press("\ue004")
    assert opened.run("return document.activeElement.textContent") == "Skip to the article"
    opened.press("\ue007")
    opened.press("\ue004")
    assert opened.run("return document.activeElement.parentElement.id") == "a1-s2"
    opened.press("\ue014")
    assert opened.run("return document.activeElement.parentElement.id") == "a1-s4"
    opened.press("\ue007")
    assert opened.run("return document.querySelector('.chosen').id") == "a1-s4"
    assert opened.run("return document.querySelector('.tied').id") == DENIAL


def test_list_leads_to_the_article(opened: "Browser") -> None:
    """A reference in the list chooses its sentence and brings it into view."""
    opened.run("document.querySelector('.answers .ref').click()")
    assert opened.run("return document.querySelector('.chosen').id") == DENIAL
    script = "const r = document.querySelector('.chosen').getBoundingClientRect(); return r.top > 0 && r.top < innerHeight"
    opened.wait(lambda: opened.run(script))


def test_filters(opened: "Browser") -> None:
    """Filters by label, speaker and doubt take marks and entries away; Show all brings them back."""

    def left() -> list[str]:
        found: list[str] = opened.run("return [...document.querySelectorAll('.s.marked:not(.off)')].map((e) => e.dataset.ref)")
        return found

    assert left() == ["A2", "A4", "D35", "S36"]
    opened.find("[value=allegation]").click()
    assert left() == ["D35", "S36"]
    assert opened.find("#tally").text == "2 of 4 shown"
    opened.find("[type=reset]").click()
    opened.wait(lambda: len(left()) == 4)
    opened.find("[name=doubt]").click()
    assert left() == ["A4", "D35"]
    assert not any("council" in text for text in opened.texts(".found .entry"))
    opened.find("[type=reset]").click()
    opened.wait(lambda: len(left()) == 4)
    opened.run("const s = document.forms.filters.elements.speaker; s.value = '0'; s.dispatchEvent(new Event('change', {bubbles: true}))")
    assert len(left()) == 1
    assert opened.complaints() == []


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (820, False), (1300, True)])
def test_nothing_sticks_out(browser: "Browser", tmp_path: Path, width: int, dark: bool) -> None:
    """No window scrolls sideways, whatever words the article holds."""
    path = tmp_path / "page.html"
    long = fakes.article(fakes.allegation("x" * 400, key="a", source="y" * 200), fakes.denial("No.", answers=["a"]), title="z" * 200)
    path.write_text(build([article(), long]), encoding="utf-8")
    browser.open(path.as_uri(), width=width, dark=dark)
    browser.run("document.querySelector('#a2-s1 .ref').click()")
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_paper(browser: "Browser", tmp_path: Path) -> None:
    """On paper there are no controls, all lists are whole, and a denial names its claims."""
    path = tmp_path / "page.html"
    path.write_text(build([article()]), encoding="utf-8")
    browser.open(path.as_uri(), media="print")
    assert not browser.texts(".filters, .bar, .skips")
    assert browser.texts(".to") == ["→ A2, A4"]
    assert browser.run("const f = document.querySelector('.found'); return getComputedStyle(f).maxHeight") == "none"


def test_hostile_text_does_nothing(browser: "Browser", tmp_path: Path) -> None:
    """Script in an article does not run, whatever is chosen; nothing is loaded."""
    analysis = fakes.article(
        fakes.allegation(ATTACK, key="a", source=ATTACK),
        fakes.denial(f"No {ATTACK}", answers=["a"], source=ATTACK),
        title=ATTACK,
        url="javascript:window.hacked=1",
    )
    path = tmp_path / "page.html"
    path.write_text(build([analysis, analysis]), encoding="utf-8")
    browser.open(path.as_uri())
    for mark in ("#a1-s1 .ref", "#a2-s2 .ref"):
        browser.run("document.querySelector(arguments[0]).click()", mark)
    assert browser.run("return window.hacked === undefined")
    assert not browser.run("return document.querySelector('img')")
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.complaints() == []


def test_without_script(browser: "Browser", tmp_path: Path) -> None:
    """Where scripts are off, article and lists are there, filters are not, and references are links to their sentences."""
    path = tmp_path / "page.html"
    path.write_text(build([article()]), encoding="utf-8")
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(path.as_uri())
        assert not browser.texts(".filters")
        assert browser.find(".found .ref").get_attribute("href").endswith("#a1-s2")
        assert "That is a lie" in browser.find(f"#{DENIAL}").text
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


# Each with its own sign, so that a test that fails tells which got through.
PLACES = ("id", "origin", "title", "url", "date", "author", "outlet")


def attack(place: str) -> str:
    """Return text that runs a script, in any of the ways that a page might let it, from one place of a record."""
    script = f"window.hacked='{place}'"
    ways = f'<script>{script}</script><img src=x onerror="{script}"><svg onload={script}><a href=javascript:{script}>x'
    return f"\"'></script></title></style>-->{ways}"


def test_hostile_names_and_addresses_do_nothing(browser: "Browser", tmp_path: Path) -> None:
    """Script in a title, name, address, file name, note, label of one's own or speaker does not run, from results to the page on disk."""
    document: dict[str, Any] = {place: attack(place) for place in PLACES} | {"notes": (attack("note"),)}
    analysis = fakes.article(
        fakes.allegation("He took it.", key="a", source=attack("speaker"), custom={attack("own label"): 1.0}),
        fakes.denial("No, he said.", answers=["a"], source=attack("denier")),
        **document,
    )
    results, path = tmp_path / "results.jsonl", tmp_path / "page.html"
    write_jsonl(results, [analysis, analysis])
    assert cli.run(["export", str(results), "--to", "html", "-o", str(path)]) == 0
    browser.open(path.as_uri())
    for mark in ("#a1-s1 .ref", "#a2-s2 .ref"):
        browser.run("document.querySelector(arguments[0]).click()", mark)
    assert browser.run("return window.hacked") is None
    assert browser.run("return document.querySelector('img, svg:not(.lines), iframe, object, a[href^=\"javascript\" i]')") is None
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.complaints() == []


def test_policy_holds_by_itself(opened: "Browser") -> None:
    """Were markup ever to get through, the page's policy would still run no script, load nothing and send nothing."""
    opened.run(
        """const put = (tag, more) => document.body.append(Object.assign(document.createElement(tag), more));
        put("script", {textContent: "window.hacked = 1"});
        put("img", {src: "http://127.0.0.1:9/x.png"});
        put("iframe", {src: "http://127.0.0.1:9/"});
        document.body.insertAdjacentHTML("beforeend", '<b onclick="window.hacked = 2">x</b>');
        document.body.lastElementChild.click();
        window.blocked = fetch("http://127.0.0.1:9/").then(() => 0, () => 1);"""
    )
    assert opened.run("return window.hacked") is None
    blocked = 0

    def all_blocked() -> bool:
        nonlocal blocked
        # The policy's own words, not the refusal of a port at which nobody listens.
        blocked += sum("Content Security Policy" in each for each in opened.complaints())
        return blocked >= 5

    opened.wait(all_blocked)


def test_drafts_in_a_page(browser: "Browser", tmp_path: Path) -> None:
    """ClaimReview drafts that are copied into a web page, where JSON-LD stands, run nothing there and are read whole."""
    words = attack("claim")
    sink = io.StringIO()
    claimreview.write(sink, [fakes.article(fakes.allegation(words, source=attack("speaker")), title=attack("title"))])
    path = tmp_path / "page.html"
    path.write_text(f'<!doctype html><meta charset="utf-8"><script type="application/ld+json">{sink.getvalue()}</script>', encoding="utf-8")
    browser.open(path.as_uri())
    assert browser.run("return window.hacked") is None
    assert browser.run("return JSON.parse(document.querySelector('script').textContent)[0].claimReviewed") == words
