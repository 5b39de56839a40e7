"""A program forked from a zygote behaves as one that was started, and is no less confined."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.guard import state
from sandbox.isolation import backend
from sandbox.isolation.seam import Backend, Command, Confined
from sandbox.isolation.watch import children
from sandbox.isolation.zygote import Zygote, preloaded
from sandbox.policy import Policy

ENV = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/home/nobody", "TZ": "Asia/Tokyo"}
SECRET = "CANARY-of-the-zygote-5f1e9d"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    os.environ["INTERP_TEST_TOKEN"] = SECRET
    with Zygote({"LANG": "C.UTF-8"}, ("numpy", "json", "no_such_module")) as made:
        assert made.ready(60)
        yield made
    del os.environ["INTERP_TEST_TOKEN"]


@pytest.fixture
def forked(zygote: Zygote) -> Backend:
    return preloaded(backend("native"), zygote)


def run(how: Backend, folder: Path, source: str, *words: str) -> tuple[int | None, str]:
    """Status and output of a script in the folder."""
    script = folder / "script.py"
    script.write_text(source)
    reading, writing = os.pipe()
    argv = (sys.executable, str(script), *words)
    confined = how.start(Command(argv, ENV, stdout=writing, stderr=writing), Policy(folder=folder))
    os.close(writing)
    with os.fdopen(reading, errors="replace") as out:
        text = out.read()
    status = confined.wait(20)
    confined.kill()
    return status, text


SCRIPTS = {
    "arguments": "import sys; print(sys.argv, sys.path[0], sys.flags.isolated, sys.executable)",
    "environment": "import os; print(sorted(os.environ.items()))",
    "place": "import os; print(os.getcwd(), __name__, __file__)",
    "identity": "import os; print(os.getpid(), os.getppid(), os.getsid(0) == os.getpid())",
    "streams": "import sys; print(sys.stdout.encoding, sys.stdout.isatty(), sys.stdin.read())",
    "descriptors": "import os; print(sorted(map(int, os.listdir('/proc/self/fd')))[:-1])",
    "time zone": "import time; print(time.tzname)",
    "signals": "import signal; print([signal.getsignal(n) for n in (2, 13, 15, 17)])",
    "blocked": "import signal; print(signal.pthread_sigmask(signal.SIG_BLOCK, ()))",
    "limits": "import resource; print([resource.getrlimit(n) for n in (4, 7, 9)])",
    "status": "import sys; sys.exit(7)",
    "words": "import sys; sys.exit('sorry')",
    "failure": "print(1 / 0)",
    "at exit": "import atexit; atexit.register(print, 'bye')",
    "threads": "import threading as t; t.Timer(0.1, lambda: print('late')).start()",
    "names of ours": "import sys; print([n for n in sys.modules if n.startswith('sandbox')])",
    "spawning": (
        "import multiprocessing as m\n"
        "if __name__ == '__main__':\n"
        "    with m.get_context('spawn').Pool(1) as pool: print(pool.map(abs, [-1, -2]))"
    ),
    "linear algebra": "import numpy as n; m = n.ones((300, 300)); print(float((m @ m).sum()))",
    "privileges": "print([l for l in open('/proc/self/status') if l[:3] in ('Cap', 'NoN', 'Sec')])",
}


@pytest.mark.parametrize("source", SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_does_the_same_as_when_it_is_started(
    source: str, forked: Backend, folder: Path
) -> None:
    assert run(forked, folder, source, "a", "b") == run(backend("native"), folder, source, "a", "b")


def test_it_really_is_a_fork(forked: Backend, folder: Path) -> None:
    source = "import sys; print('numpy' in sys.modules)"
    assert run(forked, folder, source)[1] == "True\n"
    assert run(backend("native"), folder, source)[1] == "False\n"


LOOK = """
found = set()
memory = open("/proc/self/mem", "rb")
for line in open("/proc/self/maps"):
    place, mode = line.split()[:2]
    low, high = (int(word, 16) for word in place.split("-"))
    if mode[0] != "r" or low > 2**62:
        continue
    memory.seek(low)
    try:
        text = memory.read(high - low)
    except OSError:
        continue
    at = text.find(b"CANARY-of-the-zygote")
    while at >= 0:
        found.add(text[at : at + 30])
        at = text.find(b"CANARY-of-the-zygote", at + 1)
print(found)
"""


def test_no_secret_of_ours_is_in_its_memory(forked: Backend, folder: Path) -> None:
    status, text = run(forked, folder, LOOK)
    assert status == 0, text
    assert "CANARY" in text, "it did not even find what it looks for"
    assert SECRET not in text


def test_a_process_that_inherits_has_the_secret_in_its_memory(zygote: Zygote) -> None:
    """The control."""
    argv = [sys.executable, "-c", LOOK]
    assert SECRET in subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def test_two_forks_draw_different_random_numbers(forked: Backend, folder: Path) -> None:
    source = "import numpy, random; print(numpy.random.random(), random.random())"
    one, two = run(forked, folder, source), run(forked, folder, source)
    assert one[0] == two[0] == 0
    assert set(one[1].split()).isdisjoint(two[1].split())


def test_other_programs_start_as_always(forked: Backend, folder: Path) -> None:
    confined = forked.start(Command(("/bin/sh", "-c", "exit 5"), ENV), Policy(folder=folder))
    assert confined.wait(10) == 5


def test_when_the_zygote_is_gone_programs_start_as_always(folder: Path) -> None:
    lost = Zygote({}, ("json",))
    assert lost.ready(30)
    how = preloaded(backend("native"), lost)
    os.kill(lost._process.pid, signal.SIGKILL)
    assert run(how, folder, "print('here')") == (0, "here\n")
    lost.close()


def test_a_program_lives_on_when_the_zygote_is_closed(folder: Path) -> None:
    mother = Zygote({}, ("json",))
    assert mother.ready(30)
    (folder / "script.py").write_text("import time; time.sleep(30)")
    argv = (sys.executable, str(folder / "script.py"))
    confined = preloaded(backend("native"), mother).start(Command(argv, ENV), Policy(folder=folder))
    mother.close()
    assert confined.wait(0.3) is None
    confined.kill()
    assert confined.wait(0) == -signal.SIGKILL


def test_passed_descriptors_have_their_numbers(forked: Backend, folder: Path) -> None:
    reading, writing = os.pipe()
    script = folder / "script.py"
    script.write_text("import os, sys; os.write(int(sys.argv[1]), b'here')")
    argv = (sys.executable, str(script), str(writing))
    confined = forked.start(Command(argv, ENV, pass_fds=(writing,)), Policy(folder=folder))
    os.close(writing)
    assert confined.wait(10) == 0
    assert os.read(reading, 100) == b"here"
    assert os.read(reading, 100) == b""
    os.close(reading)


def made_ahead(zygote: Zygote) -> int:
    """The process that waits to become the next supervisor."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        waiting = [
            pid
            for pid in children(zygote._process.pid)
            if Path(f"/proc/{pid}/ns/user").readlink() != Path("/proc/self/ns/user").readlink()
            and not children(pid)
            and state(pid) == "S"
        ]
        if waiting:
            return waiting[-1]
        time.sleep(0.02)
    raise AssertionError("nothing was made ahead")


def supervisor_of(confined: Confined) -> int:
    return int(Path(f"/proc/{confined.root}/stat").read_text().rpartition(")")[2].split()[1])


def test_what_was_made_ahead_is_the_next_supervisor_but_never_of_a_program_with_network(
    zygote: Zygote, forked: Backend, folder: Path
) -> None:
    (folder / "script.py").write_text("import time; time.sleep(60)")
    command = Command((sys.executable, str(folder / "script.py")), ENV)
    for network in (False, True, False):
        ahead = made_ahead(zygote)
        confined = forked.start(command, Policy(folder=folder, network=network))
        served = supervisor_of(confined) == ahead
        ours = Path("/proc/self/ns/net").readlink()
        same_network = Path(f"/proc/{confined.pid}/ns/net").readlink() == ours
        confined.kill()
        assert (served, same_network) == (not network, network)


def test_a_fork_made_ahead_that_was_killed_is_missed_by_nobody(
    zygote: Zygote, forked: Backend, folder: Path
) -> None:
    os.kill(made_ahead(zygote), signal.SIGKILL)
    assert run(forked, folder, "print('here')") == (0, "here\n")


def test_a_fork_made_ahead_ends_with_the_zygote_even_when_that_is_killed() -> None:
    mother = Zygote({}, ("json",))
    assert mother.ready(30)
    ahead = os.pidfd_open(made_ahead(mother))
    os.kill(mother._process.pid, signal.SIGKILL)
    assert select.select([ahead], [], [], 20)[0]
    os.close(ahead)
    mother.close()


def test_a_zygote_that_still_imports_ends_with_its_owner(folder: Path) -> None:
    (folder / "slow_module.py").write_text(
        f"import time\nopen({str(folder / 'begun')!r}, 'w').close()\ntime.sleep(120)"
    )
    mother = Zygote({"PYTHONPATH": str(folder)}, ("slow_module",))
    until = time.monotonic() + 30
    while not (folder / "begun").exists() and time.monotonic() < until:
        time.sleep(0.02)
    mother._control.close()  # what our death does
    assert mother._process.wait(20) == -signal.SIGIO
    mother.close()
