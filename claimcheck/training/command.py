"""What every command of training begins with."""

import logging
import os

import torch

from claimcheck.allocator import keep_freed
from claimcheck.embedded import FLOATS


def set_up(*, threads: int | None = None) -> None:
    """Log with the time of day, and compute in so many threads; in as many as torch thinks fit where None.

    Models are read with floats, so that what is fitted and measured is the same on every processor.
    """
    os.environ[FLOATS] = "1"
    keep_freed()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if threads is not None:
        torch.set_num_threads(threads)
