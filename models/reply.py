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

from collections import deque
from collections.abc import Collection, Generator
from dataclasses import dataclass

from models.block import Block
from models.fences import Fence, by_content, fence, without_prompts
from models.messages import Code, CodeText, Prose, Reply, ReplyEvent, Thought
from models.thoughts import (
    LINE_TURNS,
    LONE_CLOSES,
    NAMED_TURNS,
    OWN_TURNS,
    SPECIAL_TURNS,
    THOUGHTS,
    WRAPPING,
    ThoughtForm,
    introduces,
)

Reading = Generator[None, str, None]

_LONGEST_INFO = 200
_REMEMBERED = 100
"""Characters of a line that are kept to judge the next one by."""


@dataclass(slots=True)
class Account:
    """Where the characters of a reply went; the three add up to all that was fed."""

    shown: int = 0
    """Passed on in events, as they were."""
    markup: int = 0
    """Fences, tags, calls from which code was read."""
    cut: int = 0
    """Behind the end of the reply."""


@dataclass(slots=True)
class Line:
    """What is known of the line that is being read."""

    blank: bool = True
    indent: str = ""
    """Held back: it may belong to a fence."""
    start: str = ""
    last: str = ""
    span: int = 0
    """Length of the backticks of the inline code that we are inside of."""


_MARKS: dict[str, ThoughtForm | str] = {
    **dict.fromkeys(LONE_CLOSES, "lone"),
    **dict.fromkeys(WRAPPING, "wrapping"),
    **dict.fromkeys(SPECIAL_TURNS, "turn"),
    **dict.fromkeys(LINE_TURNS, "line"),
    **dict.fromkeys(NAMED_TURNS, "named"),
    **{form.opens: form for form in THOUGHTS},
}


def prefixes(marks: Collection[str]) -> frozenset[str]:
    return frozenset(mark[:end] for mark in marks for end in range(1, len(mark) + 1))


_PREFIXES = prefixes(_MARKS)


class ReplyParser:
    """Reads one reply.

    `languages` are what can run here; a block in any other is prose.
    """

    def __init__(self, languages: Collection[str]) -> None:
        self._languages = frozenset(language.lower() for language in languages)
        self._queue: deque[str] = deque()
        self._events: list[tuple[type[ReplyEvent], str, list[str]]] = []
        self._text: list[str] = []
        self._prose: list[str] = []
        self._line = Line()
        self._previous = ""
        self._code: Code | None = None
        self._unclosed = False
        self._ended = False
        self.steps = 0
        """Characters read so far, those counted twice that were read twice."""
        self.account = Account()
        self._reading = self._read()
        next(self._reading)

    @property
    def closed(self) -> bool:
        """The first block is complete, or another's turn began: generation can stop."""
        return self._ended

    def feed(self, text: str) -> list[ReplyEvent]:
        """Read on; what became certain by it."""
        self._queue.extend(text)
        self._drive()
        return self._taken()

    def close(self) -> tuple[list[ReplyEvent], Reply]:
        """The reply has ended: what was still held back, and the whole."""
        while not self._ended:
            self._drive()
            self._reading.send("")
            if not self._queue:
                break
        self._drive()
        self._ended = True
        events = self._taken()
        return events, Reply(
            text="".join(self._text).strip(),
            prose="".join(self._prose),
            code=self._code,
            unclosed=self._unclosed and self._code is None,
        )

    def _drive(self) -> None:
        while self._queue and not self._ended:
            self.steps += 1
            self._reading.send(self._queue.popleft())
        self.account.cut += len(self._queue)
        self._queue.clear()

    def _back(self, text: str) -> None:
        self._queue.extendleft(reversed(text))

    def _taken(self) -> list[ReplyEvent]:
        events: list[ReplyEvent] = []
        for kind, language, pieces in self._events:
            text = "".join(pieces)
            events.append(CodeText(language, text) if kind is CodeText else kind(text))  # type: ignore[call-arg]
        self._events.clear()
        return events

    def _say(self, kind: type[ReplyEvent], text: str, language: str = "") -> None:
        if not text:
            return
        if kind is Prose:
            self._prose.append(text)
            self._text.append(text)
        if self._events and self._events[-1][:2] == (kind, language):
            self._events[-1][2].append(text)
        else:
            self._events.append((kind, language, [text]))

    # Prose

    def _read(self) -> Reading:
        while True:
            character = yield
            line = self._line
            if character == "`":
                yield from self._backticks()
            elif character == "~" and line.blank:
                yield from self._tildes()
            elif character in _PREFIXES and not line.span:
                yield from self._mark(character)
            elif character:
                self._plain(character)
            else:
                self._release_indent()

    def _plain(self, text: str) -> None:
        """Words for the user."""
        self.account.shown += len(text)
        for character in text:
            line = self._line
            if character == "\n":
                self._release_indent()
                if not line.blank:
                    self._previous = line.start + line.last
                self._line = Line()
                self._say(Prose, character)
            elif line.blank and character in " \t\r":
                line.indent += character
            else:
                self._release_indent()
                line.blank = False
                if len(line.start) < _REMEMBERED:
                    line.start += character
                elif not character.isspace():
                    line.last = character
                self._say(Prose, character)

    def _release_indent(self) -> None:
        if self._line.indent:
            self._say(Prose, self._line.indent)
            self._line.indent = ""

    def _end(self, text: str) -> None:
        """Here somebody else begins to speak."""
        self.account.cut += len(text)
        self._ended = True

    # Marks

    def _mark(self, held: str) -> Reading:
        """Something that may be a mark: read on until it is one or cannot be."""
        while not (held in _MARKS and self._applies(held)):
            character = yield
            if character and held + character in _PREFIXES:
                held += character
                continue
            self._back(held[1:] + character)
            self._plain(held[0])
            return
        match _MARKS[held]:
            case ThoughtForm() as form:
                self.account.markup += len(held)
                yield from self._thought(form)
            case "lone":
                self.account.markup += len(held)
                self._prose.clear()
                self._text.clear()
            case "wrapping":
                self.account.markup += len(held)
            case _ if held in OWN_TURNS and not self._said:
                self.account.markup += len(held)
            case _:
                self._end(held)

    @property
    def _said(self) -> bool:
        return any(not piece.isspace() for piece in self._prose)

    def _applies(self, mark: str) -> bool:
        kind = _MARKS[mark]
        if kind == "line":
            return self._line.blank
        if kind != "named":
            return True
        if not self._line.blank or self._line.indent:
            return False
        if not self._said:
            return mark in OWN_TURNS
        return not introduces(self._previous)

    def _thought(self, form: ThoughtForm) -> Reading:
        ends = prefixes(form.closes)
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

    # Fences

    def _backticks(self) -> Reading:
        run, character = yield from self._run("`")
        line = self._line
        if line.span or run < 3:
            if not line.span:
                line.span = run
            elif line.span == run:
                line.span = 0
            self._back(character)
            self._plain("`" * run)
            return
        yield from self._info("`", run, character)

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
        opened = fence(info, mark, run, len(self._line.indent), self._languages)
        whole = character == "\n" or (not character and opened.reading != "bare")
        alone = self._line.blank or opened.reading in ("code", "prompts", "bare")
        if not (whole and alone):
            self._back(info + character)
            self._line.span = run if mark == "`" else 0
            self._plain(mark * run)
            return
        raw = self._line.indent + mark * run + info + character
        self._line = Line()
        yield from self._block(Block(opened, raw))

    def _block(self, block: Block) -> Reading:
        """Read to the end of the block and decide what it was."""
        while not block.closed:
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
        raw, shown = block.raw, block.shown
        self.account.cut += block.cut
        if block.fence.reading == "text":
            return
        code = self._meant(block)
        if block.closed and code and code.source.strip():
            if not shown:
                self._say(CodeText, code.source, code.language)
            elif code.source != block.source:
                raise AssertionError("code that was shown has changed")
            self.account.markup += len(raw) - shown
            self._code = code
            self._text.append(block.remembered(code))
            self._ended = True
            return
        if code or block.fence.reading == "prompts":
            self._unclosed = not block.closed
        if shown:
            self.account.markup += len(raw) - shown
            self._text.append(raw)
        else:
            self.account.shown += len(raw)
            self._say(Prose, raw)

    def _meant(self, block: Block) -> Code | None:
        """The code of a block, as far as its reading finds any."""
        match block.fence.reading:
            case "code":
                return Code(block.fence.language, block.source)
            case "prompts":
                language = block.fence.language
                return Code(language, without_prompts(language, block.source))
            case "bare":
                language, prompts = by_content(block.source)
                if language not in self._languages:
                    return None
                source = without_prompts(language, block.source) if prompts else block.source
                return Code(language, source)
            case _:
                return None


__all__ = ["Account", "Fence", "ReplyParser"]
