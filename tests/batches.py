"""A batch of three articles of our own on one story, in which everything happens that the report on a batch shows."""

from typing import Any

from claimcheck.pipeline import Analysis
from fakes import allegation, article, background, denial, headline, statement

HOSTILE = (
    "</script></style><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'><b>{{7*7}} "
    "[bold]b[/bold] [link=http://evil.example]x[/link] "
    "\x1b]8;;http://evil.example\x07here\x1b[2J \x9b31m a\u202eb\u2066c z\u200be\ufeff \ud800 end"
)


def story() -> list[Analysis]:
    """Return the batch."""
    return [
        article(
            headline("Mayor of Lindmark denies taking bribes"),
            allegation(
                "Prosecutors say that Mara Velin, the mayor of Lindmark, took 40,000 crowns from the builder Orsolan.",
                key="bribe",
                source="Prosecutors",
            ),
            denial("“I never took a crown from anybody,” Ms Velin told reporters.", source="Mara Velin", answers=["bribe"]),
            allegation("Critics say that the river wall in Lindmark was never inspected.", key="wall", source="Critics"),
            allegation("The union accused the harbour office of selling three cranes in secret.", source="The union"),
            allegation("A rival said that she had bought a yacht.", source="A rival", score=0.55),
            id="one",
            title="Mayor of Lindmark denies taking bribes",
            outlet="Lindmark Courier",
            date="2031-03-14",
            origin="in/one.txt",
        ),
        article(
            allegation(
                "Mayor Mara Velin took 40,000 crowns in bribes from the builder Orsolan, the state prosecutor says.",
                key="bribe",
                source="the state prosecutor",
            ),
            denial(
                "“I never took a crown from anybody, and I own no shed,” the mayor said.", source="Mayor Mara Velin", answers=["bribe=0.2"]
            ),
            allegation(
                "Two officials said the river wall in Lindmark had not been inspected for years.",
                key="wall",
                source="Two officials",
                score=0.55,
            ),
            statement("The water board declined to comment on the wall.", source="The water board", cue="declined", refuses=["wall"]),
            id="two",
            title="Builder paid mayor, prosecutor says",
            outlet="Tollmark Post",
            origin="in/two.txt",
        ),
        article(
            allegation("The mayor of Lindmark, Mara Velin, is said to have taken 40,000 crowns from Orsolan, a builder.", key="bribe"),
            allegation("The harbour office sold three cranes in secret, the dockers’ union says.", source="the dockers’ union"),
            denial("Ilo Brandt denied that he had met the builder.", source="Ilo Brandt", clause="he had met the builder"),
            denial("“All of it is wrong,” said Pia Orsolan.", source="Pia Orsolan"),
            background("The council meets on Friday."),
            id="three",
            title="What we know of the mayor and the builder",
            origin="in/three.txt",
        ),
    ]


def hostile() -> list[Analysis]:
    """Return two articles whose every part holds what has broken programs of this kind."""
    fields: dict[str, Any] = dict.fromkeys(("id", "origin", "title", "url", "date", "author", "outlet"), HOSTILE)
    return [
        article(
            allegation(HOSTILE, key="a", source=HOSTILE),
            denial(f"No {HOSTILE}", answers=["a"], source=f"Mara {HOSTILE}"),
            allegation(f"Once more {HOSTILE}", source=HOSTILE),
            **fields,
        )
        for _ in range(2)
    ]
