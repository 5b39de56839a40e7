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
        elif ": " in line:
            name, columns = line.split(": ", 1)
            tables[name] = columns.split(",")
    return names, tables


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


def mentioned(seen: str, request: str) -> list[str]:
    """Names of files and folders that stand in the request, longest first, as they are spelt."""
    names, _ = folder(seen)
    bare = {name.rstrip("/") for name in names}
    found: list[str] = []
    rest = request
    for name in sorted(bare, key=lambda name: (-len(name), name)):
        pattern = _whole(name)
        if len(name) > 2 and any("." in name or _as_place(rest, m) for m in pattern.finditer(rest)):
            found.append(name)
            rest = pattern.sub(" ", rest)
    return found


def _as_place(request: str, found: re.Match[str]) -> bool:
    """Whether a bare word is spoken of as a folder: `in music`, `the music dir`."""
    return bool(_BEFORE.search(request[: found.start()]) or _BEHIND.match(request[found.end() :]))


_BEFORE = re.compile(
    r"\b(?:in|into|inside|under|from|to|of|within|folders?|director(?:y|ies)|dir)\s+"
    r"(?:(?:the|my|our|folder|directory|dir|called|named)\s+)*$",
    re.I,
)
_BEHIND = re.compile(r"\s+(?:folder|dir|directory|subfolder)\b", re.I)


def _whole(name: str) -> re.Pattern[str]:
    """The name as whole words, not in quotes and not as a part of a longer path."""
    return re.compile(rf"(?<![\w\"'`/.“«]){re.escape(name)}(?![\w\"'`/”»]|\.\w)", re.I)
