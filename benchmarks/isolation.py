"""How long isolated kernels take to start, against a plain ipykernel, and what a look, a swap
and an end cost.

    python benchmarks/isolation.py [ROUNDS]

Interleaved, so that the machine's noise falls on all alike; the figures that count are the ratios
to `plain` of the same run. A kernel is ready when its `kernel_info` reply and a status message
have come.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import zmq
from jupyter_client.session import Session

from sandbox import isolation
from sandbox.isolation.environment import clean
from sandbox.isolation.seam import Backend, Command, Confined, Overlay
from sandbox.isolation.watch import Watch
from sandbox.isolation.zygote import Zygote, preloaded
from sandbox.policy import Policy

SCRIPT = """
import sys
from ipykernel import kernelapp
kernelapp.launch_new_instance(argv=["-f", sys.argv[1]])
"""
FIRST = "import pandas; print(pandas.DataFrame({'a': [1, 2]}).sum())"
MILLISECONDS = 60_000


Start = Callable[[Command], Callable[[], None]]
"""Starts a kernel and returns what ends it."""


class Bench:
    """One folder with everything that the kernels need, and the figures."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.work = base / "work"
        self.work.mkdir()
        (self.work / "start.py").write_text(SCRIPT)
        self.env = clean(os.environ) | {
            "IPYTHONDIR": "/tmp/ipython",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.count = 0
        self.figures: dict[str, list[float]] = {}

    def view(self) -> Overlay:
        self.count += 1
        view = Overlay(self.work, self.base / f"u{self.count}", self.base / f"w{self.count}")
        view.upper.mkdir()
        view.work.mkdir()
        return view

    def note(self, what: str, began: float) -> None:
        self.figures.setdefault(what, []).append((time.perf_counter() - began) * 1000)

    def kernel(self, name: str, start: Start) -> None:
        """Start a kernel, wait until it is ready, run a first cell, end it."""
        self.count += 1
        folder = self.base / f"k{self.count}"
        folder.mkdir()
        names = ("shell", "iopub", "stdin", "control", "hb")
        ports = {f"{port}_port": number + 1 for number, port in enumerate(names)}
        connection: dict[str, object] = {
            "transport": "ipc",
            "ip": str(folder / "s"),
            "key": "secret",
        }
        connection |= {"signature_scheme": "hmac-sha256", **ports}
        (folder / "c.json").write_text(json.dumps(connection))
        argv = (sys.executable, str(self.work / "start.py"), str(folder / "c.json"))
        context = zmq.Context()
        shell, iopub = (context.socket(kind) for kind in (zmq.DEALER, zmq.SUB))
        for sock, port in ((shell, 1), (iopub, 2)):
            sock.setsockopt(zmq.RECONNECT_IVL, 2)
            sock.setsockopt(zmq.LINGER, 0)
            sock.connect(f"ipc://{folder}/s-{port}")
        iopub.subscribe(b"")
        session = Session(key=b"secret")
        began = time.perf_counter()
        env = self.env | {"IPYTHONDIR": str(folder / "ipython")}
        end = start(Command(argv, env, writable=(folder,)))
        session.send(shell, "kernel_info_request", {})
        heard = False
        while not heard:
            if not shell.poll(MILLISECONDS):
                raise SystemExit(f"{name}: no answer")
            session.recv(shell, 0)
            heard = bool(iopub.poll(20))
            if not heard:
                session.send(shell, "kernel_info_request", {})
        self.note(f"{name}: ready", began)
        session.send(
            shell, "execute_request", {"code": FIRST, "silent": False, "allow_stdin": False}
        )
        answer: dict[str, object] = {}
        while answer.get("msg_type") != "execute_reply":
            _, found = session.recv(shell, 0)
            answer = found or {}
        self.note(f"{name}: first DataFrame", began)
        began = time.perf_counter()
        end()
        self.note(f"{name}: end", began)
        context.destroy(0)


def plain(bench: Bench) -> Start:
    def start(command: Command) -> Callable[[], None]:
        process = subprocess.Popen(
            command.argv,
            env=command.env,
            cwd=bench.work,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

        def end() -> None:
            process.kill()
            process.wait()

        return end

    return start


def confined(bench: Bench, name: str, backend: Backend, overlay: bool) -> Start:
    def start(command: Command) -> Callable[[], None]:
        view = bench.view() if overlay else None
        command = Command(command.argv, command.env, writable=command.writable, overlay=view)
        began = time.perf_counter()
        held: Confined = backend.start(command, Policy(folder=bench.work))
        bench.note(f"{name}: start returns", began)

        def end() -> None:
            if overlay:
                view = bench.view()
                began = time.perf_counter()
                held.swap(view)
                bench.note("swap of the view", began)
                watch = Watch(held, (view.upper,))
                began = time.perf_counter()
                watch.look()
                bench.note("look at memory, processes and disk", began)
            held.kill()

        return end

    return start


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    base = Path(tempfile.mkdtemp(prefix="bench-", dir="/var/tmp"))
    bench = Bench(base)
    backend, facts = isolation.choose(Policy(folder=bench.work))
    landlock = isolation.backend("landlock")
    try:
        with Zygote(bench.env) as zygote:
            zygote.ready(60)
            backends = {
                f"{facts.backend} with a view": (backend, facts.overlay),
                "landlock": (landlock, False),
                "zygote with a view": (preloaded(backend, zygote), facts.overlay),
            }
            ways = {"plain": plain(bench)}
            for name, (made, overlay) in backends.items():
                ways[name] = confined(bench, name, made, overlay)
            for _ in range(rounds):
                for name, start in ways.items():
                    bench.kernel(name, start)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    for name, values in bench.figures.items():
        middle = statistics.median(values)
        line = f"{name:44} {middle:8.1f} ms  (least {min(values):.1f})"
        whole = name.partition(": ")[2]
        if f"plain: {whole}" in bench.figures:
            line += f"  {middle / statistics.median(bench.figures[f'plain: {whole}']):.2f} x plain"
        print(line)


if __name__ == "__main__":
    main()
