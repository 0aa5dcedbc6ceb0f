"""Fitting the ranker of claims, on articles that are made for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from claimcheck.labels import ALLEGATION, DENIAL, NONE
from claimcheck.matches import NOWHERE
from claimcheck.ranker import Ranker
from claimcheck.training import claims
from claimcheck.training.claims import Told, accuracy, chances, choices, columns, fit, weights
from written import written


def row(thing: str) -> dict[str, Any]:
    """Return a gold article in which a denial and one allegation of two are about the same thing."""
    document, units = written(
        [f"Auditors say Mara Velin sold the {thing}.", "Others say that taxes are high."], [f"Velin denied that she sold the {thing}."]
    )
    gold: list[dict[str, Any]] = [{"start": u.span.start, "end": u.span.end, "label": ALLEGATION, "source": ""} for u in units]
    gold[2] |= {"label": DENIAL, "source": "Mara Velin", "answers": [0]}
    return {"id": thing, "text": document.text, "sentences": gold}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """Articles, and settings for so few of them."""
    monkeypatch.setattr(claims, "LEAST_SEEN", 1)
    monkeypatch.setattr(claims, "DECAY", 0.01)
    monkeypatch.setattr(claims, "ROUNDS", 25)
    return [Told.read(row(thing)) for thing in ("bridge", "harbour", "mill", "fair", "tower", "ferry")]


def test_what_is_right_gets_likeliest(told: list[Told]) -> None:
    """After the fit the annotated sentence is the likeliest, in the articles fitted and in one of the same kind."""
    found = choices(told[:-1], {})
    column = columns(found)
    table, other = claims.Table(found, column), claims.Table(choices(told[-1:], {}), column)
    network = fit(table)
    assert accuracy(network, table) == 1
    assert accuracy(network, other) == 1
    assert sum(chances(network, other)[0][2].values()) == pytest.approx(1)


def test_written_weights_say_the_same(told: list[Told]) -> None:
    """The ranker that is made of what is written gives the scores of the network, but for rounding."""
    found = choices(told, {})
    column = columns(found)
    table = claims.Table(found, column)
    network = fit(table)
    read = json.loads(json.dumps(weights(network, column)))
    ranker = Ranker(
        alone={fact: w[0] for fact, w in read["facts"].items()},
        units={fact: w[1:] for fact, w in read["facts"].items()},
        start=read["start"],
        out=read["out"],
    )
    scores = [score for choice in found for score in ranker.scores(choice.found).values()]
    assert scores == pytest.approx(network(table.facts).tolist(), abs=0.05)


def test_a_denial_without_a_claim_is_nowhere() -> None:
    """Where no sentence states the claim, NOWHERE is what is right; sentences that deny nothing are no choice."""
    article = row("bridge")
    article["sentences"][2]["answers"] = []
    article["sentences"][1] |= {"label": NONE}
    (choice,) = choices([Told.read(article)], {})
    assert choice.right == {NOWHERE}
    assert choice.found.keys() == {0, 1, NOWHERE}


def test_the_command_writes_the_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """``python -m claimcheck.training.claims`` reads the gold's training articles and writes ``claims.json`` beside the package."""
    (tmp_path / "gold").mkdir()
    articles = [row(f"thing{k}") for k in range(40)]
    (tmp_path / "gold" / "train.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["claims", "--shared", str(tmp_path)])
    monkeypatch.setattr(claims, "ROUNDS", 2)
    monkeypatch.setattr("claimcheck.__file__", str(tmp_path / "__init__.py"))
    with caplog.at_level("INFO"):
        claims.main()
    assert json.loads((tmp_path / "claims.json").read_text(encoding="utf-8"))["facts"]["alike"]
    assert "second look" in caplog.text
