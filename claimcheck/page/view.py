"""What the page shows, ready for the template: no markup here, and no decisions there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit

from claimcheck.labels import LABELS
from claimcheck.outline import outline
from claimcheck.page.clean import count_unshown
from claimcheck.page.entries import Section, sections
from claimcheck.page.units import Unit, Units
from claimcheck.pipeline import Analysis, Finding
from claimcheck.report.heads import REVISION, doubts, tallies
from claimcheck.report.wording import NAMES, plural
from claimcheck.sentences import Kind

NOBODY: Final = "nobody named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, headline, caption or line of the page around the article.

    Attributes:
        kind: which of these.
        units: its sentences, and as plain text what stands between them.
    """

    kind: Kind
    units: tuple[Unit | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article with its findings.

    Attributes:
        anchor: its name in the page.
        id: the document's own name; ``sha256``: the hash of its text.
        title: what heads it.
        about: outlet, date, author.
        origin: where it was read from.
        link: address of the publication, http or https; "" where there is none that is safe to follow.
        counts: number and noun of each kind of finding, and details of it.
        doubt: what is doubtful, in words; "" where nothing is.
        notes: what a reader should know of the text and the run.
        blocks: the text.
        sections: the lists of findings.
    """

    anchor: str
    id: str
    sha256: str
    title: str
    about: tuple[str, ...]
    origin: str
    link: str
    counts: tuple[tuple[int, str, str], ...]
    doubt: str
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The page.

    Attributes:
        articles: in order.
        labels: for the filter: label, its name, how many sentences have it.
        speakers: for the filter: number, name, how many labelled sentences.
        doubtful: how many labelled sentences or links are doubtful.
        shown: how many sentences can be filtered.
    """

    articles: tuple[Article, ...]
    labels: tuple[tuple[str, str, int], ...]
    speakers: tuple[tuple[int, str, int], ...]
    doubtful: int
    shown: int


def view(analyses: Sequence[Analysis], *, every: bool) -> View:
    """Sort the findings of articles for the page.

    Args:
        analyses: the articles.
        every: whether sentences without a finding can be chosen too, as a review needs.
    """
    speakers = _speakers(analyses)
    numbers = {name: number for number, (name, _) in enumerate(speakers)}
    made = [_article(analysis, f"a{number}", numbers, every=every) for number, analysis in enumerate(analyses, start=1)]
    units = [unit for _, article_units in made for unit in article_units.all if unit.shown]
    return View(
        articles=tuple(article for article, _ in made),
        labels=tuple((label, NAMES[label], sum(1 for unit in units if label in unit.labels)) for label in LABELS),
        speakers=tuple((number, name, count) for number, (name, count) in enumerate(speakers)),
        doubtful=sum(1 for unit in units if unit.doubtful),
        shown=len(units),
    )


def _speakers(analyses: Sequence[Analysis]) -> list[tuple[str, int]]:
    """Return who speaks in labelled sentences, the most frequent first; nobody is the last."""
    counts: dict[str, int] = defaultdict(int)
    nobody = 0
    for analysis in analyses:
        for finding in analysis.findings:
            if finding.labelling.label in LABELS:
                source = finding.attribution.source
                if source is not None and source.name.strip():
                    counts[source.name] += 1
                else:
                    nobody += 1
    return [*sorted(counts.items(), key=lambda item: (-item[1], item[0])), (NOBODY, nobody)]


def _article(analysis: Analysis, anchor: str, speakers: Mapping[str, int], *, every: bool) -> tuple[Article, Units]:
    parts = outline(analysis)
    units = Units.of(analysis, parts, anchor=anchor, speakers=speakers, every=every)
    document = analysis.document
    article = Article(
        anchor=anchor,
        id=document.id,
        sha256=document.text_sha256,
        title=title(analysis),
        about=tuple(part for part in (document.outlet, document.date, document.author) if part and part.strip()),
        origin="standard input" if document.origin == "-" else document.origin,
        link=_safe(document.url or ""),
        counts=tuple((number, name, ", ".join(details)) for number, name, details in tallies(analysis, parts)),
        doubt=_doubt(analysis),
        notes=tuple(_notes(analysis)),
        blocks=tuple(_blocks(analysis, units)),
        sections=sections(analysis, parts, units),
    )
    return article, units


def title(analysis: Analysis) -> str:
    """Return what heads an article: its title, else its headline, the name of its file, its id."""
    document = analysis.document
    headline = next((document.slice(found.sentence.span) for found in analysis.findings if found.sentence.kind is Kind.HEADLINE), "")
    name = PurePath(document.origin).name if document.origin != "-" else ""
    return next((" ".join(title.split()) for title in (document.title or "", headline, name, document.id) if title.strip()), "text")


def _safe(url: str) -> str:
    """Return an address that does no more than open a page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc and url.isprintable() else ""


def _doubt(analysis: Analysis) -> str:
    names = (("label", "labels"), ("link", "links"), ("speaker", "speakers"), ("sentence without a label", "sentences without a label"))
    return ", ".join(plural(count, *name) for count, name in zip(doubts(analysis), names, strict=True) if count)


def _notes(analysis: Analysis) -> Iterator[str]:
    revision = analysis.model.revision[:REVISION]
    model = f"model {analysis.model.name}{f', revision {revision}' if revision else ''}"
    yield f"{plural(len(analysis.findings), 'sentence')} read by {model}."
    yield from analysis.document.notes
    unshown = count_unshown(analysis.document.text)
    if unshown:
        yield f"{plural(unshown, 'character')} of the article cannot be shown: a replacement character stands for each."


def _blocks(analysis: Analysis, units: Units) -> Iterator[Block]:
    """Yield the text whole: what stands between sentences, if it is more than white space, is kept too."""
    document = analysis.document
    end = 0
    for (_, kind), group in groupby(analysis.findings, key=_paragraph):
        content: list[Unit | str] = []
        for finding in group:
            span = finding.sentence.span
            gap = document.text[end : span.start]
            if content or gap.strip():
                content.append(gap if content else gap.lstrip())
            content.append(units[finding.sentence.index])
            end = span.end
        yield Block(kind=kind, units=tuple(content))
    if (rest := document.text[end:]).strip():
        yield Block(kind=Kind.BODY, units=(rest.strip(),))


def _paragraph(finding: Finding) -> tuple[int, Kind]:
    return finding.sentence.paragraph, finding.sentence.kind
