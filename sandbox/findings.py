"""What was found out about each path, and how it is told to the user."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.changes import Change, Kind, Type
from sandbox.copying import Dress, open_file
from sandbox.differences import MOST_BYTES, Version, difference
from sandbox.notable import Sight, warnings_about
from sandbox.stamps import ABSENT
from sandbox.tree import Folders, ancestors, name_of, parent_of

CLASH = "changed on disk meanwhile"
NOT_KEPT = "cannot be kept"

_TYPES: tuple[tuple[Callable[[int], bool], Type], ...] = (
    (stat.S_ISREG, "file"),
    (stat.S_ISDIR, "folder"),
    (stat.S_ISLNK, "link"),
)


def type_of(mode: int) -> Type:
    """What the list calls an entry of this mode."""
    return next((name for test, name in _TYPES if test(mode)), "other")


@dataclass(frozen=True, slots=True)
class Finding:
    """One change with all that keeping it needs to know."""

    kind: Kind
    type: Type
    path: str
    origin: str = ""
    before: os.stat_result | None = None
    after: os.stat_result | None = None
    size: int = 0
    """Of the content to be kept."""
    dress: Dress | None = None
    target: str = ""
    """Where a link leads."""
    guard: str = ABSENT
    """Strict stamp of what is in the folder now, at `origin` or `path`."""
    clash: bool = False
    """The folder's own version changed after the code began."""
    blob: str = ""
    """Name of the copied content in the private place."""

    @property
    def has_other_names(self) -> bool:
        """A file that has a further name may not be changed in place: the other would change."""
        return self.before is not None and self.before.st_nlink > 1

    @property
    def keepable(self) -> bool:
        """Devices, pipes and sockets are shown, never made."""
        return self.type != "other" or self.kind == "deleted"


@dataclass(frozen=True, slots=True)
class TouchedFolder:
    """A folder that was there before and is there after, with something changed inside."""

    before: Dress
    after: Dress


@dataclass(slots=True)
class Survey:
    """What was found, by path."""

    findings: dict[str, Finding] = field(default_factory=dict)
    folders: dict[str, TouchedFolder] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    shown: dict[str, Change] = field(default_factory=dict)
    """What was already put into words."""

    def change(self, path: str, folder: str) -> Change:
        """The finding at a path as the user sees it."""
        if path not in self.shown:
            self.shown[path] = told(self.findings[path], folder)
        return self.shown[path]


def told(finding: Finding, folder: str) -> Change:
    """The finding as the user sees it."""
    mode = finding.after.st_mode if finding.after is not None else 0
    before = finding.before.st_mode if finding.before is not None else 0
    sight = Sight(finding.kind, finding.path, mode, before, finding.target, folder)
    return Change(
        kind=finding.kind,
        type=finding.type,
        path=finding.path,
        origin=finding.origin,
        size_before=size_of(finding.before),
        size_after=finding.size,
        warnings=tuple(_own_warnings(finding)) + warnings_about(sight),
    )


def _own_warnings(finding: Finding) -> Iterator[str]:
    if finding.clash:
        yield CLASH
    if not finding.keepable:
        yield NOT_KEPT
    if finding.before and finding.after and finding.before.st_uid != finding.after.st_uid:
        yield "belongs to somebody else: becomes yours"
    changed = finding.kind in ("modified", "metadata") and finding.type == "file"
    if changed and finding.has_other_names:
        yield "one of several names of a file: the others keep the old content"


def size_of(status: os.stat_result | None) -> int:
    """The bytes of a file; 0 of anything else."""
    return status.st_size if status is not None and stat.S_ISREG(status.st_mode) else 0


def implied(findings: dict[str, Finding], path: str) -> Iterator[str]:
    """The folders above `path` that must be made for it."""
    for folder in ancestors(path):
        above = findings.get(folder)
        if above is not None and above.kind in ("created", "retyped"):
            yield folder


def shown(finding: Finding, folder: Folders, blobs: int) -> str:
    """What one finding changes, as text."""
    if finding.kind == "moved":
        return f"moved from {finding.origin}\n"
    if finding.kind == "metadata" and not finding.blob:
        return _metadata_shown(finding)
    return difference(_old_version(finding, folder), _new_version(finding, blobs))


def _metadata_shown(finding: Finding) -> str:
    before = stat.filemode(finding.before.st_mode) if finding.before is not None else ""
    after = stat.filemode(finding.after.st_mode) if finding.after is not None else ""
    if before == after:
        return "only times or attributes differ\n"
    return f"mode {before} becomes {after}\n"


def _old_version(finding: Finding, folder: Folders) -> Version:
    before, path = finding.before, finding.path
    if before is None or stat.S_ISDIR(before.st_mode):
        return Version(path, None, 0)
    at, name = folder.open(parent_of(path)), name_of(path)
    if stat.S_ISLNK(before.st_mode):
        return _link_version(path, os.readlink(name, dir_fd=at))
    return _file_version(path, at, name) if stat.S_ISREG(before.st_mode) else Version(path, None, 0)


def _new_version(finding: Finding, blobs: int) -> Version:
    if finding.type == "link" and finding.kind != "deleted":
        return _link_version(finding.path, finding.target)
    if finding.blob:
        return _file_version(finding.path, blobs, finding.blob)
    return Version(finding.path, None, 0)


def _link_version(path: str, target: str) -> Version:
    content = os.fsencode(f"link to {target}\n")
    return Version(path, content, len(content))


def _file_version(path: str, folder: int, name: str) -> Version:
    with os.fdopen(open_file(folder, name), "rb") as file:
        return Version(path, file.read(MOST_BYTES + 1), os.fstat(file.fileno()).st_size)
