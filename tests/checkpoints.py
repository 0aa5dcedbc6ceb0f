"""Tiny NLI checkpoints with random weights, in the Hugging Face format, for tests: a few kilobytes each, nothing is fetched."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import (
    BartConfig,
    BartForSequenceClassification,
    BertConfig,
    BertForSequenceClassification,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForSequenceClassification,
)

from claimcheck.network.quiet import quiet
from small import tokenizer as letters

NLI = ("entailment", "neutral", "contradiction")
BERT_TOKENS: Mapping[str, Any] = {"cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]", "pad_token": "[PAD]"}
ROBERTA_TOKENS: Mapping[str, Any] = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
}


def write(folder: Path, kind: str = "bert", *, names: Sequence[str] = NLI, shard: str = "1GB") -> Path:
    """Write a whole checkpoint: ``bert``, ``roberta`` or ``bart``; the same weights for the same arguments.

    Args:
        folder: where to; made where it does not exist.
        kind: architecture.
        names: what its outputs are called, in order.
        shard: most bytes in a weight file.
    """
    torch.manual_seed(5)
    with quiet():
        made = _model(kind, names)
        made.save_pretrained(folder, max_shard_size=shard)
        tokenizer_of(kind).save_pretrained(folder)
    return folder


def change(folder: Path, **values: Any) -> Path:
    """Change fields of a checkpoint's ``config.json``; None takes a field away."""
    path = folder / "config.json"
    data = {**json.loads(path.read_bytes()), **values}
    path.write_text(json.dumps({key: value for key, value in data.items() if value is not None}), encoding="utf-8")
    return folder


def _model(kind: str, names: Sequence[str]) -> PreTrainedModel:
    labels: Mapping[str, Any] = {
        "id2label": dict(enumerate(names)),
        "label2id": {name: k for k, name in enumerate(names)},
    }
    # Wide weights, so that different texts get scores that differ.
    wide: Mapping[str, Any] = {
        "hidden_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 24,
        "initializer_range": 0.5,
    }
    if kind == "bert":
        return BertForSequenceClassification(BertConfig(vocab_size=len(tokenizer_of(kind)), max_position_embeddings=512, **wide, **labels))
    if kind == "roberta":
        config = RobertaConfig(vocab_size=len(tokenizer_of(kind)), max_position_embeddings=514, type_vocab_size=1, **wide, **labels)
        return RobertaForSequenceClassification(config)
    layers = {"encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2}
    widths = {"d_model": 16, "encoder_ffn_dim": 24, "decoder_ffn_dim": 24, "max_position_embeddings": 512, "init_std": 0.5}
    return BartForSequenceClassification(BartConfig(vocab_size=len(tokenizer_of(kind)), **layers, **widths, **labels))


def tokenizer_of(kind: str) -> PreTrainedTokenizerFast:
    """Return the tokenizer of an architecture: BERT's cuts into letters, the others' into bytes."""
    if kind == "bert":
        cut = letters()
        cut.add_special_tokens(["[PAD]"])
        return PreTrainedTokenizerFast(tokenizer_object=cut, model_max_length=512, **BERT_TOKENS)
    return PreTrainedTokenizerFast(tokenizer_object=_bytes(), model_input_names=["input_ids", "attention_mask"], **ROBERTA_TOKENS)


def _bytes() -> Tokenizer:
    """Cut any text into its bytes, as RoBERTa and BART do where no merge applies."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    cut = Tokenizer(models.BPE({piece: k for k, piece in enumerate(pieces)}, []))
    cut.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    cut.decoder = decoders.ByteLevel()
    cut.add_special_tokens([AddedToken(piece, special=True) for piece in pieces[:4]])
    cut.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return cut
