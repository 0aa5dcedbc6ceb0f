"""Standard output and standard error, for the command line alone."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from claimcheck.errors import OutputError
from claimcheck.files import shown

if TYPE_CHECKING:
    from rich.console import RenderableType


def write(text: str) -> None:
    """Write to standard output, at once.

    Raises:
        OutputError: where it cannot be written (a full disk behind a redirection).
        BrokenPipeError: where whoever read it has gone away (``| head``).
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"cannot write to standard output: {error.strerror or error}; write to another place"
        raise OutputError(msg) from error


def show(renderable: "RenderableType", *, width: int | None = None, color: bool = True) -> None:
    """Print a report on standard output, at once.

    Args:
        renderable: for rich.
        width: columns; those of the terminal where None.
        color: whether colour may be used where the output can show it.

    Raises:
        OutputError, BrokenPipeError: as :func:`write`.
    """
    from claimcheck.terminal import console  # noqa: PLC0415 - rich, which help and version do without

    environ = os.environ if color else {**os.environ, "NO_COLOR": "1"}
    printer = console(sys.stdout, width=width, environ=environ)
    # Captured: rich itself would answer a closed pipe with an exit.
    with printer.capture() as captured:
        printer.print(renderable)
    write(captured.get())


def say(message: object) -> None:
    """Tell something on standard error, as one line without control characters.

    A standard error that cannot be written to is no reason to stop: there is nowhere to tell it.
    """
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"claimcheck: {shown(message)}\n")
        sys.stderr.flush()


def abandon() -> None:
    """Send what is still unwritten nowhere, so that Python does not complain of it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
