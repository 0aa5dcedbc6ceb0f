"""Web pages become Documents, in a process of their own that no page can hold up or bring down for good."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import claimcheck
from claimcheck import html
from claimcheck.document import Document
from claimcheck.errors import InputError
from pages import HEADLINE, PARAGRAPHS, page, plain

# Attributes of one element are compared with one another: these take any parser minutes.
SLOW = f"<html><body><p {' '.join(f'a{number}' for number in range(150_000))}>denied</p></body></html>".encode()


def _read(data: bytes, **more: str) -> Document:
    return html.document(data, origin="saved/page.html", name="page", **more)


def _run(program: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(claimcheck.__file__).parent.parent)}
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300, env=environment)


def test_document() -> None:
    """A page's record says what it was read from, what stood in it, and how the text was found."""
    document = _read(page().encode())
    assert document.text == "\n\n".join([HEADLINE, *PARAGRAPHS])
    assert (document.id, document.origin) == ("page", "saved/page.html")
    assert (document.title, document.author, document.date) == (HEADLINE, "Oda Brandvik", "2031-02-17")
    assert (document.outlet, document.url) == ("Tollmark Courier", "https://courier.example/2031/02/ferry-minister")
    assert "trafilatura" in document.notes[0]


def test_same_each_time() -> None:
    """The same page gives the same record, whatever was read before."""
    assert _read(page().encode()) == _read(page().encode())


@pytest.mark.parametrize(
    ("codec", "declared"),
    [("utf-8", "utf-8"), ("utf-8", "iso-8859-1"), ("cp1252", "iso-8859-1"), ("cp1252", "utf-8"), ("utf-16", "utf-8")],
)
def test_encodings(codec: str, declared: str) -> None:
    """The text is right whether the page declares its encoding rightly or wrongly."""
    markup = page().replace('charset="utf-8"', f'charset="{declared}"')
    data = markup.encode(codec)
    assert _read(data).text == "\n\n".join([HEADLINE, *PARAGRAPHS])


def test_address() -> None:
    """A page that names no address of its own has the one it was fetched from."""
    markup = plain(*PARAGRAPHS).encode()
    assert _read(markup).url is None
    assert _read(markup, address="https://courier.example/x").url == "https://courier.example/x"


def test_no_article() -> None:
    """A page that scripts would fill is an error of one line that names the page."""
    with pytest.raises(InputError, match=r"^saved/page\.html: no article text on the page; ") as caught:
        _read(b"<html><body><div id=app></div><script>run()</script></body></html>")
    assert str(caught.value).isprintable()


def test_binary() -> None:
    """A file that only has the ending of a page is refused."""
    with pytest.raises(InputError, match=r"saved/page\.html: a picture"):
        _read(b"\x89PNG\r\n\x1a\n\0\0")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on computing time")
def test_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes too much computing is given up, in a line that says so; the next one is read."""
    with monkeypatch.context() as patched:
        patched.setattr(html, "SECONDS", 0.3)
        with pytest.raises(InputError, match=r"more than 0\.3 seconds of computing"):
            _read(SLOW)
    assert _read(page().encode()).title == HEADLINE


def test_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes too long by the clock is given up too."""
    with monkeypatch.context() as patched:
        patched.setattr(html, "PATIENCE", 0.5)
        with pytest.raises(InputError, match="taking the page apart"):
            _read(SLOW)
    assert _read(page().encode()).title == HEADLINE


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit, or do not keep to it")
def test_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes too much memory is given up; the next one is read."""
    with monkeypatch.context() as patched:
        patched.setattr(html, "MEMORY", 200 << 20)
        with pytest.raises(InputError, match=r"saved/page\.html: taking the page apart"):
            _read(b"<html><body>" + b"<p>He denied it. " * 500_000)
    assert _read(page().encode()).title == HEADLINE


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an interruption, the answer that was on its way is not taken for that of the next page."""
    receive = html._get

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(html, "_get", interrupt)
    with pytest.raises(KeyboardInterrupt):
        _read(plain("The first page.").encode())
    monkeypatch.setattr(html, "_get", receive)
    assert _read(plain("The second page.").encode()).text == "The second page."


def test_broken_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where a library is missing, the error names it."""
    (tmp_path / "trafilatura.py").write_text("raise ImportError('no trafilatura here')", encoding="utf-8")
    html._reader.close()
    with monkeypatch.context() as patched:
        patched.syspath_prepend(str(tmp_path))
        with pytest.raises(InputError, match="this installation is not complete: no trafilatura here"):
            _read(page().encode())
    html._reader.close()
    assert _read(page().encode()).title == HEADLINE


def test_process_ends() -> None:
    """The process that takes pages apart ends with the program, and leaves nothing on its output."""
    program = "from claimcheck import html; html.document(b'<p>He denied it.</p>', origin='', name=''); print(html._reader._process.pid)"
    done = _run(program)
    assert done.stderr == ""
    if sys.platform == "linux":
        assert not Path("/proc", done.stdout.strip()).exists()


def test_nothing_imported() -> None:
    """The program itself imports neither trafilatura nor lxml."""
    program = "import sys; from claimcheck import html; html.document(b'<p>He denied it.</p>', origin='', name=''); print(*sys.modules)"
    done = _run(program)
    assert {"trafilatura", "lxml"}.isdisjoint(done.stdout.split())
