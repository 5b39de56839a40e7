"""What code may do: one frozen value, decided by the user and never by the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one kernel and everything it starts. Sizes in bytes, times in seconds."""

    memory: int = 4 << 30
    processes: int = 256
    open_files: int = 1024
    file_size: int = 4 << 30
    disk: int = 8 << 30
    """What all files written in one turn may take together."""
    cpu_seconds: float = 600.0
    wall_seconds: float = 120.0
    """Of one cell; the wait for an answer of the user does not count."""
    output: int = 64 << 20
    """Of one cell, text and displays together."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a kernel may see and touch. Paths are absolute and resolved."""

    folder: Path
    """The work folder. The code sees it at this path; whether its writes land there is the
    rehearsal's business."""
    writable: tuple[Path, ...] = ()
    """Further folders that may be written (`--allow-write`). Writes there are immediate."""
    readable: tuple[Path, ...] = ()
    """Further folders that may be read (`--allow-read`)."""
    network: bool = False
    isolate: bool = True
    """False only by the user's `--no-sandbox`."""
    rehearse: bool = True
    """Code works on a copy-on-write view of the folder; the user keeps or drops the changes."""
    limits: Limits = field(default_factory=Limits)
