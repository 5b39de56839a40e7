"""One file's change as text that a person reads: a unified diff, or a sentence where none helps."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

MOST_BYTES = 1 << 20
"""Longer files are not compared line by line."""
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a comparison."""

    name: str
    content: bytes | None
    """Up to `MOST_BYTES + 1` bytes; None: there is nothing."""
    size: int


def difference(before: Version, after: Version) -> str:
    """A unified diff that ends with a newline, or one sentence."""
    sides = [side for side in (before, after) if side.content is not None]
    if not sides:
        return ""
    if (before.content, before.size) == (after.content, after.size):
        return "the content is the same\n"
    if any(side.size > MOST_BYTES for side in sides):
        return f"too large to compare: {_sizes(before, after)}\n"
    texts = [_text(side.content or b"") for side in (before, after)]
    if texts[0] is None or texts[1] is None:
        return f"binary content: {_sizes(before, after)}\n"
    # Not `splitlines`, to which a form feed ends a line, too.
    one, other = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in texts if text is not None)
    if len(one) + len(other) > MOST_LINES:
        return f"too many lines to compare: {len(one)} before, {len(other)} after\n"
    lines = difflib.unified_diff(
        one,
        other,
        one_line(before.name) if before.content is not None else "/dev/null",
        one_line(after.name) if after.content is not None else "/dev/null",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def one_line(name: str) -> str:
    """A file's name without anything that could end its line and begin another header."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode()
        for each in name
    )


def _sizes(before: Version, after: Version) -> str:
    old = "nothing" if before.content is None else f"{before.size:,} bytes"
    new = "nothing" if after.content is None else f"{after.size:,} bytes"
    return f"{old} before, {new} after"


def _text(content: bytes) -> str | None:
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
