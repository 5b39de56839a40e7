"""Tables put together by a list or cut up, and figures of several columns or tables."""

from __future__ import annotations

from models.mini.families.columns import BY, CHANGED, COL, COL2, OTHER, SAVE, TABLE

REQUESTS: dict[str, str] = {
    "table.concat_list": 'files = tables_of("@items@", "@word@")\n'
    "df = pd.concat([read_table(p) for p in files], ignore_index=True)\n" + SAVE,
    "table.sum_three": TABLE
    + COL
    + COL2
    + 'col3 = column(df, "@col3@")\n'
    + "for name in (col, col2, col3):\n"
    + '    print(f"Total of {name}: {figure(numbers(df[name]).sum())}")\n',
    "table.totals_of_two": TABLE + OTHER + COL + "told_totals(df, other, col)\n",
    "table.split_by_named": CHANGED
    + COL
    + "for value, part in df.groupby(col):\n"
    + '    save(part, f"{value}{path.suffix}".replace("/", "-"))\n',
    "table.split_by_named_into": CHANGED
    + COL
    + 'target = place("@dest@")\n'
    + "for value, part in df.groupby(col):\n"
    + '    save(part, target / f"{value}{path.suffix}".replace("/", "-"))\n',
}
EDITS: dict[str, str] = {
    "table.add_from_two": OTHER
    + BY
    + 'df = with_column(df, other, by, "@col@")\n'
    + 'df = with_column(df, other, by, "@col2@")\n',
}
SAVED_INTO = 'save(df, place("@dest@") / "@out@")\n'
"""Where a result goes that is saved under a name in a folder."""
