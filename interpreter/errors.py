"""What can go wrong, told for the person who reads it, and the one place that knows exit codes."""

from __future__ import annotations

from collections.abc import Callable

from models.errors import ModelError
from sandbox.errors import KeepConflict, SandboxError

DONE, NOT_ACHIEVED, USAGE, MODEL, SANDBOX, NOT_KEPT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130


class InterpError(Exception):
    """`str(error)` says what is wrong in one line; `hint` says what to do next."""

    def __init__(self, message: str, hint: str = "", exit_code: int = NOT_ACHIEVED) -> None:
        super().__init__(message)
        self.hint = hint
        self.exit_code = exit_code
        self.details = ""


class UsageError(InterpError):
    """The command line or the configuration asks for something that cannot be."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint, USAGE)


Readable = InterpError | ModelError | SandboxError

EXIT_CODES: tuple[tuple[type[Exception], Callable[[Exception], int]], ...] = (
    (InterpError, lambda error: error.exit_code if isinstance(error, InterpError) else 1),
    (ModelError, lambda _: MODEL),
    (KeepConflict, lambda _: NOT_KEPT),
    (SandboxError, lambda _: SANDBOX),
)
"""First match wins. A test fails when a lower package grows an error that is not below these."""


def exit_code(error: Exception) -> int:
    """The documented exit code for an error."""
    return next(code(error) for kind, code in EXIT_CODES if isinstance(error, kind))


def from_system(error: OSError) -> InterpError:
    """An operating system's error in words: a full disk, a missing permission."""
    where = f": {error.filename}" if error.filename else ""
    return InterpError(
        f"{error.strerror or error}{where}",
        "Free some space or check the permissions of that place, then try again.",
    )
