"""More pictures of tables: numbers of rows along a line, months without their column, folders."""

from __future__ import annotations

from models.mini.families.columns import ANY_DATE, BY, COL, TABLE

_BY_MONTH = 'title, x, y = f"{col} by month", "month", col\n'
_ROWS = 'title, x, y = f"Rows by {by}", by, "count"\n'

PLOTS: dict[str, str] = {
    "plot.line_by_month": TABLE
    + COL
    + ANY_DATE
    + "draw_line(numbers(df[col]).groupby(months(df[by])).sum())\n"
    + _BY_MONTH,
    "plot.bar_by_month": TABLE
    + COL
    + ANY_DATE
    + "bars(numbers(df[col]).groupby(months(df[by])).sum())\n"
    + _BY_MONTH,
    "plot.line_count": TABLE + BY + "draw_line(counts_along(df, by))\n" + _ROWS,
    "plot.bar_count_sideways": TABLE
    + BY
    + "bars(df[by].value_counts(), sideways=True)\n"
    + 'title, x, y = f"Rows by {by}", "count", by\n',
    "plot.bar_max": TABLE
    + COL
    + BY
    + "bars(numbers(df[col]).groupby(df[by], sort=False).max())\n"
    + 'title, x, y = f"Largest {col} by {by}", by, col\n',
    "plot.hist_each": TABLE
    + COL
    + BY
    + "hist_each(df, col, by)\n"
    + 'title, x, y = f"Distribution of {col} by {by}", col, "count"\n',
}
YLABEL = 'y = "@ylabel@"\n'
SAVED_INTO = 'finish(title, x, y, place("@dest@") / "@out@")\n'
NAMED_INTO = 'finish(title, x, y, place("@dest@") / (title.replace("/", "-") + ".png"))\n'
"""Where a picture goes, with a name of its own and without."""

RANKED: dict[str, tuple[str, str]] = {
    "table.total_first": ("sum", 'df = df.sort_values("sum", ascending=False)\n'),
    "table.average_first": ("mean", 'df = df.sort_values("mean", ascending=False)\n'),
    "table.count_first": ("count", 'df = df.sort_values("count", ascending=False)\n'),
}
"""Several figures of each group, sorted by one of them."""
