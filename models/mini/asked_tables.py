"""Requests about tables and plots: a table, filters, what is wanted of it, and where to save it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.mini import slots as values
from models.mini.asked import Asked, spoken
from models.mini.draw import Draw
from models.mini.families import columns, tables
from models.mini.families.code import filled
from models.mini.fitting import fitting
from models.mini.weights import FILTER_WEIGHTS, weighted

FIGURE_UNITS = [f"table.{name}" for name in tables.FIGURES]
WHERE = {"table.sum_where": "sum", "table.mean_where": "mean", **columns.WHERE}
WITH_FILTER = ("table.percent_where", "table.delete_rows", "table.keep_rows")
GROUPS: dict[str, tuple[list[str], float]] = {
    "figures": (FIGURE_UNITS, 24),
    "where": ([*WHERE, *WITH_FILTER, *columns.WHERE_VIEWS, "table.rows_count"], 15),
    "views": ([u for u in tables.VIEWS if u not in columns.WHERE_VIEWS], 42),
    "rows": (["table.rows"], 8),
    "words": (["table.sum_word", "table.count_word", "table.lookup", "table.sum_any"], 8),
    "edits": (list(tables.EDITS), 24),
    "requests": ([u for u in tables.REQUESTS if u not in WITH_FILTER], 42),
}
ROWS_COUNT = 'print(f"{len(df):,} rows fit.")\n'
FILTERABLE = {*FIGURE_UNITS, *(u for u in tables.VIEWS if u != "table.rows")}
FILTERABLE -= {*columns.WHERE_VIEWS, "table.not_in", "table.compare", "table.transpose"}
FILTERABLE -= {"table.mode", "table.date_range"}  # they need a value
MORE_FILTERED = {"table.group_count": 0.2, "table.group_sum": 0.15, "table.group_mean": 0.15}


def a_filter(draw: Draw, more: bool = True) -> tuple[str, str]:
    """A clause that chooses rows: as said, and its line of code."""
    units = [u for u in tables.FILTERS if draw.has(u)]
    unit = draw.rng.choices(units, [FILTER_WEIGHTS.get(u, 1) for u in units])[0]
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, fitting(draw, unit))
    line = filled(tables.FILTERS[unit], {**slots, "fcol": slots.get("col", "")})
    if "value" in slots:
        slots["value"] = values.written_amount(draw.rng, slots["value"])
    said = draw.said(wording, slots, True)
    if not more or unit == "table.filter_not" or not draw.chance(0.18):
        return said, line
    if unit == "table.filter_word" and draw.chance(0.5):
        other = draw.value("word")
        line += filled(tables.FILTERS[unit], {"word": other})
        return f"{said} {draw.pick(JOINED)} {other}", line
    second, other = a_filter(draw, more=False)
    second = re.sub(r"^(?:where|with|whose|having|for|only)\b,? (?:the )?", "", second)
    return f"{said} and {second}", line + other


JOINED = ("in", "in", "in", "and", "from", "with", "of", "for", "/", "+", ",")
"""What stands between two words that choose rows: `Desk in East`."""


def table_task(draw: Draw) -> Asked:
    group = draw.rng.choices(list(GROUPS), [weight for _, weight in GROUPS.values()])[0]
    return table_request(draw, weighted(draw, [u for u in GROUPS[group][0] if draw.has(u)]))


def table_request(draw: Draw, unit: str, known: Mapping[str, str] | None = None) -> Asked:
    """A request of one unit about a table."""
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, {"filter": "", **fitting(draw, unit), **(known or {})})
    if slots.get("table") and draw.chance(0.15):
        slots["table"] = slots["table"].rpartition(".")[0]
    line = ""
    often = MORE_FILTERED.get(unit, 0.07)
    if "{filter}" in wording or (unit in FILTERABLE and draw.chance(often)):
        said, line = a_filter(draw)
        slots["filter"] = said
        if "{filter}" not in wording:
            wording = wording.rstrip(".?!") + " {filter}"
    code, wording = _code(draw, unit, wording, slots)
    if line:
        code = filtered(code, line)
    request = draw.wrapped(draw.said(wording, spoken(draw, slots)))
    return Asked(unit, request, tables.HEAD + code, slots)


def filtered(code: str, line: str) -> str:
    """The code with a filter behind the line that reads the table."""
    start = tables.TABLE if tables.TABLE in code else tables.CHANGED
    return code.replace(start, start + line, 1)


def _code(draw: Draw, unit: str, wording: str, slots: dict[str, str]) -> tuple[str, str]:
    """The template for a unit; a wish to save the result may be added to the wording."""
    name = unit.removeprefix("table.")
    if name in tables.FIGURES:
        return tables.TABLE + tables.COL + tables.FIGURES[name], wording
    if unit in WHERE:
        return tables.TABLE + tables.COL + tables.FIGURES[WHERE[unit]], wording
    if unit == "table.rows_count":
        return tables.TABLE + ROWS_COUNT, wording
    if unit in tables.REQUESTS:
        code = tables.REQUESTS[unit]
        if "out" in slots and not slots["out"]:
            code = code.replace(tables.SAVE, tables.SHOW)
        return code, wording
    saved = draw.has("table.save") and draw.chance(0.2)
    if saved:
        wording = f"{wording.rstrip('.?! ')} {draw.wording('table.save')}".replace(" ,", ",")
        slots["out"] = values.file_name(draw.rng, values.TABLE_ENDINGS)
    if unit in tables.VIEWS:
        return tables.TABLE + tables.VIEWS[unit] + (tables.SAVE if saved else tables.SHOW), wording
    end = tables.SAVE if saved else tables.KEEP
    return (tables.TABLE if saved else tables.CHANGED) + tables.EDITS[unit] + end, wording


def plot_task(draw: Draw) -> Asked:
    return plot_request(draw, weighted(draw, [u for u in tables.PLOTS if draw.has(u)]))


def plot_request(draw: Draw, unit: str) -> Asked:
    """A picture of a table, perhaps of some rows, with a title, labels, a name."""
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, fitting(draw, unit))
    code = tables.PLOTS[unit]
    if unit != "plot.pie" and draw.chance(0.06):
        said, line = a_filter(draw, more=False)
        slots["filter"] = said
        wording = wording.rstrip(".?! ") + " {filter}"
        code = filtered(code, line)
    for clause, line, often in (
        ("plot.title", tables.TITLE, 0.2),
        ("plot.labels", tables.LABELS, 0.05),
    ):
        if draw.has(clause) and draw.chance(often):
            wording = wording.rstrip(".?! ") + draw.pick([" ", ", "]) + draw.wording(clause)
            slots |= draw.slots(clause, wording)
            code += line
    if draw.has("plot.save") and draw.chance(0.35):
        wording = wording.rstrip(".?! ") + " " + draw.wording("plot.save")
        slots["out"] = values.file_name(draw.rng, ["png"])
        code += tables.PLOT_SAVED
    else:
        code += tables.PLOT_NAMED
    return Asked(unit, draw.wrapped(draw.said(wording, slots)), tables.HEAD + code, slots)
