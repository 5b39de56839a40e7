"""Private temporary folders of this process, and the end of those whose owner was killed.

A folder belongs to whoever holds the lock on the file in it, and the system lets go of that lock
when its owner ends, however it ends. So each of our programs can tell, whenever it makes its first
folder in a place, which others there belong to nobody any more. Folders from before there was that
file go when they have been as they are for a day and no process has anything to do with them. Never
touched: what belongs to another user, what a link leads to, and whatever else has no such file.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sandbox.tree import erase, open_top

PREFIX = "interp-"
OWNER = ".owner"
UNOWNED = re.compile(r"interp-((home|kernel|probe|store|zygote)-)?(?!\d+$)[a-z0-9_]{8}")
"""What such folders were called that had no owner's file. A mere number is a user's."""
LONG_AGO = 86400.0
MOST_AT_ONCE = 16
"""So many of them go at a time: nobody waits for more."""

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


def sweep(base: str, now: float | None = None) -> None:
    """Remove the folders here whose owner has ended without doing so."""
    unowned = []
    for path in _left(base):
        try:
            lock = os.open(path / OWNER, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            if _untouched(path, (now or time.time()) - LONG_AGO):
                unowned.append(path)
            continue
        except OSError:
            continue
        with contextlib.suppress(OSError):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _erase(path)
            finally:
                os.close(lock)
    for path in _unused(unowned)[:MOST_AT_ONCE]:
        with contextlib.suppress(OSError):
            _erase(path)


def _untouched(path: Path, since: float) -> bool:
    """Whether it is a folder of an earlier version in which nothing has happened since."""
    if UNOWNED.fullmatch(path.name) is None:
        return False
    try:
        own = path.lstat()
        if stat.S_IMODE(own.st_mode) != 0o700 or _last(own) >= since:
            return False
        return all(_last(each.lstat()) < since for each in path.iterdir())
    except OSError:
        return False


def _last(status: os.stat_result) -> float:
    return max(status.st_mtime, status.st_ctime)


def _unused(paths: list[Path]) -> list[Path]:
    """Those which no process of ours names, stands in or has anything of open. None where there is
    no /proc to find that out."""
    if not paths or sys.platform != "linux":
        return []
    said: list[bytes] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.geteuid():
                said.append((process / "cmdline").read_bytes())
                opened = [process / "cwd", *(process / "fd").iterdir()]
                said += [os.fsencode(each.readlink()) for each in opened]
        except OSError:
            continue  # it ended meanwhile, or may not be looked into: then it is none of ours
    with contextlib.suppress(OSError):
        said.append(Path("/proc/net/unix").read_bytes())
    used = b"\n".join(said)
    return [path for path in paths if os.fsencode(path.name) not in used]


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
