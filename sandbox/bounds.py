"""How much of the past a journal remembers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.records import Mark


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of the past is remembered, for each folder. The newest entry always is."""

    size: int = 4 << 30
    age: float = 30 * 86400.0
    entries: int = 200


def beyond(marks: Sequence[Mark], bounds: Bounds, now: float) -> set[int]:
    """The oldest entries, as many as have to go for the others to be within the bounds."""
    size = sum(mark.size for mark in marks)
    drop: set[int] = set()
    for left, mark in zip(range(len(marks), 1, -1), marks, strict=False):
        small = size <= bounds.size and left <= bounds.entries
        if small and now - mark.time <= bounds.age:
            break
        drop.add(mark.id)
        size -= mark.size
    return drop
