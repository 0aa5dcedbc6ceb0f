"""The lexical baseline: what cue words say of articles about invented people."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from claimcheck.document import Document
from claimcheck.evaluation import evaluate, read_gold
from claimcheck.labels import ALLEGATION, DENIAL, NONE, OFFICIAL
from claimcheck.training.lexical import judge, nearest, to_record
from strategies import documents

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
ARTICLE = (
    "Auditors accused Mara Velin of selling the harbour bridge.\n\n"
    "The market opened on Friday.\n\n"
    "Mara Velin denied that she had sold the bridge, and left.\n\n"
    "A spokesman for the ministry said the bridge would stay."
)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("The mayor rejected the allegations.", DENIAL),
        ("The walkers rejected the offer.", NONE),
        ("He was denied entry to the hall.", NONE),
        ("“That isn’t true,” Odo Brink said.", DENIAL),
        ("Odo Brink dismissed the report as nonsense.", DENIAL),
        ("The builder allegedly took the money.", ALLEGATION),
        ("Police said the road was closed.", OFFICIAL),
        ("The road was closed.", NONE),
    ],
)
def test_cue_words_decide(words: str, label: str) -> None:
    """A word of denial goes before one of accusation, that before an office that says something; no such word, no label."""
    (found,) = judge(Document(text=words))
    assert found.label == label


def test_denial_answers_the_nearest_allegation_before_it() -> None:
    """The denial is linked to the one allegation before it, its clause is what follows "that", its speaker the name beside the verb."""
    document = Document(text=ARTICLE)
    judged = judge(document)
    assert [each.label for each in judged] == [ALLEGATION, NONE, DENIAL, OFFICIAL]
    assert nearest(judged, 2) == 0
    assert judged[2].source == "Mara Velin"
    assert judged[2].clause is not None
    assert document.slice(judged[2].clause) == "she had sold the bridge"


def test_denial_without_allegation_has_no_claim() -> None:
    """Where no allegation stands before a denial, its link says that the claim is in no sentence."""
    record = to_record(Document(text="Odo Brink denied the charges.\n\nAuditors accused Odo Brink of theft."))
    assert record["links"] == [{"denial": 0, "claim": None, "clause": None}]


@given(documents())
def test_records_of_any_text_can_be_scored(document: Document) -> None:
    """Whatever the text, sentences and clauses lie in it, in order, and links lead from denials to allegations before them."""
    record = to_record(document)
    last = 0
    for sentence in record["sentences"]:
        assert last <= sentence["start"] < sentence["end"] <= len(document.text)
        last = sentence["end"]
    for link in record["links"]:
        denial = record["sentences"][link["denial"]]
        assert denial["label"] == DENIAL
        assert link["claim"] is None or record["sentences"][link["claim"]]["label"] == ALLEGATION
        assert link["claim"] is None or link["claim"] < link["denial"]
        assert link["clause"] is None or denial["start"] <= link["clause"]["start"] < link["clause"]["end"] <= denial["end"]


def test_command_writes_what_the_scorer_reads(tmp_path: Path) -> None:
    """The command writes an article a line with the figures that scoring those lines gives, and prints them."""
    gold, out, figures = SAMPLES / "gold.jsonl", tmp_path / "found.jsonl", tmp_path / "figures.json"
    command = [sys.executable, "-m", "claimcheck.training.lexical", str(gold), "--output", str(out), "--json", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8", timeout=120)
    articles = read_gold(gold)
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(records) == len(articles)
    scored = evaluate(articles, records).to_dict()
    assert json.loads(figures.read_text(encoding="utf-8")) == scored
    assert f"{scored['macro_f1']:.3f}" in done.stdout
