r"""Markdown: a note on each article to paste into a story file.

The article's words are escaped, so that none of them become headings, links, pictures, HTML or hidden comments, in CommonMark or in
the dialects that notes programs read (GitHub's, Obsidian's, Pandoc's).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from claimcheck.exports.plain import one_line, own_labels, web_address
from claimcheck.exports.rows import Kind, Part, Row, link_doubts, part_doubts, rows
from claimcheck.files import Target, opened
from claimcheck.labels import NONE
from claimcheck.pipeline import Analysis
from claimcheck.report.wording import NAMES, percent

NOTICE: Final = "Found by a program in the words of the article; nothing here says whether a claim is true."
HEADINGS: Final = {
    Kind.ANSWERED: "Claims with a reply",
    Kind.CLAUSE: "Denials that state the claim themselves",
    Kind.ABSENT: "Denials of a claim that is not in the article",
    Kind.NO_REPLY: "Claims without a reply in the article",
    Kind.DECLINED: "Claims on which no comment was given",
    Kind.STATEMENT: "Official statements",
    Kind.OWN: "Labels of your own",
}

_MARKS: Final = re.compile(r"[\\`*_{}\[\]<>#|~!&@$^=%]")
# What begins a list, a rule or an underline at the start of a line; addresses, which some dialects make links of; dialects' emoji.
_START: Final = re.compile(r"^(?:[-+:]|\d+(?=[.)]))")
_ADDRESS: Final = re.compile(r":(?=//)|(?i:(?<=www)\.)|:(?=[\w+-]+:)")


def write(target: Target, analyses: Iterable[Analysis]) -> None:
    """Write a note on each article, an empty line between two."""
    with opened(target) as sink:
        for number, analysis in enumerate(analyses):
            sink.write(("\n" if number else "") + "".join(f"{line}\n" for line in note(analysis)))


def note(analysis: Analysis) -> Iterator[str]:
    """Yield the lines of the note on one article."""
    document = analysis.document
    yield f"## {escaped(document.title or document.id) or 'Article'}"
    yield ""
    for name in ("outlet", "date", "author", "url", "origin"):
        given = getattr(document, name) or ""
        # An address between these signs is a link, and nothing in it is read as a mark.
        if value := f"<{given}>" if web_address(given) else escaped(given):
            yield f"- {name}: {value}"
    yield f"- checked with: claimcheck, model {escaped(analysis.model.name)}"
    yield ""
    yield f"*{NOTICE}*"
    found = sorted(rows(analysis), key=lambda row: list(HEADINGS).index(row.kind))
    if not found:
        yield ""
        yield "No allegation, denial or official statement found."
    for kind, group in groupby(found, key=lambda row: row.kind):
        yield ""
        yield f"### {HEADINGS[kind]}"
        yield ""
        yield from _entries(analysis, list(group))


def escaped(text: str) -> str:
    """Return text of an article as one line of Markdown that shows exactly it."""
    line = _MARKS.sub(r"\\\g<0>", one_line(text))
    line = _ADDRESS.sub(r"\\\g<0>", line)
    return _START.sub(lambda match: match[0] + "\\" if match[0].isdigit() else "\\" + match[0], line)


def _entries(analysis: Analysis, found: list[Row]) -> Iterator[str]:
    """Yield a point for each claim, the replies under it; a denial whose claim stands in no other sentence is a point itself."""
    for said, group in groupby(found, key=lambda row: row.said if row.kind is not Kind.CLAUSE else None):
        if said is not None:
            yield f"- {_point(analysis, said)}"
        for row in group:
            if row.reply is not None:
                yield ("  - " if said is not None else "- ") + _point(analysis, row.reply, row)


def _point(analysis: Analysis, part: Part, row: Row | None = None) -> str:
    """Return what the article says in one place, and by whom; with the row whose reply it is, how sure the link is."""
    found = analysis.findings[part.index]
    who = escaped(found.attribution.source.name) if found.attribution.source is not None else ""
    words = escaped(analysis.document.slice(part.span))
    if row is not None and row.kind is Kind.CLAUSE and row.said is not None:
        words += f" — the claim: “{escaped(analysis.document.slice(row.said.span))}”"
    remarks = [f"sentence {part.index + 1}", f"characters {part.span.start}–{part.span.end}"]
    if found.labelling.label != NONE:
        remarks.append(f"{NAMES[found.labelling.label]} {percent(found.labelling.score)}")
    if row is not None and row.link is not None:
        remarks.append(f"link {percent(row.link.score)}")
    remarks += [f"own label {escaped(name)} {percent(found.labelling.custom[name])}" for name in own_labels(analysis, part.index)]
    if doubtful := [*part_doubts(analysis, part), *(link_doubts(row) if row is not None else ())]:
        remarks.append(f"**check {', '.join(doubtful)}**")
    return f"{f'**{who}**' if who else 'Nobody named'}: {words} ({'; '.join(remarks)})"
