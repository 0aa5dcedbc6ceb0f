"""Pages are fetched from a server on this machine: whatever it does, there is an article in time, or one line that says why not."""

import asyncio
import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from claimcheck import web
from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.inputs import read
from pages import HEADLINE, PARAGRAPHS, page, plain

TEXT = "\n\n".join([HEADLINE, *PARAGRAPHS])


class Handler(BaseHTTPRequestHandler):
    """Answers as the test has it."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        """Note the request, and answer."""
        self.server.seen.append(self.path)
        self.server.agents.append(self.headers["User-Agent"])
        self.close_connection = True
        with contextlib.suppress(OSError):  # the client has gone away, as it should from some of these
            self.server.routes[self.path](self)

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def send(self, data: bytes, status: int = 200, **headers: str) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(data)), **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)


Answer = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    """A server on loopback with the answers that a test gives it."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        """Listen at any free port."""
        super().__init__((host, 0), Handler)
        self.host = host
        self.routes: dict[str, Answer] = {}
        self.seen: list[str] = []
        self.agents: list[str] = []
        self.over = threading.Event()

    def at(self, path: str, answer: Answer) -> str:
        """Answer that path so, and return its address."""
        self.routes[path] = answer
        return f"http://{self.host}:{self.server_port}{path}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Run a server while the test runs; no proxy of this machine's gets in between."""
    monkeypatch.setenv("NO_PROXY", "*")
    yield from _running(Server())


def _running(server: Server) -> Iterator[Server]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


def _error(address: str, **settings: float) -> str:
    """Return the message of an address that cannot be read."""
    [error] = read(address, **settings)  # type: ignore[arg-type]
    assert isinstance(error, InputError)
    message = str(error)
    assert message.isprintable()
    return message


def test_page(server: Server) -> None:
    """A page is fetched once, alone, under the program's name; record and notes say where it is from, and when it was fetched."""
    address = server.at("/2031/ferry-minister.html", lambda handler: handler.send(page().encode()))
    [document] = read(address)
    assert isinstance(document, Document)
    assert document.text == TEXT
    assert (document.id, document.origin) == ("ferry-minister", address)
    assert document.url == "https://courier.example/2031/02/ferry-minister"  # as the page says
    assert document.notes[0].startswith("fetched 2")
    assert document.notes[0].endswith(" UTC")
    assert server.seen == ["/2031/ferry-minister.html"]
    assert server.agents[0].startswith("claimcheck/")


def test_plain_text(server: Server) -> None:
    """Plain text is read as it is."""
    address = server.at(
        "/", lambda handler: handler.send("He denied it.\r\n\r\n“No.”".encode("cp1252"), Content_Type="text/plain; charset=cp1252")
    )
    document = web.fetch(address)
    assert document.text == "He denied it.\r\n\r\n“No.”"
    assert (document.id, document.url) == ("127.0.0.1", address)
    assert document.notes[1] == "decoded as cp1252, as the page declares"


@pytest.mark.parametrize(
    ("codec", "content_type"),
    [
        ("utf-8", "text/html"),
        ("utf-8", ""),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-8", 'application/xhtml+xml; charset="no such"'),
        ("cp1252", "text/html; charset=windows-1252"),
        ("cp1252", "text/html; charset=utf-8"),
        ("utf-16", "text/html"),
    ],
)
def test_charset(server: Server, codec: str, content_type: str) -> None:
    """The text is right whatever the server says of its encoding, or does not."""
    address = server.at("/a", lambda handler: handler.send(page().encode(codec), Content_Type=content_type))
    assert web.fetch(address).text == TEXT


def test_packed(server: Server) -> None:
    """A packed page is unpacked; one packed in a way that was not asked for, or not at all as it says, is told."""
    packed = gzip.compress(page().encode())
    assert web.fetch(server.at("/a", lambda handler: handler.send(packed, Content_Encoding="gzip"))).text == TEXT
    assert "packed in a way" in _error(server.at("/b", lambda handler: handler.send(packed, Content_Encoding="br")))
    assert "packed in a way" in _error(server.at("/c", lambda handler: handler.send(packed, Content_Encoding="gzip, gzip")))
    assert "broke off" in _error(server.at("/d", lambda handler: handler.send(b"no gzip", Content_Encoding="gzip")))


def _moved(to: str, status: int = 302) -> Answer:
    return lambda handler: handler.send(b"", status, Location=to)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect(server: Server, status: int) -> None:
    """A redirect is followed; the address named stays the origin, and the notes say where the page came from."""
    server.at("/new", lambda handler: handler.send(b"<p>He denied it.</p>"))
    address = server.at("/old", _moved("/new", status))
    document = web.fetch(address)
    assert (document.id, document.origin) == ("old", address)
    assert document.url == address.replace("old", "new")
    assert document.notes[0].endswith(f" from {document.url}")


def test_redirects_without_end(server: Server) -> None:
    """Redirects in a circle end after a few."""
    message = _error(server.at("/a", _moved("/a")))
    assert f"redirected more than {web.MOST_REDIRECTS} times" in message
    assert len(server.seen) == web.MOST_REDIRECTS + 1


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://courier.example/", "https://", "http://127.0.0.1:99999/", "http://[/"])
def test_redirect_elsewhere(server: Server, target: str) -> None:
    """A redirect to anything but a page on the web is refused."""
    assert _error(server.at("/a", _moved(target)))
    assert server.seen == ["/a"]


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Run a server that passes for one on the web: it has an address of its own, which counts as public here."""
    try:
        running = Server("127.0.0.2")
    except OSError:
        pytest.skip("this system has one loopback address only")
    monkeypatch.setattr(web, "_is_near", lambda address: address != "127.0.0.2")
    yield from _running(running)


def _named(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let each look-up of a name in ``courier.example`` find the next of the answers, the last one for ever; return the names asked for."""
    original = socket.getaddrinfo
    asked: list[str] = []

    def look_up(host: str | bytes, port: int | None, *more: Any, **named: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else host
        if not name.endswith("courier.example"):
            return original(host, port, *more, **named)
        asked.append(name)
        return [found for each in answers[min(len(asked), len(answers)) - 1] for found in original(each, port, *more, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_redirect_inside(server: Server, outside: Server) -> None:
    """A page of a public host cannot redirect into the user's own network, by name or by number; one within it can, as can one outwards."""
    inside = server.at("/inside", lambda handler: handler.send(page().encode()))
    for target in (inside, inside.replace("127.0.0.1", "localhost")):
        assert "which is not on the web" in _error(outside.at("/a", _moved(target)))
        assert server.seen == []
        assert web.fetch(server.at("/b", _moved(target))).text == TEXT
        server.seen.clear()
    assert web.fetch(server.at("/out", _moved(outside.at("/page", lambda handler: handler.send(page().encode()))))).text == TEXT
    assert "which is not on the web" in _error(server.at("/there-and-back", _moved(outside.at("/c", _moved(inside)))))
    assert inside.rpartition("/")[2] not in "".join(server.seen)


@pytest.mark.parametrize(
    "answers",
    [
        # Looked up to connect, to judge the redirect, and to connect again.
        [["127.0.0.2"], ["127.0.0.2"], ["127.0.0.1"]],
        [["127.0.0.2"], ["127.0.0.1"]],
        [["127.0.0.2", "127.0.0.1"], ["127.0.0.2"], ["127.0.0.1"]],
    ],
    ids=["rebound", "moved", "both"],
)
def test_a_name_that_changes_leads_nowhere_inside(
    server: Server, outside: Server, monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]
) -> None:
    """A public host whose name leads into the user's own network at the second look-up is refused before anything is asked there."""
    server.at("/inside", lambda handler: handler.send(page().encode()))
    outside.at("/a", _moved(f"http://courier.example:{server.server_port}/inside"))
    _named(monkeypatch, *answers)
    assert "which is not on the web" in _error(f"http://courier.example:{outside.server_port}/a")
    assert outside.seen == ["/a"]
    assert server.seen == []


def test_behind_a_proxy(server: Server, outside: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the user's own network is used, for redirects within one site too; a redirect to a host inside is refused by its name."""
    monkeypatch.delenv("NO_PROXY")
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
    _named(monkeypatch, [])
    server.routes["http://www.courier.example/a"] = _moved("http://www.courier.example/b")
    server.routes["http://www.courier.example/b"] = lambda handler: handler.send(page().encode())
    server.routes["http://www.courier.example/c"] = _moved("http://127.0.0.1/inside")
    assert web.fetch("http://www.courier.example/a").text == TEXT
    assert "which is not on the web" in _error("http://www.courier.example/c")
    assert not any("inside" in path for path in server.seen)
    assert outside.seen == []


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("192.168.0.1", True),
        ("169.254.169.254", True),
        ("0.0.0.0", True),  # noqa: S104 - asked about, not bound to
        ("8.8.8.8", False),
        ("a" * 70, False),
    ],
)
def test_is_local(host: str, local: bool) -> None:
    """Addresses of this machine and of private networks are known as such."""
    assert asyncio.run(web._is_local(host)) is local


@pytest.mark.parametrize(
    ("status", "word"),
    [(404, "no such page"), (403, "refuses programs"), (500, "try again later"), (418, "check the address"), (204, "204")],
)
def test_status(server: Server, status: int, word: str) -> None:
    """An answer other than a page is told with its number and what to try."""
    message = _error(server.at("/a", lambda handler: handler.send(b"", status)))
    assert f"answered {status}" in message
    assert word in message


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/json", "x" * 50 + "\u00e9"])
def test_no_page(server: Server, content_type: str) -> None:
    """What is no web page is refused by its type, without being read."""
    assert "no web page" in _error(server.at("/a", lambda handler: handler.send(b"%PDF-1.7", Content_Type=content_type)))


@pytest.mark.parametrize(
    ("data", "word"), [(b"", "empty"), (b"\0\1\2", "binary"), (b"<html></html>", "no article text"), (b" \n ", "empty")]
)
def test_no_article(server: Server, data: bytes, word: str) -> None:
    """A page without an article is told."""
    assert word in _error(server.at("/a", lambda handler: handler.send(data)))


def _endless(handler: Handler, piece: bytes, pause: float) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while not handler.server.over.wait(pause):
        handler.wfile.write(piece)


def test_huge(server: Server) -> None:
    """A page that does not end is given up at the limit, as is one that grows when it is unpacked."""
    assert "more than " in _error(server.at("/a", lambda handler: _endless(handler, b"x" * 65536, 0)), max_size=100_000)
    bomb = gzip.compress(b" " * 50_000_000)
    assert "more than " in _error(server.at("/b", lambda handler: handler.send(bomb, Content_Encoding="gzip")), max_size=100_000)


def test_text_too_large(server: Server) -> None:
    """The text of a page is held to the limit for texts."""
    address = server.at("/a", lambda handler: handler.send(plain("He denied it. " * 100).encode()))
    assert "1.4 KB of text; an article may have 1000 bytes" in _error(address, max_size=1000)


def _dripping_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not handler.server.over.wait(0.02):
        handler.wfile.write(b"x")


@pytest.mark.parametrize(
    "answer",
    [lambda handler: handler.server.over.wait(60), _dripping_headers, lambda handler: _endless(handler, b"x", 0.02)],
    ids=["silent", "headers", "page"],
)
def test_slow(server: Server, answer: Answer) -> None:
    """A server that is silent, or sends a byte now and then, is given up after the time allowed for the whole."""
    begun = time.monotonic()
    assert "not there within 0.5 seconds" in _error(server.at("/a", answer), timeout=0.5)
    assert time.monotonic() - begun < 30


def test_broken_off(server: Server) -> None:
    """A page that breaks off, or no HTTP at all, is told."""
    assert "broke off" in _error(server.at("/a", lambda handler: handler.send(b"<p>He", Content_Length="9999")))
    assert "broke off" in _error(server.at("/b", lambda handler: _write(handler, b"SSH-2.0-OpenSSH\r\n\r\n")))
    assert "broke off" in _error(server.at("/c", lambda _: None))


def _write(handler: Handler, data: bytes) -> None:
    handler.wfile.write(data)


def test_refused() -> None:
    """A port that nobody listens at is told; the password in the address is not."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        message = _error(f"http://me:secret@127.0.0.1:{unused.getsockname()[1]}/a")
    assert "cannot connect" in message
    assert "secret" not in message


def test_unknown_host() -> None:
    """A host that does not exist is told."""
    assert "cannot connect" in _error("http://no-such-host.invalid/a")


@pytest.mark.parametrize(
    "address", ["http://", "https:///x", "http://[::1", "http://a:b/", "http://a\0b/", "http://127.0.0.1:99999/", "http://\u202ea\n/"]
)
def test_no_address(address: str) -> None:
    """What is no address of a page is told in one line."""
    assert "no address of a web page" in _error(address)


def test_password(server: Server) -> None:
    """A password in the address is used, and shown nowhere."""
    address = server.at("/a", lambda handler: handler.send(page().replace('rel="canonical"', "").encode()))
    document = web.fetch(address.replace("127", "me:secret@127"))
    assert "secret" not in repr(document)
    assert document.origin == document.url == address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://me:secret@courier.example/a@b", "https://courier.example/a@b"),
        ("https://courier.example", "https://courier.example"),
        ("https://a@b@courier.example?x@y", "https://courier.example?x@y"),
    ],
)
def test_public(address: str, shown: str) -> None:
    """User name and password are cut from an address."""
    assert web.public(address) == shown


def test_in_a_notebook(server: Server) -> None:
    """Where asynchronous code runs already, as in a notebook, a page is fetched all the same."""
    address = server.at("/a", lambda handler: handler.send(page().encode()))

    async def cell() -> Document:
        return web.fetch(address)

    assert asyncio.run(cell()).text == TEXT


def test_others_go_on(server: Server) -> None:
    """An address that cannot be read does not stop the next."""
    bad = server.at("/bad", lambda handler: handler.send(b"", 404))
    good = server.at("/good", lambda handler: handler.send(page().encode()))
    error, document = read([bad, good])
    assert isinstance(error, InputError)
    assert error.origin == bad
    assert isinstance(document, Document)
