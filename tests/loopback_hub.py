"""A hub of one checkpoint on the loopback interface, for tests of fetching."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class LoopbackHub:
    """Serves the files of ``folder`` as the repository ``name``, and notes what is asked.

    Attributes:
        address: for the variable ``HF_ENDPOINT``.
        commit: the one commit that there is.
        asked: paths that were asked for, in order.
        agents: what the clients said of themselves.
    """

    def __init__(self, name: str, folder: Path) -> None:
        """Open a port."""
        self.commit = "0123456789abcdef0123456789abcdef01234567"
        self.asked: list[str] = []
        self.agents: list[str] = []
        self._files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self._name = name
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers."""
        api, resolve = f"/api/models/{self._name}", f"/{self._name}/resolve/{self.commit}/"
        if path == f"{api}/revision/main":
            siblings = [{"rfilename": name} for name in self._files]
            return 200, json.dumps({"_id": "1", "id": self._name, "sha": self.commit, "siblings": siblings}).encode(), {}
        if path == f"{api}/tree/{self.commit}":
            listed = [{"type": "file", "path": name, "size": len(body), "oid": _hash(body)} for name, body in self._files.items()]
            return 200, json.dumps(listed).encode(), {}
        name = path.removeprefix(resolve)
        if path.startswith(resolve) and name in self._files:
            body = self._files[name]
            return 200, body, {"ETag": f'"{_hash(body)}"', "X-Repo-Commit": self.commit}
        return 404, b"{}", {"X-Error-Code": "RepoNotFound"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            """Answers from the folder."""

            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                """Answer in full."""
                path = urlsplit(self.path).path
                owner.asked.append(path)
                owner.agents.append(self.headers["User-Agent"])
                status, body, headers = owner.answer(path)
                self.send_response(status)
                for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do_HEAD(self) -> None:
                """Answer without the body."""
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Say nothing on the terminal."""

        return Handler


def _hash(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()
