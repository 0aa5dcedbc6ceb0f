"""Hypothesis strategies: any text at all, and analyses of it that obey the rules of the records but no common sense."""

import re
from typing import Final

from hypothesis import strategies as st

from claimcheck.attribution import Attribution, Source
from claimcheck.document import Document, Span
from claimcheck.evidence import ModelInfo
from claimcheck.labels import LABELS, NONE, Labelling
from claimcheck.pairs import Declined, Link
from claimcheck.pipeline import Analysis, Finding
from claimcheck.sentences import Kind, Sentence

# What has broken programs of this kind before, beside whatever hypothesis thinks of.
_AWKWARD: Final = (
    "\r\n", "\r", "\n\n", "\t", "\x00", "\x0b", "\x0c", "\x1b[31m", "\x1b]8;;x\x07", "\x7f", "\x85", "\x9b", "\u2028", "\u2029",
    "\u00a0", "\u00ad", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufffe", "e\u0301", "é", "ﬁ", "ß", "İ", "👩‍👧", "🇩🇪",
    "\U0001f600", "\U000e0041", "\ud800", "\udfff", "“", "”", "‘", "’", '"', "'", "\\", "\\u0041", "</script>", "[bold]", "=1+1",
    "NaN", "null", "Mara Velin denied it.", "“That is a lie,” she said. ",
)  # fmt: skip
_TWO_HALVES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def texts(*, min_size: int = 0, max_size: int = 12) -> st.SearchStrategy[str]:
    """Return texts of at most ``max_size`` pieces; never the two halves of a surrogate pair side by side, which JSON cannot hold."""
    pieces = st.lists(st.sampled_from(_AWKWARD) | st.text(max_size=8), min_size=min_size, max_size=max_size)
    return pieces.map("".join).filter(lambda text: not _TWO_HALVES.search(text))


def documents(*, max_size: int = 12) -> st.SearchStrategy[Document]:
    """Return documents with any text and any attributes."""
    short = texts(max_size=3)
    optional = st.none() | short
    return st.builds(
        Document,
        text=texts(max_size=max_size),
        id=short,
        origin=short,
        title=optional,
        url=optional,
        date=optional,
        author=optional,
        outlet=optional,
        notes=st.lists(short, max_size=2).map(tuple),
    )


def spans(length: int) -> st.SearchStrategy[Span]:
    """Return ranges in a text of that many code points, empty ones included."""
    place = st.integers(0, length)
    return st.tuples(place, place).map(lambda ends: Span(start=min(ends), end=max(ends)))


def probabilities(*, exact: bool = True) -> st.SearchStrategy[float]:
    """Return probabilities, with 4 decimals where ``exact``."""
    return st.integers(0, 10_000).map(lambda parts: parts / 10_000) if exact else st.floats(0, 1)


def distributions(*, exact: bool = True) -> st.SearchStrategy[dict[str, float]]:
    """Return a probability for each main label; they sum to 1."""
    names = (*LABELS, NONE)
    if exact:
        cuts = st.lists(st.integers(0, 10_000), min_size=3, max_size=3).map(sorted)
        return cuts.map(lambda ends: {n: (b - a) / 10_000 for n, a, b in zip(names, [0, *ends], [*ends, 10_000], strict=True)})
    weights = st.lists(st.floats(0.001, 1), min_size=4, max_size=4)
    return weights.map(lambda given: {n: weight / sum(given) for n, weight in zip(names, given, strict=True)})


# Anything that JSON can hold.
json_values: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False) | texts(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(max_size=2), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def analyses(draw: st.DrawFn, *, exact: bool = True, max_size: int = 12) -> Analysis:
    """Return an analysis of any text.

    Args:
        draw: given by hypothesis.
        exact: whether probabilities have the 4 decimals of an export, so that a round trip gives an equal analysis.
        max_size: length of the text, in pieces.
    """
    document = draw(documents(max_size=max_size))
    length = len(document.text)
    ends = sorted(draw(st.sets(st.integers(0, length), max_size=10)))
    places = [Span(start=start, end=end) for start, end in zip(ends[::2], ends[1::2], strict=False)]
    findings = tuple(draw(_findings(index, place, length, exact=exact)) for index, place in enumerate(places))
    index = st.integers(0, max(0, len(findings) - 1))
    links = [
        Link(
            denial=found.sentence.index,
            claim=draw(st.none() | index),
            clause=draw(st.none() | spans(length)),
            score=draw(probabilities(exact=exact)),
            doubtful=draw(st.booleans()),
        )
        for found in findings
        if found.labelling.denies
        for _ in range(draw(st.integers(1, 2)))
    ]
    claims = [found.sentence.index for found in findings if found.labelling.alleges]
    declined = [Declined(claim=claim, sentence=draw(index), cue=draw(spans(length))) for claim in claims if draw(st.booleans())]
    return Analysis(
        document=document,
        findings=findings,
        links=tuple(links),
        unanswered=tuple(claim for claim in claims if draw(st.booleans())),
        declined=tuple(declined),
        model=draw(st.builds(ModelInfo, name=texts(max_size=2), revision=texts(max_size=2))),
        settings=draw(st.dictionaries(texts(max_size=2), json_values, max_size=3)),
    )


@st.composite
def _findings(draw: st.DrawFn, index: int, place: Span, length: int, *, exact: bool) -> Finding:
    optional = st.none() | spans(length)
    source = st.builds(Source, name=texts(max_size=3), span=spans(length), mention=optional, score=probabilities(exact=exact))
    label = draw(st.sampled_from((*LABELS, NONE)))
    return Finding(
        sentence=Sentence(index=index, span=place, paragraph=draw(st.integers(0, index)), kind=draw(st.sampled_from(Kind))),
        labelling=Labelling(
            label=label,
            second=draw(st.none() | st.sampled_from([name for name in LABELS if name != label])),
            scores=draw(distributions(exact=exact)),
            custom=draw(st.dictionaries(texts(max_size=2), probabilities(exact=exact), max_size=2)),
            doubtful=draw(st.booleans()),
        ),
        attribution=Attribution(source=draw(st.none() | source), cue=draw(optional), content=draw(optional)),
    )
