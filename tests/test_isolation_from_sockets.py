"""Other programs listen at Unix sockets in folders that the user lets code read or write directly:
code reaches none of them, whether they are there before it or made later."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from backends import TRIED, USERS

from sandbox.events import Finished, Printed
from sandbox.isolation import offspring
from sandbox.isolation.connections import MOST_AT_ONCE
from sandbox.policy import Limits, Policy
from sandbox.sandbox import Sandbox, Settings

REACH = """
import socket, sys
for path, kind in zip(sys.argv[1::2], sys.argv[2::2]):
    try:
        one = socket.socket(socket.AF_UNIX, int(kind))
        one.connect(path)
        one.send(b"reached")
    except OSError as error:
        print(type(error).__name__)
    try:
        one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        one.sendto(b"reached", path)
    except OSError as error:
        print(type(error).__name__)
print("done")
"""
START = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from attack_range import become
from sandbox.isolation import backend
from sandbox.isolation.seam import Command
from sandbox.policy import Policy
name, uid, sockets, work, read, write, source = sys.argv[2:9]
become(int(uid))
command = Command(
    (sys.executable, "-c", source, *sys.argv[9:]), {"PATH": "/usr/bin"},
    sockets=sockets == "own", stdin=0, stdout=1, stderr=2,
)
folder, read, write = Path(work), (Path(read),), (Path(write),)
confined = backend(name).start(command, Policy(folder=folder, readable=read, writable=write))
confined.wait(30)
confined.kill()
"""


class Host:
    """Folders of the user in which other programs listen."""

    def __init__(self, base: Path) -> None:
        self.folders = [base / name for name in ("work", "read", "write")]
        self.listening: list[socket.socket] = []
        self.words: list[str] = []
        for folder in self.folders:
            (folder / "deep").mkdir(parents=True, exist_ok=True)
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                one = socket.socket(socket.AF_UNIX, kind)
                path = folder / "deep" / f"{kind}.sock"
                one.bind(str(path))
                if kind == socket.SOCK_STREAM:
                    one.listen(8)
                one.setblocking(False)
                self.listening.append(one)
                self.words += [str(path), str(int(kind))]
        for path in (base, *base.rglob("*")):
            path.chmod(0o777)

    def reached(self) -> int:
        """How many of the sockets heard something."""
        count = 0
        for one in self.listening:
            try:
                one.accept() if one.type == socket.SOCK_STREAM else one.recv(100)
                count += 1
            except BlockingIOError:
                continue
        return count


@pytest.fixture
def host() -> Iterator[Host]:
    base = Path(f"/var/tmp/interp-test-sockets-{os.getpid()}")
    made = Host(base)
    yield made
    for one in made.listening:
        one.close()
    subprocess.run(["/bin/rm", "-r", str(base)], check=True)


def tried(host: Host, name: str, uid: int, sockets: str) -> str:
    argv = [sys.executable, "-c", START, str(Path(__file__).parent), name, str(uid), sockets]
    argv += [*map(str, host.folders), REACH, *host.words]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("sockets", ["none", "own"])
@pytest.mark.parametrize("who", USERS)
@pytest.mark.parametrize("name", TRIED)
def test_sockets_in_folders_that_are_shown_directly_are_not_reached(
    name: str, who: str, sockets: str, host: Host
) -> None:
    """`own`: a program that makes sockets itself, as kernels of another make do."""
    said = tried(host, name, USERS[who], sockets)
    assert said.endswith("done\n"), said
    assert host.reached() == 0, said


@pytest.mark.parametrize("who", USERS)
def test_without_isolation_all_of_them_are_reached(who: str, host: Host) -> None:
    """The control."""
    said = tried(host, "direct", USERS[who], "own")
    assert said.endswith("done\n"), said
    assert host.reached() == len(host.listening)


FLIPS = """
import os, shutil, socket, sys, tempfile, threading
host, place = sys.argv[1], tempfile.mkdtemp()
own = (place + "/").ljust(len(host), "x")
server = socket.socket(socket.AF_UNIX)
server.bind(own)
server.listen(1000)
print("listens", flush=True)
sys.stdin.readline()
link, new, running = place + "/link", place + "/new", True
def swaps():
    while running:
        for name in (host, own):
            os.symlink(name, new)
            os.rename(new, link)
os.symlink(own, link)
import ctypes
libc = ctypes.CDLL(None)
head = (socket.AF_UNIX).to_bytes(2, sys.byteorder)
address = ctypes.create_string_buffer(head + own.encode() + bytes(1))
def writes():
    while running:
        for name in (host, own):
            ctypes.memmove(ctypes.addressof(address) + 2, name.encode(), len(name))
threads = [threading.Thread(target=each) for each in (swaps, writes)]
for thread in threads:
    thread.start()
reached = theirs = tries = 0
while tries < 300 or (not theirs and tries < int(sys.argv[2])):
    for flipped in (False, True):
        tries += 1
        one = socket.socket(socket.AF_UNIX)
        try:
            if flipped:
                one.connect(link)
                reached += 1
            else:
                reached += libc.connect(one.fileno(), address, len(address)) == 0
            theirs += one.getpeername() == host
        except OSError:
            pass
        one.close()
running = False
for thread in threads:
    thread.join()
shutil.rmtree(place)
print("reached", reached)
"""
"""Connects 300 times to an address that other threads change all the time, and more often when the
host's socket was not met and more tries are allowed."""


def begun(name: str, uid: int, host: Host, source: str, *words: str) -> subprocess.Popen[str]:
    """A program inside that makes its own sockets, and says when it is ready."""
    argv = [sys.executable, "-c", START, str(Path(__file__).parent), name, str(uid), "own"]
    argv += [*map(str, host.folders), source, *words]
    return subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("who", USERS)
@pytest.mark.parametrize("name", [*TRIED, "direct"])
def test_a_socket_that_appears_later_is_not_reached_however_its_address_is_written(
    name: str, who: str, host: Host
) -> None:
    """Not even by changing the address while the connection is made."""
    later = socket.socket(socket.AF_UNIX)
    path = host.folders[1] / "later.sock"
    most = "950" if name == "direct" else "300"
    with begun(name, USERS[who], host, FLIPS, str(path), most) as program:
        assert program.stdin is not None and program.stdout is not None
        assert program.stdout.readline() == "listens\n"
        later.bind(str(path))
        path.chmod(0o777)
        later.listen(1000)
        later.setblocking(False)
        program.stdin.write("\n")
        program.stdin.close()
        word, reached = program.stdout.readline().split()
    host.listening.append(later)
    if name == "direct":
        assert host.reached() == 1, "the control"
    else:
        assert (word, host.reached()) == ("reached", 0)
    if name not in {"landlock", "direct"}:
        assert int(reached) > 0, "its own socket is reached when its turn has come"


LATER = """
import socket, time, pathlib
path = pathlib.Path({folder!r}, "later.sock")
for _ in range(400):
    if path.exists(): break
    time.sleep(0.02)
try:
    socket.socket(socket.AF_UNIX).connect(str(path))
except OSError as error:
    print(path.exists(), type(error).__name__)
"""


@pytest.mark.parametrize("rehearse", [True, False])
def test_a_socket_that_is_made_while_code_runs_is_not_reached(rehearse: bool, host: Host) -> None:
    work, read, _ = host.folders
    where = read if rehearse else work
    policy = Policy(folder=work, readable=(read,), rehearse=rehearse)
    with Sandbox.open(policy, Settings()) as sandbox:
        *_, ready = sandbox.run("python", "1")
        assert isinstance(ready, Finished)
        later = socket.socket(socket.AF_UNIX)
        later.bind(str(where / "later.sock"))
        later.listen(8)
        later.setblocking(False)
        *events, last = sandbox.run("python", LATER.format(folder=str(where)))
        assert isinstance(last, Finished)
        assert (last.why, "True" in str(events)) == ("ok", True)
        with later, pytest.raises(BlockingIOError):
            later.accept()


MANAGER = """
import multiprocessing
with multiprocessing.Manager() as manager:
    print(list(manager.list([1, 2])))
"""
FORKSERVER = """
import pathlib, subprocess, sys
pathlib.Path("pool.py").write_text('''
import multiprocessing
if __name__ == "__main__":
    with multiprocessing.get_context("forkserver").Pool(2) as pool:
        print(pool.map(abs, [-1, -2]))
''')
print(subprocess.run([sys.executable, "pool.py"], capture_output=True, text=True))
"""


@pytest.mark.parametrize("source", [MANAGER, FORKSERVER])
@pytest.mark.parametrize("way", ["view", "read", "write", "direct"])
def test_code_reaches_the_sockets_of_its_own(way: str, source: str, host: Host) -> None:
    work, read, write = host.folders
    policy = Policy(
        folder=work,
        readable=(read,) if way == "read" else (),
        writable=(write,) if way == "write" else (),
        rehearse=way != "direct",
    )
    with Sandbox.open(policy, Settings()) as sandbox:
        *events, last = sandbox.run("python", source)
        assert isinstance(last, Finished)
        assert (last.why, "[1, 2]" in str(events)) == ("ok", True), events


ORDINARY = """
import errno, os, socket, threading
def listening(address, family=socket.AF_UNIX):
    server = socket.socket(family)
    server.bind(address)
    server.listen()
    return server
os.chdir("/tmp")
for address in ("relative", os.path.join(os.environ["HOME"], "home.sock"), "\\0abstract"):
    server = listening(address)
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(address)
        one.send(b"x")
        assert server.accept()[0].recv(1) == b"x"
for family, place in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    server = listening((place, 0), family)
    socket.create_connection(server.getsockname()[:2]).close()
fails = {"missing": errno.ENOENT, "/etc/passwd": errno.ECONNREFUSED, "y" * 200: None}
for address, number in fails.items():
    try:
        socket.socket(socket.AF_UNIX).connect(address)
    except OSError as error:
        assert error.errno == number, (address, error)
full = listening("full")
full.listen(0)
waiting = socket.socket(socket.AF_UNIX)
waiting.connect("full")
one = socket.socket(socket.AF_UNIX)
one.setblocking(False)
assert one.connect_ex("full") == errno.EAGAIN
one.setblocking(True)
threading.Timer(0.2, full.accept).start()
one.connect("full")
print("all well")
"""


def test_connections_behave_as_ever_where_they_are_made_for_the_code(host: Host) -> None:
    work, read, _ = host.folders
    with Sandbox.open(Policy(folder=work, readable=(read,)), Settings()) as sandbox:
        *events, last = sandbox.run("python", ORDINARY)
        assert isinstance(last, Finished)
        assert (last.why, "all well" in str(events)) == ("ok", True), events


FLOOD = """
import os, socket, threading, time
server = socket.socket(socket.AF_UNIX)
server.bind("/tmp/full")
server.listen(0)
def waits():
    with socket.socket(socket.AF_UNIX) as one:
        try:
            one.connect("/tmp/full")
        except OSError as error:
            print(error.strerror)
for _ in range(90):
    threading.Thread(target=waits, daemon=True).start()
for _ in range(500):  # until some are being made
    if len([name for name in os.listdir("/proc") if name.isdigit()]) > 5:
        break
    time.sleep(0.02)
"""


def test_a_flood_of_connections_that_wait_is_bounded_and_ends_with_the_sandbox(host: Host) -> None:
    work, read, _ = host.folders
    limits = replace(Limits(), processes=200)
    with Sandbox.open(Policy(folder=work, readable=(read,), limits=limits), Settings()) as sandbox:
        *_, first = sandbox.run("python", FLOOD)
        assert isinstance(first, Finished)
        confined = sandbox._kernels.ready("python")[0].confined
        supervisor = offspring._parent(str(confined.root))
        helpers = offspring._children(supervisor)
        assert 2 < len(helpers) <= MOST_AT_ONCE + 1
        *events, last = sandbox.run("python", "print('still', 'there')")
        assert "still there" in str(events), (events, last)
    assert not any(Path(f"/proc/{pid}").exists() for pid in (supervisor, *helpers))


LOOKS = """
import os, pathlib
def byte(path):
    with path.open("rb") as file:
        try:
            return file.read(1)
        except OSError:
            return b"open"  # memory, where nothing is at its beginning
ours = {"1", str(os.getpid())}
seen = told = 0
for process in pathlib.Path("/proc").glob("[0-9]*"):
    if process.name in ours:
        continue
    seen += 1
    names = ["environ", "mem", "maps", "root/etc", "cwd/.", "ns/mnt"]
    names += [f"fd/{number}" for number in range(3, 40)]
    for name in names:
        for look in (byte, os.readlink, os.listdir):
            try:
                told += bool(look(process / name))  # those of one that has ended are empty
            except OSError:
                pass
print("seen", seen, "told", told)
"""


def test_code_sees_nothing_of_the_processes_that_connect_for_it(host: Host) -> None:
    """They are in its space of process numbers, and have the host's descriptors."""
    work, read, _ = host.folders
    with Sandbox.open(Policy(folder=work, readable=(read,)), Settings()) as sandbox:
        list(sandbox.run("python", FLOOD.replace("range(90)", "range(6)")))
        *events, last = sandbox.run("python", LOOKS)
        assert isinstance(last, Finished)
        assert last.why == "ok", events
        words = "".join(event.text for event in events if isinstance(event, Printed)).split()
        assert words[0::2] == ["seen", "told"]
        assert int(words[1]) >= 4, "the control: they are there"
        assert words[3] == "0"


KILLED = """
import os, sys
from pathlib import Path
from sandbox.isolation import offspring
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings
sandbox = Sandbox.open(Policy(folder=Path(sys.argv[1]), readable=(Path(sys.argv[2]),)), Settings())
list(sandbox.run("python", sys.argv[3]))
root = sandbox._kernels.ready("python")[0].confined.root
supervisor = offspring._parent(str(root))
print(supervisor, *offspring._children(supervisor), flush=True)
os.kill(os.getpid(), 9)
"""


def test_connections_that_wait_end_when_our_program_is_killed(host: Host) -> None:
    argv = [sys.executable, "-c", KILLED, *map(str, host.folders[:2]), FLOOD]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    living = {int(word) for word in done.stdout.split()}
    assert len(living) > 4, done.stderr
    for _ in range(500):
        living = {pid for pid in living if Path(f"/proc/{pid}").exists()}
        if not living:
            break
        time.sleep(0.02)
    assert not living
