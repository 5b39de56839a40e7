"""How the code of a request about a table or a plot becomes that of a second request."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.mini.asked import Asked
from models.mini.asked_tables import ROWS_COUNT, a_filter, plot_request, table_request
from models.mini.changing import Change, swapped, valued
from models.mini.draw import Draw
from models.mini.families import columns, tables
from models.mini.families.code import filled


def table(draw: Draw, unit: str) -> Asked:
    return valued(table_request(draw, unit))


_WORD = re.compile(r'(?:equal\(df\[column\(df, "[^"]*"\)\], |having\(df, |word = )"([^"\\]*)"')


_LIMIT = re.compile(r"(?<= [<>] )[\d.]+(?=\]\n)")


def other_word(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    found = _WORD.findall(first.code)
    return swapped(first.code, found[0], slots["word"]) if len(found) == 1 else ""


def only_word(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    return behind(first, filled(columns.HAVING, slots)) if plainly(first) else ""


def not_word(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    return behind(first, filled(columns.NOT_HAVING, slots)) if plainly(first) else ""


def only_filter(draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
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


def other_value(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
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


def added_up(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """The total of the rows that were shown or counted: of the column that chose them, if any."""
    if not plainly(first) or "with_totals(" in first.code:
        return ""
    code = first.code if first.code.endswith(tables.SHOW) else rows_of(draw, first, base, slots)
    known = f"\n{filled(tables.COL, first.slots)}" in code if "col" in first.slots else False
    total = columns.SUM if known else columns.ANY_COL + columns.SUM
    return code.removesuffix(tables.SHOW) + total if code else ""


def counted(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """How many rows were shown, or went into a figure."""
    if not plainly(first):
        return ""
    code = first.code if first.code.endswith(tables.SHOW) else rows_of(draw, first, base, slots)
    return code.removesuffix(tables.SHOW) + ROWS_COUNT if code else ""


ENDS = tuple(tables.FIGURES[name] for name in ("sum", "mean"))


def other_figure(wanted: str) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        old = tables.FIGURES[base.removeprefix("table.")]
        return first.code.replace(old, tables.FIGURES[wanted])

    return change


def grouped_by(_draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    old = tables.FIGURES[base.removeprefix("table.")]
    view = tables.VIEWS[f"table.group_{base.removeprefix('table.')}"].removeprefix(tables.COL)
    return first.code.replace(old, filled(view, slots) + tables.SHOW)


def other_by(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    old, new = filled(tables.BY, first.slots), filled(tables.BY, slots)
    return first.code.replace(old, new) if plainly(first) and old in first.code else ""


def per_month(_draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
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
AS_EXCEL = 'save(df, "result.xlsx")\n'


def opposite(pairs: Mapping[str, str]) -> Change:
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


def plot(draw: Draw, unit: str) -> Asked:
    return valued(plot_request(draw, unit))


def plotted(pairs: Mapping[str, str]) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        old = filled(tables.PLOTS[base].removeprefix(tables.TABLE), first.slots)
        new = filled(tables.PLOTS[pairs[base]].removeprefix(tables.TABLE), first.slots)
        return first.code.replace(old, new) if old in first.code else ""

    return change


def titled(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    if '\ntitle = "' in first.code:
        return ""
    return first.code.replace("finish(title", filled(tables.TITLE, slots) + "finish(title")


def plot_saved(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    if tables.PLOT_NAMED not in first.code:
        return ""
    return first.code.replace(tables.PLOT_NAMED, filled(tables.PLOT_SAVED, slots))
