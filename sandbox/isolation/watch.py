"""Measures what a confined program and everything below it take together.

Limits of single processes are the system's business (`plan`); this file adds them up: memory,
processes, CPU time, the temporary file systems, and the bytes written into the view. One look costs
a fraction of a millisecond for a kernel alone and a few milliseconds for a hundred processes, so it
can be taken every 50 to 100 ms beside the poll on the kernel's sockets. Where the system bounds all
together by itself (`control_group`), a look also asks whether it had to.

Not seen: memory that the kernel holds for sockets and pipes; what is written within the time
between two looks, some hundred megabytes on a fast disk.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.events import Why
from sandbox.isolation.seam import Confined
from sandbox.policy import Limits

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
TEMPORARY = ("tmp", "var/tmp", "dev/shm")
SMALLEST_FILE = 1024
"""What an empty file counts, so that a million of them is noticed."""
LOOK_SECONDS = 0.005
FULL_LOOK_SECONDS = 1.0
REST = 10
"""A folder is not walked again before this many times the last walk's duration went by."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a program and all its processes take now. Sizes in bytes."""

    memory: int
    """Resident memory, shared pages counted once for each process, and temporary files."""
    processes: int
    threads: int
    cpu_seconds: float
    """Since the start, of all processes that ever lived."""
    disk: int
    """In the watched folders, as far as they have been walked."""
    stopped: bool
    """The program itself is stopped (SIGSTOP) and will not answer."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that was passed."""

    why: Why
    note: str
    """One sentence for user and model."""


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    state: str
    cpu: float
    threads: int
    resident: int


class Watch:
    """One confined program, and the folders that receive what it writes."""

    def __init__(self, confined: Confined, folders: Iterable[Path] = ()) -> None:
        self._confined = confined
        self._folders = [_Folder(folder) for folder in folders]

    def follow(self, folders: Iterable[Path]) -> None:
        """Measure other folders from now on (after a swap of the view)."""
        self._folders = [_Folder(folder) for folder in folders]

    def look(self) -> Use:
        """What is used now; everything 0 when the program has ended."""
        found = list(_tree(self._confined.root))
        program = next((one for one in found if one.pid == self._confined.pid), None)
        return Use(
            memory=sum(one.resident for one in found) + self._temporary(),
            processes=len(found),
            threads=sum(one.threads for one in found),
            cpu_seconds=sum(one.cpu for one in found),
            disk=sum(folder.look() for folder in self._folders),
            stopped=program is not None and program.state in {"T", "t"},
        )

    def exact_memory(self) -> int:
        """As `Use.memory`, but each shared page once. Costs milliseconds."""
        return sum(_proportional(one) for one in _tree(self._confined.root)) + self._temporary()

    def breach(self, limits: Limits, cpu_before: float = 0.0) -> Breach | None:
        """The limit that is passed now, if any. `cpu_before`: CPU seconds not to be counted (of
        earlier cells)."""
        why = self._confined.refused()
        if why is not None:
            return refusal(why, limits)
        use = self.look()
        if use.memory > limits.memory and self.exact_memory() > limits.memory:
            return refusal("memory limit", limits)
        if use.disk > limits.disk:
            return Breach("disk limit", f"more than {_size(limits.disk)} was written")
        if use.threads > limits.processes:
            return refusal("process limit", limits)
        if use.cpu_seconds - cpu_before > limits.cpu_seconds:
            return Breach("time limit", f"more than {limits.cpu_seconds:g} s of CPU time was used")
        return None

    def _temporary(self) -> int:
        """Bytes in the sandbox's own file systems in memory; 0 where it has none."""
        used = 0
        for name in TEMPORARY:
            with contextlib.suppress(OSError):
                inside = os.statvfs(f"/proc/{self._confined.root}/root/{name}")
                outside = os.statvfs(f"/{name}")
                if inside.f_fsid != outside.f_fsid:
                    used += (inside.f_blocks - inside.f_bfree) * inside.f_frsize
        return used


def refusal(why: Why, limits: Limits) -> Breach:
    """More memory, or more processes, than allowed."""
    if why == "memory limit":
        return Breach(why, f"more than {_size(limits.memory)} of memory was used")
    return Breach(why, f"more than {limits.processes} processes and threads were started")


class _Folder:
    """The size of one folder, walked a little at each look: a tenth of the time at most, unless
    the disk shrinks so fast that the whole must be known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0
        self._free = _free(path)
        self._walk: Iterator[int] | None = None
        self._seconds = 0.0
        self._rest_until = 0.0
        self._sum = 0

    def look(self) -> int:
        shrunk = self._free - _free(self._path)
        now = time.monotonic()
        if self._walk is None and (now >= self._rest_until or shrunk > self._size + (64 << 20)):
            self._walk, self._sum, self._seconds = _sizes(self._path), 0, 0.0
        if self._walk is not None:
            budget = FULL_LOOK_SECONDS if shrunk > self._size + (256 << 20) else LOOK_SECONDS
            self._advance(self._walk, now, budget)
        return max(self._size, self._sum)

    def _advance(self, walk: Iterator[int], began: float, budget: float) -> None:
        for size in walk:
            self._sum += size
            if time.monotonic() - began > budget:
                self._seconds += time.monotonic() - began
                return
        ended = time.monotonic()
        self._seconds += ended - began
        self._size, self._sum, self._walk = self._sum, 0, None
        self._free = _free(self._path) + self._size
        self._rest_until = ended + REST * self._seconds


def _free(path: Path) -> int:
    try:
        found = os.statvfs(path)
    except OSError:
        return 0
    return found.f_bavail * found.f_frsize


def _sizes(folder: Path) -> Iterator[int]:
    """The sizes on disk of all entries, in pieces. A folder nested deeper than a path can be long
    counts as endless."""
    pending = [str(folder)]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError as error:
            if error.errno == 36:  # ENAMETOOLONG
                yield 1 << 62
            continue
        total = 0
        for entry in entries:
            try:
                found = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            total += max(found.st_blocks * 512, SMALLEST_FILE)
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
        yield total


def _tree(root: int) -> Iterator[_Process]:
    """`root` and every living process below it."""
    pending = [root]
    while pending:
        pid = pending.pop()
        found = _read(pid)
        if found is None:
            continue
        if found.state != "Z":  # ended, but its parent has not taken note
            yield found
        pending += children(pid)


def _read(pid: int) -> _Process | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    words = text[text.rindex(b")") + 2 :].split()
    ticks = sum(int(word) for word in words[11:15])  # own, and of children that were waited for
    return _Process(
        pid=pid,
        state=words[0].decode(),
        cpu=ticks / TICKS,
        threads=int(words[17]),
        resident=int(words[21]) * PAGE,
    )


def children(pid: int) -> list[int]:
    """Processes that `pid` started and that live."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/task/{task}/children").read_bytes()
                found += [int(word) for word in text.split()]
    except OSError:
        return []
    return found


def _proportional(process: _Process) -> int:
    """A process's memory, with each shared page divided among those that share it."""
    try:
        text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    except OSError:
        return process.resident
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), "")
    return int(line.split()[1]) * 1024 if line else process.resident


def _size(number: int) -> str:
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number} bytes"
