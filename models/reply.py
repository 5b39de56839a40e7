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
from dataclasses import dataclass

from models.block import Block
from models.call_syntax import Value
from models.called import call_in, code_in, code_in_json
from models.calls import CallForm
from models.fences import by_content, fence, fenced, without_prompts
from models.marks import AT_LINE_START, ENDS, MARKS, WITHIN_LINE, only_at_line_start
from models.messages import Code, CodeText, Prose, Reply, ReplyEvent, Thought
from models.thoughts import OWN_TURNS, ThoughtForm, introduces

Reading = Generator[None, str, None]

_ITEM = re.compile(r"([-*+]|\d{1,9}[.)]) +")
_TAG = re.compile(r"\s*[\w+#.{}-]*\s*")
_LONGEST_INFO = 200
_REMEMBERED = 100
"""Characters of a line that are kept to judge the next one by."""
_ATTEMPTS = 8
"""How many ends of a call are tried, should the code itself contain what looks like one."""


@dataclass(slots=True)
class Account:
    """Where the characters of a reply went; the three add up to all that was fed."""

    shown: int = 0
    """Passed on in events, as they were."""
    markup: int = 0
    """Fences, marks, calls from which code was read, blank lines before the first word."""
    cut: int = 0
    """Behind the end of the reply."""


@dataclass(slots=True)
class Line:
    """What is known of the line of prose that is being read."""

    blank: bool = True
    indent: str = ""
    """Held back: it may belong to a fence."""
    width: int = 0
    start: str = ""
    last: str = ""
    span: int = 0
    """Length of the backticks of the inline code that we are inside of."""

    @property
    def margin(self) -> int:
        """How far a block that begins here is indented: its list's item counts as blanks."""
        if self.blank:
            return len(self.indent)
        return self.width if _ITEM.fullmatch(self.start) else 0


@dataclass(slots=True)
class Saying:
    """An event that may still grow."""

    kind: type[Prose] | type[Thought] | type[CodeText]
    language: str
    pieces: list[str]

    def event(self) -> ReplyEvent:
        text = "".join(self.pieces)
        return CodeText(self.language, text) if self.kind is CodeText else self.kind(text)  # type: ignore[call-arg]


def trimmed(text: str) -> str:
    """Without blanks around; those before a fence say how far its block is indented."""
    inner = text.strip()
    return text.rstrip() if inner.startswith(("```", "~~~")) else inner


class ReplyParser:
    """Reads one reply.

    `languages` are what can run here; a block in any other is prose.
    """

    def __init__(self, languages: Collection[str]) -> None:
        self._languages = frozenset(language.lower() for language in languages)
        self._queue: deque[str] = deque()
        self._position = 0
        self._calls_from = 0
        """Before this position nothing is taken for a call: it was tried already."""
        self._events: list[Saying] = []
        self._text: list[str] = []
        self._prose: list[str] = []
        self._said = False
        self._thought_of = False
        self._line = Line()
        self._previous = ""
        """The last line of prose that was not blank: its beginning and its last character."""
        self._gap = False
        """A blank line stands between it and this one."""
        self._code: Code | None = None
        self._unclosed = False
        self._finished = False
        self.closed = False
        """The first block is complete, or another's turn began: generation can stop."""
        self.steps = 0
        """Characters read so far, those that were read twice counted twice."""
        self.account = Account()
        self._reading = self._read()
        next(self._reading)

    def feed(self, text: str) -> list[ReplyEvent]:
        """Read on; what became certain by it."""
        self._queue.extend(text)
        self._drive()
        return self._taken()

    def close(self) -> tuple[list[ReplyEvent], Reply]:
        """The reply has ended: what was still held back, and the whole. Idempotent."""
        while not (self.closed or self._finished):
            self._drive()
            if not self.closed:
                self._reading.send("")
        self._drive()
        self.closed = True
        return self._taken(), Reply(
            text=trimmed("".join(self._text)),
            prose="".join(self._prose),
            code=self._code,
            unclosed=self._unclosed and self._code is None,
        )

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

    def _taken(self) -> list[ReplyEvent]:
        events = [saying.event() for saying in self._events]
        self._events.clear()
        return events

    def _say(
        self, kind: type[Prose] | type[Thought] | type[CodeText], text: str, language: str = ""
    ) -> None:
        if not text:
            return
        if kind is Prose:
            self._said = self._said or not text.isspace()
            self._prose.append(text)
            self._text.append(text)
        last = self._events[-1] if self._events else None
        if last and last.kind is kind and last.language == language:
            last.pieces.append(text)
        else:
            self._events.append(Saying(kind, language, [text]))

    # Prose

    def _read(self) -> Reading:
        while True:
            character = yield
            line = self._line
            if character == "`":
                yield from self._backticks()
            elif character == "~" and line.blank:
                yield from self._tildes()
            elif character in (AT_LINE_START if line.blank else WITHIN_LINE) and not line.span:
                yield from self._mark(character)
            elif character in "{[" and self._may_be_call and character:
                yield from self._json(character)
            elif character:
                self._plain(character)
            else:
                self._release_indent()
                self._finished = True

    @property
    def _may_be_call(self) -> bool:
        return self._line.blank and self._position > self._calls_from

    def _plain(self, text: str) -> None:
        """Words for the user."""
        for character in text:
            line = self._line
            line.width += 1
            if character == "\n":
                self._end_line()
            elif line.blank and character in " \t\r":
                line.indent += character
            else:
                self._release_indent()
                line.blank = False
                if len(line.start) < _REMEMBERED:
                    line.start += character
                elif not character.isspace():
                    line.last = character
                self.account.shown += 1
                self._say(Prose, character)

    def _end_line(self) -> None:
        line, self._line = self._line, Line()
        if not self._said:
            self.account.markup += len(line.indent) + 1
            return
        self.account.shown += len(line.indent) + 1
        self._say(Prose, line.indent + "\n")
        self._gap = line.blank
        if not line.blank:
            self._previous = line.start + line.last

    def _release_indent(self) -> None:
        self.account.shown += len(self._line.indent)
        self._say(Prose, self._line.indent)
        self._line.indent = ""

    # Marks

    def _mark(self, held: str) -> Reading:
        """Something that may be a mark: read on until it is the longest, or can be none."""
        found = ""
        begins = AT_LINE_START if self._line.blank else WITHIN_LINE
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
            self._plain(held[0])

    def _begin(self, mark: str) -> Reading:
        """What a mark begins."""
        match MARKS[mark]:
            case CallForm() as form:
                yield from self._call(form)
                return
            case ThoughtForm() as form:
                self._release_indent()
                self.account.markup += len(mark)
                self._thought_of = True
                yield from self._thought(form)
                return
            case "lone close":
                self._prose.clear()
                self._text.clear()
                self._said = False
            case "wrapping" | "line wrapping":
                pass
            case _ if mark in OWN_TURNS and not self._said:
                pass
            case _:
                self.account.cut += len(self._line.indent + mark)
                self._line.indent = ""
                self.closed = True
                return
        self.account.markup += len(mark)

    def _applies(self, mark: str) -> bool:
        kind = MARKS[mark]
        if isinstance(kind, CallForm) and (
            self._position <= self._calls_from or (kind.at_reply_start and self._heard)
        ):
            return False
        if only_at_line_start(kind) and not self._line.blank:
            return False
        if mark == "</s>":
            return "<s>" not in self._line.start
        if kind != "named turn":
            return True
        if self._line.indent:
            return False
        if not self._said:
            return mark in OWN_TURNS
        return not introduces(self._previous, self._gap)

    @property
    def _heard(self) -> bool:
        """Anything at all was said before, a thought included."""
        return self._said or self._thought_of

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
                self._think(held[0])
                held = ""
            elif character:
                self._think(character)
            else:
                return

    def _think(self, text: str) -> None:
        self.account.shown += len(text)
        self._say(Thought, text)

    # Calls

    def _call(self, form: CallForm) -> Reading:
        """Everything up to the end of a call is held: only the whole can be read."""
        begun = self._line.blank
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
                code = code_in("".join(payload)[: -len(held)], form, self._languages)
            elif value.feed(character) and values < _ATTEMPTS:
                values += 1
                code = call_in("".join(payload), form, self._languages)
            if value.foreign or value.ended:
                value = Value()
            if code:
                self._ran(code, len(form.opens) + len(payload))
                return
        inner = "".join(payload)
        code = None if form.needs_close else code_in(inner, form, self._languages)
        if code:
            self._ran(code, len(form.opens) + len(payload))
            return
        self._unclosed = self._unclosed or begun
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
        if whole and (code := code_in_json(text, self._languages)):
            self._ran(code, len(text))
        else:
            self._not_a_call(text)

    def _not_a_call(self, text: str) -> None:
        """Read it again as words."""
        self._calls_from = self._position
        self._back(text)

    def _ran(self, code: Code, length: int) -> None:
        """A call was read, and with it the reply."""
        self.account.markup += length + len(self._line.indent)
        self._say(CodeText, code.source, code.language)
        self._code = code
        if not self._line.blank:
            self._text.append("\n")
        self._text.append(fenced(code))
        self.closed = True

    # Fences

    def _backticks(self) -> Reading:
        run, character = yield from self._run("`")
        line = self._line
        if run >= 3 and line.span != run:
            yield from self._info("`", run, character)
            return
        line.span = 0 if line.span == run else line.span or run
        self._back(character)
        self._plain("`" * run)

    def _tildes(self) -> Reading:
        run, character = yield from self._run("~")
        if run < 3:
            self._back(character)
            self._plain("~" * run)
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
        opened = fence(info, mark, run, self._line.margin, self._languages)
        whole = character == "\n" or (not character and opened.reading != "bare")
        behind_words = _TAG.fullmatch(info) and not self._line.start.startswith(">")
        if not (whole and (self._line.blank or behind_words)):
            self._back(info + character)
            if mark == "`":
                self._line.span = self._line.span or run
            self._plain(mark * run)
            return
        raw = self._line.indent + mark * run + info + character
        self._line = Line()
        yield from self._block(Block(opened, raw), more=bool(character))

    def _block(self, block: Block, more: bool) -> Reading:
        """Read to the end of the block and decide what it was."""
        while more and not block.closed:
            character = yield
            if not character:
                break
            block.feed(character)
            self._stream(block)
        block.end()
        self._stream(block)
        self._settle(block)

    def _stream(self, block: Block) -> None:
        """Show what is certain of a block that is shown as it comes."""
        if block.fence.reading == "code":
            text = block.certain()
            self.account.shown += len(text)
            self._say(CodeText, text, block.fence.language)
        elif block.fence.reading == "text":
            text = block.raw_so_far()
            self.account.shown += len(text)
            self._say(Prose, text)

    def _settle(self, block: Block) -> None:
        """The block is whole, or the reply ended inside it."""
        if block.fence.reading == "text":
            return
        raw, shown = block.raw, block.shown
        code = self._meant(block)
        self.account.cut += block.cut
        if block.closed and code and code.source.strip():
            if not shown:
                self._say(CodeText, code.source, code.language)
            self.account.markup += len(raw) - shown
            self._code = code
            self._text.append(block.remembered(code))
            self.closed = True
            return
        if code and not block.closed:
            self._unclosed = True
        if shown:
            self.account.markup += len(raw) - shown
            self._text.append(raw)
        else:
            self.account.shown += len(raw)
            self._say(Prose, raw)

    def _meant(self, block: Block) -> Code | None:
        """The code of a block, as far as its reading finds any."""
        language, source = block.fence.language, block.source
        match block.fence.reading:
            case "prompts":
                source = without_prompts(language, source)
            case "bare":
                language, prompts = by_content(source)
                if language not in self._languages:
                    return None
                source = without_prompts(language, source) if prompts else source
            case "call":
                return code_in_json(source, self._languages)
            case _:
                pass
        return Code(language, source)
