"""Isolation by Landlock and seccomp alone, where namespaces are refused (Docker, AppArmor).

Protects from: reading and writing files outside the allow-list, connecting to anything, signals to
other processes (Linux 6.12), processes that outlive the kernel, the kernel's riskier calls.

Not from: seeing which files exist outside (names and sizes of paths that it can guess), filling the
disk and memory together (`watch`), outliving when both our processes are killed at the same
moment. And ordinary code notices: modes, owners and times cannot be changed, nothing of
`multiprocessing` that needs shared memory works, a terminal cannot be opened.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import FolderUnusable, IsolationUnavailable
from sandbox.isolation import landlock, seccomp
from sandbox.isolation.held import START_SECONDS, Birth, launch, spawn
from sandbox.isolation.native import bounded_together
from sandbox.isolation.plan import ETC, SYSTEM, TOPOLOGY, Plan, compose
from sandbox.isolation.seam import Backend, Command, Confined, Facts, OverlayImpossible
from sandbox.policy import Policy, masks
from sandbox.temporary import Temporary

READABLE = (
    *("/etc/passwd", "/etc/group", "/etc/hosts", "/etc/nsswitch.conf"),
    *(
        "/proc/self",
        "/proc/meminfo",
        "/proc/cpuinfo",
        "/proc/stat",
        "/proc/loadavg",
        "/proc/uptime",
    ),
    *("/proc/filesystems", "/proc/version", "/proc/sys/kernel", "/proc/sys/vm/overcommit_memory"),
)
ONLINE = ("/etc/resolv.conf", "/etc/gai.conf", "/run/systemd/resolve")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
WITHOUT_SYSTEM_SETTINGS = {"GIT_CONFIG_NOSYSTEM": "1", "PIP_CONFIG_FILE": "/dev/null"}
"""Programs that complain where a settings file exists and cannot be read."""
OLDEST = 1
ENFORCED = (
    "files: only system, language and work folder can be read",
    "writes: work folder and a private temporary folder only",
    "all processes end with the kernel",
    "no capabilities, no new privileges, about 90 system calls refused",
    "limits for memory and files of each process",
)
SINCE = (
    (3, "files elsewhere cannot be emptied", "files elsewhere may be emptied"),
    (6, "no signals to other processes", "the user's other processes can be signalled"),
)
LACKING = (
    "the host's users can be listed",
    "no copy-on-write view: a snapshot of the folder is used",
    "names and sizes of files elsewhere can be asked for",
    "multiprocessing finds no shared memory; modes and times of files cannot be changed",
    "no servers that code talks to itself, no terminal of its own",
)


class Landlocked:
    """The second best: needs nothing that containers usually forbid."""

    def __init__(self, birth: Birth = spawn) -> None:
        self._birth = birth

    def probe(self) -> Facts:
        if sys.platform != "linux" or not seccomp.supported():
            return Facts("landlock", False, reason="it needs Linux on x86-64 or arm64")
        version = landlock.version()
        if version < OLDEST:
            return Facts("landlock", False, reason="this kernel has no Landlock, or has it off")
        with Temporary("probe-") as folder:
            try:
                held = self.start(Command((), {}), Policy(folder=folder))
                if held.wait(START_SECONDS) != 0:
                    held.kill()
                    return Facts("landlock", False, reason="no program ends well inside")
            except (IsolationUnavailable, OSError) as error:
                return Facts("landlock", False, reason=str(error))
        enforces, lacks = list(ENFORCED), list(LACKING)
        for since, gain, loss in SINCE:
            (enforces if version >= since else lacks).append(gain if version >= since else loss)
        enforces.append("no network, no sockets of other programs")
        together, watched = bounded_together()
        enforces += together
        lacks += watched
        return Facts("landlock", True, tuple(enforces), tuple(lacks))

    def start(self, command: Command, policy: Policy) -> Confined:
        if command.overlay is not None:
            raise OverlayImpossible(
                "a copy-on-write view needs a mount namespace", "a snapshot is used instead"
            )
        secret = masks(policy.folder)
        if secret:
            raise FolderUnusable(
                f"{secret[0]} could not be hidden from code here",
                "work in a folder without such files",
            )
        private = Temporary("home-")
        try:
            return launch(_plan(command, policy, private.path), policy, private, self._birth)
        except (OSError, IsolationUnavailable):
            private.remove()
            raise


def _plan(command: Command, policy: Policy, private: Path) -> Plan:
    """As with namespaces, but what would have been shown is allowed, and home is a private folder
    at another path."""
    plan = compose(command, policy)
    shown = [bind["target"] for bind in plan["binds"] if not bind["writable"]]
    write = [bind["target"] for bind in plan["binds"] if bind["writable"]]
    etc = [f"/etc/{name}" for name in ETC]
    read = [*SYSTEM, *TOPOLOGY, *etc, *shown, *READABLE, *(ONLINE if policy.network else ())]
    plan["namespaces"] = plan["watched"] = False
    plan["sealed"] = not policy.network
    plan["rules"] = {"read": read, "write": [*write, str(private)], "devices": list(DEVICES)}
    plan["filter"] = seccomp.without_namespaces(policy.network).hex()
    plan["env"] |= {name: str(private) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    plan["env"] |= WITHOUT_SYSTEM_SETTINGS
    for row in plan["limits"]:
        if row[0] == resource.RLIMIT_NPROC:
            row[1] += _tasks_of_user()
    return plan


def _tasks_of_user() -> int:
    """Processes and threads that our user has now: the limit counts them all."""
    total = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{name}").st_uid == os.getuid():
                total += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue
    return total


if TYPE_CHECKING:
    _fits: Backend = Landlocked()
