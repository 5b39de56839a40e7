"""What the program itself costs: start-up, a one-shot, a warm cell, memory.

`python benchmarks/program.py [RUNS]` prints a Markdown table. Each figure is a median over runs
that alternate with what it is compared to, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

INTERP = [sys.executable, "-m", "interpreter"]
REPLIES = "I will.\n```python\nprint(6 * 7)\n```\n---\nIt is 42."


def cpu(command: list[str]) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def wall(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def peak(command: list[str]) -> float:
    """Largest resident memory of the main process alone, in MB."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0
    while process.poll() is None:
        try:
            most = max(most, psutil.Process(process.pid).memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.005)
    return most / 1e6


@contextmanager
def one_shot() -> Iterator[list[str]]:
    """A one-shot request to a scripted model with one cell, in an empty folder."""
    with tempfile.TemporaryDirectory() as place:
        script = Path(place) / "replies.txt"
        script.write_text(REPLIES)
        work = Path(place) / "work"
        work.mkdir()
        os.environ["INTERP_HOME"] = str(Path(place) / "home")
        yield [*INTERP, "-C", str(work), "-m", f"scripted:{script}", "six times seven?"]


def medians(runs: int, *measures: Callable[[], float]) -> list[float]:
    """The measures in turn, `runs` times after one warm-up; the median of each."""
    for measure in measures:
        measure()
    found = [[measure() for measure in measures] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def cell_times(runs: int) -> tuple[float, float]:
    """Seconds for a warm trivial cell: through our sandbox, and through bare jupyter_client."""
    from jupyter_client.manager import start_new_kernel

    from sandbox.policy import Policy
    from sandbox.sandbox import Sandbox, Settings

    manager, client = start_new_kernel(kernel_name="python3")
    with tempfile.TemporaryDirectory() as work:
        try:
            with Sandbox.open(Policy(folder=Path(work)), Settings()) as sandbox:

                def ours() -> float:
                    begin = time.perf_counter()
                    for _ in sandbox.run("python", "1 + 1"):
                        pass
                    return time.perf_counter() - begin

                def bare() -> float:
                    begin = time.perf_counter()
                    client.execute_interactive("1 + 1", output_hook=lambda message: None)
                    return time.perf_counter() - begin

                mine, theirs = medians(runs * 5, ours, bare)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    return mine, theirs


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    empty = [sys.executable, "-c", "pass"]
    helped, version, nothing = medians(
        runs,
        lambda: cpu([*INTERP, "--help"]),
        lambda: cpu([*INTERP, "--version"]),
        lambda: cpu(empty),
    )
    with one_shot() as command:
        (seconds,) = medians(runs, lambda: wall(command))
        memory = peak(command)
    mine, theirs = cell_times(runs)
    rows = [
        ("`--help`, CPU ÷ `python -c pass`", f"{helped / nothing:.1f}", "≤ 10"),
        ("`--version`, CPU ÷ `python -c pass`", f"{version / nothing:.1f}", "≤ 10"),
        ("one-shot, scripted model, one cell: wall", f"{seconds:.2f} s", "≤ 1.0 s idle"),
        ("warm cell ÷ bare jupyter_client", f"{mine / theirs:.2f}", "≤ 1.2"),
        ("peak memory of the main process", f"{memory:.0f} MB", "< 120 MB"),
    ]
    print("| what | measured | bound |\n|---|---|---|")
    for what, measured, bound in rows:
        print(f"| {what} | {measured} | {bound} |")


if __name__ == "__main__":
    main()
