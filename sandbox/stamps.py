"""Short strings that tell whether something in the folder is still what it was.

A loose stamp holds what a later edit changes (type, size, time of the content, mode of files,
targets of links, and all of that for everything in a folder) and survives our own renames. A
strict stamp adds the inode and the time of its last change, which nobody can set back: also a
file replaced by one of the same size and time is noticed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection

from sandbox.tree import join, lstat_at, names_in

ABSENT = ""
"""The stamp of nothing."""

DEEPEST = 256
"""Folders nested deeper than this are not walked; no real project comes near."""


class TooDeep(OSError):
    """Folders are nested deeper than `DEEPEST`."""


def leaf_stamp(folder: int, name: str, status: os.stat_result, strict: bool) -> str:
    """The stamp of anything but a folder."""
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFREG:
        mode = stat.S_IMODE(status.st_mode)
        stamp = f"file {mode:o} {status.st_size} {status.st_mtime_ns}"
    elif kind == stat.S_IFLNK:
        stamp = f"link {os.readlink(name, dir_fd=folder)}"
    else:
        stamp = f"other {kind:o} {status.st_rdev}"
    return f"{stamp} {status.st_ino} {status.st_ctime_ns}" if strict else stamp


def folder_stamp(children: dict[str, str], status: os.stat_result, strict: bool) -> str:
    """The stamp of a folder from those of its entries.

    Its own mode and time are left out of a loose one: they change with what is done inside.
    """
    digest = hashlib.sha256()
    for name in sorted(children):
        digest.update(os.fsencode(f"{name}\0{children[name]}\0"))
    stamp = f"folder {digest.hexdigest()}"
    return f"{stamp} {status.st_ino} {status.st_ctime_ns}" if strict else stamp


def stamp_at(
    folder: int,
    name: str,
    *,
    strict: bool = False,
    path: str = "",
    skip: Collection[str] = (),
    depth: int = 0,
) -> str:
    """The stamp of an entry; `ABSENT` when there is none.

    Entries whose path, counted from `path`, is in `skip` count as not there.
    """
    status = lstat_at(folder, name)
    if status is None:
        return ABSENT
    if not stat.S_ISDIR(status.st_mode):
        return leaf_stamp(folder, name, status, strict)
    if depth > DEEPEST:
        raise TooDeep(0, "folders are nested too deep", path)
    try:
        inner = os.open(
            name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder
        )
    except PermissionError:
        # What nobody may look into is moved as it is.
        return folder_stamp({}, status, strict)
    try:
        children = {
            child: stamp_at(
                inner, child, strict=strict, path=join(path, child), skip=skip, depth=depth + 1
            )
            for child in names_in(inner)
            if join(path, child) not in skip
        }
    finally:
        os.close(inner)
    return folder_stamp(children, status, strict)
