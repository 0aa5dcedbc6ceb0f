"""The network as transformers knows models: ``save_pretrained`` and ``from_pretrained`` on the same folders.

For programs that already handle models through transformers. claimcheck itself loads with ``store``, which gives the
same network without the two seconds that importing transformers' model classes costs (docs/design.md).
"""

from pathlib import Path
from typing import Any, Self

from torch import Tensor
from transformers import PreTrainedConfig, PreTrainedModel

from claimcheck.network import store
from claimcheck.network.config import NetworkConfig
from claimcheck.network.network import Network
from claimcheck.network.tensors import ArticleTensors


class ClaimcheckConfig(PreTrainedConfig):  # type: ignore[misc]  # transformers' types are not read
    """A network's shape in the clothes of transformers; ``network`` is the plain data of ``NetworkConfig``."""

    model_type = "claimcheck"

    def __init__(self, network: dict[str, Any] | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - transformers' signature
        """Take the shape as plain data."""
        super().__init__(**kwargs)
        self.network = network or {}


class ClaimcheckModel(PreTrainedModel):  # type: ignore[misc]  # transformers' types are not read
    """The article reader as a ``PreTrainedModel``: safetensors only, no remote code.

    Raises:
        ModelError: by ``from_pretrained`` where the folder is incomplete or damaged, and by the constructor where the
            config does not describe a network.
    """

    config_class = ClaimcheckConfig

    def __init__(self, config: ClaimcheckConfig, network: Network | None = None) -> None:
        """Wrap a network, or make one with random weights of the config's shape."""
        super().__init__(config)
        self.network = network or Network(NetworkConfig.from_dict(config.network, where="config"))

    def forward(self, article: ArticleTensors, label_vectors: Tensor) -> Tensor:
        """Return (N, L, 2) label logits of an article's N sentences for L label texts; see ``heads.LabelHead``."""
        logits: Tensor = self.network.label(self.network.read(article).sentences, label_vectors)
        return logits

    @classmethod
    def from_pretrained(cls, folder: str | Path, *_: Any, **__: Any) -> Self:  # noqa: ANN401 - transformers' signature
        """Load a model folder of ours from the disk; nothing is fetched."""
        network = store.load(Path(folder))
        return cls(ClaimcheckConfig(network=network.config.to_dict()), network)

    def save_pretrained(self, folder: str | Path, **_: Any) -> None:  # noqa: ANN401 - transformers' signature
        """Write ``config.json`` and the weights; the tokenizer and the calibration are files beside them."""
        store.save(self.network, Path(folder))
