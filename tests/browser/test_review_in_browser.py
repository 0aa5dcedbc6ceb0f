"""A review in a real browser: judging by mouse and by keys alone, links, finishing, small screens, hostile text, a server that ended."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from claimcheck.pipeline import Analysis
from claimcheck.review.corrections import Action, Correction
from claimcheck.review.server import application, runner
from claimcheck.review.session import Session
from exported import hostile
from reviewing import ALLEGATION, DENIAL, PLAIN, RUMOUR, STATEMENT, bridge

if TYPE_CHECKING:
    from browser.conftest import Browser

TOKEN = "t"  # noqa: S105 - of a server that lives as long as a test
ENTER, ESCAPE, RIGHT = "\ue007", "\ue00c", "\ue014"
ALL = "\ue009a\ue000"  # control and A, and both let go

UNCOVERED = """const [bar, chosen] = ["#bar", ".chosen"].map((name) => document.querySelector(name).getBoundingClientRect());
return chosen.bottom <= bar.top;"""


class Review:
    """A review that is open in a browser."""

    def __init__(self, browser: "Browser", session: Session, address: str, kept: list[Correction]) -> None:
        """Lead ``session``, which keeps corrections in ``kept``, at ``address``."""
        self.browser, self.session, self.address, self.kept = browser, session, address, kept

    def open(self, path: str = "articles/1", **window: Any) -> None:
        """Open a page and wait until its editor is ready."""
        self.browser.open(self.address + path, **window)
        self.browser.wait(lambda: self.browser.run("const how = document.querySelector('.how'); return !how || how.textContent"))

    def choose(self, index: int) -> None:
        """Choose a sentence by its mark; one that is chosen stays so."""
        if not self.browser.run("return document.querySelector(arguments[0]).matches('.chosen')", f"#a1-s{index + 1}"):
            self.mark(index)

    def mark(self, index: int) -> None:
        """Press the mark of a sentence."""
        self.browser.run("const mark = document.querySelector(arguments[0]); mark.focus(); mark.click()", f"#a1-s{index + 1} .ref")

    def click(self, key: str) -> None:
        """Press a button of the editor or the strip."""
        self.browser.run("document.querySelector(arguments[0]).click()", f"[data-key='{key}']")

    def type(self, key: str, words: str) -> None:
        """Write words into a field, in place of what is there, and leave it with Enter."""
        self.browser.find(f"[data-key='{key}']").send_keys(ALL + words + ENTER)

    def said(self) -> str:
        """Return what the strip tells."""
        words: str = self.browser.run("return document.querySelector('.said').textContent")
        return words

    def saved(self, count: int) -> Correction:
        """Wait until so many corrections were kept and are shown; return the last."""
        self.browser.wait(lambda: len(self.kept) >= count and "Saving" not in self.said())
        assert len(self.kept) == count
        return self.kept[-1]

    def chosen(self) -> str:
        """Return the reference of the chosen sentence."""
        reference: str = self.browser.run("const chosen = document.querySelector('.chosen'); return chosen ? chosen.dataset.ref : ''")
        return reference


@contextlib.contextmanager
def served(browser: "Browser", *articles: Analysis) -> Iterator[Review]:
    """Serve a review of articles while a test runs."""
    kept: list[Correction] = []
    session = Session(articles, [], kept.append)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        server = runner(application(session, host=host, token=TOKEN))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield Review(browser, session, f"http://{host}/{TOKEN}/", kept)
        finally:
            server.should_exit = True
            thread.join(timeout=60)


@pytest.fixture
def review(browser: "Browser") -> Iterator[Review]:
    """A review of the bridge, open at its page."""
    with served(browser, bridge()) as led:
        led.open()
        yield led


def test_with_the_mouse(review: Review) -> None:
    """A label, a speaker and a second label are corrected by controls; page, lists and counts show it at once."""
    review.choose(PLAIN)
    review.click("label-allegation")
    assert review.saved(1).action is Action.CORRECT
    review.type("source", "A neighbour")
    said = review.saved(2).judgement
    assert said is not None
    assert (said.label, said.source) == ("allegation", "A neighbour")
    assert review.chosen() == "A6"
    assert review.browser.run("return document.querySelector('#a1-s6').classList.contains('correct')")
    assert any("A neighbour" in words and "✎ corrected" in words for words in review.browser.texts(".found .entry"))
    assert review.browser.run("return document.querySelector('.chip.allegation .count').textContent") == "3"
    review.click("label-none")
    assert review.saved(3).action is Action.ACCEPT
    review.click("undo")
    assert review.saved(4).action is Action.UNDO
    assert not review.browser.run("return document.querySelector('.accept, .correct, .reject')")
    assert review.browser.complaints() == []


def test_rejecting(review: Review) -> None:
    """A finding whose label is taken away goes out of the lists, and its mark tells that it was."""
    review.choose(RUMOUR)
    review.click("label-none")
    assert review.saved(1).action is Action.REJECT
    assert not any("He is said to have left" in words for words in review.browser.texts(".found .entry"))
    assert review.browser.find("#a1-s3 .ref").get_attribute("aria-label").endswith("label taken away")
    assert "1 of 4 findings reviewed" in review.browser.find(".how").text


def test_links(review: Review) -> None:
    """A link is taken away by its button; another one is made by choosing its sentence, and a line runs there."""
    review.choose(DENIAL)
    review.click(f"answer-{ALLEGATION}")
    review.saved(1)
    assert review.browser.run("return document.querySelectorAll('.tied').length") == 0
    review.click("pick")
    review.mark(RUMOUR)
    said = review.saved(2).judgement
    assert said is not None
    assert said.answers == (bridge().findings[RUMOUR].sentence.span,)
    assert review.chosen() == "D4"
    assert review.browser.run("return [...document.querySelectorAll('.tied')].map((e) => e.dataset.ref)") == ["A3"]
    assert review.browser.run("return document.querySelectorAll('.lines path:not(.tip)').length") == 1
    review.click("embedded")
    said = review.saved(3).judgement
    assert said is not None
    assert not said.embedded
    review.type("claim", "Brandt sold it")
    said = review.saved(4).judgement
    assert said is not None
    assert said.claim == "Brandt sold it"


def test_picking_can_be_ended(review: Review) -> None:
    """Escape ends the choice of a claim and keeps the denial; the denial itself is no answer."""
    review.choose(DENIAL)
    review.click("pick")
    review.mark(DENIAL)
    assert "does not answer itself" in review.said()
    review.browser.press(ESCAPE)
    assert not review.browser.run("return document.documentElement.classList.contains('picking')")
    assert review.chosen() == "D4"
    assert review.kept == []


def test_with_keys_alone(review: Review) -> None:
    """From the top of the page: to the first finding, accept, relabel, link, name a speaker, take back, finish, with keys alone."""
    browser = review.browser
    browser.run("document.querySelector('[data-key=next]').focus()")
    browser.press("n")
    assert review.chosen() == "A2"
    browser.press("a")
    assert review.saved(1).action is Action.ACCEPT
    browser.wait(lambda: review.chosen() == "A3")
    browser.press("2")
    review.saved(2)
    browser.wait(lambda: review.chosen() == "D3")
    browser.press("l")
    browser.run("document.querySelector('#a1-s2 .ref').focus()")
    browser.press(ENTER)
    said = review.saved(3).judgement
    assert said is not None
    assert (said.label, len(said.answers)) == ("denial", 1)
    browser.run("document.querySelector('#a1-s3 .ref').focus()")
    browser.press("s")
    browser.press("2a1lun")
    assert review.browser.run("return document.activeElement.value") == "2a1lun"
    browser.press(ENTER)
    said = review.saved(4).judgement
    assert said is not None
    assert said.source == "2a1lun"
    browser.run("document.querySelector('#a1-s3 .ref').focus()")
    browser.press("u")
    assert review.saved(5).action is Action.UNDO
    browser.press(RIGHT)
    assert browser.run("return document.activeElement.parentElement.id") == "a1-s4"
    browser.run("document.querySelector('[data-key=finished]').focus()")
    browser.press(ENTER)
    assert review.saved(6).action is Action.FINISH
    assert browser.run("return document.activeElement.dataset.key") == "finished"
    assert "✓ Article reviewed" in browser.find(".review").text
    assert browser.complaints() == []


def test_focus_stays(review: Review) -> None:
    """After a correction the focus is where it was, so that keys and screen readers go on from there."""
    review.choose(STATEMENT)
    review.browser.run("document.querySelector('[data-key=label-denial]').focus()")
    review.browser.press(ENTER)
    review.saved(1)
    assert review.browser.run("return document.activeElement.dataset.key") == "label-denial"
    assert review.browser.find("[data-key=label-denial]").get_attribute("aria-pressed") == "true"


def test_to_the_last_finding(review: Review) -> None:
    """Accepting leads from finding to finding, and after the last one to the mark for the whole article."""
    review.browser.run("document.querySelector('[data-key=next]').click()")
    for count in range(1, 5):
        review.browser.wait(lambda: not review.browser.run("return document.querySelector('.chosen').matches('.accept')"))
        review.click("accept")
        review.saved(count)
    assert "4 of 4 findings reviewed" in review.browser.find(".how").text
    assert "No finding is left" in review.said()
    assert review.browser.run("return document.activeElement.dataset.key") == "finished"


def test_reopened(review: Review) -> None:
    """A page that is loaded again shows what was said."""
    review.choose(ALLEGATION)
    review.click("accept")
    review.saved(1)
    review.open()
    assert review.browser.run("return document.querySelector('#a1-s2').classList.contains('accept')")
    assert "1 of 4 findings reviewed" in review.browser.find(".how").text


def test_filters_go_on(review: Review) -> None:
    """A filter that is set stays set over a correction, and counts anew."""
    review.browser.run("document.querySelector('#filters [value=denial]').click()")
    review.choose(RUMOUR)
    review.click("label-denial")
    review.saved(1)
    assert review.browser.run("return document.querySelector('#a1-s3').classList.contains('off')")
    assert review.browser.run("return document.querySelector('.chip.denial .count').textContent") == "2"


def test_server_gone(browser: "Browser") -> None:
    """Where the review has ended, the page says that nothing was saved, and does not pretend."""
    with served(browser, bridge()) as led:
        led.open()
    led.choose(ALLEGATION)
    led.click("accept")
    browser.wait(lambda: "nothing was saved" in led.said())
    assert browser.run("return !document.querySelector('.accept')")
    assert led.kept == []


def test_hostile_text_does_nothing(browser: "Browser") -> None:
    """Script in an article does not run while it is reviewed, and names with markup are shown as they stand."""
    attack = "</script><img src=x onerror=window.hacked=1>"
    with served(browser, hostile(), bridge(title=attack)) as led:
        led.open()
        for index in range(6):
            led.choose(index)
            led.click("accept")
            led.saved(index + 1)
        led.type("source", attack)
        led.saved(7)
        assert attack in browser.find("#bar").text
        assert browser.run("return window.hacked === undefined && !document.querySelector('img')")
        led.open("")
        assert attack in browser.find(".articles").text
        assert browser.run("return window.hacked === undefined && !document.querySelector('img')")
        assert browser.complaints() == []


@pytest.mark.parametrize(("width", "dark"), [(360, False), (820, True), (1300, False)])
def test_nothing_sticks_out(browser: "Browser", width: int, dark: bool) -> None:
    """No window scrolls sideways while a sentence is edited, and the sentence is not hidden by the editor."""
    long = bridge(title="z" * 200)
    with served(browser, long, long) as led:
        led.open(width=width, dark=dark)
        for index in (DENIAL, PLAIN):
            led.choose(index)
            assert browser.run("return document.documentElement.scrollWidth") <= width
            browser.wait(lambda: browser.run(UNCOVERED))
        led.open("", width=width, dark=dark)
        assert browser.run("return document.documentElement.scrollWidth") <= width
