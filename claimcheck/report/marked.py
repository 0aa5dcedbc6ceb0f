"""The article with its labelled sentences marked, each under the number by which the report refers to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Final

from rich.text import Text

from claimcheck.labels import ALLEGATION, DENIAL, LABELS, NONE, OFFICIAL
from claimcheck.outline import Outline
from claimcheck.pairs import Link
from claimcheck.pipeline import Finding
from claimcheck.report.layout import DIM, DOUBT, STYLES, Page, joined
from claimcheck.report.wording import NAMES, Wording, percent
from claimcheck.sentences import Kind, Sentence

_WORDS: Final = {ALLEGATION: "magenta", DENIAL: "cyan", OFFICIAL: "blue"}
_MARGIN: Final = 34


def lines(page: Page, wording: Wording, parts: Outline) -> Iterator[Text]:
    """Yield the article, a sentence after the other, an empty line between paragraphs.

    A labelled sentence has its reference and a bar beside it, and a remark: its label, who speaks, what it
    answers. The remark stands in the right margin of a wide page, else under the sentence.
    """
    document = wording.analysis.document
    answers = _answers(wording, parts)
    end = 0
    previous = None
    for index, finding in enumerate(wording.analysis.findings):
        span = finding.sentence.span
        yield from _between(page, document.text[end : span.start])
        if previous is not None and _apart(previous, finding.sentence):
            yield Text()
        yield from _sentence(page, wording, index, answers[index])
        end, previous = span.end, finding.sentence
    yield from _between(page, document.text[end:])


def _apart(previous: Sentence, sentence: Sentence) -> bool:
    """Whether an empty line stands between two sentences: not between the lines of a menu or a share bar."""
    return previous.paragraph != sentence.paragraph and not previous.kind is sentence.kind is Kind.FURNITURE


def _between(page: Page, text: str) -> Iterator[Text]:
    """Yield what stands in no sentence, so that no word of the article is missing."""
    words = page.show(text, DIM, limit=None)
    if words.plain:
        indent = " " * _gutter(page)
        yield from page.paragraph(words, first=indent, rest=indent)


def _gutter(page: Page) -> int:
    return page.reference_width + 3


def _sentence(page: Page, wording: Wording, index: int, answers: Text) -> Iterator[Text]:
    finding = wording.finding(index)
    label = finding.labelling.label
    bar = page.glyphs.bar(label)
    colour = STYLES.get(label, "")
    rest = Text.assemble(" " * (page.reference_width + 1), (bar, colour), " ")
    first = wording.reference(index)
    if label == NONE:
        first.stylize(DIM)
    first.pad_right(max(0, page.reference_width + 1 - first.cell_len))
    first = Text.assemble(first, (bar, colour), " ")
    words = page.show(wording.analysis.document.slice(finding.sentence.span), _style(finding), limit=None)
    remarks = [remark for remark in (_remark(page, wording, index), answers) if remark.plain]
    if page.grid:
        yield from _with_margin(page, (first, rest), words, remarks)
        return
    measure = page.width - _gutter(page)
    remark = joined(remarks, f" {page.glyphs.dot} ")
    for number, line in enumerate([*page.wrap(words, measure), *(page.wrap(remark, measure) if remarks else [])]):
        yield page.fit(Text.assemble(rest if number else first, line))


def _with_margin(page: Page, leads: tuple[Text, Text], words: Text, remarks: list[Text]) -> Iterator[Text]:
    left = page.wrap(words, page.width - _gutter(page) - _MARGIN - 3)
    right = [line for remark in remarks for line in page.wrap(remark, _MARGIN)]
    for number, (text, remark) in enumerate(zip_longest(left, right, fillvalue=Text())):
        line = Text.assemble(leads[min(number, 1)], text)
        line.pad_right(max(0, page.width - _MARGIN - line.cell_len))
        line.append_text(remark)
        yield page.fit(line)


def _style(finding: Finding) -> str:
    if finding.sentence.kind is Kind.FURNITURE:
        return DIM
    colour = _WORDS.get(finding.labelling.label, "")
    return f"bold {colour}".strip() if finding.sentence.kind is Kind.HEADLINE else colour


def _remark(page: Page, wording: Wording, index: int) -> Text:
    finding = wording.finding(index)
    labelling = finding.labelling
    custom = Text(", ".join(page.show(name).plain for name in wording.custom(index)), style=DIM)
    if labelling.label not in LABELS and not labelling.doubtful:
        return custom
    second = f" + {NAMES[labelling.second]}" if labelling.second in LABELS else ""
    label = Text.assemble((f"{NAMES[labelling.label]}{second} {percent(labelling.score)}", DIM))
    if labelling.doubtful:
        label.append(" doubtful", style=DOUBT)
    speaker = wording.speaker(index) if finding.attribution.source is not None else Text()
    speaker.stylize(f"not bold {DIM}")
    return joined((label, speaker, custom), f" {page.glyphs.dot} ")


def _answers(wording: Wording, parts: Outline) -> Mapping[int, Text]:
    """Return, per sentence, what it answers and what answers it."""
    answers: dict[int, list[Text]] = defaultdict(list)
    for link in wording.analysis.links:
        if link.claim is not None:
            answers[link.denial].append(_linked(wording, link.claim, link))
    answered = {entry.claim: [_linked(wording, link.denial, link) for link in (*entry.direct, *entry.further)] for entry in parts.answered}
    declined = {claim: [wording.reference(refusal.sentence) for refusal in refusals] for claim, refusals in parts.declined}
    remarks: dict[int, list[Text]] = defaultdict(list)
    for verb, lists in (("answers", answers), ("answered by", answered), ("declined to comment:", declined)):
        for index, references in lists.items():
            remarks[index].append(Text.assemble((f"{verb} ", DIM), Text(", ").join(references)))
    for remark, links in (("claim inside", parts.clauses), ("claim not in the article", parts.absent)):
        for link in links:
            remarks[link.denial].append(Text.assemble((remark, DIM), _doubt(link)))
    for index in parts.no_reply:
        remarks[index].append(Text("no reply recorded", style=DIM))
    separator = f" {wording.page.glyphs.dot} "
    return defaultdict(Text, {index: joined(listed, separator) for index, listed in remarks.items()})


def _linked(wording: Wording, index: int, link: Link) -> Text:
    return Text.assemble(wording.reference(index), _doubt(link))


def _doubt(link: Link) -> tuple[str, str]:
    return " (doubtful)" if link.doubtful else "", DOUBT
