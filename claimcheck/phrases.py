"""Phrases: stretches of words that look like a proper name, or like a role or body that can speak."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from claimcheck import lexicon
from claimcheck.tokens import Token

Range = tuple[int, int]
"""A half-open range of positions in a list of tokens."""

# a line of so few words is a by-line or a label, where capitals do mark names
_SHORT_LINE: Final = 5
# Longer than any name with its titles; a text of capitals alone is cut into runs of so many words.
_LONGEST_RUN: Final = 16
_LONGEST_MODIFIER: Final = 7
_LONGEST_COMPLEMENT: Final = 6
_DOMAIN: Final = re.compile(r"\w+(?:\.\w+)*\.(?:com|org|net|gov|info|co|fr|de|uk|ru|io|news|edu)(?:\.\w\w)?", re.IGNORECASE)
_SPEAKING: Final = lexicon.PEOPLE | lexicon.BODIES | lexicon.DOCUMENTS
_STOPS: Final = (lexicon.FUNCTION_WORDS | lexicon.REPORTING) - lexicon.MODIFIERS
_PLAIN_BODY_HEADS: Final = lexicon.BODY_HEADS - lexicon.TITLES
_NO_NAME: Final = lexicon.FUNCTION_WORDS - lexicon.NAMELIKE_FUNCTION_WORDS


def is_title_case(tokens: Sequence[Token]) -> bool:
    """Whether capitals tell nothing here: a headline in title case or in capitals."""
    long = [t for t in tokens if len(t.text) > 3 and t.text[0].isalpha()]
    return len(tokens) > _SHORT_LINE and tokens[-1].text != "." and sum(t.upper for t in long) >= 0.75 * len(long)


def proper_names(tokens: Sequence[Token]) -> Iterator[Range]:
    """Yield each run of words that looks like one proper name, titles included."""
    i = 0
    while i < len(tokens):
        if not _may_begin(tokens[i]):
            i += 1
            continue
        j = i + 1
        while j < len(tokens) and j - i < _LONGEST_RUN:
            more = 1 if _goes_on(tokens, j) else _joining(tokens, i, j)
            if not more:
                break
            j += more
        yield i, j
        i = j


def _may_begin(t: Token) -> bool:
    return t.word and t.upper and (t.glued or t.key not in lexicon.FUNCTION_WORDS or t.key in lexicon.FIRST_NAMES_TOO)


def _goes_on(tokens: Sequence[Token], j: int) -> bool:
    t, last = tokens[j], tokens[j - 1]
    if last.possessive and t.key not in lexicon.OWNED_BODIES:
        return False
    if t.word and t.upper:
        return t.glued or t.key not in _NO_NAME or (t.text.isupper() and len(t.text) > 1)
    return t.word and t.text[0].isdigit() and last.key in lexicon.BODY_HEADS


def _joining(tokens: Sequence[Token], start: int, at: int) -> int:
    """How many words at ``at`` tie the name that began at ``start`` to a capitalised word behind them; 0 for none."""
    last = tokens[at - 1]
    first, second, third = (tokens[k] if k < len(tokens) else None for k in (at, at + 1, at + 2))
    if first is None or second is None or last.possessive:
        return 0
    ahead = second.word and second.upper
    if first.text == ",":
        return int(second.key in lexicon.SUFFIXES)
    if first.key == "and":
        return int(ahead and _one_body(tokens, start, at))
    particle = first.key in lexicon.PARTICLES or first.text == "&"
    if not particle and not _takes(tokens, start, at):
        return 0
    if ahead:
        return 1
    between = second.key in lexicon.PARTICLES if particle else second.key == "the"
    return 2 if between and third is not None and third.upper else 0


def _takes(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether the name takes the preposition at ``at`` into it ("Ministry of", "Secretary of", "Ambassador to")."""
    preposition, last = tokens[at].key, tokens[at - 1].key
    if preposition == "on":
        return last in ("council", "center", "centre", "committee", "commission", "subcommittee", "conference")
    if preposition == "to":
        return last == "ambassador"
    if preposition not in ("of", "for"):
        return False
    return last in lexicon.TITLES or any(t.key in lexicon.BODY_HEADS for t in tokens[start:at])


def _one_body(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether "and" stands inside the name of a body ("Food and Drug Administration", "Department of X and Y")."""
    last, follows = tokens[at - 1], tokens[at + 1]
    if (last.key, follows.key) in lexicon.AND_BODIES:
        return True
    whole = tokens[start:at]
    body = any(t.key in lexicon.BODY_HEADS for t in whole) and any(t.key in ("of", "for") for t in whole)
    return body and follows.key not in lexicon.TITLES


def untitled(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return where the bare name begins behind its titles ("Attorney General Mara Velin": at Mara); ``start`` where it has none."""
    cut = k = start
    while k < end - 1:
        key = tokens[k].key
        if key in lexicon.TITLES and key not in lexicon.KEPT_TITLES:
            if tokens[k + 1].key in ("of", "to", "for"):
                k += 2
                while k < end and (tokens[k].key in lexicon.PORTFOLIOS or tokens[k].key == "the"):
                    k += 1
                cut = k if k < end else cut
                continue
            cut = k + 1
        k += 1
    if cut == start:
        cut = _past_roles(tokens, start, end)
    rest = tokens[cut:end]
    if all(t.key in lexicon.TITLES for t in rest) or any(t.key in _PLAIN_BODY_HEADS for t in rest):
        return start
    return cut


def _past_roles(tokens: Sequence[Token], start: int, end: int) -> int:
    """Skip a role at the head of a sentence ("Eyewitness Tora Lind") and a body's acronym ("DOJ Tora Lind")."""
    cut = start
    while end - cut > 2 and (_is_acronym(tokens[cut]) or tokens[cut].key in lexicon.PEOPLE):
        cut += 1
    return cut if all(not _is_acronym(t) for t in tokens[cut:end]) else start


def _is_acronym(t: Token) -> bool:
    return 2 <= len(t.text) <= 6 and t.text.isupper() and not t.glued


def role_phrases(tokens: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Yield start, noun and end of each noun phrase whose noun can speak ("a company spokesperson", "the indictment")."""
    for i, t in enumerate(tokens):
        if _speaks(t):
            named = t.upper and i > 0 and tokens[i - 1].upper
            if not named and (t.possessive or not _phrase_goes_on(tokens, i + 1)):
                yield _phrase_start(tokens, i), i, _phrase_end(tokens, i)
        elif t.key in lexicon.SAYING and i > 0 and _says(tokens[i - 1]):
            yield _phrase_start(tokens, i - 1), i - 1, i


def _says(t: Token) -> bool:
    """Whether an unlisted word before "said" can be its subject."""
    return t.word and not t.upper and t.text[0].isalpha() and t.key not in _STOPS and not t.key.endswith("ly") and not _speaks(t)


def _phrase_goes_on(tokens: Sequence[Token], i: int) -> bool:
    for t in tokens[i : i + _LONGEST_MODIFIER]:
        if _speaks(t):
            return True
        if t.key not in lexicon.MODIFIERS:
            return False
    return False


def singular(key: str) -> str:
    """Return the singular of a noun in lower case, as far as plain spelling tells."""
    return lexicon.PLURALS.get(key) or (key[:-3] + "y" if key.endswith("ies") else key.removesuffix("s"))


def _speaks(t: Token) -> bool:
    if not t.word or t.glued:
        return False
    key = t.key
    return (
        key in _SPEAKING or singular(key) in _SPEAKING or (key.endswith("es") and key[:-2] in _SPEAKING) or bool(_DOMAIN.fullmatch(t.text))
    )


def _phrase_start(tokens: Sequence[Token], head: int) -> int:
    """Read back from a noun over what modifies it, to its determiner or owner where there is one."""
    best = i = head
    while i > 0 and head - i < _LONGEST_MODIFIER:
        t = tokens[i - 1]
        if t.key in lexicon.DETERMINERS:
            return i - 1
        if not t.word or (t.key in _STOPS and not t.possessive):
            break
        i -= 1
        if (t.possessive or t.upper or t.key in lexicon.MODIFIERS or _speaks(t)) and i == best - 1:
            best = i
    return best


_LINKS: Final = frozenset(("of", "for", "from", "at", "in", "inside", "within"))
_LINKS_OF_PEOPLE: Final = _LINKS | {"with", "close", "near", "familiar", "to", "behind"}
_ENDS: Final = frozenset(("who", "which", "that", "said", "say", "says"))


def _phrase_end(tokens: Sequence[Token], head: int) -> int:
    """Read on from a noun over one complement ("a person familiar with the matter", "critics of the mayor")."""
    links = _LINKS_OF_PEOPLE if tokens[head].key in lexicon.INFORMED else _LINKS
    i = head + 1
    if tokens[head].possessive:
        return i
    while i < len(tokens) and tokens[i].key in links:
        i += 1
    if i == head + 1:
        return i
    begin = i
    if i < len(tokens) and tokens[i].key in lexicon.DETERMINERS:
        i += 1
    while i < len(tokens) and i - begin < _LONGEST_COMPLEMENT and _in_complement(tokens[i]):
        t = tokens[i]
        i += 1
        if (t.upper or _speaks(t)) and not t.possessive and not _complement_goes_on(tokens, i):
            break
    while i > begin and tokens[i - 1].key in ("of", "the"):
        i -= 1
    return i if i > begin else head + 1


def _in_complement(t: Token) -> bool:
    if not t.word or t.key in _ENDS or (t.glued and t.key in lexicon.ABBREVIATED):
        return False
    return t.key not in _STOPS or t.key in ("of", "the")


def _complement_goes_on(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and (tokens[i].upper or _speaks(tokens[i]) or tokens[i].key == "of")
