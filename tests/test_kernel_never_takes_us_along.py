"""A kernel may die, hang, stop, flood or lie: the cell ends with a reason and the next one runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sandbox.events import Displayed, Failed, Finished, Printed, RunEvent, Why
from sandbox.policy import Limits, Policy
from sandbox.sandbox import Sandbox, Settings

LIMITS = Limits(processes=150, wall_seconds=4.0, output=4 << 20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def box(folder: Path) -> Iterator[Sandbox]:
    policy = Policy(folder, isolate=False, rehearse=False, limits=LIMITS)
    with Sandbox.open(policy, Settings()) as sandbox:
        yield sandbox


def end(events: list[RunEvent]) -> Finished:
    last = events[-1]
    assert isinstance(last, Finished)
    assert sum(isinstance(event, Finished) for event in events) == 1
    return last


def run(box: Sandbox, source: str, language: str = "python") -> list[RunEvent]:
    return list(box.run(language, source))


def works(box: Sandbox) -> bool:
    return Displayed({"text/plain": "42"}, {}, result=True) in run(box, "6 * 7")


@pytest.mark.parametrize(
    ("source", "why", "note"),
    [
        ("import os; os._exit(3)", "died", "exit status 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "died", "killed"),
        ("import ctypes; ctypes.string_at(0)", "died", "crashed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "died", "stopped its own"),
        ("import signal, time; signal.signal(2, signal.SIG_IGN); time.sleep(60)", "time limit", ""),
        ("import os; os.closerange(3, 200); import time; time.sleep(60)", "died", ""),
    ],
    ids=["os._exit", "SIGKILL", "segfault", "SIGSTOP", "deaf", "closes everything"],
)
def test_a_kernel_that_is_lost_is_replaced(box: Sandbox, source: str, why: Why, note: str) -> None:
    run(box, "x = 1")
    last = end(run(box, source))
    assert last.why == why
    assert note in last.note
    assert last.restarted
    assert works(box)
    assert any(isinstance(event, Failed) for event in run(box, "x"))


def test_too_much_memory_ends_the_kernel_before_the_machine_suffers(folder: Path) -> None:
    limits = Limits(memory=300 << 20)
    with Sandbox.open(
        Policy(folder, isolate=False, rehearse=False, limits=limits), Settings()
    ) as box:
        last = end(run(box, "x = []\nwhile True: x.append(bytearray(10 << 20))"))
        assert last.why == "memory limit"
        assert "300 MB" in last.note
        assert last.restarted
        assert works(box)
        source = (
            "import subprocess, sys\n"
            "held = [subprocess.Popen([sys.executable, '-c', 'x = bytearray(90 << 20); input()'],"
            " stdin=subprocess.PIPE) for _ in range(4)]\n"
            "held[0].wait()"
        )
        assert end(run(box, source)).why == "memory limit"


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "10 ** 10 ** 8",
        "import time; time.sleep(60)",
        "import subprocess; subprocess.run(['sleep', '60'])",
        "import asyncio; await asyncio.sleep(60)",
        "!sleep 60",
    ],
)
def test_a_cell_that_takes_too_long_is_stopped_and_variables_stay(
    box: Sandbox, source: str
) -> None:
    run(box, "x = 'kept'")
    last = end(run(box, source))
    assert last.why == "time limit"
    assert not last.restarted
    assert Printed("stdout", "kept\n") in run(box, "print(x)")


def test_a_flood_of_output_is_cut_off_and_variables_stay(box: Sandbox) -> None:
    run(box, "x = 'kept'")
    events = run(box, "while True: print('x' * 1000)")
    last = end(events)
    assert last.why == "output limit"
    assert not last.restarted
    told = sum(len(event.text) for event in events if isinstance(event, Printed))
    assert told <= LIMITS.output + (1 << 20)
    assert Printed("stdout", "kept\n") in run(box, "print(x)")


def test_a_flood_does_not_fill_our_memory(folder: Path) -> None:
    limits = Limits(output=1 << 30)
    policy = Policy(folder, isolate=False, rehearse=False, limits=limits)
    with Sandbox.open(policy, Settings()) as box:
        assert works(box)
        us = psutil.Process()
        before = us.memory_info().rss
        told = most = 0
        for event in box.run("python", "for _ in range(3000): print('x' * 100_000)"):
            if isinstance(event, Printed):
                told += len(event.text)
                most = max(most, us.memory_info().rss)
        assert told == 3000 * 100_001
        assert most - before < 64 << 20


def test_a_value_too_large_to_show_is_replaced_by_a_sentence(box: Sandbox) -> None:
    source = (
        "from IPython.display import display\ndisplay({'text/plain': 'x' * (60 << 20)}, raw=True)"
    )
    events = run(box, source)
    (display,) = (event for event in events if isinstance(event, Displayed))
    assert "too large" in display.data["text/plain"]
    assert end(events).why == "ok"


def test_an_enormous_exception_is_shortened(box: Sandbox) -> None:
    events = run(box, "raise ValueError('x' * (20 << 20))")
    (failed,) = (event for event in events if isinstance(event, Failed))
    assert len(failed.message) + len(failed.traceback) < 3 << 20
    assert end(events).why == "error"


SEND = """
import time
E, DEEP = b'{}', b'[' * 100_000
kernel = get_ipython().kernel
def send(kind, content, parent=None, frames=None):
    message = kernel.session.msg(kind, content, parent=parent or kernel.get_parent())
    parts = frames or super(type(kernel.session), kernel.session).serialize(message)
    kernel.iopub_thread.send_multipart(parts)
"""


def test_a_message_larger_than_we_take_ends_the_cell_and_not_the_session(box: Sandbox) -> None:
    run(box, "x = 'kept'")
    source = f"{SEND}\nsend('display_data', {{'data': {{'text/plain': 'x' * (40 << 20)}}}})"
    last = end(run(box, source))
    assert last.why == "output limit"
    assert Printed("stdout", "kept\n") in run(box, "print(x)")


def test_a_forged_idle_ends_nothing(box: Sandbox) -> None:
    source = f"{SEND}\nsend('status', {{'execution_state': 'idle'}})\ntime.sleep(0.3)\nprint('end')"
    events = run(box, source)
    assert Printed("stdout", "end\n") in events
    assert end(events).why == "ok"


@pytest.mark.parametrize(
    "frames",
    [
        "[b'junk']",
        "[b'<IDS|MSG>']",
        "[b'<IDS|MSG>', b'wrong', b'{}', b'{}', b'{}', b'{}']",
        "kernel.session.serialize(kernel.session.msg('stream'))[:4]",
        "[b'<IDS|MSG>', kernel.session.sign([DEEP, E, E, E]), DEEP, E, E, E]",
        "[b'<IDS|MSG>', kernel.session.sign([b'1', b'2', b'3', b'4']), b'1', b'2', b'3', b'4']",
        "[b'<IDS|MSG>', kernel.session.sign([b'\\xff']*4), *[b'\\xff']*4]",
        "[b''] * 5000",
    ],
)
def test_frames_that_are_no_message_are_passed_over(box: Sandbox, frames: str) -> None:
    events = run(box, f"{SEND}\nfor _ in range(20): send('x', {{}}, frames={frames})\nprint('end')")
    assert Printed("stdout", "end\n") in events
    assert end(events).why == "ok"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("stream", "{}"),
        ("stream", "{'name': 3, 'text': ['x']}"),
        ("display_data", "{'data': 7}"),
        ("display_data", "{'data': {'text/plain': None}, 'metadata': 'x', 'transient': 3}"),
        ("execute_result", "{'data': ['x']}"),
        ("error", "{'ename': 3}"),
        ("error", "{'ename': None, 'evalue': [], 'traceback': 5}"),
        ("clear_output", "{'wait': []}"),
        ("status", "{'execution_state': {}}"),
        ("comm_open", "{'comm_id': 'x' * 1000}"),
        ("execute_reply", "{'status': 'ok'}"),
        ("no_such_kind", "{}"),
    ],
)
def test_messages_that_hold_what_they_must_not_are_passed_over(
    box: Sandbox, kind: str, content: str
) -> None:
    events = run(box, f"{SEND}\nsend({kind!r}, {content})\nprint('end')")
    assert Printed("stdout", "end\n") in events
    assert end(events).why == "ok"


def test_thousands_of_frames_that_are_no_message_end_the_cell(box: Sandbox) -> None:
    events = run(
        box,
        f"{SEND}\nfor _ in range(1500): send('x', {{}}, frames=[b'junk'])\ntime.sleep(60)",
    )
    assert end(events).why == "protocol"


def test_messages_for_other_requests_are_passed_over(box: Sandbox) -> None:
    other = {"header": {"msg_id": "other"}}
    content = {"ename": "E", "evalue": "", "traceback": []}
    source = f"{SEND}\nsend('error', {content}, parent={other})"
    events = run(box, source)
    assert not [event for event in events if isinstance(event, Failed)]


def test_an_input_request_that_was_not_allowed_does_not_hang(box: Sandbox) -> None:
    source = (
        "kernel = get_ipython().kernel\n"
        "ident = kernel._get_shell_context_var(kernel._shell_parent_ident)\n"
        "print(repr(kernel._input_request('?', ident, kernel.get_parent())))"
    )
    assert end(run(box, source)).why in {"ok", "error"}
    assert works(box)


def test_interrupting_from_another_thread_ends_the_cell(box: Sandbox) -> None:
    events = box.run("python", "print('on', flush=True)\nwhile True: pass")
    first = next(events)
    threading.Timer(0.1, box.interrupt).start()
    rest = list(events)
    assert first == Printed("stdout", "on\n")
    assert end(rest).why == "interrupted"
    assert not end(rest).restarted


def test_a_keyboard_interrupt_thrown_into_the_run_ends_the_cell(box: Sandbox) -> None:
    run(box, "x = 'kept'")
    events = box.run("python", "print('on', flush=True)\nimport time; time.sleep(60)")
    next(events)
    rest = [events.throw(KeyboardInterrupt()), *events]  # type: ignore[attr-defined]
    assert end(rest).why == "interrupted"
    assert Printed("stdout", "kept\n") in run(box, "print(x)")


def test_a_keyboard_interrupt_raised_while_we_wait_ends_the_cell(box: Sandbox) -> None:
    threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT)).start()
    events = run(box, "import time; time.sleep(60)")
    assert end(events).why == "interrupted"
    assert works(box)


def test_a_run_that_is_abandoned_stops_the_cell(box: Sandbox) -> None:
    events = box.run(
        "python", "state = 'ran on'\nprint('on', flush=True)\nimport time; time.sleep(60)"
    )
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert works(box)
    assert Printed("stdout", "ran on\n") in run(box, "print(state)")


def test_a_kernel_that_died_between_cells_is_replaced_and_that_is_said(box: Sandbox) -> None:
    run(box, "import os, threading\nthreading.Timer(0.2, os._exit, (7,)).start()")
    time.sleep(0.5)
    last = end(run(box, "6 * 7"))
    assert last.why == "ok"
    assert last.restarted
    assert "exit status 7" in last.note


def test_a_fork_bomb_is_ended(box: Sandbox) -> None:
    source = "import subprocess\nx = [subprocess.Popen(['sleep', '60']) for _ in range(400)]"
    events = run(box, f"{source}\nx[0].wait()")  # a quick one ends before anybody looks
    assert end(events).why == "process limit"
    assert works(box)


def test_nothing_is_left_when_the_sandbox_closes(tmp_path: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    with Sandbox.open(Policy(tmp_path, isolate=False, rehearse=False), Settings()) as box:
        run(box, DAEMONS)
        during = set(psutil.Process().children(recursive=True)) - before
        assert len(during) >= 5
    _, alive = psutil.wait_procs(list(during), timeout=5)
    assert not alive


DAEMONS = """
import os, subprocess
subprocess.Popen(['sleep', '600'])
subprocess.Popen(['setsid', '-f', 'sleep', '600'])
subprocess.Popen(['nohup', 'sh', '-c', 'trap "" TERM HUP; sleep 600'], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp('sleep', ['sleep', '600'])
    os._exit(0)
import time; time.sleep(0.2)
print('daemons')
"""

HOST = """
import sys
from pathlib import Path
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings
policy = Policy(Path(sys.argv[1]), isolate=sys.argv[2] == "isolated", rehearse=False)
box = Sandbox.open(policy, Settings())
events = list(box.run("python", sys.argv[3]))
print("ready", flush=True)
list(box.run("python", "import time; time.sleep(600)"))
"""


@pytest.mark.parametrize("isolation", ["isolated", "direct"])
def test_nothing_is_left_when_we_are_killed(tmp_path: Path, isolation: str) -> None:
    host = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOST), str(tmp_path), isolation, DAEMONS],
        stdout=subprocess.PIPE,
    )
    assert host.stdout is not None
    assert host.stdout.readline() == b"ready\n"
    family = psutil.Process(host.pid).children(recursive=True)
    assert len(family) >= 5
    host.kill()
    host.wait()
    host.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive


def test_a_kernel_from_the_preloaded_process_is_like_any_other(tmp_path: Path) -> None:
    policy = Policy(tmp_path, rehearse=False)
    with Sandbox.open(policy, Settings(preload=True)) as box:
        assert works(box)
        zygote = box._kernels.zygote
        assert zygote is not None
        assert zygote.ready(60)
        assert end(run(box, "import os; os._exit(1)")).restarted
        events = run(box, "import sys\nprint('pandas' in sys.modules, sys.argv)")
        assert Printed("stdout", "True ['']\n") in events
        assert works(box)
        assert Printed("stdout", f"{tmp_path}\n") in run(box, "pwd", "shell")
        assert end(run(box, "input()")).why == "error"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import os; os._exit(3)", "died"),
        ("import ctypes; ctypes.string_at(0)", "died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "died"),
        ("import signal, time; signal.signal(2, signal.SIG_IGN); time.sleep(60)", "time limit"),
        ("while True: print('x' * 1000)", "output limit"),
        ("import subprocess; [subprocess.Popen(['sleep', '60']) for _ in range(400)]", ""),
    ],
    ids=["os._exit", "segfault", "SIGSTOP", "deaf", "flood", "fork bomb"],
)
def test_the_same_happens_under_isolation(isolated: Sandbox, source: str, why: str) -> None:
    last = end(run(isolated, source))
    assert last.why == why or (not why and last.why in {"error", "process limit"})
    assert works(isolated)


@pytest.fixture(scope="module")
def isolated(folder: Path) -> Iterator[Sandbox]:
    with Sandbox.open(Policy(folder, rehearse=False, limits=LIMITS), Settings()) as sandbox:
        assert sandbox.facts().backend != "direct"
        yield sandbox


def test_an_interrupt_while_the_kernel_still_starts_ends_the_cell(tmp_path: Path) -> None:
    policy = Policy(tmp_path, isolate=False, rehearse=False)
    with Sandbox.open(policy, Settings()) as box:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        assert end(run(box, "import time; time.sleep(60)")).why == "interrupted"
        assert works(box)
