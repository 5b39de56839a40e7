"""The simple commands of shell source, with their places: enough to find one and replace it.

`a>=1` counts as one word, though a shell would write into a file called `=1`: who installs means
the version. Knows quotes, comments, continued lines, redirections and here-documents. Not a shell:
what is computed (`$x`, backquotes) stays in its words as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r]|\\\n)+)
    | (?P<comment>\#[^\n]*)
    | (?P<here><<-?[ \t]*(?P<quote>['"]?)(?P<mark>\w+)(?P=quote))
    | (?P<redirect>(?:\d+|&)?(?:>>|>\||>&|>|<<<|<&|<>|<)[ \t]*)
    | (?P<end>\n|;;|;|&&|\|\||\|&?|&|\(|\)|`)
    | (?P<word>(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\;&|()<>`]|(?<=[\w\]])[<>]=(?=\d))+)
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = frozenset({"if", "then", "else", "elif", "do", "while", "until", "!", "{", "("})
"""Words behind which a command begins."""


@dataclass(slots=True)
class ShellCommand:
    """A simple command: its words without quotes, and where it stands (without redirections)."""

    words: list[str] = field(default_factory=list)
    begin: int = 0
    end: int = 0


def commands(source: str) -> Iterator[ShellCommand]:
    """The simple commands in their order."""
    command = ShellCommand()
    target = False
    awaited: list[str] = []
    at = 0
    while at < len(source):
        token = TOKEN.match(source, at)
        assert token is not None  # `other` takes whatever is left
        at = token.end()
        kind, text = token.lastgroup, token[0]
        if token["here"]:
            awaited.append(token["mark"])
        elif kind == "redirect":
            target = True
        elif kind == "word" and target:
            target = False
        elif kind == "word" and not (not command.words and text in KEYWORDS):
            if not command.words:
                command.begin = token.start()
            command.words.append(unquoted(text))
            command.end = token.end()
        elif kind == "end":
            if command.words:
                yield command
            command, target = ShellCommand(), False
            if text == "\n" and awaited:
                at = behind_documents(source, at, awaited)
    if command.words:
        yield command


def behind_documents(source: str, at: int, marks: list[str]) -> int:
    """Where the here-documents that begin at `at` are over."""
    while marks:
        end = re.compile(rf"^[ \t]*{marks.pop(0)}[ \t]*$", re.MULTILINE).search(source, at)
        if end is None:
            return len(source)
        at = end.end()
    return at


def unquoted(word: str) -> str:
    return re.sub(r"""(["'])(.*?)\1|\\(.)""", lambda m: m[2] if m[1] else m[3], word, flags=re.S)


def split(text: str) -> list[str]:
    """The words of the first command."""
    return next((each.words for each in commands(text)), [])
