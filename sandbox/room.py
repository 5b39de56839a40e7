"""The private place that belongs to one work folder: journal, copies and views.

It lies in the program's own state folder, never in the user's folder, and only its owner may look
into it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import FolderUnusable, SandboxError
from sandbox.tree import open_top

STAGING = "staging"
VIEWS = "views"
LOCK = "lock"

_PATIENCE = 10.0
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Room:
    """Where everything about one work folder is kept."""

    folder: Path
    """The work folder, resolved."""
    path: Path

    @classmethod
    def of(cls, folder: Path, store: Path) -> Room:
        """The room of a folder; made when it is not there yet. Raises FolderUnusable."""
        try:
            real = folder.resolve(strict=True)
        except OSError as error:
            raise FolderUnusable(
                f"{folder} cannot be used: {error.strerror}", "choose another folder with -C"
            ) from error
        if not real.is_dir():
            raise FolderUnusable(f"{folder} is not a folder", "choose another folder with -C")
        digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:24]
        room = cls(real, store / digest)
        for path in (room.path, room.path / STAGING, room.path / VIEWS):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return room

    @contextlib.contextmanager
    def locked(self) -> Iterator[int]:
        """Keep other programs of ours out while the journal changes; the opened room.

        Raises SandboxError when another one does not finish.
        """
        top = open_top(self.path)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        handle = os.open(LOCK, flags, 0o600, dir_fd=top)
        try:
            _wait_for(handle, self.folder)
            yield top
        finally:
            os.close(handle)
            os.close(top)


def _wait_for(handle: int, folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise SandboxError(
                    f"another interp is changing {folder}", "wait until it has finished"
                ) from None
            time.sleep(_PAUSE)
        else:
            return
