"""Keeping changes in the user's folder, and taking them back: a journal for each folder.

Promises: a change is kept whole or not at all, also when the program is killed or the power fails
at any point (`recover` finishes or takes back what was cut off); nothing that somebody else changed
meanwhile is overwritten; what is replaced or deleted is kept, so that `undo` and `redo` give back
every byte, mode and time. No git, and nothing of it in the user's folder.
Not covered: a file that another program holds open is replaced under it, as editors do; a disk
that lies about what it has written.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.errors import JournalBroken, KeepConflict, SandboxError
from sandbox.plan import Plan, plan_as_data, plan_from_data
from sandbox.records import (
    ENTRIES,
    ENTRY,
    Entry,
    Head,
    Mark,
    Movement,
    Running,
    State,
    entry_as_text,
    entry_from_data,
    read_head,
    read_object,
    write_head,
    write_whole,
)
from sandbox.room import Room
from sandbox.running import Runner, conflict
from sandbox.stage import BLOBS, SLOTS, Guard, Staged
from sandbox.stamps import ABSENT, folder_stamp, stamp_at
from sandbox.tree import (
    Folders,
    erase,
    lstat_at,
    name_of,
    names_in,
    open_top,
    parent_of,
    sync,
    sync_all,
)

_OPPOSITE: dict[Movement, Movement] = {"undo": "redo", "redo": "undo", "keep": "undo"}
_RESULT: dict[Movement, State] = {"keep": "kept", "redo": "kept", "undo": "undone"}

_FEW_FILES = 64
"""Up to here each file is brought to the disk by itself, beyond that the whole disk is."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of the past is remembered, for each folder. The newest entry always is."""

    size: int = 4 << 30
    age: float = 30 * 86400.0
    entries: int = 200


@dataclass(frozen=True, slots=True)
class Usage:
    """What a folder's journal takes, for `interp doctor`."""

    path: Path
    entries: int
    size: int
    oldest: float | None
    bounds: Bounds


class Journal:
    """The record of what was kept in one folder."""

    def __init__(self, folder: Path, store: Path, bounds: Bounds | None = None) -> None:
        """Raises FolderUnusable."""
        self._room = Room.of(folder, store)
        self._bounds = bounds or Bounds()

    def keep(self, staged: Staged, request: str) -> Entry:
        """Bring staged changes into the folder; `staged` is used up when this returns.

        Raises KeepConflict, with nothing done, when something changed on disk meanwhile, and
        SandboxError when the folder cannot be written.
        """
        with self._open() as opened:
            opened.recover()
            opened.check(staged)
            entry = opened.admit(staged, request)
            opened.run(Running("keep", (entry.id,)))
            opened.prune(self._bounds)
            return replace(entry, state="kept")

    def undo(self, steps: int = 1, *, force: bool = False) -> list[Entry]:
        """Take back the last `steps` kept entries; those taken back, newest first.

        Raises KeepConflict, with nothing done, when something was edited since; with `force`
        the edited version is set aside instead, and `redo` brings it back.
        """
        with self._open() as opened:
            opened.recover()
            kept = [mark.id for mark in opened.head.marks if mark.state == "kept"]
            return opened.turn("undo", tuple(reversed(kept[-steps:])) if steps > 0 else (), force)

    def redo(self, steps: int = 1, *, force: bool = False) -> list[Entry]:
        """Keep again what was undone last; entries that were kept since end what can be redone."""
        with self._open() as opened:
            opened.recover()
            last = max((mark.id for mark in opened.head.marks if mark.state == "kept"), default=0)
            undone = [
                mark.id for mark in opened.head.marks if mark.state == "undone" and mark.id > last
            ]
            return opened.turn("redo", tuple(undone[: max(steps, 0)]), force)

    def history(self) -> list[Entry]:
        """All entries that are remembered, oldest first."""
        with self._open() as opened:
            return [opened.entry(mark) for mark in opened.head.marks if mark.state != "begun"]

    def recover(self) -> str:
        """Finish or take back what a kill or a power cut left half done; what was done, or ""."""
        with self._open() as opened:
            return opened.recover()

    def usage(self) -> Usage:
        """How much space the old versions take."""
        entries = self.history()
        return Usage(
            path=self._room.path,
            entries=len(entries),
            size=sum(entry.size for entry in entries),
            oldest=min((entry.time for entry in entries), default=None),
            bounds=self._bounds,
        )

    @contextmanager
    def _open(self) -> Iterator[_Opened]:
        with self._room.locked() as room:
            try:
                top = open_top(self._room.folder)
                with Folders(top) as folder:
                    try:
                        yield _Opened(self._room, room, folder)
                    finally:
                        folder.forget()
                        os.close(top)
            except OSError as error:
                raise _explained(error, self._room.folder) from error


class _Opened:
    """A journal while its lock is held."""

    def __init__(self, place: Room, room: int, folder: Folders) -> None:
        self._place = place
        self._room = room
        self._folder = folder
        if lstat_at(room, ENTRIES) is None:
            os.mkdir(ENTRIES, 0o700, dir_fd=room)
        self.head = read_head(room, str(place.folder))

    # Admitting.

    def check(self, staged: Staged) -> None:
        """Raises KeepConflict when the folder is no longer what the list was made from."""
        changed = set(staged.clashes)
        changed.update(guard.path for guard in staged.guards if self._is(guard) != guard.stamp)
        if changed:
            raise conflict(changed)
        if not staged.plan.steps:
            raise SandboxError("there is nothing to keep", "no change was selected")

    def _is(self, guard: Guard) -> str:
        status = self._folder.lstat(guard.path)
        if status is None:
            return ABSENT
        if stat.S_ISDIR(status.st_mode) and not guard.deep:
            return folder_stamp({}, status, True)
        at = self._folder.open(parent_of(guard.path))
        return stamp_at(at, name_of(guard.path), strict=True)

    def admit(self, staged: Staged, request: str) -> Entry:
        """Make an entry of what was staged; the folder is not touched yet."""
        number = max((mark.id for mark in self.head.marks), default=0) + 1
        entry = Entry(
            id=number,
            time=time.time(),
            request=request,
            changes=staged.changes,
            state="begun",
            size=sum(change.size_before for change in staged.changes.entries),
        )
        folder = os.open(staged.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            erase(folder, BLOBS)
            with self._runner(folder) as runner:
                plan = runner.prepared(staged.plan)
            _save_plan(folder, 1, plan)
            write_whole(folder, ENTRY, entry_as_text(entry))
            _sync_tree(folder)
        finally:
            os.close(folder)
        entries = os.open(ENTRIES, os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._room)
        try:
            # A leftover of an entry that the head never came to name.
            erase(entries, str(number))
            os.rename(staged.folder, str(number), dst_dir_fd=entries)
            sync(entries)
        finally:
            os.close(entries)
        self._write(replace(self.head, marks=(*self.head.marks, Mark(number, "begun", 1))))
        return entry

    # Moving between states.

    def turn(self, movement: Movement, ids: tuple[int, ...], force: bool) -> list[Entry]:
        """Undo or redo these entries, all or none."""
        if ids:
            self.run(Running(movement, ids, force=force))
        return [self.entry(self.head.mark(number)) for number in ids]

    def run(self, running: Running) -> None:
        """Carry all entries of a movement to its result; on any error all go back."""
        prepared = running.ids[0] if running.movement == "keep" else 0
        self._write(replace(self.head, running=replace(running, at=prepared)))
        try:
            self._finish()
        except (KeepConflict, OSError):
            self._withdraw()
            raise

    def recover(self) -> str:
        """See `Journal.recover`."""
        running = self.head.running
        if running is None:
            self._sweep()
            return ""
        try:
            self._finish()
        except KeepConflict:
            self._withdraw()
            return f"an interrupted {running.movement} was taken back"
        return f"an interrupted {running.movement} was finished"

    def _finish(self) -> None:
        """Go on with what the head says is running."""
        running = self.head.running
        if running is None:
            return
        result = _RESULT[running.movement]
        for number in running.ids:
            mark = self.head.mark(number)
            if mark.state != result:
                self._run_one(mark, result)
        self._write(replace(self.head, running=None))

    def _run_one(self, mark: Mark, result: State) -> None:
        running = self.head.running
        assert running is not None
        with self._entry_folder(mark.id) as folder, self._runner(folder) as runner:
            plan = _load_plan(folder, mark.plan)
            if running.at != mark.id:
                if changed := runner.changed(plan):
                    raise conflict(changed)
                plan = runner.prepared(plan)
                mark = replace(mark, plan=mark.plan + 1)
                _save_plan(folder, mark.plan, plan)
                self._write(self._marked(mark, replace(running, at=mark.id)))
            try:
                runner.forward(plan)
            except (KeepConflict, OSError):
                self._write(replace(self.head, running=replace(running, at=0)))
                raise
            done = replace(mark, state=result, plan=mark.plan + 1)
            _save_plan(folder, done.plan, plan.inverse())
            self._write(self._marked(done, replace(running, at=0)))
            _forget_plans(folder, done.plan)

    def _withdraw(self) -> None:
        """Undo those entries of a failed movement that were already done, then forget it."""
        running = self.head.running
        if running is None:
            return
        result = _RESULT[running.movement]
        done = tuple(n for n in reversed(running.ids) if self.head.mark(n).state == result)
        if done:
            self._write(replace(self.head, running=Running(_OPPOSITE[running.movement], done)))
            self._finish()
        self._write(replace(self.head, running=None))
        self._sweep()

    def _marked(self, mark: Mark, running: Running) -> Head:
        marks = tuple(mark if each.id == mark.id else each for each in self.head.marks)
        return replace(self.head, marks=marks, running=running)

    def _write(self, head: Head) -> None:
        if head != self.head:
            write_head(self._room, head)
            self.head = head

    # Entries.

    def entry(self, mark: Mark) -> Entry:
        """The entry as it was kept."""
        with self._entry_folder(mark.id) as folder:
            return entry_from_data(read_object(folder, ENTRY), mark.state)

    @contextmanager
    def _entry_folder(self, number: int) -> Iterator[int]:
        try:
            folder = os.open(f"{ENTRIES}/{number}", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._room)
        except FileNotFoundError as error:
            raise JournalBroken(f"entry {number} of the journal is missing") from error
        try:
            yield folder
        finally:
            os.close(folder)

    @contextmanager
    def _runner(self, entry: int) -> Iterator[Runner]:
        slots = os.open(SLOTS, os.O_RDONLY | os.O_DIRECTORY, dir_fd=entry)
        runner = Runner(self._folder, slots)
        try:
            yield runner
        finally:
            runner.close()
            os.close(slots)

    # Cleaning.

    def prune(self, bounds: Bounds) -> None:
        """Forget the oldest entries that are beyond the bounds."""
        entries = [self.entry(mark) for mark in self.head.marks]
        size, now = sum(entry.size for entry in entries), time.time()
        drop = set()
        for left, entry in zip(range(len(entries), 1, -1), entries, strict=False):
            small = size <= bounds.size and left <= bounds.entries
            if small and now - entry.time <= bounds.age:
                break
            drop.add(entry.id)
            size -= entry.size
        if drop:
            marks = tuple(mark for mark in self.head.marks if mark.id not in drop)
            self._write(replace(self.head, marks=marks))
            self._sweep()

    def _sweep(self) -> None:
        """Remove entries that the head does not name."""
        begun = [mark for mark in self.head.marks if mark.state == "begun"]
        if begun:
            marks = tuple(mark for mark in self.head.marks if mark.state != "begun")
            self._write(replace(self.head, marks=marks))
        named = {str(mark.id) for mark in self.head.marks}
        entries = os.open(ENTRIES, os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._room)
        try:
            for name in names_in(entries):
                if name not in named:
                    erase(entries, name)
        finally:
            os.close(entries)


def _save_plan(folder: int, number: int, plan: Plan) -> None:
    write_whole(folder, f"plan-{number}.json", json.dumps(plan_as_data(plan)))


def _load_plan(folder: int, number: int) -> Plan:
    data = read_object(folder, f"plan-{number}.json")
    try:
        return plan_from_data(data)
    except (KeyError, TypeError, ValueError) as error:
        raise JournalBroken(f"a plan of the journal cannot be read: {error}") from error


def _forget_plans(folder: int, current: int) -> None:
    for name in names_in(folder):
        if name.startswith("plan-") and name != f"plan-{current}.json":
            os.unlink(name, dir_fd=folder)


def _sync_tree(folder: int) -> None:
    """Bring everything in an entry to the disk."""
    files: list[str] = []
    folders = [SLOTS]
    for path in folders:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            with os.scandir(handle) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(f"{path}/{entry.name}")
                    elif entry.is_file(follow_symlinks=False):
                        files.append(f"{path}/{entry.name}")
        finally:
            os.close(handle)
        if len(files) + len(folders) > _FEW_FILES:
            sync_all(folder)
            return
    for path in (*files, *reversed(folders)):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            sync(handle)
        finally:
            os.close(handle)
    sync(folder)


def _explained(error: OSError, folder: Path) -> SandboxError:
    what = error.strerror or str(error)
    where = error.filename2 or error.filename or folder
    return SandboxError(
        f"the changes could not be made: {where}: {what}",
        "nothing was changed; check who owns the files and whether the disk is full or read-only",
        repr(error),
    )
