"""More that is asked of the rows of a table: conditions, groups, two tables, parts of files."""

from __future__ import annotations

from models.mini.families.columns import (
    ANY_COL,
    BY,
    BY2,
    CHANGED,
    COL,
    COL2,
    KEEP,
    OTHER,
    SAVE,
    SHEET,
    TABLE,
)

__all__ = ["SHEET"]

_F = 'df[column(df, "@fcol@")]'
_F2 = 'df[column(df, "@fcol2@")]'

FILTERS: dict[str, str] = {
    "table.filter_any_of": f'df = df[either({_F}, *listed("@items@"))]\n',
    "table.filter_none_of": f'df = df[~either({_F}, *listed("@items@"))]\n',
    "table.filter_contains_either": f'df = df[containing({_F}, "@word@", "@word2@")]\n',
    "table.filter_lacks": f'df = df[~containing({_F}, "@word@")]\n',
    "table.filter_ends": f'df = df[ending_with({_F}, "@word@")]\n',
    "table.filter_exceeds": f"df = df[exceeding({_F}, {_F2})]\n",
    "table.filter_short_of": f"df = df[short_of({_F}, {_F2})]\n",
    "table.filter_same": f"df = df[matching({_F}, {_F2})]\n",
    "table.filter_differs": f"df = df[~matching({_F}, {_F2})]\n",
    "table.filter_past": f'df = df[dates_of({_F}) < moment("today")]\n',
    "table.filter_next_days": f"df = df[days_left({_F}).between(0, @n@)]\n",
    "table.filter_last_days": f"df = df[days_ago({_F}).between(0, @n@)]\n",
    "table.filter_older_days": f"df = df[days_ago({_F}) > @n@]\n",
    "table.filter_period": f'df = df[in_period({_F}, "@period@")]\n',
    "table.filter_period_any": 'df = df[in_period(df[date_column(df)], "@period@")]\n',
    "table.filter_last_days_any": "df = df[days_ago(df[date_column(df)]).between(0, @n@)]\n",
    "table.filter_above_any": "df = df[numbers(df[value_column(df)]) > @value@]\n",
    "table.filter_below_any": "df = df[numbers(df[value_column(df)]) < @value@]\n",
    "table.filter_last_rows": "df = df.tail(@n@)\n",
}
EITHER = ("every = df\n", "some, df = df, every\n", "df = every.loc[some.index.union(df.index)]\n")
"""What stands before, between and behind two filters of which one is enough."""

_SORTED = "df = df.sort_values(col, key=ordered)\n"
_DOWN = "df = df.sort_values(col, key=ordered, ascending=False)\n"
CLAUSES: dict[str, str] = {
    "table.sorted": 'col = column(df, "@scol@")\n' + _SORTED,
    "table.sorted_down": 'col = column(df, "@scol@")\n' + _DOWN,
    "table.rounded": "df = with_places(df, @m@)\n",
    "table.totalled": "df = with_totals(df)\n",
}
"""What may be said at the end of a request whose result is a table, before it is saved."""

_GROUPED = "df = numbers(df[col]).groupby(df[by]).sum().reset_index()\n"
_COUNTED = 'df = df[by].value_counts().reset_index(name="count")\n'
_TOGETHER = 'df = df.sort_values(by, key=ordered, kind="stable")\n'
_ALL_FIGURES = '["count", "sum", "mean", "min", "max"]'
_MONTHS = "df[by2] = months(df[by2])\n"
_REPEATED = "df = df[repeated(df, {})]\n" + _SORTED
_COUNT = 'df = df.groupby({}(df[col]), observed=True).size().reset_index(name="count")\n'
_PER = "df = numbers(df[col]).groupby({}(df[by]), observed=True).sum().reset_index()\n"
_MISSING = "df = df[~df[col].isin(other[column(other, col)])]\n"

VIEWS: dict[str, str] = {
    "table.rows_range": "df = df.iloc[@n@ - 1:@m@]\n",
    "table.select_list": 'df = df[columns_of(df, "@items@")]\n',
    "table.group_count_over": BY + _COUNTED + 'df = df[df["count"] > @n@]\n',
    "table.group_sum_over": COL + BY + _GROUPED + "df = df[df[col] > @value@]\n",
    "table.most_frequent": BY + _COUNTED + "df = df.head(@n@)\n",
    "table.group_top": COL + BY + _DOWN + "df = df.groupby(by).head(@n@)\n" + _TOGETHER,
    "table.group_max_row": COL + BY + _DOWN + "df = df.drop_duplicates(by)\n" + _TOGETHER,
    "table.group_min_row": COL + BY + _SORTED + "df = df.drop_duplicates(by)\n" + _TOGETHER,
    "table.rows_twice": COL + _REPEATED.format("col"),
    "table.rows_twice_two": COL + COL2 + _REPEATED.format("col, col2"),
    "table.rows_not_in": OTHER + COL + _MISSING,
    "table.not_in_any": OTHER + "col = shared_column(df, other)\n" + _MISSING,
    "table.rows_in_both": OTHER + COL + _MISSING.replace("~", ""),
    "table.compare_col": OTHER + COL + BY + "df = changes_of(df, other, col, by)\n",
    "table.group_stats": COL
    + BY
    + f"df = numbers(df[col]).groupby(df[by]).agg({_ALL_FIGURES}).round(2).reset_index()\n",
    "table.product_by": COL
    + COL2
    + BY
    + 'name = f"{col} x {col2}"\n'
    + "df[name] = numbers(df[col]) * numbers(df[col2])\n"
    + "df = df.groupby(by)[name].sum().reset_index()\n",
    "table.month_group_sum": COL
    + BY
    + BY2
    + _MONTHS
    + "df[col] = numbers(df[col])\n"
    + 'df = df.pivot_table(col, by, by2, "sum", fill_value=0).reset_index()\n',
    "table.month_group_count": BY
    + BY2
    + _MONTHS
    + "df = pd.crosstab(df[by], df[by2]).reset_index()\n",
    "table.day_sum": COL + BY + _PER.format("day_of"),
    "table.week_sum": COL + BY + _PER.format("week_of"),
    "table.by_week": COL + _COUNT.format("week_of"),
    "table.by_quarter": COL + _COUNT.format("quarter_of"),
    "table.by_decade": COL + _COUNT.format("decade_of"),
    "table.longest_texts": COL + "df = longest_first(df, col)\ndf = df.head(@n@)\n",
    "table.sort_two_desc": COL
    + COL2
    + "df = df.sort_values([col, col2], key=ordered, ascending=False)\n",
}

_ROWS = "rows = df.index\ndf = read_table(path)\n"
_SET = "print(f\"Set {col} in {times(len(rows), 'row')}.\")\n"
_FILES = 'files = tables_in(folder_of("@folder@"))\n'

REQUESTS: dict[str, str] = {
    "table.words_compared": TABLE + ANY_COL + 'told_parts(df, col, having, "@word@", "@word2@")\n',
    "table.months_compared": TABLE
    + ANY_COL
    + 'told_parts(df, col, of_month, "@month@", "@month2@")\n',
    "table.sums_compared": TABLE
    + COL
    + COL2
    + "told_sums({name: numbers(df[name]).sum() for name in (col, col2)})\n",
    "table.weighted_mean": TABLE
    + COL
    + COL2
    + "weights = numbers(df[col2]).where(numbers(df[col]).notna())\n"
    + "mean = (numbers(df[col]) * weights).sum() / weights.sum()\n"
    + 'print(f"Average of {col}, weighted with {col2}: {figure(mean)}")\n',
    "table.mean_days": TABLE
    + COL
    + COL2
    + "mean = days_between(df[col], df[col2]).mean()\n"
    + 'print(f"Days from {col} to {col2}, on average: {figure(mean)}")\n',
    "table.add_if": CHANGED
    + _ROWS
    + 'name = "@name@"\n'
    + 'df[name] = pd.Series("@word@", index=rows)\n'
    + 'df[name] = df[name].fillna("@word2@")\n'
    + KEEP,
    "table.set_where": CHANGED + _ROWS + COL + 'df.loc[rows, col] = "@value@"\n' + _SET + KEEP,
    "table.scale_where": CHANGED
    + _ROWS
    + COL
    + "percent = @n@\n"
    + "new = styled(df[col], numbers(df[col]) * (1 + percent / 100))\n"
    + "df.loc[rows, col] = pd.Series(new, index=df.index)[rows]\n"
    + _SET
    + KEEP,
    "table.append_table": CHANGED + OTHER + "df = appended(df, other)\n" + KEEP,
    "table.concat_three": TABLE
    + OTHER
    + 'third = read_table(locate("@table3@"))\n'
    + "df = pd.concat([df, other, third], ignore_index=True)\n"
    + SAVE,
    "table.concat_source": _FILES
    + "tables = [read_table(p).assign(source=p.name) for p in files]\n"
    + "df = pd.concat(tables, ignore_index=True)\n"
    + SAVE,
    "table.concat_glob": 'files = tables_like("@glob@")\n'
    "df = pd.concat([read_table(p) for p in files], ignore_index=True)\n" + SAVE,
    "table.convert_folder": _FILES + 'save_tables(files, ending_of("@ext@"))\n',
    "table.sheet_nth_csv": 'path = locate("@table@")\n'
    "name, df = numbered_sheet(path, @n@)\n"
    'save(df, f"{name}.csv".replace("/", "-"))\n',
    "table.json_list_to": 'df = read_table(locate("@json@"))\n'
    'df = df[columns_of(df, "@items@")]\n' + SAVE,
    "table.to_lines": TABLE
    + COL
    + COL2
    + 'sign = sign_of("@text@")\n'
    + 'save_values(linked(df[col], df[col2], sign), "@out@")\n',
    "table.col_to_text": TABLE + COL + 'save_values(df[col], "@out@")\n',
}
WITH_FILTER = ("table.add_if", "table.set_where", "table.scale_where")
"""Requests that change what a filter chooses."""

PLOTS: dict[str, str] = {
    "plot.bar_sideways_sorted": TABLE
    + COL
    + BY
    + "bars(sums_by(df, col, by).sort_values(ascending=False), sideways=True)\n"
    + 'title, x, y = f"{col} by {by}", col, by\n',
    "plot.bar_count_top": TABLE
    + BY
    + "bars(df[by].value_counts().head(@n@))\n"
    + 'title, x, y = f"Rows by {by}", by, "count"\n',
    "plot.bar_month_count": TABLE
    + BY
    + "bars(months(df[by]).value_counts().sort_index())\n"
    + 'title, x, y = "Rows by month", "month", "count"\n',
    "plot.line_month_count": TABLE
    + BY
    + "sums = months(df[by]).value_counts().sort_index()\n"
    + "plt.plot(sums.index, sums)\nplt.xticks(rotation=45)\n"
    + 'title, x, y = "Rows by month", "month", "count"\n',
    "plot.bar_weekday": TABLE
    + BY
    + "bars(weekday_of(df[by]).value_counts().sort_index())\n"
    + 'title, x, y = "Rows by weekday", "weekday", "count"\n',
    "plot.bar_weekday_sum": TABLE
    + COL
    + BY
    + "bars(numbers(df[col]).groupby(weekday_of(df[by]), observed=True).sum())\n"
    + 'title, x, y = f"{col} by weekday", "weekday", col\n',
    "plot.line_each": TABLE
    + COL
    + BY
    + BY2
    + "lines_each(df, col, by, by2)\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.line_month_each": TABLE
    + COL
    + BY
    + BY2
    + "df[by] = months(df[by])\n"
    + "lines_each(df, col, by, by2)\n"
    + 'title, x, y = f"{col} by month", "month", col\n',
    "plot.pie_top": TABLE
    + COL
    + BY
    + "pie(with_rest(sums_by(df, col, by), @n@))\n"
    + 'title, x, y = f"{col} by {by}", "", ""\n',
    "plot.pie_small": TABLE
    + COL
    + BY
    + "pie(without_small(sums_by(df, col, by), @n@))\n"
    + 'title, x, y = f"{col} by {by}", "", ""\n',
    "plot.hist_width": TABLE
    + COL
    + "width = @n@\n"
    + "plt.hist(numbers(df[col]).dropna(), bins=edges(df[col], width))\n"
    + 'title, x, y = f"Distribution of {col}", col, "count"\n',
    "plot.stacked_count": TABLE
    + BY
    + BY2
    + "stack_counts(df, by, by2)\n"
    + 'title, x, y = f"Rows by {by} and {by2}", by, "count"\n',
}
ON_BARS = "figures_on_bars()\n"
"""What may be said of a bar chart; it stands behind the lines of the plot."""
