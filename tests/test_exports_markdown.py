"""Markdown: notes whose marks are ours alone, read by a parser of CommonMark with the extensions of GitHub."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from claimcheck.exports import Format, write
from claimcheck.exports.markdown import escaped
from claimcheck.exports.plain import one_line
from claimcheck.pipeline import Analysis
from exported import hostile, mayor
from fakes import allegation, article, background
from strategies import analyses, texts

FOREIGN = {"image", "html_inline", "html_block", "code_inline", "fence", "code_block"}
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _note(*articles: Analysis) -> str:
    stream = io.StringIO()
    write(Format.MARKDOWN, stream, articles)
    return stream.getvalue()


def _tokens(text: str) -> list[Token]:
    """Return all tokens of a note, those within paragraphs too."""
    blocks = PARSER.parse(text)
    return [token for block in blocks for token in (block, *(block.children or ()))]


def _shown(text: str) -> str:
    """Return the text that a reader sees."""
    return "".join(token.content for token in _tokens(text) if token.type in {"text", "text_special", "code_inline"})


def _kinds(text: str) -> set[str]:
    return {token.type for token in _tokens(text)}


def test_the_note() -> None:
    """Claims stand with their replies under them, each with its place and how sure it is; what is doubtful is bold."""
    text = _note(mayor())
    assert text.startswith("## Mayor of Lindmark under fire 🎈\n\n- outlet: Lindmark Post\n- date: 2026-03-04\n")
    assert "- url: <https://lindmark.example/news/mayor?id=7>\n" in text
    head, _, rest = text.partition("### Claims with a reply\n\n")
    assert "nothing here says whether a claim is true" in head
    assert rest.startswith(
        "- **Prosecutors**: Prosecutors say that Mara Velin took 40,000 crowns. "
        "(sentence 2; characters 32–83; allegation 90%)\n"
        '  - **Mara Velin**: "That is a lie," Velin said. '
        "(sentence 4; characters 126–154; denial 90%; link 80%; **check speaker 40%**)\n"
    )
    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert headings == [
        "### Claims with a reply",
        "### Denials that state the claim themselves",
        "### Denials of a claim that is not in the article",
        "### Claims without a reply in the article",
        "### Claims on which no comment was given",
        "### Official statements",
        "### Labels of your own",
    ]
    assert "— the claim: “she had met the builder”" in text
    assert "own label hoax 80%" in text


def test_places_lead_back() -> None:
    """The characters that a note names are those of the words beside them."""
    assert mayor().document.text[126:154] == '"That is a\nlie," Velin said.'


def test_hostile() -> None:
    """Nothing of a hostile article becomes a link, a picture, HTML, code, a table or a heading; no control character is left."""
    text = _note(hostile())
    assert _kinds(text).isdisjoint({*FOREIGN, "link_open", "table_open", "s_open"})
    assert sum(token.type == "heading_open" for token in _tokens(text)) == 2
    assert not any(c in text for c in "\x00\x1b\ud800\u202e\u2028\r\t")


@pytest.mark.parametrize(
    "text",
    [
        "# a", "- a", "+ a", "* a", "1. a", "12) a", "> a", "---", "===", "```", "~~~", "    a", "| a | b |", "<b>a</b>", "<!-- a -->",
        "&amp;", "[a](b)", "![a](b)", "[a]: b", "[[a]]", "*a*", "_a_", "**a**", "`a`", "~~a~~", "a\\", "\\*", "https://a.example", "$a$",
        ": a", "%%a%%", "==a==", "[^1]", "a\n# b", "a  \nb", "<https://a.example>",
    ],
)  # fmt: skip
def test_marks_are_escaped(text: str) -> None:
    """Each mark of Markdown is shown as it is, at the beginning of a line and within a point of a list."""
    for before in ("", "- **X**: "):
        line = before + escaped(text)
        inner = {"strong_open", "strong_close"} if before else set()
        outer = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"} if before else set()
        kinds = {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
        assert _kinds(line) <= kinds | inner | outer
        assert _shown(line) == before.removeprefix("- ").replace("*", "") + one_line(text)


@pytest.mark.parametrize("text", ["https://a.example/b", "see www.a.example", "a@b.example", ":smile:", "@desk"])
def test_no_link_of_its_own(text: str) -> None:
    """Addresses and names that some programs make links or pictures of are broken by a backslash, which no reader sees."""
    assert escaped(text) != text
    assert "\\" in escaped(text)
    assert _shown(escaped(text)) == text


def test_plain_text_is_left_alone() -> None:
    """Ordinary sentences need no escapes, so that the note reads well as it is."""
    for text in ("Velin said: no.", "It cost 3.5 million - or so, at 10:30 (local time).", "“That’s a well-known lie,” she said."):
        assert escaped(text) == text


@settings(max_examples=80, deadline=None)
@given(texts(max_size=4) | st.text(alphabet="\\`*_{}[]()<>#|~!&@$^=%+-.:/1aw \n", max_size=12))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Whatever the text, a reader sees exactly it."""
    line = "X: " + escaped(text)
    assert _shown(line) == ("X: " + one_line(text)).rstrip()
    assert _kinds(line) <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


def test_several_and_none() -> None:
    """Notes on several articles stand one after the other; an article without a finding says so."""
    text = _note(article(background("It rained."), id="a"), article(allegation("He lied."), id="b"))
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## a", "## b"]
    assert "No allegation, denial or official statement found." in text
    assert _note() == ""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(analyses(max_size=4))
def test_any_analysis(analysis: Analysis) -> None:
    """Whatever the analysis, the note has no HTML, picture or code; only addresses of web pages are links."""
    text = _note(analysis)
    assert _kinds(text).isdisjoint(FOREIGN)
    assert text == _note(analysis)
