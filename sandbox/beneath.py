"""Reads a file below a folder that hostile code may write: no link is followed, nothing waits."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

LARGEST = 1 << 18


def read_beneath(root: Path, name: str) -> str:
    """The text of the file `name` below `root`, at most `LARGEST` bytes of it. Raises OSError (also
    for names that lead elsewhere and for what is no plain file) and UnicodeDecodeError."""
    path = PurePosixPath(name)
    if path.is_relative_to(root):
        path = path.relative_to(root)
    parts = [part for part in path.parts if part != "."]
    if not parts or path.is_absolute() or ".." in parts:
        raise PermissionError(f"{name} is not below {root}")
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    held = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for at, part in enumerate(parts):
            inner = os.open(
                part, flags | (os.O_DIRECTORY if at < len(parts) - 1 else 0), dir_fd=held
            )
            os.close(held)
            held = inner
        if not stat.S_ISREG(os.fstat(held).st_mode):
            raise PermissionError(f"{name} is no file")
        return os.read(held, LARGEST).decode("utf-8")
    finally:
        os.close(held)
