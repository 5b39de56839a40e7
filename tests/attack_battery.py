"""The attacks, as small functions that run inside. The whole file is handed to `python -c`, so it
needs nothing but the standard library; outside it is imported for its table.

Every attack gets a context `c` and prints what it got. It may fail with any exception: that is what
isolation is for. Whether it succeeded is judged from outside (`attack_range`), by its oracle:

    reached   its name arrived at a listener of the host
    leaked    a canary is in what it printed
    changed   its own folder outside, or a file that it names, differs from before
    victim    the state of its own victim process differs from before
    granted   it printed GRANTED: the kernel let it do what it should not
    outlived  a process with its name in the command line lives after the program
"""

# ruff: noqa: PTH101, PTH104, PTH108, PTH109, PTH110, PTH116, PTH123, PTH208, PTH211

import contextlib
import ctypes
import errno
import fcntl
import json
import mmap
import os
import pty
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Context = dict[str, Any]
Run = Callable[[Context], None]
ATTACKS: dict[str, dict[str, Any]] = {}
SECONDS = 6
ROOT, USER = "root", "user"


def attack(
    says: str,
    oracle: str,
    touches: Sequence[str] = (),
    unproven: Mapping[str, str] | None = None,
) -> Callable[[Run], Run]:
    """Register an attack. `says` is the sentence of its test; `touches` are files outside that it
    aims at (relative to the range); `unproven` maps a kind of user to the reason why the control
    cannot succeed on some or all machines."""

    def register(function: Run) -> Run:
        ATTACKS[function.__name__] = {
            "says": says,
            "oracle": oracle,
            "touches": tuple(touches),
            "unproven": unproven or {},
            "run": function,
        }
        return function

    return register


libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
X86 = os.uname().machine == "x86_64"


def call(x86: int, arm: int, *arguments: object) -> int:
    """A raw system call; raises OSError."""
    ctypes.set_errno(0)
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = libc.syscall(ctypes.c_long(x86 if X86 else arm), *words)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(result)


def reaches(x86: int, arm: int, *arguments: object) -> None:
    """Say GRANTED when the call gets past the door: any error but a refusal means that the kernel's
    own code looked at the (senseless) arguments."""
    try:
        call(x86, arm, *arguments)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EACCES, errno.ENOSYS):
            raise
    print("GRANTED")


def no_root(why: str = "only root may do this outside") -> dict[str, str]:
    return {USER: why}


# ---------------------------------------------------------------- network


def _send(family: int, kind: int, address: Any, name: str) -> None:
    with socket.socket(family, kind) as one:
        one.settimeout(2)
        one.connect(address)
        one.send(name.encode())
        if kind == socket.SOCK_STREAM:
            one.recv(16)


@attack("a TCP connection to the host's loopback does not arrive", "reached")
def tcp_loopback(c: Context) -> None:
    _send(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", c["tcp4"]), "tcp_loopback")


@attack("a TCP connection to the host's IPv6 loopback does not arrive", "reached")
def tcp_loopback_six(c: Context) -> None:
    _send(socket.AF_INET6, socket.SOCK_STREAM, ("::1", c["tcp6"]), "tcp_loopback_six")


@attack("a UDP packet to the host's loopback does not arrive", "reached")
def udp_loopback(c: Context) -> None:
    _send(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", c["udp4"]), "udp_loopback")


@attack("a UDP packet to the host's IPv6 loopback does not arrive", "reached")
def udp_loopback_six(c: Context) -> None:
    _send(socket.AF_INET6, socket.SOCK_DGRAM, ("::1", c["udp6"]), "udp_loopback_six")


NO_ADDRESS = "the machine may have no other address"


@attack(
    "a connection to the host's other addresses does not arrive",
    "reached",
    unproven={ROOT: NO_ADDRESS, USER: NO_ADDRESS},
)
def tcp_other_address(c: Context) -> None:
    _send(socket.AF_INET, socket.SOCK_STREAM, (c["address"], c["tcp_any"]), "tcp_other_address")


@attack("bash cannot open a network connection", "reached")
def tcp_by_bash(c: Context) -> None:
    script = f"exec 3<>/dev/tcp/127.0.0.1/{c['tcp4']}; printf tcp_by_bash >&3; head -c1 <&3"
    subprocess.run(["bash", "-c", script], check=True, timeout=4)


@attack("curl cannot reach the host", "reached", unproven={ROOT: "needs curl", USER: "needs curl"})
def tcp_by_curl(c: Context) -> None:
    subprocess.run(
        ["curl", "-s", "-m", "2", f"http://127.0.0.1:{c['tcp4']}/tcp_by_curl"],
        check=False,
        timeout=4,
    )


@attack("a child Python cannot reach the host", "reached")
def tcp_by_child(c: Context) -> None:
    source = (
        f"import socket; s = socket.create_connection(('127.0.0.1', {c['tcp4']}), 2); "
        "s.send(b'tcp_by_child'); s.recv(1)"
    )
    subprocess.run([sys.executable, "-c", source], check=True, timeout=4)


@attack("the host cannot be made to connect to a server inside", "reached")
def listening(c: Context) -> None:
    with socket.create_server(("127.0.0.1", c["free"])) as server:
        server.settimeout(2)
        one, _ = server.accept()
        one.send(b"listening")
        time.sleep(0.2)


@attack("no raw ICMP socket can be had", "granted", unproven=no_root())
def icmp(c: Context) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    print("GRANTED")


@attack("no packet socket can be had", "granted", unproven=no_root())
def packet(c: Context) -> None:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    print("GRANTED")


NO_INTERFACE = "the machine may have no interface but the loopback"


@attack(
    "the host's network interfaces cannot be listed",
    "granted",
    unproven={ROOT: NO_INTERFACE, USER: NO_INTERFACE},
)
def interfaces(c: Context) -> None:
    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    names = {line.split(":")[0].strip() for line in lines}
    with contextlib.suppress(OSError):
        names |= {name for _, name in socket.if_nameindex()}
    if names - {"lo"}:
        print("GRANTED", names)


@attack("no netlink socket can be had", "granted")
def netlink(c: Context) -> None:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    print("GRANTED")


@attack(
    "no vsock socket can be had",
    "granted",
    unproven={ROOT: "vsock may be missing", USER: "vsock may be missing"},
)
def vsock(c: Context) -> None:
    socket.socket(40, socket.SOCK_STREAM)
    print("GRANTED")


@attack("no io_uring can be set up", "granted")
def io_uring(c: Context) -> None:
    reaches(425, 425, 0, 0)


# ---------------------------------------------------------------- unix sockets


def _unix(kind: int, where: str) -> Run:
    def run(c: Context) -> None:
        path = c["sockets"][where]
        _send(socket.AF_UNIX, kind, path.replace("@", "\0", 1), f"unix_{where}")

    run.__name__ = f"unix_{where}"
    return run


for _where, _words in {
    "home_stream": "an agent's socket in home",
    "home_datagram": "a datagram socket in home",
    "tmp_stream": "a socket in the host's /tmp",
    "tmp_datagram": "a datagram socket in the host's /tmp",
    "run_stream": "a D-Bus or docker style socket",
    "abstract_stream": "an abstract socket (X11 style)",
    "abstract_datagram": "an abstract datagram socket",
    "work_stream": "a socket that the host has in the work folder",
    "work_datagram": "a datagram socket that the host has in the work folder",
}.items():
    _kind = socket.SOCK_DGRAM if _where.endswith("datagram") else socket.SOCK_STREAM
    attack(f"{_words} cannot be reached", "reached")(_unix(_kind, _where))


def _pair(where: str) -> Run:
    def run(c: Context) -> None:
        one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        one.sendto(f"pair_{where}".encode(), c["sockets"][where])

    run.__name__ = f"pair_{where}"
    return run


for _where in ("home_datagram", "tmp_datagram", "work_datagram"):
    attack(
        f"{_where.partition('_')[0]}: one of a connected pair sends nothing to a host's socket",
        "reached",
    )(_pair(_where))


# ---------------------------------------------------------------- secrets

SECRET_FILES = {
    "ssh_key": ".ssh/id_ed25519",
    "aws": ".aws/credentials",
    "gnupg": ".gnupg/secring.gpg",
    "netrc": ".netrc",
    "git_credentials": ".git-credentials",
    "gh": ".config/gh/hosts.yml",
    "docker": ".docker/config.json",
    "kube": ".kube/config",
    "cookies": ".mozilla/firefox/x.default/cookies.sqlite",
    "chrome": ".config/google-chrome/Default/Cookies",
    "password_store": ".password-store/mail.gpg",
    "keyring": ".local/share/keyrings/login.keyring",
    "bash_history": ".bash_history",
    "python_history": ".python_history",
    "npmrc": ".npmrc",
    "pypirc": ".pypirc",
    "env_file": ".env",
    "our_config": ".config/interp/config.toml",
    "document": "letter.txt",
    "sibling": "sibling/secret.py",
}


def _read_secret(name: str, path: str) -> Run:
    def run(c: Context) -> None:
        print(Path(c["home"], path).read_text())

    run.__name__ = f"secret_{name}"
    return run


for _name, _path in SECRET_FILES.items():
    attack(f"~/{_path} cannot be read", "leaked")(_read_secret(_name, _path))


@attack("home cannot be listed", "leaked")
def list_home(c: Context) -> None:
    print(os.listdir(c["home"]))


@attack("the sibling project cannot be read by going up", "leaked")
def by_dots(c: Context) -> None:
    print(Path("../sibling/secret.py").read_text())


@attack("/proc/self/cwd leads nowhere else", "leaked")
def by_proc_cwd(c: Context) -> None:
    print(Path("/proc/self/cwd/../sibling/secret.py").read_text())


@attack("the root of no other process leads out", "leaked")
def by_proc_root(c: Context) -> None:
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            print(Path(f"/proc/{pid}/root{c['home']}/letter.txt").read_text())


@attack(
    "the root of process 1 leads nowhere",
    "leaked",
    unproven={ROOT: "process 1 may be guarded", USER: "only root may do this outside"},
)
def by_proc_one(c: Context) -> None:
    print(Path(f"/proc/1/root{c['home']}/letter.txt").read_text())


@attack("a link made in the work folder leads nowhere", "leaked")
def by_made_link(c: Context) -> None:
    os.symlink(f"{c['home']}/letter.txt", "made-link")
    print(Path("made-link").read_text())


@attack("a link found in the work folder leads nowhere", "leaked")
def by_found_link(c: Context) -> None:
    print(Path("found-link").read_text())


@attack("a secret cannot be hard-linked into the work folder", "leaked")
def by_hard_link(c: Context) -> None:
    os.link(f"{c['home']}/letter.txt", "linked")
    print(Path("linked").read_text())


@attack("a secret cannot be renamed into the work folder", "leaked", ["home/movable.txt"])
def by_rename(c: Context) -> None:
    os.rename(f"{c['home']}/movable.txt", "moved")
    print(Path("moved").read_text())


@attack("secrets of known names in the work folder are masked", "leaked")
def masked_in_folder(c: Context) -> None:
    print(Path(".ssh/id_work").read_text())


@attack("our environment variables are not inherited", "leaked")
def environment(c: Context) -> None:
    print(dict(os.environ))


@attack("no process shows our environment", "leaked")
def environments(c: Context) -> None:
    for pid in ["self", *filter(str.isdigit, os.listdir("/proc"))]:
        with contextlib.suppress(OSError):
            print(Path(f"/proc/{pid}/environ").read_bytes())


@attack("command lines of host processes cannot be seen", "leaked")
def command_lines(c: Context) -> None:
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) != os.getpid():
            with contextlib.suppress(OSError):
                print(Path(f"/proc/{pid}/cmdline").read_bytes()[-200:])


@attack("descriptors of ours are not inherited", "leaked")
def descriptors(c: Context) -> None:
    for number in range(3, 256):
        with contextlib.suppress(OSError):
            print(os.pread(number, 4096, 0))


@attack("the kernel's keyring cannot be searched", "leaked")
def keyring(c: Context) -> None:
    libc.syscall.restype = ctypes.c_long
    found = call(250, 219, 10, -3, ctypes.c_char_p(b"user"), ctypes.c_char_p(c["key"].encode()), 0)
    text = ctypes.create_string_buffer(64)
    call(250, 219, 11, found, text, 64)
    print(text.value)


@attack("no file can be opened by its handle", "leaked", unproven=no_root())
def by_handle(c: Context) -> None:
    folder = os.open(".", os.O_RDONLY)
    handle = ctypes.create_string_buffer(struct.pack("IiII", 8, 1, 2, 0), 64)  # ext4's root folder
    root = call(304, 265, folder, handle, os.O_RDONLY)
    relative = c["home"].lstrip("/") + "/letter.txt"
    print(os.read(os.open(relative, os.O_RDONLY, dir_fd=root), 100))


NO_BLOCK = "only root may do this outside, and a container may have no block device"


@attack("the disk cannot be read as a device", "granted", unproven={ROOT: NO_BLOCK, USER: NO_BLOCK})
def block_device(c: Context) -> None:
    os.close(os.open(c["block"], os.O_RDONLY))
    print("GRANTED")


@attack("no device node can be made for the disk", "granted", unproven=no_root())
def made_block_device(c: Context) -> None:
    os.mknod("disk", 0o60600, os.makedev(*c["block_numbers"]))
    print("GRANTED")


@attack(
    "physical memory cannot be opened",
    "granted",
    unproven={ROOT: "may be missing", USER: "only root may"},
)
def memory_device(c: Context) -> None:
    for name in ("/dev/mem", "/dev/kmem", "/dev/port", "/proc/kcore"):
        with contextlib.suppress(OSError):
            os.close(os.open(name, os.O_RDONLY))
            print("GRANTED", name)


NO_MACHINE_ID = "the machine may have no machine-id"


@attack(
    "the machine's id cannot be read", "leaked", unproven={ROOT: NO_MACHINE_ID, USER: NO_MACHINE_ID}
)
def machine_id(c: Context) -> None:
    print(Path("/etc/machine-id").read_text())


@attack("the host's users are not listed", "granted")
def users(c: Context) -> None:
    if len(Path("/etc/passwd").read_text().splitlines()) > 3:
        print("GRANTED")


# ---------------------------------------------------------------- writes outside


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write("echo gotcha\n")


WRITES = {
    "bashrc": ".bashrc",
    "profile": ".profile",
    "authorized_keys": ".ssh/authorized_keys",
    "autostart": ".config/autostart/x.desktop",
    "ipython_startup": ".ipython/profile_default/startup/00-x.py",
    "user_site": ".local/lib/python3/site-packages/x.pth",
    "our_settings": ".config/interp/settings.toml",
    "git_config": ".gitconfig",
    "other_project": "sibling/main.py",
}


def _write_home(name: str, path: str) -> Run:
    def run(c: Context) -> None:
        _write(Path(c["home"], path))

    run.__name__ = f"write_{name}"
    return run


for _name, _path in WRITES.items():
    attack(f"~/{_path} cannot be written", "changed", [f"home/{_path}"])(_write_home(_name, _path))


@attack("the host's /tmp is not written", "changed", ["/tmp/{id}-written"])
def write_tmp(c: Context) -> None:
    _write(Path(f"/tmp/{c['id']}-written"))


@attack("the host's /dev/shm is not written", "changed", ["/dev/shm/{id}-written"])
def write_shm(c: Context) -> None:
    _write(Path(f"/dev/shm/{c['id']}-written"))


@attack("nothing can be written by going up", "changed")
def write_by_dots(c: Context) -> None:
    _write(Path("../..") / Path(c["own"]).relative_to(Path(c["range"])) / "new")


@attack("nothing can be written through a link", "changed")
def write_by_link(c: Context) -> None:
    os.symlink(c["own"], "way-out")
    _write(Path("way-out/victim.txt"))


@attack("nothing can be written through a hard link", "changed")
def write_by_hard_link(c: Context) -> None:
    os.link(f"{c['own']}/victim.txt", "hard")
    _write(Path("hard"))


@attack("nothing can be renamed out of the work folder", "changed")
def rename_out(c: Context) -> None:
    Path("loot").write_text("x")
    os.rename("loot", f"{c['own']}/loot")


@attack("a file outside cannot be emptied", "changed")
def truncate(c: Context) -> None:
    os.truncate(f"{c['own']}/victim.txt", 0)


@attack("the mode of a file outside cannot be changed", "changed")
def chmod(c: Context) -> None:
    os.chmod(f"{c['own']}/victim.txt", 0o777)


@attack("the owner of a file outside cannot be changed", "changed", unproven=no_root())
def chown(c: Context) -> None:
    os.chown(f"{c['own']}/victim.txt", 12345, 12345)


@attack("the times of a file outside cannot be changed", "changed")
def utime(c: Context) -> None:
    os.utime(f"{c['own']}/victim.txt", (1, 1))


@attack("attributes of a file outside cannot be set", "changed")
def setxattr(c: Context) -> None:
    os.setxattr(f"{c['own']}/victim.txt", "user.gotcha", b"1")


@attack("a folder outside cannot be removed", "changed")
def remove_all(c: Context) -> None:
    shutil.rmtree(c["own"])


@attack("a job cannot be left to cron", "changed", ["/var/spool/cron/{id}"], unproven=no_root())
def cron(c: Context) -> None:
    _write(Path(f"/var/spool/cron/{c['id']}"))


@attack(
    "a system service cannot be installed",
    "changed",
    ["/etc/systemd/system/{id}.service"],
    unproven=no_root(),
)
def service(c: Context) -> None:
    _write(Path(f"/etc/systemd/system/{c['id']}.service"))


@attack(
    "our own Python environment cannot be written",
    "changed",
    ["{prefix}/{id}.pth"],
    unproven=no_root(),
)
def own_environment(c: Context) -> None:
    _write(Path(sys.prefix) / f"{c['id']}.pth")


@attack("the Python installation cannot be written", "granted", unproven=no_root())
def python_library(c: Context) -> None:
    os.close(os.open(os.__file__, os.O_RDWR))
    print("GRANTED")


@attack("the system's programs cannot be written", "granted", unproven=no_root())
def system_program(c: Context) -> None:
    os.close(os.open("/usr/bin/env", os.O_RDWR))
    print("GRANTED")


@attack("nothing can be mounted", "granted", unproven=no_root())
def mount(c: Context) -> None:
    Path("spot").mkdir()
    call(165, 40, b"tmpfs", b"spot", b"tmpfs", 0, 0)
    call(166, 39, b"spot", 2)
    print("GRANTED")


@attack("a read-only mount cannot be made writable", "granted", unproven=no_root())
def remount(c: Context) -> None:
    call(272, 97, 0x20000)
    call(165, 40, b"none", b"/", 0, 4096 | 32, 0)
    print("GRANTED")


@attack("a mask cannot be taken away", "granted", unproven=no_root())
def unmount(c: Context) -> None:
    call(272, 97, 0x20000)
    call(166, 39, b"/proc", 2)
    print("GRANTED")


@attack("a mask over a secret cannot be taken away", "leaked")
def unmask(c: Context) -> None:
    for name in (b".ssh", os.getcwd().encode()):
        with contextlib.suppress(OSError):
            call(166, 39, name, 2)
    print(Path(c["work"], ".ssh/id_work").read_text())


@attack("no new root can be entered", "granted", unproven=no_root())
def chroot(c: Context) -> None:
    os.chroot("/usr")
    print("GRANTED")


@attack("kernel settings cannot be written", "granted", unproven=no_root())
def proc_sys(c: Context) -> None:
    for name in (
        "kernel/core_pattern",
        "vm/overcommit_memory",
        "kernel/pid_max",
        "kernel/hostname",
    ):
        with contextlib.suppress(OSError):
            os.close(os.open(f"/proc/sys/{name}", os.O_WRONLY))
            print("GRANTED", name)


@attack(
    "the magic key cannot be pressed",
    "granted",
    unproven={ROOT: "it may be missing", USER: "only root may do this outside"},
)
def sysrq(c: Context) -> None:
    os.close(os.open("/proc/sysrq-trigger", os.O_WRONLY))
    print("GRANTED")


@attack("devices' settings cannot be written", "granted", unproven=no_root())
def sysfs(c: Context) -> None:
    for name in (
        "/sys/kernel/mm/transparent_hugepage/enabled",
        "/sys/devices/system/cpu/cpu1/online",
    ):
        with contextlib.suppress(OSError):
            os.close(os.open(name, os.O_WRONLY))
            print("GRANTED", name)


@attack("control groups cannot be changed", "granted", unproven=no_root())
def cgroups(c: Context) -> None:
    for root, _, names in os.walk("/sys/fs/cgroup"):
        for name in names:
            with contextlib.suppress(OSError):
                if name == "cgroup.procs":
                    os.close(os.open(f"{root}/{name}", os.O_WRONLY))
                    print("GRANTED", root)
                    return


# ---------------------------------------------------------------- processes


@attack("a process of the host cannot be killed", "victim")
def kill(c: Context) -> None:
    os.kill(c["victim"], signal.SIGKILL)


@attack("a process of the host cannot be stopped", "victim")
def stop(c: Context) -> None:
    os.kill(c["victim"], signal.SIGSTOP)


@attack("a signal to everybody does not leave", "reached")
def kill_everybody(c: Context) -> None:
    os.kill(-1, signal.SIGURG)  # nothing happens to who does not listen for it
    time.sleep(0.2)


@attack("a descriptor of a host process cannot be signalled", "victim")
def kill_by_pidfd(c: Context) -> None:
    signal.pidfd_send_signal(os.pidfd_open(c["victim"]), signal.SIGKILL)


@attack("the priority of a host process cannot be changed", "victim")
def renice(c: Context) -> None:
    os.setpriority(os.PRIO_PROCESS, c["victim"], 15)


@attack(
    "the processors of a host process cannot be changed",
    "victim",
    unproven={ROOT: "needs two processors", USER: "needs two processors"},
)
def affinity(c: Context) -> None:
    os.sched_setaffinity(c["victim"], {0})


@attack("limits of a host process cannot be changed", "victim")
def prlimit(c: Context) -> None:
    import resource

    resource.prlimit(c["victim"], resource.RLIMIT_NOFILE, (17, 17))


@attack("a host process cannot be traced", "granted")
def ptrace(c: Context) -> None:
    call(101, 117, 0x4206, c["victim"], 0, 0)  # PTRACE_SEIZE
    print("GRANTED")


def _stack(pid: int) -> list[int]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        if line.endswith("[stack]"):
            return [int(word, 16) for word in line.split()[0].split("-")]
    raise OSError("no stack")


@attack("the memory of a host process cannot be copied", "leaked")
def copy_memory(c: Context) -> None:
    _, high = _stack(c["victim"])
    text = ctypes.create_string_buffer(8192)
    ours = struct.pack("QQ", ctypes.addressof(text), 8192)
    theirs = struct.pack("QQ", high - 8192, 8192)
    call(310, 270, c["victim"], ours, 1, theirs, 1, 0)
    print(text.raw)


@attack("the memory of a host process cannot be opened", "leaked")
def open_memory(c: Context) -> None:
    _, high = _stack(c["victim"])
    with open(f"/proc/{c['victim']}/mem", "rb") as memory:
        memory.seek(high - 8192)
        print(memory.read(8192))


@attack("a descriptor of a host process cannot be taken", "leaked")
def take_descriptor(c: Context) -> None:
    theirs = call(438, 438, os.pidfd_open(c["victim"]), 0, 0)
    print(os.pread(theirs, 100, 0))


@attack(
    "the memory of process 1 cannot be opened",
    "granted",
    unproven={ROOT: "process 1 may be guarded", USER: "only root may do this outside"},
)
def memory_of_one(c: Context) -> None:
    os.close(os.open("/proc/1/mem", os.O_RDONLY))
    print("GRANTED")


@attack("shared memory (System V) of the host cannot be read", "leaked")
def sysv_memory(c: Context) -> None:
    libc.shmat.restype = ctypes.c_void_p
    found = libc.shmget(c["sysv"], 4096, 0)
    place = libc.shmat(found, None, 0o10000)
    if found < 0 or place in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "shm")
    print(ctypes.string_at(place, 64))


@attack("a message queue (System V) of the host cannot be read", "leaked")
def sysv_queue(c: Context) -> None:
    found = libc.msgget(c["sysv"], 0)
    text = ctypes.create_string_buffer(128)
    if found < 0 or libc.msgrcv(found, text, 100, 0, 0o4000) < 0:
        raise OSError(ctypes.get_errno(), "msg")
    print(text.raw)


@attack("shared memory (POSIX) of the host cannot be read", "leaked")
def posix_memory(c: Context) -> None:
    print(Path(f"/dev/shm/{c['id']}-shared").read_text())


@attack("a message queue (POSIX) of the host cannot be opened", "granted")
def posix_queue(c: Context) -> None:
    call(240, 180, f"{c['id']}".encode(), os.O_RDWR)
    print("GRANTED")


@attack(
    "a setuid program gives nothing",
    "granted",
    unproven={ROOT: "root has it all", USER: "needs a setuid program"},
)
def setuid_program(c: Context) -> None:
    for line in Path("/proc/self/status").read_text().splitlines():
        if (
            line.startswith("NoNewPrivs")
            and line.split()[1] == "0"
            and os.path.exists("/usr/bin/su")
        ):
            print("GRANTED")


def _daemon(name: str, c: Context, how: str) -> list[str]:
    marker = f"{c['id']}-{name}"
    source = f"import time\n{how}\ntime.sleep(25) # {marker}"
    return [sys.executable, "-c", source]


@attack("a process in a new session does not outlive the program", "outlived")
def daemon_by_setsid(c: Context) -> None:
    subprocess.Popen(_daemon("daemon_by_setsid", c, ""), start_new_session=True)
    time.sleep(0.1)


@attack("a process that ignores every signal does not outlive the program", "outlived")
def daemon_by_trap(c: Context) -> None:
    how = "import signal\nfor n in (1,2,3,15,20): signal.signal(n, signal.SIG_IGN)"
    subprocess.Popen(_daemon("daemon_by_trap", c, how), start_new_session=True)
    time.sleep(0.1)


@attack("a twice forked process does not outlive the program", "outlived")
def daemon_by_double_fork(c: Context) -> None:
    argv = _daemon("daemon_by_double_fork", c, "")
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(argv[0], argv)
        os._exit(0)
    time.sleep(0.1)


# ---------------------------------------------------------------- terminal


@attack("the host's terminal cannot be written by its name", "reached")
def write_terminal(c: Context) -> None:
    terminal = os.open(c["terminal"], os.O_WRONLY | os.O_NOCTTY)
    os.write(terminal, b"write_terminal\n")


@attack("the controlling terminal cannot be opened", "granted")
def open_tty(c: Context) -> None:
    os.close(os.open("/dev/tty", os.O_RDWR))
    print("GRANTED")


@attack(
    "characters cannot be pushed into the host's terminal",
    "reached",
    unproven={USER: "newer kernels refuse it for everybody", ROOT: "newer kernels refuse it"},
)
def push_characters(c: Context) -> None:
    terminal = os.open(c["terminal"], os.O_RDWR | os.O_NOCTTY)
    for byte in b"push_characters\n":
        fcntl.ioctl(terminal, 0x5412, bytes([byte]))


@attack(
    "characters cannot be pushed into a terminal of one's own",
    "granted",
    unproven={USER: "newer kernels refuse it for everybody"},
)
def push_own(c: Context) -> None:
    pid, master = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, 0x5412, b"x")
            os.write(1, b"GRANTED")
        except OSError as error:
            os.write(1, str(error).encode())
        os._exit(0)
    text = b""
    with contextlib.suppress(OSError):
        while piece := os.read(master, 100):
            text += piece
    os.waitpid(pid, 0)
    print(text)


# ---------------------------------------------------------------- kernel surface


@attack("no new user namespace can be made", "granted")
def new_user_namespace(c: Context) -> None:
    call(272, 97, 0x10000000)
    print("GRANTED")


@attack("no new mount namespace can be made", "granted", unproven=no_root())
def new_mount_namespace(c: Context) -> None:
    call(272, 97, 0x20000)
    print("GRANTED")


@attack("no process can be born in a new namespace", "granted")
def clone_namespace(c: Context) -> None:
    pid = call(56, 220, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    print("GRANTED")


@attack("clone3 hides nothing", "granted")
def clone_three(c: Context) -> None:
    block = struct.pack("11Q", 0x10000000, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, 0)
    pid = call(435, 435, ctypes.c_char_p(block), len(block))
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    print("GRANTED")


def _surface(
    name: str,
    words: str,
    x86: int,
    arm: int,
    arguments: tuple[int, ...],
    unproven: Mapping[str, str] | None = None,
) -> None:
    def run(c: Context) -> None:
        reaches(x86, arm, *arguments)

    run.__name__ = name
    attack(f"{words} is refused", "granted", unproven=unproven)(run)


_surface("bpf", "bpf", 321, 280, (99, 0, 0), no_root())
_surface("perf", "perf_event_open", 298, 241, (0, 0, -1, -1, 0))
_surface("userfaultfd", "userfaultfd", 323, 282, (1,))
_surface("keyctl", "keyctl", 250, 219, (0, -3, 0))
_surface("add_key", "add_key", 248, 217, (0, 0, 0, 0, -3))
MISSING = {ROOT: "this kernel may be built without it", USER: "only root may do this outside"}
_surface("kexec", "kexec_load", 246, 104, (0, 99, 0, 0), MISSING)
_surface("module", "init_module", 175, 105, (0, 0, 0), MISSING)
_surface("fsopen", "fsopen", 430, 430, (0, 0), no_root())
_surface("open_tree", "open_tree", 428, 428, (-100, 0, 1), no_root())
_surface("setns", "setns", 308, 268, (-1, 0))
_surface("kcmp", "kcmp", 312, 272, (os.getpid(), os.getpid(), 0, 0, 0))
_surface("fanotify", "fanotify_init", 300, 262, (0x200, 0))
_surface("name_to_handle", "name_to_handle_at", 303, 264, (-100, 0, 0, 0, 0))


@attack(
    "no socket of the kernel's ciphers can be had",
    "granted",
    unproven={ROOT: "may be missing", USER: "may be missing"},
)
def af_alg(c: Context) -> None:
    socket.socket(38, socket.SOCK_SEQPACKET)
    print("GRANTED")


OLD = "this kernel may have no such calls"


@attack("calls by the x32 numbering are refused", "granted", unproven={ROOT: OLD, USER: OLD})
def x32(c: Context) -> None:
    call(0x40000000 + 39, -1)
    print("GRANTED")


@attack("32 bit calls are refused", "granted", unproven={ROOT: OLD, USER: OLD})
def int80(c: Context) -> None:
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # getpid by the old gate
    place = ctypes.addressof(ctypes.c_char.from_buffer(code))
    if ctypes.CFUNCTYPE(ctypes.c_int)(place)() == os.getpid():
        print("GRANTED")


def _status(field: str) -> str:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return line.split()[1]
    raise KeyError(field)


@attack("new privileges are ruled out", "granted")
def no_new_privileges(c: Context) -> None:
    if _status("NoNewPrivs") == "0":
        print("GRANTED")


@attack("a filter of system calls is in force", "granted")
def no_filter(c: Context) -> None:
    if _status("Seccomp") != "2":
        print("GRANTED")


@attack("every set of capabilities is empty", "granted")
def capabilities(c: Context) -> None:
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        if int(_status(name), 16):
            print("GRANTED", name)


@attack("no identity of another user can be taken", "granted", unproven=no_root())
def become_another(c: Context) -> None:
    os.setresuid(12345, 12345, 12345)
    print("GRANTED")


# ---------------------------------------------------------------- poisoned work folder


@attack("no whiteout can be forged in the view", "granted", unproven=no_root())
def forged_whiteout(c: Context) -> None:
    os.mknod("existing.txt.gone", 0o20000, os.makedev(0, 0))
    print("GRANTED")


@attack("no file can be made set-user-ID", "granted")
def set_user_id(c: Context) -> None:
    Path("suid").write_text("x")
    os.chmod("suid", 0o4755)
    print("GRANTED")


@attack("no file can be born set-user-ID", "granted")
def born_set_user_id(c: Context) -> None:
    os.close(os.open("born-suid", os.O_CREAT | os.O_WRONLY, 0o4755))
    if os.stat("born-suid").st_mode & 0o4000:
        print("GRANTED")


def _poison(name: str, words: str, path: str) -> None:
    def run(c: Context) -> None:
        _write(Path(path))

    run.__name__ = f"poison_{name}"
    attack(
        f"{words} written in the view does not reach the real folder",
        "changed",
        [f"home/work/{path}"],
    )(run)


_poison("hook", "a git hook", ".git/hooks/pre-commit")
_poison("conftest", "a conftest.py", "conftest.py")
_poison("sitecustomize", "a sitecustomize.py", "sitecustomize.py")
_poison("makefile", "a Makefile", "Makefile")
_poison("envrc", "an .envrc", ".envrc")
_poison("editor", "an editor's task file", ".vscode/tasks.json")
_poison("workflow", "a CI file", ".github/workflows/x.yml")
_poison("existing", "a change of a file", "existing.txt")


@attack(
    "a deletion in the view does not reach the real folder", "changed", ["home/work/deletable.txt"]
)
def poison_delete(c: Context) -> None:
    os.unlink("deletable.txt")


@attack("a replaced .git does not reach the real folder", "changed", ["home/work/.git/config"])
def poison_git_link(c: Context) -> None:
    shutil.rmtree(".git")
    os.symlink("/tmp", ".git")


def main(context: Context) -> None:
    """Run every attack in a child process; print what each one printed."""
    results = {}
    for name, one in ATTACKS.items():
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(SECONDS)
            c = {
                **context,
                "own": f"{context['range']}/own/{name}",
                "victim": context["victims"].get(name, 0),
            }
            try:
                one["run"](c)
            except BaseException as error:  # noqa: BLE001 - it must say what stopped it
                print(f"{type(error).__name__}: {error}")
            sys.stdout.flush()
            os._exit(0)
        os.close(writing)
        text = b""
        deadline = time.monotonic() + SECONDS
        os.set_blocking(reading, False)
        while time.monotonic() < deadline:
            with contextlib.suppress(BlockingIOError):
                piece = os.read(reading, 1 << 16)
                text += piece
            if os.waitpid(pid, os.WNOHANG)[0]:
                with contextlib.suppress(BlockingIOError):
                    while piece := os.read(reading, 1 << 16):
                        text += piece
                break
            time.sleep(0.002)
        os.close(reading)
        results[name] = text.decode("utf-8", "replace")[-1_000_000:]
        os.chdir(context["work"])
    print("\nRESULTS " + json.dumps(results))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
