"""Whole requests: somebody's sentence for several units at once, and the code for all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.mini.asked import Asked, literal
from models.mini.asked_pictures import picture_whole
from models.mini.asked_sums import chain
from models.mini.asked_texts import woven
from models.mini.asked_whole_files import file_whole
from models.mini.asked_whole_tables import TABLE_UNITS, plot_whole, table_whole
from models.mini.draw import Draw, NoWordingError
from models.mini.families import chaining, figures, files, pictures, reckoning, tables, texts
from models.mini.families.code import filled
from models.mini.families.passages import shown
from models.mini.families.steps import without_optional
from models.mini.phrases import Whole
from models.mini.wholes import main_unit, unfit, values_for, whole_request


def whole_task(draw: Draw) -> Asked:
    """A random whole request. Raises `NoWordingError` when its units do not go together."""
    made = draw.whole()
    for fits, make in KINDS:
        if any(fits(unit) for unit in made.units):
            return make(draw, made)
    raise unfit(made)


def _single_task(draw: Draw, made: Whole) -> Asked:
    unit = main_unit(made, lambda u: u in SINGLE)
    for head, told in FACTS_OF:
        if len(made.units) > 1 and all(u in told for u in made.units):
            return facts(draw, made, head, told)
    if len(made.units) > 1 and set(made.units) <= TOLD:
        return _told(draw, made)
    if len(made.units) > 1:
        raise unfit(made)
    said = values_for(draw, made, unit)
    code = shown(SINGLE[unit], unit, said.get("out"))
    code = without_optional(code, said)
    return whole_request(draw, made, filled(code, literal(unit, said)), said)


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
        said |= values_for(draw, made, unit)
    code = head + "".join(told[unit] for unit in made.units)
    return whole_request(draw, made, filled(code, literal(made.units[-1], said)), said)


def _told(draw: Draw, made: Whole) -> Asked:
    """Several things about the same numbers, dates or text: their sum and their average."""
    said: dict[str, str] = {}
    lines: list[str] = []
    for unit in made.units:
        said = {**values_for(draw, made, unit), **said}
        every = SINGLE[unit].splitlines(keepends=True)
        lines += [line for line in every if "@" not in line or line not in lines]
    return whole_request(draw, made, filled("".join(lines), literal(made.units[0], said)), said)


def _sum_task(draw: Draw, made: Whole) -> Asked:
    """A sum of several steps: the sum, then what is done with its result."""
    first, *more = made.units
    if not set(more) <= set(reckoning.THEN) or not (code := chain(made.units)):
        raise unfit(made)
    said = values_for(draw, made, first)
    for unit in more:
        said |= values_for(draw, made, unit)
    return whole_request(draw, made, filled(code, literal(first, said)), said)


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
    (lambda u: u in files.ACTIONS, file_whole),
    (lambda u: u in tables.PLOTS, plot_whole),
    (lambda u: u in TABLE_UNITS, table_whole),
    (lambda u: u in pictures.REQUESTS, picture_whole),
    (lambda u: u in reckoning.THEN, _sum_task),
    (lambda u: u in SINGLE, _single_task),
)
"""Which task a whole request is, by the first kind that one of its units belongs to."""
