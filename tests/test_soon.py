"""A value made in a thread outlives every way in which waiting for it can end."""

from __future__ import annotations

import signal
import threading

import pytest

from sandbox.soon import Soon


def interrupt_in(seconds: float) -> None:
    """Ctrl-C for this thread, in a while."""
    me = threading.get_ident()
    threading.Timer(seconds, lambda: signal.pthread_kill(me, signal.SIGINT)).start()


def test_a_wait_ended_by_ctrl_c_is_not_taken_for_the_end_of_the_work() -> None:
    go = threading.Event()
    soon = Soon(lambda: go.wait() and "made")
    interrupt_in(0.1)
    with pytest.raises(KeyboardInterrupt):
        soon.get()
    assert not soon.made
    go.set()
    assert soon.get() == "made"
    assert soon.made


def test_an_error_in_the_thread_is_the_error_of_whoever_waits() -> None:
    soon = Soon(lambda: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            soon.get()
