"""The embedded reader on a small random network: whatever the weights, its evidence is well-formed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import small
from claimcheck.document import Document, Span
from claimcheck.evidence import SentenceEvidence
from claimcheck.labels import LABELS, NONE, LabelText
from claimcheck.network.embedded import EmbeddedReader
from claimcheck.sentences import Kind, Sentence

OWN = (LabelText(name="threat", description="Somebody threatens a person or body."),)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedReader:
    """Load a small model with short sections, so that a few sentences make a long article."""
    folder = small.folder(tmp_path_factory.mktemp("model"), section=24)
    return EmbeddedReader.from_folder(folder, name="small", labels=OWN)


def article(pieces: list[str]) -> tuple[Document, list[Sentence]]:
    """Make an article of one sentence a line."""
    spans, at = [], 0
    for piece in pieces:
        spans.append(Span(start=at, end=at + len(piece)))
        at += len(piece) + 1
    sentences = [Sentence(index=i, span=s, paragraph=i, kind=Kind.BODY) for i, s in enumerate(spans)]
    return Document(text="\n".join(pieces)), sentences


def check(document: Document, sentence: Sentence, evidence: SentenceEvidence, count: int) -> None:
    """Fail where the evidence of one sentence breaks what its docstring promises."""
    assert set(evidence.scores) == {*LABELS, NONE}
    assert abs(sum(evidence.scores.values()) - 1) < 1e-4
    assert set(evidence.holds) == set(LABELS)
    assert set(evidence.custom) == {"threat"}
    for probability in (*evidence.scores.values(), *evidence.holds.values(), evidence.unnamed, evidence.absent):
        assert 0 <= probability <= 1
    for mention in evidence.sources:
        assert document.slice(mention.span).strip()
    for inside in (evidence.cue, evidence.content, evidence.clause):
        assert inside is None or (sentence.span.covers(inside.span) and len(inside.span) > 0)
    assert all(0 <= c.sentence < count and c.sentence != sentence.index for c in evidence.claims)
    assert [c.score for c in evidence.claims] == sorted((c.score for c in evidence.claims), reverse=True)
    assert sum(c.score for c in evidence.claims) + evidence.absent <= 1 + 1e-4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.text(st.characters(exclude_characters="\n\r"), min_size=1, max_size=40).map(lambda t: "x" + t), max_size=60))
def test_evidence_is_well_formed(reader: EmbeddedReader, pieces: list[str]) -> None:
    """One record a sentence; probabilities in range and summing to 1; spans inside their sentence; no link to itself."""
    document, sentences = article(pieces)
    evidence = reader.read(document, sentences)
    assert len(evidence) == len(sentences)
    for sentence, e in zip(sentences, evidence, strict=True):
        check(document, sentence, e, len(sentences))


def test_the_same_article_gives_the_same_evidence(reader: EmbeddedReader) -> None:
    """Nothing in a reader depends on what it read before."""
    one, two = article([f"The mayor denied claim {i}." for i in range(40)]), article(["Nothing happened."])
    first = reader.read(*one)
    reader.read(*two)
    assert reader.read(*one) == first


@pytest.mark.parametrize("count", [1, 23, 24, 25, 40, 41, 500])
def test_sections_decide_about_each_sentence_once(reader: EmbeddedReader, count: int) -> None:
    """Sections cover the article: each sentence is decided by exactly one, which sees it and at most two more than fit."""
    decided = []
    for members, own in reader._sections(count):
        assert set(own) <= set(members)
        assert len(members) <= reader.network.config.section + 2
        decided += list(own)
    assert decided == list(range(count))


def test_a_sentence_that_cannot_be_tokenised_is_still_answered(reader: EmbeddedReader) -> None:
    """A unit of zero-width characters has no token; it gets evidence like any other."""
    document, sentences = article(["x says no.", "\u200b\u200b", "y denies it."])
    assert len(reader.read(document, sentences)) == 3


def test_a_very_long_sentence_is_read_in_bounded_windows(reader: EmbeddedReader) -> None:
    """Twenty thousand words without a stop are cut to what a window holds, and the spans stay inside."""
    document, sentences = article(["word " * 20_000 + "end"])
    (evidence,) = reader.read(document, sentences)
    check(document, sentences[0], evidence, 1)
