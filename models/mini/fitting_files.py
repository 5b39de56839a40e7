"""Values for slots of requests about files, where the usual maker does not suit what is asked."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from models.mini import slots as values
from models.mini.slots import Maker, named, one_of, whole

PARTS = whole(1, 12, 2, 3, 4, 5, 8)
FOLDERS_ANYWHERE = (
    "old", "node_modules", "tmp", "backup", "__pycache__", "build", "Old", "cache", "temp", "test",
)  # fmt: skip

OWN: Mapping[str, Mapping[str, Maker]] = {
    "selection.listed_in": {"file": named(["txt", "txt", "txt", "lst", "md", "csv"])},
    "selection.long_name": {"n": whole(15, 250, 30, 40, 64, 80, 100)},
    "action.lower_spaces": {
        "sign": one_of(["hyphens", "dashes", "underscores", "-", "_", "hyphens", "dots", "dashes"])
    },
    "action.swap_parts": {
        "sign": one_of(["underscore", "hyphen", "dash", " - ", "_", "-", "comma", "blank", "space"])
    },
    "action.by_prefix": {
        "sign": one_of(["underscore", "hyphen", "dash", "_", "-", "blank", "dot", "space", "."])
    },
    "action.cut_after": {
        "sign": one_of(["underscore", "hyphen", "dash", "_", "__", "-", "(", "--", "blank", "space",
                        "bracket", "#", "+", "comma"])
    },
    "action.cut_front": {"n": PARTS},
    "action.cut_end": {"n": PARTS},
    "action.shorten": {"n": whole(5, 150, 8, 20, 30, 40, 60)},
    "action.pad_numbers": {"n": one_of("22333345")},
    "action.keep_newest_move": {"n": whole(1, 12, 1, 2, 3, 5, 7, 10)},
    "action.rename_by_table": {"table": named(["csv", "csv", "csv", "xlsx", "tsv", "CSV"])},
    "move.mkdir_lines": {"file": named(["txt", "txt", "txt", "md", "lst"])},
    "move.mkdir_numbered_in": {
        "n": whole(2, 31),
        "name": lambda r: values.word(r) + r.choice(["", "_", " ", "-"]),
    },
    "move.delete_folders_named": {
        "name": lambda r: r.choice(FOLDERS_ANYWHERE) if r.random() < 0.5 else values.stem(r, 2)
    },
}  # fmt: skip
"""Makers by unit and slot."""


def _two_parts(rng: random.Random, known: dict[str, str]) -> None:
    if rng.random() < 0.3:
        first = rng.choice([rng.randint(1, 60), rng.randint(100, 9999), rng.randint(1930, 2026)])
        known["part"], known["part2"] = str(first), str(first + rng.choice([1, 1, 1, 2, 5, 14]))
        return
    known["part"] = values.cased(rng, values.word(rng))
    while (other := values.cased(rng, values.word(rng))).lower() == known["part"].lower():
        pass
    known["part2"] = other


def _text_parts(rng: random.Random, known: dict[str, str]) -> None:
    known["part"] = values.cased(rng, values.word(rng))
    known["part2"] = values.cased(rng, values.word(rng))


def _row(rng: random.Random, known: dict[str, str]) -> None:
    """A numbered name and a later one, as in 'IMG_2231' to 'IMG_2260'."""
    front = rng.choice([values.cased(rng, values.word(rng)), "IMG", "DSC", "scan", "A", "page"])
    front += rng.choice(["_", "_", "-", " ", "", ""])
    digits = rng.choice([1, 2, 2, 3, 4])
    low = rng.randint(1, 8 * 10 ** (digits - 1))
    high = low + rng.randint(1, max(8, 10 ** (digits - 1) // 4))
    width = digits if rng.random() < 0.7 else 1
    end = f".{values.extension(rng)}" if rng.random() < 0.25 else ""
    known["part"] = f"{front}{low:0{width}d}{end}"
    again = front if end or rng.random() < 0.75 else ""
    known["part2"] = f"{again}{high:0{width}d}{end}"


def _folder_row(rng: random.Random, known: dict[str, str]) -> None:
    front = rng.choice(["Round ", "Week ", "room ", "Chapter ", "Lesson_", "Day", "KW ", ""])
    if rng.random() < 0.4:
        front = values.cased(rng, values.word(rng)) + rng.choice([" ", "_", "-", ""])
    low = rng.choice([1, 1, 1, 1, rng.randint(2, 900)])
    high = low + rng.randint(2, 25)
    width = 2 if rng.random() < 0.4 else 1
    known["part"] = f"{front}{low:0{width}d}"
    known["part2"] = f"{front if rng.random() < 0.65 else ''}{high:0{width}d}"


def _numbers(rng: random.Random, known: dict[str, str]) -> None:
    low = rng.choice([rng.randint(1, 40), rng.randint(1, 40), rng.randint(100, 5000)])
    known["n"], known["m"] = str(low), str(low + rng.randint(1, 40))


def _ending(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]+$", name)
    return found[0] if found else ""


def _rename_move(rng: random.Random, known: dict[str, str]) -> None:
    known["file"] = values.file_name(rng)
    known["name"] = values.stem(rng) + ("" if rng.random() < 0.15 else _ending(known["file"]))


def _rename_two(rng: random.Random, known: dict[str, str]) -> None:
    names = [values.stem(rng, 2) for _ in range(4)]
    while len({name.lower() for name in names}) < 4:
        names = [values.stem(rng, 2) for _ in range(4)]
    end = f".{values.extension(rng)}"
    for slot, name in zip(("file", "name", "file2", "name2"), names, strict=True):
        known[slot] = name + end


def _items(rng: random.Random, known: dict[str, str]) -> None:
    """Four to seven names of folders in one list."""
    style = rng.random()
    count = rng.randint(4, 7)
    made: list[str] = []
    while len(made) < count:
        name = values.word(rng) if style < 0.75 else values.stem(rng, 2)
        name = name.capitalize() if 0.35 < style < 0.75 else name
        if name.lower() not in [m.lower() for m in made] and not re.search("[,;&]", name):
            made.append(name)
    if style > 0.92:
        made = [f"{n:02d}_{name.replace(' ', '_')}" for n, name in enumerate(made, 1)]
    last = rng.choice([" and ", " and ", ", and ", ", ", ", "])
    known["items"] = f"{', '.join(made[:-1])}{last}{made[-1]}"


TOGETHER: Mapping[str, Callable[[random.Random, dict[str, str]], None]] = {
    "selection.name_either": _two_parts,
    "selection.name_but_not": _text_parts,
    "selection.name_range": _row,
    "selection.number_range": _numbers,
    "move.mkdir_range": _folder_row,
    "move.mkdir_items": _items,
    "move.rename_move": _rename_move,
    "move.rename_two": _rename_two,
}
"""Slots of a unit that depend on each other."""
