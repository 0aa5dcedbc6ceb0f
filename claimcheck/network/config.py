"""The shape of an embedded model, as data: checked before any weight is loaded."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, TypeVar

from claimcheck.errors import ModelError

T = TypeVar("T", "EncoderConfig", "NetworkConfig")

ARCHITECTURE: Final = "claimcheck-article-reader-1"
LONGEST_SENTENCE: Final = 320  # tokens; the rest of a longer unit (a table, a list) is not read
_MAY_BE_ZERO: Final = frozenset({"position_offset", "buckets", "overlap", "section_overlap"})
_LARGEST: Final = 10_000_000  # more than any vocabulary has


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
    architecture: str = field(default=ARCHITECTURE)

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
        config = _fill(NetworkConfig, values, where=where)
        wrong = _misshapen(config)
        if wrong:
            msg = f"{where}: {wrong}; the model folder is damaged or of another version, install it again"
            raise ModelError(msg)
        return config


def _misshapen(config: NetworkConfig) -> str:
    """Say why no network that could read an article has this shape; nothing where one has."""
    encoder = config.encoder
    checks = (
        (config.architecture == ARCHITECTURE, f"architecture is {config.architecture[:80]!r}, and {ARCHITECTURE!r} is known"),
        (_least(encoder) and _least(config), "a number is too small or too large to be a size"),
        (0 <= config.dropout < 1 and 0 < encoder.epsilon < 1, "dropout and epsilon must lie between 0 and 1"),
        (encoder.hidden % max(1, encoder.heads) == 0, "hidden is no multiple of heads"),
        (config.sentence % max(1, config.context_heads) == 0, "sentence is no multiple of context_heads"),
        (config.window + encoder.position_offset <= encoder.positions, "window is longer than the positions"),
        (config.window - 2 * config.overlap >= LONGEST_SENTENCE + 2, f"window has no room for a sentence of {LONGEST_SENTENCE} tokens"),
        (config.section_overlap < config.section, "section_overlap leaves nothing of section"),
    )
    return next((wrong for right, wrong in checks if not right), "")


def _least(config: "EncoderConfig | NetworkConfig") -> bool:
    numbers = {f.name: getattr(config, f.name) for f in fields(config)}
    return all((name in _MAY_BE_ZERO or value > 0) and 0 <= value <= _LARGEST for name, value in numbers.items() if isinstance(value, int))


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
