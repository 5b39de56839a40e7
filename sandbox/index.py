"""How a whole folder looked at one moment, by stamps: for disks where a cheaper way is missing.

Costs what the folder holds, so it is bounded and the bound is told.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass

from sandbox.errors import FolderUnusable
from sandbox.stamps import DEEPEST, folder_stamp, leaf_stamp
from sandbox.tree import Folders, join, names_in


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a folder is looked at."""

    entries: int = 50_000
    size: int = 2 << 30


def index(folder: Folders, reach: Reach) -> dict[str, str]:
    """The strict stamp of every entry that can be reached. Raises FolderUnusable beyond `reach`."""
    stamps: dict[str, str] = {}
    size = 0
    waiting = [""]
    while waiting:
        path = waiting.pop()
        try:
            names = names_in(folder.open(path))
        except PermissionError:
            continue
        for name in names:
            child = join(path, name)
            status = folder.lstat(child)
            if status is None:
                continue
            if stat.S_ISDIR(status.st_mode):
                stamps[child] = folder_stamp({}, status, True)
                if child.count("/") < DEEPEST:
                    waiting.append(child)
            else:
                stamps[child] = leaf_stamp(folder.open(path), name, status, True)
                size += status.st_size if stat.S_ISREG(status.st_mode) else 0
            if len(stamps) > reach.entries or size > reach.size:
                raise FolderUnusable(
                    "this folder is too large to be rehearsed here "
                    f"(at most {reach.entries:,} entries and {reach.size >> 30} GiB)",
                    "work in a folder inside it, or on a local disk",
                )
    return stamps


def stamp_now(folder: Folders, path: str, name: str, entry: str) -> str:
    """What `index` would say of one entry now."""
    status = folder.lstat(entry)
    if status is None:
        return ""
    if stat.S_ISDIR(status.st_mode):
        return folder_stamp({}, status, True)
    return leaf_stamp(folder.open(path), name, status, True)
