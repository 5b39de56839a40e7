"""Other programs listen at Unix sockets in folders that the user lets code read or write directly:
code reaches none of them, whether they are there before it or made later."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from backends import TRIED, USERS

from sandbox.events import Finished
from sandbox.policy import Policy
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
    sockets=sockets == "own", stdout=1, stderr=2,
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


def test_where_no_folder_is_shown_directly_code_makes_sockets_of_its_own(folder: Path) -> None:
    with Sandbox.open(Policy(folder=folder), Settings()) as sandbox:
        *events, last = sandbox.run("python", MANAGER)
        assert isinstance(last, Finished)
        assert (last.why, "[1, 2]" in str(events)) == ("ok", True)
