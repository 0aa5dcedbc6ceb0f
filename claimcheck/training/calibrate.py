"""Fits temperatures, and the thresholds of labels and clauses, on the articles that training held aside; ``shares`` fits those of links."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from claimcheck.files import opened
from claimcheck.labels import LABELS, Thresholds
from claimcheck.network.calibration import FILE, Calibration, Temperatures
from claimcheck.network.embedded import EmbeddedReader
from claimcheck.network.network import speaker_share
from claimcheck.network.tensors import build
from claimcheck.training.articles import Article, held_aside, read_gold
from claimcheck.training.targets import targets
from claimcheck.training.texts import MAIN

log = logging.getLogger(__name__)
STEPS: Final = tuple(k / 20 for k in range(1, 20))
LEAST_SECOND: Final = 0.5  # the guidelines give a second label only where the sentence plainly does two things
RIGHT_OUTSIDE_DOUBT: Final = 0.9  # share of findings outside the doubt band that must be right
SHIFTS: Final = (-0.1, -0.05, 0.0, 0.05, 0.1)


@dataclass(slots=True)
class Seen:
    """What the uncalibrated network says of the articles held aside, and what is right; one row a sentence or denial."""

    main: list[Tensor]
    accepted: list[Tensor]
    gold: list[Tensor]
    holds: list[Tensor]
    held: list[Tensor]
    link: list[tuple[Tensor, tuple[int, ...]]]
    there: list[tuple[float, bool]]
    source: list[tuple[Tensor, Tensor]]


def calibrate(folder: Path, gold: Path) -> Calibration:
    """Fit on the held-aside articles of ``gold`` and write ``calibration.json`` into the model's folder."""
    reader = EmbeddedReader.from_folder(folder, name=folder.name)
    reader.calibration = Calibration()
    articles = [a for a in read_gold(gold, reader.cutter, reader.network.config) if held_aside(a.id)]
    log.info("calibrating on %d articles", len(articles))
    seen = Seen([], [], [], [], [], [], [], [])
    with torch.inference_mode():
        for article in articles:
            _look(reader, article, seen)
    calibration = _fit(seen)
    with opened(folder / FILE) as file:
        file.write(calibration.to_json())
    return calibration


def _look(reader: EmbeddedReader, article: Article, seen: Seen) -> None:
    network = reader.network
    x, target = build(article.text, article.spans, article.tokens, article.windows), targets(article)
    vectors = network.read(x)
    logits = network.label(vectors.sentences, reader.label_vectors)
    assert target.main is not None and target.holds is not None  # noqa: S101, PT018 - gold articles have both
    seen.main.append(logits[:, :, 0])
    seen.accepted.append(target.main > 0)
    seen.gold.append(target.main.argmax(1))
    seen.holds.append(logits[:, : len(LABELS), 1])
    seen.held.append(target.holds)
    if target.denials:
        rows = torch.tensor([d.sentence for d in target.denials])
        share = speaker_share(network.source(vectors.sentences, vectors.tokens, x, rows), x)
        links = network.link(vectors.sentences, logits[:, :, 0].softmax(1), share, x, rows)
        there = network.clause.there(vectors.sentences[rows])[:, 0]
        for r, d in enumerate(target.denials):
            seen.link.append((links[r], d.answers or (x.sentences,)))
            seen.there.append((there[r].item(), d.embedded))
    if target.sources:
        found = network.source(vectors.sentences, vectors.tokens, x, torch.tensor([i for i, _ in target.sources]))
        r, t, k = found.scores.shape
        everything = torch.cat([found.scores.reshape(r, t * k), found.null[:, None]], 1)
        for row, (_, spans) in enumerate(target.sources):
            seen.source.append((everything[row], torch.tensor([token * k + length for token, length in spans] or [t * k])))


def _temperature(loss: Callable[[Tensor], Tensor]) -> float:
    """Return the divisor of logits that gives the least ``loss``, by golden search over its logarithm."""
    grid = torch.linspace(-1.2, 1.8, 61).exp()
    return round(float(grid[int(torch.stack([loss(t) for t in grid]).argmin())]), 3)


def _fit(seen: Seen) -> Calibration:
    main, accepted, gold = torch.cat(seen.main), torch.cat(seen.accepted), torch.cat(seen.gold)
    holds, held = torch.cat(seen.holds), torch.cat(seen.held)
    there = torch.tensor([p for p, _ in seen.there])
    embedded = torch.tensor([float(e) for _, e in seen.there])

    def sets(rows: Sequence[tuple[Tensor, Any]]) -> Callable[[Tensor], Tensor]:
        return lambda t: torch.stack([(s / t).logsumexp(0) - (s / t)[torch.as_tensor(right)].logsumexp(0) for s, right in rows]).mean()

    temperatures = Temperatures(
        # a second label counts as right for the scorer, so either of the two is what the score should promise
        main=_temperature(lambda t: -((main / t).log_softmax(1).exp() * accepted).sum(1).clamp(min=1e-9).log().mean()),
        holds=_temperature(lambda t: functional.binary_cross_entropy_with_logits(holds / t, held)),
        source=_temperature(sets(seen.source)),
        link=_temperature(sets(seen.link)),
        clause=_temperature(lambda t: functional.binary_cross_entropy_with_logits(there / t, embedded)),
    )
    log.info("temperatures: %s", temperatures)
    chances = (main / temperatures.main).softmax(1)
    shifts = _shifts(chances, gold, accepted)
    thresholds = replace(
        Thresholds(),
        main=shifts,
        second=_second(chances, (holds / temperatures.holds).sigmoid(), held),
        doubt=_doubt(chances, accepted, shifts),
        clause=max(STEPS, key=lambda t: float((((there / temperatures.clause).sigmoid() >= t) == (embedded > 0)).float().mean())),
    )
    log.info("thresholds: %s", thresholds)
    return Calibration(temperatures=temperatures, thresholds=thresholds)


def _predict(chances: Tensor, shifts: dict[str, float]) -> Tensor:
    return (chances + torch.tensor([shifts.get(name, 0.0) for name in MAIN])).argmax(1)


def macro_f1(predicted: Tensor, gold: Tensor, accepted: Tensor) -> float:
    """Return the mean F1 of the three labels; a prediction is right where it is the main or the second label."""
    right = accepted[torch.arange(len(predicted)), predicted]
    total = 0.0
    for c in range(len(LABELS)):
        tp = int((right & (predicted == c)).sum())
        wrong = int((~right & (predicted == c)).sum()) + int((~right & (gold == c)).sum())
        total += 2 * tp / max(1, 2 * tp + wrong)
    return total / len(LABELS)


def _shifts(chances: Tensor, gold: Tensor, accepted: Tensor) -> dict[str, float]:
    """Choose what is added to each label's probability: one label after the other, only where it gains three tenths of a point."""
    shifts = dict.fromkeys(LABELS, 0.0)
    best = macro_f1(_predict(chances, shifts), gold, accepted)
    for name in (*LABELS, *LABELS):
        for shift in SHIFTS:
            f1 = macro_f1(_predict(chances, shifts | {name: shift}), gold, accepted)
            if f1 > best + 0.003:
                best, shifts = f1, shifts | {name: shift}
    log.info("macro F1 held aside: %.3f with shifts %s", best, shifts)
    return shifts


def _second(chances: Tensor, holds: Tensor, held: Tensor) -> float:
    """Choose the threshold of second labels: best F1 of the labels beside the main one."""
    beside = torch.ones_like(holds).scatter(1, chances[:, : len(LABELS)].argmax(1, keepdim=True), 0.0)
    beside *= (chances.argmax(1) < len(LABELS)).float()[:, None]

    def f1(t: float) -> float:
        given = (holds >= t) * beside
        tp = float((given * held).sum())
        return 2 * tp / max(1.0, float(given.sum() + (held * beside).sum()))

    return max((t for t in STEPS if t >= LEAST_SECOND), key=f1)


def _doubt(chances: Tensor, accepted: Tensor, shifts: dict[str, float]) -> float:
    """Choose the score below which a finding is doubtful: the least at which the others are right often enough."""
    predicted = _predict(chances, shifts)
    rows = torch.arange(len(predicted))
    found = predicted < len(LABELS)
    score, right = chances[rows, predicted][found], accepted[rows, predicted][found]
    for t in (k / 100 for k in range(30, 100)):
        sure = score >= t
        if sure.any() and float(right[sure].float().mean()) >= RIGHT_OUTSIDE_DOUBT:
            log.info("doubt below %.2f: %.1f %% of findings", t, 100 * float((~sure).float().mean()))
            return t
    return 0.99
