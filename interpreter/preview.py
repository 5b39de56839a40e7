"""The list of what would change, as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from interpreter.visible import visible_line
from sandbox.changes import Change, Changes, Kind

SIGNS: dict[Kind, str] = {
    "created": "+",
    "modified": "~",
    "deleted": "-",
    "moved": ">",
    "retyped": "!",
    "metadata": "*",
}
MANY = 20
"""More entries than this are summed up by folder."""


def summary(changes: Changes) -> str:
    """One line, such as `3 created, 1 deleted`."""
    counts = Counter(each.kind for each in changes.entries)
    return ", ".join(f"{counts[kind]} {kind}" for kind in SIGNS if counts[kind])


def preview(changes: Changes, many: int = MANY) -> Iterator[str]:
    """A line an entry; beyond `many` entries a line a folder, and each entry with a warning."""
    if len(changes.entries) <= many:
        for each in changes.entries:
            yield entry(each)
    else:
        yield from by_folder(changes)
        for each in [one for one in changes.entries if one.warnings][:many]:
            yield entry(each)
    for warning in changes.warnings:
        yield f"⚠ {visible_line(warning)}"


def by_folder(changes: Changes) -> Iterator[str]:
    groups: dict[tuple[str, Kind], list[Change]] = {}
    for each in changes.entries:
        groups.setdefault((str(PurePosixPath(each.path).parent), each.kind), []).append(each)
    for (folder, kind), entries in sorted(groups.items())[:100]:
        size = sum(each.size_after or each.size_before for each in entries)
        names = ", ".join(visible_line(PurePosixPath(each.path).name) for each in entries[:3])
        more = ", …" if len(entries) > 3 else ""
        where = "" if folder == "." else f"{visible_line(folder)}/ "
        yield f"{SIGNS[kind]} {where}{len(entries)} {kind} ({names}{more}; {size_text(size)})"
    if len(groups) > 100:
        yield f"… and {len(groups) - 100} more folders"


def entry(change: Change) -> str:
    path = visible_line(change.path) + "/" * (change.type == "folder")
    if change.kind == "moved":
        path = f"{visible_line(change.origin)} → {path}"
    sizes = {
        "created": size_text(change.size_after),
        "deleted": size_text(change.size_before),
        "modified": f"{size_text(change.size_before)} → {size_text(change.size_after)}",
    }
    size = sizes.get(change.kind, "") if change.type == "file" else ""
    warned = "".join(f"  ⚠ {visible_line(each)}" for each in change.warnings)
    return f"{SIGNS[change.kind]} {path}{f'  ({size})' if size else ''}{warned}"


def size_text(size: float) -> str:
    """A size in bytes for people, such as `1.5 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
