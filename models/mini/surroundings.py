"""What the folder holds that a request may mean.

Reads the facts that the loop gathers (`Message.seen`, in the form of `interpreter/look.py`). They
are data: nothing here runs or follows what stands in them.
"""

from __future__ import annotations

import re


def folder(seen: str) -> tuple[list[str], dict[str, list[str]]]:
    """Names in the folder, and the columns of its tables."""
    names: list[str] = []
    tables: dict[str, list[str]] = {}
    for line in seen.splitlines():
        if line.startswith("files: "):
            names = [n for n in line[7:].split(", ") if not n.startswith("…")]
        elif line.startswith("deeper: "):
            for name in line[8:].split(", "):
                names += dict.fromkeys((_last(name), name))
        elif line.startswith("meant: "):
            for _, path, _ in meant(seen):
                names += dict.fromkeys((_last(path), path))
        elif line.startswith(NO_TABLE):
            continue
        elif ": " in line:
            name, columns = line.split(": ", 1)
            tables[name] = columns.split(",")
            names += dict.fromkeys((_last(name), name))
    return names, tables


NO_TABLE = (
    "found: ", "found there: ", "in names of files: ", "said for: ", "table meant: ",
    "table perhaps: ",
)  # fmt: skip
"""How lines begin that are no header of a table."""


def _last(path: str) -> str:
    """The name at the end of a path; a folder keeps the slash behind it."""
    return path.rstrip("/").rpartition("/")[2] + "/" * path.endswith("/")


def values(seen: str) -> list[str]:
    """What was found in tables of the words that the request uses."""
    return [_FOUND_IN.sub("", each) for each in _items(seen, "found: ")]


def parts(seen: str) -> list[str]:
    """Words of the request that stand in names of files."""
    return _items(seen, "in names of files: ")


def _items(seen: str, head: str) -> list[str]:
    line = next((line for line in seen.splitlines() if line.startswith(head)), "")
    return [each for each in line[len(head) :].split("; ") if each]


_FOUND_IN = re.compile(r" in \S.* of \S.*$")


def meant(seen: str) -> list[tuple[str, str, str]]:
    """Words of the request, the file or folder that they mean (a folder ends in a slash), and the
    folder that a file is in."""
    found: list[tuple[str, str, str]] = []
    for words, thing in _pairs(seen, "meant: "):
        inside = _INSIDE.fullmatch(thing)
        found.append((words, inside[1], inside[2]) if inside else (words, thing, ""))
    return found


_INSIDE = re.compile(r"(.+) \(in (.+)/\)")


def said_for(seen: str) -> list[tuple[str, str]]:
    """Words of the request with the cell of a table that they stand for."""
    return _pairs(seen, "said for: ")


def _pairs(seen: str, head: str) -> list[tuple[str, str]]:
    found = (each.partition(" = ") for each in _items(seen, head))
    return [(words, thing) for words, sign, thing in found if sign]


def table_meant(seen: str) -> tuple[str, bool]:
    """The one table that a request means without naming a file, and whether that is sure; empty
    when in doubt."""
    sure = "".join(_items(seen, "table meant: ")[:1])
    table = sure or "".join(_items(seen, "table perhaps: ")[:1])
    inside = _INSIDE.fullmatch(table)
    return inside[1] if inside else table, bool(sure)


def folder_of_table(seen: str) -> str:
    """The folder of the table that is meant; empty when it lies in no folder, or none is meant."""
    lines = _items(seen, "table meant: ") or _items(seen, "table perhaps: ")
    inside = _INSIDE.fullmatch(lines[0]) if lines else None
    return inside[2] if inside else ""
