"""What code wrote to a copy of the folder, where no overlay can be had.

The copy is made at the start (shared blocks where the disk can) and lies at another path. Making
it and reading it cost what the folder holds; `Reach` is the announced bound. Sockets, pipes,
devices and what may not be read are not in the copy, and are never taken for removed.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sandbox.copying import TreeCopier
from sandbox.index import Reach, index, stamp_now
from sandbox.isolation.seam import Overlay
from sandbox.stamps import DEEPEST
from sandbox.survey import Surveyor
from sandbox.tree import Folders, join, name_of, names_in, open_top, parent_of


class Shadow:
    """The source of a copy's changes."""

    def __init__(self, folder: Path, place: Path, reach: Reach | None = None) -> None:
        """Raises FolderUnusable when the folder is larger than `reach`."""
        self.root = place / (folder.name or "folder")
        self.written = self.root
        self.overlay: Overlay | None = None
        here = open_top(folder)
        try:
            with Folders(here) as folders:
                self._before = index(folders, reach or Reach())
                self._copied = self._copy(folders)
        finally:
            os.close(here)

    def _copy(self, folder: Folders) -> dict[str, str]:
        self.root.mkdir(mode=0o700)
        there = open_top(self.root)
        try:
            copier = TreeCopier(folder.top, there, foreign=True)
            # A folder before what is in it; dressed afterwards, from the inside out.
            opened = []
            for path in sorted(self._before):
                status = folder.lstat(path)
                if status is None or (parent_of(path) and not _is_there(there, parent_of(path))):
                    continue
                if stat.S_ISDIR(status.st_mode):
                    os.mkdir(path, 0o700, dir_fd=there)
                    opened.append(path)
                elif stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                    _copy_readable(copier, path)
            for path in reversed(opened):
                copier.dress(path, path)
            copier.dress(".", ".")
            with Folders(there) as copied:
                return index(copied, Reach(len(self._before) + 1, 1 << 62))
        finally:
            os.close(there)

    def changed_since(self, folder: Folders, path: str, status: os.stat_result) -> bool:
        """Whether the folder's own entry changed after the copy was made."""
        del status
        return stamp_now(folder, parent_of(path), name_of(path), path) != self._before.get(path, "")

    def report(self, surveyor: Surveyor, written: Folders, folder: Folders) -> None:
        """Tell the surveyor what the code touched."""
        seen: set[str] = set()
        waiting = [""]
        while waiting:
            path = waiting.pop()
            for name in sorted(names_in(written.open(path))):
                child = join(path, name)
                seen.add(child)
                status = written.lstat(child)
                if status is None:
                    continue
                if stamp_now(written, path, name, child) != self._copied.get(child):
                    vanished = child in self._before and folder.lstat(child) is None
                    surveyor.present(child, status, vanished=vanished)
                if stat.S_ISDIR(status.st_mode):
                    if child.count("/") >= DEEPEST:
                        surveyor.too_deep(child)
                    else:
                        waiting.append(child)
        gone = [path for path in self._copied if path not in seen]
        for path in sorted(gone):
            if parent_of(path) not in self._copied or parent_of(path) in seen or "/" not in path:
                surveyor.gone(path)


def _is_there(top: int, path: str) -> bool:
    try:
        return stat.S_ISDIR(os.stat(path, dir_fd=top, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def _copy_readable(copier: TreeCopier, path: str) -> None:
    try:
        copier.copy(path, path)
    except PermissionError:
        copier.forget(path)
    except FileNotFoundError:
        # The user removed it meanwhile: it will count as changed.
        copier.forget(path)
