"""The folder of one entry of the journal: its plans, its slots, and bringing both to the disk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.errors import JournalBroken
from sandbox.plan import Plan, plan_as_data, plan_from_data
from sandbox.records import read_object, write_whole
from sandbox.stage import SLOTS
from sandbox.tree import erase, names_in, sync, sync_all

_FEW_FILES = 64
"""Up to here each file is brought to the disk by itself, beyond that the whole disk is."""


@contextmanager
def slots_in(entry: int) -> Iterator[int]:
    """The opened slots of an opened entry."""
    slots = os.open(SLOTS, os.O_RDONLY | os.O_DIRECTORY, dir_fd=entry)
    try:
        yield slots
    finally:
        os.close(slots)


def save_plan(folder: int, number: int, plan: Plan) -> None:
    """Write down a plan of the entry under a number."""
    write_whole(folder, f"plan-{number}.json", json.dumps(plan_as_data(plan)))


def load_plan(folder: int, number: int) -> Plan:
    """The plan of that number. Raises JournalBroken."""
    data = read_object(folder, f"plan-{number}.json")
    try:
        return plan_from_data(data)
    except (KeyError, TypeError, ValueError) as error:
        raise JournalBroken(f"a plan of the journal cannot be read: {error}") from error


def tidy(folder: int, slots: int, current: int, plan: Plan) -> None:
    """Remove plans and slots that nothing refers to any more."""
    for name in names_in(folder):
        if name.startswith("plan-") and name != f"plan-{current}.json":
            os.unlink(name, dir_fd=folder)
    used = {step.slot for step in plan.steps}
    for name in names_in(slots):
        if name not in used:
            erase(slots, name)


def sync_tree(folder: int) -> None:
    """Bring everything in an entry to the disk."""
    try:
        paths = _paths_in(folder)
        if len(paths) > _FEW_FILES:
            sync_all(folder)
            return
        for path in paths:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
            try:
                sync(handle)
            finally:
                os.close(handle)
        sync(folder)
    except PermissionError:
        # A file that its owner may not open is on the same disk as all the others.
        sync_all(folder)


def _paths_in(folder: int) -> list[str]:
    """Files and folders in the slots, what is inside a folder before it; or too many to tell."""
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
            break
    return [*files, *reversed(folders)]
