"""Follow-ups that pick out some of what was found, or ask for a figure of just these rows; and
follow-ups of follow-ups.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from models.messages import Message
from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.asked_files import on_selection
from models.mini.asked_tables import ROWS_COUNT
from models.mini.changing import TRIES, Change, How, Known, Made
from models.mini.changing_files import listed, narrowed, ranked_by
from models.mini.changing_tables import AS_EXCEL, TWO_COLUMNS, plainly, rows_of, shown_as, table
from models.mini.continuing import NAMED, either, followed, turned
from models.mini.draw import Draw, NoWordingError
from models.mini.families import columns, files, rows, tables
from models.mini.families.code import block, filled
from models.mini.file_actions import THEM, code_of
from models.mini.following import other_span, spanned
from models.mini.selecting import EXT_LINE, selection


def referring(draw: Draw, unit: str) -> Made:
    """A conversation that ends with one of these follow-ups."""
    return followed(draw, unit, REFERRING[unit], KNOWN.get(unit))


# One or some of the files

LISTED = ("action.list", "action.list", "action.details")


def _picked(line: str, action: str) -> Change:
    """What is done with those of the files that one more line picks out."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        before = first.parts["lines"]
        rank = ranked_by(before)
        if line == before.rpartition("\n")[2] or (rank and rank in line):
            return ""
        lines = f"{before}\n{filled(line, literal('selection.ext', slots))}"
        return code_of(lines, files.ACTIONS[action])

    return change


def _pictured(draw: Draw, unit: str) -> Asked:
    """A first request that lists or counts pictures."""
    return on_selection(draw, unit, selection(draw, endings=values.IMAGE_ENDINGS))


def _converted(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    ending = slots["ext"].lstrip(".").lower()
    if f'.endswith(".{ending}")' in first.parts["lines"]:
        return ""
    action = filled(files.ACTIONS["action.image_convert"], {"format": ending})
    return code_of(first.parts["lines"], action)


def _smaller(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    action = filled(files.ACTIONS["action.image_longest"], slots)
    return code_of(first.parts["lines"], action)


def _kind(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    if first.parts["noun"] not in ("selection.all", "thing", "selection.name_part"):
        return ""
    line = files.NOUNS[values.KIND_WORDS[slots["kind"]]]
    return code_of(f"{first.parts['lines']}\n{line}", first.parts["action"])


def _direct(draw: Draw, unit: str) -> Asked:
    """A first request about one folder without those in it."""
    chosen = selection(draw, plain=True)
    while files.EVERY not in chosen.lines or "subfolder" in chosen.said:
        chosen = selection(draw, plain=True)
    said = f"{chosen.said} {draw.said(draw.wording('selection.here_only'), {}, True)}"
    lines = tuple(files.DIRECT if line == files.EVERY else line for line in chosen.lines)
    return on_selection(draw, unit, type(chosen)(said, lines, chosen.noun, chosen.front))


def _deeper(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    lines = first.parts["lines"].replace(files.DIRECT, files.EVERY)
    return code_of(lines, first.parts["action"])


# The other end, so many


_COUNT = re.compile(r"(?<=\[:)\d+(?=\]\n)|(?<=\.head\()\d+(?=\))")


def _other_end(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    code = turned(draw, first, base, slots)
    return _COUNT.sub(slots["n"], code) if len(_COUNT.findall(code)) == 1 else ""


# Rows that were shown or counted


def _of_rows(end: str) -> Change:
    """Something worked out from the rows that were shown or counted."""

    def change(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
        if not plainly(first):
            return ""
        code = first.code
        if not code.endswith(tables.SHOW):
            code = rows_of(draw, first, base, slots)
        return code.removesuffix(tables.SHOW) + filled(end, slots) if code else ""

    return change


SHOWN = ("table.rows", "table.rows", "table.rows_word", "table.rows_count", "table.count_word")
IN_ORDER = rows.CLAUSES["table.sorted"]
MANY = 'print(f"{len(df):,} rows fit.")\n'
OF_YEAR = ("table.rows", "table.sum", "table.mean", "table.group_sum", "table.group_count",
           "table.sum_any", "table.rows_count", "action.list", "action.count",
           "action.size")  # fmt: skip


def _sorting(rng: random.Random) -> dict[str, str]:
    """Two columns, and one to sort by: mostly one of the two."""
    one, two, other = values.column(rng), values.column(rng), values.column(rng)
    while two == one:
        two = values.column(rng)
    return {"col": one, "col2": two, "scol": rng.choice([two, two, one, other])}


KNOWN: Mapping[str, Known] = {
    "follow.columns_sorted": _sorting,
    "follow.convert_them": lambda r: {
        "ext": r.choice(["jpg", "jpg", "png", "png", "webp", "jpeg", "bmp", "gif", "tiff"])
    },
    "follow.shrink_them": lambda r: {
        "n": str(r.choice([800, 1000, 1200, 1600, 1920, 2000, r.randint(100, 3000)]))
    },
    "follow.only_older": lambda r: {"n": str(r.choice([7, 14, 30, 60, 90, 180, 365]))},
    **dict.fromkeys(
        ("follow.n_smallest", "follow.n_largest"), lambda r: {"n": str(r.randint(2, 12))}
    ),
}
"""Makers of values where the usual ones do not suit."""
EMPTY = files.NOUNS["selection.empty"]

REFERRING: Mapping[str, How] = {
    "follow.delete_empty": (LISTED, listed, _picked(EMPTY, "action.delete")),
    "follow.delete_ext": (LISTED, listed, _picked(EXT_LINE, "action.delete")),
    **{
        f"follow.delete_{which}": (
            LISTED, listed, _picked(files.RANKS[f"selection.the_{which}"], "action.delete")
        )
        for which in ("oldest", "newest", "largest")
    },
    **{
        f"follow.which_{which}": (
            (*LISTED, "action.count"), listed,
            _picked(files.RANKS[f"selection.the_{which}"], "action.list"),
        )
        for which in ("newest", "oldest", "largest", "smallest")
    },
    "follow.only_empty": (LISTED, listed, _picked(EMPTY, "action.list")),
    "follow.only_kind": (NAMED, listed, _kind),
    "follow.only_older": (NAMED, listed, narrowed(files.CLAUSES["selection.older"])),
    "follow.convert_them": ((*LISTED, "action.count"), _pictured, _converted),
    "follow.shrink_them": ((*LISTED, "action.count"), _pictured, _smaller),
    "follow.with_subfolders": (NAMED, _direct, _deeper),
    "follow.n_smallest": (("table.top", "selection.largest"), either, _other_end),
    "follow.n_largest": (("table.bottom", "selection.smallest"), either, _other_end),
    "follow.row_max": (SHOWN, table, _of_rows(tables.VIEWS["table.max_row"] + tables.SHOW)),
    "follow.row_min": (SHOWN, table, _of_rows(tables.VIEWS["table.min_row"] + tables.SHOW)),
    "follow.sum_of": (SHOWN, table, _of_rows(tables.COL + columns.SUM)),
    "follow.mean_of": (SHOWN, table, _of_rows(tables.COL + columns.MEAN)),
    "follow.mean_any": (
        ("table.rows", "table.rows_word"), table, _of_rows(columns.ANY_COL + columns.MEAN)
    ),
    "follow.count_by": (SHOWN, table, _of_rows(tables.VIEWS["table.group_count"] + tables.SHOW)),
    "follow.count_word": (
        ("table.rows", "table.rows_count"), table, _of_rows(columns.HAVING + ROWS_COUNT)
    ),
    "follow.columns_sorted": (
        ("table.rows", "table.rows_word", "table.top"), table, shown_as(IN_ORDER + TWO_COLUMNS)
    ),
    "follow.other_year": (OF_YEAR, spanned("year"), other_span("year")),
    "follow.other_period": (OF_YEAR, spanned("period"), other_span("period")),
}  # fmt: skip
"""By follow-up: the units it can follow, how they are asked, and what becomes of their code."""


# What follows a follow-up

AFTER_ROWS: Mapping[str, str] = {
    "follow.save": tables.SAVE,
    "follow.count_rows": MANY,
    "follow.add_up": columns.ANY_COL + columns.SUM,
    "follow.as_excel": AS_EXCEL,
}
AFTER_FILES = (
    "follow.count", "follow.size", "follow.delete_them", "follow.move_them", "follow.copy_them",
    "follow.zip_them",
)  # fmt: skip
_OF_ROWS = frozenset(
    f"follow.{name}" for name in (
        "other_word", "only_word", "only_filter", "not_word", "other_value", "rows", "sort_by",
        "sort_by_desc", "only_columns", "only_column", "columns_sorted", "first_n", "other_month",
        "other_n", "row_max", "other_year", "other_period", "n_smallest", "n_largest",
    )
)  # fmt: skip
"""Follow-ups after which there are rows of a table, so that they can be counted or added up."""


def onward(draw: Draw, made: Made) -> Made:
    """The conversation with one more follow-up, where what was shown last allows one."""
    before, messages = made
    code = messages[-1].content.removeprefix("```python\n").removesuffix("```")
    on_files = code.endswith(files.ACTIONS["action.list"])
    if not on_files and not code.endswith(tables.SHOW):
        return made
    if on_files:
        units = list(AFTER_FILES)
    else:
        units = ["follow.save", "follow.save", "follow.as_excel"]
        units += ["follow.count_rows", "follow.add_up"] if before in _OF_ROWS else []
    unit = draw.pick([u for u in units if draw.has(u)] or units)
    wording = draw.wording(unit)
    known = {"archive": values.stem(draw.rng) + draw.pick([".zip", ".zip", ""])}
    slots = draw.slots(unit, wording, known if on_files else {})
    if on_files:
        rest = code.removesuffix(files.ACTIONS["action.list"])
        code = rest + filled(files.ACTIONS[THEM[unit]], slots)
    else:
        code = code.removesuffix(tables.SHOW) + filled(AFTER_ROWS[unit], slots)
    request = draw.wrapped(draw.said(wording, slots))
    return unit, (
        *messages,
        Message("output", "Done."),
        Message("user", request),
        Message("assistant", block(code, {})),
    )


# What refers back, and nothing is there

LONELY = (
    "follow.other_word", "follow.other_month", "follow.other_year", "follow.other_period",
    "follow.other_file", "follow.add_up", "follow.count_rows", "follow.save", "follow.sort_by",
    "follow.sort_by_desc", "follow.row_max", "follow.row_min", "follow.sum_of", "follow.mean_any",
    "follow.count_by", "follow.count_word", "follow.which_newest", "follow.which_smallest",
    "follow.delete_empty", "follow.delete_ext", "follow.only_word", "follow.columns_sorted",
    "follow.other_column", "follow.other_value",
)  # fmt: skip
_BACK = re.compile(
    r"^(?:and|also|same|then|now)\b|\b(?:them|those|these|it|instead|the same|which one|of that"
    r"|(?:do|does|is|are|save|keep|store|put) (?:that|they|this))\b",
    re.I,
)


def lonely(draw: Draw) -> str:
    """A follow-up with nothing before it that it could follow."""
    for _ in range(TRIES):
        unit = draw.pick(LONELY)
        if draw.has(unit) and _BACK.search(wording := draw.wording(unit)):
            known = KNOWN[unit](draw.rng) if unit in KNOWN else {}
            return draw.said(wording, draw.slots(unit, wording, known))
    raise NoWordingError("limit.lonely")
