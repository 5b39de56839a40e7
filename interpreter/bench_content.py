"""What is inside a file: each check says what is wrong with the bytes, or nothing."""

from __future__ import annotations

import io
import math
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from interpreter import bench_pictures, bench_tables
from interpreter.bench_found import Found, Value, sequence, short
from interpreter.bench_grid import ext


def complaints(
    path: str, content: bytes, start: Path, checks: Mapping[str, Value]
) -> tuple[str, ...]:
    """Everything that is wrong with the file, one sentence each; empty when all checks hold."""
    options = {key: value for key, value in checks.items() if key in OPTIONS}
    found = Found(path, content, start, options)
    said = (
        _complaint(found, name, wanted) for name, wanted in checks.items() if name not in OPTIONS
    )
    return tuple(f"{path}: {text}" for text in said if text)


def _complaint(found: Found, name: str, wanted: Value) -> str:
    try:
        return CHECKS[name](found, wanted)
    except UNREADABLE as error:
        return f"{name}: cannot be read: {type(error).__name__}: {error}"


UNREADABLE = (ValueError, KeyError, IndexError, OSError, EOFError, zipfile.BadZipFile,
              tarfile.TarError)  # fmt: skip
"""What the readers of tables, images and archives raise on damaged content."""


def _same_as(found: Found, wanted: Value) -> str:
    same = found.content == (found.start / str(wanted)).read_bytes()
    return "" if same else f"has not the bytes of {wanted}"


def _text(found: Found, wanted: Value) -> str:
    if found.options.get("exact"):
        return "" if found.text() == wanted else f"text is {short(found.text())}"
    same = str(wanted).rstrip("\r\n").splitlines() == found.text().rstrip("\r\n").splitlines()
    return "" if same else f"text is {short(found.text())}"


def _lines(found: Found, wanted: Value) -> str:
    want = [str(line) for line in sequence(wanted)]
    if found.options.get("exact"):
        have = found.text().split("\n")
        have = have[:-1] if have[-1] == "" else have
    else:
        have = found.text().rstrip("\r\n").splitlines()
    if found.options.get("order") is False:
        want, have = sorted(want), sorted(have)
    return "" if want == have else f"lines are {short(str(have))}, not {short(str(want))}"


def _contains(found: Found, wanted: Value) -> str:
    text = found.text()
    missing = [piece for piece in sequence(wanted) if str(piece) not in text]
    return f"lacks {missing}" if missing else ""


def _lacks(found: Found, wanted: Value) -> str:
    text = found.text()
    present = [piece for piece in sequence(wanted) if str(piece) in text]
    return f"still contains {present}" if present else ""


def _encoded(found: Found, wanted: Value) -> str:
    name = str(wanted)
    try:
        found.content.decode(name)
    except UnicodeDecodeError:
        return f"is not {name}"
    marked = found.content.startswith(b"\xef\xbb\xbf") and name.lower() == "utf-8"
    return "starts with a byte order mark" if marked else ""


def _newline(found: Found, wanted: Value) -> str:
    bare = found.content.replace(b"\r\n", b"")
    if wanted == "\r\n":
        return "" if b"\n" not in bare and b"\r\n" in found.content else "has lines without CRLF"
    return "has carriage returns" if b"\r" in found.content else ""


def _size(found: Found, wanted: Value) -> str:
    limits = cast(Mapping[str, float], wanted)
    size = len(found.content)
    fits = limits.get("min", 0) <= size <= limits.get("max", math.inf)
    return "" if fits else f"has {size} bytes"


def archive_members(path: str, content: bytes) -> dict[str, bytes]:
    """The files in a zip or tar, by name. Raises what the readers raise on damaged content."""
    if ext(path) == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {
                name.removeprefix("./"): archive.read(name)
                for name in archive.namelist()
                if not name.endswith("/")
            }
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        read = ((item.name, archive.extractfile(item)) for item in archive if item.isfile())
        return {name.removeprefix("./"): file.read() for name, file in read if file is not None}


def _members(found: Found, wanted: Value) -> str:
    """Each wanted start file once, under a tail of its path, or with one common folder in front."""
    have = archive_members(found.path, found.content)
    if ext(found.path) in ("gz", "tgz") and not found.content.startswith(b"\x1f\x8b"):
        return "is not compressed with gzip"
    want: dict[str, bytes] = {}
    for item in sequence(wanted):
        source = found.start / str(item)
        files = [source] if source.is_file() else [p for p in source.rglob("*") if p.is_file()]
        want |= {file.relative_to(found.start).as_posix(): file.read_bytes() for file in files}
    left = dict(have)
    for path, content in want.items():
        name = next((n for n in left if _tail(path, n) and left[n] == content), None)
        if name is None:
            return f"holds no {path} with its bytes; it holds {sorted(have)}"
        del left[name]
    return f"also holds {sorted(left)}" if left else ""


def _tail(path: str, member: str) -> bool:
    inner = member.partition("/")[2] or member
    return any(f"/{path}".endswith(f"/{name}") for name in (member, inner))


def _exists(found: Found, wanted: Value) -> str:
    return ""


Check = Callable[[Found, Value], str]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "same_as": _same_as,
        "text": _text,
        "lines": _lines,
        "contains": _contains,
        "lacks": _lacks,
        "encoding": _encoded,
        "newline": _newline,
        "size": _size,
        "table": bench_tables.has_table,
        "values": bench_tables.has_values,
        "columns": bench_tables.has_columns,
        "row_count": bench_tables.has_row_count,
        "json": bench_tables.is_json,
        "image": bench_pictures.is_image,
        "plot": bench_pictures.is_plot,
        "members": _members,
        "exists": _exists,
    }
)
OPTIONS = ("order", "exact", "sheet", "separator")
