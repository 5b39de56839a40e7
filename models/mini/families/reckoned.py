"""More changes of tables: columns worked out from others, texts of a column, rows that go."""

from __future__ import annotations

from models.mini.families.columns import BY, COL, COL2, NAME, OTHER

_DOWN = "df = df.sort_values(col, key=ordered, ascending=False)\n"
_ZIP = "zip(numbers(df[col]), numbers(df[col2]))"
_SIGN = 'sign = sign_of("@text@")\n'
_HALVES = 'first, second = "@name@", "@name2@"\ndf[first], df[second] = halves(df[col], sign)\n'
_REPLACED = "df[col] = replaced(df[col], old, new)\n"


def _added(value: str) -> str:
    return COL + COL2 + NAME + f"df[name] = [figure_text({value}) for a, b in {_ZIP}]\n"


def _from_one(figures: str, value: str = "a") -> str:
    return f"df[name] = [figure_text({value}) for a in {figures}]\n"


def _in_place(value: str) -> str:
    return f"df[col] = [figure_text({value}) for a in numbers(df[col])]\n"


EDITS: dict[str, str] = {
    "table.delete_range": "df = df.drop(df.index[@n@ - 1:@m@])\n",
    "table.delete_first": "df = df.iloc[@n@:]\n",
    "table.keep_latest": COL + BY + _DOWN + "df = df.drop_duplicates(by)\ndf = df.sort_index()\n",
    "table.one_per_last": COL + 'df = df.drop_duplicates(col, keep="last")\n',
    "table.one_per_two": COL + COL2 + "df = df.drop_duplicates([col, col2])\n",
    "table.drop_empty_rows": "df = df[~df.apply(blank).all(axis=1)]\n",
    "table.sort_file_desc": COL + _DOWN,
    "table.order_columns": 'first = columns_of(df, "@items@")\n'
    "df = df[[*first, *(c for c in df.columns if c not in first)]]\n",
    "table.add_totals": "df = with_totals(df)\n",
    "table.add_from": OTHER + BY + 'df = with_column(df, other, by, "@col@")\n',
    "table.add_days_between": COL + COL2 + NAME + _from_one("days_between(df[col], df[col2])"),
    "table.add_days_since": COL + NAME + _from_one("days_ago(df[col])"),
    "table.add_days_until": COL + NAME + _from_one("days_left(df[col])"),
    "table.add_age": COL + NAME + _from_one("years_old(df[col])"),
    "table.add_date_plus": COL
    + "days = @n@\n"
    + NAME
    + 'df[name] = (dates_of(df[col]) + timedelta(days=days)).dt.strftime("%Y-%m-%d")\n',
    "table.add_divided": COL
    + "divisor = @value@\n"
    + NAME
    + _from_one("numbers(df[col])", "a / divisor"),
    "table.add_plus": COL + "more = @value@\n" + NAME + _from_one("numbers(df[col])", "a + more"),
    "table.add_percent_of": _added("a / b * 100 if b else float('nan')"),
    "table.add_percent_change": _added("(b - a) / a * 100 if a else float('nan')"),
    "table.add_rank": COL
    + NAME
    + _from_one('numbers(df[col]).rank(ascending=False, method="min")'),
    "table.add_running_total": COL + NAME + _from_one("numbers(df[col]).cumsum()"),
    "table.add_today": NAME + "df[name] = str(date.today())\n",
    "table.add_first_chars": COL + "width = @n@\n" + NAME + "df[name] = df[col].str[:width]\n",
    "table.add_before": COL + _SIGN + NAME + "df[name] = halves(df[col], sign)[0]\n",
    "table.add_after": COL + _SIGN + NAME + "df[name] = halves(df[col], sign)[1]\n",
    "table.add_joined_with": COL
    + COL2
    + _SIGN
    + NAME
    + "df[name] = linked(df[col], df[col2], sign)\n",
    "table.split_column": COL + _SIGN + _HALVES,
    "table.split_blank": COL + 'sign = " "\n' + _HALVES,
    "table.pad_zeros": COL + "width = @n@\n" + "df[col] = df[col].str.strip().str.zfill(width)\n",
    "table.replace_in": COL + 'old, new = "@text@", "@to@"\n' + _REPLACED,
    "table.remove_in": COL + 'old, new = "@text@", ""\n' + _REPLACED,
    "table.prefix_col": COL + 'text = "@text@"\n' + "df[col] = text + df[col]\n",
    "table.suffix_col": COL + 'text = "@text@"\n' + "df[col] = df[col] + text\n",
    "table.to_numbers": COL + "df[col] = plain_numbers(df[col])\n",
    "table.map_two": COL + 'df[col] = mapped(df[col], {"@word@": "@to@", "@word2@": "@to2@"})\n',
    "table.multiply_col": COL + "factor = @value@\n" + _in_place("a * factor"),
    "table.divide_col": COL + "divisor = @value@\n" + _in_place("a / divisor"),
    "table.scale_down": COL + "percent = @n@\n" + _in_place("a * (1 - percent / 100)"),
    "table.round_all": "places = @n@\ndf = all_rounded(df, places)\n",
}
"""Requests that change a table: saved in its file, or elsewhere when a name is given."""
