"""What a person says of one sentence, and what an article is with that."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from claimcheck.attribution import Source
from claimcheck.document import Document, Span
from claimcheck.jsonread import Field
from claimcheck.labels import DENIAL, LABELS, NONE
from claimcheck.pairs import Link, unanswered
from claimcheck.pipeline import Analysis, Finding

_ALL: Final = (*LABELS, NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All that is said of one sentence; the fields are those of the gold.

    Attributes:
        label: the main label, ``none`` included.
        second: a second label.
        source: who says it; "" where nobody is named.
        answers: denials only: places of the sentences that state the rejected claim, plainest first.
        embedded: denials only: whether the rejected claim can be read in the denial itself.
        claim: denials only: the rejected claim in a few words; "" where nobody wrote it down.
    """

    label: str
    second: str | None = None
    source: str = ""
    answers: tuple[Span, ...] = ()
    embedded: bool = False
    claim: str = ""

    @property
    def denies(self) -> bool:
        """Whether the sentence is a denial, first or second."""
        return DENIAL in (self.label, self.second)


def found(analysis: Analysis, index: int) -> Judgement:
    """Return what the program says of a sentence, in the form of a judgement."""
    finding = analysis.findings[index]
    labelling, source = finding.labelling, finding.attribution.source
    if labelling.label == NONE:
        return Judgement(label=NONE)
    links = [link for link in analysis.links if link.denial == index] if labelling.denies else []
    clauses = [link.clause for link in links if link.clause is not None]
    claims = dict.fromkeys(link.claim for link in links if link.claim is not None and link.claim != index)
    return Judgement(
        label=labelling.label,
        second=labelling.second if labelling.second != labelling.label else None,
        source=tidy(source.name) if source is not None else "",
        answers=tuple(analysis.findings[claim].sentence.span for claim in claims),
        embedded=bool(clauses),
        claim=tidy(analysis.document.slice(clauses[0])) if clauses else "",
    )


def digest(analysis: Analysis) -> str:
    """Return a hash of all that the program says of an article, as far as a person judges it."""
    said = hashlib.sha256()
    for index in range(len(analysis.findings)):
        said.update(repr(found(analysis, index)).encode())
    return said.hexdigest()


def tidy(words: str) -> str:
    """Write words in one line, as a field for input gives them back."""
    return " ".join(words.split())


def read(field: Field, answers: tuple[Span, ...], sentence: Span) -> Judgement:
    """Read a judgement out of JSON.

    Args:
        field: an object with ``label``, ``second``, ``source``, ``embedded`` and ``claim``.
        answers: what its field ``answers`` means.
        sentence: the place of the judged sentence.

    Raises:
        InputError: where a field is missing or of the wrong kind, or fields do not go together; it names the field.
    """
    second = field.get("second")
    judgement = Judgement(
        label=field["label"].choice(*_ALL),
        second=None if second is None else second.choice(*LABELS),
        source=tidy(field["source"].text()),
        answers=answers,
        embedded=field["embedded"].flag(),
        claim=tidy(field["claim"].text()),
    )
    for name, wrong, cause in _faults(judgement, sentence):
        if wrong:
            raise field[name].error(cause)
    return judgement


def _faults(judgement: Judgement, sentence: Span) -> Iterator[tuple[str, bool, str]]:
    """Yield field, whether it does not go with the others, and why."""
    labelled = judgement.label != NONE
    yield "second", judgement.second is not None and (not labelled or judgement.second == judgement.label), "no second label goes with that"
    yield "source", bool(judgement.source) and not labelled, "a sentence without a label has no speaker"
    yield "answers", bool(judgement.answers) and not judgement.denies, "only a denial answers claims"
    yield "answers", sentence in judgement.answers, "a sentence does not answer itself: set embedded where it states the claim"
    yield "answers", len(set(judgement.answers)) < len(judgement.answers), "a sentence is named twice"
    yield "embedded", judgement.embedded and not judgement.denies, "only a denial can hold the claim that it rejects"
    yield "claim", bool(judgement.claim) and not judgement.denies, "only a denial rejects a claim"


def corrected(analysis: Analysis, judged: Mapping[int, Judgement]) -> Analysis:
    """Return the analysis with what a person says in place of what the program said, as sure as can be.

    Args:
        analysis: what the program found.
        judged: judgements by the index of their sentence; the places of their answers are places of sentences.
    """
    if not judged:
        return analysis
    named = {tidy(source.name): source for finding in analysis.findings if (source := finding.attribution.source) is not None}
    findings = tuple(
        _finding(finding, judged[index], analysis.document, named) if index in judged else finding
        for index, finding in enumerate(analysis.findings)
    )
    places = {finding.sentence.span: index for index, finding in enumerate(findings)}
    kept = [link for link in analysis.links if link.denial not in judged]
    made = [link for index, judgement in judged.items() for link in _links(analysis, index, judgement, places)]
    links = tuple(sorted((*kept, *made), key=lambda link: link.denial))
    return replace(
        analysis,
        findings=findings,
        links=links,
        unanswered=unanswered([finding.labelling for finding in findings], links),
        declined=tuple(each for each in analysis.declined if each.claim not in judged or findings[each.claim].labelling.alleges),
    )


def _finding(finding: Finding, judgement: Judgement, document: Document, named: Mapping[str, Source]) -> Finding:
    labelling = replace(
        finding.labelling,
        label=judgement.label,
        second=judgement.second,
        scores={name: float(name == judgement.label) for name in _ALL},
        doubtful=False,
    )
    source = _source(finding, judgement.source, document, named) if judgement.source else None
    return replace(finding, labelling=labelling, attribution=replace(finding.attribution, source=source))


def _source(finding: Finding, name: str, document: Document, named: Mapping[str, Source]) -> Source:
    """Return the speaker of that name: where the program saw it, else where it stands first, else with the sentence for its place."""
    before = finding.attribution.source
    if before is not None and tidy(before.name) == name:
        return replace(before, name=name, score=1.0)
    if name in named:
        return Source(name=name, span=named[name].span, mention=None, score=1.0)
    start = document.text.find(name)
    span = Span(start=start, end=start + len(name)) if start >= 0 else finding.sentence.span
    return Source(name=name, span=span, mention=None, score=1.0)


def _links(analysis: Analysis, index: int, judgement: Judgement, places: Mapping[Span, int]) -> Iterator[Link]:
    if not judgement.denies:
        return
    clause = _clause(analysis, index, judgement) if judgement.embedded else None
    claims = [places[answer] for answer in judgement.answers]
    for number, claim in enumerate(claims or [None]):
        yield Link(denial=index, claim=claim, clause=None if number else clause, score=1.0)


def _clause(analysis: Analysis, index: int, judgement: Judgement) -> Span:
    """Return the words that state the claim: those that the person or the program named, else the whole sentence."""
    sentence = analysis.findings[index].sentence.span
    before = next((link.clause for link in analysis.links if link.denial == index and link.clause is not None), None)
    if before is not None and judgement.claim in ("", tidy(analysis.document.slice(before))):
        return before
    start = analysis.document.text.find(judgement.claim, sentence.start, sentence.end) if judgement.claim else -1
    return Span(start=start, end=start + len(judgement.claim)) if start >= 0 else sentence
