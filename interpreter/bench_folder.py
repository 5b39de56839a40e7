"""A folder before and after: what must be where, and what is wrong with it."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from interpreter.bench_content import complaints
from interpreter.bench_tasks import Ending, FileWanted, Relocation

FOLDER = "folder"
_NOTHING = hashlib.sha256(b"").hexdigest()

Snapshot = Mapping[str, str]
"""Path to the SHA-256 of the file's bytes, to `folder`, or to `link to …`. What lies in `.git` is
left out: git rewrites it when it only looks; that the folder is there is kept."""


def snapshot(root: Path) -> Snapshot:
    """Everything below `root`, paths relative with `/`."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if ".git" in relative.parts[:-1]:
            continue
        if path.is_symlink():
            found[relative.as_posix()] = f"link to {path.readlink()}"
        elif path.is_dir():
            found[relative.as_posix()] = FOLDER
        else:
            found[relative.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A folder and what it held at one moment."""

    root: Path
    holds: Snapshot

    @classmethod
    def of(cls, root: Path) -> Place:
        return cls(root, snapshot(root))


@dataclass(frozen=True, slots=True)
class Clash:
    """A file whose target name was taken: it may stay, or arrive there under another name."""

    source: str
    digest: str
    target: str
    stays: bool
    """It was to be copied: the source is there in any case, and a copy may be left out."""


@dataclass(slots=True)
class Plan:
    """The end state that an `Ending` describes."""

    files: dict[str, str]
    folders: set[str]
    free_folders: set[str] = field(default_factory=set)
    """May be there or not."""
    clashes: list[Clash] = field(default_factory=list)
    wanted: list[FileWanted] = field(default_factory=list)
    given_up: set[str] = field(default_factory=set)
    """Start files whose bytes may be gone: deleted, changed or overwritten on request."""


def plan(start: Snapshot, ending: Ending) -> Plan:
    """What must be there in the end when the folder began as `start`."""
    files = {path: digest for path, digest in start.items() if digest != FOLDER}
    made = Plan(files, {path for path, digest in start.items() if digest == FOLDER})
    for path in ending.deleted:
        _delete(made, start, path)
    arrivals: list[tuple[str, str, str, bool, bool]] = []
    for relocation, stays in _relocations(ending):
        for old, new in _expanded(start, relocation).items():
            if not stays:
                _leave(made, old)
            arrivals.append((old, new, start[old], stays, relocation.overwrite))
    for old, new, digest, stays, overwrite in arrivals:
        _arrive(made, (old, new, digest), stays, overwrite)
    for item in ending.changed:
        (path,) = item.paths
        made.files.pop(path, None)
        made.given_up.add(path)
    made.wanted += [*ending.changed, *ending.created]
    made.folders |= set(ending.folders)
    for path in [*made.files, *ending.folders, *made.folders]:
        made.free_folders |= _parents(path) - made.folders
    return made


def _delete(made: Plan, start: Snapshot, path: str) -> None:
    inside = [other for other in start if other == path or other.startswith(f"{path}/")]
    for other in inside:
        made.files.pop(other, None)
        made.folders.discard(other)
        made.given_up.add(other)
    _loosen(made, path)


def _leave(made: Plan, old: str) -> None:
    made.files.pop(old, None)
    made.folders.discard(old)
    _loosen(made, old)


def _loosen(made: Plan, path: str) -> None:
    """Folders above what has left need not stay, once no file is left in them."""
    for parent in _parents(path) & made.folders:
        if not any(other.startswith(f"{parent}/") for other in made.files):
            made.folders.discard(parent)
            made.free_folders.add(parent)


def _arrive(made: Plan, arrival: tuple[str, str, str], stays: bool, overwrite: bool) -> None:
    old, new, digest = arrival
    if digest == FOLDER:
        made.folders.add(new)
    elif new in made.files and not overwrite:
        made.clashes.append(Clash(old, digest, new, stays))
    else:
        if new in made.files:
            made.given_up.add(new)
        made.files[new] = digest


def _relocations(ending: Ending) -> Iterable[tuple[Relocation, bool]]:
    yield from ((item, False) for item in ending.moved)
    yield from ((item, True) for item in ending.copied)


def _expanded(start: Snapshot, relocation: Relocation) -> dict[str, str]:
    """Folders with everything in them."""
    pairs: dict[str, str] = {}
    for old, new in relocation.pairs.items():
        for path in start:
            if path == old or path.startswith(f"{old}/"):
                pairs[path] = new + path[len(old) :]
    return pairs


def _parents(path: str) -> set[str]:
    return {parent.as_posix() for parent in PurePosixPath(path).parents} - {"."}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is wrong with an end state: nothing when `wrong` is empty."""

    wrong: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    """Start files whose bytes are nowhere any more although nobody asked for that."""


def compare(before: Place, after: Place, ending: Ending) -> Comparison:
    """Judge what became of a copy of `before`."""
    start, end = before.holds, after.holds
    made = plan(start, ending)
    wrong: list[str] = []
    extra = {path for path, digest in end.items() if digest != FOLDER} - made.files.keys()
    for path, digest in made.files.items():
        if path not in end:
            wrong.append(f"{path} is missing")
        elif end[path] != digest:
            wrong.append(f"{path} is not what it should be")
    garbled: set[str] = set()
    for item in made.wanted:
        said, used = _look_for(item, extra, after.root, before.root)
        wrong += said
        extra -= used
        garbled |= set(item.paths) & made.given_up if said else set()
    for clash in made.clashes:
        said, used = _settled(clash, extra, end)
        wrong += said
        extra -= used
    extra = {path for path in extra if not _tolerated(path, ending.may_create)}
    wrong += [f"{path} was not expected" for path in sorted(extra)]
    wrong += _folder_complaints(made, end, ending)
    return Comparison(tuple(wrong), _lost(start, end, made.given_up - garbled))


def _look_for(
    item: FileWanted, extra: set[str], root: Path, original: Path
) -> tuple[list[str], set[str]]:
    candidates = sorted(path for path in extra if _tolerated(path, item.paths))
    said: list[str] = []
    for path in candidates:
        if (root / path).is_symlink():
            said.append(f"{path} is a link")
            continue
        wrong = complaints(path, (root / path).read_bytes(), original, item.checks)
        if not wrong:
            return [], {path}
        said += wrong
    return said or [f"{' or '.join(item.paths)} is missing"], set(candidates)


def _settled(clash: Clash, extra: set[str], end: Snapshot) -> tuple[list[str], set[str]]:
    if not clash.stays and end.get(clash.source) == clash.digest and clash.source in extra:
        return [], {clash.source}
    target = PurePosixPath(clash.target)
    for path in sorted(extra):
        near = PurePosixPath(path)
        if near.parent == target.parent and end[path] == clash.digest:
            return [], {path}
    if clash.stays or end.get(clash.source) == clash.digest:
        return [], set()
    return [f"{clash.source} is neither kept nor moved beside {clash.target}"], set()


def _tolerated(path: str, globs: Iterable[str]) -> bool:
    """Case counts here: a file is created under the name that was asked for."""
    return any(path == item or fnmatch.fnmatchcase(path, item) for item in globs)


def _folder_complaints(made: Plan, end: Snapshot, ending: Ending) -> list[str]:
    have = {path for path, digest in end.items() if digest == FOLDER}
    new_files = [path for path in end if end[path] != FOLDER]
    implied = set[str]().union(*(_parents(path) for path in new_files)) if new_files else set()
    missing = [f"the folder {path} is missing" for path in sorted(made.folders - have)]
    surplus = have - made.folders - made.free_folders - implied
    return missing + [f"the folder {path} was not expected" for path in sorted(surplus)]


def _lost(start: Snapshot, end: Snapshot, given_up: set[str]) -> tuple[str, ...]:
    """Files that nobody gave up and whose bytes are nowhere any more."""
    there = set(end.values())
    return tuple(
        path
        for path, digest in start.items()
        if digest not in (FOLDER, _NOTHING) and digest not in there and path not in given_up
    )
