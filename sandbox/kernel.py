"""One living kernel: a process under a backend, the line to it, and the cells that run in it.

Protects from what a kernel can do to its host by talking or by not talking: it may lie, flood, hang,
stop itself or die at any moment, and each of those ends the cell with a typed `Finished` within a
bounded time. What the code may touch is the backend's business (`sandbox.isolation`).

Theory of operation. One thread drives everything: `Kernel.run` is a generator around one poll over
the kernel's four channels, the process descriptor of its process and a pipe by which other threads
wake it. A cell is over when its reply has come on the shell channel *and* its idle status on iopub
(which is ordered behind all output); a forged idle alone ends nothing. Whoever wants a cell to stop
puts a `Stop` on it; the ladder in `LADDER` does the rest, up to killing the process.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import KernelFailed
from sandbox.events import (
    AskedForInput,
    Cleared,
    Displayed,
    Failed,
    Finished,
    Printed,
    RunEvent,
    Why,
)
from sandbox.isolation.seam import Confined
from sandbox.policy import Limits
from sandbox.wire import Line, Malformed, Received

TICK = 0.25
"""Longest wait of one poll, in seconds: how late a limit may be noticed."""
START_SECONDS = 60.0
"""How long a kernel may take to answer for the first time."""
GRACE_SECONDS = 1.0
"""How long the idle status may come after the reply before we stop waiting for it."""
BATCH = 64
"""Messages read from a channel before the others have their turn."""
MOST_MALFORMED = 1000

LADDER: tuple[tuple[float, str], ...] = ((0.0, "signal"), (1.0, "signal"), (1.8, "kill"))
"""What is done to a cell that must stop, and after how many seconds."""

NOTES: Mapping[Why, str] = {
    "interrupted": "The code was interrupted.",
    "died": "The kernel's process ended by itself{how}.",
    "protocol": "The kernel sent what is no answer.",
}
TEXT_OF_FAILURE = 1 << 20
"""Characters of a traceback that are kept."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


@dataclass(slots=True)
class Stop:
    """A cell is to end: why, since when, and how far up the ladder we are."""

    why: Why
    since: float
    note: str = ""
    rung: int = 0


@dataclass(slots=True)
class Cell:
    """The state of one execution."""

    number: int
    source: str
    runner: str
    began: float
    limits: Limits
    request: str = ""
    """Id of the request; empty until the kernel is ready and it was sent."""
    busy: bool = False
    idle: bool = False
    reply: Mapping[str, Any] | None = None
    replied: float = 0.0
    stop: Stop | None = None
    output: int = 0
    """Bytes of output so far."""
    malformed: int = 0
    waited: float = 0.0
    """Seconds spent waiting for an answer of the user."""
    asked: bool = False
    ended: Why | None = None
    note: str = ""
    ready: list[RunEvent] = field(default_factory=list)

    def seconds(self) -> float:
        return time.monotonic() - self.began - self.waited

    def halt(self, why: Why, note: str = "") -> None:
        """Ask for the end of this cell; the first reason counts."""
        if self.stop is None:
            self.stop = Stop(why, time.monotonic(), note)


class Kernel:
    """A kernel that was started; `run` may be called as soon as it exists."""

    def __init__(self, confined: Confined, line: Line, *, interactive: bool) -> None:
        self.confined = confined
        self._line = line
        self._interactive = interactive
        self._started = time.monotonic()
        self._heard = False
        self._known = ""
        self._asked = line.send("shell", "kernel_info_request", {})
        self._past: set[str] = set()
        self._answer: list[str | None] = []
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        self._interrupted = False
        self.alive = True

    # what others may call

    def interrupt(self) -> None:
        """End the running cell soon; safe in any thread and in a signal handler."""
        self._interrupted = True
        os.write(self._wake_write, b"i")

    def answer(self, text: str | None) -> None:
        """The answer to the last `AskedForInput`."""
        self._answer.append(text)

    def close(self) -> None:
        """End the process and everything that it started; give up the line."""
        if self._wake_read < 0:
            return
        self.alive = False
        self.confined.kill()
        self._line.close()
        os.close(self._wake_read)
        os.close(self._wake_write)
        self._wake_read = self._wake_write = -1

    # one cell

    def run(self, cell: Cell) -> Iterator[RunEvent]:
        """Execute the cell; yields what it does, without the final `Finished`.

        Afterwards `cell.ended` says why it ended. A `KeyboardInterrupt` raised in here or thrown in
        interrupts the cell. When the generator is closed early, the cell is stopped first.
        """
        self._interrupted = False
        finished = False
        try:
            while cell.ended is None or cell.ready:
                try:
                    if not cell.ready:
                        self._advance(cell)
                    while cell.ready:
                        yield cell.ready.pop(0)
                except KeyboardInterrupt:
                    self._press(cell)
            finished = True
        finally:
            if not finished:
                self._press(cell)
                while cell.ended is None:
                    self._advance(cell)
            self._past.add(cell.request)

    def _press(self, cell: Cell) -> None:
        """Somebody wants the cell to stop; asked again, it stops faster."""
        if cell.stop is None:
            cell.halt("interrupted")
        else:
            cell.stop.since = min(cell.stop.since, time.monotonic() - LADDER[-1][0])

    def _advance(self, cell: Cell) -> None:
        """Wait for the next thing to happen, and take it in."""
        if not cell.request and self._heard and self._known:
            self._submit(cell)
        if cell.asked and self._answer:
            self._reply_input(cell)
        waiting = 0.0 if cell.asked else TICK
        for what in self._line.poll(waiting, self.confined.pidfd, self._wake_read):
            if what == self.confined.pidfd:
                continue
            if isinstance(what, int):
                with contextlib.suppress(BlockingIOError):
                    os.read(what, 64)
                continue
            for _ in range(BATCH):
                message = self._line.receive(what)
                if message is None:
                    break
                self._take(cell, message)
        self._check(cell)

    def _submit(self, cell: Cell) -> None:
        cell.began = time.monotonic()
        cell.request = self._line.send(
            "shell",
            "execute_request",
            {
                "code": cell.source,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": self._interactive,
                "stop_on_error": False,
            },
            {"interp": {"number": cell.number, "runner": cell.runner}},
        )

    # what comes in

    def _take(self, cell: Cell, message: Received | Malformed) -> None:
        cell.output += message.size
        if isinstance(message, Malformed):
            cell.malformed += 1
            return
        if message.channel == "iopub":
            self._heard = True
        if message.parent == self._asked and message.kind == "kernel_info_reply":
            self._known = str(message.content.get("implementation") or "?")
        if not cell.request or message.parent not in {cell.request, *self._past}:
            return
        if message.parent != cell.request and message.kind != "stream":
            return
        taker = TAKERS.get((message.channel, message.kind))
        if taker is not None:
            try:
                taker(cell, message.content)
            except (TypeError, ValueError, AttributeError, KeyError):
                cell.malformed += 1

    def _reply_input(self, cell: Cell) -> None:
        text = self._answer.pop(0)
        cell.asked = False
        # The end-of-file character is how the protocol says that nothing will come.
        self._line.send("stdin", "input_reply", {"value": "\x04" if text is None else text})

    # what time brings

    def _check(self, cell: Cell) -> None:
        now = time.monotonic()
        if self._interrupted:
            self._interrupted = False
            self._press(cell)
        if cell.reply is not None and (cell.idle or now - cell.replied > GRACE_SECONDS):
            self._conclude(cell)
        elif self.confined.wait(0) is not None:
            self._bury(cell)
        elif not cell.request:
            self._check_start(cell, now)
        else:
            self._check_limits(cell)
            self._climb(cell, now)

    def _check_start(self, cell: Cell, now: float) -> None:
        if cell.stop is not None:
            cell.ended = cell.stop.why
        elif now - self._started > START_SECONDS:
            raise KernelFailed(f"the kernel did not answer within {START_SECONDS:.0f} s")

    def _check_limits(self, cell: Cell) -> None:
        limits = cell.limits
        if cell.seconds() > limits.wall_seconds and not cell.asked:
            cell.halt("time limit", f"It ran longer than {limits.wall_seconds:g} s.")
        elif cell.output > limits.output:
            cell.halt("output limit", f"It wrote more than {limits.output >> 20} MiB.")
        elif cell.malformed > MOST_MALFORMED:
            cell.halt("protocol", "The kernel sent too many messages that are none.")

    def _climb(self, cell: Cell, now: float) -> None:
        stop = cell.stop
        if stop is None or stop.rung >= len(LADDER):
            return
        after, action = LADDER[stop.rung]
        if now - stop.since < after:
            return
        stop.rung += 1
        if action == "signal":
            self.confined.signal(signal.SIGINT)
        else:
            self.confined.kill()

    # how it ends

    def _conclude(self, cell: Cell) -> None:
        assert cell.reply is not None
        if cell.stop is not None:
            cell.ended, cell.note = cell.stop.why, cell.stop.note
        else:
            cell.ended = "ok" if cell.reply.get("status") == "ok" else "error"

    def _bury(self, cell: Cell) -> None:
        """The process is gone: take in what it still said, and say why the cell ended."""
        self.alive = False
        status = self.confined.wait(0)
        if not cell.request and cell.stop is None:
            raise KernelFailed(f"the kernel ended while starting (status {status})")
        if cell.stop is not None:
            cell.ended, cell.note = cell.stop.why, cell.stop.note
        else:
            cell.ended = "died"
            cell.note = NOTES["died"].format(how=_how(status))


def _how(status: int | None) -> str:
    if status is None:
        return ""
    if status >= 0:
        return f" with exit status {status}"
    with contextlib.suppress(ValueError):
        return f" by {signal.Signals(-status).name}"
    return f" by signal {-status}"


def plain(text: str) -> str:
    """Text without terminal escapes."""
    return _ESCAPES.sub("", text)


def _status(cell: Cell, content: Mapping[str, Any]) -> None:
    state = content.get("execution_state")
    cell.busy = cell.busy or state == "busy"
    cell.idle = cell.idle or state == "idle"


def _stream(cell: Cell, content: Mapping[str, Any]) -> None:
    text = content["text"]
    if isinstance(text, str) and text:
        cell.ready.append(Printed("stderr" if content["name"] == "stderr" else "stdout", text))


def _as_text(value: object) -> str:
    import json

    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return json.dumps(value)


def _display(cell: Cell, content: Mapping[str, Any], *, result: bool, update: bool) -> None:
    data = {str(mime): _as_text(value) for mime, value in content["data"].items()}
    transient = content.get("transient")
    named = transient.get("display_id") if isinstance(transient, dict) else None
    metadata = content.get("metadata")
    cell.ready.append(
        Displayed(
            data,
            metadata if isinstance(metadata, dict) else {},
            result=result,
            display_id=named if isinstance(named, str) else "",
            update=update,
        )
    )


def _error(cell: Cell, content: Mapping[str, Any]) -> None:
    lines = content.get("traceback")
    text = "\n".join(str(line) for line in lines) if isinstance(lines, list) else ""
    cell.ready.append(
        Failed(
            plain(str(content["ename"])),
            plain(str(content["evalue"])),
            plain(text)[-TEXT_OF_FAILURE:],
        )
    )


def _clear(cell: Cell, content: Mapping[str, Any]) -> None:
    cell.ready.append(Cleared(bool(content.get("wait"))))


def _replied(cell: Cell, content: Mapping[str, Any]) -> None:
    if cell.reply is None:
        cell.reply = content
        cell.replied = time.monotonic()


def _asked_for_input(cell: Cell, content: Mapping[str, Any]) -> None:
    cell.asked = True
    cell.ready.append(AskedForInput(str(content["prompt"]), bool(content.get("password"))))


Taker = Callable[[Cell, Mapping[str, Any]], None]

TAKERS: Mapping[tuple[str, str], Taker] = {
    ("iopub", "status"): _status,
    ("iopub", "stream"): _stream,
    ("iopub", "display_data"): lambda cell, content: _display(
        cell, content, result=False, update=False
    ),
    ("iopub", "update_display_data"): lambda cell, content: _display(
        cell, content, result=False, update=True
    ),
    ("iopub", "execute_result"): lambda cell, content: _display(
        cell, content, result=True, update=False
    ),
    ("iopub", "error"): _error,
    ("iopub", "clear_output"): _clear,
    ("shell", "execute_reply"): _replied,
    ("stdin", "input_request"): _asked_for_input,
}


def finished(cell: Cell, *, restarted: bool = False, note: str = "") -> Finished:
    """The last event of a cell that has ended."""
    assert cell.ended is not None
    code = (cell.reply or {}).get("exit_code")
    return Finished(
        cell.ended,
        cell.seconds(),
        cell.number,
        exit_code=code if isinstance(code, int) else None,
        restarted=restarted,
        note=" ".join(part for part in (cell.note, note) if part),
    )
