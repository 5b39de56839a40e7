"""What code wrote through an overlay: the upper folder, with marks for what it removed.

The marks cannot be forged through the mount: the kernel refuses to make the device that stands for
a removal and renames the attributes. Never written to by us while it may be mounted.
"""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from sandbox.copying import dress_at, put_on
from sandbox.index import Reach, index
from sandbox.isolation.seam import Overlay
from sandbox.mounts import OUR_CLOCK, kind_of, mounts
from sandbox.stamps import DEEPEST, folder_stamp, leaf_stamp
from sandbox.survey import Surveyor
from sandbox.tree import Folders, join, lstat_at, name_of, names_in, open_top, parent_of


class Upper:
    """The source of an overlay's changes."""

    def __init__(self, folder: Path, place: Path) -> None:
        """`place` is private and empty, on a disk that can hold it."""
        self.root = folder
        self.written = place / "upper"
        self.overlay: Overlay | None = Overlay(folder, self.written, place / "work")
        self.written.mkdir(mode=0o700)
        (place / "work").mkdir(mode=0o700)
        _dress_like(folder, self.written)
        self._index: dict[str, str] | None = None
        self._began = _clock()
        if kind_of(folder, mounts()) not in OUR_CLOCK:
            # The disk's stamps may come from another machine's clock: remember them all.
            with Folders(open_top(folder)) as folders:
                self._index = index(folders, Reach())
                os.close(folders.top)

    def changed_since(self, folder: Folders, path: str, status: os.stat_result) -> bool:
        """Whether the folder's own entry changed after the code began."""
        if self._index is None:
            return status.st_ctime_ns >= self._began
        if stat.S_ISDIR(status.st_mode):
            return folder_stamp({}, status, True) != self._index.get(path)
        at = folder.open(parent_of(path))
        return leaf_stamp(at, name_of(path), status, True) != self._index.get(path)

    def report(self, surveyor: Surveyor, written: Folders, folder: Folders) -> None:
        """Tell the surveyor what the code touched."""
        waiting = [("", False)]
        while waiting:
            path, pure = waiting.pop()
            names = sorted(names_in(written.open(path)))
            for name in names:
                child = join(path, name)
                status = lstat_at(written.open(path), name)
                if status is None:
                    continue
                if _is_removal(status):
                    surveyor.gone(child)
                    continue
                vanished = self._vanished(child, written, folder)
                was_folder = surveyor.present(child, status, vanished=vanished)
                if not stat.S_ISDIR(status.st_mode):
                    continue
                if child.count("/") >= DEEPEST:
                    surveyor.too_deep(child)
                    continue
                hides = pure or not was_folder or _is_opaque(written.open(child))
                waiting.append((child, hides))
            if pure:
                _report_hidden(surveyor, folder, path, set(names))

    def _vanished(self, path: str, written: Folders, folder: Folders) -> bool:
        """Whether the user removed what the code changed."""
        if folder.lstat(path) is not None:
            return False
        if self._index is not None:
            return path in self._index
        above = folder.lstat(parent_of(path)) if parent_of(path) else os.fstat(folder.top)
        if above is None or above.st_ctime_ns < self._began:
            return False
        handle = os.open(
            name_of(path), os.O_PATH | os.O_NOFOLLOW, dir_fd=written.open(parent_of(path))
        )
        try:
            # The overlay's mark on what it copied up: it was there once.
            os.getxattr(f"/proc/self/fd/{handle}", "user.overlay.origin")
        except OSError:
            return False
        else:
            return True
        finally:
            os.close(handle)


def _clock() -> int:
    """Now, as the disk's stamps see it: what is changed from now on bears no earlier stamp."""
    coarse = getattr(time, "CLOCK_REALTIME_COARSE", time.CLOCK_REALTIME)
    before = time.clock_gettime_ns(coarse)
    while (now := time.clock_gettime_ns(coarse)) == before:
        time.sleep(0.0005)
    return now


def _dress_like(folder: Path, upper: Path) -> None:
    """An overlay shows the upper folder's mode and time as those of the whole."""
    here, there = open_top(folder), open_top(upper)
    try:
        put_on(there, ".", dress_at(here, ".", os.fstat(here)))
    finally:
        os.close(here)
        os.close(there)


def _is_removal(status: os.stat_result) -> bool:
    return stat.S_ISCHR(status.st_mode) and status.st_rdev == 0


def _is_opaque(folder: int) -> bool:
    try:
        return os.getxattr(folder, "user.overlay.opaque") == b"y"
    except OSError:
        return False


def _report_hidden(surveyor: Surveyor, folder: Folders, path: str, names: set[str]) -> None:
    """What the folder has below a path where the overlay shows only its own."""
    status = folder.lstat(path)
    if status is None or not stat.S_ISDIR(status.st_mode):
        return
    for name in names_in(folder.open(path)):
        if name not in names:
            surveyor.gone(join(path, name))
