"""One living kernel: a process under a backend, the line to it, and the cells that run in it.

Protects from what a kernel can do to its host by talking or by not talking: it may lie, flood,
hang, stop itself or die at any moment, and each of those ends the cell with a typed reason within a
bounded time. What the code may touch is the backend's business (`sandbox.isolation`).

Theory of operation. One thread drives everything: `Kernel.run` is a generator around one poll over
the kernel's channels, the descriptor of its process and a pipe by which other threads wake it. A
cell is over when its reply has come on the shell channel *and* its idle status on iopub, which is
ordered behind all output; a forged idle alone ends nothing, a forged reply only its own cell.
Whoever wants a cell to stop halts it; `LADDER` does the rest, up to killing the process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.cell import Cell
from sandbox.errors import KernelFailed
from sandbox.events import RunEvent
from sandbox.fate import fate_of
from sandbox.guard import Guard, Verdict, sentence
from sandbox.isolation.seam import Confined
from sandbox.isolation.watch import refusal
from sandbox.languages import returning
from sandbox.launch import Launch
from sandbox.outputs import Record
from sandbox.wire import Line, Malformed, Received

TICK = 0.25
"""Longest wait of one poll in seconds: how late a limit may be noticed."""
START_SECONDS = 60.0
"""How long a kernel may take to answer for the first time."""
ASK_AGAIN_SECONDS = 0.3
"""A foreign kernel's first words may be lost until it hears that we listen; so we ask again."""
GRACE_SECONDS = 1.0
"""How long the idle status may come after the reply before it counts as lost."""
LAST_WORDS_SECONDS = 0.05
"""How long we go on reading what a dead kernel has sent."""
END_OF_INPUT = "\x04"
"""How the protocol says that there is no answer and none will come."""
BATCH = 64
"""Messages read from a channel before the others have their turn."""

TOO_LARGE = "Its connection broke: a message was too large, or it closed its own sockets."

LADDER: tuple[tuple[float, str], ...] = ((0.0, "ask"), (0.8, "ask"), (1.6, "kill"))
"""What is done to a cell that must stop, and after how many seconds."""
PATIENT_LADDER: tuple[tuple[float, str], ...] = ((0.0, "ask"), (1.5, "ask"), (3.5, "kill"))
"""The same for a stop by the user, who loses the variables when it comes to the last rung."""


@dataclass(slots=True)
class _Death:
    """When it was noticed that the process is gone."""

    since: float
    quiet: bool = False


class Kernel:
    """A kernel that was started; `run` may be called as soon as it exists."""

    def __init__(self, confined: Confined, launch: Launch, guard: Guard) -> None:
        self.confined = confined
        self.launch = launch
        self._folder = ""
        self._guard = guard
        self._line = Line(launch.endpoint)
        self._started = time.monotonic()
        self._asked = 0.0
        self._questions: set[str] = set()
        self._heard = False
        self._known = False
        self._past: set[str] = set()
        self._answer: str | None = None
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._interrupted = False
        self._death: _Death | None = None
        self._ask(self._started)

    @property
    def alive(self) -> bool:
        """Whether its process runs and can take another cell."""
        return self._death is None and self.confined.wait(0) is None

    def interrupt(self) -> None:
        """End the running cell soon; safe in any thread and in a signal handler."""
        self._interrupted = True
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"i")

    def answer(self, text: str | None) -> None:
        """The answer to the last `AskedForInput`; None: there is none."""
        self._answer = text

    def moved(self, folder: Path) -> bool:
        """The view of the folder was changed under this kernel, whose current directory is now in
        the old one: see to it that it goes back by name. False when it cannot be told."""
        if self.launch.language == "python":
            self._folder = str(folder)
            return True
        code = returning(self.launch.language, folder)
        if code:
            content = {"code": code, "silent": True, "store_history": False, "allow_stdin": False}
            self._line.send("shell", "execute_request", content)
        return bool(code)

    def close(self) -> None:
        """End the process and everything that it started; give up the line. Idempotent."""
        if self._wake_read < 0:
            return
        self._guard.stop()
        self.confined.kill()
        self._line.close()
        for descriptor in (self._wake_read, self._wake_write):
            os.close(descriptor)
        self._wake_read = self._wake_write = -1
        self.launch.clean()

    def run(self, cell: Cell, record: Record) -> Iterator[RunEvent]:
        """Execute the cell; yields what it does, all but `Finished`.

        Afterwards `cell.ended` says why it ended. A `KeyboardInterrupt` raised in here or thrown in
        interrupts the cell. When the generator is closed early, the cell is stopped first. Raises
        KernelFailed when the kernel never got ready.
        """
        self._interrupted = False
        self._guard.attend()
        whole = False
        try:
            while cell.ended is None or cell.events:
                try:
                    if not cell.events:
                        self._advance(cell)
                    while cell.events:
                        event = cell.events.popleft()
                        record.add(event)
                        yield event
                except KeyboardInterrupt:
                    self._press(cell)
            whole = True
        finally:
            if not whole and cell.ended is None:
                self._press(cell)
            while not whole and cell.ended is None:
                self._advance(cell)
            self._past.add(cell.request)
            self._guard.relax()

    # what is done

    def _advance(self, cell: Cell) -> None:
        """Wait for the next thing to happen, and take it in."""
        now = time.monotonic()
        if not cell.request:
            self._submit_or_ask(cell, now)
        if cell.asked:
            self._reply_to_input(cell, now)
        heard = False
        for what in self._line.poll(self._patience(cell, now), *self._descriptors()):
            if isinstance(what, int):
                if what == self._wake_read:
                    with contextlib.suppress(BlockingIOError):
                        os.read(what, 64)
                continue
            for _ in range(BATCH):
                message = self._line.receive(what)
                if message is None:
                    break
                heard = True
                self._take(cell, message)
        self._check(cell, heard)

    def _descriptors(self) -> tuple[int, ...]:
        return (self._wake_read,) if self._death else (self._wake_read, self.confined.pidfd)

    def _patience(self, cell: Cell, now: float) -> float:
        """How long the next poll may wait."""
        if self._death is not None:
            return LAST_WORDS_SECONDS / 2
        if not cell.request:
            return ASK_AGAIN_SECONDS
        left = cell.began + cell.waited + cell.limits.wall_seconds - now
        return min(TICK, max(0.001, left))

    def _submit_or_ask(self, cell: Cell, now: float) -> None:
        if not (self._heard and self._known):
            if now - self._asked > ASK_AGAIN_SECONDS:
                self._ask(now)
            return
        cell.began = now
        content = {
            "code": cell.source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": self.launch.interactive,
            "stop_on_error": False,
        }
        wishes = {"number": cell.number, "runner": cell.runner, "folder": self._folder}
        cell.request = self._line.send("shell", "execute_request", content, {"interp": wishes})
        self._folder = ""

    def _reconnect(self, now: float) -> None:
        """A new line to the same kernel; a connection that broke is not made again by itself."""
        self._line.close()
        self._line = Line(self.launch.endpoint)
        self._heard = self._known = False
        self._started = now
        self._questions.clear()
        self._ask(now)

    def _ask(self, now: float) -> None:
        self._asked = now
        self._questions.add(self._line.send("shell", "kernel_info_request", {}))

    def _reply_to_input(self, cell: Cell, now: float) -> None:
        value = END_OF_INPUT if self._answer is None else self._answer
        self._line.send("stdin", "input_reply", {"value": value})
        cell.waited += now - cell.asked
        cell.asked = 0.0
        self._answer = None

    def _press(self, cell: Cell) -> None:
        """Somebody wants the cell to stop; asked again, it stops at once."""
        now = time.monotonic()
        if cell.stop is None:
            cell.halt("interrupted", now)
        elif now - cell.stop.since > 0.1:
            cell.stop.since = now - PATIENT_LADDER[-1][0]

    # what comes in

    def _take(self, cell: Cell, message: Received | Malformed) -> None:
        now = time.monotonic()
        if isinstance(message, Malformed):
            cell.count(message.size, now)
            cell.malformed += 1
            return
        reply = message.kind == "execute_reply" and message.parent == cell.request
        if not (reply and cell.reply is None):
            # The one reply repeats an error that was counted when it was shown.
            cell.count(message.size, now)
        self._heard |= message.channel == "iopub"
        if message.kind == "kernel_info_reply" and message.parent in self._questions:
            self._known = True
        elif message.kind == "input_request" and not self.launch.interactive:
            self._line.send("stdin", "input_reply", {"value": END_OF_INPUT})
        elif message.parent == cell.request and cell.request:
            cell.take(message.channel, message.kind, message.content, now)
        elif message.kind == "stream" and message.parent in self._past:
            # A thread or background job of an earlier cell is still talking.
            cell.take(message.channel, message.kind, message.content, now)

    # what time brings

    def _check(self, cell: Cell, heard: bool) -> None:
        now = time.monotonic()
        if self._interrupted:
            self._interrupted = False
            self._press(cell)
        if cell.reply is not None and (cell.idle or now - cell.replied > GRACE_SECONDS):
            if self._line.cut:
                cell.halt("output limit", now, TOO_LARGE)
                self._reconnect(now)
            cell.end()
        elif self._death is not None:
            if not heard and now - self._death.since > LAST_WORDS_SECONDS:
                self._bury(cell)
        elif self.confined.wait(0) is not None:
            self._death = _Death(now)
        elif not cell.request:
            self._check_start(cell, now)
        else:
            if self._line.cut and now - self._line.cut > GRACE_SECONDS:
                cell.halt("output limit", now, TOO_LARGE)
            cell.check_limits(now)
            self._climb(cell, now)

    def _check_start(self, cell: Cell, now: float) -> None:
        if cell.stop is not None:
            cell.end()
        elif now - self._started > START_SECONDS:
            raise KernelFailed(
                f"the {self.launch.name} kernel did not answer within {START_SECONDS:.0f} s",
                details=self.launch.log(),
            )

    def _climb(self, cell: Cell, now: float) -> None:
        """Take the next step of the ladder, when its time has come."""
        stop = cell.stop
        if stop is None:
            return
        ladder = PATIENT_LADDER if stop.why == "interrupted" else LADDER
        while stop.rung < len(ladder) and now - stop.since >= ladder[stop.rung][0]:
            action = ladder[stop.rung][1]
            stop.rung += 1
            if action == "kill":
                self.confined.kill()
            elif self.launch.interrupt_by_message:
                self._line.send("control", "interrupt_request", {})
            else:
                self.confined.signal(signal.SIGINT)

    # how it ends

    def _bury(self, cell: Cell) -> None:
        """The process is gone and has said its last words: say why the cell ended."""
        if self._guard.verdict is not None:
            cell.stop = None
            cell.end(*self._guard.verdict)
        elif (refused := self._refused(cell)) is not None:
            cell.stop = None
            cell.end(*refused)
        elif cell.stop is not None:
            cell.end()
        elif cell.request:
            cell.end(*fate_of(self.confined.wait(0)))
        else:
            raise self.launch.failure(self.confined.wait(0))

    def _refused(self, cell: Cell) -> Verdict | None:
        """The limit that the system ended it for, before our watch could."""
        why = self.confined.refused()
        return None if why is None else sentence(refusal(why, cell.limits))

    def fate(self) -> str:
        """One sentence about why a kernel is dead."""
        verdict = self._guard.verdict
        return (verdict or fate_of(self.confined.wait(0)))[1]
