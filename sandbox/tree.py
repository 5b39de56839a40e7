"""Reaching and renaming files below one folder by descriptors, so that no link is ever followed.

Every path here is relative to an opened folder and is opened one component at a time with
O_NOFOLLOW: a folder that somebody replaces by a link between looking and acting ends in an error,
never in a write somewhere else. What is not covered: another process of the same user that moves
an opened folder elsewhere takes our writes with it, as it would those of any program.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import stat
import sys
from collections import OrderedDict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import TracebackType

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

_RENAMES = {"linux": ("renameat2", 1, 2), "darwin": ("renameatx_np", 4, 2)}
"""The system's rename with flags: name, "do not replace", "exchange"."""

_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}

_MOUNT = re.compile(r"^mnt_id:\s*(\d+)", re.MULTILINE)


class ExchangeUnsupported(OSError):
    """The file system cannot exchange two names in one step."""


def parent_of(path: str) -> str:
    """The folder part of a relative path; "" is the folder itself."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The last component."""
    return path.rpartition("/")[2]


def join(folder: str, name: str) -> str:
    """`folder/name`, or just `name` below the top."""
    return f"{folder}/{name}" if folder else name


def ancestors(path: str) -> Iterator[str]:
    """Every folder above `path`, nearest first, without the top itself."""
    folder = parent_of(path)
    while folder:
        yield folder
        folder = parent_of(folder)


def open_top(path: Path) -> int:
    """Open the folder that all relative paths start from; its own path may contain links."""
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def open_below(top: int, path: str) -> int:
    """Open the folder `path` below `top`; the caller closes it.

    Raises OSError: ELOOP or ENOTDIR where a component is a link or no folder.
    """
    descriptor = os.dup(top)
    for component in path.split("/") if path else ():
        if component in ("", ".", ".."):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a plain relative path", path)
        try:
            following = os.open(component, _FOLDER, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = following
    return descriptor


def lstat_at(folder: int, name: str) -> os.stat_result | None:
    """The status of one entry itself, None when there is none."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


class Folders:
    """Opened folders below one top, the most recent ones kept open; closes them at the end."""

    def __init__(self, top: int, most: int = 128, *, unlock: bool = False) -> None:
        """With `unlock`, folders that forbid it to their owner are opened up until the end."""
        self._top = top
        self._most = most
        # Nothing is closed to root.
        self._unlock = unlock and os.geteuid() != 0
        self._unlocked: list[tuple[str, int]] = []
        self._open: OrderedDict[str, int] = OrderedDict()

    def __enter__(self) -> Folders:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.forget()
        while self._unlocked:
            path, mode = self._unlocked.pop()
            status = self.lstat(path)
            if status is not None and stat.S_IMODE(status.st_mode) == mode | stat.S_IRWXU:
                set_mode(self.open(parent_of(path)), name_of(path), mode)
        self.forget()

    @property
    def top(self) -> int:
        return self._top

    def open(self, path: str) -> int:
        """A descriptor that stays valid until `most` other folders were asked for."""
        if not path:
            return self._top
        if path in self._open:
            self._open.move_to_end(path)
            return self._open[path]
        above = parent_of(path)
        if self._unlock:
            self._open_up(path)
        if above in self._open:
            descriptor = os.open(name_of(path), _FOLDER, dir_fd=self._open[above])
        else:
            descriptor = open_below(self._top, path)
        self._open[path] = descriptor
        if len(self._open) > self._most:
            os.close(self._open.popitem(last=False)[1])
        return descriptor

    def mode_is_meant(self, path: str) -> None:
        """The folder's mode was set for good: do not put the former one back at the end."""
        self._unlocked = [each for each in self._unlocked if each[0] != path]

    def _open_up(self, path: str) -> None:
        status = lstat_at(self.open(parent_of(path)), name_of(path))
        if status is None or not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            return
        mode = stat.S_IMODE(status.st_mode)
        if mode & 0o500 != 0o500:
            self._unlocked.append((path, mode))
            set_mode(self.open(parent_of(path)), name_of(path), mode | stat.S_IRWXU)

    def lstat(self, path: str) -> os.stat_result | None:
        """The status of the entry at `path`; None when it or a folder above it is missing."""
        try:
            return lstat_at(self.open(parent_of(path)), name_of(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                return None
            raise

    def forget(self) -> None:
        """Close all: what was opened may have been moved."""
        while self._open:
            os.close(self._open.popitem()[1])


def path_of(folder: int) -> Path:
    """Where an opened folder lies now; "/" where the system does not tell."""
    try:
        return Path(f"/proc/self/fd/{folder}").readlink()
    except OSError:
        return Path("/")


def mount_of(folder: int) -> int:
    """What two folders must have in common so that a rename between them works."""
    try:
        text = Path(f"/proc/self/fdinfo/{folder}").read_text()
    except OSError:
        text = ""
    found = _MOUNT.search(text)
    return int(found[1]) if found else os.fstat(folder).st_dev


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _rename(flag: int, source: tuple[int, str], target: tuple[int, str]) -> None:
    function, _, _ = _RENAMES[sys.platform]
    sys.audit("os.rename", source[1], target[1], source[0], target[0])
    call = getattr(_libc(), function, None)
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    here, there = os.fsencode(source[1]), os.fsencode(target[1])
    if call(source[0], here, target[0], there, ctypes.c_uint(flag)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), source[1], None, target[1])


def place(source: tuple[int, str], target: tuple[int, str]) -> None:
    """Rename, and never over anything. Raises FileExistsError."""
    if sys.platform in _RENAMES:
        try:
            _rename(_RENAMES[sys.platform][1], source, target)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
        else:
            return
    # No such flag here (some network and FUSE file systems): look first.
    if lstat_at(*target) is not None:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target[1])
    os.rename(source[1], target[1], src_dir_fd=source[0], dst_dir_fd=target[0])


def exchange(one: tuple[int, str], other: tuple[int, str]) -> None:
    """Both names change places in one step. Raises `ExchangeUnsupported`."""
    if sys.platform not in _RENAMES:
        raise ExchangeUnsupported(errno.ENOSYS, os.strerror(errno.ENOSYS))
    try:
        _rename(_RENAMES[sys.platform][2], one, other)
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            raise ExchangeUnsupported(error.errno, os.strerror(error.errno)) from error
        raise


def sync(descriptor: int) -> None:
    """On the disk when this returns; a folder that cannot be synced is left to the system."""
    sys.audit("os.fsync", descriptor)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def sync_all(descriptor: int) -> None:
    """Everything on the file system that holds `descriptor` is on the disk when this returns."""
    sys.audit("os.fsync", descriptor)
    call = getattr(_libc(), "syncfs", None)
    if call is None:
        os.sync()
    elif call(descriptor):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def names_in(folder: int) -> list[str]:
    """The names of all entries of an opened folder."""
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def set_mode(folder: int, name: str, mode: int) -> None:
    """Change the mode of an entry that may not be opened; never through a link."""
    if sys.platform != "linux":
        os.chmod(name, mode, dir_fd=folder, follow_symlinks=False)
        return
    handle = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        Path(f"/proc/self/fd/{handle}").chmod(mode)
    finally:
        os.close(handle)


def _unlock(folder: int, name: str, status: os.stat_result) -> None:
    """Let the owner look into and change a folder that forbids it."""
    if status.st_mode & stat.S_IRWXU != stat.S_IRWXU:
        set_mode(folder, name, stat.S_IMODE(status.st_mode) | stat.S_IRWXU)


def erase(top: int, name: str) -> None:
    """Remove an entry with everything in it, however deep, also where nothing may be read.

    Nothing happens when it does not exist. Uses two descriptors and no recursion: the tree may
    have been made by code that wants it to be neither walked nor removed.
    """
    status = lstat_at(top, name)
    if status is None:
        return
    if not stat.S_ISDIR(status.st_mode):
        os.unlink(name, dir_fd=top)
        return
    _unlock(top, name, status)
    here = os.open(name, _FOLDER, dir_fd=top)
    trail = [name]
    try:
        while trail:
            deeper = _empty(here)
            if deeper:
                following = os.open(deeper, _FOLDER, dir_fd=here)
                trail.append(deeper)
            else:
                # The top's own descriptor, for the tree may have been moved away from under it.
                following = os.open("..", _FOLDER, dir_fd=here) if len(trail) > 1 else os.dup(top)
                os.rmdir(trail.pop(), dir_fd=following)
            os.close(here)
            here = following
    finally:
        os.close(here)


def _empty(folder: int) -> str:
    """Remove all but the folders that hold something; the name of one of those, or ""."""
    deeper = ""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.name, dir_fd=folder)
                continue
            _unlock(folder, entry.name, entry.stat(follow_symlinks=False))
            try:
                os.rmdir(entry.name, dir_fd=folder)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
                deeper = entry.name
    return deeper
