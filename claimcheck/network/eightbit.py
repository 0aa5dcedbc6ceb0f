"""Matrix products in 8-bit integers: the encoder as it lies on the disk, read without being turned back into floats.

Weights have one scale a row, token vectors one scale a token, found as they come ("dynamic" quantisation); products are
added up in 32 bits. The few features that stand out in all tokens would make every scale coarse: they are multiplied as
floats (with 8 of them so, label probabilities moved by 0.006 on the mean rather than 0.012). Reading takes little more than
half of the time of single precision (benchmarks/eightbit.py, two cores with AVX-512 VNNI); what that costs in quality stands
in the models' cards. Source: Dettmers et al. 2022 (LLM.int8()).
"""

import os
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from claimcheck.embedded import FLOATS

LEVELS: Final = 127
SMALLEST: Final = 1e-8  # a scale is never 0
STANDING_OUT: Final = 8  # features that are multiplied as floats
INSTRUCTIONS: Final = "avx512_vnni"  # as torch names what a processor can do
SCALE: Final = ".scale"  # after a matrix's name: the name of its scales


def pays() -> bool:
    """Whether to multiply integers: where the processor has instructions for it, unless forbidden.

    Without them torch falls back on a loop, which took 22 times as long as floats on a core with AVX2 alone (docs/model.md).
    """
    return not os.environ.get(FLOATS) and _able()


def _able() -> bool:
    known = getattr(torch.cpu, "get_capabilities", dict[str, object])()  # an older torch cannot tell
    return hasattr(torch, "_int_mm") and bool(known.get(INSTRUCTIONS))


def quantised(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Return a matrix (R, C) as 8-bit integers and its scale a row (R,)."""
    scale = matrix.abs().amax(1, keepdim=True).clamp(min=SMALLEST) / LEVELS
    return (matrix / scale).round().to(torch.int8).contiguous(), scale[:, 0].float().contiguous()


def multiplied(tokens: Tensor, weight: Tensor) -> Tensor:
    """Return (T, out) for 8-bit integers (T, in) and (out, in): exact where the processor can, else the same as floats, to 7 digits."""
    if _able():
        return torch._int_mm(tokens, weight.t())  # noqa: SLF001 - torch has no other name for it
    return tokens.float() @ weight.float().t()


class EightBitLinear(nn.Module):
    """``nn.Linear`` with the weight (out, in) kept as 8-bit integers and multiplied as such."""

    weight: Tensor
    scale: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, scale: Tensor, bias: Tensor) -> None:
        """Take what ``quantised`` gave, and the bias (out,) in single precision."""
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("scale", scale)
        self.register_buffer("bias", bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return (T, out) for (T, in)."""
        large = x.abs().amax(0).topk(min(STANDING_OUT, x.shape[1])).indices
        rest = x.index_fill(1, large, 0)
        step = rest.abs().amax(1, keepdim=True).clamp_(min=SMALLEST).div_(LEVELS)
        rounded = (rest / step).round_().to(torch.int8)
        product = multiplied(rounded, self.weight) * step
        product.addmm_(x[:, large], self.weight[:, large].float().t())
        return torch.addcmul(self.bias, product, self.scale)


class EightBitEmbedding(nn.Module):
    """``nn.Embedding`` with its rows kept as 8-bit integers; gives exactly what the floats would."""

    weight: Tensor
    scale: Tensor

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        """Take what ``quantised`` gave."""
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("scale", scale)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return (T, width) for (T,) token ids."""
        return functional.embedding(tokens, self.weight).float() * self.scale[tokens][:, None]
