"""The far end of the bubblewrap backend: `supervisor` for sandboxes whose namespaces bwrap makes.

    our program ── supervisor ── bwrap ── process 1 (bwrap's) ── this file's `main` ── the program

bwrap builds the root; what it does not do is done by `main`, inside, before it becomes the program:
limits, Landlock, the filter of system calls. The view is put in place from outside before the
program begins. Standard library only.
"""

import marshal
import os

from sandbox.isolation import construct, linux, membership, offspring, supervisor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sandbox.isolation.plan import Plan

SIGNAL_BASE = 128
"""bwrap ends with this much more than the number of the signal that ended the program."""
LENGTH = 8


def main(gate: int, trouble: int, ready: int) -> None:
    """Inside: read the plan, wait for the word, become the program."""
    size = int.from_bytes(os.read(gate, LENGTH), "little")
    text = b""
    while len(text) < size:
        text += os.read(gate, size - len(text))
    plan: Plan = marshal.loads(text)
    os.write(ready, b"R")
    os.close(ready)
    if os.read(gate, 1) != b"g":
        os._exit(1)
    os.set_inheritable(trouble, False)  # it came through two `exec`
    try:
        supervisor.confine(plan, trouble, gate)
        _find(plan)
        # bwrap keeps its copy of this descriptor, so its end would not tell of our success.
        os.write(trouble, supervisor.UNDER_WAY)
        supervisor.execute(plan)
    except OSError as error:
        os.write(trouble, supervisor.write_down(error))
    os._exit(1)


def serve(control: int, plan: "Plan", owner: int) -> None:
    """Outside: start bwrap and be its supervisor."""
    gate, open_gate = os.pipe()
    trouble, report_trouble = os.pipe()
    ready, tell_ready = os.pipe()
    status, report_status = os.pipe()
    words, complain = os.pipe()
    inner = [str(number) for number in (gate, report_trouble, tell_ready)]
    argv = [*plan["wrapper"], *_files(plan), "--json-status-fd", str(report_status)]
    argv += [*plan["stub"], *inner]
    outer = os.fork()
    if outer == 0:
        try:
            linux.prctl(linux.PR_SET_PDEATHSIG, 9)
            membership.enter(plan)
            membership.bring(plan, os.getpid())  # it starts several before it tells of one
            membership.close(plan)
            os.dup2(complain, 2)
            kept = (gate, report_trouble, tell_ready, report_status, *plan["keep"], *plan["stdio"])
            for descriptor in kept:
                if descriptor >= 0:
                    os.set_inheritable(descriptor, True)
            os.execve(argv[0], argv, {})
        finally:
            os._exit(127)
    membership.close(plan)
    supervisor.close_all((gate, report_trouble, tell_ready, report_status, complain, *plan["keep"]))
    supervisor.close_all(number for number in plan["stdio"] if number > 2)
    inside = 0
    try:
        text = marshal.dumps(dict(plan), supervisor.MARSHAL)
        os.write(open_gate, len(text).to_bytes(LENGTH, "little") + text)
        if os.read(ready, 1) != b"R":
            raise OSError(0, os.read(words, 4096).decode(errors="replace").strip() or "bwrap ended")
        inside = int(os.read(status, 4096).split(b'"child-pid":')[1].split(b",")[0].strip(b" }\n"))
        namespace = os.open(f"/proc/{inside}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        if os.geteuid() == 0:
            _limit_processes(inside, plan["processes"])
        if plan["overlay"]:
            failed = supervisor.swap(plan, plan["overlay"], namespace)
            if "error" in failed:
                raise construct.OverlayRefused(failed["errno"], failed["error"])
        supervisor.attend(control, plan, inside, owner, (open_gate, trouble, namespace))
    finally:
        offspring.kill(inside or outer)
        _, code = os.waitpid(outer, 0)
    ended = os.waitstatus_to_exitcode(code)
    supervisor.say(control, {"ended": SIGNAL_BASE - ended if ended > SIGNAL_BASE else ended})


def _limit_processes(inside: int, number: int) -> None:
    """Bound the process ids of bwrap's namespace, from a process of ours that enters it: root is
    bound by nothing else. Raises OSError."""
    trouble, report = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            for name, kind in (("user", linux.CLONE_NEWUSER), ("pid", linux.CLONE_NEWPID)):
                linux.setns(os.open(f"/proc/{inside}/ns/{name}", os.O_RDONLY), kind)
            within = os.fork()  # only children are in the entered process namespace
            if within == 0:
                construct.limit_processes(number)
                os._exit(0)
            os._exit(os.waitpid(within, 0)[1] and 1)
        except OSError as error:
            os.write(report, supervisor.write_down(error))
        finally:
            os._exit(1)
    os.close(report)
    text = os.read(trouble, 4096)
    os.close(trouble)
    if os.waitpid(pid, 0)[1]:
        raise supervisor.trouble_in(text)


def _find(plan: "Plan") -> None:
    """Fail now, while it can still be told, if there is no such program."""
    program = plan["argv"][0] if plan["argv"] else "/"
    places = plan["env"].get("PATH", os.defpath).split(":") if "/" not in program else [""]
    if not any(os.access(os.path.join(place, program), os.X_OK) for place in places):
        raise OSError(2, os.strerror(2))


def _files(plan: "Plan") -> list[str]:
    """The made-up files of /etc, each through a descriptor that bwrap reads."""
    words = []
    for path, text in plan["files"].items():
        descriptor = os.memfd_create("file", 0)
        os.write(descriptor, text.encode("utf-8", "surrogateescape"))
        os.lseek(descriptor, 0, os.SEEK_SET)
        words += ["--ro-bind-data", str(descriptor), path]
    return words
