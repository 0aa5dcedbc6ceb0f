"""Figures: what an evaluation says, as records that count and divide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from claimcheck.labels import LABELS

DIGITS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many were right."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where there was nothing to get right."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found against what there was: precision, recall and F1, each 0 to 1 and 0 where it is undefined.

    Attributes:
        true: found and right.
        false: found and wrong.
        missed: there and not found.
    """

    true: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.true / max(1, self.true + self.false)

    @property
    def recall(self) -> float:
        """Share of what there was that was found."""
        return self.true / max(1, self.true + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.true / max(1, 2 * self.true + self.false + self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Sentences of about the same score: calibrated scores come true as often as they say.

    Attributes:
        low: the least score of the bin, in tenths.
        count: number of sentences.
        scores: sum of their scores.
        right: how many labels were right.
    """

    low: int
    count: int
    scores: float
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How well findings agree with gold.

    Attributes:
        articles: annotated articles.
        missing: those of them without findings; each of their sentences counts as ``none``.
        labels: per label. A label that the annotators give as a second one is right too.
        confusion: how often a sentence of gold label ``confusion[gold, found]`` was given the label found. A second label that
            is right counts on the diagonal of the label found, so that rows and columns give ``labels``.
        accuracy: sentences with a right label.
        pairs: denials linked to a claim. True: first choice is a right sentence. Missed: the claim is in another
            sentence, and the denial was not found or its first choice is wrong.
        link: of found denials whose claim is in another sentence: first choice is a right sentence.
        clause: of found denials: whether the claim stands in the denial itself was told rightly.
        absent: of found denials whose claim is nowhere in the article: no sentence was linked.
        source: of labelled sentences with a named source, given any label: the source is the same.
        bins: sentences by the score of the label found.
    """

    articles: int
    missing: int
    labels: Mapping[str, Hits]
    confusion: Mapping[tuple[str, str], int]
    accuracy: Share
    pairs: Hits
    link: Share
    clause: Share
    absent: Share
    source: Share
    bins: tuple[Bin, ...]

    @property
    def sentences(self) -> int:
        """Annotated sentences."""
        return self.accuracy.of

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the three labels; ``none`` is not one of them."""
        return sum(self.labels[name].f1 for name in LABELS) / len(LABELS)

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error over ten bins of equal width, 0 to 1; None where no finding has scores."""
        total = sum(each.count for each in self.bins)
        return sum(abs(each.scores - each.right) for each in self.bins) / total if total else None

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as JSON has it, rounded to 3 decimals; None where there was nothing to measure."""
        names = [*LABELS, *sorted({name for pair in self.confusion for name in pair} - set(LABELS))]
        return {
            "articles": self.articles,
            "missing": self.missing,
            "sentences": self.sentences,
            "macro_f1": _rounded(self.macro_f1),
            **{f"{name}_f1": _rounded(self.labels[name].f1) for name in LABELS},
            **{f"{name}_p_r": [_rounded(self.labels[name].precision), _rounded(self.labels[name].recall)] for name in LABELS},
            "accuracy": _rounded(self.accuracy.value),
            "pair_f1": _rounded(self.pairs.f1),
            "link_accuracy_on_found_denials": _rounded(self.link.value),
            "clause_accuracy": _rounded(self.clause.value),
            "absent_accuracy": _rounded(self.absent.value),
            "source_accuracy": _rounded(self.source.value),
            "calibration_error": _rounded(self.calibration_error),
            "pair_p_r": [_rounded(self.pairs.precision), _rounded(self.pairs.recall)],
            "counts": {
                "gold": {name: self.labels[name].true + self.labels[name].missed for name in LABELS},
                "found": {name: self.labels[name].true + self.labels[name].false for name in LABELS},
                "linkable_denials_found": self.link.of,
                "denials_found": self.clause.of,
                "absent_claims_found": self.absent.of,
                "named_sources": self.source.of,
            },
            "confusion": {gold: {found: self.confusion.get((gold, found), 0) for found in names} for gold in names},
            "calibration": [
                {
                    "low": each.low / 10,
                    "count": each.count,
                    "score": _rounded(each.scores / each.count),
                    "right": _rounded(each.right / each.count),
                }
                for each in sorted(self.bins, key=lambda each: each.low)
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Figures over all articles, and for the articles of each outlet by its name."""

    overall: Figures
    outlets: Mapping[str, Figures]

    def to_dict(self) -> dict[str, Any]:
        """Return the overall figures as JSON has them, and under ``outlets`` the same for each outlet."""
        return {**self.overall.to_dict(), "outlets": {name: figures.to_dict() for name, figures in self.outlets.items()}}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
