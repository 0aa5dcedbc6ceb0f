"""The review's server: what it answers its own page, and that it answers nobody else."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from claimcheck.cli import run
from claimcheck.errors import OutputError
from claimcheck.evaluation import read_gold
from claimcheck.page import MEDIA_TYPE
from claimcheck.results import write_jsonl
from claimcheck.review import corrections, pages
from claimcheck.review.guard import MAX_BODY
from claimcheck.review.session import Session
from exported import hostile
from reviewing import ALLEGATION, DENIAL, HOST, JSON, ORIGIN, OWN, PLAIN, RUMOUR, TOKEN, Answer, Desk, bridge, request

ROOT = Path(__file__).parent.parent
SAID = {"label": "denial", "second": None, "source": "Ilo Brandt", "answers": [ALLEGATION], "embedded": True, "claim": "he had sold it"}
SENTENCE = f"/articles/1/sentences/{DENIAL}"


def _is_closed(answer: Answer) -> None:
    """No other page can read, frame, cache or sniff what was answered, and nothing in it may be loaded."""
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    expected = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store"}
    expected |= {"cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin", "x-frame-options": "DENY"}
    assert expected.items() <= answer.headers.items()
    assert "server" not in answer.headers


# ---- what the page is answered


def test_page() -> None:
    """The page of an article has the editor in it, and its header has the page's own policy."""
    desk = Desk()
    answer = desk.ask("GET", "/articles/1", headers={"origin": None, "content-type": None, "sec-fetch-site": "none"})
    page = answer.body.decode()
    assert (answer.status, answer.headers["content-type"]) == (200, MEDIA_TYPE)
    assert f'<meta name="claimcheck-base" content="/{TOKEN}/articles/1">' in page
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page)
    assert policy is not None
    assert answer.headers["content-security-policy"] == unescape(policy[1]) + "; frame-ancestors 'none'"
    assert "; connect-src 'self'; " in unescape(policy[1])
    _is_closed(answer)


def test_one_article_needs_no_list() -> None:
    """The address of a review of one article leads to that article."""
    answer = Desk().ask("GET", "/")
    assert (answer.status, answer.headers["location"]) == (307, f"/{TOKEN}/articles/1")


def test_list() -> None:
    """The list tells of each article how far it is reviewed."""
    desk = Desk(bridge(), hostile(), bridge(id="third"))
    desk.say(ALLEGATION)
    desk.ask("PUT", "/articles/3/finished", {"finished": True})
    answer = desk.ask("GET", "/")
    page = answer.body.decode()
    assert [f"/{TOKEN}/articles/{number}" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    for words in ("1 of 3 articles reviewed", "1 of 4 findings reviewed", "6 findings to review", "✓ reviewed"):
        assert words in page
    assert "<script" not in page
    assert "&lt;script" in page or "=HYPERLINK(&#34;http://evil.example/" in page
    _is_closed(answer)


def test_judging() -> None:
    """What is said of a sentence is kept before it is confirmed, and shown from then on."""
    desk = Desk()
    answer = desk.ask("POST", SENTENCE, SAID | {"source": "  The\tmayor ", "answers": [RUMOUR, ALLEGATION]})
    state = answer.json()
    (kept,) = desk.kept
    assert (kept.action, kept.article.id) == (corrections.Action.CORRECT, "bridge")
    assert kept.judgement is not None
    assert kept.judgement.source == "The mayor"
    said = state["sentences"][DENIAL]
    assert (said["action"], said["source"], said["answers"]) == ("correct", "The mayor", [RUMOUR, ALLEGATION])
    assert said["found"] == SAID
    assert (state["findings"], state["seen"], state["judged"], state["articles"]) == (4, 1, 1, 1)
    assert desk.ask("GET", "/articles/1/state").json() == state
    assert "The mayor" in desk.ask("GET", "/articles/1").body.decode()


def test_taking_back() -> None:
    """What is taken back is as the program found it; the file remembers both."""
    desk = Desk()
    before = desk.ask("GET", "/articles/1").body
    desk.ask("POST", SENTENCE, SAID | {"source": "x"})
    assert desk.ask("GET", "/articles/1").body != before
    assert desk.ask("DELETE", SENTENCE).json()["sentences"][DENIAL]["action"] is None
    assert desk.ask("GET", "/articles/1").body == before
    assert [each.action.value for each in desk.kept] == ["correct", "undo"]
    assert desk.ask("DELETE", SENTENCE).status == 404


def test_finishing() -> None:
    """An article is marked as wholly reviewed, and no longer so."""
    desk = Desk()
    assert desk.ask("PUT", "/articles/1/finished", {"finished": True}).json()["finished"] is True
    assert desk.ask("PUT", "/articles/1/finished", {"finished": False}).json()["finished"] is False
    assert [each.action.value for each in desk.kept] == ["finish", "reopen"]


def test_reopened_review() -> None:
    """A review that is opened again shows what was said before."""
    first = Desk()
    first.say(PLAIN, label="allegation", source="A neighbour")
    again = Desk(before=first.kept)
    assert again.session.state(1) == first.session.state(1)
    assert again.ask("GET", "/articles/1").body == first.ask("GET", "/articles/1").body
    assert "A neighbour" in again.ask("GET", "/articles/1").body.decode()


def test_not_saved() -> None:
    """Where a correction cannot be kept, the answer says why, and the review is as before."""

    def full(_: corrections.Correction) -> None:
        msg = "cannot write c.jsonl: No space left on device: free some space"
        raise OutputError(msg)

    desk = Desk(append=full)
    before = desk.ask("GET", "/articles/1/state").json()
    answer = desk.ask("POST", SENTENCE, SAID | {"source": "x"})
    assert (answer.status, answer.json()["error"]) == (507, "cannot write c.jsonl: No space left on device: free some space")
    assert desk.ask("GET", "/articles/1/state").json() == before


def test_hostile_article() -> None:
    """Any text comes through: the state is JSON, the page shows text as text, and what the program found can be accepted."""
    desk = Desk(hostile())
    page = desk.ask("GET", "/articles/1").body.decode()
    assert len(re.findall(r"<script>", page)) == 2
    state = desk.ask("GET", "/articles/1/state").json()
    for index, sentence in enumerate(state["sentences"]):
        assert desk.ask("POST", f"/articles/1/sentences/{index}", sentence["found"]).status == 200
    assert {each.action.value for each in desk.kept} == {"accept"}


# ---- attacks


def _nothing_happened(desk: Desk, answer: Answer, *statuses: int) -> None:
    assert answer.status in statuses
    assert desk.kept == []
    assert desk.session.progress(1).judged == 0
    assert b"Brandt" not in answer.body
    assert TOKEN.encode() not in answer.body
    _is_closed(answer)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8123", "localhost:8123", "127.0.0.1", "127.0.0.1:8124", "127.0.0.1:8123.evil.example", "", None]
)
def test_other_host(method: str, host: str | None) -> None:
    """A name that was made to lead here (DNS rebinding) is refused, whatever else is right."""
    desk = Desk()
    path = SENTENCE if method == "POST" else "/articles/1"
    _nothing_happened(desk, desk.ask(method, path, SAID, headers={"host": host}), 403)


def test_two_hosts() -> None:
    """Two names of hosts are refused, though one is right."""
    desk = Desk()
    headers = [(b"host", HOST.encode()), (b"Host", b"evil.example"), (b"origin", ORIGIN.encode())]
    _nothing_happened(desk, request(desk.application, "GET", f"/{TOKEN}/articles/1", headers), 403)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:8123", "https://127.0.0.1:8123", "http://127.0.0.1", ""]
)
def test_other_origin(method: str, origin: str) -> None:
    """A page from elsewhere is refused, the preflight of its request too, and may read no answer."""
    desk = Desk()
    _nothing_happened(desk, desk.ask(method, SENTENCE, SAID, headers={"origin": origin}), 403)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
def test_other_site(site: str) -> None:
    """What the browser says comes from another site is refused even where it has no origin, as a picture or a link."""
    desk = Desk()
    headers = {"origin": None, "sec-fetch-site": site}
    _nothing_happened(desk, desk.ask("GET", "/articles/1", headers=headers), 403)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_no_origin(method: str) -> None:
    """Who writes must say where from: a program that only guesses the address does not."""
    desk = Desk()
    _nothing_happened(desk, desk.ask(method, SENTENCE, SAID, headers={"origin": None}), 403)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), "ünïcödé", "\udc80", "..", f"x/{TOKEN}", f"/{TOKEN}"])
def test_wrong_token(method: str, token: str) -> None:
    """Without the token there is nothing, and nothing tells whether it was nearly right."""
    desk = Desk()
    answer = desk.ask(method, SENTENCE, SAID, token=token)
    _nothing_happened(desk, answer, 404)
    assert answer.body == desk.ask("GET", "", token="other").body  # noqa: S106 - a wrong one


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", None])
def test_form(kind: str | None) -> None:
    """What a form of any page can send is not read."""
    desk = Desk()
    _nothing_happened(desk, desk.ask("POST", SENTENCE, SAID, headers={"content-type": kind}), 415)


LARGE = json.dumps(SAID | {"source": "x" * MAX_BODY}).encode()


@pytest.mark.parametrize("parts", [1, 7])
@pytest.mark.parametrize("length", [None, str(len(LARGE)), "10", "-1", "x", "9" * 30, "٣"])
def test_large_body(length: str | None, parts: int) -> None:
    """More than a correction can need is refused, by what is announced and by what comes."""
    desk = Desk()
    headers = [(name.encode(), value.encode()) for name, value in OWN.items()]
    if length is not None:
        headers.append((b"content-length", length.encode()))
    _nothing_happened(desk, request(desk.application, "POST", f"/{TOKEN}{SENTENCE}", headers, LARGE, parts=parts), 413)


BODIES = (b"", b"{", b"null", b"[]", b"1", b'"x"', b"{}", b"\xff", b"\x00", b"[" * 60_000, b'{"label": NaN}', b"1" * 5000)
CHANGES: tuple[dict[str, Any], ...] = (
    *({"label": label} for label in ("verdict", None, "none", "allegation")),
    *({"second": label} for label in ("none", "denial", 1)),
    *({"source": source} for source in (1, None, ["x"])),
    *({"answers": answers} for answers in (None, "0", [99], [-1], [0.5], [DENIAL], [0, 0], [[0]], [True], [10**400])),
    {"embedded": 1},
    {"claim": {}},
)


def _not_read(body: bytes) -> None:
    desk = Desk()
    answer = desk.ask("POST", SENTENCE, body)
    assert answer.status == 400
    assert answer.json()["error"].startswith("the request: ")
    assert desk.kept == []
    _is_closed(answer)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{len(body)} {body[:12]!r}")
def test_broken_body(body: bytes) -> None:
    """What is no judgement at all is refused, and nothing is kept."""
    _not_read(body)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: json.dumps(change)[:40])
def test_broken_judgement(change: dict[str, Any]) -> None:
    """A judgement with a wrong field, or with fields that do not go together, is refused, and nothing is kept."""
    _not_read(json.dumps(SAID | change).encode())


PATHS = ("/..", "/../..", "/../../etc/passwd", "/articles/../../etc/passwd", "/articles/1/../../pyproject.toml", "//etc/passwd", "/.")
NAMES = ("/articles", "/articles/", "/articles/1/", "/static/review.js", "/assets/", "/claimcheck/cli.py", "/articles/1/state/x", "/\x00")


@pytest.mark.parametrize("path", [*PATHS, *NAMES])
def test_other_path(path: str) -> None:
    """There are no files and no folders to list: any other path leads nowhere."""
    desk = Desk()
    answer = desk.ask("GET", path)
    assert (answer.status, answer.body) == (404, b"Not Found")
    _is_closed(answer)


STRANGE = ["0", "2", "-1", "999999999", "1" * 5000, "x", "1.0", "+1", " 1", "١", "1e0", "0x1", "..", "%31", "\udc80"]


@pytest.mark.parametrize("number", STRANGE, ids=lambda text: ascii(text)[:20])
@pytest.mark.parametrize(
    ("method", "rest"), [("GET", ""), ("GET", "/state"), ("PUT", "/finished"), ("POST", "/sentences/1"), ("DELETE", "/sentences/1")]
)
def test_unknown_article(number: str, method: str, rest: str) -> None:
    """An article that is not there is not found, however its number is written."""
    desk = Desk()
    body = {"finished": True} if method == "PUT" else SAID
    answer = desk.ask(method, f"/articles/{number}{rest}", body)
    assert (answer.status, desk.kept) == (404, [])
    _is_closed(answer)


@pytest.mark.parametrize("index", ["6", *STRANGE[2:]], ids=lambda text: ascii(text)[:20])
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_unknown_sentence(index: str, method: str) -> None:
    """A sentence that is not there is not found, however its number is written."""
    desk = Desk()
    answer = desk.ask(method, f"/articles/1/sentences/{index}", SAID)
    assert (answer.status, desk.kept) == (404, [])
    _is_closed(answer)


LOOKING = [(method, SENTENCE) for method in ("GET", "HEAD", "PUT", "PATCH", "OPTIONS")] + [("GET", "/articles/1/finished")]
WRITING = [("POST", path) for path in ("/", "/articles/1", "/articles/1/finished")] + [("DELETE", "/articles/1/state")]


@pytest.mark.parametrize(("method", "path"), [*LOOKING, *WRITING])
def test_wrong_method(method: str, path: str) -> None:
    """What writes is not done by looking, and what shows is not written to."""
    desk = Desk()
    answer = desk.ask(method, path, SAID)
    assert (answer.status, desk.kept) == (405, [])
    _is_closed(answer)


def test_assets_are_safe() -> None:
    """The editor's script makes no markup of text and talks to its own server alone; its style loads nothing."""
    script, style = (pages.asset(name) for name in ("review.js", "review.css"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|import\(|https?:|</|<!--", script)
    assert re.findall(r"fetch\((.*?),", script) == ["base + path"]
    assert not re.search(r"url\(|@import|@font-face|</", style)


def test_never_a_verdict() -> None:
    """The editor's own words judge no claim: what is right or not is what the program says of a sentence."""
    own = "".join(pages.asset(name).lower() for name in ("review.js", "index.html"))
    assert not re.search(r"verdict|debunk|misinformation|\bfake\b|\blie[sd]?\b|rating|\bis (true|false)\b", own)


# ---- the command


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return a results file with one article."""
    path = tmp_path / "results.jsonl"
    write_jsonl(path, [bridge()])
    return path


class Served:
    """A review that runs as its own process, and requests to it."""

    def __init__(self, results: Path, *arguments: str) -> None:
        """Start it and wait for its address."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "claimcheck", "review", str(results), "--no-browser", *arguments]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.address = urlsplit(line.removeprefix("review at ").strip())

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Send a request over the network; ``path`` follows the token."""
        connection = http.client.HTTPConnection(self.address.netloc, timeout=60)
        content = None if body is None else json.dumps(body)
        sent = {"Origin": f"http://{self.address.netloc}", "Content-Type": JSON, **headers}
        connection.request(method, self.address.path.rstrip("/") + path, body=content, headers=sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """End it; return its exit code and what it said on standard error."""
        self.process.send_signal(how)
        _, errors = self.process.communicate(timeout=120)
        return self.process.returncode, errors


@pytest.fixture
def served(results: Path) -> Iterator[Served]:
    """A review of the bridge, as a process of its own."""
    review = Served(results)
    yield review
    if review.process.poll() is None:
        review.process.kill()
    review.process.communicate(timeout=120)


def test_a_whole_review(served: Served, results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Judged over the network, killed at once, opened again, ended with control-C: nothing that was confirmed is lost; then gold."""
    assert served.address.hostname == "127.0.0.1"
    assert len(served.address.path) > 40
    assert served.ask("GET", "/articles/1")[0] == 200
    assert served.ask("GET", "/articles/1", Host="evil.example")[0] == 403
    assert served.ask("POST", SENTENCE, SAID, Origin="https://evil.example")[0] == 403
    assert served.ask("POST", SENTENCE, SAID | {"source": "The mayor"})[0] == 200
    assert served.end(signal.SIGKILL)[0] == -signal.SIGKILL
    path = corrections.beside(results)
    with path.open("ab") as stream:
        stream.write(b'{"version":"1.0","time":"20')
    again = Served(results)
    try:
        status, text = again.ask("GET", "/articles/1/state")
        assert (status, json.loads(text)["sentences"][DENIAL]["source"]) == (200, "The mayor")
        assert again.address.path != served.address.path
        assert again.ask("PUT", "/articles/1/finished", {"finished": True})[0] == 200
        assert run(["review", str(results), "--no-browser"]) == 2
        assert "another review is at work" in capfd.readouterr().err
    finally:
        code, errors = again.end(signal.SIGINT)
    assert code == 0
    assert "the last line of the corrections was never written to its end" in errors
    assert errors.splitlines()[-1] == "claimcheck: 1 correction made"
    assert [path.name for path in sorted(results.parent.iterdir())] == ["results.corrections.jsonl", "results.jsonl"]
    assert run(["corrections", str(results), "-o", str(results.parent / "gold.jsonl")]) == 0
    (article,) = read_gold(results.parent / "gold.jsonl")
    assert article.sentences[DENIAL].source == "The mayor"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["missing.jsonl"], 1, "missing.jsonl"),
        (["empty.jsonl"], 1, "holds no article"),
        (["results.jsonl", "--port", "65536"], 2, "'--port': Input should be less than or equal to 65535"),
        (["results.jsonl", "--corrections", "missing/c.jsonl"], 4, "the folder does not exist: create it first"),
        (["results.jsonl", "--corrections", "results.jsonl"], 1, "line 1: the field 'version' is missing|line 1: .*version"),
    ],
)
def test_no_review(
    results: Path, arguments: list[str], code: int, told: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What keeps a review from starting is told in one line; results are never taken for corrections."""
    monkeypatch.chdir(results.parent)
    (results.parent / "empty.jsonl").touch()
    before = results.read_bytes()
    assert run(["review", *arguments, "--no-browser"]) == code
    (line,) = capfd.readouterr().err.splitlines()
    assert re.search(told, line)
    assert results.read_bytes() == before


def test_port_taken(results: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A port that another program has is told, with what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run(["review", str(results), "--no-browser", "--port", str(port)]) == 2
    assert f"cannot listen on port {port}" in capfd.readouterr().err


def test_session_needs_no_web() -> None:
    """A review can be led without a server."""
    session = Session([bridge()], [], lambda _: None)
    session.finish(1, finished=True)
    assert session.progress(1).finished
