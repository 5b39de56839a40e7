"""How a kernel's process is started and held, whatever confines it: values and two Protocols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sandbox.errors import IsolationUnavailable
from sandbox.events import Why
from sandbox.policy import Policy


@dataclass(frozen=True, slots=True)
class Overlay:
    """A copy-on-write view: the code sees `lower` at its own path, writes go to `upper`."""

    lower: Path
    upper: Path
    work: Path


@dataclass(frozen=True, slots=True)
class Command:
    """A program to start. `env` is complete: nothing is inherited from ours."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    pass_fds: tuple[int, ...] = ()
    readable: tuple[Path, ...] = ()
    """What this program itself needs to read (language installation, connection file)."""
    writable: tuple[Path, ...] = ()
    """Private folders of ours that it may write (such as a socket folder), never the user's."""
    overlay: Overlay | None = None
    """Shown at the work folder's path; None: the folder itself, written directly."""
    sockets: bool = True
    """It may make Unix sockets. Where folders of the host are shown directly, other programs may
    listen in them: then it reaches its own ones only, in its private memory."""
    stdin: int = -1
    stdout: int = -1
    stderr: int = -1
    """Open descriptors that become the program's standard streams; -1: nothing to read, and what
    it writes is thrown away. Never a terminal of ours."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a backend really enforces on this machine, found out by doing it."""

    backend: str
    usable: bool
    enforces: tuple[str, ...] = ()
    """Sentences, such as "no network", "home hidden", "processes end with the kernel"."""
    lacks: tuple[str, ...] = ()
    reason: str = ""
    """Why it is not usable, and how to make it so."""
    overlay: bool = False
    """It can show a copy-on-write view at the folder's own path."""
    confines: bool = True
    """Code cannot reach what is the user's. Where it is False, code is asked for before each run,
    however much else is enforced."""


class OverlayImpossible(IsolationUnavailable):
    """No copy-on-write view of this folder here (mounts inside it, a network file system); the
    same command without `overlay` may well start."""


class Confined(Protocol):
    """A started program with everything that it starts."""

    @property
    def pidfd(self) -> int:
        """Readable when the program has ended; for one poll loop with the sockets."""

    @property
    def pid(self) -> int:
        """The program's process id as our host sees it: where signals go."""

    @property
    def root(self) -> int:
        """The process below which all others of the program are, as our host sees it: what
        `watch` measures."""

    def signal(self, number: int) -> None:
        """Send a signal to the program itself (SIGINT interrupts a kernel)."""

    def kill(self) -> None:
        """End the program and every process that it started; returns when all are gone."""

    def wait(self, timeout: float | None = None) -> int | None:
        """Exit status (negative: signal number), or None when `timeout` seconds went by."""

    def refused(self) -> Why | None:
        """The limit of all together that the system itself kept the program to, if any; also
        after its end."""

    def swap(self, overlay: Overlay) -> None:
        """Put a fresh view under the living program, at the same path."""


class Backend(Protocol):
    """A way to confine a program."""

    def probe(self) -> Facts:
        """Try it (in a child process, about 10 ms) and say what it enforces here."""

    def start(self, command: Command, policy: Policy) -> Confined:
        """Start the program under the policy. Raises `IsolationUnavailable`, `OverlayImpossible`
        where only the view cannot be had, `FolderUnusable` for a folder that cannot be made
        safe."""
