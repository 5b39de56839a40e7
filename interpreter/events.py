"""Everything that happens in a turn, as one union: the screen, plain text, JSON lines and the
notebook are its four consumers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.messages import Code, CodeText, Prose, Thought, Usage
from sandbox.changes import Changes
from sandbox.events import AskedForInput, Cleared, Displayed, Failed, Finished, Printed

Ending = Literal[
    "answered",
    "refused",
    "asked",
    "declined",
    "interrupted",
    "step limit",
    "time limit",
    "repeated itself",
    "model failed",
    "sandbox failed",
]


@dataclass(frozen=True, slots=True)
class StepBegan:
    """The model is asked again; `number` counts from 1 within the turn."""

    number: int


@dataclass(frozen=True, slots=True)
class CodeReady:
    """A whole block was read and is about to be approved and run."""

    code: Code


@dataclass(frozen=True, slots=True)
class Declined:
    """The user did not let the code run."""

    code: Code
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """The program said something to the model on its own account (the loop guard, "finish the
    block"); shown to the user as a short note."""

    note: str


@dataclass(frozen=True, slots=True)
class Compacted:
    """The conversation no longer fitted; this is what was shortened or dropped."""

    outputs_shortened: int
    turns_dropped: int
    tokens_before: int
    tokens_after: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A display was written to a file that the user can open."""

    path: str
    mime: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What the turn did to the folder, and what became of it."""

    changes: Changes
    kept: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """Always the last event of a turn."""

    why: Ending
    answer: str = ""
    usage: Usage = Usage()
    seconds: float = 0.0
    note: str = ""


Event = (
    StepBegan
    | Prose
    | Thought
    | CodeText
    | CodeReady
    | Declined
    | Told
    | Compacted
    | Printed
    | Displayed
    | Cleared
    | AskedForInput
    | Failed
    | Finished
    | Saved
    | Changed
    | TurnEnded
)
