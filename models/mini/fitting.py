"""Values for slots where the usual maker does not suit what is asked."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Mapping

from models.mini import slots as values
from models.mini.draw import Draw
from models.mini.phrases import catalogue
from models.mini.slots import Maker, named, whole

FILE_ENDINGS = {
    "text": values.TEXT_ENDINGS,
    "find.checksum": ["iso", "zip", "exe", "dmg", "pdf", "tar.gz"],
}
SOURCES = [*values.TEXT_ENDINGS, "js", "css", "java", "yaml", "json"]
PERCENT = whole(5, 95, 50, 25, 75, 10, 20, 80)
SIDE = whole(50, 400, 64, 100, 128, 150, 200, 256, 300)
DAYS = whole(1, 400)
WHOLE = frozenset(
    f"sum.{name}"
    for name in (
        *("gcd", "lcm", "random_between", "is_prime", "factorial", "factors", "binary", "hex"),
        *("roman", "fibonacci", "primes_below"),
    )
)
SMALL = {"sum.factorial": 30, "sum.fibonacci": 40, "sum.primes_below": 500, "sum.power": 12}


def some_items(rng: random.Random) -> str:
    items = [values.cased(rng, values.word(rng)) for _ in range(rng.randint(2, 5))]
    return rng.choice([", ", ", ", " or ", " "]).join(items)


OWN: dict[str, Mapping[str, Maker]] = {
    "text.split": {"n": whole(2, 999, 10, 20, 50, 100, 500, 1000)},
    "random.password": {"n": whole(6, 40)},
    "image.rotate": {"n": whole(1, 359, 90, 180, 270, 45)},
    "image.scale": {"n": PERCENT},
    "image.compress": {"n": PERCENT},
    "image.thumbnail": {"n": SIDE},
    "image.thumbnail_all": {"n": SIDE},
    "find.where": {
        "file": lambda r: values.folder(r) if r.random() < 0.25 else values.file_name(r)
    },
    "date.plus": {"n": DAYS},
    "date.from_now": {"n": DAYS},
    "date.ago": {"n": DAYS},
    "date.until": {"date": lambda r: values.when(r, 2027, 2035)},
    "date.since": {"date": lambda r: values.when(r, 1940, 2025)},
    "date.age": {"date": lambda r: values.when(r, 1940, 2025)},
    "random.pick": {"items": some_items},
    "move.mkdir_numbered": {
        "n": whole(2, 31),
        "name": lambda r: values.word(r) + r.choice(["", "_", " ", "-"]),
    },
    "text.replace_all": {"ext": values.one_of(SOURCES)},
    "text.search_all": {"ext": values.one_of(SOURCES)},
    "text.lines_all": {"ext": values.one_of(SOURCES)},
    "string.unbase64": {
        "string": lambda r: base64.b64encode(values.phrase(r).encode()).decode(),
    },
    "string.sort_letters": {"string": values.word},
    "string.palindrome": {"string": values.word},
    "string.count_letter": {"string": values.word},
    "table.sheets": {"table": named(["xlsx", "xlsx", "xls"])},
    "table.add_percent": {"n": values.one_of(["5", "7", "10", "15", "19", "20", "21", "25"])},
    "sum.interest": {"a": whole(50, 99_999, 100, 1000, 2500, 5000, 10_000)},
    "sum.convert": {
        "a": lambda r: str(r.randint(1, 500)) if r.random() < 0.8 else values.amount(r)
    },
}
"""Makers by unit and slot."""


def number(rng: random.Random, unit: str) -> str:
    """A number for a sum."""
    high = SMALL.get(unit, 999)
    if unit not in WHOLE and rng.random() < 0.2:
        return values.amount(rng) if unit != "sum.power" else "2.5"
    return str(rng.randint(2, 10 * high if high == 999 and rng.random() < 0.3 else high))


def _random_between(rng: random.Random, known: dict[str, str]) -> None:
    known["b"] = str(int(known["a"]) + rng.randint(1, 1000))


def _convert(rng: random.Random, known: dict[str, str]) -> None:
    known["unit"], known["unit2"] = rng.choice(values.UNITS)


def _rename(rng: random.Random, known: dict[str, str]) -> None:
    known["file"] = values.file_name(rng)
    known["name"] = values.stem(rng) + ("" if rng.random() < 0.15 else ending(known["file"]))


def _duplicate(rng: random.Random, known: dict[str, str]) -> None:
    known["file"] = values.file_name(rng)
    known["name"] = values.stem(rng) + ending(known["file"])


def _range(rng: random.Random, known: dict[str, str]) -> None:
    known["n"] = values.count(rng)
    known["m"] = str(int(known["n"]) + rng.randint(1, 40))


TOGETHER: dict[str, Callable[[random.Random, dict[str, str]], None]] = {
    "sum.random_between": _random_between,
    "sum.convert": _convert,
    "move.rename": _rename,
    "move.duplicate": _duplicate,
    "text.range": _range,
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
        if slot in ("a", "b") and family == "sum":
            known[slot] = number(rng, unit)
    known |= {slot: make(rng) for slot, make in OWN.get(unit, {}).items()}
    if unit in TOGETHER:
        TOGETHER[unit](rng, known)
    return known


def ending(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]+$", name)
    return found[0] if found else ""
