"""Settings from a file and from the environment: one precedence, and nothing that is passed over in silence."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

import fake_model
from claimcheck import api, cli, config, tomlread
from claimcheck.errors import SettingsError

MILL: Final = "The council accused the mill of poisoning the Aller.\n\nThe mill's owner denied it on Monday.\n"
# typer's commands; it exports no type for them.
COMMANDS: Final[dict[str, Any]] = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a working folder and an environment without settings, and no test loads weights."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(api, "load_model", fake_model.load_model)
    for name in (
        "FORCE_COLOR",
        "NO_COLOR",
        "COLUMNS",
        "CLAIMCHECK_MODELS",
        "CLAIMCHECK_FLOATS",
        *(option.variable for option in config.OPTIONS),
    ):
        monkeypatch.delenv(name, raising=False)
    Path("mill.txt").write_text(MILL, encoding="utf-8")


def _resolved(file: Path | None = None, **environ: str) -> dict[str, tuple[config.Value, str]]:
    return {setting.option.key: (setting.value, setting.origin) for setting in config.resolve(file, environ)}


def test_defaults_are_those_of_the_command_line() -> None:
    """Each setting sets an option of `check` of that very name, and has the same default."""
    parameters = {parameter.name: parameter for parameter in COMMANDS["check"].params}
    for option in config.OPTIONS:
        parameter = parameters[option.name]
        assert f"--{option.key}" in parameter.opts
        assert parameter.default == option.default
    assert config.NARROWEST == cli.NARROWEST


def test_flags_can_be_taken_back() -> None:
    """What a file or variable switches on, the command line can switch off."""
    parameters = {parameter.name: parameter for parameter in COMMANDS["check"].params}
    flags = [option for option in config.OPTIONS if isinstance(option.default, bool)]
    assert flags
    for option in flags:
        assert parameters[option.name].secondary_opts


def test_environment_before_file_before_default() -> None:
    """A variable counts before the file, the file before the default; each says where it comes from. An empty variable is none."""
    Path("claimcheck.toml").write_text('model = "quick"\nwidth = 100\noffline = true\n')
    resolved = _resolved(CLAIMCHECK_MODEL="large", CLAIMCHECK_FORMAT="html", CLAIMCHECK_WIDTH="", CLAIMCHECK_OFFLINE="no", HOME="/x")
    assert resolved["model"] == ("large", "CLAIMCHECK_MODEL")
    assert resolved["width"] == (100, "claimcheck.toml")
    assert resolved["offline"] == (False, "CLAIMCHECK_OFFLINE")
    assert resolved["format"] == ("html", "CLAIMCHECK_FORMAT")
    assert resolved["max-size"] == ("5M", "default")


def test_a_named_file_takes_the_place_of_the_usual_one() -> None:
    """With a file named, claimcheck.toml in the working folder is not read."""
    Path("claimcheck.toml").write_text("broken")
    Path("desk.toml").write_text("quiet = true")
    resolved = _resolved(Path("desk.toml"))
    assert resolved["quiet"] == (True, "desk.toml")


def test_paths_are_meant_from_the_file() -> None:
    """A path in the file means one beside the file, wherever claimcheck runs; a model is a path where it begins with a dot."""
    Path("desk").mkdir()
    file = Path("desk", "claimcheck.toml")
    file.write_text('labels = "labels.toml"\nmodel = "./own"\n')
    assert _resolved(file)["labels"][0] == str(Path("desk", "labels.toml"))
    assert _resolved(file)["model"][0] == str(Path("desk", "own"))
    file.write_text(f"labels = {json.dumps(str(Path('labels.toml').absolute()))}\nmodel = 'owner/name'\n")
    assert _resolved(file)["labels"][0] == str(Path("labels.toml").absolute())
    assert _resolved(file)["model"][0] == "owner/name"
    assert _resolved(CLAIMCHECK_LABELS="labels.toml")["labels"][0] == "labels.toml"


@pytest.mark.parametrize(
    ("content", "key", "allowed"),
    [
        ('modle = "x"', "modle", "did you mean model?"),
        ("max_size = '5M'", "max_size", "did you mean max-size?"),
        ("[check]\nmodel = 'x'", "check", "settings are model, labels"),
        ("model = 3", "model", "the name or the folder of a model, in quotes"),
        ("model = ''", "model", "the name or the folder of a model, in quotes"),
        ("offline = 'yes'", "offline", "true or false"),
        ("offline = 1", "offline", "true or false"),
        ("quiet = []", "quiet", "true or false"),
        ("width = true", "width", "a whole number from 60"),
        ("width = '100'", "width", "a whole number from 60"),
        ("width = 59", "width", "a whole number from 60"),
        ("width = 10001", "width", "a whole number from 60 to 10000"),
        ("width = 0x" + "f" * 5000, "width", "a number of thousands of digits"),
        ("model = 0x" + "f" * 5000, "model", "a number of thousands of digits"),
        ("width = 80.5", "width", "a whole number from 60"),
        ("format = 'pdf'", "format", "one of auto, text, html, jsonl"),
        ("max-size = 'huge'", "max-size", 'a size in quotes, as in "500K" or "20M"'),
        ("max-size = 5000", "max-size", 'a size in quotes, as in "500K" or "20M"'),
        ('labels = "a\\u0000b"', "labels", "the path of a file of labels"),
        ("model = 'x'\nmodel = 'y'", "TOML", "Cannot overwrite a value"),
        ("model = ", "TOML", "Invalid value"),
        ("\x1b[31m", "TOML", "Invalid"),
    ],
)
def test_what_is_not_known_is_refused(content: str, key: str, allowed: str) -> None:
    """An unknown key and a value of the wrong kind are refused with file, key and what is allowed, in one line without escapes."""
    Path("claimcheck.toml").write_text(content)
    with pytest.raises(SettingsError) as caught:
        config.resolve(None, {})
    message = str(caught.value)
    assert message.startswith("claimcheck.toml: ")
    assert key in message
    assert allowed in message
    assert message.isprintable()


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("CLAIMCHECK_OFLINE", "1", "did you mean CLAIMCHECK_OFFLINE?"),
        ("CLAIMCHECK_OFFLINE", "maybe", "true or false"),
        ("CLAIMCHECK_WIDTH", "wide", "a whole number from 60"),
        ("CLAIMCHECK_WIDTH", "٩٩", "a whole number from 60"),
        ("CLAIMCHECK_MAX_SIZE", "-1", "a size"),
        ("CLAIMCHECK_FORMAT", "pdf", "one of auto, text, html, jsonl"),
    ],
)
def test_variables_are_held_to_the_same(variable: str, value: str, allowed: str) -> None:
    """A mistyped variable is refused as a mistyped key is; so is one with a value that cannot be used."""
    with pytest.raises(SettingsError) as caught:
        config.resolve(None, {variable: value})
    assert str(caught.value).startswith("environment: ")
    assert variable in str(caught.value)
    assert allowed in str(caught.value)


@pytest.mark.parametrize(("text", "value"), [("1", True), ("true", True), ("Yes", True), (" on ", True), ("0", False), ("OFF", False)])
def test_words_for_yes_and_no(text: str, value: bool) -> None:
    """Variables have no other type than text: the usual words for yes and no are taken."""
    assert _resolved(CLAIMCHECK_QUIET=text)["quiet"] == (value, "CLAIMCHECK_QUIET")


def test_the_folder_of_models_is_no_setting() -> None:
    """CLAIMCHECK_MODELS, which the embedded models are looked up by, and CLAIMCHECK_FLOATS, which they compute by, are left alone."""
    assert _resolved(CLAIMCHECK_MODELS="/models", CLAIMCHECK_FLOATS="1")["model"] == ("default", "default")


def test_files_that_cannot_be_read() -> None:
    """A missing file, a folder, a huge file, one not UTF-8 and one nested deeply: one error each. A mark of UTF-8 is fine."""
    Path("folder").mkdir()
    Path("huge.toml").write_text("#" * (tomlread.LARGEST_FILE + 1))
    Path("latin.toml").write_bytes('model = "f\xfcnf"'.encode("latin-1"))
    Path("deep.toml").write_text("model = " + "[" * 100_000)
    Path("dotted.toml").write_text("model" + ".a" * 100_000 + " = 1")
    Path("digits.toml").write_text("width = " + "1" * 5000)
    for name in ("missing.toml", "folder", "huge.toml", "latin.toml", "deep.toml", "dotted.toml", "digits.toml", "a\0b"):
        with pytest.raises(SettingsError):
            config.resolve(Path(name), {})
    Path("marked.toml").write_bytes(b"\xef\xbb\xbfquiet = true")
    assert _resolved(Path("marked.toml"))["quiet"][0] is True


@given(model=st.text(min_size=1, max_size=40).filter(str.strip), width=st.integers(60, 10_000), quiet=st.booleans())
def test_what_is_shown_is_such_a_file(model: str, width: int, *, quiet: bool) -> None:
    """What `claimcheck config` prints is TOML and sets what it shows, whatever a value holds."""
    wanted: dict[str, config.Value] = {"model": model, "width": width, "quiet": quiet}
    settings = tuple(
        config.Setting(option=option, value=wanted.get(option.key, option.default), origin="a\nb\x1b.toml") for option in config.OPTIONS
    )
    printed = config.written(settings)
    table = tomllib.loads(printed)
    assert {key: table[key] for key in wanted} == {**wanted, "model": model.encode("utf-8", "replace").decode()}
    assert all(character.isprintable() or character == "\n" for character in printed)


def test_config_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`claimcheck config` shows each setting and where it comes from."""
    Path("claimcheck.toml").write_text('model = "quick"\n')
    monkeypatch.setenv("CLAIMCHECK_WIDTH", "90")
    assert cli.run(["config"]) == 0
    lines = {line.split(" = ")[0]: line.split("#")[-1].strip() for line in capsys.readouterr().out.splitlines() if " = " in line}
    assert (lines["model"], lines["width"], lines["offline"]) == ("claimcheck.toml", "CLAIMCHECK_WIDTH", "default")
    assert cli.run(["config", "--config", "missing.toml"]) == 2
    assert "missing.toml: no such file of settings" in capsys.readouterr().err


def test_check_takes_settings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` goes by the file, by a variable before it, and by the command line before both."""
    Path("claimcheck.toml").write_text("quiet = true\n")
    assert cli.run(["check", "mill.txt"]) == 0
    assert capsys.readouterr().out == ""
    assert cli.run(["check", "mill.txt", "--no-quiet"]) == 0
    assert "accused the mill" in capsys.readouterr().out
    monkeypatch.setenv("CLAIMCHECK_QUIET", "false")
    assert cli.run(["check", "mill.txt"]) == 0
    assert "accused the mill" in capsys.readouterr().out
    assert cli.run(["check", "mill.txt", "-q"]) == 0
    assert capsys.readouterr().out == ""


def test_check_takes_values_of_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers, names of formats, sizes and paths reach `check` as if they stood on the command line."""
    Path("desk").mkdir()
    Path("desk", "labels.toml").write_text('[labels]\nthreat = "Somebody threatens."\n')
    Path("desk", "desk.toml").write_text('labels = "labels.toml"\nwidth = 70\nformat = "text"\nmax-size = "1K"\n')
    assert cli.run(["check", "--config", "desk/desk.toml", "--json", "-", "mill.txt"]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"][0]["custom"] == {"threat": 0.0}
    Path("desk", "desk.toml").write_text('max-size = "10"\n')
    assert cli.run(["check", "--config", "desk/desk.toml", "mill.txt"]) == 1


def test_a_bad_setting_stops_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be used ends `check` with one line and exit code 2, before anything is read."""
    Path("claimcheck.toml").write_text("ofline = true\n")
    assert cli.run(["check", "mill.txt"]) == 2
    assert capsys.readouterr().err.startswith("claimcheck: claimcheck.toml: 'ofline' is no setting (did you mean offline?)")
    assert cli.run(["check", "--help"]) == 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Note for each model that is loaded whether it may be fetched."""
    seen: list[tuple[str, bool]] = []

    def load(model: str, *, offline: bool, **more: Any) -> api.Model:
        seen.append((model, offline))
        return fake_model.load_model(model, offline=offline, **more)

    monkeypatch.setattr(api, "load_model", load)
    return seen


@pytest.mark.parametrize(
    ("arguments", "environ", "fetched"),
    [
        ([], {}, False),
        (["--no-offline"], {}, False),
        (["--config", "claimcheck.toml"], {}, True),
        (["--model", "owner/model"], {}, True),
        ([], {"CLAIMCHECK_MODEL": "owner/model"}, True),
        (["--model", "owner/model"], {"CLAIMCHECK_OFFLINE": "1"}, False),
        (["--model", "owner/model", "--offline"], {}, False),
    ],
)
@pytest.mark.parametrize("command", ["check", "evaluate"])
def test_a_file_that_was_only_found_fetches_no_model(
    command: str,
    arguments: list[str],
    environ: dict[str, str],
    fetched: bool,
    asked: list[tuple[str, bool]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A model of the hub is fetched where the user names it, or the file that does, and not for a claimcheck.toml beside the articles."""
    Path("claimcheck.toml").write_text('model = "owner/model"\noffline = false\n')
    record = {"id": "mill", "text": "It rained.", "sentences": [{"start": 0, "end": 10, "label": "none"}]}
    Path("gold.jsonl").write_text(json.dumps(record) + "\n")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    cli.run([command, {"check": "mill.txt", "evaluate": "gold.jsonl"}[command], *arguments])
    assert asked == [("owner/model", not fetched)]


def test_a_model_that_is_not_fetched_is_explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The line about a model that only a found file names says which file, and how to name it."""
    Path("claimcheck.toml").write_text('model = "owner/model"\n')
    monkeypatch.setenv("FAKE_FAIL", "1")
    assert cli.run(["check", "mill.txt"]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "'owner/model' (offline)" in line
    assert "claimcheck.toml in the working folder" in line
    assert "--model" in line
    assert cli.run(["check", "mill.txt", "--model", "owner/other"]) == 3
    assert "working folder" not in capsys.readouterr().err


@pytest.mark.parametrize("key", ["model", "labels"])
@pytest.mark.parametrize("path", ["//elsewhere.example/share/x", "\\\\elsewhere.example\\share\\x", "\\/elsewhere.example/x"])
def test_a_file_that_was_only_found_names_no_other_machine(key: str, path: str) -> None:
    """The path of a share is taken from a file that is named only: to look there is to log in there."""
    Path("claimcheck.toml").write_text(f"{key} = {json.dumps(path)}\n")
    with pytest.raises(SettingsError, match="on another machine"):
        config.resolve(None, {})
    assert _resolved(Path("claimcheck.toml"))[key][1] == "claimcheck.toml"
