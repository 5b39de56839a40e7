"""What code did to the work folder, as values: the list that is shown, kept, dropped and undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["created", "modified", "deleted", "moved", "retyped", "metadata"]
"""`retyped`: a file became a folder or a link, or the other way round. `metadata`: mode or
extended attributes only."""

Type = Literal["file", "folder", "link", "other"]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. Paths are relative to the work folder; undecodable bytes are surrogates."""

    kind: Kind
    type: Type
    path: str
    origin: str = ""
    """Of a `moved` entry: where it was."""
    size_before: int = 0
    size_after: int = 0
    warnings: tuple[str, ...] = ()
    """Why the user should look twice: "hidden", "runs by itself: git hook", "executable"."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes of one turn, sorted by path; empty when nothing changed."""

    entries: tuple[Change, ...] = ()
    warnings: tuple[str, ...] = ()
    """About the whole, such as "deletes every file in the folder"."""

    def __bool__(self) -> bool:
        return bool(self.entries)
