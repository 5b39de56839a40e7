"""The copy-on-write view of the work folder: where code writes, and what it wrote.

Promises: nothing that code does reaches the folder before it is kept; what `changes` shows is what
`stage` lays out and the journal keeps, also when a process still writes to the view meanwhile.
Not covered: the view's own size (the limits watch it), and what code reads.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from sandbox.changes import Changes
from sandbox.copying import dress_at, put_on
from sandbox.isolation.seam import Overlay
from sandbox.room import STAGING, VIEWS, Room
from sandbox.stage import BLOBS, SLOTS, Staged, Stager, changes_of, guards_of, selected
from sandbox.stamps import DEEPEST
from sandbox.survey import Survey, Surveyor, shown
from sandbox.tree import Folders, erase, join, lstat_at, names_in, open_top


class View(Protocol):
    """One turn's view of the folder."""

    @property
    def overlay(self) -> Overlay | None:
        """What is to be mounted at the folder's path; None: the code works in `root`."""

    @property
    def root(self) -> Path:
        """Where the code's folder really lies: the folder itself under an overlay, else a copy."""

    def changes(self) -> Changes:
        """What keeping everything would do, against the folder as it is now."""

    def diff(self, path: str) -> str:
        """The change of one path of the last `changes`, as text."""

    def stage(self, only: Collection[str] | None = None) -> Staged:
        """Lay out the last `changes`, or those at these paths and below, for the journal."""

    def discard(self) -> None:
        """Throw away the view and all that was written to it. It must not be mounted any more."""


def _clock() -> int:
    """Now, as the disk's stamps see it: a stamp made from now on is not before this."""
    coarse = getattr(time, "CLOCK_REALTIME_COARSE", time.CLOCK_REALTIME)
    before = time.clock_gettime_ns(coarse)
    while (now := time.clock_gettime_ns(coarse)) == before:
        time.sleep(0.0005)
    return now


class OverlayView:
    """A view that an overlay mount shows at the folder's own path."""

    def __init__(self, folder: Path, store: Path) -> None:
        """Raises FolderUnusable."""
        self._place = Room.of(folder, store)
        self._path = Path(tempfile.mkdtemp(prefix="view-", dir=self._place.path / VIEWS))
        self._lock = os.open(self._path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._overlay = Overlay(self._place.folder, self._path / "upper", self._path / "work")
        self._overlay.upper.mkdir(mode=0o700)
        self._overlay.work.mkdir(mode=0o700)
        _dress_like(self._place.folder, self._overlay.upper)
        self._private: Path | None = None
        self._survey = Survey()
        self._began = _clock()

    @property
    def overlay(self) -> Overlay | None:
        return self._overlay

    @property
    def root(self) -> Path:
        return self._place.folder

    def changes(self) -> Changes:
        self._forget_copies()
        self._private = _private_copy_place(self._place)
        with _Tops(self._place.folder, self._overlay.upper, self._private / BLOBS) as tops:
            surveyor = Surveyor(tops.folder, tops.written, tops.blobs, self._changed_since)
            _read_upper(surveyor, tops.written, tops.folder)
            surveyor.find_moves()
            surveyor.take_copies()
            self._survey = surveyor.survey
            everything = self._survey.findings
            return changes_of(self._survey, everything, tops.folder, str(self._place.folder))

    def diff(self, path: str) -> str:
        if self._private is None:
            self.changes()
        assert self._private is not None
        finding = self._survey.findings.get(path)
        if finding is None:
            return "no change\n"
        with _Tops(self._place.folder, self._overlay.upper, self._private / BLOBS) as tops:
            return shown(finding, tops.folder, tops.blobs)

    def stage(self, only: Collection[str] | None = None) -> Staged:
        if self._private is None:
            self.changes()
        assert self._private is not None
        private, self._private = self._private, None
        chosen = selected(self._survey.findings, only)
        with _Tops(self._place.folder, self._overlay.upper, private) as tops:
            listed = changes_of(self._survey, chosen, tops.folder, str(self._place.folder))
            plan = Stager(self._survey, chosen, tops.folder, tops.blobs).plan()
        return Staged(
            folder=private,
            changes=listed,
            plan=plan,
            guards=guards_of(chosen.values()),
            clashes=tuple(path for path, each in chosen.items() if each.clash),
        )

    def discard(self) -> None:
        self._forget_copies()
        _erase_path(self._path)
        os.close(self._lock)

    def _changed_since(self, path: str, status: os.stat_result) -> bool:
        del path
        return status.st_ctime_ns >= self._began

    def _forget_copies(self) -> None:
        if self._private is not None:
            _erase_path(self._private)
            self._private = None


class _Tops:
    """The three folders a survey reads and writes, open."""

    def __init__(self, folder: Path, written: Path, blobs: Path) -> None:
        with contextlib.ExitStack() as stack:
            descriptors = []
            for path in (folder, written, blobs):
                descriptor = open_top(path)
                stack.callback(os.close, descriptor)
                descriptors.append(descriptor)
            self.folder = stack.enter_context(Folders(descriptors[0]))
            self.written = stack.enter_context(Folders(descriptors[1]))
            self.blobs = descriptors[2]
            self._stack = stack.pop_all()

    def __enter__(self) -> _Tops:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _private_copy_place(room: Room) -> Path:
    path = Path(tempfile.mkdtemp(prefix="staged-", dir=room.path / STAGING))
    (path / BLOBS).mkdir(mode=0o700)
    (path / SLOTS).mkdir(mode=0o700)
    return path


def _erase_path(path: Path) -> None:
    parent = open_top(path.parent)
    try:
        erase(parent, path.name)
    finally:
        os.close(parent)


def _dress_like(folder: Path, upper: Path) -> None:
    """An overlay shows the upper folder's mode and time as those of the whole."""
    here, there = open_top(folder), open_top(upper)
    try:
        put_on(there, ".", dress_at(here, ".", os.fstat(here)))
    finally:
        os.close(here)
        os.close(there)


def _is_whiteout(status: os.stat_result) -> bool:
    return stat.S_ISCHR(status.st_mode) and status.st_rdev == 0


def _is_opaque(folder: int) -> bool:
    try:
        return os.getxattr(folder, "user.overlay.opaque") == b"y"
    except OSError:
        return False


def _read_upper(surveyor: Surveyor, upper: Folders, lower: Folders) -> None:
    """Tell the surveyor what an overlay's upper folder says."""
    waiting = [("", False)]
    while waiting:
        path, pure = waiting.pop()
        names = sorted(names_in(upper.open(path)))
        for name in names:
            child = join(path, name)
            status = lstat_at(upper.open(path), name)
            if status is None:
                continue
            if _is_whiteout(status):
                surveyor.gone(child)
                continue
            was_folder = surveyor.present(child, status)
            if not stat.S_ISDIR(status.st_mode):
                continue
            if child.count("/") >= DEEPEST:
                surveyor.too_deep(child)
                continue
            hides = pure or not was_folder or _is_opaque(upper.open(child))
            waiting.append((child, hides))
        if pure:
            _hidden(surveyor, lower, path, set(names))


def _hidden(surveyor: Surveyor, lower: Folders, path: str, names: set[str]) -> None:
    """What the folder has below a path where the overlay shows only its own."""
    status = lower.lstat(path)
    if status is None or not stat.S_ISDIR(status.st_mode):
        return
    for name in names_in(lower.open(path)):
        if name not in names:
            surveyor.gone(join(path, name))
