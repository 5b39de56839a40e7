"""What is true of a folder: the small functions in which the right answers of tasks are written.

A text in a task that begins with `=` is an expression in these names, evaluated over the untouched
fixture, so that expectations hold on any day. Task files are code, as test files are: run only
those you trust.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import math
import os
import platform
import re
import shutil
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import psutil

from interpreter.bench_grid import Row, basename, ext, table_rows

KINDS: Mapping[str, tuple[str, ...]] = {
    "image": ("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff", "heic", "svg"),
    "document": ("pdf", "doc", "docx", "odt", "rtf", "txt", "md", "pptx", "ppt", "epub"),
    "spreadsheet": ("csv", "tsv", "xlsx", "xls", "ods"),
    "archive": ("zip", "tar", "gz", "tgz", "rar", "7z"),
    "audio": ("mp3", "wav", "flac", "ogg", "m4a"),
    "video": ("mp4", "avi", "mkv", "mov"),
    "code": ("py", "js", "css", "html"),
}


class FactError(Exception):
    """An expression of a task cannot be evaluated; the message names it."""


@dataclass(frozen=True, slots=True)
class Which:
    """Conditions on files; every one that is set must hold. Days count calendar days."""

    pattern: str = ""
    """Glob over the whole path when it holds a `/`, else over the name; case does not matter."""
    ext: str | Sequence[str] = ()
    kind: str = ""
    inside: str = ""
    recursive: bool = True
    hidden: bool = False
    name: str = ""
    """A part of the name; case does not matter."""
    bigger: float | None = None
    smaller: float | None = None
    days: int | None = None
    """Changed within the last N days: 0 is today, 1 is since yesterday."""
    older: int | None = None
    since: str = ""
    before: str = ""
    """`since` counts the day itself, `before` does not."""


class Facts:
    """The folder as it was before the request."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.today = date.today()

    def evaluate(self, expression: str) -> object:
        """Raises FactError."""
        try:
            return eval(compile(expression.strip(), "<expectation>", "eval"), self._names())
        except Exception as error:
            raise FactError(f"{expression.strip()}: {type(error).__name__}: {error}") from error

    def _names(self) -> dict[str, object]:
        return {**_MODULES, **{name: getattr(self, name) for name in _FACTS}}

    # -- files -------------------------------------------------------------------------------
    def files(self, pattern: str = "", **conditions: object) -> list[str]:
        """Paths of files for which all conditions hold, sorted: see `Which`."""
        which = replace(Which(pattern=pattern), **conditions)  # type: ignore[arg-type]
        found = (path for path in self.root.rglob("*") if path.is_file())
        return sorted(
            name
            for name in (path.relative_to(self.root).as_posix() for path in found)
            if self._matches(name, which)
        )

    def _matches(self, path: str, which: Which) -> bool:
        parts = path.split("/")
        if ".git" in parts or (not which.hidden and any(part.startswith(".") for part in parts)):
            return False
        below = path
        if which.inside:
            folder = which.inside.rstrip("/") + "/"
            if not path.startswith(folder):
                return False
            below = path[len(folder) :]
        if not which.recursive and "/" in below:
            return False
        return self._named(path, which) and self._sized_and_dated(path, which)

    def _named(self, path: str, which: Which) -> bool:
        subject = path if "/" in which.pattern else basename(path)
        wanted = which.ext if not isinstance(which.ext, str) else (which.ext,)
        return (
            (not which.pattern or fnmatch.fnmatchcase(subject.lower(), which.pattern.lower()))
            and (not wanted or ext(path) in [item.lower().lstrip(".") for item in wanted])
            and (not which.kind or ext(path) in KINDS[which.kind])
            and which.name.lower() in basename(path).lower()
        )

    def _sized_and_dated(self, path: str, which: Which) -> bool:
        size, day = self.size(path), self.mtime(path).date()
        age = (self.today - day).days
        return (
            (which.bigger is None or size > which.bigger)
            and (which.smaller is None or size < which.smaller)
            and (which.days is None or age <= which.days)
            and (which.older is None or age > which.older)
            and (not which.since or day >= date.fromisoformat(which.since))
            and (not which.before or day < date.fromisoformat(which.before))
        )

    def folders(self, inside: str = "", recursive: bool = True) -> list[str]:
        """Paths of folders, sorted, hidden ones left out."""
        base = self.root / inside
        found = base.rglob("*") if recursive else base.iterdir()
        names = (path.relative_to(self.root).as_posix() for path in found if path.is_dir())
        return sorted(name for name in names if not any(p.startswith(".") for p in name.split("/")))

    def size(self, path: str) -> int:
        return (self.root / path).stat().st_size

    def total(self, paths: Iterable[str]) -> int:
        return sum(self.size(path) for path in paths)

    def mtime(self, path: str) -> datetime:
        return datetime.fromtimestamp((self.root / path).stat().st_mtime)

    def day(self, path: str) -> str:
        return self.mtime(path).date().isoformat()

    def newest(self, paths: Iterable[str], n: int = 1) -> list[str]:
        return sorted(paths, key=self.mtime, reverse=True)[:n]

    def oldest(self, paths: Iterable[str], n: int = 1) -> list[str]:
        return sorted(paths, key=self.mtime)[:n]

    def largest(self, paths: Iterable[str], n: int = 1) -> list[str]:
        return sorted(paths, key=self.size, reverse=True)[:n]

    def smallest(self, paths: Iterable[str], n: int = 1) -> list[str]:
        return sorted(paths, key=self.size)[:n]

    def duplicates(self, paths: Iterable[str]) -> list[list[str]]:
        """Groups of two or more files with the same bytes; empty files are left out."""
        groups: dict[bytes, list[str]] = {}
        for path in paths:
            content = (self.root / path).read_bytes()
            if content:
                groups.setdefault(content, []).append(path)
        return [group for group in groups.values() if len(group) > 1]

    def empty_folders(self) -> list[str]:
        return [name for name in self.folders() if not any((self.root / name).iterdir())]

    # -- contents ----------------------------------------------------------------------------
    def text(self, path: str, encoding: str = "utf-8") -> str:
        return (self.root / path).read_bytes().decode(encoding)

    def lines(self, path: str, encoding: str = "utf-8") -> list[str]:
        """Without line endings."""
        return self.text(path, encoding).splitlines()

    def data(self, path: str) -> object:
        """A JSON file."""
        return json.loads(self.text(path))

    def rows(
        self, path: str, sheet: str = "", separator: str = "", encoding: str = "utf-8"
    ) -> list[Row]:
        """A table as dictionaries of text, whatever its format: CSV, TSV, xlsx, JSON list."""
        return table_rows((self.root / path).read_bytes(), path, sheet, separator, encoding)

    def column(self, path: str, name: str, **how: str) -> list[str]:
        return [row[name] for row in self.rows(path, **how)]

    def numbers(self, path: str, name: str, **how: str) -> list[float]:
        """A column as numbers; empty cells are left out."""
        return [float(cell) for cell in self.column(path, name, **how) if cell.strip()]

    def image(self, path: str) -> tuple[int, int, str, str]:
        """Width, height, format, mode."""
        from PIL import Image

        with Image.open(self.root / path) as image:
            return image.width, image.height, image.format or "", image.mode

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        return hashlib.new(algorithm, (self.root / path).read_bytes()).hexdigest()


def names(paths: Iterable[str]) -> list[str]:
    return [basename(path) for path in paths]


def stem(path: str) -> str:
    name = basename(path)
    return name.rpartition(".")[0] or name


def parent(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0]


def grouped(rows: Iterable[Row], *columns: str) -> dict[str, list[Row]]:
    """Rows by the value of a column (several: joined by `|`), in order of first appearance."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault("|".join(row[column] for column in columns), []).append(row)
    return groups


def summed(rows: Iterable[Row], column: str) -> float:
    return sum(float(row[column]) for row in rows if row[column].strip())


def days_ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()


_FACTS = (
    "column", "data", "day", "digest", "duplicates", "empty_folders", "files", "folders", "image",
    "largest", "lines", "mtime", "newest", "numbers", "oldest", "rows", "size", "smallest", "text",
    "today", "total",
)  # fmt: skip
_FUNCTIONS: tuple[Callable[..., object], ...] = (
    basename, names, stem, ext, parent, grouped, summed, days_ago,
)  # fmt: skip
_MODULES: Mapping[str, object] = {
    **{function.__name__: function for function in _FUNCTIONS},
    **{item.__name__: item for item in (Counter, date, datetime, timedelta)},
    "math": math,
    "os": os,
    "platform": platform,
    "psutil": psutil,
    "shutil": shutil,
    "sys": sys,
    "re": re,
    "statistics": statistics,
}
