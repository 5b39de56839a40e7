"""What running code does, as values, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Why = Literal[
    "ok",
    "error",
    "interrupted",
    "time limit",
    "memory limit",
    "output limit",
    "disk limit",
    "process limit",
    "died",
    "protocol",
]
"""Why a cell ended. `error`: the code raised, or a shell command left a non-zero status."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Text on a standard stream, as it came: may hold carriage returns and terminal escapes."""

    stream: Literal["stdout", "stderr"]
    text: str


@dataclass(frozen=True, slots=True)
class Displayed:
    """A display or a cell's result: one value in several MIME types.

    `data` maps a MIME type to text (`image/png` and other binary types: base64, as in the Jupyter
    messaging protocol). `display_id` names a display that a later event with `update` replaces.
    """

    data: Mapping[str, str]
    metadata: Mapping[str, object] = field(default_factory=dict)
    result: bool = False
    display_id: str = ""
    update: bool = False


@dataclass(frozen=True, slots=True)
class Cleared:
    """What the cell showed so far is to be removed; with `wait`, once the next output comes."""

    wait: bool


@dataclass(frozen=True, slots=True)
class AskedForInput:
    """The code waits for a line. Answer with `Sandbox.answer` before asking for the next event."""

    prompt: str
    password: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """The code raised. `traceback` is plain text without terminal escapes."""

    name: str
    message: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Always the last event of a cell, whatever happened."""

    why: Why
    seconds: float
    number: int
    """The cell's number in this sandbox, from 1: what `out(number)` finds again."""
    exit_code: int | None = None
    """Status of a shell block."""
    restarted: bool = False
    """The kernel was replaced by a new one: variables are gone."""
    note: str = ""
    """One sentence for user and model, such as which limit was hit."""


RunEvent = Printed | Displayed | Cleared | AskedForInput | Failed | Finished
