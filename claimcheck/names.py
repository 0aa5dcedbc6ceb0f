"""Names: where an article names people, bodies and documents that can speak, and what to call each."""

from collections import Counter
from collections.abc import Iterator, Sequence

from claimcheck import lexicon
from claimcheck.document import Document, Span
from claimcheck.phrases import Range, is_title_case, proper_names, role_phrases, untitled
from claimcheck.sentences import Sentence
from claimcheck.tokens import Token, tokenise

_LONGEST_NAME = 8


def speaker_candidates(document: Document, sentences: Sequence[Sentence], limit: int | None = None) -> tuple[Span, ...]:
    """List the places of an article that may name a speaker: people, bodies, documents; no pronouns.

    Args:
        document: the article.
        sentences: its sentences.
        limit: at most so many, repeated names dropped first; None for all.

    Returns:
        Spans in reading order, none twice; a role phrase may hold a name that is listed too.
    """
    lists = [tokenise(document.text, s.span) for s in sentences]
    small = {t.key for tokens in lists for t in tokens if t.text[0].islower()}
    known: set[tuple[str, ...]] = set()
    places: set[Range] = set()
    headings: list[list[Token]] = []
    for tokens in lists:
        places.update((tokens[i].start, tokens[j - 1].end) for i, j in role_phrases(tokens))
        if is_title_case(tokens):
            headings.append(tokens)
            continue
        for i, j in _bare_names(tokens, small):
            known.add(tuple(t.key for t in tokens[i:j]))
            places.add((tokens[i].start, tokens[j - 1].end))
    for tokens in headings:
        places.update(_known_in(tokens, known))
        places.update(_set_off(tokens))
    spans = tuple(Span(start=start, end=end) for start, end in sorted(places))
    return spans if limit is None or len(spans) <= limit else _fewer(document, spans, limit)


def _bare_names(tokens: Sequence[Token], small: set[str]) -> Iterator[Range]:
    """Yield proper names without their titles; ``small`` holds the words that the article also writes with small letters."""
    for i, j in proper_names(tokens):
        first = tokens[i]
        alone = j == i + 1
        if alone and (first.key in lexicon.ABBREVIATED or (i == 0 and first.key in small and not first.text.isupper())):
            continue
        start = untitled(tokens, i, j)
        # a page's tag often follows a name unspaced from the text and says it again ("Mara Velin Mara Ines Velin")
        again = next((k for k in range(start + 2, j) if tokens[k].key == tokens[start].key), j)
        yield start, again


def _known_in(tokens: Sequence[Token], known: set[tuple[str, ...]]) -> Iterator[Range]:
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
