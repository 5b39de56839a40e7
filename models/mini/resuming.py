"""Follow-ups on one file, picture or table (*it*), on the rows that were shown, and on what was
found to be too much.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.mini import slots as values
from models.mini.asked import Asked, plain_request
from models.mini.asked_files import with_selection
from models.mini.asked_tables import ROWS_COUNT, table_request
from models.mini.changing import Made, talk
from models.mini.draw import Draw
from models.mini.families import columns, files, pictures, rows, tables, texts
from models.mini.families.code import filled
from models.mini.file_actions import action_slots
from models.mini.selecting import Selection
from models.mini.weights import weighted

NO_PRONOUN = re.compile(
    r"(?:many|much|any|every|each|all|number of|count of|which|what|are there|some|of|no"
    r"|both|other|these|those|the|my|our)\W+\{selection\}"
    r"|\{selection\}\W+(?:are|is) there|\{selection\} (?:i|we|you) ",
    re.I,
)
"""Frames into which *them* does not fit."""

# One file, picture or table

ABOUT_FILE = ("text.show", "text.lines", "text.words", "text.head", "text.tail", "text.characters",
              "find.when", "find.how_big", "find.where", "text.longest")  # fmt: skip
ABOUT_PICTURE = ("image.size", "image.exif", "image.taken", "image.shape", "find.where",
                 "find.how_big")  # fmt: skip
ABOUT_TABLE = ("table.shape", "table.columns", "table.preview", "table.columns", "find.where",
               "find.how_big", "find.when")  # fmt: skip
ON_ONE = ("action.move", "action.move", "action.copy", "action.copy", "action.delete",
          "action.zip", "move.rename", "move.rename")  # fmt: skip
_THE = (
    r"(?:\b(?:the|my|our|this|that|a|in the|file|table|text file|spreadsheet|sheet|csv|picture"
    r"|image|photo|document|pic|foto|called|named)\s+)*"
)


def on_it(draw: Draw) -> Made | None:
    """A request about one file, then any other about the same, which says `it`."""
    kind = draw.rng.choices(["file", "image", "table"], [40, 28, 32])[0]
    ending = {
        "file": ["txt", "txt", "md", "log"],
        "image": values.IMAGE_ENDINGS,
        "table": values.TABLE_ENDINGS,
    }[kind]
    name = values.file_name(draw.rng, ending)
    if " " in name or "/" in name or not re.fullmatch(r"[\w.\-]+", name):
        name = f"{values.word(draw.rng)}.{ending[0]}"
    about = {"file": ABOUT_FILE, "image": ABOUT_PICTURE, "table": ABOUT_TABLE}[kind]
    first = _asked(draw, draw.pick([u for u in about if draw.has(u)]), kind, name)
    second = _second(draw, kind, name)
    if not first or not second or name not in first.request:
        return None
    request, code = second
    request = _pointed(draw, request, name, "those.it")
    return ("follow.it", talk(first, request, code)) if request else None


def _second(draw: Draw, kind: str, name: str) -> tuple[str, str] | None:
    if draw.chance(0.15 if kind == "table" else 0.45):
        unit = draw.pick([u for u in ON_ONE if draw.has(u)])
        if unit == "move.rename":
            asked = _asked(draw, unit, "file", name)
            return (asked.request, filled(asked.code, asked.slots)) if asked else None
        frame = draw.wording(unit)
        if NO_PRONOUN.search(frame):
            return None
        found = "exactly" if unit == "action.delete" else "locate"
        lines = (f'files = [{found}("{name}")]',)
        slots = action_slots(draw, unit, frame)
        asked = with_selection(draw, unit, frame, slots, Selection(name, lines, "named"))
        return asked.request, asked.code
    source = {"file": texts.REQUESTS, "image": pictures.REQUESTS,
              "table": {**tables.VIEWS, **tables.EDITS}}[kind]  # fmt: skip
    unit = weighted(draw, [u for u in source if draw.has(u)])
    asked = _asked(draw, unit, kind, name)
    return (asked.request, filled(asked.code, asked.slots)) if asked else None


def _asked(draw: Draw, unit: str, kind: str, name: str) -> Asked | None:
    """A request of a unit about this file; none where it is about other files as well."""
    if unit.startswith("table."):
        slot, made = "table", table_request(draw, unit, {"table": name})
        code = filled(made.code, made.slots)
        return Asked(unit, made.request, code, made.slots) if f'"{name}"' in code else None
    slot = "image" if unit.startswith("image.") else "file"
    for module, head in ((texts, texts.HEAD), (pictures, pictures.HEAD), (files, files.HEAD)):
        if unit in module.REQUESTS and f"@{slot}@" in module.REQUESTS[unit]:
            made = plain_request(draw, unit, head + module.REQUESTS[unit])
            old = made.slots.get(slot, "")
            if not old or made.request.count(old) != 1 or f"{slot}2" in made.slots:
                return None
            if old.rpartition(".")[0] == "" or "." not in old:
                return None
            request = made.request.replace(old, name)
            code = filled(made.code, {**made.slots, slot: name})
            return Asked(unit, request, code, {**made.slots, slot: name})
    return None


def _pointed(draw: Draw, request: str, name: str, those: str) -> str:
    """The request with *it* in place of the name; empty where that cannot be said."""
    words = draw.wording(those)
    stem = name.rpartition(".")[0]
    pattern = rf"{_THE}[\"'“`«]?(?:\./)?{re.escape(name)}[\"'”`»]?(?:'s\b)?"
    found = re.findall(pattern, request, re.I)
    if len(found) != 1 or stem in re.sub(pattern, "", request, flags=re.I):
        return ""
    match = re.search(pattern, request, re.I)
    if match is None or match.group().endswith("'s") or request[match.end() :][:1] in "'’:":
        return ""
    at = match.start()
    if not request[:at].strip() or re.search(r"[.:!?,\-–>(\[=/]\s*$", request[:at]):
        return ""
    before = request[:at].rstrip().rpartition(" ")[2].lower()
    if before in ("a", "each", "every", "every", "which", "what", "all", "both"):
        return ""
    return f"{request[:at].rstrip()} {words}{request[match.end() :]}"


# What was found to be too much

TOO_MUCH: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "find.empty_folders": (
        "move.delete_empty_folders",
        (
            *("delete them", "remove those", "get rid of them", "ok delete these folders"),
            *("away with them, delete", "delete all of those folders please", "rmdir them"),
            *("remove these empty ones", "then remove them all", "please delete them"),
            *("and now delete them", "those can go, delete them"),
        ),
    ),
    "find.duplicates": (
        "move.delete_duplicates",
        (
            *("delete the copies, keep one of each", "keep one of each and delete the rest"),
            *(
                "remove the extra ones",
                "ok now delete the duplicates",
                "remove the duplicates then",
            ),
            *("delete the double ones", "get rid of the spare copies"),
            *("delete all but one of each", "delete the surplus copies please"),
            "only one of each should stay, delete the others",
        ),
    ),
}
"""What is removed of it, and how that is said."""


def cleared(draw: Draw) -> Made | None:
    """Empty folders or identical files were found, and are removed."""
    unit = draw.pick([u for u in TOO_MUCH if draw.has(u)])
    after, sayings = TOO_MUCH[unit]
    first = plain_request(draw, unit, files.HEAD + files.REQUESTS[unit])
    request = draw.wrapped(draw.slips(draw.pick(sayings)))
    return "follow.cleared", talk(first, request, files.HEAD + files.REQUESTS[after])


# Rows

SHOWN = ("table.rows", "table.rows", "table.rows", "table.rows_word", "table.rows_count",
         "table.count_word", "table.top", "table.bottom")  # fmt: skip


def on_rows(draw: Draw) -> Made | None:
    """Rows were shown or counted, and any other request about a table is asked of them."""
    base = draw.pick([u for u in SHOWN if draw.has(u)])
    first = table_request(draw, base)
    code = filled(first.code, first.slots)
    name = first.slots["table"]
    line = filled(tables.TABLE, first.slots)
    if not (start := _rows_chosen(first)):
        return None
    source = {**tables.VIEWS, **{f"table.{n}": c for n, c in tables.FIGURES.items()}}
    source |= dict.fromkeys(MORE, "")
    units = [u for u in source if draw.has(u) and u not in columns.WHERE_VIEWS and u not in TWO]
    unit = draw.pick(EVERYDAY) if draw.chance(0.5) else weighted(draw, units)
    known = {"table": name}
    second = table_request(draw, unit, known)
    after = filled(second.code, second.slots)
    if second.slots.get("table") != name or not after.startswith(tables.HEAD + line):
        return None
    request = _pointed(draw, second.request, name, "those.rows")
    if not request:
        return None
    rest = after.removeprefix(tables.HEAD + line)
    return "follow.rows_of", talk(Asked(base, first.request, code, {}), request, start + rest)


def _rows_chosen(first: Asked) -> str:
    """The code up to where some rows are chosen; empty where none are."""
    code, line = filled(first.code, first.slots), filled(tables.TABLE, first.slots)
    end = next((e for e in (tables.SHOW, ROWS_COUNT) if code.endswith(e)), "")
    start = code.removesuffix(end)
    return "" if not end or line not in code or "save(df" in code or start.endswith(line) else start


def saved(draw: Draw) -> Made | None:
    """The rows that were shown or counted are saved, all or sorted before."""
    first = table_request(draw, draw.pick([u for u in SHOWN if draw.has(u)]))
    if not (start := _rows_chosen(first)):
        return None
    wording = draw.wording("follow.save")
    slots = draw.slots("follow.save", wording)
    request, more = draw.said(wording, slots), ""
    if draw.chance(0.35):
        order = draw.pick(["table.sorted", "table.sorted_down"])
        words = draw.wording(order)
        slots |= draw.slots(order, words)
        request = f"{request.rstrip('.?! ')} {draw.said(words, slots, True)}".replace(" ,", ",")
        more = rows.CLAUSES[order]
    code = start + filled(more + tables.SAVE, slots)
    asked = Asked(first.unit, first.request, filled(first.code, first.slots), {})
    return "follow.saved", talk(asked, draw.wrapped(request), code)


MORE = ("table.sum_any", "table.rows_count")
TWO = frozenset(["table.not_in", "table.compare", "table.transpose", "table.rows", "table.without"])
EVERYDAY = (
    "table.sort", "table.sort_desc", "table.sum", "table.mean", "table.max", "table.min",
    "table.group_count", "table.group_sum", "table.group_mean", "table.unique", "table.top",
    "table.max_row", "table.min_row", "table.select", "table.bottom", "table.unique_count",
)  # fmt: skip
"""What is asked of rows again and again."""
