"""Whole requests about tables: a view, a figure, a change or a plot, with filters and clauses."""

from __future__ import annotations

from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.asked_tables import FITS, ROWS_COUNT, WHERE, either, filter_line, with_clause
from models.mini.asked_telling import place_of
from models.mini.draw import Draw
from models.mini.families import drawing, joining, rows, tables
from models.mini.families.code import filled
from models.mini.fitting import fitting
from models.mini.phrases import Whole, placed
from models.mini.selecting import in_other_units
from models.mini.slot_numbers import written_amount
from models.mini.wholes import main_unit, unfit, values_for, whole_request

TABLE_UNITS = frozenset(
    {"table.rows_count", *WHERE}
    | {f"table.{name}" for name in tables.FIGURES}
    | set(tables.VIEWS)
    | set(tables.EDITS)
    | set(tables.REQUESTS)
)


def table_whole(draw: Draw, made: Whole) -> Asked:
    main = main_unit(made, lambda u: u in TABLE_UNITS)
    said = values_for(draw, made, main)
    made, line = _filters(draw, made, said)
    into = "table.save_into" in made.units
    saved = into or "table.save" in made.units
    if saved and main not in (*tables.VIEWS, *tables.EDITS):
        raise unfit(made)
    if saved:
        said["out"] = values.file_name(draw.rng, values.TABLE_ENDINGS)
    code = _filtered(_table_code(main, said, saved), line)
    if into:
        said["dest"] = draw.value("dest")
        code = code.replace(tables.SAVE, joining.SAVED_INTO)
    for clause in sorted(made.units, key=place_of):
        if clause in FITS or clause == "table.in_sheet":
            said |= values_for(draw, made, clause)
            code = with_clause(main, code, clause)
    if "table.in_sheet" in made.units:
        said["table"] = values.file_name(draw.rng, ["xlsx", "xlsx", "xls"])
    return whole_request(draw, made, filled(tables.HEAD + code, literal(main, said)), said)


def _filters(draw: Draw, made: Whole, said: dict[str, str]) -> tuple[Whole, str]:
    """The lines of the filters among the units; what they name is put to what is said.

    A number of days may become one of weeks or months in the sentence.
    """
    lines: list[str] = []
    wording = made.wording
    for unit, names in placed(made.units):
        if unit not in tables.FILTERS:
            continue
        known: dict[str, str] = {}
        slots = {s: draw.value(s) for s in names} | fitting(draw, unit)
        if names.get("n") == "n":
            wording, known = in_other_units(draw, unit, wording)
        lines.append(filter_line(unit, {**slots, **known}))
        if "value" in slots:
            slots["value"] = written_amount(draw.rng, slots["value"])
        said.update({there: slots[slot] for slot, there in names.items()})
    if "table.filter_or" in made.units:
        if len(lines) != 2:
            raise unfit(made)
        return Whole(wording, made.units), either(*lines)
    return Whole(wording, made.units), "".join(lines)


def _filtered(code: str, line: str) -> str:
    """The template with a filter behind the line that reads the table."""
    code = code.replace("df = read_table(path)\n", "df = read_table(path)\n" + line, 1)
    return code.replace(tables.TABLE, tables.TABLE + line, 1)


def _table_code(unit: str, slots: dict[str, str], saved: bool) -> str:
    name = unit.removeprefix("table.")
    if name in tables.FIGURES:
        return tables.TABLE + tables.COL + tables.FIGURES[name]
    if unit in tables.VIEWS:
        return tables.TABLE + tables.VIEWS[unit] + (tables.SAVE if saved else tables.SHOW)
    if unit in tables.EDITS:
        start, end = (tables.TABLE, tables.SAVE) if saved else (tables.CHANGED, tables.KEEP)
        return start + tables.EDITS[unit] + end
    if unit in WHERE:
        return tables.TABLE + tables.COL + tables.FIGURES[WHERE[unit]]
    if unit == "table.rows_count":
        return tables.TABLE + ROWS_COUNT
    code = tables.REQUESTS[unit]
    return code.replace(tables.SAVE, tables.SHOW) if slots.get("out") == "" else code


def plot_whole(draw: Draw, made: Whole) -> Asked:
    main = main_unit(made, lambda u: u in tables.PLOTS)
    said = values_for(draw, made, main)
    made, chosen = _filters(draw, made, said)
    code = tables.PLOTS[main]
    if "plot.values" in made.units:
        code += rows.ON_BARS
    for clause, line in (
        ("plot.title", tables.TITLE),
        ("plot.labels", tables.LABELS),
        ("plot.ylabel", tables.YLABEL),
    ):
        if clause in made.units:
            said |= draw.slots(clause, made.wording)
            code += line
    if "plot.save" in made.units:
        said["out"] = values.file_name(draw.rng, ["png"])
        code += tables.PLOT_SAVED
    elif {"plot.save_into", "plot.into"} & set(made.units):
        said["dest"] = draw.value("dest")
        named = "plot.save_into" in made.units
        if named:
            said["out"] = values.file_name(draw.rng, ["png"]).rpartition("/")[2]
        code += drawing.SAVED_INTO if named else drawing.NAMED_INTO
    else:
        code += tables.PLOT_NAMED
    code = tables.HEAD + _filtered(code, chosen)
    return whole_request(draw, made, filled(code, said), said)
