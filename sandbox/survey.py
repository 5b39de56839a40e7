"""Finding out what the code did: its written tree against the folder as it is now.

A survey costs what was written, never what the folder holds: only entries that the code touched
are looked at. What it finds to be new content is copied at once to a private place of ours, so
that what is shown is what is kept, whatever a process that still runs does to the original.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from sandbox.changes import Kind
from sandbox.copying import Dress, copy_file, dress_at
from sandbox.findings import Finding, Survey, TouchedFolder, type_of
from sandbox.moves import Moves, same_content
from sandbox.stamps import ABSENT, DEEPEST, folder_stamp, leaf_stamp
from sandbox.tree import Folders, join, name_of, names_in, parent_of


class Surveyor:
    """Compares what a view tells it about with the folder as it is now."""

    def __init__(
        self,
        folder: Folders,
        written: Folders,
        blobs: int,
        changed_since: Callable[[str, os.stat_result], bool],
    ) -> None:
        self._folder = folder
        self._written = written
        self._blobs = blobs
        self._changed_since = changed_since
        self._numbers = count()
        self._same_file: dict[tuple[int, int], str] = {}
        self._stamps: dict[str, str] = {}
        """Loose stamps of created and deleted trees, for finding what was moved."""
        self.survey = Survey()

    # What a view reports.

    def gone(self, path: str) -> None:
        """The code removed what the folder has at `path`."""
        before = self._folder.lstat(path)
        if before is not None:
            self._delete(path, before, depth=path.count("/"))

    def present(self, path: str, after: os.stat_result, *, vanished: bool) -> bool:
        """The code left this at `path`; True when it is a folder that was one before.

        `vanished`: the user removed the folder's own version after the code began.
        """
        before = self._folder.lstat(path)
        kind = self._kind(path, before, after)
        if kind is not None:
            self._add(path, kind, before, after)
            if vanished:
                findings = self.survey.findings
                findings[path] = replace(findings[path], clash=True)
        if before is not None and stat.S_ISDIR(before.st_mode):
            if stat.S_ISDIR(after.st_mode):
                return True
            self._delete_inside(path, path.count("/"))
        return False

    def too_deep(self, path: str) -> None:
        """Below `path` nothing is looked at."""
        self.survey.notes.append(f"folders nested too deep are not kept: {path[:80]}…")

    # Comparing.

    def _kind(self, path: str, before: os.stat_result | None, after: os.stat_result) -> Kind | None:
        if before is None:
            return "created"
        if stat.S_IFMT(before.st_mode) != stat.S_IFMT(after.st_mode):
            return "retyped"
        if stat.S_ISDIR(after.st_mode):
            touched = TouchedFolder(
                self._dress(self._folder, path, before), self._after(path, after)
            )
            self.survey.folders[path] = touched
            return "metadata" if _differ(touched.before, touched.after) else None
        if stat.S_ISLNK(after.st_mode):
            return (
                None
                if self._link(self._folder, path) == self._link(self._written, path)
                else "modified"
            )
        if not stat.S_ISREG(after.st_mode):
            return None if before.st_rdev == after.st_rdev else "modified"
        if before.st_size != after.st_size or not same_content(
            self._written, path, self._folder, path
        ):
            return "modified"
        old, new = self._dress(self._folder, path, before), self._after(path, after)
        return "metadata" if _differ(old, new) or old.mtime_ns != new.mtime_ns else None

    def _link(self, folders: Folders, path: str) -> str:
        return os.readlink(name_of(path), dir_fd=folders.open(parent_of(path)))

    def _dress(self, folders: Folders, path: str, status: os.stat_result) -> Dress:
        return dress_at(folders.open(parent_of(path)), name_of(path), status)

    def _after(self, path: str, status: os.stat_result) -> Dress:
        return self._dress(self._written, path, status)

    def _add(
        self, path: str, kind: Kind, before: os.stat_result | None, after: os.stat_result
    ) -> None:
        guard, clash = ABSENT, False
        if before is not None:
            # Of a folder that becomes something else: what is inside is guarded entry by entry.
            at = self._folder.open(parent_of(path))
            folder = stat.S_ISDIR(before.st_mode)
            guard = (
                folder_stamp({}, before, True)
                if folder
                else leaf_stamp(at, name_of(path), before, True)
            )
            clash = self._changed_since(path, before)
        self.survey.findings[path] = Finding(
            kind=kind,
            type=type_of(after.st_mode),
            path=path,
            before=before,
            after=after,
            size=after.st_size if stat.S_ISREG(after.st_mode) else 0,
            dress=self._after(path, after),
            target=self._link(self._written, path) if stat.S_ISLNK(after.st_mode) else "",
            guard=guard,
            clash=clash,
        )

    def _delete(self, path: str, before: os.stat_result, depth: int) -> str:
        """Note the loss of an entry and all in it; its loose stamp."""
        at = self._folder.open(parent_of(path))
        if stat.S_ISDIR(before.st_mode):
            children = self._delete_inside(path, depth)
            guard = folder_stamp({}, before, True)
            loose = folder_stamp(children, before, False) if children else ""
        else:
            guard = leaf_stamp(at, name_of(path), before, True)
            loose = leaf_stamp(at, name_of(path), before, False)
        self._stamps[path] = loose
        self.survey.findings[path] = Finding(
            kind="deleted",
            type=type_of(before.st_mode),
            path=path,
            before=before,
            guard=guard,
            clash=self._changed_since(path, before),
        )
        return loose

    def _delete_inside(self, path: str, depth: int) -> dict[str, str]:
        if depth > DEEPEST:
            raise OSError(0, "folders are nested too deep", path)
        stamps: dict[str, str] = {}
        try:
            names = names_in(self._folder.open(path))
        except PermissionError:
            # What nobody may look into goes as it is.
            return stamps
        for name in names:
            child = join(path, name)
            status = self._folder.lstat(child)
            if status is not None:
                stamps[name] = self._delete(child, status, depth + 1)
        return stamps

    def find_moves(self) -> None:
        """Make one `moved` of each deletion and creation of the same thing."""
        Moves(self.survey.findings, self._stamps, self._folder, self._written).find()

    # What is new.

    def take_copies(self) -> None:
        """Copy everything that is new to the private place, so that it stays as it is shown."""
        findings = self.survey.findings
        for path, finding in findings.items():
            if finding.type != "file" or finding.kind in ("deleted", "moved"):
                continue
            if finding.kind == "metadata" and not finding.has_other_names:
                continue
            findings[path] = self._copied(finding)

    def _copied(self, finding: Finding) -> Finding:
        at, name = self._written.open(parent_of(finding.path)), name_of(finding.path)
        after = finding.after
        key = (after.st_dev, after.st_ino) if after is not None and after.st_nlink > 1 else None
        if key in self._same_file:
            return replace(finding, blob=self._same_file[key])
        blob = str(next(self._numbers))
        size = copy_file((at, name), (self._blobs, blob))
        if key is not None:
            self._same_file[key] = blob
        return replace(finding, blob=blob, size=size)


def _differ(one: Dress, other: Dress) -> bool:
    return (one.mode, one.attributes) != (other.mode, other.attributes)
