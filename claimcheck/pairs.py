"""Pairs: which claim a denial answers, which claims nobody answers, who declined to comment."""

from dataclasses import dataclass

from claimcheck.document import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One answer of a denial to a claim.

    Attributes:
        denial: index of the denying sentence.
        claim: index of the sentence that states the claim; None where it stands in no other sentence.
        clause: the words of the denial itself that state the claim; None where there are none.
            With ``claim`` None too, the claim is not in the article.
        score: probability of what the link says.
        doubtful: whether that is less sure than the model's doubt threshold.
    """

    denial: int
    claim: int | None
    clause: Span | None
    score: float
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A claim whose target would not comment: kept apart from denial.

    Attributes:
        claim: index of the claim.
        sentence: index of the sentence that reports the refusal; may be the same sentence.
        cue: the words of refusal.
    """

    claim: int
    sentence: int
    cue: Span
