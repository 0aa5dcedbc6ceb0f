"""From bytes to text: which encoding an article is in, and whether it is text at all."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from claimcheck.errors import InputError

# The longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

# What people hand to a program that reads text, by its first bytes.
_KINDS: Final = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive, as .docx, .odt and .epub files are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)

# Encodings that web pages may name (https://encoding.spec.whatwg.org), under Python's names, read as browsers
# read them: the wider one where two are confused. Others are left to detection: a page must not choose a codec
# that is slow or no encoding of text at all (punycode, unicode_escape, utf-7).
_WIDER: Final = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
_DECLARABLE: Final = frozenset(
    {
        "utf-8", "cp866", "cp874", "cp932", "cp949", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "big5hkscs", "euc_jp",
        *(f"cp125{number}" for number in range(9)),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    }
)  # fmt: skip

_META: Final = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s*<\?xml\b[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_PRESCAN: Final = 4096  # bytes; browsers look at the first 1024, pages with much before it are not rare
_CONTROLS: Final = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # ESC stands in logs of terminals, which are text
_SAMPLE: Final = 1 << 20  # bytes that detection looks at
# A guess less sure than that is none: then text is taken for what Windows writes in most of the world, as browsers do.
# Right guesses of single short sentences in other languages are surer.
_SURE: Final = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, and what the reader should know of how it was decoded ("" where it was plain UTF-8)."""

    text: str
    note: str = ""


def decode(data: bytes, where: str, *, declared: str = "") -> Decoded:
    """Decode an article. Line ends stay as they are; a byte order mark is taken off.

    In this order: a byte order mark; UTF-8, also with a few broken bytes; what is declared; what chardet detects.

    Args:
        data: the whole of it.
        where: what is decoded, for the message.
        declared: the encoding that the page or its server names, if any.

    Raises:
        InputError: where it is a binary file or its encoding cannot be told.
    """
    _refuse_binary(data, where)
    attempts = (_by_mark(data), _as_utf8(data), _as_declared(data, declared), _as_detected(data))
    decoded = next((found for attempt in attempts for found in attempt), None)
    if decoded is None or _is_noise(decoded.text):
        msg = f"{where}: neither text nor a web page: a binary file, or an encoding that cannot be told; save it as UTF-8 text"
        raise InputError(msg)
    return decoded


def _is_noise(text: str) -> bool:
    """Whether what was decoded is no text, but has hundreds of control characters a page. A few get into texts by accident."""
    controls = len(_CONTROLS.findall(text, 0, _SAMPLE))
    return controls > 32 and controls > min(len(text), _SAMPLE) / 20


def declared_encoding(page: bytes) -> str:
    """Return the encoding that a web page names for itself in its first bytes, or ""."""
    found = _XML.search(page, 0, _PRESCAN) or _META.search(page, 0, _PRESCAN)
    return found[1].decode("ascii", "replace") if found else ""


def has_mark(data: bytes) -> bool:
    """Whether the bytes begin with a byte order mark."""
    return any(data.startswith(mark) for mark, _, _ in _MARKS)


def _refuse_binary(data: bytes, where: str) -> None:
    """Refuse what is surely no text, with its name where it has one."""
    for start, kind in _KINDS:
        if data.startswith(start):
            msg = f"{where}: {kind}, not text; save the article as text or HTML first"
            raise InputError(msg)
    if data[:2048].lstrip().lower().startswith((b"from:", b"mime-version:")) and b"multipart/related" in data[:2048].lower():
        msg = f"{where}: a web archive (MHTML); save the page as HTML instead"
        raise InputError(msg)
    if b"\0" in data and not has_mark(data):
        msg = f"{where}: a binary file, not text"
        raise InputError(msg)


def _by_mark(data: bytes) -> Iterator[Decoded]:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            yield from _strictly(data, codec, f"decoded as {name}" if name else "")
            return


def _as_utf8(data: bytes) -> Iterator[Decoded]:
    yield from _strictly(data, "utf-8")
    text = data.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    # In other encodings, bytes hardly ever happen to form whole UTF-8 sequences: more whole than broken ones are no chance.
    whole = sum(not character.isascii() for character in text) - broken
    if whole > broken:
        yield Decoded(text=text, note=f"decoded as UTF-8; {broken} broken byte sequence{'s' * (broken > 1)} shown as \ufffd")


def _as_declared(data: bytes, declared: str) -> Iterator[Decoded]:
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):  # ValueError: a null character in the name
        return
    name = _WIDER.get(name, name)
    if name in _DECLARABLE:
        yield from _strictly(data, name, f"decoded as {name}, as the page declares")


def _as_detected(data: bytes) -> Iterator[Decoded]:
    from chardet import EncodingEra, detect  # noqa: PLC0415 - most articles are UTF-8 and need no detection

    era = EncodingEra.ALL & ~EncodingEra.MAINFRAME
    guess = detect(data, max_bytes=_SAMPLE, encoding_era=era, prefer_superset=True, compat_names=False)
    name = guess["encoding"]
    if name is None:
        return
    if guess["confidence"] < _SURE:
        yield from _strictly(data, "cp1252", "not UTF-8; decoded as cp1252, the most common other encoding")
    yield from _strictly(data, name, f"not UTF-8; decoded as {name}, which was detected")


def _strictly(data: bytes, codec: str, note: str = "") -> Iterator[Decoded]:
    try:
        yield Decoded(text=data.decode(codec), note=note)
    except (LookupError, UnicodeDecodeError):
        return
