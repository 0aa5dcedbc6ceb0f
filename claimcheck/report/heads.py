"""What stands above and below the findings: which article, how much was found, by which model; what the signs mean."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Final

from rich.text import Text

from claimcheck.document import Document
from claimcheck.labels import LABELS
from claimcheck.outline import Outline
from claimcheck.pipeline import Analysis, Finding
from claimcheck.report.layout import CLAUSE, DIM, DOUBT, LETTERS, STYLES, Page, joined
from claimcheck.report.wording import EXCERPT, NAMES, Wording, is_doubtful, plural
from claimcheck.sentences import Kind
from claimcheck.terminal import count_controls

PERCENT: Final = (
    "how sure the model is, rounded down: of the label of a claim or a statement; of a denial's link to what it answers. It judges no claim"
)
REVISION: Final = 12
"""Digits of a model's hash that tell it from any other."""


def head(page: Page, wording: Wording, parts: Outline) -> Iterator[Text]:
    """Yield title, origin, counts, model and notes."""
    analysis = wording.analysis
    document = analysis.document
    yield page.fit(Text(page.glyphs.double * page.width, style=DIM))
    title = next((shown for name in _names(wording) if (shown := page.show(name, "bold")).plain), Text("text", style="bold"))
    yield from page.paragraph(title)
    about = [page.show(part) for part in (document.outlet, document.date, document.author) if part]
    for fact in (joined(about, f" {page.glyphs.dot} "), page.show(_origin(wording)), page.show(document.url or "")):
        if fact.plain and fact.plain != title.plain:
            fact.stylize(DIM)
            yield from page.paragraph(fact)
    yield Text()
    yield from _counts(page, analysis, parts)
    yield from _doubts(page, analysis)
    yield from _model(page, analysis)
    yield from _notes(page, document)


def _names(wording: Wording) -> Iterator[str]:
    """Yield what may head the report, best first; any may be blank."""
    document = wording.analysis.document
    yield document.title or ""
    yield from (document.slice(found.sentence.span) for found in wording.analysis.findings if found.sentence.kind is Kind.HEADLINE)
    yield PurePath(document.origin).name if document.origin != "-" else ""
    yield document.id


def _origin(wording: Wording) -> str:
    origin = wording.analysis.document.origin
    return "standard input" if origin == "-" else origin


def tallies(analysis: Analysis, parts: Outline) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Count what was found: for claims, denials and official statements the number, the noun for it, and what they divide into."""
    answered = {claim.claim for claim in parts.answered}
    declined = sum(1 for claim, _ in parts.declined if claim not in answered)
    denials = sum(1 for finding in analysis.findings if finding.labelling.denies)
    claims = ((len(answered), "answered"), (len(parts.no_reply), "with no reply recorded"), (declined, "declined to comment on"))
    ways = ((len(parts.home), "linked to a claim"), (len(parts.clauses), "with the claim inside"), (len(parts.absent), "without a claim"))
    rows: tuple[tuple[int, str, tuple[tuple[int, str], ...]], ...] = (
        (sum(count for count, _ in claims), "claim", claims),
        (denials, "denial", ways),
        (len(parts.statements), "official statement", ()),
    )
    return tuple(
        (number, name if number == 1 else f"{name}s", tuple(f"{count} {what}" for count, what in details if count))
        for number, name, details in rows
    )


def _counts(page: Page, analysis: Analysis, parts: Outline) -> Iterator[Text]:
    rows = tallies(analysis, parts)
    width = max(len(f"{number}") for number, _, _ in rows)
    for number, name, details in rows:
        if number:
            lead = Text(f"{number:>{width}} {name}")
            lead.pad_right(max(0, width + 11 - lead.cell_len) if details else 0)
            text = f" {page.glyphs.dot} ".join(details)
            yield from page.paragraph(Text(text, style=DIM), first=lead, rest=" " * lead.cell_len)


def _doubts(page: Page, analysis: Analysis) -> Iterator[Text]:
    names = (("label", "labels"), ("link", "links"), ("speaker", "speakers"), ("sentence without a label", "sentences without a label"))
    counts = [plural(count, *name) for count, name in zip(doubts(analysis), names, strict=True) if count]
    if counts:
        yield from page.paragraph(Text.assemble(("?", DOUBT), f" doubtful: {', '.join(counts)}"), rest="  ")


def _model(page: Page, analysis: Analysis) -> Iterator[Text]:
    revision = page.show(analysis.model.revision).plain[:REVISION]
    model = f"model {page.show(analysis.model.name).plain}{f', revision {revision}' if revision else ''}"
    yield from page.paragraph(Text(f"{plural(len(analysis.findings), 'sentence')} read by {model}", style=DIM))


def _notes(page: Page, document: Document) -> Iterator[Text]:
    notes = [page.show(note).plain for note in document.notes]
    controls = count_controls(document.text)
    if controls:
        notes.append(f"{plural(controls, 'control character')} of the article {'is' if controls == 1 else 'are'} not shown")
    for note in notes:
        yield from page.paragraph(Text(note), first=Text("note: ", style=DIM), rest="      ")


def legend(page: Page, wording: Wording, *, text: bool) -> Iterator[Text]:
    """Yield what the signs mean; only of those that the report uses."""
    analysis = wording.analysis
    labelled = [finding for finding in analysis.findings if finding.labelling.label in LABELS]
    entries: list[tuple[Text, str]] = []
    if labelled:
        entries += [_letters(labelled), (Text("87%"), PERCENT), *([_bars(page, labelled)] if text else [])]
    if any(doubts(analysis)):
        entries.append((Text("?", style=DOUBT), "doubtful: the model is less sure than its threshold; check it first"))
    if marked := _marked(analysis):
        sign = Text.assemble((page.glyphs.opening, DIM), ("words", CLAUSE), (page.glyphs.closing, DIM))
        entries.append((sign, f"the words that {marked}"))
    if not wording.full and any(len(finding.sentence.span) > EXCERPT for finding in labelled):
        entries.append((Text(page.glyphs.cut), "words left out; --full shows them"))
    if not entries:
        return
    yield from page.heading("How to read this")
    width = max(sign.cell_len for sign, _ in entries) + 2
    for sign, meaning in entries:
        sign.pad_right(width - sign.cell_len)
        yield from page.paragraph(Text(meaning, style=DIM), first=sign, rest=" " * width)


def _present(labelled: Iterable[Finding]) -> list[str]:
    used = {finding.labelling.label for finding in labelled}
    return [label for label in LABELS if label in used]


def _letters(labelled: list[Finding]) -> tuple[Text, str]:
    labels = _present(labelled)
    signs = Text(" ").join([Text(LETTERS[label], style=STYLES[label]) for label in labels])
    return signs, f"{', '.join(NAMES[label] for label in labels)}; the number counts the sentences of the article from 1"


def _bars(page: Page, labelled: list[Finding]) -> tuple[Text, str]:
    labels = _present(labelled)
    bars = Text(" ").join([Text(page.glyphs.bar(label), style=STYLES[label]) for label in labels])
    return bars, f"beside the lines of: {', '.join(NAMES[label] for label in labels)}"


def _marked(analysis: Analysis) -> str:
    """Say what the marked words do."""
    clause = any(link.clause is not None for link in analysis.links)
    return " or ".join([*(["state the claim a denial rejects"] if clause else []), *(["refuse to comment"] if analysis.declined else [])])


def doubts(analysis: Analysis) -> tuple[int, int, int, int]:
    """Count the doubtful labels, links and speakers, and the sentences that may have been left without a label by mistake."""
    labelled = [finding for finding in analysis.findings if finding.labelling.label in LABELS]
    return (
        sum(1 for finding in labelled if finding.labelling.doubtful),
        sum(1 for link in analysis.links if link.doubtful),
        sum(1 for finding in labelled if is_doubtful(finding.attribution.source)),
        sum(1 for finding in analysis.findings if finding.labelling.doubtful and finding.labelling.label not in LABELS),
    )
