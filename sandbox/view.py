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
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from sandbox.changes import Changes
from sandbox.errors import SandboxError
from sandbox.findings import Survey, shown
from sandbox.index import Reach
from sandbox.isolation.seam import Overlay
from sandbox.mounts import HOLDS_UPPERS, kind_of, mounts, mounts_inside
from sandbox.room import STAGING, VIEWS, Room
from sandbox.shadow import Shadow
from sandbox.stage import BLOBS, SLOTS, Staged, Stager, changes_of, guards_of, selected
from sandbox.survey import Surveyor
from sandbox.tree import Folders, erase, names_in, open_top
from sandbox.upper import Upper

_LOCK = "lock"
_ELSEWHERE = (Path("/var/tmp"), Path("/tmp"), Path("/dev/shm"))
"""Where an overlay's upper folder may lie when the state folder's disk cannot hold one."""


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


class Source(Protocol):
    """A way to have code write beside the folder, and to find out what it wrote."""

    root: Path
    written: Path
    overlay: Overlay | None

    def changed_since(self, folder: Folders, path: str, status: os.stat_result) -> bool:
        """Whether the folder's own entry changed after the code began."""

    def report(self, surveyor: Surveyor, written: Folders, folder: Folders) -> None:
        """Tell the surveyor what the code touched."""


def open_view(
    folder: Path, store: Path, *, overlay: bool = True, reach: Reach | None = None
) -> View:
    """A fresh view over the folder as it is now.

    With `overlay` (the backend can mount one) nothing is copied, unless other disks are mounted
    inside the folder; else a copy within `reach` is made. Raises FolderUnusable.
    """
    room = Room.of(folder, store)
    table = mounts()
    place = _place_for_uppers(room) if overlay and not mounts_inside(room.folder, table) else None
    views = place or room.path / VIEWS
    with contextlib.ExitStack() as failing:
        with room.locked():
            _sweep(room, {views, room.path / VIEWS})
            path = Path(tempfile.mkdtemp(prefix="view-", dir=views))
            failing.callback(_erase, path)
            lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            failing.callback(os.close, lock)
            fcntl.flock(lock, fcntl.LOCK_EX)
        source = _source(room.folder, path, place is not None, reach)
        failing.pop_all()
    return Rehearsal(room, path, source, lock)


def _source(folder: Path, path: Path, overlay: bool, reach: Reach | None) -> Source:
    return Upper(folder, path) if overlay else Shadow(folder, path, reach)


class Rehearsal:
    """A view with the source that it is read from."""

    def __init__(self, room: Room, path: Path, source: Source, lock: int) -> None:
        """`lock` says, as long as it is held, that the view at `path` is in use."""
        self._room = room
        self._path = path
        self._source = source
        self._lock = lock
        self._private: Path | None = None
        self._survey = Survey()

    @property
    def overlay(self) -> Overlay | None:
        return self._source.overlay

    @property
    def root(self) -> Path:
        return self._source.root

    def changes(self) -> Changes:
        self._forget_copies()
        self._private = self._new_private()
        with self._opened(self._private / BLOBS) as (folder, written, blobs):
            surveyor = Surveyor(
                folder,
                written,
                blobs,
                lambda path, status: self._source.changed_since(folder, path, status),
            )
            self._source.report(surveyor, written, folder)
            surveyor.find_moves()
            surveyor.take_copies()
            self._survey = surveyor.survey
            return self._listed(self._survey.findings.keys(), folder)

    def diff(self, path: str) -> str:
        if self._private is None:
            self.changes()
        assert self._private is not None
        finding = self._survey.findings.get(path)
        if finding is None:
            return "no change\n"
        with self._opened(self._private / BLOBS) as (folder, _, blobs):
            return shown(finding, folder, blobs)

    def stage(self, only: Collection[str] | None = None) -> Staged:
        if self._private is None:
            self.changes()
        assert self._private is not None
        private, self._private = self._private, None
        chosen = selected(self._survey.findings, only)
        with self._opened(private) as (folder, _, top):
            listed = self._listed(chosen.keys(), folder)
            plan = Stager(self._survey, chosen, folder, top).plan()
        return Staged(
            folder=private,
            changes=listed,
            plan=plan,
            guards=guards_of(chosen.values()),
            clashes=tuple(path for path, each in chosen.items() if each.clash),
        )

    def discard(self) -> None:
        self._forget_copies()
        _erase(self._path)
        os.close(self._lock)

    def _listed(self, paths: Collection[str], folder: Folders) -> Changes:
        findings = {path: self._survey.findings[path] for path in paths}
        return changes_of(self._survey, findings, folder, str(self._room.folder))

    def _new_private(self) -> Path:
        prefix = f"{self._path.name}."
        private = Path(tempfile.mkdtemp(prefix=prefix, dir=self._room.path / STAGING))
        (private / BLOBS).mkdir(mode=0o700)
        (private / SLOTS).mkdir(mode=0o700)
        return private

    def _forget_copies(self) -> None:
        if self._private is not None:
            _erase(self._private)
            self._private = None

    @contextlib.contextmanager
    def _opened(self, private: Path) -> Iterator[tuple[Folders, Folders, int]]:
        """The folder, what was written, and a private place, for reading and writing."""
        with contextlib.ExitStack() as stack:
            tops = []
            for path in (self._room.folder, self._source.written, private):
                tops.append(open_top(path))
                stack.callback(os.close, tops[-1])
            folder = stack.enter_context(Folders(tops[0]))
            written = stack.enter_context(Folders(tops[1], unlock=True))
            try:
                yield folder, written, tops[2]
            except OSError as error:
                raise _explained(error, self._room.folder) from error


def _explained(error: OSError, folder: Path) -> SandboxError:
    what = error.strerror or str(error)
    return SandboxError(
        f"the changes to {folder} cannot be read: {error.filename or folder}: {what}",
        "nothing was changed; check whether the disk of the state folder is full",
        repr(error),
    )


def _place_for_uppers(room: Room) -> Path | None:
    """A private folder on a disk that can hold an overlay's upper folder."""
    table = mounts()
    if kind_of(room.path.resolve(), table) in HOLDS_UPPERS:
        return room.path / VIEWS
    for base in _ELSEWHERE:
        if base.is_dir() and kind_of(base.resolve(), table) in HOLDS_UPPERS:
            path = base / f"interp-{os.geteuid()}" / room.path.name
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(path.parent) and _is_private(path):
                return path
    return None


def _is_private(path: Path) -> bool:
    """Ours alone: nobody else may have prepared it."""
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        return False
    if status.st_mode & 0o077:
        path.chmod(0o700)
    return True


def _sweep(room: Room, places: Collection[Path]) -> None:
    """Remove what programs left behind that ended without discarding their view."""
    for path in [path for views in places for path in views.glob("view-*")]:
        with contextlib.suppress(FileNotFoundError):
            lock = os.open(path / _LOCK, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            else:
                _erase(path)
            finally:
                os.close(lock)
    living = {path.name for views in places for path in views.glob("view-*")}
    staging = open_top(room.path / STAGING)
    try:
        for name in names_in(staging):
            if name.partition(".")[0] not in living:
                erase(staging, name)
    finally:
        os.close(staging)


def _erase(path: Path) -> None:
    parent = open_top(path.parent)
    try:
        erase(parent, path.name)
    finally:
        os.close(parent)
