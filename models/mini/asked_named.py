"""Requests about files that are named one by one, or about a folder by its name."""

from __future__ import annotations

from collections.abc import Sequence

from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.draw import Draw
from models.mini.families import files, picking
from models.mini.families.code import filled
from models.mini.file_actions import GONE, action_slots, code_of

APART = "selection.files_apart"
"""Two files, each with its own folder."""


def named_lines(names: Sequence[str], exact: bool, folder: str = "") -> str:
    """The lines that take files that are named one by one, perhaps out of a folder."""
    found = "exactly" if exact else "locate"
    where = ", folder" if folder else ""
    calls = ", ".join(filled(f'{found}("@file@"{where})', {"file": name}) for name in names)
    there = filled(files.THERE, {"folder": folder}) + "\n" if folder else ""
    return f"{there}files = [{calls}]"


def apart_lines(files_in: Sequence[tuple[str, str]], exact: bool) -> str:
    """The lines that take files that are named with the folder that each lies in."""
    found = "exactly" if exact else "locate"
    calls = (
        filled(f'{found}("@file@", folder_of("@folder@"))', {"file": name, "folder": where})
        for name, where in files_in
    )
    return f"files = [{', '.join(calls)}]"


def on_named(draw: Draw, unit: str) -> Asked:
    """An action on one named file, or on two to five; of several the endings may be left out."""
    count = draw.rng.choices([1, 2, 3, 4, 5], [52, 28, 12, 5, 3])[0]
    names = [values.file_name(draw.rng) for _ in range(count)]
    if count > 1 and draw.chance(0.25):
        names = [f"{values.stem(draw.rng)}.{draw.value('ext')}" for _ in range(count)]
        ending = names[0].rpartition(".")[2]
        names = [f"{name.rpartition('.')[0]}.{ending}" for name in names]
    if count > 1 and unit not in GONE and draw.chance(0.2):
        names = [values.stem(draw.rng, 2) for _ in names]
    wording = draw.wording(unit)
    slots = action_slots(draw, unit, wording)
    noun = picking.INSIDE.get(count, "")
    if count == 2 and draw.has(APART) and draw.chance(0.25):
        names = [name.rpartition("/")[2] for name in names]
        where = {"file": names[0], "file2": names[1], "folder": values.folder(draw.rng)}
        while (other := values.folder(draw.rng)).lower() == where["folder"].lower():
            pass
        where["folder2"] = other
        said = dict(slots, selection=draw.said(draw.wording(APART), where, True))
        places = (where["folder"], where["folder2"])
        lines = apart_lines([*zip(names, places, strict=True)], unit in GONE)
    elif noun and draw.has(noun) and draw.chance(0.35):
        names = [name.rpartition("/")[2] for name in names]
        where = {"folder": values.folder(draw.rng)}
        where |= dict(zip(picking.SEVERAL[noun], names, strict=True))
        said = dict(slots, selection=draw.said(draw.wording(noun), where, True))
        lines = named_lines(names, unit in GONE, where["folder"])
    else:
        said = dict(slots, selection=_said_together(draw, names))
        lines = named_lines(names, unit in GONE)
    code = code_of(lines, filled(files.ACTIONS[unit], literal(unit, slots)))
    return Asked(f"{unit} one", draw.wrapped(draw.said(wording, said)), code, {})


def _said_together(draw: Draw, names: Sequence[str]) -> str:
    """Named files as somebody would name them in one breath."""
    noun = {2: "selection.files_two", 3: "selection.files_three"}.get(len(names), "")
    if noun and draw.has(noun) and draw.chance(0.6):
        slots = dict(zip(picking.SEVERAL[noun], names, strict=True))
        return draw.said(draw.wording(noun), slots, True)
    first = draw.wording("selection.file") if draw.chance(0.7) else "{file}"
    phrases = [draw.said(first, {"file": names[0]}, True)]
    phrases += [draw.said("{file}", {"file": name}, True) for name in names[1:]]
    last = draw.pick([" and ", " and ", ", ", " n ", " + ", " & "])
    return last.join([", ".join(phrases[:-1]), phrases[-1]]) if phrases[1:] else phrases[0]


def on_folder(draw: Draw, unit: str) -> Asked:
    noun = draw.wording("selection.that_folder")
    name = {"folder": values.folder(draw.rng)}
    wording = draw.wording(unit)
    slots = action_slots(draw, unit, wording)
    said = dict(slots, selection=draw.said(noun, name, True))
    code = files.HEAD + filled(files.FOLDER_ACTIONS[unit], slots | name)
    return Asked(f"{unit} folder", draw.wrapped(draw.said(wording, said)), code, {})
