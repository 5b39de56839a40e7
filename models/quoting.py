"""Where code stands between quotes: what decides whether a line of backticks ends a block.

A model that writes a README from Python has fences inside a triple-quoted string; one that writes
it from a shell has them inside a here-document. So the reader follows the code character by
character, only as far as is needed to know whether it is inside such a text.
"""

from __future__ import annotations

import re
from typing import Protocol

_QUOTES = "'\""
_HERE_WORD = re.compile(r"""<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([A-Za-z_][\w.-]*))""")


class Quoting(Protocol):
    """Follows code in one language."""

    def feed(self, character: str) -> None: ...

    @property
    def quoted(self) -> bool:
        """Inside a text of several lines, where a fence is part of the code."""

    @property
    def code(self) -> bool:
        """Inside neither text nor comment: backticks cannot be code here."""


class PythonQuoting:
    """Strings, triple-quoted strings and comments of Python."""

    def __init__(self) -> None:
        self._kind = ""
        self._run = 0
        self._opening = False
        self._triple = False
        self._escaped = False
        self._comment = False

    @property
    def quoted(self) -> bool:
        return self._triple

    @property
    def code(self) -> bool:
        return not self._comment and (not self._kind or (self._opening and self._run == 2))

    def feed(self, character: str) -> None:
        if self._comment:
            self._comment = character != "\n"
        elif self._opening:
            self._open(character)
        elif self._kind:
            self._inside(character)
        elif character in _QUOTES:
            self._kind, self._run, self._opening = character, 1, True
        else:
            self._comment = character == "#"

    def _open(self, character: str) -> None:
        """One or two quotes were read: an empty string, a string, or a triple-quoted one."""
        if character == self._kind:
            self._run += 1
            if self._run == 3:
                self._opening, self._triple, self._run = False, True, 0
            return
        empty = self._run == 2
        self._opening, self._run = False, 0
        if empty:
            self._kind = ""
            self.feed(character)
        else:
            self._inside(character)

    def _inside(self, character: str) -> None:
        if self._escaped:
            self._escaped, self._run = False, 0
        elif character == "\\":
            self._escaped, self._run = True, 0
        elif character == self._kind:
            self._run += 1
            if not self._triple or self._run == 3:
                self._kind, self._triple, self._run = "", False, 0
        else:
            self._run = 0
            if character == "\n" and not self._triple:
                self._kind = ""


class JuliaQuoting(PythonQuoting):
    """The same, but backticks are code."""

    @property
    def code(self) -> bool:
        return False


class ShellQuoting:
    """Quotes, comments and here-documents of a POSIX shell."""

    def __init__(self) -> None:
        self._quote = ""
        self._ansi = False
        """Inside $'…', where a backslash escapes."""
        self._escaped = False
        self._comment = False
        self._before = "\n"
        self._line: list[str] = []
        self._here: list[tuple[str, bool]] = []
        self._in_here = False

    @property
    def quoted(self) -> bool:
        return bool(self._quote) or self._in_here

    @property
    def here(self) -> bool:
        """Inside a here-document, whatever quotes stand before it."""
        return self._in_here

    @property
    def code(self) -> bool:
        return not (self.quoted or self._comment)

    def feed(self, character: str) -> None:
        if self._in_here:
            self._inside_here(character)
            return
        self._plain(character)
        if character == "\n":
            if not self._quote and self._here:
                self._in_here = True
            self._line.clear()
        else:
            self._line.append(character)
        self._before = character

    def _plain(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif self._comment:
            self._comment = character != "\n"
        elif self._quote:
            if character == self._quote:
                self._quote, self._ansi = "", False
            elif character == "\\" and (self._quote == '"' or self._ansi):
                self._escaped = True
        elif character == "\\":
            self._escaped = True
        elif character in _QUOTES:
            self._quote, self._ansi = character, self._before == "$" and character == "'"
        elif character == "#" and self._before in " \t\n;":
            self._comment = True
        if character == "\n" and not self._quote:
            self._find_here()

    def _find_here(self) -> None:
        line = "".join(self._line)
        if "<<" not in line:
            return
        for match in _HERE_WORD.finditer(line.replace("<<<", "   ")):
            word = match[2] or match[3] or match[4]
            self._here.append((word, bool(match[1])))

    def _inside_here(self, character: str) -> None:
        if character != "\n":
            self._line.append(character)
            return
        word, tabs = self._here[0]
        line = "".join(self._line).rstrip("\r")
        self._line.clear()
        if (line.lstrip("\t") if tabs else line) == word:
            self._here.pop(0)
            self._in_here = bool(self._here)
            self._before = "\n"


class NoQuoting:
    """A language whose texts are not followed: only the fence decides."""

    quoted = False
    code = False

    def feed(self, character: str) -> None:
        pass


class NestedFences:
    """A text with fences of its own (`%%writefile README.md`, a block of Markdown)."""

    def __init__(self) -> None:
        self._line: list[str] = []
        self._depth = 0

    @property
    def quoted(self) -> bool:
        return self._depth > 0

    code = False

    def feed(self, character: str) -> None:
        if character != "\n":
            self._line.append(character)
            return
        line = "".join(self._line).strip()
        self._line.clear()
        if re.match(r"(`{3,}|~{3,})\s*\w", line) and not line.endswith("`"):
            self._depth += 1
        elif self._depth and re.fullmatch(r"`{3,}|~{3,}", line):
            self._depth -= 1
