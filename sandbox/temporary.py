"""Private temporary folders of this process, and the end of those whose owner was killed.

A folder belongs to whoever holds the lock on the file in it, and the system lets go of that lock
when its owner ends, however it ends. So each of our programs can tell, whenever it makes its first
folder in a place, which others there belong to nobody any more. Never touched: what has no such
file, what belongs to another user, and what a link leads to.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sandbox.tree import erase, open_top

PREFIX = "interp-"
OWNER = ".owner"

_swept: set[str] = set()


class Temporary:
    """A new folder that only we may look into; `remove` it."""

    def __init__(self, kind: str = "", base: str = "") -> None:
        """`kind`: a word for its name. Raises OSError."""
        base = base or tempfile.gettempdir()
        if base not in _swept:
            _swept.add(base)
            sweep(base)
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{kind}", dir=base)).resolve()
        # Locked before it has the name by which others look for it.
        draft = self.path / f"{OWNER}.new"
        self._lock = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        draft.rename(self.path / OWNER)

    def remove(self) -> None:
        """With everything in it, as far as the system lets us. Idempotent."""
        if self._lock < 0:
            return
        with contextlib.suppress(OSError):
            _erase(self.path)
        os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.remove()


def sweep(base: str) -> None:
    """Remove the folders here whose owner has ended without doing so."""
    for path in _left(base):
        with contextlib.suppress(OSError):
            lock = os.open(path / OWNER, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _erase(path)
            finally:
                os.close(lock)


def _left(base: str) -> Iterator[Path]:
    """Folders of ours by name and owner; a link to one is none."""
    with contextlib.suppress(OSError), os.scandir(base) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == os.geteuid():
                        yield Path(entry.path)


def _erase(path: Path) -> None:
    above = open_top(path.parent)
    try:
        erase(above, path.name)
    finally:
        os.close(above)
