"""Follow-ups that somebody wrote as a whole: *zip the last three of em*, *the png ones to jpg*."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from models.messages import Message
from models.mini import slots as values
from models.mini.asked import literal
from models.mini.asked_files import on_selection, with_selection
from models.mini.changing import talk
from models.mini.draw import Draw, NoWordingError
from models.mini.families import files, pointing
from models.mini.families.code import filled
from models.mini.file_actions import ON_TEXTS, action_slots, code_of
from models.mini.phrases import Whole, wholes
from models.mini.selecting import EXT_LINE, NAMED_SO, Selection, selection
from models.mini.slot_numbers import in_words

FOUND = ("action.list", "action.list", "action.list", "action.count", "action.any")
"""How the files were asked for before."""
SOME = ("those.all", "those.ext", "those.part", *pointing.PLACES)


@cache
def about_those(part: str) -> tuple[Whole, ...]:
    """The whole requests of a part that are an action on what was found before."""
    return tuple(
        made
        for made in wholes(part)
        if made.units[0] in SOME and len(made.units) == 2 and made.units[1] in files.ACTIONS
    )


def as_written(draw: Draw) -> tuple[str, tuple[Message, ...]] | None:
    """Files are asked for, and then somebody's whole request about them."""
    every = about_those(draw.part)
    if not every:
        raise NoWordingError("those")
    made = draw.pick(every)
    action = made.units[1]
    pictured = values.IMAGE_ENDINGS if action.startswith("action.image_") else ()
    endings = values.TEXT_ENDINGS if action in ON_TEXTS else pictured
    chosen = selection(draw, plain=draw.chance(0.6), endings=endings)
    first = on_selection(draw, draw.pick(FOUND), chosen)
    picked = _picked(draw, made, "\n".join(chosen.lines), endings)
    if picked is None:
        return None
    said, line = picked
    lines = (*chosen.lines, *([line] if line else []))
    slots = {**said, **action_slots(draw, action, made.wording)}
    frame = re.sub(r"\{(ext|part|n)\}", lambda m: said.get(m[1], m[0]), made.wording)
    second = with_selection(draw, action, frame, slots, Selection("", lines, chosen.noun))
    code = code_of("\n".join(lines), second.parts["action"])
    return "follow.those", talk(first, second.request, code)


def _picked(
    draw: Draw, made: Whole, before: str, endings: Sequence[str]
) -> tuple[dict[str, str], str] | None:
    """What is said of those that are meant, and the line that picks them out."""
    those = made.units[0]
    if those == "those.all":
        return {}, ""
    if those in pointing.PLACES:
        n = str(draw.pick([2, 3, 3, 4, 5, 5, 10, draw.rng.randint(2, 20)]))
        said = {"n": in_words(n) if draw.chance(0.4) else n} if "{n}" in made.wording else {}
        return said, filled(pointing.PLACES[those], {"n": n})
    if those == "those.ext":
        if ".endswith(" in before:
            return None
        ending = draw.pick(endings) if endings else draw.value("ext")
        said = {"ext": values.said_extension(draw.rng, ending)}
        return said, filled(EXT_LINE, literal(those, {"ext": ending}))
    slots = draw.slots(those, made.wording)
    line = files.NOUNS["selection.name_part"] if NAMED_SO.search(made.wording) else files.ABOUT
    return slots, filled(line, slots)
