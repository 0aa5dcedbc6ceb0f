"""What every command of training begins with."""

import logging

import torch


def set_up(*, threads: int | None = None) -> None:
    """Log with the time of day, and compute in so many threads; in as many as torch thinks fit where None."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if threads is not None:
        torch.set_num_threads(threads)
