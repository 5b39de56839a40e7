"""Reads what a model writes, as it arrives: prose, thoughts, and the one block of code to run.

A reply goes in piece by piece and comes out as events, each as soon as it is certain. Nothing is
looked up and nothing is done: the reader is a function of the text alone, and how the text was cut
into pieces makes no difference, because it is read one character at a time by generators that are
sent the characters (`""` is the end) and may hand some back to be read again otherwise.

Three rules hold for any text at all:
* every character is accounted for: shown in an event, part of the markup, or cut (`Account`);
* each is read a bounded number of times, so the time is linear;
* code is never changed, with two exceptions that are Markdown's, not the code's: the indentation
  that a list gives to a whole block, and the prompts of a `console` transcript.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Generator

from models.block import Block
from models.call_syntax import Value
from models.called import call_in, code_in, code_in_json
from models.calls import CallForm
from models.fences import fence
from models.marks import AT_LINE_START, ENDS, MARKS, WITHIN_LINE, only_at_line_start
from models.messages import Code, Reply, ReplyEvent
from models.speech import Line, Speech
from models.thoughts import OWN_TURNS, ThoughtForm, introduces

Reading = Generator[None, str, None]

_TAG = re.compile(r"\s*[\w+#.{}-]*\s*")
_LONGEST_INFO = 200
_ATTEMPTS = 8
"""How many ends of a call are tried, should the code itself contain what looks like one."""


class ReplyParser:
    """Reads one reply.

    `languages` are what can run here; a block in any other is prose.
    """

    def __init__(self, languages: Collection[str]) -> None:
        self._queue: deque[str] = deque()
        self._position = 0
        self._calls_from = 0
        """Before this position nothing is taken for a call: it was tried already."""
        self._speech = Speech(languages)
        self._finished = False
        self.closed = False
        """The first block is complete, or another's turn began: generation can stop."""
        self.steps = 0
        """Characters read so far, those that were read twice counted twice."""
        self.account = self._speech.account
        self._reading = self._read()
        next(self._reading)

    def feed(self, text: str) -> list[ReplyEvent]:
        """Read on; what became certain by it."""
        self._queue.extend(text)
        self._drive()
        return self._speech.taken()

    def close(self) -> tuple[list[ReplyEvent], Reply]:
        """The reply has ended: what was still held back, and the whole. Idempotent."""
        while not (self.closed or self._finished):
            self._drive()
            if not self.closed:
                self._reading.send("")
        self._drive()
        self.closed = True
        return self._speech.taken(), self._speech.whole()

    def _drive(self) -> None:
        while self._queue and not self.closed:
            self.steps += 1
            self._position += 1
            self._reading.send(self._queue.popleft())
        self.account.cut += len(self._queue)
        self._queue.clear()

    def _back(self, text: str) -> None:
        """To be read again, before anything else."""
        self._position -= len(text)
        self._queue.extendleft(reversed(text))

    # Prose

    def _read(self) -> Reading:
        while True:
            character = yield
            line = self._speech.line
            if character == "`":
                yield from self._backticks()
            elif character == "~" and line.blank:
                yield from self._tildes()
            elif character in (AT_LINE_START if line.blank else WITHIN_LINE) and not line.span:
                yield from self._mark(character)
            elif character in "{[" and self._may_be_call and character:
                yield from self._json(character)
            elif character:
                self._speech.plain(character)
            else:
                self._speech.release_indent()
                self._finished = True

    @property
    def _may_be_call(self) -> bool:
        return self._speech.line.blank and self._position > self._calls_from

    # Marks

    def _mark(self, held: str) -> Reading:
        """Something that may be a mark: read on until it is the longest, or can be none."""
        found = ""
        begins = AT_LINE_START if self._speech.line.blank else WITHIN_LINE
        while True:
            if held in MARKS and self._applies(held):
                found = held
            character = yield
            if not character or held + character not in begins:
                break
            held += character
        self._back(held[len(found) or 1 :] + character)
        if found:
            yield from self._begin(found)
        elif held[0] in "{[" and self._may_be_call:
            yield from self._json(held[0])
        else:
            self._speech.plain(held[0])

    def _begin(self, mark: str) -> Reading:
        """What a mark begins."""
        match MARKS[mark]:
            case CallForm() as form:
                yield from self._call(form)
                return
            case ThoughtForm() as form:
                self._speech.release_indent()
                self.account.markup += len(mark)
                self._speech.thought_of = True
                yield from self._thought(form)
                return
            case "lone close":
                self._speech.forget()
            case "wrapping" | "line wrapping":
                pass
            case _ if mark in OWN_TURNS and not self._speech.said:
                pass
            case _:
                self.account.cut += len(self._speech.line.indent + mark)
                self._speech.line.indent = ""
                self.closed = True
                return
        self.account.markup += len(mark)

    def _applies(self, mark: str) -> bool:
        kind = MARKS[mark]
        if isinstance(kind, CallForm) and (
            self._position <= self._calls_from or (kind.at_reply_start and self._speech.heard)
        ):
            return False
        if only_at_line_start(kind) and not self._speech.line.blank:
            return False
        if mark == "</s>":
            return "<s>" not in self._speech.line.start
        if kind != "named turn":
            return True
        if self._speech.line.indent:
            return False
        if not self._speech.said:
            return mark in OWN_TURNS
        return not introduces(self._speech.previous, self._speech.gap)

    def _thought(self, form: ThoughtForm) -> Reading:
        ends = ENDS[form.closes]
        held = ""
        while True:
            character = yield
            if character and held + character in ends:
                held += character
                if held in form.closes:
                    self.account.markup += len(held)
                    return
            elif held:
                self._back(held[1:] + character)
                self._speech.think(held[0])
                held = ""
            elif character:
                self._speech.think(character)
            else:
                return

    # Calls

    def _call(self, form: CallForm) -> Reading:
        """Everything up to the end of a call is held: only the whole can be read."""
        begun = self._speech.line.blank
        payload: list[str] = []
        ends, held, attempts = ENDS[form.closes], "", 0
        value, values = Value(), 0
        while character := (yield):
            payload.append(character)
            held += character
            while held and held not in ends:
                held = held[1:]
            code = None
            if held in form.closes and attempts < _ATTEMPTS:
                attempts += 1
                code = code_in("".join(payload)[: -len(held)], form, self._speech.languages)
            elif value.feed(character) and values < _ATTEMPTS:
                values += 1
                code = call_in("".join(payload), form, self._speech.languages)
            if value.foreign or value.ended:
                value = Value()
            if code:
                self._ran(code, len(form.opens) + len(payload))
                return
        inner = "".join(payload)
        code = None if form.needs_close else code_in(inner, form, self._speech.languages)
        if code:
            self._ran(code, len(form.opens) + len(payload))
            return
        self._speech.unclosed = self._speech.unclosed or begun
        self._not_a_call(form.opens + inner)

    def _json(self, character: str) -> Reading:
        """JSON at the beginning of a line: a call, or an answer that is none."""
        held = [character]
        value = Value()
        value.feed(character)
        whole = False
        while not whole and not value.foreign and (character := (yield)):
            held.append(character)
            whole = value.feed(character)
        text = "".join(held)
        if whole and (code := code_in_json(text, self._speech.languages)):
            self._ran(code, len(text))
        else:
            self._not_a_call(text)

    def _not_a_call(self, text: str) -> None:
        """Read it again as words."""
        self._calls_from = self._position
        self._back(text)

    def _ran(self, code: Code, length: int) -> None:
        """A call was read, and with it the reply."""
        self._speech.ran(code, length)
        self.closed = True

    # Fences

    def _backticks(self) -> Reading:
        run, character = yield from self._run("`")
        line = self._speech.line
        if run >= 3 and line.span != run:
            yield from self._info("`", run, character)
            return
        line.span = 0 if line.span == run else line.span or run
        self._back(character)
        self._speech.plain("`" * run)

    def _tildes(self) -> Reading:
        run, character = yield from self._run("~")
        if run < 3:
            self._back(character)
            self._speech.plain("~" * run)
            return
        yield from self._info("~", run, character)

    def _run(self, mark: str) -> Generator[None, str, tuple[int, str]]:
        """The length of a run of marks of which one was read, and what follows it."""
        run = 1
        while (character := (yield)) == mark:
            run += 1
        return run, character

    def _info(self, mark: str, run: int, character: str) -> Reading:
        """What stands behind the marks decides whether they open a block."""
        info = ""
        while character not in ("", "\n") and len(info) < _LONGEST_INFO:
            if character == "`":
                break
            info += character
            character = yield
        opened = fence(info, mark, run, self._speech.line.margin, self._speech.languages)
        whole = character == "\n" or (not character and opened.reading != "bare")
        behind_words = _TAG.fullmatch(info) and not self._speech.line.start.startswith(">")
        if not (whole and (self._speech.line.blank or behind_words)):
            self._back(info + character)
            if mark == "`":
                self._speech.line.span = self._speech.line.span or run
            self._speech.plain(mark * run)
            return
        raw = self._speech.line.indent + mark * run + info + character
        self._speech.line = Line()
        yield from self._block(Block(opened, raw), more=bool(character))

    def _block(self, block: Block, more: bool) -> Reading:
        """Read to the end of the block and decide what it was."""
        while more and not block.closed:
            character = yield
            if not character:
                break
            block.feed(character)
            self._speech.stream(block)
        block.end()
        self._speech.stream(block)
        self._speech.settle(block)
        self.closed = self._speech.code is not None
