"""Chooses the hypotheses by which an NLI checkpoint is asked for the labels: ``… wordings CHECKPOINT --shared FOLDER``.

Several wordings of each label are scored on sentences of training articles that are held aside. Every combination of one wording a
label is then judged by the macro F1 of the three labels, as ``claimcheck check --model`` decides. The best is written into the
checkpoint's folder as ``hypotheses.json``, where the reader finds it. The dev articles have no part in it. With ``--context`` the
same is told, and not written, of premises that begin with the preceding sentence (``network.nli.Wording.context``).
"""

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from claimcheck.files import opened
from claimcheck.labels import ALLEGATION, DEFAULT_LABELS, DENIAL, NONE, OFFICIAL
from claimcheck.network.checkpoint import HYPOTHESES, Checkpoint
from claimcheck.network.nli import score
from claimcheck.training.articles import digest, divided
from claimcheck.training.calibrate import macro_f1
from claimcheck.training.command import set_up
from claimcheck.training.texts import MAIN

log = logging.getLogger(__name__)

# Beside each label's description. First the usual template of zero-shot classification, then plain sentences of the kind that
# hypotheses of NLI data are.
WORDINGS: Final = {
    ALLEGATION: ("This example is an allegation.", "Somebody is accused of something.", "Someone is said to have done wrong."),
    DENIAL: ("This example is a denial.", "Somebody denies something.", "Somebody says that a claim is not true."),
    OFFICIAL: ("This example is an official statement.", "An official says something.", "A spokesperson makes an announcement."),
    NONE: ("This example is background.", "Something happened.", "Nobody accuses, denies or announces anything."),
}
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {text.name: (text.description, *WORDINGS[text.name]) for text in DEFAULT_LABELS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One wording for each label, in ``MAIN``'s order, and the macro F1 that it reaches."""

    texts: tuple[str, ...]
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Annotated sentences: N texts, (N,) numbers of their labels in ``MAIN``'s order, (N, 4) whether each label counts as right.

    With context, each text but an article's first begins with the sentence before it.
    """

    texts: tuple[str, ...]
    gold: Tensor
    accepted: Tensor


def read(path: Path, *, most: int, context: bool = False) -> Sentences:
    """Read the sentences of at most ``most`` of the training articles held aside, picked by the hash of their names."""
    _, aside = divided(path)
    picked = sorted(aside, key=lambda row: digest(row["id"]))[:most]
    found = []
    for row in picked:
        before = ""
        for s in row["sentences"]:
            text = row["text"][s["start"] : s["end"]]
            found.append((f"{before} {text}" if before and context else text, s))
            before = text
    return Sentences(
        texts=tuple(text for text, _ in found),
        gold=torch.tensor([MAIN.index(s["label"]) for _, s in found]),
        accepted=torch.tensor([[name in (s["label"], s.get("second")) for name in MAIN] for _, s in found]),
    )


def entailment(
    checkpoint: Checkpoint, texts: Sequence[str], choices: Mapping[str, Sequence[str]] = CHOICES, *, context: bool = False
) -> list[Tensor]:
    """Return for each label, in ``MAIN``'s order, (N, wordings): how surely the sentences entail its wordings."""
    hypotheses = [text for name in MAIN for text in choices[name]]
    found = score(checkpoint, texts, hypotheses, keep_end=context)[:, :, checkpoint.classes.entailment]
    return list(torch.split(found, [len(choices[name]) for name in MAIN], dim=1))


def compare(found: Sequence[Tensor], sentences: Sentences, choices: Mapping[str, Sequence[str]] = CHOICES) -> list[Choice]:
    """Return every combination of wordings with its macro F1, the best first; of equals that with the earlier wordings."""
    judged = []
    for picked in product(*(range(each.shape[1]) for each in found)):
        predicted = torch.stack([each[:, k] for each, k in zip(found, picked, strict=True)], 1).argmax(1)
        texts = tuple(choices[name][k] for name, k in zip(MAIN, picked, strict=True))
        judged.append(Choice(texts=texts, f1=macro_f1(predicted, sentences.gold, sentences.accepted)))
    return sorted(judged, key=lambda choice: -choice.f1)


def main() -> None:
    """Score, compare, log, write."""
    parser = argparse.ArgumentParser(prog="python -m claimcheck.training.wordings", description="Chooses a checkpoint's hypotheses.")
    parser.add_argument("checkpoint", type=Path, help="folder of an NLI checkpoint")
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/")
    parser.add_argument("--articles", type=int, default=20, help="articles to compare on")
    parser.add_argument("--context", action="store_true", help="show each sentence behind the one before it, and write nothing")
    arguments = parser.parse_args()
    set_up(threads=2)
    checkpoint = Checkpoint.load(arguments.checkpoint, offline=True)
    sentences = read(arguments.shared / "gold" / "train.jsonl", most=arguments.articles, context=arguments.context)
    judged = compare(entailment(checkpoint, sentences.texts, context=arguments.context), sentences)
    same = [tuple(CHOICES[name][k] for name in MAIN) for k in range(len(CHOICES[NONE]))]
    for choice in judged:
        if choice.texts in same:
            log.info("macro F1 %.3f on %d sentences: %s", choice.f1, len(sentences.texts), " | ".join(choice.texts))
    best = judged[0]
    log.info("macro F1 %.3f, the best of %d: %s", best.f1, len(judged), " | ".join(best.texts))
    if not arguments.context:
        with opened(arguments.checkpoint / HYPOTHESES) as file:
            file.write(json.dumps(dict(zip(MAIN, best.texts, strict=True)), indent=1) + "\n")


if __name__ == "__main__":
    main()
