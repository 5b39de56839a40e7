"""The process that has imported what every kernel imports, and forks on request.

Run as a script, with the environment that kernels get: `zygote_process.py CONTROL`. Each fork
becomes a supervisor, which makes a sandbox as always (`supervisor`), but its program is a script
that runs in this image instead of one that starts from nothing. It runs no code but modules of our
own installation, keeps no secrets, and does nothing else; so what a kernel could find in its
memory is what every kernel has in its own.

One fork is always made ahead and waits in namespaces of its own, for to copy the tables of a large
image and to make namespaces takes a third of a start. It ends with this process as long as it has
nothing to do.

Spoken on the control socket: in, once, a dictionary with the modules, then for each supervisor one
byte (`AHEAD`: namespaces without a network are wanted; `FRESH`: anything else) with descriptors
beside it, of which the first is the new supervisor's control socket; out, `ready`, then each
process id.
"""

import sys

if sys.path and sys.path[0].endswith("isolation"):
    del sys.path[0]  # Python put the folder of this script there.

import _signal as signal  # type: ignore[import-not-found]
import array
import fcntl
import gc
import importlib
import marshal
import os
import select
import socket

sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
from sandbox.isolation import linux, namespaces, supervisor

del sys.path[-1]

LARGEST = 1 << 20
ROOM = socket.CMSG_SPACE(64 * array.array("i").itemsize)
"""For so many descriptors beside a message."""
HIGH = 500
"""Descriptors are kept from here on until each is put at the number that it must have."""
AHEAD, FRESH = b"n", b"f"
QUIET = 200
"""Milliseconds without a request before the next fork is made ahead: a kernel that just starts
needs the processor more."""
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.isolation.plan import Plan


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    text, _, _, _ = control.recvmsg(LARGEST)
    end_with_owner(control, True)
    load(marshal.loads(text)["modules"])
    end_with_owner(control, False)
    control.send(marshal.dumps({"ready": True}, supervisor.MARSHAL))
    asked = select.poll()
    asked.register(control, select.POLLIN)
    spare = None
    while True:
        if spare is None and not asked.poll(QUIET):
            spare = Spare(control)
        text, beside, _, _ = control.recvmsg(LARGEST, ROOM)
        if not text:
            return
        received = descriptors(beside)
        pid = 0
        if spare is not None and text == AHEAD:
            pid = spare.take(received)
            spare = None
        pid = pid or fork_now(control, spare, received)
        for descriptor in received:
            os.close(descriptor)
        control.send(marshal.dumps({"pid": pid}, supervisor.MARSHAL))
        bury()


def end_with_owner(control: socket.socket, begin: bool) -> None:
    """While we import, for a second, nobody looks at the control socket: the system shall end us
    when its other end is closed. Nothing is sent to us meanwhile, which would end us, too."""
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC if begin else flags & ~os.O_ASYNC)
    gone = select.poll()
    gone.register(control, 0)
    if gone.poll(0):
        os._exit(0)


def fork_now(control: socket.socket, spare: "Spare | None", received: list[int]) -> int:
    """The process id of a supervisor that begins from here."""
    pid = os.fork()
    if pid == 0:
        control.close()
        if spare is not None:
            spare.line.close()
        become_supervisor(received)
    return pid


class Spare:
    """A fork that was made ahead: it has its namespaces, and waits for its descriptors."""

    def __init__(self, control: socket.socket) -> None:
        mother = os.getpid()
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pid = os.fork()
        if self.pid == 0:
            control.close()
            self.line.close()
            wait_ahead(theirs, mother)
        theirs.close()

    def take(self, received: list[int]) -> int:
        """Let it begin; its process id, or 0 when it could not be made ready."""
        passed = array.array("i", received)
        try:
            self.line.sendmsg([AHEAD], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
            began = self.line.recv(1)
        except OSError:
            began = b""
        self.line.close()
        return self.pid if began else 0


def wait_ahead(line: socket.socket, mother: int) -> None:
    """Never returns."""
    try:
        namespaces.enter(network=False)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != mother:
            os._exit(1)
        text, beside, _, _ = line.recvmsg(1, ROOM)
        if not text:
            os._exit(0)
        linux.prctl(linux.PR_SET_PDEATHSIG, 0)  # from now on it lives as long as its owner
        line.send(AHEAD)
        line.close()
    except BaseException:  # noqa: BLE001 - the edge of a process
        os._exit(1)
    become_supervisor(descriptors(beside), entered=True)


def load(names: list[str]) -> None:
    """Import what is there of the modules; then nothing in memory moves any more."""
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # a kernel will do without it, too, or say so
    for name in [name for name in sys.modules if name.partition(".")[0] == "sandbox"]:
        del sys.modules[name]  # the name is the user's
    gc.collect()
    gc.freeze()


def descriptors(beside: list[tuple[int, int, bytes]]) -> list[int]:
    """The descriptors that came with a message."""
    found = array.array("i")
    for level, kind, data in beside:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return list(found)


def bury() -> None:
    """Forget supervisors that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def become_supervisor(received: list[int], entered: bool = False) -> None:
    """Never returns. `entered`: this process is in namespaces of its own already."""
    status = 1
    try:
        os.setsid()
        high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, HIGH) for descriptor in received]
        for descriptor in received:
            os.close(descriptor)
        control = high[0]
        plan = marshal.loads(os.read(control, LARGEST))
        arrange(plan, high[1:])
        supervisor.supervise(control, plan, lambda trouble: run(plan, trouble), entered)
        status = 0
    except Exception:  # noqa: BLE001 - the edge of a process
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def arrange(plan: "Plan", rest: list[int]) -> None:
    """Put descriptors at the numbers that the plan says: standard streams, then `keep`; where the
    ways into the control groups are does not matter."""
    plan["stdio"] = [rest.pop(0) if number >= 0 else -1 for number in plan["stdio"]]
    for number, descriptor in zip(plan["keep"], rest):  # noqa: B905 - older Pythons run this, too
        os.dup2(descriptor, number, inheritable=False)
        os.close(descriptor)
    rest = rest[len(plan["keep"]) :]
    for ways in (plan["entries"]["alone"], plan["entries"]["whole"]):
        ways[:] = [rest.pop(0) for _ in ways]


def run(plan: "Plan", trouble: int) -> None:
    """Do what `python SCRIPT ARGUMENT…` does, in this process. Never returns."""
    import atexit
    import threading
    import traceback
    import types

    argv, env = plan["argv"], plan["env"]
    os.environ.clear()
    os.environ.update(env)
    refresh()
    sys.argv = argv[1:]
    sys.orig_argv = list(argv)
    sys.path.insert(0, os.path.dirname(argv[1]))
    sys.dont_write_bytecode = bool(env.get("PYTHONDONTWRITEBYTECODE"))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    status = 0
    try:
        with open(argv[1], "rb") as file:
            code = compile(file.read(), argv[1], "exec")
        os.close(trouble)
        module = types.ModuleType("__main__")
        module.__file__ = argv[1]
        sys.modules["__main__"] = module
        exec(code, module.__dict__)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if end.code is not None and not isinstance(end.code, int):
            sys.stderr.write(f"{end.code}\n")
    except BaseException as error:  # noqa: BLE001 - what the interpreter itself does at its end
        frames = error.__traceback__
        traceback.print_exception(type(error), error, frames and frames.tb_next)
        status = 1
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)


def refresh() -> None:
    """Give this fork a state of its own where modules took one when they were imported."""
    import time

    time.tzset()
    # ruff: noqa: SIM115
    # Streams remember what they were opened on, and these descriptors now lead elsewhere.
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = open(  # type: ignore[misc]
        2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
    numbers = sys.modules.get("numpy.random")
    if numbers is not None:
        numbers.seed()
    charts = sys.modules.get("matplotlib")
    if charts is not None:
        for function in (charts.get_configdir, charts.get_cachedir):
            forget(function)


def forget(function: "Callable[[], str]") -> None:
    """Have matplotlib look for its folders again: it keeps the answer in a closure."""
    names = function.__code__.co_freevars
    for name, cell in zip(names, function.__closure__ or ()):  # noqa: B905
        if name == "called":
            cell.cell_contents = False


if __name__ == "__main__":
    main()
