"""What is spotted in a request, and what is known of the folder when it is looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

ENDING = r"(?:tar\.(?:gz|bz2|xz)|[A-Za-z][A-Za-z0-9]{0,4}|7z)"
START = re.compile(r"(?:^|[.!?:;]\s+|\n\s*|[\"“(]\s*|^\W+)$")
"""Before the first word of a sentence."""
QUOTED = re.compile(
    r"[\"“”«»„`]([^\"“”«»„`\n]{1,80})[\"“”«»„`]|(?<!\w)['‘]([^'’\n]{1,80})['’](?!\w)"
)
"""A text in quotes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the folder: names of files and folders, columns by table, what its tables
    hold, and words that stand in names of files."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a request: `start` to `end` is replaced by the placeholder and `rest`."""

    start: int
    end: int
    kind: str
    value: str
    rest: str = ""
    """What stays visible behind the placeholder, besides: the ending of a file."""


@cache
def whole(name: str) -> re.Pattern[str]:
    """The name as whole words, not in quotes and not as a part of a longer path."""
    return re.compile(rf"(?<![\w\"'`/.“«]){re.escape(name)}(?![\w\"'`”»]|/\w|\.\w)", re.I)
