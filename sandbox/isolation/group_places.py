"""Where the system lets us make control groups: which folder of which tree, and what it bounds.

Found by reading; nothing is made or tried here (`control_group` does that).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Control:
    """How one kind of tree bounds one thing."""

    bound: str
    counts: str
    """The file that counts refusals,"""
    count: str
    """and the word before the number in it."""
    peak: str
    """The file with the most that there was: refusals of a group around ours are counted, too."""
    besides: Mapping[str, str]
    """Further files to write, where they exist; `{bound}` is the bound."""


TREES: dict[str, dict[str, Control]] = {
    "cgroup2": {
        "pids": Control("pids.max", "pids.events", "max", "pids.peak", {}),
        "memory": Control(
            "memory.max",
            "memory.events",
            "oom_kill",
            "memory.peak",
            {"memory.swap.max": "0", "memory.oom.group": "1"},
        ),
    },
    "cgroup": {
        "pids": Control("pids.max", "pids.events", "max", "pids.peak", {}),
        "memory": Control(
            "memory.limit_in_bytes",
            "memory.oom_control",
            "oom_kill",
            "memory.max_usage_in_bytes",
            {"memory.memsw.limit_in_bytes": "{bound}"},
        ),
    },
}
"""Kind of file system (version 2, version 1): what is bounded."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of a tree in which groups with these bounds can be made."""

    folder: Path
    controls: Mapping[str, Control]


def places(proc: Path = Path("/proc/self")) -> tuple[Place, ...]:
    """Where this process may make groups; one place for each tree, and none twice for one bound.
    Nothing is tried yet."""
    found: list[Place] = []
    for kind, mounted, root, options in _mounted(proc):
        for names, own in memberships(proc):
            if kind == "cgroup2" and not names:
                place = _second(mounted, root, own)
            elif kind == "cgroup" and names & options & {"pids", "memory"}:
                place = _first(mounted, root, own, names)
            else:
                continue
            taken = {name for one in found for name in one.controls}
            left = {key: each for key, each in place.controls.items() if key not in taken}
            if left:
                found.append(Place(place.folder, left))
    return tuple(found)


def _mounted(proc: Path) -> Iterator[tuple[str, Path, str, frozenset[str]]]:
    """Each tree: its kind, where it is mounted, from which folder on, and its options."""
    for line in read(proc / "mountinfo").splitlines():
        before, _, after = line.partition(" - ")
        fields, last = before.split(), after.split()
        if len(fields) > 4 and len(last) > 2 and last[0] in TREES:
            yield last[0], Path(_unescaped(fields[4])), fields[3], frozenset(last[2].split(","))


def memberships(proc: Path) -> Iterator[tuple[frozenset[str], str]]:
    """A process's group in each tree, with the names of what it controls (none: version 2)."""
    for line in read(proc / "cgroup").splitlines():
        _, _, rest = line.partition(":")
        names, _, own = rest.partition(":")
        yield frozenset(filter(None, names.split(","))), own


def _second(mounted: Path, root: str, own: str) -> Place:
    """The nearest folder above ours that hands both bounds to its children and may be written; else
    the nearest that hands one. A folder with processes of its own cannot hand on any."""
    best = Place(mounted, {})
    here = _below(mounted, root, own)
    for folder in (here, *here.parents):
        if not folder.is_relative_to(mounted):
            break
        handed = set(read(folder / "cgroup.subtree_control").split())
        controls = {key: each for key, each in TREES["cgroup2"].items() if key in handed}
        if len(controls) > len(best.controls) and _may(folder):
            best = Place(folder, controls)
    return best


def _first(mounted: Path, root: str, own: str, names: frozenset[str]) -> Place:
    """Below our own group: version 1 hands on everything."""
    folder = _below(mounted, root, own)
    controls = {key: each for key, each in TREES["cgroup"].items() if key in names}
    return Place(folder, controls if _may(folder) else {})


def _below(mounted: Path, root: str, own: str) -> Path:
    """Where our group lies; the top of what is mounted, when it lies elsewhere."""
    within = os.path.relpath(own, root)
    return mounted if within.startswith("..") else Path(os.path.normpath(mounted / within))


def _may(folder: Path) -> bool:
    """Moving a process needs a right to the list of the folder that both groups are below."""
    return os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)


def read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
