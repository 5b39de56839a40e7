"""The process between us and a sandbox: makes its namespaces, stays outside them, and ends with us.

    our program ── supervisor ── process 1 of the sandbox ── the program

Whichever of these dies, what is to its right dies too, by the kernel's hand: process 1 takes its
whole process namespace along, process 1 and the program have asked for SIGKILL at their parent's
death, and the supervisor watches a descriptor of our process. So `kill -9` of any of them leaves
nothing behind, and no code inside can prevent it.

Where no namespaces can be had, process 1 is an ordinary process, and both it and the supervisor
adopt what loses its parent and kill that at the end: then one of the two must survive the other.

Spoken on the control socket, one marshalled dictionary each: in, the plan, `{"go": true}`,
`{"swap", "masks"}`; out, `{"pid", "init"}`, `{"running": true}`, `{"swapped": true}`,
`{"ended": status}` or `{"error", "errno", "overlay"}`. Standard library only; see `linux`.
"""

from __future__ import annotations

# `signal` only adds names to this one, and takes longest of all to import.
import _signal as signal  # type: ignore[import-not-found]
import marshal  # our own processes speak; json alone would take longer than all the rest
import os
import resource  # now: inside the sandbox there may be no Python to import from
import select
import sys

from sandbox.isolation import (
    connections,
    construct,
    landlock,
    linux,
    membership,
    namespaces,
    offspring,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.isolation.plan import Plan

LARGEST_MESSAGE = 1 << 20
UNDER_WAY = b"E"
SWAP_SECONDS = 10
MARSHAL = 2
"""The oldest format that knows all that is said, so that any Python understands it."""
ALL_SIGNALS = signal.valid_signals()


def main() -> None:
    control = int(sys.argv[1])
    plan: Plan = marshal.loads(os.read(control, LARGEST_MESSAGE))
    supervise(control, plan, lambda _: execute(plan))


def supervise(
    control: int, plan: Plan, program: Callable[[int], None], entered: bool = False
) -> None:
    """Run `program` in a new sandbox until it or our owner ends. It does not return, and gets a
    descriptor that is to be closed when it is under way (a successful `exec` does that). `entered`:
    `namespaces.enter` was called before the plan was known."""
    owner = os.pidfd_open(plan["owner"])
    try:
        if plan["wrapper"]:
            from sandbox.isolation import wrapped

            wrapped.serve(control, plan, owner)
        else:
            if plan["namespaces"] and not entered:
                namespaces.enter(plan["network"])
            _serve(control, plan, program, owner)
    except OSError as error:
        say(control, _failure(error))


def say(control: int, message: dict[str, object]) -> None:
    try:
        os.write(control, marshal.dumps(message, MARSHAL))
    except (BrokenPipeError, ConnectionResetError):
        pass  # our owner is gone; the poll loop sees it


def _serve(control: int, plan: Plan, program: Callable[[int], None], owner: int) -> None:
    if not plan["namespaces"]:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    gate, open_gate = os.pipe()
    trouble, report_trouble = os.pipe()
    status, report_status = os.pipe()
    init = os.fork()
    if init == 0:
        for descriptor in (open_gate, trouble, status, owner, control):
            os.close(descriptor)
        _become_init(plan, program, gate, report_trouble, report_status)
    close_all((gate, report_trouble, report_status, *plan["keep"]))
    close_all(number for number in plan["stdio"] if number > 2)
    try:
        membership.bring(plan, init)  # while it builds
        if os.read(status, 1) != b"R":
            raise trouble_in(os.read(trouble, 4096))
        membership.bring(plan, offspring.only_child(init))
        membership.close(plan)
        namespace = os.open(f"/proc/{init}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        attend(control, plan, init, owner, (open_gate, trouble, namespace))
    finally:
        offspring.end(init, plan["namespaces"])
    code = os.read(status, 64)
    say(control, {"ended": int(code) if code else -signal.SIGKILL})


def attend(control: int, plan: Plan, init: int, owner: int, ends: tuple[int, int, int]) -> None:
    """Tell our owner about the sandbox that was built, let the program begin, and serve until one
    of them has ended. `ends`: what opens the gate, what tells of trouble, the mount namespace."""
    open_gate, trouble, namespace = ends
    say(control, {"pid": offspring.only_child(init), "init": init})
    if not os.read(control, LARGEST_MESSAGE):
        return
    os.write(open_gate, b"g")
    text = os.read(trouble, 4096)
    listener = None
    if plan["watched"] and text.startswith(connections.HANDED):
        listener = connections.take_over(text, offspring.only_child(init))
        os.write(open_gate, b"g")
        text = os.read(trouble, 4096)
    if text and text != UNDER_WAY:
        raise trouble_in(text)
    say(control, {"running": True})
    _watch(control, plan, (init, owner, namespace), listener)


def close_all(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def write_down(error: Exception) -> bytes:
    """A failure in a child process, for its parent."""
    kind = "overlay" if isinstance(error, construct.OverlayRefused) else "system"
    number = error.errno or 0 if isinstance(error, OSError) else 0
    words = error.strerror if isinstance(error, OSError) else repr(error)
    return f"{kind}\n{number}\n{words}".encode(errors="replace")


def trouble_in(text: bytes) -> OSError:
    """The failure that a child process wrote down."""
    if not text:
        return OSError(0, "a process of the sandbox ended while it was built")
    kind, number, words = text.decode(errors="replace").split("\n", 2)
    return (construct.OverlayRefused if kind == "overlay" else OSError)(int(number), words)


def _failure(error: OSError) -> dict[str, object]:
    overlay = isinstance(error, construct.OverlayRefused)
    return {"error": error.strerror or str(error), "errno": error.errno, "overlay": overlay}


def _watch(control: int, plan: Plan, whom: tuple[int, int, int], listener: int | None) -> None:
    """Serve our owner, and the sandbox, until one of them has ended. `whom`: process 1, our owner,
    the mount namespace; `listener`: where the sandbox asks for connections."""
    init, owner, namespace = whom
    inside = os.pidfd_open(init)
    poll = select.poll()
    for descriptor in (control, owner, inside):
        poll.register(descriptor, select.POLLIN)
    board = None
    if listener is not None:
        board = connections.Switchboard(plan, listener, namespace, poll)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if inside in ready or owner in ready:
            return
        if board is not None:
            board.serve(ready)
        if control in ready:
            message = os.read(control, LARGEST_MESSAGE)
            if not message:
                return
            request = marshal.loads(message)
            plan["masks"] = request["masks"]
            say(control, swap(plan, request["swap"], namespace))


def swap(plan: Plan, paths: dict[str, str], namespace: int) -> dict[str, object]:
    """Change the view in a process of its own, which alone moves into the sandbox's mounts."""
    trouble, report = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.alarm(SWAP_SECONDS)
        try:
            construct.swap(plan, paths, namespace)
            os._exit(0)
        except Exception as error:  # noqa: BLE001 - the edge of a process: its parent raises it
            os.write(report, write_down(error))
            os._exit(1)
        finally:
            os._exit(2)
    os.close(report)
    text = os.read(trouble, 4096)
    os.close(trouble)
    _, status = os.waitpid(pid, 0)
    if status:
        return _failure(trouble_in(text))
    return {"swapped": True}


def _become_init(
    plan: Plan, program: Callable[[int], None], gate: int, trouble: int, status: int
) -> None:
    """Never returns: process 1 builds the sandbox, starts the program and reaps what it leaves."""
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, ALL_SIGNALS)
        # With namespaces our end is everybody's; without, we must live on to end the others.
        last = signal.SIGKILL if plan["namespaces"] else signal.SIGTERM
        linux.prctl(linux.PR_SET_PDEATHSIG, last)
        os.setsid()
        membership.enter(plan)
        membership.close(plan)
        namespaces.put("/proc/self/oom_score_adj", "1000")
        if plan["namespaces"]:
            linux.unshare(linux.CLONE_NEWNS)
            construct.build(plan)
            _name_and_network(plan["network"])
        else:
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        pid = os.fork()
        if pid == 0:
            os.close(status)
            if os.read(gate, 1) != b"g":
                os._exit(1)
            confine(plan, trouble, gate)
            program(trouble)
            os._exit(0)
        os.write(status, b"R")
        linux.close_from(0, {status})
        linux.drop_capabilities()
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        code = _reap(pid, orphans=not plan["namespaces"])
        if not plan["namespaces"]:
            offspring.sweep()
        os.write(status, str(code).encode())
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - the edge of a process: its parent raises it
        os.write(trouble, write_down(error))
        os._exit(1)
    finally:
        os._exit(2)


def _name_and_network(network: bool) -> None:
    linux.set_hostname(b"sandbox")
    if not network:
        linux.loopback_up()


def _reap(program: int, orphans: bool) -> int:
    """Bury the dead until the program itself has ended: its exit status, or minus the signal. With
    `orphans` the supervisor's death (told by SIGTERM) counts as the program's."""
    awaited = {signal.SIGCHLD, signal.SIGTERM} if orphans else {signal.SIGCHLD}
    while True:
        if signal.sigwaitinfo(awaited).si_signo == signal.SIGTERM:
            return -int(signal.SIGKILL)
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == program:
                return os.waitstatus_to_exitcode(status)
            if pid == 0:
                break


def confine(plan: Plan, trouble: int, gate: int) -> None:
    """The last steps, in the program's own process: nothing of ours stays open, nothing can be
    gained back."""
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.setsid()
    null = os.open("/dev/null", os.O_RDWR)
    stdio = [os.dup(null if descriptor < 0 else descriptor) for descriptor in plan["stdio"]]
    for target, descriptor in enumerate(stdio):
        os.dup2(descriptor, target, inheritable=True)
    linux.close_from(3, {*plan["keep"], trouble, gate})
    for descriptor in plan["keep"]:
        os.set_inheritable(descriptor, True)
    limit_resources(plan["limits"])
    os.chdir(plan["folder"])
    linux.drop_capabilities()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    rules = plan["rules"]
    if landlock.version():
        landlock.restrict(rules["read"], rules["write"], rules["devices"], plan["sealed"])
    listener = linux.install_filter(bytes.fromhex(plan["filter"]), plan["watched"])
    if plan["watched"]:
        connections.hand_over(listener, trouble, gate)
    os.close(gate)


def limit_resources(limits: list[list[int]]) -> None:
    """Lower soft and hard limits; what is lower already stays."""
    for which, value in limits:
        hard = resource.getrlimit(which)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (bound, bound))


def execute(plan: Plan) -> None:
    """Become the program; end at once where there is none (a probe)."""
    argv, env = plan["argv"], plan["env"]
    if not argv:
        os._exit(0)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and that is inherited
        signal.signal(number, signal.SIG_DFL)
    os.execvpe(argv[0], argv, env)


if __name__ == "__main__":
    main()
