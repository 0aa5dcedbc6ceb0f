"""The findings of an article as rows: a claim and a reply to it, a claim alone, a denial alone, a statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.document import Span
from claimcheck.exports.plain import own_labels
from claimcheck.outline import outline
from claimcheck.pairs import Link
from claimcheck.pipeline import Analysis
from claimcheck.report.wording import is_doubtful, percent


class Kind(StrEnum):
    """What a row is; the values are what a spreadsheet shows, and are kept from version to version."""

    ANSWERED = "claim with a reply"
    NO_REPLY = "claim without a reply"
    DECLINED = "claim, no comment given"
    CLAUSE = "denial that states the claim"
    ABSENT = "denial, claim not in the article"
    STATEMENT = "official statement"
    OWN = "label of your own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words of the article: the index of their sentence, and their place, which may be a part of it."""

    index: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding.

    Attributes:
        kind: what it is.
        said: the claim or the statement; None where the claim is not in the article.
        reply: the denial, or where it says that no comment was given; None where there is none.
        link: what joins them, where a denial does.
    """

    kind: Kind
    said: Part | None
    reply: Part | None = None
    link: Link | None = None


def rows(analysis: Analysis) -> list[Row]:
    """Return the findings in the order in which they begin in the article; every sentence with a label stands in one at least."""
    found = list(_known(analysis))
    found += _others(analysis, {part.index for row in found for part in (row.said, row.reply) if part})
    order = list(Kind)
    # Python's sort keeps the order of equals: the likeliest link of a denial stays the first.
    return sorted(found, key=lambda row: (min(part.span.start for part in (row.said, row.reply) if part), order.index(row.kind)))


def score(analysis: Analysis, row: Row) -> float | None:
    """Return the probability of what the row says: of the link where it has one, of the label where it has none."""
    if row.link is not None:
        return row.link.score
    part = row.said or row.reply
    if part is None or row.kind is Kind.ABSENT:
        return None
    labelling = analysis.findings[part.index].labelling
    if row.kind is Kind.OWN:
        return max(labelling.custom.values())
    return labelling.score


def doubts(analysis: Analysis, row: Row) -> list[str]:
    """Return what is doubtful in a row, each with its probability, in words."""
    # The words of a denial that state its claim have the label and the speaker of the denial: it is told there.
    claim = [] if row.said is None or row.kind is Kind.CLAUSE else part_doubts(analysis, row.said)
    reply = [] if row.reply is None else [f"reply's {doubt}" for doubt in part_doubts(analysis, row.reply)]
    return [*link_doubts(row), *claim, *reply]


def link_doubts(row: Row) -> list[str]:
    """Return whether the link of a row is doubtful, in words."""
    return [f"link {percent(row.link.score)}"] if row.link is not None and row.link.doubtful else []


def part_doubts(analysis: Analysis, part: Part) -> list[str]:
    """Return what is doubtful of a sentence, in words."""
    found = analysis.findings[part.index]
    doubtful = [f"label {percent(found.labelling.score)}"] if found.labelling.doubtful else []
    source = found.attribution.source
    if source is not None and is_doubtful(source):
        doubtful.append(f"speaker {percent(source.score)}")
    return doubtful


def _known(analysis: Analysis) -> Iterator[Row]:
    """Yield what stands in the outline, in its order: within a claim, answers of which it is the likeliest claim come first."""
    parts = outline(analysis)
    for answered in parts.answered:
        for link in (*answered.direct, *answered.further):
            yield Row(kind=Kind.ANSWERED, said=_at(analysis, answered.claim), reply=_at(analysis, link.denial), link=link)
    for link in parts.clauses:
        clause = None if link.clause is None else Part(index=link.denial, span=link.clause)
        yield Row(kind=Kind.CLAUSE, said=clause, reply=_at(analysis, link.denial), link=link)
    for link in parts.absent:
        yield Row(kind=Kind.ABSENT, said=None, reply=_at(analysis, link.denial), link=link)
    for claim, refusals in parts.declined:
        for refusal in refusals:
            itself = refusal.sentence == claim
            reply = Part(index=claim, span=refusal.cue) if itself else _at(analysis, refusal.sentence)
            yield Row(kind=Kind.DECLINED, said=_at(analysis, claim), reply=reply)
    for index in parts.no_reply:
        yield Row(kind=Kind.NO_REPLY, said=_at(analysis, index))
    for index in parts.statements:
        yield Row(kind=Kind.STATEMENT, said=_at(analysis, index))


def _at(analysis: Analysis, index: int) -> Part:
    return Part(index=index, span=analysis.findings[index].sentence.span)


def _others(analysis: Analysis, shown: set[int]) -> Iterator[Row]:
    """Yield what stands in no row yet: labels of the user's own, and findings of which a record says no more than the label."""
    for index, found in enumerate(analysis.findings):
        part = Part(index=index, span=found.sentence.span)
        if index in shown:
            continue
        if found.labelling.denies:
            yield Row(kind=Kind.ABSENT, said=None, reply=part)
        elif found.labelling.alleges:
            yield Row(kind=Kind.NO_REPLY, said=part)
        elif own_labels(analysis, index):
            yield Row(kind=Kind.OWN, said=part)
