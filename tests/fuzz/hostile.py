"""What a newsroom may be sent, for hypothesis: one strategy an entry of the program, each of whole files as bytes.

A new entry takes a strategy here, a share in ``SHARES`` and a test in ``test_entries.py``.
"""

import json
import os
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from strategies import json_values, texts

# How many inputs all tests of one run get together: a slice in `make test`, 10,000 in `make fuzz`.
INPUTS: Final = int(os.environ.get("FUZZ_INPUTS", "150"))
# Which part of them each entry gets.
SHARES: Final = {
    "text": 0.25,
    "html": 0.15,
    "jsonl": 0.15,
    "labels": 0.08,
    "settings": 0.08,
    "results": 0.09,
    "corrections": 0.05,
    "gold": 0.05,
    "forms": 0.04,
    "furniture": 0.04,
    "names": 0.02,
}


def share(entry: str, least: int = 4) -> settings:
    """Return the settings of the test of an entry: how many inputs it gets. Where the machine is slow, it only takes longer."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=max(least, round(INPUTS * SHARES[entry])), deadline=None, suppress_health_check=slow, print_blob=True)


# Words that the fake model labels by, so that every stage has something to do.
_SENTENCES: Final = (
    "Prosecutors accused Mara Velin of taking 40,000 crowns.",
    "Velin denied it. ",
    "“That is a lie,” she said.\n\n",
    "The council said that the harbour opens on Monday. ",
    "José Ångström accused Zoë of fraud.",
    "Zoë denied that she had met Dr. T. J. Ångström at 9 a.m. in Łódź. ",
    "‘Never,’ said the “mayor” (of Lindmark). ",
    "She declined to comment.\n",
    "Share this article\n\n",
)
_HOSTILE: Final = (
    "\x1b[2J\x1b[31m", "\x1b]8;;http://evil.example\x07", "\x1b]52;c;cm0gLXJm\x07", "\u202egnirts\u202c", "\u2066x\u2069", "\u200b\ufeff",
    "[bold red]x[/]", "[link=file:///etc/passwd]", ":smile:", '=HYPERLINK("http://evil.example")', "@SUM(1)", "-1+1", "</script>",
    "<img src=x onerror=alert(1)>", "]]>", "<!--", "{{7*7}}", "%s%n", "${x}", "../../etc/passwd", "a\nb", "\r", "\u2028", "\x85", "\x00",
    "“" * 40, '"' * 41, "(" * 60, "." * 80, "A. " * 30, "x" * 400, "\u0301" * 50, "\U000e0041", "👩‍👧‍👦", "İ", "ﬁ", "\ud800", "\udfff",
)  # fmt: skip

pieces: Final = st.one_of(st.sampled_from(_SENTENCES), st.sampled_from(_HOSTILE), texts(max_size=3), st.text(max_size=20))
articles: Final = st.lists(pieces, min_size=1, max_size=12).map("".join)
# Such as stand in newspapers: for facts that hold of honest texts.
honest: Final = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=10).map("".join)


def encoded(text: str, encoding: str = "utf-8") -> bytes:
    """Return text as a file holds it; halves of characters as bytes that are not UTF-8."""
    return text.encode(encoding, "surrogatepass")


text_files: Final = st.one_of(
    st.builds(encoded, articles, st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-32"])),
    articles.map(lambda text: text.encode("cp1252", "replace")),
    st.binary(max_size=200),
    st.tuples(articles, st.binary(max_size=8)).map(lambda both: encoded(both[0]) + both[1]),
)

_TAGS: Final = (
    "p", "div", "article", "h1", "table", "tr", "td", "script", "style", "title", "body", "head", "svg", "math", "template", "br",
    "noscript", "iframe", "select", "textarea", "pre", "ul", "li", "a", "blockquote", "figure", "!--", "![CDATA[", "?xml", "!doctype html",
)  # fmt: skip
_ATTRIBUTES: Final = (
    "", " class=article-body", " onclick=alert(1)", " href='javascript:alert(1)'", " style='display:none'", " charset=utf-7", " id='\x00'",
    " content='2031-13-45'", " property=article:published_time", " colspan=99999999", " xmlns='x'", ' a="', " b='",
)  # fmt: skip
_markup: Final = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(_TAGS)),
    st.sampled_from(("&#0;", "&#xD800;", "&#1114112;", "&amp;lt;", "&nosuch;", "-->", "]]>", "<", ">", "<p" * 30)),
    st.builds('<script type="application/ld+json">{}</script>'.format, json_values.map(json.dumps)),
    pieces,
    pieces.map("<p>{}</p>".format),
)
html_files: Final = st.one_of(
    st.lists(_markup, max_size=25).map("".join).map(encoded),
    st.builds(lambda parts: encoded("<html><body><article>" + "".join(parts) + "</article></body></html>"), st.lists(_markup, max_size=15)),
    st.integers(1, 3000).map(lambda depth: b"<html><body>" + b"<div>" * depth + b"He denied it."),
)

_FIELDS: Final = ("id", "title", "url", "date", "author", "outlet", "notes", "x")
# What JSON of Python's cannot say: written as it stands.
_RAW: Final = ("1e999", "-0", "9" * 5000, "NaN", "[" * 3000, '"\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', "{", '{"a":1,"a":2}', "")


@st.composite
def _lines(draw: st.DrawFn) -> bytes:
    record: dict[str, Any] = {"text": draw(articles)} if draw(st.integers(0, 9)) else {"text": draw(json_values)}
    for name in draw(st.sets(st.sampled_from(_FIELDS), max_size=4)):
        record[name] = draw(pieces | json_values)
    line = json.dumps(record, ensure_ascii=draw(st.booleans()))
    if not draw(st.integers(0, 5)):
        line = line[:-1] + ', "id": ' + draw(st.sampled_from(_RAW)) + "}"
    if not draw(st.integers(0, 7)):
        line = line[: draw(st.integers(0, len(line)))]
    return encoded(line)


jsonl_files: Final = st.one_of(
    st.builds(lambda lines, end: end.join(lines), st.lists(_lines(), min_size=1, max_size=4), st.sampled_from([b"\n", b"\r\n", b"\n\n"])),
    st.binary(max_size=120),
)

_VALUES: Final = (
    "true", "1", "-1", "0x" + "f" * 5000, "9" * 5000, "nan", "inf", "1979-02-30", "1979-05-27T07:32:00Z", "[1, 2]", "{a = {}}", "''",
    '"80"', '"\\u0000"', '"\\u009b2J"', '"\\u202e"', '"' + "x" * 500 + '"', '"../../etc/passwd"', "[" * 2000, '"""\na\n"""', "80", "10001",
)  # fmt: skip
_toml_value: Final = st.one_of(st.sampled_from(_VALUES), pieces.map(lambda text: json.dumps(text, ensure_ascii=False)))


def _toml(names: tuple[str, ...], heads: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    name = st.sampled_from(names) | pieces.map(lambda text: json.dumps(text, ensure_ascii=False))
    line = st.builds("{} = {}".format, name, _toml_value) | st.sampled_from(heads)
    built = st.builds(lambda head, lines: "\n".join([head, *lines]), st.sampled_from(heads), st.lists(line, max_size=6))
    return st.one_of(built.map(encoded), st.binary(max_size=100))


labels_files: Final = _toml(
    ("threat", "apology", "denial", "none", "a.b", "a" + ".a" * 3000), ("[labels]", "[labels.x]", "[[labels]]", "", "#")
)
settings_files: Final = _toml(
    ("model", "labels", "format", "max-size", "offline", "text", "full", "width", "no-color", "quiet", "verbose", "widht", "a.b"),
    ("", "[x]", "# x"),
)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return a file that was whole, with one thing changed in it: a value, a few bytes, its end."""
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return whole
    if kind == 1:
        return whole[: draw(st.integers(0, len(whole)))]
    if kind == 2:
        place = draw(st.integers(0, len(whole)))
        return whole[:place] + draw(st.binary(max_size=6)) + whole[place + draw(st.integers(0, 6)) :]
    lines = whole.split(b"\n")
    number = draw(st.integers(0, len(lines) - 1))
    try:
        value = json.loads(lines[number])
    except ValueError:
        return whole
    return b"\n".join([*lines[:number], encoded(json.dumps(draw(_changed(value)))), *lines[number + 1 :]])


@st.composite
def _changed(draw: st.DrawFn, value: Any) -> Any:
    """Return JSON with one of its values replaced, taken away or doubled."""
    if not isinstance(value, dict | list) or not value or not draw(st.integers(0, 3)):
        return draw(json_values | pieces)
    if isinstance(value, dict):
        name = draw(st.sampled_from(sorted(value)))
        rest = {each: member for each, member in value.items() if each != name}
        return rest if not draw(st.integers(0, 4)) else {**value, name: draw(_changed(value[name]))}
    place = draw(st.integers(0, len(value) - 1))
    if not draw(st.integers(0, 4)):
        return [*value, value[place]]
    return [*value[:place], draw(_changed(value[place])), *value[place + 1 :]]
