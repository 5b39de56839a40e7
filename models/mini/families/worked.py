"""Figures worked out of several columns, versions of a table, tables cut up and put together."""

from __future__ import annotations

from models.mini.families.columns import (
    BY,
    CHANGED,
    COL,
    COL2,
    NAME,
    OTHER,
    SAVE,
    TABLE,
)

_F = 'df[column(df, "@fcol@")]'
_F2 = 'df[column(df, "@fcol2@")]'

FILTERS: dict[str, str] = {
    "table.filter_over_percent": f"df = df[divided({_F}, {_F2}) * 100 > @value@]\n",
    "table.filter_under_percent": f"df = df[divided({_F}, {_F2}) * 100 < @value@]\n",
}

_PRODUCT = 'name = f"{col} x {col2}"\ndf[name] = numbers(df[col]) * numbers(df[col2])\n'
_SUM = 'name = f"{col} + {col2}"\ndf[name] = numbers(df[col]) + numbers(df[col2])\n'
_LESS = 'name = f"{col} - {col2}"\ndf[name] = numbers(df[col]) - numbers(df[col2])\n'
_RATIO = 'name = f"{col} / {col2}"\ndf[name] = divided(df[col], df[col2]).round(4)\n'
_PERCENT = (
    'name = f"{col} in % of {col2}"\ndf[name] = (divided(df[col], df[col2]) * 100).round(1)\n'
)
_NEAT = "df[name] = df[name].round(6)\n"
_COLS = 'cols = columns_of(df, "@items@")\n'
_TWO = "df = df[[col, col2]].apply(numbers).groupby(df[by]).sum().reset_index()\n"

VIEWS: dict[str, str] = {
    "table.each_product": COL + COL2 + _PRODUCT + _NEAT,
    "table.each_sum": COL + COL2 + _SUM + _NEAT,
    "table.each_difference": COL + COL2 + _LESS + _NEAT,
    "table.each_ratio": COL + COL2 + _RATIO,
    "table.each_percent": COL + COL2 + _PERCENT,
    "table.each_sum_list": _COLS
    + 'name = f"sum of {len(cols)} columns"\n'
    + "df[name] = figures_of(df, cols).sum(axis=1).round(6)\n",
    "table.each_mean_list": _COLS
    + 'name = f"average of {len(cols)} columns"\n'
    + "df[name] = figures_of(df, cols).mean(axis=1).round(2)\n",
    "table.difference_by": COL + COL2 + BY + _TWO + _LESS + _NEAT,
    "table.ratio_by": COL + COL2 + BY + _TWO + _RATIO,
    "table.plus_by": COL + COL2 + BY + _TWO + _SUM + _NEAT,
    "table.product_month": COL
    + COL2
    + BY
    + _PRODUCT
    + "df = df.groupby(months(df[by]))[name].sum().reset_index()\n",
}
MADE = frozenset(VIEWS) | {"table.product_by"}
"""Requests that work out a figure, which is called `name` in their code."""
CLAUSES: dict[str, str] = {
    "table.made_top": "df = df.sort_values(name, ascending=False).head(@n@)\n",
    "table.made_best": "df = df[df[name] == df[name].max()]\n",
    "table.made_worst": "df = df[df[name] == df[name].min()]\n",
    "table.made_over": "df = df[df[name] > @value@]\n",
    "table.made_under": "df = df[df[name] < @value@]\n",
}
"""What may be said of the figure worked out, before the table is shown or saved."""
MADE_SORTED = {
    "table.most_first": "df = df.sort_values(name, ascending=False)\n",
    "table.least_first": "df = df.sort_values(name)\n",
}
"""Clauses of other tables, as they stand behind a figure that has been worked out."""
ONLY_LIST = 'df = df[columns_of(df, "@items@")]\n'

_TEXTS = "df[name] = [figure_text(a) for a in figures_of(df, cols).{}(axis=1)]\n"
EDITS: dict[str, str] = {
    "table.add_per": NAME + "df[name] = per_column(df, name)\n",
    "table.add_sum_list": _COLS + NAME + _TEXTS.format("sum"),
    "table.add_mean_list": _COLS + NAME + _TEXTS.format("mean"),
    "table.update_from": OTHER + BY + 'df = with_news(df, other, by, "@col@")\n',
    "table.drop_list": 'df = df.drop(columns=columns_of(df, "@items@"))\n',
    "table.keep_columns": ONLY_LIST,
    "table.append_two": COL + COL2 + 'df = with_fields(df, {col: "@word@", col2: "@word2@"})\n',
    "table.append_three": COL
    + COL2
    + 'col3 = column(df, "@col3@")\n'
    + 'df = with_fields(df, {col: "@word@", col2: "@word2@", col3: "@word3@"})\n',
}

_PARTS = "for value, part in df.groupby({}):\n"
_PART = '    save(part, f"{path.stem}_{value}{path.suffix}".replace("/", "-"))\n'
REQUESTS: dict[str, str] = {
    "table.concat_word": 'files = tables_about("@word@")\n'
    "df = pd.concat([read_table(p) for p in files], ignore_index=True)\n" + SAVE,
    "table.split_by_into": CHANGED
    + COL
    + 'target = place("@dest@")\n'
    + _PARTS.format("col")
    + '    save(part, target / f"{path.stem}_{value}{path.suffix}".replace("/", "-"))\n',
    "table.split_by_as": CHANGED
    + COL
    + 'ending = ending_of("@ext@")\n'
    + _PARTS.format("col")
    + '    save(part, f"{path.stem}_{value}{ending}".replace("/", "-"))\n',
    "table.split_month": CHANGED + COL + _PARTS.format("months(df[col])") + _PART,
    "table.split_year": CHANGED + COL + _PARTS.format("year_of(df[col])") + _PART,
    "table.new_gone": TABLE + OTHER + COL + "told_news(df, other, col)\n",
    "table.new_gone_any": TABLE
    + OTHER
    + "col = shared_column(df, other)\n"
    + "told_news(df, other, col)\n",
    "table.join_any": TABLE
    + OTHER
    + "col = shared_column(df, other)\n"
    + "df = df.merge(other, left_on=col, right_on=column(other, col))\n"
    + SAVE,
}
OPTIONAL = ("table.concat_word", "table.join_any")
"""Requests that need not say where to save."""
