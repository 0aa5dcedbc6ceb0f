"""Where the paragraphs of an article begin and end, in code points of its text."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

_BREAK: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # where str.splitlines breaks a line
_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_OVER: Final = re.compile(r"[.!?…:;][\"”»’')\]]*$")  # the end of a line that ends a sentence
_WIDEST: Final = 120  # code points; no mail or wire program wraps lines wider than this
_NARROWEST: Final = 40  # code points; a shorter line was hardly broken for want of room


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its ends; an empty span where it holds nothing else."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, max(start + left, start + len(piece.rstrip()))


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each paragraph, without surrounding white space.

    Every line is a paragraph, for so web pages come: headline, by-line and share line often have no blank line
    between them. But lines that a mail or wire program broke for want of room are put together again.
    """
    block: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start, end = trim(text, *line.span())
        if start == end:
            continue
        if block and len(_BREAK.findall(text, block[-1][1], start)) > 1:
            yield from _unwrapped(text, block)
            block.clear()
        block.append((start, end))
    yield from _unwrapped(text, block)


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of lines that no blank line divides."""
    width = max((end - start for start, end in lines), default=0)
    wrapped = width <= _WIDEST and any(_goes_on(text, *pair) for pair in pairwise(lines))
    begun = None
    for i, (start, end) in enumerate(lines):
        begun = start if begun is None else begun
        following = lines[i + 1] if i + 1 < len(lines) else None
        joined = following and (_goes_on(text, (start, end), following) or (wrapped and _full(text, (start, end), following, width)))
        if not joined:
            yield begun, end
            begun = None


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a sentence surely goes on from one line to the next."""
    start, end = line
    return end - start >= _NARROWEST and text[following[0]].islower() and not _OVER.search(text, max(start, end - 5), end)


def _full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether the first word of the next line would not have fitted into this one."""
    start, end = line
    word = text[following[0] : min(following[1], following[0] + width)].split(maxsplit=1)[0]
    return end - start + 1 + len(word) > width
