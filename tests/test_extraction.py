"""The article is found in a page: headline and paragraphs, and nothing of what stands around them."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.extraction import extract
from claimcheck.markup import DEEPEST
from claimcheck.sentences import Kind, split
from pages import HEADLINE, PARAGRAPHS, page, plain

LONG = (
    "The council of Alnwyck meets on Friday to hear the harbour master, who denies that he let the crane rust on purpose for years.",
    "Two dockers say that they warned him in writing, and that the letters were never answered by him or by anybody in his office.",
    "He calls that story invented, and says that whoever tells it wants his post, his house and, as he puts it, his good name too.",
)

TITLE = "Crane rusts at Alnwyck"
SUMMARY = "Dockers say that they warned him in writing; he calls their story a fable"
CAPTION = "The crane at Alnwyck last week, with the tide out. Photograph: L. Fenn"
ARTICLE = (*LONG, *PARAGRAPHS)
PARAGRAPHED = "".join(f"<p>{escape(each, quote=False)}</p>" for each in ARTICLE)
H1 = f"<h1>{TITLE}</h1>"
FIGURE = f'<figure><img src="x.jpg"><figcaption class="subtitle">{CAPTION}</figcaption></figure>'
AROUND = (
    '<div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/quay">The Quay and its cranes</a></div>'
    '<p class="byline subtitle">By Oda Brandvik, our correspondent at the harbour of Alnwyck</p>'
    '<div class="share-bar"><span class="subtitle">Share this article with everybody whom you know</span></div>'
    '<div class="newsletter-box"><p class="newsletter-box__dek">What happened in the harbour, before you are up</p></div>'
    '<div id="cookie-consent"><p class="description">We and the 812 firms that we work with would like to look at you</p></div>'
    '<div class="related"><a href="/g"><p class="dek">The gulls of Alnwyck have come back to the pier after a year</p></a></div>'
    '<p class="standfirst" hidden>Words for a narrow window that no reader of this page ever sees</p>'
)


def _body(*, name: str = "article-body") -> str:
    """Return the article, in an element of its own, as most pages have it: trafilatura then takes nothing outside of it."""
    return f'<div class="{name}">{PARAGRAPHED}</div>'


def _paragraphs(body: str, *, head: str = "") -> list[str]:
    """Return the paragraphs that are extracted from a page."""
    return extract(f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>").text.split("\n\n")


STANDFIRSTS = {
    "paragraph": f'<article><header>{H1}<p class="standfirst">{SUMMARY}</p>{AROUND}</header>{FIGURE}{_body()}</article>',
    "block-name": f'<article><header>{H1}{AROUND}<p class="c-article__standfirst--wide">{SUMMARY}</p></header>{_body()}</article>',
    "camel-case": f'<article><header>{H1}<div class="ArticleSubHeadline_x7">{SUMMARY}</div>{AROUND}</header>{_body()}</article>',
    "subtitle-heading": f'<main>{H1}<h2 class="subtitle">{SUMMARY}</h2>{AROUND}{_body()}</main>',
    "data-attribute": f'<main>{H1}<div data-gu-name="standfirst"><div><p>{SUMMARY}</p></div></div>{AROUND}{_body()}</main>',
    "microdata": f'<main>{H1}<p itemprop="alternativeHeadline">{SUMMARY}</p>{AROUND}{_body()}</main>',
    "after-picture": f'<article>{H1}{FIGURE}{AROUND}<p class="dek">{SUMMARY}</p>{_body()}</article>',
    "within-figure-of-head": f'<header>{H1}{FIGURE}<div class="article-summary"><p>{SUMMARY}</p></div></header>{AROUND}{_body()}',
    "heading-group": f"<article><hgroup>{H1}<p>{SUMMARY}</p></hgroup>{AROUND}{_body()}</article>",
    "heading-without-name": f"<article><div>{H1}<h2>{SUMMARY}</h2></div>{AROUND}{_body()}</article>",
    "twice": f'<article>{H1}<p class="dek wide">{SUMMARY}</p><p class="dek narrow">{SUMMARY}</p>{AROUND}{_body()}</article>',
    "kept-by-trafilatura": f'<article>{H1}<p class="standfirst">{SUMMARY}</p>{PARAGRAPHED}</article>',
    "no-heading-on-page": f'<div class="top"><p class="standfirst">{SUMMARY}</p>{AROUND}</div>{_body()}',
}


@pytest.mark.parametrize("body", STANDFIRSTS.values(), ids=STANDFIRSTS)
def test_standfirst(body: str) -> None:
    """The standfirst is a paragraph of its own under the headline, once, wherever the page has it; nothing around it comes with it."""
    assert _paragraphs(body) == [TITLE, SUMMARY, *ARTICLE]


@pytest.mark.parametrize("name", ["og:description", "twitter:description", "description"])
@pytest.mark.parametrize("summary", [SUMMARY, f"  {SUMMARY}. ", f"{SUMMARY[:60]}…", f"{SUMMARY[:60]} [...]"])
def test_standfirst_by_summary(name: str, summary: str) -> None:
    """A paragraph in no telling element is the standfirst where it is the summary that the page gives, whole or cut short."""
    body = f'<div class="top">{H1}<p>{SUMMARY}</p>{AROUND}</div>{FIGURE}{_body(name="entry-content")}'
    assert _paragraphs(body) == [TITLE, *ARTICLE]
    attribute = "property" if ":" in name else "name"
    assert _paragraphs(body, head=f'<meta {attribute}="{name}" content="{summary}">') == [TITLE, SUMMARY, *ARTICLE]


def test_standfirst_of_several_paragraphs() -> None:
    """A standfirst in several paragraphs keeps them, in order, without the links to other articles among them."""
    link = "<li><a href='/g'>Gulls of Alnwyck are back on the pier</a></li>"
    points = f"<li>Dockers say that they warned him</li>{link}<li>He calls that a fable</li>"
    found = _paragraphs(f'<article>{H1}<div class="standfirst"><ul>{points}</ul></div>{AROUND}{_body()}</article>')
    assert found == [TITLE, "Dockers say that they warned him", "He calls that a fable", *ARTICLE]


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<article><header>{H1}{AROUND}</header>{FIGURE}{_body()}</article>", ""),
        (f"<article>{H1}{FIGURE}{_body()}</article>", f'<meta property="og:description" content="{CAPTION}">'),
        (f"<article>{H1}{AROUND}{_body()}</article>", f'<meta property="og:description" content="{SUMMARY}">'),
        (f"<article>{H1}{AROUND}{_body()}</article>", f'<meta property="og:description" content="{ARTICLE[0]}">'),
        (f'<article>{H1}<p class="excerpt">{ARTICLE[0][:60]}…</p>{AROUND}{_body()}</article>', ""),
        (f'<article>{H1}{_body()}</article><div class="list"><h3 class="subtitle">{SUMMARY}</h3></div>', ""),
        (f'<div class="list"><h3 class="subtitle">{SUMMARY}</h3></div><article>{H1}{_body()}</article>', ""),
        (f'<article>{H1}<p class="standfirst">Exclusive</p>{_body()}</article>', ""),
        (f'<article>{H1}<p class="standfirst">{" ".join([SUMMARY] * 9)}</p>{_body()}</article>', ""),
    ],
    ids=["around", "caption", "unseen", "lead", "lead-cut-short", "after", "before", "kicker", "too-long"],
)
def test_no_standfirst(body: str, head: str) -> None:
    """Where a page has none, nothing takes its place: no caption, by-line, share or cookie line, teaser, or paragraph told twice."""
    assert _paragraphs(body, head=head) == [TITLE, *ARTICLE]


def test_standfirst_is_a_unit() -> None:
    """The standfirst is a unit of the body, exact and in its place; captions stay captions."""
    kept = f'<p>{CAPTION}</p><p class="standfirst" id="s">{SUMMARY}</p>'
    found = extract(f"<html><body><article>{H1}{kept}{PARAGRAPHED}</article></body></html>")
    units = split(Document(text=found.text, title=found.title))
    words = [(found.text[unit.span.start : unit.span.end], unit.kind) for unit in units]
    assert words[0] == (TITLE, Kind.HEADLINE)
    assert words.index((SUMMARY, Kind.BODY)) == 1 + sum(kind is Kind.CAPTION for _, kind in words)
    assert all(kind is Kind.CAPTION for words, kind in words if words in CAPTION)


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
