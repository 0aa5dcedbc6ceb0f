"""The network as a model of transformers: the same folder, the same answers."""

from pathlib import Path

import torch
from transformers import PreTrainedModel

import small
from claimcheck.document import Span
from claimcheck.network import store
from claimcheck.network.pretrained import ClaimcheckConfig, ClaimcheckModel
from claimcheck.network.tensors import build
from claimcheck.network.windows import TokenCutter, pack


def test_saved_by_one_loaded_by_the_other(tmp_path: Path) -> None:
    """``from_pretrained`` reads what ``store.save`` wrote, ``store.load`` what ``save_pretrained`` wrote, with equal logits."""
    folder = small.folder(tmp_path / "ours")
    model = ClaimcheckModel.from_pretrained(folder)
    assert isinstance(model, PreTrainedModel)
    model.save_pretrained(tmp_path / "theirs")
    text = "he denied it. she said so."
    spans = [Span(start=0, end=13), Span(start=14, end=len(text))]
    cutter = TokenCutter.from_folder(folder)
    tokens = cutter.cut(text, spans)
    article = build(text, spans, tokens, pack(tokens, start=cutter.start, end=cutter.end, window=510, overlap=32))
    labels = torch.randn(4, 96)
    with torch.inference_mode():
        network = store.load(tmp_path / "theirs")
        assert torch.allclose(model(article, labels), network.label(network.read(article).sentences, labels), atol=1e-5)


def test_config_makes_a_network_of_its_shape() -> None:
    """A model made from a config alone has random weights of that shape, as other classes of transformers do."""
    config = ClaimcheckConfig(network=small.config().to_dict())
    assert ClaimcheckModel(config).network.config == small.config()
