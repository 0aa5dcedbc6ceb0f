"""What every command of training begins with."""

import logging

import torch

from claimcheck.allocator import keep_freed


def set_up(*, threads: int | None = None) -> None:
    """Log with the time of day, keep freed memory, and compute in so many threads; in as many as torch thinks fit where None."""
    keep_freed()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if threads is not None:
        torch.set_num_threads(threads)
