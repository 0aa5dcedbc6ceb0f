"""The sentences of an article as the page marks them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from claimcheck.document import Span
from claimcheck.labels import LABELS, NONE, Labelling, Thresholds
from claimcheck.outline import Outline
from claimcheck.pairs import Link
from claimcheck.pipeline import Analysis, Finding
from claimcheck.report.layout import LETTERS
from claimcheck.report.wording import NAMES, is_doubtful, percent

ANSWERS: Final = "answers"
REFUSES: Final = "declines to comment on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a sentence.

    Attributes:
        text: the words.
        clause: whether they state the claim that the sentence denies.
        cue: whether they refuse to comment.
    """

    text: str
    clause: bool = False
    cue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What ties a sentence to the claim that it is about.

    Attributes:
        to: anchor of the claim.
        kind: ``ANSWERS`` or ``REFUSES``.
        score: how sure that is, in percent; "" where it is no matter of a score.
        doubtful: whether it is less sure than the model's threshold.
    """

    to: str
    kind: str
    score: str
    doubtful: bool

    @property
    def data(self) -> str:
        """Write it for the script: words parted by slashes, which no part holds."""
        return "/".join((self.to, self.kind, self.score, "doubtful" if self.doubtful else ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A sentence.

    Attributes:
        anchor: its name in the page; ``index``: its number in the article, from 0.
        ref: its letter and its number, from 1.
        style: its main label, "own" for a label of the user's, "plain" for none.
        labels: first and second label.
        names: what it does, in words.
        score: how sure the label is; "" where there is none.
        doubtful: whether label, speaker or a link is doubtful, or the want of a label is.
        speaker: who says it, "" for nobody; ``number``: the same for the filter; ``unsure``: whether that is doubtful.
        facts: what else is known of it, in words.
        start: its first character, ``end``: the one after its last; in code points of the article.
        pieces: its words.
        ties: what it answers; ``to``: references of these, for paper.
        shown: whether it can be chosen; ``marked``: whether there is a finding to show.
    """

    anchor: str
    index: int
    ref: str
    style: str
    labels: tuple[str, ...]
    names: str
    score: str
    doubtful: bool
    speaker: str
    number: int
    unsure: bool
    facts: tuple[str, ...]
    start: int
    end: int
    pieces: tuple[Piece, ...]
    ties: tuple[Tie, ...]
    to: str
    shown: bool
    marked: bool

    @property
    def spoken(self) -> str:
        """Name of its mark for those who hear the page."""
        return ", ".join(part for part in (f"{self.names} {self.ref}", self.speaker, "doubtful" if self.doubtful else "") if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The sentences of one article."""

    all: tuple[Unit, ...]

    def __getitem__(self, index: int) -> Unit:
        """Return the sentence of that index."""
        return self.all[index]

    @classmethod
    def of(cls, analysis: Analysis, parts: Outline, *, anchor: str, speakers: Mapping[str, int], every: bool) -> "Units":
        """Make the units of an article.

        Args:
            analysis: the article.
            parts: its outline.
            anchor: its name in the page.
            speakers: number of each speaker; the highest is nobody's.
            every: whether every sentence can be chosen.
        """
        links: dict[int, list[Link]] = defaultdict(list)
        for link in analysis.links:
            links[link.denial].append(link)
        linked = {link.claim for link in analysis.links} | {declined.sentence for declined in analysis.declined}
        threshold = custom_threshold(analysis)
        refs = {f"{anchor}-s{i}": f"{LETTERS.get(found.labelling.label, '')}{i}" for i, found in enumerate(analysis.findings, start=1)}
        units = []
        for finding in analysis.findings:
            index = finding.sentence.index
            own = held(finding.labelling, threshold)
            marked = finding.labelling.label in LABELS or bool(own) or index in linked or finding.labelling.doubtful
            source = finding.attribution.source
            named = source is not None and bool(source.name.strip())
            units.append(
                Unit(
                    anchor=f"{anchor}-s{index + 1}",
                    index=index,
                    ref=refs[f"{anchor}-s{index + 1}"],
                    style=finding.labelling.label if finding.labelling.label in LABELS else "own" if own else "plain",
                    labels=tuple(name for name in (finding.labelling.label, finding.labelling.second) if name in LABELS),
                    names=_names(finding.labelling, own),
                    score=percent(finding.labelling.score) if finding.labelling.label in LABELS else "",
                    doubtful=_doubtful(finding, links[index]),
                    speaker=source.name if source is not None and named else "",
                    number=speakers.get(source.name, len(speakers) - 1) if source is not None and named else len(speakers) - 1,
                    unsure=is_doubtful(source),
                    facts=tuple(_facts(finding, links[index], parts, own)),
                    start=finding.sentence.span.start,
                    end=finding.sentence.span.end,
                    pieces=_pieces(analysis, finding, links[index]),
                    ties=(ties := _ties(analysis, links[index], index, anchor)),
                    to=", ".join(refs[tie.to] for tie in ties),
                    shown=marked or every,
                    marked=marked,
                )
            )
        return cls(all=tuple(units))


def custom_threshold(analysis: Analysis) -> float:
    """Return from which score on a label of the user's own holds, as the settings of the run have it."""
    thresholds = analysis.settings.get("thresholds")
    value = thresholds.get("custom") if isinstance(thresholds, Mapping) else getattr(thresholds, "custom", None)
    return float(value) if isinstance(value, (int, float)) else Thresholds().custom


def held(labelling: Labelling, threshold: float) -> tuple[tuple[str, float], ...]:
    """Return the labels of the user's own that hold of a sentence with their scores, the surest first."""
    return tuple(sorted(((name, score) for name, score in labelling.custom.items() if score >= threshold), key=lambda each: -each[1]))


def _names(labelling: Labelling, own: Sequence[tuple[str, float]]) -> str:
    names = [NAMES[name] for name in (labelling.label, labelling.second) if name in LABELS]
    return " and ".join([*names, *(name for name, _ in own)]) or "sentence without a label"


def _doubtful(finding: Finding, links: Iterable[Link]) -> bool:
    labelled = finding.labelling.label in LABELS
    speaker = labelled and is_doubtful(finding.attribution.source)
    return finding.labelling.doubtful or speaker or any(link.doubtful for link in links)


def _facts(finding: Finding, links: Sequence[Link], parts: Outline, own: Sequence[tuple[str, float]]) -> Iterable[str]:
    index = finding.sentence.index
    labelling = finding.labelling
    if labelling.doubtful:
        labelled = labelling.label != NONE
        yield "label doubtful" if labelled else f"doubtful: {percent(labelling.score)} sure that it has no label"
    source = finding.attribution.source
    if source is not None and is_doubtful(source) and labelling.label in LABELS:
        yield f"speaker doubtful ({percent(source.score)})"
    if any(link.claim is None and link.clause is not None for link in links):
        yield "states the claim itself"
    if any(link.claim is None and link.clause is None for link in links):
        yield "claim not in the article"
    if index in parts.no_reply:
        yield "no reply recorded"
    yield from (f"{name} {percent(score)}" for name, score in own)


def _pieces(analysis: Analysis, finding: Finding, links: Iterable[Link]) -> tuple[Piece, ...]:
    """Cut a sentence where a clause or a refusal begins and ends."""
    index = finding.sentence.index
    clauses = [link.clause for link in links if link.clause is not None]
    cues = [declined.cue for declined in analysis.declined if declined.sentence == index]
    whole = finding.sentence.span
    cuts = {whole.start, whole.end, *(place for span in (*clauses, *cues) for place in (span.start, span.end) if _inside(place, whole))}
    places = sorted(cuts)
    return tuple(
        Piece(
            text=analysis.document.text[start:end],
            clause=any(clause.start <= start and end <= clause.end for clause in clauses),
            cue=any(cue.start <= start and end <= cue.end for cue in cues),
        )
        for start, end in pairwise(places)
    )


def _inside(place: int, span: Span) -> bool:
    return span.start < place < span.end


def _ties(analysis: Analysis, links: Iterable[Link], index: int, anchor: str) -> tuple[Tie, ...]:
    answers = [
        Tie(to=f"{anchor}-s{link.claim + 1}", kind=ANSWERS, score=percent(link.score), doubtful=link.doubtful)
        for link in links
        if link.claim is not None and link.claim != index
    ]
    refusals = [
        Tie(to=f"{anchor}-s{declined.claim + 1}", kind=REFUSES, score="", doubtful=False)
        for declined in analysis.declined
        if declined.sentence == index != declined.claim
    ]
    return (*answers, *refusals)
