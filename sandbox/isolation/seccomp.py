"""The filter of system calls, as a classic BPF program made from tables.

It closes what namespaces and Landlock leave open: old corners of the kernel (io_uring, bpf,
perf, keyrings, new namespaces), pushing characters into a terminal, odd socket families. It
does not tell paths or addresses apart, for it sees numbers only.

A call of another architecture (32 bit on a 64 bit kernel) ends the process.
"""

from __future__ import annotations

import errno
import struct
from dataclasses import dataclass, field

from sandbox.isolation.linux import MACHINE
from sandbox.isolation.system_calls import CALLS, COLUMN

REFUSED = tuple(
    """_sysctl acct add_key adjtimex bpf chroot clock_adjtime clock_settime create_module
    delete_module fanotify_init fanotify_mark finit_module fsconfig fsmount fsopen fspick
    get_kernel_syms init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp
    kexec_file_load kexec_load keyctl lookup_dcookie mbind memfd_secret migrate_pages modify_ldt
    mount mount_setattr move_mount move_pages name_to_handle_at nfsservctl open_by_handle_at
    open_tree open_tree_attr perf_event_open pidfd_getfd pivot_root process_madvise
    process_vm_readv process_vm_writev ptrace query_module quotactl quotactl_fd reboot request_key
    set_mempolicy_home_node setdomainname sethostname setns settimeofday swapoff swapon sysfs
    syslog umount2 unshare uselib userfaultfd ustat vhangup vserver""".split()  # noqa: SIM905 - a paragraph reads better than seventy lines
)  # fmt: skip
"""Calls that end with EPERM, whatever their arguments."""

PRETENDED = tuple(
    """chmod chown fchmod fchmodat fchmodat2 fchown fchownat fremovexattr fsetxattr futimesat lchown
    lremovexattr lsetxattr removexattr removexattrat sched_setattr sched_setparam
    sched_setscheduler setxattr setxattrat utime utimes file_setattr
    """.split()  # noqa: SIM905
)
"""Without namespaces: calls that do nothing and say that they did."""
SHARED = ("shmget", "semget", "msgget", "mq_open")
"""Without namespaces: memory and queues that are everybody's."""
OF_OTHERS = {"setpriority": 1, "prlimit64": 0, "sched_setaffinity": 0, "ioprio_set": 1}
"""Without namespaces: allowed for the calling process itself (argument 0)."""

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NEW_NAMESPACES = 0x7E020080
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW = 1, 2, 3
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
SET_USER_ID = 0o4000
S_IFMT, S_IFCHR, S_IFBLK = 0o170000, 0o020000, 0o060000
O_CREAT = 0o100

KILL, ALLOW, ERRNO, HAND_OVER = 0x80000000, 0x7FFF0000, 0x00050000, 0x7FC00000
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16


def fail(number: int) -> int:
    """The verdict "the call fails with this errno"; 0 is pretended success."""
    return ERRNO | number


@dataclass(slots=True)
class Program:
    """A filter in the making: each `when` block looks at one call and falls through if it has
    nothing to say."""

    words: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, code: int, value: int, yes: int = 0, no: int = 0) -> None:
        self.words.append((code, yes, no, value))

    def give(self, verdict: int) -> None:
        self.add(RETURN, verdict)

    def call(self, name: str, block: list[tuple[int, int, int, int]]) -> None:
        """Run `block` for this call. The accumulator holds the call's number before and after."""
        number = CALLS[name][COLUMN[MACHINE]]
        if number < 0:
            return
        self.add(EQUAL, number, 0, len(block) + 1)
        self.words += block
        self.add(LOAD, NUMBER_AT)

    def bytes(self) -> bytes:
        return b"".join(struct.pack("=HBBI", *word) for word in self.words)


def argument(index: int) -> tuple[int, int, int, int]:
    """Load the low half of a call's argument."""
    return (LOAD, 0, 0, ARGUMENTS_AT + 8 * index)


def if_equal(value: int, verdict: int) -> list[tuple[int, int, int, int]]:
    return [(EQUAL, 0, 1, value), (RETURN, 0, 0, verdict)]


def if_bits(bits: int, verdict: int) -> list[tuple[int, int, int, int]]:
    return [(ANY_BIT, 0, 1, bits), (RETURN, 0, 0, verdict)]


def families(*allowed: int) -> list[tuple[int, int, int, int]]:
    """Only these families of sockets; netlink fails in the way that libzmq can live with."""
    block = [argument(0)]
    block += if_equal(AF_NETLINK, fail(errno.EOPNOTSUPP))
    for family in allowed:
        block += if_equal(family, ALLOW)
    return [*block, (RETURN, 0, 0, fail(errno.EAFNOSUPPORT))]


def pairs() -> list[tuple[int, int, int, int]]:
    """Connected Unix sockets that stay connected: one of a pair for datagrams could still be told
    to send to any name."""
    denied = fail(errno.EPERM)
    kinds = [argument(1), (AND, 0, 0, 0xF)]
    for kind in (SOCK_DGRAM, SOCK_RAW):
        kinds += if_equal(kind, denied)
    return [*kinds, *families(AF_UNIX)]


def device_modes(index: int) -> list[tuple[int, int, int, int]]:
    """No character or block device, nothing set-user-ID."""
    return [
        argument(index),
        *if_bits(SET_USER_ID, fail(errno.EPERM)),
        (AND, 0, 0, S_IFMT),
        *if_equal(S_IFCHR, fail(errno.EPERM)),
        *if_equal(S_IFBLK, fail(errno.EPERM)),
    ]


def creating(flags: int, mode: int) -> list[tuple[int, int, int, int]]:
    """An open call must not create something set-user-ID."""
    return [
        argument(flags),
        (ANY_BIT, 0, 3, O_CREAT | 0o20000000),
        argument(mode),
        *if_bits(SET_USER_ID, fail(errno.EPERM)),
    ]


def opening() -> Program:
    """What every filter begins with: the right architecture, and its calls by number."""
    program = Program()
    program.add(LOAD, ARCH_AT)
    program.add(EQUAL, AUDIT[MACHINE], 1, 0)
    program.give(KILL)
    program.add(LOAD, NUMBER_AT)
    if MACHINE == "x86_64":  # the x32 numbering of the same calls
        program.add(AT_LEAST, 0x40000000, 0, 1)
        program.give(fail(errno.ENOSYS))
    return program


def common(program: Program) -> None:
    """What no backend allows."""
    denied = fail(errno.EPERM)
    for name in REFUSED:
        program.call(name, [(RETURN, 0, 0, denied)])
    for name in ("clone3", "openat2"):  # what they ask for is out of sight; callers fall back
        program.call(name, [(RETURN, 0, 0, fail(errno.ENOSYS))])
    program.call("clone", [argument(0), *if_bits(NEW_NAMESPACES, denied)])
    program.call("ioctl", [argument(1), *if_equal(TIOCSTI, denied), *if_equal(TIOCLINUX, denied)])
    looking = [(EQUAL, 1, 0, 0xFFFFFFFF), (EQUAL, 0, 1, 0), (RETURN, 0, 0, ALLOW)]
    program.call("personality", [argument(0), *looking, (RETURN, 0, 0, denied)])
    program.call("mknod", device_modes(1))
    program.call("mknodat", device_modes(2))
    for name, index in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("fchmodat2", 2)):
        program.call(name, [argument(index), *if_bits(SET_USER_ID, denied)])
    program.call("open", creating(1, 2))
    program.call("openat", creating(2, 3))
    program.call("creat", [argument(1), *if_bits(SET_USER_ID, denied)])


def supported() -> bool:
    """There are tables for this machine."""
    return MACHINE in AUDIT


def without_namespaces(network: bool) -> bytes:
    """The filter for code that shares processes, network and files with the host. What Landlock
    cannot refuse (modes, owners, times and attributes of any file that the user owns) is pretended
    to succeed, for ordinary programs do it all the time and do not need it. Connecting is refused
    whatever the address: the filter cannot tell sockets of other programs apart. With a network it
    cannot be, so Unix sockets are."""
    program = opening()
    common(program)
    denied = fail(errno.EPERM)
    for name in PRETENDED:
        program.call(name, [(RETURN, 0, 0, fail(0))])
    # "Now" is refused, for `Path.touch` takes success to mean that the file exists.
    program.call("utimensat", [argument(2), *if_equal(0, denied), (RETURN, 0, 0, fail(0))])
    for name in SHARED:
        program.call(name, [(RETURN, 0, 0, denied)])
    for name, index in OF_OTHERS.items():
        program.call(name, [argument(index), (EQUAL, 1, 0, 0), (RETURN, 0, 0, denied)])
    if not network:
        program.call("connect", [(RETURN, 0, 0, denied)])
    stream = [argument(1), (AND, 0, 0, 0xF), (EQUAL, 1, 0, SOCK_STREAM), (RETURN, 0, 0, denied)]
    unix = [(EQUAL, 0, len(stream), AF_UNIX), *stream]
    allowed = families(AF_INET, AF_INET6) if network else families(AF_UNIX)
    program.call("socket", [argument(0), *unix, *allowed])
    program.call("socketpair", pairs())
    program.give(ALLOW)
    return program.bytes()


def with_namespaces(sockets: bool, watched: bool) -> bytes:
    """The filter for code that already has its own processes, network and files. Without `sockets`
    it gets Unix sockets in connected pairs only. With `watched` somebody outside makes its
    connections, and it gets no sockets that need none to send."""
    program = opening()
    common(program)
    if sockets and watched:
        program.call("connect", [(RETURN, 0, 0, HAND_OVER)])
        connected = [argument(1), (AND, 0, 0, 0xF)]
        for kind in (SOCK_DGRAM, SOCK_RAW):
            connected += if_equal(kind, fail(errno.EPERM))
        connected += [(RETURN, 0, 0, ALLOW)]
        unix = [argument(0), (EQUAL, 0, len(connected), AF_UNIX), *connected]
        program.call("socket", [*unix, *families(AF_INET, AF_INET6)])
    else:
        program.call("socket", families(*((AF_UNIX,) if sockets else ()), AF_INET, AF_INET6))
    program.call("socketpair", families(AF_UNIX) if sockets and not watched else pairs())
    program.give(ALLOW)
    return program.bytes()
