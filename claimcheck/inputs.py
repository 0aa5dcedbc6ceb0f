"""What the user names becomes Documents, one article after the other."""

import errno
import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from claimcheck.articles import STDIN, Format, Limits, articles, checked
from claimcheck.document import Document
from claimcheck.errors import InputError, SettingsError
from claimcheck.files import shown

# Bytes of text in UTF-8: a dozen novels, and the better part of an hour's work for a model. No article, but a mistake.
MAX_SIZE: Final = 5 << 20
# Seconds until a page from the web must be there.
TIMEOUT: Final = 30.0
# What is read in folders. A file that is named itself may have any other.
ENDINGS: Final = {
    ".txt": Format.AUTO,
    ".text": Format.AUTO,
    ".htm": Format.HTML,
    ".html": Format.HTML,
    ".xhtml": Format.HTML,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
}

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_CAUSES: Final = {
    errno.ENOENT: "no such file; check the name",
    errno.EACCES: "permission denied; check the permissions",
    errno.ELOOP: "links that lead in a circle",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    form: Format
    limits: Limits
    offline: bool
    timeout: float


def read(
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    form: str = Format.AUTO,
    max_size: int = MAX_SIZE,
    offline: bool = False,
    timeout: float = TIMEOUT,
) -> Iterator[Document | InputError]:
    """Read articles, each when it is asked for.

    An input is the path of a file or folder, ``"-"`` for standard input, or the address of a web page (``https://…``),
    the one thing that is ever fetched. Text and HTML files hold one article each; JSON Lines files one a line, with the
    fields ``text`` and, if there are any, ``id``, ``title``, ``url``, ``date``, ``author`` and ``outlet``. In a folder,
    files with one of the ``ENDINGS`` are read, sorted by name, those of its subfolders after its own; hidden ones are
    passed over, and links to folders are not followed.

    What cannot be read comes as an error in its place, with ``origin`` saying what it was. It is not raised, so that the
    others go on. The documents of one call have different ids: the name of the file without its ending, the ``id`` or
    the number of the line; where two would be the same, the later one gets a number.

    Args:
        inputs: what to read, in this order.
        form: how to read files and standard input: "text", "html", "jsonl", or "auto" to go by ending and content.
        max_size: bytes of text, in UTF-8, that an article may have; a web page or a line of JSON may have four times
            as many.
        offline: whether addresses are refused.
        timeout: seconds until a web page must be there.

    Raises:
        SettingsError: where ``form`` or ``max_size`` is none that can be used.
    """
    try:
        chosen = Format(form)
    except ValueError as error:
        msg = f"{shown(form)} is no format of inputs; use one of {', '.join(Format)}"
        raise SettingsError(msg) from error
    if max_size < 1:
        msg = f"max_size is {max_size}; it must be 1 byte or more"
        raise SettingsError(msg)
    named = [inputs] if isinstance(inputs, str | os.PathLike) else inputs
    return _all(named, _Settings(form=chosen, limits=Limits(text=max_size), offline=offline, timeout=timeout))


def _all(inputs: Iterable[str | os.PathLike[str]], settings: _Settings) -> Iterator[Document | InputError]:
    """Read every input, and give each document an id of its own."""
    taken: dict[str, int] = {}
    for each in inputs:
        name = os.fspath(each)
        for article in _kept(_input(name, settings), name):
            yield article if isinstance(article, InputError) else _identified(article, taken)


def _kept(read: Iterator[Document | InputError], name: str) -> Iterator[Document | InputError]:
    """Yield what is read, and an error that ends it too."""
    try:
        yield from read
    except InputError as error:
        # Without the traceback, whose frames would keep what was read so far in memory.
        yield InputError(str(error), origin=error.origin or name)


def _identified(document: Document, taken: dict[str, int]) -> Document:
    """Give a document another id where an earlier one has its own, and say so."""
    name = document.id
    while name in taken:
        taken[document.id] += 1
        name = f"{document.id}-{taken[document.id]}"
    taken[name] = 1
    if name == document.id:
        return document
    return replace(document, id=name, notes=(*document.notes, f"an earlier article is called {shown(document.id)}: this one {shown(name)}"))


def _input(name: str, settings: _Settings) -> Iterator[Document | InputError]:
    """Read one input.

    Raises:
        InputError: where it cannot be read, or not to its end.
    """
    if _ADDRESS.match(name):
        yield _page(name, settings)
        return
    try:
        if name == STDIN:
            yield from articles(_standard_input(), STDIN, form=settings.form, limits=settings.limits)
        elif stat.S_ISDIR(_mode(name)):
            yield from _folder(name, settings)
        else:
            yield from _file(name, settings)
    except OSError as error:
        raise _unreadable(name, error) from error


def _mode(name: str) -> int:
    """Return what kind of file that is.

    Raises:
        InputError: where there is none, or its name is none.
        OSError: where the system does not say.
    """
    try:
        return Path(name).stat().st_mode
    except ValueError as error:  # a null character
        msg = f"cannot read {shown(name)}: no name of a file"
        raise InputError(msg) from error


def _standard_input() -> io.BufferedReader:
    """Return the bytes of standard input.

    Raises:
        InputError: where there is none.
    """
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        msg = "there is no standard input; name a file"
        raise InputError(msg)
    # A program that calls this one may have put another kind of stream there.
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))


def _page(address: str, settings: _Settings) -> Document:
    """Fetch a page.

    Raises:
        InputError: where that may not be, or cannot.
    """
    from claimcheck.web import fetch, public  # noqa: PLC0415 - most runs fetch nothing

    where = shown(public(address))
    if settings.offline:
        msg = f"{where}: not fetched, for nothing is to be fetched (--offline); save the page and name the file"
        raise InputError(msg)
    page = fetch(address, timeout=settings.timeout, max_size=settings.limits.read)
    return checked(page, where, settings.limits)


def _folder(name: str, settings: _Settings) -> Iterator[Document | InputError]:
    """Read the articles in a folder and below.

    Raises:
        InputError: where there are none.
    """
    refused: list[OSError] = []
    found = False
    for folder, subfolders, files in os.walk(name, onerror=refused.append):
        subfolders[:] = sorted(each for each in subfolders if not each.startswith("."))
        for file in sorted(files):
            path = Path(folder, file)
            if path.suffix.lower() in ENDINGS and not file.startswith("."):
                found = True
                yield from _kept(_within(str(path), settings), str(path))
    for failure in refused:
        yield InputError(str(_unreadable(str(failure.filename), failure)), origin=str(failure.filename))
    if not found and not refused:
        msg = f"{shown(name)}: a folder without articles; claimcheck looks for files that end in {', '.join(ENDINGS)}"
        raise InputError(msg)


def _within(name: str, settings: _Settings) -> Iterator[Document | InputError]:
    """Read the articles in a file of a folder; nothing where it is a pipe, say, which might never come to an end.

    Raises:
        InputError: where it cannot be read, or not to its end.
    """
    try:
        regular = stat.S_ISREG(_mode(name))
    except OSError as error:
        raise _unreadable(name, error) from error
    if regular:
        yield from _input(name, settings)


def _file(name: str, settings: _Settings) -> Iterator[Document | InputError]:
    """Read the articles in a file.

    Raises:
        InputError: where it holds none.
        OSError: where it cannot be read.
    """
    form = ENDINGS.get(Path(name).suffix.lower(), Format.AUTO) if settings.form is Format.AUTO else settings.form
    with Path(name).open("rb") as stream:
        about = os.fstat(stream.fileno())
        size = about.st_size if stat.S_ISREG(about.st_mode) else None
        yield from articles(stream, name, form=form, limits=settings.limits, size=size)


def _unreadable(name: str, error: OSError) -> InputError:
    cause = _CAUSES.get(error.errno or 0) or error.strerror or str(error)
    return InputError(f"cannot read {shown(name)}: {shown(cause)}")
