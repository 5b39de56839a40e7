"""Values for slots where the usual maker does not suit what is asked."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from models.mini import fitting_files, fitting_sums, fitting_tables, fitting_texts
from models.mini import slots as values
from models.mini.draw import Draw
from models.mini.fitting_sums import digits, number
from models.mini.phrases import catalogue
from models.mini.slot_numbers import count
from models.mini.slots import Maker, named, whole
from models.mini.usual import PERCENT, SOURCES

SETTINGS = ["ini", "conf", "cfg", "env", "yaml", "yml", "cnf", "toml", "txt"]


LOGS = ["log", "log", "log", "txt"]


FILE_ENDINGS = {
    "text": values.TEXT_ENDINGS,
    **dict.fromkeys(("text.key_value", "text.set_key"), SETTINGS),
    **dict.fromkeys(("text.per_day", "text.per_ip", "text.between_times"), LOGS),
    **dict.fromkeys(fitting_texts.LOGS, LOGS),
    **dict.fromkeys(fitting_texts.NOTES, ("txt", "txt", "txt", "md", "log")),
    **{
        key: [*values.TEXT_ENDINGS, "log", "log", "log.1", "log.2"] for key in fitting_texts.ROTATED
    },
    "find.checksum": ["iso", "zip", "exe", "dmg", "pdf", "tar.gz"],
}


SIDE = whole(50, 400, 64, 100, 128, 150, 200, 256, 300)


WIDTHS = whole(50, 400, 64, 100, 128, 150, 200, 256, 300)


PIXELS = whole(200, 6000, 640, 800, 1000, 1200, 1600, 1920, 2000, 3000, 4000)


OWN: Mapping[str, Mapping[str, Maker]] = {
    **fitting_files.OWN,
    **fitting_texts.OWN,
    **fitting_tables.OWN,
    **fitting_sums.OWN,
    "find.checksum_is": {"string": digits("0123456789abcdef", 32, 32)},
    "find.where": {
        "file": lambda r: values.folder(r) if r.random() < 0.25 else values.file_name(r)
    },
    "move.executable": {"file": lambda r: values.file_name(r, ["sh", "py", "pl", "bin"])},
    "move.mkdir_numbered": {
        "n": whole(2, 31),
        "name": lambda r: values.word(r) + r.choice(["", "_", " ", "-"]),
    },
    "selection.size_between": {},
    "selection.wider": {"width": PIXELS},
    "selection.narrower": {"width": PIXELS},
    "image.crop_side": {"n": whole(5, 400, 20, 50, 100)},
    "image.pdf_two": {"out": named(["pdf"])},
    "image.resize_longest": {"n": whole(100, 3000, 600, 800, 1000, 1200)},
    "image.crop_edges": {"n": whole(1, 90, 10, 20, 50)},
    "image.border": {"n": whole(1, 90, 10, 20, 50)},
    "image.compress_all": {"n": PERCENT},
    "image.crop_corner": {"width": WIDTHS, "height": WIDTHS},
    "image.rotate": {"n": whole(1, 359, 90, 180, 270, 45)},
    "image.scale": {"n": PERCENT},
    "image.compress": {"n": PERCENT},
    "image.thumbnail": {"n": SIDE},
    "image.thumbnail_all": {"n": SIDE},
    "image.times": {"n": whole(2, 9, 2, 3, 4, 4)},
    "image.rotate_left": {"n": whole(1, 359, 90, 90, 180, 45)},
    "system.is_running": {},
    **{
        key: {"n": whole(2, 30, 3, 5, 5, 10)}
        for key in ("system.processes_memory_n", "system.processes_cpu_n")
    },
    "git.log_n": {"n": whole(2, 30, 3, 5, 10, 20)},
    "git.by_author": {"name": lambda r: values.cased(r, values.word(r))},
    "git.new_branch": {"name": lambda r: f"{values.word(r)}-{values.word(r)}"},
    "git.file_log": {"file": lambda r: values.file_name(r, SOURCES)},
    "git.file_diff": {"file": lambda r: values.file_name(r, SOURCES)},
}
"""Makers by unit and slot."""


def _rename(rng: random.Random, known: dict[str, str]) -> None:
    known["file"] = values.file_name(rng)
    known["name"] = values.stem(rng) + ("" if rng.random() < 0.15 else ending(known["file"]))


def _duplicate(rng: random.Random, known: dict[str, str]) -> None:
    known["file"] = values.file_name(rng)
    known["name"] = values.stem(rng) + ending(known["file"])


def _range(rng: random.Random, known: dict[str, str]) -> None:
    known["n"] = count(rng)
    known["m"] = str(int(known["n"]) + rng.randint(1, 40))


def _between_years(rng: random.Random, known: dict[str, str]) -> None:
    first = rng.randint(1995, 2027)
    known["year"], known["year2"] = str(first), str(first + rng.randint(1, 12))


TOGETHER: Mapping[str, Callable[[random.Random, dict[str, str]], None]] = {
    **fitting_files.TOGETHER,
    **fitting_texts.TOGETHER,
    **fitting_tables.TOGETHER,
    **fitting_sums.TOGETHER,
    "move.rename": _rename,
    "move.duplicate": _duplicate,
    "text.range": _range,
    "text.range_to": _range,
    "text.delete_range": _range,
    "table.rows_range": _range,
    "table.delete_range": _range,
    "move.mkdir_years": _between_years,
}
"""Slots of a unit that depend on each other."""


def fitting(draw: Draw, unit: str) -> dict[str, str]:
    """Values for slots whose usual maker does not suit this unit."""
    rng = draw.rng
    known: dict[str, str] = {}
    wanted = catalogue()[unit].slots
    family = unit.partition(".")[0]
    endings = FILE_ENDINGS.get(unit) or FILE_ENDINGS.get(family)
    for slot in wanted:
        if slot in ("file", "file2", "out") and endings:
            known[slot] = values.file_name(rng, endings)
        if slot in "abcdef" and family == "sum":
            known[slot] = number(rng, unit)
    known |= {slot: make(rng) for slot, make in OWN.get(unit, {}).items()}
    if unit in TOGETHER:
        TOGETHER[unit](rng, known)
    return known


def ending(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]+$", name)
    return found[0] if found else ""
