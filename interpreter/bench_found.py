"""A file that a run left behind, as the checks of its content see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interpreter.bench_grid import table_grid

Value = object


@dataclass(frozen=True, slots=True)
class Found:
    """A file that the run left behind, and how it is to be looked at."""

    path: str
    content: bytes
    start: Path
    """The untouched fixture, for contents that must come from it."""
    options: Mapping[str, Value]

    def text(self) -> str:
        return decoded(self.content)

    def grid(self) -> list[list[str]]:
        sheet, mark = self.options.get("sheet", ""), self.options.get("separator", "")
        return table_grid(self.content, self.path, str(sheet), str(mark), encoding_of(self.content))


def encoding_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"


def decoded(content: bytes) -> str:
    """Text in whichever of UTF-8, UTF-16 and Windows-1252 it is; raises ValueError for none."""
    return content.decode(encoding_of(content))


def sequence(value: Value) -> Sequence[Value]:
    return value if isinstance(value, (list, tuple)) else [value]


def short(text: str) -> str:
    return repr(text if len(text) <= 160 else f"{text[:157]}…")
