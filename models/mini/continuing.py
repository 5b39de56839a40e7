"""More follow-ups: what a second request changes of the code that answered the first.

Each maker draws a first request of a kind that can be followed so, and rewrites its code. What was
printed in between is never needed: the second code works everything out anew.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

from models.messages import Message
from models.mini import slots as values
from models.mini.asked import Asked, literal, plain_request
from models.mini.asked_files import code_of, on_selection
from models.mini.asked_tables import ROWS_COUNT, a_filter, plot_request, table_request
from models.mini.draw import Draw, NoWordingError
from models.mini.families import columns, figures, files, pictures, tables, texts
from models.mini.families.code import block, filled
from models.mini.selecting import EXT_LINE, selection

Made = tuple[str, tuple[Message, ...]]
Change = Callable[[Draw, Asked, str, dict[str, str]], str]
"""From the first request and its code to the code of the second; empty where that cannot be."""
How = tuple[Sequence[str], Callable[[Draw, str], Asked], Change]
"""The units that a follow-up can follow, how they are asked, and what becomes of their code."""
Known = Callable[[random.Random], dict[str, str]]
TRIES = 40


def talk(first: Asked, request: str, code: str) -> tuple[Message, ...]:
    return (
        Message("user", first.request),
        Message("assistant", block(first.code, first.slots)),
        Message("output", "Done."),
        Message("user", request),
        Message("assistant", block(code, {})),
    )


def quoted(text: str) -> str:
    return filled('"@x@"', {"x": text})


def swapped(code: str, old: str, new: str) -> str:
    """The code with one quoted name in place of another."""
    return code.replace(quoted(old), quoted(new))


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


MANY = re.compile(r"\bhow many\b", re.I)
THE_SAME = frozenset(
    ["follow.other_word", "follow.other_file", "follow.other_text", "follow.other_month",
     "follow.other_year", "follow.other_period"]
)  # fmt: skip
"""Follow-ups that ask the same of something else: how many only where that was asked before."""


def counts(code: str) -> bool:
    return any(word in line for line in code.splitlines()[-2:] for word in ("len(", "times("))


KNOWN: Mapping[str, Known] = {
    "follow.plot_save": lambda r: {"out": values.file_name(r, ["png"])},
    "follow.save_list": lambda r: {"out": values.file_name(r, ["txt"])},
    "follow.other_date": lambda r: {"date": values.when(r, 1990, 2030)},
    "follow.other_number": lambda r: {"a": str(r.randint(2, 999))},
    **dict.fromkeys(("follow.times", "follow.divided"), lambda r: {"b": str(r.randint(2, 20))}),
    **dict.fromkeys(
        ("follow.plus_percent", "follow.minus_percent"),
        lambda r: {"a": r.choice(["5", "7", "10", "15", "19", "20", "25", "30"])},
    ),
}
"""Makers of values for follow-ups whose usual ones do not suit."""


_SEVERAL = re.compile(r"\.endswith\(\(([^()]*)\)\)")


def _known(draw: Draw, unit: str, first: Asked) -> dict[str, str]:
    """Values that depend on the first request."""
    if unit == "follow.other_unit":
        used = first.slots.get("unit2", "")
        same = next((family for family in UNITS if used in family.split()), "")
        others = [u for u in same.split() if u != used]
        return {"unit2": draw.pick(others) if others else ""}
    if unit in ("follow.delete_ext", "follow.move_ext", "follow.only_ext"):
        several = _SEVERAL.search(first.parts["lines"])
        return {"ext": draw.pick(re.findall(r"\w+", several[1]))} if several else {}
    if unit in ("follow.other_file", "follow.save_text", "follow.save_image"):
        old = first.slots.get("file") or first.slots.get("table") or first.slots.get("image", "")
        ending = [old.rpartition(".")[2]] if "." in old else ["txt", "csv"]
        slot = "file" if unit == "follow.other_file" else "out"
        if slot == "file" and draw.chance(0.1):
            return {slot: values.stem(draw.rng)}
        return {slot: values.file_name(draw.rng, ending)}
    return {}


# Tables


def table(draw: Draw, unit: str) -> Asked:
    first = table_request(draw, unit)
    return Asked(unit, first.request, filled(first.code, first.slots), first.slots)


_WORD = re.compile(r'(?:equal\(df\[column\(df, "[^"]*"\)\], |having\(df, |word = )"([^"\\]*)"')
_LIMIT = re.compile(r"(?<= [<>] )[\d.]+(?=\]\n)")


def _other_word(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    found = _WORD.findall(first.code)
    return swapped(first.code, found[0], slots["word"]) if len(found) == 1 else ""


def _only_word(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    return behind(first, filled(columns.HAVING, slots)) if plainly(first) else ""


def _not_word(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    return behind(first, filled(columns.NOT_HAVING, slots)) if plainly(first) else ""


def _only_filter(draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    said, line = a_filter(draw, more=False)
    slots["filter"] = said
    return behind(first, line) if plainly(first) else ""


def plainly(first: Asked) -> bool:
    """Whether nothing is saved, so that the same can be shown once more."""
    return _read(first) in first.code and "save(df" not in first.code


def behind(first: Asked, line: str) -> str:
    """The code with a line behind the one that reads the table."""
    return first.code.replace(_read(first), _read(first) + line, 1)


def _read(first: Asked) -> str:
    return filled(tables.TABLE, first.slots)


def _other_value(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    found = _LIMIT.findall(first.code)
    return _LIMIT.sub(slots["value"], first.code) if len(found) == 1 else ""


def shown_as(end: str) -> Change:
    """The rows that were shown, and something else done with them."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        if not first.code.endswith(tables.SHOW):
            return ""
        return first.code.removesuffix(tables.SHOW) + filled(end, slots)

    return change


def rows_of(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    code = first.code.replace(columns.ANY_COL, "")
    for end in (ROWS_COUNT, columns.SUM, columns.MEAN, *ENDS):
        if code.endswith(end):
            code = code.removesuffix(end)
            col = filled(tables.COL, first.slots) if "col" in first.slots else ""
            return (code.removesuffix(col) if col else code) + tables.SHOW
    return ""


def _added_up(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """The total of the rows that were shown or counted: of the column that chose them, if any."""
    if not plainly(first) or "with_totals(" in first.code:
        return ""
    code = first.code if first.code.endswith(tables.SHOW) else rows_of(draw, first, base, slots)
    known = f"\n{filled(tables.COL, first.slots)}" in code if "col" in first.slots else False
    total = columns.SUM if known else columns.ANY_COL + columns.SUM
    return code.removesuffix(tables.SHOW) + total if code else ""


def _counted(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """How many rows were shown, or went into a figure."""
    if not plainly(first):
        return ""
    code = first.code if first.code.endswith(tables.SHOW) else rows_of(draw, first, base, slots)
    return code.removesuffix(tables.SHOW) + ROWS_COUNT if code else ""


ENDS = tuple(tables.FIGURES[name] for name in ("sum", "mean"))


def _figure(wanted: str) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        old = tables.FIGURES[base.removeprefix("table.")]
        return first.code.replace(old, tables.FIGURES[wanted])

    return change


def _by(_draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    old = tables.FIGURES[base.removeprefix("table.")]
    view = tables.VIEWS[f"table.group_{base.removeprefix('table.')}"].removeprefix(tables.COL)
    return first.code.replace(old, filled(view, slots) + tables.SHOW)


def _other_by(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    old, new = filled(tables.BY, first.slots), filled(tables.BY, slots)
    return first.code.replace(old, new) if plainly(first) and old in first.code else ""


def _per_month(_draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    old = filled(tables.VIEWS[base], first.slots)
    month = "table.month_sum" if base == "table.group_sum" else "table.month_mean"
    new = filled(tables.VIEWS[month], {**first.slots, **slots})
    return first.code.replace(old, new) if plainly(first) and old in first.code else ""


COLUMN_SORT = 'col = column(df, "@col@")\ndf = df.sort_values(col, key=ordered)\n' + tables.SHOW
COLUMN_DOWN = (
    'col = column(df, "@col@")\ndf = df.sort_values(col, key=ordered, ascending=False)\n'
    + tables.SHOW
)
TWO_COLUMNS = 'df = df[[column(df, "@col@"), column(df, "@col2@")]]\n' + tables.SHOW


def _turned(pairs: Mapping[str, str]) -> Change:
    """The opposite of what was asked: another template in place of the first."""

    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        name = base.removeprefix("table.")
        source = tables.FIGURES if name in tables.FIGURES else tables.VIEWS
        key = name if name in tables.FIGURES else base
        other = pairs[base]
        target = other.removeprefix("table.") if source is tables.FIGURES else other
        old, new = filled(source[key], first.slots), filled(source[target], first.slots)
        if source is tables.VIEWS and not plainly(first):
            return ""
        return first.code.replace(old, new) if old in first.code else ""

    return change


# Files


def listed(draw: Draw, unit: str) -> Asked:
    return on_selection(draw, unit, selection(draw))


def _ranked(draw: Draw, unit: str) -> Asked:
    """A request for the largest, newest ... of something."""
    for _ in range(TRIES):
        chosen = selection(draw)
        if chosen.noun == unit:
            return on_selection(draw, draw.pick(["action.list", "action.details"]), chosen)
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, {"noun": "file" if ".the_" in unit else "files"})
    line = filled(files.RANKS[unit], slots)
    chosen = selection(draw, plain=True)
    lines = (files.HERE, files.EVERY, line)
    chosen = type(chosen)(draw.said(wording, slots, True), lines, unit)
    return on_selection(draw, "action.list", chosen)


def narrowed(line: str) -> Change:
    """One more line behind those that chose the files."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        code = literal("selection.ext", slots)
        lines = f"{first.parts['lines']}\n{filled(line, code)}"
        return code_of(lines, first.parts["action"])

    return change


def acted(action: str) -> Change:
    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        return code_of(first.parts["lines"], filled(action, slots))

    return change


def _only_here(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    lines = first.parts["lines"]
    if files.EVERY not in lines.split("\n"):
        return ""
    return code_of(lines.replace(files.EVERY, files.DIRECT), first.parts["action"])


RANKED = re.compile(r"\)\[-?\d*:-?\d+\]$|\)\[-\d+:\]$")


def _only_in(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """Those of the files in a folder; the largest, newest ... are looked for there anew."""
    lines = first.parts["lines"]
    if not RANKED.search(lines):
        return narrowed(files.ONLY_IN)(draw, first, base, slots)
    if not lines.startswith(files.HERE):
        return ""
    there = filled(files.THERE, slots)
    return code_of(lines.replace(files.HERE, there, 1), first.parts["action"])


def _reranked(pairs: Mapping[str, str]) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        *before, last = first.parts["lines"].split("\n")
        n = re.search(r"\[:(\d+)\]$", last)
        new = filled(files.RANKS[pairs[base]], {"n": n[1] if n else "1"})
        return code_of("\n".join((*before, new)), first.parts["action"])

    return change


def _other_n(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    old, new = first.slots.get("n", ""), slots["n"]
    if first.parts:
        found = re.search(r"\[:(\d+)\]$", first.parts["lines"])
        old = found[1] if found else ""
    for form in ("[:{}]", ".head({})", "[-{}:]", ".tail({})"):
        if old and first.code.count(form.format(old)) == 1:
            return first.code.replace(form.format(old), form.format(new))
    return ""


def either(draw: Draw, unit: str) -> Asked:
    """A first request of any family, by the name of its unit."""
    if unit.startswith("selection."):
        return _ranked(draw, unit)
    if unit.startswith("table."):
        return table(draw, unit)
    if unit.startswith("action."):
        return listed(draw, unit)
    return _single(draw, unit)


# Texts, pictures, plots, sums, dates


HEADS: Sequence[tuple[Mapping[str, str], str]] = (
    (texts.REQUESTS, texts.HEAD), (pictures.REQUESTS, pictures.HEAD), (files.REQUESTS, files.HEAD),
    (figures.SUMS, figures.HEAD_SUM), (figures.DATES, figures.HEAD_DATE),
    (figures.RANDOM, figures.HEAD_TEXT), (figures.STRINGS, figures.HEAD_TEXT),
)  # fmt: skip


def _single(draw: Draw, unit: str) -> Asked:
    table, head = next((t, h) for t, h in HEADS if unit in t)
    first = plain_request(draw, unit, head + table[unit])
    return Asked(unit, first.request, filled(first.code, first.slots), first.slots)


def swap(slot: str, new: str = "") -> Change:
    """The same with another value of a slot, which stands in quotes."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        old = first.slots[slot] if slot in first.slots else first.slots.get("table", "")
        if not slots[new or slot]:
            return ""
        code = swapped(first.code, old, slots[new or slot])
        return code if code != first.code else ""

    return change


def _swap_number(slot: str, line: str) -> Change:
    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        old, new = line.format(first.slots[slot]), line.format(slots[slot])
        return first.code.replace(old, new) if old in first.code else ""

    return change


def instead(pairs: Mapping[str, str]) -> Change:
    """The template of another unit, filled with the values of the first."""

    def change(_draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
        return filled(texts.HEAD + texts.REQUESTS[pairs[base]], {**first.slots, **slots})

    return change


def _picture(line: str) -> Change:
    """One more change of the picture before it is saved."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        *lines, last = first.code.splitlines(keepends=True)
        return "".join((*lines, filled(line, slots), last)) if "save_image" in last else ""

    return change


def _picture_saved(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    *lines, last = first.code.splitlines(keepends=True)
    if not last.startswith("save_image(image, free(path.with_stem"):
        return ""
    return "".join((*lines, filled(pictures.SAVED_AS, slots)))


def _plot(draw: Draw, unit: str) -> Asked:
    first = plot_request(draw, unit)
    return Asked(unit, first.request, filled(first.code, first.slots), first.slots)


def _plotted(pairs: Mapping[str, str]) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        old = filled(tables.PLOTS[base].removeprefix(tables.TABLE), first.slots)
        new = filled(tables.PLOTS[pairs[base]].removeprefix(tables.TABLE), first.slots)
        return first.code.replace(old, new) if old in first.code else ""

    return change


def _titled(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    if '\ntitle = "' in first.code:
        return ""
    return first.code.replace("finish(title", filled(tables.TITLE, slots) + "finish(title")


def _plot_saved(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    if tables.PLOT_NAMED not in first.code:
        return ""
    return first.code.replace(tables.PLOT_NAMED, filled(tables.PLOT_SAVED, slots))


def _reckoned(_draw: Draw, first: Asked, base: str, slots: dict[str, str], unit: str) -> str:
    """The result of the first sum, and something done with it."""
    start = "".join(
        line
        for line in first.code.splitlines(keepends=True)
        if line.startswith(("import math", "a, b", "values =", "result =", "a ="))
    )
    more = filled(figures.RECKONED[unit], slots)
    return start + figures.RESULTS[base] + more + figures.RESULT


def _reckoning(unit: str) -> tuple[Sequence[str], Callable[[Draw, str], Asked], Change]:
    def change(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
        return _reckoned(draw, first, base, slots, unit)

    return tuple(figures.RESULTS), _single, change


def _in_other(word: str) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        *lines, _ = first.code.splitlines(keepends=True)
        return "".join(lines) + figures.DAYS[base] + figures.IN[word]

    return change


def _weekday(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    *lines, _ = first.code.splitlines(keepends=True)
    return "".join(lines) + figures.WEEKDAY


def _same(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    return first.code


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

FOLLOWED: dict[str, How] = {
    "follow.other_word": (WORDED, table, _other_word),
    "follow.only_word": ((*WIDE, *WORDED[:4]), table, _only_word),
    "follow.only_filter": ((*WIDE, *WORDED[:4]), table, _only_filter),
    "follow.not_word": ((*WIDE, *WORDED[:4]), table, _not_word),
    "follow.other_value": (
        ("table.rows", "table.rows_count", "table.sum_where"), table, _other_value
    ),
    "follow.add_up": (
        ("table.rows", "table.rows_word", "table.top", "table.bottom", "table.rows_count",
         "table.count_word", "table.group_sum"), table, _added_up
    ),
    "follow.count_rows": (
        ("table.rows", "table.rows_word", "table.sum_where", "table.sum_word", "table.mean_where",
         "table.mean_word"), table, _counted
    ),
    "follow.rows": (
        ("table.rows_count", "table.count_word", "table.sum_word", "table.sum_where"), table,
        rows_of,
    ),
    "follow.max": (("table.sum", "table.mean", "table.min"), table, _figure("max")),
    "follow.min": (("table.sum", "table.mean", "table.max"), table, _figure("min")),
    "follow.median": (("table.sum", "table.mean"), table, _figure("median")),
    "follow.by": (("table.sum", "table.mean", "table.max", "table.min"), table, _by),
    "follow.other_by": ((*GROUPED, "table.group_max"), table, _other_by),
    "follow.per_month": (("table.group_sum", "table.group_mean"), table, _per_month),
    "follow.sort_by": (RESORTED, table, shown_as(COLUMN_SORT)),
    "follow.sort_by_desc": (RESORTED, table, shown_as(COLUMN_DOWN)),
    "follow.only_columns": (("table.rows", "table.top"), table, shown_as(TWO_COLUMNS)),
    "follow.other_n": (TOPS, either, _other_n),
    "follow.first_n": (("action.list", "action.details", "table.rows", "table.group_sorted"),
                       either, lambda d, f, b, s: FIRST[bool(f.parts)](d, f, b, s)),
    "follow.smallest": (
        ("selection.the_largest", "selection.largest", "table.max_row", "table.top"), either,
        lambda d, f, b, s: TURNED[b[:5]](d, f, b, s),
    ),
    "follow.largest": (
        ("selection.the_smallest", "selection.smallest", "table.min_row", "table.bottom"), either,
        lambda d, f, b, s: TURNED[b[:5]](d, f, b, s),
    ),
    "follow.oldest": (("selection.the_newest", "selection.newest"), either,
                      lambda d, f, b, s: TURNED[b[:5]](d, f, b, s)),
    "follow.newest": (("selection.the_oldest", "selection.oldest"), either,
                      lambda d, f, b, s: TURNED[b[:5]](d, f, b, s)),
    "follow.other_text": (SEARCHED, _single, swap("text")),
    "follow.other_file": (ONE_FILE, either, swap("file")),
    "follow.save_text": (
        ("text.head", "text.tail", "text.range", "text.search"), _single,
        instead({"text.head": "text.head_to", "text.tail": "text.tail_to",
                  "text.range": "text.range_to", "text.search": "text.search_save"}),
    ),
    "follow.save_list": (("action.list",), listed, acted(files.ACTIONS["action.names_to"])),
    "follow.save_image": (CHANGED, _single, _picture_saved),
    "follow.names": (
        ("action.count", "action.size"), listed, acted(files.ACTIONS["action.list"])
    ),
    "follow.details": (("action.size", "action.count"), listed,
                       acted(files.ACTIONS["action.details"])),
    "follow.in_mb": (("action.size",), listed, acted(files.IN_MB)),
    "follow.only_ext": (NAMED, listed, narrowed(EXT_LINE)),
    "follow.only_larger": (NAMED, listed, narrowed(files.CLAUSES["selection.larger"])),
    "follow.only_days": (NAMED, listed, narrowed(files.CLAUSES["selection.days"])),
    "follow.only_here": (NAMED, listed, _only_here),
    "follow.only_in": (NAMED, listed, _only_in),
    "follow.other_image": ((*CHANGED, *ASKED), _single, swap("image")),
    "follow.then_rotate": (CHANGED, _single, _picture("image = image.rotate(-90, expand=True)\n")),
    "follow.then_grey": (CHANGED, _single, _picture('image = image.convert("L")\n')),
    "follow.then_width": (
        CHANGED, _single, _picture("width = @width@\nimage = to_width(image, width)\n")
    ),
    "follow.other_width": (("image.resize_width", "image.resize_all"), _single,
                           _swap_number("width", "width = {}\n")),
    "follow.as_line": (("plot.bar",), _plot, _plotted({"plot.bar": "plot.line"})),
    "follow.as_bar": (("plot.line", "plot.pie", "plot.pie_count"), _plot,
                      _plotted({"plot.line": "plot.bar", "plot.pie": "plot.bar",
                                "plot.pie_count": "plot.bar_count"})),
    "follow.as_pie": (("plot.bar", "plot.bar_count"), _plot,
                      _plotted({"plot.bar": "plot.pie", "plot.bar_count": "plot.pie_count"})),
    "follow.title": (("plot.bar", "plot.line", "plot.pie", "plot.hist", "plot.scatter"), _plot,
                     _titled),
    "follow.plot_save": (("plot.bar", "plot.line", "plot.pie", "plot.hist"), _plot, _plot_saved),
    **{unit: _reckoning(unit) for unit in figures.RECKONED},
    "follow.other_number": (NUMBERED, _single, _swap_number("a", "a = {}\n")),
    "follow.other_unit": (("sum.convert",), _single, swap("unit2")),
    "follow.in_weeks": (tuple(figures.DAYS), _single, _in_other("weeks")),
    "follow.in_months": (tuple(figures.DAYS), _single, _in_other("months")),
    "follow.other_date": (DATED, _single, swap("date")),
    "follow.weekday": (("date.plus", "date.from_now", "date.ago", "date.minus"), _single, _weekday),
    "follow.other_string": (STRUNG, _single, swap("string")),
    "follow.again": (CHANCES, _single, _same),
}  # fmt: skip
"""By follow-up: the units it can follow, how they are asked, and what becomes of their code."""
FIRST: Mapping[bool, Change] = {
    True: narrowed("files = files[:@n@]"),
    False: shown_as("df = df.head(@n@)\n" + tables.SHOW),
}
TURNED: Mapping[str, Change] = {
    "table": _turned({"table.max_row": "table.min_row", "table.min_row": "table.max_row",
                      "table.top": "table.bottom", "table.bottom": "table.top"}),
    "selec": _reranked({"selection.the_largest": "selection.the_smallest",
                        "selection.the_smallest": "selection.the_largest",
                        "selection.largest": "selection.smallest",
                        "selection.smallest": "selection.largest",
                        "selection.the_newest": "selection.the_oldest",
                        "selection.the_oldest": "selection.the_newest",
                        "selection.newest": "selection.oldest",
                        "selection.oldest": "selection.newest"}),
}  # fmt: skip


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
