"""Damaged, foreign and hostile model folders: one line each, exit code 3, and nothing in them is run. See test_nli for checkpoints."""

import ast
import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import torch
from safetensors.torch import load_file, save_file

import claimcheck
import small
from claimcheck import cli
from claimcheck.network.calibration import FILE

PACKAGE: Final = Path(claimcheck.__file__).parent
CONFIG: Final = "config.json"
TOKENIZER: Final = "tokenizer.json"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a whole model folder. Not to be changed."""
    return small.folder(tmp_path_factory.mktemp("models") / "small")


@pytest.fixture
def folder(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a model folder to damage, in a working folder with an article."""
    monkeypatch.chdir(tmp_path)
    Path("mill.txt").write_text("The council accused the mill.\n\nThe mill's owner denied it.\n", encoding="utf-8")
    return shutil.copytree(whole, tmp_path / "model")


def _weights(folder: Path) -> Path:
    (path,) = folder.glob("model-*.safetensors")
    return path


def _state(folder: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    state = load_file(_weights(folder))
    change(state)
    save_file(state, _weights(folder))


def _config(folder: Path, **values: Any) -> None:
    path = folder / CONFIG
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def _encoder(folder: Path, **values: Any) -> None:
    path = folder / CONFIG
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "encoder": {**data["encoder"], **values}}))


def _weights_as_folder(folder: Path) -> None:
    path = _weights(folder)
    path.unlink()
    path.mkdir()


def _larger_tokenizer(folder: Path) -> None:
    made = small.tokenizer()
    made.add_tokens(["mill"])
    made.save(str(folder / TOKENIZER))


class _Bomb:
    """What unpickling it does can be seen."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("unpickled",)


PICKLED: Final = pickle.dumps(_Bomb())
DEEP: Final = b"[" * 200_000

DAMAGES: Final[dict[str, tuple[Callable[[Path], object], str]]] = {
    "weights cut short": (lambda f: os.truncate(_weights(f), 5000), "not a whole safetensors file"),
    "weights empty": (lambda f: os.truncate(_weights(f), 0), "not a whole safetensors file"),
    "weights with an endless header": (lambda f: _weights(f).write_bytes(b"\xff" * 8 + b"{}"), "not a whole safetensors file"),
    "weights renamed": (lambda f: _weights(f).rename(f / "weights.safetensors"), "no model-*.safetensors"),
    "weights are a folder": (_weights_as_folder, "not a whole safetensors file"),
    "weights pickled": (lambda f: _weights(f).rename(f / "pytorch_model.bin").write_bytes(PICKLED), "no pickled weights"),
    "weights pickled under their name": (lambda f: _weights(f).write_bytes(PICKLED), "not a whole safetensors file"),
    "weight missing": (lambda f: _state(f, lambda s: s.pop("link.query.weight")), "'link.query.weight' is missing"),
    "weight renamed": (lambda f: _state(f, lambda s: s.update(x=s.pop("link.query.weight"))), "'link.query.weight' is missing"),
    "weight of another shape": (lambda f: _state(f, lambda s: s.update({"link.query.bias": torch.zeros(3)})), "has the shape (3,)"),
    "weight that is no number": (
        lambda f: _state(f, lambda s: s.update({"link.query.bias": s["link.query.bias"] * float("nan")})),
        "'link.query.bias' holds what is no number",
    ),
    "scale that is no number": (
        lambda f: _state(f, lambda s: s.update({k: v * float("inf") for k, v in s.items() if k.endswith(".scale")})),
        "holds what is no number",
    ),
    "matrix of floats with a scale": (
        lambda f: _state(f, lambda s: s.update({k.removesuffix(".scale"): v[:, None] + 0.5 for k, v in s.items() if k.endswith(".scale")})),
        "is needed",
    ),
    "scale where none belongs": (lambda f: _state(f, lambda s: s.update({"link.query.bias.scale": torch.ones(3)})), "is needed"),
    "config missing": (lambda f: (f / CONFIG).unlink(), "config.json"),
    "config pickled": (lambda f: (f / CONFIG).write_bytes(PICKLED), "config.json: cannot be read"),
    "config nested deeply": (lambda f: (f / CONFIG).write_bytes(DEEP), "config.json: cannot be read"),
    "config of another architecture": (lambda f: _config(f, architecture="claimcheck-article-reader-9"), "architecture is"),
    "config asks for code": (lambda f: _config(f, auto_map={"AutoModel": "model.Bomb"}), "unknown field 'auto_map'"),
    "config of another width": (lambda f: _encoder(f, hidden=192), "is needed"),
    "config without width": (lambda f: _encoder(f, hidden=0), "too small or too large"),
    "config below zero": (lambda f: _encoder(f, layers=-1), "too small or too large"),
    "config without measure": (lambda f: _encoder(f, hidden=10**18), "too small or too large"),
    "config too wide for any machine": (lambda f: _encoder(f, hidden=9_999_996, intermediate=9_999_999), "can be made"),
    "config with uneven heads": (lambda f: _encoder(f, heads=5), "no multiple of heads"),
    "config with uneven context heads": (lambda f: _config(f, context_heads=7), "no multiple of context_heads"),
    "config with a window beyond its positions": (lambda f: _config(f, window=600), "longer than the positions"),
    "config with a window too small": (lambda f: _config(f, window=100), "no room for a sentence"),
    "config with sections that do not advance": (lambda f: _config(f, section=16, section_overlap=16), "leaves nothing"),
    "config with dropout for all": (lambda f: _config(f, dropout=2.0), "between 0 and 1"),
    "config that is no number": (lambda f: _encoder(f, epsilon=float("nan")), "between 0 and 1"),
    "tokenizer missing": (lambda f: (f / TOKENIZER).unlink(), "no usable tokenizer"),
    "tokenizer cut short": (lambda f: os.truncate(f / TOKENIZER, 100), "no usable tokenizer"),
    "tokenizer pickled": (lambda f: (f / TOKENIZER).write_bytes(PICKLED), "no usable tokenizer"),
    "tokenizer nested deeply": (lambda f: (f / TOKENIZER).write_bytes(DEEP), "no usable tokenizer"),
    "tokenizer without edges": (
        lambda f: (f / TOKENIZER).write_text(json.dumps({**json.loads((f / TOKENIZER).read_text()), "post_processor": None})),
        "no usable tokenizer",
    ),
    "tokenizer of a larger model": (_larger_tokenizer, "more tokens than its weights"),
    "calibration nested deeply": (lambda f: (f / FILE).write_bytes(DEEP), "calibration.json"),
    "calibration pickled": (lambda f: (f / FILE).write_bytes(PICKLED), "calibration.json"),
    "calibration that is no number": (lambda f: (f / FILE).write_text('{"temperatures": {"main": NaN}, "thresholds": {"main": {}}}'), FILE),
}


def test_the_folder_is_whole_before(folder: Path) -> None:
    """What the tests below damage can be used as it is."""
    assert cli.run(["check", "mill.txt", "--quiet", "--model", str(folder)]) == 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_in_one_line(folder: Path, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each damage gives one line that names the folder and says what is wrong, exit code 3 and no result; nothing is unpickled."""
    act, message = DAMAGES[damage]
    act(folder)
    assert cli.run(["check", "mill.txt", "--model", str(folder), "--json", "results.json"]) == 3
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert line.startswith(f"claimcheck: {folder}")
    assert message in line
    assert len(line) < 600
    assert line.isprintable()
    assert out == ""
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["mill.txt", "model"]


def test_nothing_can_run_code() -> None:
    """No module of claimcheck names what would run a stranger's code: pickles, torch.load, eval, exec, or trust in a checkpoint's own."""
    told = {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "eval", "exec", "compile_command"}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_bytes())
        for node in ast.walk(tree):
            where = f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules = {alias.name.partition(".")[0] for alias in node.names} | {(getattr(node, "module", "") or "").partition(".")[0]}
                assert modules.isdisjoint(told), where
            elif isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in told, where
                assert called != "torch.load" or {k.arg: ast.unparse(k.value) for k in node.keywords}.get("weights_only") == "True", where
            elif isinstance(node, ast.keyword) and node.arg == "trust_remote_code":
                assert ast.unparse(node.value) == "False", where
