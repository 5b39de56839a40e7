"""The shape of a reply that can always be read: text, then at most one fenced block in a language
that can run. Thoughts may stand anywhere, and in them anything.

In prose nothing is asked of llama.cpp; a look at the line is enough. The grammar of the block is
only switched on where a block begins, so prose costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from models.calls import CALLS, CallForm
from models.grammar import Constraint, Grammar, exclude
from models.thoughts import THOUGHTS, ThoughtForm

FENCE = "```"
LANGUAGES = ("python", "bash", "sh")
"""Tags that a block may have when nothing else is said."""

_FORMS: dict[bytes, ThoughtForm | CallForm] = {
    **{form.opens.encode(): form for form in THOUGHTS},
    **{form.opens.encode(): form for form in CALLS},
}
_FIRST = b"".join({re.escape(mark[:1]) for mark in _FORMS})
_MARK = re.compile(
    rb"(?=[`~%b])(?:`{3}|~{3}|%b)"
    % (_FIRST, b"|".join(map(re.escape, sorted(_FORMS, key=len, reverse=True))))
)
_BLANK = b" \t\r"
_TICKS = re.compile(rb"`+")
_LONGEST_MARK = 64
_LINE = 512
"""Bytes of a line that are kept; of what stood before, only what matters."""


def fenced(languages: Iterable[str]) -> str:
    """GBNF of one fenced block; no line inside begins with a fence, indented or not."""
    tags = " | ".join(f'"{language}"' for language in languages)
    return (
        f'root ::= "{FENCE}" tag "\\n" line* "{FENCE}"\n'
        f"tag ::= {tags}\n"
        'line ::= [ \\t\\r]* first? "\\n"\n'
        'first ::= [^` \\t\\r\\n] rest | "`" other | "``" other\n'
        "other ::= ([^`\\n] rest)?\n"
        "rest ::= [^\\n]*\n"
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Where in the text before a block the reply is."""

    line: bytes = b""
    """What is being written."""
    closes: tuple[bytes, ...] = ()
    """Any of these ends the thought that is being thought; none: there is no thought."""
    tail: bytes = b""
    """The last of the thought."""

    def after(self, text: bytes) -> Words | bytes:
        """Where it is behind `text`; or what begins in it that is not words: a fence with what
        follows it, or nothing when it must not begin."""
        if self.closes:
            return self._thinking(text)
        start = max(0, len(self.line) - _LONGEST_MARK)
        text = self.line + text
        for found in _MARK.finditer(text, start):
            line = text[: found.start()].rpartition(b"\n")[2]
            form = _FORMS.get(found[0])
            if form is None:
                return (
                    b""
                    if line.strip(_BLANK) or found[0] != FENCE.encode()
                    else text[found.start() :]
                )
            if _in_code(line) or (_only_at_line_start(form) and line.strip(_BLANK)):
                continue
            if isinstance(form, CallForm):
                return b""
            thinking = Words(_kept(text[: found.start()]), _encoded(form.closes))
            return thinking.after(text[found.end() :])
        return Words(_kept(text))

    def _thinking(self, text: bytes) -> Words | bytes:
        text = self.tail + text
        ends = [(text.find(close), close) for close in self.closes if close in text]
        if not ends:
            return replace(self, tail=text[-_LONGEST_MARK:])
        place, close = min(ends)
        return Words(self.line).after(text[place + len(close) :])


def _encoded(marks: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(mark.encode() for mark in marks)


def _only_at_line_start(form: ThoughtForm | CallForm) -> bool:
    return form.at_line_start or (isinstance(form, CallForm) and form.at_reply_start)


def _in_code(line: bytes) -> bool:
    """Whether inline code is open at the end of this part of a line."""
    span = 0
    for ticks in _TICKS.findall(line):
        span = 0 if span == len(ticks) else span or len(ticks)
    return span > 0


def _kept(text: bytes) -> bytes:
    """Of what was written, what decides about what follows: the line that is not over."""
    line = text.rpartition(b"\n")[2]
    if len(line) > _LINE:
        place = len(line) - _LONGEST_MARK
        while line[place : place + 1] == b"`":
            place += 1
        line = (b"x`x" if _in_code(line[:place]) else b"x") + line[place:]
    return line


class Shape:
    """Text, then at most one fenced block in one of the languages. `thinking`: the mark of the
    thought that the reply begins in, empty for none."""

    def __init__(
        self,
        grammar: Callable[[], Grammar],
        tokenize: Callable[[str], Sequence[int]],
        piece: Callable[[int], bytes],
        thinking: str = "",
    ) -> None:
        self._make = grammar
        self._tokenize = tokenize
        self._piece = piece
        form = _FORMS.get(thinking.encode())
        self._words = Words(closes=_encoded(form.closes) if form else ())
        self._block: Grammar | None = None
        self._refused: set[int] = set()
        self._late = False
        self._body = b""

    def allows(self, token: int) -> bool:
        if self._block is not None:
            return self._block.allows(token)
        after = self._words.after(self._piece(token))
        if isinstance(after, Words):
            return True
        block = self._opened(after)
        if block:
            block.close()
            return True
        self._refused.add(token)
        return False

    def _opened(self, text: bytes) -> Grammar | Literal[False]:
        """The grammar of the block that begins with this; False: it must not."""
        if self._late or not text:
            return False
        block = self._make()
        for token in self._tokenize(text.decode("utf-8", "replace")):
            if not block.allows(token):
                block.close()
                return False
            block.accept(token)
        return block

    def mask(self, array: Any) -> None:
        if self._block is not None:
            self._block.mask(array)
            return
        exclude(array, self._refused)

    def accept(self, token: int) -> None:
        self._refused.clear()
        piece = self._piece(token)
        if self._block is not None:
            self._block.accept(token)
            self._body += piece
            return
        after = self._words.after(piece)
        if isinstance(after, Words):
            self._words = after
        elif block := self._opened(after):
            self._block = block
            self._body = after

    @property
    def complete(self) -> bool:
        return self._block is not None and self._block.may_end

    def closing(self) -> Sequence[int]:
        self._late = True
        if self._block is None or self.complete:
            return ()
        return self._tokenize(self._missing())

    def _missing(self) -> str:
        """What ends the block from where it is."""
        if b"\n" not in self._body:  # not even the tag is whole: end as the first language
            tag = self._body.removeprefix(FENCE.encode()).decode("utf-8", "replace")
            rest = next((name[len(tag) :] for name in LANGUAGES if name.startswith(tag)), "")
            return f"{rest}\n{FENCE}"
        line = self._body.rsplit(b"\n", 1)[1]
        return FENCE if not line else f"\n{FENCE}"

    def close(self) -> None:
        if self._block is not None:
            self._block.close()
            self._block = None


if TYPE_CHECKING:

    def _fits(shape: Shape) -> Constraint:
        return shape
