"""Training from begin to end with a tiny network on our own samples, and the recipes that runs are begun with."""

import gzip
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import torch

import claimcheck
import small
from claimcheck import embedded
from claimcheck.document import Span
from claimcheck.errors import SettingsError
from claimcheck.network import store
from claimcheck.network.calibration import FILE
from claimcheck.network.windows import TokenCutter
from claimcheck.training.articles import STRAIGHT, UNBROKEN, disguised, held_aside, prepare
from claimcheck.training.calibrate import calibrate
from claimcheck.training.command import products
from claimcheck.training.recipes import read_recipe
from claimcheck.training.train import Recipe, Trainer

SAMPLES = Path(__file__).parent.parent / "data" / "samples" / "gold.jsonl"
SHORT = ("border-post-clash", "court-not-guilty")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out some samples and two NLI pairs as training looks for them; each sample stands there as one to train on and one held aside."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "gold").mkdir()
    (folder / "nli").mkdir()
    rows = [row for row in map(json.loads, SAMPLES.read_text(encoding="utf-8").splitlines()) if row["id"] in SHORT]
    aside = [next(name for k in range(10_000) if held_aside(name := f"{row['id']} {k} aside")) for row in rows]
    assert not any(held_aside(row["id"]) for row in rows)
    everything = [*rows, *(row | {"id": name} for row, name in zip(rows, aside, strict=True))]
    (folder / "gold" / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in everything), encoding="utf-8")
    pairs = [
        {"premise": "The mill closed.", "hypothesis": f"The mill {what}.", "label": label}
        for what, label in (("shut", "entailment"), ("ran", "contradiction"))
    ]
    with gzip.open(folder / "nli" / "nli.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(pair) + "\n" for pair in pairs))
    return folder


@pytest.fixture
def recipe(shared: Path, tmp_path: Path) -> Recipe:
    """Return a recipe of three steps that goes on from a small model, all of its layers trained."""
    begin = small.folder(tmp_path / "begin")
    values: dict[str, Any] = {"polnear": 0, "nli_every": 2, "nli_batch": 2, "batch": 1, "steps": 3, "save_every": 2}
    return Recipe(base=str(begin), shared=str(shared), begin=str(begin), frozen=0, disguised=0.5, **values)


def test_from_training_to_a_model_that_checks(recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is trained, exported and calibrated; by its name the model then checks an article, and has the shape that it was begun with."""
    trainer = Trainer(recipe, tmp_path / "run")
    before = {name: value.clone() for name, value in trainer.network.state_dict().items()}
    trainer.run()
    moved = {name for name, value in trainer.network.state_dict().items() if not torch.equal(value, before[name])}
    assert {"encoder.layers.0.qkv.weight", "link.query.weight"} <= moved
    assert "encoder.words.weight" not in moved
    home = tmp_path / "models"
    trainer.export(home / "fast")
    assert store.load(home / "fast").config == small.config()
    assert json.loads((home / "fast" / "training.json").read_text(encoding="utf-8"))["steps done"] == 3
    fitted = calibrate(home / "fast", Path(recipe.shared) / "gold" / "train.jsonl")
    assert (home / "fast" / FILE).read_text(encoding="utf-8") == fitted.to_json()
    monkeypatch.setenv(embedded.VARIABLE, str(home))
    analysis = claimcheck.load_model("fast").check(claimcheck.Document(text="Mara Velin denied it. The mill closed."))
    assert analysis.model.name == "fast"
    assert len(analysis.findings) == 2


def test_a_run_goes_on_where_it_stopped(recipe: Recipe, tmp_path: Path) -> None:
    """A run of which two of three steps are on the disk does the third alone, from the weights that it had."""
    Trainer(replace(recipe, steps=2), tmp_path / "run").run()
    again = Trainer(recipe, tmp_path / "run")
    assert again.step == 2
    first = Trainer(replace(recipe, steps=2), tmp_path / "other")
    first.run()
    assert all(torch.equal(value, again.network.state_dict()[name]) for name, value in first.network.state_dict().items())
    again.run()
    assert again.step == 3


def test_frozen_layers_stay(recipe: Recipe, tmp_path: Path) -> None:
    """The lower layers that a recipe freezes keep their weights, whether their states are kept on disk or not."""
    for kept in (True, False):
        trainer = Trainer(replace(recipe, frozen=1, kept=kept, steps=2), tmp_path / f"run {kept}")
        before = {name: value.clone() for name, value in trainer.network.encoder.state_dict().items()}
        trainer.run()
        moved = {name.split(".")[1] for name, value in trainer.network.encoder.state_dict().items() if not torch.equal(value, before[name])}
        assert moved == {"1"}


def test_disguises_keep_every_offset() -> None:
    """An article in other dress has the same length and the same words at each offset; over many throws every disguise is worn."""
    text = "Mayor denies it\n\n“I did not,” she said.\r\nNobody’s asking."
    cutter = TokenCutter(small.tokenizer())
    article = prepare(cutter, small.config(), id="x", text=text, spans=[Span(start=0, end=15), Span(start=17, end=38)], gold=[])
    worn = {disguised(article, cutter, small.config(), random.Random(seed)).text for seed in range(200)}
    (bare,) = {other.lower().translate(STRAIGHT).translate(UNBROKEN) for other in worn}
    assert bare == text.lower().translate(STRAIGHT).translate(UNBROKEN)
    assert len(worn) == 2**3


@pytest.mark.parametrize(
    ("precision", "made_for_it", "bfloat16"),
    [("auto", True, True), ("auto", False, False), ("bfloat16", False, True), ("float32", True, False)],
)
def test_products_are_short_where_the_processor_is_made_for_it(
    monkeypatch: pytest.MonkeyPatch, precision: str, made_for_it: bool, bfloat16: bool
) -> None:
    """Elsewhere they would be several times slower; a recipe can ask for either way."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": made_for_it})
    with products(precision):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == (torch.bfloat16 if bfloat16 else torch.float32)


# Recipes


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A recipe of every kind of setting."""

    base: str
    steps: int = 5
    rate: float = 0.5
    kept: bool = True


def test_a_recipe_is_kept_with_its_run(tmp_path: Path) -> None:
    """Settings are read by their kinds; a run that goes on has those that it was begun with, given again or not."""
    made = read_recipe(Made, tmp_path / "run", {"base": "b"}, ["steps=7", "rate=2e-3", "kept=no"])
    assert made == Made(base="b", steps=7, rate=0.002, kept=False)
    assert read_recipe(Made, tmp_path / "run", {"base": None}, []) == made
    assert read_recipe(Made, tmp_path / "run", {"base": "b"}, ["steps=7", "kept=0"]) == made


@pytest.mark.parametrize(
    ("settings", "message"),
    [(["pace=3"], "no such setting"), (["steps=many"], "int"), (["kept=perhaps"], "bool"), (["steps"], "int")],
)
def test_settings_that_are_none(tmp_path: Path, settings: list[str], message: str) -> None:
    """A setting that does not exist or has no such value is an error, and no run is begun with it."""
    with pytest.raises(SettingsError, match=message):
        read_recipe(Made, tmp_path / "run", {"base": "b"}, settings)
    assert not (tmp_path / "run").exists()


def test_a_run_is_not_bent(tmp_path: Path) -> None:
    """What was given when a run was begun cannot be changed afterwards, and a new run needs what has no default."""
    with pytest.raises(SettingsError, match="needs base"):
        read_recipe(Made, tmp_path / "run", {"base": None}, [])
    read_recipe(Made, tmp_path / "run", {"base": "b"}, [])
    with pytest.raises(SettingsError, match="begun with steps=5, not 6"):
        read_recipe(Made, tmp_path / "run", {"base": "b"}, ["steps=6"])
