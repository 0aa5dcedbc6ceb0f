"""Speech: quotations over sentences and paragraphs, and who says what by which word within a sentence."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.document import Document, Span
from claimcheck.names import Directory
from claimcheck.quotations import quotations
from claimcheck.sentences import Kind, Sentence
from claimcheck.speech import Line, speeches
from written import written


def quoted(*paragraphs: list[str]) -> list[str]:
    """Return the quoted texts of an article."""
    document, units = written(*paragraphs)
    return [document.slice(q.span) for q in quotations(document, units)]


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("„", "”")])
def test_marks(opening: str, closing: str) -> None:
    """Curly, straight, angled and low marks hold a quotation; the marks are no part of it."""
    assert quoted([f"She said: {opening}We paid.{closing} Then {opening}left{closing}."]) == ["We paid.", "left"]


def test_quotation_over_sentences() -> None:
    """A quotation goes on over the sentences of a paragraph, and tells where it begins and ends."""
    document, units = written(["“We paid.", "We paid twice,” she said.", "He left."])
    (only,) = quotations(document, units)
    assert (only.first, only.last, only.closed) == (0, 1, True)
    assert document.slice(only.span) == "We paid. We paid twice,"


def test_quotation_over_paragraphs() -> None:
    """A quotation that a paragraph leaves open goes on where the next begins with a mark again."""
    document, units = written(["“We paid."], ["“We paid twice,” she said."])
    (only,) = quotations(document, units)
    assert (only.first, only.last, only.closed) == (0, 1, True)


def test_lost_mark_spoils_one_paragraph_only() -> None:
    """A quotation that is never closed ends with its paragraph where the next does not go on quoting."""
    document, units = written(["“We paid, she said."], ["He left.", "“No,” he said."])
    first, second = quotations(document, units)
    assert (first.last, first.closed) == (0, False)
    assert document.slice(second.span) == "No,"


def test_inches_are_no_marks() -> None:
    """A straight mark behind a number opens no quotation."""
    assert quoted(['A 40" screen fell and "broke" there.']) == ["broke"]


@given(st.lists(st.lists(st.text(alphabet="a “”\"«»'.5", min_size=1, max_size=12), min_size=1, max_size=4), min_size=1, max_size=4))
def test_quotations_of_any_text(paragraphs: list[list[str]]) -> None:
    """Quotations of any text are ordered and disjoint, and lie in the sentences that they name."""
    document, units = written(*paragraphs)
    found = quotations(document, units)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for q in found:
        assert units[q.first].span.start <= q.span.start <= q.span.end <= units[q.last].span.end + 1


def said(sentence: str) -> list[tuple[str, str]]:
    """Return speaker and word of speech of everything that the rules find in a sentence."""
    document, units = written([sentence])
    directory = Directory(document, units)
    tokens = directory.tokens[0]
    line = Line(tokens, [q.span for q in quotations(document, units)], directory.candidates)
    found = []
    for speech in speeches(line):
        (a, b), (c, d) = speech.speaker, speech.cue
        found.append((document.text[tokens[a].start : tokens[b - 1].end], document.text[tokens[c].start : tokens[d - 1].end]))
    return found


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mara Velin denied the charge.", ("Mara Velin", "denied")),
        ("Mara Velin has repeatedly denied the charge.", ("Mara Velin", "denied")),
        ("Mara Velin on Monday publicly denied the charge.", ("Mara Velin", "denied")),
        ("Mara Velin (Reform) said no.", ("Mara Velin", "said")),
        ("“We paid,” said Mara Velin.", ("Mara Velin", "said")),
        ("“We paid,” said spokesman Odo Brink.", ("Odo Brink", "said")),
        ("“We paid,” Velin told reporters.", ("Velin", "told")),
        ("“We paid,” she said.", ("she", "said")),
        ("Mara Velin, the mayor of Lindmark, said the harbour was safe.", ("Mara Velin", "said")),
        ("Mara Velin, who was fired in May, said she was innocent.", ("Mara Velin", "said")),
        ("The mayor's lawyer, Odo Brink, said the charge was false.", ("Odo Brink", "said")),
        ("“We paid,” said the port's director, Odo Brink, on Monday.", ("Odo Brink", "said")),
        ("The First Warden, Odo Brink of the Field League, said no.", ("Odo Brink", "said")),
        ("The mayor of Lindmark said no.", ("The mayor of Lindmark", "said")),
        ("Lawyers for the mayor said no.", ("Lawyers for the mayor", "said")),
        ("The harbour was safe, according to the ministry.", ("the ministry", "according to")),
        ("The charge was rejected by the ministry.", ("the ministry", "rejected")),
        ("Police: no body was found.", ("Police", ":")),
        ("The indictment alleges nine payments.", ("The indictment", "alleges")),
    ],
)
def test_speakers(sentence: str, expected: tuple[str, str]) -> None:
    """The first speaker and word of speech are those of the sentence, in each order of words that news uses."""
    assert said(sentence)[0] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The claim was old.",
        "His statement said nothing new to anybody and “he denied it” was in it.",
        "Velin was accused of taking bribes.",
        "The report was denied entry.",
    ],
)
def test_no_speaker_where_nobody_speaks(sentence: str) -> None:
    """Nouns of speech, passives without an agent and quoted words give no speaker named Velin or he."""
    assert not {"Velin", "he", "The claim", "The report"} & {speaker for speaker, _ in said(sentence)}


@given(
    st.lists(
        st.sampled_from(
            ["Mara Velin", "he", "who", ",", "said", "told", "by", "was", "according", "to", "(", ")", ":", "“", "”", "the mayor", "of"]
        ),
        max_size=14,
    )
)
def test_speeches_of_any_words(words: list[str]) -> None:
    """In any order of words, speaker and word of speech are not empty and stand in the sentence."""
    text = " ".join(words)
    document = Document(text=text)
    unit = Sentence(index=0, span=Span(start=0, end=len(text)), paragraph=0, kind=Kind.BODY)
    directory = Directory(document, [unit])
    line = Line(directory.tokens[0], [q.span for q in quotations(document, [unit])], directory.candidates)
    for speech in speeches(line):
        for first, end in (speech.speaker, speech.cue):
            assert 0 <= first < end <= len(line.tokens)
