"""Requests about files: a noun, clauses in any order, and an action around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.mini import slots as values
from models.mini.asked import Asked, literal, spoken
from models.mini.draw import Draw, NoWordingError
from models.mini.families import files
from models.mini.families.code import filled
from models.mini.phrases import catalogue
from models.mini.speech import FOLDER_FRONTS

NOUN_WEIGHTS = {
    "selection.all": 10, "selection.ext": 34, "selection.ext_two": 5, "selection.kind_images": 8,
    "selection.kind_documents": 4, "selection.kind_spreadsheets": 3, "selection.kind_archives": 3,
    "selection.kind_code": 3, "selection.kind_videos": 3, "selection.kind_audio": 3,
    "selection.name_part": 9, "selection.name_start": 4, "selection.name_end": 3,
    "selection.glob": 4, "selection.temp": 3, "selection.empty": 3, "selection.not_ext": 3,
    "selection.only_hidden": 1.2, "named": 5, "selection.kind_screenshots": 2.5,
    "selection.kind_presentations": 1.2, "selection.kind_ebooks": 0.8,
    "selection.kind_fonts": 0.8, "selection.no_ext": 1.2,
}  # fmt: skip
PICTURED = frozenset(
    ["selection.kind_images", "selection.ext", "selection.name_part", "selection.name_start",
     "selection.all", "selection.kind_screenshots"]
)  # fmt: skip
WRITTEN = frozenset(
    ["selection.ext", "selection.all", "selection.name_part", "selection.name_start",
     "selection.kind_code", "selection.glob"]
)  # fmt: skip
"""Nouns for pictures, and for files of text."""
NAMED = {
    "Excel files": ("xlsx", "xls"), "excel sheets": ("xlsx", "xls"),
    "Word documents": ("docx", "doc"),
    "word files": ("docx", "doc"), "Word docs": ("docx", "doc"), "text files": ("txt",),
    "python files": ("py",), "Python scripts": ("py",), "python scripts": ("py",),
    "markdown files": ("md",), "jpegs": ("jpg", "jpeg"), "JPEGs": ("jpg", "jpeg"),
    "powerpoint files": ("pptx", "ppt"), "PowerPoints": ("pptx", "ppt"), "PDF documents": ("pdf",),
    "web pages": ("html", "htm"), "html pages": ("html", "htm"), "javascript files": ("js",),
    "log files": ("log",), "CSV tables": ("csv",), "zips": ("zip",), "zip archives": ("zip",),
    "shell scripts": ("sh",), "mp3s": ("mp3",), "pdf docs": ("pdf",), "photoshop files": ("psd",),
    "notebooks": ("ipynb",), "jupyter notebooks": ("ipynb",), "e-books": ("epub",),
    "plain text files": ("txt",),
}  # fmt: skip
ENDING_NOUNS = ("{}s", "{} files", "{} files", "{}s", "{} documents")
CLAUSE_WEIGHTS = {
    "selection.larger": 12, "selection.smaller": 6, "selection.days": 8, "selection.older": 9,
    "selection.today": 5, "selection.yesterday": 4, "selection.last_week": 9,
    "selection.this_week": 3, "selection.last_month": 4, "selection.this_month": 4,
    "selection.this_year": 3, "selection.last_year": 4, "selection.since": 6,
    "selection.before": 7, "selection.between": 4, "selection.month": 6, "selection.year": 6,
    "selection.except_folder": 5, "selection.except_name": 2.5, "selection.except_file": 2,
    "selection.except_ext": 2, "selection.with_text": 4, "selection.newer_than": 1.5,
    "selection.size_between": 1.5, "selection.hours": 1.5, "selection.two_folders": 3,
}  # fmt: skip
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
EXT_LINE = files.NOUNS["selection.ext"]
TWO_LINE = files.NOUNS["selection.ext_two"]
ON_TEXTS = frozenset(
    ["action.lines", "action.words", "action.characters", "action.search", "action.search_count",
     "action.replace_text", "action.merge"]
)  # fmt: skip
"""What is done with the contents of text files."""
TAKEN = {
    "action.change_ext": ("selection.ext_two", "selection.not_ext", "named"),
    "action.spaces": (), "action.replace_name": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """A phrase that names files, and the lines of code that choose them."""

    said: str
    lines: tuple[str, ...]
    noun: str
    front: str = ""
    """What the request begins with: the folder, when it is said first."""


def _slots(draw: Draw, unit: str, wording: str) -> tuple[dict[str, str], dict[str, str]]:
    """Values as said, and as they stand in code."""
    known: dict[str, str] = {}
    if unit in ("selection.name_start", "selection.name_end", "selection.name_part"):
        part = draw.value("part") if draw.chance(0.94) else draw.value("letter").upper()
        if draw.chance(0.3):
            part = f"{part}_" if unit == "selection.name_start" else f"_{part}"
        known["part"] = part.strip() if draw.chance(0.9) else part
    if unit == "selection.older":
        known["n"] = str(draw.pick([7, 14, 30, 30, 60, 90, 180, 365, draw.rng.randint(2, 400)]))
    if unit == "selection.hours":
        known["n"] = str(draw.pick([1, 2, 6, 12, 24, 48, draw.rng.randint(2, 72)]))
    if unit == "selection.days":
        known["n"] = str(draw.pick([2, 3, 7, 10, 14, 30, draw.rng.randint(2, 99)]))
    code = draw.slots(unit, wording, known)
    return spoken(draw, code), code


PERIODS = {"weeks": "7 * {}", "months": "30 * {}", "years": "365 * {}", "hours": ""}


def in_other_units(draw: Draw, unit: str, wording: str) -> tuple[str, dict[str, str]]:
    """The wording with weeks, months or years in place of days, and the number in the code."""
    if "{n} days" not in wording or not draw.chance(0.4):
        return wording, {}
    turn = draw.rng.random()
    if turn < 0.25:
        word, days = draw.pick([("a week", "7"), ("a month", "30"), ("a year", "365")])
        wording = wording.replace("last {n} days", f"last {word[2:]}")
        wording = wording.replace("past {n} days", f"past {word[2:]}")
        return wording.replace("{n} days", word), {"n": days}
    period = draw.pick(["weeks", "weeks", "months", "months", "years"])
    number = str(draw.rng.randint(2, 12 if period != "years" else 6))
    said = values.in_words(number) if draw.chance(0.3) else number
    return wording.replace("{n} days", f"{said} {period}"), {"n": PERIODS[period].format(number)}


def _noun(
    draw: Draw, avoid: tuple[str, ...] = (), endings: Sequence[str] = ()
) -> tuple[str, str, str]:
    """A noun unit, what is said, and its line of code; `endings`, where only some make sense."""
    names = [n for n in NOUN_WEIGHTS if n not in avoid and (n == "named" or draw.has(n))]
    if endings:
        fits = PICTURED if endings is values.IMAGE_ENDINGS else WRITTEN
        names = [n for n in names if n in fits]
    unit = draw.rng.choices(names, [NOUN_WEIGHTS[n] for n in names])[0]
    if unit == "named":
        phrase = draw.pick(list(NAMED))
        endings = NAMED[phrase]
        line = EXT_LINE if len(endings) == 1 else TWO_LINE
        frame = draw.pick(["all {}", "the {}", "all the {}", "every one of the {}", "my {}", "{}"])
        known = dict(zip(("ext", "ext2"), endings, strict=False))
        return unit, frame.format(phrase), filled(line, known)
    wording = draw.wording(unit)
    said, code = _slots(draw, unit, wording)
    if endings and "ext" in code:
        code["ext"] = draw.pick(endings).lower()
        said["ext"] = values.said_extension(draw.rng, code["ext"])
    return unit, draw.said(wording, said, True), filled(files.NOUNS[unit], code)


def _rank(draw: Draw) -> tuple[str, str, str, str]:
    """One of the newest, oldest, largest, smallest: unit, said, filter line, rank line."""
    unit = draw.pick([u for u in files.RANKS if draw.has(u)])
    wording = draw.wording(unit)
    line, noun = "", ""
    one = unit.startswith("selection.the_")
    turn = draw.rng.random()
    if turn < 0.4:
        noun = draw.pick(["file"] if one else values.NOUNS)
        noun = "files" if not one and noun == "file" else noun
        if noun in ("documents",):
            line = files.NOUNS["selection.kind_documents"]
    elif turn < 0.7:
        noun = draw.pick(list(values.KIND_WORDS))
        line = files.NOUNS[values.KIND_WORDS[noun]]
        if one:
            noun = noun.removesuffix("s")
    else:
        ending = draw.value("ext")
        noun = draw.pick(ENDING_NOUNS).format(values.said_extension(draw.rng, ending))
        line = filled(EXT_LINE, {"ext": ending})
        if one:
            noun = noun.removesuffix("s")
    slots = draw.slots(unit, wording, {"noun": noun})
    if "{noun}" not in wording:
        line = ""
    return (
        unit,
        draw.said(wording, spoken(draw, slots), True),
        line,
        filled(files.RANKS[unit], slots),
    )


def _clauses(draw: Draw, most: int) -> list[tuple[str, str]]:
    """Clauses behind the noun, as said and as code; not two about the same thing."""
    names = [n for n in CLAUSE_WEIGHTS if draw.has(n)]
    if not names:
        return []
    found: list[tuple[str, str]] = []
    kinds: set[bool] = set()
    for _ in range(most):
        unit = draw.rng.choices(names, [CLAUSE_WEIGHTS[n] for n in names])[0]
        wording, known = in_other_units(draw, unit, draw.wording(unit))
        about_size = unit in ("selection.larger", "selection.smaller")
        if about_size in kinds:
            continue
        kinds.add(about_size)
        said, code = _slots(draw, unit, wording)
        code.update(known)
        found.append((draw.said(wording, said, True), filled(files.CLAUSES[unit], code)))
    return found


MODIFIERS = {"clause": 60, "folder": 26, "here_only": 7, "recursive": 5, "hidden": 2}
"""What is said of files besides the noun, and how often."""


def _how_many(draw: Draw) -> int:
    return draw.rng.choices([0, 1, 2, 3], [46, 42, 11, 1])[0]


def selection(
    draw: Draw, avoid: tuple[str, ...] = (), plain: bool = False, endings: Sequence[str] = ()
) -> Selection:
    """A random selection of files. `plain`: a noun with at most one clause."""
    ranked = not plain and draw.chance(0.12) and any(draw.has(u) for u in files.RANKS)
    last = ""
    if ranked:
        unit, noun, line, last = _rank(draw)
    else:
        unit, noun, line = _noun(draw, avoid, endings)
    wanted = Counter(draw.rng.choices(list(MODIFIERS), list(MODIFIERS.values()), k=_how_many(draw)))
    clauses = _clauses(draw, min(2, wanted["clause"]) if not plain else min(1, wanted["clause"]))
    said = [noun, *(c[0] for c in clauses)]
    if len(clauses) > 1 and draw.chance(0.5):
        said[-1] = draw.pick(["and ", "and ", "but ", "and also "]) + said[-1]
    lines = [line, *(c[1] for c in clauses), last]
    folder, every, front = files.HERE, files.EVERY, ""
    if wanted["folder"]:
        wording = draw.wording("selection.folder")
        slots = draw.slots("selection.folder", wording)
        if draw.chance(0.3):
            front = draw.said(draw.pick(FOLDER_FRONTS), slots, True)
        else:
            said.insert(draw.rng.randint(1, len(said)), draw.said(wording, slots, True))
        folder = filled(files.THERE, slots)
    for unit_there in ("here_only", "recursive", "hidden"):
        if wanted[unit_there] and not (unit_there == "recursive" and wanted["here_only"]):
            said.append(draw.said(draw.wording(f"selection.{unit_there}"), {}, True))
    if wanted["here_only"]:
        every = files.DIRECT_HIDDEN if wanted["hidden"] else files.DIRECT
    elif wanted["hidden"] or unit == "selection.only_hidden":
        every = files.EVERY_HIDDEN
    text = " ".join(s.strip() for s in said)
    chosen = tuple(part for part in (folder, every, *lines) if part)
    return Selection(text, chosen, unit, front)


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
