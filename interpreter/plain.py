"""Events as plain text: progress on stderr, the answer on stdout. For pipes and scripts."""

from __future__ import annotations

from typing import TextIO

from interpreter.events import (
    Changed,
    CodeReady,
    Compacted,
    Declined,
    Event,
    Saved,
    Told,
    TurnEnded,
)
from interpreter.folding import folded
from interpreter.preview import preview, summary
from interpreter.visible import visible, visible_line
from sandbox.events import Displayed, Failed, Finished, Printed


class Plain:
    """The answer goes to `out`; everything else to `progress`, or nowhere when quiet."""

    def __init__(self, out: TextIO, progress: TextIO | None, fold: bool = True) -> None:
        self.fold = fold
        self.out = out
        self.progress = progress

    def settle(self) -> None:
        """Nothing is drawn again."""

    def unfold(self) -> None:
        self.fold = False

    def draw(self, event: Event) -> None:
        match event:
            case CodeReady(code):
                shown = folded(code.source) if self.fold else code.source
                self.tell(f"[{code.language}]\n{visible(shown).rstrip()}")
            case Printed(_, text):
                self.tell(visible(text), end="")
            case Displayed(data, result=True) if "text/plain" in data:
                self.tell(visible(data["text/plain"]))
            case Failed("KeyboardInterrupt"):
                pass  # that the cell was interrupted is said when it ends
            case Failed(_, _, traceback):
                self.tell(visible(traceback).rstrip())
            case Finished(why, note=note) if why != "ok":
                self.tell(f"[{why}{': ' + visible_line(note) if note else ''}]")
            case Saved(path):
                self.tell(f"[picture: {visible_line(path)}]")
            case Told(note):
                self.tell(f"[{note}]")
            case Declined(_, reason):
                self.tell(f"[not run{': ' + visible_line(reason) if reason else ''}]")
            case Compacted():
                self.tell(compaction(event))
            case Changed(changes, kept, note):
                self.tell(f"Changes {'kept' if kept else 'dropped'}: {summary(changes)}")
                for line in preview(changes):
                    self.tell("  " + line)
                if note:
                    self.tell(visible_line(note), always=True)
            case TurnEnded():
                self.end(event)
            case _:
                pass

    def end(self, event: TurnEnded) -> None:
        if event.answer:
            self.out.write(visible(event.answer) + "\n")
            self.out.flush()
        if event.note:
            self.tell(event.note, always=True)

    def tell(self, text: str, end: str = "\n", always: bool = False) -> None:
        stream = self.progress
        if always and stream is None:
            import sys

            stream = sys.stderr
        if stream is not None:
            stream.write(text + end)
            stream.flush()


def compaction(event: Compacted) -> str:
    """What was left out of the conversation, in one line."""
    parts = []
    if event.turns_dropped:
        parts.append(f"{event.turns_dropped} earlier turns dropped")
    if event.outputs_shortened:
        parts.append("earlier outputs shortened")
    return (
        f"[context full: {' and '.join(parts) or 'nothing to shorten'}; "
        f"{event.tokens_before:,} → {event.tokens_after:,} tokens]"
    )
