"""Follow-ups of every kind: any action on what was found before, or on some of it.

Three ways to go on, none of which knows a single pair of requests. What chose the files stays and
any action follows, perhaps behind one more line that picks out some of them. What was said of one
file, picture or table is followed by any other request about it, which says *it*. The rows that
were shown stay, and any other request about a table is asked of them.
"""

from __future__ import annotations

import re

from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.asked_files import in_some_order, on_selection, with_selection
from models.mini.changing import Made, talk
from models.mini.changing_files import SEVERAL, ranked_by
from models.mini.draw import Draw, NoWordingError
from models.mini.families import files, placing, pointing
from models.mini.families.code import filled
from models.mini.file_actions import (
    ACTION_WEIGHTS,
    ON_TEXTS,
    TAKEN,
    UNRANKED,
    action_slots,
    code_of,
)
from models.mini.pointed import as_written
from models.mini.resuming import NO_PRONOUN, cleared, on_it, on_rows, saved
from models.mini.selecting import EXT_LINE, NAMED_SO, Selection, a_clause, selection
from models.mini.slot_numbers import in_words

TRIES = 30
FOUND = {
    "action.list": 6, "action.count": 3, "action.any": 3, "action.details": 1.5,
    "action.size": 1.5, "action.count_and_size": 1, "action.paths": 0.4,
}  # fmt: skip
"""How files are asked for before something is done with them, and how often."""
SIMPLE = {
    "action.move": 30, "action.copy": 22, "action.delete": 20, "action.zip": 14,
    "action.size": 8, "action.names_to": 3, "action.list": 5,
}  # fmt: skip
"""What is done with files again and again."""
NOT_SO = frozenset(
    ["action.count", "action.any", "action.count_part", "action.count_and_size",
     *UNRANKED, *TAKEN, *placing.PARTED]
)  # fmt: skip
"""Actions that are not asked of *them*."""
JOINS = (
    "", "", "", "", "", "now ", "and ", "then ", "ok, ", "ok now ", "and now ", "good, ", "great, ",
    "please ", "also ", "fine. now ", "thanks, ",
)  # fmt: skip


def pointing_back(draw: Draw) -> Made:
    """A conversation whose last request points at what was found before."""
    makers = [on_those, as_written, only_some, in_order, on_it, on_rows, saved, cleared]
    make = draw.rng.choices(makers, [42, 12, 10, 4, 16, 20, 6, 2])[0]
    for _ in range(TRIES):
        if made := make(draw):
            return made
    raise NoWordingError("those")


# Files


def on_those(draw: Draw) -> Made | None:
    """Any action on the files that were found, or on some of them."""
    weights = SIMPLE if draw.chance(0.7) else ACTION_WEIGHTS
    action = draw.among({u: often for u, often in weights.items() if u not in NOT_SO})
    frame = draw.wording(action)
    if NO_PRONOUN.search(frame):
        return None
    pictured = values.IMAGE_ENDINGS if action.startswith("action.image_") else ()
    endings = values.TEXT_ENDINGS if action in ON_TEXTS else pictured
    chosen = selection(draw, plain=draw.chance(0.6), endings=endings)
    if ordered := draw.chance(0.2):
        chosen = in_some_order(draw, chosen)
    first = on_selection(draw, "action.list" if ordered else draw.among(FOUND), chosen)
    meant = _those(draw, first, ordered)
    if not meant or (action == "action.list" and not meant[1]):
        return None
    said, line = meant
    lines = (*chosen.lines, *([line] if line else []))
    slots = action_slots(draw, action, frame)
    second = with_selection(draw, action, frame, slots, Selection(said, lines, chosen.noun))
    code = code_of("\n".join(lines), second.parts["action"])
    return "follow.those", talk(first, _joined(draw, second.request), code)


def _those(draw: Draw, first: Asked, ordered: bool) -> tuple[str, str] | None:
    """Words for all or some of what was found, and the line that picks these; none for all."""
    turn = draw.rng.random()
    if turn < 0.4 and not ordered:
        return draw.said(draw.wording("those.all"), {}, True), ""
    if turn < (0.75 if ordered else 0.56):
        return _placed(draw)
    return _some(draw, first.parts["lines"], first.parts["noun"])


def _joined(draw: Draw, request: str) -> str:
    """The request, perhaps behind a word that goes on with what was said."""
    join = draw.pick(JOINS)
    if join and request[1:2].islower() and not request.startswith(("I ", "now", "and", "please")):
        return join + request[:1].lower() + request[1:]
    return request


NARROWED = (
    "only {}", "just {}", "{} only", "and only {}?", "now only {}", "and {}?", "of those {}",
    "I only need {}", "I mean just {}", "{}", "and {}", "show only {}", "limit that to {}",
    "what about {}", "no, only {}", "which are {}?", "same but only {}", "restrict it to {} please",
)  # fmt: skip
"""How it is said that only some of them are meant; what is done stays."""
ORDERED = (
    "{}", "{} please", "now {}", "the same, {}", "list them {}", "show them {}", "and {}",
    "list them again, {}", "could I have them {}", "same list but {}", "put them {}",
)  # fmt: skip


def only_some(draw: Draw) -> Made | None:
    """The same of some of the files that were found."""
    asked = draw.among({u: often for u, often in FOUND.items() if u != "action.any"})
    first = on_selection(draw, asked, selection(draw, plain=draw.chance(0.6)))
    if asked in ("action.list", "action.details") and draw.chance(0.25):
        said, line = _placed(draw)
    elif picked := _some(draw, first.parts["lines"], first.parts["noun"]):
        said, line = picked
    else:
        return None
    said = re.sub(r"^(?:only|just) ", "", said)
    request = draw.wrapped(draw.slips(draw.pick(NARROWED).format(said)))
    code = code_of(f"{first.parts['lines']}\n{line}", first.parts["action"])
    return "follow.some", talk(first, request, code)


def in_order(draw: Draw) -> Made | None:
    """The files that were found, listed in an order."""
    first = on_selection(draw, draw.among(FOUND), selection(draw, plain=draw.chance(0.6)))
    order = draw.pick([u for u in files.ORDERS if draw.has(u)])
    said = draw.said(draw.wording(order), {}, True).strip(" ,")
    request = draw.wrapped(draw.slips(draw.pick(ORDERED).format(said)))
    lines = f"{first.parts['lines']}\n{files.ORDERS[order]}"
    return "follow.in_order", talk(first, request, code_of(lines, files.ACTIONS["action.list"]))


def _some(draw: Draw, before: str, noun: str) -> tuple[str, str] | None:
    """Words for some of what was found, and the line that picks these out."""
    turn = draw.rng.random()
    if turn < 0.23:
        return _ended(draw, before, noun)
    if turn < 0.43:
        wording = draw.wording("those.part")
        slots = draw.slots("those.part", wording)
        line = files.NOUNS["selection.name_part"] if NAMED_SO.search(wording) else files.ABOUT
        return draw.said(wording, slots, True), filled(line, slots)
    return _of_rank(draw, before) if turn < 0.7 else _of_clause(draw)


def _placed(draw: Draw) -> tuple[str, str]:
    unit = draw.rng.choices(list(pointing.PLACES), [12, 3, 5, 3, 2])[0]
    wording = draw.wording(unit)
    slots = {"n": str(draw.pick([2, 3, 3, 4, 5, 5, 10, draw.rng.randint(2, 20)]))}
    said = {"n": in_words(slots["n"]) if draw.chance(0.4) else slots["n"]}
    return draw.said(wording, said, True), filled(pointing.PLACES[unit], slots)


def _ended(draw: Draw, before: str, noun: str) -> tuple[str, str] | None:
    """Those of one ending, where not all have it."""
    several = SEVERAL.search(before)
    if several:
        ending = draw.pick(re.findall(r"\w[\w.]*", several[1]))
    elif ".endswith(" in before:
        return None
    else:
        ending = draw.value("ext")
    wording = draw.wording("those.ext")
    said = draw.said(wording, {"ext": values.said_extension(draw.rng, ending)}, True)
    return said, filled(EXT_LINE, literal("those.ext", {"ext": ending}))


def _of_rank(draw: Draw, before: str) -> tuple[str, str] | None:
    """The newest, the three largest ... of them."""
    unit = draw.pick([u for u in files.RANKS if draw.has(u)])
    wording = draw.wording(unit)
    n = str(draw.pick([2, 3, 5, 10, draw.rng.randint(2, 20)]))
    one = ".the_" in unit
    noun = draw.pick(["one", "one of them", "of them", "of these", "file"] if one
                     else ["ones", "of them", "of these", "of those", "files"])  # fmt: skip
    line = filled(files.RANKS[unit], {"n": n})
    rank = ranked_by(before)
    if rank and rank in line:
        return None
    said = {"n": in_words(n) if draw.chance(0.3) else n, "noun": noun}
    return draw.said(wording, said, True), line


def _of_clause(draw: Draw) -> tuple[str, str]:
    """Those of which something more is said: how old, how large, from when, but not which."""
    said, line = a_clause(draw)
    if _LESS.match(said):
        front = draw.pick(["all of them", "all", "everything", "all those"])
    else:
        front = draw.pick(["the ones", "those", "only the ones", "the ones", "the files",
                           "only those", "those of them"])  # fmt: skip
    return f"{front} {said}".replace(" ,", ","), line


_LESS = re.compile(
    r"[ ,(]*(?:but|except|apart|aside|without|other|excl|not|no|minus|save|bar|leav|skip|ignor|omit"
    r"|besides|only not|and not|w/o)",
    re.I,
)
"""What only leaves some out."""
