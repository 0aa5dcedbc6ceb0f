"""Names: who may speak in an article, and what each is called."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.document import Document, Span
from claimcheck.names import Directory, speaker_candidates
from claimcheck.sentences import Kind, Sentence
from claimcheck.tokens import tokenise
from strategies import texts
from written import place, written


def found(*sentences: str) -> set[str]:
    """Return the texts of the candidates in an article of one paragraph."""
    document, units = written(sentences)
    return {document.slice(span) for span in speaker_candidates(document, units)}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Prime Minister Mara Velin said so.", {"Mara Velin"}),
        ("The plan, Attorney General Tora Lind said, is dead.", {"Tora Lind"}),
        ("It was Secretary of State Odo Brink who wrote it.", {"Odo Brink"}),
        ("On Monday Rep. Ida K. Holm objected.", {"Ida K. Holm"}),
        ("He met Jan van der Berg and Nail al-Rashid.", {"Jan van der Berg", "Nail al-Rashid"}),
        ("Questions went to Conan O'Hara, the mayor's lawyer.", {"Conan O'Hara", "the mayor's lawyer"}),
        ("It was the Ministry of Health and Sport.", {"Ministry of Health and Sport"}),
        ("Then the U.S. Court of Audits ruled.", {"U.S. Court of Audits"}),
        ("The FBI and the Border Guard disagree.", {"FBI", "Border Guard"}),
        ("A company spokesperson said no.", {"A company spokesperson"}),
        ("Federal prosecutors and three unnamed officials agree.", {"Federal prosecutors", "three unnamed officials"}),
        ("People familiar with the matter say it is over.", {"People familiar with the matter"}),
        ("The indictment lists nine payments.", {"The indictment"}),
        ("Critics of the mayor laughed.", {"Critics of the mayor", "the mayor"}),
        ("Beekeepers said the noise was worse.", {"Beekeepers"}),
        ("The site lakenews.example.org and lindmark.org carried it.", {"lindmark.org"}),
    ],
)
def test_speakers_are_found(sentence: str, names: set[str]) -> None:
    """Names without titles, bodies, acronyms, roles and documents are candidates, each with its exact words."""
    assert names <= found(sentence)


@pytest.mark.parametrize("word", ["But", "However", "They", "Monday", "Speaking"])
def test_opening_words_are_no_names(word: str) -> None:
    """A capital at the head of a sentence makes no name of a small word, of a day, or of a word written small elsewhere."""
    assert word not in found(f"{word} it rained in Lindmark.", "She was speaking softly.")


def test_pronouns_are_no_candidates() -> None:
    """Pronouns are left out, however they are written."""
    assert not {"he", "He", "she", "I", "They", "It"} & found("He said I was late.", "They knew that she left.", "It did.")


def test_headlines_name_whom_the_text_names() -> None:
    """In a headline in capitals only names that the text below spells out are candidates, not its other words."""
    names = found("Mara Velin Rejects Claims About Bribes In Lindmark", "Mara Velin spoke to reporters in Lindmark.")
    document, units = written(["Mara Velin Rejects Claims About Bribes In Lindmark"], ["Mara Velin spoke to reporters in Lindmark."])
    heading = [document.slice(s) for s in speaker_candidates(document, units) if s.end <= units[0].span.end]
    assert "Mara Velin" in heading
    assert not {"Rejects Claims About Bribes", "Mara Velin Rejects Claims", "Bribes"} & names


def test_signed_line() -> None:
    """A name that signs set off in a line of capitals is a candidate."""
    assert "Tora Lind" in found("— Tora Lind (@ToraLind) November 3, 2020 Lindmark")


def test_limit_drops_repetitions_first() -> None:
    """With a limit, every name keeps its first mention before any gets its second."""
    document, units = written(["Velin met Brink.", "Velin met Brink.", "Velin met Holm."])
    kept = speaker_candidates(document, units, limit=3)
    assert [document.slice(s) for s in kept] == ["Velin", "Brink", "Holm"]
    assert kept == tuple(sorted(kept))


def called(document: Document, sentences: tuple[Sentence, ...], words: str, *, nth: int = 0) -> str:
    """Return the fullest name of what ``words`` mention."""
    directory = Directory(document, sentences)
    return document.slice(directory.canonical(place(document, words, nth=nth)))


def test_surname_leads_to_full_name() -> None:
    """A surname, with a title or without, stands for the full name that the article gives, wherever it gives it."""
    document, units = written(["Velin denies it.", "Mayor Mara Velin spoke.", "Mr. Velin left.", "Velin came back."])
    assert [called(document, units, "Velin", nth=k) for k in (0, 2, 3)] == ["Mara Velin"] * 3


def test_namesakes_are_told_by_title() -> None:
    """Of two who share a surname the title tells which is meant."""
    document, units = written(["Mayor Mara Velin and Judge Odo Velin met.", "Judge Velin spoke first.", "Mayor Velin answered."])
    assert called(document, units, "Velin", nth=2) == "Odo Velin"
    assert called(document, units, "Velin", nth=3) == "Mara Velin"


def test_namesake_without_title_is_the_first_and_most_named() -> None:
    """Without a title a surname stands for whom the article names most in full, among equals for the first."""
    document, units = written(["Mara Velin sued.", "Her brother Odo Velin did not.", "Velin was pleased."])
    assert called(document, units, "Velin", nth=2) == "Mara Velin"


def test_known_by_surname() -> None:
    """Somebody whom the article knows by title and surname alone is not taken for a namesake named in full later."""
    document, units = written(["President Velin spoke.", "His daughter Mara Velin listened.", "Then Velin left."])
    assert called(document, units, "Velin", nth=2) == "Velin"


def test_junior_is_somebody_else() -> None:
    """A surname alone stands for the elder, not for the one with Jr."""
    document, units = written(["Odo Velin Jr. spoke.", "Odo Velin listened.", "Velin left."])
    assert called(document, units, "Velin", nth=2) == "Odo Velin"


@pytest.mark.parametrize(
    ("sentences", "short", "full"),
    [
        (["The Border Monitoring Mission spoke.", "BMM staff left."], "BMM", "Border Monitoring Mission"),
        (["Lindmark Heart Models Inc. (LHM) sued.", "LHM won."], "LHM", "Lindmark Heart Models Inc"),
        (["Northlight Ferries spoke.", "Nobody at Northlight answered."], "Northlight", "Northlight Ferries"),
        (["The Harbour Safety Commission met.", "Then the commission voted."], "the commission", "Harbour Safety Commission"),
        (["The Ministry of Health met.", "Then the ministry spoke."], "the ministry", "Ministry of Health"),
        (["Finance Minister Mara Velin came.", "Then the minister spoke."], "the minister", "Mara Velin"),
        (["Mara Velin, the mayor, came.", "Then the mayor spoke."], "the mayor", "Mara Velin"),
        (["The mayor, Mara Velin, came.", "Then the mayor spoke."], "the mayor", "Mara Velin"),
        (["Lawyers for spokesman Odo Brink came.", "Then the spokesman spoke."], "the spokesman", "Odo Brink"),
    ],
)
def test_short_forms_lead_to_names(sentences: list[str], short: str, full: str) -> None:
    """Acronyms, "the commission" and "the minister" stand for the name that the article gives before them."""
    document, units = written(sentences)
    assert called(document, units, short, nth=document.text.count(short) - 1) == full


@pytest.mark.parametrize(
    ("sentences", "words"),
    [
        (["Mara Velin spoke.", "The FBI did not."], "FBI"),
        (["The minister spoke.", "Minister Mara Velin came later."], "The minister"),
        (["Minister Mara Velin spoke.", "A minister left."], "A minister"),
        (["In the Blue Hall, the mayor spoke softly."], "the mayor"),
        (["Minister Mara Velin spoke.", "The minister's lawyer left."], "The minister's lawyer"),
    ],
)
def test_what_the_article_does_not_say_is_not_guessed(sentences: list[str], words: str) -> None:
    """A mention for which the article gives no fuller name before it stays what it is."""
    document, units = written(sentences)
    assert called(document, units, words) == words


@pytest.mark.parametrize(
    ("sentences", "words", "shown"),
    [
        (["Critics objected."], "Critics", "critics"),
        (["The indictment lists it."], "The indictment", "the indictment"),
        (["Republicans objected."], "Republicans", "Republicans"),
        (["Police came.", "The police left."], "Police", "police"),
        (["FBI agents came.", "Agents left."], "FBI agents", "FBI agents"),
        (["The Ministry of\n Health spoke."], "Ministry of\n Health", "Ministry of Health"),
    ],
)
def test_shown_names(sentences: list[str], words: str, shown: str) -> None:
    """A name is shown on one line and without the capital that only opens a sentence."""
    document, units = written(sentences)
    assert Directory(document, units).shown(place(document, words)) == shown


@given(texts(max_size=30))
def test_tokens_slice_back(text: str) -> None:
    """Words and signs are in order, disjoint, not empty, and the text at their place is their text."""
    tokens = tokenise(text, Span(start=0, end=len(text)))
    assert all(text[t.start : t.end] == t.text and t.text for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))


WORDS = st.sampled_from(
    [
        "Mara",
        "Velin",
        "the",
        "of",
        "said",
        "and",
        "Dr.",
        "(",
        ")",
        ",",
        '"',
        "“",
        "”",
        "U.S.",
        "for",
        "Ministry",
        "'s",
        "he",
        "who",
        "FBI",
        "\ud800",
        "👩‍👧",
        "İ",
        ".",
    ]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=6))
def test_candidates_of_any_text(sentences: list[str]) -> None:
    """Candidates of any text are ordered, not empty, inside one sentence each; every one has a name that stands in the text."""
    document, units = written(sentences)
    directory = Directory(document, units)
    spans = directory.candidates
    assert list(spans) == sorted(set(spans))
    for span in spans:
        assert len(span) > 0
        assert sum(unit.span.covers(span) for unit in units) == 1
        assert directory.shown(directory.canonical(span)).strip()


def test_long_text_takes_time_in_proportion() -> None:
    """Twenty thousand words in one sentence are read without trouble: nothing looks at all pairs of words."""
    text = "the Ministry of Health and Mara Velin said that critics of the mayor denied it, " * 1300
    document = Document(text=text)
    unit = Sentence(index=0, span=Span(start=0, end=len(text)), paragraph=0, kind=Kind.BODY)
    assert len(speaker_candidates(document, [unit])) > 1300
