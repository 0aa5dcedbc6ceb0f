"""Labels: what a sentence does, decided from probabilities."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.document import Span
from claimcheck.evidence import SentenceEvidence
from claimcheck.labels import ALLEGATION, DEFAULT_LABELS, DENIAL, LABELS, NONE, OFFICIAL, Labelling, Thresholds, label
from claimcheck.sentences import Kind, Sentence

SENTENCE = Sentence(index=0, span=Span(start=0, end=10), paragraph=0, kind=Kind.BODY)
DEFAULTS = Thresholds(second=0.6, doubt=0.6)


def evidence(**scores: float) -> SentenceEvidence:
    """Return evidence with the given scores, the rest of the probability on ``none``."""
    full = {**dict.fromkeys(LABELS, 0.0), **scores}
    return SentenceEvidence(scores={**full, NONE: 1 - sum(full.values())})


@pytest.mark.parametrize("name", [*LABELS, NONE])
def test_best_label_is_the_main_one(name: str) -> None:
    """The label with the highest probability is the main one, ``none`` included, and its probability is the score."""
    scores = dict.fromkeys((*LABELS, NONE), 0.1) | {name: 0.7}
    found = label(SENTENCE, SentenceEvidence(scores=scores), DEFAULTS)
    assert (found.label, found.score, found.second) == (name, 0.7, None)


def test_bias_moves_the_choice_but_not_the_score() -> None:
    """A label's own bias decides which is best, and leaves the probabilities that are reported alone."""
    found = label(SENTENCE, evidence(denial=0.4), replace(DEFAULTS, main={DENIAL: 0.25}))
    assert (found.label, found.score) == (DENIAL, 0.4)


@pytest.mark.parametrize(("holds", "second"), [(0.6, ALLEGATION), (0.59, None)])
def test_second_label(holds: float, second: str | None) -> None:
    """A second label is given from its threshold on."""
    found = label(SENTENCE, replace(evidence(denial=0.9), holds={ALLEGATION: holds, DENIAL: 0.95}), DEFAULTS)
    assert (found.label, found.second) == (DENIAL, second)


def test_best_second_label() -> None:
    """Of several that hold, the likeliest is the second one; ``none`` never is."""
    found = label(SENTENCE, replace(evidence(denial=0.9), holds={ALLEGATION: 0.7, OFFICIAL: 0.8, NONE: 0.99}), DEFAULTS)
    assert found.second == OFFICIAL


def test_no_second_label_beside_none() -> None:
    """A sentence whose main label is ``none`` has no second one."""
    assert label(SENTENCE, replace(evidence(), holds={ALLEGATION: 0.99}), DEFAULTS).second is None


@pytest.mark.parametrize(("score", "doubtful"), [(0.59, True), (0.6, False)])
def test_doubt(score: float, doubtful: bool) -> None:
    """A label that is less sure than the threshold is doubtful."""
    assert label(SENTENCE, evidence(denial=score), DEFAULTS).doubtful is doubtful


def test_furniture_says_nothing() -> None:
    """A line of the page's furniture gets ``none`` for sure, whatever the model thinks of it, and no label of the user's own."""
    found = label(replace(SENTENCE, kind=Kind.FURNITURE), replace(evidence(denial=1.0), custom={"threat": 0.9}), DEFAULTS)
    assert (found.label, found.second, found.score, dict(found.custom)) == (NONE, None, 1.0, {})


@pytest.mark.parametrize("kind", [Kind.HEADLINE, Kind.CAPTION])
def test_headlines_and_captions_are_labelled(kind: Kind) -> None:
    """Headlines and captions can accuse and deny like any sentence."""
    assert label(replace(SENTENCE, kind=kind), evidence(denial=0.9), DEFAULTS).label == DENIAL


def test_custom_scores_are_handed_on() -> None:
    """Probabilities of the user's own labels come through unchanged."""
    assert label(SENTENCE, replace(evidence(), custom={"threat": 0.3}), DEFAULTS).custom == {"threat": 0.3}


@pytest.mark.parametrize(
    ("main", "second", "denies", "alleges"),
    [(DENIAL, None, True, False), (ALLEGATION, DENIAL, True, True), (OFFICIAL, ALLEGATION, False, True), (NONE, None, False, False)],
)
def test_second_label_counts(main: str, second: str | None, denies: bool, alleges: bool) -> None:
    """A sentence denies or alleges by its second label too."""
    found = Labelling(label=main, second=second, scores={main: 1.0})
    assert (found.denies, found.alleges) == (denies, alleges)


def test_every_label_is_described() -> None:
    """Each label, ``none`` included, has one text for the zero-shot classifier, a sentence that differs from the others."""
    assert [each.name for each in DEFAULT_LABELS] == [*LABELS, NONE]
    texts = {each.description for each in DEFAULT_LABELS}
    assert len(texts) == len(DEFAULT_LABELS)
    assert all(text.endswith(".") for text in texts)


@given(
    scores=st.lists(st.floats(0, 1), min_size=4, max_size=4),
    holds=st.dictionaries(st.sampled_from([*LABELS, NONE]), st.floats(0, 1)),
    kind=st.sampled_from(Kind),
)
def test_any_probabilities(scores: list[float], holds: dict[str, float], kind: Kind) -> None:
    """Whatever the probabilities: one known main label, a second that differs from it and is never ``none``."""
    given_ = SentenceEvidence(scores=dict(zip((*LABELS, NONE), scores, strict=True)), holds=holds)
    found = label(replace(SENTENCE, kind=kind), given_, DEFAULTS)
    assert found.label in found.scores
    assert found.second in (None, *LABELS)
    assert found.second != found.label
