"""Whatever the user names is read, or told in one line; one bad article never stops the others."""

import errno
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimcheck
from claimcheck.document import Document
from claimcheck.errors import InputError, SettingsError
from claimcheck.inputs import MAX_SIZE, read
from pages import HEADLINE, page, plain
from strategies import texts

DENIAL = "The mayor of Alnwyck denied it.\r\n\r\n“Never,” she said.\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in an empty folder."""
    monkeypatch.chdir(tmp_path)


def _write(name: str, content: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def _lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def _documents(*inputs: str, **settings: object) -> list[Document]:
    articles = list(read(inputs, **settings))  # type: ignore[arg-type]
    assert all(isinstance(article, Document) for article in articles), articles
    return [article for article in articles if isinstance(article, Document)]


def _errors(articles: Iterable[Document | InputError]) -> list[str]:
    messages = [str(article) for article in articles if isinstance(article, InputError)]
    assert all(message.isprintable() for message in messages)
    return messages


def _error(name: str, **settings: object) -> str:
    """Return the message of an input that gives one error and nothing else."""
    articles = list(read(name, **settings))  # type: ignore[arg-type]
    assert len(articles) == 1, articles
    [message] = _errors(articles)
    return message


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))


def test_text() -> None:
    """A text file is read character for character, line ends too; id and origin come from its name."""
    [document] = _documents(_write("news/mayor.txt", DENIAL))
    assert document == Document(text=DENIAL, id="mayor", origin="news/mayor.txt")


def test_encoding_noted() -> None:
    """That a text is not UTF-8 is noted."""
    [document] = _documents(_write("mayor.txt", DENIAL.encode("utf-16")))
    assert (document.text, document.notes) == (DENIAL, ("decoded as UTF-16",))


@pytest.mark.parametrize("name", ["page.html", "page.HTM", "page.xhtml", "page.txt", "page"])
def test_page(name: str) -> None:
    """A web page is known by its ending, or by its first characters."""
    [document] = _documents(_write(name, page()))
    assert document.text.startswith(f"{HEADLINE}\n\nThe ferry minister")
    assert document.title == HEADLINE
    assert (document.id, document.origin) == ("page", name)


@pytest.mark.parametrize("name", ["news.jsonl", "news.ndjson", "news.txt", "news"])
def test_records(name: str) -> None:
    """JSON Lines are known by ending or first characters; each line's fields come with it, and its number in the origin."""
    record: dict[str, Any] = {
        "text": DENIAL,
        "id": "a7",
        "title": "Denial",
        "url": "https://x.example/a",
        "date": "2031-02-17",
        "author": "Oda",
    }
    documents = _documents(_write(name, _lines(record | {"outlet": "Courier", "sentences": [1]}) + b"\r\n" + _lines({"text": "He left."})))
    assert documents == [
        Document(origin=f"{name}:1", outlet="Courier", **record),
        Document(text="He left.", id="news-3", origin=f"{name}:3"),
    ]


def test_fields() -> None:
    """Numbers and lists of names are taken as text, dates of feeds as ISO 8601; what is no text is left out, and that is noted."""
    fields = {"id": 7, "author": ["A", "B"], "date": "Mon, 17 Feb 2031 09:30:00 +0100", "title": "", "url": {"a": 1}, "outlet": True}
    [document] = _documents(_write("news.jsonl", _lines({"text": "He denied it."} | fields)))
    assert (document.id, document.author, document.date) == ("7", "A, B", "2031-02-17T09:30:00+01:00")
    assert (document.title, document.url, document.outlet) == (None, None, None)
    assert document.notes == ("url left out: it is no text", "outlet left out: it is no text")


@pytest.mark.parametrize("date", ["17 February", "2031-02-17T09:30:00Z", "Mon, 99 Feb 99999999999999 09:30", "yesterday"])
def test_dates_kept(date: str) -> None:
    """A date that is ISO 8601 already, or cannot be parsed, stays as it is."""
    [document] = _documents(_write("news.jsonl", _lines({"text": "He denied it.", "date": date})))
    assert document.date == date


def test_utf16_records() -> None:
    """JSON Lines that Windows saved as UTF-16 are read too."""
    _write("news.jsonl", (json.dumps({"text": DENIAL}) + "\r\n" + json.dumps({"text": "He left."})).encode("utf-16"))
    assert [document.text for document in _documents("news.jsonl")] == [DENIAL, "He left."]


def test_broken_lines() -> None:
    """Each broken line is an error that names file and line; the lines around it are read."""
    good = _lines({"text": "He denied it."})
    bad = [
        b"{broken",
        b"[1]",
        b'"text"',
        b'{"title": "x"}',
        b'{"text": 7}',
        b'{"text": null}',
        b'{"text": " \\n"}',
        b'{"text": "h\xe9 denied"}',
        b"[" * 100_000,
        b'{"text": "x", "n": ' + b"9" * 5000 + b"}",
    ]
    articles = list(read(_write("news.jsonl", good + b"".join(line + b"\n" + good for line in bad))))
    assert sum(isinstance(article, Document) for article in articles) == len(bad) + 1
    messages = _errors(articles)
    assert [message.partition(": ")[0] for message in messages] == [f"news.jsonl, line {2 * n + 2}" for n in range(len(bad))]
    assert [article.origin for article in articles if isinstance(article, InputError)] == [
        f"news.jsonl:{2 * n + 2}" for n in range(len(bad))
    ]


def test_last_line_without_end() -> None:
    """The last line needs no line end."""
    assert len(_documents(_write("news.jsonl", _lines({"text": "He denied it."}).rstrip()))) == 1


@pytest.mark.parametrize("content", ['{\n  "text": "He denied it."\n}\n', '[\n{"text": "He denied it."}\n]\n'])
def test_json_but_no_lines(content: str) -> None:
    """JSON over several lines is one error, which says how to make lines of it."""
    assert "not JSON Lines" in _error(_write("news.jsonl", content))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.txt", "", "empty"),
        ("a.jsonl", "", "empty"),
        ("a.jsonl", "\n \n", "empty"),
        ("a.html", "", "empty"),
        ("a.txt", " \r\n\t\u00a0\n", "only white space"),
        ("a.txt", "* * *\n12:30", "no words"),
        ("a.txt", "\0\1\2", "binary"),
        ("a.html", "<html><script>x()</script></html>", "no article text"),
    ],
)
def test_not_an_article(name: str, content: str, word: str) -> None:
    """What holds no article is one line that says so and begins with the name."""
    message = _error(_write(name, content))
    assert word in message
    assert message.startswith(f"{name}: ")


def test_missing() -> None:
    """A missing file is told, with its name as origin; line ends and escapes in the name do no harm."""
    [error] = read("no\nsuch\x1b[31m.txt")
    assert str(error) == "cannot read no\\nsuch\\x1b[31m.txt: no such file; check the name"
    assert isinstance(error, InputError)
    assert error.origin == "no\nsuch\x1b[31m.txt"


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 5000, "a.txt/b.txt", ""])
def test_impossible_names(name: str) -> None:
    """A name that no file can have is told in one line."""
    _write("a.txt", DENIAL)
    assert _error(name).startswith("cannot read ")


def test_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file and a folder that may not be read are told; the others are read."""
    for each in ("in/a.txt", "in/b.txt", "in/c/d.txt"):
        _write(each, DENIAL)
    open_file, list_folder = Path.open, os.scandir

    # Not by modes of the files, for root may read them all.
    def refuse(path: Path, mode: str) -> object:
        if path.name == "a.txt":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return open_file(path, mode)

    def refuse_folder(path: str) -> object:
        if Path(path).name == "c":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return list_folder(path)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "scandir", refuse_folder)
    articles = list(read("in"))
    assert [Path(article.origin).name for article in articles] == ["a.txt", "b.txt", "c"]
    assert [message.partition("in")[2][1:] for message in _errors(articles)] == [
        "a.txt: permission denied; check the permissions",
        "c: permission denied; check the permissions",
    ]


def test_several() -> None:
    """Several inputs come in the order given, errors in their places."""
    _write("b.txt", DENIAL)
    _write("a.jsonl", _lines({"text": "One."}, {"text": "Two."}))
    articles = list(read(["b.txt", Path("missing.txt"), "a.jsonl"]))
    assert [article.id if isinstance(article, Document) else "!" for article in articles] == ["b", "!", "a-1", "a-2"]


def test_lazy() -> None:
    """An input is read when it is asked for, not before."""
    articles = read(["a.txt", "b.txt"])
    _write("a.txt", DENIAL)
    assert next(articles) == Document(text=DENIAL, id="a", origin="a.txt")
    _write("b.txt", "He left.")
    assert next(articles) == Document(text="He left.", id="b", origin="b.txt")


def test_folder() -> None:
    """A folder gives its articles by name, then those of its subfolders; other and hidden files are passed over."""
    for name in ("in/b.txt", "in/a.TXT", "in/z/c.txt", "in/m/n/d.txt", "in/.hidden.txt", "in/.git/e.txt", "in/f.md", "in/g.txt~"):
        _write(name, DENIAL)
    _write("in/h.html", page())
    _write("in/i.jsonl", _lines({"text": "One."}))
    _write("in/j.txt", "")
    Path("in/k.txt").mkdir()
    articles = list(read("in"))
    names = [Path(article.origin).as_posix() for article in articles]
    assert names == ["in/a.TXT", "in/b.txt", "in/h.html", "in/i.jsonl:1", "in/j.txt", "in/m/n/d.txt", "in/z/c.txt"]
    assert _errors(articles) == [f"{Path('in/j.txt')}: empty"]


def test_hollow_folder() -> None:
    """A folder without articles is told, with the endings that are looked for."""
    _write("in/a.pdf", b"%PDF-1.7")
    assert ".jsonl" in _error("in")


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links() -> None:
    """Links to files are read, links to folders are not followed, so that one to a folder above leads nowhere; a dead one is told."""
    _write("in/a.txt", DENIAL)
    _write("out/b.txt", DENIAL)
    Path("in/loop").symlink_to("..")
    Path("in/link.txt").symlink_to("../out/b.txt")
    Path("in/nowhere.txt").symlink_to("gone.txt")
    Path("in/self.txt").symlink_to("self.txt")
    articles = list(read("in"))
    assert [Path(article.origin).name for article in articles if isinstance(article, Document)] == ["a.txt", "link.txt"]
    assert [message.partition(": ")[2] for message in _errors(articles)] == ["no such file; check the name", "links that lead in a circle"]
    assert [document.id for document in _documents("in/loop/out")] == ["b"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_pipes() -> None:
    """A named pipe is read where it is named itself; in a folder it is passed over, for it might never end."""
    _write("in/a.txt", DENIAL)
    os.mkfifo("in/pipe.txt")
    assert [document.id for document in _documents("in")] == ["a"]
    writer = threading.Thread(target=Path("in/pipe.txt").write_bytes, args=(page().encode(),))
    writer.start()
    [document] = _documents("in/pipe.txt")
    writer.join()
    assert document.title == HEADLINE


def test_endless_device() -> None:
    """A device that never ends is refused at the limit."""
    if not Path("/dev/zero").exists():
        pytest.skip("no such device")
    assert "more than 4 KB" in _error("/dev/zero", max_size=1024)


@pytest.mark.parametrize(
    ("data", "form", "first"),
    [
        (DENIAL.encode(), "auto", DENIAL),
        (page().encode(), "auto", HEADLINE),
        (page().encode("utf-16"), "auto", HEADLINE),
        (b"\xef\xbb\xbf\n <!-- saved --> <!DOCTYPE html>" + page().encode(), "auto", HEADLINE),
        (b"<p>He denied it.</p>", "auto", "He denied it."),
        (b"<p>He denied it.</p>", "text", "<p>He denied it.</p>"),
        (_lines({"text": DENIAL}), "auto", DENIAL),
        (_lines({"text": DENIAL}), "jsonl", DENIAL),
        (_lines({"text": DENIAL}), "text", '{"text": '),
        (b"He said: <he> denied it.", "auto", "He said: <he> denied it."),
        (b"One & two < three,\n\nhe denied.", "html", "One & two < three,\n\nhe denied."),
    ],
)
def test_standard_input(data: bytes, form: str, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is told by its first characters, or read as wanted."""
    _stdin(monkeypatch, data)
    [document] = _documents("-", form=form)
    assert document.text.startswith(first)
    assert document.id.startswith("stdin")
    assert document.origin.startswith("-")


def test_standard_input_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input that is empty, or not there, is told."""
    _stdin(monkeypatch, b"")
    assert _error("-") == "standard input: empty"
    monkeypatch.setattr(sys, "stdin", None)
    assert "no standard input" in _error("-")


def test_real_standard_input() -> None:
    """Lines are read from a real pipe as they come: the first article is there before the last is written."""
    program = "from claimcheck.inputs import read\nfor article in read('-'): print(article.text, flush=True)"
    environment = {**os.environ, "PYTHONPATH": str(Path(claimcheck.__file__).parent.parent)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin
        assert process.stdout
        for text in ("One.", "Two."):
            process.stdin.write(_lines({"text": text}))
            process.stdin.flush()
            assert process.stdout.readline().decode().strip() == text
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.parametrize("size", [2 << 30, MAX_SIZE * 4 + 1])
def test_large_file(size: int) -> None:
    """A large file is refused by its size, without being read; the limit is named."""
    with Path("a.txt").open("wb") as file:
        file.write(b"He denied it. ")
        file.truncate(size)
    message = _error("a.txt")
    assert message.startswith("a.txt: ")
    assert "5 MB of text" in message
    assert "--max-size" in message


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl"])
def test_large_text(name: str) -> None:
    """A text above the limit is refused, whatever it came in, and read where the limit is raised."""
    text = "He denied it. " * 100
    contents = {"a.txt": text.encode(), "a.html": plain(text).encode(), "a.jsonl": _lines({"text": text})}
    _write(name, contents[name])
    assert "1.4 KB of text; an article may have 1000 bytes" in _error(name, max_size=1000)
    [document] = _documents(name, max_size=1400)
    assert document.text.strip() == text.strip()


def test_ten_megabytes() -> None:
    """By default a text of ten megabytes is no article."""
    assert "9.5 MB of text; an article may have 5 MB" in _error(_write("a.txt", b"He denied.\n" * 909_091))


def test_size_in_bytes() -> None:
    """Sizes are bytes in UTF-8, whatever the file's own encoding."""
    text = "Łódź denies. " * 10
    _write("a.txt", text.encode("utf-16"))
    exact = len(text.encode())
    assert [document.text for document in _documents("a.txt", max_size=exact)] == [text]
    assert _error("a.txt", max_size=exact - 1)


def test_long_line() -> None:
    """A line of JSON Lines above the limit is refused, without being held in memory; those around it are read."""
    with Path("news.jsonl").open("wb") as file:
        file.write(_lines({"text": "One."}))
        file.write(b'{"text": "')
        file.seek(40 << 20, os.SEEK_CUR)
        file.write(b'"}\n')
        file.write(_lines({"text": "Two."}))
    articles = list(read("news.jsonl", max_size=1000))
    assert [getattr(article, "text", "!") for article in articles] == ["One.", "!", "Two."]
    assert "news.jsonl, line 2: more than 3.9 KB" in _errors(articles)[0]


def test_long_file_of_short_lines() -> None:
    """A JSON Lines file may be larger than any article."""
    _write("news.jsonl", _lines(*({"text": f"He denied it {n} times."} for n in range(500))))
    _write("news", Path("news.jsonl").read_bytes())
    assert len(_documents("news.jsonl", max_size=200)) == 500
    assert len(_documents("news", max_size=200)) == 500


def test_ids() -> None:
    """The documents of one call have different ids; one that is renamed says so."""
    for name in ("a/mayor.txt", "b/mayor.txt", "c/mayor-2.txt"):
        _write(name, DENIAL)
    _write("d.jsonl", _lines({"text": "x", "id": "mayor"}, {"text": "x", "id": "d-3"}, {"text": "x"}))
    documents = _documents("a", "b", "c", "d.jsonl", "a")
    assert [document.id for document in documents] == ["mayor", "mayor-2", "mayor-2-2", "mayor-3", "d-3", "d-3-2", "mayor-4"]
    assert documents[0].notes == ()
    assert documents[1].notes == ("an earlier article is called mayor: this one mayor-2",)


@pytest.mark.parametrize("address", ["https://courier.example/a", "HTTP://courier.example"])
def test_offline(address: str) -> None:
    """Offline, an address is refused, and nothing is fetched; the password in it is not shown."""
    assert _error(address, offline=True).startswith(f"{address}: not fetched")
    assert "secret" not in _error("https://me:secret@courier.example/", offline=True)


@pytest.mark.parametrize("settings", [{"form": "pdf"}, {"max_size": 0}])
def test_settings(settings: dict[str, object]) -> None:
    """Settings that cannot be used are told at once, before anything is read."""
    with pytest.raises(SettingsError):
        read("a.txt", **settings)  # type: ignore[arg-type]


@given(texts(max_size=6))
def test_any_text(text: str) -> None:
    """Any UTF-8 text is read exactly, or is no article: it has no letter, or a null character."""
    text = "".join(character for character in text if not "\ud800" <= character <= "\udfff")
    Path("a.txt").write_bytes(text.encode())
    [article] = read("a.txt", form="text")
    if isinstance(article, Document):
        assert article.text == text.removeprefix("\ufeff")
    else:
        assert "\0" in text or not any(map(str.isalpha, text))


@given(st.lists(st.fixed_dictionaries({"text": texts(max_size=4)}, optional={"id": texts(max_size=2), "title": texts(max_size=2)})))
def test_any_records(records: list[dict[str, str]]) -> None:
    """Any text survives JSON Lines exactly, lone surrogates too; ids differ; each line gives one article or one error."""
    Path("a.jsonl").write_bytes(_lines(*records))
    articles = list(read("a.jsonl"))
    if not records:
        assert _errors(articles) == ["a.jsonl: empty"]
        return
    assert len(articles) == len(records)
    documents = [article for article in articles if isinstance(article, Document)]
    assert [document.text for document in documents] == [each["text"] for each in records if any(map(str.isalpha, each["text"]))]
    assert len({document.id for document in documents}) == len(documents)


@given(st.binary(max_size=300), st.sampled_from(["auto", "text", "jsonl"]))
def test_any_bytes(data: bytes, form: str) -> None:
    """Any bytes, read in any way, give documents or errors of one line, and nothing is raised."""
    Path("a").write_bytes(data)
    for article in read("a", form=form, max_size=200):
        assert isinstance(article, Document) or str(article).isprintable()
