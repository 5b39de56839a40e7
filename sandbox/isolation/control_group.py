"""The system's own bound on what a whole sandbox takes: a control group for each.

Where we may make a group (as root, or below a folder of the tree that was delegated to us), it
bounds the memory and the processes of all together, however fast they grow; where not, `watch` is
alone with that. Whether we may is found out by making one, never by reading settings.

The bounds lie a little above the limits, so that the watch sees a limit passed and says so. What is
faster than the watch is refused by the system, which counts its refusals; `refused` reads them.

To move a process from outside takes 5 to 15 ms, in which the system waits for all processors. So
process 1 of a sandbox goes in by itself before it begins (`Entries`), which takes 0.05 ms, and
whether it and its program are really inside is looked at before the program may begin.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import time
from collections.abc import Mapping
from pathlib import Path

from sandbox.errors import IsolationUnavailable
from sandbox.events import Why
from sandbox.isolation.group_places import Control, Place, memberships, places, read
from sandbox.isolation.plan import SPARE_PROCESSES, Entries
from sandbox.policy import Limits

PREFIX = "interp-"
REMOVE_SECONDS = 0.5
MEMORY_SPARE = 8
"""The memory bound lies above the limit by one part in so many."""
REASONS: dict[str, Why] = {"memory": "memory limit", "pids": "process limit"}
"""What a refusal means for a cell."""

_numbers = itertools.count()
_left: set[Path] = set()
"""Groups of this process that could not be removed yet."""
_swept: set[Path] = set()
_known: dict[str, tuple[Place, ...]] = {}
"""Where we may make groups, by what we are in: finding that out takes longer than making them."""


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

    def entries(self) -> Entries:
        """The ways in, opened by us, whose rights count then; to be closed by `close_entries`."""
        found = Entries(alone=[], whole=[])
        try:
            for folder, _ in self._made:
                tasks = folder / "tasks"  # of version 1 only
                alone = tasks.exists()
                way = _opened(tasks if alone else folder / "cgroup.procs")
                (found["alone"] if alone else found["whole"]).append(way)
        except OSError:
            close_entries(found)
            raise
        return found

    def holds(self, *pids: int) -> bool:
        """Whether these processes are in all groups of this one."""
        names = {"/" + folder.name for folder, _ in self._made}
        for pid in pids:
            within = [own for _, own in memberships(Path(f"/proc/{pid}"))]
            if sum(own.endswith(tuple(names)) for own in within) < len(self._made):
                return False
        return True

    def refused(self) -> Why | None:
        """What the system refused because of these bounds, if anything."""
        for folder, controls in self._made:
            for name, control in controls.items():
                words = read(folder / control.counts).split()
                counted = dict(itertools.pairwise(words))
                peak = read(folder / control.peak).strip()
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
    for place in _places() if where is None else where:
        if place.folder not in _swept:
            _swept.add(place.folder)
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


def _places() -> tuple[Place, ...]:
    """`places`, looked for again when somebody has moved us to another group."""
    own = read(Path("/proc/self/cgroup"))
    if own not in _known:
        _known[own] = places()
    return _known[own]


def close_entries(entries: Entries) -> None:
    for descriptor in (*entries["alone"], *entries["whole"]):
        os.close(descriptor)


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


def _opened(file: Path) -> int:
    """A file that the system has made, and no other."""
    return os.open(file, os.O_WRONLY | os.O_CLOEXEC)


def _write(file: Path, text: str) -> None:
    descriptor = _opened(file)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _mark(pid: int) -> str:
    """What a group of this process is called: nobody else ever has that number and began then."""
    text = read(Path(f"/proc/{pid}/stat"))
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


def promised(limits: Limits) -> Group | None:
    """Groups for a sandbox that is about to begin; None where that is not possible here. Raises
    `IsolationUnavailable` where it was possible and is not any more: it was said to be in force."""
    group = make(limits)
    if _fewer(group):
        _known.clear()  # the trees may have been mounted elsewhere
        if group is not None:
            group.remove()
        group = make(limits)
    if _fewer(group):
        if group is not None:
            group.remove()
        raise IsolationUnavailable("a control group could be made before, and cannot be now")
    return group


def _fewer(group: Group | None) -> bool:
    """Whether it bounds less than what was said to be bounded."""
    return bool(bounded() - (group.bounds if group else frozenset()))
