"""The report on a batch for a terminal, in the looks of the report on an article."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from claimcheck.across.findings import Article, Said
from claimcheck.across.overview import Accused, Group, Overview, Repeat
from claimcheck.across.words import ABOUT, NOBODY, NOTHING, accusing, answers, people, place
from claimcheck.labels import NONE
from claimcheck.report.layout import DIM, DOUBT, SPEAKER, STYLES, Page, Row, joined, tree
from claimcheck.report.wording import percent, plural

T = TypeVar("T")

REFERENCES: Final = 8
"""Places of a claim that are named at most on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What rich prints.

    Attributes:
        overview: the batch.
        failed: how many articles could not be checked.
        most: entries of each list at most; 0 for all.
    """

    overview: Overview
    failed: int = 0
    most: int = 20

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the report line by line, none wider than the console."""
        articles = self.overview.articles
        last = max((claim.said.index for group in self.overview.same + self.overview.open for claim in group.claims), default=0) + 1
        page = Page.of(console, options, sentences=last)
        page = replace(page, reference_width=page.reference_width + len(f"{len(articles)}:"))
        yield from _Writer(page=page, tables=self, used=set()).lines()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the report on one page; ``used`` are the articles that it refers to."""

    page: Page
    tables: Tables
    used: set[int]

    def lines(self) -> Iterator[Text]:
        """Yield the whole report."""
        found = self.tables.overview
        yield from self._head(found)
        if not found.claims and not found.denials:
            yield Text()
            yield from self.page.paragraph(Text(NOTHING, style="bold"))
            return
        yield from self._list("Who accuses whom", found.accused, self._accused, note=accusing(found))
        yield from self._list("The same claim in several articles", found.same, self._same, note=ABOUT["same"])
        yield from self._list("Claims with no reply in any article", found.open, self._open, note=ABOUT["open"])
        yield from self._list("Repeated denials", found.repeats, self._repeat, note=ABOUT["repeats"])
        yield from self._articles(found.articles)
        yield from self._legend()

    def _head(self, found: Overview) -> Iterator[Text]:
        page = self.page
        yield page.fit(Text(page.glyphs.double * page.width, style=DIM))
        yield from page.paragraph(Text(f"Across {plural(len(found.articles), 'article')}", style="bold"))
        yield Text()
        alike = f" {page.glyphs.dot} {found.distinct} where the same ones count once" if found.distinct < found.claims else ""
        yield from page.paragraph(Text.assemble(plural(found.claims, "claim"), (alike, DIM)))
        yield from page.paragraph(Text(plural(found.denials, "denial")))
        if self.tables.failed:
            failed = f"{plural(self.tables.failed, 'article')} could not be checked: errors.jsonl in the folder says why"
            yield from page.paragraph(Text(failed), first=Text("note: ", style=DIM), rest="      ")

    def _list(self, title: str, entries: Sequence[T], write: Callable[[T], Iterator[Text]], *, note: str = "") -> Iterator[Text]:
        """Yield a list with its heading; of a long one the first entries."""
        if not entries:
            return
        yield from self.page.heading(title, len(entries))
        if note:
            yield from self.page.paragraph(Text(note, style=DIM))
        most = self.tables.most or len(entries)
        for entry in entries[:most]:
            yield from write(entry)
        if len(entries) > most:
            yield from self.page.paragraph(Text(f"and {len(entries) - most} more; --most 0 shows all", style=DIM))

    def _accused(self, accused: Accused) -> Iterator[Text]:
        """Yield somebody and, a branch each, those who accuse them: how many claims, and where these stand."""
        yield Text()
        # who is accused stands above: without the words one reads it the other way round
        count = f"  answers {plural(accused.claims, 'claim')} in {plural(accused.articles, 'article')}, made by"
        yield from self.page.paragraph(Text.assemble(self._name(accused.name), (count, DIM)), rest="  ")
        for number, each in enumerate(accused.by, start=1):
            first, rest = tree(self.page, last=number == len(accused.by))
            name = self._name(each.accuser, doubtful=each.doubtful)
            line = Text.assemble(name, (f"  {plural(len(each.claims), 'claim')}  ", DIM), self._places(each.claims))
            yield from self.page.paragraph(line, first=Text(first, style=DIM), rest=rest.ljust(4))

    def _same(self, group: Group) -> Iterator[Text]:
        """Yield a claim in the words of one article, and under it those of the others."""
        yield Text()
        first = group.first
        others = [claim for claim in group.claims if claim is not first]
        notes = tuple(Text.assemble((before, DIM), self.page.show(names), (behind, DIM)) for before, names, behind in answers(group))
        yield from self.page.row(self._row(first.said, notes=notes))
        for number, claim in enumerate(others[:REFERENCES], start=1):
            last = number == len(others)
            yield from self.page.row(self._row(claim.said), tree=tree(self.page, last=last))
        if len(others) > REFERENCES:
            more = Text.assemble(("also ", DIM), self._places([claim.said for claim in others[REFERENCES:]]))
            yield from self.page.paragraph(more, first=Text(self.page.glyphs.last, style=DIM), rest="  ")

    def _open(self, group: Group) -> Iterator[Text]:
        """Yield a claim that nobody answers, and where else it stands."""
        first = group.first.said
        yield from self.page.row(self._row(first, notes=self._also(first, [claim.said for claim in group.claims])))

    def _repeat(self, repeat: Repeat) -> Iterator[Text]:
        """Yield a denial, where else it stands, and what it answers."""
        first = min(repeat.denials, key=lambda said: said.doubtful)
        notes = list(self._also(first, repeat.denials))
        if len(repeat.deniers) > 1:
            notes.append(Text.assemble(("by ", DIM), self.page.show(people(repeat.deniers))))
        if repeat.claim is not None:
            notes.append(Text.assemble(("answers ", DIM), self._place(repeat.claim)))
        yield from self.page.row(self._row(first, notes=tuple(notes)))

    def _articles(self, articles: Sequence[Article]) -> Iterator[Text]:
        """Yield what the numbers of articles stand for, of all that were referred to."""
        used = [article for article in articles if article.number in self.used]
        if not used:
            return
        yield from self.page.heading("Articles referred to")
        width = len(f"{used[-1].number + 1}") + 2
        for article in used:
            about = [self.page.show(part, DIM) for part in article.about]
            line = joined((self.page.show(article.title), *about), f" {self.page.glyphs.dot} ")
            yield from self.page.paragraph(line, first=Text(f"{article.number + 1}".ljust(width), style="bold"), rest=" " * width)

    def _legend(self) -> Iterator[Text]:
        entries = (
            (
                Text("2:A3"),
                "the third sentence of article 2; A, D, S: allegation, denial, official statement, as `claimcheck check` has it",
            ),
            (Text("87%"), "how sure the model is of the label, rounded down. It judges no claim"),
            (
                Text("?", style=DOUBT),
                "doubtful: the model is less sure than its threshold; of somebody, if all they are named for is doubtful",
            ),
        )
        yield from self.page.heading("How to read this")
        for sign, meaning in entries:
            sign.pad_right(6 - sign.cell_len)
            yield from self.page.paragraph(Text(meaning, style=DIM), first=sign, rest=" " * 6)

    def _row(self, said: Said, *, notes: tuple[Text, ...] = ()) -> Row:
        doubts = [name for name, doubtful in (("label", said.doubtful), ("speaker", said.unsure)) if doubtful]
        doubt = (Text(f"doubtful: {', '.join(doubts)}", style=DOUBT),) if doubts else ()
        return Row(
            reference=self._place(said),
            score=Text("" if said.label == NONE else f"{percent(said.score):>4}"),
            speaker=self._name(said.speaker, doubtful=said.unsure),
            words=self._words(said),
            notes=(*doubt, *notes),
        )

    def _words(self, said: Said) -> Text:
        words = self.page.show(said.words, limit=None)
        if said.cut:
            words.append(f" {self.page.glyphs.cut}", style=DIM)
        return words

    def _also(self, first: Said, everywhere: Iterable[Said]) -> tuple[Text, ...]:
        others = [said for said in everywhere if (said.article, said.index) != (first.article, first.index)]
        return (Text.assemble(("also ", DIM), self._places(others)),) if others else ()

    def _places(self, found: Sequence[Said]) -> Text:
        shown = [self._place(said) for said in found[:REFERENCES]]
        line = Text(", ").join(shown)
        return Text.assemble(line, (f" and {len(found) - REFERENCES} more", DIM)) if len(found) > REFERENCES else line

    def _place(self, said: Said) -> Text:
        self.used.add(said.article)
        text = Text(place(said), style=STYLES.get(said.label, "bold"))
        return Text.assemble(text, ("?", DOUBT)) if said.doubtful else text

    def _name(self, name: str, *, doubtful: bool = False) -> Text:
        if not (shown := self.page.show(name, SPEAKER)).plain:
            return Text(NOBODY, style=DIM)
        return Text.assemble(shown, ("?", DOUBT)) if doubtful else shown
