"""What the user is asked: whether code may run, and whether changes are kept."""

from __future__ import annotations

import base64
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from interpreter.approval import Kind, Reject, Run, effects
from interpreter.engine import Drop, Keep
from interpreter.events import Ending
from interpreter.preview import preview, summary
from interpreter.terminal import Terminal
from interpreter.visible import visible, visible_line
from models.messages import Code
from sandbox.changes import Changes

RUN_CHOICES = {
    "r": "run",
    "e": "edit",
    "x": "explain",
    "v": "revise",
    "a": "always for this kind",
    "c": "copy",
    "q": "quit",
}
KEEP_CHOICES = {"k": "keep all", "s": "some", "f": "diff", "d": "drop"}


@dataclass(slots=True)
class Consent:
    """Asks on the terminal. `explain` asks the model what a piece of code does."""

    terminal: Terminal
    explain: Callable[[Code], str]
    diff: Callable[[str], str]
    editor: str = ""
    allowed: set[tuple[Kind, ...]] = field(default_factory=set)

    def approve(self, code: Code) -> Run | Reject:
        """Show what the code seems to do and ask. Choices: see `RUN_CHOICES`."""
        kinds = effects(code)
        if kinds in self.allowed:
            return Run(code)
        tell = self.terminal.write.write
        tell(f"This {code.language} code {described(kinds)} (an estimate from its text).\n")
        while True:
            match self.terminal.choose("Run it?", RUN_CHOICES):
                case "r":
                    return Run(code)
                case "a":
                    self.allowed.add(kinds)
                    return Run(code)
                case "e":
                    code = replace(code, source=edited(code, self.editor))
                    tell(visible(code.source) + "\n")
                case "x":
                    tell(visible(self.explain(code)) + "\n")
                case "v":
                    wish = self.terminal.line("What should be different? ")
                    if wish:
                        return Reject(wish, final=False)
                case "c":
                    text = base64.b64encode(code.source.encode("utf-8", "replace")).decode()
                    tell(f"\x1b]52;c;{text}\x07Copied, if this terminal allows it.\n")
                case _:
                    return Reject("The user stopped here.")

    def decide(self, changes: Changes, why: Ending) -> Keep | Drop:
        """Show the list of changes and ask what is to be kept."""
        tell = self.terminal.write.write
        if why != "answered":
            tell(f"The request was not finished ({why}), but files would change.\n")
        for line in preview(changes):
            tell(f"  {line}\n")
        while True:
            match self.terminal.choose(f"{summary(changes)}.", KEEP_CHOICES):
                case "k":
                    return Keep()
                case "s":
                    if chosen := self.some(changes):
                        return Keep(chosen)
                case "f":
                    for each in changes.entries[:50]:
                        tell(visible(self.diff(each.path)).rstrip() + "\n")
                case _:
                    return Drop()

    def some(self, changes: Changes) -> set[str]:
        """The paths that the user picks by their numbers."""
        tell = self.terminal.write.write
        for number, each in enumerate(changes.entries, 1):
            tell(f"  {number:>3} {each.kind} {visible_line(each.path)}\n")
        answer = self.terminal.line("Numbers to keep (such as 1 3-5): ") or ""
        picked = numbers(answer, len(changes.entries))
        return {changes.entries[number - 1].path for number in picked}


def numbers(text: str, last: int) -> list[int]:
    """`1 3-5, 7` as a list of numbers from 1 to `last`; anything else in it is passed over."""
    found: list[int] = []
    for word in text.replace(",", " ").split():
        begin, _, end = word.partition("-")
        if begin.isdigit() and (end.isdigit() or not end):
            found += range(int(begin), min(int(end or begin), last) + 1)
    return [number for number in found if 1 <= number <= last]


def described(kinds: tuple[Kind, ...]) -> str:
    if kinds == ("unreadable",):
        return "cannot be read as code"
    if not kinds:
        return "computes, without files, network or processes"
    words = {
        "deletes": "deletes files",
        "writes": "writes files",
        "reads": "reads files",
        "network": "uses the network",
        "processes": "starts programs",
        "installs": "installs packages",
    }
    return ", ".join(words[kind] for kind in kinds)


def edited(code: Code, editor: str) -> str:
    """What the user makes of the code in their editor; unchanged when the editor fails."""
    import shlex

    suffix = ".py" if code.language == "python" else ".sh"
    with tempfile.TemporaryDirectory(prefix="interp-edit-") as folder:
        path = Path(folder) / f"code{suffix}"
        path.write_text(code.source, "utf-8", errors="surrogateescape")
        try:
            subprocess.run([*shlex.split(editor or "vi"), str(path)], check=True)
        except (OSError, subprocess.CalledProcessError, ValueError):
            return code.source
        return path.read_text("utf-8", errors="surrogateescape")
