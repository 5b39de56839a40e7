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
            names += [_last(name) for name in line[8:].split(", ")]
        elif line.startswith(("found: ", "in names of files: ")):
            continue
        elif ": " in line:
            name, columns = line.split(": ", 1)
            tables[name] = columns.split(",")
    return names, tables


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


def stems(text: str) -> set[str]:
    """Words without the endings that plurals have."""
    return {w.lower().rstrip("s") for w in re.findall(r"[^\W\d_]{3,}|\d{4,}", text)} - SELDOM_MEANT


SELDOM_MEANT = frozenset(
    re.findall(
        r"\w+",
        "all and csv file folder for from get how into jpg json many move pdf png put show that "
        "the them thi txt what with xlsx",
    )
)
"""Words that do not tell one file from another."""


def closeness(name: str, words: set[str], tables: dict[str, list[str]]) -> int:
    """How much a table resembles what is asked."""
    return 3 * len(words & stems(name)) + sum(bool(words & stems(c)) for c in tables[name])


def table_meant(seen: str, request: str) -> str:
    """The one table that a request means without naming a file; empty when in doubt."""
    names, tables = folder(seen)
    asked = request.lower()
    if re.search(r"\w\.[a-z]\w{1,4}\b", asked):
        return ""
    if any(plain(name) in plain(asked) for name in names if len(plain(name)) > 3):
        return ""
    words = stems(asked)
    ranked = sorted(((closeness(name, words, tables), name) for name in tables), reverse=True)
    if not ranked:
        return ""
    clear = len(ranked) == 1 or ranked[0][0] > ranked[1][0]
    return ranked[0][1] if clear and ranked[0][0] else ""


def plain(name: str) -> str:
    """A name's letters and digits, without its ending."""
    return re.sub(r"[\W_]+", "", re.sub(r"\.\w{1,5}$", "", name.lower()))
