"""Requests about files: an action around a selection, one file, or a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.draw import Draw, NoWordingError
from models.mini.families import files
from models.mini.families.code import filled
from models.mini.phrases import catalogue
from models.mini.selecting import Selection, selection

ACTION_WEIGHTS = {
    "action.list": 16, "action.count": 11, "action.size": 7, "action.details": 4,
    "action.move": 26, "action.copy": 12, "action.delete": 15, "action.zip": 9, "action.tar": 3,
    "action.prefix": 4, "action.suffix": 3, "action.lower": 2.5, "action.upper": 2,
    "action.spaces": 2.5, "action.replace_name": 3.5, "action.number": 3, "action.change_ext": 3.5,
    "action.date_front": 2, "action.strip_name": 2, "action.flatten_into": 2,
    "action.by_year": 2.5, "action.by_month": 2.5, "action.by_ext": 2.5, "action.by_kind": 1.5,
    "action.by_letter": 1.2, "action.move_here": 2.5, "action.copy_here": 1.5,
    "action.names_to": 1.5, "action.keep_newest": 1.5, "action.count_and_size": 2,
    "action.lines": 2, "action.words": 1.5, "action.search": 2.5, "action.replace_text": 2.5,
    "action.merge": 2, "action.image_resize": 2.5, "action.image_convert": 2,
    "action.image_thumbnail": 2, "action.number_padded": 1.5, "action.image_pdf": 1.5,
    **dict.fromkeys(
        ("action.touch", "action.number_front", "action.title_names", "action.any",
         "action.paths", "action.count_by_ext", "action.count_by_folder", "action.size_by_folder",
         "action.backup", "action.checksums", "action.read_only", "action.executable",
         "action.characters", "action.search_count", "action.image_longest",
         "action.image_scale", "action.image_grey", "action.image_right", "action.image_left",
         "action.image_compress", "action.image_strip", "action.image_sizes",
         "action.image_sheet", "action.image_gif"),
        1.2,
    ),
}  # fmt: skip
ON_ONE_FILE = ("action.move", "action.copy", "action.delete", "action.zip")
ON_FOLDER = tuple(files.FOLDER_ACTIONS)
ON_TEXTS = frozenset(
    ["action.lines", "action.words", "action.characters", "action.search", "action.search_count",
     "action.replace_text", "action.merge"]
)  # fmt: skip
"""What is done with the contents of text files."""
TAKEN = {
    "action.change_ext": ("selection.ext_two", "selection.not_ext", "named"),
    "action.spaces": (), "action.replace_name": (),
}  # fmt: skip
OUTPUTS: Mapping[str, Sequence[str]] = {
    "action.names_to": ["txt", "txt", "csv", "md"],
    "action.merge": values.TEXT_ENDINGS,
    "action.image_sheet": ["jpg", "png"],
    "action.image_pdf": ["pdf"],
    "action.image_gif": ["gif"],
}
SIZES: Mapping[str, values.Maker] = {
    "action.image_longest": values.whole(100, 3000, 600, 800, 1000, 1200, 1600),
    "action.image_thumbnail": values.whole(50, 400, 64, 100, 128, 150, 200),
    "action.image_scale": values.whole(5, 95, 50, 25, 75, 10),
    "action.keep_newest": values.whole(1, 12, 3, 5, 10),
}


def action_slots(draw: Draw, unit: str, wording: str) -> dict[str, str]:
    """Values for the slots of an action, apart from the selection itself."""
    known: dict[str, str] = {"selection": ""}
    word = values.word(draw.rng)
    if unit == "action.prefix":
        known["text"] = values.cased(draw.rng, word) + draw.pick(["_", "_", "-", " ", ""])
    elif unit == "action.suffix":
        known["text"] = draw.pick(["_", "_", "-", " ", ""]) + draw.pick([word, word, "v2", "2024"])
    elif unit == "action.spaces":
        known["to"] = draw.pick(["_", "_", "-", "-", "."])
    elif unit in ("action.replace_name", "action.strip_name"):
        known["text"] = draw.pick([word, word.capitalize(), "_" + word, values.number(draw.rng)])
        known["to"] = values.cased(draw.rng, values.word(draw.rng))
    elif unit == "action.replace_text":
        known["text"] = draw.pick([word, word.capitalize(), values.text(draw.rng)])
    elif unit in OUTPUTS:
        known["out"] = values.file_name(draw.rng, OUTPUTS[unit])
    elif unit in SIZES:
        known["n"] = SIZES[unit](draw.rng)
    elif unit in ("action.zip", "action.tar"):
        endings = (
            [".zip", ".zip", ""] if unit == "action.zip" else [".tar.gz", ".tar.gz", ".tgz", ""]
        )
        known["archive"] = values.stem(draw.rng) + draw.pick(endings)
    if "{to}" not in wording and unit == "action.spaces":
        known["to"] = "_"
    return draw.slots(unit, wording, known)


def file_task(draw: Draw) -> Asked:
    """An action on a selection, on one named file, or on a folder."""
    names = [n for n in ACTION_WEIGHTS if draw.has(n)]
    if not names:
        raise NoWordingError("action")
    unit = draw.rng.choices(names, [ACTION_WEIGHTS[n] for n in names])[0]
    turn = draw.rng.random()
    if unit in ON_ONE_FILE and turn < 0.14 and draw.has("selection.file"):
        return _on_one(draw, unit)
    if unit in ON_FOLDER and turn > 0.92 and draw.has("selection.that_folder"):
        return _on_folder(draw, unit)
    if unit.startswith("action.image_"):
        return _on_pictures(draw, unit)
    endings = values.TEXT_ENDINGS if unit in ON_TEXTS else ()
    chosen = selection(draw, TAKEN.get(unit, ()), endings=endings)
    if unit in CHAINS and draw.chance(0.12):
        return _chain(draw, unit, chosen)
    if unit in ("action.list", "action.details") and draw.chance(0.15):
        order = draw.pick(list(files.ORDERS))
        words = draw.said(draw.wording(order), {}, True)
        said = f"{chosen.said} {words}".replace(" ,", ",")
        chosen = replace(chosen, said=said, lines=(*chosen.lines, files.ORDERS[order]))
    return on_selection(draw, unit, chosen)


def _on_pictures(draw: Draw, unit: str) -> Asked:
    """Something is done with pictures; sometimes it is said where the new ones go."""
    chosen = selection(draw, endings=values.IMAGE_ENDINGS)
    asked = on_selection(draw, unit, chosen)
    *lines, last = asked.parts["action"].splitlines(keepends=True)
    if not last.startswith("save_all(") or not draw.chance(0.35):
        return asked
    where = draw.pick([u for u in ("image.into", "image.into", "image.overwrite") if draw.has(u)])
    wording = draw.wording(where)
    slots = draw.slots(where, wording)
    request = asked.request.rstrip(".?! ") + " " + draw.said(wording, slots, True)
    last = filled(files.SAVED_INTO if where == "image.into" else files.SAVED_OVER, slots)
    action = "".join((*lines, last))
    parts = dict(asked.parts, action=action)
    return Asked(f"{unit} {where}", request, code_of(parts["lines"], action), {}, parts=parts)


THEN = {
    "follow.move_them": "action.move", "follow.copy_them": "action.copy",
    "follow.delete_them": "action.delete", "follow.zip_them": "action.zip",
    "follow.size": "action.size", "follow.count": "action.count",
}  # fmt: skip
CHAINS = {
    "action.list": tuple(THEN),
    "action.count": ("follow.move_them", "follow.copy_them", "follow.delete_them", "follow.size"),
    "action.zip": ("follow.delete_them",),
    "action.tar": ("follow.delete_them",),
    "action.copy": ("follow.zip_them", "follow.size"),
}
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
    action = filled(files.ACTIONS[THEN[then]], slots)
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
    action = filled(files.ACTIONS[unit], literal(unit, slots))
    parts = {"lines": "\n".join(chosen.lines), "noun": chosen.noun, "action": action}
    return Asked(unit, request, code_of(parts["lines"], action), {}, parts=parts)


def code_of(lines: str, action: str) -> str:
    return f"{files.HEAD}{lines}\n{action}"


def _on_one(draw: Draw, unit: str) -> Asked:
    """An action on one named file, or on two or three."""
    count = draw.rng.choices([1, 2, 3], [65, 25, 10])[0]
    names = [{"file": values.file_name(draw.rng)} for _ in range(count)]
    phrases = [draw.said(draw.wording("selection.file"), names[0], True)]
    phrases += [draw.said("{file}", name, True) for name in names[1:]]
    joined = ", ".join(phrases[:-1]) + draw.pick([" and ", " and ", ", "]) + phrases[-1]
    wording = draw.wording(unit)
    slots = action_slots(draw, unit, wording)
    said = dict(slots, selection=joined if count > 1 else phrases[0])
    found = "exactly" if unit == "action.delete" else "locate"
    calls = ", ".join(filled(f'{found}("@file@")', name) for name in names)
    code = code_of(f"files = [{calls}]", filled(files.ACTIONS[unit], slots))
    return Asked(f"{unit} one", draw.wrapped(draw.said(wording, said)), code, {})


def _on_folder(draw: Draw, unit: str) -> Asked:
    noun = draw.wording("selection.that_folder")
    name = {"folder": values.folder(draw.rng)}
    wording = draw.wording(unit)
    slots = action_slots(draw, unit, wording)
    said = dict(slots, selection=draw.said(noun, name, True))
    code = files.HEAD + filled(files.FOLDER_ACTIONS[unit], slots | name)
    return Asked(f"{unit} folder", draw.wrapped(draw.said(wording, said)), code, {})


assert set(files.NOUNS) | set(files.CLAUSES) | set(files.RANKS) <= set(catalogue())
