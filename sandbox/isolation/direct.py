"""No isolation: the program runs as the user, in a session of its own, under a warden.

Protects from: processes left behind, also when we are killed. From nothing else; it is what
`--no-sandbox` asks for.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import IsolationUnavailable
from sandbox.events import Why
from sandbox.isolation.seam import Backend, Command, Confined, Facts, Overlay
from sandbox.policy import Policy

WARDEN = Path(__file__).with_name("warden.py")


class Direct:
    """The backend that confines nothing."""

    def probe(self) -> Facts:
        linux = sys.platform == "linux"
        return Facts(
            backend="direct",
            usable=linux,
            enforces=("processes end with the kernel",) if linux else (),
            lacks=("network open", "home readable", "writes anywhere the user may"),
            reason="" if linux else "only Linux has the calls that keep processes together",
            confines=False,
        )

    def start(self, command: Command, policy: Policy) -> Confined:
        lifeline, ours = os.pipe()
        report, theirs = os.pipe()
        argv = [sys.executable, "-I", "-S", str(WARDEN), str(lifeline), str(theirs)]
        try:
            process = subprocess.Popen(
                [*argv, *command.argv],
                env=dict(command.env),
                cwd=policy.folder,
                stdin=_stream(command.stdin),
                stdout=_stream(command.stdout),
                stderr=_stream(command.stderr),
                pass_fds=(lifeline, theirs, *command.pass_fds),
                start_new_session=True,
            )
        except OSError as error:
            os.close(ours)
            os.close(report)
            raise IsolationUnavailable(
                f"cannot start {command.argv[0]}: {error.strerror}"
            ) from error
        finally:
            os.close(lifeline)
            os.close(theirs)
        return Kept(process, ours, report)


def _stream(descriptor: int) -> int:
    return subprocess.DEVNULL if descriptor < 0 else descriptor


class Kept:
    """A program under its warden."""

    def __init__(self, process: subprocess.Popen[bytes], lifeline: int, report: int) -> None:
        self._process = process
        self._lifeline = lifeline
        self._report = report
        self._pidfd = os.pidfd_open(process.pid)
        self._text = b""
        self._lock = threading.Lock()
        self._status: int | None = None
        self._pid = int(self._line(1) or 0)

    def _line(self, number: int) -> str:
        """The warden's report up to its line `number`, waited for."""
        while self._text.count(b"\n") < number:
            piece = os.read(self._report, 64)
            if not piece:
                break
            self._text += piece
        lines = self._text.decode().split("\n")
        return lines[number - 1] if len(lines) > number else ""

    @property
    def pidfd(self) -> int:
        return self._pidfd

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def root(self) -> int:
        return self._process.pid

    def signal(self, number: int) -> None:
        if self._pid and self._status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        with self._lock:
            if self._lifeline >= 0:
                os.close(self._lifeline)
                self._lifeline = -1
        self.wait()

    def wait(self, timeout: float | None = None) -> int | None:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if not poll.poll(None if timeout is None else max(0.0, timeout) * 1000):
            return None
        with self._lock:
            if self._status is None:
                self._process.wait()
                self._status = int(self._line(2) or -signal.SIGKILL)
        return self._status

    def __del__(self) -> None:
        os.close(self._pidfd)
        os.close(self._report)
        if self._lifeline >= 0:
            os.close(self._lifeline)

    def refused(self) -> Why | None:
        return None

    def swap(self, overlay: Overlay) -> None:
        raise IsolationUnavailable(
            "without isolation there is no view of the folder to swap", "run without --no-sandbox"
        )


if TYPE_CHECKING:
    _fits: Backend = Direct()
