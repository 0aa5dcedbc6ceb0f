"""Fit how much the clues count beside a model: ``python -m claimcheck.training.shares MODEL --shared FOLDER``, after calibrating.

The model reads the articles held aside once; then the stages decide from that evidence under every setting of the grid, as they will
at work. Chosen are ``speaker_clues`` by source accuracy, ``claim_clues`` and ``absent`` by the pair F1, and ``link_doubt`` such that
nine of ten links that are not doubtful are right.
"""

import argparse
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch

from claimcheck.attribution import Attribution, attribute
from claimcheck.document import Document
from claimcheck.evaluation.scoring import same_source
from claimcheck.evidence import Reader, SentenceEvidence
from claimcheck.files import opened
from claimcheck.labels import DENIAL, NONE, Labelling, Thresholds, label
from claimcheck.network.calibration import FILE, read_calibration
from claimcheck.network.embedded import EmbeddedReader
from claimcheck.pairs import Link, pair
from claimcheck.sentences import Sentence
from claimcheck.training.articles import held_aside, rows
from claimcheck.training.clues import gold_sentences

SPEAKER_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
CLAIM_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)
ABSENT: Final = tuple(k / 10 for k in range(2, 10))
DOUBT: Final = tuple(k / 20 for k in range(1, 20))
RIGHT_OUTSIDE_DOUBT: Final = 0.9

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An annotated article with what a model says of it."""

    gold: Sequence[dict[str, Any]]
    document: Document
    sentences: tuple[Sentence, ...]
    labellings: tuple[Labelling, ...]
    evidence: tuple[SentenceEvidence, ...]

    @classmethod
    def read(cls, row: dict[str, Any], reader: Reader, thresholds: Thresholds) -> "Case":
        """Let a model read a record of the gold's format."""
        document, sentences = gold_sentences(row)
        evidence = reader.read(document, sentences)
        labellings = tuple(label(s, e, thresholds) for s, e in zip(sentences, evidence, strict=True))
        return cls(gold=row["sentences"], document=document, sentences=sentences, labellings=labellings, evidence=evidence)

    def attributions(self, thresholds: Thresholds) -> tuple[Attribution, ...]:
        """Say who speaks."""
        return attribute(self.document, self.sentences, self.labellings, self.evidence, thresholds)

    def best_links(self, attributions: Sequence[Attribution], thresholds: Thresholds) -> dict[int, Link]:
        """Return the best link of each denial that has one to a sentence."""
        best: dict[int, Link] = {}
        for link in pair(self.document, self.sentences, self.labellings, attributions, self.evidence, thresholds):
            if link.claim is not None:
                best.setdefault(link.denial, link)
        return best


def source_accuracy(cases: Sequence[Case], thresholds: Thresholds) -> float:
    """Return the share of sentences with a label and a named source, in gold and prediction, whose source is right."""
    hits = count = 0
    for case in cases:
        for s, labelling, found in zip(case.gold, case.labellings, case.attributions(thresholds), strict=True):
            if s["label"] != NONE and s.get("source") and labelling.label != NONE:
                count += 1
                hits += same_source(s["source"], found.source.name if found.source else "")
    return hits / max(1, count)


def judged_links(cases: Sequence[Case], attributions: Sequence[Sequence[Attribution]], thresholds: Thresholds) -> list[tuple[float, bool]]:
    """Return score and rightness of every denial's best link."""
    return [
        (link.score, link.claim in case.gold[i].get("answers", ()))
        for case, found in zip(cases, attributions, strict=True)
        for i, link in case.best_links(found, thresholds).items()
    ]


def linkable(cases: Sequence[Case]) -> int:
    """Return how many denials of the gold have a claim in another sentence."""
    return sum(s["label"] == DENIAL and bool(s["answers"]) for case in cases for s in case.gold)


def tune(cases: Sequence[Case], thresholds: Thresholds) -> Thresholds:
    """Return the thresholds with the best shares of the clues, and the cut-offs for links that go with them."""
    best = max(SPEAKER_SHARES, key=lambda share: source_accuracy(cases, replace(thresholds, speaker_clues=share)))
    thresholds = replace(thresholds, speaker_clues=best)
    log.info("speaker clues count %.2f: source accuracy %.3f", best, source_accuracy(cases, thresholds))
    attributions = [case.attributions(thresholds) for case in cases]
    wanted = linkable(cases)

    def f1(share: float, absent: float) -> float:
        links = judged_links(cases, attributions, replace(thresholds, claim_clues=share, absent=absent))
        return 2 * sum(right for _, right in links) / max(1, len(links) + wanted)

    share, absent = max(((s, a) for s in CLAIM_SHARES for a in ABSENT), key=lambda setting: f1(*setting))
    thresholds = replace(thresholds, claim_clues=share, absent=absent)
    links = judged_links(cases, attributions, thresholds)
    log.info("claim clues count %.2f, absent from %.1f: pair F1 %.3f over %d links", share, absent, f1(share, absent), len(links))
    return replace(thresholds, link_doubt=doubt(links))


def doubt(links: Sequence[tuple[float, bool]]) -> float:
    """Return the least score from which on nine of ten links are right; where no score will do, the greatest of the grid."""
    for cut in DOUBT:
        sure = [right for score, right in links if score >= cut]
        if sure and sum(sure) >= RIGHT_OUTSIDE_DOUBT * len(sure):
            log.info("%d of %d links are not doubtful, from %.2f", len(sure), len(links), cut)
            return cut
    return DOUBT[-1]


def main() -> None:
    """Read, tune, write the calibration anew."""
    parser = argparse.ArgumentParser(
        prog="python -m claimcheck.training.shares", description="Fits how much the clues count beside a model."
    )
    parser.add_argument("model", type=Path, help="a model's folder, with its calibration")
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds gold/")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(2)
    calibration = read_calibration(arguments.model)
    reader = EmbeddedReader.from_folder(arguments.model, name=arguments.model.name)
    gold = [row for row in rows(arguments.shared / "gold" / "train.jsonl") if held_aside(row["id"])]
    cases = [Case.read(row, reader, calibration.thresholds) for row in gold]
    thresholds = tune(cases, calibration.thresholds)
    with opened(arguments.model / FILE) as file:
        file.write(replace(calibration, thresholds=thresholds).to_json())


if __name__ == "__main__":
    main()
