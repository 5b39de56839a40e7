"""What an exit status says about a kernel that nobody wanted to end."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Mapping

from sandbox.events import Why

FATAL_SIGNALS: Mapping[int, tuple[Why, str]] = {
    signal.SIGXCPU: ("time limit", "It used more processor time than allowed."),
    signal.SIGKILL: ("died", "Its process was killed, perhaps because memory ran out."),
    signal.SIGSEGV: ("died", "Its process crashed (segmentation fault)."),
}


def fate_of(status: int | None) -> tuple[Why, str]:
    """The reason, and a sentence for user and model."""
    if status is None or status >= 0:
        return "died", f"Its process ended by itself (exit status {status})."
    if -status in FATAL_SIGNALS:
        return FATAL_SIGNALS[-status]
    with contextlib.suppress(ValueError):
        return "died", f"Its process was ended by {signal.Signals(-status).name}."
    return "died", f"Its process was ended by signal {-status}."
