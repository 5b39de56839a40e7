"""What is said to a model and what it says back, as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

Role = Literal["system", "user", "assistant", "output"]
"""Who speaks. `output` is what running code gave back; the chat template decides which role of
the model's own it becomes (`tool`, `ipython`, `user`)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the conversation, in the order in which the model reads it."""

    role: Role
    content: str
    seen: str = ""
    """Facts about the work folder gathered for this message (a listing, a table's header). Data,
    never instructions. Each model's layout decides whether and where it stands."""
    images: tuple[Path, ...] = ()
    """Image files for a model that sees; a model that does not is never given any."""


@dataclass(frozen=True, slots=True)
class Code:
    """One block of code, byte for byte as the model wrote it."""

    language: str
    """A row of `sandbox.languages`, or the language of an installed kernelspec; lower case."""
    source: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A piece of text meant for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of the model's thinking: shown dimmed, never run, never sent back."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeText:
    """A piece of the code block that is being written."""

    language: str
    text: str


ReplyEvent = Prose | Thought | CodeText


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply, as far as it was read (generation stops at the first closed block)."""

    text: str
    """What the assistant is remembered to have said: without thoughts, without invented turns."""
    prose: str
    code: Code | None = None
    unclosed: bool = False
    """A block was opened and never closed. `code` is None then: half a block is never run."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. None of these changes which tokens are possible."""

    temperature: float = 0.0
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.0
    repeat_penalty: float = 1.0
    seed: int | None = None
    max_tokens: int | None = None
    """None: as many as the context window still holds."""
    grammar: str = ""
    """GBNF that the reply must match; empty for none."""
    schema: str = ""
    """JSON schema (as JSON text) that the reply must match; empty for none."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and seconds of one or more completions; usages add up."""

    prompt_tokens: int = 0
    evaluated_tokens: int = 0
    """Prompt tokens that were really computed; the others were reused from before."""
    reused_tokens: int = 0
    completion_tokens: int = 0
    prompt_seconds: float = 0.0
    completion_seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.evaluated_tokens + other.evaluated_tokens,
            self.reused_tokens + other.reused_tokens,
            self.completion_tokens + other.completion_tokens,
            self.prompt_seconds + other.prompt_seconds,
            self.completion_seconds + other.completion_seconds,
        )


class Completion(Protocol):
    """A reply while it is being generated: iterate for the pieces of text, close to stop early."""

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None:
        """Stop generating now (within 200 ms, also while the prompt is read). Idempotent."""

    @property
    def usage(self) -> Usage:
        """What it cost so far; complete once iteration ended or `close` was called."""


class Model(Protocol):
    """A language model with its chat template, ready to be asked."""

    @property
    def name(self) -> str:
        """What the user calls it, such as `mini` or `Qwen2.5-Coder-7B-Instruct Q4_K_M`."""

    @property
    def context(self) -> int:
        """Size of the context window in tokens: prompt and reply together."""

    def count(self, messages: Sequence[Message]) -> int:
        """Exact number of prompt tokens that `stream` would read for these messages."""

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Completion:
        """Begin a reply. Raises `ModelError` when it cannot run or the prompt is too long."""


@runtime_checkable
class Noting(Protocol):
    """A completion that may have been ended for a reason that the user should know."""

    @property
    def note(self) -> str:
        """One line; empty for an ordinary end. Complete once iteration ended."""


@runtime_checkable
class Constrainable(Protocol):
    """A model whose replies can be forced into a shape that is read for certain."""

    constrained: bool
    """Text, then at most one fenced block in a known language, and nothing else."""


@runtime_checkable
class Described(Protocol):
    """A model that says what it really uses."""

    @property
    def used(self) -> str:
        """One line: the model, where it is computed, its context, its memory. Waits for the
        loading; raises `ModelError`."""
