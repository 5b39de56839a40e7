"""Keeping changes in the user's folder, and taking them back: a journal for each folder.

Promises: a change is kept whole or not at all, also when the program is killed or the power fails
at any point (`recover` finishes or takes back what was cut off); nothing that somebody else changed
meanwhile is overwritten; what is replaced or deleted is kept, so that `undo` and `redo` give back
every byte, mode and time. No git, and nothing of it in the user's folder.
Not covered: a file that another program holds open is replaced under it, as editors do; a disk
that lies about what it has written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox import reserve
from sandbox.bounds import Bounds
from sandbox.errors import KeepConflict, SandboxError
from sandbox.ledger import Ledger
from sandbox.past import text_of
from sandbox.records import Entry, Movement, Running
from sandbox.room import Room
from sandbox.stage import Staged
from sandbox.tree import Folders, open_top

FORCE = "nothing was changed; with --force the edits are set aside, and going back brings them back"


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
        """Bring staged changes into the folder; `staged` is used up afterwards, whatever happens.

        Raises KeepConflict, with nothing done, when something changed on disk meanwhile, and
        SandboxError when the folder cannot be written.
        """
        try:
            with self._open() as opened:
                opened.recover()
                opened.check(staged)
                entry = opened.admit(staged, request)
                opened.run(Running("keep", (entry.id,)))
                opened.prune(self._bounds)
                return replace(entry, state="kept")
        finally:
            shutil.rmtree(staged.folder, ignore_errors=True)  # where it was not admitted

    def undo(self, steps: int = 1, *, force: bool = False) -> list[Entry]:
        """Take back the last `steps` kept entries; those taken back, newest first.

        Raises KeepConflict, with nothing done, when something was edited since; with `force`
        the edited version is set aside instead, and `redo` brings it back.
        """
        with self._open() as opened:
            opened.recover()
            kept = [mark.id for mark in opened.head.marks if mark.state == "kept"]
            ids = tuple(reversed(kept[-steps:])) if steps > 0 else ()
            return _turned(opened, "undo", ids, force)

    def redo(self, steps: int = 1, *, force: bool = False) -> list[Entry]:
        """Keep again what was undone last; entries that were kept since end what can be redone."""
        with self._open() as opened:
            opened.recover()
            last = max((mark.id for mark in opened.head.marks if mark.state == "kept"), default=0)
            undone = [
                mark.id for mark in opened.head.marks if mark.state == "undone" and mark.id > last
            ]
            return _turned(opened, "redo", tuple(undone[: max(steps, 0)]), force)

    def history(self) -> list[Entry]:
        """All entries that are remembered, oldest first."""
        with self._open() as opened:
            return [opened.entry(mark) for mark in opened.head.marks if mark.state != "begun"]

    def diff(self, number: int, path: str = "") -> str:
        """What an entry changed, or what it changed at `path`, as text. Raises JournalBroken."""
        with self._open() as opened:
            return text_of(opened, number, path)

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
    def _open(self) -> Iterator[Ledger]:
        with self._room.locked() as room:
            try:
                with ExitStack() as stack:
                    top = open_top(self._room.folder)
                    stack.callback(os.close, top)
                    folder = stack.enter_context(Folders(top, unlock=True))
                    yield Ledger(self._room, room, folder)
            except OSError as error:
                raise _explained(error, self._room) from error


def _turned(opened: Ledger, movement: Movement, ids: tuple[int, ...], force: bool) -> list[Entry]:
    try:
        return opened.turn(movement, ids, force)
    except KeepConflict as error:
        if not force and type(error) is KeepConflict:
            error.hint = FORCE
        raise


def _explained(error: OSError, room: Room) -> SandboxError:
    what = error.strerror or str(error)
    where = error.filename2 or error.filename or room.folder
    if error.errno in reserve.FULL:
        where = min((room.folder, room.path), key=lambda path: shutil.disk_usage(path).free)
    return SandboxError(
        f"the changes could not be made: {where}: {what}",
        "nothing was changed; check who owns the files and whether the disk is full or read-only",
        repr(error),
    )
