"""What was asked, and the code that answers it: the value from which conversations are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.mini import slots as values
from models.mini.draw import Draw
from models.mini.phrases import catalogue


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in somebody's words, and its answer as a template with slots."""

    unit: str
    request: str
    code: str
    slots: Mapping[str, str]
    seen: str = ""
    saying: str = ""
    """Said instead of code: a refusal or a question."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Pieces that a follow-up changes, by name."""


FILE_ENDINGS = {
    "text": values.TEXT_ENDINGS,
    "find.checksum": ["iso", "zip", "exe", "dmg", "pdf", "tar.gz"],
}
WHOLE = frozenset(
    [
        "sum.gcd",
        "sum.lcm",
        "sum.random_between",
        "sum.is_prime",
        "sum.factorial",
        "sum.factors",
        "sum.binary",
        "sum.hex",
        "sum.roman",
        "sum.fibonacci",
        "sum.primes_below",
    ]
)
SMALL = {"sum.factorial": 30, "sum.fibonacci": 40, "sum.primes_below": 500, "sum.power": 12}


IN_WEEKS = ("date.plus", "date.from_now", "date.ago")


def fitting(draw: Draw, unit: str) -> dict[str, str]:
    """Values for slots whose usual maker does not suit this unit."""
    rng = draw.rng
    known: dict[str, str] = {}
    wanted = catalogue()[unit].slots
    family = unit.partition(".")[0]
    endings = FILE_ENDINGS.get(unit) or FILE_ENDINGS.get(family)
    for slot in ("file", "file2", "out"):
        if slot in wanted and endings:
            known[slot] = values.file_name(rng, endings)
    if family == "sum":
        for slot in {"a", "b"} & set(wanted):
            high = SMALL.get(unit, 999)
            known[slot] = (
                str(rng.randint(2, high))
                if rng.random() < 0.7
                else str(rng.randint(2, 10 * high) if high == 999 else rng.randint(2, high))
            )
            if unit not in WHOLE and rng.random() < 0.2:
                known[slot] = values.amount(rng) if unit != "sum.power" else "2.5"
    if unit == "sum.random_between":
        known["b"] = str(int(known["a"]) + rng.randint(1, 1000))
    if unit == "sum.interest":
        known["a"] = str(rng.choice([100, 1000, 2500, 5000, 10000, rng.randint(50, 99999)]))
    if unit == "sum.convert":
        known["unit"], known["unit2"] = rng.choice(values.UNITS)
        known["a"] = str(rng.randint(1, 500)) if rng.random() < 0.8 else values.amount(rng)
    if unit == "move.rename":
        ending = known_ending(known.setdefault("file", values.file_name(rng)))
        known["name"] = values.stem(rng) + ("" if rng.random() < 0.15 else ending)
    if unit == "move.duplicate":
        ending = known_ending(known.setdefault("file", values.file_name(rng)))
        known["name"] = values.stem(rng) + ending
    if unit == "text.range":
        known["n"] = values.count(rng)
        known["m"] = str(int(known["n"]) + rng.randint(1, 40))
    if unit in ("text.split",):
        known["n"] = str(rng.choice([10, 20, 50, 100, 500, 1000, rng.randint(2, 999)]))
    if unit in ("random.password",):
        known["n"] = str(rng.randint(6, 40))
    if unit == "image.rotate":
        known["n"] = str(rng.choice([90, 180, 270, 45, rng.randint(1, 359)]))
    if unit in ("image.scale", "image.compress"):
        known["n"] = str(rng.choice([50, 25, 75, 10, 20, 80, rng.randint(5, 95)]))
    if unit == "find.where" and rng.random() < 0.25:
        known["file"] = values.folder(rng)
    if unit in ("image.thumbnail", "image.thumbnail_all"):
        known["n"] = str(rng.choice([64, 100, 128, 150, 200, 256, 300]))
    if unit in ("date.plus", "date.from_now", "date.ago"):
        known["n"] = str(rng.randint(1, 400))
    if unit == "date.until":
        known["date"] = values.when(rng, 2027, 2035)
    if unit in ("date.since", "date.age"):
        known["date"] = values.when(rng, 1940, 2025)
    if unit == "random.pick":
        items = [values.cased(rng, values.word(rng)) for _ in range(rng.randint(2, 5))]
        join = rng.choice([", ", ", ", " or ", " "])
        known["items"] = join.join(items)
    if unit in ("move.mkdir_numbered",):
        known["n"] = str(rng.randint(2, 31))
        known["name"] = values.word(rng) + rng.choice(["", "_", " ", "-"])
    if unit == "text.replace_all" or unit == "text.search_all" or unit == "text.lines_all":
        known["ext"] = rng.choice(values.TEXT_ENDINGS + ["js", "css", "java", "yaml", "json"])
    if unit == "string.unbase64":
        import base64

        known["string"] = base64.b64encode(values.phrase(rng).encode()).decode()
    if unit in ("string.sort_letters", "string.palindrome", "string.count_letter"):
        known["string"] = values.word(rng)
    if unit == "table.sheets":
        known["table"] = values.file_name(rng, ["xlsx", "xlsx", "xls"])
    if unit == "table.add_percent":
        known["n"] = str(rng.choice([5, 7, 10, 15, 19, 20, 21, 25]))
    return known


def known_ending(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]+$", name)
    return found[0] if found else ""


def literal(unit: str, slots: dict[str, str]) -> dict[str, str]:
    """The values as they stand in code, where that differs from what is said."""
    code = dict(slots)
    for slot in ("ext", "ext2", "format"):
        if slot in code:
            code[slot] = code[slot].lstrip(".").lower()
    if unit in ("sum.average", "sum.total"):
        code["numbers"] = ", ".join(re.findall(r"\d+(?:\.\d+)?", slots["numbers"]))
    if unit == "random.pick":
        items = [i for i in re.split(r", | or | (?!or )", slots["items"]) if i]
        code["items"] = "[" + ", ".join(f"'{i}'" for i in items) + "]"
    return code


def spoken(draw: Draw, slots: dict[str, str]) -> dict[str, str]:
    """The values as they are typed: extensions with or without a dot, numbers as words."""
    said = dict(slots)
    for slot in ("n", "m"):
        if slot in said and draw.chance(0.15):
            said[slot] = values.in_words(said[slot])
    for slot in ("ext", "ext2"):
        if slot in said:
            said[slot] = values.said_extension(draw.rng, said[slot])
    return said


def plain_request(
    draw: Draw, unit: str, code: str, clause: tuple[str, dict[str, str]] | None = None
) -> Asked:
    """A request of one unit, perhaps with a clause behind it (its wording, and its slots)."""
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, fitting(draw, unit))
    said = spoken(draw, slots)
    if unit in IN_WEEKS and "{n} days" in wording and draw.chance(0.2):
        wording = wording.replace("{n} days", "{n} weeks")
        slots["n"] = f"7 * {slots['n']}"
    request = draw.said(wording, said)
    if clause:
        more, named = clause
        request = request.rstrip(".?! ") + " " + draw.said(more, named, True)
        slots = {**slots, **named}
    request = draw.wrapped(request)
    if slots.get("folder3") == "":
        code = code.replace(', "@folder3@"', "")
    return Asked(unit, request, code, literal(unit, slots))
