"""What a reply may look like, held while it is written: a grammar, a JSON schema, or "text, then at
most one fenced block in a known language".

The check is paid only where it is needed: a token is chosen freely and asked about alone; only when
it is refused are all tokens masked and chosen among again. In prose nothing is asked of llama.cpp
at all, a look at the beginning of the line is enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Literal, Protocol

from models.errors import ModelError
from models.library import schema_grammar
from models.sampling import NARROW, Candidates

FENCE = "```"
LANGUAGES = ("python", "bash", "sh")
"""Tags that a block may have when nothing else is said."""

_OPENING = re.compile(r"((?:^|\n)[ \t]*)?(?:`{3}|~{3})")
_FOREIGN = re.compile(r"<tool_call|<\|python_tag\|>|\[TOOL_CALLS\]|<function=|<｜tool")
"""Other forms of a call, which have no place in this shape."""
_LONGEST_FOREIGN = 16


def fenced(languages: Iterable[str]) -> str:
    """GBNF of one fenced block; no line inside begins with a fence."""
    tags = " | ".join(f'"{language}"' for language in languages)
    return (
        f'root ::= "{FENCE}" tag "\\n" line* "{FENCE}"\n'
        f"tag ::= {tags}\n"
        'line ::= first? "\\n"\n'
        'first ::= [^`\\n] rest | "`" other | "``" other\n'
        "other ::= ([^`\\n] rest)?\n"
        "rest ::= [^\\n]*\n"
    )


def from_schema(schema: str) -> str:
    """GBNF of the JSON texts that a schema describes. Raises `ModelError` for what is no schema."""
    try:
        parsed = json.loads(schema)
    except ValueError as error:
        raise ModelError(
            f"the schema is no JSON: {error}", "see json-schema.org for what a schema looks like"
        ) from error
    if not isinstance(parsed, dict):
        raise ModelError(
            "the schema is no JSON object", "see json-schema.org for what a schema looks like"
        )
    try:
        return schema_grammar(schema)
    except _UNFIT as e:
        raise ModelError(
            f"the schema uses something that cannot be followed: {e}",
            "use type, properties, required, items, enum, const, anyOf and $ref",
        ) from e


_UNFIT = (AssertionError, LookupError, ValueError, TypeError, AttributeError, NotImplementedError)
"""What the converter raises, which was not written to be given anything."""


class Constraint(Protocol):
    """Asked before each token, told after it."""

    def allows(self, token: int) -> bool:
        """Whether the reply may go on with this token (or end, if it is an end)."""

    def mask(self, array: Any) -> None:
        """Make all tokens impossible that are not allowed."""

    def accept(self, token: int) -> None:
        """The token was written."""

    @property
    def complete(self) -> bool:
        """Nothing more may follow."""

    def closing(self) -> str:
        """What makes the reply whole when it has to end now; from now on nothing is begun."""

    def close(self) -> None:
        """Free what is held in C."""


def _exclude(array: Any, tokens: Collection[int]) -> None:
    """Make these tokens impossible. A long array is in the order of the tokens, a short is not."""
    data = array.data
    places: Iterable[int] = tokens
    if array.size <= NARROW:
        places = [i for i in range(array.size) if data[i].id in tokens]
    for place in places:
        data[place].logit = float("-inf")


class Grammar:
    """A GBNF grammar from the first token on. `banned`: special tokens, whose texts the library
    would take for text. Raises `ModelError` for a grammar that does not parse."""

    def __init__(
        self, lib: Any, vocab: Any, text: str, candidates: Candidates, banned: frozenset[int]
    ) -> None:
        self._lib = lib
        self._banned = banned
        self._candidates = candidates
        self._sampler = lib.llama_sampler_init_grammar(vocab, text.encode(), b"root")
        if not self._sampler:
            raise ModelError(
                "the grammar cannot be read", "see llama.cpp's description of GBNF for its form"
            )
        self.complete = False
        self._end = next(
            (t for t in (lib.llama_vocab_eot(vocab), lib.llama_vocab_eos(vocab)) if t >= 0), -1
        )
        self._is_end: Callable[[int], bool] = lambda t: bool(lib.llama_vocab_is_eog(vocab, t))

    def allows(self, token: int) -> bool:
        if token in self._banned:
            return False
        array = self._candidates.one(token)
        self._candidates.apply(self._sampler, array)
        return bool(array.data[0].logit > 0)

    def mask(self, array: Any) -> None:
        self._candidates.apply(self._sampler, array)
        _exclude(array, self._banned)

    def accept(self, token: int) -> None:
        if self._is_end(token):
            self.complete = True
            return
        self._lib.llama_sampler_accept(self._sampler, token)

    @property
    def may_end(self) -> bool:
        """Whether what was written is whole."""
        return self._end >= 0 and self.allows(self._end)

    def closing(self) -> str:
        return ""

    def close(self) -> None:
        if self._sampler:
            self._lib.llama_sampler_free(self._sampler)
            self._sampler = None


class Shape:
    """Text, then at most one fenced block in one of the languages."""

    def __init__(
        self,
        grammar: Callable[[], Grammar],
        tokenize: Callable[[str], Sequence[int]],
        piece: Callable[[int], bytes],
    ) -> None:
        self._make = grammar
        self._tokenize = tokenize
        self._piece = piece
        self._line = b""
        """The line that is being written, and the end of the text before it."""
        self._block: Grammar | None = None
        self._refused: set[int] = set()
        self._late = False
        self._body = b""

    def allows(self, token: int) -> bool:
        if self._block is not None:
            return self._block.allows(token)
        opened = self._opened(token)
        if opened is None:
            return True
        if isinstance(opened, Grammar):
            opened.close()
            return True
        self._refused.add(token)
        return False

    def _opened(self, token: int) -> Grammar | Literal[False] | None:
        """None: still prose. A grammar: a block begins with this token. False: it must not."""
        text = (self._line + self._piece(token)).decode("utf-8", "replace")
        if _FOREIGN.search(text):
            return False
        found = _OPENING.search(text)
        if found is None:
            return None
        if self._late or found[1] is None or text[found.end() - 1] != "`":
            return False  # only backticks at the beginning of a line, and room for a block
        block = self._make()
        for each in self._tokenize(text[found.end() - len(FENCE) :]):
            if not block.allows(each):
                block.close()
                return False
            block.accept(each)
        return block

    def mask(self, array: Any) -> None:
        if self._block is not None:
            self._block.mask(array)
            return
        _exclude(array, self._refused)

    def accept(self, token: int) -> None:
        self._refused.clear()
        piece = self._piece(token)
        if self._block is not None:
            self._block.accept(token)
            self._body += piece
            return
        opened = self._opened(token)
        if isinstance(opened, Grammar):
            self._block = opened
            whole = self._line + piece
            self._body = whole[whole.rindex(FENCE.encode()) :]
            return
        *before, line = (self._line + piece).rsplit(b"\n", 1)
        start = b"\n" if before or self._line[:1] == b"\n" else b""
        self._line = start + line if len(line) < 4096 else start + b"x" + line[-_LONGEST_FOREIGN:]

    @property
    def complete(self) -> bool:
        return self._block is not None and self._block.may_end

    def closing(self) -> str:
        self._late = True
        if self._block is None or self.complete:
            return ""
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
