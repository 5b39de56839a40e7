"""Finding and ending the processes that a process has started. Standard library only."""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]
import os


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def only_child(pid: int) -> int:
    """The number, as seen from here, of the one process that `pid` started."""
    found = _children(pid)
    if not found:
        raise OSError(0, "the program ended before it began")
    return found[0]


def end(init: int, namespaces: bool) -> None:
    """Kill process 1, and so everything inside; returns when all are gone."""
    kill(init)
    if not namespaces:
        sweep()
        return
    # Processes of ours that entered its space of process numbers keep it until they are buried.
    while os.waitpid(-1, 0)[0] != init:
        pass


def sweep() -> None:
    """Kill whatever is below this process: first stop it, for what is stopped starts nothing."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        seen: set[int] = set()
        while new := [pid for pid in _below(os.getpid()) if pid not in seen]:
            seen.update(new)
            for pid in new:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    continue
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
        for pid in _below(os.getpid()):
            kill(pid)


def _below(pid: int) -> list[int]:
    """All living processes that descend from `pid`."""
    found = []
    pending = [pid]
    while pending:
        started = _children(pending.pop())
        found += started
        pending += started
    return found


def _children(pid: int) -> list[int]:
    """What any thread of `pid` has started."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as text:
                found += [int(word) for word in text.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
            return [int(name) for name in os.listdir("/proc") if _parent(name) == pid]
    return found


def _parent(pid: str) -> int:
    if not pid.isdigit():
        return -1
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as text:
            return int(text.read().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return -1
