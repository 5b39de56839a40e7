"""The journal's own files: one small head that says what is, and a folder for each entry.

Every change of state is one atomic replacement of the head; everything that the head names is on
the disk before it is named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from sandbox.changes import Change, Changes
from sandbox.errors import JournalBroken
from sandbox.tree import lstat_at, sync

State = Literal["begun", "kept", "undone"]
Movement = Literal["keep", "undo", "redo"]

HEAD = "head.json"
ENTRIES = "entries"
ENTRY = "entry.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One turn's changes in the journal."""

    id: int
    time: float
    """Seconds since 1970 when it was kept."""
    request: str
    changes: Changes
    state: State
    size: int = 0
    """Bytes that the old versions take, about."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the head says of one entry."""

    id: int
    state: State
    plan: int
    """Number of the file with the plan that leads to the other state."""
    time: float = 0.0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """What is being done, and must be finished or taken back when it was cut off."""

    movement: Movement
    ids: tuple[int, ...]
    at: int = 0
    """The entry that is on its way; 0: between two."""
    ready: bool = False
    """Its plan says exactly what is done, and may be carried out."""
    force: bool = False
    bays: tuple[str, ...] = ()
    """Folders of ours in the user's folder that are to be removed at the end."""


@dataclass(frozen=True, slots=True)
class Head:
    """The state of one folder's journal."""

    folder: str
    marks: tuple[Mark, ...] = ()
    running: Running | None = None

    def mark(self, number: int) -> Mark:
        """The mark of an entry. Raises JournalBroken when there is none."""
        for mark in self.marks:
            if mark.id == number:
                return mark
        raise JournalBroken(f"the journal has no entry {number}")


def write_whole(folder: int, name: str, text: str) -> None:
    """Write a private file so that it is there whole or not at all, and on the disk."""
    draft = name + ".new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(draft, flags, 0o600, dir_fd=folder)
    try:
        data = text.encode("ascii")
        while data:
            data = data[os.write(handle, data) :]
        sync(handle)
    finally:
        os.close(handle)
    os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
    sync(folder)


def read_object(folder: int, name: str) -> dict[str, object]:
    """A JSON object from a file. Raises JournalBroken."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        with os.fdopen(handle, "rb") as file:
            data = json.load(file)
    except (OSError, ValueError) as error:
        raise _broken(name) from error
    if not isinstance(data, dict):
        raise _broken(name)
    return data


def _broken(name: str) -> JournalBroken:
    return JournalBroken(
        f"the record of changes cannot be read ({name})",
        "`interp doctor` says where it lies; move it away to start a new one",
    )


def write_head(store: int, head: Head) -> None:
    """From here on this is what is."""
    write_whole(store, HEAD, json.dumps(asdict(head)))


def read_head(store: int, folder: str) -> Head:
    """The head; an empty one for a folder that has none yet. Raises JournalBroken."""
    if lstat_at(store, HEAD) is None:
        return Head(folder)
    data = read_object(store, HEAD)
    try:
        return _head(data)
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(HEAD) from error


def _head(data: Mapping[str, object]) -> Head:
    marks, running = data["marks"], data["running"]
    if not isinstance(marks, list) or not isinstance(data["folder"], str):
        raise TypeError("not a head")
    head = Head(data["folder"], tuple(Mark(**mark) for mark in marks))
    if any(mark.state not in get_args(State) for mark in head.marks):
        raise ValueError("unknown state")
    if running is None:
        return head
    if not isinstance(running, dict) or running["movement"] not in get_args(Movement):
        raise TypeError("not a head")
    return Head(
        head.folder, head.marks, Running(**{key: _tuples(value) for key, value in running.items()})
    )


def _tuples(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


_CHANGE_FIELDS = tuple(each.name for each in fields(Change))


def entry_as_text(entry: Entry) -> str:
    """For the entry's file; the state stands in the head alone."""
    changes = [
        {name: getattr(change, name) for name in _CHANGE_FIELDS} for change in entry.changes.entries
    ]
    data = {
        "id": entry.id,
        "time": entry.time,
        "request": entry.request,
        "size": entry.size,
        "changes": {"entries": changes, "warnings": entry.changes.warnings},
    }
    return json.dumps(data)


def entry_from_data(data: Mapping[str, object], state: State) -> Entry:
    """Raises JournalBroken."""
    try:
        changes = data["changes"]
        if not isinstance(changes, dict):
            raise TypeError("not an entry")
        entries = tuple(
            Change(**{**each, "warnings": tuple(each["warnings"])}) for each in changes["entries"]
        )
        rest = {key: value for key, value in data.items() if key != "changes"}
        listed = Changes(entries, tuple(changes["warnings"]))
        return Entry(**rest, changes=listed, state=state)  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise _broken(ENTRY) from error
