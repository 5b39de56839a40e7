"""Notices when a reply says one thing over and over, so that it need not go on until its limit.

Small models fall into it, above all when the likeliest token is always taken: a line, a row, a
paragraph comes again and again, and no token of the end is ever the likeliest.

What is found: the last tokens are one stretch that has come at least `COPIES` times in a row, token
for token, and together at least `LEAST` tokens. What is not: repetition with a change in it, such
as a number that counts up, which no program can tell from a table.

Where the figures come from: in 17 million tokens of source code, tests, tables and documentation
(9,595 files, `benchmarks/repetition.py`) the longest repetition of four times or more had 560
tokens, seven equal rows of a table in C; the next ones 346 and 310.
"""

from __future__ import annotations

LEAST = 800
"""Tokens of the repetition, all its copies together."""
COPIES = 4
SEEN = 4
"""Tokens that must have come before in this order, to look whether it goes on in the same way."""


class Repetition:
    """Told each token of a reply; a step costs less than a microsecond."""

    def __init__(self, least: int = LEAST, copies: int = COPIES) -> None:
        self._least, self._copies = least, copies
        self._tokens: list[int] = []
        self._last: dict[tuple[int, ...], int] = {}
        """Where the last tokens stood when they last came in this order."""
        self.period = 0
        """Tokens after which everything seems to come again; 0: it does not."""
        self.length = 0
        """Tokens that stand in copies of the same stretch, the first one included."""

    def said(self, token: int) -> bool:
        """Whether with this token the reply has come to nothing but repeat itself."""
        tokens, period = self._tokens, self.period
        place = len(tokens)
        tokens.append(token)
        latest = tuple(tokens[-SEEN:])
        before = self._last.get(latest)
        self._last[latest] = place
        if period and tokens[place - period] == token:
            self.length += 1
        elif before is not None:
            self.period = place - before
            self.length = self.period + SEEN
        else:
            self.period = self.length = 0
        return self.length >= max(self._least, self._copies * self.period)
