"""The append-only record of what a model has read and said: its tokens, and their text.

A conversation comes back as text each turn. Tokenizing it anew would split what the model said in
another way than the model wrote it, and everything behind would have to be read again; so the
record knows at which places of its text a token ends, keeps its own tokens up to the last such
place that the new text agrees with, and only what lies behind is tokenized.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Tokenize = Callable[[str, bool], list[int]]
"""Text to tokens; True: it is the beginning of everything (where BOS stands)."""


@dataclass(slots=True)
class Ledger:
    """Text and tokens of one sequence. `text` is as `Template.render` writes it."""

    text: str = ""
    tokens: list[int] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    """Places known in both: (characters, tokens), ascending."""

    def match(self, text: str, tokenize: Tokenize) -> tuple[list[int], tuple[int, int]]:
        """The tokens of `text`, sharing as many as possible with ours, and where they part."""
        shared = common_length(self.text, text)
        index = bisect_right(self.ends, (shared, len(self.tokens))) - 1
        characters, count = place = self.ends[index]
        rest = text[characters:]
        fresh = tokenize(rest, characters == 0) if rest else []
        return self.tokens[:count] + fresh, place

    def read(self, text: str, tokens: Sequence[int], place: tuple[int, int]) -> None:
        """From now on the record is `text` with these tokens; up to `place` it is as before."""
        self.text = text
        self.tokens = list(tokens)
        self.ends = self.ends[: bisect_right(self.ends, place)]
        self._mark()

    def said(self, token: int) -> None:
        """The model wrote a token; its text comes with `heard`, when it is whole."""
        self.tokens.append(token)

    def heard(self, text: str, whole: bool) -> None:
        """More text of the tokens said so far. `whole`: no byte of them is pending."""
        self.text += text
        if whole:
            self._mark()

    def _mark(self) -> None:
        place = (len(self.text), len(self.tokens))
        if self.ends[-1][0] == place[0]:
            self.ends[-1] = place
        else:
            self.ends.append(place)


def common_length(left: Sequence[object] | str, right: Sequence[object] | str) -> int:
    """How many items the two begin with in common."""
    low, high = 0, min(len(left), len(right))
    if left[:high] == right[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle
    return low
