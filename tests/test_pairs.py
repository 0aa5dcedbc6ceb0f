"""Pairs: which claim a denial answers, and which claims nobody answers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.attribution import Attribution, Source
from claimcheck.document import Document, Span
from claimcheck.evidence import Candidate, Mention, SentenceEvidence
from claimcheck.labels import DENIAL, LABELS, NONE, Labelling, Thresholds
from claimcheck.pairs import Link, pair, unanswered
from claimcheck.sentences import Sentence
from written import labelled, mention, place, silent, written

DEFAULTS = Thresholds(absent=0.5, clause=0.5, link_doubt=0.4, claim_clues=0)
BOTH = Thresholds(claim_clues=0.5)
ARTICLE = (
    ["Prosecutors say Mara Velin took money.", "The indictment lists nine payments.", "The harbour is large."],
    ["Velin denied that she took bribes.", "“It is a lie.”"],
)
LABELS_OF_IT = ("allegation", "allegation", "none", "denial", "denial")


def linked(labels: Sequence[Labelling], evidence: Sequence[SentenceEvidence], thresholds: Thresholds = DEFAULTS) -> tuple[Link, ...]:
    """Pair the sentences of the article above."""
    document, sentences = written(*ARTICLE)
    return pair(document, sentences, labels, [Attribution()] * len(sentences), evidence, thresholds)


def pointing(**fields: object) -> list[SentenceEvidence]:
    """Return evidence whose fourth sentence, the first denial, says what is given."""
    evidence = silent(5)
    evidence[3] = replace(evidence[3], **fields)  # type: ignore[arg-type]
    return evidence


def claims(*pairs: tuple[int, float]) -> tuple[Candidate, ...]:
    """Return candidates."""
    return tuple(Candidate(sentence=k, score=p) for k, p in pairs)


def test_only_denials_are_linked() -> None:
    """Every denial, main label or second, has at least one link, and no other sentence has one."""
    labels = labelled("allegation+denial", "allegation", "none", "denial", "official_statement")
    assert sorted({link.denial for link in linked(labels, silent(5))}) == [0, 3]


def test_best_claim_first_then_those_nearly_as_likely() -> None:
    """A denial is linked to its likeliest claim, and to further ones that are nearly as likely; unlikely ones are left out."""
    evidence = pointing(claims=claims((1, 0.3), (0, 0.5), (2, 0.05)), absent=0.1)
    found = [link for link in linked(labelled(*LABELS_OF_IT), evidence) if link.denial == 3]
    assert [(link.claim, link.score) for link in found] == [(0, 0.5), (1, 0.3)]


def test_clause_goes_with_the_best_link() -> None:
    """Where both a sentence and a clause state the claim, the clause stands on the best link alone."""
    document, _ = written(*ARTICLE)
    clause = mention(document, "she took bribes", 0.9)
    found = linked(labelled(*LABELS_OF_IT), pointing(claims=claims((0, 0.5), (1, 0.4)), absent=0.1, clause=clause))
    assert [(link.claim, link.clause) for link in found if link.denial == 3] == [(0, clause.span), (1, None)]


def test_clause_alone() -> None:
    """Where no other sentence states the claim, the clause alone does; an unsure clause is none."""
    document, _ = written(*ARTICLE)
    sure, unsure = mention(document, "she took bribes", 0.9), mention(document, "she took bribes", 0.3)
    (link,) = (x for x in linked(labelled(*LABELS_OF_IT), pointing(absent=0.8, clause=sure)) if x.denial == 3)
    assert (link.claim, link.clause, link.score) == (None, sure.span, 0.8)
    (link,) = (x for x in linked(labelled(*LABELS_OF_IT), pointing(absent=0.8, clause=unsure)) if x.denial == 3)
    assert (link.claim, link.clause) == (None, None)
    assert link.score == pytest.approx(0.7)


@pytest.mark.parametrize(("absent", "claim"), [(0.49, 0), (0.5, None)])
def test_absent_claim(absent: float, claim: int | None) -> None:
    """A claim that is in no other sentence at least as surely as the threshold says gets no link to one."""
    evidence = pointing(claims=claims((0, 0.5)), absent=absent)
    assert next(link.claim for link in linked(labelled(*LABELS_OF_IT), evidence) if link.denial == 3) == claim


@pytest.mark.parametrize(("score", "doubtful"), [(0.39, True), (0.4, False)])
def test_doubt(score: float, doubtful: bool) -> None:
    """A link that is less sure than the threshold for links is doubtful."""
    evidence = pointing(claims=claims((0, score)), absent=0.2)
    assert next(link.doubtful for link in linked(labelled(*LABELS_OF_IT), evidence) if link.denial == 3) is doubtful


def test_nonsense_of_a_model_is_left_out() -> None:
    """A candidate that is the denial itself, stands outside the article or comes twice makes no link of its own."""
    evidence = pointing(claims=claims((3, 0.9), (7, 0.9), (-1, 0.9), (1, 0.4), (1, 0.5)), absent=0.1)
    found = [link for link in linked(labelled(*LABELS_OF_IT), evidence) if link.denial == 3]
    assert [(link.claim, link.score) for link in found] == [(1, 0.5)]


def test_clause_is_cut_to_its_sentence() -> None:
    """A clause that runs out of the denial is cut to it; one that lies outside is none."""
    document, sentences = written(*ARTICLE)
    wide = Mention(span=Span(start=place(document, "she took").start, end=len(document.text)), score=0.9)
    elsewhere = mention(document, "nine payments", 0.9)
    (link,) = (x for x in linked(labelled(*LABELS_OF_IT), pointing(clause=wide, absent=0.9)) if x.denial == 3)
    assert link.clause == Span(start=wide.span.start, end=sentences[3].span.end)
    (link,) = (x for x in linked(labelled(*LABELS_OF_IT), pointing(clause=elsewhere, absent=0.9)) if x.denial == 3)
    assert link.clause is None


BRIDGE = (
    [
        "The council met in Lindmark on Monday.",
        "Auditors say Mara Velin sold the harbour bridge to her brother.",
        "Others say taxes are too high.",
    ],
    ["Velin denied that she had sold the harbour bridge."],
)
BRIDGE_LABELS = ("none", "allegation", "allegation", "denial")


def bridge(evidence: Sequence[SentenceEvidence], thresholds: Thresholds = BOTH) -> list[Link]:
    """Pair the sentences of the article above."""
    document, sentences = written(*BRIDGE)
    return list(pair(document, sentences, labelled(*BRIDGE_LABELS), [Attribution()] * 4, evidence, thresholds))


def test_words_decide_where_the_model_says_nothing() -> None:
    """With a model that knows labels only, the allegation that shares the denial's rare words is its claim."""
    first, *_ = bridge(silent(4))
    assert first.claim == 1
    assert 0 < first.score < 1


def test_words_and_model_are_weighed_together() -> None:
    """Words turn a close call of the model, and no clear one; a share of 0 leaves the model alone."""
    close, clear = silent(4), silent(4)
    close[3] = replace(close[3], claims=claims((2, 0.48), (1, 0.42)), absent=0.1)
    clear[3] = replace(clear[3], claims=claims((2, 0.98), (1, 0.005)), absent=0.01)
    assert bridge(close)[0].claim == 1
    assert bridge(clear)[0].claim == 2
    assert bridge(close, DEFAULTS)[0].claim == 2


def test_denials_that_go_on_answer_the_claim_before() -> None:
    """A denial with no word of the claim in it, right behind one by the same speaker, answers the same claim."""
    document, sentences = written(*BRIDGE[:-1], [*BRIDGE[-1], "“A lie, nothing else.”"])
    speaker = Attribution(source=Source(name="Mara Velin", span=place(document, "Mara Velin"), mention=None, score=0.9))
    attributions = [Attribution(), Attribution(), Attribution(), speaker, speaker]
    links = pair(document, sentences, labelled(*BRIDGE_LABELS, "denial"), attributions, silent(5), replace(BOTH, absent=1))
    assert [next(link.claim for link in links if link.denial == i) for i in (3, 4)] == [1, 1]


def test_unanswered() -> None:
    """An allegation is unanswered unless a link of any rank leads to it."""
    labels = labelled("allegation", "allegation", "allegation", "denial", "none")
    links = [Link(denial=3, claim=1, clause=None, score=0.5), Link(denial=3, claim=0, clause=None, score=0.3)]
    assert unanswered(labels, links) == (2,)
    assert unanswered(labels, []) == (0, 1, 2)


def test_answered_in_the_same_sentence() -> None:
    """An allegation that the same sentence rejects by a clause is answered; one whose denial is of something else is not."""
    labels = labelled("allegation+denial", "denial+allegation")
    own = Link(denial=0, claim=None, clause=Span(start=0, end=4), score=0.8)
    other = Link(denial=1, claim=None, clause=None, score=0.8)
    assert unanswered(labels, [own, other]) == (1,)


@given(st.data())
def test_any_evidence(data: st.DataObject) -> None:
    """Whatever the model says: each denial has a link, best first; claims are other sentences, clauses lie in the denial."""
    count = data.draw(st.integers(1, 5))
    document, sentences = written([f"Sentence number {k}." for k in range(count)])
    labels = labelled(*data.draw(st.lists(st.sampled_from((*LABELS, NONE, "allegation+denial")), min_size=count, max_size=count)))
    evidence = [data.draw(_evidences(document, count)) for _ in range(count)]
    thresholds = data.draw(st.sampled_from((DEFAULTS, BOTH)))
    links = pair(document, sentences, labels, [Attribution()] * count, evidence, thresholds)
    _check(sentences, labels, links)
    open_claims = unanswered(labels, links)
    assert set(open_claims) <= {i for i, each in enumerate(labels) if each.alleges}
    assert not {link.claim for link in links} & set(open_claims)


def _evidences(document: Document, count: int) -> st.SearchStrategy[SentenceEvidence]:
    score = st.floats(0, 1)
    place_ = st.tuples(st.integers(0, len(document.text)), st.integers(0, len(document.text)))
    clause = st.builds(lambda p, s: Mention(span=Span(start=min(p), end=max(p)), score=s), place_, score)
    candidate = st.builds(Candidate, sentence=st.integers(-1, count), score=score)
    return st.builds(
        SentenceEvidence,
        scores=st.just({}),
        claims=st.lists(candidate, max_size=6).map(tuple),
        absent=score,
        clause=st.none() | clause,
    )


def _check(sentences: Sequence[Sentence], labels: Sequence[Labelling], links: Sequence[Link]) -> None:
    denials = [i for i, each in enumerate(labels) if DENIAL in (each.label, each.second)]
    assert [link.denial for link in links] == sorted(link.denial for link in links)
    assert sorted({link.denial for link in links}) == denials
    for i in denials:
        own = [link for link in links if link.denial == i]
        assert [link.score for link in own] == sorted((link.score for link in own), reverse=True)
        assert len({link.claim for link in own}) == len(own)
        for link in own:
            assert link.claim is None or (link.claim != i and 0 <= link.claim < len(sentences))
            assert link.clause is None or sentences[i].span.covers(link.clause)
