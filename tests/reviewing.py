"""What tests of the review share: an article under review, and requests to its application without a network."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from claimcheck.pipeline import Analysis
from claimcheck.review.corrections import Correction
from claimcheck.review.guard import Application, Message
from claimcheck.review.server import application
from claimcheck.review.session import Session
from fakes import allegation, article, background, denial, headline, statement

HOST: Final = "127.0.0.1:8123"
TOKEN: Final = "a-token-of-this-test"  # noqa: S105 - of a server that does not exist
ORIGIN: Final = f"http://{HOST}"
JSON: Final = "application/json"
# What a browser sends with a request of the review's own page.
OWN: Final = {"host": HOST, "origin": ORIGIN, "sec-fetch-site": "same-origin", "content-type": JSON}

ALLEGATION, RUMOUR, DENIAL, STATEMENT, PLAIN = range(1, 6)


def bridge(**document: Any) -> Analysis:
    """Return an article with a finding of each kind: a headline, two claims, a denial of the first, a statement, a plain sentence."""
    built = {"id": "bridge", "title": "The bridge of Tolm", "outlet": "Tolm Herald", "origin": "articles/bridge.txt"} | document
    return article(
        headline("The bridge of Tolm"),
        allegation("The union says that Ilo Brandt sold the bridge.", key="sold", source="The union"),
        allegation("He is said to have left.", key="left", score=0.55),
        denial("Brandt denied that he had sold it.", answers=["sold"], clause="he had sold it", source="Ilo Brandt", source_score=0.4),
        statement("The bridge opens on Monday, the council said.", source="the council"),
        background("It rained."),
        **built,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the application answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body, read as JSON."""
        return json.loads(self.body)


class Desk:
    """A review whose corrections are kept in a list, and a browser without a network."""

    def __init__(self, *articles: Analysis, before: Iterable[Correction] = (), append: Callable[[Correction], None] | None = None) -> None:
        """Review these articles, or the bridge; corrections go to ``append`` where it is given."""
        self.kept: list[Correction] = []
        self.session = Session(articles or (bridge(),), list(before), append or self.kept.append)
        self.application = application(self.session, host=HOST, token=TOKEN)

    def ask(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str | None] | None = None, token: str = TOKEN, parts: int = 1
    ) -> Answer:
        """Send a request as the page would; ``headers`` change what it sends, None takes one away.

        A body that is no bytes is sent as JSON. It comes in that many parts.
        """
        sent = {**OWN, **(headers or {})}
        raw = [(name.encode(), value.encode()) for name, value in sent.items() if value is not None]
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return request(self.application, method, f"/{token}{path}", raw, content, parts=parts)

    def say(self, index: int, **change: Any) -> Answer:
        """Say something of a sentence: what is held of it now, with a change."""
        now = self.session.state(1)["sentences"][index]
        said = {name: now[name] for name in ("label", "second", "source", "answers", "embedded", "claim")}
        return self.ask("POST", f"/articles/1/sentences/{index}", said | change)


def request(app: Application, method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes = b"", *, parts: int = 1) -> Answer:
    """Call an application as a server would, and return what it answered."""
    size = -(-len(body) // parts) or 1
    chunks = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
    incoming: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)} for number, chunk in enumerate(chunks, start=1)
    ]
    outgoing: list[Message] = []

    async def receive() -> Message:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        outgoing.append(message)

    async def answered() -> None:
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path, "query_string": b""}
        await app({**scope, "headers": headers, "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8123)}, receive, send)

    asyncio.run(answered())
    start = outgoing[0]
    return Answer(
        status=start["status"],
        headers={name.decode().lower(): value.decode() for name, value in start["headers"]},
        body=b"".join(message.get("body", b"") for message in outgoing[1:]),
    )
