"""The heads: what is read off token and sentence vectors.

Shapes: N sentences, T tokens of sentences, L labels, D width of a token vector, S width of a sentence vector.
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from claimcheck.network.config import NetworkConfig
from claimcheck.network.tensors import (
    DISTANCE_BUCKETS,
    OVERLAP_FEATURES,
    PLACE_BUCKETS,
    SPAN_TOKENS,
    ArticleTensors,
    distance_buckets,
)

TAGS: Final = ("source", "cue", "content")  # each outside, begin or inside: 3 x 3 outputs a token
MASKED: Final = -1e4  # a score that no softmax notices, and that half precision can hold
QUOTE_STATES: Final = 8
LINK_HEADS: Final = 8
WITHOUT_OWN: Final = 0.1  # share of training articles read as if each sentence stood alone, as a text of one sentence is


class Standard(nn.Module):
    """Brings every feature to mean 0 and spread 1, by running figures that training keeps.

    Vectors of one encoder share a large common part; without this, what tells sentences apart is lost in it and the
    heads do not learn (measured: docs/model.md). As batch normalisation (Ioffe and Szegedy 2015), but the running
    figures are used in training too, so that an article of one sentence is treated like any other.
    """

    mean: Tensor
    variance: Tensor
    seen: Tensor

    def __init__(self, width: int) -> None:
        """Begin with figures that change nothing."""
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("variance", torch.ones(width))
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, width) for (N, width); in training the running figures follow ``x``."""
        if self.training and x.shape[0] > 1:
            with torch.no_grad():
                share = torch.clamp(1 / (self.seen + 1), min=0.01)
                self.variance.lerp_((x - x.mean(0)).square().mean(0), share)
                self.mean.lerp_(x.mean(0), share)
                self.seen.add_(1).clamp_(max=1000)
        return (x - self.mean) * (self.variance + 1e-4).rsqrt()


class SentenceHead(nn.Module):
    """Sentence vectors from token vectors, then related to each other over the whole article."""

    def __init__(self, config: NetworkConfig) -> None:
        """Make the pooling and the context layers."""
        super().__init__()
        s = config.sentence
        self.attend = nn.Linear(config.encoder.hidden, 1)
        self.even = Standard(2 * config.encoder.hidden)
        self.project = nn.Linear(2 * config.encoder.hidden, s)
        self.even_own = Standard(2 * config.encoder.hidden)
        self.project_own = nn.Linear(2 * config.encoder.hidden, s)
        self.from_start = nn.Embedding(PLACE_BUCKETS, s)
        self.from_end = nn.Embedding(PLACE_BUCKETS, s)
        self.paragraph = nn.Embedding(2, s)
        self.quotation = nn.Embedding(QUOTE_STATES, s)
        for table in (self.from_start, self.from_end, self.paragraph, self.quotation):
            nn.init.normal_(table.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(
            s, config.context_heads, dim_feedforward=2 * s, dropout=config.dropout, activation="gelu", batch_first=True, norm_first=True
        )
        self.context = nn.TransformerEncoder(layer, config.context_layers, enable_nested_tensor=False)
        for block in self.context.layers:
            # The context begins as nothing added: at first a sentence is judged by its own words.
            nn.init.zeros_(block.self_attn.out_proj.weight)
            nn.init.zeros_(block.linear2.weight)
        self.norm = nn.LayerNorm(s)

    def pool(self, tokens: Tensor, segment: Tensor, n: int, *, related: bool = True) -> Tensor:
        """Return (N, S): mean and attention-weighted mean of each sentence's token vectors (T, D), projected.

        Token vectors say much of what the article is about and little of what sets a sentence apart, so its
        difference from the article's mean goes in beside it. ``related`` is False where the sentences are of different texts.
        """
        ones = tokens.new_ones(tokens.shape[0], 1)
        count = tokens.new_zeros(n, 1).index_add(0, segment, ones).clamp(min=1)
        mean = tokens.new_zeros(n, tokens.shape[1]).index_add(0, segment, tokens) / count
        weight = torch.exp(self.attend(tokens).clamp(-10, 10))
        total = tokens.new_zeros(n, 1).index_add(0, segment, weight).clamp(min=1e-6)
        attended = tokens.new_zeros(n, tokens.shape[1]).index_add(0, segment, weight * tokens) / total
        both = torch.cat([mean, attended], 1)
        if not related or n == 1 or (self.training and float(torch.rand(())) < WITHOUT_OWN):
            return self.project(self.even(both))  # type: ignore[no-any-return]
        return self.project(self.even(both)) + self.project_own(self.even_own(both - both.mean(0)))  # type: ignore[no-any-return]

    def relate(self, pooled: Tensor, features: Tensor) -> Tensor:
        """Return (N, S): sentence vectors that know of the whole article."""
        place = self.from_start(features[:, 0]) + self.from_end(features[:, 1])
        x = pooled + place + self.paragraph(features[:, 2]) + self.quotation(features[:, 3])
        return self.norm(self.context(x[None])[0])  # type: ignore[no-any-return]


class LabelHead(nn.Module):
    """Scores sentence vectors against the vectors of label texts: zero-shot, since any text can be a label."""

    def __init__(self, config: NetworkConfig) -> None:
        """Make the matcher."""
        super().__init__()
        s = config.sentence
        self.text = nn.Sequential(Standard(config.encoder.hidden), nn.Linear(config.encoder.hidden, s), nn.LayerNorm(s))
        self.match = nn.Sequential(nn.Linear(3 * s, s), nn.GELU(), nn.Dropout(config.dropout), nn.Linear(s, 2))

    def forward(self, sentences: Tensor, labels: Tensor) -> Tensor:
        """Return (N, L, 2): logit of "this is the main label" (softmax over L) and of "this holds" (sigmoid)."""
        n, k = sentences.shape[0], labels.shape[0]
        a = sentences[:, None].expand(n, k, -1)
        b = self.text(labels)[None].expand(n, k, -1)
        return self.match(torch.cat([a, b, a * b], 2))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class SpanScores:
    """Scores of all spans for R sentences: ``scores`` (R, T, SPAN_TOKENS) for start and length - 1; ``null`` (R,)."""

    scores: Tensor
    null: Tensor


class SourceHead(nn.Module):
    """Points from a sentence to the place in the article that names its speaker, or to nobody."""

    def __init__(self, config: NetworkConfig, width: int = 192) -> None:
        """Make the pointer."""
        super().__init__()
        s, d = config.sentence, config.encoder.hidden
        self.query = nn.Linear(s, 2 * width)
        self.key = nn.Linear(d, 2 * width)
        self.start = nn.Linear(d, 1)
        self.end = nn.Linear(d, 1)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, 1)
        self.length = nn.Parameter(torch.zeros(SPAN_TOKENS))
        self.null = nn.Linear(s, 1)
        nn.init.zeros_(self.distance.weight)

    def forward(self, sentences: Tensor, tokens: Tensor, article: ArticleTensors, rows: Tensor) -> SpanScores:
        """Score every span of whole words inside one sentence, for the sentences ``rows`` (R,)."""
        q_start, q_end = self.query(sentences[rows]).chunk(2, 1)
        k_start, k_end = self.key(tokens).chunk(2, 1)
        scale = q_start.shape[1] ** -0.5
        near = self.distance(distance_buckets(article.sentences, rows.device))[:, :, 0][rows][:, article.segment]
        start = q_start @ k_start.T * scale + self.start(tokens)[:, 0] + near
        end = q_end @ k_end.T * scale + self.end(tokens)[:, 0]
        start = start.masked_fill(~article.begins, MASKED)
        end = end.masked_fill(~article.ends, MASKED)
        t = tokens.shape[0]
        last = torch.arange(t, device=rows.device)[:, None] + torch.arange(SPAN_TOKENS, device=rows.device)
        inside = last < t
        last = last.clamp(max=t - 1)
        inside &= article.segment[last] == article.segment[:, None]
        scores = start[:, :, None] + end[:, last] + self.length
        return SpanScores(scores.masked_fill(~inside, MASKED), self.null(sentences[rows])[:, 0])


class ClauseHead(nn.Module):
    """Finds the clause of a denial that states the claim it rejects, and says whether there is one."""

    def __init__(self, config: NetworkConfig, width: int = 128) -> None:
        """Make the two pointers and the switch."""
        super().__init__()
        s, d = config.sentence, config.encoder.hidden
        self.query = nn.Linear(s, 2 * width)
        self.key = nn.Linear(d, 2 * width)
        self.edge = nn.Linear(d, 2)
        self.there = nn.Linear(s, 1)

    def forward(self, sentence: Tensor, tokens: Tensor) -> Tensor:
        """Return (2, K): logits of the clause's first and last token among the K tokens of one sentence (S,)."""
        q = self.query(sentence).view(2, -1)
        k = self.key(tokens).view(tokens.shape[0], 2, -1)
        edges: Tensor = torch.einsum("ew,kew->ek", q, k) * q.shape[1] ** -0.5 + self.edge(tokens).T
        return edges


class LinkHead(nn.Module):
    """Scores, for a denial, every sentence of the article as the one that states the rejected claim, and none of them."""

    def __init__(self, config: NetworkConfig) -> None:
        """Make the queries, the keys and the small network that weighs them with the features of the pair."""
        super().__init__()
        s, p = config.sentence, config.pair
        self.query = nn.Linear(s, s)
        self.key = nn.Linear(s, s)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, 32)
        self.place = nn.Embedding(PLACE_BUCKETS, 16)
        plain = LINK_HEADS + 32 + 16 + OVERLAP_FEATURES + 8 + 1
        self.one = nn.Linear(s, p)
        self.other = nn.Linear(s, p, bias=False)
        self.both = nn.Linear(s, p, bias=False)
        self.plain = nn.Linear(plain, p, bias=False)
        self.out = nn.Sequential(nn.GELU(), nn.Dropout(config.dropout), nn.Linear(p, p // 2), nn.GELU(), nn.Linear(p // 2, 1))
        self.bilinear = nn.Parameter(torch.tensor(1.0))
        self.null = nn.Sequential(nn.Linear(s, p), nn.GELU(), nn.Linear(p, 1))

    def forward(self, sentences: Tensor, labels: Tensor, speaker: Tensor, article: ArticleTensors, rows: Tensor) -> Tensor:
        """Return (R, N + 1) logits; the last column stands for "no sentence"; a sentence never answers itself.

        Args:
            sentences: (N, S).
            labels: (N, 4) probabilities of the main labels.
            speaker: (R, N) how much of the speaker's pointer falls into each sentence.
            article: features of the pairs.
            rows: (R,) the denials.
        """
        n = sentences.shape[0]
        q, k = self.query(sentences[rows]), self.key(sentences)
        width = q.shape[1] // LINK_HEADS
        dots = torch.einsum("rhw,nhw->rnh", q.view(-1, LINK_HEADS, width), k.view(n, LINK_HEADS, width)) * width**-0.5
        r = rows.shape[0]
        plain = torch.cat(
            [
                dots,
                self.distance(distance_buckets(n, rows.device)[rows]),
                self.place(article.features[:, 0])[None].expand(r, n, -1),
                article.overlap[rows],
                labels[rows][:, None].expand(r, n, -1),
                labels[None].expand(r, n, -1),
                speaker[:, :, None],
            ],
            2,
        )
        both = self.both(sentences[rows][:, None] * sentences[None])
        hidden = self.one(sentences[rows])[:, None] + self.other(sentences)[None] + both + self.plain(plain)
        scores = self.out(hidden)[:, :, 0] + self.bilinear * dots.mean(2)
        scores = scores.masked_fill(functional.one_hot(rows, n).bool(), MASKED)
        return torch.cat([scores, self.null(sentences[rows])], 1)


class TagHead(nn.Module):
    """Marks, token by token, the source, the cue and the content of attributions."""

    def __init__(self, config: NetworkConfig) -> None:
        """Make the tagger."""
        super().__init__()
        self.out = nn.Linear(config.encoder.hidden, 3 * len(TAGS))

    def forward(self, tokens: Tensor) -> Tensor:
        """Return (T, 3, 3): per token and tag, logits of outside, begin, inside."""
        return self.out(tokens).view(-1, len(TAGS), 3)  # type: ignore[no-any-return]
