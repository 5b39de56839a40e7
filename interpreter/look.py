"""What the model is told about the work folder before it writes code.

A short listing, and the header of each small table that the request may be about. Read by our own
process, so nothing here interprets a file beyond its first line of text, follows a link out of the
folder, or reads a device. What it finds is data, never instructions.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

NAMES = 40
"""Entries listed at most."""
HEADERS = 4
"""Tables whose header is read at most."""
FIRST_LINE = 4096
TABLES = {".csv": ",", ".tsv": "\t", ".txt": ""}


def look(folder: Path, prompt: str) -> str:
    """Facts about the folder, as lines `files: a.csv, b/` and `a.csv: name,amount`.

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
    named = [name for name in tables if name.lower() in prompt.lower()]
    chosen = named or [name for name in tables if not name.lower().endswith(".txt")]
    for name in chosen[:HEADERS]:
        if columns := header(folder / name):
            lines.append(f"{one_line(name)}: {','.join(one_line(each) for each in columns)}")
    return "\n".join(lines)


def header(path: Path) -> list[str]:
    """Column names in the first line of a table; empty when it does not look like one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    with os.fdopen(descriptor, "rb") as file:
        raw = file.read(FIRST_LINE)
    if b"\n" not in raw or b"\0" in raw:
        return []
    line = raw.split(b"\n", 1)[0].decode("utf-8-sig", "replace").rstrip("\r")
    bare = re.sub(r'"[^"]*"', "", line)
    delimiter = max(",;\t|", key=bare.count)
    if not bare.count(delimiter):
        return []
    return [each.strip() for each in next(csv.reader([line], delimiter=delimiter))]


def one_line(text: str) -> str:
    """A name as it may stand in a list: no line ends, no control characters, no broken bytes."""
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in shown)
