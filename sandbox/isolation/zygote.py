"""Kernels in a fraction of the time: forked from a process that has imported everything already.

    zygote = Zygote(env)                     # starts importing, in a process of its own
    backend = preloaded(backend, zygote)     # the same backend, through the zygote
    confined = backend.start(command, policy)

A command goes this way when it is `(our own Python, SCRIPT, …)` and the zygote is ready; any other
is started as always. Only our own interpreter is preloaded: importing the packages of a user's
environment outside a sandbox would be running code that nobody approved.

What differs from a plain start: the hash seed of strings is the same in all kernels of one
zygote. Sandboxes are as strong as ever: each fork makes its own.
"""

from __future__ import annotations

import array
import contextlib
import marshal
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.isolation.held import Birth, Supervisor, passed, send, spawn
from sandbox.isolation.landlocked import Landlocked
from sandbox.isolation.native import Native
from sandbox.isolation.plan import LARGEST_MESSAGE, Plan
from sandbox.isolation.seam import Backend
from sandbox.temporary import Temporary

SCRIPT = Path(__file__).with_name("zygote_process.py")
READY_SECONDS = 60.0
MODULES = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("ipykernel.comm.manager", "ipykernel.pylab.backend_inline", "matplotlib_inline.config"),
    *("IPython.core.interactiveshell", "IPython.core.completer", "IPython.core.completerlib"),
    *("IPython.core.debugger", "IPython.core.magics", "IPython.core.oinspect"),
    *("IPython.core.ultratb", "IPython.extensions.storemagic", "IPython.utils.wildcard"),
    *("asyncio", "code", "comm", "encodings.idna", "faulthandler", "html", "jedi", "psutil"),
    *("jupyter_client.localinterfaces", "jupyter_client.session", "pygments.styles", "pwd"),
    *("stack_data", "tornado.ioloop", "tornado.locks", "tornado.platform.asyncio"),
    *("tornado.queues", "zmq.asyncio", "zmq.eventloop.zmqstream"),
    *("concurrent.futures", "csv", "http.client", "sqlite3", "ssl", "unittest", "uuid"),
)
"""What a Python kernel has imported when it is ready."""
SCIENCE = ("numpy", "pandas", "matplotlib.pyplot", "PIL.Image")
"""What its first cells import most often. About 75 MB more, shared by all kernels."""


class Zygote:
    """A process that waits to be forked. `close` ends it; kernels that it bore live on."""

    def __init__(
        self, env: Mapping[str, str] | None = None, modules: Sequence[str] = (*MODULES, *SCIENCE)
    ) -> None:
        """Start it; returns at once. `env` should be that of the kernels, for some modules look
        at it when they are imported; its home is a private, empty folder all the same."""
        self._lock = threading.Lock()
        self._ready = False
        self._home = Temporary("zygote-")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, str(SCRIPT), str(theirs.fileno())],
                env={**(env or {}), "HOME": str(self._home.path)},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        send(ours, {"modules": list(modules)})

    def ready(self, timeout: float = 0.0) -> bool:
        """Whether it can be forked, waiting so many seconds at most."""
        with self._lock:
            if not self._ready and self._process.poll() is None:
                self._control.settimeout(timeout or 1e-6)
                with contextlib.suppress(TimeoutError, OSError):
                    self._ready = bool(self._control.recv(LARGEST_MESSAGE))
            return self._ready and self._process.poll() is None

    def serves(self, plan: Plan) -> bool:
        """Whether this plan's program can be run by a fork, now."""
        argv = plan["argv"]
        if len(argv) < 2 or argv[0] != sys.executable or argv[1].startswith("-"):
            return False
        return self.ready()

    def birth(self, plan: Plan, control: socket.socket) -> Supervisor:
        """A supervisor as a fork of the zygote; from scratch for programs that are none of its."""
        if not self.serves(plan):
            return spawn(plan, control)
        numbers = array.array("i", [control.fileno(), *passed(plan)])
        with self._lock:
            try:
                self._control.settimeout(READY_SECONDS)
                rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)
                ahead = plan["namespaces"] and not plan["network"]
                self._control.sendmsg([b"n" if ahead else b"f"], [rights])
                answer = marshal.loads(self._control.recv(LARGEST_MESSAGE))
                return Supervisor(os.pidfd_open(answer["pid"]))
            except (OSError, EOFError):
                self._ready = False
        return spawn(plan, control)

    def close(self) -> None:
        """End the zygote. Idempotent."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._home.remove()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def preloaded(backend: Backend, zygote: Zygote) -> Backend:
    """The same backend, whose programs are born from the zygote where that is possible."""
    birth: Birth = zygote.birth
    match backend:
        case Native():
            return Native(birth)
        case Landlocked():
            return Landlocked(birth)
    return backend


if TYPE_CHECKING:
    _birth: type[Birth]
