"""The Python kernel as we run it: an ipykernel with what the protocol leaves open decided.

Runs inside the confinement and imports nothing of ours. What differs from a plain ipykernel: it
takes over listening sockets instead of binding its own; it has no history database, no start-up
files, no heartbeat and no debugger; output waits when nobody reads instead of being dropped; cells
are numbered by the host; what nobody can answer (`input()`) fails at once.
"""

from __future__ import annotations

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.error import StdinNotImplementedError
from traitlets.config import Config

NOBODY = "nobody can answer {}() in this run: put the value into the code, or read it from a file"


class Kernel(IPythonKernel):
    """Runs cells; the request's metadata says which number a cell has."""

    async def do_execute(
        self,
        code,
        silent,
        store_history=True,
        user_expressions=None,
        allow_stdin=False,
        *,
        cell_meta=None,
        cell_id=None,
    ):
        asked = (cell_meta or {}).get("interp") or {}
        if "number" in asked:
            self.shell.execution_count = asked["number"]
        return await super().do_execute(
            code,
            silent,
            store_history,
            user_expressions,
            allow_stdin,
            cell_meta=cell_meta,
            cell_id=cell_id,
        )

    def raw_input(self, prompt=""):
        if not self._allow_stdin:
            raise StdinNotImplementedError(NOBODY.format("input"))
        return super().raw_input(prompt)

    def getpass(self, prompt="", stream=None, **options):
        if not self._allow_stdin:
            raise StdinNotImplementedError(NOBODY.format("getpass"))
        return super().getpass(prompt, stream, **options)


class App(IPKernelApp):
    """Takes its sockets from the host."""

    kernel_class = Kernel
    listening: dict[str, int] = {}

    def _bind_socket(self, s, port):
        for name, number in (
            ("shell", self.shell_port),
            ("stdin", self.stdin_port),
            ("control", self.control_port),
            ("iopub", self.iopub_port),
        ):
            if number == port and name in self.listening:
                s.setsockopt(zmq.USE_FD, self.listening[name])
        if s.socket_type == zmq.XPUB:
            s.setsockopt(zmq.XPUB_NODROP, 1)
        return super()._bind_socket(s, port)

    def init_heartbeat(self):
        self.hb_port = 5

    def write_connection_file(self, **_kwargs):
        pass

    def log_connection_info(self):
        self._ports = {}


def launch(plan):
    """Run the kernel until it is shut down."""
    App.listening = plan["listening"]
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.IPKernelApp.exec_PYTHONSTARTUP = False
    app = App.instance(config=config)
    app.connection_file = plan["connection"]
    app.initialize([])
    app.start()
