"""Windows: how an article's sentences become token sequences that the encoder can read.

Late chunking: every sentence is read inside a window with its neighbours and keeps the token vectors of the one
window that it belongs to; the neighbours at both ends are shown for context only. Cost grows linearly with the text.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from claimcheck.document import Span
from claimcheck.errors import ModelError
from claimcheck.network.config import LONGEST_SENTENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTokens:
    """The tokens of one sentence; ``places[k]`` is the place of token ``k`` in the article."""

    ids: tuple[int, ...]
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One token sequence.

    Attributes:
        ids: token ids, with start and end token.
        sentences: indexes of the sentences that take their vectors from this window.
        starts: for each of them, where its tokens begin in ``ids``.
    """

    ids: tuple[int, ...]
    sentences: tuple[int, ...]
    starts: tuple[int, ...]


class TokenCutter:
    """Cuts sentences into tokens, with the tokenizer of a model folder."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer; its own padding and truncation are switched off, and no text can write a special token."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        # "</s>" or "[SEP]" in an article are characters like any others; what stands around a window is put there by `pack`.
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self.start, _, self.end = tokenizer.encode("a").ids

    @property
    def vocabulary(self) -> int:
        """How many tokens there are: every id is less."""
        return self._tokenizer.get_vocab_size()

    @classmethod
    def from_folder(cls, folder: Path) -> "TokenCutter":
        """Read ``tokenizer.json`` of a folder.

        Raises:
            ModelError: where the file is missing or broken.
        """
        path = folder / "tokenizer.json"
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as error:  # the library raises bare Exception
            msg = f"{path}: no usable tokenizer ({error}); the model folder is incomplete, install it again"
            raise ModelError(msg) from error

    def cut(self, text: str, spans: Sequence[Span]) -> list[SentenceTokens]:
        """Return the tokens of each span of ``text``, at most ``LONGEST_SENTENCE`` each."""
        # A lone surrogate cannot pass into the tokenizer; one replacement character keeps every offset.
        pieces = [_whole(text[span.start : span.end]) for span in spans]
        encoded = self._tokenizer.encode_batch(pieces, add_special_tokens=False)
        return [
            SentenceTokens(
                ids=tuple(e.ids[:LONGEST_SENTENCE]),
                places=tuple(Span(start=span.start + a, end=span.start + b) for a, b in e.offsets[:LONGEST_SENTENCE]),
            )
            for span, e in zip(spans, encoded, strict=True)
        ]

    def whole(self, text: str) -> list[int]:
        """Return the token ids of a text of its own (a label's description), with start and end token."""
        ids: list[int] = self._tokenizer.encode(_whole(text)).ids
        return [*ids[: LONGEST_SENTENCE - 1], self.end] if len(ids) > LONGEST_SENTENCE else ids


def _whole(text: str) -> str:
    return text if text.isascii() else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def pack(sentences: Sequence[SentenceTokens], *, start: int, end: int, window: int, overlap: int) -> list[Window]:
    """Pack sentences into as few windows as possible, of about the same length.

    Args:
        sentences: tokens of the article's sentences, in order.
        start: id of the token that opens a window.
        end: id of the token that closes it.
        window: most tokens in a window.
        overlap: most tokens of the neighbouring sentences shown on each side.
    """
    room = window - 2 - 2 * overlap
    total = sum(len(s.ids) for s in sentences)
    goal = min(room, math.ceil(total / max(1, math.ceil(total / room))) + LONGEST_SENTENCE // 16)
    groups: list[list[int]] = [[]]
    size = 0
    for i, sentence in enumerate(sentences):
        n = len(sentence.ids)
        if groups[-1] and size + n > goal:
            groups.append([])
            size = 0
        groups[-1].append(i)
        size += n
    return [_window(sentences, group, start=start, end=end, window=window, overlap=overlap) for group in groups if group]


def _window(sentences: Sequence[SentenceTokens], group: list[int], *, start: int, end: int, window: int, overlap: int) -> Window:
    core = sum(len(sentences[i].ids) for i in group)
    beside = max(0, min(overlap, (window - 2 - core) // 2))
    before: list[int] = []
    for i in range(group[0] - 1, -1, -1):
        before[:0] = sentences[i].ids
        if len(before) >= beside:
            break
    after: list[int] = []
    for i in range(group[-1] + 1, len(sentences)):
        after += sentences[i].ids
        if len(after) >= beside:
            break
    ids = [start, *before[len(before) - beside if len(before) > beside else 0 :]]
    starts = []
    for i in group:
        starts.append(len(ids))
        ids += sentences[i].ids
    ids += [*after[:beside], end]
    return Window(ids=tuple(ids), sentences=tuple(group), starts=tuple(starts))
