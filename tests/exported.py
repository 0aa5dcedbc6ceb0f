"""An article of our own with one finding of each kind, and one that holds what breaks exports."""

from dataclasses import replace

from claimcheck.pipeline import Analysis
from fakes import allegation, article, background, denial, headline, paragraph, statement

HOSTILE_TEXT = (
    '=HYPERLINK("http://evil.example/","x")',
    "+1, -1 and @SUM(A1) <script>alert(1)</script> & ]]> <!-- x -->",
    "👩‍👧 \U0001f600 e\u0301 \u202egnirts\u202c \x00\x07\x1b[31m\ud800 \ufffe",
    "line one\r\nline two\tthree\u2028four",
    "**bold** [a](http://evil.example) ![b](c) `code` # not a heading | cell | ~~no~~",
)


def mayor() -> Analysis:
    """Return an article with each kind of finding."""
    return article(
        headline("Mayor of Lindmark under fire 🎈"),
        allegation("Prosecutors say that Mara Velin took 40,000 crowns.", key="bribe", source="Prosecutors", cue="say"),
        allegation("Councillor Teo Arn accused her of lying.", key="lie", source="Teo Arn", score=0.55, second="official_statement"),
        paragraph(),
        denial('"That is a\nlie," Velin said.', source="Mara Velin", source_score=0.4, cue="said", answers=["bribe", "lie=0.3"]),
        denial("Velin denied that she had met the builder.", source="Mara Velin", clause="she had met the builder"),
        denial("She rejected the reports.", source="Mara Velin"),
        allegation("The builder is said to have left the country.", key="left"),
        statement("The port would not comment on it.", refuses=["lie"], cue="would not comment", source="The port"),
        background("A reader wrote of a hoax.", custom={"hoax": 0.8, "satire": 0.1}),
        id="mayor",
        title="Mayor of Lindmark under fire 🎈",
        url="https://lindmark.example/news/mayor?id=7",
        date="2026-03-04",
        author="Ida Holm",
        outlet="Lindmark Post",
        origin="articles/mayor.html",
    )


def hostile() -> Analysis:
    """Return an article made of what has broken programs of this kind, in every place that holds text."""
    first, *others = HOSTILE_TEXT
    built = article(
        allegation(first, key="a", source=first, custom={first: 1.0, "<b>\x00&": 0.9}),
        *(allegation(text, key=str(number), source=text) for number, text in enumerate(others)),
        denial("\t=1+1 denied\x00 it", answers=["a", *map(str, range(len(others)))], clause="=1+1", source="＝cmd|' /C calc'!A0"),
        id="@id\r\n\ud800",
    )
    document = replace(
        built.document,
        title=first,
        author=others[0],
        outlet=others[1],
        date=others[2],
        url="javascript:alert(1)",
        origin="-2+3\n\x1b]0;x\x07",
    )
    return replace(built, document=document)
