"""The Linux system calls that isolation needs and Python does not offer, by ctypes.

Only the standard library and no start-up cost: this file is also imported by the processes that
build the sandbox, in whatever Python the kernel runs. Every function raises `OSError` on failure.
Nothing here decides anything.
"""

from __future__ import annotations

import ctypes
import os
import struct
from ctypes import c_char_p, c_int, c_long, c_uint, c_ulong

MACHINE = os.uname().machine

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

AT_FDCWD = -100
AT_SYMLINK_NOFOLLOW = 0x100
AT_EMPTY_PATH = 0x1000
AT_RECURSIVE = 0x8000
OPEN_TREE_CLONE = 1
MOVE_MOUNT_F_EMPTY_PATH = 4
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV, ATTR_NOEXEC = 1, 2, 4, 8
FSCONFIG_SET_FLAG, FSCONFIG_SET_STRING, FSCONFIG_CMD_CREATE = 0, 1, 6

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_NEW_LISTENER = 8

NS_GET_USERNS = 0xB701
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1

# Calls without a wrapper in older C libraries. From 424 on, numbers are the same everywhere.
NUMBERS = {
    "x86_64": {"pivot_root": 155, "capset": 126, "seccomp": 317},
    "aarch64": {"pivot_root": 41, "capset": 91, "seccomp": 277},
}.get(MACHINE, {})
OPEN_TREE, MOVE_MOUNT, FSOPEN, FSCONFIG, FSMOUNT = 428, 429, 430, 431, 432
CLOSE_RANGE, MOUNT_SETATTR = 436, 442
PIDFD_GETFD = 438
LANDLOCK_CREATE, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT = 444, 445, 446

_libc = ctypes.CDLL(None, use_errno=True)
_syscall = _libc.syscall
_syscall.restype = c_long


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def call(what: str, number: int, *arguments: object) -> int:
    """One raw system call; integers are passed as `long`."""
    words = [c_long(word) if isinstance(word, int) else word for word in arguments]
    return _checked(_syscall(c_long(number), *words), what)


def prctl(option: int, second: int = 0, third: int = 0) -> None:
    zero = c_ulong(0)
    arguments = (c_int(option), c_ulong(second), c_ulong(third), zero, zero)
    _checked(_libc.prctl(*arguments), f"prctl {option}")


def unshare(flags: int) -> None:
    _checked(_libc.unshare(c_int(flags)), f"unshare {flags:#x}")


def setns(descriptor: int, kind: int) -> None:
    _checked(_libc.setns(c_int(descriptor), c_int(kind)), "setns")


def owner_of(namespace: int) -> int:
    """A descriptor of the user namespace that a namespace belongs to."""
    return _checked(_libc.ioctl(c_int(namespace), c_ulong(NS_GET_USERNS)), "NS_GET_USERNS")


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    result = _libc.mount(
        c_char_p(encoded[0]),
        c_char_p(encoded[1]),
        c_char_p(encoded[2]),
        c_ulong(flags),
        c_char_p(encoded[3]),
    )
    _checked(result, f"mount {kind or ''} on {target}")


def umount(target: str) -> None:
    """Take a mount away from its place at once; who uses it still may."""
    _checked(_libc.umount2(c_char_p(os.fsencode(target)), c_int(MNT_DETACH)), f"umount {target}")


def pivot_root(new: str, old: str) -> None:
    call("pivot_root", NUMBERS["pivot_root"], c_char_p(new.encode()), c_char_p(old.encode()))


def open_tree(path: str) -> int:
    """A descriptor of a detached copy of the mount at `path` with all mounts below it."""
    flags = OPEN_TREE_CLONE | os.O_CLOEXEC | AT_RECURSIVE
    name = c_char_p(os.fsencode(path))
    return call(f"open_tree {path}", OPEN_TREE, AT_FDCWD, name, c_uint(flags))


def mount_setattr(descriptor: int, attributes: int, recursive: bool = True) -> None:
    """Set `ATTR_*` on a mount (and what is below it)."""
    block = struct.pack("QQQQ", attributes, 0, 0, 0)
    flags = AT_EMPTY_PATH | (AT_RECURSIVE if recursive else 0)
    call(
        "mount_setattr",
        MOUNT_SETATTR,
        descriptor,
        c_char_p(b""),
        c_uint(flags),
        c_char_p(block),
        len(block),
    )


def move_mount(descriptor: int, target: str) -> None:
    """Attach a detached mount at `target`, which is not followed when it is a link."""
    call(
        f"move_mount {target}",
        MOVE_MOUNT,
        descriptor,
        c_char_p(b""),
        AT_FDCWD,
        c_char_p(os.fsencode(target)),
        c_uint(MOVE_MOUNT_F_EMPTY_PATH),
    )


def new_filesystem(kind: str, options: dict[str, str | None], attributes: int = 0) -> int:
    """A detached mount of a new file system. An option without value is a flag."""
    context = call(f"fsopen {kind}", FSOPEN, c_char_p(kind.encode()), 1)
    try:
        for key, value in options.items():
            command = FSCONFIG_SET_FLAG if value is None else FSCONFIG_SET_STRING
            text = None if value is None else os.fsencode(value)
            arguments = (context, command, c_char_p(key.encode()), c_char_p(text), 0)
            call(f"{kind} option {key}", FSCONFIG, *arguments)
        nothing = c_char_p(None)
        call(f"{kind} create", FSCONFIG, context, FSCONFIG_CMD_CREATE, nothing, nothing, 0)
        return call(f"{kind} fsmount", FSMOUNT, context, 1, attributes)
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror} {_said(context)}".strip()) from error
    finally:
        os.close(context)


def _said(context: int) -> str:
    """What the file system wrote about its failure."""
    try:
        return "(" + os.read(context, 1024).decode(errors="replace").strip() + ")"
    except OSError:
        return ""


def close_from(first: int, keep: set[int]) -> None:
    """Close every descriptor from `first` on, but those in `keep`."""
    low = first
    for descriptor in [*sorted(number for number in keep if number >= first), 0x7FFFFFFF]:
        if low < descriptor:
            try:
                call("close_range", CLOSE_RANGE, low, descriptor - 1, 0)
            except OSError:
                os.closerange(low, min(descriptor, 1 << 16))
        low = descriptor + 1


def drop_capabilities() -> None:
    """Give up every capability, for this process and whatever it starts."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for number in range(64):
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError:
            break  # the last one that this kernel knows
    header = struct.pack("Ii", 0x20080522, 0)
    call("capset", NUMBERS["capset"], c_char_p(header), c_char_p(bytes(24)))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", c_char_p))


def install_filter(program: bytes, listen: bool = False) -> int:
    """Put a seccomp filter (8 bytes an instruction) over this thread. Needs no_new_privs. With
    `listen` the result is the descriptor at which the calls can be heard that it hands over."""
    block = _Program(len(program) // 8, program)
    flags = SECCOMP_NEW_LISTENER if listen else 0
    number = NUMBERS["seccomp"]
    return call("seccomp", number, SECCOMP_SET_MODE_FILTER, flags, ctypes.byref(block))


def descriptor_of(pid: int, number: int) -> int:
    """A descriptor of ours for what another process has open. Needs the right to trace it."""
    process = os.pidfd_open(pid)
    try:
        return call("pidfd_getfd", PIDFD_GETFD, process, number, 0)
    finally:
        os.close(process)


def ioctl(descriptor: int, request: int, block: bytearray) -> None:
    """`block` is read and written."""
    buffer = (ctypes.c_char * len(block)).from_buffer(block)
    _checked(_libc.ioctl(c_int(descriptor), c_ulong(request), buffer), "ioctl")


def connect(descriptor: int, address: bytes) -> None:
    """With an address as the system knows it, of any family."""
    _checked(_libc.connect(c_int(descriptor), c_char_p(address), c_uint(len(address))), "connect")


def set_hostname(name: bytes) -> None:
    _checked(_libc.sethostname(c_char_p(name), ctypes.c_size_t(len(name))), "sethostname")


def loopback_up() -> None:
    """Switch on the loopback interface of this network namespace."""
    probe = _checked(_libc.socket(2, 2, 0), "socket")  # internet, datagrams
    try:
        request = ctypes.create_string_buffer(struct.pack("16sh14x", b"lo", 0), 40)
        _checked(_libc.ioctl(probe, c_ulong(SIOCGIFFLAGS), request), "loopback flags")
        flags = struct.unpack_from("16sh", request)[1] | IFF_UP
        struct.pack_into("16sh", request, 0, b"lo", flags)
        _checked(_libc.ioctl(probe, c_ulong(SIOCSIFFLAGS), request), "loopback up")
    finally:
        os.close(probe)
