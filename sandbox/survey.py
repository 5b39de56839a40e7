"""Finding out what the code did: its written tree against the folder as it is now.

A survey costs what was written, never what the folder holds: only entries that the code touched
are looked at. What it finds to be new content is copied at once to a private place of ours, so
that what is shown is what is kept, whatever a process that still runs does to the original.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import count

from sandbox.changes import Change, Kind, Type
from sandbox.copying import Dress, attributes_at, copy_file, dress_at, open_file, same_bytes
from sandbox.differences import MOST_BYTES, Version, difference
from sandbox.notable import Sight, warnings_about
from sandbox.stamps import ABSENT, DEEPEST, folder_stamp, leaf_stamp, stamp_at
from sandbox.tree import Folders, ancestors, join, name_of, names_in, parent_of

CLASH = "changed on disk meanwhile"
NOT_KEPT = "cannot be kept"

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

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

    def present(self, path: str, after: os.stat_result) -> bool:
        """The code left this at `path`; True when it is a folder that was one before."""
        before = self._folder.lstat(path)
        kind = self._kind(path, before, after)
        if kind is not None:
            self._add(path, kind, before, after)
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
        if before.st_size != after.st_size or not self._same(path, path):
            return "modified"
        old, new = self._dress(self._folder, path, before), self._after(path, after)
        return "metadata" if _differ(old, new) or old.mtime_ns != new.mtime_ns else None

    def _same(self, written: str, kept: str) -> bool:
        with ExitStack() as stack:
            one = open_file(self._written.open(parent_of(written)), name_of(written), insist=True)
            stack.callback(os.close, one)
            try:
                other = open_file(self._folder.open(parent_of(kept)), name_of(kept))
            except PermissionError:
                return False
            stack.callback(os.close, other)
            return same_bytes(one, other)

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
        for name in names_in(self._folder.open(path)):
            child = join(path, name)
            status = self._folder.lstat(child)
            if status is not None:
                stamps[name] = self._delete(child, status, depth + 1)
        return stamps

    # What was moved.

    def find_moves(self) -> None:
        """Make one `moved` of each deletion and creation of the same thing."""
        findings = self.survey.findings
        sources: dict[str, list[str]] = {}
        for path, finding in findings.items():
            if finding.kind == "deleted" and self._stamps.get(path) and not finding.clash:
                sources.setdefault(self._stamps[path], []).append(path)
        if not sources:
            return
        created = self._created_stamps()
        settled: set[str] = set()
        for path in sorted(created):
            candidates = sources.get(created[path], [])
            if path in settled or not candidates:
                continue
            # The same name first: of several equal files the likely one.
            candidates.sort(key=lambda source: (name_of(source) != name_of(path), source))
            for origin in candidates:
                if origin in findings and self._is_move(origin, path):
                    settled.update(self._join(origin, path))
                    break

    def _created_stamps(self) -> dict[str, str]:
        """Loose stamps of everything created, folders from their entries."""
        findings = self.survey.findings
        stamps: dict[str, str] = {}
        children: dict[str, dict[str, str]] = {}
        for path in sorted(findings, reverse=True):
            finding = findings[path]
            if finding.kind != "created" or finding.after is None:
                continue
            if finding.type == "folder":
                inside = children.pop(path, {})
                stamp = folder_stamp(inside, finding.after, False) if inside else ""
            else:
                at = self._written.open(parent_of(path))
                stamp = leaf_stamp(at, name_of(path), finding.after, False)
            stamps[path] = stamp
            children.setdefault(parent_of(path), {})[name_of(path)] = stamp
        return {path: stamp for path, stamp in stamps.items() if stamp}

    def _is_move(self, origin: str, path: str) -> bool:
        """Whether the content is the same too, of every file inside."""
        findings = self.survey.findings
        old = findings[origin]
        if old.type == "file":
            at = self._folder.open(parent_of(origin))
            dress = findings[path].dress
            return (
                dress is not None
                and dress.attributes == attributes_at(at, name_of(origin))
                and self._same(path, origin)
            )
        if old.type != "folder":
            return old.type == "link"
        inside = self._inside(origin)
        return any(findings[each].type == "file" for each in inside) and all(
            not findings[each].clash and self._is_twin(each, path + each[len(origin) :])
            for each in (origin, *inside)
        )

    def _is_twin(self, origin: str, path: str) -> bool:
        old, new = self.survey.findings[origin].before, self.survey.findings[path].after
        if old is None or new is None:
            return False
        if not stat.S_ISDIR(old.st_mode):
            return self._is_move(origin, path)
        return stat.S_IMODE(old.st_mode) == stat.S_IMODE(new.st_mode)

    def _inside(self, path: str) -> list[str]:
        return [each for each in self.survey.findings if each.startswith(path + "/")]

    def _join(self, origin: str, path: str) -> list[str]:
        """Replace two findings, and all in them, by one; the paths that are settled by it."""
        findings = self.survey.findings
        old, new = findings.pop(origin), findings[path]
        inside = self._inside(path)
        at = self._folder.open(parent_of(origin))
        for each in [*self._inside(origin), *inside]:
            del findings[each]
        findings[path] = replace(
            new,
            kind="moved",
            origin=origin,
            before=old.before,
            size=_size(old.before),
            guard=stamp_at(at, name_of(origin), strict=True),
        )
        return inside

    # What is new.

    def take_copies(self) -> None:
        """Copy everything that is new to the private place, so that it stays as it is shown."""
        findings = self.survey.findings
        for path, finding in findings.items():
            if finding.type != "file" or finding.kind in ("deleted", "moved"):
                continue
            if finding.kind == "metadata" and not _has_other_names(finding):
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


def _has_other_names(finding: Finding) -> bool:
    """A file that has a further name may not be changed in place: the other would change too."""
    return finding.before is not None and finding.before.st_nlink > 1


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
        size_before=_size(finding.before),
        size_after=finding.size,
        warnings=tuple(_own_warnings(finding)) + warnings_about(sight),
    )


def _own_warnings(finding: Finding) -> Iterator[str]:
    if finding.clash:
        yield CLASH
    if not finding.keepable:
        yield NOT_KEPT
    changed = finding.kind in ("modified", "metadata") and finding.type == "file"
    if changed and _has_other_names(finding):
        yield "one of several names of a file: the others keep the old content"


def _size(status: os.stat_result | None) -> int:
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
