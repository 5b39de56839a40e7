"""Whoever of ours is killed, and however a process hides, nothing of the sandbox lives on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from backends import TRIED

from sandbox.isolation import backend
from sandbox.isolation.seam import Command, Confined
from sandbox.policy import Policy

DAEMONS = """
import os, subprocess, sys, time
keep = [sys.executable, "-c", "import time; time.sleep(60)", sys.argv[1]]
deaf = [sys.executable, "-c", "import signal, time\\nfor n in (1, 2, 3, 15): signal.signal(n, 1)\\n"
        "time.sleep(60)", sys.argv[1]]
subprocess.Popen(keep)
subprocess.Popen(keep, start_new_session=True)
subprocess.Popen(deaf, start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(keep[0], keep)
    os._exit(0)
time.sleep(60)
"""
BROKER = """
import os, sys, time
from pathlib import Path
from sandbox.isolation import backend
from sandbox.isolation.seam import Command
from sandbox.policy import Policy
command = Command((sys.executable, "-c", sys.argv[3], sys.argv[2]), {"PATH": "/usr/bin"})
held = backend(sys.argv[1]).start(command, Policy(folder=Path.cwd()))
time.sleep(60)
"""


def marked(marker: str) -> list[int]:
    """Living processes that have the marker as an argument of their own."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if marker.encode() in words and b"BROKER" not in words:
                found.append(int(path.parent.name))
    return found


def until(condition: Callable[[], bool]) -> bool:
    """Wait for it; ten seconds at most."""
    for _ in range(200):
        if condition():
            return True
        time.sleep(0.05)
    return False


def started(name: str, folder: Path, marker: str) -> Confined:
    command = Command((sys.executable, "-c", DAEMONS, marker), {"PATH": "/usr/bin"})
    confined = backend(name).start(command, Policy(folder=folder))
    assert until(lambda: len(marked(marker)) >= 5), "the daemons did not start"
    return confined


def supervisor(confined: Confined) -> int:
    """The parent of the sandbox's first process."""
    text = Path(f"/proc/{confined.root}/stat").read_text()
    return int(text.rpartition(")")[2].split()[1])


VICTIMS: dict[str, Callable[[Confined], int]] = {
    "the program": lambda confined: confined.pid,
    "the sandbox's first process": lambda confined: confined.root,
    "the supervisor": supervisor,
}


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("victim", VICTIMS)
def test_nothing_is_left_when_one_is_killed(victim: str, name: str, folder: Path) -> None:
    marker = f"marked-{os.getpid()}-{victim.rsplit(maxsplit=1)[-1]}-{name}"
    confined = started(name, folder, marker)
    os.kill(VICTIMS[victim](confined), signal.SIGKILL)
    assert until(lambda: not marked(marker)), marked(marker)
    assert confined.wait(5) is not None
    confined.kill()


@pytest.mark.parametrize("name", TRIED)
def test_kill_returns_when_all_are_gone(name: str, folder: Path) -> None:
    marker = f"marked-{os.getpid()}-kill-{name}"
    confined = started(name, folder, marker)
    confined.kill()
    assert marked(marker) == []
    assert confined.wait(0) == -signal.SIGKILL


@pytest.mark.parametrize("name", TRIED)
def test_nothing_is_left_when_our_program_is_killed(name: str, folder: Path) -> None:
    marker = f"marked-{os.getpid()}-ours-{name}"
    ours = subprocess.Popen(
        [sys.executable, "-c", BROKER, name, marker, DAEMONS, "BROKER"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    try:
        assert until(lambda: len(marked(marker)) >= 5), "the daemons did not start"
    finally:
        ours.kill()
        ours.wait()
    assert until(lambda: not marked(marker)), marked(marker)


def test_without_isolation_daemons_are_left(folder: Path) -> None:
    """The control."""
    marker = f"marked-{os.getpid()}-control"
    ours = subprocess.Popen([sys.executable, "-c", DAEMONS, marker], cwd=folder)
    assert until(lambda: len(marked(marker)) >= 5)
    ours.kill()
    ours.wait()
    left = marked(marker)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert len(left) == 4


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("pass", 0),
        ("import os; os._exit(3)", 3),
        ("import os; os.kill(os.getpid(), 11)", -signal.SIGSEGV),
        ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL),
    ],
)
def test_the_status_of_the_program_is_told(
    source: str, status: int, name: str, folder: Path
) -> None:
    command = Command((sys.executable, "-c", source), {})
    confined = backend(name).start(command, Policy(folder=folder))
    assert confined.wait(20) == status
    confined.kill()
    assert confined.wait() == status


@pytest.mark.parametrize("name", TRIED)
def test_a_program_that_cannot_be_started_is_an_error(name: str, folder: Path) -> None:
    from sandbox.errors import IsolationUnavailable

    command = Command(("/usr/bin/no-such-program",), {})
    with pytest.raises(IsolationUnavailable, match="No such file"):
        backend(name).start(command, Policy(folder=folder))


@pytest.mark.parametrize("name", TRIED)
def test_a_signal_reaches_the_program(name: str, folder: Path) -> None:
    reading, writing = os.pipe()
    source = (
        "import time\ntry:\n    print('ready', flush=True)\n    time.sleep(20)\n"
        "except KeyboardInterrupt: print('stopped')"
    )
    command = Command((sys.executable, "-c", source), {}, stdout=writing)
    confined = backend(name).start(command, Policy(folder=folder))
    os.close(writing)
    with os.fdopen(reading, "rb") as out:
        assert out.readline() == b"ready\n"
        confined.signal(signal.SIGINT)
        assert out.readline() == b"stopped\n"
    assert confined.wait(5) == 0


@pytest.mark.parametrize("name", TRIED)
def test_the_descriptor_says_that_the_program_has_ended(name: str, folder: Path) -> None:
    import select

    confined = backend(name).start(Command((sys.executable, "-c", ""), {}), Policy(folder=folder))
    ready, _, _ = select.select([confined.pidfd], [], [], 10)
    assert ready == [confined.pidfd]
    assert confined.wait(5) == 0
