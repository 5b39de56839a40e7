"""Code as it is shown while it runs: a definition that says what it does is folded behind that.

Only for the screen. What runs, what is saved in the session, and what is shown when code must be
approved is always the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

HEAD = re.compile(r"(async )?(def|class) .*:\s*$")
SENTENCE = re.compile(r'\s+(""".+"""|\'\'\'.+\'\'\')\s*$')


OPENS = re.compile(r'\s+("""|\'\'\')(?!.*\1)')
"""The beginning of an explanation that goes on in the next lines."""


class Folding:
    """Decides line by line. Feed lines in order; each comes back as the lines to show for it."""

    def __init__(self) -> None:
        self.head = ""
        self.inside = False
        self.quotes = ""
        """What ends the explanation that is being shown."""

    def show(self, line: str) -> Iterator[str]:
        if self.quotes:
            self.inside = line.rstrip().endswith(self.quotes)
            self.quotes = "" if self.quotes in line else self.quotes
            yield f"{line}  …" if self.inside else line
            return
        if self.head:
            head, self.head = self.head, ""
            yield head
            if opens := OPENS.match(line):
                self.quotes = opens[1]
                yield line
                return
            if SENTENCE.match(line):
                self.inside = True
                yield f"{line}  …"
                return
        if self.inside and (not line.strip() or line[0] in " \t"):
            return
        self.inside = False
        if HEAD.match(line):
            self.head = line
        else:
            yield line

    def rest(self) -> Iterator[str]:
        """What is still held back when the code has ended."""
        if self.head:
            yield self.head
        self.head = ""


def folded(source: str) -> str:
    """The whole code with its explained definitions folded."""
    folding = Folding()
    lines = [shown for line in source.split("\n") for shown in folding.show(line)]
    return "\n".join([*lines, *folding.rest()])
