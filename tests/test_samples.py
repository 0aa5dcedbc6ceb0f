"""The samples and their gold: that they have the form that ``score.py`` and the tests rely on, and show what they are to show.

Whether a label is right is a person's decision and not tested here.
"""

import hashlib
import html
import importlib.util
import json
import re
import sys
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
ARTICLES: dict[str, dict[str, Any]] = {
    article["id"]: article for article in map(json.loads, (SAMPLES / "gold.jsonl").read_text(encoding="utf-8").splitlines())
}
LABELS = ("allegation", "denial", "official_statement")
DENIAL_FIELDS = ("answers", "embedded", "claim")

each_article = pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)


def _texts(slug: str) -> list[str]:
    """Return the sentences of a sample."""
    article = ARTICLES[slug]
    return [article["text"][sentence["start"] : sentence["end"]] for sentence in article["sentences"]]


def _labels(sentence: dict[str, Any]) -> set[str]:
    """Return the main and the second label."""
    return {sentence["label"], *([sentence["second"]] if "second" in sentence else [])}


def _denials(slug: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the sentences of a sample that deny, with their indexes."""
    return [(index, sentence) for index, sentence in enumerate(ARTICLES[slug]["sentences"]) if "denial" in _labels(sentence)]


def _index(slug: str, words: str) -> int:
    """Return the index of the only sentence that holds these words."""
    (found,) = [index for index, text in enumerate(_texts(slug)) if words in text]
    return found


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    """The script that makes gold from annotations; it is no part of the package."""
    spec = importlib.util.spec_from_file_location("build_gold", SAMPLES / "build_gold.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_gold"] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["build_gold"]
    return module


def test_built_from_annotations(builder: ModuleType) -> None:
    """Articles and gold on disk are, byte for byte, what the annotations make, and no article lacks its annotation."""
    files = builder.build()
    assert [path.name for path, content in files.items() if path.read_bytes() != content] == []
    assert {path.stem for path in SAMPLES.iterdir() if path.suffix in {".txt", ".html"}} == set(ARTICLES)


@each_article
def test_text_and_hash(article: dict[str, Any]) -> None:
    """The hash is that of the UTF-8 text, and a text file holds exactly the gold's text."""
    assert hashlib.sha256(article["text"].encode()).hexdigest() == article["text_sha256"]
    path = SAMPLES / f"{article['id']}.txt"
    if path.is_file():
        assert path.read_bytes().decode("utf-8") == article["text"]


@each_article
def test_spans_cover_the_text(article: dict[str, Any]) -> None:
    """Spans are ordered and disjoint, begin and end with a character that can be seen, and leave out nothing but white space."""
    text = article["text"]
    end = 0
    for sentence in article["sentences"]:
        assert not text[end : sentence["start"]].strip()
        piece = text[sentence["start"] : sentence["end"]]
        assert piece
        assert piece == piece.strip()
        assert "\n" not in piece
        end = sentence["end"]
    assert end <= len(text)
    assert not text[end:].strip()


@each_article
def test_fields(article: dict[str, Any]) -> None:
    """Each sentence has the fields that its label asks for and no others."""
    assert list(article) == ["id", "outlet", "text", "text_sha256", "sentences"]
    assert article["outlet"]
    for sentence in article["sentences"]:
        assert sentence["label"] in (*LABELS, "none")
        assert sentence.get("second", "denial") in LABELS
        assert sentence.get("second") != sentence["label"]
        wanted = {"start", "end", "label"}
        if sentence["label"] != "none":
            wanted |= {"source"} | ({"second"} & set(sentence))
        if "denial" in _labels(sentence):
            wanted |= set(DENIAL_FIELDS)
        assert set(sentence) == wanted


@each_article
def test_denials_answer_claims(article: dict[str, Any]) -> None:
    """A denial names at most four other sentences, none twice, each of them labelled, and its claim in at most fifteen words."""
    for index, sentence in _denials(article["id"]):
        answers = sentence["answers"]
        assert index not in answers
        assert len(answers) == len(set(answers)) <= 4
        assert all(article["sentences"][answer]["label"] != "none" for answer in answers)
        assert isinstance(sentence["embedded"], bool)
        assert 1 <= len(sentence["claim"].split()) <= 15


@each_article
def test_sources_are_named(article: dict[str, Any]) -> None:
    """Every name in a source stands in the article, so that it can be found there."""
    text = article["text"].replace("’", "'")
    for sentence in article["sentences"]:
        for name in re.findall(r"\b[A-Z][\w-]*", sentence.get("source", "")):
            assert name in text, f"{name} is not in {article['id']}"


def test_enough_articles() -> None:
    """There are at least ten samples, and each of the four labels occurs at least fifty times."""
    assert len(ARTICLES) >= 10
    labels = [sentence["label"] for article in ARTICLES.values() for sentence in article["sentences"]]
    assert min(labels.count(label) for label in (*LABELS, "none")) >= 50


def test_readme_names_each_sample() -> None:
    """README.md has one row for each sample."""
    rows = re.findall(r"^\| `([\w-]+)\.(txt|html)` \|", (SAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(f"{slug}.{suffix}" for slug, suffix in rows) == sorted(
        path.name for path in SAMPLES.iterdir() if path.suffix in {".txt", ".html"}
    )


def test_indictment_is_hard() -> None:
    """The indictment has rhetorical questions, a quotation over paragraphs, a denied denial, unnamed officials and page furniture."""
    slug = "president-rejects-indictment"
    article, texts = ARTICLES[slug], _texts(slug)
    denials = dict(_denials(slug))
    assert len(denials) >= 12
    assert len([index for index in denials if texts[index].rstrip("”").endswith("?") or "?”" in texts[index]]) >= 3
    # three paragraphs begin with an opening mark, and only the last of them closes it
    paragraphs = article["text"].split("\n\n")
    run = [paragraph.startswith("“") and "”" not in paragraph for paragraph in paragraphs]
    assert any(all(run[at : at + 2]) and paragraphs[at + 2].startswith("“") and "”" in paragraphs[at + 2] for at in range(len(run)))
    nested = denials[_index(slug, "denied that she had ever denied")]
    assert [answer in denials for answer in nested["answers"]] == [True]
    assert article["sentences"][_index(slug, "asked not to be named")]["label"] == "allegation"
    assert article["sentences"][_index(slug, "no judgment had been made")]["label"] == "official_statement"
    furniture = ("Home > World", "Share this article", "Photograph:", "newsletter", "Read more", "Topics:")
    assert all(article["sentences"][_index(slug, words)]["label"] == "none" for words in furniture)


def test_silence_is_no_denial() -> None:
    """Who declines to comment makes a statement, and who does not respond makes none; neither denies."""
    slug = "harbor-contract-declined"
    sentences = ARTICLES[slug]["sentences"]
    assert sentences[_index(slug, "Rooke declined to comment")]["label"] == "official_statement"
    assert sentences[_index(slug, "did not respond to requests")]["label"] == "none"


@pytest.mark.parametrize("slug", ["flower-market", "match-report"])
def test_nothing_to_find(slug: str) -> None:
    """The feature and the match report hold no finding at all."""
    assert {sentence["label"] for sentence in ARTICLES[slug]["sentences"]} == {"none"}


def test_match_report_tempts() -> None:
    """The match report uses words of denial for things that deny nothing."""
    assert all(word in ARTICLES["match-report"]["text"] for word in ("denied", "rejected", "dismissed", "claiming", "dispute"))


def test_clause_only() -> None:
    """Each denial of the clinic's opening holds its claim in itself, and no other sentence states it."""
    denials = _denials("clinics-clause-only")
    assert len(denials) == 2
    assert all(sentence["embedded"] and sentence["answers"] == [] for _, sentence in denials)


def test_three_parties() -> None:
    """Each of the three party leaders accuses, and each answers an accusation by another of them."""
    slug = "coalition-three-parties"
    sentences = ARTICLES[slug]["sentences"]
    leaders = {"Corin Hathersall", "Wenna Tolliver", "Jory Penhale"}
    assert {sentence["source"] for sentence in sentences if sentence["label"] == "allegation"} >= leaders
    answered = {(sentence["source"], sentences[answer]["source"]) for _, sentence in _denials(slug) for answer in sentence["answers"]}
    assert {who for who, whom in answered if whom in leaders - {who}} >= leaders


def test_emoji_line_ends_quotes_and_accent() -> None:
    """The quarrel over a bun has emoji with joiners and skin tones, CRLF throughout, both kinds of quotes, a combining accent."""
    text = ARTICLES["pastry-prize-emoji"]["text"]
    assert text.count("\r\n") == text.count("\n") == text.count("\r") >= 30
    assert "\N{ZERO WIDTH JOINER}" in text
    assert "\N{EMOJI MODIFIER FITZPATRICK TYPE-4}" in text
    assert all(mark in text for mark in ("“", "”", "’", '"', "'"))
    assert unicodedata.normalize("NFC", text) != text


def test_hoax_is_denied_by_police() -> None:
    """The police deny what a viral video claims."""
    slug = "viral-van-hoax"
    video = _index(slug, "purports to show")
    assert ARTICLES[slug]["sentences"][video]["label"] == "allegation"
    assert any(sentence["source"] == "police" and video in sentence["answers"] for _, sentence in _denials(slug))


def test_speakers_by_pronoun_and_title() -> None:
    """In the lender's story, sentences that name nobody are said by somebody whom another sentence names."""
    slug = "lender-investigation"
    expected = {
        "The minister rejected": "Davina Ockmere",
        "crossed my desk": "Davina Ockmere",
        "The watchdog said": "the Consumer Credit Office",
        "The company said it": "Lumbrey Finance",
        "thanked me for it": "Rufus Pellandine",
    }
    assert {words: ARTICLES[slug]["sentences"][_index(slug, words)]["source"] for words in expected} == expected


def test_denial_first() -> None:
    """A denial comes before the claim that it answers, one denial's claim is not told at all, one claim has no reply."""
    slug = "minister-hotel-denial-first"
    denials = _denials(slug)
    assert any(sentence["answers"] and min(sentence["answers"]) > index for index, sentence in denials)
    assert any(sentence["answers"] == [] and not sentence["embedded"] for _, sentence in denials)
    answered = {answer for _, sentence in denials for answer in sentence["answers"]}
    assert _index(slug, "sent the draft of a road tender") not in answered


def test_fact_check_rates() -> None:
    """The fact-check denies in its own name and ends with a rating."""
    slug = "fact-check-reservoir"
    rating = ARTICLES[slug]["sentences"][_texts(slug).index("FALSE.")]
    assert (rating["label"], rating["source"]) == ("denial", "Plumbline")


def test_page_has_furniture() -> None:
    """The web page has meta tags, JSON-LD, navigation, a cookie banner and a footer, none of which is in the gold's text."""
    page = (SAMPLES / "ferry-fire-inquiry.html").read_text(encoding="utf-8")
    assert all(part in page for part in ('property="og:title"', "application/ld+json", "breadcrumb", "<figcaption>", "<footer"))
    text = ARTICLES["ferry-fire-inquiry"]["text"]
    for words in ("advertisements for raincoats", "All rights reserved", "Births & deaths", "Skip to main content"):
        assert words in page.replace("&amp;", "&")
        assert words not in text


def test_page_has_standfirst() -> None:
    """The summary under the web page's headline is a sentence of its own, the second, and denies."""
    slug = "ferry-fire-inquiry"
    page = (SAMPLES / f"{slug}.html").read_text(encoding="utf-8")
    (written,) = re.findall(r'<p class="standfirst">(.*)</p>', page)
    assert _texts(slug)[1] == html.unescape(written)
    assert 1 in dict(_denials(slug))
