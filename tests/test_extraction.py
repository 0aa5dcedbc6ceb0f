"""The article is found in a page: headline and paragraphs, and nothing of what stands around them."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.errors import InputError
from claimcheck.extraction import DEEPEST, extract
from pages import HEADLINE, PARAGRAPHS, page, plain

LONG = (
    "The council of Alnwyck meets on Friday to hear the harbour master, who denies that he let the crane rust on purpose for years.",
    "Two dockers say that they warned him in writing, and that the letters were never answered by him or by anybody in his office.",
    "He calls that story invented, and says that whoever tells it wants his post, his house and, as he puts it, his good name too.",
)


def test_newspaper_page() -> None:
    """The text is headline and paragraphs, divided by blank lines; title, author, date, outlet and address come from the page."""
    found = extract(page())
    assert found.text == "\n\n".join([HEADLINE, *PARAGRAPHS])
    assert found.title == HEADLINE
    assert found.author == "Oda Brandvik"
    assert found.date == "2031-02-17"
    assert found.outlet == "Tollmark Courier"
    assert found.url == "https://courier.example/2031/02/ferry-minister"
    assert len(found.notes) == 1
    assert found.notes[0].startswith("extracted from HTML by trafilatura ")


def test_headline_without_site() -> None:
    """Where the page shows no headline, that of its head is taken, without the name of the site."""
    head = '<title>Crane rusts at Alnwyck | The Quay</title><meta property="og:site_name" content="The Quay">'
    found = extract(f"<html><head>{head}</head><body>{''.join(f'<p>{each}</p>' for each in LONG)}</body></html>")
    assert found.title == "Crane rusts at Alnwyck"
    assert found.text.startswith("Crane rusts at Alnwyck\n\nThe council")


def test_site_name_is_no_headline() -> None:
    """The name of the site, shown as the page's only heading, is not taken for the headline."""
    head = '<title>The Quay | Crane rusts at Alnwyck</title><meta property="og:site_name" content="The Quay">'
    found = extract(f"<html><head>{head}</head><body><h1>The Quay</h1>{''.join(f'<p>{each}</p>' for each in LONG)}</body></html>")
    assert found.title == "Crane rusts at Alnwyck"


def test_no_headline() -> None:
    """A page without a headline gives its paragraphs alone."""
    found = extract("".join(f"<p>{each}</p>" for each in LONG))
    assert found.title is None
    assert found.text == "\n\n".join(LONG)


@pytest.mark.parametrize(
    "body",
    [
        "<br><br>".join(LONG),
        f"<div>{'</div><div>'.join(LONG)}</div>",
        f"<article><div>{'</div><div>'.join(LONG)}</div></article>",
        f"<table><tr><td>{''.join(f'<p>{each}</p>' for each in LONG)}</td></tr></table>",
        f"<ul><li>{'</li><li>'.join(LONG)}</li></ul>",
        "<pre>" + "\n\n".join(LONG) + "</pre>",
        "<blockquote>" + "".join(f"<p>{each}</p>" for each in LONG) + "</blockquote>",
        "".join(f"<p><b><i>{each}" for each in LONG),
    ],
    ids=["breaks", "divs", "article", "layout-table", "list", "preformatted", "quotation", "unclosed"],
)
def test_paragraphs(body: str) -> None:
    """However a page marks paragraphs, they come divided by blank lines."""
    assert extract(f"<html><head><title>Crane rusts</title></head><body>{body}</body></html>").text == "\n\n".join(["Crane rusts", *LONG])


def test_paragraphs_in_json() -> None:
    """An article that stands in the page's JSON alone, as where scripts draw the page, keeps its paragraphs."""
    body = "\\n\\n".join(LONG)
    article = f'{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Crane rusts", "articleBody": "{body}"}}'
    data = f'<script type="application/ld+json">{article}</script>'
    found = extract(f"<html><head>{data}</head><body><div id=root></div></body></html>")
    assert found.text == "\n\n".join(["Crane rusts", *LONG])


def test_line_break_and_rows() -> None:
    """A single line break stays one; a row of a table is a paragraph."""
    table = "<table><tr><th>Year</th><th>Cranes</th></tr><tr><td>2030</td><td>four</td></tr></table>"
    text = extract(f"<html><body><article><p>{LONG[0]}<br>{LONG[1]}</p><p>{LONG[2]}</p>{table}</article></body></html>").text
    assert f"{LONG[0]}\n{LONG[1]}\n\n{LONG[2]}\n\nYear | Cranes\n\n2030 | four" in text


def test_unseen_characters() -> None:
    """Soft hyphens and zero-width spaces are taken out of words; entities are resolved, and not resolved twice."""
    assert extract(plain("He de&shy;nied&#8203; it &amp;lt; twice.")).text == "He denied it &lt; twice."


def test_little_text() -> None:
    """Menus, dialogs and what is shown without scripts stay out even where there is little else."""
    around = "<nav>Home</nav><dialog>Accept cookies</dialog><noscript>Switch on JavaScript</noscript><template>Draft</template>"
    assert extract(f"<html><body>{around}<p>He denied it.</p>{around}</body></html>").text == "He denied it."


def test_short() -> None:
    """A text so short that the page may hide the rest is read, and the doubt is noted."""
    found = extract(plain("The mayor denied it.", title="Mayor denies"))
    assert found.text == "Mayor denies\n\nThe mayor denied it."
    assert "only 20 characters" in found.notes[-1]


def test_unrecognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where trafilatura fails, or finds no article, the text of the page is taken, without menus and scripts, and that is noted."""

    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    found = extract(page())
    assert set(PARAGRAPHS) < set(found.text.split("\n\n"))
    assert "in a script" not in found.text
    assert "Terms of use" not in found.text
    assert found.notes == ("no article was recognised on the page: this is all of its text",)


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><script>draw()</script><noscript>Please switch on JavaScript to read this article.</noscript></body></html>",
        "<html><head><title>Mayor denies</title></head><body><img src='a.png'></body></html>",
        "<html></html>",
        "<!-- nothing -->",
        "<",
        "",
        "\0\0",
        "<p>1 2 3</p>",
    ],
)
def test_no_article(markup: str) -> None:
    """A page without text is an InputError that says so."""
    with pytest.raises(InputError):
        extract(markup)


def test_nesting() -> None:
    """Deep nesting is read as far as the parser goes; deeper, the page is refused, not cut short."""
    text = " ".join(LONG)
    assert extract(f"<body>{'<div>' * 1500}{text}{'</div>' * 1500}").text == text
    with pytest.raises(InputError, match=str(DEEPEST)):
        extract(f"<body>{'<div>' * 3000}{text}{'</div>' * 3000}<p>{text}</p>")


def test_pictures_within() -> None:
    """Pictures that a browser saved within the page do not count and do not hurt."""
    picture = f"<img src='data:image/png;base64,{'iVBORw0KGgo' * 100_000}'>"
    assert extract(plain(*LONG).replace("<p>", picture + "<p>")).text == "\n\n".join(LONG)


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><script type='application/ld+json'>" + "[" * 50_000 + "</script></head><body><p>{}</p></body></html>",
        "<html><body><p {} {}>".format(" ".join(f"a{n}=b" for n in range(3000)), "{}") + "{}</p></body></html>",
        "<html><body><p>{}</p><![CDATA[ x ]]><p></body></html><p>late</p>",
        "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><html><body><p>&b; {}</p></body></html>",
        "<html><head><base href='http://[bad'><link rel=canonical href='http://[bad'></head><body><p>{}</p></body></html>",
        "<html><head><meta property='article:published_time' content='99999-99-99T99:99'></head><body><p>{}</p></body></html>",
        "<html><body><p>{}</p><table><tr><td rowspan=99999999 colspan=99999999>x</td></tr></table></body></html>",
    ],
    ids=["json", "attributes", "cdata", "entities", "addresses", "date", "spans"],
)
def test_hostile(markup: str) -> None:
    """Odd and hostile markup around an article neither raises nor hides it."""
    assert LONG[0] in extract(markup.replace("{}", LONG[0])).text


@settings(max_examples=60)
@given(
    st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60), max_size=6, unique=True)
)
def test_any_paragraphs(paragraphs: list[str]) -> None:
    """Whatever words paragraphs hold, each comes back in order after an article's own, its white space collapsed."""
    added = [f"He said: {each}." for each in paragraphs]
    blocks = extract(plain(*LONG, *map(escape, added))).text.split("\n\n")
    unseen = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
    assert [" ".join(each.translate(unseen).split()) for each in [*LONG, *added]] == blocks


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*"<>/&;\"'= \n\0\x1b!-[]", "<p>", "</div>", "<table>", "<td", "<br>", "<!--", "]]>", "&#0;", "denied"])))
def test_any_markup(pieces: list[str]) -> None:
    """Any markup gives a page or an InputError, and the same each time."""
    results: list[str] = []
    for _ in range(2):
        try:
            results.append(extract("".join(pieces)).text)
        except InputError as error:
            results.append(repr(error))
    assert results[0] == results[1]
