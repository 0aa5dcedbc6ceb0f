"""Where the sentences of a paragraph begin and end, in code points.

sentencex finds the sentence ends; it knows the abbreviations, numbers and web addresses of many languages. What it
misreads in news is quotation (it takes the opening mark of one quotation for the closing mark of the last, and
splits before ``Trump asked`` in ``"Is it?" Trump asked.``) and the titles of office. So it is handed a copy of the
paragraph, character for character as long, in which these are spelt so that it cannot misread them; the offsets
that it returns hold for the paragraph itself.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from sentencex import get_sentence_boundaries

from claimcheck.paragraphs import trim

_WINDOW: Final = 50_000  # code points that are looked at together, so that no paragraph takes long or much memory
_WORD: Final = 1_000  # code points; how far back from the end of a window white space is looked for
_NEUTRAL: Final = ","  # stands for a stop that ends no sentence
_STRONG: Final = "!"  # stands for a stop that does: sentencex takes no abbreviation to end so
_LETTER: Final = "x"  # stands for a closing mark: it changes no decision

_TITLES: Final = (
    "Adm|Ald|Amb|Asst|Atty|Brig|Capt|Cllr|Cmdr|Col|Cpl|Del|Det|Dr|Drs|Fr|Ft|Gen|Gov|Govs|Hon|Insp|Lieut|Lt|Maj|Messrs|Mme|Mr|Mrs|"
    "Ms|Msgr|Mt|Mx|Ofc|Pres|Prof|Profs|Pvt|Rep|Reps|Rev|Sen|Sens|Sgt|Spc|St|Ste|Supt|vs"
)
# words that begin a sentence rather than go on with a name, after "U.S." or "J."
_STARTERS: Final = (
    "A|After|Although|An|And|At|But|By|Did|During|For|From|He|Her|His|How|However|I|If|In|It|Its|Many|Meanwhile|Millions|More|"
    "Most|No|On|One|Our|She|Since|So|Some|That|The|Their|Then|There|These|They|This|Those|To|We|What|When|Where|While|Who|"
    "Why|With|You"
)
_COMPANY: Final = "Bros|Co|Corp|Inc|Jr|Ltd|Sr|etc"
_REPORTED: Final = (
    "added|adds|agreed|announced|answered|argued|asked|asks|asserted|claimed|commented|complained|concluded|continued|countered|cried|"
    "declared|demanded|exclaimed|explained|insisted|joked|mused|noted|observed|posted|pressed|queried|questioned|questions|quipped|"
    "recalled|remarked|replied|responded|retorted|said|says|screamed|shot back|shouted|stated|tells|testified|texted|thundered|told|"
    "tweeted|urged|warned|wondered|writes|wrote|yelled"
)
_SPEAKER: Final = rf"(?:(?:{_TITLES})\.\s+)?[^\W\d_][\w’'-]*(?:\s+[^\W\d_][\w’'-]*){{0,3}}?(?:\s+\([^()]{{1,20}}\)|,\s[^.?!,\"“]{{1,60}},)?"
# `?" Trump asked`: who speaks, after the question or exclamation that a quotation ends with
_ATTRIBUTION: Final = re.compile(rf"\s+{_SPEAKER}\s+(?:{_REPORTED})\b")
# `." Trump said.`: after a full stop only the bare form, for `The ministry said it would` begins a sentence
_BARE_ATTRIBUTION: Final = re.compile(rf"\s+{_SPEAKER}\s+(?:{_REPORTED})\.")

_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # zero-width and direction marks
_NOT_PLAIN: Final = re.compile(r"[^\w\s,;:\"'“”‘’()-]")
_UNSAFE: Final = re.compile(r"[^\S ]|[\ud800-\udfff]")
_STOP: Final = re.compile(r"[.!?…]")
_CLOSED_STOP: Final = re.compile(r"(?<![.!?…])[.!?…]++([\"”»’')\]]+)(?=\s)")
_ABBREVIATION: Final = re.compile(
    rf"\b(?:{_TITLES})\.(?=[\s-])"  # Mr. Gen. Rep.-elect
    rf"|(?<![\w.])[A-Z]\.(?=\s+[A-Z(])(?!\s+(?:{_STARTERS})\b)"  # J. K.
    r"|\b(?:[A-Z]\.)+(?=[A-Z]\.)"  # U.S. but for its last stop
    rf"|(?<=[A-Z]\.[A-Z])\.(?=[\s-])(?!\s+[\"“‘(]+[A-Z]|\s+(?:{_STARTERS})\b)"  # the last stop of U.S.
    r"|\b[ap]\.m\.(?=\s+(?:\(?[A-Z]{2,4}\b|Eastern|Pacific|Central|Mountain|local))"  # 8 p.m. ET
    r"|\b(?:Vol|No|Nos|Art|Sec|Fig)\.(?=\s+\d)"
    r"|^\d{1,3}\.(?=\s)"  # 1. A numbered heading
    r"|^\.+(?=\S)"  # .@handle
    r"|\.{2,}(?=\s+[—–-])"  # the dots of a message, before its sender
)
_RUN_ON: Final = re.compile(r"[^\W_A-Z]{2}[.!?…]+[\"”’)\]]*$")
_CAPITALISED: Final = re.compile(r"[\"“‘(]*[A-Z][a-z]")
_SURE_END: Final = re.compile(
    rf"\b(?!(?:{_TITLES})\.)[A-Z][a-z]{{1,5}}\.(?=\s+[\"“][A-Z])"  # in Orlando, Fla. "But
    rf"|\b(?:{_COMPANY})\.(?=\s+(?:{_STARTERS})\b)"
    r"|^\([A-Z]{2,}[A-Za-z ]{0,12}\)(?=\s+[A-Z])"  # (CNN) at the head of a paragraph
)
_DOUBLE: Final = (("“", "”", "„"), ("«", "»"), ('"', "''"), ("(", ")"))  # marks that close each other
_MARK: Final = re.compile(r"''|[\"“”„«»‘’'()]")


def sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence, without surrounding white space, in code points of ``paragraph``.

    Every character that is not white space belongs to one of them.
    """
    if not _NOT_PLAIN.search(paragraph):
        yield trim(paragraph, 0, len(paragraph))
        return
    begun = None  # where the sentence began that is not known to have ended
    ended = 0
    for start, end in _windows(paragraph):
        worded = begun is not None and _has_words(paragraph, start, end) and _has_words(paragraph, begun, ended)
        if begun is not None and worded and _parts(paragraph, ended, start):
            yield begun, ended
            begun = None
        begun = start if begun is None else begun
        ended = end
    if begun is not None:
        yield begun, ended


def _has_words(paragraph: str, start: int, end: int) -> bool:
    """Whether a letter or digit stands there; marks and emoji alone belong to the sentence that they follow."""
    return any(map(str.isalnum, paragraph[start:end]))


def _parts(paragraph: str, ended: int, start: int) -> bool:
    """Whether there is white space between two sentences, or there should be ("sessions.They")."""
    return ended < start or bool(_RUN_ON.search(paragraph, max(0, ended - 8), ended) and _CAPITALISED.match(paragraph, start))


def _windows(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield what sentencex finds, window by window; the last find of a window is looked at again with the next one."""
    at = 0
    held = None  # start of a sentence that is longer than a window
    while at < len(paragraph):
        until = _cut(paragraph, at + _WINDOW)
        found = list(_found(paragraph, at, until))
        at = until
        if until < len(paragraph) and found:
            start, _ = found.pop()
            if found:
                at = start
            elif held is None:
                held = start
        for start, end in found:
            yield (start if held is None else held), end
            held = None
    if held is not None:
        yield held, len(paragraph)


def _cut(paragraph: str, until: int) -> int:
    """Return a place to end a window: behind white space where there is some."""
    if until >= len(paragraph):
        return len(paragraph)
    piece = paragraph[until - _WORD : until]
    begun = "" if piece[-1].isspace() else piece.rsplit(maxsplit=1)[-1]
    return until - len(begun) if len(begun) < len(piece) else until


def _found(paragraph: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what sentencex finds in a window."""
    window = paragraph[start:end]
    places = [i for i, c in enumerate(window) if not _INVISIBLE.match(c)] if _INVISIBLE.search(window) else range(len(window))
    visible = "".join([window[i] for i in places]) if len(places) < len(window) else window
    ends = [places[found["end_index"] - 1] + 1 for found in get_sentence_boundaries("en", _respelt(visible))]
    for first, last in pairwise([0, *ends, len(window)]):
        found_start, found_end = trim(paragraph, start + first, start + last)
        if found_start < found_end:
            yield found_start, found_end


def _respelt(paragraph: str) -> str:
    """Return a copy of the same length that sentencex does not misread."""
    copy = list(_UNSAFE.sub(_harmless, paragraph))
    pairs = list(_pairs(paragraph))
    inside = _inside(paragraph, pairs)
    brackets = {close: opened for opened, close in pairs if paragraph[close] == ")"}
    for i in {*filter(inside.__getitem__, _stops(_STOP, paragraph)), *_stops(_ABBREVIATION, paragraph)}:
        copy[i] = _NEUTRAL
    for i in reversed([i for mark in _MARK.finditer(paragraph) for i in range(*mark.span())]):
        follows = "".join(copy[i + 1 : i + 2])
        copy[i] = follows if follows.isalnum() and _opens(paragraph, i) else _LETTER
    for found in _CLOSED_STOP.finditer(paragraph):
        if not inside[found.end() - 1]:
            copy[found.start() : found.end()] = _LETTER * len(found.group())
            copy[found.end() - 1] = _STRONG if _ends_sentence(paragraph, found, brackets) else _NEUTRAL
    for found in _SURE_END.finditer(paragraph):
        if not inside[found.end() - 1]:
            copy[found.end() - 1] = _STRONG
    return "".join(copy)


def _stops(pattern: re.Pattern[str], paragraph: str) -> Iterator[int]:
    """Yield where the stops stand in what a pattern finds."""
    for found in pattern.finditer(paragraph):
        yield from (i for i in range(*found.span()) if paragraph[i] in ".!?…")


def _harmless(found: re.Match[str]) -> str:
    """Spell white space as a blank and a lone surrogate, which has no UTF-8, as a letter."""
    return " " if found.group().isspace() else _LETTER


def _opens(paragraph: str, i: int) -> bool:
    """Whether the mark at ``i`` stands where a quotation, bracket or word begins."""
    c = paragraph[i]
    if c in "“„«‘(":
        return True
    before, after = paragraph[i - 1 : i] if i else "", paragraph[i + 1 : i + 2]
    begins = not after.isspace() and (not before or before.isspace() or before in "([—–-/“‘\"'")
    return bool(after) and begins and c not in "”»’)"


def _pairs(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield where quotations and brackets open and close; those that the paragraph leaves open are not among them."""
    stacks: dict[str, list[int]] = {}  # where the pairs opened that are still open; marks that close each other share a list
    for marks in _DOUBLE:
        still_open: list[int] = []
        stacks.update((mark, still_open) for mark in marks)
    single = None
    for mark in _MARK.finditer(paragraph):
        i, c = mark.start(), mark.group()
        if c in {"'", "‘", "’"}:
            if c != "’" and i and _opens(paragraph, i):
                single = i
            elif c != "‘" and single is not None and paragraph[i - 1] in ".,!?…" and not paragraph[i + 1 : i + 2].isalnum():
                yield single, i
                single = None
        elif c in stacks:
            if _opens(paragraph, i):
                stacks[c].append(i)
            elif stacks[c]:
                yield stacks[c].pop(), i


def _inside(paragraph: str, pairs: Iterable[tuple[int, int]]) -> bytearray:
    """Return for each character whether it stands within a pair: stops there end nothing.

    So a quotation of three sentences is one unit with its ``she said``; one that the paragraph leaves open,
    because it goes on in the next paragraph, is split like other text.
    """
    inside = bytearray(len(paragraph))
    reached = 0
    for start, end in sorted(pairs):
        if end > reached:
            first = max(start + 1, reached)
            inside[first:end] = b"\x01" * (end - first)
            reached = end
    return inside


def _ends_sentence(paragraph: str, found: re.Match[str], brackets: dict[int, int]) -> bool:
    """Whether a stop with the closing marks after it ends a sentence."""
    rest = paragraph[found.end() : found.end() + 200]
    after = rest.lstrip()[:1]
    if not (after.isupper() or after.isdigit()):
        return False
    if found.group(1) == ")":  # "(D-Calif.) Smith" ends nothing, "(She won.) Smith" does
        opened = brackets.get(found.end() - 1, 0)
        return paragraph[max(0, opened - 5) : opened].rstrip()[-1:] in {"", ".", "!", "?", "”", '"'}
    attribution = _ATTRIBUTION if found.group()[0] in "!?" else _BARE_ATTRIBUTION
    return not attribution.match(rest)
