"""Who is who across articles: names that may be taken for the same person or body, and no more than these.

Within an article a surname has led to the full name already. Across articles two names are one where they are the same words apart
from titles, "the" and capitals, or differ in a middle name that only one of them gives. "Velin" and "Mara Velin" stay two, and what
names nobody ("prosecutors", "the company") is somebody else in each article.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

from claimcheck import lexicon
from claimcheck.document import Span
from claimcheck.names import is_person
from claimcheck.phrases import singular, untitled
from claimcheck.tokens import Token, tokenise

Key = tuple[str, ...]

_COMMON: Final = (
    lexicon.PEOPLE | lexicon.BODIES | lexicon.DOCUMENTS | lexicon.TITLES | lexicon.MODIFIERS | lexicon.DETERMINERS | lexicon.FUNCTION_WORDS
)


def key(name: str, article: int) -> Key | None:
    """Return what stands for whoever is called so in an article; None for an empty name.

    Args:
        name: as a result has it.
        article: number of the article; a name that names nobody is somebody of that article alone.
    """
    tokens = [token for token in tokenise(name, Span(start=0, end=len(name))) if token.word]
    while len(tokens) > 1 and tokens[0].key in lexicon.DETERMINERS:
        tokens = tokens[1:]
    if not tokens:
        return None
    bare = tokens[untitled(tokens, 0, len(tokens)) :]
    if any(_is_proper(token) for token in bare):
        return tuple(token.key for token in bare)
    return ("", str(article), *(token.key for token in tokens))


def is_named(who: Key) -> bool:
    """Whether somebody has a proper name."""
    return who[0] != ""


def _is_proper(token: Token) -> bool:
    return token.upper and token.key not in _COMMON and singular(token.key) not in _COMMON


class People:
    """Everybody of a batch, once all names are known."""

    def __init__(self, names: Mapping[Key, Counter[str]]) -> None:
        """Take for each key the names under which it was found, with how often."""
        self._merged = merged(set(names))
        counts: dict[Key, Counter[str]] = defaultdict(Counter)
        for who, found in names.items():
            counts[self.who(who)].update(found)
        self._names = {who: min(found, key=lambda name: (-found[name], len(name), name)) for who, found in counts.items()}

    def who(self, found: Key) -> Key:
        """Return the one key of all names of somebody."""
        return self._merged.get(found, found)

    def name(self, who: Key) -> str:
        """Return the name that most articles use, of equals the shortest."""
        return self._names[self.who(who)]


def merged(keys: set[Key]) -> dict[Key, Key]:
    """Return for full names with a middle name the key without it, where no other middle name makes that a guess."""
    alike: dict[Key, set[Key]] = defaultdict(set)
    for each in keys:
        if is_named(each) and is_person(each) and each[-1] not in lexicon.SUFFIXES:
            alike[each[0], each[-1]].add(each)
    out: dict[Key, Key] = {}
    for short, variants in alike.items():
        middles = [each[1:-1] for each in variants if len(each) > 2]
        if all(_fits(one, other) for one in middles for other in middles):
            out.update(dict.fromkeys(variants, short))
    return out


def _fits(one: Key, other: Key) -> bool:
    """Whether two middle names may be the same: word by word alike, or one the initial of the other."""
    return len(one) == len(other) and all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(one, other, strict=True))
