"""Greedy code meets its bounds: what one process may take is refused inside, what many take
together is noticed by the watch, and afterwards nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from backends import TRIED

from sandbox.events import Why
from sandbox.isolation import backend, facts
from sandbox.isolation.seam import Command, Overlay
from sandbox.isolation.watch import Watch
from sandbox.policy import Limits, Policy

MB = 1 << 20
LIMITS = Limits(
    memory=300 * MB,
    processes=60,
    open_files=100,
    file_size=20 * MB,
    disk=60 * MB,
    cpu_seconds=1.0,
    output=MB,
)
SECONDS = 20.0
MOUNTING = [name for name in TRIED if facts(name).overlay]


@dataclass(frozen=True)
class Ended:
    """How a program ended: by itself with a status, or by the watch."""

    status: int | None
    why: Why | None
    said: str
    processes: int
    """The most that the watch saw."""


def run(source: str, name: str, folder: Path, limits: Limits = LIMITS) -> Ended:
    """Run Python under a watch that looks every 20 ms, until it ends or a limit is passed."""
    store = folder.parent
    view = Overlay(folder, store / "upper", store / "overlay")
    view.upper.mkdir(exist_ok=True)
    view.work.mkdir(exist_ok=True)
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    overlay = view if facts(name).overlay else None
    command = Command(
        (sys.executable, "-c", source), {"PATH": "/usr/bin"}, overlay=overlay, stdout=writing
    )
    confined = backend(name).start(command, Policy(folder=folder, limits=limits))
    os.close(writing)
    watch = Watch(confined, (view.upper if overlay else folder,))
    ended, most = None, 0
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        breach = watch.breach(limits)
        most = max(most, watch.look().threads)
        status = confined.wait(0.02)
        if breach or status is not None:
            ended = Ended(status, breach.why if breach else None, "", most)
            break
    assert ended is not None, "neither ended nor stopped"
    confined.kill()
    said = b""
    try:
        said = os.read(reading, 1 << 20)
    except BlockingIOError:
        pass
    os.close(reading)
    assert watch.look().processes == 0
    return replace(ended, said=said.decode())


REFUSED_INSIDE = {
    "memory by one allocation": ("b = bytes(500 << 20)", "MemoryError"),
    "memory by a shared mapping": ("import mmap; mmap.mmap(-1, 500 << 20)", "OSError"),
    "memory in small pieces": ("l = []\nwhile True: l.append(bytes(1 << 20))", "MemoryError"),
    "one file that is too large": (
        (
            "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "f = open('big', 'wb')\nwhile True: f.write(bytes(1 << 20))"
        ),
        "OSError",
    ),
    "a sparse file of a terabyte": (
        (
            "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "f = open('big', 'wb'); f.truncate(1 << 40)"
        ),
        "OSError",
    ),
    "too many open files": ("l = []\nwhile True: l.append(open('/dev/null'))", "OSError"),
    "locked memory": (
        (
            "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
            "b = ctypes.create_string_buffer(8 << 20)\n"
            "if c.mlock(b, 8 << 20): raise OSError(ctypes.get_errno())"
        ),
        "OSError",
    ),
    "a higher priority": ("import os; os.nice(-5)", "PermissionError"),
}


def caught(source: str) -> str:
    """The same, printing the name of the exception that it ends with."""
    body = "\n".join("    " + line for line in source.splitlines())
    return f"try:\n{body}\nexcept Exception as error:\n    print(type(error).__name__)"


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("what", REFUSED_INSIDE)
def test_one_process_is_refused(what: str, name: str, folder: Path) -> None:
    source, error = REFUSED_INSIDE[what]
    ended = run(caught(source), name, folder)
    assert (ended.said.strip(), ended.why) == (error, None)
    assert ended.status == 0, "the program goes on after the refusal"


IN_MEMORY = {
    "/tmp": "f = open('/tmp/f', 'wb', 0)",
    "/dev/shm": "f = open('/dev/shm/f', 'wb', 0)",
    "home": "import os; f = open('/dev/shm/../shm/g', 'wb', 0)",
}


@pytest.mark.parametrize("name", MOUNTING)
@pytest.mark.parametrize("place", IN_MEMORY)
def test_temporary_space_is_bounded(place: str, name: str, folder: Path) -> None:
    source = f"{IN_MEMORY[place]}\nwhile True: f.write(bytes(1 << 18))"
    limits = replace(LIMITS, file_size=1 << 30)
    assert run(caught(source), name, folder, limits).said.strip() == "OSError"


WATCHED: dict[str, tuple[str, Why]] = {
    "memory of many processes": (
        (
            "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n"
            "        b = bytearray(120 << 20); time.sleep(60)\ntime.sleep(60)"
        ),
        "memory limit",
    ),
    "the work folder filled by many files": (
        (
            "import itertools, time\nfor n in itertools.count():\n"
            "    open(f'f{n}', 'wb').write(bytes(1 << 20))"
        ),
        "disk limit",
    ),
    "the work folder filled by tiny files": (
        "import itertools\nfor n in itertools.count(): open(f't{n}', 'wb').close()",
        "disk limit",
    ),
    "processor time of one loop": ("while True: pass", "time limit"),
    "processor time of children": (
        (
            "import os\nwhile True:\n    if os.fork() == 0:\n"
            "        sum(range(3_000_000)); os._exit(0)\n    os.wait()"
        ),
        "time limit",
    ),
}


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("what", WATCHED)
def test_many_together_are_noticed(what: str, name: str, folder: Path) -> None:
    source, why = WATCHED[what]
    limits = LIMITS if why == "time limit" else replace(LIMITS, cpu_seconds=600)
    if "tiny" in what:
        limits = replace(limits, disk=2 * MB)
    ended = run(source, name, folder, limits)
    assert ended.why == why


BOMBS = {
    # Bounded by itself at 2,048 processes, so that a hole in the bounds takes no machine along.
    "fork": (
        "import os, time\nfor _ in range(11):\n    try: os.fork()\n    except OSError: pass\n"
        "time.sleep(15)"
    ),
    "threads": (
        "import os, threading, time\nwhile True:\n"
        "    try: threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "    except RuntimeError: time.sleep(0.1); os._exit(0)"
    ),
}


@pytest.mark.parametrize("name", MOUNTING)
@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_stays_small_and_is_ended(kind: str, name: str, folder: Path) -> None:
    limits = replace(LIMITS, processes=300, memory=4 << 30, cpu_seconds=4.0)
    ended = run(BOMBS[kind], name, folder, limits)
    assert ended.why in {"process limit", "time limit", None}
    assert ended.processes <= 300 + 320
    assert ended.processes > 50


COUNTED = (
    "import os, time\nmade = 0\nfor _ in range(900):\n    try: pid = os.fork()\n"
    "    except OSError: continue\n    if pid == 0: time.sleep(3); os._exit(0)\n    made += 1\n"
    "print(made)"
)
"""Tries for 900 processes, which end by themselves."""
UNWATCHED = """
import os, sys
from pathlib import Path
from sandbox.isolation import backend, linux
from sandbox.isolation.seam import Command
from sandbox.policy import Limits, Policy
how, name, folder, source = sys.argv[1:]
if how == "without groups" and os.geteuid() == 0:
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("none", "/sys/fs/cgroup", "tmpfs", 0)
command = Command((sys.executable, "-c", source), {"PATH": "/usr/bin"}, stdout=1)
policy = Policy(folder=Path(folder), limits=Limits(processes=300))
confined = backend(name).start(command, policy)
confined.wait(60)
confined.kill()
"""


def made_unwatched(how: str, name: str, folder: Path) -> int:
    """How many processes a program gets that nobody watches."""
    argv = [sys.executable, "-c", UNWATCHED, how, name, str(folder), COUNTED]
    return int(subprocess.run(argv, capture_output=True, check=True, timeout=120).stdout)


@pytest.mark.parametrize("how", ["with groups", "without groups"])
@pytest.mark.parametrize("name", MOUNTING)
def test_the_system_bounds_processes_where_nobody_watches(
    how: str, name: str, folder: Path
) -> None:
    """Root's as well, which RLIMIT_NPROC does not; also where no control group can be made."""
    assert 100 < made_unwatched(how, name, folder) <= 300 + 320


def test_without_isolation_nothing_bounds_them(folder: Path) -> None:
    """The control."""
    assert made_unwatched("with groups", "direct", folder) == 900


@pytest.mark.parametrize("name", TRIED)
def test_processes_can_be_started_for_ever_one_after_the_other(name: str, folder: Path) -> None:
    """The kernel's numbers for processes run out and start again; nobody notices."""
    source = (
        "import os\nfor _ in range(1500):\n    pid = os.fork()\n    if pid == 0: os._exit(0)\n"
        "    os.waitpid(pid, 0)\nprint('all')"
    )
    ended = run(source, name, folder, replace(LIMITS, cpu_seconds=60))
    assert (ended.said, ended.status) == ("all\n", 0)


def test_a_program_that_stops_itself_is_seen_to_be_stopped(folder: Path) -> None:
    source = "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"
    command = Command((sys.executable, "-c", source), {})
    confined = backend(TRIED[0]).start(command, Policy(folder=folder))
    watch = Watch(confined)
    for _ in range(200):
        if watch.look().stopped:
            break
        time.sleep(0.02)
    assert watch.look().stopped
    confined.kill()


def test_without_isolation_greed_succeeds(folder: Path) -> None:
    """The control: each refused thing works in an ordinary process."""
    for what, (source, _) in REFUSED_INSIDE.items():
        if "while True" in source or (what == "a higher priority" and os.geteuid() != 0):
            continue
        done = subprocess.run(
            [sys.executable, "-c", caught(source)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        if what != "locked memory" or os.geteuid() == 0:
            assert done.stdout == "", what
        for path in folder.iterdir():
            path.unlink()
