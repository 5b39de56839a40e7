"""Our isolation for everybody's notebooks: JupyterLab, nbclient and papermill start a kernel
through this provisioner when its kernelspec names it.

    install(name="interp", argv=None, folder=None)      writes such a kernelspec

The kernel sees what a kernel of ours sees (`sandbox.isolation`), but there is no rehearsal: what it
writes into the notebook's folder is written. Messages go through sockets in a private folder,
because the kernel's network is its own. Where nothing confines, the kernel is refused.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, List, Unicode

from sandbox.errors import IsolationUnavailable
from sandbox.isolation import choose
from sandbox.isolation.environment import of_kernel
from sandbox.isolation.seam import Command, Confined
from sandbox.policy import Policy
from sandbox.temporary import Temporary

NAME = "interp-isolated"
"""Of the entry point in `jupyter_client.kernel_provisioners`."""
PYTHON = ("{python}", "-m", "ipykernel_launcher", "-f", "{connection_file}")
POLL_SECONDS = 0.05


class IsolatedProvisioner(LocalProvisioner):
    """Starts a kernel confined to its working folder. Its settings stand in the kernelspec:
    `metadata.kernel_provisioner.config`."""

    network = Bool(False, config=True, help="let the kernel use the network")
    readable = List(Unicode(), config=True, help="further folders that it may read")
    writable = List(Unicode(), config=True, help="further folders that it may write")

    _confined: Confined | None = None
    _sockets: Temporary | None = None

    @property
    def has_process(self) -> bool:
        return self._confined is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager: Any = self.parent
        if self._sockets is None:
            self._sockets = Temporary("kernel-")
        if manager.transport != "ipc":
            manager.transport = "ipc"
            manager.ip = str(self._sockets.path / "s")
            manager.cache_ports = False
        return dict(await super().pre_launch(**kwargs))

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        folder = Path(kwargs.get("cwd") or Path.cwd()).resolve()
        policy = Policy(
            folder=folder,
            readable=_resolved(self.readable),
            writable=_resolved(self.writable),
            network=self.network,
            rehearse=False,
        )
        backend, facts = choose(policy)
        if facts.backend == "direct":
            raise IsolationUnavailable(
                "nothing on this machine can isolate a kernel", "`interp doctor` says why"
            )
        program = shutil.which(cmd[0]) or cmd[0]
        manager: Any = self.parent
        connection = Path(manager.connection_file).resolve()
        spec = self.kernel_spec
        assert self._sockets is not None, "pre_launch comes first"
        ours = kwargs.get("env") or os.environ
        command = Command(
            argv=(program, *cmd[1:]),
            env={**of_kernel(ours, self._sockets.path, Path(program)), **spec.env},
            readable=(connection, *_resolved([spec.resource_dir or ""])),
            writable=(self._sockets.path,),
        )
        self._confined = await asyncio.to_thread(backend.start, command, policy)
        self.pid = self._confined.pid
        return self.connection_info

    async def poll(self) -> int | None:
        return 0 if self._confined is None else self._confined.wait(0)

    async def wait(self) -> int | None:
        while (status := await self.poll()) is None:
            await asyncio.sleep(POLL_SECONDS)
        self._confined = None
        return status

    async def send_signal(self, signum: int) -> None:
        if self._confined is not None:
            self._confined.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self._confined is not None:
            await asyncio.to_thread(self._confined.kill)

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        await self.kill()
        if not restart and self._sockets is not None:
            self._sockets.remove()
            self._sockets = None


def _resolved(paths: Sequence[str]) -> tuple[Path, ...]:
    return tuple(Path(path).expanduser().resolve() for path in paths if path)


def install(
    name: str = "interp",
    title: str = "Python 3 (isolated)",
    python: Path | None = None,
    prefix: str | None = None,
    **settings: object,
) -> Path:
    """Write a kernelspec whose kernel runs isolated, and return its folder. `python` is the
    interpreter (ours by default), `prefix` the environment to install into (the user's Jupyter
    folder by default), `settings` are those of `IsolatedProvisioner`."""
    words = {"{python}": str(python or sys.executable)}
    unknown = set(settings) - {"network", "readable", "writable"}
    if unknown:
        raise TypeError(f"no such settings: {', '.join(sorted(unknown))}")
    spec = {
        "argv": [words.get(word, word) for word in PYTHON],
        "display_name": title,
        "language": "python",
        "metadata": {
            "kernel_provisioner": {"provisioner_name": NAME, "config": settings},
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(spec, indent=1), encoding="utf-8")
        manager = KernelSpecManager()
        place = manager.install_kernel_spec(folder, name, user=prefix is None, prefix=prefix)
    return Path(place)
