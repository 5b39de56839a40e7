"""Questions to the person at the terminal, apart from what is piped in or out."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO


@dataclass(slots=True)
class Terminal:
    """Reads answers from the terminal itself, so that piped input is never taken for one."""

    read: TextIO
    write: TextIO

    @classmethod
    def find(cls) -> Terminal | None:
        """The terminal, or None when nobody can be asked."""
        if not sys.stderr or not sys.stderr.isatty():
            return None
        if sys.stdin and sys.stdin.isatty():
            return cls(sys.stdin, sys.stderr)
        try:
            return cls(Path("/dev/tty").open(encoding="utf-8", errors="replace"), sys.stderr)
        except OSError:
            return None

    def line(self, question: str) -> str | None:
        """One line as typed, without its end; None at the end of input."""
        self.write.write(question)
        self.write.flush()
        answer = self.read.readline()
        return answer.rstrip("\n") if answer else None

    def secret(self, question: str) -> str | None:
        """One line that is not shown while it is typed."""
        try:
            return getpass.getpass(question)
        except EOFError:
            return None

    def choose(self, question: str, choices: Mapping[str, str]) -> str:
        """The key of the choice that was made; `choices` maps a letter to its word.

        The end of input is the last choice, which must be the harmless one.
        """
        shown = ", ".join(
            word.replace(key, f"[{key}]", 1) if key in word else f"[{key}] {word}"
            for key, word in choices.items()
        )
        while True:
            answer = self.line(f"{question} {shown}: ")
            if answer is None:
                return list(choices)[-1]
            answer = answer.strip().lower()
            if answer in choices:
                return answer
            meant = [key for key, word in choices.items() if answer and word.startswith(answer)]
            if len(meant) == 1:
                return meant[0]
            self.write.write("Please type one of the letters in brackets.\n")
