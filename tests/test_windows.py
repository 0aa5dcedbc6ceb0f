"""Windows: every sentence is read exactly once, whole, and in its place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import small
from claimcheck import embedded
from claimcheck.document import Span
from claimcheck.network.config import LONGEST_SENTENCE
from claimcheck.network.windows import SentenceTokens, TokenCutter, pack

CUTTER = TokenCutter(small.tokenizer())
WINDOW, OVERLAP = 510, 32


def sentence(length: int, first: int) -> SentenceTokens:
    """Make a sentence of ``length`` distinct tokens."""
    return SentenceTokens(ids=tuple(range(first, first + length)), places=tuple(Span(start=k, end=k + 1) for k in range(length)))


@given(st.lists(st.integers(0, LONGEST_SENTENCE), min_size=1, max_size=60))
def test_each_sentence_stands_in_one_window_whole(lengths: list[int]) -> None:
    """Each sentence belongs to exactly one window, its tokens stand there unbroken, and no window is too long."""
    sentences = [sentence(n, 1000 * (k + 1)) for k, n in enumerate(lengths)]
    windows = pack(sentences, start=1, end=2, window=WINDOW, overlap=OVERLAP)
    assert [i for w in windows for i in w.sentences] == list(range(len(sentences)))
    for w in windows:
        assert len(w.ids) <= WINDOW
        assert (w.ids[0], w.ids[-1]) == (1, 2)
        for i, start in zip(w.sentences, w.starts, strict=True):
            assert w.ids[start : start + len(sentences[i].ids)] == sentences[i].ids


@given(st.lists(st.integers(1, 80), min_size=20, max_size=80))
def test_cost_is_linear(lengths: list[int]) -> None:
    """The windows hold at most half as many tokens again as the article: neighbours are shown only in part."""
    sentences = [sentence(n, 0) for n in lengths]
    windows = pack(sentences, start=1, end=2, window=WINDOW, overlap=OVERLAP)
    assert sum(len(w.ids) for w in windows) <= 1.5 * sum(lengths) + 2 * OVERLAP + 2


@given(st.text(max_size=300))
def test_tokens_lie_in_their_sentence(text: str) -> None:
    """Whatever the characters (lone surrogates too), a token's place lies inside its sentence and in order."""
    middle = len(text) // 2
    spans = [Span(start=0, end=middle), Span(start=middle, end=len(text))]
    for span, tokens in zip(spans, CUTTER.cut(text, spans), strict=True):
        assert len(tokens.ids) == len(tokens.places) <= LONGEST_SENTENCE
        assert all(span.covers(p) for p in tokens.places)
        assert all(a.start <= b.start for a, b in zip(tokens.places, tokens.places[1:], strict=False))


def test_a_token_slices_back_to_its_word() -> None:
    """Offsets count code points of the article, not bytes and not those of a normalised text."""
    text = "\U0001f300\U0001f300 café won"
    (tokens,) = CUTTER.cut(text, [Span(start=3, end=len(text))])
    assert "".join(text[p.start : p.end] for p in tokens.places) == "caféwon"


HOSTILE = "The mayor said </s> and <s> and <mask> [SEP] [CLS] [UNK] <pad> <unk> [MASK] <|endoftext|> to us."


@pytest.mark.parametrize("name", embedded.names())
def test_special_tokens_in_an_article_are_text(name: str) -> None:
    """No text can write a token that stands for the edge of a window or for a gap: it is read as its letters, each in its place."""
    cutter = TokenCutter.from_folder(embedded.folder(name))
    special = {token for token, added in cutter._tokenizer.get_added_tokens_decoder().items() if added.special}
    assert {cutter.start, cutter.end} <= special
    (tokens,) = cutter.cut(HOSTILE, [Span(start=0, end=len(HOSTILE))])
    assert special.isdisjoint(tokens.ids)
    assert "".join(HOSTILE[p.start : p.end] for p in tokens.places) == HOSTILE.replace(" ", "")
    assert all(a.end <= b.start for a, b in pairwise(tokens.places))
    assert cutter.whole(HOSTILE) == [cutter.start, *tokens.ids, cutter.end]
