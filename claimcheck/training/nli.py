"""Trains an NLI cross-encoder of MiniLM's size: the plain zero-shot road, to stand beside the embedded models in every table.

    python -m claimcheck.training.nli train RUN --base BASE --pairs NLI.jsonl.gz
    python -m claimcheck.training.nli export RUN CHECKPOINT

The checkpoint is an ordinary one of Hugging Face's format, as anybody would publish it: ``claimcheck check --model CHECKPOINT`` reads
it like any stranger's. A run that was cut short goes on from its last checkpoint, and every choice stands in ``Recipe``.
"""

import argparse
import json
import logging
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from claimcheck.errors import SettingsError
from claimcheck.files import opened
from claimcheck.network.quiet import quiet
from claimcheck.training.articles import digest, rows
from claimcheck.training.command import AUTO, products, set_up
from claimcheck.training.recipes import add_settings, read_recipe

log = logging.getLogger(__name__)

NAMES: Final = ("entailment", "neutral", "contradiction")  # of the outputs, in order
TOKENS: Final = {"cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]", "pad_token": "[PAD]", "mask_token": "[MASK]"}
INPUTS: Final = ("input_ids", "token_type_ids", "attention_mask")  # without the kinds a BERT takes the hypothesis for more premise
MOST_TOKENS: Final = 512  # that the published encoder has places for
BUCKET: Final = 64  # batches whose pairs are sorted by length together, so that little is padded and the order stays random
ASIDE: Final = 0.02  # share of the pairs that tell how good the classifier is and are never trained on
STATE: Final = "checkpoint.pt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides how the checkpoint comes out."""

    base: str  # folder of the published encoder
    pairs: str  # file of premises, hypotheses and labels
    most: int = 0  # train on so many pairs only; 0 for all
    longest: int = 128  # tokens; pairs of more are left out
    batch: int = 48  # pairs a step
    epochs: int = 1
    rate: float = 1e-4  # learning rate at its highest
    head_rate: float = 1e-3  # the same of the classifier, which begins from nothing
    warmup: float = 0.06  # share of the steps
    decay: float = 0.01  # weight decay
    clip: float = 1.0
    precision: str = AUTO  # of the encoder's products: see ``command.products``
    seed: int = 7
    save_every: int = 100  # steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A premise and a hypothesis as tokens, with what the network needs to tell them apart, and the number of their label."""

    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    label: int


class Trainer:
    """One run; ``run`` goes on from the last checkpoint in ``folder``."""

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        """Read the pairs, the base encoder, and the checkpoint if there is one."""
        self.recipe, self.folder = recipe, folder
        torch.manual_seed(recipe.seed)
        self.tokenizer = read_tokenizer(Path(recipe.base))
        everything = read_pairs(Path(recipe.pairs), self.tokenizer, longest=recipe.longest)
        self.aside = [pair for aside, pair in everything if aside]
        chosen = [pair for aside, pair in everything if not aside]
        random.Random(recipe.seed).shuffle(chosen)
        self.pairs = chosen[: recipe.most or None]
        if len(self.pairs) < recipe.batch:
            msg = f"{recipe.pairs}: {len(self.pairs)} pairs of at most {recipe.longest} tokens, too few for a batch of {recipe.batch}"
            raise SettingsError(msg)
        self.per_epoch = len(self.pairs) // recipe.batch
        self.steps = self.per_epoch * recipe.epochs
        self.model = begin(Path(recipe.base))
        # The word vectors stay as published: half of all weights, of which a step sees a few hundred rows.
        self.model.bert.embeddings.requires_grad_(requires_grad=False)
        head = [p for n, p in self.model.named_parameters() if n.startswith("classifier.")]
        body = [p for n, p in self.model.named_parameters() if p.requires_grad and not n.startswith("classifier.")]
        groups = [{"params": body, "lr": recipe.rate}, {"params": head, "lr": recipe.head_rate}]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay)
        self.step = 0
        self._resume()

    def run(self) -> None:
        """Train to the last step, and say how many of the pairs held aside come out right."""
        self.model.train()
        lost: list[float] = []
        began = time.monotonic()
        for batch in self._batches():
            self._set_rates()
            torch.manual_seed(self.recipe.seed * 7919 + self.step)  # dropout: the same after a resumption
            loss = functional.cross_entropy(self._logits(batch), torch.tensor([pair.label for pair in batch]))
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
            self.optimizer.step()
            self.optimizer.zero_grad()
            self.step += 1
            lost.append(loss.item())
            if self.step % 20 == 0 or self.step == self.steps:
                each = (time.monotonic() - began) / len(lost)
                log.info("step %d of %d, %.2f s each: loss %.3f", self.step, self.steps, each, sum(lost) / len(lost))
                lost, began = [], time.monotonic()
            if self.step % self.recipe.save_every == 0 or self.step == self.steps:
                self.save()
        log.info("accuracy on %d pairs held aside: %.3f", len(self.aside), self.accuracy())

    def accuracy(self) -> float:
        """Return the share of the pairs held aside whose label is the likeliest."""
        self.model.eval()
        pairs = sorted(self.aside, key=lambda pair: len(pair.ids))
        right = 0
        with torch.inference_mode():
            for k in range(0, len(pairs), self.recipe.batch):
                batch = pairs[k : k + self.recipe.batch]
                right += int((self._logits(batch).argmax(1) == torch.tensor([pair.label for pair in batch])).sum())
        self.model.train()
        return right / max(1, len(pairs))

    def export(self, folder: Path) -> None:
        """Write an ordinary checkpoint, and the recipe beside it; an earlier one in ``folder`` is replaced once the new one is whole."""
        partial = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        self.model.eval().save_pretrained(partial)
        self.tokenizer.save_pretrained(partial)
        with opened(partial / "training.json") as file:
            said = {"recipe": asdict(self.recipe), "steps done": self.step, "accuracy held aside": round(self.accuracy(), 4)}
            file.write(json.dumps(said, indent=1) + "\n")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)

    def save(self) -> None:
        """Write the state of the run; one that is cut short loses at most ``save_every`` steps."""
        partial = self.folder / f"{STATE}.part"
        torch.save({"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step}, partial)
        partial.replace(self.folder / STATE)

    def _resume(self) -> None:
        path = self.folder / STATE
        if path.exists():
            state = torch.load(path, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step = state["step"]
            log.info("going on from step %d", self.step)

    def _batches(self) -> Iterator[list[Pair]]:
        """Yield the pairs of each step from the current one on; the order depends on the seed and the step alone."""
        while self.step < self.steps:
            epoch, first = divmod(self.step, self.per_epoch)
            yield from bucketed(self.pairs, self.recipe.batch, random.Random(self.recipe.seed * 1000 + epoch))[first:]

    def _set_rates(self) -> None:
        warm = max(1, int(self.recipe.warmup * self.steps))
        factor = min((self.step + 1) / warm, (self.steps - self.step) / max(1, self.steps - warm))
        for group, rate in zip(self.optimizer.param_groups, (self.recipe.rate, self.recipe.head_rate), strict=True):
            group["lr"] = rate * factor

    def _logits(self, batch: Sequence[Pair]) -> Tensor:
        """Return (pairs, labels), in single precision whatever the products are computed in."""
        width = max(len(pair.ids) for pair in batch)
        with products(self.recipe.precision):
            out: Tensor = self.model(
                input_ids=padded([pair.ids for pair in batch], width),
                token_type_ids=padded([pair.kinds for pair in batch], width),
                attention_mask=padded([(1,) * len(pair.ids) for pair in batch], width),
            ).logits
        return out.float()


def begin(base: Path) -> BertForSequenceClassification:
    """Return the published encoder with a classifier that knows nothing yet, its outputs named.

    Raises:
        SettingsError: where the encoder is no BERT.
    """
    said = json.loads((base / "config.json").read_text(encoding="utf-8"))
    if said.get("model_type") != "bert":
        msg = f"{base}: a {said.get('model_type')}, and the checkpoint is made from a BERT; name the folder of `base minilm`"
        raise SettingsError(msg)
    labels: dict[str, Any] = {"id2label": dict(enumerate(NAMES)), "label2id": {name: k for k, name in enumerate(NAMES)}}
    config = BertConfig.from_pretrained(base, **labels)
    with quiet():  # it would tell at length that the classifier is new
        return BertForSequenceClassification.from_pretrained(base, config=config, dtype=torch.float32)


def read_tokenizer(base: Path) -> PreTrainedTokenizerFast:
    """Return the encoder's tokenizer; whatever it was published to cut or pad to, it does neither by itself."""
    cutter = Tokenizer.from_file(str(base / "tokenizer.json"))
    cutter.no_truncation()
    cutter.no_padding()
    names = {name: token for name, token in TOKENS.items() if cutter.token_to_id(token) is not None}
    return PreTrainedTokenizerFast(tokenizer_object=cutter, model_max_length=MOST_TOKENS, model_input_names=list(INPUTS), **names)


def read_pairs(path: Path, tokenizer: PreTrainedTokenizerFast, *, longest: int) -> list[tuple[bool, Pair]]:
    """Read pairs of at most ``longest`` tokens, and whether each is held aside: judged by its premise, whose pairs stay together."""
    found = list(rows(path))
    encoded = tokenizer([row["premise"] for row in found], [row["hypothesis"] for row in found])
    return [
        (
            digest("aside" + row["premise"]) / 2**64 < ASIDE,
            Pair(ids=tuple(ids), kinds=tuple(kinds), label=NAMES.index(row["label"])),
        )
        for row, ids, kinds in zip(found, encoded["input_ids"], encoded["token_type_ids"], strict=True)
        if len(ids) <= longest
    ]


def bucketed(pairs: Sequence[Pair], batch: int, dice: random.Random) -> list[list[Pair]]:
    """Return whole batches of pairs of about one length, in random order; the few pairs that fill no batch are left out."""
    order = list(pairs)
    dice.shuffle(order)
    batches: list[list[Pair]] = []
    for first in range(0, len(order), batch * BUCKET):
        alike = sorted(order[first : first + batch * BUCKET], key=lambda pair: len(pair.ids))
        batches.extend(alike[k : k + batch] for k in range(0, len(alike) - batch + 1, batch))
    dice.shuffle(batches)
    return batches


def padded(sequences: Sequence[Sequence[int]], width: int) -> Tensor:
    """Return (sequences, width), zeros behind each: BERT's padding token is its first."""
    return torch.tensor([[*each, *([0] * (width - len(each)))] for each in sequences])


def main() -> None:
    """Parse, call, log."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training.nli", description="Trains an NLI cross-encoder.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, or go on with a run that was cut short")
    train.add_argument("run", type=Path, help="folder of the run: recipe and state")
    train.add_argument("--base", help="folder of the published encoder")
    train.add_argument("--pairs", help="premises, hypotheses and labels, one pair a line")
    add_settings(train)
    export = commands.add_parser("export", help="write the checkpoint")
    export.add_argument("run", type=Path)
    export.add_argument("checkpoint", type=Path, help="folder to write it to")
    arguments = parser.parse_args()
    set_up(threads=2)
    given = {} if arguments.command == "export" else {"base": arguments.base, "pairs": arguments.pairs}
    trainer = Trainer(read_recipe(Recipe, arguments.run, given, getattr(arguments, "set", ())), arguments.run)
    if arguments.command == "train":
        trainer.run()
    else:
        trainer.export(arguments.checkpoint)


if __name__ == "__main__":
    main()
