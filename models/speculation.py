"""Guessing the next tokens so that several are evaluated at once; what is written stays the same.

Each guess is checked against what the model itself would have chosen, greedily. Evaluated together,
logits differ from those evaluated alone in their last bits, so where the two best are nearly equal
(`TIE`) the token is evaluated again alone: the text is the one without guessing.

Whether guessing pays depends on the machine, the model and the text, so it is measured while it
goes on, and only what was earned is risked (`Trial`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

FEW, MOST = 3, 7
"""Tokens guessed at once. With the one that is certain they make 4 and 8 rows, which are computed
together by the library's kernels: 2 rows cost as much as 2 tokens, 4 as much as 2.5, 8 as 3.8, 9 as
4.9 (0.5B q8_0, 2 threads)."""
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
        self._known = 0
        """Tokens learnt from, and the last few of them."""
        self._tail: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}

    def propose(self, tokens: Sequence[int], most: int) -> list[int]:
        """What followed the last occurrence of the last `NGRAM` tokens."""
        self._learn(tokens)
        place = self._after.get(tuple(tokens[-NGRAM:]))
        return list(tokens[place : place + most]) if place is not None else []

    def _learn(self, tokens: Sequence[int]) -> None:
        # The last n-gram itself is learnt only when something follows it.
        known = self._known
        if list(tokens[max(0, known - NGRAM) : known]) != self._tail:
            self._after.clear()
            known = 0
        for end in range(max(NGRAM, known), len(tokens)):
            self._after[tuple(tokens[end - NGRAM : end])] = end
        self._known, self._tail = len(tokens), list(tokens[-NGRAM:])

    def close(self) -> None:
        """Nothing is held."""


class Trial:
    """How many tokens to guess next: an account of seconds that right guesses fill.

    Nothing is guessed while the account is overdrawn. It earns `SHARE` of the time spent without
    guesses, so text that is never guessed right costs that share and one wrong guess; and it holds
    at most what `FEW` tokens cost, so gains are not gambled away.
    """

    SHARE = 0.015

    def __init__(self, always: bool) -> None:
        self._always = always
        self._single = 0.0
        """Seconds of a token evaluated alone."""
        self._account = 0.0
        self._length = FEW

    def most(self) -> int:
        """How many tokens may be guessed now; 0: none."""
        return self._length if self._always or self._account > 0.0 else 0

    def single(self, seconds: float) -> None:
        """A token was evaluated alone."""
        self._single = _mean(self._single, seconds)
        self._earn(self.SHARE * seconds)

    def guessed(self, seconds: float, guesses: int, written: int) -> None:
        """Finding and evaluating `guesses` took so long and gave `written` tokens."""
        self._earn(written * self._single - seconds)
        self._length = MOST if written > guesses else FEW

    def _earn(self, seconds: float) -> None:
        # A single guess cannot overdraw more than this; a machine that stood still can.
        least, most = -2 * MOST * self._single, FEW * self._single
        self._account = max(least, min(most, self._account + seconds))


def _mean(old: float, new: float) -> float:
    return new if old == 0.0 else 0.75 * old + 0.25 * new
