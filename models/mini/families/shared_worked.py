"""Small functions about figures worked out of several columns, versions of tables, and lines."""

DEFINITIONS = {
    "calendar_names": r'''def calendar_names(values):
    """Names of months or weekdays in the order of the calendar; None when they are others."""
    months_ = ("january february march april may june july august september october november "
        "december januar februar märz april mai juni juli august september oktober november "
        "dezember").split()
    days = ("monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch "
        "donnerstag freitag samstag sonntag").split()
    texts = list(dict.fromkeys(values.dropna().astype(str)))
    for names, size in ((months_, 12), (days, 7)):
        words = {text: text.strip().lower().rstrip(".") for text in texts}
        places = {text: next((n % size for n, name in enumerate(names)
            if len(word) > 1 and name.startswith(word)), None) for text, word in words.items()}
        if texts and None not in places.values():
            found = sorted(texts, key=places.get)
            return pd.Series(pd.Categorical(values.astype(str).where(values.notna()), found,
                ordered=True), index=values.index, name=values.name)
    return None

''',
    "divided": r'''def divided(first, second):
    """A column divided by another one, row by row; nothing where that is zero or missing."""
    below = numbers(second)
    return numbers(first) / below.where(below != 0)

''',
    "figures_of": r'''def figures_of(df, columns):
    """Some columns of a table as numbers."""
    return pd.DataFrame({c: numbers(df[c]).astype(float) for c in columns}, index=df.index)

''',
    "per_column": r'''def per_column(df, name):
    """Figures for a column called 'price per kg', from the columns price and kg."""
    parts = re.split(r"(?<![^\W_])per(?![^\W_])|/", name, flags=re.I)
    if len(parts) != 2:
        raise ValueError(f"{name} does not say which column is divided by which")
    first, second = (column(df, part.strip(" _-")) for part in parts)
    return [figure_text(a) for a in divided(df[first], df[second])]

''',
    "tables_about": r'''def tables_about(text):
    """The tables that have each of these words in their names, also in the singular or plural."""
    kinds = ("csv", "tsv", "xlsx", "xls", "json")
    rest = [p for p in Path(".").rglob("*") if "/." not in f"/{p.as_posix()}" and p.is_file()]
    every = sorted(p for p in rest if p.suffix.lower()[1:] in kinds)
    found = [p for p in every if about(Path(p.name), text)]
    found = found or [p for p in every if about(p, text)]
    if not found:
        raise FileNotFoundError(f"no table is called {text}; here: {told(every)}")
    print(f"Put together: {told(found)}.")
    return found

''',
    "told_news": r'''def told_news(df, other, col):
    """Print which values of a column are new in the second table, and which are gone."""
    def values(table):
        texts = table[column(table, col)].dropna().astype(str).str.strip()
        return {text.lower(): text for text in texts if text}
    first, second = values(df), values(other)
    new = [text for key, text in second.items() if key not in first]
    gone = [text for key, text in first.items() if key not in second]
    print(f"{len(new)} new in {col}: {', '.join(new) or 'none'}")
    print(f"{len(gone)} gone from {col}: {', '.join(gone) or 'none'}")

''',
    "with_news": r'''def with_news(df, other, by, name):
    """The table with the values of a column taken from another table, where it has them."""
    key, old, fresh = column(other, by), column(df, name), column(other, name)
    def plain(values):
        return values.astype(str).str.strip().str.lower().where(~blank(values))
    there = other.assign(key=plain(other[key])).dropna(subset=["key", fresh])
    there = there.drop_duplicates("key", keep="last").set_index("key")[fresh]
    found = plain(df[by]).map(there)
    different = found.notna() & (found != df[old])
    print(f"{old} was found for {found.notna().sum()} of {len(df)} rows and is another one now "
        f"in {different.sum()}.")
    return df.assign(**{old: found.where(found.notna(), df[old])})

''',
    "with_fields": r'''def with_fields(df, values):
    """The table with one more row, of which some columns are given; the others stay empty."""
    made = pd.concat([df, pd.DataFrame([values])], ignore_index=True)
    made.attrs.update(df.attrs)
    return made

''',
    "figure_columns": r'''def figure_columns(df, by):
    """All columns of figures but one, and no codes."""
    codes = r"(^|[_\W])(id|no|nr|num|number|year|zip|plz|postcode|phone|code|index)$|Id$"
    if df.empty:
        print("(No row is left to be drawn.)")
        return []
    found = [c for c in df.columns if c != by and numeric(df[c])]
    found = [c for c in found if not re.search(codes, str(c))] or found
    if not found:
        raise KeyError(f"no column of numbers; columns: {', '.join(map(str, df.columns))}")
    return found

''',
    "axis_column": r'''def axis_column(df):
    """The column that lies below a plot, when nobody says which: the dates, or the first one."""
    try:
        return date_column(df)
    except KeyError:
        return df.columns[0]

''',
    "along": r'''def along(df, col, by):
    """The figures of a column, grouped by another one in its order."""
    values = df[by]
    order = ordered(values)
    words = order.dtype.name != "category" and not pd.api.types.is_numeric_dtype(order) and (
        not pd.api.types.is_datetime64_any_dtype(order))
    return numbers(df[col]).groupby(values if words else order, sort=not words, observed=True)

''',
    "draw_line": r'''def draw_line(values, name=None):
    """A line through values, what they belong to below it."""
    where = values.index
    plain = pd.api.types.is_numeric_dtype(where) or pd.api.types.is_datetime64_any_dtype(where)
    mark = "o" if len(values) < 40 else ""
    plt.plot(where if plain else where.astype(str), values, marker=mark, label=name)
    plt.xticks(rotation=45)

''',
    "points_each": r'''def points_each(df, col, by, parts):
    """Points of a column over another one, in a colour for each value of a third."""
    points = df.assign(**{by: numbers(df[by]), col: numbers(df[col])})
    for name, part in points.groupby(parts):
        plt.scatter(part[by], part[col], label=str(name))
    if not df.empty:
        plt.legend(title=parts)

''',
}
