"""Training an NLI checkpoint and choosing its hypotheses, with a tiny encoder on pairs about invented people."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import BertConfig, BertModel

from checkpoints import tokenizer_of
from claimcheck.document import Document, Span
from claimcheck.errors import SettingsError
from claimcheck.labels import DENIAL
from claimcheck.network.nli import NliReader
from claimcheck.network.quiet import quiet
from claimcheck.sentences import Kind, Sentence
from claimcheck.training.nli import NAMES, Pair, Recipe, Trainer, bucketed, padded, read_pairs, read_tokenizer
from claimcheck.training.texts import MAIN
from claimcheck.training.wordings import CHOICES, Sentences, compare, entailment, read

PEOPLE = ("Mara Velin", "Odo Brink", "Ilse Tarn", "Ida Brandt")
DEEDS = ("sold the bridge", "hid the report", "took the money", "closed the mill")
SHAPE = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 24, "max_position_embeddings": 512}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a tiny encoder without a head, as encoders are published."""
    folder = tmp_path_factory.mktemp("base")
    cutter = tokenizer_of("bert")
    torch.manual_seed(2)
    with quiet():
        BertModel(BertConfig(vocab_size=len(cutter), **SHAPE)).save_pretrained(folder)
        cutter.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write pairs that one word decides, and one that is far too long."""
    path = tmp_path_factory.mktemp("pairs") / "pairs.jsonl"
    rows = [
        {"premise": f"{who} {what}.", "hypothesis": f"{who} {how} {what}.", "label": label}
        for who, what in product(PEOPLE, DEEDS)
        for how, label in (("surely", "entailment"), ("maybe", "neutral"), ("never", "contradiction"))
    ]
    rows.append({"premise": "word " * 200, "hypothesis": "word", "label": "neutral"})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def recipe(base: Path, pairs: Path) -> Recipe:
    """Return a recipe of a few steps."""
    return Recipe(base=str(base), pairs=str(pairs), longest=100, batch=4, save_every=3, precision="float32")


class Interrupted(Trainer):
    """A run that is cut short when it has saved its state for the first time."""

    def save(self) -> None:
        """Save, then stop."""
        super().save()
        raise KeyboardInterrupt


def weights(trainer: Trainer) -> list[torch.Tensor]:
    """Return the weights of a run."""
    return [value.clone() for value in trainer.model.state_dict().values()]


def test_a_checkpoint_that_our_reader_takes(recipe: Recipe, tmp_path: Path) -> None:
    """What training writes is read like any stranger's checkpoint: outputs named, kinds of tokens told apart, scores that sum to one."""
    with quiet():
        trainer = Trainer(replace(recipe, most=12), tmp_path)
        trainer.run()
        trainer.export(tmp_path / "checkpoint")
    assert trainer.step == 3
    reader = NliReader.from_name(tmp_path / "checkpoint", offline=True)
    assert reader.checkpoint.classes.entailment == NAMES.index("entailment")
    assert reader.checkpoint.classes.against == (NAMES.index("contradiction"),)
    (pair,) = reader.checkpoint.encode(["Odo Brink spoke."], ["He lied."])
    assert pair["token_type_ids"] == [0] * pair["token_type_ids"].index(1) + [1] * sum(pair["token_type_ids"])
    text = "Ilse Tarn denied it."
    sentence = Sentence(index=0, span=Span(start=0, end=len(text)), paragraph=0, kind=Kind.BODY)
    (evidence,) = reader.read(Document(text=text), (sentence,))
    assert sum(evidence.scores.values()) == pytest.approx(1)
    said = json.loads((tmp_path / "checkpoint" / "training.json").read_text(encoding="utf-8"))
    assert said["recipe"]["most"] == 12
    assert said["steps done"] == 3


def test_a_cut_run_ends_like_a_whole_one(recipe: Recipe, tmp_path: Path) -> None:
    """A run that went on from its checkpoint has the very weights of one that was never cut."""
    (tmp_path / "cut").mkdir()
    (tmp_path / "whole").mkdir()
    with quiet():
        whole = Trainer(recipe, tmp_path / "whole")
        whole.run()
        with pytest.raises(KeyboardInterrupt):
            Interrupted(recipe, tmp_path / "cut").run()
        again = Trainer(recipe, tmp_path / "cut")
        assert again.step == 3
        again.run()
    assert all(torch.equal(one, other) for one, other in zip(weights(whole), weights(again), strict=True))


def test_long_pairs_are_left_out_and_premises_stay_together(base: Path, pairs: Path) -> None:
    """Pairs of too many tokens are not read, and all pairs of one premise fall on the same side."""
    found = read_pairs(pairs, read_tokenizer(base), longest=100)
    assert len(found) == len(PEOPLE) * len(DEEDS) * len(NAMES)
    sides: dict[tuple[int, ...], set[bool]] = {}
    for aside, pair in found:
        sides.setdefault(pair.ids[: pair.kinds.index(1)], set()).add(aside)
    assert len(sides) == len(PEOPLE) * len(DEEDS)
    assert all(len(each) == 1 for each in sides.values())


def test_too_few_pairs(recipe: Recipe, tmp_path: Path) -> None:
    """Fewer pairs than a batch needs are told in a line."""
    with pytest.raises(SettingsError, match="too few for a batch"):
        Trainer(replace(recipe, most=3), tmp_path)


def test_no_bert(recipe: Recipe, tmp_path: Path) -> None:
    """An encoder of another kind is refused by name."""
    base = tmp_path / "other"
    base.mkdir()
    (base / "config.json").write_text('{"model_type": "mpnet"}', encoding="utf-8")
    (base / "tokenizer.json").write_bytes((Path(recipe.base) / "tokenizer.json").read_bytes())
    with pytest.raises(SettingsError, match="mpnet"):
        Trainer(replace(recipe, base=str(base)), tmp_path)


@given(st.lists(st.integers(1, 60), max_size=80), st.integers(1, 5), st.integers(0, 3))
def test_batches_are_whole_and_hold_no_pair_twice(lengths: list[int], batch: int, seed: int) -> None:
    """Each batch is full, no pair comes twice, fewer than a batch are left out of each bucket, and the seed decides the order."""
    made = [Pair(ids=(k,) * length, kinds=(0,) * length, label=0) for k, length in enumerate(lengths)]
    found = bucketed(made, batch, random.Random(seed))
    assert all(len(each) == batch for each in found)
    numbers = [pair.ids[0] for each in found for pair in each]
    assert len(numbers) == len(set(numbers)) == len(lengths) // batch * batch
    assert found == bucketed(made, batch, random.Random(seed))


def test_padded() -> None:
    """Shorter sequences end in zeros."""
    assert padded([(1, 2), (3,)], 3).tolist() == [[1, 2, 0], [3, 0, 0]]


# Wordings


def test_the_best_wordings_are_found() -> None:
    """Of all combinations that comes first which tells every sentence rightly; of equals the earlier wordings."""
    sure, blind = torch.eye(4), torch.full((4, 4), -1.0)
    found = [torch.stack([blind[:, k], sure[:, k], sure[:, k]], 1) for k in range(4)]
    sentences = Sentences(texts=("a", "b", "c", "d"), gold=torch.arange(4), accepted=torch.eye(4) > 0)
    judged = compare(found, sentences, {name: (f"{name} badly", f"{name} well", f"{name} again") for name in MAIN})
    assert len(judged) == 3**4
    assert judged[0].f1 == 1
    assert judged[0].texts == tuple(f"{name} well" for name in MAIN)
    assert judged[-1].f1 < 1


def test_wordings_are_scored_as_the_reader_scores_them(recipe: Recipe, tmp_path: Path) -> None:
    """The first wordings are the labels' descriptions: their softmax is what the reader says of a sentence."""
    with quiet():
        Trainer(replace(recipe, most=4), tmp_path).export(tmp_path / "checkpoint")
    reader = NliReader.from_name(tmp_path / "checkpoint", offline=True)
    texts = ["Ilse Tarn denied it.", "Odo Brink sold the mill to a friend of his."]
    found = torch.stack([each[:, 0] for each in entailment(reader.checkpoint, texts)], 1).softmax(1)
    assert [each.shape[1] for each in entailment(reader.checkpoint, texts)] == [len(CHOICES[name]) for name in MAIN]
    assert found.tolist() == [pytest.approx(row, abs=1e-5) for row in read_alone(reader, texts)]


def read_alone(reader: NliReader, texts: Sequence[str]) -> list[list[float]]:
    """Return what a reader says of each text by itself."""
    rows = []
    for text in texts:
        sentence = Sentence(index=0, span=Span(start=0, end=len(text)), paragraph=0, kind=Kind.BODY)
        (evidence,) = reader.read(Document(text=text), (sentence,))
        rows.append([evidence.scores[name] for name in MAIN])
    return rows


def test_only_articles_held_aside_are_compared_on(tmp_path: Path) -> None:
    """Sentences come from articles that training never sees; both of an annotated sentence's labels count as right."""
    text = "Ilse Tarn denied it."
    sentence = {"start": 0, "end": len(text), "label": DENIAL, "second": "allegation"}
    path = tmp_path / "train.jsonl"
    rows = [{"id": f"article {k}", "text": text, "sentences": [sentence]} for k in range(200)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = read(path, most=1000)
    assert 0 < len(found.texts) < 50
    assert set(found.texts) == {text}
    assert len(read(path, most=2).texts) == 2
    assert found.accepted[0].tolist() == [True, True, False, False]
    assert found.gold.tolist() == [MAIN.index(DENIAL)] * len(found.texts)


def test_context_is_the_sentence_before_within_the_article(tmp_path: Path) -> None:
    """An article's first sentence has none; labels stay those of the sentence itself."""
    text = "It was said. Ilse Tarn denied it."
    sentences = [{"start": 0, "end": 12, "label": "allegation"}, {"start": 13, "end": len(text), "label": DENIAL}]
    path = tmp_path / "train.jsonl"
    path.write_text("".join(json.dumps({"id": f"article {k}", "text": text, "sentences": sentences}) + "\n" for k in range(200)), "utf-8")
    found = read(path, most=2, context=True)
    assert found.texts == ("It was said.", text) * 2
    assert found.gold.tolist() == read(path, most=2).gold.tolist()
