"""The first rows of a table file, read by our own process: a bounded number of bytes, as text.

Nothing here interprets a file beyond that, follows a link, or reads a device. A workbook is an
archive of XML (ECMA-376): its first sheet and its shared texts are read piece by piece, without a
parser that could be made to build more than is there.
"""

from __future__ import annotations

import csv
import html
import json
import os
import re
import stat
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

FIRST_LINE = 4096
FIRST_BYTES = 262_144
"""Of a file, or of a part of a workbook."""
LARGEST_WORKBOOK = 8_000_000
"""Bytes of a workbook that is looked into."""
ROWS = 2000
HEADING = 10
"""Rows among which the one with the column names is."""
TABLES = frozenset({".csv", ".tsv", ".txt", ".json", ".xlsx"})

DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError
)  # fmt: skip
"""What reading an archive raises that is none, is broken or is encrypted."""

_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
_ROW = re.compile(rb"<row\b[^>]*?(?:/>|>(.*?)</row>)", re.S)
_TEXT = re.compile(rb"<t\b[^>]*>([^<]*)</t>")
_SHARED = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.S)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})\d+"')


def rows(path: Path, most: int = FIRST_BYTES) -> list[list[str]]:
    """The header of a table and its first rows, out of `most` bytes of a text; empty when it does
    not look like a table."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return []
    with os.fdopen(descriptor, "rb") as file:
        try:
            if path.suffix.lower() == ".xlsx":
                return workbook(file)
            raw = file.read(most)
        except OSError:
            return []
    if path.suffix.lower() == ".json":
        return records(raw.decode("utf-8-sig", "replace"))
    return separated(raw)


def separated(raw: bytes) -> list[list[str]]:
    """Rows of text with commas, semicolons, tabs or bars between the cells."""
    if b"\n" not in raw[:FIRST_LINE] or b"\0" in raw[:FIRST_LINE]:
        return []
    head, _, rest = raw.decode("utf-8-sig", "replace").partition("\n")
    bare = re.sub(r'"[^"]*"', "", head)
    delimiter = max(",;\t|", key=bare.count)
    if not bare.count(delimiter):
        return []
    try:
        found = list(csv.reader([head, *rest.splitlines()[:ROWS]], delimiter=delimiter))
    except csv.Error:
        found = list(csv.reader([head], delimiter=delimiter))
    return [[each.strip() for each in row] for row in found]


def records(text: str) -> list[list[str]]:
    """The keys of the first record in JSON text, and the values of the first records; empty when
    it does not begin with one."""
    decoder = json.JSONDecoder()
    at = len(text) - len(text.lstrip(" \t\r\n["))
    found: list[list[str]] = []
    keys: list[str] = []
    while len(found) < ROWS:
        try:
            record, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        if not isinstance(record, dict):
            break
        keys = keys or list(record)
        values = (record.get(key) for key in keys)
        found.append([value if isinstance(value, str) else "" for value in values])
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
    return [keys, *found] if keys else []


def workbook(file: BinaryIO) -> list[list[str]]:
    """The rows of the first sheet of a workbook, from the one with the names of columns on."""
    if os.fstat(file.fileno()).st_size > LARGEST_WORKBOOK:
        return []
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
            sheets = sorted(n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))
            if not sheets:
                return []
            with parts.open(min(sheets, key=len)) as sheet:
                raw = sheet.read(FIRST_BYTES)
            shared = b""
            if "xl/sharedStrings.xml" in names:
                with parts.open("xl/sharedStrings.xml") as texts:
                    shared = texts.read(FIRST_BYTES)
    except DAMAGED:
        return []
    told = [b"".join(_TEXT.findall(each)) for each in _SHARED.findall(shared)]
    found = [cells(row, told) for row in _ROW.findall(raw)[:ROWS]]
    return below_heading([row for row in found if any(row)])


def cells(row: bytes, shared: list[bytes]) -> list[str]:
    """The cells of a row as text, each in its column."""
    found: list[str] = []
    for about, inside in _CELL.findall(row):
        place = _PLACE.search(about)
        column = number(place[1]) if place else len(found)
        found += [""] * (column - len(found))
        value = re.search(rb"<v>([^<]*)</v>", inside)
        if b't="s"' in about and value and value[1].isdigit():
            at = int(value[1])
            text = shared[at] if at < len(shared) else b""
        else:
            text = value[1] if value else b"".join(_TEXT.findall(inside))
        found.append(html.unescape(text.decode("utf-8", "replace")).strip())
    return found


def number(letters: bytes) -> int:
    """The number of a column from its letters: A is 0, AA is 26; never beyond 16,383."""
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return min(at, 16_384) - 1


def below_heading(found: list[list[str]]) -> list[list[str]]:
    """Without what stands above the names of columns."""
    filled = [sum(map(bool, row)) for row in found[:HEADING]]
    first = next((n for n, count in enumerate(filled) if count >= 0.75 * max(filled)), 0)
    return found[first:]
