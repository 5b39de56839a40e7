"""Still more follow-ups: some of the files, the archive, the originals, groups, other months."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from models.mini import slots as values
from models.mini.asked import Asked, literal
from models.mini.asked_files import on_selection
from models.mini.changing import Change, How, Known, Made, instead, swap
from models.mini.changing_files import acted, listed, narrowed
from models.mini.changing_tables import AS_EXCEL, behind, plainly, shown_as, table
from models.mini.continuing import GROUPED, NAMED, SEARCHED, either, followed
from models.mini.draw import Draw
from models.mini.families import files, tables, texts
from models.mini.families.code import filled
from models.mini.file_actions import code_of
from models.mini.selecting import EXT_LINE, selection


def further(draw: Draw, unit: str) -> Made:
    """A conversation that ends with one of these follow-ups."""
    return followed(draw, unit, FURTHER[unit], KNOWN.get(unit))


# Files that were listed, and what became of them


def _plainly(draw: Draw, unit: str) -> Asked:
    """An action on files without a rank: *the newest* would be others afterwards."""
    pictures = values.IMAGE_ENDINGS if unit.startswith("action.image_") else ()
    return on_selection(draw, unit, selection(draw, plain=True, endings=pictures))


def _some(line: str, action: str) -> Change:
    """An action on those of the files that one more line chooses."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        code = literal("selection.ext", slots)
        lines = f"{first.parts['lines']}\n{filled(line, code)}"
        return code_of(lines, filled(files.ACTIONS[action], code))

    return change


PART = files.NOUNS["selection.name_part"]
_ARCHIVE = re.compile(r"(?:with_ending|tar_name)\(\"(?:[^\"\\]|\\.)*\"(?:, \"\.zip\")?\)")
_TARGET = re.compile(r'target = place\("(?:[^"\\]|\\.)*"\)\n')
_ENDING = re.compile(r'ending = "\.\w+"\.lower\(\)\n')


def _archive(first: Asked) -> str:
    """The line that finds the archive that was made."""
    found = _ARCHIVE.search(first.parts["action"])
    return f"archive = newest_called({found.group()})\n" if found else ""


def _originals(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    """Only what is safely in the archive, in the folder or beside it is deleted."""
    action = first.parts["action"]
    if line := _archive(first):
        check = f"{line}files = packed(files, archive)\n"
    elif target := _TARGET.search(action):
        check = f"{target.group()}files = copied(files, target)\n"
    elif ending := _ENDING.search(action):
        check = f"{ending.group()}files = converted(pictures_of(files), ending)\n"
    else:
        return ""
    return code_of(first.parts["lines"], check + files.ACTIONS["action.delete"])


def _inside(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    shown = files.REQUESTS["archive.list"].split("\n", 1)[1]
    return files.HEAD + _archive(first) + shown


def _elsewhere(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    move = filled(files.ACTIONS["action.move"], slots)
    return f"{files.HEAD}{_archive(first)}files = [archive]\n{move}"


# Texts

ABOUT_TEXT = ("text.lines", "text.words", "text.characters", "text.show", "text.longest",
              "text.head", "text.tail", "text.blank_count", "text.readability")  # fmt: skip
_SOUGHT = re.compile(r'wanted = ("(?:[^"\\]|\\.)*")\nfound_lines\(')


def _replaced(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    """What was searched is replaced, in the same file or files."""
    if not first.parts:
        return filled(texts.HEAD + texts.REQUESTS["text.replace"], {**first.slots, **slots})
    if not (found := _SOUGHT.search(first.parts["action"])):
        return ""
    action = files.ACTIONS["action.replace_text"].replace('"@text@"', found[1])
    return code_of(first.parts["lines"], filled(action, slots))


# Tables

IN_PERCENT = {"table.group_count": "table.group_percent", "table.group_sum": "table.share"}
MONTHLY = ("table.rows", "table.sum", "table.mean", "table.group_sum", "table.group_count",
           "table.sum_any", "table.rows_count")  # fmt: skip
_MONTH = re.compile(r'in_month\(p, ("(?:[^"\\]|\\.)*")\)')


def _percent(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
    old = filled(tables.VIEWS[base], first.slots)
    new = filled(tables.VIEWS[IN_PERCENT[base]], first.slots)
    return first.code.replace(old, new) if plainly(first) and old in first.code else ""


def _of_groups(end: str) -> Change:
    """Something done with groups; not where a row with their total stands below them."""

    def change(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
        return "" if "with_totals(" in first.code else shown_as(end)(draw, first, base, slots)

    return change


SPANS: Mapping[str, tuple[str, str]] = {
    "month": ("selection.month", "table.filter_month_any"),
    "year": ("selection.year", "table.filter_year_any"),
    "period": ("", "table.filter_period_any"),
}
"""How files, and rows, of a month, a year, a period are chosen; of a period, files by several."""


PERIODS = ("today", "yesterday", "last week", "this week", "last month", "this month", "this year",
           "last year")  # fmt: skip
"""Periods that can also be said of files."""


def _of_period(period: str) -> str:
    return f"selection.{period.replace(' ', '_')}"


def spanned(slot: str) -> Callable[[Draw, str], Asked]:
    """A maker of first requests about one month, year or period: of a table, or of files."""

    def made(draw: Draw, unit: str) -> Asked:
        of_files, of_rows = SPANS[slot]
        period = draw.pick(PERIODS) if slot == "period" else ""
        on_files = unit.startswith("action.")
        clause = (_of_period(period) if period else of_files) if on_files else of_rows
        wording = draw.wording(clause)
        slots = draw.slots(clause, wording)
        said = draw.said(wording, slots, True)
        if on_files:
            chosen = selection(draw, plain=True)
            line = filled(files.CLAUSES[clause], slots)
            chosen = type(chosen)(f"{chosen.said} {said}", (*chosen.lines, line), chosen.noun)
            first = on_selection(draw, unit, chosen)
            slots = {"period": period} if period else slots
            return Asked(unit, first.request, first.code, slots, parts=first.parts)
        first = table(draw, unit)
        if not plainly(first):
            return first
        code = behind(first, filled(tables.FILTERS[clause], slots))
        request = f"{first.request.rstrip('.?! ')} {said}"
        return Asked(unit, request, code, {**first.slots, **slots})

    return made


_monthly = spanned("month")


def other_span(slot: str) -> Change:
    """Another year in place of the first, in quotes or as a number."""

    def change(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
        if slot not in first.slots:
            return ""
        if first.parts and slot == "period":
            if slots[slot] not in PERIODS or slots[slot] == first.slots[slot]:
                return ""
            old, new = (files.CLAUSES[_of_period(each[slot])] for each in (first.slots, slots))
            return first.code.replace(old, new) if first.code.count(old) == 1 else ""
        if first.parts:
            old, new = (f"== {each[slot]}]" for each in (first.slots, slots))
            return first.code.replace(old, new) if first.code.count(old) == 1 else ""
        return swap(slot)(draw, first, base, slots)

    return change


def _other_month(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    if first.parts and len(_MONTH.findall(first.code)) != 1:
        return ""
    return swap("month")(draw, first, base, slots) if "month" in first.slots else ""


def _prefix(rng: random.Random) -> dict[str, str]:
    return {"text": values.cased(rng, values.word(rng)) + rng.choice(["_", "_", "-", " ", ""])}


KNOWN: Mapping[str, Known] = {
    "follow.prefix_them": _prefix,
    "follow.only_groups": lambda r: {"value": str(r.choice([5, 10, 50, 100, 1000, 50_000]))},
}
"""Makers of values where the usual ones do not suit."""
WITH_SHEET = ("table.sheet_show", "table.sheet_sum", "table.sheet_mean", "table.sheet_rows")
PACKED = ("action.zip", "action.tar")

FURTHER: Mapping[str, How] = {
    "follow.delete_originals": (
        (*PACKED, "action.copy", "action.copy", "action.image_convert"), _plainly, _originals
    ),
    "follow.only_part": (NAMED, listed, narrowed(PART)),
    "follow.move_part": (("action.list", "action.details"), listed, _some(PART, "action.move")),
    "follow.delete_part": (
        ("action.list", "action.details"), listed, _some(PART, "action.delete")
    ),
    "follow.move_ext": (("action.list", "action.details"), listed, _some(EXT_LINE, "action.move")),
    "follow.prefix_them": (
        ("action.list", "action.details"), listed, acted(files.ACTIONS["action.prefix"])
    ),
    "follow.list_archive": (PACKED, _plainly, _inside),
    "follow.move_archive": (PACKED, _plainly, _elsewhere),
    "follow.how_many_with": (
        ABOUT_TEXT, either, instead(dict.fromkeys(ABOUT_TEXT, "text.lines_with"))
    ),
    "follow.lines_with": (
        (*ABOUT_TEXT, "text.lines_with"), either,
        instead(dict.fromkeys((*ABOUT_TEXT, "text.lines_with"), "text.search")),
    ),
    "follow.replace_it": ((*SEARCHED, "action.search", "action.search"), either, _replaced),
    "follow.only_column": (
        ("table.rows", "table.rows_word", "table.top"), table,
        shown_as('df = df[[column(df, "@col@")]]\n' + tables.SHOW),
    ),
    "follow.as_percent": (tuple(IN_PERCENT), table, _percent),
    "follow.only_groups": (
        (*GROUPED, "table.group_sorted"), table,
        _of_groups("df = df[numbers(df.iloc[:, -1]) > @value@]\n" + tables.SHOW),
    ),
    "follow.top_groups": (
        GROUPED, table,
        _of_groups(
            "df = df.sort_values(df.columns[-1], ascending=False).head(@n@)\n" + tables.SHOW
        ),
    ),
    "follow.as_excel": (
        ("table.rows", "table.sort", "table.top", *GROUPED, "table.rows_word"), table,
        shown_as(AS_EXCEL),
    ),
    "follow.other_month": ((*MONTHLY, "action.list", "action.size"), _monthly, _other_month),
    "follow.other_sheet": (WITH_SHEET, table, swap("sheet")),
}  # fmt: skip
"""By follow-up: the units it can follow, how they are asked, and what becomes of their code."""
