"""Keeps a program and everything it starts together, so that nothing outlives us.

Run as a script by the direct backend: `warden.py LIFELINE REPORT PROGRAM ARGUMENT…`. It is a
sub-reaper: whatever the program starts stays below it, also in new sessions and double-forked. When
the program ends, or the other end of LIFELINE is closed (we died, even by `kill -9`), it kills all
of that until none is left, and ends.

Not protected from: code that finds and kills the warden itself; then only the program ends.
Nothing but the standard library, for it runs as `python -I -S`.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def descendants(pid: int) -> list[int]:
    """Every living process below `pid`, parents before children."""
    found = []
    pending = [pid]
    while pending:
        parent = pending.pop()
        try:
            tasks = os.listdir(f"/proc/{parent}/task")
        except OSError:
            continue
        for task in tasks:
            try:
                text = Path(f"/proc/{parent}/task/{task}/children").read_text()
            except OSError:
                continue
            children = [int(word) for word in text.split()]
            found += children
            pending += children
    return found


def reap_all() -> None:
    """Kill everything below us until nothing is left."""
    while True:
        for pid in descendants(os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        options = 0
        try:
            while os.waitpid(-1, options)[0]:
                options = os.WNOHANG
        except ChildProcessError:
            return


def start(argv: list[str], keep: set[int]) -> int:
    """Start the program in a session of its own; returns its process id."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    pid = os.fork()
    if pid:
        return pid
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    for descriptor in keep:
        os.set_inheritable(descriptor, False)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number in (signal.SIGPIPE, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.setsid()
        os.execve(argv[0], argv, os.environ)
    except OSError as error:
        os.write(2, f"{argv[0]}: {error.strerror}\n".encode())
    os._exit(127)


def main() -> None:
    lifeline, report = int(sys.argv[1]), int(sys.argv[2])
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    pid = start(sys.argv[3:], {lifeline, report, awake, wake})
    os.write(report, b"%d\n" % pid)
    for descriptor in os.listdir("/proc/self/fd"):
        if int(descriptor) not in {0, 1, 2, lifeline, report, awake, wake}:
            try:
                os.close(int(descriptor))
            except OSError:
                continue
    status = None
    while status is None:
        ready, _, _ = select.select([lifeline, awake], [], [])
        if lifeline in ready:
            break
        os.read(awake, 512)
        while status is None:
            try:
                ended, code = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if not ended:
                break
            if ended == pid:
                status = os.waitstatus_to_exitcode(code)
    reap_all()
    os.write(report, b"%d\n" % (-signal.SIGKILL if status is None else status))


if __name__ == "__main__":
    main()
