"""The one line of the terminal that is still being written.

Only this line is ever drawn again; everything above it is final. So nothing flickers, scrolling
and selecting work, and a reply longer than the screen is never repeated.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text


class LiveLine:
    """`show` what is there so far, then `finish` with what stays, or `erase` it."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.shown = ""

    def show(self, text: str, style: str = "") -> None:
        """Replace the line's text. Without a terminal nothing is drawn until `finish`."""
        drawn_again = self.console.is_terminal and not self.console.is_dumb_terminal
        if not drawn_again or text == self.shown:
            return
        if self.shown and text.startswith(self.shown) and not style:
            self.write(Text(text[len(self.shown) :]))
        else:
            self.erase()
            self.write(Text(text, style=style))
        self.shown = text

    def write(self, text: Text) -> None:
        self.console.print(text, end="", soft_wrap=True, highlight=False)
        self.console.file.flush()

    def erase(self) -> None:
        if not self.shown:
            return
        rows = max(1, -(-cell_len(self.shown.expandtabs()) // max(1, self.console.width)))
        up = f"\x1b[{rows - 1}A" if rows > 1 else ""
        if rows < self.console.height:
            self.console.file.write(f"\r{up}\x1b[J")
        else:
            self.console.file.write("\n")
        self.shown = ""

    def finish(self, content: RenderableType) -> None:
        self.erase()
        self.console.print(content, highlight=False, soft_wrap=isinstance(content, Text))
