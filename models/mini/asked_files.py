"""Requests about files: an action around a selection, one file, or a folder."""

from __future__ import annotations

import re
from dataclasses import replace

from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.asked_named import on_folder, on_named
from models.mini.asked_parts import in_parts
from models.mini.draw import Draw
from models.mini.families import enlarging, files, placing
from models.mini.families.code import filled
from models.mini.families.passages import shown
from models.mini.families.steps import without_optional
from models.mini.file_actions import (
    ACTION_WEIGHTS,
    ON_FOLDER,
    ON_NAMED,
    ON_ONE_FILE,
    ON_TEXTS,
    TAKEN,
    THEM,
    UNRANKED,
    action_slots,
    code_of,
)
from models.mini.phrases import catalogue
from models.mini.selecting import Selection, selection


def file_task(draw: Draw) -> Asked:
    """An action on a selection, on one named file, or on a folder."""
    unit = draw.among(ACTION_WEIGHTS)
    turn = draw.rng.random()
    if unit in placing.PARTED:
        wording = draw.wording(unit)
        return in_parts(draw, unit, wording, action_slots(draw, unit, wording))
    if unit in ON_NAMED and turn < (0.2 if unit in ON_ONE_FILE else 0.09):
        return on_named(draw, unit)
    if unit in ON_FOLDER and turn > 0.92 and draw.has("selection.that_folder"):
        return on_folder(draw, unit)
    if unit.startswith("action.image_"):
        return _on_pictures(draw, unit)
    endings = values.TEXT_ENDINGS if unit in ON_TEXTS else ()
    chosen = selection(draw, TAKEN.get(unit, ()), unit in UNRANKED, endings)
    while unit == "action.count_part" and chosen.lines[:1] != (files.HERE,):
        chosen = selection(draw, plain=True)
    if unit in CHAINS and draw.chance(0.12):
        return _chain(draw, unit, chosen)
    if unit in ("action.list", "action.details") and draw.chance(0.15):
        chosen = in_some_order(draw, chosen)
    return on_selection(draw, unit, chosen)


def in_some_order(draw: Draw, chosen: Selection) -> Selection:
    """The files, in an order that is said."""
    order = draw.pick(list(files.ORDERS))
    said = f"{chosen.said} {draw.said(draw.wording(order), {}, True)}".replace(" ,", ",")
    return replace(chosen, said=said, lines=(*chosen.lines, files.ORDERS[order]))


def _on_pictures(draw: Draw, unit: str) -> Asked:
    """Something is done with pictures; sometimes it is said where the new ones go."""
    chosen = selection(draw, endings=values.IMAGE_ENDINGS)
    asked = on_selection(draw, unit, chosen)
    asked = changed_twice(draw, asked)
    *lines, last = asked.parts["action"].splitlines(keepends=True)
    if not last.startswith("save_all(") or not draw.chance(0.35):
        return asked
    where = draw.pick([u for u in WHERE_TO for _ in range(WHERE_TO[u]) if draw.has(u)])
    wording = draw.wording(where)
    slots = draw.slots(where, wording)
    request = asked.request.rstrip(".?! ") + " " + draw.said(wording, slots, True)
    action = "".join((*lines, filled(SAVED[where], slots)))
    parts = dict(asked.parts, action=action)
    return Asked(f"{unit} {where}", request, code_of(parts["lines"], action), {}, parts=parts)


def changed_twice(draw: Draw, asked: Asked) -> Asked:
    """The request with a second change of the pictures, sometimes, where it can have one."""
    clauses = [unit for unit in enlarging.ALSO if draw.has(unit)]
    if not clauses or not draw.chance(TWICE):
        return asked
    clause = draw.pick(clauses)
    wording = draw.wording(clause)
    slots = draw.slots(clause, wording)
    action = enlarging.also(asked.parts["action"], clause)
    if not action:
        return asked
    action = filled(action, literal(clause, slots))
    request = f"{asked.request.rstrip('.?! ')} {draw.said(wording, slots, True)}".replace(" ,", ",")
    parts = dict(asked.parts, action=action)
    code = code_of(parts["lines"], action)
    return Asked(f"{asked.unit} {clause}", request, code, {}, parts=parts)


TWICE = 0.08
WHERE_TO = {"image.into": 4, "image.overwrite": 2, "image.suffix": 2}
"""Where new pictures go, and how often that is said."""
SAVED = {
    "image.into": files.SAVED_INTO, "image.overwrite": files.SAVED_OVER,
    "image.suffix": files.SAVED_NAMED,
}  # fmt: skip
CHAINS = {
    "action.list": ("follow.move_them", "follow.copy_them", "follow.delete_them",
                    "follow.zip_them", "follow.size", "follow.count"),
    "action.count": ("follow.move_them", "follow.copy_them", "follow.delete_them", "follow.size"),
    "action.zip": ("follow.delete_them",),
    "action.tar": ("follow.delete_them",),
    "action.copy": ("follow.zip_them", "follow.size"),
}  # fmt: skip
"""What may follow in the same sentence. After `list` only the second action is coded: it names
the files, too."""


def _chain(draw: Draw, unit: str, chosen: Selection) -> Asked:
    """Two actions in one sentence: 'zip the logs into old.zip and delete them'."""
    first = on_selection(draw, unit, chosen)
    then = draw.pick([u for u in CHAINS[unit] if draw.has(u)] or ["follow.count"])
    wording = draw.wording(then)
    slots = draw.slots(then, wording, {"archive": values.stem(draw.rng) + ".zip"})
    said = re.sub(r"^(and|now|then|ok)\b,? ", "", draw.said(wording, slots, True))
    join = draw.pick([" and ", " and then ", ", then ", " and ", ". then "])
    request = first.request.rstrip(".?! ") + join + said
    action = filled(files.ACTIONS[THEM[then]], slots)
    if unit != "action.list":
        action = first.parts["action"] + action
    parts = dict(first.parts, action=action)
    return Asked(f"{unit} then", request, code_of(parts["lines"], action), {}, parts=parts)


def on_selection(draw: Draw, unit: str, chosen: Selection) -> Asked:
    wording = draw.wording(unit)
    slots = action_slots(draw, unit, wording)
    return with_selection(draw, unit, wording, slots, chosen)


def with_selection(
    draw: Draw, unit: str, wording: str, slots: dict[str, str], chosen: Selection
) -> Asked:
    """The request and its code, for an action whose slots are known."""
    said = dict(slots, selection=chosen.said)
    if "ext2" in said:
        said["ext2"] = values.said_extension(draw.rng, said["ext2"])
    request = draw.said(wording, said)
    if chosen.front:
        inner = request[:1].lower() + request[1:] if request[1:2].islower() else request
        request = chosen.front + inner
    request = draw.wrapped(request)
    action = shown(without_optional(files.ACTIONS[unit], slots), unit, slots.get("out"))
    action = filled(action, literal(unit, slots))
    parts = {"lines": "\n".join(chosen.lines), "noun": chosen.noun, "action": action}
    return Asked(unit, request, code_of(parts["lines"], action), {}, parts=parts)


assert set(files.NOUNS) | set(files.CLAUSES) | set(files.RANKS) <= set(catalogue())
