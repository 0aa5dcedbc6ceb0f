"""Matches: what is known of a denial and of each sentence that may state its claim."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.attribution import Attribution, Source
from claimcheck.document import Span
from claimcheck.labels import DENIAL, LABELS, NONE
from claimcheck.matches import NOWHERE, Matches
from claimcheck.ranker import Ranker, ranker
from written import labelled, written

ARTICLE = (
    ["The harbour is large", "Auditors accused Mara Velin of selling the harbour bridge to her brother.", "Others ask: who paid?"],
    ["Velin denied that she had sold the harbour bridge.", "“It is a lie,” she said."],
)
LABELS_OF_IT = ("none", "allegation", "allegation", "denial", "denial")


def matches(speakers: Sequence[str] = ("", "auditors", "", "Mara Velin", "Mara Velin")) -> Matches:
    """Read the article above, with speakers."""
    document, sentences = written(*ARTICLE)
    said = [Source(name=name, span=Span(start=0, end=1), mention=None, score=0.9) if name else None for name in speakers]
    return Matches(document, sentences, labelled(*LABELS_OF_IT), [Attribution(source=source) for source in said])


def test_words_are_compared() -> None:
    """The sentence with the denial's rare words is best in all that compares words; one with none of them shares nothing."""
    facts = matches().of(3, {})
    assert facts[1]["best"] == pytest.approx(facts[1]["against-best"]) == 1
    assert facts[1]["alike"] > facts[0]["alike"] > facts[2]["alike"] == 0
    assert facts[1]["phrases"] > 0
    assert "best" not in facts[0]


def test_places_and_people() -> None:
    """Distance, turn, cue and names are told: who is accused, who says it, whether the denier says it too."""
    facts = matches().of(3, {})
    assert facts[2]["turn:last"] == facts[2]["distance:-1"] == facts[2]["asks"] == 1
    assert facts[1]["denier-named"] == facts[1]["cue:accuses"] == facts[1]["same-speaker:False"] == 1
    assert facts[0]["open-end"] == facts[0]["place:0"] == 1
    assert facts[4]["same-speaker:True"] == 1
    assert 3 not in facts


def test_other_denials_tell() -> None:
    """At the second look it is known which claims the denials around have; at the first nothing is."""
    assert not [name for facts in matches().of(4, {}).values() for name in facts if "others" in name]
    facts = matches().of(4, {3: {1: 0.7, NOWHERE: 0.3}})
    assert facts[1]["others:before:same"] == facts[1]["others:before:next:same"] == 0.7
    assert facts[NOWHERE]["nowhere:others:before:same"] == 0.3
    assert facts[3]["denial:before"] == 1


def test_the_main_claim_is_central() -> None:
    """An allegation that has more in common with the others than they with it is more central; values are 1 at most."""
    document, sentences = written(
        ["Auditors say Velin sold the bridge.", "Papers say Velin sold the harbour bridge.", "Others say Velin sold fish.", "Rain fell."]
    )
    found = Matches(document, sentences, labelled("allegation", "allegation", "allegation", "denial"), [Attribution()] * 4).of(3, {})
    values = {k: facts["central:allegation"] for k, facts in found.items() if k != NOWHERE}
    assert max(values.values()) == 1
    assert values[2] < min(values[0], values[1])


def test_far_sentences_are_left_out_but_for_the_head() -> None:
    """Of a long article, the sentences near a denial compete and those at the head; so the work grows with its length only."""
    count = 400
    document, sentences = written([f"Sentence number {k}." for k in range(count)])
    found = Matches(document, sentences, labelled(*["none"] * 300, "denial", *["none"] * 99), [Attribution()] * count).of(300, {})
    assert len(found) < 150
    assert {0, 1, 299, 301, NOWHERE} <= found.keys()
    assert 100 not in found


@given(st.lists(st.sampled_from((*LABELS, NONE, "allegation+denial")), min_size=1, max_size=6), st.text(max_size=20))
def test_any_article(labels: list[str], text: str) -> None:
    """Whatever an article says, facts are numbers from 0 to about 1, and probabilities sum to 1."""
    document, sentences = written([f"{k}{text}x." for k in range(len(labels))])
    found = Matches(document, sentences, labelled(*labels), [Attribution()] * len(labels))
    chances: dict[int, dict[int, float]] = {}
    for _ in range(2):
        chances = {i: found.chances(i, chances) for i, each in enumerate(labels) if DENIAL in each}
        assert all(sum(own.values()) == pytest.approx(1) for own in chances.values())
    facts = [value for i in chances for each in found.of(i, chances).values() for value in each.values()]
    assert all(-1e-6 <= value <= 2 for value in facts)


def test_ranker() -> None:
    """Facts tell alone and through units, which count above zero only; an unknown fact tells nothing."""
    small = Ranker(alone={"a": 1.0, "b": 0.0}, units={"a": [1.0], "b": [1.0]}, start=[-1.5], out=[2.0])
    assert small.scores({0: {"a": 1.0}, 1: {"a": 1.0, "b": 1.0}, 2: {"unheard of": 5.0}}) == {0: 1.0, 1: 2.0, 2: 0.0}


def test_the_fitted_weights_fit_together() -> None:
    """Every fact of the file has a weight for each unit, and the facts are those that matches yield."""
    fitted = ranker("claims.json")
    assert {len(weights) for weights in fitted.units.values()} == {len(fitted.start)} == {len(fitted.out)}
    known = {name for facts in matches().of(4, {3: {1: 0.7, NOWHERE: 0.3}}).values() for name in facts}
    assert {"alike", "nowhere", "alleges", "others:before:same"} <= known & fitted.alone.keys()
