"""What a kernel costs: start and warm cells, beside the same through bare jupyter_client.

Ratios of medians within one run, on an otherwise idle machine: `python benchmarks/kernel.py`.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from sandbox.events import Finished
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings

TARGETS = {
    "start, direct": 1.0,
    "start, isolated": 1.15,
    "warm cell, direct": 1.2,
    "warm cell, isolated": 1.2,
}


@contextmanager
def bare() -> Iterator[BlockingKernelClient]:
    """A plain ipykernel with jupyter_client's own blocking client, over ipc."""
    with tempfile.TemporaryDirectory(prefix="bare-") as folder:
        manager = KernelManager(transport="ipc", ip=f"{folder}/k")
        manager.start_kernel(cwd=folder)
        client = manager.client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=60)
            yield client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


@contextmanager
def ours(isolate: bool) -> Iterator[Sandbox]:
    with tempfile.TemporaryDirectory(prefix="ours-") as folder:
        policy = Policy(Path(folder).resolve(), isolate=isolate, rehearse=isolate)
        with Sandbox.open(policy, Settings()) as sandbox:
            yield sandbox


def run(sandbox: Sandbox, source: str, language: str = "python") -> None:
    *_, last = sandbox.run(language, source)
    assert isinstance(last, Finished)
    assert last.why == "ok", last


def start_of_bare() -> None:
    with bare() as client:
        client.execute_interactive("1+1", timeout=60, output_hook=_ignore)


def start_of_ours(isolate: bool) -> None:
    with ours(isolate) as sandbox:
        run(sandbox, "1+1")


def _ignore(_message: object) -> None:
    pass


def alternate(count: int, tasks: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Median seconds of each task; the tasks take turns, so that noise falls on all alike."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(count):
        for name, task in tasks.items():
            gc.collect()
            began = time.perf_counter()
            task()
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) for name, times in taken.items()}


def measure(starts: int, cells: int) -> dict[str, dict[str, float]]:
    """Seconds and ratios of everything."""
    cold = alternate(
        starts,
        {
            "start, bare": start_of_bare,
            "start, direct": lambda: start_of_ours(False),
            "start, isolated": lambda: start_of_ours(True),
        },
    )
    with bare() as client, ours(False) as direct, ours(True) as isolated:

        def bare_cell() -> None:
            client.execute_interactive("1+1", timeout=60, output_hook=_ignore)

        warm = {
            "warm cell, bare": bare_cell,
            "warm cell, direct": lambda: run(direct, "1+1"),
            "warm cell, isolated": lambda: run(isolated, "1+1"),
            "warm shell block, direct": lambda: run(direct, "true", "shell"),
            "warm shell block, isolated": lambda: run(isolated, "true", "shell"),
        }
        alternate(5, warm)
        seconds = cold | alternate(cells, warm)
    base = {"start": seconds["start, bare"], "warm": seconds["warm cell, bare"]}
    return {
        name: {
            "milliseconds": round(took * 1000, 1),
            "ratio": round(took / base[name.split()[0].rstrip(",")], 2),
        }
        for name, took in seconds.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    found = measure(options.starts, options.cells)
    if options.json:
        print(json.dumps(found))
    else:
        print(f"{'':30}{'ms':>10}{'ratio':>8}{'target':>8}")
        for name, row in found.items():
            target = TARGETS.get(name, "")
            print(f"{name:30}{row['milliseconds']:>10}{row['ratio']:>8}{target:>8}")
    return int(any(found[name]["ratio"] > target for name, target in TARGETS.items()))


if __name__ == "__main__":
    sys.exit(main())
