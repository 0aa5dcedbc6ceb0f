"""Sentences: exact units of the article, whatever it holds."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.document import Document
from claimcheck.sentences import Kind, split
from strategies import documents, texts

ARTICLE = """\
Home > Region > Marensee
Minister denies lake permits were sold
By Odo Brink
4 min read
Share this article
Mara Velin at the lake on Monday. Photo: Ida Holm/Lindmark Press

MARENSEE (Reuters) —

Interior Minister Mara Velin on Monday denied that she had sold fishing permits. “Who would pay for that?” Ms. Velin asked. \
“I have never seen such a list. It is a fake,” she said.

Read more: Court opens the permit files

“The list is genuine. We stand by it,” said Sen. T. J. Lind, who leads the inquiry. He spoke at 9 a.m. ET.

Read more:
© 2031 The Marensee Courier. All rights reserved.
"""


def units(text: str) -> list[str]:
    """Return the texts of the sentences."""
    document = Document(text=text)
    return [document.slice(sentence.span) for sentence in split(document)]


def kinds(text: str) -> list[Kind]:
    """Return the kinds of the sentences."""
    return [sentence.kind for sentence in split(Document(text=text))]


def check(document: Document) -> None:
    """Assert what holds for the sentences of every text."""
    found = split(document)
    assert [sentence.index for sentence in found] == list(range(len(found)))
    for sentence in found:
        piece = document.slice(sentence.span)
        assert piece
        assert piece == piece.strip()
        assert len(piece) == len(sentence.span)
    for one, other in pairwise(found):
        assert one.span.end <= other.span.start
        assert other.paragraph - one.paragraph in {0, 1}
    covered = "".join("".join(document.slice(sentence.span).split()) for sentence in found)
    assert covered == "".join(document.text.split())


@given(documents())
def test_spans_are_exact_and_cover_every_text(document: Document) -> None:
    """Spans are in order, disjoint, without white space at their ends, and hold every other character of the text."""
    check(document)


@given(
    st.lists(st.sampled_from([*".!?…\"“”‘’'()[] ", "\n", "\r\n", " Mr.", " said", " A b.", " U.S.", "x", "😀", "\u200b", "\ud800"])).map(
        "".join
    )
)
def test_marks_in_any_order_lose_nothing(text: str) -> None:
    """The same holds where quotation marks, brackets, stops and titles stand in any order."""
    check(Document(text=text))


@given(texts(), st.sampled_from(["\n\n", "\r\n\r\n", "\n \n"]))
def test_a_paragraph_is_split_by_itself(text: str, gap: str) -> None:
    """What a blank line divides off changes no sentence span before it."""
    before = split(Document(text=text.strip()))
    after = split(Document(text=text.strip() + gap + "The lake froze."))
    assert [sentence.span for sentence in after[: len(before)]] == [sentence.span for sentence in before]
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("seed", range(3))
def test_windows_leave_no_trace(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A paragraph that is looked at in many windows is split as one that is looked at whole."""
    pieces = [
        "Velin left.",
        "Lind, the mayor of Marensee, stayed on until the very end of it.",
        "Who knows?",
        "Nobody said so; nobody asked.",
    ]
    text = " ".join(random.Random(seed).choices(pieces, k=200))
    whole = split(Document(text=text))
    monkeypatch.setattr("claimcheck.boundaries._WINDOW", 150)
    monkeypatch.setattr("claimcheck.boundaries._WORD", 20)
    assert split(Document(text=text)) == whole
    assert len(whole) == 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” she said. He left.", ["“We won,” she said.", "He left."]),
        ("“Is it true?” Velin asked. He left.", ["“Is it true?” Velin asked.", "He left."]),
        ('"Is it true?" Ms. Velin told reporters. He left.', ['"Is it true?" Ms. Velin told reporters.', "He left."]),
        ('"Never!" Odo Brink, her lawyer, shouted. He left.', ['"Never!" Odo Brink, her lawyer, shouted.', "He left."]),
        ("“It is a lie.” Velin said. He left.", ["“It is a lie.” Velin said.", "He left."]),
        ("“It is a lie.” Velin said that she would sue.", ["“It is a lie.”", "Velin said that she would sue."]),
        ("He called it “a lie.” Lind disagreed.", ["He called it “a lie.”", "Lind disagreed."]),
        ("“I left. He stayed. It froze,” she said.", ["“I left. He stayed. It froze,” she said."]),
        ("“I left. He stayed. It froze.", ["“I left.", "He stayed.", "It froze."]),
        ('"It is," he said. "It was. It froze," he added.', ['"It is," he said.', '"It was. It froze," he added.']),
        ("''It is,'' he said. ''It was,'' he added.", ["''It is,'' he said.", "''It was,'' he added."]),
        ("She said: 'I left. It froze.' Lind stayed.", ["She said: 'I left. It froze.'", "Lind stayed."]),
        ("It froze. (Nobody saw it.) Lind stayed.", ["It froze.", "(Nobody saw it.)", "Lind stayed."]),
        ("Mara Velin (D-Mar.) Lind stayed.", ["Mara Velin (D-Mar.) Lind stayed."]),
        ("He left (she stayed) early. It froze.", ["He left (she stayed) early.", "It froze."]),
        ("That is all. ”", ["That is all. ”"]),
        ("It froze. That is all. 😀", ["It froze.", "That is all. 😀"]),
    ],
)
def test_quotations_and_brackets(text: str, expected: list[str]) -> None:
    """A quotation and who says it are one unit, closing marks belong to what they close, and brackets in a sentence end nothing."""
    assert units(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms. Velin met Gov. Lind, Sen. T. J. Brink and Supt. Holm.",
        "Then-Rep. Velin and Rep.-elect Lind of the U.S. Congress met.",
        "The U.S.-Marensee pact was signed by Lt. Gov. Lind.",
        "Police came at 8 p.m. ET on Monday.",
        "See No. 5 in Vol. 2 of the report.",
        "Brink, R-N.Y., agreed with J. R. Holm.",
        "The firm holds 3.5 percent of lindmark.example.org since then.",
        ".@velin said nothing.",
        "3. What the court found",
        "She said it was ... complicated.",
        "The firm Lind Inc. of Marensee paid.",
    ],
)
def test_abbreviations_end_nothing(sentence: str) -> None:
    """Titles, initials, acronyms, hours, numbers and dots within a sentence do not end it."""
    assert units(sentence) == [sentence]
    assert units(f"It froze. {sentence}") == ["It froze.", sentence] or sentence.startswith((".", "3."))


@pytest.mark.parametrize(
    "text",
    [
        "She lives in the U.S.| He does not.",
        "He works for Lind Inc.| The firm paid.",
        "She spoke in Orlando, Fla.| “But it froze,” she said.",
        "It was over...| Lind left.",
        "It froze in 2031.| 104 boats sank.",
        "They ended the sessions.|They left.",
        "Who knew?!| Nobody did.",
    ],
)
def test_ends_that_look_like_abbreviations(text: str) -> None:
    """A sentence that ends in an abbreviation or number, or lost its blank, still ends."""
    assert units(text.replace("|", "")) == [part.strip() for part in text.split("|")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_are_units_of_their_own(newline: str) -> None:
    """Headline, by-line and share line are not run together, whatever ends the line."""
    text = newline.join(["Lake permits on trial", "Share this article", "It froze. Lind left."])
    assert units(text) == ["Lake permits on trial", "Share this article", "It froze.", "Lind left."]
    assert [sentence.paragraph for sentence in split(Document(text=text))] == [0, 1, 2, 2]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapped_lines_are_joined(newline: str) -> None:
    """Lines that were broken for want of room make one paragraph; the short last line ends it."""
    lines = [
        "The interior minister of Marensee denied on Monday that",
        "she had sold permits. Her lawyer, who spoke beside",
        "Minister Velin, called the list a fake.",
        "The court will sit again on Friday.",
    ]
    assert units(newline.join(lines)) == [
        f"{lines[0]}{newline}she had sold permits.",
        f"Her lawyer, who spoke beside{newline}{lines[2]}",
        lines[3],
    ]


@pytest.mark.parametrize(
    ("plain", "odd"),
    [(" ", "\u00a0"), ("é", "e\u0301"), ("ä", "\U0001f600"), ("“", "\u200b“"), (". ", ".\u200b "), ("W", "\u202aW"), ("“", "\ufeff“")],
)
def test_unusual_characters_move_no_end(plain: str, odd: str) -> None:
    """No-break blanks, combining marks, emoji, zero-width and direction marks leave sentences whole and offsets exact."""
    text = "“We ärgued in the café. We léft,” Velin said. “Who knows?” Lind asked. We stayed."
    expected = ["“We ärgued in the café. We léft,” Velin said.", "“Who knows?” Lind asked.", "We stayed."]
    found = units(text.replace(plain, odd))
    assert [unit.replace(odd, plain).strip("\u200b") for unit in found] == expected


def test_lone_surrogates_are_letters_like_others() -> None:
    """Half a character, which JSON can hold and UTF-8 cannot, stops nothing."""
    assert units("It \ud800 froze. Lind \udc00 left.") == ["It \ud800 froze.", "Lind \udc00 left."]


def test_kinds_of_a_page() -> None:
    """Headline, caption, furniture and story are told apart; a teaser that says something is part of the story."""
    furniture, headline, caption, body = Kind.FURNITURE, Kind.HEADLINE, Kind.CAPTION, Kind.BODY
    found = [(ARTICLE[s.span.start : s.span.end].split(maxsplit=1)[0], s.kind) for s in split(Document(text=ARTICLE))]
    assert found == [
        ("Home", furniture), ("Minister", headline), ("By", furniture), ("4", furniture), ("Share", furniture),
        ("Mara", caption), ("Photo:", caption), ("MARENSEE", furniture),
        ("Interior", body), ("“Who", body), ("“I", body), ("Read", body), ("“The", body), ("He", body),
        ("Read", furniture), ("©", furniture), ("All", furniture),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "Home > World > Europe", "Home » News » Courts »", "By Mara Velin and Odo Brink", "BY MARA VELIN, Marensee Courier", "(CNN)",
        "LINDMARK (AP) —", "LONDON —", "Reuters", "Advertisement", "ADVERTISEMENT", "Story continues below", "Share this article",
        "Share Tweet Email", "Facebook | Twitter | WhatsApp", "Read more:", "RELATED STORIES", "More on this story", "Tags: lake, permits",
        "Updated 4:13 p.m. ET", "March 3, 2031", "Published: 3 March 2031, 10:20 GMT", "5 min read", "2 hours ago", "* * *", "—",
        "Sign up for our daily newsletter", "Subscribe now!", "By signing up, you agree to our terms.", "This site uses cookies.",
        "Follow us on Facebook!", "Reach her at velin@courier.example", "© 2031 Marensee Courier", "Copyright 2031 The Courier.",
        "Odo Brink contributed to this report.", "Reporting by Odo Brink; Editing by Ida Holm", "https://courier.example/lake",
        "This story has been updated with a statement.", "Most read", "Scroll down for video", "<br/>",
    ],
)  # fmt: skip
def test_furniture_is_known(line: str) -> None:
    """Lines that every news page has are furniture, at the head of the page, in it and at its end."""
    assert kinds(f"{line}\nIt froze.\n{line}\nLind left.\n{line}")[::2] == [Kind.FURNITURE] * 3


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Minister denies lake permits were sold", "More: Velin says Lind lied", "By lying, she misled the court.",
        "Watch: Velin accuses Lind", "Related: Velin denies the charge", "Our rating: False", "False.", "Never!",
        "Fact check: The list is a fake",
        "By Monday she had denied it", "The story was published without evidence.", "Share prices fell after Velin lied.",
        "Subscribe to that and you believe anything.", "Velin > Lind", "She contributed to this.", "The report was updated to hide it.",
        "Copyright law was broken.", "Advertisement fraud was alleged.", "Tags were forged.", "Home again, she denied it.",
    ],
)  # fmt: skip
def test_what_says_something_is_no_furniture(line: str) -> None:
    """Teasers, ratings and sentences that begin like furniture are left to the model."""
    assert kinds(f"The lake froze on Monday.\n{line}\nLind left.")[1] is Kind.BODY


@pytest.mark.parametrize(
    "line",
    [
        "Velin at the lake. (Ida Holm/AP)", "Photo: Ida Holm", "FILE PHOTO: Velin at the lake", "Ida Holm/Getty Images",
        "Velin speaks. REUTERS/Ida Holm", "Image 1 of 2", "(AP Photo/Ida Holm, File)",
    ],
)  # fmt: skip
def test_captions_are_known(line: str) -> None:
    """The lines under a picture are captions, in all their sentences."""
    assert set(kinds(f"The lake froze on Monday.\n\n{line}\n\nLind left.")[1:-1]) == {Kind.CAPTION}


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Lake freezes\n\nIt froze on Monday.", None, Kind.HEADLINE),
        ("Did Velin lie?\n\nIt froze on Monday.", None, Kind.HEADLINE),
        ("Velin Sold Permits, Lind Says.\n\nIt froze on Monday.", None, Kind.HEADLINE),
        ("The lake froze on Monday.\n\nVelin left.", None, Kind.BODY),
        ("The lake froze on Monday.\n\nVelin left.", "the lake  froze on Monday.", Kind.HEADLINE),
        ("Lake freezes", None, Kind.BODY),
    ],
)
def test_headline(text: str, title: str | None, expected: Kind) -> None:
    """The first line is a headline where it looks like one or is the title; a text of one line has none."""
    assert split(Document(text=text, title=title))[0].kind is expected


def test_names_that_the_input_gives_are_furniture() -> None:
    """A line that holds only the outlet or the author says nothing."""
    text = "Odo Brink\nMarensee Courier\nLake freezes\nIt froze on Monday."
    found = split(Document(text=text, author="Odo Brink", outlet="Marensee Courier"))
    assert [sentence.kind for sentence in found] == [Kind.FURNITURE, Kind.FURNITURE, Kind.HEADLINE, Kind.BODY]


@pytest.mark.parametrize("text", ["", " \r\n\t\u2028 "])
def test_a_text_without_words_has_no_sentences(text: str) -> None:
    """White space alone gives none."""
    assert split(Document(text=text)) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "word ", "a\n", '"', '" ', "“", "“Abc. ", "”", "(", ")", ".", ". ", '."', "?) ", "'", " 'a.", "Mr. ", "U.S. ", "J. ", "Ab cd. ",
        "😀. ", "\u200b", "\ud800. A", "“Is it?” Velin Abc, ", "A > ", "By A ", "a.", "…", "!\n",
    ],
)  # fmt: skip
def test_time_grows_with_length_only(piece: str) -> None:
    """Eight times the text takes about eight times as long: no run of words, marks or lines is looked at again and again."""

    def seconds(length: int) -> float:
        document = Document(text=(piece * length)[:length])
        took = []
        for _ in range(2):
            begun = time.process_time()
            split(document)
            took.append(time.process_time() - begun)
        return min(took)

    assert seconds(160_000) < 30 * max(seconds(20_000), 0.002)


def test_a_sentence_of_many_words_is_one() -> None:
    """A sentence that is longer than any window is not cut."""
    text = "It froze. He said " + "and then " * 30_000 + "left. Lind stayed."
    found = units(text)
    assert [len(unit.split()) for unit in found] == [2, 60_003, 2]
