"""Any GGUF as a `Model`. Opening returns at once; the file is loaded in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Self

from models.messages import Completion, Message, Model, Noting, Sampling, Usage
from models.plan import DEFAULTS, RuntimeOptions
from models.runtime import Generation, Piece, Request, Runtime, Sample, message_line


class LlamaModel:
    """A model from a GGUF file, with the chat template that the file brings."""

    def __init__(self, runtime: Runtime, constrained: bool = False) -> None:
        self.runtime = runtime
        self.constrained = constrained
        """Replies are held to "text, then at most one fenced block". Set it after a reply whose
        shape could not be read; it costs little (docs/decisions)."""

    @classmethod
    def open(cls, path: Path, options: RuntimeOptions = DEFAULTS) -> Self:
        """Begin to load. Errors of the file are raised by the first call that needs it."""
        return cls(Runtime.open(path, options), options.constrain == "on")

    @property
    def name(self) -> str:
        """What the file calls itself."""
        return str(self.runtime.facts["name"])

    @property
    def context(self) -> int:
        """Tokens of the context window."""
        return int(self.runtime.facts["context"])

    @property
    def used(self) -> str:
        """One line: the model, where it runs, its context, its memory."""
        return str(self.runtime.facts["used"])

    def count(self, messages: Sequence[Message]) -> int:
        """Exactly the prompt tokens that `stream` would have for these messages."""
        return int(self.runtime.ask("count", messages=_lines(messages))["tokens"])

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Completion:
        """Begin a reply; what was read before and still stands is not read again."""
        request = self.runtime.request(
            "stream",
            messages=_lines(messages),
            sampling=asdict(sampling),
            shape=self.constrained,
        )
        request.begin()
        return Reply(request)

    def close(self) -> None:
        """Keep what was read for the next run, give the memory back. A later call loads again."""
        self.runtime.rest()
        self.runtime.close()


class Reply:
    """A reply while it is written."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __iter__(self) -> Iterator[str]:
        for line in self._request:
            yield line["p"]

    def close(self) -> None:
        """Stop now. Idempotent."""
        self._request.close()

    @property
    def usage(self) -> Usage:
        """What it cost; complete once iteration ended or `close` was called."""
        return self._request.usage

    @property
    def note(self) -> str:
        """Why it ended, where that was neither the model's end nor the limit nor us."""
        period = int(self._request.end.get("repeated", 0))
        if not period:
            return ""
        return (
            f"The model wrote the same {period} tokens over and over, so its reply was ended "
            "(`interp config repetition allow` lets it go on)."
        )


def _lines(messages: Sequence[Message]) -> list[dict[str, object]]:
    return [message_line(message) for message in messages]


if TYPE_CHECKING:

    def _fits(model: LlamaModel, reply: Reply) -> tuple[Model, Completion, Noting]:
        return model, reply, reply


__all__ = ["Generation", "LlamaModel", "Piece", "Reply", "Runtime", "RuntimeOptions", "Sample"]
