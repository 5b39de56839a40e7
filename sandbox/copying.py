"""Copying what a file is: its bytes (shared with the original where the disk can), holes, mode,
times, extended attributes, owner.

Never copied: set-user and set-group bits of files, capabilities and other attributes that give
rights, and the marks that an overlay leaves for itself.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from dataclasses import dataclass, replace

from sandbox.tree import lstat_at, names_in, set_mode

_CLONE = 0x40049409
"""FICLONE: share the blocks (btrfs, xfs, bcachefs)."""

_CHUNK = 1 << 20
_AT_ONCE = 1 << 30

_NO_COPY = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EBADF, errno.EPERM}
_NO_CLONE = {*_NO_COPY, errno.ENOTTY, errno.ETXTBSY}
_NO_ATTRIBUTES = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EACCES, errno.ENODATA}

_KEPT_ATTRIBUTES = ("user.", "system.posix_acl_access", "system.posix_acl_default")
_OVERLAY_ATTRIBUTES = "user.overlay."

FILE_MODE = 0o777
FOLDER_MODE = 0o3777
"""Bits that are kept: of a folder also "sticky" and "group is inherited"."""


@dataclass(frozen=True, slots=True)
class Dress:
    """Everything about an entry but its content."""

    mode: int
    mtime_ns: int
    uid: int
    gid: int
    attributes: tuple[tuple[str, bytes], ...] = ()


def _handle(folder: int, name: str) -> int:
    return os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)


def attributes_at(folder: int, name: str) -> tuple[tuple[str, bytes], ...]:
    """The extended attributes that are kept, sorted; none where the disk has none."""
    if sys.platform != "linux":
        return ()
    handle = _handle(folder, name)
    try:
        path = f"/proc/self/fd/{handle}"
        names = sorted(
            key
            for key in os.listxattr(path)
            if key.startswith(_KEPT_ATTRIBUTES) and not key.startswith(_OVERLAY_ATTRIBUTES)
        )
        return tuple((key, os.getxattr(path, key)) for key in names)
    except OSError as error:
        if error.errno in _NO_ATTRIBUTES:
            return ()
        raise
    finally:
        os.close(handle)


def dress_at(folder: int, name: str, status: os.stat_result) -> Dress:
    """How an entry is dressed, without the bits that are never kept."""
    link = stat.S_ISLNK(status.st_mode)
    bits = FOLDER_MODE if stat.S_ISDIR(status.st_mode) else FILE_MODE
    return Dress(
        mode=stat.S_IMODE(status.st_mode) & bits,
        mtime_ns=status.st_mtime_ns,
        uid=status.st_uid,
        gid=status.st_gid,
        attributes=() if link else attributes_at(folder, name),
    )


def put_on(folder: int, name: str, dress: Dress) -> None:
    """Dress an entry. Raises PermissionError when it ought to belong to somebody else."""
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if (status.st_uid, status.st_gid) != (dress.uid, dress.gid):
        os.chown(name, dress.uid, dress.gid, dir_fd=folder, follow_symlinks=False)
    if not stat.S_ISLNK(status.st_mode):
        _set_attributes(folder, name, dress.attributes)
        set_mode(folder, name, dress.mode)
    os.utime(name, ns=(status.st_atime_ns, dress.mtime_ns), dir_fd=folder, follow_symlinks=False)


def _set_attributes(folder: int, name: str, wanted: tuple[tuple[str, bytes], ...]) -> None:
    present = attributes_at(folder, name)
    if present == wanted:
        return
    handle = _handle(folder, name)
    try:
        path = f"/proc/self/fd/{handle}"
        for key in {key for key, _ in present} - {key for key, _ in wanted}:
            os.removexattr(path, key)
        for key, value in wanted:
            os.setxattr(path, key, value)
    finally:
        os.close(handle)


def open_file(folder: int, name: str, *, insist: bool = False) -> int:
    """Open a regular file for reading; with `insist` also one whose mode forbids its owner to.

    Raises OSError (EINVAL) when it is not a regular file.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(name, flags, dir_fd=folder)
    except PermissionError:
        status = lstat_at(folder, name)
        ours = status is not None and status.st_uid == os.geteuid()
        if not insist or status is None or not ours or not stat.S_ISREG(status.st_mode):
            raise
        set_mode(folder, name, stat.S_IMODE(status.st_mode) | stat.S_IRUSR)
        try:
            handle = os.open(name, flags, dir_fd=folder)
        finally:
            set_mode(folder, name, stat.S_IMODE(status.st_mode))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", name)
    return handle


def copy_bytes(source: int, target: int) -> int:
    """Copy a whole open file into an empty one, holes as holes; the number of bytes it has."""
    if _clone(source, target):
        return os.fstat(target).st_size
    size = os.fstat(source).st_size
    position = 0
    in_kernel = hasattr(os, "copy_file_range")
    while position < size:
        start = _data_from(source, position, size)
        if start >= size:
            break
        end = _hole_from(source, start, size)
        if in_kernel:
            in_kernel = _copy_range(source, target, start, end)
        if not in_kernel:
            _copy_through(source, target, start, end)
        position = end
    # What was written to the file meanwhile, or cut off it, is not ours to chase.
    os.ftruncate(target, size)
    return size


def _clone(source: int, target: int) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        fcntl.ioctl(target, _CLONE, source)
    except OSError as error:
        if error.errno in _NO_CLONE:
            return False
        raise
    return True


def _data_from(file: int, position: int, size: int) -> int:
    try:
        return os.lseek(file, position, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return size
        if error.errno == errno.EINVAL:
            return position
        raise


def _hole_from(file: int, position: int, size: int) -> int:
    try:
        return min(os.lseek(file, position, os.SEEK_HOLE), size)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.EINVAL):
            return size
        raise


def _copy_range(source: int, target: int, start: int, end: int) -> bool:
    """False when the kernel cannot copy between these two; nothing is lost then."""
    while start < end:
        try:
            count = os.copy_file_range(source, target, min(end - start, _AT_ONCE), start, start)
        except OSError as error:
            if error.errno in _NO_COPY:
                return False
            raise
        if not count:
            return True
        start += count
    return True


def _copy_through(source: int, target: int, start: int, end: int) -> None:
    while start < end:
        piece = os.pread(source, min(_CHUNK, end - start), start)
        if not piece:
            return
        start += os.pwrite(target, piece, start)


def same_bytes(one: int, other: int) -> bool:
    """Whether two open files have the same content; holes in both are not read."""
    size = os.fstat(one).st_size
    if os.fstat(other).st_size != size:
        return False
    position = 0
    while position < size:
        position = min(_data_from(one, position, size), _data_from(other, position, size))
        count = min(_CHUNK, size - position)
        if os.pread(one, count, position) != os.pread(other, count, position):
            return False
        position += count
    return True


def copy_file(source: tuple[int, str], target: tuple[int, str], *, insist: bool = True) -> int:
    """Copy the bytes of a regular file into a new private file; their number."""
    reading = open_file(*source, insist=insist)
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        writing = os.open(target[1], flags, 0o600, dir_fd=target[0])
        try:
            return copy_bytes(reading, writing)
        finally:
            os.close(writing)
    finally:
        os.close(reading)


class TreeCopier:
    """Copies entries with everything in them between two opened folders of ours.

    All of the dress is copied, also bits that are not kept from code, and files with several
    names keep them, also over several calls.
    """

    def __init__(self, source: int, target: int, *, foreign: bool = False) -> None:
        """`foreign`: the source is not ours to touch, and the copies belong to us."""
        self._source = source
        self._target = target
        self._foreign = foreign
        self._names: dict[tuple[int, int], str] = {}

    def copy(self, origin: str, path: str) -> None:
        """Copy `origin` below the source to `path` below the target, where nothing is."""
        status = os.stat(origin, dir_fd=self._source, follow_symlinks=False)
        kind = stat.S_IFMT(status.st_mode)
        key = (status.st_dev, status.st_ino)
        if kind != stat.S_IFDIR and key in self._names:
            first = self._names[key]
            os.link(
                first,
                path,
                src_dir_fd=self._target,
                dst_dir_fd=self._target,
                follow_symlinks=False,
            )
            return
        _MAKERS.get(kind, TreeCopier._special)(self, origin, path, status)
        self.dress(origin, path)
        if status.st_nlink > 1 and kind != stat.S_IFDIR:
            self._names[key] = path

    def dress(self, origin: str, path: str) -> None:
        """Give `path` all of the dress of `origin`."""
        status = os.stat(origin, dir_fd=self._source, follow_symlinks=False)
        dress = replace(dress_at(self._source, origin, status), mode=stat.S_IMODE(status.st_mode))
        if self._foreign:
            made = os.stat(path, dir_fd=self._target, follow_symlinks=False)
            dress = replace(dress, uid=made.st_uid, gid=made.st_gid)
        put_on(self._target, path, dress)

    def forget(self, path: str) -> None:
        """Remove what a failed copy left at `path`."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path, dir_fd=self._target)

    def _folder(self, origin: str, path: str, status: os.stat_result) -> None:
        os.mkdir(path, 0o700, dir_fd=self._target)
        mode = stat.S_IMODE(status.st_mode)
        locked = mode & stat.S_IRWXU != stat.S_IRWXU
        if locked:
            set_mode(self._source, origin, mode | stat.S_IRWXU)
        inner = os.open(origin, os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._source)
        try:
            names = names_in(inner)
        finally:
            os.close(inner)
        for name in names:
            self.copy(f"{origin}/{name}", f"{path}/{name}")
        if locked:
            set_mode(self._source, origin, mode)

    def _file(self, origin: str, path: str, status: os.stat_result) -> None:
        copy_file((self._source, origin), (self._target, path), insist=not self._foreign)

    def _link(self, origin: str, path: str, status: os.stat_result) -> None:
        target = os.readlink(origin, dir_fd=self._source)
        os.symlink(target, path, dir_fd=self._target)

    def _special(self, origin: str, path: str, status: os.stat_result) -> None:
        os.mknod(path, status.st_mode, status.st_rdev, dir_fd=self._target)


_MAKERS = {
    stat.S_IFDIR: TreeCopier._folder,
    stat.S_IFREG: TreeCopier._file,
    stat.S_IFLNK: TreeCopier._link,
}
