"""What a model's folder says of its quality: per label and outlet, and nothing of the articles."""

import json
from pathlib import Path

import pytest

import small
from claimcheck import embedded
from claimcheck.evaluation import evaluate, read_gold
from claimcheck.labels import LABELS
from claimcheck.training.figures import card, noted, write_figures
from claimcheck.training.lexical import to_record

SAMPLES = Path(__file__).parent.parent / "data" / "samples" / "gold.jsonl"


def test_figures_are_those_of_the_evaluation() -> None:
    """Precision, recall and counts per label, and figures with counts per outlet, are what the evaluation says."""
    articles = read_gold(SAMPLES)
    scored = evaluate(articles, [to_record(article.document) for article in articles])
    found, whole = noted(scored), scored.to_dict()
    assert list(found["labels"]) == list(LABELS)
    for name, each in found["labels"].items():
        assert [each["precision"], each["recall"]] == whole[f"{name}_p_r"]
        assert each["gold"] == whole["counts"]["gold"][name]
        assert each["found"] == whole["counts"]["found"][name]
    assert found["outlets"].keys() == {article.outlet for article in articles}
    assert sum(each["articles"] for each in found["outlets"].values()) == len(articles)
    assert sum(each["sentences"] for each in found["outlets"].values()) == whole["sentences"]
    for outlet, each in found["outlets"].items():
        assert each["macro_f1"] == whole["outlets"][outlet]["macro_f1"]
    # What was not measured (words have no scores) is not there, rather than null, which `claimcheck models` could not print.
    assert "calibration_error" not in found["figures"]
    assert all(isinstance(value, float | int) for value in found["figures"].values())


def test_a_folder_with_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is scored, and its folder then says what it is, without a word of the articles; the card's tables hold each outlet."""
    small.folder(tmp_path / "models" / "tiny")
    one = json.loads(SAMPLES.read_text(encoding="utf-8").splitlines()[0])
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(one | {"outlet": "A | B"}) + "\n", encoding="utf-8")
    about = write_figures(tmp_path / "models" / "tiny", gold, summary="a tiny model")
    monkeypatch.setenv(embedded.VARIABLE, str(tmp_path / "models"))
    said = embedded.about("tiny")
    assert said.summary == "a tiny model"
    assert said.measured_on == f"gold.jsonl: 1 articles, {len(one['sentences'])} sentences"
    assert said.figures == about["figures"]
    written = (tmp_path / "models" / "tiny" / embedded.ABOUT).read_text(encoding="utf-8")
    assert json.loads(written) == about
    assert not [s for s in one["sentences"] if one["text"][s["start"] : s["end"]] in written]
    tables = card(about)
    assert r"| A \| B | 1 |" in tables
    assert all(f"\n| {name.replace('_', ' ')} | " in tables for name in LABELS)
