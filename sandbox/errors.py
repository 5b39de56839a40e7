"""What can go wrong around running code, told for the person who reads it."""

from __future__ import annotations


class SandboxError(Exception):
    """`str(error)` says what is wrong in one line; `hint` says what to do next."""

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.details = details
        """For `--debug`."""


def no_place(error: OSError) -> SandboxError:
    """The error for private files of ours that cannot be made."""
    where = f"{error.filename2 or error.filename}: " if error.filename else ""
    return SandboxError(
        f"no sandbox could be made: {where}{error.strerror or error}",
        "if a disk is full, free some of it; TMPDIR names another one for temporary files",
        repr(error),
    )


class UnknownLanguage(SandboxError):
    """No row of the languages table and no installed kernelspec runs this language."""


class KernelFailed(SandboxError):
    """A kernel could not be started, or again and again ended at once."""


class IsolationUnavailable(SandboxError):
    """The isolation asked for cannot be had on this machine."""


class FolderUnusable(SandboxError):
    """The work folder does not exist, is not a folder, or cannot be read."""


class KeepConflict(SandboxError):
    """A file changed on disk since the code saw it; nothing was overwritten."""


class JournalBroken(SandboxError):
    """The record of changes cannot be read or written."""
