"""The terminal report: what stands where, for every width, encoding and article."""

import io
import os
import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import fakes
import goldens
from claimcheck import terminal
from claimcheck.labels import LABELS
from claimcheck.pipeline import Analysis
from claimcheck.report import render
from claimcheck.sentences import Kind

SGR = re.compile(r"\x1b\[[0-9;]*m")


class Output(io.StringIO):
    """Text that was printed, as if to an output of some encoding."""

    def __init__(self, encoding: str = "utf-8") -> None:
        """Begin empty."""
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Name of the encoding."""
        return self._encoding


def printed(analysis: Analysis, *, width: int = 80, encoding: str = "utf-8", environ: dict[str, str] | None = None, **options: Any) -> str:
    """Return what the report prints."""
    output = Output(encoding)
    terminal.console(output, width=width, environ=environ or {}).print(render(analysis, **options))
    return output.getvalue()


def plain(text: str) -> str:
    """Return text with single spaces, without tree lines: as words follow each other."""
    return " ".join(re.sub(r"[│├└╴┃║╎]", " ", text).split())


def section(report: str, title: str) -> str:
    """Return the lines of a section, without its heading."""
    match = re.search(rf"^{re.escape(title)}.*?─\n(.*?)(?=^\S[^\n]*─\n|\Z)", report, re.DOTALL | re.MULTILINE)
    assert match, f"no section {title!r} in:\n{report}"
    return match[1]


def mayor(**document: Any) -> Analysis:
    """Return an article in which everything happens that a report shows."""
    return fakes.article(
        fakes.headline(
            "Mayor of Lindmark calls bribery charge “a bad joke”", label="denial", source="Mayor of Lindmark", answers=("bribe",)
        ),
        fakes.furniture("Share this article"),
        fakes.allegation(
            "Prosecutors say that Mara Velin, the mayor of Lindmark, took 40,000 crowns from the builder Orsolan.",
            key="bribe",
            source="Prosecutors",
            cue="say",
        ),
        fakes.allegation(
            "Two unnamed officials said she had hidden the money in a garden shed.", key="shed", source="Two unnamed officials", score=0.55
        ),
        fakes.paragraph(),
        fakes.denial(
            "“I never took a crown, and I own no shed,” Ms Velin told reporters.", source="Mara Velin", answers=("bribe", "shed=0.61")
        ),
        fakes.denial("“Who could believe such a thing?”", source="Mara Velin", answers=("bribe=0.35",), score=0.58, source_score=0.4),
        fakes.background("The council meets on Friday."),
        fakes.paragraph(),
        fakes.denial(
            "Her deputy, Ilo Brandt, denied that he had ever met the builder.",
            source="Ilo Brandt",
            cue="denied",
            clause="that he had ever met the builder",
        ),
        fakes.denial("“That is simply wrong,” said Pia Orsolan.", source="Pia Orsolan"),
        fakes.allegation("The opposition accused the council of shredding its minutes.", key="minutes", source="The opposition"),
        fakes.allegation("Critics say the river wall was never inspected.", key="wall", source="Critics"),
        fakes.statement(
            "The water board declined to comment on the wall.", source="The water board", cue="declined to comment", refuses=("wall",)
        ),
        fakes.statement("The court said that the trial would begin on 9 May.", source="The court", cue="said"),
        outlet="Lindmark Courier",
        date="2031-03-14",
        origin="articles/mayor.txt",
        notes=("decoded as cp1252",),
        **document,
    )


def quarrel() -> Analysis:
    """Return an article in which one quotation answers several claims, and claims are no allegations."""
    words = "“None of it happened, none of it was planned and none of it was paid for,” Abel Torrin, the head of the harbour office, said."
    return fakes.article(
        fakes.allegation("The dockers’ union says the harbour office sold three cranes in secret.", key="cranes", source="union"),
        fakes.statement("The audit board found that two invoices had been paid twice.", key="invoices", source="The audit board"),
        fakes.background("A photograph shows an empty quay.", key="quay"),
        fakes.paragraph(),
        fakes.denial(words, source="Abel Torrin", answers=("cranes=0.9", "invoices=0.7", "quay=0.41")),
        fakes.denial("“Count the cranes.”", source="Abel Torrin", answers=("cranes=0.8", "invoices=0.66")),
        fakes.denial(
            "Ada Fenn, for the union, denied that anybody at the union had spoken of invoices.",
            source="Ada Fenn",
            answers=("invoices",),
            clause="that anybody at the union had spoken of invoices",
            second="official_statement",
        ),
        title="Who sold the cranes?",
    )


def empty() -> Analysis:
    """Return an article in which nothing is found."""
    return fakes.article(
        fakes.headline("Tulips early this year"),
        fakes.background("The market opened at six."),
        origin="market.txt",
        outlet="Lindmark Courier",
    )


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", ["mayor", "quarrel", "empty"])
def test_golden(name: str, width: int) -> None:
    """A report looks exactly as it was looked at and found good; to renew: delete the file, run, look, run again."""
    report = printed({"mayor": mayor, "quarrel": quarrel, "empty": empty}[name](), width=width, text=True)
    goldens.hold(f"report-{name}-{width}.txt", report)


def test_sections() -> None:
    """Every finding of the mayor's article stands in the section of its kind, and in no other."""
    report = printed(mayor())
    titles = {
        "Claims and answers": {"A3", "D1", "D5", "D6?", "A4?"},
        "Denials that state the claim themselves": {"D8"},
        "Denials without a claim in the article": {"D9"},
        "Claims with no reply recorded": {"A10"},
        "Claims whose target declined to comment": {"A11", "S12"},
        "Official statements": {"S12", "S13"},
    }
    assert {title: set(re.findall(r"\b[ADS]\d+\b\??", section(report, title))) for title in titles} == titles


def test_denial_of_several_claims_is_printed_once() -> None:
    """A denial that answers three claims has its words under the likeliest one; the others refer to them by number."""
    report = printed(quarrel())
    assert plain(report).count("None of it happened") == 1
    answers = section(report, "Claims and answers")
    blocks = {block.split()[0]: plain(block) for block in answers.strip().split("\n\n")}
    assert "None of it happened" in blocks["A1"]
    assert "D4 70% Abel Torrin also D5 66% · words under A1" in blocks["S2"]
    assert "D4 41% Abel Torrin words under A1" in blocks["3"]


def test_claim_without_a_label_is_told_as_such() -> None:
    """A sentence that states a claim without being labelled has a bare number, a remark and no score."""
    assert "3 nobody named A photograph shows an empty quay. a sentence without a label" in plain(printed(quarrel()))


def test_clause_is_marked_in_the_words() -> None:
    """The words of a denial that state its claim stand between signs, without colour too."""
    assert "denied ▸that he had ever met the builder◂." in plain(printed(mayor()))


def test_doubt_is_a_sign_and_a_word() -> None:
    """A doubtful label, link and speaker are each marked by a question mark and named; a sure denial is not."""
    report = plain(printed(mayor()))
    assert "D6? 35%? Mara Velin? “Who could believe such a thing?” doubtful: label (58%), link (35%), speaker (40%)" in report
    assert "D5 80% Mara Velin “I never" in report


def test_doubtful_sentence_without_a_label() -> None:
    """A sentence that may have been left without a label by mistake is counted in the head and marked in the article."""
    report = printed(fakes.article(fakes.background("It was hidden, some say.", score=0.5), fakes.background("It rained.")), text=True)
    assert "? doubtful: 1 sentence without a label" in report
    assert "1? It was hidden, some say. no label 50% doubtful" in plain(report)
    assert "2 It rained." in plain(report)
    assert "check it first" in report


def test_declined_claim_is_not_called_unanswered() -> None:
    """A claim whose target declined to comment is kept apart from those with no reply, and counted once."""
    report = printed(mayor())
    assert "A11" not in section(report, "Claims with no reply recorded")
    assert "4 claims 2 answered · 1 with no reply recorded · 1 declined to comment on" in plain(report)


def test_answered_claim_that_was_declined_too() -> None:
    """A claim that one denies and another declines to comment on says so in both places, its words once."""
    analysis = fakes.article(
        fakes.allegation("The paper says the bridge is unsafe.", key="bridge", source="The paper"),
        fakes.denial("Engineers disputed that.", source="Engineers", answers=("bridge",)),
        fakes.statement("The ministry declined to comment.", source="The ministry", cue="declined to comment", refuses=("bridge",)),
    )
    report = printed(analysis)
    assert "words above answered by D2" in plain(section(report, "Claims whose target declined to comment"))
    assert report.count("the bridge is unsafe") == 1


def test_nothing_found() -> None:
    """An article without findings says so, and shows no empty section and no legend."""
    report = printed(empty())
    assert "No allegation, denial or official statement found." in report
    assert "─" not in report


def test_no_verdict_words() -> None:
    """The program's own words judge nothing: an article of digits is reported without a word of verdict."""
    pieces = [
        fakes.allegation("1.", key="a", score=0.4),
        fakes.denial("2.", answers=("a=0.1",), source="1", source_score=0.1),
        fakes.denial("3 3 3.", clause="3 3"),
        fakes.denial("4."),
        fakes.allegation("5.", second="denial"),
        fakes.statement("6.", cue="6", refuses=("a",)),
    ]
    report = printed(fakes.article(*pieces, title="0"), text=True)
    assert not re.search(
        r"\b(true|truth|untrue|false|falsehood|lie|lies|fake|wrong|right|correct|verdict)\b",
        report.replace("model fake", ""),
        re.IGNORECASE,
    )


def test_percentages_are_rounded_down() -> None:
    """What is not certain is not shown as 100%."""
    report = printed(fakes.article(fakes.allegation("He stole it, they said.", score=0.9999)))
    assert "A1 99%" in plain(report)
    assert "100%" not in report


@pytest.mark.parametrize("full", [False, True])
def test_long_sentence(full: bool) -> None:
    """Of a very long denial the words around its clause are shown and the cut is marked; with ``full``, every word."""
    before, after = ("so " * 300).strip(), ("and " * 300).strip()
    words = f"{before} she denied that the well was dry {after} on."
    report = plain(printed(fakes.article(fakes.denial(words, clause="that the well was dry")), full=full))
    marked = words.replace("that the well was dry", "▸that the well was dry◂")
    assert "▸that the well was dry◂" in report
    assert (marked in report) == full
    assert ("[…]" in report) == ("--full" in report) == (not full)


def test_labels_of_the_users_own() -> None:
    """A label of the user's own has a section with the sentences of which it holds by the run's threshold, and its own score."""
    analysis = fakes.article(fakes.background("Rain is due.", custom={"weather": 0.65}), fakes.background("Hm.", custom={"weather": 0.55}))
    report = section(printed(replace(analysis, settings={"thresholds": {"custom": 0.6}})), "Label of your own: weather")
    assert plain(report) == "1 65% nobody named Rain is due. a sentence without a label"


def test_head_falls_back_to_the_file_name() -> None:
    """Without a title or headline the file's name heads the report."""
    report = printed(fakes.article(fakes.background("Rain is due."), origin="in/rain.txt"))
    assert report.splitlines()[1:3] == ["rain.txt", "in/rain.txt"]


def test_pipe_is_plain_and_of_stable_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal there is no escape sequence, and the width is 80 whatever the terminal beside it says."""
    monkeypatch.setattr("os.get_terminal_size", lambda *_: os.terminal_size((33, 10)))
    output = Output()
    terminal.console(output, environ={"TERM": "xterm-256color"}).print(render(mayor(), text=True))
    assert output.getvalue() == printed(mayor(), width=80, text=True)
    assert "\x1b" not in output.getvalue()


def test_colour_only_adds_colour() -> None:
    """With colour the report has the same characters, and no escape sequence but those of colour."""
    coloured = printed(mayor(), text=True, environ={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    assert SGR.search(coloured)
    assert SGR.sub("", coloured) == printed(mayor(), text=True)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "koi8-r"])
def test_other_encodings(encoding: str) -> None:
    """An output that is not Unicode gets signs that it can carry, in the same width."""
    report = printed(mayor(title="Zoë — “ö” 漢字 🙂"), width=60, encoding=encoding, text=True)
    report.encode(encoding)
    assert "|-D5" in report
    assert max(cell_len(line) for line in report.splitlines()) <= 60


HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x9b2J",
    "a\u202eb\u2066c\u2069",
    "z\u200be\u200dr\u2060o\ufeff",
    "\ud800x\udfff",
    "[bold]b[/bold] [/] [link=http://evil.example]x[/link]",
    ":smile:",
    "漢字漢字漢字。",
    "🙂👩‍👩‍👧❤️👍🏽🇩🇪",
    "e\u0301\u0301",
    "tab\there\r\nthere\u2028line\x85next",
    "\x00\x07\x08\x7f",
    "word" * 60,
]
strange = st.one_of(
    st.sampled_from(HOSTILE), st.text(alphabet=st.characters(codec=None), max_size=40), st.text(alphabet="ab, \n", min_size=1, max_size=200)
)
strange_text = st.lists(strange, min_size=1, max_size=4).map("".join)


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Return an analysis of any text at all: labels, speakers, clauses and links as they fall."""
    pieces = []
    count = draw(st.integers(1, 8))
    for index in range(count):
        text = draw(strange_text) or "x"
        others = [other for other in range(count) if other != index]
        answers = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
        label = draw(st.sampled_from([*LABELS, "none"]))
        cut = draw(st.integers(0, len(text)))
        pieces.append(
            fakes.Piece(
                text=text,
                label=label,
                second=draw(st.sampled_from([None, *(name for name in LABELS if name != label)])) if label != "none" else None,
                key=str(index),
                source=draw(st.sampled_from(["", text, "Mara Velin"])),
                source_score=draw(st.floats(0, 1)),
                cue=text[:cut],
                clause=text[cut:],
                answers=tuple(f"{other}={draw(st.floats(0, 1))}" for other in answers),
                refuses=tuple(str(other) for other in draw(st.lists(st.integers(0, count - 1), unique=True, max_size=1))),
                score=draw(st.floats(0, 1)),
                custom=draw(st.dictionaries(strange_text, st.floats(0, 1), max_size=1)),
                kind=draw(st.sampled_from(list(Kind))),
            )
        )
    words = st.none() | strange_text
    document: dict[str, Any] = {name: draw(words) for name in ("title", "url", "date", "author", "outlet")}
    return fakes.article(*pieces, **document, origin=draw(strange_text), id=draw(strange_text), notes=(draw(strange_text),))


@pytest.mark.parametrize("field", ["id", "origin", "title", "url", "date", "author", "outlet", "notes"])
@pytest.mark.parametrize("others", ["", " "])
def test_document_fields_are_made_safe(field: str, others: str) -> None:
    """No field of the document brings a control character or a line break to the terminal, whatever the others hold."""
    fields: dict[str, Any] = dict.fromkeys(("id", "origin", "title", "url", "date", "author", "outlet"), others)
    fields[field] = ("one\x1b[2J\u202etwo\nthree",) if field == "notes" else "one\x1b[2J\u202etwo\nthree"
    report = printed(fakes.article(fakes.background("Rain is due."), **fields))
    assert "one�[2Jtwo three" in report
    assert not {"\x1b", "\u202e"} & set(report)


@given(analysis=analyses(), width=st.sampled_from([20, 40, 60, 80, 95, 96, 120, 200]), full=st.booleans(), text=st.booleans())
def test_any_article(analysis: Analysis, width: int, full: bool, text: bool) -> None:
    """For any article no forbidden character goes out, no line is too wide, and every labelled sentence's number stands there."""
    report = printed(analysis, width=width, full=full, text=text)
    assert not [hex(ord(char)) for char in set(report) - {"\n"} if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert max(cell_len(line) for line in report.splitlines()) <= width
    assert not [line for line in report.splitlines() if line != line.rstrip()]
    labelled = [finding for finding in analysis.findings if finding.labelling.label in LABELS]
    references = {f"{finding.labelling.label[0].upper().replace('O', 'S')}{finding.sentence.index + 1}" for finding in labelled}
    assert references <= set(re.findall(r"[ADS]\d+", report))


@given(analysis=analyses())
def test_any_article_in_ascii(analysis: Analysis) -> None:
    """For any article an ASCII output gets ASCII."""
    assert printed(analysis, encoding="ascii", text=True).isascii()
