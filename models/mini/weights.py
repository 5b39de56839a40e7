"""How often each unit is asked: what people want every day comes more often than the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.mini.draw import Draw, NoWordingError
from models.mini.families import (
    choosing,
    columns,
    framing,
    lines,
    passages,
    quantities,
    retouching,
    seeking,
)

_SPECIAL: tuple[Mapping[str, str], ...] = (
    choosing.REQUESTS, lines.REQUESTS, columns.VIEWS, columns.EDITS, columns.REQUESTS,
    columns.PLOTS, retouching.REQUESTS, passages.REQUESTS, seeking.REQUESTS, framing.REQUESTS,
    quantities.SYSTEM,
    quantities.SUMS, quantities.DATES,
    quantities.RANDOM, quantities.STRINGS, quantities.SHELL,
)  # fmt: skip
_EVERYDAY = frozenset(
    ["find.only_in", "find.when", "find.how_big", "text.lines_with", "text.search_save",
     "text.create_lines", "text.merge_three", "text.replace_folder", "text.search_folder",
     "text.search_either", "text.delete_start", "text.delete_range", "text.longer_than",
     "text.insert_after", "text.keep_lines", "text.one_blank", "text.double_space",
     "text.cut_after", "text.between", "text.no_numbering", "text.random_lines",
     "text.replace_two", "text.common_plain", "text.split_at", "text.per_day",
     "text.lines_and_with", "text.per_start", "text.on_day", "text.number_on_lines",
     "text.key_value", "text.amounts", "text.ips", "image.logo", "image.fill",
     "text.sort_numbers_to", "text.head_to", "text.contains", "text.sum_numbers",
     "table.head_n", "table.tail", "table.most_common", "table.group_any", "table.sum_two",
     "table.convert_to", "table.sheet_to", "table.sheet_sum", "table.json_two", "table.max_any",
     "table.add_plus_percent", "table.add_factor", "table.fill_zero", "table.set",
     "table.concat_folder", "table.month_sum_any", "table.share", "plot.pie_count",
     "plot.bar_mean", "plot.line_two", "plot.hist_bins", "plot.line_month", "plot.pie_any",
     "image.crop_corner", "image.half", "image.resize_longest", "image.right", "image.left",
     "image.halve", "sum.vat", "sum.hours_between", "sum.split", "sum.net", "date.week_of",
     "date.workdays", "date.left_in_year", "string.slug", "shell.version", "git.last_author",
     "git.last_message", "git.log_n", "system.cores", "system.disk_total"]
)  # fmt: skip
SELDOM = frozenset(unit for table in _SPECIAL for unit in table) - _EVERYDAY
OFTEN: Mapping[str, float] = {
    "find.closest": 16, "find.where": 8, "find.empty_both": 6, "archive.list_sizes": 6,
    "archive.extract_one_to": 6, "archive.extract_part_to": 6,
}  # fmt: skip
"""What people ask for again and again in ever other words."""
FILTER_WEIGHTS: Mapping[str, float] = {
    "table.filter": 4, "table.filter_below": 3, "table.filter_is": 5, "table.filter_word": 5,
    "table.filter_empty": 2, "table.filter_between": 1.5, "table.filter_month_any": 1.5,
    "table.filter_year_any": 1.5, "table.filter_period": 1.5, "table.filter_next_days": 1.5,
    "table.filter_past": 1.5, "table.filter_any_of": 1.5, "table.filter_exceeds": 1.5,
    "table.filter_period_any": 1.5, "table.filter_older_days": 1.5,
    "table.filter_state": 5, "table.filter_not_state": 5, "table.filter_word_either": 1.5,
    "table.filter_on_any": 1.5, "table.filter_before_any": 1.5,
}  # fmt: skip


def weighted(draw: Draw, units: Sequence[str]) -> str:
    """One of the units; those that are wanted every day more often than the others."""
    if not units:
        raise NoWordingError("no unit has a wording")
    return draw.rng.choices(units, [OFTEN.get(u, 3 if u in SELDOM else 4) for u in units])[0]
