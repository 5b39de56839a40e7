"""Requests in parts: some files into one folder, others into another."""

from __future__ import annotations

from models.mini import slots as values
from models.mini.asked import Asked
from models.mini.draw import Draw
from models.mini.families import files, placing
from models.mini.families.code import filled
from models.mini.selecting import EXT_LINE, Selection, selection
from models.mini.speech import FOLDER_FRONTS

FIRST = ("all {}s", "the {}s", "{}s", "the {} files", "{} files", "every {}", "all {}")
LATER = ("the {} ones", "the {}s", "{}s", "the {}", "{}", "{} files", "all the {}s")
"""Endings as they are named in the first part, and in those behind it."""


def in_parts(draw: Draw, unit: str, wording: str, slots: dict[str, str]) -> Asked:
    """The parts of such a request, perhaps all of them from one folder."""
    places = placing.PARTED[unit]
    parts = [_part(draw, first=True)]
    while len(parts) < len(places):
        more = _part(draw, first=False)
        if more.lines not in [part.lines for part in parts]:
            parts.append(more)
    names = ("selection", "selection2", "selection3")
    said = dict(slots, **{name: part.said for name, part in zip(names, parts, strict=False)})
    request = draw.said(wording, said)
    there = files.HERE
    if draw.chance(0.25) and all(files.HERE in part.lines for part in parts):
        where = draw.slots("selection.folder", "{folder}")
        there = filled(files.THERE, where)
        inner = request[:1].lower() + request[1:] if request[1:2].islower() else request
        request = draw.said(draw.pick(FOLDER_FRONTS), where, True) + inner
    code = ""
    for chosen, dest in zip(parts, places, strict=True):
        lines = "\n".join(chosen.lines).replace(files.HERE, there)
        code += f"{lines}\n{filled(files.ACTIONS[unit], {'dest': slots[dest]})}"
    return Asked(unit, draw.wrapped(request), files.HEAD + code, {})


def _part(draw: Draw, first: bool) -> Selection:
    """One of several selections; the later ones are often said with few words."""
    if draw.chance(0.35 if first else 0.6):
        ending = draw.value("ext")
        said = draw.pick(FIRST if first else LATER)
        said = said.format(values.said_extension(draw.rng, ending))
        lines = (files.HERE, files.EVERY, filled(EXT_LINE, {"ext": ending}))
        return Selection(said, lines, "selection.ext")
    chosen = selection(draw, plain=True)
    while chosen.front:
        chosen = selection(draw, plain=True)
    return chosen
