"""The network: one encoder, read by all heads."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from claimcheck.network.config import NetworkConfig
from claimcheck.network.encoder import Encoder
from claimcheck.network.heads import ClauseHead, LabelHead, LinkHead, SentenceHead, SourceHead, SpanScores, TagHead
from claimcheck.network.tensors import ArticleTensors


@dataclass(frozen=True, slots=True)
class Vectors:
    """An article as the heads see it: ``tokens`` (T, D), ``sentences`` (N, S)."""

    tokens: Tensor
    sentences: Tensor


class Network(nn.Module):
    """Encoder and heads; see ``heads`` for the shapes."""

    def __init__(self, config: NetworkConfig) -> None:
        """Make a network of ``config``'s shape, with random weights."""
        super().__init__()
        self.config = config
        self.encoder = Encoder(config.encoder, config.dropout)
        # Sentence encoders give vectors of small and uneven size; the heads learn far faster from even ones.
        self.norm = nn.LayerNorm(config.encoder.hidden)
        self.sentence = SentenceHead(config)
        self.label = LabelHead(config)
        self.source = SourceHead(config)
        self.clause = ClauseHead(config)
        self.link = LinkHead(config)
        self.tag = TagHead(config)

    def vectors(self, states: Tensor, article: ArticleTensors) -> Vectors:
        """Return the article's vectors from the encoder's output (W, D) for its windows."""
        tokens = self.norm(states[article.rows])
        pooled = self.sentence.pool(tokens, article.segment, article.sentences)
        return Vectors(tokens, self.sentence.relate(pooled, article.features))

    def read(self, article: ArticleTensors) -> Vectors:
        """Run the encoder over the article's windows and return its vectors."""
        return self.vectors(self.encoder(article.ids, article.lengths), article)

    def text_vectors(self, texts: list[list[int]]) -> Tensor:
        """Return (L, D): the mean token vector of each text, given as token ids with start and end token."""
        lengths = [len(t) for t in texts]
        device = self.encoder.words.weight.device
        states = self.encoder(torch.tensor([i for t in texts for i in t], device=device), lengths)
        return self.text_means(states, lengths)

    def text_means(self, states: Tensor, lengths: list[int]) -> Tensor:
        """Return (L, D) from the encoder's output for texts end to end."""
        return torch.stack([s.mean(0) for s in self.norm(states).split(lengths)])


def speaker_share(spans: SpanScores, article: ArticleTensors) -> Tensor:
    """Return (R, N): how much of each sentence's speaker pointer falls into each sentence; at most 1 a row."""
    r, t, k = spans.scores.shape
    chance = torch.cat([spans.scores.reshape(r, t * k), spans.null[:, None]], 1).softmax(1)[:, :-1].view(r, t, k).sum(2)
    return chance.new_zeros(r, article.sentences).index_add(1, article.segment, chance)
