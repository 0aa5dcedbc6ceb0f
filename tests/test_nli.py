"""NLI checkpoints as readers: scores, wording, damage, names, and what may touch the network."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest
import torch
from huggingface_hub import constants
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel, pipeline
from transformers.utils import logging as transformers_logging

import small
from checkpoints import NLI, change, write
from claimcheck.document import Document, Span
from claimcheck.errors import ModelError, SettingsError
from claimcheck.evidence import Candidate, SentenceEvidence
from claimcheck.labels import DEFAULT_LABELS, DENIAL, LABELS, NONE, LabelText
from claimcheck.network import hub, nli
from claimcheck.network.checkpoint import HYPOTHESES, Checkpoint, Classes
from claimcheck.network.embedded import WORTH_A_SPEAKER, EmbeddedReader
from claimcheck.network.nli import NliReader, Wording
from claimcheck.network.quiet import quiet
from claimcheck.sentences import Kind, Sentence
from loopback_hub import LoopbackHub

TEXTS = (
    "The ferry company hid the accident, a sailor said.",
    "“That is a lie,” said Ida Brandt, who runs the company.",
    "It rained on Tuesday.",
    "The harbour office confirmed that it had been told of the accident in March, and that a report would follow within the year.",
)
ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test of this file open a connection from this process."""

    def refuse(*_: object) -> None:
        msg = "network is unreachable: this is a test"
        raise OSError(msg)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a checkpoint by the name of its architecture; each is made once. Not to be changed."""
    home = tmp_path_factory.mktemp("checkpoints")
    return lambda kind: home / kind if (home / kind).exists() else write(home / kind, kind)


@pytest.fixture(scope="module")
def reader(made: Callable[[str], Path]) -> NliReader:
    """Return a reader without companion."""
    return NliReader.from_name(made("bert"))


@pytest.fixture
def copy(made: Callable[[str], Path], tmp_path: Path) -> Path:
    """Return a checkpoint that the test may damage."""
    return shutil.copytree(made("bert"), tmp_path / "copy")


def article(*texts: str, kinds: Sequence[Kind] = ()) -> tuple[Document, tuple[Sentence, ...]]:
    """Return a document of these sentences, a space between them."""
    sentences = []
    start = 0
    for k, text in enumerate(texts):
        span = Span(start=start, end=start + len(text))
        sentences.append(Sentence(index=k, span=span, paragraph=0, kind=kinds[k] if kinds else Kind.BODY))
        start = span.end + 1
    return Document(text=" ".join(texts)), tuple(sentences)


def scores(evidence: SentenceEvidence) -> list[float]:
    """Return the scores of the main labels in the order of their texts."""
    return [evidence.scores[text.name] for text in DEFAULT_LABELS]


def refused(place: str | Path, *, offline: bool = True) -> str:
    """Load what cannot be loaded and return the message, which is one line."""
    with pytest.raises(ModelError) as caught:
        NliReader.from_name(place, offline=offline)
    message = str(caught.value)
    assert "\n" not in message
    return message


class Beside:
    """A companion that notes what it is asked."""

    def __init__(self) -> None:
        """Note nothing yet."""
        self.also: frozenset[int] | None = None

    def read(
        self, document: Document, sentences: Sequence[Sentence], *, also: frozenset[int] = frozenset()
    ) -> tuple[SentenceEvidence, ...]:
        """Return evidence that names a claim for every sentence."""
        del document
        self.also = also
        claims = (Candidate(sentence=0, score=0.5),)
        return tuple(SentenceEvidence(scores={NONE: 1.0}, holds={DENIAL: 0.5}, claims=claims, absent=0.25) for _ in sentences)


# Scores


@pytest.mark.parametrize("kind", ["bert", "roberta", "bart"])
def test_scores_are_those_of_the_zero_shot_pipeline(made: Callable[[str], Path], kind: str) -> None:
    """Main labels are scored as the Hugging Face pipeline scores one label of several, ``holds`` as it scores each for itself."""
    found = NliReader.from_name(made(kind)).read(*article(*TEXTS))
    with quiet():
        theirs = pipeline("zero-shot-classification", model=str(made(kind)), device="cpu")
        candidates = [text.description for text in DEFAULT_LABELS]
        for text, evidence in zip(TEXTS, found, strict=True):
            one = theirs(text, candidates, hypothesis_template="{}")
            assert scores(evidence) == pytest.approx(
                [dict(zip(one["labels"], one["scores"], strict=True))[c] for c in candidates], abs=1e-4
            )
            each = theirs(text, candidates, hypothesis_template="{}", multi_label=True)
            wanted = [dict(zip(each["labels"], each["scores"], strict=True))[text.description] for text in DEFAULT_LABELS[: len(LABELS)]]
            assert [evidence.holds[name] for name in LABELS] == pytest.approx(wanted, abs=1e-4)


def test_two_classes_are_weighed_against_each_other(tmp_path: Path) -> None:
    """Where the only other output is "not entailment", a label holds as surely as the softmax over the two says."""
    two = NliReader.from_name(write(tmp_path / "two", names=("not_entailment", "entailment")))
    document, sentences = article(TEXTS[0])
    (evidence,) = two.read(document, sentences)
    pairs = two.checkpoint.encode([TEXTS[0]], [DEFAULT_LABELS[0].description])
    assert evidence.holds[LABELS[0]] == pytest.approx(two.checkpoint.logits(pairs).softmax(1)[0, 1].item(), abs=1e-6)


def test_main_scores_sum_to_one(reader: NliReader) -> None:
    """The scores of the four main labels are a distribution, sentence by sentence."""
    found = reader.read(*article(*TEXTS))
    assert [sum(scores(evidence)) for evidence in found] == pytest.approx([1.0] * len(TEXTS))


def test_labels_of_the_user(made: Callable[[str], Path]) -> None:
    """A label of the user's own is scored by its description and leaves the main scores as they were."""
    own = (LabelText(name="money", description="This is about money."), LabelText(name="again", description=DEFAULT_LABELS[1].description))
    plain = NliReader.from_name(made("bert")).read(*article(*TEXTS))
    found = NliReader.from_name(made("bert"), labels=own).read(*article(*TEXTS))
    for before, evidence in zip(plain, found, strict=True):
        assert scores(evidence) == pytest.approx(scores(before), abs=1e-5)
        assert set(evidence.custom) == {"money", "again"}
        assert evidence.custom["again"] == pytest.approx(evidence.holds[DENIAL], abs=1e-5)


def test_batches_change_nothing(reader: NliReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches and small chunks give what one batch gives, in the order of the sentences."""
    texts = [*TEXTS, *(text.upper() for text in TEXTS)]
    whole = reader.read(*article(*texts))
    monkeypatch.setattr(nli, "BATCH_TOKENS", 300)
    monkeypatch.setattr(nli, "CHUNK", 3)
    assert [scores(e) for e in reader.read(*article(*texts))] == [pytest.approx(scores(e), abs=1e-5) for e in whole]


@given(st.lists(st.integers(min_value=1, max_value=512)), st.integers(min_value=1, max_value=4096))
def test_batches_hold_everything_once_within_the_limit(lengths: list[int], most: int) -> None:
    """Every pair is in one batch; a batch of several never pads to more than the limit, and its longest comes first."""
    made = list(nli.batches(lengths, most))
    assert sorted(k for batch in made for k in batch) == list(range(len(lengths)))
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(lengths[k] for k in batch) <= most
        assert max(lengths[k] for k in batch) == lengths[batch[0]]


# Wording


def test_template(made: Callable[[str], Path]) -> None:
    """The template is the hypothesis, its braces the description: braces of the description itself stay as they are."""
    wording = Wording(template="In short: {} Truly.")
    found = NliReader.from_name(made("bert"), labels=[LabelText(name="x", description="A {} b.")], wording=wording).read(*article(TEXTS[0]))
    same = NliReader.from_name(made("bert"), labels=[LabelText(name="x", description="In short: A {} b. Truly.")]).read(*article(TEXTS[0]))
    assert found[0].custom["x"] == pytest.approx(same[0].custom["x"], abs=1e-6)
    assert scores(found[0]) != pytest.approx(scores(same[0]), abs=1e-3)


def test_hypotheses_of_a_folder(copy: Path, reader: NliReader) -> None:
    """A folder's own hypotheses take the place of the descriptions of the labels that they name, and of no others."""
    (copy / HYPOTHESES).write_text(json.dumps({DENIAL: TEXTS[1]}), encoding="utf-8")
    found, plain = NliReader.from_name(copy), DEFAULT_LABELS
    assert found._hypotheses == [TEXTS[1] if text.name == DENIAL else text.description for text in plain]
    assert reader._hypotheses == [text.description for text in plain]
    assert found.info.revision != reader.info.revision


@pytest.mark.parametrize("text", ["", "[]", "\x00", '{"denial": 3}', '{"denial": " "}', '{"verdict": "It is false."}'])
def test_broken_hypotheses_of_a_folder(copy: Path, text: str) -> None:
    """A file of hypotheses that says no such thing is named in one line, before any weight is read."""
    (copy / HYPOTHESES).write_text(text, encoding="utf-8")
    assert HYPOTHESES in refused(copy)


def test_template_without_a_place() -> None:
    """A template that says the same of every label is refused."""
    with pytest.raises(SettingsError, match=r"has no \{\}"):
        Wording(template="This is news.")


def test_description_too_long(made: Callable[[str], Path]) -> None:
    """A description that would leave no room for the sentence is refused by name, before anything is read."""
    with pytest.raises(SettingsError, match=r"label 'essay': its description has \d+ tokens") as caught:
        NliReader.from_name(made("bert"), labels=[LabelText(name="essay", description="word " * 200)])
    assert "\n" not in str(caught.value)


def test_context_is_the_preceding_sentence(made: Callable[[str], Path]) -> None:
    """With context, a sentence is scored as if it and the one before it were one; the first is scored alone."""
    found = NliReader.from_name(made("bert"), wording=Wording(context=True)).read(*article(*TEXTS[:2]))
    plain = NliReader.from_name(made("bert"))
    assert scores(found[0]) == pytest.approx(scores(plain.read(*article(TEXTS[0]))[0]), abs=1e-5)
    assert scores(found[1]) == pytest.approx(scores(plain.read(*article(" ".join(TEXTS[:2])))[0]), abs=1e-5)


@pytest.mark.parametrize("keep_end", [False, True])
def test_only_the_premise_is_cut(reader: NliReader, keep_end: bool) -> None:
    """A pair that is too long loses the premise's end, or with context its beginning; never the hypothesis."""
    premise, hypothesis = "abc " * 400 + "xyz " * 400, "it is so."
    (pair,) = reader.checkpoint.encode([premise], [hypothesis], keep_end=keep_end)
    ids = pair["input_ids"]
    assert len(ids) == reader.checkpoint.most_tokens
    tokens = reader.checkpoint.tokenizer.convert_ids_to_tokens(ids)
    first, second = "".join(tokens).replace("##", "").split("[SEP]")[:2]
    assert second == hypothesis.replace(" ", "")
    assert first.removeprefix("[CLS]").strip("abc" if not keep_end else "xyz") == ""


# Hostile text


@pytest.mark.parametrize("kind", ["bert", "roberta", "bart"])
def test_special_tokens_in_an_article_are_text(made: Callable[[str], Path], kind: str) -> None:
    """An article cannot end the premise early: what looks like a special token is read as its letters."""
    loaded = NliReader.from_name(made(kind))
    special = loaded.checkpoint.tokenizer.sep_token_id
    sentence = "He said </s> [SEP] no </s>."
    plain, hostile = loaded.checkpoint.encode(["He said no.", sentence], ["It is so."] * 2)
    assert hostile["input_ids"].count(special) == plain["input_ids"].count(special)
    assert len(loaded.read(*article(sentence, "[SEP]", "</s></s>"))) == 3


@pytest.mark.parametrize(
    "text", ["\ud800 a lone surrogate \udfff", "\x1b[31mred\x07", "\u202eback", "🦩", " ", "x" * 100_000, "word " * 100_000]
)
def test_any_text_is_scored(reader: NliReader, text: str) -> None:
    """Odd characters and sentences without measure get scores like any others."""
    (evidence,) = reader.read(*article(text))
    assert sum(scores(evidence)) == pytest.approx(1.0)


def test_no_sentence(reader: NliReader) -> None:
    """An article without sentences gives no evidence."""
    assert reader.read(Document(text="\n"), ()) == ()


def test_furniture_is_not_read(reader: NliReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of the page are none without being scored, and are no context for what follows."""
    document, sentences = article(*TEXTS[:3], kinds=(Kind.BODY, Kind.FURNITURE, Kind.BODY))
    read: list[str] = []
    real = nli.score

    def score(checkpoint: Checkpoint, premises: Sequence[str], hypotheses: Sequence[str], *, keep_end: bool) -> torch.Tensor:
        read.extend(premises)
        return real(checkpoint, premises, hypotheses, keep_end=keep_end)

    monkeypatch.setattr(reader, "wording", Wording(context=True))
    monkeypatch.setattr(nli, "score", score)
    found = reader.read(document, sentences)
    assert read == [TEXTS[0], TEXTS[2]]
    assert found[1].scores == {**dict.fromkeys(LABELS, 0.0), NONE: 1.0}
    assert found[1].holds == dict.fromkeys(LABELS, 0.0)


# Speakers and links


def test_without_companion(reader: NliReader) -> None:
    """Alone, a checkpoint says nothing of speakers and links."""
    for evidence in reader.read(*article(*TEXTS)):
        assert (evidence.sources, evidence.claims, evidence.clause, evidence.cue) == ((), (), None, None)


def test_companion_gives_all_but_the_labels(made: Callable[[str], Path], reader: NliReader) -> None:
    """Links and speakers are the companion's, all scores the checkpoint's."""
    both = NliReader.from_name(made("bert"), companion=Beside()).read(*article(*TEXTS))
    for evidence, alone in zip(both, reader.read(*article(*TEXTS)), strict=True):
        assert evidence.claims == (Candidate(sentence=0, score=0.5),)
        assert evidence.absent == 0.25
        assert (evidence.scores, evidence.holds) == (alone.scores, alone.holds)


def test_companion_is_asked_for_what_the_checkpoint_finds(made: Callable[[str], Path]) -> None:
    """It is asked for speakers and links of every sentence that the checkpoint does not surely call none."""
    beside = Beside()
    document, sentences = article(*TEXTS, kinds=(Kind.BODY, Kind.BODY, Kind.FURNITURE, Kind.BODY))
    found = NliReader.from_name(made("bert"), companion=beside).read(document, sentences)
    assert beside.also == frozenset(k for k, evidence in enumerate(found) if evidence.scores[NONE] <= WORTH_A_SPEAKER)
    assert beside.also == frozenset({0, 1, 3})


def test_embedded_model_answers_for_sentences_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence asked for gets speaker and links though the embedded model sees no need, in a later section of the article too."""
    module = import_module("claimcheck.network.embedded")
    monkeypatch.setattr(module, "WORTH_A_SPEAKER", -1.0)
    monkeypatch.setattr(module, "WORTH_A_LINK", 2.0)
    companion = EmbeddedReader.from_folder(small.folder(tmp_path, section=24), name="small")
    document, sentences = article(*(f"Sentence {k}: the mill was sold, Oda Lind said." for k in range(30)))
    found = companion.read(document, sentences, also=frozenset({2, 28}))
    assert [k for k, evidence in enumerate(found) if evidence.claims] == [2, 28]
    assert [k for k, evidence in enumerate(found) if evidence.unnamed < 1] == [2, 28]
    assert not [evidence for evidence in companion.read(document, sentences) if evidence.claims or evidence.sources]


# What the outputs are called


@pytest.mark.parametrize(
    ("names", "entailment", "against"),
    [
        (("contradiction", "neutral", "entailment"), 2, (0,)),
        (("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), 0, (2,)),
        (("Contradiction", "Entailment", "Neutral"), 1, (0,)),
        (("entailment", "not_entailment"), 0, (1,)),
        (("not_entailment", "entailment"), 1, (0,)),
        (("LABEL_0", "entailed", "LABEL_2"), 1, (0, 2)),
    ],
)
def test_classes_by_name(names: tuple[str, ...], entailment: int, against: tuple[int, ...]) -> None:
    """Entailment and contradiction are found by name in any case and order; without contradiction all others stand against."""
    assert Classes.of(dict(enumerate(names)), where="here") == Classes(entailment=entailment, against=against)


@pytest.mark.parametrize("names", [("LABEL_0", "LABEL_1", "LABEL_2"), ("positive", "negative"), ()])
def test_no_entailment_label(names: tuple[str, ...]) -> None:
    """A classifier of anything else is told apart by its labels, which the message names."""
    with pytest.raises(ModelError, match=r"here: not an NLI checkpoint: it names no entailment label .*" + ".*".join(names)):
        Classes.of(dict(enumerate(names)), where="here")


@pytest.mark.parametrize("names", [{0: "entailment"}, {0: "contradiction", 7: "entailment"}])
def test_labels_that_fit_no_output(names: dict[int, str]) -> None:
    """One label alone, or a number that no output has, is refused."""
    with pytest.raises(ModelError, match="here: its labels cannot be used"):
        Classes.of(names, where="here")


def test_names_the_other_way_round(copy: Path, reader: NliReader) -> None:
    """A config that has only ``label2id`` will do."""
    change(copy, id2label=None, label2id={name.upper(): k for k, name in enumerate(NLI)})
    assert scores(NliReader.from_name(copy).read(*article(TEXTS[0]))[0]) == pytest.approx(scores(reader.read(*article(TEXTS[0]))[0]))


def test_no_labels_at_all(copy: Path) -> None:
    """A checkpoint whose config names no labels is refused, though transformers would make some up."""
    assert "names no entailment label (its labels: none)" in refused(change(copy, id2label=None, label2id=None))


# Damaged and strange folders


def test_headless(tmp_path: Path) -> None:
    """An encoder without a classifier is refused, even where its config claims to have NLI labels."""
    with quiet():
        BertModel(
            BertConfig(vocab_size=200, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
        ).save_pretrained(tmp_path)
    small.tokenizer().save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "tokenizer_config.json").write_text('{"pad_token": "[UNK]"}', encoding="utf-8")
    change(tmp_path, id2label=dict(enumerate(NLI)))
    assert "not an NLI checkpoint: it has no weights for 'classifier." in refused(tmp_path)


def test_architecture_without_such_a_head(copy: Path) -> None:
    """An architecture that never classifies texts is refused."""
    assert "vit has no head" in refused(change(copy, model_type="vit"))


def test_pickles_only(copy: Path, tmp_path: Path) -> None:
    """Pickled weights are not touched: the message says why and what to do, and no code in them runs."""
    (copy / "model.safetensors").unlink()
    pickle = b"cos\nsystem\n(S'touch " + str(tmp_path / "ran").encode() + b"'\ntR."
    (copy / "pytorch_model.bin").write_bytes(pickle)
    message = refused(copy)
    assert "no model.safetensors" in message
    assert "never unpickles" in message
    assert not (tmp_path / "ran").exists()


def test_code_in_a_folder_is_not_run(copy: Path, reader: NliReader, tmp_path: Path) -> None:
    """Code beside the weights stays unread: a standard architecture works without it, any other is refused."""
    (copy / "modeling_own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    own = {"AutoConfig": "modeling_own.Own", "AutoModelForSequenceClassification": "modeling_own.Own"}
    change(copy, auto_map=own)
    assert scores(NliReader.from_name(copy).read(*article(TEXTS[0]))[0]) == pytest.approx(scores(reader.read(*article(TEXTS[0]))[0]))
    assert "needs code of its own, which claimcheck never runs" in refused(change(copy, model_type="own"))
    assert not (tmp_path / "ran").exists()


def test_tokenizer_code_is_not_run(copy: Path, tmp_path: Path) -> None:
    """Code that a tokenizer asks for does not run."""
    (copy / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    auto = {"tokenizer_class": "OwnTokenizer", "auto_map": {"AutoTokenizer": ["own.OwnTokenizer", None]}}
    (copy / "tokenizer_config.json").write_text(json.dumps(auto), encoding="utf-8")
    with suppress(ModelError):  # transformers may take a class of its own instead: then all is well too
        NliReader.from_name(copy)
    assert not (tmp_path / "ran").exists()


def test_config_cannot_choose_how_it_is_run(copy: Path, reader: NliReader) -> None:
    """A kernel from the hub that a config asks for is not looked up: the scores are as ever."""
    change(copy, attn_implementation="somebody/kernel", dtype="float16", transformers_weights="pytorch_model.bin")
    assert scores(NliReader.from_name(copy).read(*article(TEXTS[0]))[0]) == pytest.approx(scores(reader.read(*article(TEXTS[0]))[0]))


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_file_is_missing(copy: Path, name: str) -> None:
    """Each missing file is told by name."""
    (copy / name).unlink()
    assert name in refused(copy)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("config.json", b"{", "config.json: cannot be read"),
        ("config.json", b"\xff\xfe\x00", "config.json: cannot be read"),
        ("config.json", b"[" * 100_000, "config.json: cannot be read"),
        ("config.json", b"[]", "not the config of a model"),
        ("config.json", b'{"id2label": 3}', "the labels in its config cannot be read"),
        ("config.json", b'{"id2label": {"a": "entailment"}}', "the labels in its config cannot be read"),
        ("config.json", b'{"id2label": {"0": "entailment", "1": "neutral"}}', "knows no architecture None"),
        ("model.safetensors", b"", "not whole safetensors files"),
        ("model.safetensors", b"\x80\x04cos\nsystem\n", "not whole safetensors files"),
        ("tokenizer.json", b"{}", "its tokenizer cannot be loaded"),
        ("tokenizer.json", b"\x00", "its tokenizer cannot be loaded"),
    ],
)
def test_a_file_is_broken(copy: Path, name: str, content: bytes, message: str) -> None:
    """Each broken file gets one line that names it or what it is for."""
    (copy / name).write_bytes(content)
    assert message in refused(copy)


def test_truncated_weights(copy: Path) -> None:
    """A download that broke off is told as such."""
    content = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(content[: len(content) // 2])
    assert "not whole safetensors files" in refused(copy)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"hidden_size": 32}, "its weights do not fit its config.json"),
        ({"hidden_size": "wide"}, "broken"),
        ({"num_attention_heads": 3}, "fit its config.json"),
        ({"num_hidden_layers": 3}, "it has no weights for"),
        ({"id2label": {"0": "entailment", "1": "neutral"}}, "fit its config.json"),
        ({"quantization_config": {"quant_method": "gptq", "bits": 4}}, "quantised"),
    ],
)
def test_config_of_another_model(copy: Path, values: dict[str, object], message: str) -> None:
    """A config that does not belong to the weights is told before anything is read."""
    assert message in refused(change(copy, **values))


def test_tokenizer_of_another_model(copy: Path, made: Callable[[str], Path]) -> None:
    """A tokenizer with more words than the network knows is told when it is used, in one line."""
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(made("roberta") / name, copy)
    loaded = NliReader.from_name(copy)
    with pytest.raises(ModelError, match="the model cannot be run") as caught:
        loaded.read(*article(TEXTS[0]))
    assert "\n" not in str(caught.value)


def test_weights_that_are_no_numbers(copy: Path) -> None:
    """Scores that are no numbers never leave the reader."""
    weights = load_file(copy / "model.safetensors")
    save_file({**weights, "classifier.bias": torch.full((3,), float("nan"))}, copy / "model.safetensors")
    with pytest.raises(ModelError, match="gives no numbers"):
        NliReader.from_name(copy).read(*article(TEXTS[0]))


def test_weights_in_several_files(tmp_path: Path, reader: NliReader) -> None:
    """Weights in several files are read by their index; a missing one, or a path out of the folder, is told."""
    many = write(tmp_path / "many", shard="20KB")
    assert len(list(many.glob("model-*-of-*.safetensors"))) > 1
    found = NliReader.from_name(many).read(*article(*TEXTS))
    assert [scores(e) for e in found] == [pytest.approx(scores(e)) for e in reader.read(*article(*TEXTS))]
    index = json.loads((many / hub.INDEX).read_bytes())
    (many / hub.INDEX).write_text(json.dumps({**index, "weight_map": {**index["weight_map"], "x": "../x.safetensors"}}), encoding="utf-8")
    (tmp_path / "x.safetensors").write_bytes(b"")
    assert "no weight file '../x.safetensors'" in refused(many)
    (many / hub.INDEX).write_text('{"weight_map": 3}', encoding="utf-8")
    assert "not an index of weight files" in refused(many)


# Names


@pytest.mark.parametrize(
    "name",
    ["defualt", "./models/none", "../none", "/none/at/all", "~/none", "a/b/c", "C:\\models", "~nobody-of-that-name/x", "x" * 5000, ""],
)
@pytest.mark.parametrize("offline", [True, False])
def test_what_is_no_hub_name_is_no_reason_to_look_there(name: str, offline: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip of the pen and the path of a folder that is not there never go onto the network."""
    monkeypatch.setattr(hub, "_fetch", lambda _: pytest.fail("looked on the hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    if name:
        assert "no model" in refused(name, offline=offline)
    else:
        assert "no config.json" in refused(name, offline=offline)


def test_slip_in_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path with one slash whose first part is a folder here is no name on the hub, nor is a Path."""
    monkeypatch.setattr(hub, "_fetch", lambda _: pytest.fail("looked on the hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    (tmp_path / "models").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "no such folder" in refused("models/fats", offline=False)
    assert "no such folder" in refused(Path("owner/name"), offline=False)


def test_file_instead_of_folder(copy: Path) -> None:
    """The weight file itself is not the checkpoint."""
    assert "is a file; name the folder" in refused(copy / "model.safetensors")


def test_folder_is_taken_before_the_hub(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is there is taken, even if its path looks like a name on the hub."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.chdir(copy.parent.parent)
    assert NliReader.from_name(f"{copy.parent.name}/{copy.name}").info.name == copy.name


@pytest.mark.parametrize(("offline", "variable"), [(True, False), (False, True), (True, True)])
def test_offline(offline: bool, variable: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offline by option or by variable, a checkpoint of the hub that is not on the disk is not fetched, and the message says so."""
    monkeypatch.setattr(hub, "_fetch", lambda _: pytest.fail("looked on the hub"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", variable)
    assert "'owner/name' is not, or not all, on this disk and nothing may be fetched" in refused("owner/name", offline=offline)


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the hub cannot be reached, one line says so."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    assert "'owner/name' is not on this disk and the hub cannot be reached" in refused("owner/name", offline=False)


def alone(code: str, server: LoopbackHub, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a Python of its own, which takes ``server`` for the hub and ``home`` for its cache."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_") and not name.upper().endswith("_PROXY")}
    hub_of_ours = {"HF_ENDPOINT": server.address, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], env={**kept, **hub_of_ours}, capture_output=True, text=True, check=True, timeout=600
    )


def test_from_the_hub(made: Callable[[str], Path], tmp_path: Path) -> None:
    """A named checkpoint is fetched once, without pickles and code, without telling of this machine and without a word on the terminal.

    After that it is read from the disk, and the hub is not asked again.
    """
    offered = shutil.copytree(made("bert"), tmp_path / "offered")
    for name in ("pytorch_model.bin", "modeling_own.py", "README.md", "onnx.model"):
        (offered / name).write_bytes(b"not wanted")
    code = """
        import sys
        from claimcheck.network.nli import NliReader
        sys.stdout.write(NliReader.from_name("owner/tiny").info.revision)
    """
    with LoopbackHub("owner/tiny", offered) as server:
        first = alone(dedent(code), server, tmp_path / "home")
        assert (first.stdout, first.stderr) == (server.commit, "")
        asked = list(server.asked)
        assert {path.rsplit("/", 1)[1] for path in asked if "/resolve/" in path} == {path.name for path in made("bert").iterdir()}
        assert not [agent for agent in server.agents if "torch" in agent or "claimcheck" not in agent]
        second = alone(dedent(code), server, tmp_path / "home")
        assert (second.stdout, second.stderr) == (server.commit, "")
        assert server.asked == asked


def test_unknown_on_the_hub(made: Callable[[str], Path], tmp_path: Path) -> None:
    """A name that the hub does not know is told as such."""
    code = """
        from claimcheck.errors import ModelError
        from claimcheck.network import hub
        try:
            hub.find("owner/other", offline=False)
        except ModelError as error:
            print(error)
    """
    with LoopbackHub("owner/tiny", made("bert")) as server:
        done = alone(dedent(code), server, tmp_path / "home")
    assert done.stdout.startswith("no checkpoint 'owner/other' on the Hugging Face hub")
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


# The record, and the terminal


def test_revision_is_a_hash_of_the_files(copy: Path, reader: NliReader) -> None:
    """The same files have the same revision wherever they lie; other weights have another."""
    assert Checkpoint.load(copy, offline=True).info.revision == reader.info.revision
    weights = load_file(copy / "model.safetensors")
    save_file({**weights, "classifier.bias": weights["classifier.bias"] + 1}, copy / "model.safetensors")
    assert Checkpoint.load(copy, offline=True).info.revision != reader.info.revision
    assert NliReader.from_name(copy).info.name == "copy"


def test_nothing_is_printed(copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither loading nor reading says anything, and transformers is as talkative afterwards as before."""
    before = (transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled())
    NliReader.from_name(copy).read(*article("word " * 5000))
    refused(change(copy, num_hidden_layers=3))
    assert capfd.readouterr() == ("", "")
    assert (transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()) == before
