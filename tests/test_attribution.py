"""Attribution: source, cue and content of each labelled sentence, from the model's word and from the article's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.attribution import Attribution, attribute
from claimcheck.document import Document, Span
from claimcheck.evidence import Mention, SentenceEvidence
from claimcheck.labels import LABELS, NONE, Thresholds
from claimcheck.logit import weights
from claimcheck.sentences import Sentence
from strategies import texts
from written import labelled, mention, place, silent, written

DEFAULTS = Thresholds()


def names(found: tuple[Attribution, ...]) -> list[str | None]:
    """Return the names of the sources."""
    return [each.source.name if each.source else None for each in found]


def by_rules(document: Document, sentences: tuple[Sentence, ...], *labels: str) -> tuple[Attribution, ...]:
    """Attribute with a model that names no speakers."""
    return attribute(document, sentences, labelled(*labels), silent(len(sentences)), DEFAULTS)


def test_unlabelled_sentences_get_nothing() -> None:
    """A sentence without a label has no source, cue or content, whatever it says."""
    document, sentences = written(["Mara Velin said no.", "Odo Brink said yes."])
    assert by_rules(document, sentences, NONE, NONE) == (Attribution(), Attribution())


def test_surname_is_shown_in_full() -> None:
    """The source of "Velin said" is the full name, with the place where that stands; the mention is what the sentence says."""
    document, sentences = written(["Mayor Mara Velin came.", "Velin denied that she took money."])
    _, found = by_rules(document, sentences, NONE, "denial")
    assert found.source is not None
    assert (found.source.name, found.source.span) == ("Mara Velin", place(document, "Mara Velin"))
    assert found.source.mention == place(document, "Velin", nth=1)


def test_pronoun_is_followed() -> None:
    """A pronoun ("she") leads to the one who spoke before, and stays the mention."""
    document, sentences = written(["Mayor Mara Velin denied the charge.", "She said the money was a loan."])
    first, second = by_rules(document, sentences, "denial", "denial")
    assert names((first, second)) == ["Mara Velin", "Mara Velin"]
    assert second.source is not None
    assert second.source.mention == place(document, "She")


def test_quotation_keeps_its_speaker() -> None:
    """Sentences that only go on quoting, in the paragraph and in the next, have the speaker of the first."""
    document, sentences = written(
        ["“This is a lie,” Mara Velin told reporters in Lindmark.", "“I never took a crown from anybody in that company."],
        ["“Could anyone believe such a story?”"],
    )
    assert names(by_rules(document, sentences, "denial", "denial", "denial")) == ["Mara Velin"] * 3


def test_critics_have_a_small_letter() -> None:
    """A role that opens the sentence is named without its capital."""
    document, sentences = written(["Critics accused the council of hiding the report.", "The council met in May."])
    assert names(by_rules(document, sentences, "allegation", NONE)) == ["critics", None]


def test_two_who_speak_together() -> None:
    """Two who are named together as the subject are both the source, by their full names."""
    document, sentences = written(["Mara Velin met Odo Brink.", "Velin and Brink denied the charge on Monday."])
    assert names(by_rules(document, sentences, NONE, "denial"))[1] == "Mara Velin and Odo Brink"


def test_model_points_elsewhere() -> None:
    """Where the model is sure of a speaker whom no word of the sentence names, that is the source."""
    document, sentences = written(
        ["An audit by Tora Lind shook the port.", "Odo Brink was in Vessel at the time."], ["Nine payments went to a firm in Vessel."]
    )
    evidence = silent(3)
    evidence[2] = replace(evidence[2], sources=(mention(document, "Tora Lind", 0.95),), unnamed=0.03)
    found = attribute(document, sentences, labelled(NONE, NONE, "allegation"), evidence, DEFAULTS)
    assert names(found)[2] == "Tora Lind"


def test_mentions_of_one_speaker_count_together() -> None:
    """The model's shares for two mentions of one person outweigh a larger share for somebody else."""
    document, sentences = written(["Mayor Mara Velin came with Odo Brink.", "Velin smiled."], ["It was a lie."])
    evidence = silent(3)
    sources = (mention(document, "Odo Brink", 0.4), mention(document, "Mara Velin", 0.3), mention(document, "Velin", 0.3, nth=1))
    evidence[2] = replace(evidence[2], sources=sources, unnamed=0.0)
    found = attribute(document, sentences, labelled(NONE, NONE, "denial"), evidence, DEFAULTS)
    assert names(found)[2] == "Mara Velin"


def test_model_may_point_at_part_of_a_name() -> None:
    """A span of the model that covers most of a name stands for the whole of it."""
    document, sentences = written(["The Harbour Safety Commission published a list of nine ships.", "Nine ships were unsafe."])
    evidence = silent(2)
    evidence[1] = replace(evidence[1], sources=(mention(document, "Harbour Safety", 0.97),), unnamed=0.01)
    assert names(attribute(document, sentences, labelled(NONE, "allegation"), evidence, DEFAULTS))[1] == "Harbour Safety Commission"


def test_nobody_is_named() -> None:
    """Where the model is sure that nobody is named, there is no source; the cut-off is the threshold for it."""
    document, sentences = written(["Harbour was closed.", "The harbour was allegedly sold."])
    evidence = silent(2)
    evidence[1] = replace(evidence[1], sources=(mention(document, "Harbour", 0.02),), unnamed=0.98)
    labels = labelled(NONE, "allegation")
    assert names(attribute(document, sentences, labels, evidence, DEFAULTS)) == [None, None]
    assert names(attribute(document, sentences, labels, evidence, replace(DEFAULTS, unnamed=1.1)))[1] is not None


def test_model_cue_and_content_are_kept() -> None:
    """The model's cue and content are taken as they are, and cut to the sentence."""
    document, sentences = written(["Mara Velin said no.", "She bluntly denied taking bribes."])
    beyond = Span(start=place(document, "taking").start, end=len(document.text))
    evidence = silent(2)
    evidence[1] = replace(evidence[1], cue=mention(document, "bluntly denied", 0.9), content=Mention(span=beyond, score=0.9))
    found = attribute(document, sentences, labelled(NONE, "denial"), evidence, DEFAULTS)[1]
    assert found.cue == place(document, "bluntly denied")
    assert found.content == beyond
    outside = Mention(span=Span(start=0, end=beyond.end), score=0.9)
    evidence[1] = replace(evidence[1], content=outside)
    assert attribute(document, sentences, labelled(NONE, "denial"), evidence, DEFAULTS)[1].content == sentences[1].span


def test_unsure_cue_is_left_to_the_rules() -> None:
    """A cue that the model doubts gives way to the word of speech that the rules see."""
    document, sentences = written(["Mara Velin denied taking bribes."])
    evidence = [replace(silent(1)[0], cue=mention(document, "bribes", 0.2))]
    assert attribute(document, sentences, labelled("denial"), evidence, DEFAULTS)[0].cue == place(document, "denied")


@pytest.mark.parametrize(
    ("sentence", "cue", "content"),
    [
        ("Mara Velin said that the money was a loan.", "said", "the money was a loan"),
        ("“The money was a loan,” Mara Velin said.", "said", "The money was a loan"),
        ("The money was a loan, according to Mara Velin.", "according to", "The money was a loan"),
        ("“It was a loan,” Mara Velin said. “Nothing else than that.”", "said", "Nothing else than that"),
    ],
)
def test_content_by_rule(sentence: str, cue: str, content: str) -> None:
    """Without the model, the content is what is quoted, else what stands behind or before the word of speech."""
    document, sentences = written([sentence])
    (found,) = by_rules(document, sentences, "denial")
    assert found.cue == place(document, cue)
    assert found.content == place(document, content)


def test_scores_are_probabilities_that_grow_with_the_evidence() -> None:
    """A speaker whom sentence and model both name is surer than one whom only the sentence names; both lie between 0 and 1."""
    document, sentences = written(["Mara Velin denied the charge, while Odo Brink looked on."])
    evidence = silent(1)
    alone = attribute(document, sentences, labelled("denial"), evidence, DEFAULTS)[0].source
    evidence[0] = replace(evidence[0], sources=(mention(document, "Mara Velin", 0.98),), unnamed=0.01)
    both = attribute(document, sentences, labelled("denial"), evidence, DEFAULTS)[0].source
    assert alone is not None
    assert both is not None
    assert 0 < alone.score < both.score <= 1


def test_weights_are_finite_numbers() -> None:
    """Every clue's weight is a number, and a subject of a word of speech tells more than a bystander."""
    known = weights("speakers.json")
    assert all(abs(value) < 20 for value in known.values())
    assert known["said:subject:0"] > known["named:2:cue-no"]


def evidences(length: int) -> st.SearchStrategy[SentenceEvidence]:
    """Return evidence that points anywhere in a text of that many code points."""
    ends = st.tuples(st.integers(0, length), st.integers(0, length))
    mentions = st.builds(lambda p, score: Mention(span=Span(start=min(p), end=max(p)), score=score), ends, st.floats(0, 1))
    return st.builds(
        lambda sources, unnamed, cue, content: SentenceEvidence(
            scores={}, sources=tuple(sources), unnamed=unnamed, cue=cue, content=content
        ),
        st.lists(mentions, max_size=3),
        st.floats(0, 1),
        st.none() | mentions,
        st.none() | mentions,
    )


@given(st.data())
def test_any_evidence_on_any_text(data: st.DataObject) -> None:
    """Whatever text and evidence: spans lie in the text, cue and content in their sentence, scores between 0 and 1, twice the same."""
    pieces = data.draw(st.lists(st.lists(texts(max_size=5).filter(str.strip), min_size=1, max_size=3), min_size=1, max_size=3))
    document, sentences = written(*pieces)
    labels = labelled(*data.draw(st.lists(st.sampled_from((*LABELS, NONE)), min_size=len(sentences), max_size=len(sentences))))
    evidence = [data.draw(evidences(len(document.text))) for _ in sentences]
    found = attribute(document, sentences, labels, evidence, DEFAULTS)
    assert found == attribute(document, sentences, labels, evidence, DEFAULTS)
    assert len(found) == len(sentences)
    for sentence, labelling, each in zip(sentences, labels, found, strict=True):
        assert labelling.label != NONE or each == Attribution()
        for span in (each.cue, each.content):
            assert span is None or sentence.span.covers(span)
        if each.source:
            assert 0 <= each.source.score <= 1
            assert each.source.span.end <= len(document.text)
            assert each.source.mention is None or each.source.mention.end <= len(document.text)
