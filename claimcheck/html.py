"""Web pages become Documents. They are taken apart in a process of their own, which may take only so much time and memory.

A page can be made to keep any parser busy for hours, or to make it fall over; then that process ends, the page is an
:class:`~claimcheck.errors.InputError`, and the others go on. The process starts with the first page, serves all of
them, and ends with the program. It also keeps trafilatura, which takes a while to load, out of the program itself.
"""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import IO, Any, Final

from claimcheck.decoding import declared_encoding, decode
from claimcheck.document import Document
from claimcheck.errors import InputError
from claimcheck.files import shown

# Seconds of computing for one page. One with 5 MB of text in 50,000 paragraphs takes 9, one of usual size a fiftieth of one.
SECONDS: Final = 60
# Seconds by the clock: for systems without a limit on computing time, and for machines that are busy otherwise.
PATIENCE: Final = 15 * SECONDS
# Bytes of address space. That page takes a twentieth of it.
MEMORY: Final = 4 << 30

_Message = dict[str, Any]

# The path is handed over: the program may have been started in ways that a fresh Python knows nothing of.
_PROGRAM: Final = "import sys; sys.path[:] = sys.argv[1:]; from claimcheck.html import serve; serve()"


def document(data: bytes, *, origin: str, name: str, address: str | None = None, charset: str = "") -> Document:
    """Read a web page.

    Args:
        data: the page as it came.
        origin: where it came from.
        name: id of the document.
        address: its address on the web, if it was fetched.
        charset: the encoding that the server named, if it did.

    Raises:
        InputError: where it is binary, holds no article, is nested too deeply, or takes too much time or memory.
    """
    where = shown(origin)
    decoded = decode(data, where, declared=charset or declared_encoding(data))
    answer = _reader.ask({"markup": decoded.text, "address": address, "seconds": SECONDS, "memory": MEMORY})
    if "error" in answer:
        msg = f"{where}: {shown(answer['error'])}"
        raise InputError(msg)
    notes = tuple(filter(None, (decoded.note, *answer["notes"])))
    return Document(**{**answer, "id": name, "origin": origin, "notes": notes, "url": answer["url"] or address})


class _Reader:
    """The process that takes pages apart, from this side."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def ask(self, request: _Message) -> _Message:
        """Send a request and return its answer; where there is none, the answer is an error that says why."""
        with self._lock:
            process = self._running()
            timer = threading.Timer(PATIENCE, process.kill)
            timer.start()
            try:
                _put(process.stdin, request)
                answer = _get(process.stdout)
            except BaseException:  # interrupted: the answer still to come must not be taken for that of the next request
                process.kill()
                process.wait()
                raise
            finally:
                timer.cancel()
            return answer or {"error": self._why()}

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        for stream in filter(None, (process.stdin, process.stdout)):
            with contextlib.suppress(OSError):
                stream.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        process.kill()
        process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process, a new one where it has ended or belongs to the process that this one was forked from."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self.close()
            command = [sys.executable, "-c", _PROGRAM, *sys.path]
            self._process = subprocess.Popen(  # noqa: S603 - this very Python, and a constant
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._owner = os.getpid()
        return self._process

    def _why(self) -> str:
        """Say why the process has ended."""
        code = self._process.wait() if self._process else 0
        cause = f"failed (code {code})"
        if hasattr(signal, "SIGPROF") and code == -signal.SIGPROF:
            cause = f"needs more than {SECONDS} seconds of computing"
        elif hasattr(signal, "SIGKILL") and code == -signal.SIGKILL:
            cause = "took too long, or too much memory"
        return f"taking the page apart {cause}; save the text of the article to a file instead"


_reader = _Reader()
atexit.register(_reader.close)


def serve() -> None:
    """Answer the requests on standard input until there are no more, as the process that takes pages apart."""
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        from claimcheck.extraction import extract  # noqa: PLC0415 - only here
    except ImportError as error:
        while _get(sys.stdin.buffer):
            _put(answers, {"error": f"web pages cannot be read, for this installation is not complete: {error}"})
        return
    while request := _get(sys.stdin.buffer):
        _limit(request["seconds"], request["memory"])
        try:
            answer: _Message = asdict(extract(request["markup"], request["address"]))
        except InputError as error:
            answer = {"error": str(error)}
        except MemoryError:
            answer = {"error": "taking the page apart needs too much memory; save the text of the article to a file instead"}
        _put(answers, answer)


def _put(stream: IO[bytes] | None, message: _Message) -> None:
    """Send a message; in vain where the other side has ended."""
    if stream is None:
        return
    with contextlib.suppress(BrokenPipeError):
        stream.write(json.dumps(message).encode("ascii") + b"\n")
        stream.flush()


def _get(stream: IO[bytes] | None) -> _Message:
    """Receive a message; an empty one where the other side has ended."""
    line = stream.readline() if stream else b""
    return dict(json.loads(line)) if line.endswith(b"\n") else {}


def _limit(seconds: float, memory: int) -> None:
    """Let the system end this process, within C code too, when a page has taken its time, and refuse it more memory. Not on Windows."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):  # a lower limit is set already, or the system knows none
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
