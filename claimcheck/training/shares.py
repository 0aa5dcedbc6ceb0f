"""Fit how much the clues count beside a model: ``python -m claimcheck.training.shares MODEL --shared FOLDER``, after calibrating.

The model reads the articles held aside once; then the stages decide from that evidence under every setting of the grid, as they will
at work. Chosen are ``speaker_clues`` by source accuracy, ``claim_clues`` and ``absent`` by the mean of pair F1 and link accuracy, and
``link_doubt`` such that nine of ten links that are not doubtful are right. What is logged of links is cross-validated too: chosen on four
fifths of the articles, measured on the rest.
"""

import argparse
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from claimcheck.attribution import Attribution, attribute
from claimcheck.document import Document
from claimcheck.evaluation.scoring import same_source
from claimcheck.evidence import Reader, SentenceEvidence
from claimcheck.files import opened
from claimcheck.labels import DENIAL, NONE, Labelling, Thresholds, label
from claimcheck.network.calibration import FILE, read_calibration
from claimcheck.network.embedded import EmbeddedReader
from claimcheck.pairs import chances, claims
from claimcheck.sentences import Sentence
from claimcheck.training.articles import divided
from claimcheck.training.clues import gold_sentences
from claimcheck.training.command import set_up

SPEAKER_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
CLAIM_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
ABSENT: Final = tuple(k / 10 for k in range(2, 10))
DOUBT: Final = tuple(k / 20 for k in range(1, 20))
RIGHT_OUTSIDE_DOUBT: Final = 0.9
FOLDS: Final = 5

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

    def claims(self, attributions: Sequence[Attribution], share: float) -> dict[int, dict[int, float]]:
        """Return for each denial how likely each sentence states its claim."""
        return chances(self.document, self.sentences, self.labellings, attributions, self.evidence, share=share)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCount:
    """What the scorer counts of links.

    Attributes:
        links: score and rightness of every denial's best link.
        due: denials of the gold that have a claim in another sentence.
        found: those that were found, second labels too.
        hits: those of them whose best link is right.
    """

    links: tuple[tuple[float, bool], ...] = ()
    due: int = 0
    found: int = 0
    hits: int = 0

    def __add__(self, other: "LinkCount") -> "LinkCount":
        """Return both together."""
        return LinkCount(
            links=self.links + other.links, due=self.due + other.due, found=self.found + other.found, hits=self.hits + other.hits
        )

    @property
    def pair_f1(self) -> float:
        """F1 of denials found and linked to a right sentence."""
        return 2 * sum(right for _, right in self.links) / max(1, len(self.links) + self.due)

    @property
    def accuracy(self) -> float:
        """How many of the found denials are linked to a right sentence."""
        return self.hits / max(1, self.found)


def source_accuracy(cases: Sequence[Case], thresholds: Thresholds) -> float:
    """Return the share of sentences with a label and a named source, in gold and prediction, whose source is right."""
    hits = count = 0
    for case in cases:
        for s, labelling, found in zip(case.gold, case.labellings, case.attributions(thresholds), strict=True):
            if s["label"] != NONE and s.get("source") and labelling.label != NONE:
                count += 1
                hits += same_source(s["source"], found.source.name if found.source else "")
    return hits / max(1, count)


def link_count(case: Case, found: Mapping[int, Mapping[int, float]], thresholds: Thresholds) -> LinkCount:
    """Count the links of an article; ``found`` are the chances of its denials' claims."""
    best = {i: ranked[0] for i, own in found.items() if (ranked := claims(own, thresholds))}
    right = {i for i, (claim, _) in best.items() if claim in case.gold[i].get("answers", ())}
    stated = {i for i, s in enumerate(case.gold) if s.get("answers")}
    return LinkCount(
        links=tuple((score, i in right) for i, (_, score) in best.items()),
        due=sum(case.gold[i]["label"] == DENIAL for i in stated),
        found=len(stated & found.keys()),
        hits=len(right),
    )


def tune(cases: Sequence[Case], thresholds: Thresholds) -> Thresholds:
    """Return the thresholds with the best shares of the clues, and the cut-offs for links that go with them."""
    best = max(SPEAKER_SHARES, key=lambda share: source_accuracy(cases, replace(thresholds, speaker_clues=share)))
    thresholds = replace(thresholds, speaker_clues=best)
    log.info("speaker clues count %.2f: source accuracy %.3f", best, source_accuracy(cases, thresholds))
    attributions = [case.attributions(thresholds) for case in cases]
    counts: dict[tuple[float, float], list[LinkCount]] = {}
    for share in CLAIM_SHARES:
        found = [case.claims(said, share) for case, said in zip(cases, attributions, strict=True)]
        for absent in ABSENT:
            cut = replace(thresholds, absent=absent)
            counts[share, absent] = [link_count(case, own, cut) for case, own in zip(cases, found, strict=True)]
    share, absent = choice(counts, range(len(cases)))
    chosen = total(counts[share, absent], range(len(cases)))
    figures = (share, absent, chosen.pair_f1, chosen.accuracy, len(chosen.links))
    log.info("claim clues count %.2f, absent from %.2f: pair F1 %.3f, link accuracy %.3f, %d links", *figures)
    folds = cross_validated(counts, len(cases))
    for name, values in (("pair F1", [fold.pair_f1 for fold in folds]), ("link accuracy", [fold.accuracy for fold in folds])):
        log.info("cross-validated %s: %.3f over %d folds, from %.3f to %.3f", name, fmean(values), FOLDS, min(values), max(values))
    return replace(thresholds, claim_clues=share, absent=absent, link_doubt=doubt(chosen.links))


def total(counts: Sequence[LinkCount], articles: Iterable[int]) -> LinkCount:
    """Return the counts of some articles together."""
    return sum((counts[k] for k in articles), LinkCount())


def choice(counts: Mapping[tuple[float, float], Sequence[LinkCount]], articles: Collection[int]) -> tuple[float, float]:
    """Return the setting with the best mean of pair F1 and link accuracy over some articles."""
    sums = {setting: total(found, articles) for setting, found in counts.items()}
    return max(sums, key=lambda setting: sums[setting].pair_f1 + sums[setting].accuracy)


def cross_validated(counts: Mapping[tuple[float, float], Sequence[LinkCount]], articles: int) -> list[LinkCount]:
    """Return the counts of each fold under the setting that the other folds choose."""
    found = []
    for fold in range(FOLDS):
        rest = [k for k in range(articles) if k % FOLDS != fold]
        found.append(total(counts[choice(counts, rest)], range(fold, articles, FOLDS)))
    return found


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
    set_up(threads=2)
    calibration = read_calibration(arguments.model)
    reader = EmbeddedReader.from_folder(arguments.model, name=arguments.model.name)
    _, gold = divided(arguments.shared / "gold" / "train.jsonl")
    cases = [Case.read(row, reader, calibration.thresholds) for row in gold]
    thresholds = tune(cases, calibration.thresholds)
    with opened(arguments.model / FILE) as file:
        file.write(replace(calibration, thresholds=thresholds).to_json())


if __name__ == "__main__":
    main()
