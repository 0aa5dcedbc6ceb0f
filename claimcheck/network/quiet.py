"""What the Hugging Face libraries would say on the terminal, kept from it: claimcheck prints nothing but its own."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars
from transformers.utils import logging as transformers_logging

_LONGEST: Final = 200  # characters of somebody else's message


@contextmanager
def quiet() -> Iterator[None]:
    """Keep progress bars, log lines and warnings of transformers and huggingface_hub back; afterwards all is as before."""
    said = transformers_logging.get_verbosity()
    bars, hub_bars = transformers_logging.is_progress_bar_enabled(), not are_progress_bars_disabled()
    hub_log = logging.getLogger("huggingface_hub")
    hub_said = hub_log.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            transformers_logging.set_verbosity(logging.CRITICAL + 1)
            transformers_logging.disable_progress_bar()
            hub_log.setLevel(logging.CRITICAL + 1)
            disable_progress_bars()
            yield
        finally:
            transformers_logging.set_verbosity(said)
            hub_log.setLevel(hub_said)
            if bars:
                transformers_logging.enable_progress_bar()
            if hub_bars:
                enable_progress_bars()


def line(said: object) -> str:
    """Return what an error of another library, or a file of a stranger's, says, as one short line."""
    words = " ".join(str(said).split()) or type(said).__name__
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
