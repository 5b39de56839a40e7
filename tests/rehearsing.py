"""For tests of rehearsal, keep and undo: really mounted views, and pictures of folders."""

from __future__ import annotations

import ctypes
import os
import stat
import traceback
from collections.abc import Callable
from pathlib import Path

from sandbox.isolation.seam import Overlay
from sandbox.journal import Journal
from sandbox.records import Entry
from sandbox.view import View, open_view

_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
_PRIVATE, _RECURSIVE = 1 << 18, 1 << 14

MEMORY = Path("/dev/shm")
"""A disk that is not slowed down by what else the machine writes, and not the one of `/tmp`."""

Picture = dict[bytes, tuple[int, int, bytes]]


def _checked(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def private_mounts() -> None:
    """Let this process mount what nobody else sees."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    _checked(libc.unshare(_NEW_USER | _NEW_MOUNTS))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _checked(libc.mount(b"none", b"/", None, _PRIVATE | _RECURSIVE, None))


def mount(overlay: Overlay) -> None:
    """Show the view at the folder's own path, for this process and its children only."""
    private_mounts()
    layers = [
        f"{key}=/proc/self/fd/{os.open(path, os.O_PATH | os.O_DIRECTORY)}"
        for key, path in (
            ("lowerdir", overlay.lower),
            ("upperdir", overlay.upper),
            ("workdir", overlay.work),
        )
    ]
    options = ",".join([*layers, "userxattr", "volatile"]).encode()
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.mount(b"overlay", os.fsencode(overlay.lower), b"overlay", 0, options))
    os.chdir(overlay.lower)


def in_child(work: Callable[[], object]) -> int:
    """Run something in a forked child; its wait status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)
    return os.waitpid(child, 0)[1]


def run_in(view: View, code: Callable[[], object]) -> None:
    """Let code work in the view's folder, as a kernel would."""
    overlay = view.overlay

    def work() -> None:
        if overlay is None:
            os.chdir(view.root)
        else:
            mount(overlay)
        code()

    assert in_child(work) == 0


def keep(
    folder: Path,
    store: Path,
    code: Callable[[], object],
    *,
    request: str = "a request",
    overlay: bool = True,
) -> Entry:
    """One whole turn: rehearse, look, keep."""
    view = open_view(folder, store, overlay=overlay)
    try:
        run_in(view, code)
        view.changes()
        return Journal(folder, store).keep(view.stage(), request)
    finally:
        view.discard()


def picture(folder: Path) -> Picture:
    """Mode, time and content of everything in a folder, and of the folder."""
    found = {b".": _look(folder)}
    for path in folder.rglob("*"):
        found[os.fsencode(path.relative_to(folder))] = _look(path)
    return found


def _look(path: Path) -> tuple[int, int, bytes]:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return status.st_mode, 0, os.fsencode(path.readlink())
    content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
    return status.st_mode, status.st_mtime_ns, content


def without_folder_times(seen: Picture) -> Picture:
    """The picture, where the times of folders do not count."""
    return {
        path: (mode, 0 if mode & 0o170000 == 0o040000 else when, content)
        for path, (mode, when, content) in seen.items()
    }


def tmpfs(path: Path, options: str) -> None:
    """A disk in memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.mount(b"tmpfs", os.fsencode(path), b"tmpfs", 0, options.encode()))
