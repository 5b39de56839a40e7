"""What the model is told about the work folder before it writes code.

A short listing, the header of each small table that the request may be about, and which words of
the request stand in its cells (so *sum of amount for Desk* is known to mean rows) or in names of
files (so *the Oaks songs* is known to mean some of them). Read by our own
process, so nothing here interprets a file beyond its first lines of text, follows a link out of the
folder, or reads a device. What it finds is data, never instructions.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from models.mentions import COMMON, in_names

NAMES = 40
"""Entries listed at most."""
WALKED = 3000
"""Entries below the folder that are looked at."""
BELOW = 8
"""Entries of subfolders told of at most."""
HEADERS = 4
"""Tables whose header is read at most."""
FIRST_LINE = 4096
FIRST_LINES = 262_144
"""Bytes in which cells are looked for."""
CELLS = 12
"""Cells told of at most."""
LONGEST_CELL = 40
TABLES = frozenset({".csv", ".tsv", ".txt", ".json"})


def look(folder: Path, prompt: str) -> str:
    """Facts about the folder: lines `files: a.csv, b/`, `in names of files: oaks; rome`,
    `a.csv: name,amount` and `found: Ann in name of a.csv; Ben in name of a.csv`.

    Hidden entries are left out. Empty when the folder is empty or cannot be read.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(
                (each for each in found if not each.name.startswith(".")),
                key=lambda each: each.name,
            )
            names = [each.name + "/" * each.is_dir(follow_symlinks=False) for each in entries]
            tables = [
                each.name
                for each in entries
                if Path(each.name).suffix.lower() in TABLES and each.is_file(follow_symlinks=False)
            ]
    except OSError:
        return ""
    if not names:
        return ""
    more = f", … ({len(names) - NAMES} more)" if len(names) > NAMES else ""
    lines = ["files: " + ", ".join(one_line(name) for name in names[:NAMES]) + more]
    every = list(walked(folder))
    if below := deeper(every, prompt):
        lines.append("deeper: " + ", ".join(one_line(name) for name in below))
    files = (name.rpartition("/")[2] for name in every if not name.endswith("/"))
    if parts := in_names(files, prompt):
        lines.append("in names of files: " + "; ".join(parts))
    spoken_of = [name for name in tables if name.lower() in prompt.lower()]
    chosen = spoken_of or [name for name in tables if not name.lower().endswith(".txt")]
    cells: list[str] = []
    for name in chosen[:HEADERS]:
        first, *rest = rows(folder / name) or [[]]
        if first:
            lines.append(f"{one_line(name)}: {','.join(one_line(each) for each in first)}")
            cells += [
                f"{cell} in {one_line(column)} of {one_line(name)}"
                for cell, column in mentioned(prompt, first, rest)
            ]
    if cells:
        lines.append("found: " + "; ".join(cells[:CELLS]))
    return "\n".join(lines)


def walked(folder: Path) -> Iterator[str]:
    """Paths below the folder, the highest first, folders with a slash behind them: the first
    `WALKED` entries, without hidden ones."""
    queue = deque([""])
    left = WALKED
    while queue and left > 0:
        here = queue.popleft()
        try:
            with os.scandir(folder / here) as entries:
                some = sorted(islice(entries, left), key=lambda each: each.name)
        except OSError:
            continue
        left -= len(some)
        for each in some:
            if each.name.startswith("."):
                continue
            inside = each.is_dir(follow_symlinks=False)
            if inside:
                queue.append(f"{here}{each.name}/")
            yield f"{here}{each.name}{'/' * inside}"


def deeper(paths: Iterable[str], prompt: str) -> list[str]:
    """Entries of subfolders whose names stand in the prompt."""
    asked = prompt.lower()
    found: list[str] = []
    for path in paths:
        above, _, name = path.rstrip("/").rpartition("/")
        if above and len(name) > 1 and named(name, asked):
            found.append(path)
    return found[:BELOW]


def named(name: str, asked: str) -> bool:
    """Whether a name stands in a request (in lower case) as a whole."""
    word = name.lower()
    return word in asked and bool(re.search(rf"(?<![\w./]){re.escape(word)}(?![\w]|\.\w)", asked))


def rows(path: Path) -> list[list[str]]:
    """The header of a table and its first rows; empty when it does not look like a table."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    with os.fdopen(descriptor, "rb") as file:
        raw = file.read(FIRST_LINES)
    if path.suffix.lower() == ".json":
        return [record(raw.decode("utf-8-sig", "replace"))]
    if b"\n" not in raw[:FIRST_LINE] or b"\0" in raw[:FIRST_LINE]:
        return []
    head, _, rest = raw.decode("utf-8-sig", "replace").partition("\n")
    bare = re.sub(r'"[^"]*"', "", head)
    delimiter = max(",;\t|", key=bare.count)
    if not bare.count(delimiter):
        return []
    try:
        found = list(csv.reader([head, *rest.splitlines()], delimiter=delimiter))
    except csv.Error:
        found = list(csv.reader([head], delimiter=delimiter))
    return [[each.strip() for each in row] for row in found]


def record(text: str) -> list[str]:
    """The keys of the first record in JSON text; empty when it does not begin with one."""
    try:
        first, _ = json.JSONDecoder().raw_decode(text.lstrip(" \t\r\n["))
    except (ValueError, RecursionError):
        return []
    return list(first) if isinstance(first, dict) else []


def mentioned(
    prompt: str, columns: Sequence[str], cells: Iterable[Sequence[str]]
) -> list[tuple[str, str]]:
    """Cells of a table that stand in the prompt as whole words, each with its column."""
    asked = prompt.lower()
    names = {column.lower() for column in columns}
    found: dict[str, tuple[str, str]] = {}
    for row in cells:
        for cell, column in zip(row, columns, strict=False):
            word = cell.lower()
            if (
                1 < len(cell) <= LONGEST_CELL
                and word in asked
                and word not in found
                and word not in names
                and word not in COMMON
                and any(c.isalpha() for c in cell)
                and cell.isprintable()
                and ";" not in cell
                and named(cell, asked)
            ):
                found[word] = (cell, column)
    return list(found.values())


def one_line(text: str) -> str:
    """A name as it may stand in a list: no line ends, no control characters, no broken bytes."""
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in shown)
