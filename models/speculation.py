"""Guessing the next tokens so that several are evaluated at once; what is written stays the same.

Each guess is checked against what the model itself would have chosen, greedily. Evaluated together,
logits differ from those evaluated alone in their last bits, so where the two best are nearly equal
(`TIE`) the token is evaluated again alone: the text is the one without guessing.

Whether guessing pays depends on the machine, the model and the text, so it is measured while it
goes on (`Trial`), and stops where it costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

MOST = 8
"""Tokens guessed at once."""
NGRAM = 3
"""Tokens that must have stood together before, to guess that what followed follows again."""
TIE = 0.05
"""Difference of logits that the order of summing may turn round."""


class Drafter(Protocol):
    """Guesses."""

    def propose(self, tokens: Sequence[int], most: int) -> list[int]:
        """What may follow `tokens`; at most `most`, none when it has no idea."""

    def close(self) -> None:
        """Give back what it holds."""


class Lookup:
    """Guesses that what followed the last few tokens before follows again: names of files, lines of
    code that are written once more."""

    def __init__(self) -> None:
        self._seen: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}

    def propose(self, tokens: Sequence[int], most: int) -> list[int]:
        """What followed the last occurrence of the last `NGRAM` tokens."""
        self._learn(tokens)
        place = self._after.get(tuple(tokens[-NGRAM:]))
        return list(tokens[place : place + most]) if place is not None else []

    def _learn(self, tokens: Sequence[int]) -> None:
        # The last n-gram itself is learnt only when something follows it.
        known = len(self._seen)
        if list(tokens[max(0, known - NGRAM) : known]) != self._seen[max(0, known - NGRAM) :]:
            self._after.clear()
            known = 0
        for end in range(max(NGRAM, known), len(tokens)):
            self._after[tuple(tokens[end - NGRAM : end])] = end
        self._seen = list(tokens)

    def close(self) -> None:
        """Nothing is held."""


class Trial:
    """Seconds a token takes with guesses and without; guesses rest where they do not pay."""

    PATIENCE = 16
    LONGEST = 1024

    def __init__(self, always: bool) -> None:
        self._always = always
        self._single = 0.0
        self._guessed = 0.0
        self._rest = 0
        self._losses = 0

    def wants(self) -> bool:
        """Whether the next tokens are to be guessed."""
        if self._always:
            return True
        if self._rest > 0:
            self._rest -= 1
            return False
        return self._single > 0.0

    def single(self, seconds: float) -> None:
        """A token was evaluated alone."""
        self._single = _mean(self._single, seconds)

    def guessed(self, seconds: float, written: int) -> None:
        """An evaluation with guesses gave `written` tokens."""
        self._guessed = _mean(self._guessed, seconds / written)
        if self._guessed <= self._single:
            self._losses = 0
            return
        self._losses += 1
        self._rest = min(self.PATIENCE << self._losses, self.LONGEST)
        self._guessed = 0.0


def _mean(old: float, new: float) -> float:
    return new if old == 0.0 else 0.75 * old + 0.25 * new
