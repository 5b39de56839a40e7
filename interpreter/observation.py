"""What the model is told about a cell that ran: head and tail of its output, marked as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from interpreter.words import words
from sandbox.events import Cleared, Displayed, Failed, Finished, Printed, RunEvent

SHOWN = ("text/markdown", "text/plain", "text/html", "application/json")
"""What of a display is told to the model, the most readable first; pictures are only named."""


@dataclass(slots=True)
class Outcome:
    """The events of one cell, gathered while they pass."""

    pieces: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    failed: Failed | None = None
    finished: Finished | None = None
    clear_next: bool = False

    def add(self, event: RunEvent) -> None:
        if isinstance(event, Printed | Displayed) and self.clear_next:
            self.pieces.clear()
            self.clear_next = False
        match event:
            case Printed(_, text):
                self.pieces.append(text)
            case Displayed(update=True):
                pass
            case Displayed():
                self.pieces.append(self.told(event))
            case Cleared(wait):
                self.clear_next = wait
                if not wait:
                    self.pieces.clear()
            case Failed():
                self.failed = event
            case Finished():
                self.finished = event
            case _:
                pass

    def told(self, display: Displayed) -> str:
        picture = next((kind for kind in display.data if kind.startswith("image/")), "")
        if picture:
            self.pictures.append(display.data[picture])
            return f"[{picture} shown to the user]\n"
        text = next((display.data[kind] for kind in SHOWN if kind in display.data), "")
        return text if text.endswith("\n") else text + "\n"

    @property
    def text(self) -> str:
        """The output as a terminal would show it in the end, then the error."""
        shown = settled("".join(self.pieces))
        if self.failed:
            shown = shown.rstrip("\n") + "\n" * bool(shown.strip()) + self.failed.traceback
        return shown.strip("\n")

    @property
    def status(self) -> str:
        """`ok`, or in words why it ended otherwise."""
        end = self.finished
        if end is None:
            return "interrupted"
        parts = [end.why if end.exit_code in (None, 0) else f"exit code {end.exit_code}"]
        if end.note:
            parts.append(end.note)
        if end.restarted:
            parts.append("the kernel was restarted, variables are gone")
        return "; ".join(parts)


def settled(text: str) -> str:
    """Resolve carriage returns as a terminal does: of a progress bar only its last state stays."""
    text = text.replace("\r\n", "\n")
    if "\r" not in text:
        return text
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def observe(outcome: Outcome, room: int) -> str:
    """The message for the model, with at most about `room` characters of output."""
    number = outcome.finished.number if outcome.finished else 0
    text = as_data(outcome.text) or "(no output)"
    return words(
        "output", number=number, status=as_attribute(outcome.status), text=cut(text, room, number)
    )


def cut(text: str, room: int, number: int) -> str:
    """Head and tail, with the sizes of what is left out between."""
    if len(text) <= room:
        return text
    head, tail = text[: room * 3 // 5], text[-(room * 2 // 5) :]
    left = text[len(head) : -len(tail)]
    return words(
        "cut",
        head=head,
        tail=tail,
        characters=f"{len(left):,}",
        lines=f"{left.count(chr(10)):,}",
        number=number,
    )


def as_data(text: str) -> str:
    """Take from text the power to end the element that it stands in."""
    return re.sub(r"<(?=/?(?:output|folder|input)\b)", "‹", text)


def as_attribute(text: str) -> str:
    return as_data(text).replace('"', "'").replace("\n", " ")
