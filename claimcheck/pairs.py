"""Pairs: which claim a denial answers, which claims nobody answers, who declined to comment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from claimcheck import logit
from claimcheck.attribution import Attribution
from claimcheck.declined import Declined, declined
from claimcheck.document import Document, Span
from claimcheck.evidence import SentenceEvidence
from claimcheck.labels import Labelling, Thresholds
from claimcheck.matches import NOWHERE, Matches
from claimcheck.sentences import Sentence

__all__ = ["Declined", "Link", "declined", "pair", "unanswered"]

# A further sentence that states the claim is shown where it is at least this probable, and this probable against the best one.
_LEAST: Final = 0.1
_AGAINST_BEST: Final = 0.35
_LOOKS: Final = 2
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

    The model's word and the words' own (:mod:`claimcheck.matches`) are weighed together; where the model says nothing of
    claims, as a checkpoint of the user's cannot, the words decide alone. A denial gets a link to the sentence that states its claim
    best, unless the claim is more likely in no other sentence (``thresholds.absent``), and to further sentences that nearly as
    likely state the same claim. The clause of the denial that states the claim goes with the best link, or alone where no other
    sentence does. A denial with neither gets one link that says so.

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
    found = chances(document, sentences, labellings, attributions, evidence, share=thresholds.claim_clues)
    links: list[Link] = []
    for i, own in found.items():
        clause = _clause(sentences[i], evidence[i], thresholds)
        links.extend(_links(i, claims(own, thresholds), own[NOWHERE], clause, evidence[i], thresholds))
    return tuple(links)


def chances(
    document: Document,
    sentences: Sequence[Sentence],
    labellings: Sequence[Labelling],
    attributions: Sequence[Attribution],
    evidence: Sequence[SentenceEvidence],
    *,
    share: float,
) -> dict[int, dict[int, float]]:
    """Return for each denial, in order, the probability that each sentence states its claim, NOWHERE among them.

    All denials are looked at twice: what the first look says of one tells something of those around it, which often answer the same
    claim. ``share`` is how much the words count beside the model; the other arguments are those of :func:`pair`.
    """
    denials = [i for i, labelling in enumerate(labellings) if labelling.denies]
    if not denials:
        return {}
    matches = Matches(document, sentences, labellings, attributions)
    found: dict[int, dict[int, float]] = {}
    for _ in range(_LOOKS):
        found = {i: _joined(len(sentences), i, matches.chances(i, found), evidence[i], share) for i in denials}
    return found


def _joined(count: int, i: int, clues: dict[int, float], evidence: SentenceEvidence, share: float) -> dict[int, float]:
    """Return the probability that each sentence states the claim, NOWHERE among them; never the denial itself."""
    if not evidence.claims and evidence.absent >= 1:
        return clues
    model = {NOWHERE: evidence.absent}
    for candidate in evidence.claims:
        if candidate.sentence != i and 0 <= candidate.sentence < count:
            model[candidate.sentence] = max(candidate.score, model.get(candidate.sentence, 0.0))
    return logit.joined(model, clues, share=share)


def claims(found: Mapping[int, float], thresholds: Thresholds) -> list[tuple[int, float]]:
    """Return the sentences that state the claim, best first; none where it is likelier in no other sentence."""
    ranked = sorted(((k, p) for k, p in found.items() if k != NOWHERE), key=lambda item: (-item[1], item[0]))
    if not ranked or found[NOWHERE] >= thresholds.absent:
        return []
    least = max(_LEAST, _AGAINST_BEST * ranked[0][1])
    return [ranked[0], *(item for item in ranked[1:_MOST] if item[1] >= least)]


def _links(
    i: int, found: list[tuple[int, float]], absent: float, clause: Span | None, evidence: SentenceEvidence, thresholds: Thresholds
) -> Iterator[Link]:
    if not found:
        holds = evidence.clause.score if evidence.clause else 0.0
        score = min(absent, holds if clause else 1 - holds)
        yield Link(denial=i, claim=None, clause=clause, score=score, doubtful=score < thresholds.link_doubt)
    for rank, (claim, score) in enumerate(found):
        words = clause if rank == 0 else None
        yield Link(denial=i, claim=claim, clause=words, score=score, doubtful=score < thresholds.link_doubt)


def _clause(sentence: Sentence, evidence: SentenceEvidence, thresholds: Thresholds) -> Span | None:
    """Return the clause that states the claim, cut to the sentence; None where the model sees none."""
    found = evidence.clause
    if found is None or found.score < thresholds.clause or not found.span.overlap(sentence.span):
        return None
    return Span(start=max(found.span.start, sentence.span.start), end=min(found.span.end, sentence.span.end))


def unanswered(labellings: Sequence[Labelling], links: Sequence[Link]) -> tuple[int, ...]:
    """Return the indexes of allegations that no denial in the article answers.

    An allegation is answered where any link of a denial leads to it, best or further, and where the sentence itself goes on to
    reject what a clause of it states ("accused her of fraud, which she denied").
    """
    answered = {link.claim for link in links} | {link.denial for link in links if link.clause is not None}
    return tuple(i for i, labelling in enumerate(labellings) if labelling.alleges and i not in answered)
