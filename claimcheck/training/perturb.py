"""The same article as another desk, editor or web page would have it: copies of annotated articles with their annotations.

A copy is made of the records of a gold file, one line an article. Every sentence keeps its label, speaker and links, and its offsets
lead to the same words in the new text. Where sentences are cut, links to them are taken out: their claim is absent from the copy.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from claimcheck.document import Document
from claimcheck.labels import NONE
from claimcheck.training.articles import STRAIGHT

Row = dict[str, Any]

# What a page puts around an article, of an outlet that we made up; each line is a sentence that says nothing.
BEFORE: Final = ("Home > News > World", "Share this article", "By Our Own Reporter", "Published 4 March, 9:15 am")
AFTER: Final = ("Sign up for our newsletter", "Read more: Ten walks along the river Osk", "© The Lindmark Post. All rights reserved.")

_MARKS: Final = {'"': ("“", "”"), "'": ("‘", "’")}
_OPENERS: Final = frozenset("([{“‘")  # behind these a mark opens a quotation, as behind white space;
_DASHES: Final = frozenset("-–—/")  # behind these only where a word follows
_BREAK: Final = re.compile(r"\s*\n\s*")
_LINE_END: Final = re.compile(r"(?<!\r)\n")


def straight(row: Row) -> Row:
    """Straight quotation marks and apostrophes."""
    return _typed(row, row["text"].translate(STRAIGHT))


def curly(row: Row) -> Row:
    """Curly quotation marks and apostrophes, opening ones after white space and brackets."""
    text, typed = row["text"], [" "]
    for c, after in zip(text, [*text[1:], " "], strict=True):
        if c in _MARKS:
            before = typed[-1]
            opens = before.isspace() or before in _OPENERS or (before in _DASHES and after.isalnum())
            typed.append(_MARKS[c][not opens])
        else:
            typed.append(c)
    return _typed(row, "".join(typed[1:]))


def crlf(row: Row) -> Row:
    """Line ends of Windows."""
    pieces = list(row["text"])
    for found in _LINE_END.finditer(row["text"]):
        pieces[found.start()] = "\r\n"
    return _rewritten(row, pieces)


def loud(row: Row) -> Row:
    """The first sentence, which is the headline, in capitals."""
    if not row["sentences"]:
        return row
    first = row["sentences"][0]
    return _rewritten(row, [c.upper() if first["start"] <= k < first["end"] else c for k, c in enumerate(row["text"])])


def unbroken(row: Row) -> Row:
    """No paragraphs: a space where there were line breaks."""
    pieces = list(row["text"])
    for found in _BREAK.finditer(row["text"]):
        pieces[found.start() : found.end()] = [" ", *[""] * (len(found.group()) - 1)]
    return _rewritten(row, pieces)


def furnished(row: Row) -> Row:
    """The lines that a web page has around an article; they are annotated as saying nothing."""
    before, after = "".join(f"{line}\n\n" for line in BEFORE), "".join(f"\n\n{line}" for line in AFTER)
    text = f"{before}{row['text']}{after}"
    around = _lines(BEFORE, 0), _lines(AFTER, len(before) + len(row["text"]) + 2)
    own = [_moved(s, len(before), {k: k + len(BEFORE) for k in range(len(row["sentences"]))}) for s in row["sentences"]]
    return _with(row, text, [*around[0], *own, *around[1]])


def without_beginning(count: int) -> range:
    """The last two thirds of so many sentences."""
    return range(count // 3, count)


def without_end(count: int) -> range:
    """The first two thirds of so many sentences."""
    return range(count - count // 3)


CHANGES: Final[Mapping[str, Callable[[Row], Row]]] = {
    "straight quotes": straight,
    "curly quotes": curly,
    "windows line ends": crlf,
    "loud headline": loud,
    "furniture around": furnished,
    "no paragraphs": unbroken,
}
# Which sentences of how many stay.
CUTS: Final[Mapping[str, Callable[[int], range]]] = {"first third cut": without_beginning, "last third cut": without_end}
NAMES: Final = (*CHANGES, *CUTS)


def perturbed(name: str, row: Row) -> Row:
    """Return the copy of an annotated article that ``name``, one of ``NAMES``, says."""
    return cut(row, CUTS[name](len(row["sentences"]))) if name in CUTS else CHANGES[name](row)


def comparable(name: str, row: Row) -> Row:
    """Return the article as it was, with the annotation that the reading of it shares with that of its copy: of a cut one, what is left."""
    if name not in CUTS:
        return row
    kept = CUTS[name](len(row["sentences"]))
    return {**row, "sentences": [_moved(row["sentences"][k], 0, _numbers(kept)) for k in kept]}


def cut(row: Row, kept: range) -> Row:
    """Return the row with those sentences alone, and the text from the first to the last of them."""
    if not kept:
        return row
    sentences = [row["sentences"][k] for k in kept]
    start, end = sentences[0]["start"], sentences[-1]["end"]
    return _with(row, row["text"][start:end], [_moved(s, -start, _numbers(kept)) for s in sentences])


def _numbers(kept: range) -> dict[int, int]:
    return {old: new for new, old in enumerate(kept)}


def _typed(row: Row, text: str) -> Row:
    """Return the row with a text of the same length, offsets as they were."""
    return _with(row, text, row["sentences"])


def _rewritten(row: Row, pieces: Sequence[str]) -> Row:
    """Return the row with each code point of its text replaced by a piece of any length, and offsets that lead to the same words."""
    places = list(accumulate(map(len, pieces), initial=0))
    return _with(row, "".join(pieces), [s | {"start": places[s["start"]], "end": places[s["end"]]} for s in row["sentences"]])


def _moved(sentence: Row, by: int, places: Mapping[int, int]) -> Row:
    """Return a sentence ``by`` code points further on; links lead to the sentences' new numbers, those to no number are gone."""
    moved = sentence | {"start": sentence["start"] + by, "end": sentence["end"] + by}
    if "answers" in sentence:
        moved["answers"] = [places[k] for k in sentence["answers"] if k in places]
    return moved


def _lines(lines: Sequence[str], start: int) -> list[Row]:
    """Return lines of the page as sentences, an empty line between them."""
    starts = accumulate((len(line) + 2 for line in lines), initial=start)
    return [{"start": at, "end": at + len(line), "label": NONE} for at, line in zip(starts, lines, strict=False)]


def _with(row: Row, text: str, sentences: Sequence[Row]) -> Row:
    return {**row, "text": text, "text_sha256": Document(text=text).text_sha256, "sentences": list(sentences)}
