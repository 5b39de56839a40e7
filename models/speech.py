"""What of a reply was said so far: words, thoughts, code; and where each character of it went."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from models.block import Block
from models.called import code_in_json
from models.fences import by_content, fenced, without_prompts
from models.messages import Code, CodeText, Prose, Reply, ReplyEvent, Thought

_ITEM = re.compile(r"([-*+]|\d{1,9}[.)]) +")
_REMEMBERED = 100
"""Characters of a line that are kept to judge the next one by."""


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


class Speech:
    """Takes what was recognised; gives it out as events, and in the end as the whole reply."""

    def __init__(self, languages: Collection[str]) -> None:
        self.languages = frozenset(language.lower() for language in languages)
        self.account = Account()
        self.line = Line()
        self.previous = ""
        """The last line of prose that was not blank: its beginning and its last character."""
        self.gap = False
        """A blank line stands between it and this one."""
        self.said = False
        self.thought_of = False
        self.code: Code | None = None
        self.unclosed = False
        self._events: list[Saying] = []
        self._text: list[str] = []
        self._prose: list[str] = []

    @property
    def heard(self) -> bool:
        """Anything at all was said before, a thought included."""
        return self.said or self.thought_of

    def taken(self) -> list[ReplyEvent]:
        """The events since the last call."""
        events = [saying.event() for saying in self._events]
        self._events.clear()
        return events

    def whole(self) -> Reply:
        """The reply, once it has ended."""
        return Reply(
            text=trimmed("".join(self._text)),
            prose="".join(self._prose),
            code=self.code,
            unclosed=self.unclosed and self.code is None,
        )

    def forget(self) -> None:
        """All that was said was a thought."""
        self._prose.clear()
        self._text.clear()
        self.said = False

    def _say(
        self, kind: type[Prose] | type[Thought] | type[CodeText], text: str, language: str = ""
    ) -> None:
        if not text:
            return
        if kind is Prose:
            self.said = self.said or not text.isspace()
            self._prose.append(text)
            self._text.append(text)
        last = self._events[-1] if self._events else None
        if last and last.kind is kind and last.language == language:
            last.pieces.append(text)
        else:
            self._events.append(Saying(kind, language, [text]))

    def plain(self, text: str) -> None:
        """Words for the user."""
        for character in text:
            line = self.line
            line.width += 1
            if character == "\n":
                self._end_line()
            elif line.blank and character in " \t\r":
                line.indent += character
            else:
                self.release_indent()
                line.blank = False
                if len(line.start) < _REMEMBERED:
                    line.start += character
                elif not character.isspace():
                    line.last = character
                self.account.shown += 1
                self._say(Prose, character)

    def _end_line(self) -> None:
        line, self.line = self.line, Line()
        if not self.said:
            self.account.markup += len(line.indent) + 1
            return
        self.account.shown += len(line.indent) + 1
        self._say(Prose, line.indent + "\n")
        self.gap = line.blank
        if not line.blank:
            self.previous = line.start + line.last

    def release_indent(self) -> None:
        self.account.shown += len(self.line.indent)
        self._say(Prose, self.line.indent)
        self.line.indent = ""

    def think(self, text: str) -> None:
        self.account.shown += len(text)
        self._say(Thought, text)

    def ran(self, code: Code, length: int) -> None:
        """Code was read from a call of so many characters."""
        self.account.markup += length + len(self.line.indent)
        self._say(CodeText, code.source, code.language)
        self.code = code
        if not self.line.blank:
            self._text.append("\n")
        self._text.append(fenced(code))

    # Blocks

    def stream(self, block: Block) -> None:
        """Show what is certain of a block that is shown as it comes."""
        if block.fence.reading == "code":
            text = block.certain()
            self.account.shown += len(text)
            self._say(CodeText, text, block.fence.language)
        elif block.fence.reading == "text":
            text = block.raw_so_far()
            self.account.shown += len(text)
            self._say(Prose, text)

    def settle(self, block: Block) -> None:
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
            self.code = code
            self._text.append(block.remembered(code))
            return
        if code and not block.closed:
            self.unclosed = True
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
                if language not in self.languages:
                    return None
                source = without_prompts(language, source) if prompts else source
            case "call":
                return code_in_json(source, self.languages)
            case _:
                pass
        return Code(language, source)
