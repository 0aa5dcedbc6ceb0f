"""Writing files: whole or not at all, with one clear line where it cannot be done."""

import errno
import io
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from claimcheck.errors import OutputError
from claimcheck.files import opened, shown
from strategies import texts


def _write(target: Path, text: str = "new") -> None:
    with opened(target) as sink:
        sink.write(text)


def test_a_file_holds_utf8_and_plain_line_feeds(tmp_path: Path) -> None:
    """What is written is UTF-8 without a mark and without the system's own line ends."""
    _write(tmp_path / "out.txt", "“Ä”\r\n🙂\n")
    assert (tmp_path / "out.txt").read_bytes() == "“Ä”\r\n🙂\n".encode()


def test_lone_surrogates_become_question_marks(tmp_path: Path) -> None:
    """UTF-8 cannot hold half a character; the file stays valid and each character keeps its place."""
    _write(tmp_path / "out.txt", "a\ud800b")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "a?b"


def test_readers_see_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    """While a file is written, the old contents are still there under its name."""
    path = tmp_path / "out.txt"
    path.write_text("old")
    with opened(path) as sink:
        sink.write("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    """Whatever breaks off the writing, control-C too: no half-written file remains."""
    path = tmp_path / "out.txt"
    path.write_text("old")

    def fail() -> None:
        with opened(path) as sink:
            sink.write("half")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    """Colleagues who could read the results before can read the new ones."""
    new, plain, old = tmp_path / "new", tmp_path / "plain", tmp_path / "old"
    plain.touch()
    old.touch(mode=0o640)
    old.chmod(0o640)
    _write(new)
    _write(old)
    assert stat.S_IMODE(new.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def _refuse(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.ENOSPC, "No space left on device: free some space, or write to another disk"),
        (errno.EROFS, "Read-only file system: this disk can only be read: write to another one"),
        (errno.EIO, "Input/output error: choose another place"),
    ],
)
def test_what_the_disk_refuses_is_said_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, message: str
) -> None:
    """A full or failing disk at any step gives one line, and nothing half-written is left."""
    path = tmp_path / "out.txt"
    monkeypatch.setattr(call, _refuse(code))
    with pytest.raises(OutputError) as caught:
        _write(path)
    assert str(caught.value) == f"cannot write {path}: {message}"
    assert list(tmp_path.iterdir()) == []


def test_a_limit_on_the_size_of_files_is_an_output_error(tmp_path: Path) -> None:
    """A real refusal by the system in the middle of a file: one error, and the folder is as before."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OutputError, match="File too large"):
            _write(tmp_path / "out.txt", "x" * 300_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A mistyped folder is not created silently."""
    with pytest.raises(OutputError, match=r"nowhere.out\.txt: No such file or directory: the folder does not exist: create it first$"):
        _write(tmp_path / "nowhere" / "out.txt")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Naming a folder gives a line that says so."""
    with pytest.raises(OutputError, match=r"Is a directory: that is a folder: name a file in it$"):
        _write(tmp_path)


def test_a_file_in_place_of_a_folder_is_said(tmp_path: Path) -> None:
    """A path through a file cannot be written."""
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="a part of the path is a file, not a folder"):
        _write(tmp_path / "file" / "out.txt")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_an_output_error(tmp_path: Path) -> None:
    """The folder's permissions are respected and named."""
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="check the permissions"):
        _write(tmp_path / "out.txt")
    tmp_path.chmod(0o700)


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replacing needs only the folder's permission, but a write-protected file was protected for a reason."""
    path = tmp_path / "out.txt"
    path.write_text("old")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(OutputError, match="Permission denied: check the permissions"):
        _write(path)
    assert path.read_text() == "old"


@pytest.mark.parametrize("name", ["a\x00b", "x" * 300])
def test_names_that_no_file_can_have_are_refused(tmp_path: Path, name: str) -> None:
    """A null character or an endless name gives one printable line."""
    with pytest.raises(OutputError, match=r"^cannot write ") as caught:
        _write(tmp_path / name)
    assert str(caught.value).isprintable()


def test_a_line_end_in_a_name_does_not_break_the_message(tmp_path: Path) -> None:
    """File names may hold line ends and terminal escapes; messages show them as escapes."""
    with pytest.raises(OutputError) as caught:
        _write(tmp_path / "a\n\x1b[31m" / "out.txt")
    assert str(caught.value).isprintable()
    assert "a\\n\\x1b[31m" in str(caught.value)


def test_a_link_within_its_folder_is_followed(tmp_path: Path) -> None:
    """`latest.json -> 2024.json` stays a link, and the file behind it is replaced."""
    (tmp_path / "2024.json").write_text("old")
    (tmp_path / "latest.json").symlink_to("2024.json")
    _write(tmp_path / "latest.json")
    assert (tmp_path / "latest.json").is_symlink()
    assert (tmp_path / "2024.json").read_text() == "new"


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_out_of_its_folder_is_not_followed(tmp_path: Path, exists: bool) -> None:
    """A link that somebody put into an output folder must not lead the writing elsewhere."""
    folder, elsewhere = tmp_path / "out", tmp_path / "precious.txt"
    folder.mkdir()
    if exists:
        elsewhere.write_text("old")
    (folder / "a.json").symlink_to(elsewhere)
    with pytest.raises(OutputError, match=r"is a link that leads to another folder, to .*precious\.txt: name that file itself"):
        _write(folder / "a.json")
    assert elsewhere.exists() == exists
    assert not exists or elsewhere.read_text() == "old"


def test_links_in_a_circle_are_an_output_error(tmp_path: Path) -> None:
    """A link to itself is said."""
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(OutputError, match="the links there lead in a circle"):
        _write(tmp_path / "a")


def test_a_folder_that_is_a_link_is_an_ordinary_folder(tmp_path: Path) -> None:
    """Only the file itself is looked at: a results folder may stand on another disk."""
    (tmp_path / "real").mkdir()
    (tmp_path / "results").symlink_to("real")
    _write(tmp_path / "results" / "out.txt")
    assert (tmp_path / "real" / "out.txt").read_text() == "new"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_devices_are_written_to_and_not_replaced() -> None:
    """A device, here one that is always full, keeps its place and gives its own error."""
    with pytest.raises(OutputError, match=r"^cannot write /dev/full: No space left on device: free some space"):
        _write(Path("/dev/full"))
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_named_pipes_are_written_to(tmp_path: Path) -> None:
    """A shell's process substitution hands over a pipe."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_text()), daemon=True)
    reader.start()
    _write(pipe)
    reader.join(timeout=30)
    assert received == ["new"]


def test_a_hyphen_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`-` writes UTF-8 bytes to standard output, after what was printed before, and leaves it open."""
    sys.stdout.write("before ")
    with opened("-") as sink:
        sink.write("“x”\n")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == "before “x”\n".encode()
    assert not sys.stdout.closed


def test_standard_output_of_another_encoding_still_gets_utf8() -> None:
    """JSON is UTF-8, whatever the console's settings."""
    code = "from claimcheck.files import opened\nwith opened('-') as sink: sink.write('é\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path.cwd())},
    )
    assert done.stdout == "é\n".encode()


def test_a_text_stream_may_be_handed_over() -> None:
    """A stream without bytes beneath gets the text, and stays open."""
    stream = io.StringIO()
    with opened(stream) as sink:
        sink.write("“x”\n")
    assert stream.getvalue() == "“x”\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_behind_standard_output_is_an_output_error() -> None:
    """`> FILE` on a full disk: the loss shows when the stream is flushed, and is not passed over."""
    stream = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it fails by design
    with pytest.raises(OutputError, match="No space left on device"), opened(stream) as sink:
        sink.write("x")
    with pytest.raises(OSError, match="No space left"):
        stream.close()


def test_a_closed_pipe_is_left_to_the_caller() -> None:
    """`| head` closes the pipe; that is no failure to report, so it is not dressed up as one."""
    read, write = os.pipe()
    os.close(read)
    stream = os.fdopen(write, "w")
    with pytest.raises(BrokenPipeError), opened(stream) as sink:
        sink.write("x")
    with pytest.raises(BrokenPipeError):
        stream.close()


@given(texts())
def test_shown_text_is_one_printable_line(text: str) -> None:
    """Whatever a name holds, a message stays one line without control or invisible characters; plain text is unchanged."""
    assert shown(text).isprintable()
    assert shown(text) == text or not text.isprintable()
