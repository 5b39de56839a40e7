"""Clauses that order what a table request shows, choose columns of it, or want one more figure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.mini.draw import NoWordingError
from models.mini.families import columns, drawing, telling

COUNTED = frozenset(
    ["table.group_count", "table.by_month", "table.by_year", "table.by_weekday", "table.by_day",
     "table.by_week", "table.by_quarter", "table.by_decade", "table.group_two_count",
     "table.month_count_any", "table.group_count_where"]
)  # fmt: skip
"""Requests for numbers of rows."""
FIGURES = frozenset(
    ["table.group_sum", "table.group_mean", "table.group_max", "table.group_min",
     "table.group_median", "table.group_any", "table.group_mean_any", "table.group_unique",
     "table.month_sum", "table.month_sum_any", "table.month_mean", "table.month_any",
     "table.year_sum", "table.year_mean", "table.year_sum_any", "table.quarter_sum",
     "table.weekday_sum", "table.weekday_mean", "table.day_sum", "table.week_sum",
     "table.group_two_sum", "table.group_two_mean", "table.group_sum_where",
     "table.group_sum_two"]
)  # fmt: skip
"""Requests for a figure, called `col`, of each group."""
SELECTS = frozenset(
    ["table.select", "table.select_one", "table.select_three",
     "table.select_list"]
)  # fmt: skip
ROWS = frozenset(
    ["table.rows", "table.rows_word", "table.rows_not_in", "table.rows_in_both",
     "table.not_in_any", *SELECTS]
)  # fmt: skip
SHOWN = (ROWS - SELECTS) | frozenset(
    ["table.top", "table.bottom", "table.top_any", "table.bottom_any", "table.max_row",
     "table.min_row", "table.max_any", "table.min_any", "table.oldest", "table.newest",
     "table.longest_there",
     "table.sort", "table.sort_desc", "table.head_n", "table.tail", "table.rows_twice",
     "table.group_max_row", "table.group_min_row", "table.group_top", "table.rows_range",
     "table.duplicate_rows"]
)  # fmt: skip
"""Requests for rows of which only some columns may be wanted."""
OF_COLUMN = frozenset(
    ["table.sum", "table.mean", "table.median", "table.min", "table.max", "table.sum_where",
     "table.mean_where", "table.max_where", "table.min_where", "table.sum_any", "table.mean_any",
     "table.sum_word", "table.mean_word"]
)  # fmt: skip
"""Requests for one figure of a column, called `col`."""
NUMBERED = frozenset(["table.rows_count", "table.count_word"])
PUT_TOGETHER = frozenset(
    ["table.concat", "table.concat_two", "table.concat_three", "table.concat_word",
     "table.concat_folder", "table.concat_list"]
)  # fmt: skip
SEVERAL: Mapping[str, frozenset[str]] = {
    "table.group_sum_mean": frozenset(("sum", "mean")),
    "table.group_count_sum": frozenset(("count", "sum")),
    "table.group_count_mean": frozenset(("count", "mean")),
    "table.group_stats": frozenset(("count", "sum", "mean")),
    "table.group_range_mean": frozenset(("mean",)),
    "table.group_mean_std": frozenset(("mean",)),
}
"""Requests for several figures of each group, with those by which they may be sorted."""
ONE_FIGURE: Mapping[str, frozenset[str]] = {
    "table.total_first": frozenset(
        ("table.group_sum", "table.group_any", "table.month_sum", "table.group_sum_where")
    ),
    "table.average_first": frozenset(("table.group_mean", "table.group_mean_any")),
    "table.count_first": frozenset(("table.group_count", "table.group_count_where")),
}
MOST_OF = {"table.group_sum_mean": "total", "table.group_count_sum": "total",
           "table.group_count_mean": "average"}  # fmt: skip
"""By which of several figures the groups are sorted when nobody says it: *highest first*."""
FITS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(telling.ORDERED, COUNTED | FIGURES | ROWS),
    "table.most_first": COUNTED | FIGURES | ROWS | frozenset(MOST_OF),
    **{
        clause: frozenset(u for u, has in SEVERAL.items() if figure in has) | ONE_FIGURE[clause]
        for clause, (figure, _) in drawing.RANKED.items()
    },
    "table.latest_first": ROWS | PUT_TOGETHER,
    "table.earliest_first": ROWS | PUT_TOGETHER,
    "table.only_first": COUNTED | FIGURES | ROWS,
    **dict.fromkeys(("table.only_one", "table.only_two", "table.only_three"), SHOWN),
    **dict.fromkeys(
        (f"table.also_{name}" for name in ("sum", "mean", "min", "max", "median", "std", "count")),
        OF_COLUMN | {"table.std"},
    ),
    **dict.fromkeys(("table.also_most", "table.also_least"), OF_COLUMN),
    "table.also_part": OF_COLUMN & {"table.sum", "table.sum_where", "table.sum_any"},
    "table.also_rows": OF_COLUMN | NUMBERED,
    **dict.fromkeys(
        ("table.also_total", "table.also_average", "table.also_total_any"),
        NUMBERED | (SHOWN - {"table.head_n", "table.tail", "table.rows_range"}),
    ),
}
"""Behind which requests each clause makes sense."""
OFTEN = {
    "table.most_first": 0.06, "table.least_first": 0.025, "table.latest_first": 0.025,
    "table.earliest_first": 0.02, "table.total_first": 0.06, "table.average_first": 0.06,
    "table.count_first": 0.03, "table.only_one": 0.03, "table.only_two": 0.04,
    "table.only_three": 0.02, "table.also_rows": 0.03, "table.also_total": 0.04,
    "table.also_average": 0.015, "table.also_total_any": 0.025, "table.also_part": 0.02,
    "table.also_count": 0.02, "table.also_most": 0.025, "table.also_least": 0.012,
    **dict.fromkeys(
        (f"table.also_{name}" for name in ("sum", "mean", "min", "max", "median", "std")), 0.012
    ),
}  # fmt: skip
_ORDERS = ("table.sorted", "table.sorted_down", "table.most_first", "table.least_first",
           "table.latest_first", "table.earliest_first", "table.made_top",
           *drawing.RANKED)  # fmt: skip
_ONLY = ("table.only_one", "table.only_two", "table.only_three", "table.only_list")
_ENDS = ("table.also_rows", "table.also_part", "table.also_most", "table.also_least")
_PLACES = {
    **dict.fromkeys(_ORDERS, 1), "table.only_first": 2, **dict.fromkeys(_ONLY, 3),
    "table.rounded": 4, "table.totalled": 5, **dict.fromkeys(telling.ALSO, 6),
    **dict.fromkeys(_ENDS, 7), "table.also_most": 8, "table.also_least": 8,
}  # fmt: skip


def place_of(clause: str) -> int:
    """Where the lines of a clause stand among those of the others."""
    return _PLACES.get(clause, 0)


def fewer(clauses: list[str]) -> list[str]:
    """Clauses that go together, in the order of their lines: one order, one choice of columns."""
    found: list[str] = []
    for clause in clauses:
        kinds = [kind for kind in (_ORDERS, _ONLY, _ENDS) if clause in kind]
        if not any(other in kind for kind in kinds for other in found):
            found.append(clause)
    return sorted(found, key=place_of)


_CHOSEN = re.compile(r"df = df\[(\[column\(df, |columns_of\()")


def told_so(unit: str, code: str, clause: str) -> str:
    """The code with what one of these clauses says. Raises `NoWordingError`."""
    if unit not in FITS[clause]:
        raise NoWordingError(f"{unit} {clause}")
    *before, last = code.splitlines(keepends=True)
    shown = last.startswith(("show(df", "save(df"))
    if clause in telling.ALSO:
        line = telling.ALSO[clause]
        if shown and before and _CHOSEN.match(before[-1]):
            return "".join((*before[:-1], line, before[-1], last))
        return code + line
    if not shown:
        raise NoWordingError(f"{unit} {clause}")
    if clause in drawing.RANKED or (unit in MOST_OF and clause == "table.most_first"):
        named = clause if clause in drawing.RANKED else f"table.{MOST_OF[unit]}_first"
        line = drawing.RANKED[named][1]
        if unit in ONE_FIGURE[named]:
            line = telling.ORDERED["table.most_first"][unit in COUNTED]
    elif clause in telling.ORDERED:
        line = telling.ORDERED[clause][unit in COUNTED]
        line = columns.ANY_COL + line if unit in ROWS else line
    else:
        line = telling.CLAUSES[clause]
    if unit in SELECTS:
        at = code.rindex("df = df[")
        return code[:at] + line + code[at:]
    return "".join((*before, line, last))
