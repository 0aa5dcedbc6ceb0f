"""A model folder: how weights are kept on disk, checked and loaded.

``config.json`` describes the shape, ``model-*.safetensors`` hold the weights, ``tokenizer.json`` the tokenizer,
``calibration.json`` what was fitted afterwards. The encoder's matrices are kept as 8-bit integers with one scale a
row (absolute maximum), everything else in half precision: a quarter of the size, and what that costs in quality is
in the model card. ``load`` turns them back into floats, or keeps them as they are (``eightbit``). Nothing is ever unpickled.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from claimcheck.errors import ModelError
from claimcheck.network.config import NetworkConfig
from claimcheck.network.eightbit import SCALE, EightBitEmbedding, EightBitLinear, quantised
from claimcheck.network.network import Network

SHARD_BYTES: Final = 90_000_000  # a file of the repository stays under 95 MB
CONFIG: Final = "config.json"
_FILLERS: Final = frozenset({Tensor.normal_, Tensor.uniform_, Tensor.fill_, Tensor.zero_})


def save(network: Network, folder: Path) -> None:
    """Write ``config.json`` and the weight files; files of an earlier save are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    shards: list[dict[str, Tensor]] = [{}]
    room = SHARD_BYTES
    for name, value in network.state_dict().items():
        stored = dict(_stored(name, value.detach()))
        size = sum(t.numel() * t.element_size() for t in stored.values())
        if size > room and shards[-1]:
            shards.append({})
            room = SHARD_BYTES
        shards[-1] |= stored
        room -= size
    for old in folder.glob("model-*.safetensors"):
        old.unlink()
    for k, shard in enumerate(shards):
        save_file(shard, folder / f"model-{k + 1:02d}-of-{len(shards):02d}.safetensors")
    (folder / CONFIG).write_text(json.dumps(network.config.to_dict(), indent=1) + "\n", encoding="utf-8")


def _stored(name: str, value: Tensor) -> Iterator[tuple[str, Tensor]]:
    if name.startswith("encoder.") and value.dim() == 2 and min(value.shape) > 64:
        matrix, scale = quantised(value)
        yield name, matrix
        yield name + SCALE, scale
    else:
        yield name, value.half().contiguous()


def load(folder: Path, *, eight_bit: bool = False) -> Network:
    """Read a model folder.

    Args:
        folder: the model's.
        eight_bit: keep the encoder's matrices as 8-bit integers and multiply them as such, for reading only; see ``eightbit.pays``.

    Raises:
        ModelError: where a file is missing, cut short, or does not fit the config.
    """
    network_config = read_config(folder)
    try:
        with _Unfilled():
            network = Network(network_config)
    except (RuntimeError, MemoryError) as error:  # more than this machine can hold
        msg = f"{folder}: no network of that shape can be made; {CONFIG} is damaged, install the model again"
        raise ModelError(msg) from error
    wanted = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    stored = _read(folder)
    state = {name: _loaded(name, stored, eight_bit=eight_bit) for name in wanted if name in stored}
    for name, shape in wanted.items():
        if name not in state or tuple(state[name].shape) != shape:
            what = "is missing" if name not in state else f"has the shape {tuple(state[name].shape)} where {shape} is needed"
            msg = f"{folder}: weight {name!r} {what}; the model folder is damaged or of another version, install it again"
            raise ModelError(msg)
        # The large matrices are 8-bit integers, which are always numbers; their scales and all else are few.
        if not all(bool(stored[part].isfinite().all()) for part in (name, name + SCALE) if part in stored):
            msg = f"{folder}: weight {name!r} holds what is no number; the model folder is damaged, install it again"
            raise ModelError(msg)
    if eight_bit:
        for name in [name for name in state if name + SCALE in stored]:
            _keep_eight_bits(network, name, stored, state)
    network.load_state_dict(state, assign=True, strict=not eight_bit)  # checked above
    return network.eval().requires_grad_(requires_grad=False)


def _keep_eight_bits(network: Network, name: str, stored: dict[str, Tensor], state: dict[str, Tensor]) -> None:
    """Put the matrix of that name into the network as it is stored, and take it out of ``state``."""
    path, _, _ = name.rpartition(".")
    module = network.get_submodule(path)
    matrix, scale = state.pop(name), stored[name + SCALE]
    if isinstance(module, nn.Linear):
        network.set_submodule(path, EightBitLinear(matrix, scale, state.pop(f"{path}.bias")))
    elif isinstance(module, nn.Embedding):
        network.set_submodule(path, EightBitEmbedding(matrix, scale))


class _Unfilled(TorchFunctionMode):
    """Makes modules without filling their weights, since all of them are read from the files.

    torch's "meta" device would do the same, but costs a second and a half of imports.
    """

    def __torch_function__(
        self, func: Callable[..., object], types: object, args: tuple[object, ...] = (), kwargs: dict[str, object] | None = None
    ) -> object:
        """Leave a tensor as it is where it would be filled."""
        given = kwargs or {}
        if func in _FILLERS or getattr(func, "__module__", "") == "torch.nn.init":
            return args[0] if args else given["tensor"]
        return func(*args, **given)


def read_config(folder: Path) -> NetworkConfig:
    """Read ``config.json`` of a model folder.

    Raises:
        ModelError: where it is missing, broken or of another kind of model.
    """
    path = folder / CONFIG
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path}: cannot be read ({error}); name a model folder that `claimcheck models` lists"
        raise ModelError(msg) from error
    return NetworkConfig.from_dict(data, where=str(path))


def _read(folder: Path) -> dict[str, Tensor]:
    paths = sorted(folder.glob("model-*.safetensors"))
    if not paths:
        msg = f"{folder}: no model-*.safetensors in it; claimcheck reads no pickled weights"
        raise ModelError(msg)
    stored: dict[str, Tensor] = {}
    for path in paths:
        try:
            with safe_open(path, framework="pt") as file:
                stored |= {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
        except (OSError, SafetensorError) as error:
            msg = f"{path}: not a whole safetensors file ({error}); install the model again"
            raise ModelError(msg) from error
    return stored


def _loaded(name: str, stored: dict[str, Tensor], *, eight_bit: bool) -> Tensor:
    value = stored[name]
    scale = stored.get(name + SCALE)
    if scale is None:
        return value.float()
    fits = name.startswith("encoder.") and value.dim() == 2 and value.dtype == torch.int8 and scale.shape == value.shape[:1]
    if not fits:
        return value.new_zeros(0)  # reported as a wrong shape by the caller
    return value if eight_bit else value.float().mul_(scale[:, None])


def revision(folder: Path) -> str:
    """Return the first 12 hexadecimal digits of a hash over a model folder's files: which weights gave a result."""
    total = hashlib.sha256()
    for path in sorted([*folder.glob("model-*.safetensors"), *folder.glob("*.json")]):
        if path.name == "figures.json":  # measured afterwards; does not change what the model says
            continue
        total.update(path.name.encode())
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:12]
