"""The addresses of a review, and the server itself; on the loopback interface alone."""

import contextlib
import re
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from claimcheck.errors import ClaimcheckError, InputError, OutputError, SettingsError, UnknownError
from claimcheck.jsonread import Field, parse
from claimcheck.page import MEDIA_TYPE
from claimcheck.results import dumps
from claimcheck.review import corrections, pages
from claimcheck.review.guard import Application, Guard
from claimcheck.review.session import Session, read_articles

HOST: Final = "127.0.0.1"
_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the server tells whoever started it.

    Attributes:
        address: called with the address to open, once it answers there.
        notice: called with what a person should know.
    """

    address: Callable[[str], None]
    notice: Callable[[str], None]


def application(session: Session, *, host: str, token: str) -> Application:
    """Return the application that answers for a review.

    Args:
        session: the review.
        host: host and port under which it is reached.
        token: what the path of each address begins with.
    """
    app = Starlette(
        routes=_Answers(session, f"/{token}").routes(),
        exception_handlers={UnknownError: _failed(404), InputError: _failed(400), OutputError: _failed(507)},
    )
    # It would lead to addresses without the token.
    app.router.redirect_slashes = False
    return Guard(app, host=host, token=token)


class _Answers:
    """What is answered at each address. Nothing here waits, so that one request is over before the next begins."""

    def __init__(self, session: Session, base: str) -> None:
        self._session = session
        self._base = base

    def routes(self) -> list[Route]:
        article = "/articles/{number}"
        return [
            Route("/", self.index),
            Route(article, self.article),
            Route(f"{article}/state", self.state),
            Route(f"{article}/finished", self.finish, methods=["PUT"]),
            Route(f"{article}/sentences/{{index}}", self.judge, methods=["POST"]),
            Route(f"{article}/sentences/{{index}}", self.take_back, methods=["DELETE"]),
        ]

    async def index(self, _: Request) -> Response:
        if len(self._session) == 1:
            return RedirectResponse(f"{self._base}/articles/1")
        return _page(pages.index(self._session, self._base))

    async def article(self, request: Request) -> Response:
        return _page(pages.article(self._session, _number(request, "number"), self._base))

    async def state(self, request: Request) -> Response:
        return self._state(_number(request, "number"))

    async def finish(self, request: Request) -> Response:
        number = _number(request, "number")
        self._session.finish(number, finished=(await _body(request))["finished"].flag())
        return self._state(number)

    async def judge(self, request: Request) -> Response:
        number = _number(request, "number")
        self._session.judge(number, _number(request, "index"), await _body(request))
        return self._state(number)

    async def take_back(self, request: Request) -> Response:
        number = _number(request, "number")
        self._session.take_back(number, _number(request, "index"))
        return self._state(number)

    def _state(self, number: int) -> Response:
        return Response(dumps(self._session.state(number)), media_type="application/json")


def _number(request: Request, name: str) -> int:
    text = request.path_params[name]
    if not _NUMBER.fullmatch(text):
        msg = f"there is no {'article' if name == 'number' else 'sentence'} of that number"
        raise UnknownError(msg)
    return int(text)


async def _body(request: Request) -> Field:
    where = "the request"
    return Field(parse(await request.body(), where), where)


def _page(made: pages.Page) -> Response:
    return Response(made.html, headers={"content-type": MEDIA_TYPE, "content-security-policy": made.policy})


def _failed(status: int) -> Callable[[Request, Exception], Response]:
    def answer(_: Request, error: Exception) -> Response:
        return Response(dumps({"error": str(error)}), status_code=status, media_type="application/json")

    return answer


def serve(results: Path, file: Path | None, told: Told, *, port: int = 0, browser: bool = False) -> int:
    """Serve a review until it is interrupted.

    Args:
        results: a results file, or the folder of a batch.
        file: where corrections are kept; beside the results where None.
        told: called with what a person should know.
        port: to listen on; 0 for any that is free.
        browser: whether to open the address in the user's browser.

    Returns:
        How many corrections were made.

    Raises:
        InputError: where results or corrections cannot be read.
        SettingsError: where another review is at work on the corrections, or the port cannot be had.
        OutputError: where corrections cannot be written.
    """
    articles = read_articles(results)
    with corrections.opened(file or corrections.beside(results)) as log, _listening(port) as listener:
        made: list[corrections.Correction] = []

        def keep(correction: corrections.Correction) -> None:
            try:
                log.append(correction)
            except ClaimcheckError as error:
                told.notice(str(error))
                raise
            made.append(correction)

        session = Session(articles, log.content.corrections, keep)
        for notice in session.notices(log.content):
            told.notice(notice)
        host, token = f"{HOST}:{listener.getsockname()[1]}", secrets.token_urlsafe(32)
        address = f"http://{host}/{token}/"
        told.address(address)
        if browser:
            # Beside the server, as some browsers come back only when they are closed.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        # uvicorn ends what is under way, and then passes the interruption on.
        with contextlib.suppress(KeyboardInterrupt):
            runner(application(session, host=host.removesuffix(":80"), token=token)).run(sockets=[listener])
        return len(made)


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        msg = f"cannot listen on port {port}: {error.strerror or error}: choose another one with --port, or leave it out"
        raise SettingsError(msg) from error
    with listener:
        yield listener


def runner(app: Application) -> uvicorn.Server:
    """Return the server for an application, which ``run`` starts on sockets that listen already."""
    config = uvicorn.Config(
        app,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        # Headers of proxies would be believed from this very computer, on which everybody is.
        proxy_headers=False,
        h11_max_incomplete_event_size=16 * 1024,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)
