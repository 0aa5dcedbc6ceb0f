"""Trains the embedded model. Reads from top to bottom; every choice stands in ``Recipe`` and is saved with the weights."""

import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from claimcheck.files import opened
from claimcheck.network import store
from claimcheck.network.config import NetworkConfig
from claimcheck.network.network import Network
from claimcheck.network.tensors import ArticleTensors, build
from claimcheck.network.windows import TokenCutter
from claimcheck.training import losses
from claimcheck.training.articles import Article, disguised, held_aside, read_gold, read_polnear, rows
from claimcheck.training.command import AUTO, products
from claimcheck.training.convert import encoder_config, load_published
from claimcheck.training.lower import LowerStates
from claimcheck.training.targets import Targets, targets
from claimcheck.training.texts import DESCRIPTIONS, MAIN

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides how a model comes out."""

    base: str  # folder of the published encoder
    shared: str  # folder of the gold, PolNeAR and NLI data
    begin: str = ""  # model folder whose weights training goes on from, rather than those of `base`
    frozen: int = 8  # lower layers that stay as they are; the embeddings always do
    precision: str = AUTO  # of the encoder's matrix products: see ``command.products``
    kept: bool = True  # whether the frozen layers' states are computed once and kept on disk
    disguised: float = 0.0  # share of the readings with another typography (see articles.disguised); only where not `kept`
    steps: int = 1600  # each of `batch` articles
    batch: int = 2
    limit: int = 0  # use so many gold articles only; 0 for all
    polnear: int = 200  # attribution articles, one every `polnear_every` steps
    polnear_every: int = 10
    nli_every: int = 4  # steps between two batches of NLI pairs
    nli_batch: int = 8
    encoder_rate: float = 5e-5  # learning rates: the topmost layer's, and
    layer_decay: float = 0.9  # each layer below takes this much of it
    head_rate: float = 7e-4
    warmup: float = 0.06  # share of the steps
    decay: float = 0.01  # weight decay
    clip: float = 1.0
    average: float = 0.995  # of the running average of the weights, which is what ships
    seed: int = 7
    save_every: int = 50


class Trainer:
    """One training run; ``run`` goes on from the last checkpoint in ``folder``."""

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        """Read the data, the base encoder, and the checkpoint if there is one."""
        self.recipe, self.folder = recipe, folder
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(recipe.seed)
        base, shared = Path(recipe.base), Path(recipe.shared)
        self.cutter = TokenCutter.from_folder(base)
        begun = store.load(Path(recipe.begin)) if recipe.begin else None
        self.config = begun.config if begun else NetworkConfig(encoder=encoder_config(json.loads((base / "config.json").read_text())))
        everything = read_gold(shared / "gold/train.jsonl", self.cutter, self.config)
        published = begun.encoder if begun else load_published(base)
        self.lower: LowerStates | None = None
        if recipe.frozen and recipe.kept:
            # The states file holds every article in the file's order, so that any choice of articles can use it.
            name = f"lower-{Path(recipe.begin or base).name}-{recipe.frozen}-gold"
            self.lower = LowerStates(folder.parent / name, everything, published, depth=recipe.frozen)
            self.lower.fill()
        chosen = [i for i, a in enumerate(everything) if not held_aside(a.id)]
        random.Random(recipe.seed).shuffle(chosen)
        self.chosen = chosen[: recipe.limit or None]
        self.articles: list[Article] = everything
        self.polnear = (
            read_polnear(shared / "polnear/train.jsonl.gz", self.cutter, self.config, most=recipe.polnear) if recipe.polnear else []
        )
        self.nli = list(rows(shared / "nli/nli.jsonl.gz"))
        self.network = Network(self.config)
        if begun:
            self.network.load_state_dict(begun.state_dict())
        else:
            self.network.encoder.load_state_dict(published.state_dict())
        for part in (self.network.encoder.words, self.network.encoder.places, self.network.encoder.norm, self.network.encoder.relative):
            if part is not None:
                part.requires_grad_(False)  # noqa: FBT003 - torch's own signature
        for layer in self.network.encoder.layers[: recipe.frozen]:
            layer.requires_grad_(False)  # noqa: FBT003
        self.optimizer = torch.optim.AdamW(self._groups(), weight_decay=recipe.decay, betas=(0.9, 0.98))
        self.rates = [g["lr"] for g in self.optimizer.param_groups]
        self.average = {n: p.detach().clone() for n, p in self.network.named_parameters() if p.requires_grad}
        self.step = 0
        self._prepared: dict[int, tuple[ArticleTensors, Targets]] = {}
        self._text_states: dict[tuple[int, ...], Tensor] = {}
        self._resume()

    def _groups(self) -> list[dict[str, Any]]:
        recipe, encoder = self.recipe, self.network.encoder
        depth = self.config.encoder.layers
        groups: list[dict[str, Any]] = [
            {"params": list(encoder.layers[k].parameters()), "lr": recipe.encoder_rate * recipe.layer_decay ** (depth - 1 - k)}
            for k in range(recipe.frozen, depth)
        ]
        heads = [p for n, p in self.network.named_parameters() if not n.startswith("encoder.")]
        return [*groups, {"params": heads, "lr": recipe.head_rate}]

    # --- checkpoints -----------------------------------------------------------------------------------------------

    def _resume(self) -> None:
        path = self.folder / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, weights_only=True)
            self.network.load_state_dict(state["network"], strict=False)
            self.optimizer.load_state_dict(state["optimizer"])
            self.average, self.step = state["average"], state["step"]
            log.info("going on from step %d", self.step)

    def save(self) -> None:
        """Write a checkpoint; a run that is cut short loses at most ``save_every`` steps."""
        frozen = {n for n, p in self.network.named_parameters() if not p.requires_grad}
        state = {
            "network": {n: v for n, v in self.network.state_dict().items() if n not in frozen},
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "step": self.step,
        }
        partial = self.folder / "checkpoint.part"
        torch.save(state, partial)
        partial.replace(self.folder / "checkpoint.pt")

    def export(self, folder: Path) -> None:
        """Write the averaged weights as a model folder, with the recipe beside them."""
        full = self.network.state_dict() | self.average
        network = Network(self.config)
        network.load_state_dict(full)
        store.save(network, folder)
        (folder / "tokenizer.json").write_bytes((Path(self.recipe.base) / "tokenizer.json").read_bytes())
        with opened(folder / "training.json") as file:
            file.write(json.dumps({"recipe": asdict(self.recipe), "steps done": self.step}, indent=1) + "\n")

    # --- one step --------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Train to the last step."""
        self.network.train()
        sums: dict[str, list[float]] = {}
        began = time.monotonic()
        for picked in self._batches():
            self._set_rates()
            for name, value in self._backward(picked).items():
                sums.setdefault(name, []).append(value)
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
            self.optimizer.step()
            self.optimizer.zero_grad()
            self.step += 1
            self._average()
            if self.step % 10 == 0:
                means = " ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sums.items())
                log.info("step %d of %d, %.2f s each: %s", self.step, self.recipe.steps, (time.monotonic() - began) / 10, means)
                sums, began = {}, time.monotonic()
            if self.step % self.recipe.save_every == 0 or self.step == self.recipe.steps:
                self.save()

    def _batches(self) -> Iterator[list[int]]:
        """Yield the articles of each step from the current one on; the order depends on the seed and the step alone."""
        per_epoch = len(self.chosen) // self.recipe.batch
        while self.step < self.recipe.steps:
            epoch, k = divmod(self.step, per_epoch)
            order = list(self.chosen)
            random.Random(self.recipe.seed * 1000 + epoch).shuffle(order)
            yield order[k * self.recipe.batch : (k + 1) * self.recipe.batch]

    def _set_rates(self) -> None:
        warm = max(1, int(self.recipe.warmup * self.recipe.steps))
        factor = min(self.step / warm, max(0.02, (self.recipe.steps - self.step) / max(1, self.recipe.steps - warm)))
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * factor

    def _average(self) -> None:
        keep = min(self.recipe.average, (1 + self.step) / (10 + self.step))
        for name, p in self.network.named_parameters():
            if p.requires_grad:
                self.average[name].lerp_(p.detach(), 1 - keep)

    def _backward(self, picked: Sequence[int]) -> dict[str, float]:
        """Add up the gradients of one step, a part at a time so that memory stays small; return the losses."""
        dice = random.Random(self.recipe.seed * 7919 + self.step)
        seen: dict[str, float] = {}
        loss = self._gold(picked, dice, seen)
        if self.polnear and self.step % self.recipe.polnear_every == 0:
            article = self.polnear[self.step // self.recipe.polnear_every % len(self.polnear)]
            loss = loss + self._attribution(article, seen)
        if self.recipe.nli_every and self.step % self.recipe.nli_every == 0:
            loss = loss + self._nli(dice.sample(self.nli, self.recipe.nli_batch), seen)
        loss.backward()  # type: ignore[no-untyped-call]
        return seen

    def _gold(self, picked: Sequence[int], dice: random.Random, seen: dict[str, float]) -> Tensor:
        wordings = [dice.choice(DESCRIPTIONS[name]) for name in MAIN]
        prepared = [self._prepare(i, dice) for i in picked]
        claims = [d.claim for _, target in prepared for d in target.denials]
        texts = self._texts([*wordings, *claims])
        labels, claim_vectors = texts[: len(MAIN)], texts[len(MAIN) :]
        lengths = [n for x, _ in prepared for n in x.lengths]
        if self.lower is None:
            states = self._states(torch.cat([x.ids for x, _ in prepared]), lengths)
        else:
            states = self._upper(torch.cat([self.lower.get(i) for i in picked]), lengths)
        parts: dict[str, list[Tensor]] = {}
        for (x, target), own in zip(prepared, torch.split(states, [sum(x.lengths) for x, _ in prepared]), strict=True):
            vectors = self.network.vectors(own, x)
            found = losses.label_losses(self.network, vectors, labels, target)
            found |= losses.link_losses(self.network, vectors, labels, x, target.denials)
            source = losses.source_loss(self.network, vectors, x, target)
            if source is not None:
                found["source"] = source
            if target.denials:
                n = len(target.denials)
                found["claim"] = losses.claim_loss(self.network, vectors, claim_vectors[:n], target.denials)
                claim_vectors = claim_vectors[n:]
            for name, value in found.items():
                parts.setdefault(name, []).append(value)
        means = {name: torch.stack(values).mean() for name, values in parts.items()}
        seen.update({name: value.item() for name, value in means.items()})
        return torch.stack([losses.WEIGHTS[name] * value for name, value in means.items()]).sum()

    def _attribution(self, article: Article, seen: dict[str, float]) -> Tensor:
        x = build(article.text, article.spans, article.tokens, article.windows)
        states = self._states(x.ids, list(x.lengths))
        loss = losses.tag_loss(self.network, self.network.norm(states[x.rows]), targets(article))
        assert loss is not None  # noqa: S101 - PolNeAR articles always have tags
        seen["tag"] = loss.item()
        return losses.WEIGHTS["tag"] * loss

    def _nli(self, pairs: Sequence[dict[str, Any]], seen: dict[str, float]) -> Tensor:
        cut = [self._ids(p[part])[:128] for part in ("premise", "hypothesis") for p in pairs]
        lengths = [len(ids) for ids in cut]
        states = self._states(torch.tensor([i for ids in cut for i in ids]), lengths)
        b = len(pairs)
        hypotheses = self.network.text_means(states, lengths)[b:]
        premises = torch.cat([s[1:-1] for s in self.network.norm(states).split(lengths)[:b]])
        segment = torch.repeat_interleave(torch.arange(b), torch.tensor([n - 2 for n in lengths[:b]]))
        pooled = self.network.sentence.pool(premises, segment, b, related=False)
        alone = torch.stack([self.network.sentence.relate(p[None], torch.tensor([[0, 0, 1, 0]]))[0] for p in pooled])
        entailed = torch.tensor([float(p["label"] == "entailment") for p in pairs])
        loss = losses.nli_loss(self.network, alone, hypotheses, entailed)
        seen["nli"] = loss.item()
        return losses.WEIGHTS["nli"] * loss

    # --- states ----------------------------------------------------------------------------------------------------

    def _prepare(self, index: int, dice: random.Random) -> tuple[ArticleTensors, Targets]:
        a = self.articles[index]
        if self.lower is None and dice.random() < self.recipe.disguised:
            a = disguised(a, self.cutter, self.config, dice)
            return build(a.text, a.spans, a.tokens, a.windows), targets(a)
        if index not in self._prepared:
            self._prepared[index] = (build(a.text, a.spans, a.tokens, a.windows), targets(a))
        return self._prepared[index]

    def _ids(self, text: str) -> list[int]:
        return self.cutter.whole(text)

    def _states(self, ids: Tensor, lengths: list[int]) -> Tensor:
        """Return the encoder's output for windows whose lower states are not on disk."""
        return self._upper(self._lower(ids, lengths), lengths)

    @torch.no_grad()
    def _lower(self, ids: Tensor, lengths: list[int]) -> Tensor:
        """Return the states after the frozen layers, which read without dropout."""
        self.network.encoder.eval()
        with products(self.recipe.precision):
            lower = self.network.encoder.lower(ids, lengths, depth=self.recipe.frozen)
        self.network.encoder.train()
        return lower

    def _upper(self, lower: Tensor, lengths: list[int]) -> Tensor:
        """Return the encoder's output in single precision, whatever its products are computed in."""
        with products(self.recipe.precision):
            return self.network.encoder.upper(lower, lengths, depth=self.recipe.frozen).float()

    def _texts(self, texts: Sequence[str]) -> Tensor:
        """Return (L, D): the mean token vector of short texts; their lower states are kept in memory."""
        keys = [tuple(self._ids(t)) for t in texts]
        fresh = [k for k in dict.fromkeys(keys) if k not in self._text_states]
        if fresh:
            lengths = [len(k) for k in fresh]
            lower = self._lower(torch.tensor([i for k in fresh for i in k]), lengths)
            self._text_states |= dict(zip(fresh, torch.split(lower.half(), lengths), strict=True))
        lengths = [len(k) for k in keys]
        lower = torch.cat([self._text_states[k].float() for k in keys])
        return self.network.text_means(self._upper(lower, lengths), lengths)
