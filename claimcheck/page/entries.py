"""The lists of findings beside an article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from claimcheck.document import Span
from claimcheck.outline import Answered, Outline
from claimcheck.page.units import Unit, Units
from claimcheck.pairs import Declined, Link
from claimcheck.pipeline import Analysis
from claimcheck.report.wording import excerpt, percent
from claimcheck.sentences import Kind

# What each list holds, for those who see it the first time; the headings are those of the terminal report.
ANSWERED: Final = ("Claims and answers", "Each claim, and under it the denials that answer it.")
CLAUSES: Final = ("Denials that state the claim themselves", "The claim stands only in the words of the denial, which are marked.")
ABSENT: Final = ("Denials without a claim in the article", "The article does not say what is denied.")
NO_REPLY: Final = ("Claims with no reply recorded", "No denial in the article answers these.")
DECLINED: Final = ("Claims whose target declined to comment", "A refusal to comment is no denial.")
STATEMENTS: Final = ("Official statements", "What public bodies, companies and spokespeople announce or explain.")
OWN: Final = ("Labels of your own", "Sentences of which a label from your file holds.")
UNSURE: Final = ("Sentences that may lack a label", "The model gave none and was unsure: check these.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finding in a list.

    Attributes:
        unit: the sentence.
        score: how sure the finding is, in percent; ``doubtful``: whether that is doubtful.
        words: the excerpt in three parts, of which the second is marked; all empty where it stands elsewhere in the list.
        cut: whether words are left out before and behind.
        notes: remarks.
        answers: entries under this one.
        relation: how this one relates to the one above it; "" where that is as for the one before.
    """

    unit: Unit
    score: str
    doubtful: bool
    words: tuple[str, str, str]
    cut: tuple[bool, bool]
    notes: tuple[str, ...]
    answers: tuple["Entry", ...] = ()
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list: heading, what it holds, its entries."""

    title: str
    about: str
    entries: tuple[Entry, ...]


def sections(analysis: Analysis, parts: Outline, units: Units) -> tuple[Section, ...]:
    """Return the lists that hold something."""
    write = _Writer(analysis=analysis, units=units)
    links = {link.denial: link for link in analysis.links}
    lists: tuple[tuple[tuple[str, str], Iterator[Entry]], ...] = (
        (ANSWERED, map(write.claim, parts.answered)),
        (CLAUSES, (write.denial(link) for link in parts.clauses)),
        (ABSENT, (write.denial(link) for link in parts.absent)),
        (NO_REPLY, map(write.entry, parts.no_reply)),
        (DECLINED, (write.refused(claim, refusals) for claim, refusals in parts.declined)),
        (STATEMENTS, map(write.entry, parts.statements)),
        (OWN, (write.entry(unit.index) for unit in units.all if unit.style == "own")),
        (
            UNSURE,
            (
                write.entry(finding.sentence.index)
                for finding in analysis.findings
                if finding.labelling.doubtful and units[finding.sentence.index].style == "plain" and finding.sentence.index not in links
            ),
        ),
    )
    return tuple(Section(title=title, about=about, entries=made) for (title, about), each in lists if (made := tuple(each)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    analysis: Analysis
    units: Units

    def entry(self, index: int, *, focus: Span | None = None, link: Link | None = None) -> Entry:
        unit = self.units[index]
        finding = self.analysis.findings[index]
        place = {Kind.HEADLINE: "in the headline", Kind.CAPTION: "in a caption"}.get(finding.sentence.kind, "")
        second = f"both {unit.names}" if len(unit.labels) > 1 else ""
        doubt = "link doubtful" if link is not None and link.doubtful else ""
        facts = [fact for fact in unit.facts if "doubtful" in fact or unit.style == "own"]
        before, marked, behind, cut = self._words(index, focus)
        return Entry(
            unit=unit,
            score=percent(link.score) if link is not None else unit.score,
            doubtful=link.doubtful if link is not None else finding.labelling.doubtful,
            words=(before, marked, behind),
            cut=cut,
            notes=tuple(note for note in (place, second, doubt, *facts) if note),
        )

    def denial(self, link: Link) -> Entry:
        return self.entry(link.denial, focus=link.clause, link=link)

    def claim(self, answered: Answered) -> Entry:
        direct = [self.denial(link) for link in answered.direct]
        # Their words stand under the claim that they answer more surely.
        further = [replace(self.denial(link), words=("", "", ""), cut=(False, False)) for link in answered.further]
        answers = (*_related(direct, "answered by"), *_related(further, "perhaps also answered by"))
        return replace(self.entry(answered.claim), answers=answers)

    def refused(self, claim: int, refusals: tuple[Declined, ...]) -> Entry:
        itself = next((refusal.cue for refusal in refusals if refusal.sentence == claim), None)
        others = [self.entry(each.sentence, focus=each.cue) for each in refusals if each.sentence != claim]
        return replace(self.entry(claim, focus=itself), answers=_related(others, "declined in"))

    def _words(self, index: int, focus: Span | None) -> tuple[str, str, str, tuple[bool, bool]]:
        document = self.analysis.document
        span = self.analysis.findings[index].sentence.span
        chosen = excerpt(document, span, focus)
        cut = (chosen.span.start > span.start, chosen.span.end < span.end)
        if chosen.focus is None:
            return document.slice(chosen.span), "", "", cut
        before = document.text[chosen.span.start : chosen.focus.start]
        return before, document.slice(chosen.focus), document.text[chosen.focus.end : chosen.span.end], cut


def _related(entries: Sequence[Entry], relation: str) -> tuple[Entry, ...]:
    """Write over the first how all of them relate to the entry above."""
    return tuple(replace(entry, relation="" if number else relation) for number, entry in enumerate(entries))
