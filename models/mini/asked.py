"""What was asked, and the code that answers it: the value from which conversations are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.mini import slots as values
from models.mini.draw import Draw
from models.mini.families.files import HEAD, REQUESTS
from models.mini.families.passages import shown
from models.mini.families.steps import without_optional
from models.mini.fitting import fitting
from models.mini.slot_numbers import in_words, said_expression
from models.mini.spotted import NOTHING
from models.mini.spotting_lists import made_folders


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in somebody's words, and its answer as a template with slots."""

    unit: str
    request: str
    code: str
    slots: Mapping[str, str]
    saying: str = ""
    """Said instead of code: a refusal or a question."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Pieces that a follow-up changes, by name."""


IN_WEEKS = ("date.plus", "date.from_now", "date.ago")
IN_YEARS = ("date.months_from_now", "date.months_ago", "date.months_before")


def literal(unit: str, slots: dict[str, str]) -> dict[str, str]:
    """The values as they stand in code, where that differs from what is said."""
    code = dict(slots)
    for slot in ("ext", "ext2", "format"):
        if slot in code:
            code[slot] = code[slot].lstrip(".").lower()
    if "numbers" in code:
        code["numbers"] = ", ".join(re.findall(r"\d+(?:\.\d+)?", slots["numbers"]))
    if "expr" in code:
        code["expr"] = re.sub(r" ?(?<!\*)([*/+-])(?!\*) ?", r" \1 ", slots["expr"])
    if unit == "random.pick":
        items = [i for i in re.split(r", | or | (?!or )", slots["items"]) if i]
        code["items"] = "[" + ", ".join(f"'{i}'" for i in items) + "]"
    return code


def spoken(draw: Draw, slots: dict[str, str]) -> dict[str, str]:
    """The values as they are typed: extensions with or without a dot, numbers as words."""
    said = dict(slots)
    for slot in ("n", "m"):
        if slot in said and draw.chance(0.15):
            said[slot] = in_words(said[slot])
    if "expr" in said:
        said["expr"] = said_expression(draw.rng, said["expr"])
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
    if unit in IN_YEARS and "{n} months" in wording and draw.chance(0.2):
        wording = wording.replace("{n} months", "{n} years")
        slots["n"] = f"12 * {slots['n']}"
    request = draw.said(wording, said)
    if clause:
        more, named = clause
        request = request.rstrip(".?! ") + " " + draw.said(more, named, True)
        slots = {**slots, **named}
    request = draw.wrapped(request)
    if unit == "move.mkdirs" and (names := [*made_folders(request, NOTHING, ())]):
        slots = {"items": names[0].value, "dest": ""}
        code = f"{HEAD}{REQUESTS['move.mkdir_items']}"
    code = shown(without_optional(code, slots), unit, slots.get("out"))
    return Asked(unit, request, code, literal(unit, slots))
