"""Ends a kernel that takes too much or has stopped itself, from a thread of its own.

`sandbox.isolation.watch` measures; this decides, also between cells, when only threads and
background processes run. Not covered: what is taken and given back between two looks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.events import Why
from sandbox.isolation.seam import Confined
from sandbox.isolation.watch import Breach, Watch
from sandbox.policy import Limits

BUSY_SECONDS = 0.05
"""Between two looks while a cell runs."""
IDLE_SECONDS = 0.5
"""Between two looks while none runs."""
REST = 20
"""A look may take one part in so many of the time,"""
LATEST_SECONDS = 0.25
"""but the next one is not put off longer than this."""
STOPPED_SECONDS = 0.3
"""How long a kernel may be stopped before it counts as having stopped itself."""

Verdict = tuple[Why, str]


def state(pid: int) -> str:
    """The letter for what a process is doing: `T` is stopped; "" when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def sentence(breach: Breach) -> Verdict:
    """What user and model are told."""
    return breach.why, f"{breach.note[:1].upper()}{breach.note[1:]}."


class Guard:
    """Looks after one confined program until it is told to stop."""

    def __init__(
        self, confined: Confined, limits: Limits, written: Callable[[], tuple[Path, ...]]
    ) -> None:
        self._confined = confined
        self._limits = limits
        self._written = written
        self._followed: tuple[Path, ...] = written()
        self._watch = Watch(confined, self._followed)
        self._busy = threading.Event()
        self._over = threading.Event()
        self._cpu_before: float | None = None
        self._stopped_since = 0.0
        self.verdict: Verdict | None = None
        """Why the program was ended by us; None: it was not."""
        self._thread = threading.Thread(target=self._look_after, name="guard", daemon=True)
        self._thread.start()

    def attend(self) -> None:
        """A cell begins: look often, and count its CPU time from now."""
        self._cpu_before = None
        self._busy.set()

    def relax(self) -> None:
        """No cell runs: look now and then."""
        self._busy.clear()

    def stop(self) -> None:
        """Look no more. Idempotent."""
        self._over.set()
        self._busy.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _look_after(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            verdict = self._judge(began)
            if verdict is not None and not self._over.is_set():
                self.verdict = verdict
                self._confined.kill()
                return
            pause = min(REST * (time.monotonic() - began), LATEST_SECONDS)
            if self._busy.is_set():
                self._over.wait(max(BUSY_SECONDS, pause))
            else:
                self._busy.wait(max(IDLE_SECONDS, pause))

    def _judge(self, now: float) -> Verdict | None:
        folders = self._written()
        if folders != self._followed:
            self._followed = folders
            self._watch.follow(folders)
        if self._cpu_before is None:
            self._cpu_before = self._watch.look().cpu_seconds
        # Between cells nobody waits for the CPU time that threads of the code take.
        before = self._cpu_before if self._busy.is_set() else float("inf")
        breach = self._watch.breach(self._limits, before)
        if breach is not None:
            return sentence(breach)
        return self._judge_stopped(now)

    def _judge_stopped(self, now: float) -> Verdict | None:
        stopped = self._busy.is_set() and state(self._confined.pid) == "T"
        if not stopped:
            self._stopped_since = 0.0
            return None
        self._stopped_since = self._stopped_since or now
        if now - self._stopped_since < STOPPED_SECONDS:
            return None
        return "died", "It stopped its own process."
