"""The articles in a stream of bytes: a text, a web page, or JSON Lines."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from claimcheck import html, jsonread
from claimcheck.decoding import decode
from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.files import shown

STDIN: Final = "-"
# Of a web page, most is markup, scripts and pictures, and a line of JSON may carry more than the text: so many times
# the size that a text may have is read.
WRAPPING: Final = 4

_SNIFFED: Final = 4096  # bytes that tell a page or JSON from a text
_PAGE: Final = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|title|meta|article|main|section|div|h1|p)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_RECORD: Final = re.compile(r"\ufeff?\s*(?:\[\s*)?\{\s*\"")
_MARKUP: Final = re.compile(rb"<\0?[a-z!/]", re.IGNORECASE)
_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class Format(StrEnum):
    """How an input is read."""

    AUTO = "auto"
    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large an article may be.

    Attributes:
        text: bytes of its text in UTF-8.
    """

    text: int

    @property
    def read(self) -> int:
        """Bytes that are read of it."""
        return WRAPPING * self.text


def stem(name: str) -> str:
    """Return the id for what has that name: the name of the file, without its ending."""
    return "stdin" if name == STDIN else Path(name).stem or name


def articles(
    stream: io.BufferedReader, name: str, *, form: Format, limits: Limits, size: int | None = None
) -> Iterator[Document | InputError]:
    """Yield the articles in a stream.

    Args:
        stream: at its beginning.
        name: its path, or "-".
        form: how it is to be read.
        limits: how large an article may be.
        size: bytes in the stream, where known.

    Yields:
        Documents, and for each broken line of JSON Lines an error.

    Raises:
        InputError: where it holds no article or cannot be read to its end.
    """
    where = "standard input" if name == STDIN else shown(name)
    if _told(stream.peek(_SNIFFED), form) is Format.JSONL:
        yield from _records(stream, name, where, limits)
        return
    if size is not None and size > limits.read:
        raise _too_large(where, size, limits)
    data = stream.read(limits.read + 1)
    if len(data) > limits.read:
        raise _too_large(where, None, limits)
    if not data:
        msg = f"{where}: empty"
        raise InputError(msg)
    # Once more, by the whole: of a pipe, perhaps only a few bytes had come.
    form = _told(data, form)
    if form is Format.JSONL:
        yield from _records(io.BufferedReader(io.BytesIO(data)), name, where, limits)
    # What has the ending of a page and no markup is a text, and would lose its paragraphs as a page.
    elif form is Format.HTML and _MARKUP.search(data):
        yield checked(html.document(data, origin=name, name=stem(name)), where, limits)
    else:
        decoded = decode(data, where)
        yield checked(Document(text=decoded.text, id=stem(name), origin=name, notes=noted(decoded.note)), where, limits)


def checked(document: Document, where: str, limits: Limits) -> Document:
    """Return a document that is an article.

    Raises:
        InputError: where it is none, or too large.
    """
    text = document.text
    if not any(map(str.isalpha, text)):
        msg = f"{where}: {'no words' if text.strip() else 'only white space'}"
        raise InputError(msg)
    size = len(text) if len(text) > limits.text else len(text.encode("utf-8", "surrogatepass"))
    if size > limits.text:
        msg = f"{where}: {_sized(size)} of text; an article may have {_sized(limits.text)}; split it, or raise --max-size"
        raise InputError(msg)
    return document


def noted(*notes: str) -> tuple[str, ...]:
    """Return the notes that say something."""
    return tuple(filter(None, notes))


def _told(data: bytes, form: Format) -> Format:
    """Tell the format by the first bytes where it is open."""
    if form is not Format.AUTO:
        return form
    start = data[:_SNIFFED].decode("utf-16" if data.startswith(_UTF16) else "utf-8", "ignore")
    if _PAGE.match(start):
        return Format.HTML
    return Format.JSONL if _RECORD.match(start) else Format.TEXT


def _records(stream: io.BufferedReader, name: str, where: str, limits: Limits) -> Iterator[Document | InputError]:
    """Yield the article in each line of JSON Lines, or an error.

    Raises:
        InputError: where there is no line, or the whole is other JSON.
    """
    found = False
    for number, line in _lines(stream, limits.read):
        place = f"{where}, line {number}"
        if not found and line.strip() in {"{", "["}:
            msg = f"{where}: JSON, but not JSON Lines: one article a line; jq -c . (or jq -c '.[]' for an array) makes them"
            raise InputError(msg)
        found = True
        try:
            if len(line) > limits.read:
                raise _too_large(place, None, limits)
            yield checked(_record(line, place, name, number), place, limits)
        except InputError as error:
            # Without the traceback, whose frames would keep the line in memory.
            yield InputError(str(error), origin=f"{name}:{number}")
    if not found:
        msg = f"{where}: empty"
        raise InputError(msg)


def _lines(stream: io.BufferedReader, most: int) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is not blank, of longer ones ``most`` + 1 characters; lines end at line feeds only."""
    wide = stream.peek(2).startswith(_UTF16)
    # Bytes that are not UTF-8 come as surrogates, so that one broken line does not end the others.
    errors = "replace" if wide else "surrogateescape"
    wrapper = io.TextIOWrapper(stream, encoding="utf-16" if wide else "utf-8-sig", errors=errors, newline="\n")
    number = 0
    try:
        while line := wrapper.readline(most + 1):
            number += 1
            if line.strip():
                yield number, line
            while line and not line.endswith("\n"):
                line = wrapper.readline(most)
    finally:
        wrapper.detach()


def _record(line: str, place: str, name: str, number: int) -> Document:
    """Return the article in a line.

    Raises:
        InputError: where it holds none.
    """
    if _NOT_UTF8.search(line):
        msg = f"{place}: not UTF-8"
        raise InputError(msg)
    record = jsonread.Field(jsonread.parse(line, place), place).mapping()
    text = record.get("text")
    if not isinstance(text, str):
        msg = f"{place}: no article; each needs the field 'text'" if text is None else f"{place}: 'text' is no text"
        raise InputError(msg)
    about = {field: _attribute(record.get(field)) for field in ("id", "title", "url", "date", "author", "outlet")}
    odd = (f"{field} left out: it is no text" for field in about if about[field] is None and record.get(field) not in (None, "", []))
    return Document(
        text=text,
        id=about["id"] or f"{stem(name)}-{number}",
        origin=f"{name}:{number}",
        title=about["title"],
        url=about["url"],
        date=_iso(about["date"]),
        author=about["author"],
        outlet=about["outlet"],
        notes=noted(*odd),
    )


def _attribute(value: object) -> str | None:
    """Return a field as text; several texts (of authors) as one; None where it is none."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = ", ".join(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and value.strip() else None


def _iso(date: str | None) -> str | None:
    """Return a date of the kind that feeds and mails have in ISO 8601, any other as it is."""
    if date is None or len(date) > 64:
        return date
    try:
        datetime.fromisoformat(date)
    except ValueError:
        try:
            return parsedate_to_datetime(date).isoformat()
        except (ValueError, OverflowError):
            pass
    return date


def _too_large(where: str, size: int | None, limits: Limits) -> InputError:
    found = f"more than {_sized(limits.read)}" if size is None else _sized(size)
    allowed = f"{_sized(limits.text)} of text are read, {_sized(limits.read)} with markup"
    return InputError(f"{where}: {found}; of an article, {allowed}; split it, or raise --max-size")


def _sized(size: int) -> str:
    """Return a number of bytes as people write it, in units of 1,024."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} bytes"
