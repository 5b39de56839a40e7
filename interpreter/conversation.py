"""The loop: a request, code, its output, more code, an answer.

Everything else is handed in: the model, the sandbox, what still fits (`History`), whether code may
run (`approve`), what follows a cell (`after`), what is known of the folder (`look`). The loop
prints nothing; it yields events.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from interpreter.approval import Approve, Reject, always
from interpreter.clock import Clock
from interpreter.events import (
    CodeReady,
    Declined,
    Ending,
    Event,
    StepBegan,
    Told,
    TurnEnded,
)
from interpreter.history import History
from interpreter.observation import Outcome, as_data, observe
from interpreter.schema import matching
from interpreter.words import words
from models.errors import ModelError
from models.messages import (
    Code,
    Constrainable,
    Message,
    Model,
    Noting,
    Reply,
    Role,
    Sampling,
    Usage,
)
from models.reply import ReplyParser
from sandbox.errors import UnknownLanguage
from sandbox.events import AskedForInput, RunEvent


class Runs(Protocol):
    """What the loop needs of a sandbox."""

    def run(self, language: str, source: str) -> Iterator[RunEvent]: ...

    def interrupt(self) -> None: ...

    def languages(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one turn."""

    steps: int = 12
    seconds: float = 600.0
    reply_tokens: int = 2048


@dataclass(slots=True)
class Turn:
    """What is remembered within one turn only."""

    clock: Clock
    started: float = field(default_factory=time.monotonic)
    usage: Usage = Usage()
    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    stuck: str = ""
    """Why the model's last reply was ended, where it repeated itself."""
    loops: int = 0
    """Replies that were ended for that."""

    def check(self) -> None:
        """Where no alarm can ring, the budget is looked at between events."""
        if self.clock.expired:
            raise KeyboardInterrupt

    def end(self, why: Ending, answer: str = "", note: str = "") -> TurnEnded:
        self.clock.stop()  # what follows, settling the changes, is not to be cut short
        return TurnEnded(why, answer, self.usage, time.monotonic() - self.started, note)


ANSWERS: tuple[tuple[str, Ending], ...] = (("not done:", "refused"), ("question:", "asked"))
"""How an answer begins that does not do what was asked (see `prompts/system.md`)."""
BEFORE = 4
"""Requests and replies before a prompt that tell what it may mean."""


@dataclass(slots=True)
class Conversation:
    """Turns between one user, one model and one sandbox."""

    model: Model
    sandbox: Runs
    history: History
    approve: Approve = always
    limits: Limits = Limits()
    sampling: Sampling = Sampling()
    look: Callable[[str, str], str] = lambda prompt, before: ""
    """Tells of the folder what a prompt may mean, given the request and the code before it."""
    after: Callable[[Outcome], str] = lambda outcome: ""
    """Gives what the model is told besides of a cell that ran; may ask the user."""
    schema: str = ""
    constrain: bool = True
    """Force the shape of replies once one could not be read."""

    def turn(self, prompt: str) -> Generator[Event, None, None]:
        """Do what the prompt asks; the last event is always `TurnEnded`."""
        turn = Turn(Clock(self.limits.seconds))
        said = [m.content for m in self.history.messages() if m.role in ("user", "assistant")]
        self.history.begin_turn()
        self.say("user", prompt, self.look(prompt, "\n".join(said[-BEFORE:])))
        try:
            turn.clock.run()
            for number in range(1, self.limits.steps + 1):
                yield StepBegan(number)
                reply = yield from self.listen(turn)
                if reply.code is None:
                    if turn.stuck and (turn.loops > 1 or not reply.unclosed):
                        yield turn.end("repeated itself", reply.prose.strip(), turn.stuck)
                        return
                    if note := self.unusable(reply):
                        yield Told(f"{turn.stuck} {note}".strip())
                        continue
                    yield turn.end(ending(reply), (yield from self.final(reply, turn)))
                    return
                yield CodeReady(reply.code)
                with turn.clock.held():
                    decision = self.approve(reply.code)
                match decision:
                    case Reject(reason, final):
                        self.say("output", words("declined", reason=reason))
                        yield Declined(reply.code, reason)
                        if final:
                            yield turn.end("declined")
                            return
                    case run:
                        seen = yield from self.execute(run.code, turn)
                        if seen > 2:
                            yield turn.end("repeated itself", note=REPEATED)
                            return
            yield turn.end("step limit", note=f"No answer after {self.limits.steps} steps.")
        except KeyboardInterrupt:
            if turn.clock.expired:
                yield turn.end("time limit", note=f"No answer after {self.limits.seconds:g} s.")
                return
            self.say("output", words("interrupted"))
            yield turn.end("interrupted")
        finally:
            turn.clock.stop()

    def say(self, role: Role, content: str, seen: str = "") -> None:
        self.history.add(Message(role, content, seen))

    def listen(self, turn: Turn) -> Generator[Event, None, Reply]:
        """One reply of the model, streamed; generation stops at the first closed block."""
        messages, compacted = self.history.fitting(self.model, self.reserve)
        if compacted:
            yield compacted
        parser = ReplyParser(self.sandbox.languages())
        completion = self.model.stream(messages, self.sampling)
        try:
            for piece in completion:
                yield from parser.feed(piece)
                if parser.closed:
                    break
                turn.check()
        finally:
            completion.close()
            turn.usage += completion.usage
            turn.stuck = completion.note if isinstance(completion, Noting) else ""
            turn.loops += bool(turn.stuck)
        events, reply = parser.close()
        yield from events
        self.say("assistant", reply.text)
        return reply

    @property
    def reserve(self) -> int:
        return min(self.limits.reply_tokens, self.model.context // 4)

    def unusable(self, reply: Reply) -> str:
        """Tell the model when its reply can neither be run nor shown; returns a note."""
        if reply.unclosed:
            if self.constrain and isinstance(self.model, Constrainable):
                self.model.constrained = True
            self.say("output", words("unclosed"))
            return "The code block was cut off; asking for it again."
        if not reply.prose.strip():
            self.say("output", words("empty"))
            return "The reply was empty; asking again."
        return ""

    def execute(self, code: Code, turn: Turn) -> Generator[Event, None, int]:
        """Run the code and tell the model what came of it.

        Returns how often this very code has now ended in this very way within the turn.
        """
        outcome = Outcome()
        try:
            yield from self.watch(code, outcome, turn)
        except UnknownLanguage as error:
            self.say("output", words("unknown_language", problem=error, hint=error.hint))
            return 1
        except KeyboardInterrupt:
            self.say("output", observe(outcome, self.room))
            raise
        key = (code.language, code.source, outcome.text)
        turn.outcomes[key] += 1
        told = observe(outcome, self.room)
        if turn.outcomes[key] == 2:
            told += "\n" + words("repeated")
            yield Told("The same code ended in the same way; asking for another approach.")
        with turn.clock.held():
            told += self.after(outcome)
        self.say("output", told)
        return turn.outcomes[key]

    def watch(self, code: Code, outcome: Outcome, turn: Turn) -> Generator[Event, None, None]:
        """Run a cell to its end, also when the user or the clock wants it to end early."""
        events = self.sandbox.run(code.language, code.source)
        try:
            for event in events:
                outcome.add(event)
                if isinstance(event, AskedForInput):
                    with turn.clock.held():
                        yield event
                else:
                    yield event
                turn.check()
        except KeyboardInterrupt:
            self.sandbox.interrupt()
            for event in events:
                outcome.add(event)
            raise
        if outcome.finished and outcome.finished.why == "interrupted":
            raise KeyboardInterrupt

    @property
    def room(self) -> int:
        """Characters of output that the model is shown of one cell."""
        return min(8000, self.model.context)

    def final(self, reply: Reply, turn: Turn) -> Generator[Event, None, str]:
        """The answer; with a schema, asked for once more in that form."""
        if not self.schema or ending(reply) != "answered":
            return reply.prose.strip()
        problem = ""
        for final in (False, True):
            form = words("schema", schema=as_data(self.schema), problem=as_data(problem))
            self.say("output", form)
            answer = self.dictate(turn)
            self.say("assistant", answer)
            try:
                return matching(answer, self.schema)
            except ModelError as error:
                if final:
                    raise
                problem = f"Your last answer was wrong: {error}."
                yield Told(str(error))
        raise AssertionError("the second try returns or raises")

    def dictate(self, turn: Turn) -> str:
        """A reply in the form of the schema, whole."""
        messages, _ = self.history.fitting(self.model, self.reserve)
        completion = self.model.stream(messages, replace(self.sampling, schema=self.schema))
        answer = ""
        try:
            for piece in completion:
                answer += piece
                turn.check()
        finally:
            completion.close()
            turn.usage += completion.usage
        return answer


REPEATED = "The model ran the same code three times with the same outcome, so the turn was ended."


def ending(reply: Reply) -> Ending:
    start = reply.prose.lstrip().lower()
    return next((why for begins, why in ANSWERS if start.startswith(begins)), "answered")
