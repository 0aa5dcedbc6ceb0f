"""Model folders: what is written comes back, and what is damaged is refused in one line."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

import small
from claimcheck.errors import ModelError
from claimcheck.network import store
from claimcheck.network.calibration import FILE, read_calibration
from claimcheck.network.embedded import EmbeddedReader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a small model folder."""
    return small.folder(tmp_path / "model")


def weights(folder: Path) -> Path:
    """Return the one weight file of a small model."""
    (path,) = folder.glob("model-*.safetensors")
    return path


def test_a_saved_network_comes_back(folder: Path) -> None:
    """Weights come back within the rounding of 8-bit integers (matrices) or half precision (all else)."""
    before, after = small.network().state_dict(), store.load(folder).state_dict()
    assert before.keys() == after.keys()
    for name, value in before.items():
        assert torch.allclose(value, after[name], atol=float(value.abs().max()) / 127 + 1e-3), name


def test_saving_again_changes_nothing(folder: Path, tmp_path: Path) -> None:
    """Load and save give the same bytes, so that a revision names the weights and not the act of saving."""
    store.save(store.load(folder), tmp_path / "again")
    first, second = load_file(weights(folder)), load_file(weights(tmp_path / "again"))
    assert all(torch.equal(value, second[name]) or name.endswith(".scale") for name, value in first.items())


def test_a_cut_file_is_refused(folder: Path) -> None:
    """A weight file that was cut short is named in the error."""
    path = weights(folder)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="not a whole safetensors file"):
        store.load(folder)


def test_a_missing_weight_is_refused(folder: Path) -> None:
    """A weight that is not there is named."""
    state = load_file(weights(folder))
    del state["link.query.weight"]
    save_file(state, weights(folder))
    with pytest.raises(ModelError, match=r"link\.query\.weight.*is missing"):
        store.load(folder)


def test_a_weight_of_another_shape_is_refused(folder: Path) -> None:
    """A weight that does not fit the config is named with both shapes."""
    state = load_file(weights(folder))
    state["link.query.bias"] = torch.zeros(3)
    save_file(state, weights(folder))
    with pytest.raises(ModelError, match=r"link\.query\.bias.*\(3,\)"):
        store.load(folder)


def test_pickled_weights_are_not_read(folder: Path) -> None:
    """A folder that holds pickled weights only is refused; nothing is unpickled."""
    weights(folder).unlink()
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match="no pickled weights"):
        store.load(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"encoder": 3}', '{"encoder": {"hidden": "wide"}}', "\x00"])
def test_a_broken_config_is_refused(folder: Path, text: str) -> None:
    """Whatever stands in ``config.json``, the error is ours and names the file."""
    (folder / "config.json").write_text(text)
    with pytest.raises(ModelError, match=r"config\.json"):
        store.load(folder)


def test_an_unknown_config_field_is_refused(folder: Path) -> None:
    """A config of a later version is refused, not half understood."""
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "mystery": 1}))
    with pytest.raises(ModelError, match="mystery"):
        store.load(folder)


@pytest.mark.parametrize(
    "text", ["", "{}", '{"temperatures": {"main": 0}, "thresholds": {"main": {}}}', '{"temperatures": {"main": "hot"}, "thresholds": {}}']
)
def test_a_broken_calibration_is_refused(folder: Path, text: str) -> None:
    """A temperature of 0 or a word for a number is refused before anything is divided by it."""
    (folder / FILE).write_text(text)
    with pytest.raises(ModelError, match=r"calibration\.json"):
        read_calibration(folder)


def test_a_missing_tokenizer_is_refused(folder: Path) -> None:
    """A folder without its tokenizer is named."""
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        EmbeddedReader.from_folder(folder, name="small")


def test_revision_follows_the_weights(folder: Path) -> None:
    """The revision changes with one weight, and not with figures that were measured afterwards."""
    before = store.revision(folder)
    (folder / "figures.json").write_text("{}")
    assert store.revision(folder) == before
    state = load_file(weights(folder))
    state["link.query.bias"] = state["link.query.bias"] + 1
    save_file(state, weights(folder))
    assert store.revision(folder) != before
