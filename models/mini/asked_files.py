"""Requests about files: an action around a selection, one file, or a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.asked_parts import in_parts
from models.mini.draw import Draw, NoWordingError
from models.mini.families import enlarging, files, picking, placing, seeking
from models.mini.families.code import filled
from models.mini.families.passages import shown
from models.mini.families.steps import without_optional
from models.mini.fitting import fitting
from models.mini.phrases import OPTIONAL, catalogue
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
    **dict.fromkeys(
        ("action.first_line", "action.merge_headed", "action.merge_spaced", "action.append_line",
         "action.trim", "action.image_sheet_columns", "action.image_sheet_names",
         "action.image_quality", "action.image_under", "action.image_square",
         "action.image_fill", "action.image_width_convert", "action.image_logo"),
        1.3,
    ),
    **dict.fromkeys(
        ("action.encodings", "action.prepend_line", "action.to_unix", "action.to_windows",
         "action.to_utf8", "action.image_ratio", "action.image_height", "action.image_pad",
         "action.image_turn", "action.image_brighter"),
        1,
    ),
    **dict.fromkeys(
        ("action.emails", "action.urls", "action.search_either", "action.search_save",
         "action.count_two", "action.text_show"),
        1.8,
    ),
    **dict.fromkeys(
        ("action.phones", "action.dates", "action.amounts", "action.search_both",
         "action.text_head", "action.text_tail", "action.no_blank", "action.unique_lines",
         "action.sort_lines", "action.delete_lines", "action.merge_unique",
         "action.merge_sorted", "action.common_words", "action.per_level",
         "action.per_start"),
        1.1,
    ),
    "action.merge": 2, "action.image_resize": 2.5, "action.image_convert": 2,
    "action.image_thumbnail": 2, "action.number_padded": 1.5, "action.image_pdf": 1.5,
    "action.duplicates": 2.5, "action.image_at_most": 2,
    **dict.fromkeys(
        ("action.count_part", "action.size_by_ext", "action.image_within", "action.image_times",
         "action.image_times_sharp", "action.image_rotate", "action.image_convert_delete"),
        1.3,
    ),
    "action.zip_delete": 3, "action.by_prefix": 3, "action.move_two": 4,
    "action.delete_duplicates": 3, "action.keep_newest_move": 2.5, "action.pad_numbers": 2.5,
    **dict.fromkeys(
        ("action.today_front", "action.today_end", "action.umlauts", "action.lower_spaces",
         "action.cut_front", "action.shorten", "action.by_year_name", "action.by_year_into",
         "action.rename_by_table", "action.csv_list", "action.number_by_date",
         "action.strip_digits", "action.swap_parts"),
        1.8,
    ),
    **dict.fromkeys(
        ("action.parent_front", "action.move_parent_front", "action.cut_end",
         "action.cut_after", "action.by_month_into",
         "action.number_front_padded", "action.own_folder", "action.delete_duplicates_newest",
         "action.count_by_year"),
        1.4,
    ),
    "action.lower_ext": 6, "action.move_inside": 5, "action.move_sub": 3,
    "action.number_like": 5, "action.rename_like": 2.5, "action.by_names": 2.5,
    "action.by_date_like": 2.5, "action.copy_two": 2, "action.move_rest": 2,
    **dict.fromkeys(
        ("action.copy_inside", "action.copy_sub", "action.to_matching", "action.number_end",
         "action.date_front_like", "action.by_day", "action.copy_both", "action.move_three"),
        1.6,
    ),
    "action.upper_ext": 1,
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
ON_NAMED = (
    *ON_ONE_FILE, "action.tar", "action.zip_delete", "action.prefix", "action.suffix",
    "action.today_front", "action.today_end", "action.date_front", "action.umlauts", "action.size",
    "action.details", "action.lower", "action.upper", "action.spaces", "action.lower_ext",
    "action.move_inside", "action.copy_inside", "action.copy_both",
)  # fmt: skip
"""What is done to files that are named one by one: the first ones often, the others at times."""
GONE = ("action.delete", "action.zip_delete")
"""What only the exact name of a file allows."""
ON_FOLDER = tuple(files.FOLDER_ACTIONS)
ON_TEXTS = frozenset(
    ["action.lines", "action.words", "action.characters", "action.search", "action.search_count",
     "action.replace_text", "action.merge", "action.first_line", "action.encodings",
     "action.merge_headed", "action.merge_spaced", "action.append_line", "action.prepend_line",
     "action.trim", "action.to_unix", "action.to_windows", "action.to_utf8", *seeking.ACTIONS]
)  # fmt: skip
"""What is done with the contents of text files."""
TAKEN = {
    "action.change_ext": ("selection.ext_two", "selection.not_ext", "named"),
    "action.spaces": (), "action.replace_name": (),
    "action.duplicates": (
        "selection.all", "selection.empty", "selection.only_hidden", "selection.copies"
    ),
}  # fmt: skip
UNRANKED = ("action.duplicates", "action.count_part")
"""What makes no sense with the newest ones or the largest ones."""
OUTPUTS: Mapping[str, Sequence[str]] = {
    "action.names_to": ["txt", "txt", "csv", "md"],
    "action.csv_list": ["csv", "csv", "csv", "CSV"],
    **dict.fromkeys(
        (
            "action.merge",
            "action.merge_headed",
            "action.merge_spaced",
            "action.merge_unique",
            "action.merge_sorted",
            "action.search_save",
            *seeking.BOTH_WAYS,
        ),
        values.TEXT_ENDINGS,
    ),
    **dict.fromkeys(
        ("action.image_sheet_columns", "action.image_sheet_names"), ("jpg", "png", "jpg")
    ),
    "action.image_sheet": ["jpg", "png"],
    "action.image_pdf": ["pdf"],
    "action.image_gif": ["gif"],
}
SIZES: Mapping[str, values.Maker] = {
    "action.image_longest": values.whole(100, 3000, 600, 800, 1000, 1200, 1600),
    "action.image_thumbnail": values.whole(50, 400, 64, 100, 128, 150, 200),
    "action.image_scale": values.whole(5, 95, 50, 25, 75, 10),
    "action.keep_newest": values.whole(1, 12, 3, 5, 10),
    "action.image_sheet_columns": values.whole(2, 8, 3, 4, 5, 6),
    "action.image_sheet_names": values.whole(2, 8, 3, 4, 5, 6),
    **dict.fromkeys(
        ("action.image_times", "action.image_times_sharp"), values.whole(2, 9, 2, 3, 4, 4)
    ),
    "action.image_rotate": values.whole(1, 359, 90, 180, 270, 45),
    "action.image_quality": values.whole(40, 99, 70, 75, 80, 85, 90),
}


def action_slots(draw: Draw, unit: str, wording: str) -> dict[str, str]:
    """Values for the slots of an action, apart from the selection itself."""
    known: dict[str, str] = {"selection": "", **fitting(draw, unit)}
    for slot in OPTIONAL.get(unit, {}):
        if f"{{{slot}}}" not in wording:
            known.pop(slot, None)
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
        if draw.chance(0.35):
            known["text"] = draw.pick([word, word.capitalize(), values.text(draw.rng)])
            known.pop("to", None)
    elif unit in OUTPUTS:
        known["out"] = values.file_name(draw.rng, OUTPUTS[unit])
        if unit in SIZES and "{n}" in wording:
            known["n"] = SIZES[unit](draw.rng)
    elif unit in SIZES:
        known["n"] = SIZES[unit](draw.rng)
    elif unit in ("action.zip", "action.zip_delete", "action.tar"):
        endings = (
            [".tar.gz", ".tar.gz", ".tgz", ""] if unit == "action.tar" else [".zip", ".zip", ""]
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
    if unit in placing.PARTED:
        wording = draw.wording(unit)
        return in_parts(draw, unit, wording, action_slots(draw, unit, wording))
    if unit in ON_NAMED and turn < (0.2 if unit in ON_ONE_FILE else 0.09):
        return _on_named(draw, unit)
    if unit in ON_FOLDER and turn > 0.92 and draw.has("selection.that_folder"):
        return _on_folder(draw, unit)
    if unit.startswith("action.image_"):
        return _on_pictures(draw, unit)
    endings = values.TEXT_ENDINGS if unit in ON_TEXTS else ()
    chosen = selection(draw, TAKEN.get(unit, ()), unit in UNRANKED, endings)
    while unit == "action.count_part" and chosen.lines[:1] != (files.HERE,):
        chosen = selection(draw, plain=True)
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
    action = shown(without_optional(files.ACTIONS[unit], slots), unit, slots.get("out"))
    action = filled(action, literal(unit, slots))
    parts = {"lines": "\n".join(chosen.lines), "noun": chosen.noun, "action": action}
    return Asked(unit, request, code_of(parts["lines"], action), {}, parts=parts)


def code_of(lines: str, action: str) -> str:
    return f"{files.HEAD}{lines}\n{action}"


def named_lines(names: Sequence[str], exact: bool, folder: str = "") -> str:
    """The lines that take files that are named one by one, perhaps out of a folder."""
    found = "exactly" if exact else "locate"
    where = ", folder" if folder else ""
    calls = ", ".join(filled(f'{found}("@file@"{where})', {"file": name}) for name in names)
    there = filled(files.THERE, {"folder": folder}) + "\n" if folder else ""
    return f"{there}files = [{calls}]"


def _on_named(draw: Draw, unit: str) -> Asked:
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
    if noun and draw.has(noun) and draw.chance(0.35):
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


def _on_folder(draw: Draw, unit: str) -> Asked:
    noun = draw.wording("selection.that_folder")
    name = {"folder": values.folder(draw.rng)}
    wording = draw.wording(unit)
    slots = action_slots(draw, unit, wording)
    said = dict(slots, selection=draw.said(noun, name, True))
    code = files.HEAD + filled(files.FOLDER_ACTIONS[unit], slots | name)
    return Asked(f"{unit} folder", draw.wrapped(draw.said(wording, said)), code, {})


assert set(files.NOUNS) | set(files.CLAUSES) | set(files.RANKS) <= set(catalogue())
