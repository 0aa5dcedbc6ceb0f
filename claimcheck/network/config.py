"""The shape of an embedded model, as data: checked before any weight is loaded."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from claimcheck.errors import ModelError

T = TypeVar("T", "EncoderConfig", "NetworkConfig")


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig:
    """Shape of the token encoder (BERT or MPNet).

    Attributes:
        vocabulary: number of token vectors.
        positions: number of position vectors.
        position_offset: index of the first position that is used (MPNet keeps two for padding).
        hidden: width of a token vector.
        layers: number of transformer layers.
        heads: attention heads a layer.
        intermediate: width of the feed-forward part.
        buckets: buckets of the relative position bias; 0 where the encoder has none (BERT).
        epsilon: of the layer norms.
    """

    vocabulary: int
    positions: int
    position_offset: int
    hidden: int
    layers: int
    heads: int
    intermediate: int
    buckets: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """Shape of the whole network and how an article is cut for it.

    Attributes:
        encoder: shape of the token encoder.
        sentence: width of a sentence vector.
        context_layers: transformer layers over the article's sentence vectors.
        context_heads: attention heads of those layers.
        pair: width of the hidden layer that scores a pair of sentences.
        window: most tokens in one window, with its start and end tokens.
        overlap: most tokens of the neighbouring sentences shown on each side of a window.
        section: most sentences that are related to each other at once; longer articles are read in sections.
        section_overlap: sentences that neighbouring sections share.
        dropout: in training.
    """

    encoder: EncoderConfig
    sentence: int = 512
    context_layers: int = 2
    context_heads: int = 8
    pair: int = 256
    window: int = 510
    overlap: int = 32
    section: int = 64
    section_overlap: int = 16
    dropout: float = 0.1
    architecture: str = field(default="claimcheck-article-reader-1")

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for ``config.json``."""
        return asdict(self)

    @staticmethod
    def from_dict(data: object, *, where: str) -> "NetworkConfig":
        """Read plain data; ``where`` names the file in error messages.

        Raises:
            ModelError: where a field is missing, unknown or of the wrong type.
        """
        if not isinstance(data, dict) or not isinstance(data.get("encoder"), dict):
            msg = f"{where}: not a claimcheck model's config (no encoder in it); name a folder that `claimcheck models` lists"
            raise ModelError(msg)
        values = {**data, "encoder": _fill(EncoderConfig, data["encoder"], where=where)}
        return _fill(NetworkConfig, values, where=where)


def _fill(kind: type[T], data: dict[str, Any], *, where: str) -> T:
    known = {f.name: f.type for f in fields(kind)}
    unknown = sorted(set(data) - set(known))
    if unknown:
        msg = f"{where}: unknown field {unknown[0]!r}; the model was made for another version of claimcheck"
        raise ModelError(msg)
    plain: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "str": (str,)}
    for name, value in data.items():
        wanted = plain.get(getattr(known[name], "__name__", str(known[name])))
        if wanted and (not isinstance(value, wanted) or isinstance(value, bool)):
            msg = f"{where}: field {name!r} has the wrong type ({type(value).__name__})"
            raise ModelError(msg)
    try:
        return kind(**data)
    except TypeError as error:
        msg = f"{where}: a field is missing ({error})"
        raise ModelError(msg) from error
