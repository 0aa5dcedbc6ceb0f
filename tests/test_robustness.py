"""Copies of annotated articles: labels, speakers, spans and links are carried over exactly; and what a model loses in them is told."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck import api
from claimcheck.document import Document
from claimcheck.evaluation import read_gold
from claimcheck.export import Record, to_record
from claimcheck.labels import DENIAL, LABELS, NONE, Thresholds
from claimcheck.results import dumps
from claimcheck.training.perturb import AFTER, BEFORE, CHANGES, CUTS, NAMES, Row, comparable, perturbed
from claimcheck.training.robustness import FIGURES, Loss, measure, narrowed, render
from fake_model import FakeReader
from written import written

SAMPLES = Path(__file__).parent.parent / "data" / "samples" / "gold.jsonl"
WORDS = (
    "Mara Velin “sold the bridge”, auditors say.",
    "“I never took a crown,” said Ms Velin, ‘and that’s that’.",
    'Odo Brink called it "a lie".',
    "It's the Straße that he bought in the '90s 😀.",
    "The mill closed\nin March.",
    "Ilse Tarn denied it.",
)
ALIKE = str.maketrans("“”„‘’", '"""\'\'')


def plain(words: str) -> str:
    """Return words without what the copies may change: marks, capitals, white space."""
    return " ".join(words.translate(ALIKE).upper().split())


def said(row: Row, k: int) -> str:
    """Return the words of a sentence of a record."""
    s = row["sentences"][k]
    return plain(row["text"][s["start"] : s["end"]])


@st.composite
def articles(draw: st.DrawFn) -> Row:
    """Return an annotated article of made-up sentences; a number in each keeps them apart."""
    paragraphs = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), min_size=1, max_size=5))
    count = 0
    for paragraph in paragraphs:
        for k, words in enumerate(paragraph):
            paragraph[k] = f"{words[:-1]} {count}{words[-1]}"
            count += 1
    document, units = written(*paragraphs)
    sentences: list[dict[str, Any]] = []
    for unit in units:
        s: dict[str, Any] = {"start": unit.span.start, "end": unit.span.end, "label": draw(st.sampled_from((*LABELS, NONE)))}
        if s["label"] == DENIAL:
            others = [k for k in range(count) if k != unit.index]
            answers = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
            s |= {"source": "Mara Velin", "answers": answers, "embedded": draw(st.booleans()), "claim": "She sold it."}
        sentences.append(s)
    return {"id": "made", "outlet": "Lindmark Post", "text": document.text, "text_sha256": document.text_sha256, "sentences": sentences}


def kept(name: str, row: Row) -> range:
    """Return which sentences a copy still has."""
    return CUTS[name](len(row["sentences"])) if name in CUTS else range(len(row["sentences"]))


@pytest.mark.parametrize("name", NAMES)
@given(row=articles())
def test_annotations_are_carried_over_exactly(name: str, row: Row) -> None:
    """Each sentence that is left has its words, label, speaker and claim, and its links lead to the same sentences, in their order."""
    copy = perturbed(name, row)
    shift = len(BEFORE) if name == "furniture around" else 0
    there = kept(name, row)
    assert len(copy["sentences"]) == len(there) + (len(BEFORE) + len(AFTER) if shift else 0)
    for new, old in enumerate(there, start=shift):
        before, after = row["sentences"][old], copy["sentences"][new]
        assert said(copy, new) == said(row, old)
        assert {key: value for key, value in after.items() if key not in {"start", "end", "answers"}} == {
            key: value for key, value in before.items() if key not in {"start", "end", "answers"}
        }
        assert ("answers" in after) == ("answers" in before)
        # A claim outside a cut is absent, no other claim is.
        wanted = [said(row, answer) for answer in before.get("answers", ()) if answer in there]
        assert [said(copy, answer) for answer in after.get("answers", ())] == wanted
    assert copy["text_sha256"] == Document(text=copy["text"]).text_sha256
    assert row["text_sha256"] == Document(text=row["text"]).text_sha256, "the original was changed"


@pytest.mark.parametrize("name", NAMES)
def test_copies_are_gold_files(name: str, tmp_path: Path) -> None:
    """The copies of our samples are read by the reader of annotated articles, which checks offsets, order, indexes and hashes."""
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    path = tmp_path / "copies.jsonl"
    path.write_text("".join(dumps(perturbed(name, row)) + "\n" for row in rows), encoding="utf-8")
    assert len(read_gold(path)) == len(rows)


def made(text: str) -> Row:
    """Return a record whose one sentence is the whole text."""
    return {"id": "made", "text": text, "sentences": [{"start": 0, "end": len(text), "label": NONE}]}


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("straight quotes", "“It’s ‘no’ lie”", "\"It's 'no' lie\""),
        ("curly quotes", "\"It's ('no') 'lie'\"", "“It’s (‘no’) ‘lie’”"),
        ("curly quotes", 'he-"who" left-" "\'a\'"', "he-“who” left-” “‘a’”"),
        ("windows line ends", "a\nb\r\nc\n\nd", "a\r\nb\r\nc\r\n\r\nd"),
        ("loud headline", "Straße 'a'", "STRASSE 'A'"),
        ("no paragraphs", "a \n\n b\r\n\r\nc d", "a b c d"),
    ],
)
def test_what_each_change_does(name: str, text: str, wanted: str) -> None:
    """Each change does what its name says, and nothing else."""
    copy = perturbed(name, made(text))
    assert copy["text"] == wanted
    assert copy["sentences"] == [{"start": 0, "end": len(wanted), "label": NONE}]


@given(articles())
def test_cuts_leave_two_thirds(row: Row) -> None:
    """A cut takes a third of the sentences, from its end of the article; one or two sentences are left as they are."""
    count = len(row["sentences"])
    for name in CUTS:
        assert len(perturbed(name, row)["sentences"]) == count - count // 3
    assert said(perturbed("last third cut", row), 0) == said(row, 0)
    assert said(perturbed("first third cut", row), -1) == said(row, -1)


@given(articles())
def test_comparable_annotation_stands_in_the_whole_article(row: Row) -> None:
    """What a cut copy is told against has the copy's sentences and links, at their places in the article as it was."""
    for name in NAMES:
        copy, same = perturbed(name, row), comparable(name, row)
        assert same["text"] == row["text"]
        if name in CUTS:
            assert [said(same, k) for k in range(len(same["sentences"]))] == [said(copy, k) for k in range(len(copy["sentences"]))]
            assert [s.get("answers") for s in same["sentences"]] == [s.get("answers") for s in copy["sentences"]]
        else:
            assert same == row


def test_links_out_of_a_cut_are_not_held_against_the_whole_article(tmp_path: Path) -> None:
    """Of a whole article's record only links to what the copy lacks are left out; absent claims and clauses stay."""
    document, units = written(["One.", "Two.", "Three.", "Four."])
    sentences = [{"start": u.span.start, "end": u.span.end, "label": NONE} for u in units]
    path = tmp_path / "gold.jsonl"
    row = {"id": "made", "text": document.text, "sentences": sentences}
    path.write_text(json.dumps(comparable("first third cut", row)) + "\n", encoding="utf-8")
    record: Record = {"sentences": sentences, "links": [{"denial": 3, "claim": claim} for claim in (0, 1, None)]}
    assert narrowed(record, read_gold(path)[0])["links"] == record["links"][1:]


def test_losses_of_a_model_that_minds_capitals(tmp_path: Path) -> None:
    """A model that goes by small letters loses what stands in a headline in capitals, and nothing where only marks change."""
    document, units = written(["Auditors accused Mara Velin of theft"], ["Mara Velin denied it.", "“No,” the mill said."])
    labels = ("allegation", "denial", "official_statement")
    sentences = [{"start": u.span.start, "end": u.span.end, "label": label} for u, label in zip(units, labels, strict=True)]
    sentences[1] |= {"answers": [0], "embedded": False}
    model = api.Model(reader=FakeReader(), thresholds=Thresholds())
    gold: list[Row] = [{"id": "made", "text": document.text, "sentences": sentences}]
    clean, losses = measure(
        gold,
        lambda document: to_record(model.check(document)),
        names=("straight quotes", "loud headline", "first third cut"),
        folder=tmp_path,
    )
    found = {loss.name: loss for loss in losses}
    assert clean["macro_f1"] == clean["pair_f1"] == 1
    assert all(found["straight quotes"].points(name) in {0, None} for name in FIGURES)
    assert found["loud headline"].points("macro_f1") == pytest.approx(100 / 3, abs=0.1)
    assert found["loud headline"].points("denial_f1") == 0
    assert found["loud headline"].points("pair_f1") == 100
    # The cut takes the allegation: it is not held against the copy.
    assert found["first third cut"].points("denial_f1") == 0
    assert (tmp_path / "loud-headline.jsonl").read_text(encoding="utf-8").count("ACCUSED") == 1


def test_points_are_lost_downwards() -> None:
    """A figure that falls is a loss of more than 0 points; where nothing could be measured there is none."""
    empty: dict[str, float | None] = dict.fromkeys(FIGURES)
    loss = Loss(name="x", before=empty | {"macro_f1": 0.75, "pair_f1": 0.5}, after=empty | {"macro_f1": 0.7, "pair_f1": 0.52})
    assert loss.points("macro_f1") == 5
    assert loss.points("pair_f1") == -2
    assert loss.points("clause_accuracy") is None
    assert loss.to_dict()["points lost"]["macro_f1"] == 5
    table = render({**empty, "macro_f1": 0.75}, [loss, replace(loss, after=loss.before)])
    assert [list(column.cells) for column in table.columns][1:4:2] == [["0.750", "-5.0", "0.0"], ["–", "+2.0", "0.0"]]


def test_every_perturbation_has_one_name() -> None:
    """No perturbation is both a change and a cut."""
    assert len(NAMES) == len(set(NAMES)) == len(CHANGES) + len(CUTS)
