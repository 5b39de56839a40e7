"""A folder's journal while its lock is held: admitting entries and moving them between states.

Theory: an entry is `begun`, `kept` or `undone`, and has one plan, the one that leads to its other
state. The head says which movement is running; whoever opens the journal next finishes it or takes
it back. The order is always the same: write down what will be done, do it, bring it to the disk,
write down that it is done. Every write of the head is atomic, every step of a plan is one rename.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sandbox import bays, reserve
from sandbox.bounds import Bounds, beyond
from sandbox.conflicts import Stuck, conflict
from sandbox.entries import load_plan, save_plan, slots_in, sync_tree, tidy
from sandbox.errors import JournalBroken, KeepConflict, SandboxError
from sandbox.forcing import forced
from sandbox.plan import Plan
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
from sandbox.running import Runner
from sandbox.stage import BLOBS, SLOTS, Guard, Staged
from sandbox.stamps import ABSENT, folder_stamp, stamp_at
from sandbox.tree import (
    Folders,
    erase,
    lstat_at,
    name_of,
    names_in,
    parent_of,
    sync,
)

_OPPOSITE: dict[Movement, Movement] = {"undo": "redo", "redo": "undo", "keep": "undo"}
_RESULT: dict[Movement, State] = {"keep": "kept", "redo": "kept", "undo": "undone"}

RESCUED = "rescued"
"""Old versions that could not be put back because something else took their place."""


class Ledger:
    """A journal while its lock is held."""

    def __init__(self, place: Room, room: int, folder: Folders) -> None:
        self._place = place
        self._room = room
        self.folder = folder
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
        status = self.folder.lstat(guard.path)
        if status is None:
            return ABSENT
        if stat.S_ISDIR(status.st_mode) and not guard.deep:
            return folder_stamp({}, status, True)
        at = self.folder.open(parent_of(guard.path))
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
            save_plan(folder, 1, staged.plan)
            write_whole(folder, ENTRY, entry_as_text(entry))
            sync_tree(folder)
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
        mark = Mark(number, "begun", 1, entry.time, entry.size)
        self._write(replace(self.head, marks=(*self.head.marks, mark)))
        return entry

    # Moving between states.

    def turn(self, movement: Movement, ids: tuple[int, ...], force: bool) -> list[Entry]:
        """Undo or redo these entries, all or none."""
        if ids:
            self.run(Running(movement, ids, force=force))
        return [self.entry(self.head.mark(number)) for number in ids]

    def run(self, running: Running) -> None:
        """Carry all entries of a movement to its result; on any error all go back."""
        reserve.hold(self._room)
        self._write(replace(self.head, running=running))
        try:
            self._finish()
        except (KeepConflict, OSError) as error:
            self._withdraw(error)
            raise

    def recover(self) -> str:
        """See `Journal.recover`."""
        running = self.head.running
        if running is None:
            self._sweep()
            return ""
        if running.movement == "keep" and not self._has_folder(running.ids[0]):
            # Killed between rescuing its slots and forgetting it.
            self._write(replace(self.head, running=None))
            self._sweep()
            return ""
        try:
            self._finish()
        except KeepConflict as error:
            self._withdraw(error)
            return f"an interrupted {running.movement} was taken back"
        return f"an interrupted {running.movement} was finished"

    def _finish(self) -> None:
        """Go on with what the head says is running."""
        running = self._running()
        result = _RESULT[running.movement]
        for number in running.ids:
            mark = self.head.mark(number)
            if mark.state != result:
                self._run_one(mark, result)
        self._stand_still()
        self._write(replace(self.head, running=None))

    def _run_one(self, mark: Mark, result: State) -> None:
        running, found = self._running(), mark
        with self._entry_folder(mark.id) as folder, slots_in(folder) as slots:
            runner = Runner(self.folder, slots)
            try:
                if running.at != mark.id or not running.ready:
                    mark = self._prepare(mark, folder, runner, slots)
                plan = load_plan(folder, mark.plan)
                runner.forward(plan)
                try:
                    home = bays.brought_home(plan, self.folder, slots, f"{mark.plan}.")
                    done = replace(mark, state=result, plan=mark.plan + 1)
                    save_plan(folder, done.plan, home.inverse())
                    self._write(self._with(done, replace(self._running(), ready=False)))
                except OSError:  # what cannot be written down has not happened
                    runner.back(plan)
                    raise
            except (KeepConflict, OSError):
                self._stand_still()
                self._write(self._with(found, self._running()))
                tidy(folder, slots, found.plan, load_plan(folder, found.plan))
                raise
            finally:
                runner.close()
            self._stand_still()
            tidy(folder, slots, done.plan, home)

    def _prepare(self, mark: Mark, folder: int, runner: Runner, slots: int) -> Mark:
        """Write down exactly what will be done, so that it can be taken up again."""
        self._stand_still()
        running = self._running()
        plan = load_plan(folder, mark.plan)
        if running.force:
            plan = forced(plan, runner, f"{mark.plan}-")
        elif changed := runner.changed(plan):
            raise conflict(changed)
        plan = runner.unedited(bays.with_bays(plan, self.folder, slots))
        needed = bays.bays_of(plan)
        if needed:
            mark = replace(mark, plan=mark.plan + 1)
            save_plan(folder, mark.plan, plan)
            running = replace(running, at=mark.id, bays=needed)
            self._write(self._with(mark, running))
            bays.fill(plan, self.folder, slots)
        mark = replace(mark, plan=mark.plan + 1)
        save_plan(folder, mark.plan, runner.marked(plan))
        self._write(self._with(mark, replace(running, at=mark.id, ready=True)))
        return mark

    def _stand_still(self) -> None:
        """No entry is on its way, and nothing of ours is in the folder."""
        running = replace(self._running(), ready=False)
        # Said first: what is not ready is prepared anew, should we end while the bays go.
        self._write(replace(self.head, running=running))
        if running.bays:
            bays.remove(running.bays, self.folder)
            mark = self.head.mark(running.at)
            with self._entry_folder(mark.id) as folder, slots_in(folder) as slots:
                Runner(self.folder, slots).settle(load_plan(folder, mark.plan))
        self._write(replace(self.head, running=replace(running, at=0, ready=False, bays=())))

    def _running(self) -> Running:
        running = self.head.running
        assert running is not None
        return running

    def _withdraw(self, error: KeepConflict | OSError) -> None:
        """Undo those entries of a failed movement that were already done, then forget it."""
        running = self._running()
        if isinstance(error, Stuck) and running.movement == "keep":
            error.hint = f"its old version lies in {self._rescue(running.ids[0])}"
        result = _RESULT[running.movement]
        done = tuple(n for n in reversed(running.ids) if self.head.mark(n).state == result)
        if done:
            self._write(replace(self.head, running=Running(_OPPOSITE[running.movement], done)))
            self._finish()
        self._write(replace(self.head, running=None))
        self._sweep()

    def _has_folder(self, number: int) -> bool:
        entries = os.open(ENTRIES, os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._room)
        try:
            return lstat_at(entries, str(number)) is not None
        finally:
            os.close(entries)

    def _rescue(self, number: int) -> Path:
        """Put an entry's slots where nothing removes them; where that is."""
        if lstat_at(self._room, RESCUED) is None:
            os.mkdir(RESCUED, 0o700, dir_fd=self._room)
        name = f"{number}-{time.time_ns()}"
        os.rename(
            f"{ENTRIES}/{number}",
            f"{RESCUED}/{name}",
            src_dir_fd=self._room,
            dst_dir_fd=self._room,
        )
        return self._place.path / RESCUED / name / SLOTS

    def _with(self, mark: Mark, running: Running) -> Head:
        marks = tuple(mark if each.id == mark.id else each for each in self.head.marks)
        return replace(self.head, marks=marks, running=running)

    def _write(self, head: Head) -> None:
        if head == self.head:
            return
        try:
            write_head(self._room, head)
        except OSError as error:
            if error.errno not in reserve.FULL:
                raise
            reserve.release(self._room)
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
    def slots(self, number: int) -> Iterator[int]:
        """The opened slots of an entry."""
        with self._entry_folder(number) as folder, slots_in(folder) as slots:
            yield slots

    def plan(self, mark: Mark) -> Plan:
        """The plan that leads to the entry's other state."""
        with self._entry_folder(mark.id) as folder:
            return load_plan(folder, mark.plan)

    # Cleaning.

    def prune(self, bounds: Bounds) -> None:
        """Forget the oldest entries that are beyond the bounds."""
        drop = beyond(self.head.marks, bounds, time.time())
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
