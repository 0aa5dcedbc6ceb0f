"""Where the embedded models are found."""

from pathlib import Path

import pytest

from claimcheck import embedded
from claimcheck.errors import ModelError


def _models(at: Path, *names: str) -> Path:
    """Make a folder of models that hold a configuration and nothing else."""
    at.mkdir()
    for name in names:
        (at / name).mkdir()
        (at / name / embedded.CONFIG).write_text("{}", encoding="utf-8")
    return at


def test_names_default_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default model is named first, the others by the alphabet; a folder without a configuration is no model."""
    home = _models(tmp_path / "m", "zeta", "alpha", "default")
    (home / "notes").mkdir()
    monkeypatch.setenv(embedded.VARIABLE, str(home))
    assert embedded.names() == ("default", "alpha", "zeta")
    assert embedded.folder() == home / "default"
    assert embedded.folder("zeta") == home / "zeta"


@pytest.mark.parametrize("name", ["nowhere", "..", "", "default/../default", "notes"])
def test_unknown_name_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A name that is no model's, and no way out of the folder, gives one line with the place and the names there are."""
    home = _models(tmp_path / "m", "default", "fast")
    monkeypatch.setenv(embedded.VARIABLE, str(home))
    with pytest.raises(ModelError, match=r"there are default, fast") as caught:
        embedded.folder(name)
    assert str(home) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_variable_names_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that names no folder is an error: the models of the package are not taken in its place."""
    monkeypatch.setenv(embedded.VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(ModelError, match=embedded.VARIABLE):
        embedded.names()


def test_installed_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an installed wheel the models inside the package are found, and another package's "models" beside it is not."""
    monkeypatch.delenv(embedded.VARIABLE, raising=False)
    package = tmp_path / "site-packages" / "claimcheck"
    package.mkdir(parents=True)
    _models(tmp_path / "site-packages" / "models", "stranger")
    monkeypatch.setattr(embedded, "_PACKAGE", package)
    with pytest.raises(ModelError, match="no embedded models in"):
        embedded.home()
    _models(package / "_models", "default")
    assert embedded.names() == ("default",)


def test_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout the models at the top of the repository are found."""
    monkeypatch.delenv(embedded.VARIABLE, raising=False)
    package = tmp_path / "claimcheck"
    package.mkdir()
    (tmp_path / "pyproject.toml").touch()
    _models(tmp_path / "models", "default")
    monkeypatch.setattr(embedded, "_PACKAGE", package)
    assert embedded.folder() == tmp_path / "models" / "default"
