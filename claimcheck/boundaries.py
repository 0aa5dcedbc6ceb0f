"""Where the sentences of a paragraph begin and end.

sentencex finds the ends; it knows the abbreviations, numbers and web addresses of many languages. What it misreads
in news is quotation (it takes the opening mark of one quotation for the closing mark of the last, and
splits before ``Trump asked`` in ``"Is it?" Trump asked.``) and the titles of office. So it is handed a copy of the
paragraph, character for character as long, in which these are spelt so that it cannot misread them; the
offsets that it returns hold for the paragraph itself.
"""

import re
from collections.abc import Iterator
from typing import Final

from sentencex import get_sentence_boundaries

_NEUTRAL: Final = ","  # stands for a stop that ends no sentence
_STRONG: Final = "!"  # stands for a stop that does: sentencex takes no abbreviation to end so
_CLOSER: Final = "x"  # stands for a closing mark: a letter that changes no decision

_TITLES: Final = (
    "Adm|Ald|Amb|Asst|Atty|Brig|Capt|Cllr|Cmdr|Col|Cpl|Det|Dr|Drs|Fr|Ft|Gen|Gov|Govs|Hon|Insp|Lieut|Lt|Maj|Messrs|Mme|Mr|Mrs|Ms|"
    "Msgr|Mt|Mx|Ofc|Pres|Prof|Profs|Pvt|Rep|Reps|Rev|Sen|Sens|Sgt|Spc|St|Ste|Supt|vs"
)
# words that begin a sentence rather than go on with a name, after "U.S." or "J."
_STARTERS: Final = (
    "A|After|Although|An|And|As|At|But|By|Did|During|For|From|He|Her|His|How|However|I|If|In|Is|It|Its|Many|Meanwhile|Millions|More|"
    "Most|No|On|One|Our|She|Since|So|Some|That|The|Their|Then|There|These|They|This|Those|To|We|What|When|Where|While|"
    "Who|Why|With|You"
)
_REPORTED: Final = (
    "added|adds|agreed|announced|answered|argued|asked|asks|asserted|claimed|commented|complained|concluded|continued|countered|cried|"
    "declared|demanded|exclaimed|explained|insisted|joked|mused|noted|observed|posted|pressed|queried|questioned|questions|quipped|"
    "recalled|remarked|replied|responded|retorted|said|says|screamed|shot back|shouted|stated|tells|testified|texted|thundered|told|"
    "tweeted|urged|warned|wondered|writes|wrote|yelled"
)
_SPEAKER: Final = (
    rf"(?:(?:{_TITLES})\.\s+)?[^\W\d_][\w’'-]*(?:\s+[^\W\d_][\w’'-]*){{0,3}}?(?:\s+\([^()]{{1,20}}\)|,\s[^.?!,\"“]{{1,60}},)?"
)
# `?" Trump asked`: who speaks, after the question or exclamation that a quotation ends with
_ATTRIBUTION: Final = re.compile(rf"\s+{_SPEAKER}\s+(?:{_REPORTED})\b")
# `." Trump said.`: after a full stop only the bare form, for `The ministry said it would` begins a sentence
_BARE_ATTRIBUTION: Final = re.compile(rf"\s+{_SPEAKER}\s+(?:{_REPORTED})\.")

_STOP: Final = re.compile(r"[.!?…]")
_CLOSED_STOP: Final = re.compile(r"[.!?…]+([\"”»’')\]]+)(?=\s)")
_ABBREVIATION: Final = re.compile(
    rf"\b(?:{_TITLES})\.(?=[\s-])"  # Mr. Gen. Rep.-elect
    rf"|(?<![\w.])[A-Z]\.(?=\s+[A-Z(])(?!\s+(?:{_STARTERS})\b)"  # J. K.
    rf"|\b(?:[A-Z]\.)+(?=[A-Z]\.)"  # U.S. but for its last stop
    rf"|(?<=[A-Z]\.[A-Z])\.(?=[\s-])(?!\s+[\"“‘(]|\s+(?:{_STARTERS})\b)"  # the last stop of U.S.
    r"|^\.+(?=\S)"  # .@handle
    r"|\b(?:Vol|No|Nos|Art|Sec|Fig)\.(?=\s+\d)"
    r"|\b[ap]\.m\.(?=\s+(?:[A-Z]{2,4}\b|Eastern|Pacific|Central|Mountain|local))"  # 8 p.m. ET
    r"|^\d{1,3}\.(?=\s)"  # a numbered heading
)
_MARK: Final = re.compile(r"''|[\"“”„«»‘’'()]")
_OPENING: Final = "“„«‘("


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its ends; an empty span where it holds nothing else."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, max(start + left, start + len(piece.rstrip()))


def sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence, without surrounding white space, in code points of ``paragraph``."""
    for found in get_sentence_boundaries("en", _respell(paragraph)):
        start, end = trim(paragraph, found["start_index"], found["end_index"])
        if start < end:
            yield start, end


def _respell(paragraph: str) -> str:
    """Return a copy of the same length that sentencex does not misread."""
    copy = [_CLOSER if "\ud800" <= c <= "\udfff" else c for c in paragraph]  # lone surrogates have no UTF-8
    inside = bytearray(len(paragraph))
    for start, end in _enclosed(paragraph):
        inside[start:end] = b"\x01" * (end - start)
        for stop in _STOP.finditer(paragraph, start, end):
            copy[stop.start()] = _NEUTRAL
    for found in _ABBREVIATION.finditer(paragraph):
        for i in range(*found.span()):
            if paragraph[i] == ".":
                copy[i] = _NEUTRAL
    for mark in reversed(list(_MARK.finditer(paragraph))):
        for i in reversed(range(*mark.span())):
            follows = copy[i + 1] if i + 1 < len(copy) else ""
            copy[i] = follows if _opens(paragraph, i) and follows.isalnum() else _CLOSER
    for found in _CLOSED_STOP.finditer(paragraph):
        if not inside[found.end() - 1]:
            for i in range(*found.span()):
                copy[i] = _CLOSER
            copy[found.end() - 1] = _STRONG if _ends_sentence(paragraph, found) else _NEUTRAL
    return "".join(copy)


def _opens(paragraph: str, i: int) -> bool:
    """Whether the quotation mark or bracket at ``i`` stands where one opens."""
    if paragraph[i] in "\"'":
        before, after = paragraph[i - 1 : i], paragraph[i + 1 : i + 2]
        return bool(after) and not after.isspace() and (not before or before.isspace() or before in "([—–-/“‘\"'")
    return paragraph[i] in _OPENING


def _enclosed(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the insides of quotations and brackets that are closed, ordered and disjoint.

    Stops in there end nothing: a quotation of three sentences is one unit with its ``she said``. A
    quotation that the paragraph leaves open (it goes on in the next one) is split like other text.
    """
    pairs = []
    curly, straight, bracket = [], [], []
    single = None
    for mark in _MARK.finditer(paragraph):
        i, c = mark.start(), mark.group()
        if c in "“”":
            stack, opening = curly, c == "“"
        elif c in {'"', "''"}:
            stack, opening = straight, _opens(paragraph, i)
        elif c in "()":
            stack, opening = bracket, c == "("
        else:
            if c != "’" and i and _opens(paragraph, i):
                single = i
            elif c != "‘" and single is not None and paragraph[i - 1] in ".,!?…" and not paragraph[i + 1 : i + 2].isalnum():
                pairs.append((single + 1, i))
                single = None
            continue
        if opening:
            stack.append(i)
        elif stack:
            pairs.append((stack.pop() + 1, i))
    reached = 0
    for start, end in sorted(pairs):
        if end > reached:
            yield max(start, reached), end
            reached = end


def _ends_sentence(paragraph: str, found: re.Match[str]) -> bool:
    """Whether a stop with the closing marks after it ends a sentence."""
    rest = paragraph[found.end() : found.end() + 200]
    after = rest.lstrip()[:1]
    if not (after.isupper() or after.isdigit()):
        return False
    if found.group(1) == ")":
        opened = paragraph.rfind("(", 0, found.start())
        return paragraph[:opened].rstrip()[-1:] in {"", ".", "!", "?", "”", '"'}
    if found.group()[0] in "!?":
        return not _ATTRIBUTION.match(rest)
    return not _BARE_ATTRIBUTION.match(rest)
