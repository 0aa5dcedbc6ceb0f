"""How one finding is put in words: reference, score, speaker, the article's words, remarks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from claimcheck.attribution import Source
from claimcheck.document import Document, Span
from claimcheck.labels import ALLEGATION, DENIAL, NONE, OFFICIAL, Thresholds
from claimcheck.pairs import Link
from claimcheck.pipeline import Analysis, Finding
from claimcheck.report.layout import CLAUSE, DIM, DOUBT, LETTERS, SPEAKER, STYLES, Page, joined
from claimcheck.sentences import Kind
from claimcheck.terminal import printable

EXCERPT: Final = 320
"""Characters of a sentence that are shown at most unless all are asked for: of a hundred sentences of news, one is longer."""
SPEAKER_DOUBT: Final = 0.5
"""A speaker less sure than this is as likely wrong as right."""

_SPACE: Final = re.compile(r"\s")
NAMES: Final = {ALLEGATION: "allegation", DENIAL: "denial", OFFICIAL: "official statement", NONE: "no label"}
ARTICLES: Final = {ALLEGATION: "an", DENIAL: "a", OFFICIAL: "an"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The part of a sentence that is shown, as a span, and the words in it that are marked."""

    span: Span
    focus: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Puts findings of one article in words for one page."""

    analysis: Analysis
    page: Page
    full: bool

    def finding(self, index: int) -> Finding:
        """Return the finding of a sentence."""
        return self.analysis.findings[index]

    def reference(self, index: int) -> Text:
        """Return letter and number of a sentence, counted from 1, with the mark of doubt."""
        labelling = self.finding(index).labelling
        text = Text(f"{LETTERS.get(labelling.label, '')}{index + 1}", style=STYLES.get(labelling.label, "bold"))
        if labelling.doubtful:
            text = Text.assemble(text, ("?", DOUBT))
        return text

    def label_score(self, index: int) -> Text:
        """Return how sure the label of a sentence is; nothing where it has none."""
        labelling = self.finding(index).labelling
        return Text("" if labelling.label == NONE else f"{percent(labelling.score):>4}")

    def link_score(self, link: Link) -> Text:
        """Return how sure a link is, with the mark of doubt."""
        return Text.assemble(f"{percent(link.score):>4}", ("?" if link.doubtful else "", DOUBT))

    def speaker(self, index: int) -> Text:
        """Return who speaks."""
        source = self.finding(index).attribution.source
        if source is None or not (name := self.page.show(source.name, SPEAKER)).plain:
            return Text("nobody named", style=DIM)
        return Text.assemble(name, ("?", DOUBT)) if is_doubtful(source) else name

    def custom(self, index: int) -> tuple[str, ...]:
        """Return the labels of the user's own that hold of a sentence, the surest first."""
        scores = self.finding(index).labelling.custom
        held = [name for name, score in scores.items() if score >= self.custom_threshold]
        return tuple(sorted(held, key=lambda name: -scores[name]))

    @property
    def custom_threshold(self) -> float:
        """From which score on a label of the user's own holds, as the settings of the run have it."""
        thresholds = self.analysis.settings.get("thresholds")
        value = thresholds.get("custom") if isinstance(thresholds, Mapping) else getattr(thresholds, "custom", None)
        return float(value) if isinstance(value, (int, float)) else Thresholds().custom

    def words(self, index: int, *, focus: Span | None = None) -> Text:
        """Return what the article says in a sentence; the words of ``focus`` stand between signs."""
        document = self.analysis.document
        span = self.finding(index).sentence.span
        chosen = excerpt(document, span, focus, limit=len(span) if self.full else EXCERPT)
        text = Text()
        if chosen.span.start > span.start:
            text.append(f"{self.page.glyphs.cut} ", style=DIM)
        if chosen.focus is None:
            text.append(self._clean(document.slice(chosen.span)).strip())
        else:
            text.append(self._clean(document.text[chosen.span.start : chosen.focus.start]).lstrip())
            text.append(self.page.glyphs.opening, style=DIM)
            text.append(self._clean(document.slice(chosen.focus)).strip(), style=CLAUSE)
            text.append(self.page.glyphs.closing, style=DIM)
            text.append(self._clean(document.text[chosen.focus.end : chosen.span.end]).rstrip())
        if chosen.span.end < span.end:
            text.append(f" {self.page.glyphs.cut}", style=DIM)
        return text

    def notes(self, index: int, *, link: Link | None = None) -> tuple[Text, ...]:
        """Return the remarks on a finding: what is doubtful, a second label, the part of the page."""
        return tuple(note for note in (self._doubts(index, link), self._remarks(index)) if note.plain)

    def _doubts(self, index: int, link: Link | None) -> Text:
        found = self.finding(index)
        doubts = []
        if found.labelling.doubtful:
            name = "label" if found.labelling.label != NONE else "no label"
            doubts.append(f"{name} ({percent(found.labelling.score)})")
        if link is not None and link.doubtful:
            doubts.append(f"link ({percent(link.score)})")
        source = found.attribution.source
        if source is not None and is_doubtful(source):
            doubts.append(f"speaker ({percent(source.score)})")
        return Text(f"doubtful: {', '.join(doubts)}" if doubts else "", style=DOUBT)

    def _remarks(self, index: int) -> Text:
        found = self.finding(index)
        second = found.labelling.second
        return joined(
            (
                Text({Kind.HEADLINE: "in the headline", Kind.CAPTION: "in a caption"}.get(found.sentence.kind, ""), style=DIM),
                Text("a sentence without a label" if found.labelling.label == NONE else "", style=DIM),
                Text(f"also {ARTICLES[second]} {NAMES[second]}" if second in ARTICLES else "", style=DIM),
            ),
            f" {self.page.glyphs.dot} ",
        )

    def _clean(self, text: str) -> str:
        return printable(text, self.page.encoding)


def percent(score: float) -> str:
    """Return a probability in whole percent, rounded down: what is not certain is never shown as 100%."""
    return f"{int(score * 100 + 1e-9)}%"


def is_doubtful(source: Source | None) -> bool:
    """Whether a named speaker is as likely wrong as right."""
    return source is not None and source.score < SPEAKER_DOUBT


def plural(number: int, word: str, words: str = "") -> str:
    """Return a number and its noun."""
    return f"{number} {word if number == 1 else words or word + 's'}"


def excerpt(document: Document, span: Span, focus: Span | None, *, limit: int = EXCERPT) -> Excerpt:
    """Choose the part of a sentence to show: all of it, or about ``limit`` characters with ``focus`` among them.

    Cuts fall between words where words are not endless.
    """
    if focus is not None:
        focus = Span(start=min(max(focus.start, span.start), span.end), end=max(min(focus.end, span.end), span.start))
        focus = focus if len(focus) else None
    if len(span) <= limit:
        return Excerpt(span=span, focus=focus)
    start = span.start
    if focus is not None and focus.end > start + limit:
        start = max(start, min(focus.start, focus.end - limit))
    end = min(span.end, start + limit)
    text = document.text
    # a cut inside a word moves to the space before it, at the end, or behind it, at the start
    if start > span.start and (space := _SPACE.search(text, start, start + limit // 4)):
        start = min(space.end(), focus.start if focus is not None else space.end())
    if end < span.end:
        head = text[start:end].rstrip()
        words = head if text[end].isspace() else (head.rpartition(" ")[0] or head)
        end = start + len(words if len(words) > limit // 2 else head)
    shown = Span(start=start, end=end)
    return Excerpt(span=shown, focus=_clipped(focus, shown))


def _clipped(focus: Span | None, within: Span) -> Span | None:
    if focus is None or not focus.overlap(within):
        return None
    return Span(start=max(focus.start, within.start), end=min(focus.end, within.end))
