"""One fenced block while it is being read: where it ends, and which of it is certainly code."""

from __future__ import annotations

from models.fences import Fence, fenced
from models.messages import Code
from models.quoting import NestedFences, Quoting, ShellQuoting

_BLANK = " \t"

MAGICS: dict[str, type[Quoting]] = {
    "bash": ShellQuoting,
    "sh": ShellQuoting,
    "script": ShellQuoting,
    "writefile": NestedFences,
    "markdown": NestedFences,
    "html": NestedFences,
    "javascript": NestedFences,
}
"""Cell magics of IPython under which the rest of the block is not Python."""


class Block:
    """Takes the characters behind the opening line, one by one."""

    def __init__(self, fence: Fence, opening: str) -> None:
        self.fence = fence
        self.closed = False
        self.shown = 0
        """Characters that `certain` or `raw_so_far` have given out."""
        self.cut = 0
        """Characters read behind what turned out to be the end."""
        self._quoting = fence.quoting()
        self._raw = [opening]
        self._source: list[str] = []
        self._length = 0
        self._pending = ""
        """A line end that belongs to the code only if the code goes on."""
        self._lead: list[str] = []
        self._run = 0
        self._tail: list[str] = []
        self._place = "lead"
        """Where in the line we are: `lead` (blanks), `run` (marks), `tail` (blanks), `line`."""
        self._strip: bool | None = None if fence.indent else False
        self._first: list[str] | None = []
        """The first line of the code, until it is whole: it may be a cell magic."""
        self._candidate: tuple[int, int] | None = None
        """Source and raw pieces up to a fence that seems to stand inside a text."""
        self._closed_in_line = False
        self._given = 0
        self._raw_given = 0
        self._awake = False

    # What is known

    @property
    def raw(self) -> str:
        """Everything as it was written, fences included."""
        return "".join(self._raw)

    @property
    def source(self) -> str:
        return "".join(self._source)

    def certain(self) -> str:
        """Code that was not given out yet and certainly belongs to the block."""
        if not self._awake or (self._candidate and not self.closed):
            return ""
        text = "".join(self._source[self._given :])
        self._given = len(self._source)
        self.shown += len(text)
        return text

    def raw_so_far(self) -> str:
        """What was not given out yet, as it was written."""
        text = "".join(self._raw[self._raw_given :])
        self._raw_given = len(self._raw)
        self.shown += len(text)
        return text

    def remembered(self, code: Code) -> str:
        """The block as the model shall remember it: as it wrote it, and well closed."""
        raw = self.raw
        if code.source != self.source:
            return fenced(code)
        if self._closed_in_line:
            cut = len(raw) - self.fence.length
            return f"{raw[:cut]}\n{raw[cut:]}"
        return raw.rstrip("\r\n")

    # Reading

    def feed(self, character: str) -> None:
        """Read one character; `closed` tells when it was the last of the block."""
        self._raw.append(character)
        match self._place:
            case "lead":
                self._read_lead(character)
            case "run":
                self._read_run(character)
            case "tail":
                self._read_tail(character)
            case _:
                self._read_line(character)

    def end(self) -> None:
        """There is no more text: a fence that ended the last line counts, and so does the first
        of those that seemed to stand inside a text that never ended."""
        if self.closed:
            return
        if self._place == "line" and self._ends_line():
            return
        if self._place in ("run", "tail") and self._run >= self.fence.length:
            if not self._quoting.quoted:
                self.closed = True
                return
            self._mark_candidate()
        self._flush()
        if self._candidate:
            self._close_at_candidate()

    def _close_at_candidate(self) -> None:
        assert self._candidate
        source, raw = self._candidate
        del self._source[source:]
        self.cut = sum(map(len, self._raw[raw:]))
        del self._raw[raw:]
        self.closed = True

    @property
    def _sure(self) -> bool:
        """Backticks cannot be code at this place."""
        return self.fence.mark == "`" and self._quoting.code

    def _read_lead(self, character: str) -> None:
        if character in _BLANK:
            self._lead.append(character)
        elif character == self.fence.mark:
            self._place = "run"
            self._read_run(character)
        else:
            self._place = "line"
            self._flush()
            self._read_line(character)

    def _read_run(self, character: str) -> None:
        if character == self.fence.mark:
            self._run += 1
            if self._sure and self._run == self.fence.length and not self._candidate:
                self.closed = True
        elif self._run >= self.fence.length:
            self._place = "tail"
            self._read_tail(character)
        else:
            self._place = "line"
            self._flush()
            self._read_line(character)

    def _read_tail(self, character: str) -> None:
        if character in " \t\r":
            self._tail.append(character)
            return
        if character == "\n":
            if not self._quoting.quoted:
                self.closed = True
                return
            self._mark_candidate()
        elif self._sure and self._candidate:
            # Another block begins: this one ended where it first seemed to.
            self._close_at_candidate()
            return
        self._place = "line"
        self._flush()
        self._read_line(character)

    def _read_line(self, character: str) -> None:
        if character == self.fence.mark and self._ends_in_line():
            return
        if character == "\n" and self._ends_line():
            return
        self._add(character)
        if character == "\n":
            self._place = "lead"

    def _ends_in_line(self) -> bool:
        """Python has no backticks, so a fence right behind the code ends it too; behind a shell's
        line, or JSON, one at the end of the line does. Marks are held until it is clear."""
        python = self._sure and self.fence.language == "python"
        if not (python or self._may_end_line):
            return False
        self._run += 1
        if python and self._run == self.fence.length:
            self.closed = self._closed_in_line = True
        return True

    @property
    def _may_end_line(self) -> bool:
        shell = self._sure and self.fence.language == "shell" and not self._candidate
        return shell or self.fence.reading == "call"

    def _ends_line(self) -> bool:
        """The line is over, and marks were the last in it."""
        if self._may_end_line and self._run >= self.fence.length:
            self.closed = self._closed_in_line = True
        return self.closed

    def _mark_candidate(self) -> None:
        if self._candidate is None:
            self._candidate = (len(self._source), len(self._raw))

    def _flush(self) -> None:
        """The beginning of the line was no fence: it is code."""
        lead = "".join(self._lead)
        if self._strip is None and self._place == "line":
            self._strip = len(lead) >= self.fence.indent
        if self._strip:
            lead = lead[self.fence.indent :]
        text = lead + self.fence.mark * self._run + "".join(self._tail)
        self._lead.clear()
        self._tail.clear()
        self._run = 0
        for character in text:
            self._add(character)

    def _add(self, character: str) -> None:
        if self._run:
            run, self._run = self._run, 0
            for _ in range(run):
                self._add(self.fence.mark)
        self._quoting.feed(character)
        self._look_for_magic(character)
        if character in "\r\n":
            if character == "\n" and self._pending == "\r":
                self._pending = "\r\n"
                return
            self._settle_pending()
            self._pending = character
            return
        self._settle_pending()
        self._source.append(character)
        self._awake = self._awake or not character.isspace()

    def _settle_pending(self) -> None:
        if self._pending:
            self._source.append(self._pending)
            self._pending = ""

    def _look_for_magic(self, character: str) -> None:
        if self._first is None:
            return
        if character != "\n":
            self._first.append(character)
            return
        line = "".join(self._first).strip()
        if not line:
            self._first.clear()
            return
        self._first = None
        if self.fence.language == "python" and line.startswith("%%"):
            kind = MAGICS.get(line[2:].split(" ")[0])
            if kind:
                self._quoting = kind()
