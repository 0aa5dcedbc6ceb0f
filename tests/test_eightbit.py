"""Products in 8-bit integers: close to those of floats, also where a few features are far larger than the rest."""

from pathlib import Path

import pytest
import torch
from torch import nn

import small
from claimcheck.embedded import FLOATS
from claimcheck.network import store
from claimcheck.network.eightbit import INSTRUCTIONS, STANDING_OUT, EightBitEmbedding, EightBitLinear, multiplied, pays, quantised


def pair(x: torch.Tensor, out: int = 48) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a product of ``x`` with random weights (rounded to 8 bits), by 8-bit integers and by floats."""
    torch.manual_seed(2)
    weight, scale = quantised(torch.randn(out, x.shape[1]))
    bias = torch.randn(out)
    whole = nn.functional.linear(x, weight.float() * scale[:, None], bias)
    return EightBitLinear(weight, scale, bias)(x), whole


def error(x: torch.Tensor) -> float:
    """Return the mean error of the 8-bit product, as a share of the product's mean size."""
    ours, whole = pair(x)
    return float((ours - whole).abs().mean() / whole.abs().mean())


def test_a_product_is_within_two_hundredths_of_the_floats() -> None:
    """Rounding costs little where all features are of one size."""
    torch.manual_seed(1)
    assert error(torch.randn(30, 96)) < 0.02


def test_features_that_stand_out_do_not_coarsen_the_rest() -> None:
    """With a few features a thousand times larger than the others, what the others add is still there."""
    torch.manual_seed(1)
    x = torch.randn(30, 96)
    loud = x.clone()
    loud[:, :STANDING_OUT] *= 1000
    ours, whole = pair(loud)
    quiet, _ = pair(x)
    assert float((ours - whole).abs().max()) < 0.02 * float(quiet.abs().max()) + 1e-4 * float(whole.abs().max())


def test_tokens_of_zeros_give_the_bias() -> None:
    """A scale is never zero."""
    ours, whole = pair(torch.zeros(3, 20))
    assert torch.allclose(ours, whole)


def test_products_are_those_of_the_integers() -> None:
    """Also where every one is as large as it can be: nothing overflows on the way, whichever way the processor takes."""
    largest = torch.full((3, 768), 127, dtype=torch.int8)
    assert multiplied(largest, -largest).tolist() == [[-127 * 127 * 768] * 3] * 3


def test_an_embedding_is_exact() -> None:
    """Nothing is multiplied there, so nothing is lost."""
    weight, scale = quantised(torch.randn(50, 96))
    ids = torch.tensor([3, 49, 3])
    assert torch.equal(EightBitEmbedding(weight, scale)(ids), (weight.float() * scale[:, None])[ids])


def test_a_model_folder_reads_alike_both_ways(tmp_path: Path) -> None:
    """The network that keeps its integers says nearly what the one of floats says, and keeps every large matrix as integers."""
    folder = small.folder(tmp_path / "model")
    whole, eight = store.load(folder), store.load(folder, eight_bit=True)
    ids, lengths = torch.arange(3, 90), [40, 47]
    ours, theirs = eight.encoder(ids, lengths), whole.encoder(ids, lengths)
    assert float((ours - theirs).abs().max()) < 0.05 * float(theirs.abs().max())
    kept = [name for name, value in eight.state_dict().items() if value.dtype == torch.int8]
    assert {"encoder.words.weight", "encoder.layers.0.qkv.weight", "encoder.layers.1.down.weight"} <= set(kept)


@pytest.mark.parametrize(
    ("instructions", "floats", "integers"), [(True, "", True), (False, "", False), (True, "1", False)], ids=["can", "cannot", "forbidden"]
)
def test_integers_only_where_the_processor_multiplies_them_fast(
    monkeypatch: pytest.MonkeyPatch, instructions: bool, floats: str, integers: bool
) -> None:
    """Without the instructions torch falls back on a loop that is many times slower than floats; a user can forbid integers."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {INSTRUCTIONS: instructions})
    monkeypatch.setenv(FLOATS, floats)
    assert pays() is integers


def test_an_older_torch_that_cannot_tell_gets_floats(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be known is not risked."""
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    monkeypatch.delenv(FLOATS, raising=False)
    assert not pays()
