"""Files are written whole or not at all.

Other modules write through :func:`opened`, so that a full disk, a folder without permission or a link that
leads elsewhere gives the same one-line :class:`~claimcheck.errors.OutputError` everywhere.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol, TextIO

from claimcheck.errors import OutputError

# A killed run may leave such a file behind; it is never read, and can be deleted.
TEMPORARY_PREFIX: Final = ".claimcheck-"
TEMPORARY_SUFFIX: Final = ".tmp"

# A path, "-" for standard output, or an open text stream.
Target = str | os.PathLike[str] | TextIO

_REMEDIES: Final = {
    errno.ENOSPC: "free some space, or write to another disk",
    errno.EDQUOT: "your quota is used up: free some space, or write to another disk",
    errno.EFBIG: "the file is larger than this system allows: write to another disk, or fewer articles at once",
    errno.EACCES: "check the permissions, or write to another folder",
    errno.EPERM: "check the permissions, or write to another folder",
    errno.EROFS: "this disk can only be read: write to another one",
    errno.ENOENT: "the folder does not exist: create it first",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "that is a folder: name a file in it",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "the links there lead in a circle: name the file itself",
}


class ByteSink(Protocol):
    """Something that bytes are written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of ``data``.

        Raises:
            OutputError: where it cannot be written.
        """


class Sink(Protocol):
    """Something that text is written to."""

    def write(self, text: str, /) -> object:
        """Write all of ``text``.

        Raises:
            OutputError: where it cannot be written.
        """


def shown(text: object) -> str:
    """Return ``text`` fit for a one-line message: line ends, terminal escapes and invisible characters as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in str(text))


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether there is a folder of that name; not where the system refuses the name or a look at it, for whoever opens it is told why."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises at names that are too long, and in folders that may not be entered


def is_same(path: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Whether both name one file that is there."""
    try:
        return os.path.samefile(path, other)  # noqa: PTH121 - beside is_folder
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def opened(target: Target) -> Iterator[Sink]:
    """Open ``target`` for writing UTF-8 with plain line feeds, whatever the system's own habits.

    A path is written atomically: to a temporary file in the same folder, flushed to the disk and then put in
    place, so that a reader (or the next run, after a crash) finds the old file or the new one, never a part.
    The mode of an existing file is kept. Pipes and devices (``/dev/null``, a named pipe) are written directly.

    Args:
        target: a path, ``"-"`` for standard output, or an open text stream, which is flushed but not closed.

    Raises:
        OutputError: where it cannot be written, with the cause and what to try. So too where the path is a link
            that leads to another folder: replacing the link or the file behind it would both be a surprise.
        BrokenPipeError: where whoever read standard output or the stream has gone away (``| head``).
    """
    if not isinstance(target, str | os.PathLike):
        with _streamed(target) as sink:
            yield sink
    elif target == "-":
        with _streamed(sys.stdout) as sink:
            yield sink
    else:
        with _atomic(Path(target)) as sink:
            yield sink


@contextlib.contextmanager
def opened_bytes(target: Target) -> Iterator[ByteSink]:
    """Open ``target`` for writing bytes, in the same way as :func:`opened`.

    Raises:
        OutputError, BrokenPipeError: as :func:`opened`; so too where the target is a terminal or a stream that takes text alone.
    """
    with opened(target) as sink:
        if not isinstance(sink, _Binary) or sink.is_terminal():
            name = "standard output" if target == "-" else shown(getattr(target, "name", target))
            msg = f"cannot write {name}: it takes text, and this is none: name a file"
            raise OutputError(msg)
        yield sink


class _Binary:
    """Writes UTF-8 to a binary stream, or bytes as they are. Lone surrogates, which UTF-8 cannot hold, become question marks."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, text: str | bytes, /) -> None:
        with explained(self._name):
            self._stream.write(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))

    def is_terminal(self) -> bool:
        return self._stream.isatty()


class _Text:
    """Writes to a text stream that has no binary one beneath it, such as ``io.StringIO``."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, text: str, /) -> None:
        with explained(self._name):
            self._stream.write(text)


@contextlib.contextmanager
def _streamed(stream: TextIO) -> Iterator[Sink]:
    name = shown(getattr(stream, "name", "the stream"))
    # The bytes beneath: a console set to another encoding, or Windows' line ends, must not change JSON.
    binary: BinaryIO | None = getattr(stream, "buffer", None)
    with explained(name):
        stream.flush()
    yield _Text(stream, name) if binary is None else _Binary(binary, name)
    # Only here does a full disk behind a redirection show.
    with explained(name):
        stream.flush()


@contextlib.contextmanager
def _atomic(path: Path) -> Iterator[Sink]:
    name = shown(path)
    with explained(name):
        place, mode = _place(path)
    if mode is not None and not stat.S_ISREG(mode):
        with explained(name):
            stream = place.open("wb")
        with _closing(stream, name):
            yield _Binary(stream, name)
        return
    temporary = place.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")
    with explained(name):
        stream = temporary.open("xb")
    try:
        with _closing(stream, name):
            yield _Binary(stream, name)
            with explained(name):
                stream.flush()
                os.fsync(stream.fileno())
        with explained(name):
            if mode is not None:
                temporary.chmod(stat.S_IMODE(mode))
            temporary.replace(place)
    except BaseException:  # a keyboard interrupt too must leave nothing behind
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(place.parent)


def _place(path: Path) -> tuple[Path, int | None]:
    """Where to write, links followed, and the mode of what is there; None where there is nothing yet."""
    place = path
    if path.is_symlink():
        place = Path(os.path.realpath(path))
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    # A link to a pipe or device (/dev/stdout, a shell's process substitution) is written to directly: nothing is replaced.
    replaced = mode is None or stat.S_ISREG(mode)
    if replaced and path.is_symlink() and place.parent != Path(os.path.realpath(path.parent)):
        msg = f"cannot write {shown(path)}: it is a link that leads to another folder, to {shown(place)}: name that file itself"
        raise OutputError(msg)
    if mode is not None and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return place, mode


@contextlib.contextmanager
def _closing(stream: BinaryIO, name: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        # The first error is the one to report; closing flushes and may fail with the same.
        with contextlib.suppress(OSError):
            stream.close()
        raise
    with explained(name):
        stream.close()


@contextlib.contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what the system refuses into an error that names the target."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        cause = error.strerror or str(error)
        remedy = _REMEDIES.get(error.errno or 0, "choose another place")
        msg = f"cannot write {name}: {cause}: {remedy}"
        raise OutputError(msg) from error
    except ValueError as error:  # a null character in the name, or a closed stream
        msg = f"cannot write {name}: {shown(error)}: choose another place"
        raise OutputError(msg) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut. The contents are safe already, and not every system can do it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
