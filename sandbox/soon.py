"""A value that is being made in a thread while its owner does other things."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Soon(Generic[T]):
    """Begins to make the value at once; `get` waits for it, also after a wait that Ctrl-C ended.

    `Thread.join` and `Thread.is_alive` are not asked: a join that an exception ends marks a
    living thread as stopped, and everybody who asks later is told that it is over
    (`threading.Thread._wait_for_tstate_lock`, Python 3.11).
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._error: BaseException | None = None
        self._over = threading.Event()
        threading.Thread(target=self._work, name="soon", daemon=True).start()

    def _work(self) -> None:
        try:
            self._made.append(self._make())
        except BaseException as error:  # noqa: BLE001 - the edge of a thread: `get` raises it
            self._error = error
        finally:
            self._over.set()

    @property
    def made(self) -> bool:
        """Whether `get` would not wait."""
        return self._over.is_set()

    def get(self) -> T:
        """The value, or the error that making it raised."""
        self._over.wait()
        if self._error is not None:
            raise self._error
        return self._made[0]
