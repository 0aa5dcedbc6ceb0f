"""What the network is fed for one article: token rows, sentence features, word overlap."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Final

import torch
from torch import Tensor

from claimcheck.document import Span
from claimcheck.network.windows import SentenceTokens, Window

SPAN_TOKENS: Final = 12  # a speaker's name is at most so many tokens
PLACE_BUCKETS: Final = 12
DISTANCE_BUCKETS: Final = 20
OVERLAP_FEATURES: Final = 4
OPENING: Final = "\"“‘'«„"
WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
COMMON: Final = frozenset(  # words that say nothing of what a sentence is about
    """
    the a an of and or but in on at to for from by with as is are was were be been being has have had do does did will would can
    could should may might must not no nor that this these those it its he she they his her their him them we our us i my you
    your who whom which what when where why how there here than then so if about into over after before said says say also more
    most other some any all one two out up down new mr mrs ms told
    """.split()  # noqa: SIM905 - a list of quoted words is unreadable
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTensors:
    """One article (or one section of a long one) as tensors; N sentences, T tokens of sentences, W tokens of windows.

    Attributes:
        ids: (W,) token ids, windows end to end.
        lengths: tokens of each window.
        rows: (T,) where each sentence token stands in ``ids``, in the order of the article.
        segment: (T,) which sentence each token belongs to, 0 to N-1.
        begins: (T,) whether a word begins with this token.
        ends: (T,) whether a word ends with it.
        features: (N, 4) place from the start, place from the end, begins a paragraph, state of quotation.
        overlap: (N, N, 4) of words of sentence i that stand in j, of j in i, of names, and same paragraph.
    """

    ids: Tensor
    lengths: tuple[int, ...]
    rows: Tensor
    segment: Tensor
    begins: Tensor
    ends: Tensor
    features: Tensor
    overlap: Tensor

    @property
    def sentences(self) -> int:
        """Number of sentences, N."""
        return self.features.shape[0]

    def to(self, device: torch.device) -> "ArticleTensors":
        """Return the same on another device."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)}
        moved: dict[str, Any] = {name: part.to(device) if isinstance(part, Tensor) else part for name, part in parts.items()}
        return ArticleTensors(**moved)


def build(text: str, spans: Sequence[Span], tokens: Sequence[SentenceTokens], windows: Sequence[Window]) -> ArticleTensors:
    """Make the tensors of one article from its sentences, their tokens and their windows."""
    rows: list[int] = []
    segment: list[int] = []
    begins: list[bool] = []
    ends: list[bool] = []
    offset = 0
    for window in windows:
        for sentence, start in zip(window.sentences, window.starts, strict=True):
            places = tokens[sentence].places
            rows += range(offset + start, offset + start + len(places))
            segment += [sentence] * len(places)
            joined = [a.end == b.start and _joins(text, b.start) for a, b in pairwise(places)]
            begins += [True, *(not j for j in joined)][: len(places)]
            ends += [*(not j for j in joined), True][: len(places)]
        offset += len(window.ids)
    pieces = [text[s.start : s.end] for s in spans]
    fresh = [i == 0 or "\n" in text[spans[i - 1].end : spans[i].start] for i in range(len(spans))]
    return ArticleTensors(
        ids=torch.tensor([t for w in windows for t in w.ids], dtype=torch.long),
        lengths=tuple(len(w.ids) for w in windows),
        rows=torch.tensor(rows, dtype=torch.long),
        segment=torch.tensor(segment, dtype=torch.long),
        begins=torch.tensor(begins, dtype=torch.bool),
        ends=torch.tensor(ends, dtype=torch.bool),
        features=_features(pieces, fresh),
        overlap=_overlap(pieces, fresh),
    )


def _joins(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalnum() and text[at].isalnum()


def _features(pieces: Sequence[str], fresh: Sequence[bool]) -> Tensor:
    n = len(pieces)
    out = []
    running = False
    for i, (piece, new) in enumerate(zip(pieces, fresh, strict=True)):
        begun = running
        opens = piece[:1] in OPENING if piece else False
        running = _open_after(piece, open_before=running)
        quote = 4 * begun + 2 * opens + running
        out.append([place_bucket(i), place_bucket(n - 1 - i), int(new), quote])
    return torch.tensor(out, dtype=torch.long).view(n, 4)


def _open_after(piece: str, *, open_before: bool) -> bool:
    """Whether a double quotation is still open at the end of ``piece``."""
    state = open_before
    for c in piece:
        if c == '"':
            state = not state
        elif c in "“«„":
            state = True
        elif c in "”»":
            state = False
    return state


def place_bucket(distance: int) -> int:
    """Return the bucket of a distance in sentences from an end of the article: exact up to 5, then logarithmic."""
    if distance < 6:
        return distance
    return min(PLACE_BUCKETS - 1, 6 + int(math.log2(distance / 6) * 2))


def distance_buckets(n: int, device: torch.device | None = None) -> Tensor:
    """Return (n, n): the bucket of ``j - i`` in sentences; exact up to 4, then logarithmic, by direction."""
    i = torch.arange(n, device=device)
    d = i[None, :] - i[:, None]
    near = d.abs()
    far = 5 + (torch.log2(near.clamp(min=1).float() / 5) * 2).long().clamp(min=0)
    bucket = torch.where(near < 5, near, far).clamp(max=DISTANCE_BUCKETS // 2 - 1)
    return bucket + (d > 0).long() * (DISTANCE_BUCKETS // 2)


def _overlap(pieces: Sequence[str], fresh: Sequence[bool]) -> Tensor:
    """Return how much of what one sentence says another says too; words are weighed by their rarity in the article."""
    n = len(pieces)
    words = [{stem(w) for w in WORD.findall(p.lower()) if w not in COMMON} for p in pieces]
    names = [{w.lower() for w in WORD.findall(p)[1:] if w[0].isupper() and w.lower() not in COMMON} for p in pieces]
    frequency = Counter(w for s in words for w in s)
    weight = {w: math.log(1 + n / f) for w, f in frequency.items()}
    sizes = [sum(weight[w] for w in s) or 1.0 for s in words]
    paragraph = torch.tensor(fresh, dtype=torch.long).cumsum(0)
    out = torch.zeros(n, n, OVERLAP_FEATURES)
    for i in range(n):
        for j in range(i):
            common = sum(weight[w] for w in words[i] & words[j])
            shared = min(3, len(names[i] & names[j])) / 3
            if common or shared:
                out[i, j, :3] = torch.tensor([common / sizes[i], common / sizes[j], shared])
                out[j, i, :3] = torch.tensor([common / sizes[j], common / sizes[i], shared])
    out[:, :, 3] = (paragraph[:, None] == paragraph[None, :]).float()
    return out


def stem(word: str) -> str:
    """Cut the commonest English endings, so that "accused", "accuses" and "accusation" meet halfway."""
    word = word.removesuffix("'s").removesuffix("’s")
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
