"""A web page that the user names by its address becomes a Document. Nothing else is fetched: no pictures, no scripts, no robots.txt."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final, TypeVar

import httpx2

from claimcheck import __version__, html
from claimcheck.articles import noted
from claimcheck.decoding import decode
from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.files import shown

T = TypeVar("T")

# Seconds in which all of a page must be there: looking up the name, connecting, redirects and the last byte.
TIMEOUT: Final = 30.0
# Bytes of a page, unpacked. Those of large sites have 1 to 3 MB without their pictures.
MAX_SIZE: Final = 20 << 20
# One from http to https, one to the usual host name, one to the article's present address, and two to spare.
MOST_REDIRECTS: Final = 5

_SECRETS: Final = re.compile(r"^([a-z]+://)[^/?#]*@", re.IGNORECASE)
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_HEADERS: Final = {
    "User-Agent": f"claimcheck/{__version__}",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.5",
    # No packing that makes gigabytes of kilobytes: with these, a piece that arrives grows a thousandfold at most.
    "Accept-Encoding": "gzip, deflate",
}
_PACKINGS: Final = frozenset({"", "identity", "gzip", "deflate"})
_STATUS: Final = {
    401: "the site wants a login; save the page in a browser and name the file",
    402: "the site wants a subscription; save the page in a browser and name the file",
    403: "the site refuses programs; save the page in a browser and name the file",
    404: "there is no such page; check the address",
    410: "the page is gone; look for it in a web archive",
    429: "the site wants fewer requests; try again later",
    451: "the site may not show the page here; look for it in a web archive",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """What a server sent: the bytes, the address after all redirects, and what it says they are."""

    data: bytes
    address: str
    media: str
    charset: str


def fetch(address: str, *, timeout: float = TIMEOUT, max_size: int = MAX_SIZE) -> Document:
    """Fetch a web page and read the article in it.

    Redirects are followed, but not from a public host to one in the user's own network, whatever its name says from one moment to the
    next: a page must not reach what only the user can. Proxies are taken from the environment, certificates from the system; what a proxy
    can reach is its own affair.

    Args:
        address: begins with https:// or http://.
        timeout: seconds in which the whole page must be there.
        max_size: bytes that it may have, unpacked.

    Raises:
        InputError: where it cannot be fetched in time, is too large, or is no page with an article.
    """
    origin = public(address)
    where = shown(origin)
    try:
        fetched = _run(_within(timeout, _fetch(address, max_size)))
    except TimeoutError as error:
        msg = f"{where}: not there within {timeout:g} seconds; try again later, or save the page and name the file"
        raise InputError(msg, origin=origin) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, _Refused) as error:
        msg = f"{where}: {shown(_cause(error))}"
        raise InputError(msg, origin=origin) from error
    moved = f" from {public(fetched.address)}" if fetched.address != address else ""
    note = f"fetched {datetime.now(UTC):%Y-%m-%d %H:%M} UTC{moved}"
    if not fetched.data.strip():
        msg = f"{where}: the page is empty"
        raise InputError(msg, origin=origin)
    if fetched.media == "text/plain":
        decoded = decode(fetched.data, where, declared=fetched.charset)
        notes = noted(note, decoded.note)
        return Document(text=decoded.text, id=_name(address), origin=origin, url=public(fetched.address), notes=notes)
    page = html.document(fetched.data, origin=origin, name=_name(address), address=public(fetched.address), charset=fetched.charset)
    return replace(page, notes=(note, *page.notes))


def public(address: str) -> str:
    """Return an address without the user name and password that may stand in it, for whatever others may see."""
    return _SECRETS.sub(r"\1", address)


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """The answer is none that can be used; the message says why."""


def _run(fetching: Coroutine[None, None, T]) -> T:
    """Run to the end, in another thread where this one runs asynchronous code already, as that of a notebook does."""
    if not _is_asynchronous():
        return asyncio.run(fetching)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, fetching).result()


def _is_asynchronous() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _within(seconds: float, fetching: Coroutine[None, None, T]) -> T:
    # A limit for the whole: with one for each step, a server could go on for days, a byte at a time.
    async with asyncio.timeout(seconds):
        return await fetching


async def _fetch(address: str, max_size: int) -> _Fetched:
    """Ask for a page, and for those that it redirects to.

    Raises:
        _Refused, httpx2.HTTPError, httpx2.InvalidURL: where that leads to no page.
    """
    # No connection serves twice, so that the gate sees each. `_within` limits the time of the whole.
    async with httpx2.AsyncClient(headers=_HEADERS, timeout=None, limits=httpx2.Limits(max_keepalive_connections=0)) as client:
        request = client.build_request("GET", address)
        gate = _Gate()
        for _ in range(MOST_REDIRECTS + 1):
            _check(request.url)
            await gate.watch(request)
            response = await client.send(request, stream=True)
            try:
                if response.next_request is None:
                    return await _received(response, max_size)
            finally:
                await response.aclose()
            gate.passed(request)
            request = response.next_request
    msg = f"redirected more than {MOST_REDIRECTS} times; open it in a browser and name the address that it ends at"
    raise _Refused(msg)


class _Gate:
    """Keeps what a public host answers from leading to what only the user can reach.

    To look a name up beforehand is not enough: who owns it can answer otherwise the next time (DNS rebinding). What counts is the address
    at the other end of a connection, before a byte is sent through it. Behind a proxy that cannot be seen, and the name alone counts.
    """

    def __init__(self) -> None:
        self._near = True  # all so far was in the user's own network; what is named first may be anywhere
        self._peer: str | None = None  # where the present request went; None where a proxy took it
        self._proxied: set[str] = set()

    async def watch(self, request: httpx2.Request) -> None:
        """Look at the name now, and at the connection as soon as it is there.

        Raises:
            _Refused: here, or from the sending, where the request is not to be sent.
        """
        host = request.url.raw_host.decode("ascii")
        if not self._near and host not in self._proxied and await _is_local(host):
            raise _refused(request.url)
        self._peer = None
        connecting = ""

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            nonlocal connecting
            if event.endswith(".connect_tcp.started"):
                connecting = info["host"]
            elif event.endswith(".connect_tcp.complete") and connecting == host:  # else it leads to a proxy
                self._peer = str(info["return_value"].get_extra_info("server_addr")[0])
                if not self._near and _is_near(self._peer):
                    await info["return_value"].aclose()
                    raise _refused(request.url)

        request.extensions["trace"] = trace

    def passed(self, request: httpx2.Request) -> None:
        """Remember where a request went that led on to another."""
        if self._peer is None:
            self._proxied.add(request.url.raw_host.decode("ascii"))
        self._near = self._near and self._peer is not None and _is_near(self._peer)


def _refused(url: httpx2.URL) -> _Refused:
    msg = f"redirected to {public(str(url))}, which is not on the web; name that address itself if it is right"
    return _Refused(msg)


def _check(url: httpx2.URL) -> None:
    """Refuse an address that nothing on the web can have."""
    if url.scheme not in {"http", "https"} or not url.host or (url.port or 0) > 65535:
        msg = f"no address of a web page: {public(str(url))}"
        raise _Refused(msg)


async def _is_local(host: str) -> bool:
    """Whether a host lies in the user's own network, or is the machine itself."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # a proxy may know it; if not, connecting says so
        return False
    return any(_is_near(str(address[4][0])) for address in found)


def _is_near(address: str) -> bool:
    """Whether an IP address is one that only this machine or its network can reach."""
    return not ipaddress.ip_address(address.partition("%")[0]).is_global


async def _received(response: httpx2.Response, max_size: int) -> _Fetched:
    """Receive the page that a response holds.

    Raises:
        _Refused: where it holds none, or one that is too large.
    """
    status = response.status_code
    if status != 200:
        reason = _STATUS.get(status, "try again later" if status >= 500 else "check the address")
        msg = f"the server answered {status}{f' {response.reason_phrase}' if response.reason_phrase else ''}: {reason}"
        raise _Refused(msg)
    media = response.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if media not in _PAGES and media != "text/plain":
        msg = f"{media or 'a file of no kind'}, no web page; save the file, turn it into text, and name that"
        raise _Refused(msg)
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing not in _PACKINGS:
        msg = f"packed in a way that was not asked for ({packing}); save the page in a browser and name the file"
        raise _Refused(msg)
    data = bytearray()
    async for piece in response.aiter_bytes():
        data += piece
        if len(data) > max_size:
            msg = f"more than {max_size / (1 << 20):g} MB; save the page in a browser and name the file, or raise --max-size"
            raise _Refused(msg)
    return _Fetched(data=bytes(data), address=str(response.url), media=media, charset=response.charset_encoding or "")


def _cause(error: Exception) -> str:
    """Say what went wrong, and what to try."""
    text = str(error) or type(error).__name__
    if isinstance(error, httpx2.ConnectError):
        deepest: BaseException = error
        while deeper := deepest.__cause__ or deepest.__context__:
            deepest = deeper
        return f"cannot connect ({getattr(deepest, 'strerror', None) or text}); check the address and the network"
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        return f"no address of a web page ({text})"
    if isinstance(error, httpx2.HTTPError):
        return f"the server broke off ({text}); try again later, or save the page and name the file"
    return text


def _name(address: str) -> str:
    """Return the id for an address: the last part of its path, or the host."""
    url = httpx2.URL(address)
    return PurePosixPath(url.path).stem or url.host
