"""More pictures of tables: all columns, totals and averages along a column, periods, products."""

from __future__ import annotations

from models.mini.families.columns import ANY_COL, ANY_DATE, BY, BY2, COL, COL2, TABLE

_COLS = 'cols = columns_of(df, "@items@")\n'
_PRODUCT = 'name = f"{col} x {col2}"\ndf[name] = numbers(df[col]) * numbers(df[col2])\n'
_BY_BY = 'title, x, y = f"{col} by {by}", by, col\n'
_BY_MONTH = 'title, x, y = f"{col} by month", "month", col\n'
_MEAN_MONTH = 'title, x, y = f"Average {col} by month", "month", col\n'
_BY_YEAR = 'title, x, y = f"{col} by year", "year", col\n'
_ALL = 'lines_of(df, by, *figure_columns(df, by))\ntitle, x, y = f"All figures by {by}", by, ""\n'
_LIST_BY = 'title, x, y = f"{\', \'.join(cols)} by {by}", by, ""\n'
_LINE = "plt.plot(sums.index, sums)\nplt.xticks(rotation=45)\n"

PLOTS: dict[str, str] = {
    "plot.line_all": TABLE + BY + _ALL,
    "plot.line_all_any": TABLE + "by = axis_column(df)\n" + _ALL,
    "plot.line_list": TABLE + _COLS + BY + "lines_of(df, by, *cols)\n" + _LIST_BY,
    "plot.bar_list": TABLE + _COLS + BY + "side_by_side(df, by, *cols)\n" + _LIST_BY,
    "plot.pie_by": TABLE
    + BY
    + ANY_COL
    + "pie(sums_by(df, col, by))\n"
    + 'title, x, y = f"{col} by {by}", "", ""\n',
    "plot.line_by": TABLE
    + BY
    + ANY_COL
    + "draw_line(along(df, col, by).sum(min_count=1))\n"
    + _BY_BY,
    "plot.line_month_any": TABLE
    + ANY_COL
    + ANY_DATE
    + "sums = numbers(df[col]).groupby(months(df[by])).sum()\n"
    + _LINE
    + _BY_MONTH,
    "plot.bar_month_any": TABLE
    + ANY_COL
    + ANY_DATE
    + "bars(numbers(df[col]).groupby(months(df[by])).sum())\n"
    + _BY_MONTH,
    "plot.line_sum": TABLE + COL + BY + "draw_line(along(df, col, by).sum(min_count=1))\n" + _BY_BY,
    "plot.line_mean": TABLE
    + COL
    + BY
    + "draw_line(along(df, col, by).mean())\n"
    + 'title, x, y = f"Average {col} by {by}", by, col\n',
    "plot.line_month_two": TABLE
    + COL
    + COL2
    + BY
    + "df[by] = months(df[by])\n"
    + "df = df[[col, col2]].apply(numbers).groupby(df[by]).sum().reset_index()\n"
    + "lines_of(df, by, col, col2)\n"
    + 'title, x, y = f"{col} and {col2} by month", "month", ""\n',
    "plot.bar_month_mean": TABLE
    + COL
    + BY
    + "bars(numbers(df[col]).groupby(months(df[by])).mean())\n"
    + _MEAN_MONTH,
    "plot.line_month_mean": TABLE
    + COL
    + BY
    + "draw_line(numbers(df[col]).groupby(months(df[by])).mean())\n"
    + _MEAN_MONTH,
    "plot.bar_year": TABLE
    + COL
    + BY
    + "bars(numbers(df[col]).groupby(year_of(df[by])).sum())\n"
    + _BY_YEAR,
    "plot.line_year": TABLE
    + COL
    + BY
    + "draw_line(numbers(df[col]).groupby(year_of(df[by])).sum())\n"
    + _BY_YEAR,
    "plot.bar_product": TABLE
    + COL
    + COL2
    + BY
    + _PRODUCT
    + "bars(sums_by(df, name, by))\n"
    + 'title, x, y = f"{name} by {by}", by, name\n',
    "plot.scatter_by": TABLE
    + COL
    + BY
    + BY2
    + "points_each(df, col, by, by2)\n"
    + 'title, x, y = f"{col} by {by} and {by2}", by, col\n',
}
