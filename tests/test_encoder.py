"""The encoder of our own against the classes of transformers that it stands for."""

import pytest
import torch
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from claimcheck.network.encoder import Encoder
from claimcheck.training.convert import convert_state, encoder_config

SHAPE = {"vocab_size": 50, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48}


def pair(kind: str) -> tuple[torch.nn.Module, Encoder]:
    """Make a published encoder with random weights, and ours with the same ones."""
    torch.manual_seed(3)
    if kind == "bert":
        theirs = BertModel(BertConfig(**SHAPE, max_position_embeddings=300), add_pooling_layer=False)
    else:
        theirs = MPNetModel(MPNetConfig(**SHAPE, max_position_embeddings=300, layer_norm_eps=1e-5), add_pooling_layer=False)
    ours = Encoder(encoder_config(theirs.config.to_dict()))
    ours.load_state_dict(convert_state(theirs.state_dict(), mpnet=kind == "mpnet"))
    return theirs.eval(), ours.eval()


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_encoder_gives_what_transformers_gives(kind: str) -> None:
    """Two packed windows get the vectors that transformers gives each of them alone, far distances included."""
    theirs, ours = pair(kind)
    one, two = torch.randint(5, 50, (250,)), torch.randint(5, 50, (40,))
    with torch.inference_mode():
        got = ours(torch.cat([one, two]), [250, 40])
        assert torch.allclose(got[:250], theirs(one[None]).last_hidden_state[0], atol=2e-5)
        assert torch.allclose(got[250:], theirs(two[None]).last_hidden_state[0], atol=2e-5)


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_lower_and_upper_layers_make_the_whole(kind: str) -> None:
    """Training may stop after the lower layers and go on later: the result is that of one pass."""
    _, ours = pair(kind)
    ids = torch.randint(5, 50, (60,))
    with torch.inference_mode():
        parts = ours.upper(ours.lower(ids, [60], depth=1), [60], depth=1)
        assert torch.allclose(parts, ours(ids, [60]), atol=1e-6)
