"""The model in the box as a `Model`: `open_mini(options)`.

A request gets the reply that is trusted, or a question, or a refusal in a sentence that names the
way to a larger model (`replies`).

After code ran well the answer is taken from its output (`answers`). After an error the code is
mended where the error and the folder leave no doubt (`repairs`), else written anew with the error
in the prompt, twice at most; then it says honestly that it did not work.

Replies are short and are checked before anybody sees them, so a reply comes as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.messages import Completion, Message, Model, Sampling, Usage
from models.mini import answers, layout, repairs
from models.mini.candidates import Trust
from models.mini.reading import this_turn
from models.mini.replies import Closed, Replies, Spent
from models.options import ModelOptions
from models.plan import RuntimeOptions
from models.runtime import Runtime

FILE = Path(__file__).with_name("mini.gguf")
LARGER = "use a larger model: `interp models` lists some, `interp -m FILE.gguf` takes any."
REFUSED = (
    "Not done: I am not sure what is meant, so I did nothing. Say it in other words, with names of "
    f"files and columns, or {LARGER}"
)
FAILED = f"Not done: my code failed ({{error}}) and I found no way around it. For this, {LARGER}"
PIPED = (
    f"Not done: I do not read what is piped in. Save it as a file and name the file, or {LARGER}"
)
TOO_LONG = (
    f"Not done: I only understand requests of a sentence or two. Say it more shortly, or {LARGER}"
)
LONGEST_REQUEST = 120
"""Tokens. Longer ones were never trained on."""
ATTEMPTS = 2
"""Repairs in one turn."""
NO_COLUMN = "no column "
"""An error after which the model would only guess another column."""


class Mini:
    """The model in the box."""

    name = "mini"

    def __init__(self, runtime: Runtime, trust: Trust) -> None:
        self.runtime = runtime
        self.replies = Replies(runtime, trust)

    @cached_property
    def context(self) -> int:
        """Tokens of the context window."""
        return int(self.runtime.facts["context"])

    @property
    def used(self) -> str:
        """One line: where it is computed, its context, its memory."""
        return str(self.runtime.facts["used"])

    def count(self, messages: Sequence[Message]) -> int:
        """The tokens that `stream` would read; older turns and outputs are never read."""
        return len(self.replies.prompt(layout.spans(messages)))

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Completion:
        """Begin a reply."""
        return Said(lambda spent: self.reply(tuple(messages), sampling, spent))

    def close(self) -> None:
        """Give the memory back."""
        self.runtime.close()

    def reply(self, messages: tuple[Message, ...], sampling: Sampling, spent: Spent) -> str:
        """The whole reply to the last message."""
        last = messages[-1]
        if last.role == "output" and not layout.error_line(last.content):
            again = self.otherwise(messages, sampling, spent)
            return again or answers.answer(last.content, note=assumed(messages))
        if last.role == "output":
            return self.repair(messages, this_turn(messages), sampling, spent)
        if "\n<input " in last.content:
            return PIPED
        if len(self.runtime.tokenize(last.content)) > LONGEST_REQUEST:
            return TOO_LONG
        return self.replies.say(messages, sampling, spent) or REFUSED

    def repair(
        self,
        messages: tuple[Message, ...],
        turn: Sequence[Message],
        sampling: Sampling,
        spent: Spent,
    ) -> str:
        """Another attempt after an error, or an honest sentence."""
        error = layout.error_line(messages[-1].content)
        failures = [m for m in turn if m.role == "output" and layout.error_line(m.content)]
        tried = [m.content.strip() for m in turn if m.role == "assistant"]
        if len(failures) <= ATTEMPTS and tried:
            code = next((t for t in reversed(tried) if layout.OPEN in t), "")
            mended = repairs.mend(code, error, "\n".join(m.seen for m in turn))
            if mended and mended.code not in tried:
                return f"{mended.note}\n{mended.code[mended.code.index(layout.OPEN) :]}"
            again = "" if NO_COLUMN in error else self.replies.say(messages, sampling, spent)
            if again and again.strip() not in tried:
                return again
        return FAILED.format(error=error)

    def otherwise(self, messages: tuple[Message, ...], sampling: Sampling, spent: Spent) -> str:
        """Code for another way to read the request, after the first found nothing at all; empty
        when there is no other that is trusted."""
        turn = this_turn(messages)
        tried = [m.content for m in turn if m.role == "assistant"]
        if len(tried) != 1 or not answers.found_nothing(messages[-1].content):
            return ""
        asked = messages[: -len(turn) + 1]
        for said in self.replies.meant(asked, spent, all_of_them=True):
            found = self.replies.trusted(said.messages, sampling, spent)
            if found.code and found.code not in tried[0]:
                return f"Nothing fitted at first. {said.note}".strip() + f"\n{found.text}"
        return ""


class Said:
    """A reply that is made as a whole when it is first asked for."""

    def __init__(self, make: Callable[[Spent], str]) -> None:
        self._make = make
        self._spent = Spent()

    def __iter__(self) -> Iterator[str]:
        try:
            text = self._make(self._spent)
        except Closed:
            return
        if not self._spent.stopped:
            yield text

    def close(self) -> None:
        """Stop now. Idempotent."""
        self._spent.stopped = True
        self._spent.stopping()

    @property
    def usage(self) -> Usage:
        """What it cost so far."""
        return self._spent.usage


def assumed(messages: Sequence[Message]) -> str:
    """What was said before the code that ran: the assumption of a repair."""
    said = [m.content for m in this_turn(messages) if m.role == "assistant"]
    return said[-1].split(layout.OPEN)[0].strip() if said else ""


def open_mini(options: ModelOptions, file: Path = FILE) -> Mini:
    """Begin to load the model in the box; returns at once."""
    trust = Trust.load(file.with_suffix(".json"))
    runtime = Runtime.open(
        file,
        RuntimeOptions(
            context=4096,
            gpu_layers=0,
            threads=1,
            sequences=trust.samples + 1,
            debug=options.debug,
        ),
    )
    return Mini(runtime, trust)


if TYPE_CHECKING:

    def _fits(model: Mini, reply: Said) -> tuple[Model, Completion]:
        return model, reply
