"""A Hugging Face NLI checkpoint, read from a folder without running or unpickling anything that lies in it.

Weights come from safetensors files that are read here; transformers only gets the tensors. So nothing else in the
folder is looked at: no adapter, no pickle, no code, no kernel that a config names.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import AutoTokenizer, PreTrainedConfig, PreTrainedModel, PreTrainedTokenizerBase
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING

from claimcheck.errors import ModelError
from claimcheck.evidence import ModelInfo
from claimcheck.labels import DEFAULT_LABELS
from claimcheck.network import hub
from claimcheck.network.quiet import line, quiet

MOST_TOKENS: Final = 512  # a pair is cut to this, whatever more a checkpoint could read
HYPOTHESES: Final = "hypotheses.json"  # of a folder: label and hypothesis, for as many labels as one likes
RESERVED: Final = 2  # positions that RoBERTa's kind keeps for padding; of no weight for the others
# What a config may say of how it is to be run; that is decided here.
_NOT_ASKED: Final = (
    "auto_map",
    "attn_implementation",
    "experts_implementation",
    "fusion_config",
    "torch_dtype",
    "dtype",
    "transformers_weights",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Which outputs of a checkpoint mean what.

    Attributes:
        entailment: the output for "the hypothesis follows".
        against: the outputs that speak against it: contradiction, or all but entailment where none is called that.
    """

    entailment: int
    against: tuple[int, ...]

    @classmethod
    def of(cls, names: Mapping[int, str], *, where: str) -> "Classes":
        """Read them from the names of the outputs; ``where`` names the checkpoint in error messages.

        Raises:
            ModelError: where no output is called entailment, or there is no other.
        """
        plain = {k: name.strip().lower() for k, name in names.items()}
        entailment = next((k for k, name in plain.items() if name.startswith("entail")), None)
        if entailment is None:
            there = line(", ".join(names.values()) or "none")
            msg = f"{where}: not an NLI checkpoint: it names no entailment label (its labels: {there}); name one that was trained on NLI"
            raise ModelError(msg)
        against = tuple(k for k, name in plain.items() if name.startswith("contradict")) or tuple(k for k in plain if k != entailment)
        if not against or not all(0 <= k < len(plain) for k in plain):
            msg = f"{where}: its labels cannot be used (id2label: {line(dict(names))}); name another checkpoint"
            raise ModelError(msg)
        return cls(entailment=entailment, against=against)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A loaded checkpoint.

    Attributes:
        info: its name, and its commit on the hub or a hash of its files.
        classes: what its outputs mean.
        model: the network, in evaluation mode.
        tokenizer: its tokenizer.
        most_tokens: most tokens of a pair.
        hypotheses: how its maker words the main labels to it, by their names; those not named have their descriptions.
    """

    info: ModelInfo
    classes: Classes
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    most_tokens: int
    hypotheses: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, named: str | Path, *, offline: bool) -> "Checkpoint":
        """Load a checkpoint, onto a GPU where there is one.

        Args:
            named: its folder, or its name on the hub.
            offline: fetch nothing.

        Raises:
            ModelError: where it cannot be found, is no NLI checkpoint, or is damaged.
        """
        place = hub.find(named, offline=offline)
        data = _read_config(place.folder)
        hypotheses = _read_hypotheses(place.folder)
        classes = Classes.of(_label_names(data, place.name), where=place.name)
        with quiet():
            config = _config(data, place.name)
            files = hub.weight_files(place.folder)
            tokenizer = _tokenizer(place, config)
            model = _model(config, files, place.name)
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        return cls(
            info=ModelInfo(name=place.name, revision=place.commit or _revision(place.folder, files)),
            classes=classes,
            model=model.requires_grad_(requires_grad=False).to(device),
            tokenizer=tokenizer,
            most_tokens=min(
                MOST_TOKENS,
                int(tokenizer.model_max_length),
                (getattr(config, "max_position_embeddings", None) or MOST_TOKENS + RESERVED) - RESERVED,
            ),
            hypotheses=hypotheses,
        )

    def encode(self, premises: Sequence[str], hypotheses: Sequence[str], *, keep_end: bool = False) -> list[dict[str, list[int]]]:
        """Return the pairs as the network's inputs, each cut to ``most_tokens`` at its premise: its end, or its beginning.

        Raises:
            ModelError: where the tokenizer cannot be used for pairs.
        """
        try:
            with quiet():
                self.tokenizer.truncation_side = "left" if keep_end else "right"
                encoded = self.tokenizer(
                    list(premises),
                    list(hypotheses),
                    truncation="only_first",
                    max_length=self.most_tokens,
                    split_special_tokens=True,  # "[SEP]" in an article is text
                )
        except Exception as error:  # tokenizers raise bare exceptions
            msg = f"{self.info.name}: its tokenizer cannot be used ({line(error)}); get the checkpoint again, or name another"
            raise ModelError(msg) from error
        return [{name: values[k] for name, values in encoded.items()} for k in range(len(premises))]

    def logits(self, pairs: Sequence[dict[str, list[int]]]) -> Tensor:
        """Return (pairs, classes): the network's outputs for encoded pairs, padded to the longest.

        Raises:
            ModelError: where the network cannot be run or gives no numbers.
        """
        try:
            with quiet(), torch.inference_mode():
                batch = self.tokenizer.pad(list(pairs), return_tensors="pt").to(self.model.device)
                out: Tensor = self.model(**batch).logits.float().cpu()
        except Exception as error:  # whatever a network of somebody else's can raise
            msg = f"{self.info.name}: the model cannot be run ({line(error)}); its files may not belong together, get the checkpoint again"
            raise ModelError(msg) from error
        if not bool(out.isfinite().all()):
            msg = f"{self.info.name}: the model gives no numbers (its weights are damaged); get the checkpoint again"
            raise ModelError(msg)
        return out


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / hub.CONFIG
    if not path.is_file():
        msg = f"{folder}: no {hub.CONFIG} in it; name the folder of a checkpoint or of a model that `claimcheck models` lists"
        raise ModelError(msg)
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path}: cannot be read ({line(error)}); get the checkpoint again"
        raise ModelError(msg) from error
    if not isinstance(data, dict):
        msg = f"{path}: not the config of a model; get the checkpoint again"
        raise ModelError(msg)
    return data


def _read_hypotheses(folder: Path) -> dict[str, str]:
    """Return the hypotheses that were chosen for a checkpoint of one's own (``claimcheck.training.wordings``); mostly there are none."""
    path = folder / HYPOTHESES
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path}: cannot be read ({line(error)}); mend or delete it"
        raise ModelError(msg) from error
    known = [text.name for text in DEFAULT_LABELS]
    if not isinstance(data, dict) or not all(name in known and isinstance(text, str) and text.strip() for name, text in data.items()):
        msg = f"{path}: not one hypothesis for each of some labels ({', '.join(known)}); mend or delete it"
        raise ModelError(msg)
    return data


def _label_names(data: Mapping[str, Any], name: str) -> dict[int, str]:
    """Return what a config calls the outputs: ``id2label``, or ``label2id`` the other way round."""
    try:
        if data.get("id2label"):
            return {int(k): str(label) for k, label in data["id2label"].items()}
        return {int(k): str(label) for label, k in (data.get("label2id") or {}).items()}
    except (AttributeError, TypeError, ValueError) as error:
        msg = f"{name}: the labels in its config cannot be read ({line(error)}); get the checkpoint again"
        raise ModelError(msg) from error


def _config(data: Mapping[str, Any], name: str) -> PreTrainedConfig:
    """Make the config of one of the architectures that transformers itself holds."""
    kind = data.get("model_type")
    if not isinstance(kind, str) or kind not in CONFIG_MAPPING:
        if "auto_map" in data:
            why = "the checkpoint needs code of its own, which claimcheck never runs"
        else:
            why = f"transformers knows no architecture {kind!r} (model_type in its {hub.CONFIG})"
        msg = f"{name}: {why}; name one of a standard architecture (BERT, BART, DeBERTa …)"
        raise ModelError(msg)
    if data.get("quantization_config"):
        msg = f"{name}: the weights are quantised in a way that needs other software; name the checkpoint that it was made from"
        raise ModelError(msg)
    names = _label_names(data, name)
    asked = {key: value for key, value in data.items() if key not in _NOT_ASKED}
    labels = {"id2label": names, "label2id": {label: k for k, label in names.items()}}
    try:
        config = CONFIG_MAPPING[kind].from_dict({**asked, **labels})
        known = type(config) in MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING
    except Exception as error:  # configs are checked by each architecture in its own way
        msg = f"{name}: its {hub.CONFIG} is broken ({line(error)}); get the checkpoint again"
        raise ModelError(msg) from error
    if not known:
        msg = f"{name}: not an NLI checkpoint: {kind} has no head that classifies a pair of sentences; name one that has"
        raise ModelError(msg)
    return config


def _tokenizer(place: hub.Place, config: PreTrainedConfig) -> PreTrainedTokenizerBase:
    if not hub.tokenizer_files(place.folder):
        msg = f"{place.folder}: no tokenizer in it (tokenizer.json, vocab.txt or the like); get the checkpoint again"
        raise ModelError(msg)
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(place.folder), config=config, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # tokenizers raise bare exceptions
        msg = f"{place.name}: its tokenizer cannot be loaded ({line(error)}); get the checkpoint again, or name one with a tokenizer.json"
        raise ModelError(msg) from error
    if tokenizer.pad_token_id is None:
        msg = f"{place.name}: its tokenizer cannot pad sentences to one length; name another checkpoint"
        raise ModelError(msg)
    return tokenizer


def _model(config: PreTrainedConfig, files: Sequence[Path], name: str) -> PreTrainedModel:
    kind: Any = MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING[type(config)]
    try:
        state = {key: value for path in files for key, value in load_file(path).items()}
    except Exception as error:  # the reader raises an error of its own and the system's
        msg = f"{name}: its weights are not whole safetensors files ({line(error)}); get the checkpoint again"
        raise ModelError(msg) from error
    try:
        model, told = kind.from_pretrained(
            None,
            config=config,
            state_dict=state,
            dtype=torch.float32,
            attn_implementation="sdpa" if kind._supports_sdpa else "eager",  # noqa: SLF001 - the way to ask
            output_loading_info=True,
        )
    except Exception as error:  # shapes that do not fit, fields that make no network
        msg = f"{name}: its weights do not fit its {hub.CONFIG} ({line(error)}); get the checkpoint again"
        raise ModelError(msg) from error
    if told["missing_keys"]:
        missing = sorted(told["missing_keys"])
        msg = f"{name}: not an NLI checkpoint: it has no weights for {missing[0]!r}; name one that classifies pairs of sentences"
        raise ModelError(msg)
    return model


def _revision(folder: Path, files: Sequence[Path]) -> str:
    """Return the first 12 hexadecimal digits of a hash over all files that decide what the checkpoint says."""
    total = hashlib.sha256()
    try:
        for path in sorted({*files, *folder.glob("*.json"), *hub.tokenizer_files(folder)}):
            total.update(path.name.encode(errors="surrogateescape"))
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    except OSError as error:
        msg = f"{folder}: cannot be read ({line(error)}); check who may read it"
        raise ModelError(msg) from error
    return total.hexdigest()[:12]
