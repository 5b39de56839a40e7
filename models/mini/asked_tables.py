"""Requests about tables and plots: a table, filters, what is wanted of it, and where to save it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.mini import asked_telling
from models.mini import slots as values
from models.mini.asked import Asked, spoken
from models.mini.draw import Draw, NoWordingError
from models.mini.families import columns, drawing, joining, rows, tables, worked
from models.mini.families.code import filled
from models.mini.fitting import fitting
from models.mini.selecting import in_other_units
from models.mini.slot_numbers import written_amount
from models.mini.weights import FILTER_WEIGHTS, weighted

FIGURE_UNITS = [f"table.{name}" for name in tables.FIGURES]
WHERE = {"table.sum_where": "sum", "table.mean_where": "mean", **columns.WHERE}
WITH_FILTER = ("table.percent_where", "table.delete_rows", "table.keep_rows", *rows.WITH_FILTER)
GROUPS: dict[str, tuple[list[str], float]] = {
    "figures": (FIGURE_UNITS, 24),
    "where": ([*WHERE, *WITH_FILTER, *columns.WHERE_VIEWS, "table.rows_count"], 15),
    "views": ([u for u in tables.VIEWS if u not in columns.WHERE_VIEWS], 52),
    "rows": (["table.rows"], 8),
    "words": (["table.sum_word", "table.count_word", "table.lookup", "table.sum_any"], 8),
    "edits": (list(tables.EDITS), 42),
    "requests": ([u for u in tables.REQUESTS if u not in WITH_FILTER], 46),
}
ROWS_COUNT = 'print(f"{len(df):,} rows fit.")\n'
FILTERABLE = {*FIGURE_UNITS, *(u for u in tables.VIEWS if u != "table.rows"), "table.select"}
FILTERABLE -= {*columns.WHERE_VIEWS, "table.not_in", "table.compare", "table.transpose"}
FILTERABLE -= {"table.rows_range", "table.compare_col"}
FILTERABLE |= {"table.sum_product", "table.sum_two", "table.mean_two", "table.sums_compared"}
FILTERABLE |= {"table.sum_three"}
FILTERABLE -= {"table.mode", "table.date_range"}  # they need a value
MORE_FILTERED = {"table.group_count": 0.2, "table.group_sum": 0.15, "table.group_mean": 0.15}


SELECTS = ("table.select", "table.select_one", "table.select_three", "table.select_list")
ROWS = frozenset(
    ["table.rows", "table.rows_word", "table.without", "table.empty_rows", "table.rows_not_in",
     "table.not_in_any", "table.rows_in_both", "table.join", "table.join_left", "table.concat",
     "table.join_any", "table.concat_word", "table.concat_list", "table.concat_two",
     "table.concat_folder", *SELECTS]
)  # fmt: skip
"""Requests whose rows can be sorted by a column that is said behind them."""
COMPUTED = frozenset(
    unit
    for unit in (*tables.VIEWS, *tables.EDITS)
    if re.search(r"sum|mean|share|pivot|ranked|sorted|stats|product_by|group_any|median", unit)
    or unit in ("table.add_product", "table.add_percent", "table.add_ratio", "table.add_factor")
    or unit in ("table.add_plus_percent", "table.add_share", "table.add_divided")
    or unit in ("table.add_percent_of", "table.add_percent_change")
) - {"table.sort_two", "table.group_sum_where"} | worked.MADE | {"table.add_per"}  # fmt: skip
"""Requests for figures that can be rounded."""
SUMMED = frozenset(
    u for u in COMPUTED if re.search(r"sum|any|sorted|ranked|share|product_by|pivot", u)
) | {"table.rows", "table.group_count", "table.by_month", "table.crosstab", "table.group_two_count"}
SUMMED -= {"table.group_mean_any", "table.group_sum_mean"}
"""Requests behind which a line with totals makes sense."""
ROWS_SHOWN = (
    ROWS - {*SELECTS, "table.without"}
    | {"table.top", "table.bottom", "table.max_row", "table.min_row", "table.sort"}
    | {"table.sort_desc", "table.head_n", "table.tail", "table.max_any", "table.rows_twice"}
    | {"table.rows_range", "table.group_max_row", "table.group_min_row", "table.group_top"}
)
"""Requests for rows of which only some columns may be wanted."""
FITS: dict[str, frozenset[str]] = {
    **dict.fromkeys((*worked.CLAUSES, *worked.MADE_SORTED), worked.MADE),
    "table.only_list": ROWS_SHOWN | asked_telling.SHOWN,
    "table.sorted": ROWS, "table.sorted_down": ROWS, "table.rounded": COMPUTED,
    "table.totalled": SUMMED - set(tables.EDITS),
    **{
        clause: units | (worked.MADE if clause in worked.MADE_SORTED else frozenset())
        for clause, units in asked_telling.FITS.items()
    },
}  # fmt: skip
OFTEN = {"table.sorted": 0.08, "table.sorted_down": 0.05, "table.rounded": 0.07,
         "table.totalled": 0.04, "table.only_list": 0.03, **asked_telling.OFTEN}  # fmt: skip
IN_SHEET = 0.02


def with_clause(unit: str, code: str, clause: str) -> str:
    """The code with what a clause at the end of a request says. Raises `NoWordingError`."""
    if clause == "table.in_sheet":
        if tables.TABLE not in code:
            raise NoWordingError(f"{unit} {clause}")
        return code.replace(tables.TABLE, rows.SHEET, 1)
    if clause in asked_telling.FITS and unit not in worked.MADE:
        return asked_telling.told_so(unit, code, clause)
    if unit not in FITS[clause]:
        raise NoWordingError(f"{unit} {clause}")
    line = {**rows.CLAUSES, **worked.CLAUSES, "table.only_list": worked.ONLY_LIST}.get(clause, "")
    line = worked.MADE_SORTED.get(clause, line) if unit in worked.MADE else line
    if clause.startswith("table.sorted") and unit in SELECTS:
        at = code.rindex("df = df[")
        return code[:at] + line + code[at:]
    *before, last = code.splitlines(keepends=True)
    if not last.startswith(("show(df", "save(df")):
        raise NoWordingError(f"{unit} {clause}")
    return "".join((*before, line, last))


def filter_line(unit: str, slots: Mapping[str, str]) -> str:
    """The line of a filter for the values of its own slots."""
    columns_said = {f"f{s}": v for s, v in slots.items() if s.startswith("col")}
    return filled(tables.FILTERS[unit], {**slots, **columns_said})


def one_filter(draw: Draw, unit: str, wording: str) -> tuple[str, dict[str, str], str]:
    """A filter's wording, what is said in its slots, and its line of code."""
    slots = draw.slots(unit, wording, fitting(draw, unit))
    wording, known = in_other_units(draw, unit, wording)
    line = filter_line(unit, {**slots, **known})
    if "value" in slots:
        slots["value"] = written_amount(draw.rng, slots["value"])
    return wording, spoken(draw, slots), line


def a_filter(draw: Draw, more: bool = True) -> tuple[str, str]:
    """A clause that chooses rows: as said, and its line of code."""
    units = [u for u in tables.FILTERS if draw.has(u)]
    unit = draw.rng.choices(units, [FILTER_WEIGHTS.get(u, 1) for u in units])[0]
    wording, slots, line = one_filter(draw, unit, draw.wording(unit))
    said = draw.said(wording, slots, True)
    if not more or unit == "table.filter_not" or not draw.chance(0.22):
        return said, line
    if unit == "table.filter_word" and draw.chance(0.5):
        other = draw.value("word")
        line += filled(tables.FILTERS[unit], {"word": other})
        return f"{said} {draw.pick(JOINED)} {other}", line
    second, other = a_filter(draw, more=False)
    second = re.sub(r"^(?:where|with|whose|having|for|only)\b,? (?:the )?", "", second)
    if draw.chance(0.25) and draw.has("table.filter_or"):
        word = draw.wording("table.filter_or").strip(" ,")
        return f"{said} {word} {second}", either(line, other)
    return f"{said} and {second}", line + other


def either(line: str, other: str) -> str:
    """The lines of two filters of which one is enough."""
    before, between, behind = rows.EITHER
    return before + line + between + other + behind


JOINED = ("in", "in", "in", "and", "from", "with", "of", "for", "/", "+", ",")
"""What stands between two words that choose rows: `Desk in East`."""


def table_task(draw: Draw) -> Asked:
    group = draw.rng.choices(list(GROUPS), [weight for _, weight in GROUPS.values()])[0]
    unit = weighted(draw, [u for u in GROUPS[group][0] if draw.has(u)])
    return table_request(draw, unit, clauses=True)


def table_request(
    draw: Draw, unit: str, known: Mapping[str, str] | None = None, clauses: bool = False
) -> Asked:
    """A request of one unit about a table; `clauses`, when nothing is to follow that changes it."""
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, {"filter": "", **fitting(draw, unit), **(known or {})})
    if unit == "table.convert_to" and "excel" in wording.lower():
        slots["out"] = slots["out"].rpartition(".")[0] + ".xlsx"
    if slots.get("table") and draw.chance(0.15):
        slots["table"] = slots["table"].rpartition(".")[0]
    line = ""
    often = MORE_FILTERED.get(unit, 0.07)
    if "{filter}" in wording or (unit in FILTERABLE and draw.chance(often)):
        said, line = a_filter(draw)
        slots["filter"] = said
        if "{filter}" not in wording:
            wording = wording.rstrip(".?!") + " {filter}"
    code, saving = _code(draw, unit, slots)
    if line:
        code = filtered(code, line)
    for clause in _clauses(draw, unit, code) if clauses else ():
        code = with_clause(unit, code, clause)
        words = draw.wording(clause)
        slots |= draw.slots(clause, words, fitting(draw, clause))
        if clause == "table.in_sheet":
            slots["table"] = values.file_name(draw.rng, ["xlsx", "xlsx", "xls"])
        wording = f"{wording.rstrip('.?! ')} {words}".replace(" ,", ",")
    if saving:
        wording = f"{wording.rstrip('.?! ')} {saving}".replace(" ,", ",")
    request = draw.wrapped(draw.said(wording, spoken(draw, slots)))
    return Asked(unit, request, tables.HEAD + code, slots)


def _clauses(draw: Draw, unit: str, code: str) -> list[str]:
    """What is said at the end of a request besides, by chance."""
    found = [c for c in OFTEN if unit in FITS[c] and draw.has(c) and draw.chance(OFTEN[c])]
    if "table.sorted" in found and "table.sorted_down" in found:
        found.remove("table.sorted")
    made = [c for c in (*worked.CLAUSES, *worked.MADE_SORTED) if draw.has(c)]
    if unit in worked.MADE and "table.totalled" not in found and made and draw.chance(0.5):
        found = [draw.pick(made), *(c for c in found if c != "table.rounded")]
    found = asked_telling.fewer(found)
    in_sheet = tables.TABLE in code and draw.has("table.in_sheet")
    return [*found, "table.in_sheet"] if in_sheet and draw.chance(IN_SHEET) else found


def filtered(code: str, line: str) -> str:
    """The code with a filter behind the line that reads the table."""
    start = tables.TABLE if tables.TABLE in code else tables.CHANGED
    return code.replace(start, start + line, 1)


def _code(draw: Draw, unit: str, slots: dict[str, str]) -> tuple[str, str]:
    """The template for a unit, and a wish to save the result, or nothing."""
    name = unit.removeprefix("table.")
    if name in tables.FIGURES:
        return tables.TABLE + tables.COL + tables.FIGURES[name], ""
    if unit in WHERE:
        return tables.TABLE + tables.COL + tables.FIGURES[WHERE[unit]], ""
    if unit == "table.rows_count":
        return tables.TABLE + ROWS_COUNT, ""
    if unit in tables.REQUESTS:
        code = tables.REQUESTS[unit]
        if "out" in slots and not slots["out"]:
            code = code.replace(tables.SAVE, tables.SHOW)
        return code, ""
    saving = draw.wording("table.save") if draw.has("table.save") and draw.chance(0.2) else ""
    saved = tables.SAVE
    if saving:
        slots["out"] = values.file_name(draw.rng, values.TABLE_ENDINGS)
        if draw.has("table.save_into") and draw.chance(0.15):
            saving, saved = draw.wording("table.save_into"), joining.SAVED_INTO
            slots["dest"] = draw.value("dest")
    if unit in tables.VIEWS:
        return tables.TABLE + tables.VIEWS[unit] + (saved if saving else tables.SHOW), saving
    end = saved if saving else tables.KEEP
    return (tables.TABLE if saving else tables.CHANGED) + tables.EDITS[unit] + end, saving


def plot_task(draw: Draw) -> Asked:
    return plot_request(draw, weighted(draw, [u for u in tables.PLOTS if draw.has(u)]))


def plot_request(draw: Draw, unit: str) -> Asked:
    """A picture of a table, perhaps of some rows, with a title, labels, a name."""
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, fitting(draw, unit))
    code = tables.PLOTS[unit]
    if unit != "plot.pie" and draw.chance(0.12):
        said, line = a_filter(draw, more=False)
        slots["filter"] = said
        wording = wording.rstrip(".?! ") + " {filter}"
        code = filtered(code, line)
    for clause, line, often in (
        ("plot.title", tables.TITLE, 0.2),
        ("plot.labels", tables.LABELS, 0.05),
        ("plot.ylabel", tables.YLABEL, 0.03),
    ):
        if tables.LABELS in code and clause == "plot.ylabel":
            continue
        if draw.has(clause) and draw.chance(often):
            wording = wording.rstrip(".?! ") + draw.pick([" ", ", "]) + draw.wording(clause)
            slots |= draw.slots(clause, wording)
            code += line
    if unit.startswith("plot.bar") and draw.has("plot.values") and draw.chance(0.06):
        wording = wording.rstrip(".?! ") + draw.pick([" ", ", "]) + draw.wording("plot.values")
        code += rows.ON_BARS
    if draw.has("plot.save") and draw.chance(0.35):
        wording = wording.rstrip(".?! ") + " " + draw.wording("plot.save")
        slots["out"] = values.file_name(draw.rng, ["png"])
        code += tables.PLOT_SAVED
    elif draw.chance(0.08) and draw.has("plot.save_into") and draw.has("plot.into"):
        clause = draw.pick(["plot.save_into", "plot.save_into", "plot.into"])
        wording = wording.rstrip(".?! ") + draw.pick([" ", ", "]) + draw.wording(clause)
        slots["dest"] = draw.value("dest")
        if clause == "plot.save_into":
            slots["out"] = values.file_name(draw.rng, ["png"]).rpartition("/")[2]
        code += drawing.SAVED_INTO if clause == "plot.save_into" else drawing.NAMED_INTO
    else:
        code += tables.PLOT_NAMED
    return Asked(unit, draw.wrapped(draw.said(wording, slots)), tables.HEAD + code, slots)
