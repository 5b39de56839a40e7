"""How many threads compute, while other programs want the processor too.

llama.cpp's threads wait for each other by spinning. When one of them loses its core to another
program, all the others burn theirs until it comes back: two threads on a busy machine of two cores
were seen to write 4 tokens a second where one wrote 38. The system counts how often it took a core
away from us (involuntary context switches); idle machines show next to none. Above `BUSY` of them a
second a quarter of the threads is given up, below `CALM` for a while they are tried again.
"""

from __future__ import annotations

from collections.abc import Callable

WINDOW = 0.1
"""Seconds of computing that are judged together."""
BUSY = 60.0
CALM = 15.0
FIRST_HOLD = 16
LONGEST_HOLD = 512
"""Windows that must be calm before more threads are tried; doubled when trying was wrong."""


class Pace:
    """Told what each evaluation took; says how many threads the next one gets."""

    def __init__(self, most: int) -> None:
        self.threads = self._most = most
        self._seconds = 0.0
        self._before: int | None = None
        """Losses when the window began; None: it has not begun."""
        self._calm = 0
        self._hold = FIRST_HOLD
        self._tried = False

    def begins(self, losses: Callable[[], int]) -> None:
        """An evaluation is about to begin. `losses`: how often the processor was lost so far;
        asked for only where a window begins or ends."""
        if self._before is None and self._most > 1:
            self._before = losses()

    def took(self, seconds: float, losses: Callable[[], int]) -> bool:
        """The evaluation took so long; True: `threads` changed."""
        self._seconds += seconds
        if self._before is None or self._seconds < WINDOW:
            return False
        rate = (losses() - self._before) / self._seconds
        self._seconds, self._before = 0.0, None
        before = self.threads
        if rate > BUSY:
            self._fewer()
        elif rate < CALM:
            self._more()
        return self.threads != before

    def _fewer(self) -> None:
        if self._tried:
            self._hold = min(2 * self._hold, LONGEST_HOLD)
        self._calm, self._tried = 0, False
        self.threads = max(1, self.threads - max(1, self.threads // 4))

    def _more(self) -> None:
        if self.threads == self._most:
            self._hold, self._tried = FIRST_HOLD, False
            return
        self._calm += 1
        if self._calm >= self._hold:
            self._calm, self._tried = 0, True
            self.threads = min(self._most, self.threads + max(1, self.threads // 4))
