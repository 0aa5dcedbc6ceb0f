"""What every command of training begins with."""

import logging
import os
from typing import Final

import torch

from claimcheck.allocator import keep_freed
from claimcheck.embedded import FLOATS

AUTO: Final = "auto"
_BFLOAT16: Final = ("avx512_bf16", "amx_bf16")  # instructions, as torch names them


def set_up(*, threads: int | None = None) -> None:
    """Log with the time of day, and compute in so many threads; in as many as torch thinks fit where None.

    Models are read with floats, so that what is fitted and measured is the same on every processor.
    """
    os.environ[FLOATS] = "1"
    keep_freed()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if threads is not None:
        torch.set_num_threads(threads)


def products(precision: str) -> torch.autocast:
    """Return what matrix products are computed within: "bfloat16", "float32", or ``AUTO``, the former where the processor is made for it.

    Elsewhere bfloat16 is several times slower than float32 (docs/model.md).
    """
    if precision == AUTO:
        known = torch.cpu.get_capabilities()
        return products("bfloat16" if any(known.get(name) for name in _BFLOAT16) else "float32")
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16")
