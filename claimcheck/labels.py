"""Labels: what a sentence does, decided from the model's probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from claimcheck.evidence import NOTHING, SentenceEvidence
from claimcheck.sentences import Kind, Sentence

ALLEGATION: Final = "allegation"
DENIAL: Final = "denial"
OFFICIAL: Final = "official_statement"
NONE: Final = "none"
LABELS: Final = (ALLEGATION, DENIAL, OFFICIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelText:
    """A label and the sentence that describes it to a zero-shot classifier."""

    name: str
    description: str


DEFAULT_LABELS: Final = (
    LabelText(
        name=ALLEGATION,
        description="Somebody accuses a person or body of wrongdoing, or reports a claim that is disputed or unproven.",
    ),
    LabelText(
        name=DENIAL,
        description="Somebody rejects, contradicts or rebuts a claim or an accusation.",
    ),
    LabelText(
        name=OFFICIAL,
        description="A public body, a company or its spokesperson announces, confirms or explains something.",
    ),
    LabelText(
        name=NONE,
        description="Background or an event that the reporter tells, or what a private person says.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Cut-offs that belong to a model; each is a probability, 0 to 1, but for ``main`` and the weights of the clues.

    Attributes:
        second: a second label is given where it holds at least this surely.
        doubt: a finding whose score is below this is marked as doubtful.
        link_doubt: the same for links.
        unnamed: a sentence has no named speaker where that is at least this probable.
        clause: a denial holds its claim as a clause where that is at least this probable.
        absent: a denial's claim is not in another sentence where that is at least this probable.
        custom: a label of the user's own is given where it holds at least this surely.
        speaker_clues: how much the clues of the words count beside the model for speakers; 0 leaves the model alone.
        claim_clues: the same for the claims that a denial answers.
        main: added to a label's score before the best is taken, per label; 0 where not named.
    """

    second: float = 0.6
    doubt: float = 0.6
    link_doubt: float = 0.4
    unnamed: float = 0.5
    clause: float = 0.5
    absent: float = 0.5
    custom: float = 0.5
    speaker_clues: float = 1.0
    claim_clues: float = 0.75
    main: Mapping[str, float] = field(default_factory=lambda: NOTHING)

    def to_dict(self) -> dict[str, object]:
        """Return plain data, for a model's folder and for the record of a run."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"main": dict(self.main)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """What one sentence does.

    Attributes:
        label: the main label, ``none`` included.
        second: a second label where the sentence plainly does two things.
        scores: calibrated probability of each main label; they sum to 1.
        custom: probability of each label of the user's own.
        doubtful: whether the label is less sure than the model's doubt threshold.
    """

    label: str
    second: str | None
    scores: Mapping[str, float]
    custom: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    doubtful: bool = False

    @property
    def score(self) -> float:
        """Probability of the main label."""
        return self.scores[self.label]

    @property
    def denies(self) -> bool:
        """Whether the sentence is a denial, first or second."""
        return DENIAL in (self.label, self.second)

    @property
    def alleges(self) -> bool:
        """Whether the sentence is an allegation, first or second."""
        return ALLEGATION in (self.label, self.second)


def label(sentence: Sentence, evidence: SentenceEvidence, thresholds: Thresholds) -> Labelling:
    """Decide what a sentence does. Page furniture says nothing, whatever the model thinks of it."""
    if sentence.kind is Kind.FURNITURE:
        return Labelling(label=NONE, second=None, scores={NONE: 1.0, **dict.fromkeys(LABELS, 0.0)})
    best = max(evidence.scores, key=lambda name: evidence.scores[name] + thresholds.main.get(name, 0.0))
    second = None
    if best != NONE:
        others = [name for name in LABELS if name != best and evidence.holds.get(name, 0.0) >= thresholds.second]
        second = max(others, key=lambda name: evidence.holds[name], default=None)
    return Labelling(
        label=best,
        second=second,
        scores=evidence.scores,
        custom=evidence.custom,
        doubtful=evidence.scores[best] < thresholds.doubt,
    )
