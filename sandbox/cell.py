"""One execution of a block: its state, and what each message of the kernel means for it.

Pure: no clock but the one handed in, no socket, no process. What a message may not be (wrong types,
missing keys) makes it count as malformed; nothing here raises for what a kernel says.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

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
from sandbox.languages import Runner
from sandbox.policy import Limits

LONGEST_FAILURE = 1 << 20
"""Characters of an exception's traceback that are kept."""
MOST_MALFORMED = 1000
"""Messages that are none before the cell is ended for it."""

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])"
)


@dataclass(slots=True)
class Stop:
    """A cell is to end: why, since when, and how far up the ladder we are."""

    why: Why
    since: float
    note: str = ""
    rung: int = 0


@dataclass(slots=True)
class Cell:
    """The state of one execution. Times are of the monotonic clock."""

    number: int
    source: str
    runner: Runner
    limits: Limits
    began: float
    request: str = ""
    """Id of the request; empty until the kernel was ready and it was sent."""
    idle: bool = False
    reply: Mapping[str, Any] | None = None
    replied: float = 0.0
    asked: float = 0.0
    """Since when the code waits for a line of the user; 0: it does not."""
    waited: float = 0.0
    """Seconds that the code waited for the user."""
    output: int = 0
    """Bytes of messages so far."""
    malformed: int = 0
    stop: Stop | None = None
    ended: Why | None = None
    note: str = ""
    events: deque[RunEvent] = field(default_factory=deque)
    """What happened and was not told yet."""

    def seconds(self, now: float) -> float:
        """How long the code has been running, without the waits for the user."""
        waiting = now - self.asked if self.asked else 0.0
        return now - self.began - self.waited - waiting

    def halt(self, why: Why, now: float, note: str = "") -> None:
        """Ask for the end of this cell; the first reason counts."""
        if self.stop is None:
            self.stop = Stop(why, now, note)

    def count(self, size_of_message: int, now: float) -> None:
        """Count the bytes of a message; halt when they are too many, before any more is shown."""
        self.output += size_of_message
        if self.output > self.limits.output:
            self.halt("output limit", now, f"It wrote more than {size(self.limits.output)}.")

    def check_limits(self, now: float) -> None:
        """Halt when another limit is passed that is seen from here."""
        limits = self.limits
        if not self.asked and self.seconds(now) > limits.wall_seconds:
            self.halt("time limit", now, f"It took longer than {limits.wall_seconds:g} s.")
        elif self.malformed > MOST_MALFORMED:
            self.halt("protocol", now, "Its kernel sent messages that are none.")

    def take(self, channel: str, kind: str, content: Mapping[str, Any], now: float) -> None:
        """What a message that answers our request says."""
        taker = TAKERS.get((channel, kind))
        if taker is None:
            return
        if taker in SHOWN and self.stop is not None and self.stop.why == "output limit":
            return
        try:
            taker(self, content, now)
        except (TypeError, ValueError, AttributeError, KeyError, RecursionError):
            self.malformed += 1

    def end(self, why: Why | None = None, note: str = "") -> None:
        """The cell is over; when it was to be stopped, that is the reason."""
        if self.stop is not None:
            why, note = self.stop.why, self.stop.note
        self.ended, self.note = why or self._outcome(), note

    def _outcome(self) -> Why:
        reply = self.reply or {}
        if reply.get("status") != "ok":
            return "error"
        return "error" if self.exit_code() else "ok"

    def exit_code(self) -> int | None:
        code = (self.reply or {}).get("exit_code")
        if self.runner != "shell" or not isinstance(code, int) or isinstance(code, bool):
            return None
        return code

    def finished(self, now: float, *, restarted: bool = False, note: str = "") -> Finished:
        """The last event, once the cell has ended."""
        assert self.ended is not None
        return Finished(
            self.ended,
            self.seconds(now),
            self.number,
            exit_code=self.exit_code(),
            restarted=restarted,
            note=" ".join(part for part in (self.note, note) if part),
        )


def size(count: int) -> str:
    """Bytes for people."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"


def plain(text: str) -> str:
    """Text without terminal escapes."""
    return _ESCAPES.sub("", text)


def _status(cell: Cell, content: Mapping[str, Any], _now: float) -> None:
    cell.idle = cell.idle or content.get("execution_state") == "idle"


def _stream(cell: Cell, content: Mapping[str, Any], _now: float) -> None:
    text = content["text"]
    if not isinstance(text, str):
        raise TypeError("a stream whose text is none")
    if text:
        cell.events.append(Printed("stderr" if content.get("name") == "stderr" else "stdout", text))


def _as_text(value: object) -> str:
    """A MIME bundle's value as text: notebooks allow lists of lines, JSON types anything."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return json.dumps(value)


def _show(
    cell: Cell, content: Mapping[str, Any], *, result: bool = False, update: bool = False
) -> None:
    data = {str(mime): _as_text(value) for mime, value in content["data"].items()}
    transient = content.get("transient")
    name = transient.get("display_id") if isinstance(transient, dict) else None
    metadata = content.get("metadata")
    cell.events.append(
        Displayed(
            data,
            metadata if isinstance(metadata, dict) else {},
            result=result,
            display_id=name if isinstance(name, str) else "",
            update=update,
        )
    )


def _display(cell: Cell, content: Mapping[str, Any], _now: float) -> None:
    _show(cell, content)


def _update(cell: Cell, content: Mapping[str, Any], _now: float) -> None:
    _show(cell, content, update=True)


def _result(cell: Cell, content: Mapping[str, Any], _now: float) -> None:
    _show(cell, content, result=True)


def _error(cell: Cell, content: Mapping[str, Any], _now: float) -> None:
    lines = content.get("traceback")
    text = "\n".join(map(str, lines)) if isinstance(lines, list) else ""
    cell.events.append(
        Failed(
            plain(str(content["ename"])),
            plain(str(content["evalue"]))[:LONGEST_FAILURE],
            plain(text)[-LONGEST_FAILURE:],
        )
    )


def _clear(cell: Cell, content: Mapping[str, Any], _now: float) -> None:
    cell.events.append(Cleared(bool(content.get("wait"))))


def _replied(cell: Cell, content: Mapping[str, Any], now: float) -> None:
    if cell.reply is None:
        cell.reply, cell.replied = content, now


def _asks(cell: Cell, content: Mapping[str, Any], now: float) -> None:
    cell.asked = now
    cell.events.append(AskedForInput(str(content.get("prompt", "")), bool(content.get("password"))))


Taker = Callable[[Cell, Mapping[str, Any], float], None]

TAKERS: Mapping[tuple[str, str], Taker] = {
    ("iopub", "status"): _status,
    ("iopub", "stream"): _stream,
    ("iopub", "display_data"): _display,
    ("iopub", "update_display_data"): _update,
    ("iopub", "execute_result"): _result,
    ("iopub", "error"): _error,
    ("iopub", "clear_output"): _clear,
    ("shell", "execute_reply"): _replied,
    ("stdin", "input_request"): _asks,
}
SHOWN = frozenset({_stream, _display, _update, _result, _clear})
"""What is no longer taken once a cell has written too much."""
