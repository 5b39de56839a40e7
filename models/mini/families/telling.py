"""What is chosen from tables and told of them: states, days, ages, several figures at once."""

from __future__ import annotations

from models.mini.families.columns import (
    ANY_COL,
    ANY_DATE,
    BY,
    BY2,
    COL,
    HAVING,
    MEAN,
    MOST,
    NOT_HAVING,
    SHOW,
    SUM,
)

_F = 'df[column(df, "@fcol@")]'
_ANY = "df[date_column(df)]"

FILTERS: dict[str, str] = {
    "table.filter_state": HAVING,
    "table.filter_not_state": NOT_HAVING,
    "table.filter_not_word": NOT_HAVING,
    "table.filter_word_either": 'df = having_either(df, "@word@", "@word2@")\n',
    "table.filter_on": f'df = df[on_day({_F}, "@date@")]\n',
    "table.filter_on_any": f'df = df[on_day({_ANY}, "@date@")]\n',
    "table.filter_after_any": f'df = df[dates_of({_ANY}) >= moment("@date@")]\n',
    "table.filter_before_any": f'df = df[dates_of({_ANY}) < moment("@date@")]\n',
    "table.filter_dates_any": (
        f'df = df[dates_of({_ANY}).between(moment("@date@"), moment("@date2@"))]\n'
    ),
    "table.filter_since_month": f'df = df[dates_of({_ANY}) >= moment("@month@")]\n',
    "table.filter_before_month": f'df = df[dates_of({_ANY}) < moment("@month@")]\n',
    "table.filter_since_year": "df = df[years_of(df) >= @year@]\n",
    "table.filter_after_year": "df = df[years_of(df) > @year@]\n",
    "table.filter_before_year": "df = df[years_of(df) < @year@]\n",
    "table.filter_older": "df = df[ages_of(df) > @n@]\n",
    "table.filter_younger": "df = df[ages_of(df) < @n@]\n",
}

_UP = "df = df.sort_values(col, key=ordered)\n"
_DOWN = "df = df.sort_values(col, key=ordered, ascending=False)\n"
_COUNT_UP = 'df = df.sort_values("count")\n'
_COUNT_DOWN = 'df = df.sort_values("count", ascending=False)\n'
_OCOL = 'column(df, "@ocol@")'
_OCOL2 = 'column(df, "@ocol2@")'
CLAUSES: dict[str, str] = {
    "table.latest_first": ANY_DATE + "df = df.sort_values(by, key=ordered, ascending=False)\n",
    "table.earliest_first": ANY_DATE + 'df = df.sort_values(by, key=ordered, kind="stable")\n',
    "table.only_first": "df = df.head(@m@)\n",
    "table.only_one": f"df = df[[{_OCOL}]]\n",
    "table.only_two": f"df = df[[{_OCOL}, {_OCOL2}]]\n",
    "table.only_three": f'df = df[[{_OCOL}, {_OCOL2}, column(df, "@ocol3@")]]\n',
}
ORDERED = {"table.most_first": (_DOWN, _COUNT_DOWN), "table.least_first": (_UP, _COUNT_UP)}
"""Sorted by the figures, and by the number of rows where these are the figures."""

_OTHER_COL = 'col = column(df, "@ocol@")\n'
ALSO: dict[str, str] = {
    "table.also_sum": SUM,
    "table.also_mean": MEAN,
    "table.also_min": 'print(f"Smallest value of {col}: {least(df[col])}")\n',
    "table.also_max": 'print(f"Largest value of {col}: {greatest(df[col])}")\n',
    "table.also_median": 'print(f"Median of {col}: {figure(numbers(df[col]).median())}")\n',
    "table.also_std": 'print(f"Standard deviation of {col}: {figure(numbers(df[col]).std())}")\n',
    "table.also_count": 'print(f"{len(df):,} rows fit.")\n',
    "table.also_total": _OTHER_COL + SUM,
    "table.also_average": _OTHER_COL + MEAN,
    "table.also_total_any": ANY_COL + SUM,
    "table.also_rows": SHOW,
    "table.also_part": HAVING + SUM,
    "table.also_most": MOST + SHOW,
    "table.also_least": "df = df[ordered(df[col]) == ordered(df[col]).min()]\n" + SHOW,
}
"""One more result of the same rows; it stands behind all others."""

_GROUP = COL + BY + "df = figures_by(df, col, by, {})\n"
_COUNTED = 'df = df[by].value_counts().reset_index(name="count")\n'
_MEAN_BY = "df = numbers(df[col]).groupby(df[by]).mean().round(2).reset_index()\n"
_LEAST = "df = df[ordered(df[col]) == ordered(df[col]).min()]\n"
_MONTH_SUM = "df = numbers(df[col]).groupby(months(df[by])).sum().reset_index()\n"
_MONTH_COUNT = (
    'col = date_column(df)\ndf = df.groupby(months(df[col])).size().reset_index(name="count")\n'
)
_PER = "df = numbers(df[col]).groupby({}(df[by]), observed=True).sum().reset_index()\n"

VIEWS: dict[str, str] = {
    "table.group_count_sum": _GROUP.format('"count", "sum"'),
    "table.group_count_mean": _GROUP.format('"count", "mean"'),
    "table.group_sum_mean": _GROUP.format('"sum", "mean"'),
    "table.group_range": _GROUP.format('"min", "max"'),
    "table.group_range_mean": _GROUP.format('"min", "max", "mean"'),
    "table.group_mean_std": _GROUP.format('"mean", "std"'),
    "table.group_mean_worst": COL + BY + _MEAN_BY + _LEAST,
    "table.group_two_mean": COL
    + BY
    + BY2
    + "df = numbers(df[col]).groupby([df[by], df[by2]]).mean().round(2).reset_index()\n",
    "table.pivot_mean": COL
    + BY
    + BY2
    + "df[col] = numbers(df[col])\n"
    + 'df = df.pivot_table(col, by, by2, "mean").round(2).reset_index()\n',
    "table.group_mean_any": BY + ANY_COL + _MEAN_BY,
    "table.least_common": BY + _COUNTED + 'df = df[df["count"] == df["count"].min()]\n',
    "table.top_any": ANY_COL + "df = df.sort_values(col, key=ordered, ascending=False).head(@n@)\n",
    "table.bottom_any": ANY_COL + "df = df.sort_values(col, key=ordered).head(@n@)\n",
    "table.min_any": ANY_COL + _LEAST,
    "table.oldest": "df = oldest_first(df).head(@n@)\n",
    "table.longest_there": "df = longest_there(df).head(@n@)\n",
    "table.newest": "df = newest_first(df).head(@n@)\n",
    "table.month_any": ANY_COL + ANY_DATE + _MONTH_SUM,
    "table.month_count_any": _MONTH_COUNT,
    "table.month_best_any": COL + ANY_DATE + _MONTH_SUM + MOST,
    "table.month_worst_any": COL + ANY_DATE + _MONTH_SUM + _LEAST,
    "table.month_busiest": _MONTH_COUNT + 'df = df[df["count"] == df["count"].max()]\n',
    "table.year_sum_any": COL + ANY_DATE + _PER.format("year_of"),
    "table.weekday_best_any": COL + ANY_DATE + _PER.format("weekday_of") + MOST,
    "table.day_best_any": COL + ANY_DATE + _PER.format("day_of") + MOST,
}
