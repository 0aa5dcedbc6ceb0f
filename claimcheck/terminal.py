"""Text that is safe for a terminal, and the console that prints it.

An article may hold anything: escape sequences that recolour the screen or write to the clipboard, marks that
turn the reading order round, letters of no width, halves of characters. None of it may reach the terminal.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TextIO

from rich.console import Console

from claimcheck.labels import ALLEGATION, DENIAL, OFFICIAL

PIPE_WIDTH: Final = 80
"""Columns of a report that does not go to a terminal, so that a saved report never depends on a window's size."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_NOT_PLAIN: Final = re.compile(r"[^\x20-\x7e]")
_SPACES: Final = re.compile(r" {2,}")
# Turn the order of what follows, in the reader's eye or in a terminal's: U+202A to U+202E and U+2066 to U+2069.
_BIDI: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
# Shown as nothing without being format characters (Default_Ignorable_Code_Point), and the skin tones of emoji,
# whose width no two terminals agree on.
_INVISIBLE: Final = frozenset(
    map(
        chr,
        (
            0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2065, 0x3164, *range(0xFE00, 0xFE10), 0xFFA0,
            *range(0xFFF0, 0xFFF9), *range(0x1F3FB, 0x1F400), *range(0xE0000, 0xE1000),
        ),
    )
)  # fmt: skip
# For outputs that cannot carry typographic signs.
_PLAINER: Final = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "--", "―": "--", "−": "-", "…": "...", "•": "*", "·": "-", "€": "EUR", "£": "GBP",
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
    "×": "x", "™": "(TM)", "®": "(R)", "©": "(C)",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """The signs of a report; each set in characters that its output can carry.

    Attributes:
        double: fills the line above an article.
        rule: fills the line of a section's heading.
        dot: stands between facts on one line.
        branch: leads to an answer; ``last`` to the last one; ``trunk`` runs beside an answer's further lines.
        opening: before the words of a denial that state its claim; ``closing`` after them.
        cut: in place of words that were left out.
        bars: beside the lines of a labelled sentence, by label.
    """

    double: str
    rule: str
    dot: str
    branch: str
    last: str
    trunk: str
    opening: str
    closing: str
    cut: str
    bars: Mapping[str, str]

    def bar(self, label: str) -> str:
        """Return the bar for a label, a space for any that has none."""
        return self.bars.get(label, " ")


UNICODE: Final = Glyphs(
    double="━",
    rule="─",
    dot="·",
    branch="├╴",
    last="└╴",
    trunk="│ ",
    opening="▸",
    closing="◂",
    cut="[…]",
    bars={ALLEGATION: "┃", DENIAL: "║", OFFICIAL: "╎"},
)
ASCII: Final = Glyphs(
    double="=",
    rule="-",
    dot="-",
    branch="|-",
    last="`-",
    trunk="| ",
    opening=">>",
    closing="<<",
    cut="[...]",
    bars={ALLEGATION: "|", DENIAL: "#", OFFICIAL: ":"},
)


def glyphs(encoding: str) -> Glyphs:
    """Return the signs for an output of that encoding: plain ASCII where it is not a Unicode one."""
    return UNICODE if _is_unicode(encoding) else ASCII


def printable(text: str, encoding: str = "utf-8") -> str:
    """Return one line of text that is safe to print.

    White space of any kind becomes one space, at the ends too. Control characters and lone surrogates become
    U+FFFD, so that a reader sees that something stood there. Characters that only steer the display (format
    characters, bidi marks, joiners, variation selectors) are left out. What ``encoding`` cannot carry is written
    plainer ('“' as '"', 'é' as 'e') or as a question mark.

    Args:
        text: any text at all.
        encoding: name of the output's encoding.
    """
    unicode_output = _is_unicode(encoding)

    def show(match: re.Match[str]) -> str:
        shown = _shown(match[0])
        return shown if unicode_output else "".join(_carried(character, encoding) for character in shown)

    return _SPACES.sub(" ", _NOT_PLAIN.sub(show, text))


def count_controls(text: str) -> int:
    """Count the characters that could steer a terminal or mislead a reader and that ``printable`` takes away.

    White space, joiners and the like, which stand in many honest texts, are not counted.
    """
    return sum(1 for match in _NOT_PLAIN.finditer(text) if match[0] in _BIDI or _shown(match[0]) == REPLACEMENT != match[0])


def console(stream: TextIO, *, width: int | None = None, environ: Mapping[str, str] = os.environ) -> Console:
    """Return the console for reports on ``stream``.

    A terminal gets colour and its own width. Everything else (a pipe, a file), a dumb terminal and whoever sets
    ``NO_COLOR`` get plain text without any escape sequence; what does not go to a terminal is ``PIPE_WIDTH``
    columns wide. ``FORCE_COLOR`` keeps the colour in a pipe (for ``less -R``); ``COLUMNS`` and ``width`` set the width.

    Args:
        stream: where to print.
        width: columns; taken before ``COLUMNS`` and the terminal's own width.
        environ: the environment's variables.
    """
    terminal = stream.isatty()
    wanted = terminal or bool(environ.get("FORCE_COLOR"))
    colour = wanted and not environ.get("NO_COLOR") and environ.get("TERM") not in {"dumb", "unknown"}
    columns = environ.get("COLUMNS", "")
    if width is None and columns.isdecimal() and int(columns) > 0:
        width = int(columns)
    if width is None and not terminal:
        width = PIPE_WIDTH
    return Console(
        file=stream,
        width=width,
        color_system="auto" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        _environ=environ,
    )


def _is_unicode(encoding: str) -> bool:
    return encoding.lower().startswith("utf")


@lru_cache(maxsize=8192)
def _shown(character: str) -> str:
    """Return what stands for one character: itself, a space, the replacement character, or nothing."""
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in {"Cc", "Cs"} or ord(character) & 0xFFFE == 0xFFFE:  # the last: U+FFFE and U+FFFF of each plane
        return REPLACEMENT
    if category == "Cf" or character in _INVISIBLE:
        return ""
    return character


@lru_cache(maxsize=8192)
def _carried(character: str, encoding: str) -> str:
    """Return the nearest that ``encoding`` can carry."""
    decomposed = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    for attempt in (character, _PLAINER.get(character, ""), decomposed):
        if attempt and _can_encode(attempt, encoding):
            return attempt
    return "" if unicodedata.combining(character) else "?"


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
