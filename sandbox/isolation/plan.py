"""What one sandbox is made of, as a value: made by us from policy and command, carried out by the
supervisor in another process (so it is made of plain values). Nothing is mounted or started here.

The root is an allow-list. What is not named here does not exist inside: home, other projects,
`/run` with its sockets, the host's /tmp. The work folder comes in at its own path; what other
programs keep secret in it is masked.
"""

from __future__ import annotations

import os
import resource
import stat
from pathlib import Path
from typing import TypedDict

from sandbox.errors import FolderUnusable
from sandbox.isolation import seccomp
from sandbox.isolation.installation import roots_of
from sandbox.isolation.seam import Command, Overlay
from sandbox.policy import Policy, masks, refusal

SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
    "/run/current-system/sw",
)
ETC = (
    "alternatives",
    "bash.bashrc",
    "ca-certificates",
    "ca-certificates.conf",
    "crypto-policies",
    "debian_version",
    "fonts",
    "gai.conf",
    "ImageMagick-6",
    "ImageMagick-7",
    "inputrc",
    "java-17-openjdk",
    "java-21-openjdk",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "locale.alias",
    "locale.conf",
    "localtime",
    "magic",
    "mime.types",
    "OpenCL",
    "os-release",
    "papersize",
    "pki/ca-trust",
    "pki/tls/certs",
    "profile",
    "profile.d",
    "protocols",
    "R",
    "services",
    "shells",
    "skel",
    "ssl/certs",
    "ssl/openssl.cnf",
    "static",
    "terminfo",
    "timezone",
    "xdg",
)
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
LINKS = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    "/dev/ptmx": "pts/ptmx",
    "/var/run": "/run",
}
TOPOLOGY = ("/sys/devices/system/cpu", "/sys/devices/system/node")
HIDDEN_PROC = (
    *("acpi", "asound", "bus", "cmdline", "driver", "fs", "iomem", "ioports", "kallsyms", "kcore"),
    *("keys", "key-users", "kmsg", "latency_stats", "modules", "mtrr", "sched_debug"),
    *("scsi", "slabinfo", "swaps", "sysrq-trigger", "sysvipc", "timer_list", "timer_stats"),
    *("vmallocinfo",),
)  # fmt: skip
MARSHAL = 2
LARGEST_MESSAGE = 1 << 20
"""Between us and the supervisor, in bytes."""
INODES_PER_FILE_SYSTEM = 200_000
SPARE_PROCESSES = 16
"""By so many the system's bound lies above the limit, so that the watch can see it passed."""


class Bind(TypedDict):
    """Show `source` at `target`."""

    source: str
    target: str
    writable: bool


class Scratch(TypedDict):
    """An empty file system in memory."""

    target: str
    size: int
    mode: int


class Entries(TypedDict):
    """Open files by which a process gets into the control groups of its sandbox."""

    alone: list[int]
    """Version 1: who writes 0 gets in at once."""
    whole: list[int]
    """Version 2: takes some milliseconds, whoever writes whose number."""


class Plan(TypedDict):
    """Everything that the supervisor needs to know."""

    argv: list[str]
    env: dict[str, str]
    folder: str
    stdio: list[int]
    keep: list[int]
    entries: Entries
    namespaces: bool
    network: bool
    watched: bool
    """The supervisor makes its connections."""
    sealed: bool
    """Landlock refuses TCP, too: there is no network namespace to do it."""
    binds: list[Bind]
    scratch: list[Scratch]
    links: dict[str, str]
    files: dict[str, str]
    devices: list[str]
    masks: list[str]
    hidden: list[str]
    overlay: dict[str, str] | None
    limits: list[list[int]]
    wrapper: list[str]
    """The program that makes the namespaces, with its arguments; empty: we do."""
    stub: list[str]
    """Its last arguments, after those that only the supervisor knows: sealing, and what to run."""
    processes: int
    inodes: int
    filter: str
    rules: dict[str, list[str]]
    owner: int


def compose(command: Command, policy: Policy) -> Plan:
    """The plan for running this command. Raises `FolderUnusable` for a folder that cannot be
    made safe (`/`, system folders, parents of home)."""
    reason = refusal(policy.folder)
    if reason:
        raise FolderUnusable(reason, "work in a folder of its own: interp -C DIR")
    home = command.env.get("HOME", "")
    home = home if home.startswith("/") and home.strip("/") else ""
    folder = str(policy.folder)
    limits = policy.limits
    links, system = _system()
    readable = [*_roots(command), *command.readable, *policy.readable]
    writable = [*command.writable, *policy.writable]
    binds = [*system]
    binds += [_bind(path, False) for path in _outermost(readable, system) if path.exists()]
    binds += [_bind(path, True) for path in writable if path.exists()]
    if command.overlay is None:
        binds.append(_bind(policy.folder, True))
    room = min(limits.disk, limits.memory) // 2
    scratch = [_scratch(path, room, 0o1777) for path in ("/tmp", "/var/tmp", "/dev/shm")]
    if home and home not in {folder, "/tmp"}:
        scratch.append(_scratch(home, room, 0o700))
    write = ["/tmp", "/var/tmp", "/dev/shm", "/dev/pts", *(str(path) for path in writable)]
    write += [home] if home else []
    write += [str(policy.folder.parent)]  # the folder's own mount may be replaced
    direct = command.overlay is None or policy.readable or policy.writable
    watched = command.sockets and bool(direct)
    return Plan(
        argv=list(command.argv),
        env=dict(command.env),
        folder=folder,
        stdio=[command.stdin, command.stdout, command.stderr],
        keep=list(command.pass_fds),
        entries=Entries(alone=[], whole=[]),
        namespaces=True,
        network=policy.network,
        watched=watched,
        sealed=False,
        binds=binds,
        scratch=scratch,
        links={**LINKS, **links},
        files=_files(policy.network, home or "/tmp"),
        devices=list(DEVICES),
        masks=[str(path) for path in masks(policy.folder)],
        hidden=[f"/proc/{name}" for name in HIDDEN_PROC],
        overlay=overlay_paths(command.overlay),
        limits=_limits(policy),
        wrapper=[],
        stub=[],
        processes=limits.processes + SPARE_PROCESSES,
        inodes=INODES_PER_FILE_SYSTEM,
        filter=seccomp.with_namespaces(command.sockets, watched).hex(),
        rules={"read": ["/"], "write": write, "devices": ["/dev"]},
        owner=os.getpid(),
    )


def _roots(command: Command) -> tuple[Path, ...]:
    """Where the program is installed; a bare name is one of the system's."""
    program = command.argv[0] if command.argv else ""
    return roots_of(Path(program)) if program.startswith("/") else ()


def overlay_paths(overlay: Overlay | None) -> dict[str, str] | None:
    if overlay is None:
        return None
    return {
        "lower": str(overlay.lower),
        "upper": str(overlay.upper),
        "work": str(overlay.work),
    }


def _bind(path: Path, writable: bool) -> Bind:
    return Bind(source=str(path), target=str(path), writable=writable)


def _scratch(target: str, size: int, mode: int) -> Scratch:
    return Scratch(target=target, size=size, mode=mode)


def _system() -> tuple[dict[str, str], list[Bind]]:
    """The host's programs and libraries: folders as they are, links (`/bin -> usr/bin`) as
    links."""
    links: dict[str, str] = {}
    binds: list[Bind] = []
    etc = (f"/etc/{name}" for name in ETC)
    for text in (*SYSTEM, *etc, *TOPOLOGY):
        try:
            mode = os.lstat(text).st_mode
        except OSError:
            continue
        if stat.S_ISLNK(mode) and text.count("/") == 1:
            links[text] = str(Path(text).readlink())
            continue
        try:
            source = Path(text).resolve(strict=True)
        except OSError:
            continue
        binds.append(Bind(source=str(source), target=text, writable=False))
    return links, binds


def _outermost(paths: list[Path], shown: list[Bind]) -> list[Path]:
    """Without what lies inside a folder that is shown read-only anyway."""
    covered = [Path(bind["target"]) for bind in shown]
    return [
        path
        for path in dict.fromkeys(paths)
        if not any(path.is_relative_to(folder) for folder in covered)
    ]


def _files(network: bool, home: str) -> dict[str, str]:
    """Files of /etc that tell nothing about the host."""
    uid, gid = os.getuid(), os.getgid()
    name = "root" if uid == 0 else "user"
    people = {f"{name}:x:{uid}:{gid}::{home}:/bin/bash"}
    people |= {"nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin"} if uid != 65534 else set()
    people |= {"root:x:0:0::/nonexistent:/usr/sbin/nologin"} if uid else set()
    groups = {f"{name}:x:{gid}:", *({"nogroup:x:65534:"} if gid != 65534 else set())}
    files = {
        "/etc/passwd": "\n".join(sorted(people)) + "\n",
        "/etc/group": "\n".join(sorted(groups)) + "\n",
        "/etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n",
        "/etc/hostname": "sandbox\n",
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
        "/etc/resolv.conf": "",
    }
    if network:
        files["/etc/nsswitch.conf"] = "passwd: files\ngroup: files\nhosts: files dns\n"
        for text in ("/etc/hosts", "/etc/resolv.conf"):
            try:
                files[text] = Path(text).read_text(errors="replace")
            except OSError:
                continue
    return files


def _limits(policy: Policy) -> list[list[int]]:
    """(resource, limit) pairs. `RLIMIT_AS` makes a greedy program fail with a MemoryError of its
    own before the watch has to end it."""
    limits = policy.limits
    return [
        [resource.RLIMIT_AS, limits.memory],
        [resource.RLIMIT_FSIZE, limits.file_size],
        [resource.RLIMIT_NOFILE, limits.open_files],
        [resource.RLIMIT_NPROC, limits.processes + SPARE_PROCESSES],
        [resource.RLIMIT_CORE, 0],
        [resource.RLIMIT_MEMLOCK, 1 << 20],
        [resource.RLIMIT_MSGQUEUE, 1 << 16],
        [resource.RLIMIT_NICE, 0],
        [resource.RLIMIT_RTPRIO, 0],
    ]
