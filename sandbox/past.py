"""Reading old versions out of the journal: what an entry changed, as text, long afterwards.

One side of a change lies in the entry's own slots. The other side is what the next entry that
touched the path put aside, or, when none did, what is in the folder now.
"""

from __future__ import annotations

import os
import stat
from dataclasses import replace

from sandbox.changes import Change
from sandbox.copying import open_file
from sandbox.differences import MOST_BYTES, Version, difference, one_line
from sandbox.ledger import Ledger
from sandbox.plan import Plan
from sandbox.records import Mark
from sandbox.tree import Folders, name_of, parent_of

MOST_TEXT = 4 << 20
"""A longer text is cut, and says so."""


def text_of(ledger: Ledger, number: int, path: str = "") -> str:
    """What entry `number` changed, or what it changed at `path` and below."""
    mark = ledger.head.mark(number)
    pieces: list[str] = []
    size = 0
    for change in ledger.entry(mark).changes.entries:
        if path and change.path != path and not change.path.startswith(path + "/"):
            continue
        piece = _text(ledger, mark, change)
        size += len(piece)
        if size > MOST_TEXT:
            pieces.append("… and more\n")
            break
        pieces.append(piece)
    return "".join(pieces)


def _text(ledger: Ledger, mark: Mark, change: Change) -> str:
    name = one_line(change.path)
    if change.kind == "moved":
        return f"{one_line(change.origin)} moved to {name}\n"
    if change.kind == "metadata":
        return f"{name}: mode, time or attributes\n"
    if change.type == "folder":
        return f"{name}/ {change.kind}\n"
    own = _in_slots(ledger, mark, change.path) or Version(change.path, None, 0)
    other = _after(ledger, mark, change.path)
    before, after = (other, own) if mark.state == "undone" else (own, other)
    nothing = Version(change.path, None, 0)
    text = difference(
        nothing if change.kind == "created" else before,
        nothing if change.kind == "deleted" else after,
    )
    return text if text.startswith("--- ") or not text else f"{name}: {text}"


def _after(ledger: Ledger, mark: Mark, path: str) -> Version:
    """What stood at `path` when this entry had just been kept or undone."""
    name = path
    for later in ledger.head.marks:
        if later.id <= mark.id or later.state != "kept":
            continue
        found = _in_slots(ledger, later, path)
        if found is not None:
            return replace(found, name=name)
        path = _moved(ledger.plan(later), path)
    return _version(ledger.folder, path, name)


def _in_slots(ledger: Ledger, mark: Mark, path: str) -> Version | None:
    """What the entry put aside from `path`; None when it did not touch it."""
    for step in ledger.plan(mark).steps:
        inside = path == step.path or path.startswith(step.path + "/")
        if inside and step.act in ("put", "swap"):
            with ledger.slots(mark.id) as slots, Folders(slots) as folders:
                return _version(folders, step.slot + path[len(step.path) :], path)
        if inside and step.act == "take":
            return Version(path, None, 0)
    return None


def _moved(plan: Plan, path: str) -> str:
    """Where a later entry, whose plan leads back, moved this path to."""
    for step in plan.steps:
        if step.act == "move" and (path == step.path or path.startswith(step.path + "/")):
            return step.origin + path[len(step.path) :]
    return path


def _version(folders: Folders, path: str, name: str) -> Version:
    status = folders.lstat(path)
    if status is None:
        return Version(name, None, 0)
    at = folders.open(parent_of(path))
    if stat.S_ISLNK(status.st_mode):
        content = os.fsencode(f"link to {os.readlink(name_of(path), dir_fd=at)}\n")
        return Version(name, content, len(content))
    if not stat.S_ISREG(status.st_mode):
        return Version(name, None, 0)
    with os.fdopen(open_file(at, name_of(path)), "rb") as file:
        return Version(name, file.read(MOST_BYTES + 1), status.st_size)
