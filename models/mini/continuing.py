"""More follow-ups: what a second request changes of the code that answered the first.

Each maker draws a first request of a kind that can be followed so, and rewrites its code. What was
printed in between is never needed: the second code works everything out anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from models.messages import Message
from models.mini import slots as values
from models.mini.asked import Asked
from models.mini.asked_files import on_selection
from models.mini.changing import (
    TRIES,
    Change,
    How,
    Known,
    Made,
    in_other,
    instead,
    picture,
    picture_saved,
    reckoning,
    single,
    swap,
    swap_number,
    talk,
    unchanged,
    weekday,
)
from models.mini.changing_files import (
    SEVERAL,
    acted,
    listed,
    narrowed,
    only_here,
    only_in,
    other_n,
    ranked,
    reranked,
)
from models.mini.changing_tables import (
    COLUMN_DOWN,
    COLUMN_SORT,
    TWO_COLUMNS,
    added_up,
    counted,
    grouped_by,
    not_word,
    only_filter,
    only_word,
    opposite,
    other_by,
    other_figure,
    other_value,
    other_word,
    per_month,
    plot,
    plot_saved,
    plotted,
    rows_of,
    shown_as,
    table,
    titled,
)
from models.mini.draw import Draw, NoWordingError
from models.mini.families import figures, files, tables
from models.mini.families.code import block
from models.mini.selecting import EXT_LINE, selection
from models.mini.slot_times import when

MANY = re.compile(r"\bhow many\b", re.I)
THE_SAME = frozenset(
    ["follow.other_word", "follow.other_file", "follow.other_text", "follow.other_month",
     "follow.other_year", "follow.other_period"]
)  # fmt: skip
"""Follow-ups that ask the same of something else: how many only where that was asked before."""


def followed(draw: Draw, unit: str, how: How | None = None, known: Known | None = None) -> Made:
    """A conversation that ends with this follow-up."""
    bases, make, change = how or FOLLOWED[unit]
    known = known or KNOWN.get(unit)
    wording = draw.wording(unit)
    for _ in range(TRIES):
        base = draw.pick([u for u in bases if u.startswith("random.any") or draw.has(u)])
        first = make(draw, base)
        some = known(draw.rng) if known else _known(draw, unit, first)
        said = draw.slots(unit, wording, {"filter": "", **some})
        if "ext" in said:
            said["ext"] = values.said_extension(draw.rng, said["ext"])
        code = change(draw, first, base, said)
        if code and not (MANY.search(wording) and unit in THE_SAME and not counts(code)):
            request = draw.wrapped(draw.said(wording, said))
            return unit, talk(first, request, code)
    raise NoWordingError(unit)


def counts(code: str) -> bool:
    return any(word in line for line in code.splitlines()[-2:] for word in ("len(", "times("))


KNOWN: Mapping[str, Known] = {
    "follow.plot_save": lambda r: {"out": values.file_name(r, ["png"])},
    "follow.save_list": lambda r: {"out": values.file_name(r, ["txt"])},
    "follow.other_date": lambda r: {"date": when(r, 1990, 2030)},
    "follow.other_number": lambda r: {"a": str(r.randint(2, 999))},
    **dict.fromkeys(("follow.times", "follow.divided"), lambda r: {"b": str(r.randint(2, 20))}),
    **dict.fromkeys(
        ("follow.plus_percent", "follow.minus_percent"),
        lambda r: {"a": r.choice(["5", "7", "10", "15", "19", "20", "25", "30"])},
    ),
}
"""Makers of values for follow-ups whose usual ones do not suit."""


def _known(draw: Draw, unit: str, first: Asked) -> dict[str, str]:
    """Values that depend on the first request."""
    if unit == "follow.other_unit":
        used = first.slots.get("unit2", "")
        same = next((family for family in UNITS if used in family.split()), "")
        others = [u for u in same.split() if u != used]
        return {"unit2": draw.pick(others) if others else ""}
    if unit in ("follow.delete_ext", "follow.move_ext", "follow.only_ext"):
        several = SEVERAL.search(first.parts["lines"])
        return {"ext": draw.pick(re.findall(r"\w+", several[1]))} if several else {}
    if unit in ("follow.other_file", "follow.save_text", "follow.save_image"):
        old = first.slots.get("file") or first.slots.get("table") or first.slots.get("image", "")
        ending = [old.rpartition(".")[2]] if "." in old else ["txt", "csv"]
        slot = "file" if unit == "follow.other_file" else "out"
        if slot == "file" and draw.chance(0.1):
            return {slot: values.stem(draw.rng)}
        return {slot: values.file_name(draw.rng, ending)}
    return {}


def either(draw: Draw, unit: str) -> Asked:
    """A first request of any family, by the name of its unit."""
    if unit.startswith("selection."):
        return ranked(draw, unit)
    if unit.startswith("table."):
        return table(draw, unit)
    if unit.startswith("action."):
        return listed(draw, unit)
    return single(draw, unit)


UNITS = (
    "km miles meters metres feet inches cm yards mm m",
    "kg pounds lbs grams ounces oz stone",
    "liters litres gallons ml cups pints",
    "hours minutes seconds days weeks",
    "GB MB KB mb kb TB",
    "km/h kmh mph knots",
    "celsius fahrenheit kelvin",
)
"""Units that can be converted into each other."""
WORDED = ("table.sum_word", "table.count_word", "table.mean_word", "table.rows_word",
          "table.lookup", "table.sum_where", "table.rows", "table.rows_count",
          "table.mean_where")  # fmt: skip
FIGURED = ("table.sum", "table.mean", "table.median", "table.max", "table.min")
GROUPED = ("table.group_sum", "table.group_mean", "table.group_count")
WIDE = (*FIGURED, *GROUPED, "table.rows", "table.top", "table.sum_any")
NAMED = ("action.list", "action.count", "action.size", "action.details")
ONE_FILE = ("text.lines", "text.words", "text.characters", "text.show", "text.longest",
            "text.emails", "text.urls", "text.search", "text.search_count", "text.lines_with",
            "text.head", "text.tail", "text.trim", "text.sort", "text.no_blank", "text.unique",
            "find.when", "find.how_big", "find.permissions", "table.sum", "table.mean",
            "table.shape", "table.columns", "table.preview", "table.max", "table.top",
            "table.rows_count", "table.count_word", "table.sum_word", "table.group_sum",
            "table.rows", "table.sum_where", "text.lines_with", "text.search_count")  # fmt: skip
SEARCHED = ("text.search", "text.search_count", "text.lines_with", "text.contains",
            "text.which_line", "text.lines_with_exact")  # fmt: skip
CHANGED = ("image.grey", "image.resize_width", "image.scale", "image.right", "image.flip",
           "image.halve", "image.square", "image.rotate", "image.brighter", "image.half",
           "image.thumbnail", "image.resize")  # fmt: skip
ASKED = ("image.size", "image.exif", "image.taken", "image.shape")
NUMBERED = ("sum.sqrt", "sum.is_prime", "sum.factors", "sum.binary", "sum.hex", "sum.roman",
            "sum.cube_root", "sum.square", "sum.divisors", "sum.is_even")  # fmt: skip
DATED = ("date.weekday", "date.week_of", "date.since", "date.until", "date.age",
         "date.day_of_year", "date.age_days", "date.quarter")  # fmt: skip
STRUNG = tuple(
    unit for unit, code in figures.STRINGS.items()
    if set(re.findall("@(\\w+)@", code)) == {"string"} and unit != "string.unbase64"
)  # fmt: skip
CHANCES = ("random.password", "random.dice", "random.coin", "random.uuid", "random.pick",
           "random.shuffle", "random.numbers", "random.pin")  # fmt: skip
RESORTED = ("table.rows", "table.rows", "table.rows_word", "table.top", "table.bottom",
            "table.rows_twice", "table.rows_in_both")  # fmt: skip
TOPS = (
    "table.top", "table.bottom", "table.head_n", "table.tail", "table.group_ranked",
    "selection.newest", "selection.largest", "selection.oldest", "text.head", "text.tail",
)  # fmt: skip
FIRST: Mapping[bool, Change] = {
    True: narrowed("files = files[:@n@]"),
    False: shown_as("df = df.head(@n@)\n" + tables.SHOW),
}
TURNED: Mapping[str, Change] = {
    "table": opposite({"table.max_row": "table.min_row", "table.min_row": "table.max_row",
                      "table.top": "table.bottom", "table.bottom": "table.top"}),
    "selection": reranked({"selection.the_largest": "selection.the_smallest",
                        "selection.the_smallest": "selection.the_largest",
                        "selection.largest": "selection.smallest",
                        "selection.smallest": "selection.largest",
                        "selection.the_newest": "selection.the_oldest",
                        "selection.the_oldest": "selection.the_newest",
                        "selection.newest": "selection.oldest",
                        "selection.oldest": "selection.newest"}),
}  # fmt: skip


def first_n(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """The first so many of the files or rows."""
    return FIRST[bool(first.parts)](draw, first, base, slots)


def turned(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """The smallest in place of the largest, the oldest in place of the newest."""
    return TURNED[base.partition(".")[0]](draw, first, base, slots)


FOLLOWED: dict[str, How] = {
    "follow.other_word": (WORDED, table, other_word),
    "follow.only_word": ((*WIDE, *WORDED[:4]), table, only_word),
    "follow.only_filter": ((*WIDE, *WORDED[:4]), table, only_filter),
    "follow.not_word": ((*WIDE, *WORDED[:4]), table, not_word),
    "follow.other_value": (
        ("table.rows", "table.rows_count", "table.sum_where"), table, other_value
    ),
    "follow.add_up": (
        ("table.rows", "table.rows_word", "table.top", "table.bottom", "table.rows_count",
         "table.count_word", "table.group_sum"), table, added_up
    ),
    "follow.count_rows": (
        ("table.rows", "table.rows_word", "table.sum_where", "table.sum_word", "table.mean_where",
         "table.mean_word"), table, counted
    ),
    "follow.rows": (
        ("table.rows_count", "table.count_word", "table.sum_word", "table.sum_where"), table,
        rows_of,
    ),
    "follow.max": (("table.sum", "table.mean", "table.min"), table, other_figure("max")),
    "follow.min": (("table.sum", "table.mean", "table.max"), table, other_figure("min")),
    "follow.median": (("table.sum", "table.mean"), table, other_figure("median")),
    "follow.by": (("table.sum", "table.mean", "table.max", "table.min"), table, grouped_by),
    "follow.other_by": ((*GROUPED, "table.group_max"), table, other_by),
    "follow.per_month": (("table.group_sum", "table.group_mean"), table, per_month),
    "follow.sort_by": (RESORTED, table, shown_as(COLUMN_SORT)),
    "follow.sort_by_desc": (RESORTED, table, shown_as(COLUMN_DOWN)),
    "follow.only_columns": (("table.rows", "table.top"), table, shown_as(TWO_COLUMNS)),
    "follow.other_n": (TOPS, either, other_n),
    "follow.first_n": (("action.list", "action.details", "table.rows", "table.group_sorted"),
                       either, first_n),
    "follow.smallest": (
        ("selection.the_largest", "selection.largest", "table.max_row", "table.top"), either,
        turned,
    ),
    "follow.largest": (
        ("selection.the_smallest", "selection.smallest", "table.min_row", "table.bottom"), either,
        turned,
    ),
    "follow.oldest": (("selection.the_newest", "selection.newest"), either,
                      turned),
    "follow.newest": (("selection.the_oldest", "selection.oldest"), either,
                      turned),
    "follow.other_text": (SEARCHED, single, swap("text")),
    "follow.other_file": (ONE_FILE, either, swap("file")),
    "follow.save_text": (
        ("text.head", "text.tail", "text.range", "text.search"), single,
        instead({"text.head": "text.head_to", "text.tail": "text.tail_to",
                  "text.range": "text.range_to", "text.search": "text.search_save"}),
    ),
    "follow.save_list": (("action.list",), listed, acted(files.ACTIONS["action.names_to"])),
    "follow.save_image": (CHANGED, single, picture_saved),
    "follow.names": (
        ("action.count", "action.size"), listed, acted(files.ACTIONS["action.list"])
    ),
    "follow.details": (("action.size", "action.count"), listed,
                       acted(files.ACTIONS["action.details"])),
    "follow.in_mb": (("action.size",), listed, acted(files.IN_MB)),
    "follow.only_ext": (NAMED, listed, narrowed(EXT_LINE)),
    "follow.only_larger": (NAMED, listed, narrowed(files.CLAUSES["selection.larger"])),
    "follow.only_days": (NAMED, listed, narrowed(files.CLAUSES["selection.days"])),
    "follow.only_here": (NAMED, listed, only_here),
    "follow.only_in": (NAMED, listed, only_in),
    "follow.other_image": ((*CHANGED, *ASKED), single, swap("image")),
    "follow.then_rotate": (CHANGED, single, picture("image = image.rotate(-90, expand=True)\n")),
    "follow.then_grey": (CHANGED, single, picture('image = image.convert("L")\n')),
    "follow.then_width": (
        CHANGED, single, picture("width = @width@\nimage = to_width(image, width)\n")
    ),
    "follow.other_width": (("image.resize_width", "image.resize_all"), single,
                           swap_number("width", "width = {}\n")),
    "follow.as_line": (("plot.bar",), plot, plotted({"plot.bar": "plot.line"})),
    "follow.as_bar": (("plot.line", "plot.pie", "plot.pie_count"), plot,
                      plotted({"plot.line": "plot.bar", "plot.pie": "plot.bar",
                                "plot.pie_count": "plot.bar_count"})),
    "follow.as_pie": (("plot.bar", "plot.bar_count"), plot,
                      plotted({"plot.bar": "plot.pie", "plot.bar_count": "plot.pie_count"})),
    "follow.title": (("plot.bar", "plot.line", "plot.pie", "plot.hist", "plot.scatter"), plot,
                     titled),
    "follow.plot_save": (("plot.bar", "plot.line", "plot.pie", "plot.hist"), plot, plot_saved),
    **{unit: reckoning(unit) for unit in figures.RECKONED},
    "follow.other_number": (NUMBERED, single, swap_number("a", "a = {}\n")),
    "follow.other_unit": (("sum.convert",), single, swap("unit2")),
    "follow.in_weeks": (tuple(figures.DAYS), single, in_other("weeks")),
    "follow.in_months": (tuple(figures.DAYS), single, in_other("months")),
    "follow.other_date": (DATED, single, swap("date")),
    "follow.weekday": (("date.plus", "date.from_now", "date.ago", "date.minus"), single, weekday),
    "follow.other_string": (STRUNG, single, swap("string")),
    "follow.again": (CHANCES, single, unchanged),
}  # fmt: skip
"""By follow-up: the units it can follow, how they are asked, and what becomes of their code."""


def copy_instead(draw: Draw, unit: str) -> Made:
    """Files were moved but should have been copied: the move has to be taken back first."""
    first = on_selection(draw, "action.move", selection(draw, plain=True))
    return unit, (
        Message("user", first.request),
        Message("assistant", block(first.code, first.slots)),
        Message("output", "Moved 3 files."),
        Message("user", draw.wrapped(draw.said(draw.wording(unit), {}))),
        Message("assistant", figures.UNDO_FIRST),
    )


MORE: Mapping[str, Callable[[Draw, str], Made]] = {
    **dict.fromkeys(FOLLOWED, followed),
    "follow.copy_instead": copy_instead,
}
"""A maker for each of these follow-ups."""
