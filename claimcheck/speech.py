"""Speech: who says what by which word within one sentence, found by rules.

The rules know words of speech, the order of subject and verb, "according to", and passives. They fill in where a model
names no speaker, and speak beside it where it does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from claimcheck import lexicon
from claimcheck.document import Span
from claimcheck.tokens import Token

_FURTHEST: Final = 28  # words between a subject and its verb, apposition and relative clause included
# a colon that stands further on than this introduces no speaker
_COLON_BEFORE: Final = 9
_BE: Final = frozenset(("is", "are", "was", "were", "been", "being", "be", "gets", "got"))
_HAVE: Final = frozenset(("has", "have", "had", "will", "would", "can", "could", "may", "might", "should", "must", "did", "does", "do"))
_BETWEEN: Final = frozenset(("also", "then", "later", "again", "first", "on", "this", "last", "in"))
_NO_VERBS: Final = frozenset(("as", "is", "his", "hers", "its", "this", "across", "besides", "afterwards", "thus", "yes", "us", "theirs"))
_SKIPPED: Final = (
    lexicon.words(
        """has have had also then later first only once again now still not did does do n't never has been both all each
    himself herself itself themselves would will could might may must can should previously recently"""
    )
    | lexicon.TIMES
)
_OF: Final = frozenset(("of", "for", "from", "at", "with", "in", "on", "to", "behind", "representing"))
PRONOUNS: Final = frozenset(("he", "she", "they", "it", "who", "i", "we"))


@dataclass(frozen=True, slots=True)
class Speech:
    """A speaker and the word of speech.

    Attributes:
        speaker: range of positions in the tokens.
        cue: range of positions in the tokens.
        rule: which rule found it.
    """

    speaker: tuple[int, int]
    cue: tuple[int, int]
    rule: str


def _marked(tokens: Sequence[Token], quoted: Sequence[Span]) -> list[bool]:
    """Return for each token whether one of the quotations, which are in order, covers its begin."""
    out, k = [], 0
    for t in tokens:
        while k < len(quoted) and quoted[k].end <= t.start:
            k += 1
        out.append(k < len(quoted) and quoted[k].start <= t.start)
    return out


class Line:
    """The words of one sentence with what is quoted and where speakers may stand."""

    __slots__ = ("_at", "by_end", "by_start", "heading", "quoted", "tokens")

    def __init__(self, tokens: Sequence[Token], quoted: Sequence[Span], candidates: Sequence[Span]) -> None:
        """Line up words, quotations and candidates; pronouns outside quotations are candidates too."""
        self.tokens = tokens
        self.quoted = _marked(tokens, quoted)
        words = [t for t in tokens if t.word]
        self.heading = sum(t.upper for t in words) > 0.6 * len(words)
        starts = {t.start: i for i, t in enumerate(tokens)}
        ends = {t.end: i + 1 for i, t in enumerate(tokens)}
        self._at = ends
        ranges = [(starts[c.start], ends[c.end]) for c in candidates if c.start in starts and c.end in ends]
        ranges += [(i, i + 1) for i, t in enumerate(tokens) if t.key in PRONOUNS and not self.quoted[i]]
        self.by_start: dict[int, tuple[int, int]] = {}
        self.by_end: dict[int, tuple[int, int]] = {}
        for i, j in ranges:
            if i not in self.by_start or j > self.by_start[i][1]:
                self.by_start[i] = i, j
            if j not in self.by_end or i < self.by_end[j][0]:
                self.by_end[j] = i, j

    def key(self, i: int) -> str:
        """Return the word at a position in lower case; "" outside the sentence."""
        return self.tokens[i].key if 0 <= i < len(self.tokens) else ""

    def acts(self, mention: Span) -> bool:
        """Whether a mention outside quotations stands right before a word that is no noun and no preposition: a verb, mostly."""
        k = self._at.get(mention.end)
        if k is None or k >= len(self.tokens) or self.quoted[k] or self.tokens[k - 1].possessive:
            return False
        while k < len(self.tokens) and (self.key(k).endswith("ly") or self.key(k) in _BETWEEN or self.key(k) in lexicon.TIMES):
            k += 1
        key = self.key(k)
        if key in _BE or key in _HAVE or key in lexicon.REPORTING:
            return True
        return (
            k < len(self.tokens) and self.tokens[k].word and not self.tokens[k].upper and key.endswith(("ed", "s")) and key not in _NO_VERBS
        )


def speeches(line: Line) -> Iterator[Speech]:
    """Yield what the rules find, in the order of the words of speech."""
    for v, token in enumerate(line.tokens):
        if line.quoted[v]:
            continue
        if token.key == "according" and line.key(v + 1) == "to":
            found, rule, size = _object(line, v + 2), "according", 2
        elif token.key in lexicon.REPORTING and not _is_noun(line, v):
            found, rule = _speaker(line, v)
            size = 1
        elif token.text == ":" and v < _COLON_BEFORE:
            found, rule, size = line.by_end.get(v), "colon", 1
        else:
            continue
        if found:
            yield Speech(found, (v, v + size), rule)


def _speaker(line: Line, v: int) -> tuple[tuple[int, int] | None, str]:
    """Return the speaker of the verb at ``v`` and the rule that found it."""
    if _is_passive(line, v):
        return _agent(line, v), "agent"
    inverted = _inverted(line, v)
    return (inverted, "inverted") if inverted else _subject(line, v)


def _is_noun(line: Line, v: int) -> bool:
    """Whether a word of speech is a noun here ("the claim", "his reports")."""
    before = line.key(v - 1)
    if line.tokens[v].upper and v > 0 and line.key(v) != "says":
        return not line.heading
    return before in ("the", "a", "an", "his", "her", "its", "their", "this", "these", "those", "any", "no", "such", "to") or (
        v > 0 and line.tokens[v - 1].possessive
    )


def _is_passive(line: Line, v: int) -> bool:
    key = line.key(v)
    if not (key.endswith("ed") or key in ("said", "told", "found", "sued")):
        return False
    k = v - 1
    while k >= 0 and (line.key(k).endswith("ly") or line.key(k) in ("not", "also", "being", "been", "since", "now")):
        if line.key(k) in ("being", "been"):
            return True
        k -= 1
    if line.key(k) in _BE:
        return True
    return key in ("accused", "suspected", "charged", "convicted") and line.key(v + 1) in ("of", "with", "by", "in")


def _agent(line: Line, v: int) -> tuple[int, int] | None:
    for k in range(v + 1, min(len(line.tokens), v + 10)):
        if line.key(k) == "by" and not line.quoted[k]:
            found = _object(line, k + 1)
            if found:
                return found
    return None


def _object(line: Line, i: int) -> tuple[int, int] | None:
    """Return the speaker that begins at a position, perhaps behind an adjective or two or a title."""
    for k in range(i, min(i + 7, len(line.tokens))):
        token = line.tokens[k]
        if k in line.by_start:
            begin, end = line.by_start[k]
            # "spokesman Jon Lind": the name behind the role
            while end in line.by_start and line.tokens[end].upper and not line.tokens[end - 1].possessive:
                begin, end = line.by_start[end]
            return begin, end
        if not token.word or token.key in lexicon.REPORTING:
            return None
    return None


def _inverted(line: Line, v: int) -> tuple[int, int] | None:
    """Find the subject behind its verb: '"…," said Mara Velin'."""
    if line.key(v) not in lexicon.INVERTED:
        return None
    if v > 0 and line.tokens[v - 1].word and not line.quoted[v - 1]:
        return None
    found = _object(line, v + 1)
    if not found or (found[0] > v + 1 and line.tokens[found[0]].key in PRONOUNS):
        return None
    if v > 0 and line.tokens[v - 1].text == "," and not line.quoted[max(0, v - 2)] and _across(line, v - 1):
        # "Mara Velin, the mayor, said the council …" : the subject stands before
        behind = line.tokens[found[1]] if found[1] < len(line.tokens) else None
        if behind is not None and behind.word and behind.key not in _BEHIND_SUBJECT:
            return None
    return _named_behind(line, found)


def _named_behind(line: Line, found: tuple[int, int]) -> tuple[int, int]:
    """Return the name in apposition to a role ("said the port's director, Mara Velin,"), else what was found."""
    role = not line.tokens[found[1] - 1].upper
    name = line.by_start.get(found[1] + 1) if role and line.key(found[1]) == "," else None
    return name if name and line.tokens[name[0]].upper else found


_BEHIND_SUBJECT: Final = lexicon.words(
    """in on at during after before as to who of from for about when while via by monday tuesday wednesday thursday friday saturday
    sunday last this and through over earlier later following with"""
)


def _back_over_time(line: Line, k: int) -> int:
    """Skip adverbs, auxiliaries and times between a subject and its verb ("Velin on Monday also said")."""
    while k >= 0 and (line.key(k) in _SKIPPED or line.key(k).endswith("ly") or line.tokens[k].text[0].isdigit()):
        timed = line.key(k) in lexicon.TIMES or line.tokens[k].text[0].isdigit()
        k -= 1
        while timed and k >= 0 and line.key(k) in ("on", "in", "this", "last", "late", "early", "since", "the", "next", "that", "earlier"):
            k -= 1
    return k


def _subject(line: Line, v: int) -> tuple[tuple[int, int] | None, str]:
    """Find the subject before its verb, and say how it was found."""
    k = _back_over_bracket(line, _back_over_time(line, v - 1))
    if k < 0:
        return None, ""
    if k + 1 in line.by_end:
        found = _head(line, line.by_end[k + 1])
        if line.key(found[0]) == "who":
            return _antecedent(line, found[0]), "relative"
        return found, "subject"
    return (_across(line, k), "across") if line.tokens[k].text == "," else (None, "")


def _back_over_bracket(line: Line, k: int) -> int:
    """Skip a remark in brackets ("Velin (Reform) said")."""
    if k < 0 or line.key(k) != ")":
        return k
    begin = next((b for b in range(k, max(-1, k - _FURTHEST), -1) if line.key(b) == "("), k + 1)
    return begin - 1


def _head(line: Line, found: tuple[int, int]) -> tuple[int, int]:
    """Read back from "Brill" in "the mayor of Brill" to the mayor."""
    for _ in range(3):
        k = found[0] - 1
        while k > 0 and line.tokens[k].word and line.key(k) in ("the", "a", "an"):
            k -= 1
        if line.key(k) in _OF and k in line.by_end:
            found = line.by_end[k]
        else:
            break
    return found


def _antecedent(line: Line, at: int) -> tuple[int, int] | None:
    k = at - 1 if line.key(at - 1) == "," else at
    found = line.by_end.get(k)
    return _head(line, found) if found else None


def _across(line: Line, comma: int) -> tuple[int, int] | None:
    """Find the subject before an apposition or relative clause that ends at a comma."""
    apposed = _head(line, line.by_end[comma]) if comma in line.by_end else None
    for k in range(comma - 1, max(-1, comma - _FURTHEST), -1):
        if line.quoted[k]:
            break
        if line.tokens[k].text == "," and k in line.by_end:
            before = _head(line, line.by_end[k])
            # "the mayor's lawyer, Mara Velin, said": the name in apposition; "Mara Velin, the lawyer, said": the name before
            role = any(t.key in lexicon.PEOPLE or t.key in lexicon.TITLES for t in line.tokens[before[0] : before[1]])
            role = role or (before[1] - before[0] == 1 and any(line.key(before[0] - b) in ("the", "a") for b in (1, 2)))
            return apposed if apposed and line.tokens[apposed[0]].upper and role else before
    return apposed
