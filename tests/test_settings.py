"""Labels of the user's own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck import settings
from claimcheck.errors import SettingsError
from claimcheck.labels import LabelText


def _file(tmp_path: Path, text: str) -> Path:
    """Write a labels file."""
    path = tmp_path / "labels.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_labels_in_order(tmp_path: Path) -> None:
    """Labels come in the order of the file, names with blanks and letters of any script included."""
    path = _file(tmp_path, '[labels]\nthreat = "Somebody threatens harm."\n"späte Reue" = " Somebody regrets. "\n')
    assert settings.read_labels(path) == (
        LabelText(name="threat", description="Somebody threatens harm."),
        LabelText(name="späte Reue", description="Somebody regrets."),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"no table \[labels\]"),
        ("[labels]", "no labels"),
        ("labels = 3", r"no table \[labels\]"),
        ("[labels", "not TOML"),
        ('[labels]\nthreat = ""', "no description"),
        ("[labels]\nthreat = 3", "no description"),
        ('[labels]\nthreat = "a\\nb"', "one line"),
        ('[labels]\nthreat = "\\u001b[31m"', "one line"),
        (f'[labels]\nthreat = "{"a" * 301}"', "at most 300"),
        ('[labels]\ndenial = "Somebody denies."', "claimcheck's own"),
        ('[labels]\nnone = "Nothing."', "claimcheck's own"),
        ('[labels]\n" " = "Blank."', "no name"),
        ('[labels]\n"a\\u001bb" = "Escape."', "no name"),
        (f'[labels]\n{"a" * 41} = "Long."', "no name"),
        ('[labels]\na = "A."\n[label]\nb = "B."', "'label' is not known"),
        ("[labels]\n" + "\n".join(f'a{n} = "A."' for n in range(51)), "at most 50"),
        ("#" * (256 * 1024 + 1), "KiB"),
        ("[labels]\na = " + "[" * 5000, "nested too deeply"),
        ("[labels]\na = " + "1" * 5000, "not TOML"),
        ("[labels]\na = 0x" + "f" * 5000, "no description"),
        ("[labels]\na" + ".a" * 100_000 + " = 1", "more than 200 dots in a line"),
    ],
)
def test_refused(tmp_path: Path, text: str, says: str) -> None:
    """What cannot be used is refused in one line that names the file and shows no control character."""
    path = _file(tmp_path, text)
    with pytest.raises(SettingsError, match=says) as caught:
        settings.read_labels(path)
    assert str(path) in str(caught.value)
    assert str(caught.value).isprintable()


def test_unreadable(tmp_path: Path) -> None:
    """A missing file, a folder and bytes that are not UTF-8 are settings errors that name the file."""
    path = tmp_path / "labels.toml"
    with pytest.raises(SettingsError, match=r"labels\.toml: cannot read"):
        settings.read_labels(path)
    path.write_bytes(b"\xff\xfe[labels]")
    with pytest.raises(SettingsError, match=r"labels\.toml: not TOML"):
        settings.read_labels(path)
    with pytest.raises(SettingsError, match="cannot read"):
        settings.read_labels(tmp_path)
    with pytest.raises(SettingsError, match=r"a\\x00b: cannot read"):
        settings.read_labels(Path("a\0b"))


def test_byte_order_mark(tmp_path: Path) -> None:
    """A file that Windows saved with a byte order mark is read; dots in a comment and in a description do no harm."""
    path = tmp_path / "labels.toml"
    path.write_bytes(b"\xef\xbb\xbf#" + b"." * 500 + b'\n[labels]\nthreat = "One... two."\n')
    assert [label.name for label in settings.read_labels(path)] == ["threat"]


@given(st.binary(max_size=200))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Any bytes at all give labels or one printable line."""
    path = tmp_path_factory.mktemp("labels") / "labels.toml"
    path.write_bytes(raw)
    try:
        labels = settings.read_labels(path)
    except SettingsError as error:
        said = str(error)
    else:
        said = labels[0].name
    assert said.isprintable()


@pytest.mark.parametrize(("text", "size"), [("1", 1), ("20M", 20 << 20), ("20 mb", 20 << 20), ("3KiB", 3072), ("1g", 1 << 30)])
def test_size(text: str, size: int) -> None:
    """A size is read with its unit, in powers of 1,024."""
    assert settings.read_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "M", "1.5M", "1T", "1e6", "١M", "9" * 16, "1\x1b"])
def test_no_size(text: str) -> None:
    """What is no whole number of bytes above zero is refused in a printable line."""
    with pytest.raises(SettingsError, match="is no size") as caught:
        settings.read_size(text)
    assert str(caught.value).isprintable()
