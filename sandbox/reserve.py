"""A little room on the journal's disk, held for the end of a movement.

A movement that has begun must be able to write down how it ended, also when the disk has become
full meanwhile. So room for that is taken before it begins; where even that cannot be had, it does
not begin, and nothing has changed.
"""

from __future__ import annotations

import contextlib
import errno
import os

from sandbox.tree import lstat_at

NAME = "reserve"
SIZE = 64 << 10
"""More than two heads of a journal with as many entries as are remembered."""
FULL = {errno.ENOSPC, errno.EDQUOT}


def hold(room: int) -> None:
    """Take the room, if it is not held since last time. Raises OSError."""
    if lstat_at(room, NAME) is not None:
        return
    draft = f"{NAME}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(draft, flags, 0o600, dir_fd=room)
    try:
        data = os.urandom(SIZE)  # which no disk can make smaller
        while data:
            data = data[os.write(handle, data) :]
        os.fsync(handle)
    except OSError:
        os.unlink(draft, dir_fd=room)
        raise
    finally:
        os.close(handle)
    os.rename(draft, NAME, src_dir_fd=room, dst_dir_fd=room)


def release(room: int) -> None:
    """Give the room to what must be written now."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(NAME, dir_fd=room)
