"""Slots on the other side of a border between disks.

A rename works within one mount only. Where the journal lies on another one than the folder, what
enters the folder is copied beforehand to a private bay beside it, and what leaves it is copied
home afterwards; the bay exists only while a plan runs. Only changed content is ever copied.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sandbox.copying import TreeCopier
from sandbox.mounts import mounts, mounts_inside
from sandbox.plan import Plan, Settling, Step
from sandbox.tree import (
    Folders,
    erase,
    join,
    mount_of,
    name_of,
    open_below,
    parent_of,
    path_of,
    sync_all,
)

PREFIX = ".interp-"


def with_bays(plan: Plan, folder: Folders, slots: int) -> Plan:
    """The plan with a bay named for each step that needs one; nothing is made yet."""
    home = mount_of(slots)
    bays: dict[int, str] = {}
    known: dict[str, int] = {}

    known[""] = mount_of(folder.top)
    single = not mounts_inside(path_of(folder.top), mounts())

    def mount(path: str) -> int:
        if single:
            return known[""]
        if path not in known:
            status = folder.lstat(path) if path else os.fstat(folder.top)
            try:
                known[path] = mount_of(folder.open(path)) if status else mount(parent_of(path))
            except NotADirectoryError:
                known[path] = mount(parent_of(path))
        return known[path]

    def bay(path: str) -> str:
        there = mount(parent_of(path))
        if there == home:
            return ""
        if there not in bays:
            top = parent_of(path)
            while top and mount(parent_of(top)) == there:
                top = parent_of(top)
            bays[there] = join(top, PREFIX + secrets.token_hex(8))
        return bays[there]

    steps = tuple(replace(each, bay=bay(each.path)) if each.slot else each for each in plan.steps)
    settled = {each.path: each for each in plan.settlings}
    for path in bays.values():
        # Making and removing the bay leaves its trace in the folder around it.
        above = parent_of(path)
        status = folder.lstat(above) if above else os.fstat(folder.top)
        if status is not None and above not in settled:
            looks = (stat.S_IMODE(status.st_mode), status.st_mtime_ns)
            settled[above] = Settling(above, looks, looks)
    return Plan(steps, tuple(settled[path] for path in sorted(settled, reverse=True)))


def bays_of(plan: Plan) -> tuple[str, ...]:
    """The bays that a plan needs."""
    return tuple(sorted({step.bay for step in plan.steps if step.bay}))


def fill(plan: Plan, folder: Folders, slots: int) -> None:
    """Make the bays and copy into them what is to enter the folder."""
    for bay in bays_of(plan):
        with _opened(folder, parent_of(bay)) as above:
            os.mkdir(name_of(bay), 0o700, dir_fd=above)
        with _opened(folder, bay) as there:
            copier = TreeCopier(slots, there)
            for step in plan.steps:
                if step.bay == bay and step.act in ("put", "swap"):
                    copier.copy(step.slot, step.slot)
            sync_all(there)


def brought_home(plan: Plan, folder: Folders, slots: int, name: str) -> Plan:
    """Copy what left the folder into slots whose names begin with `name`; the plan that uses them.

    May be done again after it was cut off.
    """
    steps: dict[int, Step] = {}
    try:
        for bay in bays_of(plan):
            with _opened(folder, bay) as there:
                copier = TreeCopier(there, slots)
                for number, step in enumerate(plan.steps):
                    if step.bay == bay and step.act in ("take", "swap"):
                        steps[number] = replace(step, slot=f"{name}{step.slot}")
                        erase(slots, steps[number].slot)
                        copier.copy(step.slot, steps[number].slot)
        if steps:
            sync_all(slots)
    except OSError:  # a full disk: leave it no fuller than it was
        for step in steps.values():
            erase(slots, step.slot)
        raise
    return replace(
        plan,
        steps=tuple(
            replace(steps.get(number, step), bay="") for number, step in enumerate(plan.steps)
        ),
    )


def remove(bays: tuple[str, ...], folder: Folders) -> None:
    """Remove bays, those that are there."""
    folder.forget()
    for bay in bays:
        if folder.lstat(bay) is not None:
            with _opened(folder, parent_of(bay)) as above:
                erase(above, name_of(bay))


@contextmanager
def _opened(folder: Folders, path: str) -> Iterator[int]:
    descriptor = open_below(folder.top, path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
