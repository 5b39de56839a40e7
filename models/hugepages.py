"""Weights in huge pages: the same bytes at the same addresses, found faster by the processor.

llama.cpp maps the model file into memory, in pages of 4 kB. To compute a token all weights are
walked through, and on the way the processor has to look up each page: in a virtual machine that
was a quarter of the time. So when nobody asks for anything, the mapped weights are copied, a
slice at a time, into memory of huge pages (2 MB), and each copy takes the place of what it was
copied from. llama.cpp notices nothing.

What it costs: the copies are memory of the process, where mapped pages belong to the system, which
may drop them and share them with other processes. So it is done only while plenty is left.
What is not covered: weights that llama.cpp rearranges for the processor (`CPU_REPACK`) or puts on a
graphics card, whose mapping is not read any more; systems other than Linux.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import re
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.fit import free_memory
from models.library import Log

SYSTEM = Path("/sys/kernel/mm/transparent_hugepage")
LARGEST_PAGE = 4 << 20
"""Some processors know only huge pages that are too huge (512 MB)."""
SLICE = 4 << 20
"""Bytes copied at once: 4 ms, 20 ms on a machine that has to find the memory first. A request
that arrives waits for it."""
LEAST = 64 << 20
"""Bytes of weights from which it is worth it: small models live in the processor's cache."""
SPARE = 4
"""A fourth of the machine's memory stays free."""
SHARE = 0.1
"""Of the time spent computing, while there is no pause to use."""

_READ, _WRITE = mmap.PROT_READ, mmap.PROT_WRITE
_PRIVATE = 0x2 | 0x20 | 0x4000  # MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE
_HUGE, _COLLAPSE = 14, 25
_MOVE = 1 | 2  # MREMAP_MAYMOVE, MREMAP_FIXED
_FAILED = ctypes.c_void_p(-1).value


@dataclass(slots=True)
class Region:
    """Weights that still lie in small pages, whole huge pages of them, and the memory for them."""

    start: int
    end: int
    copy: int = 0
    """Where the copy of `start` is made; 0: not yet reserved."""


class HugePages:
    """The weights of one model, which llama.cpp has mapped to `places`.

    `wanted`: `off`, `on`, or `auto`: where they are many and memory is plenty.
    """

    def __init__(self, places: Collection[tuple[int, int]], log: Log, wanted: str) -> None:
        self.moved = 0
        """Bytes that lie in huge pages."""
        self._page = page_size() if wanted != "off" else 0
        self._regions: list[Region] = []
        if self._page and _all_mapped(log):
            regions = [_region(place, self._page) for place in places]
            self._regions = [region for region in regions if region.start < region.end]
        if wanted != "on" and self.left < LEAST:
            self._regions = []
        self._libc = _libc() if self._regions else None
        self.keep = _all_memory() // SPARE if self._regions and wanted == "auto" else 0
        """Bytes of the machine's memory that stay free."""
        self._credit = 0.0

    @property
    def left(self) -> int:
        """Bytes that may still be moved."""
        return sum(region.end - region.start for region in self._regions)

    def worked(self, seconds: float) -> None:
        """So long was computed without a pause: a share of it may go into moving."""
        if self._regions:
            self._credit += SHARE * seconds
            if self._credit > 0.0:
                began = time.perf_counter()
                moved = self.step()
                self._credit -= time.perf_counter() - began if moved else self._credit

    def step(self) -> bool:
        """Move one slice. Nothing may compute meanwhile. False: there is nothing to move now."""
        if not self._regions or free_memory() - self.left < self.keep:
            return False
        region = self._regions[-1]
        size = min(SLICE, region.end - region.start)
        if not self._reserve(region) or not self._move(region, size):
            self._regions = []  # the system has none to give; what was moved stays
            return False
        region.start += size
        region.copy += size
        self.moved += size
        if region.start == region.end:
            self._regions.pop()
        return True

    def _reserve(self, region: Region) -> bool:
        """Addresses for the copies, all together: neighbours stay one mapping."""
        if region.copy:
            return True
        assert self._libc is not None
        size = region.end - region.start + self._page
        address = self._libc.mmap(None, size, _READ | _WRITE, _PRIVATE, -1, 0)
        if address == _FAILED:
            return False
        region.copy = -(-address // self._page) * self._page
        return bool(self._libc.madvise(region.copy, size - self._page, _HUGE) == 0)

    def _move(self, region: Region, size: int) -> bool:
        libc, copy = self._libc, region.copy
        assert libc is not None
        libc.memcpy(copy, region.start, size)
        # It tells whether these really are huge pages, and makes them such where they are not.
        if libc.madvise(copy, size, _COLLAPSE) != 0 or libc.mprotect(copy, size, _READ) != 0:
            libc.munmap(copy, size)
            return False
        return bool(libc.mremap(copy, size, size, _MOVE, region.start) == region.start)


def _libc() -> Any:
    libc = ctypes.CDLL(None)
    word, size, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    libc.mmap.argtypes = [word, size, number, number, number, ctypes.c_long]
    libc.mremap.argtypes = [word, size, size, number, word]
    libc.mmap.restype = libc.mremap.restype = word
    libc.memcpy.argtypes = [word, word, size]
    libc.munmap.argtypes = [word, size]
    libc.madvise.argtypes = libc.mprotect.argtypes = [word, size, number]
    return libc


def page_size() -> int:
    """Of a huge page; 0 where there are none for us."""
    if sys.platform != "linux":
        return 0
    try:
        if "[never]" in (SYSTEM / "enabled").read_text():
            return 0
        size = int((SYSTEM / "hpage_pmd_size").read_text())
    except (OSError, ValueError):
        return 0
    return size if size <= LARGEST_PAGE else 0


def _all_mapped(log: Log) -> bool:
    """Whether llama.cpp computes with the mapping itself, as far as it says."""
    buffers = log.find("model buffer size")
    return bool(buffers) and all("CPU_Mapped" in line for line in buffers)


def mapped(files: Sequence[Path]) -> frozenset[tuple[int, int]]:
    """Where these files lie in the memory of this process: begin and end, readable only."""
    if sys.platform != "linux":
        return frozenset()
    names = {os.path.realpath(path) for path in files}
    found = set()
    for line in Path("/proc/self/maps").read_text("utf-8", "surrogateescape").splitlines():
        place, rights, _, _, _, *name = line.split(maxsplit=5)
        if name and name[0] in names and rights == "r--s":
            start, end = (int(each, 16) for each in place.split("-"))
            found.add((start, end))
    return frozenset(found)


def _region(place: tuple[int, int], page: int) -> Region:
    return Region(-(-place[0] // page) * page, place[1] // page * page)


def _all_memory() -> int:
    found = re.search(r"^MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.M)
    return int(found[1]) * 1024 if found else 0
