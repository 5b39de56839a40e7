"""The shooting range: a fake home with secrets, listeners, victims and a terminal around one run
of all attacks, in a process of its own that may be an ordinary user.

    python tests/attack_range.py BACKEND UID     prints {"results": {...}, "changed": [...], ...}

BACKEND `none` is the control: the same program without isolation. When started by root for another
user, a mount namespace of this process shows the Python installation even where it lies in root's
home. Everything made is removed; the only processes killed are its own.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attack_battery import ATTACKS, SECRET_FILES

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sandbox import isolation  # noqa: E402
from sandbox.isolation import linux  # noqa: E402
from sandbox.isolation.environment import clean  # noqa: E402
from sandbox.isolation.seam import Command, Overlay  # noqa: E402
from sandbox.isolation.zygote import Zygote, preloaded  # noqa: E402
from sandbox.policy import Policy  # noqa: E402

CANARY = "CANARY"
RUN_SECONDS = 60.0
libc = ctypes.CDLL(None, use_errno=True)


def become(uid: int) -> None:
    """Turn this root process into an ordinary user that can still read our Python."""
    if uid == os.getuid():
        return
    base = str(Path(sys.base_prefix).resolve())
    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    if base.startswith("/root/"):
        tree = linux.open_tree(base)
        linux.move_mount(linux.new_filesystem("tmpfs", {"mode": "755"}), "/root")
        Path(base).mkdir(parents=True)
        linux.move_mount(tree, base)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    linux.prctl(linux.PR_SET_DUMPABLE, 1)


class Range:
    """The things around the sandbox, and what happened to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = f"interp-{folder.name}"
        self.home = folder / "home"
        self.work = self.home / "work"
        self.heard: set[str] = set()
        self.sockets: list[socket.socket] = []
        self.victims: dict[str, subprocess.Popen[bytes]] = {}
        self.stop = False
        self.context: dict[str, object] = {"id": self.id, "range": str(folder)}
        self.context |= {"home": str(self.home), "work": str(self.work)}

    def build(self) -> None:
        for name, path in SECRET_FILES.items():
            self._file(self.home / path, f"{CANARY}-{name}")
        for path in (
            ".bashrc",
            ".profile",
            ".gitconfig",
            ".ssh/authorized_keys",
            "sibling/main.py",
        ):
            self._file(self.home / path, "original")
        self._file(self.home / f"{CANARY}-holiday.txt", "")
        self._file(self.home / "movable.txt", f"{CANARY}-movable")
        self._file(self.work / ".ssh/id_work", f"{CANARY}-work")
        for path in ("existing.txt", "deletable.txt", ".git/config", ".git/hooks/pre-commit"):
            self._file(self.work / path, "original")
        (self.work / "found-link").symlink_to(self.home / "letter.txt")
        for name in ATTACKS:
            self._file(self.folder / "own" / name / "victim.txt", "original")
        self._listen()
        self._share()
        self._victims()
        self._terminal()

    def _file(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")

    def snapshot(self) -> Path:
        """A copy of the work folder, as the view makes where there is no overlay."""

        def hidden(_folder: str, names: list[str]) -> list[str]:
            return [name for name in names if name == ".ssh" or name.endswith(".sock")]

        place = self.folder / "store/snapshot"
        shutil.copytree(self.work, place, symlinks=True, ignore=hidden)
        return place

    # ---- listeners

    def _listen(self) -> None:
        for key, family, kind, host in (
            ("tcp4", socket.AF_INET, socket.SOCK_STREAM, "127.0.0.1"),
            ("tcp_any", socket.AF_INET, socket.SOCK_STREAM, "0.0.0.0"),
            ("tcp6", socket.AF_INET6, socket.SOCK_STREAM, "::1"),
            ("udp4", socket.AF_INET, socket.SOCK_DGRAM, "127.0.0.1"),
            ("udp6", socket.AF_INET6, socket.SOCK_DGRAM, "::1"),
        ):
            one = socket.socket(family, kind)
            one.bind((host, 0))
            self.context[key] = one.getsockname()[1]
            self._add(one)
        with socket.socket() as spare:
            spare.bind(("127.0.0.1", 0))
            self.context["free"] = spare.getsockname()[1]
        self.context["address"] = _other_address()
        paths = {
            "home_stream": str(self.home / ".gnupg/S.agent"),
            "home_datagram": str(self.home / "d.sock"),
            "tmp_stream": f"/tmp/{self.id}-s",
            "tmp_datagram": f"/tmp/{self.id}-d",
            "run_stream": str(self.folder / "run/bus"),
            "abstract_stream": f"@{self.id}-s",
            "abstract_datagram": f"@{self.id}-d",
            "work_stream": str(self.work / "host-s.sock"),
            "work_datagram": str(self.work / "host-d.sock"),
        }
        (self.folder / "run").mkdir()
        for name, path in paths.items():
            kind = socket.SOCK_DGRAM if name.endswith("datagram") else socket.SOCK_STREAM
            one = socket.socket(socket.AF_UNIX, kind)
            one.bind(path.replace("@", "\0", 1))
            self._add(one)
        self.context["sockets"] = paths

    def _add(self, one: socket.socket) -> None:
        if one.type == socket.SOCK_STREAM:
            one.listen(16)
        self.sockets.append(one)

    def serve(self) -> None:
        """Note the name of every attack that gets through, until told to stop."""
        while not self.stop:
            sources: list[Any] = [*self.sockets, self.master]
            for one in select.select(sources, [], [], 0.05)[0]:
                if isinstance(one, int):
                    self._note(os.read(one, 4096))
                elif one.type == socket.SOCK_STREAM:
                    self._answer(one)
                else:
                    self._note(one.recv(4096))
            with contextlib.suppress(OSError):
                port = int(str(self.context["free"]))
                with socket.create_connection(("127.0.0.1", port), 0.2) as knock:
                    self._note(knock.recv(64))

    def _answer(self, listener: socket.socket) -> None:
        one, _ = listener.accept()
        one.settimeout(1)
        with one, contextlib.suppress(OSError):
            self._note(one.recv(4096))
            one.send(b"HTTP/1.0 200 OK\r\n\r\n")

    def _note(self, text: bytes) -> None:
        words = text.decode(errors="replace")
        self.heard |= {name for name in ATTACKS if name in words.replace("/", " ").split()}

    # ---- shared things of the host

    def _share(self) -> None:
        os.environ["INTERP_TEST_API_KEY"] = f"{CANARY}-environment"
        os.environ["SSH_AUTH_SOCK"] = f"/tmp/{CANARY}-agent"
        self._file(Path(f"/dev/shm/{self.id}-shared"), f"{CANARY}-shm")
        key = 0x1D000000 | os.getpid()
        self.context["sysv"] = key
        libc.shmat.restype = ctypes.c_void_p
        self.segment = libc.shmget(key, 4096, 0o1600)
        place = libc.shmat(self.segment, None, 0)
        ctypes.memmove(place, f"{CANARY}-sysv".encode(), 12)
        self.queue = libc.msgget(key, 0o1600)
        libc.msgsnd(self.queue, (1).to_bytes(8, "little") + f"{CANARY}-queue".encode(), 12, 0)
        linux.call("mq_open", _number(240, 180), self.id.encode(), os.O_CREAT | os.O_RDWR, 0o600, 0)
        self.context["key"] = self.id
        with contextlib.suppress(OSError):
            secret = f"{CANARY}-keyring".encode()
            linux.call(
                "add_key", _number(248, 217), b"user", self.id.encode(), secret, len(secret), -3
            )
        leaked = os.open(self.home / ".netrc", os.O_RDONLY)
        os.dup2(leaked, 77, inheritable=True)
        device = self.folder.stat().st_dev
        self.context["block_numbers"] = [os.major(device), os.minor(device)]
        name = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve().name
        self.context["block"] = f"/dev/{name}"

    def _victims(self) -> None:
        wanted = [name for name, one in ATTACKS.items() if one["oracle"] == "victim"]
        for name in [*wanted, "ptrace", "copy_memory", "open_memory", "take_descriptor"]:
            self.victims[name] = subprocess.Popen(
                ["/bin/sleep", "300"],
                stdin=(self.home / ".netrc").open(),
                env={"SECRET": f"{CANARY}-victim"},
            )
        self.victims["named"] = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(300)", f"{CANARY}-argument"]
        )
        self.context["victims"] = {name: one.pid for name, one in self.victims.items()}

    def states(self) -> dict[str, object]:
        return {name: _state(one) for name, one in self.victims.items()}

    def _terminal(self) -> None:
        """A terminal that controls us, as a user's would; what is written to it is read here."""
        self.master, slave = os.openpty()
        with contextlib.suppress(OSError):
            os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        self.context["terminal"] = os.ttyname(slave)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGURG, lambda *_: self.heard.add("kill_everybody"))

    # ---- judging

    def targets(self, name: str) -> list[Path]:
        """The files outside that an attack aims at."""
        known = {"{id}": self.id, "{prefix}": sys.prefix}
        found = [self.folder / "own" / name]
        for text in ATTACKS[name]["touches"]:
            path = text
            for key, value in known.items():
                path = path.replace(key, value)
            found.append(self.folder / path)
        return found

    def survivors(self, name: str) -> list[int]:
        """Living processes whose command line holds the attack's name."""
        marker = f"{self.id}-{name}".encode()
        found = []
        for pid in _pids():
            with contextlib.suppress(OSError):
                if marker in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
        return found

    def clean_up(self) -> None:
        self.stop = True
        for name in ATTACKS:
            for pid in self.survivors(name):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        for one in self.victims.values():
            one.kill()
            one.wait()
        libc.shmctl(self.segment, 0, None)
        libc.msgctl(self.queue, 0, None)
        linux.call("mq_unlink", _number(241, 181), self.id.encode())
        for place in ("/tmp", "/dev/shm", "/var/spool/cron", "/etc/systemd/system", sys.prefix):
            for path in Path(place).glob(f"{self.id}*"):
                path.unlink()
        with contextlib.suppress(OSError):
            for folder, names, _ in os.walk(self.folder):
                for name in names:  # an overlay leaves folders of mode 000
                    if not Path(folder, name).is_symlink():
                        Path(folder, name).chmod(0o700)
        shutil.rmtree(self.folder, ignore_errors=True)


def _pids() -> list[str]:
    return [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]


def _number(x86: int, arm: int) -> int:
    return x86 if linux.MACHINE == "x86_64" else arm


def _other_address() -> str:
    """An address of this machine that is not the loopback's; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.2"
        return str(one.getsockname()[0])


def _state(process: subprocess.Popen[bytes]) -> object:
    if process.poll() is not None:
        return "ended"
    pid = process.pid
    text = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    limits = Path(f"/proc/{pid}/limits").read_text()
    return [text[0] == "T", text[16], sorted(os.sched_getaffinity(pid)), limits]


def snapshot(paths: list[Path]) -> dict[str, object]:
    """Type, mode, owner, times, attributes and content of everything at and below the paths."""
    return {str(path): _describe(path) for root in paths for path in _below(root)}


def _below(root: Path) -> Iterator[Path]:
    yield root
    if root.is_dir() and not root.is_symlink():
        for folder, folders, files in os.walk(root):
            yield from (Path(folder, name) for name in (*folders, *files))


def _describe(path: Path) -> object:
    try:
        found = path.lstat()
    except OSError:
        return None
    text = path.read_bytes().hex() if stat.S_ISREG(found.st_mode) else ""
    if path.is_symlink():
        text = str(path.readlink())
    times = found.st_mtime_ns if not stat.S_ISDIR(found.st_mode) else 0
    attributes = [
        (name, os.getxattr(path, name, follow_symlinks=False).hex())
        for name in os.listxattr(path, follow_symlinks=False)
    ]
    return [oct(found.st_mode), found.st_uid, found.st_gid, times, text, attributes]


def run(backend: str, field: Range) -> str:
    """All attacks in one program; its standard output. The program's end is waited for. `+zygote`
    after the backend's name: born from a zygote."""
    backend, _, born = backend.partition("+")
    source = (HERE / "attack_battery.py").read_text()
    work = field.work
    if backend != "none" and not isolation.facts(backend.partition("+")[0]).overlay:
        work = field.snapshot()
    argv: tuple[str, ...] = (
        sys.executable,
        "-c",
        source,
        json.dumps({**field.context, "work": str(work)}),
    )
    reading, writing = os.pipe()
    if backend == "none":
        process = subprocess.Popen(
            argv, cwd=field.work, stdout=writing, stdin=subprocess.DEVNULL, close_fds=False
        )
        os.close(writing)
        text = _read_all(reading)
        process.wait()
        return text
    store = field.folder / "store"
    view = Overlay(field.work, store / "upper", store / "work")
    view.upper.mkdir(parents=True)
    view.work.mkdir()
    facts = isolation.facts(backend)
    policy = Policy(folder=work, rehearse=facts.overlay)
    zygote = None
    chosen = isolation.backend(backend)
    if born:
        zygote = Zygote(clean(os.environ), ("numpy", "ssl"))
        assert zygote.ready(60)
        chosen = preloaded(chosen, zygote)
        argv = (argv[0], str(HERE / "attack_battery.py"), argv[3])
    command = Command(
        argv,
        {**clean(os.environ), "HOME": str(field.home)},
        overlay=view if facts.overlay else None,
        readable=(HERE / "attack_battery.py",),
        stdout=writing,
        stderr=2,
    )
    confined = chosen.start(command, policy)
    os.close(writing)
    text = _read_all(reading)
    confined.wait(5)
    confined.kill()
    if zygote is not None:
        zygote.close()
    return text


def _read_all(descriptor: int) -> str:
    """Everything written to a pipe until the results have come (daemons may hold it open)."""
    text = b""
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline and not (b"\nRESULTS " in text and text.endswith(b"}\n")):
        ready, _, _ = select.select([descriptor], [], [], 0.5)
        if ready:
            piece = os.read(descriptor, 1 << 16)
            if not piece:
                break
            text += piece
    os.close(descriptor)
    return text.decode(errors="replace")


def _judge(name: str, told: str, words: list[str], field: Range) -> bool:
    """Whether an attack succeeded, for the oracles that need no look at a state before."""
    match ATTACKS[name]["oracle"]:
        case "reached":
            return name in field.heard
        case "leaked":
            return any(word in told for word in words)
        case "granted":
            return "GRANTED" in told
        case "outlived":
            return bool(field.survivors(name))
    return False


def shoot(backend: str, field: Range) -> dict[str, object]:
    """Run everything and judge it."""
    field.build()
    watched = [path for name in ATTACKS for path in field.targets(name)]
    around = [field.home, field.folder / "own"]
    before, all_before = {p: snapshot([p]) for p in watched}, snapshot(around)
    states = field.states()
    listener = threading.Thread(target=field.serve)
    listener.start()
    text = run(backend, field)
    time.sleep(0.3)
    field.stop = True
    listener.join()
    said = json.loads(text.rpartition("RESULTS ")[2]) if "RESULTS " in text else {}
    after = field.states()
    machine = (
        [Path("/etc/machine-id").read_text().strip()] if Path("/etc/machine-id").exists() else []
    )
    words = [CANARY, *(word for word in machine if word)]
    results = {}
    for name, one in ATTACKS.items():
        told = said.get(name)
        succeeded = (
            _judge(name, told or "", words, field)
            or (
                one["oracle"] == "changed"
                and any(snapshot([p]) != before[p] for p in field.targets(name))
            )
            or (one["oracle"] == "victim" and states[name] != after[name])
        )
        results[name] = {"succeeded": succeeded, "said": None if told is None else told[-300:]}
    now = snapshot(around)
    changed = sorted(path for path in {*all_before, *now} if all_before.get(path) != now.get(path))
    leaked = any(CANARY in told for told in said.values())
    return {"results": results, "changed": changed, "leaked": leaked, "heard": sorted(field.heard)}


def main() -> None:
    backend, uid = sys.argv[1], int(sys.argv[2])
    folder = Path(f"/var/tmp/range-{uid}-{os.getpid()}")
    folder.mkdir(mode=0o755)
    os.chown(folder, uid, uid)
    become(uid)
    os.umask(0o022)
    os.environ["HOME"] = str(folder / "home")
    field = Range(folder)
    try:
        report = shoot(backend, field)
    finally:
        field.clean_up()
    print(json.dumps(report))


if __name__ == "__main__":
    main()
