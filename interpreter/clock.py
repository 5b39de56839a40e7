"""The time budget of a turn: an alarm that interrupts whatever waits, and that the user can hold.

The alarm arrives as a KeyboardInterrupt, because everything that waits already ends in order on
one. It needs the main thread of a POSIX system; elsewhere the budget is looked at between events.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Clock:
    """Counts down `seconds` while it runs; `expired` once they are spent."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._since: float | None = None

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return self._left - (time.monotonic() - self._since if self._since is not None else 0.0)

    @property
    def expired(self) -> bool:
        return self.left <= 0

    def run(self) -> None:
        """Let it count, and arm the alarm."""
        self._since = time.monotonic()
        if can_alarm():
            signal.signal(signal.SIGALRM, ring)
            signal.setitimer(signal.ITIMER_REAL, max(self._left, 0.001))

    def stop(self) -> None:
        """Hold it: no alarm from here on."""
        if can_alarm():
            signal.setitimer(signal.ITIMER_REAL, 0)
        self._left, self._since = self.left, None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Not counted, because a person is being waited for."""
        self.stop()
        try:
            yield
        finally:
            self.run()


def can_alarm() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def ring(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
