"""The system's own bound on what a whole sandbox takes: a control group for each.

Where we may make a group (as root, or below a folder of the tree that was delegated to us), it
bounds the memory and the processes of all together, however fast they grow; where not, `watch` is
alone with that. Whether we may is found out by making one, never by reading settings.

The bounds lie a little above the limits, so that the watch sees a limit passed and says so. What is
faster than the watch is refused by the system, which counts its refusals; `refused` reads them.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import IsolationUnavailable
from sandbox.events import Why
from sandbox.isolation.plan import SPARE_PROCESSES
from sandbox.policy import Limits

PREFIX = "interp-"
REMOVE_SECONDS = 0.5
MEMORY_SPARE = 8
"""The memory bound lies above the limit by one part in so many."""


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
REASONS: dict[str, Why] = {"memory": "memory limit", "pids": "process limit"}
"""What a refusal means for a cell."""

_numbers = itertools.count()
_left: set[Path] = set()
"""Groups of this process that could not be removed yet."""


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
        for names, own in _memberships(proc):
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
    for line in _read(proc / "mountinfo").splitlines():
        before, _, after = line.partition(" - ")
        fields, last = before.split(), after.split()
        if len(fields) > 4 and len(last) > 2 and last[0] in TREES:
            yield last[0], Path(_unescaped(fields[4])), fields[3], frozenset(last[2].split(","))


def _memberships(proc: Path) -> Iterator[tuple[frozenset[str], str]]:
    """Our own group in each tree, with the names of what that tree controls (none: version 2)."""
    for line in _read(proc / "cgroup").splitlines():
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
        handed = set(_read(folder / "cgroup.subtree_control").split())
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


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


class Group:
    """The groups of one sandbox."""

    def __init__(
        self, made: list[tuple[Path, Mapping[str, Control]]], limits: Mapping[str, int]
    ) -> None:
        """`limits`: above which a refusal is due to us and not to a group around ours."""
        self._made = made
        self._limits = limits

    @property
    def bounds(self) -> frozenset[str]:
        """What is bounded: `memory`, `pids`."""
        return frozenset(name for _, controls in self._made for name in controls)

    def add(self, *pids: int) -> None:
        """Put processes under the bounds, with all that they will start."""
        for folder, _ in self._made:
            for pid in pids:
                _write(folder / "cgroup.procs", str(pid))

    def refused(self) -> Why | None:
        """What the system refused because of these bounds, if anything."""
        for folder, controls in self._made:
            for name, control in controls.items():
                words = _read(folder / control.counts).split()
                counted = dict(itertools.pairwise(words))
                peak = _read(folder / control.peak).strip()
                ours = not peak.isdigit() or int(peak) >= self._limits[name]
                if int(counted.get(control.count, "0")) and ours:
                    return REASONS[name]
        return None

    def remove(self) -> None:
        """Remove the groups, whose processes have ended. One that still holds some, whose end their
        parents have not noticed, is tried again when the next group is made."""
        until = time.monotonic() + REMOVE_SECONDS
        _left.update(folder for folder, _ in self._made)
        while remove_left() and time.monotonic() < until:
            time.sleep(0.005)


def remove_left() -> bool:
    """Remove groups of this process that were to be removed; whether one is still there."""
    for folder in tuple(_left):
        try:
            folder.rmdir()
        except FileNotFoundError:
            _left.discard(folder)
        except OSError:
            continue
        else:
            _left.discard(folder)
    return bool(_left)


def make(limits: Limits, where: tuple[Place, ...] | None = None) -> Group | None:
    """Groups with the bounds of these limits; None where none can be made."""
    bounds = {
        "pids": limits.processes + SPARE_PROCESSES,
        "memory": limits.memory + limits.memory // MEMORY_SPARE,
    }
    made: list[tuple[Path, Mapping[str, Control]]] = []
    remove_left()
    name = f"{_mark(os.getpid())}-{next(_numbers)}"
    for place in places() if where is None else where:
        sweep(place.folder)
        folder = place.folder / name
        try:
            folder.mkdir()
        except OSError:
            continue
        controls = {
            key: control
            for key, control in place.controls.items()
            if _bind(folder, control, bounds[key])
        }
        if controls:
            made.append((folder, controls))
        else:
            folder.rmdir()
    return Group(made, {"pids": limits.processes, "memory": limits.memory}) if made else None


def _bind(folder: Path, control: Control, bound: int) -> bool:
    """Write one bound; False where this group has no such file, or it may not be written."""
    try:
        _write(folder / control.bound, str(bound))
    except OSError:
        return False
    for name, value in control.besides.items():
        with contextlib.suppress(OSError):  # an addition that this kernel does not have
            _write(folder / name, value.format(bound=bound))
    return True


def _write(file: Path, text: str) -> None:
    """Into a file that the system has made, and into no other."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _mark(pid: int) -> str:
    """What a group of this process is called: nobody else ever has that number and began then."""
    text = _read(Path(f"/proc/{pid}/stat"))
    began = text.rpartition(")")[2].split()[19] if text else "0"
    namespace = os.stat("/proc/self/ns/pid").st_ino
    return f"{PREFIX}{namespace}-{pid}-{began}"


def sweep(folder: Path) -> None:
    """Remove empty groups whose owner has ended without doing so (`kill -9`)."""
    ours = _mark(os.getpid()).rsplit("-", 2)[0]
    for path in folder.glob(f"{ours}-*-*-*"):
        mark, pid = path.name.rpartition("-")[0], path.name.split("-")[2]
        if pid.isdigit() and _mark(int(pid)) != mark:
            with contextlib.suppress(OSError):  # somebody is still in it
                path.rmdir()


@functools.cache
def bounded() -> frozenset[str]:
    """What of a whole sandbox the system itself bounds here: `memory`, `pids`. Tried once."""
    group = make(Limits())
    if group is None:
        return frozenset()
    found = group.bounds
    group.remove()
    return found


def put_under(limits: Limits, *pids: int) -> Group | None:
    """Make groups for these processes; None where that is not possible here. Raises
    `IsolationUnavailable` where it was possible and is not any more: it was said to be in force."""
    group = make(limits)
    if bounded() - (group.bounds if group else frozenset()):
        if group is not None:
            group.remove()
        raise IsolationUnavailable("a control group could be made before, and cannot be now")
    if group is not None:
        try:
            group.add(*pids)
        except OSError as error:
            group.remove()
            raise IsolationUnavailable(f"the control group refused a process: {error}") from error
    return group
