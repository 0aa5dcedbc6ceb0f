"""Lines of a page: findings as rows, wrapped and indented so that no line is wider than the page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from rich.console import Console, ConsoleOptions
from rich.text import Text

from claimcheck.labels import ALLEGATION, DENIAL, NONE, OFFICIAL
from claimcheck.terminal import Glyphs, glyphs, printable

PAGE_WIDTH: Final = 120
"""Columns that a report uses at most: longer lines are hard to read."""
GRID_WIDTH: Final = 96
"""Columns from which speaker and words stand side by side."""

LETTERS: Final = {ALLEGATION: "A", DENIAL: "D", OFFICIAL: "S", NONE: ""}
# No red and no green: nothing here is right or wrong.
STYLES: Final = {ALLEGATION: "bold magenta", DENIAL: "bold cyan", OFFICIAL: "bold blue", NONE: "bold"}
DIM: Final = "dim"
DOUBT: Final = "yellow"
SPEAKER: Final = "bold"
CLAUSE: Final = "underline"

FACT: Final = 300
"""Characters of a title, a name or a path that are shown at most."""

_TREE_WIDTH: Final = 2
_SCORE_WIDTH: Final = 5  # "100%?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding as it is shown.

    Attributes:
        reference: letter and number ("A3").
        score: percentage, with its mark of doubt; five columns at most.
        speaker: who says it.
        words: what the article says.
        notes: remarks under the words, a line each.
    """

    reference: Text
    score: Text
    speaker: Text
    words: Text
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the lines are made for: a width in columns, an encoding, and the signs that it can carry.

    Attributes:
        console: measures and wraps.
        width: columns of the page.
        encoding: of the output.
        glyphs: the signs.
        reference_width: columns of the widest reference with its mark of doubt.
    """

    console: Console
    width: int
    encoding: str
    glyphs: Glyphs
    reference_width: int

    @classmethod
    def of(cls, console: Console, options: ConsoleOptions, *, sentences: int) -> "Page":
        """Return the page for a console; ``sentences`` is the number of sentences of the article."""
        return cls(
            console=console,
            width=max(1, min(options.max_width, PAGE_WIDTH)),
            encoding=options.encoding,
            glyphs=glyphs(options.encoding),
            reference_width=len(f"A{sentences}?"),
        )

    @property
    def grid(self) -> bool:
        """Whether speaker and words stand side by side."""
        return self.width >= GRID_WIDTH

    @property
    def lead_width(self) -> int:
        """Columns before the speaker: branch, reference, score."""
        return _TREE_WIDTH + self.reference_width + 1 + _SCORE_WIDTH + 1

    @property
    def speaker_width(self) -> int:
        """Columns of the speaker in a grid."""
        return (self.width - self.lead_width) // 4

    def show(self, text: str, style: str = "", *, limit: int | None = FACT) -> Text:
        """Return text from outside in one line: made safe, without white space at its ends, cut after ``limit`` characters."""
        words = printable(text if limit is None else text[: limit + 1], self.encoding).strip()
        if limit is not None and len(text) > limit:
            words = f"{words[:limit].rstrip()} {self.glyphs.cut}"
        return Text(words, style=style)

    def wrap(self, text: Text, width: int) -> list[Text]:
        """Break text into lines of at most ``width`` columns; one empty line where there is no text."""
        lines = text.wrap(self.console, max(2, width), overflow="fold")
        for line in lines:
            line.rstrip()
        return list(lines) or [Text()]

    def paragraph(self, text: Text, *, first: Text | str = "", rest: str = "", width: int | None = None) -> Iterator[Text]:
        """Yield the lines of a text; ``first`` stands before the first one, ``rest`` before the others."""
        indent = max(Text.assemble(first).cell_len, len(rest))
        for number, line in enumerate(self.wrap(text, (width or self.width) - indent)):
            yield self.fit(Text.assemble(rest if number else first, line))

    def fit(self, line: Text) -> Text:
        """Return the line as it goes out: never wider than the page, no space at its end."""
        line.rstrip()
        if line.cell_len > self.width:  # a page of a few columns
            line.truncate(self.width, overflow="crop")
        line.no_wrap = True
        line.overflow = "ignore"
        return line

    def heading(self, title: str, count: int | None = None) -> Iterator[Text]:
        """Yield the heading of a section, after an empty line."""
        yield Text()
        *lines, last = self.wrap(Text.assemble((title, "bold"), f"  {count}" if count is not None else ""), self.width)
        yield from map(self.fit, lines)
        yield self.fit(Text.assemble(last, " ", (self.glyphs.rule * max(0, self.width - last.cell_len - 1), DIM)))

    def row(self, row: Row, *, tree: tuple[str, str] = ("", "")) -> Iterator[Text]:
        """Yield the lines of a finding; ``tree`` stands before its first line and before its others."""
        lead = Text.assemble((tree[0], DIM), row.reference)
        lead.pad_right(max(0, _TREE_WIDTH + self.reference_width + 1 - lead.cell_len))
        lead.append_text(row.score)
        lead.pad_right(max(0, self.lead_width - lead.cell_len))
        yield from self._grid(row, lead, tree) if self.grid else self._stack(row, lead, tree)

    def _grid(self, row: Row, lead: Text, tree: tuple[str, str]) -> Iterator[Text]:
        left = self.wrap(row.speaker, self.speaker_width)
        start = self.lead_width + self.speaker_width + 2
        right = [line for text in (row.words, *row.notes) for line in self.wrap(text, self.width - start)]
        for number, (speaker, words) in enumerate(zip_longest(left, right, fillvalue=Text())):
            line = Text.assemble((tree[1], DIM)) if number else lead
            line.pad_right(max(0, self.lead_width - line.cell_len))
            line.append_text(speaker)
            line.pad_right(max(0, start - line.cell_len))
            line.append_text(words)
            yield self.fit(line)

    def _stack(self, row: Row, lead: Text, tree: tuple[str, str]) -> Iterator[Text]:
        yield from self._hang(row.speaker, lead, tree[1].ljust(self.lead_width))
        indent = tree[1].ljust(len(tree[0]) + self.reference_width + 1)
        for text in (row.words, *row.notes):
            yield from self._hang(text, Text(indent, style=DIM), indent)

    def _hang(self, text: Text, first: Text, rest: str) -> Iterator[Text]:
        for number, line in enumerate(self.wrap(text, self.width - max(first.cell_len, len(rest)))):
            yield self.fit(Text.assemble(Text(rest, style=DIM) if number else first, line))


def tree(page: Page, *, last: bool) -> tuple[str, str]:
    """Return what stands before the lines of an answer."""
    return (page.glyphs.last, "") if last else (page.glyphs.branch, page.glyphs.trunk)


def joined(parts: Iterable[Text], separator: str) -> Text:
    """Join pieces of text by a quiet separator, leaving out the empty ones."""
    line = Text()
    for part in parts:
        if part.plain:
            line.append(separator if line.plain else "", style=DIM)
            line.append_text(part)
    return line
