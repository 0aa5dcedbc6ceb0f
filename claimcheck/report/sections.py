"""The sections of a report, in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from rich.text import Text

from claimcheck.document import Span
from claimcheck.labels import LABELS
from claimcheck.outline import Answered, Outline
from claimcheck.pairs import Declined, Link
from claimcheck.report import heads, marked
from claimcheck.report.layout import DIM, Page, Row, tree
from claimcheck.report.wording import Wording, percent

NOTHING_FOUND: Final = "No allegation, denial or official statement found."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Writes the report of one article on one page.

    Attributes:
        page: where to.
        wording: puts findings in words.
        parts: which finding stands where.
        printed: sentences whose words have been written, so that no list repeats them.
    """

    page: Page
    wording: Wording
    parts: Outline
    printed: set[int] = field(default_factory=set)

    def lines(self, *, text: bool) -> Iterator[Text]:
        """Yield the whole report; with ``text`` the marked article too."""
        yield from heads.head(self.page, self.wording, self.parts)
        if not any(finding.labelling.label in LABELS for finding in self.wording.analysis.findings):
            yield Text()
            yield from self.page.paragraph(Text(NOTHING_FOUND, style="bold"))
        yield from self._answered()
        yield from self._alone("Denials that state the claim themselves", self.parts.clauses)
        yield from self._alone("Denials without a claim in the article", self.parts.absent)
        yield from self._plain("Claims with no reply recorded", self.parts.no_reply)
        yield from self._declined()
        yield from self._statements()
        yield from self._custom()
        if text:
            yield from self.page.heading("The article")
            yield from marked.lines(self.page, self.wording, self.parts)
        yield from heads.legend(self.page, self.wording, text=text)

    def _answered(self) -> Iterator[Text]:
        if not self.parts.answered:
            return
        yield from self.page.heading("Claims and answers", len(self.parts.answered))
        for number, claim in enumerate(self.parts.answered):
            if number:
                yield Text()
            yield from self.page.row(self._row(claim.claim))
            yield from self._branches([*map(self._answer, claim.direct), *self._further(claim)])

    def _alone(self, title: str, links: tuple[Link, ...]) -> Iterator[Text]:
        if links:
            yield from self.page.heading(title, len(links))
            for link in links:
                yield from self.page.row(self._answer(link))

    def _plain(self, title: str, indexes: tuple[int, ...]) -> Iterator[Text]:
        if indexes:
            yield from self.page.heading(title, len(indexes))
            for index in indexes:
                yield from self.page.row(self._row(index))

    def _declined(self) -> Iterator[Text]:
        if not self.parts.declined:
            return
        yield from self.page.heading("Claims whose target declined to comment", len(self.parts.declined))
        for number, (claim, refusals) in enumerate(self.parts.declined):
            if number:
                yield Text()
            yield from self.page.row(self._refused(claim, refusals))
            yield from self._branches([self._refusal(refusal) for refusal in refusals if refusal.sentence != claim])

    def _statements(self) -> Iterator[Text]:
        if not self.parts.statements:
            return
        yield from self.page.heading("Official statements", len(self.parts.statements))
        above = [index for index in self.parts.statements if index in self.printed]
        for index in self.parts.statements:
            if index not in self.printed:
                yield from self.page.row(self._row(index))
        if above:
            references = Text(", ").join([self.wording.reference(index) for index in above])
            yield from self.page.paragraph(Text.assemble(("shown above: ", DIM), references))

    def _custom(self) -> Iterator[Text]:
        found: dict[str, list[int]] = {}
        for index in range(len(self.wording.analysis.findings)):
            for name in self.wording.custom(index):
                found.setdefault(name, []).append(index)
        for name, indexes in found.items():
            yield from self.page.heading(f"Label of your own: {self.page.show(name).plain}", len(indexes))
            for index in indexes:
                score = Text(f"{percent(self.wording.finding(index).labelling.custom[name]):>4}")
                yield from self.page.row(self._row(index, score=score))

    def _branches(self, rows: list[Row]) -> Iterator[Text]:
        """Yield answers, a branch each; a speaker who goes on speaking is named more quietly."""
        speaker = ""
        for number, row in enumerate(rows, start=1):
            if row.speaker.plain == speaker:
                row.speaker.stylize("not bold dim")
            speaker = row.speaker.plain
            yield from self.page.row(row, tree=tree(self.page, last=number == len(rows)))

    def _row(self, index: int, *, focus: Span | None = None, score: Text | None = None) -> Row:
        self.printed.add(index)
        return Row(
            reference=self.wording.reference(index),
            score=self.wording.label_score(index) if score is None else score,
            speaker=self.wording.speaker(index),
            words=self.wording.words(index, focus=focus),
            notes=self.wording.notes(index),
        )

    def _answer(self, link: Link) -> Row:
        self.printed.add(link.denial)
        return Row(
            reference=self.wording.reference(link.denial),
            score=self.wording.link_score(link),
            speaker=self.wording.speaker(link.denial),
            words=self.wording.words(link.denial, focus=link.clause),
            notes=self.wording.notes(link.denial, link=link),
        )

    def _refused(self, claim: int, refusals: tuple[Declined, ...]) -> Row:
        itself = next((refusal.cue for refusal in refusals if refusal.sentence == claim), None)
        answered = next((entry for entry in self.parts.answered if entry.claim == claim), None)
        row = self._row(claim, focus=itself)
        if answered is None:
            return row
        denials = Text(", ").join([self.wording.reference(link.denial) for link in (*answered.direct, *answered.further)])
        words = row.words if itself is not None else Text("words above", style=DIM)
        return replace(row, words=words, notes=(*row.notes, Text.assemble(("answered by ", DIM), denials)))

    def _refusal(self, refusal: Declined) -> Row:
        return self._row(refusal.sentence, focus=refusal.cue, score=Text())

    def _further(self, claim: Answered) -> Iterator[Row]:
        """Yield the answers whose words stand under another claim: in one row where speaker and claim are the same."""
        groups: dict[tuple[int, str], list[Link]] = {}
        for link in claim.further:
            groups.setdefault((self.parts.home[link.denial], self.wording.speaker(link.denial).plain), []).append(link)
        for (home, _), links in groups.items():
            yield self._elsewhere(links, home)

    def _elsewhere(self, links: Iterable[Link], home: int) -> Row:
        first, *others = links
        more = [Text.assemble(self.wording.reference(link.denial), " ", self.wording.link_score(link).plain.strip()) for link in others]
        place = Text.assemble(("words under ", DIM), self.wording.reference(home))
        return Row(
            reference=self.wording.reference(first.denial),
            score=self.wording.link_score(first),
            speaker=self.wording.speaker(first.denial),
            words=Text.assemble(("also ", DIM), Text(", ").join(more), f" {self.page.glyphs.dot} ", place) if more else place,
        )
