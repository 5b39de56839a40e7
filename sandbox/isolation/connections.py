"""Connections of a sandbox that is shown folders of the host directly, made by its supervisor.

Other programs may listen at Unix sockets in such folders, and neither a mount nor a filter of
numbers can tell them from sockets of the sandbox's own. So the filter hands every `connect` to the
supervisor, which lets a process of its own make it, on the very socket and from a copy of the
address that nobody inside can change any more: to sockets in the sandbox's own file systems in
memory, and to internet addresses within its own network. Everything else is refused.

Whatever goes wrong here refuses the connection. Standard library only.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]
import errno
import os
import select
import stat
import struct

from sandbox.isolation import linux

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sandbox.isolation.plan import Plan

HANDED = b"L"
"""Before the number of the listener, in the program's word that the filter is in force."""
MOST_AT_ONCE = 64
SECONDS = 150
"""How long one connection may take: longer than the system tries on the internet."""
LONGEST_ADDRESS = 128
AF_UNIX = 1
NOTICE = struct.Struct("=QIIiIQ6Q")
"""id, thread, flags, then the call: number, architecture, where, six arguments."""
ANSWER = struct.Struct("=QqiI")
RECEIVE, SEND, STILL_VALID = 0xC0502100, 0xC0182101, 0x40082102


def hand_over(listener: int, trouble: int, gate: int) -> None:
    """In the program's process, before it begins: give the listener to the supervisor and keep
    nothing of it. Who holds it could let itself do anything."""
    os.write(trouble, HANDED + str(listener).encode())
    if os.read(gate, 1) != b"g":
        os._exit(1)
    os.close(listener)


class Switchboard:
    """Serves one listener, in the poll loop of the supervisor."""

    def __init__(self, plan: Plan, listener: int, namespace: int, poll: select.poll) -> None:
        self._listener = listener
        self._plan = plan
        self._namespace = namespace
        self._poll = poll
        self._busy: dict[int, int] = {}
        """Processes that make a connection, by their descriptors."""
        poll.register(listener, select.POLLIN)

    def serve(self, ready: set[int]) -> None:
        """See to what is ready. Those that have ended must be buried soon: they are in the
        sandbox's space of process numbers, which cannot end before."""
        for descriptor in ready & self._busy.keys():
            self._poll.unregister(descriptor)
            os.close(descriptor)
            os.waitpid(self._busy.pop(descriptor), 0)
        if self._listener in ready:
            self._take()

    def _take(self) -> None:
        """Take one request; a process of its own carries it out and answers."""
        block = bytearray(NOTICE.size)
        try:
            linux.ioctl(self._listener, RECEIVE, block)
        except OSError:
            return  # who asked is gone
        notice, thread, _, _, _, _, number, address, size, *_ = NOTICE.unpack(block)
        if len(self._busy) >= MOST_AT_ONCE:
            self._answer(notice, errno.EAGAIN)
            return
        try:
            # Not in the process below: that is in the sandbox's space of process numbers.
            socket = linux.descriptor_of(_process_of(thread), number & 0xFFFFFFFF)
        except OSError as error:
            self._answer(notice, error.errno or errno.EBADF)
            return
        pid = os.fork()
        if pid == 0:
            self._carry_out(notice, thread, socket, address, size & 0xFFFFFFFF)
        os.close(socket)
        descriptor = os.pidfd_open(pid)
        self._busy[descriptor] = pid
        self._poll.register(descriptor, select.POLLIN)

    def _carry_out(self, notice: int, thread: int, socket: int, address: int, size: int) -> None:
        """Never returns."""
        result = errno.EACCES
        try:
            linux.prctl(linux.PR_SET_DUMPABLE, 0)  # code inside can see this process
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.alarm(SECONDS)
            result = self._connect(notice, thread, socket, address, size)
        finally:
            self._answer(notice, result)
            os._exit(0)

    def _answer(self, notice: int, number: int) -> None:
        try:
            linux.ioctl(self._listener, SEND, bytearray(ANSWER.pack(notice, 0, -number, 0)))
        except OSError:
            pass  # who asked is gone

    def _connect(self, notice: int, thread: int, socket: int, address: int, size: int) -> int:
        """The errno with which the call ends inside, or 0."""
        if not 2 <= size <= LONGEST_ADDRESS:
            return errno.EINVAL
        try:
            memory = os.open(f"/proc/{thread}/mem", os.O_RDONLY | os.O_CLOEXEC)
            here = os.open(f"/proc/{thread}/cwd", os.O_PATH | os.O_CLOEXEC)
            # What was opened was its own, if it still waits.
            linux.ioctl(self._listener, STILL_VALID, bytearray(struct.pack("=Q", notice)))
            text = os.pread(memory, size, address)
            if int.from_bytes(text[:2], "little") == AF_UNIX:
                text = self._local(text, here)
            linux.connect(socket, text)
        except OSError as error:
            # Not EINTR: who asked would ask again, for ever.
            return errno.ETIMEDOUT if error.errno == errno.EINTR else error.errno or errno.EACCES
        return 0

    def _local(self, address: bytes, here: int) -> bytes:
        """An address that leads to the same Unix socket, by descriptor, if it is one of the
        sandbox's own. This process then is where the sandbox is, with no more rights."""
        name = address[2:]
        if name[:1] in (b"", b"\0"):
            if self._plan["network"] or not name:
                raise OSError(errno.EPERM, "a name in the host's network")
            return address  # names are those of the socket's own network
        ours = os.open("/proc/self/fd", os.O_PATH | os.O_CLOEXEC)
        if self._plan["wrapper"]:
            linux.setns(linux.owner_of(self._namespace), linux.CLONE_NEWUSER)
        linux.setns(self._namespace, linux.CLONE_NEWNS)
        linux.drop_capabilities()
        os.fchdir(here)
        target = os.open(name.partition(b"\0")[0], os.O_PATH | os.O_CLOEXEC)
        found = os.fstat(target)
        if not stat.S_ISSOCK(found.st_mode):
            raise OSError(errno.ECONNREFUSED, "no socket")
        shown = {bind["target"] for bind in self._plan["binds"]}
        places = {scratch["target"] for scratch in self._plan["scratch"]} - shown
        own = {os.stat(place).st_dev for place in places}
        if found.st_dev not in own:
            raise OSError(errno.EACCES, "it may be another program's")
        os.fchdir(ours)
        return address[:2] + str(target).encode() + b"\0"


def take_over(text: bytes, pid: int) -> int | None:
    """In the supervisor: the listener that the program told of. None where the system does not let
    us have it: then nobody hears of a connection, and each fails."""
    try:
        return linux.descriptor_of(pid, int(text[len(HANDED) :]))
    except OSError:
        return None


def _process_of(thread: int) -> int:
    """The process that a thread belongs to."""
    with open(f"/proc/{thread}/status", "rb") as lines:
        for line in lines:
            if line.startswith(b"Tgid:"):
                return int(line.split()[1])
    raise OSError(errno.ESRCH, "no process")
