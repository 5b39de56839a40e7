"""Small functions about rows: periods, comparisons, texts of columns, that answers carry along."""

DEFINITIONS = {
    "containing": r'''def containing(values, *texts):
    """Which values contain one of these texts, in any casing."""
    lower = values.fillna("").astype(str).str.lower()
    return lower.map(lambda value: any(text.lower() in value for text in texts)).astype(bool)

''',
    "ending_with": r'''def ending_with(values, text):
    """Which values end with a text, in any casing."""
    lower = values.fillna("").astype(str).str.strip().str.lower()
    return lower.str.endswith(text.strip().lower())

''',
    "comparable": r'''def comparable(first, second):
    """Two columns as numbers, or else as dates."""
    if numeric(first) and numeric(second):
        return numbers(first), numbers(second)
    dates = dates_of(first), dates_of(second)
    if dates[0].notna().any() and dates[1].notna().any():
        return dates
    return numbers(first), numbers(second)

''',
    "exceeding": r'''def exceeding(first, second):
    """In which rows a column is larger, or later, than another."""
    one, other = comparable(first, second)
    return one > other

''',
    "short_of": r'''def short_of(first, second):
    """In which rows a column is smaller, or earlier, than another."""
    one, other = comparable(first, second)
    return one < other

''',
    "matching": r'''def matching(first, second):
    """In which rows two columns hold the same, in any casing; 5 and 5.0 are the same."""
    one, other = (c.fillna("").astype(str).str.strip().str.lower() for c in (first, second))
    if numeric(first) and numeric(second):
        return (one == other) | (numbers(first) == numbers(second))
    return one == other

''',
    "days_ago": r'''def days_ago(values):
    """How many days ago each date of a column is; negative for dates to come."""
    return (pd.Timestamp(date.today()) - dates_of(values).dt.normalize()).dt.days

''',
    "days_left": r'''def days_left(values):
    """How many days are left until each date of a column; negative for dates gone by."""
    return -days_ago(values)

''',
    "days_between": r'''def days_between(first, second):
    """How many days lie between the dates of two columns, row by row."""
    return (dates_of(second).dt.normalize() - dates_of(first).dt.normalize()).dt.days

''',
    "years_old": r'''def years_old(values):
    """The full years from each date of a column until today."""
    dates, today = dates_of(values), date.today()
    early = (dates.dt.month > today.month) | (
        (dates.dt.month == today.month) & (dates.dt.day > today.day))
    return today.year - dates.dt.year - early.astype(int)

''',
    "in_period": r'''def in_period(values, text):
    """Which dates of a column lie in 'today', 'this week', 'last month', 'next year'."""
    words, today = text.lower(), date.today()
    step = -1 if re.search("last|past|previous|yester", words) else (
        1 if re.search("next|coming|following|tomorrow", words) else 0)
    dates = dates_of(values).dt.normalize()
    if "week" in words:
        first = today - timedelta(days=today.weekday() - 7 * step)
        return dates.between(pd.Timestamp(first), pd.Timestamp(first + timedelta(days=6)))
    if "month" in words:
        count = dates.dt.year * 12 + dates.dt.month
        return count == today.year * 12 + today.month + step
    if "quarter" in words:
        count = dates.dt.year * 4 + dates.dt.quarter
        return count == today.year * 4 + (today.month + 2) // 3 + step
    if "year" in words:
        return dates.dt.year == today.year + step
    return dates == pd.Timestamp(today + timedelta(days=step))

''',
    "week_of": r'''def week_of(values):
    """The calendar week of each date of a column: '2024 W05'."""
    return dates_of(values).dt.strftime("%G W%V").rename("week")

''',
    "decade_of": r'''def decade_of(values):
    """The decade of each year or date of a column: '1880s'."""
    years = values.astype(str).str.extract(r"(?<!\d)(\d{4})(?!\d)")[0]
    if years.isna().all():
        years = dates_of(values).dt.strftime("%Y")
    return (years.str[:3] + "0s").rename("decade")

''',
    "columns_of": r'''def columns_of(df, text):
    """The columns of a list such as 'name, city and age'."""
    return [column(df, name) for name in listed(text)]

''',
    "repeated": r'''def repeated(df, *columns):
    """Which rows are like another one in these columns; empty ones are not compared."""
    filled = ~pd.concat([blank(df[c]) for c in columns], axis=1).any(axis=1)
    return filled & df[filled].duplicated(list(columns), keep=False).reindex(
        df.index, fill_value=False)

''',
    "shared_column": r'''def shared_column(df, other):
    """The column by which two tables are compared when nobody says which."""
    names = {str(c).lower(): c for c in other.columns}
    both = [c for c in df.columns if str(c).lower() in names]
    if not both:
        there = f"{', '.join(map(str, df.columns))} and {', '.join(map(str, other.columns))}"
        raise KeyError(f"the tables have no column in common; columns: {there}")
    usual = r"id$|number|nr$|no$|code|key|sku|mail|login|user|name"
    keys = [c for c in both if re.search(usual, str(c), re.I)]
    best = max(keys or both, key=lambda c: df[c].nunique())
    print(f"(The rows are compared by the column {best}.)")
    return best

''',
    "changes_of": r'''def changes_of(df, other, col, by):
    """A column of two tables for each key: the first, the second, the difference."""
    def keyed(table):
        key, wanted = column(table, by), column(table, col)
        return numbers(table[wanted]).groupby(table[key], sort=False).sum()
    made = pd.DataFrame({"first": keyed(df), "second": keyed(other)})
    made["difference"] = (made["second"] - made["first"]).round(6)
    print(f"{(made['difference'] != 0).sum()} of {len(made)} differ in {col}.")
    return made[made["difference"] != 0].rename_axis(by).reset_index()

''',
    "longest_first": r'''def longest_first(df, col):
    """The rows, those with the longest text in a column first."""
    length = df[col].fillna("").astype(str).str.len()
    return df.loc[length.sort_values(ascending=False, kind="stable").index]

''',
    "told_sums": r'''def told_sums(sums):
    """Two totals, their difference, and the first as a part of the second."""
    for name, total in sums.items():
        print(f"Total of {name}: {figure(total)}")
    if len(sums) == 2:
        first, second = sums.values()
        print("They are equal." if first == second else f"Difference: {figure(first - second)}")
        if second:
            print(f"The first is {first / second:.4g} times the second, or {first / second:.1%}.")

''',
    "told_parts": r'''def told_parts(df, col, chosen, *words):
    """The total of a column for each of some words or months."""
    told_sums({word: numbers(chosen(df, word)[col]).sum() for word in words})

''',
    "of_month": r'''def of_month(df, text):
    """The rows of a month such as 'March' or 'june 2024'."""
    return df[in_months(df[date_column(df)], text)]

''',
    "styled": r'''def styled(values, figures):
    """Figures as texts, with a decimal comma where a column of the file has it."""
    text = values.dropna().astype(str).str.replace(r"[^\d,.]", "", regex=True)
    comma = bool(text.str.contains(r",\d{1,2}$").any())
    if not comma:
        return [figure_text(x) for x in figures]
    return [None if pd.isna(x) else f"{rounded(x, 2):f}".replace(".", ",") for x in figures]

''',
    "with_totals": r'''def with_totals(df):
    """The table with a row at its end that has the total of each column of figures."""
    codes = r"(^|[_\W])(id|no|nr|num|number|year|month|day|zip|plz|postcode|phone|code)$|Id$"
    rest = list(df.columns[1:]) or list(df.columns)
    wanted = [c for c in rest if numeric(df[c]) and not re.search(codes, str(c))]
    row = {c: styled(df[c], [numbers(df[c]).sum()])[0] for c in wanted}
    row = row if df.columns[0] in row else {df.columns[0]: "Total", **row}
    made = pd.concat([df.astype(object), pd.DataFrame([row])], ignore_index=True)
    made.attrs.update(df.attrs)
    return made

''',
    "with_places": r'''def with_places(df, places):
    """The table with its figures rounded: those just worked out, or else the last column."""
    made = [c for c in df.columns if pd.api.types.is_float_dtype(df[c])] or list(df.columns[-1:])
    return df.assign(**{c: [None if pd.isna(a) else f"{rounded(a, places):f}"
        for a in numbers(df[c])] for c in made})

''',
    "all_rounded": r'''def all_rounded(df, places):
    """The table with all its figures rounded; codes and dates stay as they are."""
    made = [c for c in df.columns if numeric(df[c])]
    return df.assign(**{c: [None if pd.isna(a) else str(rounded(a, places))
        for a in numbers(df[c])] for c in made})

''',
    "appended": r'''def appended(df, other):
    """The rows of another table behind those of the first, column by column of the same name."""
    names = {str(c).lower(): c for c in df.columns}
    other = other.rename(columns={c: names.get(str(c).lower(), c) for c in other.columns})
    made = pd.concat([df, other], ignore_index=True)
    made.attrs.update(df.attrs)
    return made

''',
    "with_column": r'''def with_column(df, other, by, name):
    """The table with a column of another one, found by a column that both have."""
    key, found = column(other, by), column(other, name)
    there = other.dropna(subset=key).drop_duplicates(key).set_index(key)[found]
    fresh = found if found not in df.columns else f"{found} 2"
    made = df.assign(**{fresh: df[by].map(there)})
    print(f"{found} was found for {made[fresh].notna().sum()} of {len(df)} rows.")
    made.attrs.update(df.attrs)
    return made

''',
    "sign_of": r'''def sign_of(text):
    """A sign that may be said as a word: 'comma', 'a hyphen', '@'."""
    signs = {"comma": ",", "hyphen": "-", "dash": "-", "minus": "-", "slash": "/", "dot": ".",
        "period": ".", "point": ".", "full stop": ".", "semicolon": ";", "colon": ":",
        "blank": " ", "space": " ", "tab": "\t", "underscore": "_", "at": "@", "at sign": "@",
        "plus": "+", "equals": "=", "equals sign": "=", "equal sign": "=", "pipe": "|",
        "bar": "|", "line break": "\n", "newline": "\n", "hash": "#", "asterisk": "*"}
    word = re.sub("^(an?|the) ", "", text.strip().lower())
    return signs.get(word, text)

''',
    "linked": r'''def linked(first, second, sign):
    """The texts of two columns with a sign between them; one alone stands without it."""
    between = f" {sign} " if sign == "=" else f"{sign} " if sign in (",", ";", ":") else sign
    pairs = zip(first.fillna("").astype(str), second.fillna("").astype(str))
    made = [between.join(part.strip() for part in pair if part.strip()) for pair in pairs]
    return pd.Series(made, index=first.index, dtype=object)

''',
    "halves": r'''def halves(values, sign):
    """What stands before and what stands behind a sign, its first occurrence."""
    parts = values.str.strip().str.partition(sign)
    return parts[0].str.strip(), parts[2].str.strip()

''',
    "plain_numbers": r'''def plain_numbers(values):
    """A column as plain numbers: no signs of currencies, units or thousands; a decimal point."""
    found = parsed(values)
    if (left := (found.isna() & ~blank(values)).sum()):
        print(f"{times(left, 'value')} of {values.name} held no number and stayed as it was.")
    texts = [old if pd.isna(a) else str(int(a)) if a == int(a) else repr(float(a))
        for a, old in zip(found, values)]
    return pd.Series(texts, index=values.index, dtype=object)

''',
    "column_replaced": r'''def column_replaced(values, old, new):
    """A column with a text replaced wherever it occurs inside its values."""
    found = values.fillna("").astype(str).str.contains(old, regex=False)
    print(f"{old} stands in {times(int(found.sum()), 'value')} of {values.name}.")
    return values.mask(found, values.astype(str).str.replace(old, new, regex=False).str.strip())

''',
    "mapped": r'''def mapped(values, pairs):
    """A column with some of its values replaced by others, all at once."""
    made = values.copy()
    for old, new in pairs.items():
        same = equal(values, old)
        print(f"{old} is {new} now in {times(int(same.sum()), 'row')}.")
        made = made.mask(same, new)
    return made

''',
    "tables_like": r'''def tables_like(pattern):
    """The table files whose names fit a pattern such as 'orders_*.csv'."""
    path = Path(pattern)
    every = [p for p in tables_in(path.parent) if fnmatch(p.name.lower(), path.name.lower() + "*")]
    found = [p for p in every if fnmatch(p.name.lower(), path.name.lower())] or every
    if not found:
        raise FileNotFoundError(f"no table fits {pattern}")
    print(f"Put together: {told(found)}.")
    return found

''',
    "ending_of": r'''def ending_of(text):
    """The ending of a format: 'csv', '.xlsx', 'Excel'."""
    word = text.strip().lower().lstrip(".")
    return "." + {"excel": "xlsx", "tab": "tsv"}.get(word, word)

''',
    "save_tables": r'''def save_tables(files, ending):
    """Save each table in another format beside itself; those that have it already stay alone."""
    others = [p for p in files if p.suffix.lower() != ending]
    for p in others:
        save(read_table(p), p.with_suffix(ending))
    print(f"Converted {times(len(others), 'table')}.")

''',
    "numbered_sheet": r'''def numbered_sheet(path, n):
    """Name and table of the sheet number `n` of an Excel file."""
    names = pd.ExcelFile(path).sheet_names
    if not 0 < n <= len(names):
        raise IndexError(f"{path} has {len(names)} sheets: {', '.join(names)}")
    return names[n - 1], below_heading(pd.read_excel(path, n - 1, header=None, dtype=str))

''',
    "save_values": r'''def save_values(values, name):
    """Save the values of a column as lines of a text file; a name that is taken gets a number."""
    path = free(Path(name if Path(name).suffix else name + ".txt"))
    lines = [str(value) for value in values.dropna() if str(value).strip()]
    write(path, "".join(line + "\n" for line in lines))
    print(f"Saved {times(len(lines), 'line')} to {path}.")

''',
    "lines_each": r'''def lines_each(df, col, by, parts):
    """A line of the totals of a column against another one for each value of a third."""
    every = along(df, col, by).sum().index
    if every.dtype.name in ("object", "str", "category"):
        plt.plot(every.astype(str), [0] * len(every), color="none")  # all names, in their order
    for name, part in df.groupby(parts):
        draw_line(along(part, col, by).sum(min_count=1), str(name))
    if not df.empty:
        plt.legend()

''',
    "stack_counts": r'''def stack_counts(df, by, parts):
    """Stacked bars: the number of rows for each value of `by`, cut up by `parts`."""
    if df.empty:
        print("(No row is left to be drawn.)")
        return
    pd.crosstab(df[by], df[parts]).plot.bar(stacked=True, ax=plt.gca())
    plt.xticks(rotation=45, ha="right")

''',
    "with_rest": r'''def with_rest(values, n):
    """The `n` largest values, and the rest together as Other."""
    values = values.sort_values(ascending=False)
    rest = values.iloc[n:].sum()
    return pd.concat([values.iloc[:n], pd.Series({"Other": rest})]) if rest else values

''',
    "without_small": r'''def without_small(values, percent):
    """The values that have at least so many percent of all, and the rest together as Other."""
    large = int((values >= values.sum() * percent / 100).sum())
    return with_rest(values, large)

''',
    "edges": r'''def edges(values, width):
    """The edges of bins of the same width for the numbers of a column."""
    found = numbers(values).dropna()
    if found.empty:
        return 1
    first = math.floor(found.min() / width) * width
    many = max(1, math.ceil((found.max() - first) / width + 1e-9))
    return [first + width * n for n in range(many + 1)]

''',
    "figures_on_bars": r'''def figures_on_bars():
    """Write its figure on each bar of the plot."""
    for group in plt.gca().containers:
        plt.bar_label(group, labels=[f"{height:,.10g}" for height in group.datavalues])

''',
}
