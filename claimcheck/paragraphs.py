"""Where the paragraphs of an article begin and end, in code points of its text."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

Place = tuple[int, int]

_BREAK: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # where str.splitlines breaks a line
_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_OVER: Final = re.compile(r"[.!?…:;][\"”»’')\]]*$")  # the end of a line that ends a sentence
_WIDEST: Final = 120  # code points; no mail or wire program wraps lines wider than this
_NARROWEST: Final = 40  # code points; a shorter line was hardly broken for want of room


def trim(text: str, start: int, end: int) -> Place:
    """Return the span without the white space at its ends; an empty span where it holds nothing else."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, max(start + left, start + len(piece.rstrip()))


def paragraphs(text: str) -> Iterator[Place]:
    """Yield start and end of each paragraph, without surrounding white space.

    Every line is a paragraph, for so web pages come: headline, by-line and share line often have no blank line
    between them. But lines that a mail or wire program broke for want of room are put together again.
    """
    lines = [place for place in (trim(text, *line.span()) for line in _LINE.finditer(text)) if place[0] < place[1]]
    width = _width(text, lines)
    begun = None
    for i, line in enumerate(lines):
        begun = line[0] if begun is None else begun
        if i + 1 == len(lines) or not _joined(text, line, lines[i + 1], width):
            yield begun, line[1]
            begun = None


def _width(text: str, lines: Sequence[Place]) -> int:
    """Return the width, in code points, to which the text was wrapped; 0 where it was not."""
    # a long web address cannot be wrapped, and says nothing of the others
    sizes = (end - start for start, end in lines if end - start <= _WIDEST or text.find(" ", start, end) >= 0)
    width = max(sizes, default=0)
    wrapped = width <= _WIDEST and any(_goes_on(text, line, following) for line, following in pairwise(lines))
    return width if wrapped else 0


def _joined(text: str, line: Place, following: Place, width: int) -> bool:
    """Whether a line and the next one are of one paragraph."""
    if _goes_on(text, line, following):
        return True
    start, end = line
    # in a wrapped text, a line goes on where the first word of the next one would not have fitted
    return bool(width) and _adjacent(text, line, following) and end - start + 1 + len(text[slice(*following)].split(maxsplit=1)[0]) > width


def _goes_on(text: str, line: Place, following: Place) -> bool:
    """Whether a sentence surely goes on from one line to the next."""
    start, end = line
    begins_small = text[following[0]].islower() and end - start >= _NARROWEST
    return begins_small and not _OVER.search(text, max(start, end - 5), end) and _adjacent(text, line, following)


def _adjacent(text: str, line: Place, following: Place) -> bool:
    """Whether no blank line stands between two lines."""
    return len(_BREAK.findall(text, line[1], following[0])) == 1
