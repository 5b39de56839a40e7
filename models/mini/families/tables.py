"""Tables and plots: filters, figures, groups, changes, conversions, pictures of columns."""

from __future__ import annotations

from models.mini.families import columns, drawing, joining, plotted, reckoned, rows, telling, worked
from models.mini.families.columns import LABELS, TITLE

__all__ = ["LABELS", "TITLE"]

HEAD = """\
import pandas as pd
from pathlib import Path
"""

TABLE = 'df = read_table(locate("@table@"))\n'
CHANGED = 'path = locate("@table@")\ndf = read_table(path)\n'
COL = 'col = column(df, "@col@")\n'
BY = 'by = column(df, "@by@")\n'

FILTERS: dict[str, str] = {
    "table.filter": 'df = df[numbers(df[column(df, "@fcol@")]) > @value@]\n',
    "table.filter_below": 'df = df[numbers(df[column(df, "@fcol@")]) < @value@]\n',
    "table.filter_is": 'df = df[equal(df[column(df, "@fcol@")], "@word@")]\n',
    "table.filter_not": 'df = df[~equal(df[column(df, "@fcol@")], "@word@")]\n',
    "table.filter_contains": (
        'df = df[df[column(df, "@fcol@")].astype(str).str.lower()'
        '.str.contains("@word@".lower(), regex=False)]\n'
    ),
}

SHOW = "show(df)\n"
SAVE = 'save(df, "@out@")\n'
KEEP = "save(df, path.name, path)\n"


def _one(expression: str, sentence: str) -> str:
    return f'{TABLE}{COL}print(f"{sentence} of {{col}}: {{figure({expression})}}")\n'


FIGURES: dict[str, str] = {
    "sum": 'print(f"Total of {col}: {figure(numbers(df[col]).sum())}")\n',
    "mean": 'print(f"Average of {col}: {figure(numbers(df[col]).mean())}")\n',
    "median": 'print(f"Median of {col}: {figure(numbers(df[col]).median())}")\n',
    "min": 'print(f"Smallest value of {col}: {least(df[col])}")\n',
    "max": 'print(f"Largest value of {col}: {greatest(df[col])}")\n',
    "std": 'print(f"Standard deviation of {col}: {figure(numbers(df[col]).std())}")\n',
    "unique": (
        "values = df[col].dropna().unique()\n"
        "print(f\"{len(values)} different values of {col}: {', '.join(map(str, values))}\")\n"
    ),
    "unique_count": 'print(f"{df[col].nunique()} different values of {col}.")\n',
    "value_counts": (
        'for value, n in df[col].value_counts(dropna=False).items():\n    print(f"{value}: {n}")\n'
    ),
    "missing_col": 'print(f"{col} is missing in {df[col].isna().sum()} of {len(df)} rows.")\n',
}
"""What is said about a column `col` of the table `df`."""

VIEWS: dict[str, str] = {
    "table.rows": "",
    "table.sort": COL + "df = df.sort_values(col, key=ordered)\n",
    "table.sort_desc": COL + "df = df.sort_values(col, key=ordered, ascending=False)\n",
    "table.top": COL + "df = df.sort_values(col, key=ordered, ascending=False).head(@n@)\n",
    "table.bottom": COL + "df = df.sort_values(col, key=ordered).head(@n@)\n",
    "table.max_row": COL + "df = df[ordered(df[col]) == ordered(df[col]).max()]\n",
    "table.min_row": COL + "df = df[ordered(df[col]) == ordered(df[col]).min()]\n",
    "table.group_sum": COL + BY + "df = numbers(df[col]).groupby(df[by]).sum().reset_index()\n",
    "table.group_mean": COL
    + BY
    + "df = numbers(df[col]).groupby(df[by]).mean().round(2).reset_index()\n",
    "table.group_max": COL + BY + "df = numbers(df[col]).groupby(df[by]).max().reset_index()\n",
    "table.group_min": COL + BY + "df = numbers(df[col]).groupby(df[by]).min().reset_index()\n",
    "table.group_count": BY + 'df = df.groupby(by).size().reset_index(name="count")\n',
    "table.month_sum": COL
    + BY
    + "df = numbers(df[col]).groupby(months(df[by])).sum().reset_index()\n",
    "table.by_month": COL + 'df = df.groupby(months(df[col])).size().reset_index(name="count")\n',
    "table.pivot": COL
    + BY
    + 'by2 = column(df, "@by2@")\n'
    + "df[col] = numbers(df[col])\n"
    + 'df = df.pivot_table(col, by, by2, "sum", fill_value=0).reset_index()\n',
}
GROUPED = VIEWS["table.group_sum"]
AVERAGED = VIEWS["table.group_mean"]
MOST = "df = df[ordered(df[col]) == ordered(df[col]).max()]\n"
LEAST = "df = df[ordered(df[col]) == ordered(df[col]).min()]\n"
DOWN = "df = df.sort_values(col, key=ordered, ascending=False)"
VIEWS |= {
    "table.group_best": GROUPED + MOST,
    "table.group_worst": GROUPED + LEAST,
    "table.group_ranked": GROUPED + DOWN + ".head(@n@)\n",
    "table.group_sorted": GROUPED + DOWN + "\n",
    "table.group_mean_best": AVERAGED + MOST,
}
"""Requests whose result is a table: printed, or saved when a name is given."""

EDITS: dict[str, str] = {
    "table.drop_duplicates": "df = df.drop_duplicates()\n",
    "table.drop_missing": "df = df.dropna()\n",
    "table.drop": 'df = df.drop(columns=column(df, "@col@"))\n',
    "table.rename": 'df = df.rename(columns={column(df, "@col@"): "@name@"})\n',
    "table.fill": COL + 'df[col] = df[col].fillna("@value@")\n',
    "table.add_product": (
        'df["@name@"] = [figure_text(a * b) for a, b in zip(numbers(df[column(df, "@col@")]), '
        'numbers(df[column(df, "@col2@")]))]\n'
    ),
    "table.add_percent": (
        'df["@name@"] = [figure_text(a * @n@ / 100) for a in numbers(df[column(df, "@col@")])]\n'
    ),
}
"""Requests that change a table: saved in its file, or elsewhere when a name is given."""

REQUESTS: dict[str, str] = {
    "table.preview": TABLE + "show(df, 5)\n",
    "table.columns": TABLE
    + "print(f\"{len(df.columns)} columns: {', '.join(map(str, df.columns))}\")\n",
    "table.types": TABLE
    + 'for name, kind in typed(df).dtypes.items():\n    print(f"{name}: {kind_word(kind)}")\n',
    "table.shape": TABLE + 'print(f"{len(df):,} rows and {len(df.columns)} columns.")\n',
    "table.describe": TABLE
    + 'print(typed(df).describe(include="all").round(2).to_string(na_rep=""))\n',
    "table.missing": TABLE
    + "missing = df.isna().sum()\n"
    + 'for name, n in missing.items():\n    print(f"{name}: {n} missing")\n'
    + 'print(f"{missing.sum()} missing values in all.")\n',
    "table.duplicates": TABLE + 'print(f"{df.duplicated().sum()} duplicate rows of {len(df)}.")\n',
    "table.correlation": TABLE
    + 'df = typed(df).select_dtypes("number")\n'
    + "print(df.corr().round(3).to_string())\n",
    "table.to_csv": CHANGED + 'save(df, path.stem + ".csv")\n',
    "table.to_excel": CHANGED + 'save(df, path.stem + ".xlsx")\n',
    "table.to_json": CHANGED + 'save(df, path.stem + ".json")\n',
    "table.to_tsv": CHANGED + 'save(df, path.stem + ".tsv")\n',
    "table.sheets": (
        'sheets = pd.ExcelFile(locate("@table@")).sheet_names\n'
        "print(f\"{len(sheets)} sheets: {', '.join(sheets)}\")\n"
    ),
    "table.split_by": CHANGED
    + COL
    + "for value, part in df.groupby(col):\n"
    + '    save(part, f"{path.stem}_{value}{path.suffix}".replace("/", "-"))\n',
    "table.select": TABLE + 'df = df[[column(df, "@col@"), column(df, "@col2@")]]\n' + SAVE,
    "table.join": TABLE
    + 'other = read_table(locate("@table2@"))\n'
    + COL
    + "df = df.merge(other, left_on=col, right_on=column(other, col))\n"
    + SAVE,
    "table.concat": (
        'files = [p for p in sorted(Path(".").iterdir()) if p.suffix.lower() == ".csv"]\n'
        "df = pd.concat([read_table(p) for p in files], ignore_index=True)\n" + SAVE
    ),
    "table.concat_two": TABLE
    + 'other = read_table(locate("@table2@"))\n'
    + "df = pd.concat([df, other], ignore_index=True)\n"
    + SAVE,
    "table.json_pretty": (
        'path = locate("@json@")\n'
        "print(json.dumps(json.loads(read(path)), indent=2, ensure_ascii=False))\n"
    ),
    "table.json_field": (
        'data = json.loads(read(locate("@json@")))\n'
        'name = "@field@"\n'
        'print(f"{name}: {json_value(data, name)}")\n'
    ),
}

PLOTS: dict[str, str] = {
    "plot.bar": TABLE
    + COL
    + BY
    + "sums = numbers(df[col]).groupby(df[by], sort=False).sum()\n"
    + "plt.bar(sums.index.astype(str), sums)\nplt.xticks(rotation=45)\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.line": TABLE
    + COL
    + BY
    + "draw_line(along(df, col, by).sum(min_count=1))\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.scatter": TABLE
    + COL
    + BY
    + "plt.scatter(numbers(df[by]), numbers(df[col]))\n"
    + 'title, x, y = f"{col} by {by}", by, col\n',
    "plot.pie": TABLE
    + COL
    + BY
    + "sums = numbers(df[col]).groupby(df[by], sort=False).sum()\n"
    + 'plt.pie(sums, labels=sums.index, autopct="%1.1f%%")\n'
    + 'title, x, y = f"{col} by {by}", "", ""\n',
    "plot.hist": TABLE
    + COL
    + "plt.hist(numbers(df[col]).dropna(), bins=20)\n"
    + 'title, x, y = f"Distribution of {col}", col, "count"\n',
    "plot.bar_count": TABLE
    + BY
    + "counts = df[by].value_counts()\n"
    + "plt.bar(counts.index.astype(str), counts)\nplt.xticks(rotation=45)\n"
    + 'title, x, y = f"Rows by {by}", by, "count"\n',
}
YLABEL = drawing.YLABEL
PLOT_SAVED = 'finish(title, x, y, "@out@")\n'
PLOT_NAMED = "finish(title, x, y, title)\n"

FILTERS |= columns.FILTERS | rows.FILTERS
FIGURES |= columns.FIGURES
VIEWS |= columns.VIEWS
VIEWS |= {where: VIEWS[view] for where, view in columns.WHERE_VIEWS.items()}
VIEWS |= rows.VIEWS
EDITS |= columns.EDITS | reckoned.EDITS
REQUESTS |= columns.REQUESTS | rows.REQUESTS
PLOTS |= columns.PLOTS | rows.PLOTS
FILTERS |= worked.FILTERS | telling.FILTERS
VIEWS |= worked.VIEWS | telling.VIEWS
EDITS |= worked.EDITS | joining.EDITS
REQUESTS |= worked.REQUESTS | joining.REQUESTS
PLOTS |= plotted.PLOTS | drawing.PLOTS
