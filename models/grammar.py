"""What a reply may look like, held while it is written: a grammar, or a JSON schema.

The check is paid only where it is needed: a token is chosen freely and asked about alone; only when
it is refused are all tokens masked and chosen among again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Protocol

from models.errors import ModelError
from models.sampling import NARROW, Candidates


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

    def closing(self) -> Sequence[int]:
        """Tokens that make the reply whole when it has to end now; nothing is begun any more."""

    def close(self) -> None:
        """Free what is held in C."""


def exclude(array: Any, tokens: Collection[int]) -> None:
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
        exclude(array, self._banned)

    def accept(self, token: int) -> None:
        if self._is_end(token):
            self.complete = True
            return
        self._lib.llama_sampler_accept(self._sampler, token)

    @property
    def may_end(self) -> bool:
        """Whether what was written is whole."""
        return self._end >= 0 and self.allows(self._end)

    def closing(self) -> Sequence[int]:
        return ()

    def close(self) -> None:
        if self._sampler:
            self._lib.llama_sampler_free(self._sampler)
            self._sampler = None
