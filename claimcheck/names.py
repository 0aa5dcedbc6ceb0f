"""Names: where an article names people, bodies and documents that can speak, and what to call each."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from claimcheck import lexicon
from claimcheck.document import Document, Span
from claimcheck.phrases import Range, is_title_case, proper_names, role_phrases, singular, untitled
from claimcheck.sentences import Sentence
from claimcheck.tokens import Token, tokenise

_LONGEST_NAME: Final = 8
_LONGEST_ROLE: Final = 2
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A proper name as it stands in the article, without its title; ``keys`` lack a "Jr." too, which ``whole`` keeps."""

    span: Span
    keys: Keys
    whole: Keys
    roles: frozenset[str]

    @property
    def junior(self) -> bool:
        return self.keys != self.whole


@dataclass(slots=True)
class _Index:
    """What short mentions may stand for, each in reading order."""

    endings: dict[Keys, list[_Name]] = field(default_factory=lambda: defaultdict(list))
    openings: dict[Keys, list[_Name]] = field(default_factory=lambda: defaultdict(list))
    acronyms: dict[str, _Name] = field(default_factory=dict)
    roles: dict[str, list[_Name]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[Keys, _Name] = field(default_factory=dict)
    known_by_surname: set[Keys] = field(default_factory=set)
    alone: set[Keys] = field(default_factory=set)
    known: dict[tuple[Keys, frozenset[str]], _Name | None] = field(default_factory=dict)

    def add(self, name: _Name) -> None:
        """Take in a name and all that may stand for it."""
        for role in name.roles:
            self.roles[role].append(name)
        size = len(name.keys)
        if size == 1:
            self.alone.add(name.keys)
            if name.roles - lexicon.PLAIN_TITLES and name.keys not in self.endings:
                self.known_by_surname.add(name.keys)
            return
        first = self.whole.setdefault(name.whole, name)
        for cut in range(1, size):
            self.endings[name.keys[cut:]].append(name)
            if name.keys[cut] in ("of", "for"):
                self.openings[name.keys[:cut]].append(name)
        if name.keys[-1] in lexicon.FIRM_WORDS:
            self.openings[name.keys[:1]].append(name)
        if is_person(name.keys):
            self.openings[name.keys[:1]].append(name)
            return
        initials = "".join(key[0] for key in name.keys if key not in ("of", "the", "for", "and", "&"))
        if len(initials) > 1:
            self.acronyms.setdefault(initials, first)

    def named(self, keys: Keys, titles: frozenset[str]) -> _Name | None:
        """Return the full name that ``keys`` shorten: one whose title fits, else the most and then the first named."""
        if (keys, titles) not in self.known:
            self.known[keys, titles] = self._named(keys, titles)
        return self.known[keys, titles]

    def _named(self, keys: Keys, titles: frozenset[str]) -> _Name | None:
        options = self.endings.get(keys) or [n for n in self.openings.get(keys, []) if n.keys[-1:] in self.alone or not is_person(n.keys)]
        fitting = [n for n in options if n.roles & titles]
        if keys in self.known_by_surname and not fitting:
            return None
        options = fitting or [n for n in options if not n.junior] or options
        counts = Counter(n.whole for n in options)
        return self.whole[max(counts, key=counts.__getitem__)] if counts else None

    def called(self, keys: Keys, before: int) -> _Name | None:
        """Return the nearest name before a place that "the minister" or "the ministry" stands for."""
        nearest: _Name | None = None
        for names in (self.roles.get(keys[-1], []), self.endings.get(keys, []), self.openings.get(keys, [])):
            at = bisect_left(names, before, key=lambda name: name.span.start)
            if at and (nearest is None or names[at - 1].span.start > nearest.span.start):
                nearest = names[at - 1]
        if nearest is None:
            return None
        return self.whole.get(nearest.whole) or self.named(nearest.keys, nearest.roles) or nearest


class Directory:
    """The names of one article: who may speak, and the fullest short name of each.

    Attributes:
        tokens: the words of each sentence.
        candidates: spans that may name a speaker, in reading order; no pronouns.
    """

    __slots__ = ("_document", "_index", "_small", "candidates", "tokens")

    def __init__(self, document: Document, sentences: Sequence[Sentence]) -> None:
        """Read the article once; its length in words times a small constant."""
        self._document = document
        self.tokens = [tokenise(document.text, s.span) for s in sentences]
        self._small = {t.key for tokens in self.tokens for t in tokens if t.text[0].islower()}
        self._index = _Index()
        self.candidates = self._read()

    def _read(self) -> tuple[Span, ...]:
        places: set[Range] = set()
        headings: list[list[Token]] = []
        known: set[Keys] = set()
        for tokens in self.tokens:
            phrases = _Phrases(tokens)
            places.update(phrases.places)
            if is_title_case(tokens):
                headings.append(tokens)
                continue
            for start, i, j in _bare_names(tokens, self._small):
                place = tokens[i].start, tokens[j - 1].end
                known.add(_keys(tokens[i:j]))
                places.add(place)
                roles = phrases.roles(start, i, j)
                whole = tuple(k for k in _keys(tokens[i:j]) if k != ",")
                keys = tuple(k for k in whole if k not in lexicon.SUFFIXES) or whole
                name = _Name(Span(start=place[0], end=place[1]), keys, whole, roles)
                self._index.add(name)
                acronym = _bracketed(tokens, j)
                if len(keys) > 1 and acronym:
                    self._index.acronyms[acronym] = name
        for tokens in headings:
            places.update(_known_in(tokens, known))
            places.update(_set_off(tokens))
        return tuple(Span(start=start, end=end) for start, end in sorted(places))

    def canonical(self, mention: Span) -> Span:
        """Return where the fullest short name stands of what ``mention`` names; ``mention`` itself where there is no fuller one.

        A surname gives the full name, an acronym the words it stands for, "the minister" or "the ministry" the nearest
        name before it with that title or noun; each only where the article has it.
        """
        tokens = tokenise(self._document.text, mention)
        if not tokens:
            return mention
        definite = tokens[0].key == "the" and len(tokens) > 1
        start = untitled(tokens, int(definite), len(tokens))
        bare = tokens[start:]
        keys = _keys(bare)
        found: _Name | None
        if bare[0].upper:
            found = self._by_name(bare, frozenset(_role(t.key) for t in tokens[:start]) | self._titles_before(mention))
        elif definite and len(bare) <= _LONGEST_ROLE and not any(t.possessive for t in tokens[:-1]):
            found = self._index.called(keys, mention.start)
        else:
            found = None
        return found.span if found else mention

    def shown(self, span: Span) -> str:
        """Return a name as a report shows it: on one line, without the capital that only opens a sentence ("Critics")."""
        text = " ".join(self._document.slice(span).split())
        first, _, rest = text.partition(" ")
        key = first.lower()
        common = key in lexicon.DETERMINERS or (key in self._small and not rest[:1].isupper()) or singular(key) in _OPENING_NOUNS
        return key + text[len(first) :] if common and first[1:].islower() else text

    def _by_name(self, bare: Sequence[Token], titles: frozenset[str]) -> _Name | None:
        keys = _keys(bare)
        if keys in self._index.whole:
            return self._index.whole[keys]
        letters = keys[0].replace(".", "")
        if len(bare) == 1 and bare[0].text.isupper() and letters in self._index.acronyms:
            return self._index.acronyms[letters]
        return self._index.named(keys, titles)

    def _titles_before(self, mention: Span) -> frozenset[str]:
        line = self._document.text[max(0, mention.start - 60) : mention.start]
        return frozenset(_role(w.strip(".,").lower()) for w in line.split()[-3:]) & _ROLES


_OPENING_NOUNS: Final = (lexicon.PEOPLE | lexicon.DOCUMENTS) - lexicon.PARTY_NAMES - lexicon.TITLES
_ROLES: Final = lexicon.PEOPLE | lexicon.TITLES | frozenset(lexicon.SPELT_OUT.values())


def _role(key: str) -> str:
    return lexicon.SPELT_OUT.get(key, key)


def _keys(tokens: Sequence[Token]) -> Keys:
    return tuple(t.key for t in tokens)


def is_person(keys: Keys) -> bool:
    """Whether words may be a person's name: no word of a body among them."""
    small = 2 <= len(keys) <= 5 and keys[0] not in lexicon.MODIFIERS
    return small and not any(k in lexicon.BODY_HEADS or k in lexicon.FIRM_WORDS or k in ("of", "for", "and", "the", "&") for k in keys)


class _Phrases:
    """The role phrases of one sentence: their places, and the noun of each by where it begins and ends."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.places: list[Range] = []
        self._by_start: dict[int, tuple[int, int]] = {}
        self._by_end: dict[int, int] = {}
        for first, noun, end in role_phrases(tokens):
            self.places.append((tokens[first].start, tokens[end - 1].end))
            self._by_start.setdefault(first, (noun, end))
            self._by_end.setdefault(end, noun)
        self._tokens = tokens

    def roles(self, start: int, i: int, j: int) -> frozenset[str]:
        """Return what a name is called in the same breath: its titles, the noun before it, the noun in apposition.

        The name's titles begin at ``start``, the name itself stands from ``i`` to ``j``.
        """
        tokens = self._tokens
        roles = {_role(t.key) for t in tokens[start:i]}
        if start > 0 and tokens[start - 1].word:
            roles.add(singular(tokens[start - 1].key))
        if start > 0 and tokens[start - 1].text == "," and start - 1 in self._by_end:
            roles.add(singular(tokens[self._by_end[start - 1]].key))
        if j + 1 in self._by_start and tokens[j].text == ",":
            noun, end = self._by_start[j + 1]
            if end == len(tokens) or not tokens[end].word:
                roles.add(singular(tokens[noun].key))
        return frozenset(roles & _ROLES)


def speaker_candidates(document: Document, sentences: Sequence[Sentence], limit: int | None = None) -> tuple[Span, ...]:
    """List the places of an article that may name a speaker: people, bodies, documents; no pronouns.

    Args:
        document: the article.
        sentences: its sentences.
        limit: at most so many, repeated names dropped first; None for all.

    Returns:
        Spans in reading order, none twice; a role phrase may hold a name that is listed too.
    """
    spans = Directory(document, sentences).candidates
    return spans if limit is None or len(spans) <= limit else _fewer(document, spans, limit)


def _bare_names(tokens: Sequence[Token], small: set[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where each proper name begins with its titles, where without, and where it ends.

    ``small`` holds the words that the article also writes with small letters.
    """
    for i, j in proper_names(tokens):
        first = tokens[i]
        alone = j == i + 1
        if alone and (first.key in lexicon.ABBREVIATED or (i == 0 and first.key in small and not first.text.isupper())):
            continue
        start = untitled(tokens, i, j)
        # a page's tag often follows a name unspaced from the text and says it again ("Mara Velin Mara Ines Velin")
        again = next((k for k in range(start + 2, j) if tokens[k].key == tokens[start].key), j)
        yield i, start, again


def _bracketed(tokens: Sequence[Token], at: int) -> str:
    """Return the acronym in brackets at a place, in lower case ("the Border Monitoring Mission (BMM)"); "" where none stands there."""
    at += at < len(tokens) and tokens[at].text == "."  # of "Inc."
    there = at + 2 < len(tokens) and tokens[at].text == "(" and tokens[at + 1].text.isupper() and tokens[at + 2].text == ")"
    return tokens[at + 1].key.replace(".", "") if there else ""


def _known_in(tokens: Sequence[Token], known: set[Keys]) -> Iterator[Range]:
    """Yield the places in a headline of names that the rest of the article spells with capitals that mean something."""
    keys = [t.key for t in tokens]
    i = 0
    while i < len(keys):
        size = next((n for n in range(min(_LONGEST_NAME, len(keys) - i), 0, -1) if tuple(keys[i : i + n]) in known), 0)
        if size:
            yield tokens[i].start, tokens[i + size - 1].end
        i += max(size, 1)


def _set_off(tokens: Sequence[Token]) -> Iterator[Range]:
    """Yield the places of short names in a line of capitals that signs set off ("— Mara Velin (@velin)")."""
    for i, j in proper_names(tokens):
        if j - i <= 3 and (i == 0 or not tokens[i - 1].word) and (j == len(tokens) or not tokens[j].word):
            yield tokens[i].start, tokens[j - 1].end


def _fewer(document: Document, spans: Sequence[Span], limit: int) -> tuple[Span, ...]:
    """Keep the first mentions of every name before the second ones, these before the third, and so on."""
    seen: Counter[str] = Counter()
    order: list[tuple[int, Span]] = []
    for span in spans:
        name = document.slice(span).lower()
        order.append((seen[name], span))
        seen[name] += 1
    return tuple(sorted(span for _, span in sorted(order)[:limit]))
