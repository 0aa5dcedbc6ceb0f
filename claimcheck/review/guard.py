"""Who may talk to the server: a browser on this computer that was given the address, and the pages that came from there.

The server listens on the loopback interface alone. But any page in the same browser may send requests there, or have its own name lead
there (DNS rebinding), and so may other users of the computer. So each request has to name this very host and port, come from this very
origin or from nowhere, and begin with a random token. No answer allows another origin to read it.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

# As an ASGI server calls an application; starlette's own names for them would be imported at run time.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# A judgement has a few hundred bytes: a name, and the claim in a few words.
MAX_BODY: Final = 64 * 1024

_READING: Final = frozenset(("GET", "HEAD"))
_OWN_SITE: Final = frozenset((b"same-origin", b"none"))
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    reason: str


class Guard:
    """Lets requests through to the application that may be let through, with the token taken off their path."""

    def __init__(self, application: Application, *, host: str, token: str) -> None:
        """Guard an application.

        Args:
            application: what answers.
            host: the only host and port under which it does, as a browser names them.
            token: what paths begin with.
        """
        self._application = application
        self._host = host.encode("ascii")
        self._token = token.encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        guarded = _with_headers(send)
        refusal = self._refused(scope)
        body = b""
        if refusal is None and scope["method"] not in _READING:
            body, refusal = await _read(receive, _values(scope, b"content-length"))
        if refusal is not None:
            await _refuse(refusal, guarded)
            return
        path = scope["path"].removeprefix("/").partition("/")[2]
        await self._application({**scope, "path": f"/{path}"}, _once(body), guarded)

    def _refused(self, scope: Scope) -> _Refusal | None:
        return next((refusal for holds, refusal in self._checks(scope) if not holds), None)

    def _checks(self, scope: Scope) -> Iterator[tuple[bool, _Refusal]]:
        """Yield what has to hold, in order, and the answer where it does not."""
        hint = "open the address that the review printed"
        yield _values(scope, b"host") == [self._host], _Refusal(403, f"another host was named: {hint}")
        origins = _values(scope, b"origin")
        own = origins in ([], [b"http://" + self._host]) and _OWN_SITE.issuperset(_values(scope, b"sec-fetch-site"))
        yield own, _Refusal(403, f"another site asked: {hint}")
        token = scope["path"].removeprefix("/").partition("/")[0].encode("utf-8", "surrogatepass")
        yield secrets.compare_digest(token, self._token), _Refusal(404, f"nothing here: {hint}")
        if scope["method"] not in _READING:
            yield bool(origins), _Refusal(403, "only the review's own page may write")
            kinds = _values(scope, b"content-type")
            # What a form of another site can send without asking is not read, even if all else failed.
            yield scope["method"] == "DELETE" or kinds == [b"application/json"], _Refusal(415, "only application/json is read")


def _values(scope: Scope, name: bytes) -> list[bytes]:
    return [value for each, value in scope["headers"] if each.lower() == name]


async def _read(receive: Receive, lengths: list[bytes]) -> tuple[bytes, _Refusal | None]:
    """Read the body, as far as it may be read."""
    too_large = _Refusal(413, f"more than {MAX_BODY} bytes")
    if any(not length.isdigit() or len(length) > 9 or int(length) > MAX_BODY for length in lengths):
        return b"", too_large
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return b"", too_large
        if not message.get("more_body", False):
            return body, None


def _once(body: bytes) -> Receive:
    """Give the body that was read; after that, the client is gone."""
    messages: list[Message] = [{"type": "http.disconnect"}, {"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if len(messages) > 1 else messages[0]

    return receive


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            if not any(name.lower() == b"content-security-policy" for name, _ in headers):
                headers.append((b"content-security-policy", _POLICY))
            message = {**message, "headers": [*headers, *_HEADERS]}
        await send(message)

    return guarded


async def _refuse(refusal: _Refusal, send: Send) -> None:
    text = refusal.reason.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode("ascii"))]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
