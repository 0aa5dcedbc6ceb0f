"""Names: where an article names people, bodies and documents that can speak, and what to call each."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from claimcheck import lexicon
from claimcheck.document import Document, Span
from claimcheck.sentences import Sentence

_TOKEN: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"  # U.S., J.K.
    r"|\w+(?:\.[^\W\d_]{2,})+"  # factcheck.org
    r"|@\w+"
    r"|[^\W_]+(?:[-'’&][^\W_]+)*"
    r"|['’]s?(?![^\W_])"
    r"|[^\w\s]"
)
_POSSESSIVE: Final = re.compile(r"['’]s$")
_ABBREVIATED: Final = frozenset("mr mrs ms dr sen sens rep reps gov lt gen col sgt capt maj adm cmdr prof rev st jr sr hon pres".split())
_DOMAIN: Final = re.compile(r"\w+(?:\.\w+)*\.(?:com|org|net|gov|info|co|fr|de|uk|ru|io|news|edu)(?:\.\w\w)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Token:
    """One word or sign. ``key`` is its lower case without a final full stop; ``possessive`` where 's followed."""

    start: int
    end: int
    text: str
    key: str
    possessive: bool
    glued: bool  # whether an abbreviation's full stop belongs to it

    @property
    def upper(self) -> bool:
        return self.text[0].isupper() or (len(self.text) > 1 and self.text[0] in "@" or self.text[:2] in ("iP", "eB"))

    @property
    def word(self) -> bool:
        return self.text[0].isalnum() or self.text[0] == "@"


def _tokens(text: str, span: Span) -> list[_Token]:
    out: list[_Token] = []
    for match in _TOKEN.finditer(text, span.start, span.end):
        word, start, end = match.group(), match.start(), match.end()
        if word in ("'s", "’s", "'", "’") and out and out[-1].end == start and out[-1].word:
            last = out[-1]
            if word.endswith("s") or last.text.endswith("s"):
                out[-1] = _Token(last.start, last.end, last.text, last.key, possessive=True, glued=False)
            continue
        possessive = len(word) > 2 and bool(_POSSESSIVE.search(word))
        if possessive:
            word, end = word[:-2], end - 2
        if word == "." and out and out[-1].end == start and (out[-1].key in _ABBREVIATED or (len(out[-1].text) == 1 and out[-1].upper)):
            last = out[-1]
            out[-1] = _Token(last.start, end, last.text + ".", last.key, possessive=False, glued=True)
            continue
        out.append(_Token(start, end, word, word.lower().rstrip("."), possessive, glued=False))
    return out


def _is_title_case(tokens: Sequence[_Token]) -> bool:
    """Whether capitals tell nothing here: a headline in title case or in capitals."""
    long = [t for t in tokens if len(t.text) > 3 and t.text[0].isalpha()]
    return len(tokens) > _SHORT_LINE and tokens[-1].text != "." and sum(t.upper for t in long) >= 0.75 * len(long)


def _joins(tokens: Sequence[_Token], i: int, start: int) -> int:
    """How many tokens at ``i`` connect the name that began at ``start`` with a capitalised word after them (0: none)."""
    last, rest = tokens[i - 1], tokens[i : i + 3]
    if last.glued and last.key not in lexicon.SUFFIXES and len(last.text) > 2 and last.key not in lexicon.TITLES:
        return 0
    ahead = [t.upper and t.word for t in rest]
    if rest[0].text == "&" and ahead[1:2] == [True]:
        return 1
    if rest[0].key in lexicon.PARTICLES and ahead[1:2] == [True]:
        return 1
    if len(rest) > 2 and rest[0].key in lexicon.PARTICLES and rest[1].key in lexicon.PARTICLES and ahead[2]:
        return 2
    if rest[0].text == "," and len(rest) > 1 and rest[1].key in lexicon.SUFFIXES:
        return 1
    body = any(t.key in lexicon.BODY_HEADS for t in tokens[start:i])
    if rest[0].key == "and" and ahead[1:2] == [True] and i - start <= 2 and (last.key, rest[1].key) in _AND_BODIES:
        return 1
    titled = last.key in lexicon.TITLES and rest[0].key in ("of", "for", "to")
    if (body and not last.possessive and rest[0].key in ("of", "for")) or titled:
        if ahead[1:2] == [True]:
            return 1
        if len(rest) > 2 and rest[1].key == "the" and ahead[2]:
            return 2
    of = any(t.key in ("of", "for") for t in tokens[start:i])
    if body and of and rest[0].key == "and" and ahead[1:2] == [True] and rest[1].key not in lexicon.TITLES:
        return 1
    return 0


_AND_BODIES: Final = frozenset(
    {
        ("food", "drug"),
        ("securities", "exchange"),
        ("customs", "border"),
        ("immigration", "customs"),
        ("citizenship", "immigration"),
        ("health", "human"),
        ("foreign", "commonwealth"),
        ("oceanic", "atmospheric"),
        ("firearms", "explosives"),
        ("science", "technology"),
        ("standards", "technology"),
        ("oversight", "reform"),
    }
)


def _runs(tokens: Sequence[_Token]) -> Iterator[tuple[int, int]]:
    """Yield ranges of tokens that look like one proper name, titles included."""
    i = 0
    while i < len(tokens):
        first = tokens[i]
        if not (first.word and first.upper) or (first.key in lexicon.FUNCTION_WORDS and not first.glued and first.key not in ("will", "may", "mark")):
            i += 1
            continue
        j = i + 1
        while j < len(tokens):
            t = tokens[j]
            if t.word and t.upper and not _breaks(t) and not (tokens[j - 1].possessive and not _body_between(tokens, i, j)):
                j += 1
            elif (t.text[0].isdigit() and t.word) and tokens[j - 1].key in lexicon.BODY_HEADS:
                j += 1
            else:
                more = _joins(tokens, j, i)
                if not more:
                    break
                j += more
        yield i, j
        i = j


# a line of so few words is a by-line or a label, where capitals do mark names
_SHORT_LINE: Final = 5
_BREAKS: Final = lexicon.FUNCTION_WORDS - {"new", "old", "first", "will", "may", "march", "april", "june", "august", "us", "more", "like", "best", "great"}


def _breaks(t: _Token) -> bool:
    return t.key in _BREAKS and not t.glued and not (t.text.isupper() and len(t.text) > 1)


def _body_between(tokens: Sequence[_Token], start: int, at: int) -> bool:
    """Whether a possessive goes on into the name of a body ("Manhattan District Attorney's Office")."""
    return tokens[at].key in ("office", "party", "court", "association", "ministry", "department", "union", "hospital", "bench", "republic", "club")


def _untitled(tokens: Sequence[_Token], start: int, end: int) -> int:
    """Return where the bare name begins behind titles ("Attorney General William Barr": William); ``start`` where all are titles."""
    cut = start
    k = start
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
    rest = tokens[cut:end]
    if all(t.key in lexicon.TITLES for t in rest):
        return start
    if any(t.key in lexicon.BODY_HEADS and t.key not in lexicon.TITLES for t in rest):
        return start
    return cut


def _nouns(tokens: Sequence[_Token]) -> Iterator[tuple[int, int]]:
    """Yield ranges of tokens that look like a noun phrase that can speak ("a company spokesperson", "prosecutors")."""
    for i, t in enumerate(tokens):
        if t.glued or not _speaks(t) or (t.upper and i > 0 and tokens[i - 1].upper):
            continue
        follows = tokens[i + 1] if i + 1 < len(tokens) else None
        if follows and (_speaks(follows) or follows.key in lexicon.MODIFIERS) and not t.possessive and _phrase_goes_on(tokens, i + 1):
            continue
        yield _phrase_start(tokens, i), _phrase_end(tokens, i)


def _phrase_goes_on(tokens: Sequence[_Token], i: int) -> bool:
    while i < len(tokens) and tokens[i].key in lexicon.MODIFIERS and not _speaks(tokens[i]):
        i += 1
    return i < len(tokens) and _speaks(tokens[i])


def _speaks(t: _Token) -> bool:
    if not t.word:
        return False
    key = t.key
    if key in _SPEAKING:
        return True
    stem = lexicon.PLURALS.get(key) or (key[:-3] + "y" if key.endswith("ies") else key[:-1] if key.endswith("s") else key)
    return stem in _SPEAKING or (key.endswith("es") and key[:-2] in _SPEAKING) or bool(_DOMAIN.fullmatch(t.text))


_SPEAKING: Final = lexicon.PEOPLE | lexicon.BODIES | lexicon.DOCUMENTS
_STOPS: Final = (lexicon.FUNCTION_WORDS | lexicon.REPORTING) - lexicon.MODIFIERS


def _phrase_start(tokens: Sequence[_Token], head: int) -> int:
    """Read back from a noun over what modifies it, to its determiner or owner where there is one."""
    best = i = head
    while i > 0 and head - i < 7:
        t = tokens[i - 1]
        if t.key in lexicon.DETERMINERS:
            return i - 1
        if not t.word or (t.key in _STOPS and not t.possessive):
            break
        i -= 1
        if t.possessive or t.upper or t.key in lexicon.MODIFIERS or _speaks(t):
            if i == best - 1:
                best = i
    return best


_INFORMED: Final = frozenset("source sources person people official officials insider insiders aide aides someone others".split())
_LINKS: Final = frozenset("of for from at in inside within".split())
_LINKS_OF_PEOPLE: Final = _LINKS | frozenset("with close near familiar to behind".split())


def _phrase_end(tokens: Sequence[_Token], head: int) -> int:
    """Read on from a noun over one complement ("a person familiar with the matter", "critics of the mayor")."""
    i = head + 1
    links = _LINKS_OF_PEOPLE if tokens[head].key in _INFORMED else _LINKS
    if i >= len(tokens) or tokens[head].possessive or tokens[i].key not in links:
        return i
    while i < len(tokens) and tokens[i].key in links:
        i += 1
    begin = i
    while i < len(tokens) and i - begin < 6:
        t = tokens[i]
        if not t.word or t.key in ("who", "which", "that", "said", "say", "says"):
            break
        if t.key in lexicon.DETERMINERS and i == begin:
            i += 1
            continue
        if t.key in _STOPS and t.key not in ("of", "the"):
            break
        i += 1
        nominal = t.upper or _speaks(t)
        if t.glued and t.key in _ABBREVIATED:
            i -= 1
            break
        if nominal and not t.possessive and (i >= len(tokens) or not (tokens[i].upper or _speaks(tokens[i]) or tokens[i].key == "of")):
            break
    while i > begin and tokens[i - 1].key in ("of", "the"):
        i -= 1
    return i if i > begin else head + 1


def _known_in(tokens: Sequence[_Token], known: set[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield the places in a headline of names that the rest of the article spells with capitals that mean something."""
    keys = [t.key for t in tokens]
    i = 0
    while i < len(keys):
        size = next((n for n in range(min(8, len(keys) - i), 0, -1) if tuple(keys[i : i + n]) in known), 0)
        if size:
            yield tokens[i].start, tokens[i + size - 1].end
        i += max(size, 1)


def _set_off(tokens: Sequence[_Token]) -> Iterator[tuple[int, int]]:
    """Yield the places of short names in a line of capitals that signs set off ("— Mara Velin (@velin)")."""
    for i, j in _runs(tokens):
        if j - i <= 3 and (i == 0 or not tokens[i - 1].word) and (j == len(tokens) or not tokens[j].word):
            yield tokens[i].start, tokens[j - 1].end


def speaker_candidates(document: Document, sentences: Sequence[Sentence], limit: int | None = None) -> tuple[Span, ...]:
    """List the places of an article that may name a speaker: people, bodies, documents; no pronouns.

    Args:
        document: the article.
        sentences: its sentences.
        limit: at most so many, repeated names dropped first; None for all.

    Returns:
        Spans in reading order, none twice; a role phrase may hold a name that is listed too.
    """
    text = document.text
    lists = [_tokens(text, s.span) for s in sentences]
    lower = {t.key for tokens in lists for t in tokens if t.text[0].islower()}
    known: set[tuple[str, ...]] = set()
    spans: set[tuple[int, int]] = set()
    headings: list[list[_Token]] = []
    for tokens in lists:
        if _is_title_case(tokens):
            headings.append(tokens)
            continue
        for i, j in _runs(tokens):
            if i == 0 and j == 1 and tokens[0].key in lower and not tokens[0].text.isupper():
                continue
            if j == i + 1 and tokens[i].key in _ABBREVIATED:
                continue
            cut = _untitled(tokens, i, j)
            spans.add((tokens[cut].start, tokens[j - 1].end))
            known.add(tuple(t.key for t in tokens[cut:j]))
        spans.update((tokens[i].start, tokens[j - 1].end) for i, j in _nouns(tokens))
    for tokens in headings:
        spans.update(_known_in(tokens, known))
        spans.update(_set_off(tokens))
    out = tuple(Span(start=a, end=b) for a, b in sorted(spans))
    if limit is None or len(out) <= limit:
        return out
    seen: Counter[str] = Counter()
    order: list[tuple[int, Span]] = []
    for span in out:
        name = text[span.start : span.end].lower()
        order.append((seen[name], span))
        seen[name] += 1
    return tuple(sorted(span for _, span in sorted(order)[:limit]))
