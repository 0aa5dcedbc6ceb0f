"""The parts of a report, sorted from an analysis."""

import fakes
from claimcheck.outline import outline


def test_home_is_the_likeliest_claim() -> None:
    """A denial of several claims stands as direct under its best link only; the other claims have it as a further one."""
    analysis = fakes.article(
        fakes.allegation("They say he stole.", key="theft"),
        fakes.allegation("They say he lied.", key="lie"),
        fakes.denial("He did neither.", answers=("lie=0.8", "theft=0.5")),
    )
    parts = outline(analysis)
    assert [(entry.claim, len(entry.direct), len(entry.further)) for entry in parts.answered] == [(0, 0, 1), (1, 1, 0)]
    assert parts.home == {2: 1}


def test_clause_beside_a_sentence_is_no_clause_alone() -> None:
    """A denial that has its claim both in another sentence and in its own words is listed under the sentence alone."""
    analysis = fakes.article(
        fakes.allegation("They say he stole.", key="theft"),
        fakes.denial("He denied that he stole.", answers=("theft",), clause="that he stole"),
        fakes.denial("He denied that he had run.", clause="that he had run"),
        fakes.denial("Nonsense."),
    )
    parts = outline(analysis)
    assert [link.denial for link in parts.clauses] == [2]
    assert [link.denial for link in parts.absent] == [3]
    assert [link.denial for entry in parts.answered for link in entry.direct] == [1]


def test_declined_claim_is_not_among_those_without_reply() -> None:
    """A claim whose target declined to comment is listed there, with every refusal, and not as unanswered."""
    analysis = fakes.article(
        fakes.allegation("They say the mill leaks.", key="mill"),
        fakes.allegation("They say the dam leaks.", key="dam"),
        fakes.statement("The mill declined to comment.", cue="declined", refuses=("mill",)),
        fakes.statement("Its owner had no comment.", cue="no comment", refuses=("mill",)),
    )
    parts = outline(analysis)
    assert parts.no_reply == (1,)
    assert [(claim, [refusal.sentence for refusal in refusals]) for claim, refusals in parts.declined] == [(0, [2, 3])]


def test_statements_count_as_second_label_too() -> None:
    """A sentence that is an official statement as its second label is listed among them."""
    analysis = fakes.article(fakes.denial("The court denied it.", second="official_statement"), fakes.background("It rained."))
    assert outline(analysis).statements == (0,)
