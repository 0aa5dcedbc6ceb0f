"""Refusals to comment, and the claims that they belong to."""

import time
from itertools import pairwise

import pytest
from hypothesis import given

from claimcheck.attribution import Attribution, Source
from claimcheck.document import Span
from claimcheck.labels import ALLEGATION, NONE
from claimcheck.pairs import declined
from claimcheck.refusals import refusals
from claimcheck.sentences import Kind
from strategies import texts
from written import labelled, place, written


def words_of_refusal(sentence: str) -> list[str]:
    """Return the words of refusal in a sentence."""
    return [sentence[s.start : s.end] for s in refusals(sentence, Span(start=0, end=len(sentence)))]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The council declined to comment.", "declined to comment"),
        ("The council, citing the case, repeatedly declined to say whether it paid.", "declined to say"),
        ("Velin refused, through her lawyer, to answer questions.", "refused, through her lawyer, to answer"),
        ("The firm declined multiple requests for an interview.", "declined multiple requests for an interview"),
        ("Velin declined comment.", "declined comment"),
        ("Velin would not comment on the case.", "would not comment"),
        ("Velin wouldn’t say whether she had paid.", "wouldn’t say whether"),
        ("The ministry could neither confirm nor deny it.", "neither confirm nor deny"),
        ("The ministry said it does not comment on open cases.", "does not comment"),
        ("The council had no immediate comment.", "had no immediate comment"),
        ("The council offered no comment.", "offered no comment"),
        ("“No comment,” Velin said.", "“No comment"),
        (
            "The firm did not immediately respond to the newspaper's requests for comment.",
            "did not immediately respond to the newspaper's requests",
        ),
        ("The firm did not respond by Friday.", "did not respond"),
        ("The firm hasn't responded as of Friday night to questions.", "hasn't responded as of Friday night to questions"),
        ("The firm did not return several calls.", "did not return several calls"),
        ("Velin has yet to respond.", "has yet to respond"),
        ("Velin could not immediately be reached for comment.", "could not immediately be reached"),
        ("Velin was not available for comment.", "was not available for comment"),
        ("Velin was unavailable for comment.", "unavailable for comment"),
        ("Messages left with her office were not returned.", "Messages left with her office were not returned"),
        ("Calls to the firm went unanswered.", "Calls to the firm went unanswered"),
        ("None of the three responded to requests for comment.", "None of the three responded"),
        ("The paper asked twice but received no response.", "received no response"),
        ("There was no immediate comment from the port.", "was no immediate comment"),
    ],
)
def test_refusals_are_found(sentence: str, words: str) -> None:
    """Active and passive, with adverbs and asides: the words of refusal are found with their exact place."""
    assert words_of_refusal(sentence) == [words]


@pytest.mark.parametrize(
    "sentence",
    [
        "The court declined to hear the appeal.",
        "Sales declined by a tenth.",
        "She refused the offer.",
        "She refused to leave the ship.",
        "Velin commented on the case.",
        "The paper reached out to the council for comment.",
        "The ship could not be reached in the storm because of the ice, the crew of the tug wrote in the log.",
        "He did not elaborate on the colour.",
        "She denied it.",
        "The letter was returned.",
    ],
)
def test_other_negatives_are_no_refusals(sentence: str) -> None:
    """Declining something else, failing to reach a place, or merely asking for comment is no refusal to comment."""
    assert words_of_refusal(sentence) == []


@given(texts(max_size=40))
def test_refusals_in_any_text(text: str) -> None:
    """Refusals in any text are ordered, disjoint and inside it."""
    found = list(refusals(text, Span(start=0, end=len(text))))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= s.start < s.end <= len(text) for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "declined " * 20_000,
        "did" + " " * 100_000,
        "did not " * 20_000,
        "really " * 30_000,
        "calls to " * 20_000,
        "declined" + " warily" * 20_000,
        "a" * 200_000,
    ],
    ids=["declined", "spaces", "not", "adverbs", "calls", "one declined", "one word"],
)
def test_hostile_repetition_takes_no_time(text: str) -> None:
    """Text made to send a search in circles is searched in seconds at most."""
    begin = time.process_time()
    list(refusals(text, Span(start=0, end=len(text))))
    assert time.process_time() - begin < 5


def pairs(*sentences: str, alleging: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the claim and the refusing sentence of each refusal in an article of one paragraph."""
    document, units = written(sentences)
    labels = labelled(*(ALLEGATION if k in alleging else NONE for k in range(len(units))))
    return [(found.claim, found.sentence) for found in declined(document, units, labels)]


def test_refusal_belongs_to_the_claim_about_its_party() -> None:
    """A refusal belongs to the claim that names who refuses, not to a nearer one about somebody else."""
    article = (
        "Auditors accused Northlight Shipping of hiding losses.",
        "They also accused Mara Velin of taking bribes.",
        "A spokesman for Northlight declined to comment.",
    )
    assert pairs(*article, alleging=(0, 1)) == [(0, 2)]


@pytest.mark.parametrize(
    ("claim", "refusal"),
    [
        ("The Border Monitoring Mission (BMM) hid deaths, a report says.", "The BMM did not respond to questions."),
        ("Deputy Mayor Mara Velin took money, a report says.", "Velin could not be reached for comment."),
        ("Northlight Shipping hid losses, a report says.", "Messages left with Northlight were not returned."),
    ],
)
def test_party_is_known_by_short_names(claim: str, refusal: str) -> None:
    """Acronym, surname and short name of a firm lead to the claim, in active and passive refusals."""
    article = (claim, "Odo Brink is accused of theft.", refusal)
    assert pairs(*article, alleging=(0, 1)) == [(0, 2)]


def test_several_claims_about_one_party() -> None:
    """One refusal belongs to all claims about its party that stand together."""
    article = ("Velin took bribes, a report says.", "Velin hid them, too.", "The sky was grey.", "Velin declined to comment.")
    assert pairs(*article, alleging=(0, 1)) == [(0, 3), (1, 3)]


def test_nearest_claim_where_none_names_the_party() -> None:
    """Where no claim names who refuses, the nearest one before it is meant, if it is near."""
    near = ("A bridge was sold twice, a blog claims.", "It is old.", "The company declined to comment.")
    assert pairs(*near, alleging=(0,)) == [(0, 2)]
    far = ("A bridge was sold twice, a blog claims.", *["It is old."] * 9, "The company declined to comment.")
    assert pairs(*far, alleging=(0,)) == []


def test_claim_just_behind() -> None:
    """A refusal that stands before the claim about its party belongs to it."""
    article = ("Velin declined to comment on Monday.", "Auditors say Velin took bribes.")
    assert pairs(*article, alleging=(1,)) == [(1, 0)]


def test_claim_and_refusal_in_one_sentence() -> None:
    """A sentence that accuses and tells of the refusal belongs to itself."""
    assert pairs("Auditors say Velin took bribes, and Velin declined to comment.", alleging=(0,)) == [(0, 0)]


def test_own_claims_are_not_against_oneself() -> None:
    """A claim that the refusing party makes itself is not one that it would not comment on."""
    document, units = written(["Mara Velin accused Odo Brink of theft.", "Velin declined to comment further."])
    span = place(document, "Mara Velin")
    source = Attribution(source=Source(name="Mara Velin", span=span, mention=span, score=0.9))
    labels = labelled(ALLEGATION, NONE)
    assert declined(document, units, labels, [source, Attribution()]) == ()
    assert len(declined(document, units, labels)) == 1


def test_whoever_asked_is_no_party() -> None:
    """In "the paper reached out to the port and has not heard back" the port is the party, not the paper."""
    article = (
        "The Lindmark Courier lied, Tora Lind claims.",
        "Vessel Port hid losses, a report says.",
        "The Lindmark Courier reached out to Vessel Port and has not heard back.",
    )
    assert pairs(*article, alleging=(0, 1)) == [(1, 2)]


def test_sharers_and_quoted_complaints_are_left_out() -> None:
    """Who only shared a claim is not its target, and somebody who got no answer, or is quoted so, reports no refusal to the paper."""
    assert pairs("A post claims Velin died.", "The user who shared the post did not respond to a request.", alleging=(0,)) == []
    assert pairs("Velin stole, Brink says.", "She wrote to Velin twice and received no response.", alleging=(0,)) == []
    assert pairs("Velin stole, Brink says.", "“We asked Velin and received no response,” Brink said.", alleging=(0,)) == []


def test_furniture_refuses_nothing() -> None:
    """Lines of the page around the article are not read for refusals."""
    document, units = written(["Velin took bribes, a report says."], ["Velin declined to comment."], kinds=(Kind.BODY, Kind.FURNITURE))
    assert declined(document, units, labelled(ALLEGATION, NONE)) == ()


def test_cue_is_exact() -> None:
    """The cue is the exact place of the words of refusal."""
    document, units = written(["Velin took bribes, a report says.", "Velin declined to comment."])
    (found,) = declined(document, units, labelled(ALLEGATION, NONE))
    assert found.cue == place(document, "declined to comment")
