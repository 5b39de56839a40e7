"""A model that plays replies from a file: for tests, demonstrations and bug reports.

The replies stand in the file in the order in which they are given, separated by lines of exactly
`---`; past the last one the model says that the script has ended. Lines at the beginning of a reply
that start with `#!` say how it is given, for what only time can show (stopping, hanging, dying):

| line | effect |
|---|---|
| `#! wait 2.5` | seconds until the first piece, as if a long prompt were read |
| `#! pace 0.05` | seconds between pieces |
| `#! die REASON` | the model's process ends, after what else the reply says |

A token is taken to be four characters, and each message to cost four more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ModelDied, ModelFileInvalid, ModelNotFound, PromptTooLong
from models.messages import Completion, Message, Model, Sampling, Usage

SEPARATOR = "---"
ENDED = "(the script has ended)"
CONTEXT = 8192
CHARACTERS = 4
"""In a token."""
AROUND = 4
"""Tokens that a chat template would put around a message."""


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """One reply and how it is given."""

    text: str
    wait: float = 0.0
    pace: float = 0.0
    death: str = ""


def read_script(text: str) -> list[ScriptedReply]:
    """The replies of a script. Raises ValueError for a `#!` line that says nothing known."""
    if not text:
        return []
    replies: list[list[str]] = [[]]
    for line in text.removesuffix("\n").split("\n"):
        if line.removesuffix("\r") == SEPARATOR:
            replies.append([])
        else:
            replies[-1].append(line)
    return [_read_reply(lines) for lines in replies]


def _read_reply(lines: list[str]) -> ScriptedReply:
    told: dict[str, str] = {}
    first = 0
    while first < len(lines) and lines[first].startswith("#! "):
        name, _, value = lines[first][3:].strip().partition(" ")
        if name not in ("wait", "pace", "die"):
            raise ValueError(f"unknown direction {lines[first].strip()!r}")
        told[name] = value
        first += 1
    text = "\n".join(lines[first:]).removesuffix("\r")
    return ScriptedReply(
        text, float(told.get("wait", 0)), float(told.get("pace", 0)), told.get("die", "")
    )


class ScriptedCompletion:
    """A reply from the script, four characters at a time."""

    def __init__(self, reply: ScriptedReply, most: int | None, usage: Usage) -> None:
        self._reply = reply
        self._most = most
        self._prompt = usage
        self._tokens = 0
        self._seconds = 0.0
        self._stopped = threading.Event()

    def __iter__(self) -> Iterator[str]:
        began = time.monotonic()
        try:
            if self._reply.wait and self._stopped.wait(self._reply.wait):
                return
            yield from self._pieces()
            if self._reply.death and not self._stopped.is_set():
                raise ModelDied(
                    f"the model's process ended: {self._reply.death}", "Ask again, or `/model`."
                )
        finally:
            self._seconds = time.monotonic() - began

    def _pieces(self) -> Iterator[str]:
        text = self._reply.text
        for start in range(0, len(text), CHARACTERS):
            if self._stopped.is_set() or self._tokens == self._most:
                return
            if start and self._reply.pace and self._stopped.wait(self._reply.pace):
                return
            self._tokens += 1
            yield text[start : start + CHARACTERS]

    def close(self) -> None:
        """Stop, also while it waits."""
        self._stopped.set()

    @property
    def usage(self) -> Usage:
        return self._prompt + Usage(
            completion_tokens=self._tokens, completion_seconds=self._seconds
        )


class ScriptedModel:
    """Plays a script. Which reply comes next depends on nothing but how many came before."""

    def __init__(self, name: str, replies: Sequence[ScriptedReply], context: int = 0) -> None:
        self._name = name
        self._replies = tuple(replies)
        self._context = context or CONTEXT
        self._next = 0
        self._read: tuple[Message, ...] = ()

    @classmethod
    def open(cls, path: Path, context: int = 0) -> ScriptedModel:
        """The script in the file. Raises `ModelNotFound` and `ModelFileInvalid`."""
        try:
            replies = read_script(path.read_bytes().decode("utf-8"))
        except (FileNotFoundError, IsADirectoryError) as error:
            hint = "After `scripted:` stands the path of a text file with replies."
            raise ModelNotFound(f"there is no script {path}", hint) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise ModelNotFound(f"cannot read the script {path}: {reason}") from error
        except ValueError as error:
            hint = "Replies are UTF-8 text, separated by lines of `---`."
            raise ModelFileInvalid(f"{path} is not a script: {error}", hint) from error
        return cls(f"scripted:{path.name}", replies, context)

    @property
    def name(self) -> str:
        return self._name

    @property
    def context(self) -> int:
        return self._context

    def count(self, messages: Sequence[Message]) -> int:
        return sum(map(_tokens, messages))

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> ScriptedCompletion:
        """The next reply of the script. Raises `PromptTooLong`."""
        count = self.count(messages)
        if count > self._context:
            raise PromptTooLong(
                f"the prompt has {count} tokens, the context holds {self._context}",
                "Shorten the request, or set a larger context.",
            )
        same = 0
        while same < min(len(self._read), len(messages)) and self._read[same] == messages[same]:
            same += 1
        self._read = tuple(messages)
        reused = self.count(messages[:same])
        usage = Usage(prompt_tokens=count, evaluated_tokens=count - reused, reused_tokens=reused)
        reply = ScriptedReply(ENDED)
        if self._next < len(self._replies):
            reply = self._replies[self._next]
            self._next += 1
        return ScriptedCompletion(reply, sampling.max_tokens, usage)

    def close(self) -> None:
        """There is nothing to give back."""


def _tokens(message: Message) -> int:
    return AROUND - (-len(message.content + message.seen) // CHARACTERS)


if TYPE_CHECKING:
    _model: Model = ScriptedModel("", ())
    _completion: Completion = ScriptedCompletion(ScriptedReply(""), None, Usage())
