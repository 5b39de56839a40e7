"""The whole text output of every cell, in files: what `out(n)` and `Sandbox.output` find again.

Written here and not by the kernel, so it outlives kernels and code cannot change what was shown.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from sandbox.errors import SandboxError
from sandbox.events import Displayed, Failed, Printed, RunEvent

MISSING = "Its whole output could not be written down: {}."


def text_of(event: RunEvent) -> str:
    """What an event adds to the text output of its cell."""
    match event:
        case Printed(text=text):
            return text
        case Displayed(data=data, update=False):
            text = data.get("text/plain", "")
            return text + "\n" if text else ""
        case Failed(name=name, message=message, traceback=traceback):
            return (traceback or f"{name}: {message}") + "\n"
        case _:
            return ""


class Outputs:
    """One file for each cell, in a folder that kernels may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o755, exist_ok=True)

    def _place(self, number: int) -> Path:
        return self.folder / f"{number}.txt"

    def record(self, number: int) -> Record:
        """A record of the output of cell `number`, to be used as a context manager."""
        return Record(self._place(number))

    def give(self, text: str) -> None:
        """What was given to the program from outside, as the output of cell 0."""
        self._place(0).write_text(text, encoding="utf-8", errors="replace", newline="")

    def read(self, number: int) -> str:
        """Raises SandboxError when there is no such cell."""
        try:
            return self._place(number).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError as error:
            known = sorted(int(path.stem) for path in self.folder.glob("*.txt"))
            there = f"{known[0]} to {known[-1]}" if known else "none yet"
            raise SandboxError(f"there is no cell {number}", f"cells: {there}") from error


class Record:
    """The output of a running cell; in its place when the cell has ended. Where it cannot be
    written (a full disk), the cell goes on all the same, and `note` says that some is missing."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._growing = place.with_suffix(".part")
        self._file: TextIO | None = None
        self.note = ""

    def __enter__(self) -> Record:
        with self._trying():
            self._file = self._growing.open("w", encoding="utf-8", errors="replace", newline="")
        return self

    def add(self, event: RunEvent) -> None:
        with self._trying():
            if self._file is not None and not self.note:
                self._file.write(text_of(event))

    def __exit__(self, *_: object) -> None:
        with self._trying():
            if self._file is not None:
                self._file.close()
        with self._trying():
            if self._file is not None:
                self._growing.replace(self._place)

    @contextlib.contextmanager
    def _trying(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.note = MISSING.format(error.strerror or error)
