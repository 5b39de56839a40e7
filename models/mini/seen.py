"""What the folder of a sample holds, as far as the loop would have looked (`Message.seen`).

Placeholders depend on it, so samples have to know a folder as often, and as badly, as real
requests do: some names are there, some are not, some others only look alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from models.messages import Message
from models.mini import slots as values
from models.mini.literal_words import FIGURE_WORDS, KIND_WORDS

_FILE = re.compile(r'\b(?:locate|exactly)\("([^"\n]+)"\)')
_FOLDER = re.compile(r'\bfolder_of\("([^"\n]+)"\)')
_TARGET = re.compile(r'\bplace\("([^"\n]+)"\)')
_CELL = re.compile(
    r'(?:equal\(df\[column\(df, "[^"]*"\)\], |having\(df, |\bword = )"([^"\\;]{2,40})"'
)
_COLUMN = re.compile(r'\bcolumn\(\w+, "([^"\n]+)"\)')
FILE_THERE, FOLDER_THERE, TARGET_THERE, LOOKED, HEADER, CELL = 0.9, 0.85, 0.25, 0.95, 0.85, 0.75
"""How often a named file, folder or target is in the listing; how often there is a listing, the
header of a table, and a cell that the request names."""


def with_seen(rng: random.Random, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The conversation with a listing at each request, or without any."""
    if rng.random() > LOOKED:
        return messages
    seen = listing(rng, "\n".join(m.content for m in messages if m.role == "assistant"))
    return tuple(replace(m, seen=seen) if m.role == "user" else m for m in messages)


def listing(rng: random.Random, code: str) -> str:
    """Names of the top of the folder, and headers of its tables."""
    files = [
        n for n in _FILE.findall(code) if "/" not in n and (" " in n or rng.random() < FILE_THERE)
    ]
    folders = [
        n.strip("./")
        for n in _FOLDER.findall(code)
        if "/" not in n.strip("./") and (" " in n or rng.random() < FOLDER_THERE)
    ]
    folders += [n for n in _TARGET.findall(code) if "/" not in n and rng.random() < TARGET_THERE]
    files += [values.file_name(rng) for _ in range(rng.choice([0, 1, 2, 4]))]
    folders += [values.folder(rng) for _ in range(rng.choice([0, 0, 1, 2]))]
    if rng.random() < 0.3:
        folders.append(rng.choice(sorted(KIND_WORDS)))
    names = [n for n in files if "/" not in n] + [
        f"{n}/" for n in folders if "/" not in n.strip("/")
    ]
    names = sorted({n.replace("//", "/") for n in names if n.strip("/")})
    lines = ["files: " + ", ".join(names)] if names else []
    columns = list(dict.fromkeys(_COLUMN.findall(code)))
    for name in files:
        if name.lower().endswith((".csv", ".tsv", ".json")) and rng.random() < HEADER:
            lines.append(f"{name}: {','.join(header(rng, columns))}")
    cells = [c for c in dict.fromkeys(_CELL.findall(code)) if rng.random() < CELL]
    if cells and len(lines) > 1:
        lines.append("found: " + "; ".join(f"{c} in {values.column(rng)} of it" for c in cells))
    return "\n".join(lines)


def header(rng: random.Random, named: Sequence[str]) -> list[str]:
    """Columns of a table: most of those that are named, some spelled otherwise, and others."""
    found = [_spelled(rng, column) for column in named if rng.random() < 0.92]
    found += [values.column(rng) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.3:
        found.append(rng.choice(sorted(FIGURE_WORDS)))
    rng.shuffle(found)
    return [column for column in dict.fromkeys(found) if "," not in column]


def _spelled(rng: random.Random, column: str) -> str:
    turn = rng.random()
    if turn < 0.12:
        return column.capitalize() if column.islower() else column.lower()
    if turn < 0.2:
        return re.sub(r"[ \-]", "_", column)
    return column
