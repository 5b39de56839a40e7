"""Entering namespaces of our own, with our users' numbers as they are. Standard library only; see
`linux`."""

from __future__ import annotations

import os

from sandbox.isolation import linux

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NAMESPACES = (
    linux.CLONE_NEWUSER | linux.CLONE_NEWPID | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
)  # fmt: skip


def enter(network: bool) -> None:
    """Move this process into a user namespace of its own and prepare the others. Our user keeps its
    number inside, so files keep their owners; root keeps all numbers, for its folders hold files
    of others."""
    uid, gid = os.geteuid(), os.getegid()
    flags = NAMESPACES | (0 if network else linux.CLONE_NEWNET)
    mapper = _map_later() if uid == 0 else None
    linux.unshare(flags)
    try:
        linux.unshare(linux.CLONE_NEWCGROUP)
    except OSError:
        pass  # a kernel without control groups has nothing to hide there
    if mapper and mapper():
        return
    put("/proc/self/setgroups", "deny")
    put("/proc/self/uid_map", f"{uid} {uid} 1")
    put("/proc/self/gid_map", f"{gid} {gid} 1")


def _map_later() -> Callable[[], bool]:
    """Fork a process that stays outside and gives our namespace every user and group that root has
    here; call the result after entering it. It says whether that worked."""
    ready, set_ready = os.pipe()
    maps = {name: _identity(name) for name in ("uid_map", "gid_map")}
    target = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(set_ready)
            os.read(ready, 1)
            for name, text in maps.items():
                put(f"/proc/{target}/{name}", text)
            os._exit(0)
        except OSError:
            os._exit(1)
    os.close(ready)

    def map_now() -> bool:
        os.close(set_ready)
        return os.waitpid(pid, 0)[1] == 0

    return map_now


def _identity(name: str) -> str:
    """Every number that exists in our own namespace, mapped to itself."""
    with open(f"/proc/self/{name}", encoding="ascii") as lines:
        rows = [line.split() for line in lines]
    return "".join(f"{inside} {inside} {count}\n" for inside, _, count in rows)


def put(path: str, text: str) -> None:
    """Write to a file of the system's that is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
