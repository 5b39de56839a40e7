"""The Python kernel as we run it: an ipykernel with what the protocol leaves open decided.

Runs inside the confinement and imports nothing of ours but the files beside it. What differs from a
plain ipykernel: it takes over listening sockets instead of binding its own; it has no history
database, no start-up files, no heartbeat, no TCP port and no debugger; output waits when nobody
reads instead of being dropped; cells are numbered by the host; shell blocks are cells too; what
nobody can answer (`input()`) fails at once; `exit()` ends a cell and not the kernel.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import faulthandler
import logging
import os
import signal
import sys
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import _interp_outputs  # type: ignore[import-not-found]
import _interp_shell  # type: ignore[import-not-found]

# Importing debugpy would cost a quarter of the start; the code can still import it.
_no_debugger = types.ModuleType("ipykernel.debugger")
_no_debugger._is_debugpy_available = False  # type: ignore[attr-defined]
_no_debugger.Debugger = type("Debugger", (), {})  # type: ignore[attr-defined]
sys.modules["ipykernel.debugger"] = _no_debugger

import zmq  # noqa: E402
from ipykernel.iostream import IOPubThread  # noqa: E402
from ipykernel.ipkernel import IPythonKernel  # noqa: E402
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from ipykernel.zmqshell import ZMQInteractiveShell  # noqa: E402
from IPython.core.error import StdinNotImplementedError  # noqa: E402
from jupyter_client.session import Session  # noqa: E402
from traitlets import default  # noqa: E402
from traitlets.config import Config  # noqa: E402

NOBODY = "nobody can answer {}() in this run: put the value into the code, or read it from a file"
LARGEST = 24 << 20
"""Bytes of a message; the host cuts the line on one that is much larger."""
LONGEST_TEXT = 1 << 20
"""Characters of an exception's message or traceback."""
WAITING = 32
"""Messages that wait in our memory until the writer has to wait."""
ENDINGS = (None, 0)
"""What `exit()` may be given when all is well."""


def shortened(text: str) -> str:
    """The head and the tail of a text that is too long to send."""
    if len(text) <= LONGEST_TEXT:
        return text
    half = LONGEST_TEXT // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"


class BoundedSession(Session):
    """Makes messages that the host takes: none is too large."""

    def serialize(self, msg: dict[str, Any], ident: Any = None) -> list[Any]:
        content = msg.get("content")
        if isinstance(content, dict) and "traceback" in content:
            content["evalue"] = shortened(str(content.get("evalue", "")))
            text = "\n".join(content["traceback"] or ())
            if len(text) > LONGEST_TEXT:
                content["traceback"] = shortened(text).split("\n")
        frames: list[Any] = super().serialize(msg, ident)
        size = sum(map(len, frames))
        if size > LARGEST and isinstance(content, dict) and "data" in content:
            note = f"[a value of {size >> 20} MiB: too large to be shown; write it to a file]"
            msg["content"] = content | {"data": {"text/plain": note}}
            frames = super().serialize(msg, ident)
        return frames


class InteractiveShell(ZMQInteractiveShell):  # type: ignore[misc]
    """Executes Python; an `exit()` without complaint is no error."""

    def showtraceback(self, *args: Any, **options: Any) -> None:
        error = sys.exc_info()[1]
        if not (isinstance(error, SystemExit) and error.code in ENDINGS):
            super().showtraceback(*args, **options)


def leave(code: object = None) -> None:
    """End this cell: what `exit` and `quit` do here."""
    raise SystemExit(code)


class Kernel(IPythonKernel):  # type: ignore[misc]
    """Runs cells; the request's metadata says which number a cell has and what runs it."""

    shell_class = InteractiveShell
    blocks: _interp_shell.Shell
    here = ""
    """Where the code was at the end of the last cell, by name."""
    home = ""
    """The work folder."""

    async def do_execute(self, code: str, *args: Any, **options: Any) -> dict[str, Any]:
        asked = (options.get("cell_meta") or {}).get("interp") or {}
        if "number" in asked:
            self.shell.execution_count = asked["number"]
        if asked.get("folder"):
            self._go_back(asked["folder"])
        try:
            if asked.get("runner") == "shell":
                return self._run_block(code)
            return await self._run_python(code, *args, **options)
        finally:
            with contextlib.suppress(OSError):
                self.here = os.getcwd()  # noqa: PTH109

    def _go_back(self, folder: str) -> None:
        """The folder's view was changed under us: what was the current directory is the old one."""
        within = os.path.relpath(self.here, self.home)
        self.home = folder
        self.blocks.lose_directory()
        for place in (os.path.normpath(f"{folder}/{within}"), folder):
            with contextlib.suppress(OSError):
                os.chdir(place)
                return

    async def _run_python(self, code: str, *args: Any, **options: Any) -> dict[str, Any]:
        reply: dict[str, Any] = await super().do_execute(code, *args, **options)
        left = reply["status"] == "error" and reply["ename"] == "SystemExit"
        if left and reply["evalue"] in {"", "0", "None"}:
            reply["status"] = "ok"
        return reply

    async def poll_stopped_queue(self) -> None:
        """Nothing to poll: there is no debugger."""

    def _run_block(self, source: str) -> dict[str, Any]:
        reply: dict[str, Any] = {
            "status": "ok",
            "execution_count": self.shell.execution_count,
            "payload": [],
            "user_expressions": {},
        }
        try:
            reply["exit_code"] = self.blocks.run(source)
        except KeyboardInterrupt:
            reply["exit_code"] = 130
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)  # noqa: T201
            reply["exit_code"] = 126
        return reply

    @contextlib.contextmanager
    def _cancel_on_sigint(self, future: asyncio.Future[Any]) -> Iterator[None]:
        """An interrupt cancels a top-level `await`. ipykernel's own version hands that to tornado,
        which, in a signal handler, does not wake the loop."""
        loop = asyncio.get_running_loop()
        saved = signal.signal(
            signal.SIGINT, lambda *_: bool(loop.call_soon_threadsafe(future.cancel))
        )
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, saved)

    def raw_input(self, prompt: str = "") -> str:
        if not self._allow_stdin:
            raise StdinNotImplementedError(NOBODY.format("input"))
        line: str = super().raw_input(prompt)
        return line

    def getpass(self, prompt: str = "", stream: Any = None, **options: Any) -> str:
        if not self._allow_stdin:
            raise StdinNotImplementedError(NOBODY.format("getpass"))
        line: str = super().getpass(prompt, stream, **options)
        return line


class App(IPKernelApp):  # type: ignore[misc]
    """Takes its sockets from the host and leaves out what nobody uses here."""

    kernel_class = Kernel
    outstream_class = "_interp_streams.Stream"
    plan: dict[str, Any]

    @default("session")
    def _session(self) -> Session:
        return BoundedSession(parent=self, username="kernel")

    def _bind_socket(self, s: Any, port: int) -> int:
        for name, descriptor in self.plan["listening"].items():
            if getattr(self, f"{name}_port") == port:
                s.setsockopt(zmq.USE_FD, descriptor)
        if s.socket_type == zmq.XPUB:
            s.setsockopt(zmq.XPUB_NODROP, 1)
            s.setsockopt(zmq.SNDHWM, WAITING)
        bound: int = super()._bind_socket(s, port)
        return bound

    def init_control(self, context: Any) -> None:
        super().init_control(context)
        # The debugger's connection: where our sockets have no path, it would be tried for ever.
        endpoint = self.debug_shell_socket.getsockopt(zmq.LAST_ENDPOINT)
        if endpoint:
            self.debug_shell_socket.disconnect(endpoint.rstrip(b"\0").decode())

    def init_iopub(self, context: Any) -> None:
        # Forked children write to descriptor 1; a port for them would be open to the machine.
        IOPubThread._setup_pipe_in = lambda thread: setattr(thread, "_pipe_flag", False)
        super().init_iopub(context)

    def init_heartbeat(self) -> None:
        pass

    def write_connection_file(self, **_options: Any) -> None:
        pass

    def log_connection_info(self) -> None:
        self._ports: dict[str, int] = {}


def configuration() -> Config:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    config.Application.log_level = logging.ERROR
    config.IPKernelApp.exec_PYTHONSTARTUP = False
    config.InteractiveShellApp.exec_PYTHONSTARTUP = False
    return config


def add_packages(folder: str) -> None:
    """What the user let in comes before the interpreter's own packages and after its library, here
    and in programs that the code starts."""
    own = [at for at, place in enumerate(sys.path) if place.endswith("-packages")]
    sys.path.insert(own[0] if own else len(sys.path), folder)
    os.environ["PYTHONPATH"] = folder
    os.environ["PATH"] = os.pathsep.join((os.environ.get("PATH", os.defpath), f"{folder}/bin"))


def launch(plan: dict[str, Any], log: int) -> None:
    """Run the kernel until it is ended. `log` is a descriptor for what is not the code's output."""
    App.plan = plan
    app = App.instance(config=configuration())
    app.connection_file = plan["connection"]
    faulthandler.enable(log)
    # What Python and Jupyter say about themselves is no output of a cell.
    sys.__stderr__ = open(log, "w", buffering=1, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    app.initialize([])
    shell = app.kernel.shell
    shell.system = shell.system_raw
    for name in ("exit", "quit"):
        shell.user_ns[name] = shell.user_ns_hidden[name] = leave
    builtins.out = _interp_outputs.Outputs(plan["outputs"])  # type: ignore[attr-defined]
    warnings.filterwarnings("ignore", message="To exit: use")
    app.kernel.blocks = _interp_shell.Shell(Path(plan["private"]) / "shell")
    os.environ.pop("JPY_PARENT_PID", None)
    app.kernel.here = app.kernel.home = plan["folder"]
    sys.path[:] = ["", *(place for place in sys.path if place)]
    if plan.get("packages"):
        add_packages(plan["packages"])
    # A copy of the folder may have been replaced by another one; the first cell says by which.
    with contextlib.suppress(OSError):
        os.chdir(plan["folder"])
    app.start()
