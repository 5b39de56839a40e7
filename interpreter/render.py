"""Draws events on a terminal with rich: streamed Markdown and code, output, changes."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from interpreter.events import (
    Changed,
    CodeReady,
    Compacted,
    Declined,
    Event,
    Saved,
    StepBegan,
    Told,
    TurnEnded,
)
from interpreter.folding import Folding
from interpreter.live import LiveLine
from interpreter.plain import compaction
from interpreter.preview import preview, summary
from interpreter.visible import visible, visible_line
from models.messages import CodeText, Prose, Thought
from sandbox.events import AskedForInput, Cleared, Displayed, Failed, Finished, Printed

Ask = Callable[[AskedForInput], None]
LEXERS = {"shell": "bash", "sh": "bash", "zsh": "bash", "ipython": "python"}
LIST_ITEM = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)")
OUTPUT_LINES = 200
"""Lines of one cell's output on the screen; the session keeps all of them."""


class Screen:
    """Draws on `console`; asks for the input that code wants through `ask`."""

    def __init__(
        self, console: Console, ask: Ask, quiet_changes: bool = False, fold: bool = True
    ) -> None:
        self.console, self.ask, self.fold = console, ask, fold
        self.folding = Folding()
        self.quiet_changes = quiet_changes
        self.line = LiveLine(console)
        self.kind = ""
        self.pending = ""
        self.code = ""
        self.table: list[str] = []
        self.printed_lines = 0

    def draw(self, event: Event) -> None:
        match event:
            case StepBegan():
                self.line.show("…", style="dim")
            case Prose(text):
                self.stream("prose", text)
            case Thought(text):
                self.stream("thought", text)
            case CodeText(language, text):
                self.stream(f"code:{language}", text)
            case CodeReady():
                self.settle()
                self.printed_lines = 0
            case Printed(_, text):
                self.print_output(text)
            case Displayed(data, result=result):
                self.display(data, result)
            case Cleared(wait):
                if not wait:
                    self.settle()
            case AskedForInput():
                self.settle()
                self.ask(event)
            case Failed("KeyboardInterrupt"):
                self.settle()  # that the cell was interrupted is said when it ends
            case Failed(_, _, traceback):
                self.settle()
                self.note(visible(traceback).rstrip(), "red")
            case Finished(why, note=note, exit_code=status):
                self.settle()
                if why != "ok":
                    text = f"exit code {status}" if status and why == "error" else why
                    if why != "error" or status:
                        self.note(f"[{text}{': ' + visible_line(note) if note else ''}]", "yellow")
            case _:
                self.draw_note(event)

    def draw_note(self, event: Event) -> None:
        match event:
            case Saved(path):
                self.note(f"picture: {visible_line(path)}", "dim")
            case Told(note):
                self.note(note, "dim")
            case Compacted():
                self.note(compaction(event), "dim")
            case Declined():
                self.note("not run", "yellow")
            case Changed(changes, kept, note):
                self.settle()
                if not self.quiet_changes:
                    for line in preview(changes):
                        self.note(f"  {line}", "yellow" if "⚠" in line else "")
                self.note(
                    f"{'kept' if kept else 'dropped'}: {summary(changes)}",
                    "green" if kept else "yellow",
                )
                if note:
                    self.note(visible_line(note), "yellow")
            case TurnEnded(why, note=note):
                self.settle()
                if note:
                    self.note(note, "yellow")
                elif why == "interrupted":
                    self.note("interrupted", "yellow")
            case _:
                pass

    def note(self, text: str, style: str = "") -> None:
        self.settle()
        self.console.print(Text(text, style=style), soft_wrap=True, highlight=False)

    def stream(self, kind: str, text: str) -> None:
        """Draw a piece of reply: whole lines in their final form, the last one as it is so far."""
        if kind != self.kind:
            self.settle()
            self.kind, self.code, self.folding = kind, "", Folding()
            if kind == "prose":
                text = text.lstrip("\n")
        *lines, self.pending = (self.pending + visible(text)).replace("\r", "").split("\n")
        for line in lines:
            self.finish_line(line)
        if self.pending or not lines:
            self.show_pending()

    def show_pending(self) -> None:
        code = self.kind.startswith("code")
        if code and self.fold and (self.folding.inside or self.folding.head):
            self.line.show("  …", style="dim")
        else:
            dim = "dim" if self.kind == "thought" else ""
            self.line.show("  " * code + self.pending, dim)

    def draw_code(self, line: str) -> None:
        self.code += line + "\n"
        self.line.finish(self.highlighted(self.kind[5:]))

    def finish_line(self, line: str) -> None:
        if self.kind.startswith("code:"):
            self.line.erase()
            for shown in self.folding.show(line) if self.fold else (line,):
                self.draw_code(shown)
        elif self.kind == "thought":
            self.line.finish(Text(line, style="dim italic"))
        elif self.kind == "output":
            self.line.finish(Text(line))
        elif line.lstrip().startswith("|"):
            self.line.erase()
            self.table.append(line)
        else:
            self.flush_table()
            self.line.finish(markdown_line(line))

    def highlighted(self, language: str) -> Text:
        """The last line of the code so far, coloured in the context of the lines before it."""
        syntax = Syntax("", LEXERS.get(language, language), theme="ansi_dark")
        colored = syntax.highlight(self.code)
        lines = list(colored.split("\n", allow_blank=True))
        position = self.code.count("\n") - 1
        last = lines[position] if 0 <= position < len(lines) else Text()
        return Text("  ") + last

    def flush_table(self) -> None:
        if self.table:
            self.console.print(Markdown("\n".join(self.table)))
            self.table = []

    def unfold(self) -> None:
        self.fold = False

    def settle(self) -> None:
        """Finish whatever line is still open."""
        if self.pending:
            self.finish_line(self.pending)
        else:
            self.line.erase()
        for shown in self.folding.rest():
            self.draw_code(shown)
        self.flush_table()
        self.pending, self.kind = "", ""

    def print_output(self, text: str) -> None:
        """Output as a terminal shows it: a carriage return goes back to the line's begin."""
        if self.kind != "output":
            self.settle()
            self.kind = "output"
        *lines, rest = (self.pending + visible(text).replace("\r\n", "\n")).split("\n")
        self.pending = rest
        for line in lines:
            self.printed_lines += 1
            if self.printed_lines <= OUTPUT_LINES:
                self.line.finish(Text(line.rstrip("\r").rpartition("\r")[2]))
            elif self.printed_lines == OUTPUT_LINES + 1:
                self.line.finish(Text("… more output; /show has all of it", style="dim"))
        if self.printed_lines <= OUTPUT_LINES:
            self.pending = self.pending.rstrip("\r").rpartition("\r")[2] + (
                "\r" if rest.endswith("\r") else ""
            )
            self.line.show(self.pending.rstrip("\r"))
        else:
            self.pending = ""

    def display(self, data: object, result: bool) -> None:
        assert hasattr(data, "get")
        picture = any(str(each).startswith("image/") for each in data)  # type: ignore[attr-defined]
        if picture:
            return
        text = data.get("text/markdown") or data.get("text/plain") or ""
        if "text/markdown" in data:  # type: ignore[operator]
            self.settle()
            self.console.print(Markdown(visible(text)))
        elif text:
            self.print_output(text if text.endswith("\n") else text + "\n")


def markdown_line(line: str) -> RenderableType:
    """One line of Markdown in its final form. A list item keeps its own number and depth."""
    if item := LIST_ITEM.match(line):
        indent, mark, text = item.groups()
        bullet = "•" if mark in "-*+" else mark
        return Padding(inline(f"{bullet} ", text), (0, 0, 0, len(indent)))
    if line.startswith("#"):
        return Text(line.lstrip("# "), style="bold")
    return inline("", line)


INLINE = re.compile(r"(`[^`]+`)|(\*\*[^*]+\*\*)|(?<![\w*])(\*[^*\s][^*]*\*)(?![\w*])")


def inline(start: str, line: str) -> Text:
    text = Text(start)
    position = 0
    for match in INLINE.finditer(line):
        text.append(line[position : match.start()])
        code, bold, italic = match.groups()
        if code:
            text.append(code[1:-1], style="bold cyan")
        elif bold:
            text.append(bold[2:-2], style="bold")
        elif italic:
            text.append(italic[1:-1], style="italic")
        position = match.end()
    text.append(line[position:])
    return text
