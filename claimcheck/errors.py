"""Every error that claimcheck raises on purpose, and the exit code that each gives.

A message says what failed, where, and what to try, in one line.
"""

from typing import ClassVar


class ClaimcheckError(Exception):
    """Base of all errors that a caller may want to catch."""

    exit_code: ClassVar[int] = 1


class InputError(ClaimcheckError):
    """An article could not be read: missing, empty, binary, too large, broken.

    Attributes:
        origin: the path or address of what could not be read, as ``Document.origin``; "" where it is not known.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, origin: str = "") -> None:
        """Say what failed, where, and what to try."""
        super().__init__(message)
        self.origin = origin


class UnknownError(InputError):
    """An article or a sentence is asked for that a review does not hold."""


class SettingsError(ClaimcheckError):
    """A setting cannot be used: an unknown name, a bad labels file, a bad value."""

    exit_code: ClassVar[int] = 2


class ModelError(ClaimcheckError):
    """A model folder or checkpoint cannot be loaded or is of the wrong kind."""

    exit_code: ClassVar[int] = 3


class OutputError(ClaimcheckError):
    """A result could not be written; nothing half-written is left behind."""

    exit_code: ClassVar[int] = 4
