"""`out(n)`: the whole text output of an earlier cell. Runs inside the confinement.

The host writes one file for each cell, in a folder that the kernel can only read; so outputs
outlive the kernel, and code cannot change what was shown.
"""

from __future__ import annotations

import os
import re

SHOWN = 2_000
"""Characters of an output that `repr` shows."""


class Output(str):
    """Text of a cell: a string that can be searched: `out(3)[:500]`, `out(3).grep("x")`."""

    __slots__ = ()

    def lines(self) -> list[str]:
        """Its lines, without line ends."""
        return self.splitlines()

    def head(self, count: int = 20) -> Output:
        """The first `count` lines."""
        return Output("\n".join(self.splitlines()[:count]))

    def tail(self, count: int = 20) -> Output:
        """The last `count` lines."""
        return Output("\n".join(self.splitlines()[-count:]))

    def grep(self, pattern: str) -> Output:
        """The lines in which the regular expression is found, with their numbers from 1."""
        found = re.compile(pattern).search
        lines = enumerate(self.splitlines(), 1)
        return Output("\n".join(f"{number}: {line}" for number, line in lines if found(line)))

    def __repr__(self) -> str:
        if len(self) <= SHOWN:
            return str(self)
        half = SHOWN // 2
        left_out = len(self) - 2 * half
        return f"{self[:half]}\n[… {left_out} characters left out …]\n{self[-half:]}"


class Outputs:
    """The function `out`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __call__(self, number: int) -> Output:
        """The whole text output of cell `number`."""
        try:
            path = os.path.join(self._folder, f"{int(number)}.txt")  # noqa: PTH118
            with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
                return Output(file.read())
        except FileNotFoundError:
            names = os.listdir(self._folder)  # noqa: PTH208
            there = sorted(int(name[:-4]) for name in names if name.endswith(".txt"))
            known = f"cells {there[0]} to {there[-1]}" if there else "no cell yet"
            raise LookupError(f"no output of a cell {number}; there is that of {known}") from None

    def __repr__(self) -> str:
        return "out(n): the whole text output of cell n, as a string with lines, head, tail, grep"
