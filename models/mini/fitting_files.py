"""Values for slots of requests about files, where the usual maker does not suit what is asked."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from models.mini import slot_words
from models.mini import slots as values
from models.mini.slot_numbers import number
from models.mini.slot_times import month, when
from models.mini.slots import Maker, named, one_of, whole

PARTS = whole(1, 12, 2, 3, 4, 5, 8)
FOLDERS_ANYWHERE = (
    "old", "node_modules", "tmp", "backup", "__pycache__", "build", "Old", "cache", "temp", "test",
)  # fmt: skip


def _listed(rng: random.Random, count: int) -> str:
    """Some names in one list, as people write it."""
    made: list[str] = []
    plural = rng.random() < 0.2
    while len(made) < count:
        name = values.word(rng).capitalize() if rng.random() < 0.7 else values.stem(rng, 2)
        name += "s" if plural and name.isalpha() else ""
        if name.lower() not in [m.lower() for m in made] and not re.search("[,;&]", name):
            made.append(name)
    if rng.random() < 0.12:
        front = values.word(rng).capitalize()
        marks = "ABCDEFG" if rng.random() < 0.6 else "1234567"
        made = [f"{front} {marks[n]}" for n in range(count)]
    last = rng.choice([" and ", " and ", " and ", ", and ", ", "])
    return f"{', '.join(made[:-1])}{last}{made[-1]}"


def _time(rng: random.Random) -> str:
    """A day, or only a month."""
    return when(rng) if rng.random() < 0.8 else month(rng)


def _dated_file(rng: random.Random) -> str:
    y, m, d = rng.randint(2015, 2027), rng.randint(1, 12), rng.randint(1, 28)
    when = rng.choice(
        [f"{y}-{m:02d}-{d:02d}"] * 4
        + [
            f"{y}{m:02d}{d:02d}",
            f"{d:02d}.{m:02d}.{y}",
            f"{d}.{m}.{y}",
            f"{y}_{m:02d}_{d:02d}",
            f"{d:02d}-{m:02d}-{y}",
        ]
    )
    between = rng.choice([" ", " ", "_", "_", "-", " - "])
    return f"{when}{between}{values.stem(rng)}.{values.extension(rng)}"


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
    **{key: {"n": whole(1, 5, 1, 1, 2, 2, 3)} for key in ("find.tree_deep", "find.tree_deep_of")},
    "archive.zip_folder_file": {"archive": lambda r: values.stem(r) + r.choice([".zip", ""])},
    "find.closest": {
        "part": lambda r: (
            r.choice(slot_words.THINGS) if r.random() < 0.7 else values.word(r)
        ),
        "part2": lambda r: " ".join(
            values.cased(r, values.word(r)) for _ in range(r.choice([1, 1, 1, 2]))
        ),
    },
    "selection.week": {"n": whole(1, 53)},
    "action.by_names": {"items": lambda r: _listed(r, r.randint(3, 6))},
    "move.rename_folder": {"name": lambda r: values.folder(r).replace("/", " ")},
    "move.mkdirs_in": {"items": lambda r: _listed(r, r.choice([2, 3, 3]))},
    "selection.copy_of": {
        "file": lambda r: (
            values.stem(r) if r.random() < 0.4 else values.file_name(r).rpartition("/")[2]
        )
    },
    "action.date_front_like": {"example": _dated_file},
    "selection.before": {"date": _time},
    "selection.since": {"date": _time},
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


def _rename_in(rng: random.Random, known: dict[str, str]) -> None:
    _rename_move(rng, known)
    known["file"] = known["file"].rpartition("/")[2]


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


def _number_like(rng: random.Random, known: dict[str, str]) -> None:
    """The first two names of a row: 'Zoo 1' and 'Zoo 2'."""
    front = values.cased(rng, values.word(rng)) if rng.random() < 0.8 else values.stem(rng, 2)
    front += rng.choice([" ", " ", "_", "_", "-", ""])
    width = rng.choice([1, 1, 1, 2, 2, 3])
    end = f".{values.extension(rng)}" if rng.random() < 0.15 else ""
    low = rng.choice([1, 1, 1, 1, 1, rng.randint(2, 40)])
    known["name"], known["name2"] = (f"{front}{n:0{width}d}{end}" for n in (low, low + 1))


def _rename_like(rng: random.Random, known: dict[str, str]) -> None:
    """A name and what becomes of it: one piece is another, comes or goes."""
    first, old, new = (values.word(rng) for _ in range(3))
    while new == old:
        new = values.word(rng)
    between = rng.choice("__-- ")
    behind = rng.choice([f"{rng.randint(1, 99):02d}", number(rng), first, "2026-11-14"])
    turn = rng.random()
    if turn < 0.5:
        names = [f"{old}{between}{behind}", f"{new}{between}{behind}"]
    elif turn < 0.7:
        names = [
            f"{first}{between}{old}{between}{behind}",
            f"{first}{between}{new}{between}{behind}",
        ]
    elif turn < 0.85:
        names = [f"{first}{between}{behind}", f"{new}{between}{first}{between}{behind}"]
    else:
        names = [f"{first}{between}{old}{between}{behind}", f"{first}{between}{behind}"]
    end = f".{values.extension(rng)}"
    known["file"], known["name"] = (name + end for name in names)


def _rename_row(rng: random.Random, known: dict[str, str]) -> None:
    _row(rng, known)
    end = _ending(known["part"])
    digits = rng.choice([1, 2, 3])
    low = 1 if rng.random() < 0.6 else int(re.findall(r"\d+", known["part"])[-1])
    front = values.cased(rng, values.word(rng)) + rng.choice(["_", "_", "-", " ", ""])
    known["name"] = f"{front}{low:0{digits}d}{end}"


def _day_row(rng: random.Random, known: dict[str, str]) -> None:
    first = rng.randint(1, 24)
    d, m, y = first + rng.randint(1, 4), rng.randint(1, 12), rng.randint(2015, 2027)
    name = slot_words.MONTHS[m - 1]
    known["n"] = str(first)
    known["date"] = rng.choice(
        [f"{d} {name}", f"{d} {name.lower()}", f"{d} {name[:3]}", f"{d} {name} {y}",
         f"{d}.{m}.{y}", f"{d}th of {name}", f"{d}th {name} {y}"]
    )  # fmt: skip


def _two_months(rng: random.Random, known: dict[str, str]) -> None:
    known["month"] = month(rng)
    while (other := month(rng))[:3].lower() == known["month"][:3].lower():
        pass
    known["month2"] = other
    if rng.random() < 0.7:
        known["month"] = known["month"].split()[0]


def _two_weeks(rng: random.Random, known: dict[str, str]) -> None:
    first = rng.randint(1, 48)
    known["n"], known["m"] = str(first), str(first + rng.choice([1, 1, 1, 2, 3, 4]))


def _copy_as(rng: random.Random, known: dict[str, str]) -> None:
    _rename_move(rng, known)
    if rng.random() < 0.4:
        name = Path(known["file"])
        known["name"] = f"{name.stem}{rng.choice('_ -')}{values.word(rng)}{name.suffix}"


TOGETHER: Mapping[str, Callable[[random.Random, dict[str, str]], None]] = {
    "selection.name_either": _two_parts,
    "selection.name_but_not": _text_parts,
    "selection.except_two": _text_parts,
    "selection.name_range": _row,
    "selection.number_range": _numbers,
    "move.mkdir_range": _folder_row,
    "move.mkdir_items": _items,
    "move.rename_move": _rename_move,
    "move.rename_two": _rename_two,
    "move.rename_in": _rename_in,
    "move.copy_as": _copy_as,
    "move.rename_row": _rename_row,
    "action.number_like": _number_like,
    "action.rename_like": _rename_like,
    "selection.day_row": _day_row,
    "selection.month_two": _two_months,
    "selection.weeks": _two_weeks,
}
"""Slots of a unit that depend on each other."""
