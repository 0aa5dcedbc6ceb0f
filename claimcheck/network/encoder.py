"""The token encoder: BERT's and MPNet's layers over packed windows.

Written here and not taken from transformers for two measured reasons (docs/design.md): importing transformers'
models costs more than two of the four seconds that a cold start may take, and windows of different lengths are
packed end to end, so that no padding is ever computed. A test proves that it gives what transformers' classes give.

Sources: Devlin et al. 2019 (BERT), Song et al. 2020 (MPNet), Raffel et al. 2020 (relative position buckets).
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from claimcheck.network.config import EncoderConfig

MAX_DISTANCE = 128  # MPNet's: farther tokens share the last bucket


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, config: EncoderConfig, dropout: float) -> None:
        """Make a layer of ``config``'s shape."""
        super().__init__()
        self.heads = config.heads
        self.dropout = dropout
        self.qkv = nn.Linear(config.hidden, 3 * config.hidden)
        self.out = nn.Linear(config.hidden, config.hidden)
        self.norm = nn.LayerNorm(config.hidden, eps=config.epsilon)
        self.up = nn.Linear(config.hidden, config.intermediate)
        self.down = nn.Linear(config.intermediate, config.hidden)
        self.norm_out = nn.LayerNorm(config.hidden, eps=config.epsilon)

    def forward(self, x: Tensor, lengths: Sequence[int], bias: Tensor | None) -> Tensor:
        """Return (T, hidden) for (T, hidden): windows of ``lengths`` tokens end to end; ``bias`` is (heads, n, n)."""
        drop = self.dropout if self.training else 0.0
        attended = []
        for window in self.qkv(x).split(list(lengths)):
            n = window.shape[0]
            q, k, v = window.view(n, 3, self.heads, -1).permute(1, 2, 0, 3).unsqueeze(1)  # each (1, heads, n, width)
            mask = None if bias is None else bias[None, :, :n, :n]
            a = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            attended.append(a[0].transpose(0, 1).reshape(n, -1))
        x = self.norm(x + functional.dropout(self.out(torch.cat(attended)), drop, self.training))
        return self.norm_out(x + functional.dropout(self.down(functional.gelu(self.up(x))), drop, self.training))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Token vectors in context."""

    def __init__(self, config: EncoderConfig, dropout: float = 0.0) -> None:
        """Make an encoder of ``config``'s shape, with random weights."""
        super().__init__()
        self.config = config
        self.words = nn.Embedding(config.vocabulary, config.hidden)
        self.places = nn.Embedding(config.positions, config.hidden)
        self.norm = nn.LayerNorm(config.hidden, eps=config.epsilon)
        self.layers = nn.ModuleList(Layer(config, dropout) for _ in range(config.layers))
        self.relative = nn.Embedding(config.buckets, config.heads) if config.buckets else None

    def forward(self, tokens: Tensor, lengths: Sequence[int]) -> Tensor:
        """Return (T, hidden) for (T,) token ids: windows of ``lengths`` tokens, end to end."""
        return self.upper(self.lower(tokens, lengths, depth=0), lengths, depth=0)

    def lower(self, tokens: Tensor, lengths: Sequence[int], *, depth: int) -> Tensor:
        """Return (T, hidden) after the embeddings and the first ``depth`` layers."""
        start = self.config.position_offset
        places = torch.cat([torch.arange(start, start + n, device=tokens.device) for n in lengths])
        x = self.norm(self.words(tokens) + self.places(places))
        bias = self._bias(max(lengths))
        for layer in self.layers[:depth]:
            x = layer(x, lengths, bias)
        return x  # type: ignore[no-any-return]

    def upper(self, x: Tensor, lengths: Sequence[int], *, depth: int) -> Tensor:
        """Return (T, hidden) after the layers from ``depth`` on; ``x`` is what ``lower`` gave at that depth."""
        bias = self._bias(max(lengths))
        for layer in self.layers[depth:]:
            x = layer(x, lengths, bias)
        return x

    def _bias(self, longest: int) -> Tensor | None:
        if self.relative is None:
            return None
        device = self.relative.weight.device
        places = torch.arange(longest, device=device)
        buckets = relative_buckets(places[None, :] - places[:, None], self.config.buckets)
        return self.relative(buckets).permute(2, 0, 1)  # type: ignore[no-any-return]


def relative_buckets(distance: Tensor, buckets: int) -> Tensor:
    """Return the bucket of each signed distance in tokens: exact when near, logarithmic when far."""
    half = buckets // 2
    exact = half // 2
    near = distance.abs()
    # clamp: log of 0 would be -inf, and those entries are never taken
    far = exact + (torch.log(near.clamp(min=1).float() / exact) / math.log(MAX_DISTANCE / exact) * (half - exact)).long()
    return torch.where(near < exact, near, far.clamp(max=half - 1)) + half * (distance > 0).long()
