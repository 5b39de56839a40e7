"""The near end of a sandbox: starts the supervisor, speaks with it, and is the `Confined` that the
rest of the program holds."""

from __future__ import annotations

import contextlib
import fcntl
import marshal
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import IsolationUnavailable
from sandbox.events import Why
from sandbox.isolation.control_group import Group, close_entries, promised
from sandbox.isolation.plan import LARGEST_MESSAGE, MARSHAL, Plan, overlay_paths
from sandbox.isolation.seam import Confined, Overlay, OverlayImpossible
from sandbox.policy import Policy, masks
from sandbox.temporary import Temporary

PACKAGES = Path(__file__).resolve().parents[2]
START = (
    f"import sys; sys.path.append({str(PACKAGES)!r}); "
    "from sandbox.isolation import supervisor; supervisor.main()"
)
START_SECONDS = 20.0
KILL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Supervisor:
    """The process beside a sandbox; started by us, or by a zygote of ours."""

    pidfd: int
    process: subprocess.Popen[bytes] | None = None

    def end(self) -> None:
        """Kill it, and so the sandbox."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.bury()

    def bury(self) -> None:
        """Take note of its end, if that is ours to do."""
        if self.process is not None:
            self.process.wait()


Birth = Callable[[Plan, socket.socket], Supervisor]
"""How a supervisor comes into being: it gets the plan's descriptors and its end of the control
socket."""


def spawn(plan: Plan, control: socket.socket) -> Supervisor:
    """A supervisor from scratch: a Python that imports next to nothing."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", START, str(control.fileno())],
        env={},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(control.fileno(), *passed(plan)),
        start_new_session=True,
    )
    return Supervisor(os.pidfd_open(process.pid), process)


def passed(plan: Plan) -> list[int]:
    """The descriptors of ours that a supervisor is to have: `arrange` of the zygote's process takes
    them in this order."""
    streams = [descriptor for descriptor in plan["stdio"] if descriptor >= 0]
    return [*streams, *plan["keep"], *plan["entries"]["alone"], *plan["entries"]["whole"]]


def launch(
    plan: Plan, policy: Policy, private: Temporary | None = None, birth: Birth = spawn
) -> Held:
    """Have a new supervisor carry out the plan. `private` is removed at the end."""
    group = promised(policy.limits)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # Copies, for the supervisor has standard streams of its own.
    plan["stdio"] = [_copy(descriptor) for descriptor in plan["stdio"]]
    try:
        if group is not None:
            plan["entries"] = group.entries()
        with theirs:
            supervisor = birth(plan, theirs)
    except OSError:
        ours.close()
        if group is not None:
            group.remove()
        raise
    finally:
        close_entries(plan["entries"])
        for descriptor in plan["stdio"]:
            if descriptor >= 0:
                os.close(descriptor)
    return Held(supervisor, ours, plan, policy, private, group)


def send(control: socket.socket, message: dict[str, object]) -> None:
    """One message, whole, however large the socket's buffer was."""
    text = marshal.dumps(message, MARSHAL)
    control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, len(text) * 2)
    control.send(text)


def _copy(descriptor: int) -> int:
    """A second descriptor of the same thing, above the standard streams."""
    return -1 if descriptor < 0 else fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)


class Held:
    """A program under its supervisor."""

    def __init__(
        self,
        supervisor: Supervisor,
        control: socket.socket,
        plan: Plan,
        policy: Policy,
        private: Temporary | None = None,
        group: Group | None = None,
    ) -> None:
        self._control = control
        self._supervisor = supervisor
        self._descriptors = [supervisor.pidfd]
        self._private = private
        self._namespaces = plan["namespaces"]
        self._policy = policy
        self._lock = threading.Lock()
        self._status: int | None = None
        self._group = group
        self._refused: Why | None = None
        control.settimeout(START_SECONDS)
        try:
            self._begin(plan)
        except (OSError, IsolationUnavailable):
            supervisor.end()
            self._leave_group()
            self._close()
            raise

    def _begin(self, plan: Plan) -> None:
        send(self._control, dict(plan))
        born = self._hear()
        self._pid, self._root = int(str(born["pid"])), int(str(born["init"]))
        self._pidfd = os.pidfd_open(self._pid)
        self._descriptors.append(self._pidfd)
        self._root_pidfd = os.pidfd_open(self._root)
        self._descriptors.append(self._root_pidfd)
        if self._group is not None and not self._group.holds(self._root, self._pid):
            raise IsolationUnavailable("the sandbox is not in its control group")
        send(self._control, {"go": True})
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
        poll.register(self._supervisor.pidfd, select.POLLIN)
        if not poll.poll(milliseconds):
            return None
        self._supervisor.bury()
        if self._private is not None:
            self._private.remove()
        self._leave_group()
        with self._lock:
            while self._status is None:
                try:
                    self._hear()
                except (IsolationUnavailable, OSError):
                    self._status = -signal.SIGKILL
        return self._status

    def refused(self) -> Why | None:
        group = self._group
        return self._refused if group is None else group.refused()

    def _leave_group(self) -> None:
        """All its processes have ended."""
        with self._lock:
            group, self._group = self._group, None
            if group is not None:
                self._refused = group.refused()
                group.remove()

    def swap(self, overlay: Overlay) -> None:
        if not self._namespaces:
            raise IsolationUnavailable("a view can be swapped only in a mount namespace")
        hidden = [str(path) for path in masks(self._policy.folder)]
        request: dict[str, object] = {"swap": overlay_paths(overlay), "masks": hidden}
        with self._lock:
            if self._status is not None:
                raise IsolationUnavailable("the sandbox has ended")
            try:
                send(self._control, request)
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
    _confined: type[Confined] = Held
