"""What stands where in a report: an analysis sorted into claims and answers, open claims and the rest.

No words, no layout: the terminal report and other views for people are drawn from this.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from claimcheck.labels import OFFICIAL
from claimcheck.pairs import Declined, Link
from claimcheck.pipeline import Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A claim that some denial answers.

    Attributes:
        claim: index of the sentence that states it.
        direct: links of the denials whose likeliest claim this is, in the order of the article.
        further: links of denials whose likeliest claim is another one, in the order of the article.
    """

    claim: int
    direct: tuple[Link, ...]
    further: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The parts of a report. All are in the order of the article; numbers are indexes of sentences.

    Attributes:
        answered: claims and the denials that answer them.
        clauses: denials whose claim stands only in their own words.
        absent: denials whose claim is not in the article.
        no_reply: claims that nobody answers.
        declined: claims whose target would not comment, each with the sentences that say so.
        statements: official statements, as main or second label.
        home: for each denial that answers a sentence, the claim under which it stands as ``direct``.
    """

    answered: tuple[Answered, ...]
    clauses: tuple[Link, ...]
    absent: tuple[Link, ...]
    no_reply: tuple[int, ...]
    declined: tuple[tuple[int, tuple[Declined, ...]], ...]
    statements: tuple[int, ...]
    home: dict[int, int]


def outline(analysis: Analysis) -> Outline:
    """Sort the findings of an article into the parts of a report.

    A claim whose target declined to comment is not listed among those with no reply.
    """
    home: dict[int, int] = {}
    for link in analysis.links:
        if link.claim is not None:
            home.setdefault(link.denial, link.claim)  # they come best first
    alone = {link.denial: link for link in reversed(analysis.links) if link.denial not in home}
    declined = _grouped(analysis.declined)
    answered = _answered(analysis.links, home)
    return Outline(
        answered=answered,
        clauses=tuple(link for _, link in sorted(alone.items()) if link.clause is not None),
        absent=tuple(link for _, link in sorted(alone.items()) if link.clause is None),
        no_reply=tuple(index for index in sorted(analysis.unanswered) if index not in declined),
        declined=tuple(sorted(declined.items())),
        statements=tuple(
            index for index, finding in enumerate(analysis.findings) if OFFICIAL in (finding.labelling.label, finding.labelling.second)
        ),
        home=home,
    )


def _answered(links: Iterable[Link], home: dict[int, int]) -> tuple[Answered, ...]:
    direct: dict[int, list[Link]] = defaultdict(list)
    further: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        if link.claim is not None:
            (direct if home.get(link.denial) == link.claim else further)[link.claim].append(link)
    return tuple(
        Answered(claim=claim, direct=tuple(direct[claim]), further=tuple(further[claim]))
        for claim in sorted(direct.keys() | further.keys())
    )


def _grouped(declined: Iterable[Declined]) -> dict[int, tuple[Declined, ...]]:
    groups: dict[int, list[Declined]] = defaultdict(list)
    for refusal in declined:
        groups[refusal.claim].append(refusal)
    return {claim: tuple(sorted(group, key=lambda refusal: refusal.sentence)) for claim, group in groups.items()}
