"""Fitting how much the clues count beside a model, with a model that is made to be wrong or right."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from claimcheck.document import Document, Span
from claimcheck.evidence import Candidate, Mention, ModelInfo, SentenceEvidence
from claimcheck.labels import ALLEGATION, DENIAL, LABELS, NONE, Thresholds
from claimcheck.sentences import Sentence
from claimcheck.training.shares import (
    ABSENT,
    CLAIM_SHARES,
    DOUBT,
    FOLDS,
    SPEAKER_SHARES,
    Case,
    LinkCount,
    cross_validated,
    doubt,
    link_count,
    source_accuracy,
    tune,
)
from written import place, written

TEXT = (
    ["Odo Brink opened the fair in Lindmark.", "Auditors say Mara Velin sold the harbour bridge."],
    ["Mara Velin denied that she sold the harbour bridge."],
)
DEFAULTS = Thresholds()


class Said:
    """A model that says the labels of the article above, one speaker and one claim, each as surely as it is told."""

    info = ModelInfo(name="said", revision="")

    def __init__(self, speaker: str, claim: int, sure: float) -> None:
        """Take what the model is to say of the denial."""
        self._speaker, self._claim, self._sure = speaker, claim, sure

    def read(self, document: Document, sentences: Sequence[Sentence]) -> tuple[SentenceEvidence, ...]:
        """Say it."""
        labels = (NONE, ALLEGATION, DENIAL)
        found = [SentenceEvidence(scores=dict.fromkeys((*LABELS, NONE), 0.0) | {name: 1.0}) for name in labels[: len(sentences)]]
        mention = Mention(span=place(document, self._speaker), score=self._sure)
        claims = (Candidate(sentence=self._claim, score=self._sure),)
        found[2] = replace(found[2], sources=(mention,), unnamed=1 - self._sure, claims=claims, absent=1 - self._sure)
        return tuple(found)


def case(model: Said) -> Case:
    """Let a model read the article, whose gold names Mara Velin and the second sentence."""
    document, units = written(*TEXT)
    gold: list[dict[str, Any]] = [{"start": u.span.start, "end": u.span.end, "label": NONE} for u in units]
    gold[1] |= {"label": ALLEGATION, "source": "auditors"}
    gold[2] |= {"label": DENIAL, "source": "Mara Velin", "answers": [1], "embedded": True}
    return Case.read({"text": document.text, "sentences": gold}, model, DEFAULTS)


def test_clues_count_where_the_model_is_wrong() -> None:
    """With a model that is wrong and not sure of it, a share is chosen with which speaker and claim come out right."""
    cases = [case(Said("Odo Brink", 0, 0.55))]
    alone = replace(DEFAULTS, speaker_clues=0.0, claim_clues=0.0)
    assert source_accuracy(cases, alone) < 1
    tuned = tune(cases, DEFAULTS)
    assert tuned.speaker_clues > 0
    assert tuned.claim_clues > 0
    assert source_accuracy(cases, tuned) == 1
    count = link_count(cases[0], cases[0].claims(cases[0].attributions(tuned), tuned.claim_clues), tuned)
    assert [right for _, right in count.links] == [True]
    assert count.pair_f1 == count.accuracy == 1


def test_grid_holds_what_is_chosen() -> None:
    """Whatever the model says, only settings of the grid are chosen, and the other thresholds stay."""
    start = replace(DEFAULTS, clause=0.33)
    tuned = tune([case(Said("Mara Velin", 1, 0.9))], start)
    assert tuned.speaker_clues in SPEAKER_SHARES
    assert tuned.claim_clues in CLAIM_SHARES
    assert tuned.absent in ABSENT
    assert tuned.clause == start.clause


def test_links_are_counted_as_the_scorer_does() -> None:
    """A denial without a link counts against accuracy and recall, not against precision; a wrong link against all three."""
    read = case(Said("Mara Velin", 1, 0.9))
    none = link_count(read, {2: {-1: 0.9, 1: 0.1}}, DEFAULTS)
    assert (none.links, none.due, none.found, none.hits) == ((), 1, 1, 0)
    wrong = link_count(read, {2: {-1: 0.1, 0: 0.9}}, DEFAULTS)
    assert (wrong.links, wrong.due, wrong.found, wrong.hits) == (((0.9, False),), 1, 1, 0)
    missed = link_count(read, {}, DEFAULTS)
    assert (missed.due, missed.found) == (1, 0)
    assert (none + wrong).links == wrong.links
    right = link_count(read, {2: {-1: 0.1, 1: 0.9}}, DEFAULTS)
    assert (right + wrong + none).pair_f1 == pytest.approx(2 / 5)
    assert (right + wrong + none + missed).accuracy == pytest.approx(1 / 3)


def test_settings_are_judged_on_articles_that_did_not_choose_them() -> None:
    """Where a setting is best on all articles but one, the fold of that one is measured under it all the same."""
    good, bad = LinkCount(links=((0.9, True),), due=1, found=1, hits=1), LinkCount(links=((0.9, False),), due=1, found=1, hits=0)
    counts = {(0.0, 0.5): [bad, good, good, good, good], (1.0, 0.5): [good, bad, bad, bad, bad]}
    assert [fold.accuracy for fold in cross_validated(counts, FOLDS)] == [0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("links", "cut"),
    [
        ([(0.9, True), (0.8, True), (0.3, False)], 0.35),
        ([(0.9, False), (0.8, True)], DOUBT[-1]),
        ([], DOUBT[-1]),
        ([(0.5, True)], DOUBT[0]),
    ],
)
def test_doubt(links: list[tuple[float, bool]], cut: float) -> None:
    """Links are doubtful below the least score from which on nine of ten are right; all are where no score will do."""
    assert doubt(links) == cut


def test_gold_sentences_have_paragraphs() -> None:
    """The sentences of a record stand where it says, in paragraphs where lines break between them."""
    found = case(Said("Odo Brink", 0, 0.5)).sentences
    assert [s.paragraph for s in found] == [0, 0, 1]
    assert found[0].span == Span(start=0, end=len(TEXT[0][0]))
