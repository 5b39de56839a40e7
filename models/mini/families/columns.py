"""More about tables: filters, figures, groups, changes of columns, sheets, JSON."""

from __future__ import annotations

TABLE = 'df = read_table(locate("@table@"))\n'
CHANGED = 'path = locate("@table@")\ndf = read_table(path)\n'
SHEET = 'df = read_sheet(locate("@table@"), "@sheet@")\n'
JSON = 'path = locate("@json@")\ndata = json.loads(read(path))\n'
COL = 'col = column(df, "@col@")\n'
COL2 = 'col2 = column(df, "@col2@")\n'
BY = 'by = column(df, "@by@")\n'
BY2 = 'by2 = column(df, "@by2@")\n'
NAME = 'name = "@name@"\n'
SHOW = "show(df)\n"
SAVE = 'save(df, "@out@")\n'
KEEP = "save(df, path.name, path)\n"
OTHER = 'other = read_table(locate("@table2@"))\n'
HAVING = 'df = having(df, "@word@")\n'
NOT_HAVING = 'df = lacking(df, "@word@")\n'
ANY_COL = "col = value_column(df)\n"
ANY_DATE = "by = date_column(df)\n"
SUM = 'print(f"Total of {col}: {figure(numbers(df[col]).sum())}")\n'
MEAN = 'print(f"Average of {col}: {figure(numbers(df[col]).mean())}")\n'
MOST = "df = df[ordered(df[col]) == ordered(df[col]).max()]\n"
_F = 'df[column(df, "@fcol@")]'

FILTERS: dict[str, str] = {
    "table.filter_at_least": f"df = df[numbers({_F}) >= @value@]\n",
    "table.filter_at_most": f"df = df[numbers({_F}) <= @value@]\n",
    "table.filter_between": f"df = df[numbers({_F}).between(@value@, @value2@)]\n",
    "table.filter_either": f'df = df[either({_F}, "@word@", "@word2@")]\n',
    "table.filter_starts": (
        f'df = df[{_F}.astype(str).str.lower().str.startswith("@word@".lower())]\n'
    ),
    "table.filter_empty": f"df = df[blank({_F})]\n",
    "table.filter_filled": f"df = df[~blank({_F})]\n",
    "table.filter_after": f'df = df[dates_of({_F}) >= moment("@date@")]\n',
    "table.filter_before": f'df = df[dates_of({_F}) < moment("@date@")]\n',
    "table.filter_dates": f'df = df[dates_of({_F}).between(moment("@date@"), moment("@date2@"))]\n',
    "table.filter_month": f'df = df[in_months({_F}, "@month@")]\n',
    "table.filter_year": f'df = df[year_of({_F}) == "@year@"]\n',
    "table.filter_word": HAVING,
    "table.filter_month_any": 'df = df[in_months(df[date_column(df)], "@month@")]\n',
    "table.filter_year_any": 'df = df[year_of(df[date_column(df)]) == "@year@"]\n',
    "table.filter_above_mean": f"df = df[above_mean({_F})]\n",
}

FIGURES: dict[str, str] = {
    "mode": (
        'print(f"Most common value of {col}: {df[col].mode().iloc[0]}, '
        '{df[col].value_counts().max()} times.")\n'
    ),
    "percentile": (
        'n = @n@\nprint(f"Percentile {n} of {col}: {figure(numbers(df[col]).quantile(n / 100))}")\n'
    ),
    "describe_col": "print(typed(df)[col].describe().to_string())\n",
    "date_range": (
        "dates = dates_of(df[col])\n"
        'print(f"{col} goes from {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}.")\n'
    ),
}


def _per(group: str, figure: str) -> str:
    """A figure of a column for each period of a date column."""
    return f"df = numbers(df[col]).groupby({group}(df[by]), observed=True).{figure}.reset_index()\n"


_MEAN = "mean().round(2)"
_COUNT = 'df = df.groupby({}(df[col]), observed=True).size().reset_index(name="count")\n'
_MONTH_SUM = "df = numbers(df[col]).groupby(months(df[by])).sum().reset_index()\n"
_GROUPED = "df = numbers(df[col]).groupby(df[by]).sum().reset_index()\n"

VIEWS: dict[str, str] = {
    "table.values_twice": COL
    + 'df = df[col].value_counts().reset_index(name="count")\ndf = df[df["count"] > 1]\n',
    "table.not_in": OTHER
    + COL
    + "df = df[~df[col].isin(other[column(other, col)])][[col]].drop_duplicates()\n",
    "table.compare": OTHER + "df = different_rows(df, other)\n",
    "table.head_n": "df = df.head(@n@)\n",
    "table.tail": "df = df.tail(@n@)\n",
    "table.sample": "df = df.sample(min(@n@, len(df)))\n",
    "table.row": "df = df.iloc[@n@ - 1:@n@]\n",
    "table.select_one": 'df = df[[column(df, "@col@")]]\n',
    "table.select_three": (
        'df = df[[column(df, "@col@"), column(df, "@col2@"), column(df, "@col3@")]]\n'
    ),
    "table.without": 'df = df.drop(columns=column(df, "@col@"))\n',
    "table.sort_two": COL + COL2 + "df = df.sort_values([col, col2], key=ordered)\n",
    "table.empty_rows": "df = df[df.apply(blank).any(axis=1)]\n",
    "table.duplicate_rows": "df = df[df.duplicated(keep=False)]\n",
    "table.transpose": "df = df.set_index(df.columns[0]).T.reset_index()\n",
    "table.max_any": ANY_COL + MOST,
    "table.group_any": BY + ANY_COL + _GROUPED,
    "table.top_two": COL
    + COL2
    + "df = df.sort_values(col, key=ordered, ascending=False).head(@n@)\ndf = df[[col2, col]]\n",
    "table.group_two_sum": COL
    + BY
    + BY2
    + "df = numbers(df[col]).groupby([df[by], df[by2]]).sum().reset_index()\n",
    "table.group_two_count": BY
    + BY2
    + 'df = df.groupby([by, by2]).size().reset_index(name="count")\n',
    "table.group_sum_two": COL
    + COL2
    + BY
    + "df = df[[col, col2]].apply(numbers).groupby(df[by]).sum().reset_index()\n",
    "table.group_median": COL
    + BY
    + "df = numbers(df[col]).groupby(df[by]).median().reset_index()\n",
    "table.group_unique": COL + BY + "df = df.groupby(by)[col].nunique().reset_index()\n",
    "table.group_percent": BY
    + 'df = (df[by].value_counts(normalize=True) * 100).round(1).reset_index(name="percent")\n',
    "table.most_common": BY
    + 'df = df[by].value_counts().reset_index(name="count")\n'
    + 'df = df[df["count"] == df["count"].max()]\n',
    "table.crosstab": BY + BY2 + "df = pd.crosstab(df[by], df[by2]).reset_index()\n",
    "table.share": COL
    + BY
    + _GROUPED
    + 'df["percent"] = (df[col] / df[col].sum() * 100).round(1)\n',
    "table.cumulative": COL + 'df["running total"] = numbers(df[col]).cumsum().round(6)\n',
    "table.moving_mean": COL
    + 'df["moving average"] = numbers(df[col]).rolling(@n@).mean().round(2)\n',
    "table.differences": COL + 'df["difference"] = numbers(df[col]).diff().round(6)\n',
    "table.month_mean": COL + BY + _per("months", _MEAN),
    "table.month_best": COL + BY + _MONTH_SUM + MOST,
    "table.month_sum_any": COL + ANY_DATE + _MONTH_SUM,
    "table.year_sum": COL + BY + _per("year_of", "sum()"),
    "table.year_mean": COL + BY + _per("year_of", _MEAN),
    "table.by_year": COL + _COUNT.format("year_of"),
    "table.quarter_sum": COL + BY + _per("quarter_of", "sum()"),
    "table.weekday_sum": COL + BY + _per("weekday_of", "sum()"),
    "table.weekday_mean": COL + BY + _per("weekday_of", _MEAN),
    "table.by_weekday": COL + _COUNT.format("weekday_of"),
    "table.by_day": COL + _COUNT.format("day_of"),
}

_ZIP = "zip(numbers(df[col]), numbers(df[col2]))"


def _added(value: str) -> str:
    return COL + COL2 + NAME + f"df[name] = [figure_text({value}) for a, b in {_ZIP}]\n"


def _text(change: str) -> str:
    return COL + f"df[col] = df[col].str.{change}()\n"


EDITS: dict[str, str] = {
    "table.add_sum": _added("a + b"),
    "table.add_difference": _added("a - b"),
    "table.add_ratio": _added("a / b if b else float('nan')"),
    "table.add_factor": COL
    + "factor = @value@\n"
    + NAME
    + "df[name] = [figure_text(a * factor) for a in numbers(df[col])]\n",
    "table.add_plus_percent": COL
    + "percent = @n@\n"
    + NAME
    + "df[name] = [figure_text(a * (1 + percent / 100)) for a in numbers(df[col])]\n",
    "table.add_number": NAME + "df.insert(0, name, range(1, len(df) + 1))\n",
    "table.add_constant": NAME + 'df[name] = "@word@"\n',
    "table.add_joined": COL
    + COL2
    + NAME
    + 'df[name] = (df[col].fillna("") + " " + df[col2].fillna("")).str.strip()\n',
    "table.add_month": COL + NAME + "df[name] = months(df[col])\n",
    "table.add_year": COL + NAME + "df[name] = year_of(df[col])\n",
    "table.add_share": COL
    + NAME
    + "total = numbers(df[col]).sum()\n"
    + "df[name] = [figure_text(a / total * 100) for a in numbers(df[col])]\n",
    "table.scale": COL
    + "percent = @n@\n"
    + "df[col] = [figure_text(a * (1 + percent / 100)) for a in numbers(df[col])]\n",
    "table.round": COL
    + "places = @n@\n"
    + "df[col] = [None if pd.isna(a) else str(rounded(a, places)) for a in numbers(df[col])]\n",
    "table.replace_value": COL + 'df[col] = df[col].mask(equal(df[col], "@word@"), "@to@")\n',
    "table.set": COL
    + 'rows = having(df, "@word@").index\n'
    + 'df.loc[rows, col] = "@value@"\n'
    + "print(f\"Set {col} in {times(len(rows), 'row')}.\")\n",
    "table.append_row": 'df = with_row(df, listed("@items@"))\n',
    "table.delete_row": "df = df.drop(df.index[@n@ - 1])\n",
    "table.fill_mean": COL + "df[col] = df[col].fillna(figure_text(numbers(df[col]).mean()))\n",
    "table.fill_zero": COL + 'df[col] = df[col].fillna("0")\n',
    "table.fill_previous": COL + "df[col] = df[col].ffill()\n",
    "table.fill_all": 'df = df.fillna("@value@")\n',
    "table.drop_missing_col": COL + "df = df[~blank(df[col])]\n",
    "table.drop_two": COL + COL2 + "df = df.drop(columns=[col, col2])\n",
    "table.drop_empty_columns": 'df = df.dropna(axis=1, how="all")\n',
    "table.one_per": COL + "df = df.drop_duplicates(col)\n",
    "table.upper_col": _text("upper"),
    "table.lower_col": _text("lower"),
    "table.title_col": _text("title"),
    "table.trim_all": "df = df.map(lambda v: v.strip() if isinstance(v, str) else v)\n",
    "table.lower_headers": (
        'df.columns = [re.sub(r"\\W+", "_", str(c).strip().lower()) for c in df.columns]\n'
    ),
    "table.rename_two": (
        'df = df.rename(columns={column(df, "@col@"): "@name@"})\n'
        'df = df.rename(columns={column(df, "@col2@"): "@name2@"})\n'
    ),
    "table.move_first": COL + "df = df[[col, *[c for c in df.columns if c != col]]]\n",
    "table.iso_dates": COL
    + 'df[col] = dates_of(df[col]).dt.strftime("%Y-%m-%d").fillna(df[col])\n',
    "table.sort_file": COL + "df = df.sort_values(col, key=ordered)\n",
}

WHERE = {
    "table.max_where": "max",
    "table.min_where": "min",
    "table.unique_where": "unique",
}
"""Figures of the rows that a filter leaves."""
WHERE_VIEWS = {
    "table.group_sum_where": "table.group_sum",
    "table.group_count_where": "table.group_count",
}
"""Views of the rows that a filter leaves."""
_PRETTY = 'write(path, json.dumps(data, indent=2, ensure_ascii=False) + "\\n")\n'

REQUESTS: dict[str, str] = {
    "table.percent_where": CHANGED
    + "every = len(read_table(path))\n"
    + 'print(f"{len(df):,} of {every:,} rows fit, that is {len(df) / max(1, every):.1%}.")\n',
    "table.delete_rows": CHANGED + "df = read_table(path).drop(df.index)\n" + KEEP,
    "table.keep_rows": CHANGED + KEEP,
    "table.sum_word": TABLE + ANY_COL + HAVING + SUM,
    "table.mean_word": TABLE + ANY_COL + HAVING + MEAN,
    "table.count_word": TABLE + HAVING + 'print(f"{len(df):,} rows fit.")\n',
    "table.rows_word": TABLE + HAVING + SHOW,
    "table.lookup": TABLE + COL + 'word = "@word@"\ndf = having(df, word)\nall_of(df, col, word)\n',
    "table.sum_any": TABLE + ANY_COL + SUM,
    "table.mean_any": TABLE + ANY_COL + MEAN,
    "table.show_all": TABLE + "show(df, len(df))\n",
    "table.sum_two": TABLE
    + COL
    + COL2
    + "for name in (col, col2):\n"
    + '    print(f"Total of {name}: {figure(numbers(df[name]).sum())}")\n',
    "table.mean_two": TABLE
    + COL
    + COL2
    + "for name in (col, col2):\n"
    + '    print(f"Average of {name}: {figure(numbers(df[name]).mean())}")\n',
    "table.sum_product": TABLE
    + COL
    + COL2
    + "total = (numbers(df[col]) * numbers(df[col2])).sum()\n"
    + 'print(f"{col} times {col2} adds up to {figure(total)}.")\n',
    "table.correlation_two": TABLE
    + COL
    + COL2
    + "r = numbers(df[col]).corr(numbers(df[col2]))\n"
    + 'print(f"Correlation of {col} and {col2}: {r:.3f}")\n',
    "table.convert_to": TABLE + SAVE,
    "table.sheet_to_csv": SHEET + 'save(df, "@sheet@.csv")\n',
    "table.sheet_to": SHEET + SAVE,
    "table.sheet_show": SHEET + SHOW,
    "table.sheet_sum": SHEET + COL + SUM,
    "table.sheet_mean": SHEET + COL + MEAN,
    "table.sheet_sum_two": SHEET
    + COL
    + COL2
    + "for name in (col, col2):\n"
    + '    print(f"Total of {name}: {figure(numbers(df[name]).sum())}")\n',
    "table.sheet_rows": SHEET + 'print(f"{len(df):,} rows and {len(df.columns)} columns.")\n',
    "table.sheets_to_csv": 'path = locate("@table@")\n'
    "for name, df in sheets_of(path).items():\n"
    '    save(df, f"{name}.csv".replace("/", "-"))\n',
    "table.sheets_joined": 'path = locate("@table@")\n'
    "df = pd.concat(sheets_of(path).values(), ignore_index=True)\n" + SAVE,
    "table.to_sheets": (
        'files = [p for p in sorted(Path(".").iterdir()) if p.suffix.lower() == ".csv"]\n'
        'save_sheets(files, "@out@")\n'
    ),
    "table.to_markdown": TABLE + "print(markdown(df))\n",
    "table.to_html": CHANGED
    + 'new = free(path.with_suffix(".html"))\n'
    + 'write(new, df.to_html(index=False, na_rep=""))\n'
    + 'print(f"Saved {len(df):,} rows as {new}.")\n',
    "table.to_semicolon": CHANGED + 'df.attrs["separator"] = ";"\n' + KEEP,
    "table.to_comma": CHANGED + 'df.attrs["separator"] = ","\n' + KEEP,
    "table.split_rows": CHANGED
    + "size = @n@\n"
    + "for number, start in enumerate(range(0, len(df), size), 1):\n"
    + '    save(df[start:start + size], f"{path.stem}_{number}{path.suffix}")\n',
    "table.concat_folder": (
        'files = tables_in(folder_of("@folder@"))\n'
        "df = pd.concat([read_table(p) for p in files], ignore_index=True)\n" + SAVE
    ),
    "table.join_left": TABLE
    + OTHER
    + COL
    + 'df = df.merge(other, "left", left_on=col, right_on=column(other, col))\n'
    + SAVE,
    "table.json_keys": JSON
    + "keys = keys_of(items_of(data)) or keys_of(data)\n"
    + "print(f\"{len(keys)} fields: {', '.join(keys)}\")\n",
    "table.json_count": JSON + 'print(f"{path} holds {len(items_of(data)):,} items.")\n',
    "table.json_two": JSON
    + 'for name in ("@field@", "@field2@"):\n    print(f"{name}: {json_value(data, name)}")\n',
    "table.json_all": JSON
    + 'name = "@field@"\n'
    + "for item in items_of(data):\n    print(json_value(item, name))\n"
    + 'print(f"{len(items_of(data))} items.")\n',
    "table.json_set": JSON
    + 'name = "@field@"\n'
    + 'set_field(data, name, "@value@")\n'
    + _PRETTY
    + 'print(f"{name} is {json_value(data, name)} now.")\n',
    "table.json_save": JSON + _PRETTY + 'print(f"{path} has indents now.")\n',
    "table.json_minify": JSON
    + 'write(path, json.dumps(data, ensure_ascii=False, separators=(",", ":")))\n'
    + 'print(f"{path} is on one line now, {path.stat().st_size:,} bytes.")\n',
    "table.json_valid": 'path = locate("@json@")\n'
    "try:\n    json.loads(read(path))\n"
    '    print(f"Yes, {path} is valid JSON.")\n'
    'except ValueError as error:\n    print(f"No, {path} is not valid JSON: {error}.")\n',
    "table.json_to": 'df = read_table(locate("@json@"))\n' + SAVE,
}

PLOTS: dict[str, str] = {
    "plot.line_two": TABLE
    + COL
    + COL2
    + BY
    + "lines_of(df, by, col, col2)\n"
    + 'title, x, y = f"{col} and {col2} by {by}", by, ""\n',
    "plot.line_rows": TABLE
    + COL
    + 'lines_of(df, "", col)\n'
    + 'title, x, y = f"{col}", "row", col\n',
    "plot.line_two_rows": TABLE
    + COL
    + COL2
    + 'lines_of(df, "", col, col2)\n'
    + 'title, x, y = f"{col} and {col2}", "row", ""\n',
    "plot.bar_two": TABLE
    + COL
    + COL2
    + BY
    + "side_by_side(df, by, col, col2)\n"
    + 'title, x, y = f"{col} and {col2} by {by}", by, ""\n',
    "plot.bar_mean": TABLE
    + COL
    + BY
    + "bars(numbers(df[col]).groupby(df[by], sort=False).mean())\n"
    + 'title, x, y = f"Average {col} by {by}", by, col\n',
    "plot.bar_sideways": TABLE
    + COL
    + BY
    + "bars(sums_by(df, col, by), sideways=True)\n"
    + 'title, x, y = f"{col} by {by}", col, by\n',
    "plot.bar_sorted": TABLE
    + COL
    + BY
    + "bars(sums_by(df, col, by).sort_values(ascending=False))\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.bar_top": TABLE
    + COL
    + BY
    + "bars(sums_by(df, col, by).nlargest(@n@))\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.bar_any": TABLE
    + BY
    + ANY_COL
    + "bars(sums_by(df, col, by))\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.stacked": TABLE
    + COL
    + BY
    + BY2
    + "stack(df, col, by, by2)\n"
    + 'title, x, y = f"{col} by {by} and {by2}", by, col\n',
    "plot.pie_count": TABLE
    + BY
    + "pie(df[by].value_counts())\n"
    + 'title, x, y = f"Rows by {by}", "", ""\n',
    "plot.pie_any": TABLE
    + ANY_COL
    + "by = word_column(df)\n"
    + "pie(sums_by(df, col, by))\n"
    + 'title, x, y = f"{col} by {by}", "", ""\n',
    "plot.hist_bins": TABLE
    + COL
    + "plt.hist(numbers(df[col]).dropna(), bins=@n@)\n"
    + 'title, x, y = f"Distribution of {col}", col, "count"\n',
    "plot.line_month": TABLE
    + COL
    + BY
    + "sums = numbers(df[col]).groupby(months(df[by])).sum()\n"
    + "plt.plot(sums.index, sums)\nplt.xticks(rotation=45)\n"
    + 'title, x, y = f"{col} by month", "month", col\n',
    "plot.bar_month": TABLE
    + COL
    + BY
    + "bars(numbers(df[col]).groupby(months(df[by])).sum())\n"
    + 'title, x, y = f"{col} by month", "month", col\n',
    "plot.area": TABLE
    + COL
    + BY
    + "df = df.sort_values(by, key=ordered)\n"
    + "plt.fill_between(ordered(df[by]), numbers(df[col]))\nplt.xticks(rotation=45)\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.box": TABLE
    + COL
    + "boxes({col: numbers(df[col])})\n"
    + 'title, x, y = f"Spread of {col}", "", col\n',
    "plot.box_by": TABLE
    + COL
    + BY
    + "boxes({name: numbers(part[col]) for name, part in df.groupby(by)})\n"
    + 'title, x, y = f"Spread of {col} by {by}", by, col\n',
    "plot.cumulative": TABLE
    + COL
    + BY
    + "df = df.sort_values(by, key=ordered)\n"
    + "plt.plot(ordered(df[by]), numbers(df[col]).cumsum())\nplt.xticks(rotation=45)\n"
    + 'title, x, y = f"Running total of {col}", by, col\n',
    "plot.heatmap": TABLE + 'heat(df)\ntitle, x, y = "Correlations", "", ""\n',
    "plot.scatter_trend": TABLE
    + COL
    + BY
    + "trend(numbers(df[by]), numbers(df[col]))\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
}
TITLE = 'title = "@title@"\n'
LABELS = 'x, y = "@xlabel@", "@ylabel@"\n'
"""What may be said of any plot; the lines stand behind those of the plot."""
