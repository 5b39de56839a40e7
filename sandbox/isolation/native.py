"""Isolation by Linux namespaces, Landlock and seccomp, without any helper program.

Protects from: reading anything but system and language folders and the work folder, writing
anywhere but there and to private memory, any network, signals to and traces of other processes,
processes that outlive the kernel, terminals, the kernel's riskier calls, exhausting processes,
files and memory of one process.

Not from: bugs in the kernel itself, timing side channels through shared hardware, memory taken
by many processes together and disk filled by many files (`watch` looks after those).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import IsolationUnavailable
from sandbox.isolation import landlock, seccomp
from sandbox.isolation.control_group import bounded
from sandbox.isolation.held import START_SECONDS, Birth, launch, spawn
from sandbox.isolation.plan import compose
from sandbox.isolation.seam import Backend, Command, Confined, Facts, Overlay, OverlayImpossible
from sandbox.policy import Policy
from sandbox.temporary import Temporary

ENFORCED = (
    "files: system, language and work folder only; home and other projects do not exist",
    "writes: work folder and private memory only",
    "no network, no sockets of other programs",
    "own processes only; all end with the kernel",
    "no capabilities, no new privileges, about 70 system calls refused",
    "limits for processes, memory of each process, files and temporary space",
)


WATCHED = "memory and disk of many processes together are watched, not capped"
WATCHED_DISK = "disk of many processes together is watched, not capped"
CAPPED = "memory and processes of all together, by a control group"


class Native:
    """The strongest backend: everything from the running kernel, nothing installed."""

    name = "native"
    hint = (
        "user namespaces are switched off here, or a security module (AppArmor) empties them; "
        "see `interp doctor`"
    )

    def __init__(self, birth: Birth = spawn) -> None:
        self._birth = birth

    def probe(self) -> Facts:
        if sys.platform != "linux" or not seccomp.supported():
            return Facts(self.name, usable=False, reason="it needs Linux on x86-64 or arm64")
        with Temporary("probe-") as folder:
            view = Overlay(folder / "lower", folder / "upper", folder / "work")
            for path in (view.lower, view.upper, view.work):
                path.mkdir()
            try:
                self._try(view.lower, view)
            except OverlayImpossible as error:
                return replace(self._try_plain(view.lower), reason=str(error))
            except (IsolationUnavailable, OSError) as error:
                return self.unusable(error)
        return self.facts(overlay=True)

    def _try_plain(self, folder: Path) -> Facts:
        try:
            self._try(folder, None)
        except (IsolationUnavailable, OSError) as error:
            return self.unusable(error)
        return self.facts(overlay=False)

    def _try(self, folder: Path, view: Overlay | None) -> None:
        """Build a whole sandbox around no program."""
        held = self.start(Command((), {}, overlay=view), Policy(folder=folder))
        if held.wait(START_SECONDS) != 0:
            held.kill()
            raise IsolationUnavailable("a program without code did not end well inside")

    def unusable(self, error: Exception) -> Facts:
        return Facts(self.name, usable=False, reason=f"{error}; {self.hint}")

    def facts(self, overlay: bool) -> Facts:
        together, lacks = bounded_together()
        lacks = (*lacks, *self.lacks(together))
        return Facts(self.name, True, (*enforced(), *together), lacks, overlay=overlay)

    def lacks(self, together: tuple[str, ...]) -> tuple[str, ...]:
        """What this mechanism lacks besides; `together`: what `bounded_together` found."""
        return ()

    def start(self, command: Command, policy: Policy) -> Confined:
        return launch(compose(command, policy), policy, birth=self._birth)


def enforced() -> tuple[str, ...]:
    """Every step of a build succeeds or fails the whole; so what was tried is in force."""
    version = landlock.version()
    return (*ENFORCED, "second layer: Landlock") if version else ENFORCED


def bounded_together() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is enforced upon all processes together, and what is not."""
    if bounded() == {"memory", "pids"}:
        return (CAPPED,), (WATCHED_DISK,)
    return (), (WATCHED,)


if TYPE_CHECKING:
    _fits: Backend = Native()
