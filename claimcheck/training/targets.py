"""What the network should say of a training article, from the gold's records and from PolNeAR's attributions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import torch
from torch import Tensor

from claimcheck.labels import DENIAL, LABELS
from claimcheck.network.heads import TAGS
from claimcheck.network.tensors import COMMON, SPAN_TOKENS, WORD, stem
from claimcheck.training.articles import Article
from claimcheck.training.texts import MAIN

SECOND_SHARE: Final = 0.25  # of the target that a second label gets
CUE: Final = re.compile(r"den(?:y|ied|ies|ying|ial)|reject|refut|dismiss|disput|rebut|contradict")  # never part of the clause
CLAUSE_FIT: Final = 0.4  # least overlap (F1 of words) between the gold's claim and the clause taken for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A denial's targets.

    Attributes:
        sentence: its index.
        answers: sentences that state the claim; empty where none does.
        embedded: whether the claim can be read in the denial itself.
        clause: first and last token (within the sentence) of the words that say it, where they could be found.
        claim: the rejected claim in plain words.
    """

    sentence: int
    answers: tuple[int, ...]
    embedded: bool
    clause: tuple[int, int] | None
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """All targets of one article; N sentences, T tokens.

    Attributes:
        main: (N, 4) shares of the main labels in ``MAIN``'s order.
        holds: (N, 3) whether each label holds.
        sources: per sentence with a known speaker: its index and the spans (token, length - 1) that name the speaker; no
            span where nobody is named.
        denials: the denials.
        tags: (T, 3) 0 outside, 1 begin, 2 inside; None where the article has no attributions.
    """

    main: Tensor | None = None
    holds: Tensor | None = None
    sources: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()
    denials: tuple[Denial, ...] = ()
    tags: Tensor | None = field(default=None)


def targets(article: Article) -> Targets:
    """Return the targets of an article."""
    if article.attributions is not None:
        return Targets(tags=_tags(article))
    gold = article.gold or ()
    main = torch.zeros(len(gold), len(MAIN))
    holds = torch.zeros(len(gold), len(LABELS))
    for i, s in enumerate(gold):
        second = s.get("second")
        main[i, MAIN.index(s["label"])] = 1 - SECOND_SHARE if second else 1
        if second:
            main[i, MAIN.index(second)] = SECOND_SHARE
        for name in filter(None, (s["label"], second)):
            if name in LABELS:
                holds[i, LABELS.index(name)] = 1
    return Targets(main=main, holds=holds, sources=_sources(article), denials=tuple(_denials(article)))


def _sources(article: Article) -> tuple[tuple[int, tuple[tuple[int, int], ...]], ...]:
    starts, ends = token_edges(article)
    known: dict[str, tuple[tuple[int, int], ...]] = {}
    out = []
    for i, s in enumerate(article.gold or ()):
        if s["label"] not in LABELS or s.get("source") is None:
            continue
        name = s["source"]
        if name and name not in known:
            places = [(starts[a], ends[b] - starts[a]) for a, b in mentions(article.text, name) if a in starts and b in ends]
            known[name] = tuple((t, k) for t, k in places if 0 <= k < SPAN_TOKENS)
        if not name or known[name]:
            out.append((i, known.get(name, ()) if name else ()))
    return tuple(out)


def token_edges(article: Article) -> tuple[dict[int, int], dict[int, int]]:
    """Return which token (in the order of the article) starts, and which ends, at each code point."""
    places = [p for tokens in article.tokens for p in tokens.places]
    return {p.start: t for t, p in reversed(list(enumerate(places)))}, {p.end: t for t, p in enumerate(places)}


def mentions(text: str, name: str) -> list[tuple[int, int]]:
    """Return where a speaker's name stands in the text; where it does not, where most of it stands."""
    bare = re.sub(r"^(?:the|a|an) ", "", name, flags=re.IGNORECASE)
    found = [m.span() for m in re.finditer(r"(?<!\w)" + re.escape(bare) + r"(?!\w)", text, re.IGNORECASE)]
    if found:
        return found
    wanted = [w.lower() for w in WORD.findall(name)]
    if not wanted:
        return []
    words = [(m.group().lower(), *m.span()) for m in WORD.finditer(text)]
    best: list[tuple[int, int]] = []
    most = 1 if wanted[-1] not in COMMON and name.rsplit(maxsplit=1)[-1][:1].isupper() else max(2, (len(wanted) + 1) // 2)
    for at, (word, _, end) in enumerate(words):
        if word != wanted[-1]:
            continue
        first = at
        while first > 0 and at - first < len(wanted) and words[first - 1][0] in wanted and words[at][1] - words[first - 1][2] < len(text):
            if re.search(r"[.!?\n]", text[words[first - 1][2] : words[first][1]].replace(". ", "", 1)):
                break
            first -= 1
        length = at - first + 1
        if length > most:
            best, most = [], length
        if length == most:
            best.append((words[first][1], end))
    return best


def _denials(article: Article) -> list[Denial]:
    out = []
    for i, s in enumerate(article.gold or ()):
        if DENIAL in (s["label"], s.get("second")) and "answers" in s:
            clause = _clause(article, i, s["claim"]) if s["embedded"] else None
            answers = tuple(j for j in s["answers"] if j != i)
            out.append(Denial(sentence=i, answers=answers, embedded=s["embedded"], clause=clause, claim=s["claim"]))
    return out


def _clause(article: Article, sentence: int, claim: str) -> tuple[int, int] | None:
    """Return the run of tokens that says the claim best: highest F1 of stems, shortest of the best."""
    span, tokens = article.spans[sentence], article.tokens[sentence]
    text = article.text[span.start : span.end]
    wanted = {stem(w) for w in WORD.findall(claim.lower()) if w not in COMMON}
    words = [(stem(m.group().lower()), m.start() + span.start, m.end() + span.start, m.group().lower()) for m in WORD.finditer(text)]
    best, place = CLAUSE_FIT, None
    for a in range(len(words)):
        if words[a][0] not in wanted:
            continue
        seen: set[str] = set()
        content = 0
        for b in range(a, min(len(words), a + 40)):
            if CUE.match(words[b][3]):
                break
            content += words[b][0] not in COMMON
            if words[b][0] in wanted:
                seen.add(words[b][0])
                fit = 2 * len(seen) / (content + len(wanted))
                if fit > best:
                    best, place = fit, (words[a][1], words[b][2])
    if place is None:
        return None
    inside = [k for k, p in enumerate(tokens.places) if p.start >= place[0] and p.end <= place[1]]
    return (inside[0], inside[-1]) if inside else None


def _tags(article: Article) -> Tensor:
    places = [p for tokens in article.tokens for p in tokens.places]
    tags = torch.zeros(len(places), len(TAGS), dtype=torch.long)
    by_start = sorted(range(len(places)), key=lambda t: places[t].start)
    for a in article.attributions or ():
        for k, part in enumerate(TAGS):
            for start, end in sorted(a.get(part, ())):
                _paint(tags[:, k], [t for t in by_start if places[t].start < end and places[t].end > start])
    return tags


def _paint(column: Tensor, inside: Sequence[int]) -> None:
    for n, t in enumerate(inside):
        if column[t] == 0:
            column[t] = 1 if n == 0 else 2
