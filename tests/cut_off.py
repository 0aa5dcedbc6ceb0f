"""Runs claimcheck commands in a process that notes every attempt to use the network, and on Linux ends at the first; for test_network.

As a program: ``python cut_off.py MODE`` reads a JSON array of commands (arrays of arguments) from standard input, runs one after the other
and prints a JSON object: ``codes``, the exit codes, and ``asked``, what was asked of the network. Each attempt of Python code is noted, and
fails. With the mode ``deadly`` the system itself also ends the process (SIGSYS) where anything in it, native code too, calls ``connect``.
"""

import ctypes
import json
import platform
import struct
import sys
from typing import Final

_ASKING: Final = frozenset(
    {
        *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
        *("socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect"),
    }
)
# Of each architecture: the kernel's number for it, and for the call ``connect``.
_CONNECT: Final = {"x86_64": (0xC000003E, 42), "aarch64": (0xC00000B7, 203)}
CAN_BE_DEADLY: Final = sys.platform == "linux" and platform.machine() in _CONNECT

_UNIX_ADDRESS: Final = 110  # bytes; one of IPv4 has 16, one of IPv6 has 28
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_FILTER: Final = 2
_KILL_PROCESS: Final = 0x80000000
_ALLOW: Final = 0x7FFF0000

asked: list[str] = []


class _Program(ctypes.Structure):
    """The kernel's ``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def note() -> None:
    """Note what Python code asks of the network from now on, and let it fail."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in _ASKING:
            asked.append(f"{event} {arguments!r}")
            msg = "no network: this is a test"
            raise OSError(msg)

    sys.addaudithook(watch)


def forbid() -> None:
    """Let the kernel end this process at the first ``connect`` of any of its threads, but to a socket of this machine's own services.

    To look a user's name up, the C library asks such a service (nscd), by an address that is longer than those of the network.
    """
    architecture, connect = _CONNECT[platform.machine()]
    load, equal, leave = 0x20, 0x15, 0x06
    steps = (
        (load, 0, 0, 4),  # the architecture
        (equal, 0, 5, architecture),
        (load, 0, 0, 0),  # the number of the call
        (equal, 0, 3, connect),
        (load, 0, 0, 32),  # how long the address is
        (equal, 1, 0, _UNIX_ADDRESS),
        (leave, 0, 0, _KILL_PROCESS),
        (leave, 0, 0, _ALLOW),
    )
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    libc = ctypes.CDLL(None, use_errno=True)
    program = _Program(len(steps), code)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program)):
        msg = f"the system takes no filter: error {ctypes.get_errno()}"
        raise OSError(msg)


def main(mode: str, commands: list[list[str]]) -> None:
    """Run the commands."""
    note()
    if mode == "deadly":
        forbid()
    from claimcheck import cli  # noqa: PLC0415 - what an import does counts, too

    codes = [cli.run(command) for command in commands]
    sys.__stdout__.write("\n" + json.dumps({"codes": codes, "asked": asked}))  # type: ignore[union-attr]


if __name__ == "__main__":
    main(sys.argv[1], json.load(sys.stdin))
