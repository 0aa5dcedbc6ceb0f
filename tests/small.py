"""A small network with random weights and a tokenizer of its own, for tests of the machinery."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from claimcheck.network import store
from claimcheck.network.calibration import FILE, Calibration
from claimcheck.network.config import EncoderConfig, NetworkConfig
from claimcheck.network.network import Network

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,;:!?\"'“”‘’()-–—$%&@#/"


def tokenizer() -> Tokenizer:
    """Cut lower-cased text into single characters, as word pieces: any text can be cut, in a tiny vocabulary."""
    pieces = ["[UNK]", "[CLS]", "[SEP]", *LETTERS, *(f"##{c}" for c in LETTERS)]
    cutter = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106 - a token, no secret
    cutter.normalizer = normalizers.BertNormalizer(lowercase=True)
    cutter.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    cutter.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    return cutter


def config(*, buckets: int = 0, section: int = 64) -> NetworkConfig:
    """Return the shape of a network of two narrow layers."""
    encoder = EncoderConfig(
        vocabulary=3 + 2 * len(LETTERS),
        positions=512,
        position_offset=0,
        hidden=96,
        layers=2,
        heads=4,
        intermediate=128,
        buckets=buckets,
        epsilon=1e-12,
    )
    return NetworkConfig(encoder=encoder, sentence=64, context_layers=1, context_heads=4, pair=32, section=section)


def network(*, buckets: int = 0, section: int = 64, seed: int = 1) -> Network:
    """Return a network with random weights, the same for the same seed."""
    torch.manual_seed(seed)
    return Network(config(buckets=buckets, section=section)).eval()


def folder(path: Path, *, section: int = 64) -> Path:
    """Write a whole model folder."""
    store.save(network(section=section), path)
    tokenizer().save(str(path / "tokenizer.json"))
    (path / FILE).write_text(Calibration().to_json(), encoding="utf-8")
    return path
