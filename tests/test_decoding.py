"""Bytes become text in the right encoding, or an error that says why not."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.decoding import declared_encoding, decode
from claimcheck.errors import InputError
from strategies import texts

DENIAL = (
    "The mayor of Alnwyck, José Strøm, denied that he’d paid £5,000 – “not a penny,” he said. “Whoever says so lies, and knows it.” "
    "The harbour police, who’d searched the café on Monday, said that they’d found “some papers” and wouldn’t say what’s in them."
)


def _text(data: bytes, declared: str = "") -> str:
    return decode(data, "a.txt", declared=declared).text


@given(texts())
def test_utf8_exact(text: str) -> None:
    """UTF-8 comes back character for character, line ends and combining marks too, without a note."""
    text = "denied " + "".join(character for character in text if not "\ud800" <= character <= "\udfff" and character != "\0")
    decoded = decode(text.encode(), "a.txt")
    assert (decoded.text, decoded.note) == (text, "")


@pytest.mark.parametrize(
    ("mark", "codec", "note"),
    [
        (codecs.BOM_UTF8, "utf-8", ""),
        (codecs.BOM_UTF16_LE, "utf-16-le", "decoded as UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "decoded as UTF-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "decoded as UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "decoded as UTF-32"),
    ],
)
def test_byte_order_mark(mark: bytes, codec: str, note: str) -> None:
    """A byte order mark decides, is no part of the text, and what is not UTF-8 is said."""
    decoded = decode(mark + DENIAL.encode(codec), "a.txt")
    assert (decoded.text, decoded.note) == (DENIAL, note)


@pytest.mark.parametrize("codec", ["cp1252", "mac-roman"])
def test_detected(codec: str) -> None:
    """What old Windows and Mac programs save is told apart by its curly quotes, dashes and pounds, and said."""
    decoded = decode(DENIAL.encode(codec), "a.txt")
    assert decoded.text == DENIAL
    assert codec in decoded.note
    assert "detected" in decoded.note


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", "Мэр отверг обвинения в получении взяток, сообщает прокуратура города. " * 3),
        ("cp1250", "Burmistrz zaprzeczył, że wziął łapówkę. Prokuratura żąda kary więzienia. " * 3),
        ("cp932", "市長は賄賂を受け取ったことを否定した。検察は捜査を続けている。" * 3),
        ("gb18030", "市长否认收受贿赂，检察官说调查仍在继续。" * 5),
    ],
)
def test_detected_elsewhere(codec: str, text: str) -> None:
    """Common encodings of other languages are detected."""
    assert _text(text.encode(codec)) == text


def test_few_broken_bytes() -> None:
    """Text that is UTF-8 but for a broken byte stays UTF-8; what is broken is shown as U+FFFD and counted."""
    decoded = decode("He said “never”, and “not I”".encode() + b"\xe2\x80 and left.", "a.txt")
    assert decoded.text == "He said “never”, and “not I”\ufffd and left."
    assert decoded.note.startswith("decoded as UTF-8; 1 broken byte sequence shown")


def test_declared() -> None:
    """An encoding that the page declares is used where it fits, and said; latin-1 is read as browsers read it."""
    decoded = decode("zażółć”".encode("cp1250"), "a.html", declared="Windows-1250")
    assert (decoded.text, decoded.note) == ("zażółć”", "decoded as cp1250, as the page declares")
    assert _text("“naïve”".encode("cp1252"), "ISO-8859-1") == "“naïve”"


@pytest.mark.parametrize("declared", ["koi8-r", "utf-16", "no-such", "punycode", "unicode_escape", "utf-7", "rot13", "a\0b", "é", "x" * 99])
def test_wrongly_declared(declared: str) -> None:
    """A wrong, unknown or dangerous declaration does not hurt: UTF-8 stays UTF-8, other text is detected."""
    assert _text(DENIAL.encode(), declared) == DENIAL
    if declared != "koi8-r":  # which fits any bytes
        assert _text(DENIAL.encode("cp1252"), declared) == DENIAL


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"PK\x03\x04\x14\x00", "docx"),
        (b"{\\rtf1\\ansi The mayor denied it.}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"The mayor\0denied it.", "binary"),
        (bytes(range(1, 256)) * 20, "binary"),
        (b"\x01\x02\x03\x04 a b c" * 50, "binary"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", "MHTML"),
    ],
)
def test_not_text(data: bytes, word: str) -> None:
    """What is no text is refused in a line that says what it is."""
    with pytest.raises(InputError, match=word) as caught:
        decode(data, "a.txt")
    assert str(caught.value).startswith("a.txt: ")
    assert str(caught.value).isprintable()


@given(st.binary(max_size=400), st.text(max_size=12))
def test_any_bytes(data: bytes, declared: str) -> None:
    """Any bytes become text or an InputError, whatever is declared, and the same each time."""
    results: list[str] = []
    for _ in range(2):
        try:
            results.append(_text(data, declared))
        except InputError as error:
            results.append(repr(error))
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b'<html><head><meta charset="windows-1250"><title>x</title>', "windows-1250"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=koi8-r'>", "koi8-r"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b"<p>The mayor denied it.</p>", ""),
        (b" " * 5000 + b'<meta charset="koi8-r">', ""),
    ],
)
def test_declared_encoding(page: bytes, name: str) -> None:
    """The encoding that a page names for itself is found in its first bytes."""
    assert declared_encoding(page) == name
