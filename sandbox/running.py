"""Carrying out a plan in the folder, so that it can be stopped anywhere and taken up again.

A step that happened can be told from one that did not by what lies in its slot; nothing else needs
to be remembered. So after a kill or a power cut the same plan is simply run again, or run back.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import replace

from sandbox.acts import ASIDE, Acts
from sandbox.conflicts import HalfDone, Stuck, conflict
from sandbox.copying import Dress, dress_at
from sandbox.errors import KeepConflict
from sandbox.plan import Plan, Settling, Step
from sandbox.stamps import ABSENT, stamp_at
from sandbox.tree import (
    Folders,
    lstat_at,
    name_of,
    parent_of,
    set_mode,
    sync,
    sync_all,
)

FEW_FOLDERS = 16
"""Up to here each folder is brought to the disk by itself, beyond that whole disks are."""


class Runner:
    """Runs plans in one folder, with one entry's slots."""

    def __init__(self, folder: Folders, slots: int) -> None:
        self._folder = folder
        self._acts = Acts(folder, slots)

    def close(self) -> None:
        """Forget the folders that were opened for running."""
        self._acts.close()

    # Before.

    def changed(self, plan: Plan) -> list[str]:
        """Paths that are not what the plan takes for granted."""
        skip = plan.moved()
        wrong: list[str] = []
        seen: set[str] = set()
        for step in plan.steps:
            # What an earlier step leaves at a path is not there yet.
            wrong += [path for path in self._unexpected(step, skip) if path not in seen]
            seen.update((step.path, step.origin))
        return wrong

    def _unexpected(self, step: Step, skip: Collection[str]) -> Iterator[str]:
        if step.act == "dress":
            if step.old is not None and not self._dressed(step.path, step.old):
                yield step.path
            return
        if step.act == "move":
            if self.stamp(step.origin, skip) != step.before:
                yield step.origin
            if self._folder.lstat(step.path) is not None:
                yield step.path
            return
        if self.stamp(step.path, skip) != step.before:
            yield step.path

    def stamp(self, path: str, skip: Collection[str] = ()) -> str:
        """The loose stamp of what is in the folder at `path`."""
        if self._folder.lstat(path) is None:
            return ABSENT
        return stamp_at(self._folder.open(parent_of(path)), name_of(path), path=path, skip=skip)

    def dress(self, path: str) -> Dress | None:
        """How the entry at `path` is dressed now."""
        status = self._folder.lstat(path)
        if status is None:
            return None
        return dress_at(self._folder.open(parent_of(path)), name_of(path), status)

    def folder_mode(self, path: str) -> int | None:
        """The mode of a folder; None when there is none at `path`."""
        status = self._folder.lstat(path)
        if status is None or not stat.S_ISDIR(status.st_mode):
            return None
        return stat.S_IMODE(status.st_mode)

    def _dressed(self, path: str, dress: Dress) -> bool:
        status = self._folder.lstat(path)
        if status is None:
            return False
        if stat.S_ISDIR(status.st_mode):
            return True
        return (stat.S_IMODE(status.st_mode), status.st_mtime_ns) == (dress.mode, dress.mtime_ns)

    def unedited(self, plan: Plan) -> Plan:
        """The plan without settling folders in which somebody else changed something."""
        return replace(plan, settlings=tuple(self._still_ours(each) for each in plan.settlings))

    def marked(self, plan: Plan) -> Plan:
        """The plan with what is needed to tell later which steps have happened."""
        return replace(plan, steps=tuple(self._marked(step) for step in plan.steps))

    def _marked(self, step: Step) -> Step:
        if step.act == "swap":
            status = lstat_at(self._acts.bay(step), step.slot)
        elif step.act == "move":
            status = self._folder.lstat(step.origin)
        else:
            return step
        if status is None:
            raise conflict([step.origin or step.path])
        return replace(step, inode=status.st_ino)

    def _still_ours(self, settling: Settling) -> Settling:
        if settling.before is None:
            return settling
        status = self._status(settling.path)
        if status is None or status.st_mtime_ns != settling.before[1]:
            return replace(settling, before=None, after=None)
        return settling

    def _status(self, path: str) -> os.stat_result | None:
        return self._folder.lstat(path) if path else os.fstat(self._folder.top)

    # Running.

    def forward(self, plan: Plan) -> None:
        """Do all steps that have not happened yet; all or none.

        Raises KeepConflict, or the OSError that stopped it; the folder is then as before. Raises
        Stuck where even that was made impossible meanwhile, HalfDone where the disk refused it.
        """
        skip = plan.moved()
        try:
            for step in plan.steps:
                self._acts.mend(step)
                if self._happened(step):
                    self._set_mode(step)
                else:
                    self._do(step, skip)
            self.settle(plan.inverse())
            self._sync(plan)
        except (OSError, KeepConflict):
            self.back(plan)
            raise

    def back(self, plan: Plan) -> None:
        """Take back all steps that have happened. Raises Stuck or HalfDone."""
        self._folder.forget()
        stuck: list[str] = []
        try:
            for step, turned in zip(reversed(plan.steps), plan.inverse().steps, strict=True):
                try:
                    self._take_back(step, turned)
                except (KeepConflict, FileExistsError, FileNotFoundError):
                    stuck.append(step.origin or step.path)
            self.settle(plan)
            self._sync(plan)
        except OSError as error:
            raise HalfDone(
                f"changes are half done: {error.strerror or error}",
                "make the folder writable again; the next command finishes or takes back",
                repr(error),
            ) from error
        if stuck:
            raise Stuck(
                f"changed while changes were being made: {', '.join(sorted(stuck)[:3])}",
                "everything else is as before",
                "\n".join(sorted(stuck)),
            )

    def _take_back(self, step: Step, turned: Step) -> None:
        self._acts.mend(step)
        if self._half_dressed(step) if step.act == "dress" else self._happened(step):
            self._acts.do(turned)
        self._after_moving(turned)

    def _happened(self, step: Step) -> bool:
        if step.act == "move":
            status = self._folder.lstat(step.path)
            return status is not None and status.st_ino == step.inode
        if step.act == "dress":
            return False
        status = lstat_at(self._acts.bay(step), step.slot)
        if step.act == "swap":
            aside = lstat_at(self._acts.bay(step), step.slot + ASIDE)
            return status is not None and status.st_ino != step.inode and aside is None
        return (status is None) == (step.act == "put")

    def _half_dressed(self, step: Step) -> bool:
        """Whether the entry looks as we left it, or as we found it, and not as a later edit."""
        status = self._folder.lstat(step.path)
        times = [each.mtime_ns for each in (step.old, step.new) if each is not None]
        return status is not None and (stat.S_ISDIR(status.st_mode) or status.st_mtime_ns in times)

    def _do(self, step: Step, skip: Collection[str]) -> None:
        try:
            self._acts.do(step)
        except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
            raise conflict([step.path]) from error
        self._after_moving(step)
        if step.act in ("take", "swap") and not self._is_what_was_meant(step, skip):
            raise conflict([step.path])

    def _is_what_was_meant(self, step: Step, skip: Collection[str]) -> bool:
        """Whether nobody changed it between the last look and the rename."""
        stamp = stamp_at(self._acts.bay(step), step.slot, path=step.path, skip=skip)
        return stamp == step.before

    def _after_moving(self, step: Step) -> None:
        folder = step.before.startswith("folder") or step.after.startswith("folder")
        if folder:
            # Folders opened by name may now stand elsewhere.
            self._folder.forget()
        self._set_mode(step)

    def _set_mode(self, step: Step) -> None:
        """Close a folder that was opened up to be moved; again, when we were killed before."""
        if step.mode is not None and step.act != "take":
            self._folder.mode_is_meant(step.path)
            status = self._folder.lstat(step.path)
            folder = status is not None and stat.S_ISDIR(status.st_mode)
            if status is not None and folder and stat.S_IMODE(status.st_mode) != step.mode:
                set_mode(self._folder.open(parent_of(step.path)), name_of(step.path), step.mode)

    # After.

    def settle(self, plan: Plan) -> None:
        """Give folders the mode and time that they have before this plan."""
        for each in plan.settlings:
            if each.before is None:
                continue
            path, (mode, mtime_ns) = each.path, each.before
            status = self._status(path)
            if status is None or not stat.S_ISDIR(status.st_mode):
                continue
            if os.geteuid() not in (0, status.st_uid):
                # Only its owner may set its time.
                continue
            above = self._folder.open(parent_of(path)) if path else self._folder.top
            self._folder.mode_is_meant(path)
            name = name_of(path) or "."
            if stat.S_IMODE(status.st_mode) != mode:
                set_mode(above, name, mode)
            os.utime(name, ns=(status.st_atime_ns, mtime_ns), dir_fd=above, follow_symlinks=False)

    def _sync(self, plan: Plan) -> None:
        self._folder.forget()
        touched = {parent_of(step.path) for step in plan.steps}
        touched |= {parent_of(step.origin) for step in plan.steps if step.origin}
        one_by_one = len(touched) <= FEW_FOLDERS
        done: set[int] = set()
        for path in sorted(touched):
            status = self._status(path)
            if status is None or not stat.S_ISDIR(status.st_mode) or status.st_dev in done:
                continue
            if one_by_one:
                sync(self._folder.open(path))
            else:
                sync_all(self._folder.open(path))
                done.add(status.st_dev)
        self._acts.sync()
