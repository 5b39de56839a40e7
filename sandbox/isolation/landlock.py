"""Landlock: what a process may do with files, decided by itself and never taken back.

In the namespace backend it is the second layer: it hides `/proc/1`, refuses device nodes (a
forged overlay whiteout is one) and signals or abstract sockets that leave the sandbox. Where
namespaces are impossible it is the first layer. Standard library only; see `linux`.
"""

from __future__ import annotations

import os
import struct
from ctypes import c_char_p

from sandbox.isolation import linux

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR = 1 << 4, 1 << 5, 1 << 6, 1 << 7
MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = 1 << 8, 1 << 9, 1 << 10, 1 << 11
MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = 1 << 12, 1 << 13, 1 << 14, 1 << 15

READ = EXECUTE | READ_FILE | READ_DIR
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
WRITE = (
    (WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG)
    | (MAKE_SOCK | MAKE_FIFO | MAKE_SYM | REFER | TRUNCATE)
)  # fmt: skip
# What each version of the interface added.
KNOWN = {1: (1 << 13) - 1, 2: REFER, 3: TRUNCATE, 5: IOCTL_DEV}
NET_BIND, NET_CONNECT = 1, 2
SCOPE_ABSTRACT_SOCKETS, SCOPE_SIGNALS = 1, 2


def version() -> int:
    """Of the interface; 0 where the kernel has none or it is switched off."""
    try:
        nothing = c_char_p(None)
        return linux.call("landlock", linux.LANDLOCK_CREATE, nothing, 0, 1)
    except OSError:
        return 0


def restrict(
    read: Iterable[str], write: Iterable[str], devices: Iterable[str], sealed: bool
) -> None:
    """Confine this process for ever: `read` and `write` may be files or folders; everything else
    is refused. Paths that do not exist are passed over. `sealed` refuses TCP as well. Needs
    no_new_privs."""
    abi = version()
    handled = 0
    for since, rights in KNOWN.items():
        handled |= rights if abi >= since else 0
    net = NET_BIND | NET_CONNECT if abi >= 4 and sealed else 0
    scopes = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS if abi >= 6 else 0
    attributes = struct.pack("QQQ", handled, net, scopes)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = linux.call("landlock ruleset", linux.LANDLOCK_CREATE, c_char_p(attributes), size, 0)
    try:
        for paths, rights in (
            (read, READ),
            (write, READ | WRITE),
            (devices, READ_FILE | READ_DIR | WRITE_FILE | IOCTL_DEV),
        ):
            for path in paths:
                _allow(ruleset, path, rights & handled)
        linux.call("landlock restrict", linux.LANDLOCK_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # a rule for what is not there could allow nothing
    try:
        if not os.path.isdir(path):
            rights &= ON_FILES
        rule = struct.pack("=Qi", rights, descriptor)
        linux.call("landlock rule", linux.LANDLOCK_ADD_RULE, ruleset, 1, c_char_p(rule), 0)
    finally:
        os.close(descriptor)
