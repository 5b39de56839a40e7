"""What the folder of a sample holds, as far as the loop would have looked (`Message.seen`).

Placeholders depend on it, so samples have to know a folder as often, and as badly, as real
requests do: some names are there, some are not, some others only look alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from models.mentions import in_names
from models.messages import Message
from models.mini import slots as values
from models.mini.literal_words import FIGURE_WORDS, KIND_WORDS
from models.mini.slot_words import STATES

_FILE = re.compile(
    r'\b(?:locate\(|exactly\(|on_list\(files, |copies_of\(files, )"([^"\n]+)"(?:, folder)?\)'
)
_ENDED = re.compile(r"\.\w{1,5}$")
_FOLDER = re.compile(r'\b(?:folder_of\(|place\("[^"\n]+", )"([^"\n]+)"\)')
_TARGET = re.compile(r'\bplace\("([^"\n]+)"(?:, "[^"\n]+"|, folder)?\)')
_GONE = re.compile(r"^(?:folders = \[|source(?:, target)? = )(exactly\(.*)$", re.M)
"""Folders that are removed, which have to be named exactly."""
_CELL = re.compile(
    r'(?:equal\(df\[column\(df, "[^"]*"\)\], |(?:having|lacking)\(df, |\bword = )"([^"\\;]{2,40})"'
)
_PART = re.compile(r'(?:\babout\(p, "([^"\n]+)"\)|"([^"\n]+)"\.lower\(\)(?= (?:not )?in p\.|\)\]))')
_TEXTS = re.compile(r'\bname_has\(p, ("[^\n]+")\)\]')
_TEXT = re.compile(r'"([^"\n]+)"')
_COLUMN = re.compile(r'\b(?:column\(\w+|with_(?:column|news)\(df, other, by), "([^"\n]+)"\)')
_COLUMNS = re.compile(r'\bcolumns_of\(df, "([^"\n]+)"\)')
_CELLS = re.compile(
    r'(?:having_either\(df, ("[^\n]+")\)'
    r'|\], \*listed\("([^"\n]+)"\)|, having, (".*")\)|[{ ]("[^"\n]+"): ")'
)
_APART = re.compile(r'", "|, (?:and |or )?| and | or |"')
FILE_THERE, FOLDER_THERE, TARGET_THERE, LOOKED, HEADER, CELL = 0.92, 0.93, 0.25, 0.96, 0.9, 0.82
"""How often a named file, folder or target is in the listing; how often there is a listing, the
header of a table, and a cell that the request names."""
STATE_NAMES = 0.45
"""How often 'paid' is the name of a column of yes and no, and stands in no cell."""
PART_THERE, BY_CHANCE = 0.88, 0.08
"""How often a file has a word in its name that the request chooses files by, or any other."""


def with_seen(rng: random.Random, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The conversation with a listing at each request, or without any."""
    if rng.random() > LOOKED:
        return messages
    code = "\n".join(m.content for m in messages if m.role == "assistant")
    head, *rest = listing(rng, code) or [""]
    names = named_after(rng, parts_meant(code))
    told: list[Message] = []
    for message in messages:
        if message.role != "user":
            told.append(message)
            continue
        lines = [head, *rest]
        if some := in_names([*names, *chance_names(rng, message.content)], message.content):
            lines.insert(1, "in names of files: " + "; ".join(some))
        told.append(replace(message, seen="\n".join(line for line in lines if line)))
    return tuple(told)


def parts_meant(code: str) -> list[str]:
    """Words by which code chooses files, and names of files without their endings."""
    found = [one or other for one, other in _PART.findall(code)]
    found += [text for some in _TEXTS.findall(code) for text in _TEXT.findall(some)]
    return found + [name for name in _FILE.findall(code) if not _ENDED.search(name)]


def named_after(rng: random.Random, words: Sequence[str]) -> list[str]:
    """Names of files that these words stand in: where a request means them, some are there."""
    frames = ("{}.pdf", "{} 3.txt", "my_{}.jpg", "2024-{}-a.csv", "{}-old.docx", "The {}.mp3")
    return [rng.choice(frames).format(word) for word in words if rng.random() < PART_THERE]


def chance_names(rng: random.Random, request: str) -> list[str]:
    """Names in which a word of the request stands by chance."""
    words = re.findall(r"[^\W\d_]{4,}", request)
    return [f"{rng.choice(words)}.txt"] if words and rng.random() < BY_CHANCE else []


def listing(rng: random.Random, code: str) -> list[str]:
    """Lines on the top of the folder, and on its tables."""
    gone = [name for some in _GONE.findall(code) for name in _TEXT.findall(some)]
    files = [
        n
        for n in _FILE.findall(code)
        if "/" not in n and n not in gone and (" " in n or rng.random() < FILE_THERE)
    ]
    folders = [
        n.strip("./")
        for n in [*_FOLDER.findall(code), *gone]
        if "/" not in n.strip("./") and (" " in n or rng.random() < FOLDER_THERE)
    ]
    folders += [n for n in _TARGET.findall(code) if "/" not in n and rng.random() < TARGET_THERE]
    files = [n if _ENDED.search(n) else f"{n}.{values.extension(rng)}" for n in files]
    files += [values.file_name(rng) for _ in range(rng.choice([0, 1, 2, 4]))]
    folders += [values.folder(rng) for _ in range(rng.choice([0, 0, 1, 2]))]
    if rng.random() < 0.3:
        folders.append(rng.choice(sorted(KIND_WORDS)))
    names = [n for n in files if "/" not in n] + [
        f"{n}/" for n in folders if "/" not in n.strip("/")
    ]
    names = sorted({n.replace("//", "/") for n in names if n.strip("/")})
    lines = ["files: " + ", ".join(names)] if names else []
    columns = [*_COLUMN.findall(code), *_apart(_COLUMNS.findall(code))]
    columns = list(dict.fromkeys(columns))
    several = ["".join(groups) for groups in _CELLS.findall(code)]
    cells = [*_CELL.findall(code), *(c for c in _apart(several) if len(c) < 40 and ";" not in c)]
    states = {c for c in cells if c in STATES and rng.random() < STATE_NAMES}
    columns += [re.sub("^un(?=[a-z]{4})", "", c) for c in cells if c in states]
    cells = [c for c in dict.fromkeys(cells) if c not in states and rng.random() < CELL]
    for name in files:
        if name.lower().endswith((".csv", ".tsv", ".json")) and rng.random() < HEADER:
            lines.append(f"{name}: {','.join(header(rng, columns))}")
    if cells and len(lines) > 1:
        lines.append("found: " + "; ".join(f"{c} in {values.column(rng)} of it" for c in cells))
    return lines


def _apart(texts: Sequence[str]) -> list[str]:
    """The single names of lists such as 'North, South and East'."""
    names = [name.strip('"') for text in texts for name in _APART.split(text)]
    return [name for name in names if len(name) > 1]


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
