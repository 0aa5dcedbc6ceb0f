"""The figures of an evaluation: right by hand, and the same as those of the scorer beside the gold."""

import importlib.util
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from claimcheck.document import Document, Span
from claimcheck.errors import InputError
from claimcheck.evaluation import GoldArticle, evaluate, read_gold
from claimcheck.evaluation.report import render
from claimcheck.evaluation.scoring import align, same_source
from claimcheck.labels import LABELS, NONE

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "gold"
SCORER = SHARED / "score.py"
SAMPLES = ROOT / "data" / "samples" / "gold.jsonl"

needs_scorer = pytest.mark.skipif(not SCORER.exists(), reason="the scorer lies beside the repository, and is not there")


def _sentence(text: str, words: str, label: str = NONE, **more: object) -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "label": label, **more}


HARBOUR = (
    "Port sold too cheaply, rival says. The port denies it. Its lawyer called that absurd. No sale took place at night, he said. Rain fell."
)
BRIDGE = "The bridge will open, the council said. “I never took money,” Ada Brenn said."


def _gold() -> list[dict[str, Any]]:
    return [
        {
            "id": "harbour",
            "outlet": "Lindmark Post",
            "text": HARBOUR,
            "sentences": [
                _sentence(HARBOUR, "Port sold too cheaply, rival says.", "allegation", source="a rival"),
                _sentence(HARBOUR, "The port denies it.", "denial", source="the port", answers=[0], embedded=False),
                _sentence(HARBOUR, "Its lawyer called that absurd.", "denial", source="the port's lawyer", answers=[0], embedded=False),
                _sentence(
                    HARBOUR,
                    "No sale took place at night, he said.",
                    "official_statement",
                    second="denial",
                    source="",
                    answers=[],
                    embedded=True,
                ),
                _sentence(HARBOUR, "Rain fell."),
            ],
        },
        {
            "id": "bridge",
            "outlet": "The Tern",
            "text": BRIDGE,
            "sentences": [
                _sentence(BRIDGE, "The bridge will open, the council said.", "official_statement", source="the council"),
                _sentence(
                    BRIDGE,
                    "“I never took money,” Ada Brenn said.",
                    "denial",
                    also=["none"],
                    source="Ada Brenn",
                    answers=[],
                    embedded=False,
                ),
            ],
        },
    ]


def _written(tmp_path: Path, articles: list[dict[str, Any]]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def _articles(tmp_path: Path, articles: list[dict[str, Any]]) -> tuple[GoldArticle, ...]:
    return read_gold(_written(tmp_path, articles))


def _record(article: dict[str, Any], sentences: list[dict[str, Any]], links: list[dict[str, Any]]) -> dict[str, Any]:
    digest = Document(text=article["text"]).text_sha256
    return {"id": article["id"], "text_sha256": digest, "sentences": sentences, "links": links}


def _found(sentence: dict[str, Any], label: str, score: float = 0.9, **more: object) -> dict[str, Any]:
    return {
        "start": sentence["start"],
        "end": sentence["end"],
        "label": label,
        "second": None,
        "scores": {label: score},
        "source": None,
        **more,
    }


def test_figures_are_right_by_hand(tmp_path: Path) -> None:
    """Every figure of a small example was counted by hand."""
    gold = _gold()[:1]
    claim, first, second, statement, rain = gold[0]["sentences"]
    record = _record(
        gold[0],
        [
            _found(claim, "allegation", 0.8, source={"name": "Rival"}),  # right, same source
            _found(first, "denial", 0.9, source={"name": "Mara Velin"}),  # right, another source
            _found(second, "allegation", 0.6, source={"name": "lawyer"}),  # wrong, but the same source
            _found(statement, "denial", 0.55),  # right: the second label
            _found(rain, "denial", 0.3),  # wrong
        ],
        [
            {"denial": 1, "claim": 4, "clause": None, "score": 0.2},  # not the first choice
            {"denial": 1, "claim": 0, "clause": None, "score": 0.7},  # right
            {"denial": 3, "claim": 0, "clause": {"start": 0, "end": 4}, "score": 0.5},  # a wrong link, and rightly a clause
            {"denial": 4, "claim": None, "clause": None, "score": 0.9},  # no link
        ],
    )
    figures = evaluate(_articles(tmp_path, gold), [record]).to_dict()
    assert figures["articles"] == 1
    assert figures["missing"] == 0
    assert figures["sentences"] == 5
    assert figures["accuracy"] == 0.6
    assert figures["allegation_p_r"] == [0.5, 1.0]  # one of two found; the one there was
    assert figures["denial_p_r"] == [0.667, 0.667]  # true: sentences 1 and 3; false: 4; missed: 2
    assert figures["official_statement_p_r"] == [0.0, 0.0]
    assert figures["allegation_f1"] == 0.667
    assert figures["macro_f1"] == 0.444  # (2/3 + 2/3 + 0) / 3
    assert figures["pair_p_r"] == [0.5, 0.5]  # linked: 1 rightly, 3 wrongly; due: 1 and 2
    assert figures["pair_f1"] == 0.5
    assert figures["link_accuracy_on_found_denials"] == 1.0
    assert figures["clause_accuracy"] == 1.0
    assert figures["absent_accuracy"] is None
    assert figures["source_accuracy"] == 0.667
    # bins: 0.8 right; 0.9 right; 0.6 wrong; 0.55 right; 0.3 wrong
    assert figures["calibration_error"] == pytest.approx((0.2 + 0.1 + 0.6 + 0.45 + 0.3) / 5)
    assert figures["counts"] == {
        "gold": {"allegation": 1, "denial": 3, "official_statement": 0},
        "found": {"allegation": 2, "denial": 3, "official_statement": 0},
        "linkable_denials_found": 1,
        "denials_found": 2,
        "absent_claims_found": 0,
        "named_sources": 3,
    }
    assert figures["confusion"]["denial"] == {"allegation": 1, "denial": 2, "official_statement": 0, "none": 0}
    assert figures["confusion"]["none"]["denial"] == 1
    assert [(each["low"], each["count"], each["right"]) for each in figures["calibration"]] == [
        (0.3, 1, 0.0),
        (0.5, 1, 1.0),
        (0.6, 1, 0.0),
        (0.8, 1, 1.0),
        (0.9, 1, 1.0),
    ]


def test_confusion_adds_up_to_precision_and_recall(tmp_path: Path) -> None:
    """Rows and columns of the confusion table give the counts from which precision and recall are made."""
    articles = _gold()
    evaluation = evaluate(_articles(tmp_path, articles), _perturbed(articles, random.Random(7)))
    table, overall = evaluation.to_dict()["confusion"], evaluation.overall
    for label in (*LABELS, NONE):
        hits = overall.labels[label]
        assert table[label][label] == hits.true
        assert sum(table[label].values()) == hits.true + hits.missed
        assert sum(row[label] for row in table.values()) == hits.true + hits.false
    assert sum(sum(row.values()) for row in table.values()) == overall.sentences


def test_a_claim_in_no_sentence_is_right_without_a_link(tmp_path: Path) -> None:
    """For a denial whose claim the article does not state, no link is the right answer."""
    gold = _gold()[1:]
    statement, denial = gold[0]["sentences"]
    found = [_found(statement, "official_statement"), _found(denial, "denial")]
    articles = _articles(tmp_path, gold)
    right = evaluate(articles, [_record(gold[0], found, [{"denial": 1, "claim": None, "clause": None, "score": 0.8}])])
    wrong = evaluate(articles, [_record(gold[0], found, [{"denial": 1, "claim": 0, "clause": None, "score": 0.8}])])
    assert (right.overall.absent.right, right.overall.absent.of) == (1, 1)
    assert (wrong.overall.absent.right, wrong.overall.absent.of) == (0, 1)
    assert right.to_dict()["absent_accuracy"] == 1.0


def test_outlets_have_their_own_figures(tmp_path: Path) -> None:
    """Each outlet's figures are those of its articles alone; a missing article counts as one without findings."""
    gold = _gold()
    articles = _articles(tmp_path, gold)
    record = _record(gold[0], [_found(each, each["label"]) for each in gold[0]["sentences"]], [])
    evaluation = evaluate(articles, [record])
    assert list(evaluation.outlets) == ["Lindmark Post", "The Tern"]
    assert evaluation.outlets["Lindmark Post"] == evaluate(articles[:1], [record]).overall
    assert evaluation.outlets["The Tern"] == evaluate(articles[1:], []).overall
    assert evaluation.overall.missing == evaluation.outlets["The Tern"].missing == 1
    assert evaluation.to_dict()["outlets"]["Lindmark Post"]["accuracy"] == 1.0


def test_records_are_matched_by_text_before_id(tmp_path: Path) -> None:
    """An article is found by its text though its id changed, and by its id where the text did."""
    gold = _gold()
    articles = _articles(tmp_path, gold)
    by_text = _record(gold[0], [_found(gold[0]["sentences"][0], "allegation")], []) | {"id": "other"}
    by_id = _record(gold[1], [_found(gold[1]["sentences"][0], "official_statement")], []) | {"text_sha256": "0" * 64}
    evaluation = evaluate(articles, [by_text, by_id])
    assert evaluation.overall.missing == 0
    assert [evaluation.overall.labels[label].true for label in LABELS] == [1, 0, 1]


def test_no_findings_at_all_gives_figures_and_no_error(tmp_path: Path) -> None:
    """Nothing found is measured as that: zero, and None where there is nothing to divide by."""
    figures = evaluate(_articles(tmp_path, _gold()), []).to_dict()
    assert figures["macro_f1"] == figures["pair_f1"] == 0.0
    assert figures["calibration_error"] is figures["source_accuracy"] is None
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def _changed_label(label: str, rng: random.Random) -> str:
    return rng.choice((*LABELS, NONE)) if rng.random() < 0.3 else label


def _changed_places(sentences: list[dict[str, Any]], rng: random.Random) -> list[tuple[int, int, dict[str, Any]]]:
    """Another splitter's sentences: some cut in two, some joined, some left out, some ends moved."""
    places: list[tuple[int, int, dict[str, Any]]] = []
    for sentence in sentences:
        start, end = sentence["start"], sentence["end"]
        chance = rng.random()
        if chance < 0.1 and end - start > 4:
            middle = rng.randrange(start + 1, end)
            places += [(start, middle, sentence), (middle, end, sentence)]
        elif chance < 0.2 and places:
            first = places.pop()
            places.append((first[0], end, rng.choice((first[2], sentence))))
        elif chance < 0.25:
            continue
        else:
            places.append((start + rng.choice((0, 0, 1)), end, sentence))
    return [(start, max(start, end), sentence) for start, end, sentence in places]


def _changed_name(name: str, rng: random.Random) -> dict[str, str] | None:
    words = name.split() or ["somebody"]
    changes = [name, words[-1], words[0], f"President {name}", f"{name}’s", f"the {name.upper()}", "Somebody Else", "", "the", "U.S."]
    return rng.choice([None, *({"name": change} for change in changes)])


def _perturbed(articles: list[dict[str, Any]], rng: random.Random) -> list[dict[str, Any]]:
    """Exports as a fair model with a splitter of its own might give them."""
    records = []
    for article in articles:
        if rng.random() < 0.1:
            continue
        sentences = []
        for start, end, gold in _changed_places(article["sentences"], rng):
            label = _changed_label(gold["label"], rng)
            scores = {name: round(rng.random(), 4) for name in (*LABELS, NONE) if rng.random() < 0.9}
            sentences.append(
                {
                    "start": start,
                    "end": end,
                    "label": label,
                    "second": rng.choice((None, None, *LABELS)),
                    "scores": scores,
                    "source": _changed_name(gold.get("source") or "", rng),
                }
            )
        links = [
            {
                "denial": denial,
                "claim": rng.choice((None, rng.randrange(len(sentences)))),
                "clause": rng.choice((None, {"start": 0, "end": 1})),
                "score": rng.choice((0.5, round(rng.random(), 4))),
            }
            for denial, sentence in enumerate(sentences)
            if "denial" in (sentence["label"], sentence["second"]) or rng.random() < 0.05
            for _ in range(rng.randrange(4))
        ]
        record = _record(article, sentences, links)
        if rng.random() < 0.1:
            record["text_sha256"] = "0" * 64
        records.append(record)
    rng.shuffle(records)
    return records


def _agree(path: Path, seed: int) -> None:
    spec = importlib.util.spec_from_file_location("scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    raw = scorer.read(path)
    records = _perturbed(raw, random.Random(seed))
    expected = scorer.score(raw, records)
    figures = evaluate(read_gold(path), records).to_dict()
    assert {name: figures[name] for name in expected} == expected
    for outlet, of_outlet in figures["outlets"].items():
        expected = scorer.score([article for article in raw if article.get("outlet", "") == outlet], records)
        assert {name: of_outlet[name] for name in expected} == expected


@needs_scorer
@pytest.mark.gold
@pytest.mark.parametrize("seed", range(40))
def test_every_figure_is_the_scorers_on_a_small_gold(tmp_path: Path, seed: int) -> None:
    """Whatever a model and a splitter make of the articles, our figures are those of the scorer, overall and by outlet."""
    _agree(_written(tmp_path, _gold()), seed)


@needs_scorer
@pytest.mark.gold
@pytest.mark.parametrize("seed", range(10))
def test_every_figure_is_the_scorers_on_the_samples(seed: int) -> None:
    """The same on the articles that travel with the project."""
    _agree(SAMPLES, seed)


@needs_scorer
@pytest.mark.gold
def test_every_figure_is_the_scorers_on_dev() -> None:
    """The same on the annotated news articles."""
    _agree(SHARED / "dev.jsonl", 1)


@given(st.data())
def test_alignment_takes_the_largest_overlap(data: st.DataObject) -> None:
    """For any two splits: each gold span gets a span that overlaps it at least as much as any other, or none where none does."""
    gold, found = data.draw(_splits()), data.draw(_splits())
    for span, place in zip(gold, align(gold, found), strict=True):
        most = max((span.overlap(other) for other in found), default=0)
        assert (place is None) == (most == 0)
        assert place is None or span.overlap(found[place]) == most


@st.composite
def _splits(draw: st.DrawFn) -> list[Span]:
    ends = sorted(draw(st.sets(st.integers(0, 30), max_size=12)))
    return [Span(start=start, end=end) for start, end in zip(ends[::2], ends[1::2], strict=False)]


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Mara Velin", "Velin", True),
        ("Minister Velin", "Mara Velin", True),
        ("the port's lawyer", "lawyer", True),
        ("the port’s lawyer", "lawyer for the port", True),
        ("Mara Velin", "Jon Velin", True),  # the last words are the same: a known limit of the measure
        ("Mara Velin", "Mara Brenn", False),
        ("Mara Velin", "", False),
        ("the president", "President", True),  # nothing but a title is left: then it counts
        ("the president", "the minister", False),
    ],
)
def test_names_are_compared_as_people_are_named(gold: str, found: str, same: bool) -> None:
    """Titles, articles and possessives do not count; a surname stands for the full name."""
    assert same_source(gold, found) is same


def _break(**changes: object) -> dict[str, Any]:
    article = _gold()[0]
    article["sentences"][1] |= changes
    return article


@pytest.mark.parametrize(
    ("article", "message"),
    [
        ({"id": "x", "text": "T"}, "the field 'sentences' is missing"),
        ({"text": "T", "sentences": []}, "the field 'id' is missing"),
        ({"id": "x", "sentences": []}, "the field 'text' is missing"),
        (_gold()[0] | {"text_sha256": "0" * 64}, "text_sha256: the hash is not that of the text"),
        (_gold()[0] | {"outlet": 3}, "outlet: text was expected, not a number"),
        (_break(start=-1), r"sentences\[1\]\.start: -1 is out of range"),
        (_break(end=10_000), r"sentences\[1\]: the range from 35 to 10000 is not in the text, which has 134 code points"),
        (_break(end=3), r"sentences\[1\]: the range ends at 3, before it starts, at 35"),
        (_break(start=10), r"sentences\[1\]: it begins at 10, before the end of the sentence before it, 34"),
        (_break(label="lie"), r"sentences\[1\]\.label: 'lie' is none of allegation, denial, official_statement, none"),
        (_break(second="lie"), r"sentences\[1\]\.second: 'lie' is none of"),
        (_break(also="none"), r"sentences\[1\]\.also: a list was expected, not text"),
        (_break(answers=[9]), r"sentences\[1\]\.answers\[0\]: 9 is out of range: it must be from 0 to 4"),
        (_break(answers=None), r"sentences\[1\]\.answers: a list was expected, not null"),
        (_break(embedded="no"), r"sentences\[1\]\.embedded: true or false was expected, not text"),
        (_break(source=1), r"sentences\[1\]\.source: text was expected, not a number"),
    ],
)
def test_bad_gold_is_named_by_line_and_field(tmp_path: Path, article: dict[str, Any], message: str) -> None:
    """Gold that would give wrong figures gives none, but a line that says what to mend."""
    path = _written(tmp_path, [_gold()[1], article])
    with pytest.raises(InputError, match=f"gold\\.jsonl, line 2: {message}"):
        read_gold(path)


def test_broken_and_empty_gold_files_are_said(tmp_path: Path) -> None:
    """A cut line, a file of nothing, a missing file: one line each."""
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "x", "te')
    with pytest.raises(InputError, match=r"gold\.jsonl, line 1: broken JSON at line 1, column 13"):
        read_gold(path)
    path.write_text("\n")
    with pytest.raises(InputError, match=r"gold\.jsonl holds no annotated article"):
        read_gold(path)
    with pytest.raises(InputError, match="No such file"):
        read_gold(tmp_path / "nowhere")


def test_gold_offsets_are_code_points(tmp_path: Path) -> None:
    """After an emoji, offsets still fall on the same characters, and hashes are those of exports."""
    text = "🙂🙂 Velin denies it."
    article = {"id": "x", "text": text, "text_sha256": Document(text=text).text_sha256, "sentences": [_sentence(text, "Velin denies it.")]}
    (read,) = _articles(tmp_path, [article])
    assert read.document.slice(read.sentences[0].span) == "Velin denies it."
    assert read.outlet == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"links": None}, "links: a list was expected, not null"),
        ({"links": [{"denial": 0, "claim": 9}]}, r"links\[0\]\.claim: 9 is out of range"),
        ({"links": [{"claim": 0}]}, r"links\[0\]: the field 'denial' is missing"),
        ({"sentences": [{"start": 0, "end": 5}]}, r"sentences\[0\]: the field 'label' is missing"),
        ({"sentences": [{"start": 5, "end": 0, "label": "none"}]}, r"sentences\[0\]: the range ends at 0"),
        (
            {"sentences": [{"start": 0, "end": 5, "label": "none", "scores": {"none": "high"}}]},
            r"sentences\[0\]\.scores\.none: a number was",
        ),
        (
            {"sentences": [{"start": 0, "end": 5, "label": "none"}, {"start": 4, "end": 6, "label": "none"}]},
            r"sentences\[1\]: it begins before the end of the sentence before it",
        ),
    ],
)
def test_bad_records_are_named_by_field(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    """A record that cannot be scored is said, not passed over."""
    articles = _gold()
    record = _record(articles[0], [_found(articles[0]["sentences"][0], "none")], []) | change
    with pytest.raises(InputError, match=f"^record harbour: {message}"):
        evaluate(_articles(tmp_path, articles), [record])


@pytest.mark.parametrize("width", [60, 80, 120])
def test_tables_fit_the_window_and_show_the_figures(tmp_path: Path, width: int) -> None:
    """From 60 columns no number is cut, and the figures shown are those of the evaluation."""
    gold = _gold()
    gold[1]["outlet"] = "An Outlet With A Very Long Name Indeed\n[red]\x1b[31m, Weekend Edition of the Year"
    evaluation = evaluate(_articles(tmp_path, gold), _perturbed(gold, random.Random(3)))
    stream = io.StringIO()
    Console(file=stream, width=width, force_terminal=False).print(render(evaluation))
    printed = stream.getvalue()
    assert max(map(len, printed.splitlines())) <= width
    assert "…" not in printed
    assert "\x1b" not in printed
    for label in (*LABELS, NONE):
        hits = evaluation.overall.labels[label]
        assert any(f"{hits.precision:.3f}" in line and f"{hits.recall:.3f}" in line for line in printed.splitlines())
    assert f"{evaluation.overall.macro_f1:.3f}" in printed
    assert f"{evaluation.overall.pairs.f1:.3f}" in printed
    assert "[red]" in printed.replace("\n", "") or width < 120
