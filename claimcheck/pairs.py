"""Pairs: which claim a denial answers, which claims nobody answers, who declined to comment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from claimcheck.attribution import Attribution
from claimcheck.declined import Declined, declined
from claimcheck.document import Document, Span
from claimcheck.evidence import SentenceEvidence
from claimcheck.labels import Labelling, Thresholds
from claimcheck.sentences import Sentence

__all__ = ["Declined", "Link", "declined", "pair", "unanswered"]

# A further sentence that states the claim is shown where it is at least this probable, and this probable against the best one.
_LEAST: Final = 0.1
_AGAINST_BEST: Final = 0.35
_MOST: Final = 4  # sentences that state one claim, at most: so many the annotators named


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


def pair(
    document: Document,
    sentences: Sequence[Sentence],
    labellings: Sequence[Labelling],
    attributions: Sequence[Attribution],
    evidence: Sequence[SentenceEvidence],
    thresholds: Thresholds,
) -> tuple[Link, ...]:
    """Link each denial to the claims that it answers.

    A denial gets a link to the sentence that states its claim best, unless the claim is more likely in no other sentence
    (``thresholds.absent``), and to further sentences that nearly as likely state the same claim. The clause of the denial that
    states the claim goes with the best link, or alone where no other sentence does. A denial with neither gets one link that
    says so.

    Args:
        document: the article.
        sentences: its sentences.
        labellings: what each does.
        attributions: who says each.
        evidence: what the model says of each.
        thresholds: the model's cut-offs.

    Returns:
        Ordered by denial, then best first; at least one link for each denial.
    """
    del document, attributions  # the model has read both; here they decide nothing more
    links: list[Link] = []
    for i, labelling in enumerate(labellings):
        if labelling.denies:
            links.extend(_links(sentences, i, evidence[i], thresholds))
    return tuple(links)


def _links(sentences: Sequence[Sentence], i: int, evidence: SentenceEvidence, thresholds: Thresholds) -> Iterator[Link]:
    clause = _clause(sentences[i], evidence, thresholds)
    claims = _claims(len(sentences), i, evidence) if evidence.absent < thresholds.absent else []
    if not claims:
        holds = evidence.clause.score if evidence.clause else 0.0
        score = min(evidence.absent, holds if clause else 1 - holds)
        yield Link(denial=i, claim=None, clause=clause, score=score, doubtful=score < thresholds.link_doubt)
    for rank, (claim, score) in enumerate(claims):
        words = clause if rank == 0 else None
        yield Link(denial=i, claim=claim, clause=words, score=score, doubtful=score < thresholds.link_doubt)


def _clause(sentence: Sentence, evidence: SentenceEvidence, thresholds: Thresholds) -> Span | None:
    """Return the clause that states the claim, cut to the sentence; None where the model sees none."""
    found = evidence.clause
    if found is None or found.score < thresholds.clause or not found.span.overlap(sentence.span):
        return None
    return Span(start=max(found.span.start, sentence.span.start), end=min(found.span.end, sentence.span.end))


def _claims(count: int, i: int, evidence: SentenceEvidence) -> list[tuple[int, float]]:
    """Return the sentences that state the claim, best first: never the denial itself, none twice."""
    scores: dict[int, float] = {}
    for candidate in evidence.claims:
        if candidate.sentence != i and 0 <= candidate.sentence < count:
            scores[candidate.sentence] = max(candidate.score, scores.get(candidate.sentence, 0.0))
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return []
    least = max(_LEAST, _AGAINST_BEST * ranked[0][1])
    return [ranked[0], *(item for item in ranked[1:_MOST] if item[1] >= least)]


def unanswered(labellings: Sequence[Labelling], links: Sequence[Link]) -> tuple[int, ...]:
    """Return the indexes of allegations that no denial in the article answers.

    An allegation is answered where any link of a denial leads to it, best or further, and where the sentence itself goes on to
    reject what a clause of it states ("accused her of fraud, which she denied").
    """
    answered = {link.claim for link in links} | {link.denial for link in links if link.clause is not None}
    return tuple(i for i, labelling in enumerate(labellings) if labelling.alleges and i not in answered)
