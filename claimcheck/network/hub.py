"""Where a checkpoint is: a folder, or the cache of the Hugging Face hub, from where it is fetched once.

The one place of the runtime that may use the network for a model, and only where the user named one on the hub.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import huggingface_hub
from huggingface_hub import constants
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError

from claimcheck import __version__
from claimcheck.errors import ModelError
from claimcheck.network.quiet import line, quiet

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
INDEX: Final = "model.safetensors.index.json"
# Without any of these there is no tokenizer; which of them one needs is its own affair.
TOKENIZER_FILES: Final = (
    *("tokenizer.json", "vocab.txt", "vocab.json", "spm.model", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model"),
    *("bpe.codes", "vocab.bpe", "tiktoken.model"),
)
# All that is ever fetched: no pickles, no code, no weights of other frameworks.
_WANTED: Final = (
    *(CONFIG, WEIGHTS, INDEX, "model-*-of-*.safetensors", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"),
    *(*TOKENIZER_FILES, "merges.txt"),
)
_HUB_NAME: Final = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a checkpoint is.

    Attributes:
        folder: on this disk.
        name: its name on the hub, or the folder's.
        commit: the commit on the hub; "" for a folder.
    """

    folder: Path
    name: str
    commit: str = ""


def find(named: str | Path, *, offline: bool) -> Place:
    """Return where the checkpoint ``named`` is. A folder that exists is never looked for on the hub.

    Args:
        named: a folder, or "owner/name" for one on the hub.
        offline: fetch nothing; the environment variable ``HF_HUB_OFFLINE`` says the same.

    Raises:
        ModelError: where there is no such folder, or the checkpoint is not in the cache and cannot be fetched.
    """
    name = str(named)
    folder = _folder(named)
    if folder is not None:
        return Place(folder=folder, name=folder.resolve().name)
    cached = huggingface_hub.try_to_load_from_cache(name, CONFIG)
    if isinstance(cached, str) and _is_whole(Path(cached).parent):
        folder = Path(cached).parent
    elif offline or constants.HF_HUB_OFFLINE:
        how = "run once without --offline and HF_HUB_OFFLINE, or give the folder of a checkpoint"
        msg = f"the checkpoint {name!r} is not, or not all, on this disk and nothing may be fetched; {how}"
        raise ModelError(msg)
    else:
        folder = _fetch(name)
    return Place(folder=folder, name=name, commit=folder.name)


def _folder(named: str | Path) -> Path | None:
    """Return the folder that ``named`` is, or None where it can only be a name on the hub.

    Raises:
        ModelError: where it can be neither.
    """
    name = str(named)
    try:
        path = Path(named).expanduser()
        if path.is_dir():
            return path
        is_file, begun = path.exists(), path.parent.exists()
    except (OSError, RuntimeError) as error:  # too long, not allowed, nobody's home
        msg = f"no model {name!r} ({line(error)}); name the folder of a checkpoint, or owner/name for one on the Hugging Face hub"
        raise ModelError(msg) from error
    if is_file:
        msg = f"{name!r} is a file; name the folder that holds the checkpoint (config.json, model.safetensors, tokenizer)"
        raise ModelError(msg)
    # A path whose beginning is there but not its end is a slip of the pen, not a name on the hub.
    if isinstance(named, Path) or not _HUB_NAME.fullmatch(name) or begun:
        msg = f"no model {name!r}: no such folder, and a name on the Hugging Face hub is owner/name; correct it, or see `claimcheck models`"
        raise ModelError(msg)
    return None


def weight_files(folder: Path) -> list[Path]:
    """Return the safetensors files of a checkpoint.

    Raises:
        ModelError: where there are none, or one that the index names is missing.
    """
    if (folder / WEIGHTS).is_file():
        return [folder / WEIGHTS]
    if not (folder / INDEX).is_file():
        why = "and claimcheck never unpickles weights, for a pickle can run code"
        msg = f"{folder}: no {WEIGHTS} in it, {why}; name a checkpoint with safetensors, or convert this one"
        raise ModelError(msg)
    try:
        names = sorted(set(json.loads((folder / INDEX).read_bytes())["weight_map"].values()))
    except Exception as error:  # a damaged file can break in any way
        msg = f"{folder / INDEX}: not an index of weight files ({line(error)}); get the checkpoint again"
        raise ModelError(msg) from error
    for name in names:
        if not isinstance(name, str) or Path(name).name != name or not name.endswith(".safetensors") or not (folder / name).is_file():
            msg = f"{folder}: no weight file {name!r}, which {INDEX} names; get the checkpoint again"
            raise ModelError(msg)
    return [folder / name for name in names]


def tokenizer_files(folder: Path) -> list[Path]:
    """Return the files that a tokenizer could be made from."""
    return [folder / name for name in TOKENIZER_FILES if (folder / name).is_file()]


def _is_whole(folder: Path) -> bool:
    """Whether a snapshot in the cache holds all that is needed; another program may have fetched a part of it."""
    try:
        weight_files(folder)
    except ModelError:
        return False
    return bool(tokenizer_files(folder))


def _fetch(name: str) -> Path:
    try:
        with quiet(), _untracked():
            return Path(
                huggingface_hub.snapshot_download(
                    name, allow_patterns=list(_WANTED), library_name="claimcheck", library_version=__version__
                )
            )
    except GatedRepoError as error:
        msg = (
            f"the checkpoint {name!r} is on the hub, but only for those who accepted its terms; do so there and log in with `hf auth login`"
        )
        raise ModelError(msg) from error
    except RepositoryNotFoundError as error:
        msg = f"no checkpoint {name!r} on the Hugging Face hub, or a private one; correct the name, or log in with `hf auth login`"
        raise ModelError(msg) from error
    except LocalEntryNotFoundError as error:
        msg = f"the checkpoint {name!r} is not on this disk and the hub cannot be reached; connect, or give the folder of a checkpoint"
        raise ModelError(msg) from error
    except Exception as error:  # the hub's client, its transport and the disk fail in many ways
        msg = f"the checkpoint {name!r} cannot be fetched from the hub ({line(error)}); try again, or give the folder of a checkpoint"
        raise ModelError(msg) from error


@contextmanager
def _untracked() -> Iterator[None]:
    """Tell the hub nothing of this machine beyond what is asked for."""
    before = constants.HF_HUB_DISABLE_TELEMETRY
    constants.HF_HUB_DISABLE_TELEMETRY = True
    try:
        yield
    finally:
        constants.HF_HUB_DISABLE_TELEMETRY = before
