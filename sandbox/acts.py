"""The five things that a step of a plan may do, each with one rename, and each by descriptors: no
link that somebody puts in the way leads outside the folder.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.conflicts import conflict
from sandbox.copying import put_on
from sandbox.plan import Step
from sandbox.tree import (
    ExchangeUnsupported,
    Folders,
    exchange,
    lstat_at,
    name_of,
    open_below,
    parent_of,
    place,
    set_mode,
    sync,
)

ASIDE = ".old"
"""Added to a slot's name while a swap is done in three renames (no exchange on this disk)."""


class Acts:
    """Does steps in one folder, with one entry's slots."""

    def __init__(self, folder: Folders, slots: int) -> None:
        self._folder = folder
        self._slots = slots
        self._bays: dict[str, int] = {"": slots}

    def close(self) -> None:
        """Forget the folders that were opened for running."""
        for bay, descriptor in self._bays.items():
            if bay:
                os.close(descriptor)
        self._bays = {"": self._slots}
        self._folder.forget()

    def bay(self, step: Step) -> int:
        """Where the step's slot is: the entry, or a place on the folder's own disk."""
        if step.bay not in self._bays:
            self._bays[step.bay] = open_below(self._folder.top, step.bay)
        return self._bays[step.bay]

    def do(self, step: Step) -> None:
        """Do what the step says. Raises KeepConflict, or the OSError of its rename."""
        _ACTS[step.act](self, step)

    def sync(self) -> None:
        """Bring the slots to the disk."""
        for descriptor in self._bays.values():
            sync(descriptor)

    def _put(self, step: Step) -> None:
        with self._opened(step.path) as there:
            place((self.bay(step), step.slot), there)

    def _take(self, step: Step) -> None:
        with self._opened(step.path, itself=step.mode is not None) as here:
            place(here, (self.bay(step), step.slot))

    def _swap(self, step: Step) -> None:
        slot = (self.bay(step), step.slot)
        with self._opened(step.path, itself=step.mode is not None) as here:
            try:
                exchange(slot, here)
            except ExchangeUnsupported:
                aside = (slot[0], step.slot + ASIDE)
                place(here, aside)
                place(slot, here)
                place(aside, slot)

    def mend(self, step: Step) -> None:
        """Bring a swap that was cut off between its three renames to one of its ends."""
        if step.act != "swap":
            return
        slot, aside = (self.bay(step), step.slot), (self.bay(step), step.slot + ASIDE)
        if lstat_at(*aside) is None:
            return
        if lstat_at(*slot) is None:
            place(aside, slot)
        else:
            place(aside, (self._folder.open(parent_of(step.path)), name_of(step.path)))

    def _move(self, step: Step) -> None:
        with self._opened(step.path) as there:
            target = (os.dup(there[0]), there[1])
            try:
                with self._opened(step.origin, itself=step.mode is not None) as here:
                    status = lstat_at(*here)
                    if status is None or (step.inode and status.st_ino != step.inode):
                        raise conflict([step.origin])
                    place(here, target)
            finally:
                os.close(target[0])

    def _dress(self, step: Step) -> None:
        if step.new is None:
            return
        self._folder.mode_is_meant(step.path)
        try:
            with self._opened(step.path) as there:
                put_on(*there, step.new)
        except FileNotFoundError as error:
            raise conflict([step.path]) from error

    @contextmanager
    def _opened(self, path: str, itself: bool = False) -> Iterator[tuple[int, str]]:
        """The folder above `path` and the name in it, both open to a rename."""
        try:
            folder, name = self._folder.open(parent_of(path)), name_of(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise conflict([path]) from error
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise conflict([path]) from error
            raise
        _let_owner(folder)
        if itself:
            status = lstat_at(folder, name)
            if status is not None and stat.S_ISDIR(status.st_mode):
                _let_owner_at(folder, name, status)
        yield folder, name


_ACTS: dict[str, Callable[[Acts, Step], None]] = {
    "put": Acts._put,
    "take": Acts._take,
    "swap": Acts._swap,
    "move": Acts._move,
    "dress": Acts._dress,
}


def _let_owner(folder: int) -> None:
    """Open a read-only folder to its owner; the plan's settlings close it again."""
    status = os.fstat(folder)
    if status.st_uid == os.geteuid() and status.st_mode & 0o300 != 0o300:
        os.fchmod(folder, stat.S_IMODE(status.st_mode) | 0o700)


def _let_owner_at(folder: int, name: str, status: os.stat_result) -> None:
    if status.st_uid == os.geteuid() and status.st_mode & 0o300 != 0o300:
        set_mode(folder, name, stat.S_IMODE(status.st_mode) | 0o700)
