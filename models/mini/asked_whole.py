"""Whole requests: somebody's sentence for several units at once, and the code for all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.mini import slots as values
from models.mini.asked import Asked, literal, spoken
from models.mini.asked_files import GONE, ON_NAMED, TAKEN, action_slots, code_of, named_lines
from models.mini.asked_sums import chain
from models.mini.asked_tables import FITS, ROWS_COUNT, WHERE, either, filter_line, with_clause
from models.mini.asked_telling import place_of
from models.mini.asked_texts import woven
from models.mini.draw import Draw, NoWordingError
from models.mini.families import (
    chaining,
    enlarging,
    figures,
    files,
    picking,
    pictures,
    placing,
    reckoning,
    rows,
    tables,
    texts,
)
from models.mini.families.code import filled
from models.mini.families.passages import shown
from models.mini.families.steps import without_optional
from models.mini.fitting import fitting
from models.mini.phrases import SLOT, Whole, placed
from models.mini.selecting import (
    NAMED_SO,
    SEVERAL,
    THREE,
    clause_line,
    in_other_units,
    several_endings,
    three_texts,
)


def whole_task(draw: Draw) -> Asked:
    """A random whole request. Raises `NoWordingError` when its units do not go together."""
    made = draw.whole()
    for fits, make in KINDS:
        if any(fits(unit) for unit in made.units):
            return make(draw, made)
    raise NoWordingError(" ".join(made.units))


def _values(draw: Draw, made: Whole, unit: str) -> dict[str, str]:
    """Values for the slots of one of the units."""
    return draw.slots(unit, made.wording, {"noun": "files", "filter": "", **fitting(draw, unit)})


def _asked(draw: Draw, made: Whole, code: str, said: dict[str, str]) -> Asked:
    if set(SLOT.findall(made.wording)) - set(said):
        raise NoWordingError(" ".join(made.units))
    request = draw.wrapped(draw.said(made.wording, spoken(draw, said)))
    return Asked(made.units[-1], request, code, {})


# Files


def _file_task(draw: Draw, made: Whole) -> Asked:
    """Folder, files, noun, clauses, rank and action, in the order of the code."""
    if {*picking.SEVERAL, "selection.that_folder"} & set(made.units):
        return _named_task(draw, made)
    wording = made.wording
    said: dict[str, str] = {}
    together: dict[str, str] = {}
    folder, every, last, action = files.HERE, files.EVERY, "", ""
    nouns: dict[str, str] = {}
    clauses: list[str] = []
    for unit in made.units:
        if unit in files.CLAUSES:
            wording, known = in_other_units(draw, unit, wording)
            slots = _values(draw, made, unit)
            line = clause_line(draw, unit, made.wording, said_here := dict(slots))
            together |= {s: said_here[s] for s in ("ext2",) if said_here.get(s) != slots.get(s)}
            clauses.append(filled(line, literal(unit, {**slots, **known})))
            said.update(said_here)
            continue
        if unit in files.ACTIONS:
            slots = action_slots(draw, unit, made.wording)
            action = _action_of(unit, slots)
        else:
            slots = _values(draw, made, unit)
        if "ext" in slots and any(name.startswith("action.image_") for name in made.units):
            slots["ext"] = draw.pick(values.IMAGE_ENDINGS)
        said.update(slots)
        code = literal(unit, slots)
        if unit == "selection.ext" and _may_be_several(made) and draw.chance(SEVERAL):
            nouns[unit], more = several_endings(draw, {})
            together |= more
        elif unit == "selection.name_either" and draw.chance(THREE):
            wording, nouns[unit], more = three_texts(draw, wording, slots)
            said |= more
        elif unit in files.NOUNS:
            about = unit == "selection.name_part" and not NAMED_SO.search(made.wording)
            nouns[unit] = filled(files.ABOUT if about else files.NOUNS[unit], code)
        elif unit in files.RANKS or unit in files.ORDERS:
            last = filled({**files.RANKS, **files.ORDERS}[unit], code)
        elif unit == "selection.folder":
            folder = filled(files.THERE, code)
        elif unit in PLACES:
            every = PLACES[unit]
        elif unit in enlarging.ALSO or unit in ("image.into", "image.overwrite", "image.suffix"):
            action = filled(_saved(unit, action, unit), code)
        elif unit not in files.ACTIONS:
            raise NoWordingError(" ".join(made.units))
    if not action or set(placing.PARTED) & set(made.units):
        raise NoWordingError(" ".join(made.units))
    chosen = (nouns[unit] for unit in sorted(nouns, key=lambda u: u in picking.BY_NAME))
    lines = [part for part in (folder, every, *chosen, *clauses, last) if part]
    request = draw.wrapped(draw.said(wording, {**spoken(draw, said), **together}))
    parts = {"lines": "\n".join(lines), "noun": "", "action": action}
    return Asked(made.units[-1], request, code_of(parts["lines"], action), {}, parts=parts)


def _action_of(unit: str, slots: dict[str, str]) -> str:
    """The lines of an action."""
    action = without_optional(files.ACTIONS[unit], slots)
    return filled(shown(action, unit, slots.get("out")), literal(unit, slots))


def _may_be_several(made: Whole) -> bool:
    """Whether the sentence stays right with several endings in place of one."""
    pictures_or_texts = ("action.image_", "action.change_ext", "action.merge", "selection.file")
    return not any(unit.startswith(pictures_or_texts) or unit in TAKEN for unit in made.units)


def _named_task(draw: Draw, made: Whole) -> Asked:
    """An action on files that are named one by one, or on a folder."""
    action = _main(made, lambda u: u in files.ACTIONS)
    named = next((picking.SEVERAL[u] for u in made.units if u in picking.SEVERAL), ())
    known = ON_FILE if named else files.FOLDER_ACTIONS
    if len(made.units) != 2 or action not in known:
        raise NoWordingError(" ".join(made.units))
    slots = action_slots(draw, action, made.wording)
    if named:
        slots |= {slot: values.file_name(draw.rng) for slot in named}
        if set(picking.INSIDE.values()) & set(made.units):
            slots |= {slot: slots[slot].rpartition("/")[2] for slot in named}
            slots["folder"] = values.folder(draw.rng)
        lines = named_lines(
            [slots[slot] for slot in named], action in GONE, slots.get("folder", "")
        )
        code = code_of(lines, files.ACTIONS[action])
    else:
        slots["folder"] = values.folder(draw.rng)
        code = files.HEAD + files.FOLDER_ACTIONS[action]
    return _asked(draw, made, filled(code, literal(action, slots)), slots)


ON_FILE = frozenset(
    [*ON_NAMED, "action.change_ext", "action.list", "action.strip_name", "action.replace_name",
     "action.backup", "action.move_here", "action.copy_here", "action.checksums"]
)  # fmt: skip
"""What can be done to named files as to many."""
PLACES = {
    "selection.here_only": files.DIRECT,
    "selection.hidden": files.EVERY_HIDDEN,
    "selection.only_hidden": files.EVERY_HIDDEN,
    "selection.recursive": files.EVERY,
}


# Tables and plots


def _table_task(draw: Draw, made: Whole) -> Asked:
    main = _main(made, lambda u: u in TABLE_UNITS)
    said = _values(draw, made, main)
    made, line = _filters(draw, made, said)
    saved = "table.save" in made.units
    if saved and main not in (*tables.VIEWS, *tables.EDITS):
        raise NoWordingError(" ".join(made.units))
    if saved:
        said["out"] = values.file_name(draw.rng, values.TABLE_ENDINGS)
    code = _filtered(_table_code(main, said, saved), line)
    for clause in sorted(made.units, key=place_of):
        if clause in FITS or clause == "table.in_sheet":
            said |= _values(draw, made, clause)
            code = with_clause(main, code, clause)
    if "table.in_sheet" in made.units:
        said["table"] = values.file_name(draw.rng, ["xlsx", "xlsx", "xls"])
    return _asked(draw, made, filled(tables.HEAD + code, literal(main, said)), said)


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
            slots["value"] = values.written_amount(draw.rng, slots["value"])
        said.update({there: slots[slot] for slot, there in names.items()})
    if "table.filter_or" in made.units:
        if len(lines) != 2:
            raise NoWordingError(" ".join(made.units))
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


def _plot_task(draw: Draw, made: Whole) -> Asked:
    main = _main(made, lambda u: u in tables.PLOTS)
    said = _values(draw, made, main)
    made, chosen = _filters(draw, made, said)
    code = tables.PLOTS[main]
    if "plot.values" in made.units:
        code += rows.ON_BARS
    for clause, line in (("plot.title", tables.TITLE), ("plot.labels", tables.LABELS)):
        if clause in made.units:
            said |= draw.slots(clause, made.wording)
            code += line
    if "plot.save" in made.units:
        said["out"] = values.file_name(draw.rng, ["png"])
        code += tables.PLOT_SAVED
    else:
        code += tables.PLOT_NAMED
    code = tables.HEAD + _filtered(code, chosen)
    return _asked(draw, made, filled(code, said), said)


# Pictures


def _image_task(draw: Draw, made: Whole) -> Asked:
    main = _main(made, lambda u: u in pictures.REQUESTS)
    said = _values(draw, made, main)
    code = pictures.REQUESTS[main]
    for where in made.units:
        if where in ELSEWHERE:
            said |= _values(draw, made, where)
            code = _saved(main, code, where)
    for clause in made.units:
        if clause in enlarging.ALSO:
            said |= _values(draw, made, clause)
            code = _twice(code, clause)
    if "out" in said and "@out@" not in pictures.REQUESTS[main]:
        said["out"] = values.file_name(draw.rng, values.IMAGE_ENDINGS)
    code = filled(pictures.HEAD + code, literal(main, said))
    return _asked(draw, made, code, said)


def _twice(code: str, clause: str) -> str:
    """The template with a second change of the picture or pictures."""
    if not (changed := enlarging.also(code, clause)):
        raise NoWordingError(clause)
    return changed


ELSEWHERE = ("plot.save", "image.save", "image.into", "image.overwrite", "image.suffix")
"""Where a new picture goes."""


def _saved(unit: str, code: str, where: str) -> str:
    """The template with another last line, which says where the new picture goes, or with a second
    change in front of it."""
    if where in enlarging.ALSO:
        return _twice(code, where)
    *lines, last = code.splitlines(keepends=True)
    many = last.startswith("save_all(")
    named = where in ("plot.save", "image.save")
    if not last.startswith(("save_image(image, ", "save_all(")) or "quality" in last:
        raise NoWordingError(unit)
    if (named and many) or (where == "image.suffix" and not many):
        raise NoWordingError(unit)
    if where == "image.suffix":
        return "".join(lines) + files.SAVED_NAMED
    if named:
        return "".join(lines) + pictures.SAVED_AS
    if where == "image.into":
        return "".join(lines) + (files.SAVED_INTO if many else pictures.SAVED_INTO)
    return "".join(lines) + (files.SAVED_OVER if many else pictures.SAVED_OVER)


# One unit


def _single_task(draw: Draw, made: Whole) -> Asked:
    unit = _main(made, lambda u: u in SINGLE)
    for head, told in FACTS_OF:
        if len(made.units) > 1 and all(u in told for u in made.units):
            return facts(draw, made, head, told)
    if len(made.units) > 1 and set(made.units) <= TOLD:
        return _told(draw, made)
    if len(made.units) > 1:
        raise NoWordingError(" ".join(made.units))
    said = _values(draw, made, unit)
    code = shown(SINGLE[unit], unit, said.get("out"))
    code = without_optional(code, said)
    return _asked(draw, made, filled(code, literal(unit, said)), said)


FACTS_OF = (
    (figures.HEAD_SYSTEM, figures.SYSTEM),
    (figures.HEAD_SHELL, {u: t for u, t in figures.SHELL.items() if u.startswith("git.")}),
)


def facts(
    draw: Draw,
    made: Whole,
    head: str = figures.HEAD_SYSTEM,
    told: Mapping[str, str] = figures.SYSTEM,
) -> Asked:
    """Several facts about the computer, the day or a repository, asked for in one breath."""
    said: dict[str, str] = {}
    for unit in made.units:
        said |= _values(draw, made, unit)
    code = head + "".join(told[unit] for unit in made.units)
    return _asked(draw, made, filled(code, literal(made.units[-1], said)), said)


def _told(draw: Draw, made: Whole) -> Asked:
    """Several things about the same numbers, dates or text: their sum and their average."""
    said: dict[str, str] = {}
    lines: list[str] = []
    for unit in made.units:
        said = {**_values(draw, made, unit), **said}
        every = SINGLE[unit].splitlines(keepends=True)
        lines += [line for line in every if "@" not in line or line not in lines]
    return _asked(draw, made, filled("".join(lines), literal(made.units[0], said)), said)


def _sum_task(draw: Draw, made: Whole) -> Asked:
    """A sum of several steps: the sum, then what is done with its result."""
    first, *more = made.units
    if not set(more) <= set(reckoning.THEN) or not (code := chain(made.units)):
        raise NoWordingError(" ".join(made.units))
    said = _values(draw, made, first)
    for unit in more:
        said |= _values(draw, made, unit)
    return _asked(draw, made, filled(code, literal(first, said)), said)


FACTS = (
    "system.disk", "system.memory", "system.cpu", "system.load", "system.uptime", "system.os",
    "system.python", "system.whoami", "system.host", "system.where", "system.date", "system.time",
    "system.weekday", "system.week_number", "system.network_address", "system.cores",
    "system.disk_total", "system.memory_total", "system.swap", "system.cpu_name",
    "system.battery", "system.timezone", "system.processes_count", "system.home",
    "system.python_path", "system.kernel", "system.boot",
)  # fmt: skip
"""What is told in one line, so that two may be asked for."""


def two_facts(draw: Draw) -> Asked:
    """Two wordings for facts in one sentence: 'what day is it and which week'."""
    names = [unit for unit in FACTS if draw.has(unit)]
    if len(names) < 2:
        raise NoWordingError("two facts")
    near = [unit for unit in names if unit in OF_THE_DAY] if draw.chance(0.25) else names
    units = draw.rng.sample(near, 2)
    while any(set(units) <= together for together in TOLD_TOGETHER):
        units = draw.rng.sample(near, 2)
    first, second = (draw.wording(unit) for unit in units)
    join = draw.pick([" and ", " and ", " and ", ", and ", " and also ", ", ", " + ", " plus "])
    second = second[:1].lower() + second[1:] if second[1:2].islower() else second
    wording = first.rstrip(".?! ") + join + second
    return facts(draw, Whole(wording, tuple(units)))


TOLD_TOGETHER = (
    {"system.date", "system.weekday"}, {"system.disk", "system.disk_total"},
    {"system.memory", "system.memory_total"}, {"system.cpu", "system.cores"},
)  # fmt: skip
"""What one answer tells."""
OF_THE_DAY = ("system.date", "system.weekday", "system.week_number", "system.time",
              "system.timezone")  # fmt: skip


def _main(made: Whole, fits: Callable[[str], bool]) -> str:
    """The unit that says what is wanted."""
    return next(unit for unit in made.units if fits(unit))


TABLE_UNITS = frozenset(
    {"table.rows_count", *WHERE}
    | {f"table.{name}" for name in tables.FIGURES}
    | set(tables.VIEWS)
    | set(tables.EDITS)
    | set(tables.REQUESTS)
)
SINGLE = {
    unit: head + template
    for head, group in (
        (files.HEAD, files.REQUESTS),
        (texts.HEAD, texts.REQUESTS),
        (figures.HEAD_SYSTEM, figures.SYSTEM),
        (figures.HEAD_SUM, figures.SUMS),
        (figures.HEAD_DATE, figures.DATES),
        (figures.HEAD_TEXT, figures.RANDOM),
        (figures.HEAD_TEXT, figures.STRINGS),
        (figures.HEAD_SHELL, figures.SHELL),
    )
    for unit, template in group.items()
}
TOLD = frozenset([*figures.SUMS, *figures.DATES, *figures.STRINGS])
KINDS: Sequence[tuple[Callable[[str], bool], Callable[[Draw, Whole], Asked]]] = (
    (lambda u: u in chaining.CLAUSES or u == "text.into", woven),
    (lambda u: u in files.ACTIONS, _file_task),
    (lambda u: u in tables.PLOTS, _plot_task),
    (lambda u: u in TABLE_UNITS, _table_task),
    (lambda u: u in pictures.REQUESTS, _image_task),
    (lambda u: u in reckoning.THEN, _sum_task),
    (lambda u: u in SINGLE, _single_task),
)
"""Which task a whole request is, by the first kind that one of its units belongs to."""
