"""Isolation by Linux namespaces, Landlock and seccomp, without any helper program.

Protects from: reading anything but system and language folders and the work folder, writing
anywhere but there and to private memory, any network, signals to and traces of other processes,
processes that outlive the kernel, terminals, the kernel's riskier calls, exhausting processes,
files and memory of one process.

Not from: bugs in the kernel itself, timing side channels through shared hardware, memory taken
by many processes together and disk filled by many files (`watch` looks after those).
"""

from __future__ import annotations

import contextlib
import fcntl
import marshal
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import IsolationUnavailable
from sandbox.isolation import landlock, seccomp
from sandbox.isolation.plan import LARGEST_MESSAGE, MARSHAL, Plan, compose, overlay_paths
from sandbox.isolation.seam import Backend, Command, Confined, Facts, Overlay, OverlayImpossible
from sandbox.policy import Policy, masks

PACKAGES = Path(__file__).resolve().parents[2]
START = (
    f"import sys; sys.path.append({str(PACKAGES)!r}); "
    "from sandbox.isolation import supervisor; supervisor.main()"
)
ENFORCED = (
    "files: system, language and work folder only; home and other projects do not exist",
    "writes: work folder and private memory only",
    "no network, no sockets of other programs",
    "own processes only; all end with the kernel",
    "no capabilities, no new privileges, about 70 system calls refused",
    "limits for processes, memory of each process, files and temporary space",
)
START_SECONDS = 20.0
KILL_SECONDS = 10.0


class Native:
    """The strongest backend: everything from the running kernel, nothing installed."""

    def probe(self) -> Facts:
        if sys.platform != "linux" or not seccomp.supported():
            return Facts("native", usable=False, reason="it needs Linux on x86-64 or arm64")
        with tempfile.TemporaryDirectory(prefix="interp-probe-") as name:
            folder = Path(name).resolve()
            view = Overlay(folder / "lower", folder / "upper", folder / "work")
            for path in (view.lower, view.upper, view.work):
                path.mkdir()
            try:
                self._try(view.lower, view)
            except OverlayImpossible as error:
                return replace(self._try_plain(view.lower), reason=str(error))
            except (IsolationUnavailable, OSError) as error:
                return _unusable(error)
        return _facts(overlay=True)

    def _try_plain(self, folder: Path) -> Facts:
        try:
            self._try(folder, None)
        except (IsolationUnavailable, OSError) as error:
            return _unusable(error)
        return _facts(overlay=False)

    def _try(self, folder: Path, view: Overlay | None) -> None:
        """Build a whole sandbox around no program."""
        held = self.start(Command((), {}, overlay=view), Policy(folder=folder))
        if held.wait(START_SECONDS) != 0:
            held.kill()
            raise IsolationUnavailable("a program without code did not end well inside")

    def start(self, command: Command, policy: Policy) -> Confined:
        return launch(compose(command, policy), policy)


def launch(plan: Plan, policy: Policy, private: Path | None = None) -> Held:
    """Start a supervisor and have it carry out the plan. `private` is removed at the end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # Copies, for the supervisor has standard streams of its own.
    plan["stdio"] = [_copy(descriptor) for descriptor in plan["stdio"]]
    streams = [descriptor for descriptor in plan["stdio"] if descriptor >= 0]
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", START, str(theirs.fileno())],
            env={},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(), *plan["keep"], *streams),
            start_new_session=True,
        )
    for descriptor in streams:
        os.close(descriptor)
    return Held(process, ours, plan, policy, private)


def _unusable(error: Exception) -> Facts:
    hint = (
        "user namespaces are switched off here, or a security module (AppArmor) empties them; "
        "see `interp doctor`"
    )
    return Facts("native", usable=False, reason=f"{error}; {hint}")


def _facts(overlay: bool) -> Facts:
    """Every step of a build succeeds or fails the whole; so what was tried is in force."""
    enforces = list(ENFORCED)
    lacks = ["memory and disk of many processes together are watched, not capped"]
    (enforces if landlock.version() >= 6 else lacks).append(
        "second layer: Landlock" if landlock.version() else "no second layer: Landlock is missing"
    )
    return Facts("native", True, tuple(enforces), tuple(lacks), overlay=overlay)


def _copy(descriptor: int) -> int:
    """A second descriptor of the same thing, above the standard streams."""
    return -1 if descriptor < 0 else fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)


class Held:
    """A program under its supervisor."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        control: socket.socket,
        plan: Plan,
        policy: Policy,
        private: Path | None = None,
    ) -> None:
        self._private = private
        self._namespaces = plan["namespaces"]
        self._process = process
        self._control = control
        self._policy = policy
        self._lock = threading.Lock()
        self._status: int | None = None
        self._outer = os.pidfd_open(process.pid)
        self._descriptors = [self._outer]
        control.settimeout(START_SECONDS)
        try:
            self._begin(plan)
        except (OSError, IsolationUnavailable):
            process.kill()
            process.wait()
            self._close()
            raise

    def _begin(self, plan: Plan) -> None:
        text = marshal.dumps(dict(plan), MARSHAL)
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, len(text) * 2)
        self._control.send(text)
        born = self._hear()
        self._pid, self._root = int(str(born["pid"])), int(str(born["init"]))
        self._pidfd = os.pidfd_open(self._pid)
        self._descriptors.append(self._pidfd)
        self._root_pidfd = os.pidfd_open(self._root)
        self._descriptors.append(self._root_pidfd)
        self._control.send(marshal.dumps({"go": True}, MARSHAL))
        self._hear()

    def _hear(self) -> dict[str, object]:
        """The supervisor's next message. Raises `IsolationUnavailable` when it reports an error."""
        try:
            text = self._control.recv(LARGEST_MESSAGE)
        except TimeoutError as error:
            raise IsolationUnavailable("the sandbox did not answer in time") from error
        message: dict[str, object] = {"error": "its supervisor died"}
        if text:
            message = marshal.loads(text)
        if "ended" in message:
            self._status = int(str(message["ended"]))
        if message.get("overlay"):
            raise OverlayImpossible(
                f"no copy-on-write view of {self._policy.folder}: {message['error']}",
                "a snapshot of the folder is used instead",
            )
        if "error" in message:
            raise IsolationUnavailable(f"the sandbox could not be made: {message['error']}")
        return message

    @property
    def pidfd(self) -> int:
        return self._pidfd

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def root(self) -> int:
        return self._root

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._root_pidfd, signal.SIGKILL)
        if self.wait(KILL_SECONDS) is None:
            raise IsolationUnavailable(
                "the sandbox's processes do not end", "a file system may hang; see `ps` for state D"
            )

    def wait(self, timeout: float | None = None) -> int | None:
        milliseconds = None if timeout is None else max(0.0, timeout) * 1000
        poll = select.poll()
        poll.register(self._outer, select.POLLIN)
        if not poll.poll(milliseconds):
            return None
        self._process.wait()
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)
        with self._lock:
            while self._status is None:
                try:
                    self._hear()
                except (IsolationUnavailable, OSError):
                    self._status = -signal.SIGKILL
        return self._status

    def swap(self, overlay: Overlay) -> None:
        if not self._namespaces:
            raise IsolationUnavailable("a view can be swapped only in a mount namespace")
        hidden = [str(path) for path in masks(self._policy.folder)]
        request = {"swap": overlay_paths(overlay), "masks": hidden}
        with self._lock:
            if self._status is not None:
                raise IsolationUnavailable("the sandbox has ended")
            try:
                self._control.send(marshal.dumps(request, MARSHAL))
            except OSError as error:
                raise IsolationUnavailable("the sandbox has ended") from error
            answer = self._hear()
            if "ended" in answer:
                raise IsolationUnavailable("the sandbox has ended")

    def _close(self) -> None:
        self._control.close()
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors.clear()

    def __del__(self) -> None:
        self._close()  # the supervisor takes this for our end, should it still run


if TYPE_CHECKING:
    _fits: Backend = Native()
