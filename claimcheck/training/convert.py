"""Turns the published weights of BERT- and MPNet-shaped encoders into ours."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from claimcheck.network.config import EncoderConfig
from claimcheck.network.encoder import Encoder

BERT = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "out": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
}
MPNET = {
    "q": "attention.attn.q",
    "k": "attention.attn.k",
    "v": "attention.attn.v",
    "out": "attention.attn.o",
    "norm": "attention.LayerNorm",
}


def encoder_config(published: dict[str, object]) -> EncoderConfig:
    """Return our description of a published ``config.json`` (model types ``bert`` and ``mpnet``)."""
    mpnet = published["model_type"] == "mpnet"
    return EncoderConfig(
        vocabulary=int(str(published["vocab_size"])),
        positions=int(str(published["max_position_embeddings"])),
        position_offset=2 if mpnet else 0,
        hidden=int(str(published["hidden_size"])),
        layers=int(str(published["num_hidden_layers"])),
        heads=int(str(published["num_attention_heads"])),
        intermediate=int(str(published["intermediate_size"])),
        buckets=32 if mpnet else 0,
        epsilon=float(str(published["layer_norm_eps"])),
    )


def load_published(folder: Path) -> Encoder:
    """Read ``config.json`` and ``model.safetensors`` of a published encoder."""
    published = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    encoder = Encoder(encoder_config(published), dropout=0.1)
    encoder.load_state_dict(convert_state(load_file(folder / "model.safetensors"), mpnet=published["model_type"] == "mpnet"))
    return encoder


def convert_state(state: dict[str, Tensor], *, mpnet: bool) -> dict[str, Tensor]:
    """Return the published weights under our names; query, key and value become one matrix."""
    names = MPNET if mpnet else BERT
    state = {name.removeprefix("bert.").removeprefix("mpnet."): value for name, value in state.items()}
    places = state["embeddings.position_embeddings.weight"]
    if not mpnet:
        # an article is one segment, so the first segment's vector is added once and for all
        places = places + state["embeddings.token_type_embeddings.weight"][0]
    ours = {"words.weight": state["embeddings.word_embeddings.weight"], "places.weight": places}
    for kind in ("weight", "bias"):
        ours[f"norm.{kind}"] = state[f"embeddings.LayerNorm.{kind}"]
    layer = 0
    while f"encoder.layer.{layer}.intermediate.dense.weight" in state:
        theirs, to = f"encoder.layer.{layer}.", f"layers.{layer}."
        for kind in ("weight", "bias"):
            ours[f"{to}qkv.{kind}"] = torch.cat([state[f"{theirs}{names[part]}.{kind}"] for part in "qkv"])
            ours[f"{to}out.{kind}"] = state[f"{theirs}{names['out']}.{kind}"]
            ours[f"{to}norm.{kind}"] = state[f"{theirs}{names['norm']}.{kind}"]
            ours[f"{to}up.{kind}"] = state[f"{theirs}intermediate.dense.{kind}"]
            ours[f"{to}down.{kind}"] = state[f"{theirs}output.dense.{kind}"]
            ours[f"{to}norm_out.{kind}"] = state[f"{theirs}output.LayerNorm.{kind}"]
        layer += 1
    if mpnet:
        ours["relative.weight"] = state["encoder.relative_attention_bias.weight"]
    return ours
