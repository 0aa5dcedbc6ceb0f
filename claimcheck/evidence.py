"""What a model says of an article, before anything is decided from it.

The stages ``labels``, ``attribution`` and ``pairs`` turn evidence into findings with plain rules and
thresholds, so that they run and are tested without a model: a test hands them evidence that it made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from claimcheck.document import Document, Span
from claimcheck.sentences import Sentence

# Given by a factory wherever it is a default: dataclasses of Python 3.11 refuse a default without a hash.
NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in the article and how sure the model is of it (probability, 0 to 1)."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may state the rejected claim, by index, with its probability (0 to 1)."""

    sentence: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceEvidence:
    """All that the model says of one sentence. Probabilities are 0 to 1 and calibrated.

    Attributes:
        scores: probability of each main label, ``none`` included; they sum to 1.
        holds: per label, the probability that it holds at all, main label or second.
        custom: per label of the user's own, the probability that it holds.
        sources: where the speaker is named, best first; anywhere in the article.
        unnamed: probability that the article names nobody as the speaker.
        cue: the words that report the speech ("denied").
        content: what is said, within the sentence.
        clause: the words of the sentence that state the claim it rejects; its score is the
            probability that the sentence holds such a clause. Meant for denials only.
        claims: sentences that may state the claim that this one rejects, best first. Meant for denials only.
        absent: probability that no other sentence states that claim.
    """

    scores: Mapping[str, float]
    holds: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    custom: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    sources: tuple[Mention, ...] = ()
    unnamed: float = 1.0
    cue: Mention | None = None
    content: Mention | None = None
    clause: Mention | None = None
    claims: tuple[Candidate, ...] = ()
    absent: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """Which model gave the evidence: its name and a hash of its weights ("" where there is none)."""

    name: str
    revision: str


class Reader(Protocol):
    """A model that reads an article: the embedded one, a checkpoint of the user's, or a test's fake."""

    @property
    def info(self) -> ModelInfo:
        """Name and revision, for the record."""

    def read(self, document: Document, sentences: Sequence[Sentence]) -> tuple[SentenceEvidence, ...]:
        """Return the evidence for each sentence, in order.

        Raises:
            ModelError: where the model cannot be loaded or run.
        """
