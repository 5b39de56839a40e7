"""Whole requests about files: a folder, what chooses the files, and an action on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.mini import slots as values
from models.mini.asked import Asked, literal, spoken
from models.mini.asked_named import APART, apart_lines, named_lines
from models.mini.asked_pictures import saved_where
from models.mini.draw import Draw
from models.mini.families import enlarging, files, picking, placing
from models.mini.families.code import filled
from models.mini.families.passages import shown
from models.mini.families.steps import without_optional
from models.mini.file_actions import GONE, ON_NAMED, TAKEN, action_slots, code_of
from models.mini.phrases import Whole
from models.mini.selecting import (
    NAMED_SO,
    SEVERAL,
    THREE,
    clause_line,
    in_other_units,
    noun_line,
    several_endings,
    three_texts,
)
from models.mini.wholes import main_unit, unfit, values_for, whole_request


@dataclass(slots=True)
class _Told:
    """What the units of a sentence about files have told so far, by the order of the code."""

    wording: str
    folder: str = files.HERE
    every: str = files.EVERY
    nouns: dict[str, str] = field(default_factory=dict)
    clauses: list[str] = field(default_factory=list)
    last: str = ""
    action: str = ""
    said: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    """Values that stand in the sentence just so."""

    def lines(self) -> str:
        """The lines that choose the files."""
        chosen = (self.nouns[u] for u in sorted(self.nouns, key=lambda u: u in picking.BY_NAME))
        lines = (self.folder, self.every, *chosen, *self.clauses, self.last)
        return "\n".join(line for line in lines if line)


def file_whole(draw: Draw, made: Whole) -> Asked:
    """Folder, files, noun, clauses, rank and action, in the order of the code."""
    if {*picking.SEVERAL, "selection.that_folder"} & set(made.units):
        return _named(draw, made)
    told = _Told(made.wording)
    for unit in made.units:
        take = _take_clause if unit in files.CLAUSES else _take
        take(draw, made, unit, told)
    if not told.action or set(placing.PARTED) & set(made.units):
        raise unfit(made)
    request = draw.wrapped(draw.said(told.wording, {**spoken(draw, told.said), **told.typed}))
    parts = {"lines": told.lines(), "noun": "", "action": told.action}
    return Asked(made.units[-1], request, code_of(parts["lines"], told.action), {}, parts=parts)


def _take_clause(draw: Draw, made: Whole, unit: str, told: _Told) -> None:
    """What a clause tells of the files."""
    told.wording, known = in_other_units(draw, unit, told.wording)
    slots = values_for(draw, made, unit)
    line = clause_line(draw, unit, made.wording, said := dict(slots))
    told.typed |= {s: said[s] for s in ("ext2",) if said.get(s) != slots.get(s)}
    told.clauses.append(filled(line, literal(unit, {**slots, **known})))
    told.said.update(said)


def _take(draw: Draw, made: Whole, unit: str, told: _Told) -> None:
    """What any other unit tells: the action, a noun, a rank, a folder or where files are saved."""
    if unit in files.ACTIONS:
        slots = action_slots(draw, unit, made.wording)
        told.action = _action_of(unit, slots)
    else:
        slots = values_for(draw, made, unit)
    if "ext" in slots and any(name.startswith("action.image_") for name in made.units):
        slots["ext"] = draw.pick(values.IMAGE_ENDINGS)
    told.said.update(slots)
    code = literal(unit, slots)
    if unit in files.NOUNS:
        told.nouns[unit] = _noun(draw, made, unit, slots, told)
    elif unit in RANKS:
        told.last = filled(RANKS[unit], code)
    elif unit == "selection.folder":
        told.folder = filled(files.THERE, code)
    elif unit in PLACES:
        told.every = PLACES[unit]
    elif unit in enlarging.ALSO or unit in ("image.into", "image.overwrite", "image.suffix"):
        told.action = filled(saved_where(unit, told.action, unit), code)
    elif unit not in files.ACTIONS:
        raise unfit(made)


def _noun(draw: Draw, made: Whole, unit: str, slots: dict[str, str], told: _Told) -> str:
    """The line that chooses the files of a noun; some name several endings, or three texts."""
    if unit == "selection.ext" and _may_be_several(made) and draw.chance(SEVERAL):
        line, more = several_endings(draw, {})
        told.typed |= more
        return line
    if unit == "selection.name_either" and draw.chance(THREE):
        told.wording, line, more = three_texts(draw, told.wording, slots)
        told.said |= more
        return line
    about = unit == "selection.name_part" and not NAMED_SO.search(made.wording)
    return filled(files.ABOUT if about else noun_line(unit, made.wording), literal(unit, slots))


def _action_of(unit: str, slots: dict[str, str]) -> str:
    """The lines of an action."""
    action = without_optional(files.ACTIONS[unit], slots)
    return filled(shown(action, unit, slots.get("out")), literal(unit, slots))


def _may_be_several(made: Whole) -> bool:
    """Whether the sentence stays right with several endings in place of one."""
    pictures_or_texts = ("action.image_", "action.change_ext", "action.merge", "selection.file")
    return not any(unit.startswith(pictures_or_texts) or unit in TAKEN for unit in made.units)


def _named(draw: Draw, made: Whole) -> Asked:
    """An action on files that are named one by one, or on a folder."""
    action = main_unit(made, lambda u: u in files.ACTIONS)
    named = next((picking.SEVERAL[u] for u in made.units if u in picking.SEVERAL), ())
    known = ON_FILE if named else files.FOLDER_ACTIONS
    if len(made.units) != 2 or action not in known:
        raise unfit(made)
    slots = action_slots(draw, action, made.wording)
    if named:
        code = code_of(_named_lines(draw, made, named, slots), files.ACTIONS[action])
    else:
        slots["folder"] = values.folder(draw.rng)
        code = files.HEAD + files.FOLDER_ACTIONS[action]
    return whole_request(draw, made, filled(code, literal(action, slots)), slots)


def _named_lines(draw: Draw, made: Whole, named: Sequence[str], slots: dict[str, str]) -> str:
    """The lines that take the named files; their names and folders are put to the slots."""
    exact = any(unit in GONE for unit in made.units)
    slots |= {slot: values.file_name(draw.rng) for slot in named}
    apart = APART in made.units
    if apart or set(picking.INSIDE.values()) & set(made.units):
        slots |= {slot: slots[slot].rpartition("/")[2] for slot in named}
        slots["folder"] = values.folder(draw.rng)
    if not apart:
        return named_lines([slots[slot] for slot in named], exact, slots.get("folder", ""))
    slots["folder2"] = values.folder(draw.rng)
    pairs = zip(named, ("folder", "folder2"), strict=True)
    return apart_lines([(slots[a], slots[b]) for a, b in pairs], exact)


ON_FILE = frozenset(
    [*ON_NAMED, "action.change_ext", "action.list", "action.strip_name", "action.replace_name",
     "action.backup", "action.move_here", "action.copy_here", "action.checksums"]
)  # fmt: skip
"""What can be done to named files as to many."""
PLACES = {
    "selection.here_only": files.DIRECT,
    "selection.hidden": files.EVERY_HIDDEN,
    "selection.only_hidden": files.EVERY_HIDDEN,
    "selection.recursive": files.EVERY,
}
RANKS = {**files.RANKS, **files.ORDERS}
