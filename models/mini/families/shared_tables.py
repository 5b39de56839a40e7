"""Small functions about tables and their plots that answers carry along."""

DEFINITIONS = {
    "heading": r'''def heading(text):
    """What separates the columns of a table, and how many lines stand above their names."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:40]]
    best = (0, 0, ",", 0)
    for separator in "\t;|,":
        counts = [line.count(separator) for line in lines]
        usual = Counter(n for n in counts if n).most_common(1)
        if usual and (usual[0][1], usual[0][0]) > best[:2]:
            best = (usual[0][1], usual[0][0], separator, counts.index(usual[0][0]))
    return best[2], best[3]

''',
    "below_heading": r'''def below_heading(rows):
    """A sheet as a table: what stands above the row of column names is left out."""
    rows = rows.dropna(how="all").dropna(how="all", axis=1)
    if rows.empty:
        return rows
    filled = rows.notna().sum(axis=1)
    first = next(n for n, count in enumerate(filled) if count >= min(filled.max(), 2))
    first = next((n for n, count in enumerate(filled) if count >= 0.75 * filled.max()), first)
    names = [str(v).strip() if pd.notna(v) else f"column {n}"
        for n, v in enumerate(rows.iloc[first], 1)]
    df = rows.iloc[first + 1:].reset_index(drop=True)
    df.columns = names
    return df

''',
    "sheets_of": r'''def sheets_of(path):
    """The sheets of an Excel file as tables, by name; empty ones are left out."""
    every = pd.read_excel(path, sheet_name=None, header=None, dtype=str)
    return {str(name): df for name, rows in every.items() if not (df := below_heading(rows)).empty}

''',
    "read_sheet": r'''def read_sheet(path, text):
    """The sheet meant by a name: as written, in any casing, or in part."""
    every = sheets_of(path)
    wanted = text.strip().lower()
    for fits in (wanted.__eq__, lambda name: wanted in name or name in wanted):
        for name, df in every.items():
            if fits(name.strip().lower()):
                return df
    raise KeyError(f"no sheet {text}; sheets: {', '.join(every)}")

''',
    "dates_of": r'''def dates_of(values):
    """A column as dates: '2024-03-01', '1.3.2024', '3/1/2024', '1 March 2024'."""
    text = values.astype(str)
    first = text.str.extract(r"^(\d{1,2})[./-](?!\d{4})")[0].astype(float)
    dotted = text.str.match(r"\d{1,2}\.").any() or first.max() > 12
    made = pd.to_datetime(values, errors="coerce", format="mixed", dayfirst=bool(dotted))
    return made.where(made.dt.year > 99)

''',
    "moment": r'''def moment(text):
    """A date to compare a column of dates with; of a month or a year its first day."""
    if re.fullmatch(r"\d{4}", text.strip()):
        return pd.Timestamp(int(text), 1, 1)
    if re.fullmatch(r"(?i)\s*[a-z]{3,9}\.?,?( \d{4})?\s*", text) and re.match(
            r"(?i)\s*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", text):
        return pd.Timestamp(first_of(text))
    return pd.Timestamp(day(text))

''',
    "in_months": r'''def in_months(values, text):
    """Which dates of a column are in a month such as 'March' or 'june 2024'."""
    words = re.findall(r"[a-z]{3,}|\d{4}", text.lower())
    usual = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    if not any(w[:3] in usual or w.isdigit() for w in words):
        raise ValueError(f"{text} is not a month")
    if (named := month_names(values)) is not None:
        return named.isin([usual.index(w[:3]) + 1 for w in words if w[:3] in usual])
    names = dates_of(values).dt.strftime("%B %Y").fillna("").str.lower()
    fits = [bool(name) and all(w in name if w.isdigit() else name.startswith(w[:3])
        for w in words) for name in names]
    return pd.Series(fits, index=values.index, dtype=bool)

''',
    "weekday_of": r'''def weekday_of(values):
    """The weekday of each date of a column, in the order of the week."""
    names = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    days = pd.Categorical(dates_of(values).dt.day_name(), names, ordered=True)
    return pd.Series(days, index=values.index, name="weekday")

''',
    "year_of": r'''def year_of(values):
    """The year of each date of a column: '2024'."""
    if month_names(values) is not None:
        raise KeyError(f"the column {values.name} holds months without a year")
    return dates_of(values).dt.strftime("%Y").rename("year")

''',
    "quarter_of": r'''def quarter_of(values):
    """The quarter of each date of a column: '2024 Q1'."""
    dates = dates_of(values)
    quarter = dates.dt.quarter.map("Q{:.0f}".format, na_action="ignore")
    return (dates.dt.strftime("%Y ") + quarter).rename("quarter")

''',
    "day_of": r'''def day_of(values):
    """The day of each date of a column: '2024-03-01'."""
    return dates_of(values).dt.strftime("%Y-%m-%d").rename("day")

''',
    "blank": r'''def blank(values):
    """Which values of a column are missing: nothing, or only blanks."""
    return values.isna() | (values.astype(str).str.strip() == "")

''',
    "above_mean": r'''def above_mean(values):
    """Which numbers of a column are above their average."""
    return numbers(values) > numbers(values).mean()

''',
    "either": r'''def either(values, *wanted):
    """Which values are one of these words or numbers, in any casing."""
    found = equal(values, wanted[0])
    for word in wanted[1:]:
        found |= equal(values, word)
    return found

''',
    "having": r'''def having(df, word):
    """The rows in which some column is this word, also in the plural, or of which a column says
    that they are so ('paid', 'unpaid', 'open'), or which contain the word."""
    text = df.map(lambda v: str(v).strip().lower())
    wanted = word.strip().lower()
    ways = {wanted, wanted + "s", wanted + "es"}
    ways |= {re.sub(end, "", wanted) for end in ("s$", "es$", "[a-z]es$") if len(wanted) > 4}
    sexes = {"female": "f", "woman": "f", "women": "f", "girl": "f", "male": "m", "man": "m",
        "men": "m", "boy": "m"}
    sexed = [c for c in df.columns if re.search("^(sex|gender|geschlecht)$", str(c).strip(), re.I)]
    letter = sexes.get(wanted.removesuffix("s"))
    bare = folded(word)
    one = wanted.removesuffix("s") if len(wanted) > 3 else wanted
    for n, fits in enumerate((wanted.__eq__, ways.__contains__,
            lambda v: re.search(rf"\b{re.escape(one)}", v) is not None,
            lambda v: len(bare) > 2 and folded(v) == bare)):
        if n == 1 and len(df) and (found := state(df, word)) is not None:
            return df[found]
        if n == 1 and sexed and letter:
            return df[text[sexed[0]].str[:1].isin([letter, "w" if letter == "f" else letter])]
        found = text.map(lambda v: bool(fits(v)))
        if found.any(axis=None):
            places = [str(c) for c in df.columns if found[c].any()]
            print(f"({word} stands in the column {' and '.join(places)}.)")
            return df[found.any(axis=1)]
    print(f"(No row has {word}.)")
    return df.iloc[:0]

''',
    "value_column": r'''def value_column(df):
    """The column with the figures, when nobody says which: amounts before counts, no codes."""
    usual = ("amount total price cost revenue sum value sales paid spent fee betrag umsatz preis "
        "income salary turnover gross net eur usd profit budget balance score points visitors "
        "hours distance temp quantity qty count units").split()
    unit = r"[€$£]?\s?[-+]?\d[\d.,]*\s?[^\W\d]{1,8}\.?|[A-Z]{3} [-+]?\d[\d.,]*"
    def figures(values):
        there = values.dropna().astype(str).str.strip()
        return numeric(values) or (len(there) > 0 and there.str.fullmatch(unit).all())
    found = [c for c in df.columns if len(df[c].dropna()) and figures(df[c])]
    codes = r"(^|[_\W])(id|no|nr|num|number|year|month|day|zip|plz|postcode|phone|code|index)$|Id$"
    found = [c for c in found if not re.search(codes, str(c))]
    found = found or [c for c in df.columns if blank(df[c]).all()
        and (df.empty or any(u in str(c).lower() for u in usual))]
    if not found:
        raise KeyError(f"no column of figures; columns: {', '.join(map(str, df.columns))}")
    best = next((c for u in usual for c in found if u in str(c).lower()), found[-1])
    if len(found) > 1:
        print(f"(The figures are taken from the column {best}.)")
    return best

''',
    "date_column": r'''def date_column(df):
    """The column with the dates, or else with months or years, when nobody says which."""
    def dated(values):
        there = values.dropna().astype(str).str.strip()
        there = there[there != ""]
        looks = there.str.contains(r"\d.*[-./ ].*\d|[A-Za-z]{3}.*\d{4}").mean() if len(there) else 0
        return looks > 0.8 and not numeric(there) and dates_of(there).notna().mean() > 0.8
    born = r"birth|born|(^|\b|_)dob($|\b|_)|geburt|geboren"
    found = [c for c in df.columns if dated(df[c])]
    found = [c for c in found if not re.search(born, str(c), re.I)] or found
    if len(found) > 1:
        print(f"(The dates are taken from the column {found[0]}.)")
    found = found or [c for c in df.columns if month_names(df[c]) is not None]
    years = r"[12]\d{3}(\.0)?"
    found = found or [c for c in df.columns if len(there := df[c].dropna().astype(str))
        and there.str.fullmatch(years).all() and not re.search("id$|nr$|no$|code", str(c), re.I)]
    if found:
        return found[0]
    if df.empty:
        named = (c for c in df.columns if re.search("date|day|when|time|datum", str(c), re.I))
        return next(named, df.columns[0])
    raise KeyError(f"no column of dates; columns: {', '.join(map(str, df.columns))}")

''',
    "word_column": r'''def word_column(df):
    """The column to group by, when nobody says which: words that occur more than once."""
    words = [c for c in df.columns if len(df[c].dropna()) and not numeric(df[c])]
    words = [c for c in words if df[c].nunique() > 1] or words
    if not words:
        raise KeyError(f"no column of words; columns: {', '.join(map(str, df.columns))}")
    usual = "category kind type group art kategorie item product name".split()
    named = [c for u in usual for c in words if u in str(c).lower()]
    return named[0] if named else min(words, key=lambda c: df[c].nunique())

''',
    "all_of": r'''def all_of(df, col, word):
    """Print what stands in a column in the rows of a word."""
    found = list(dict.fromkeys(df[col].dropna().astype(str)))
    print(f"{col} of {word}: {', '.join(found) or 'nothing stands there'}")

''',
    "different_rows": r'''def different_rows(df, other):
    """The rows that stand in one of two tables only, and in which."""
    other = other.rename(columns={c: column(df, c) for c in other.columns})
    both = df.merge(other, how="outer", indicator="in")
    both["in"] = both["in"].map({"left_only": "first only", "right_only": "second only"})
    return both.dropna(subset="in")

''',
    "with_row": r'''def with_row(df, values):
    """The table with one more row; values that are missing stay empty."""
    if len(values) > len(df.columns):
        raise ValueError(f"{len(values)} values, but {len(df.columns)} columns")
    row = dict(zip(df.columns, values))
    made = pd.concat([df, pd.DataFrame([row])], ignore_index=True)
    made.attrs.update(df.attrs)
    return made

''',
    "markdown": r'''def markdown(df):
    """A table in Markdown."""
    rows = [list(map(str, df.columns)), ["---"] * len(df.columns)]
    rows += df.fillna("").astype(str).to_numpy().tolist()
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        for row in rows)

''',
    "tables_in": r'''def tables_in(folder):
    """The table files of a folder, by name."""
    kinds = ("csv", "tsv", "xlsx", "xls")
    return [p for p in sorted(folder.iterdir()) if p.suffix.lower()[1:] in kinds]

''',
    "save_sheets": r'''def save_sheets(files, name):
    """Save each table as a sheet of one Excel file."""
    path = free(Path(name).with_suffix(".xlsx"))
    with pd.ExcelWriter(path) as out:
        for p in files:
            typed(read_table(p)).to_excel(out, sheet_name=p.stem[:31], index=False)
    print(f"Saved {told(files)} as sheets of {path}.")

''',
    "items_of": r'''def items_of(data):
    """The items of a JSON file: its list, or the list in it, or its fields."""
    while isinstance(data, dict) and any(isinstance(v, list) for v in data.values()):
        data = next(v for v in data.values() if isinstance(v, list))
    return data

''',
    "keys_of": r'''def keys_of(data):
    """The names of the fields of a JSON object, or of the objects of a list."""
    if isinstance(data, list):
        return list(dict.fromkeys(k for item in data if isinstance(item, dict) for k in item))
    return list(data) if isinstance(data, dict) else []

''',
    "set_field": r'''def set_field(data, name, text):
    """Set a field such as 'port' or 'server.port'; numbers, true and false are understood."""
    *way, last = name.split(".")
    for key in way:
        data = data[key] if isinstance(data, dict) and key in data else json_value(data, key)
    near = [k for k in data if k.lower() == last.lower()]
    old = data.get(near[0] if near else last)
    words = {"true": True, "false": False, "null": None}
    value = words[text.lower()] if text.lower() in words else text
    if not isinstance(old, str) and re.fullmatch(r"-?\d+(\.\d+)?", text):
        value = float(text) if "." in text else int(text)
    data[near[0] if near else last] = value

''',
    "sums_by": r'''def sums_by(df, col, by):
    """The total of a column for each value of another, in the order of the table."""
    return numbers(df[col]).groupby(df[by], sort=False).sum()

''',
    "bars": r'''def bars(values, sideways=False):
    """A bar for each value, its name below it."""
    names = values.index.astype(str)
    if sideways:
        plt.barh(names, values)
        plt.gca().invert_yaxis()
        return
    plt.bar(names, values)
    plt.xticks(rotation=45, ha="right")

''',
    "lines_of": r'''def lines_of(df, by, *columns):
    """A line for each column against another one, or row by row; several rows are added up."""
    for name in columns:
        if by:
            draw_line(along(df, name, by).sum(min_count=1), name)
        else:
            plt.plot(range(1, len(df) + 1), numbers(df[name]), label=name)
    plt.xticks(rotation=45)
    if len(columns) > 1:
        plt.legend()

''',
    "pie": r'''def pie(values):
    """A slice for each value, with its name and percentage."""
    values = values[values > 0].sort_values(ascending=False)
    if values.empty:
        print("(No row is left to be drawn.)")
        return
    plt.pie(values, labels=values.index.astype(str), autopct="%1.1f%%")

''',
    "stack": r'''def stack(df, col, by, parts):
    """Stacked bars: the total of a column for each value of `by`, cut up by `parts`."""
    table = df.assign(**{col: numbers(df[col])}).pivot_table(
        col, by, parts, "sum", fill_value=0, sort=False)
    if table.empty:
        print("(No row is left to be drawn.)")
        return
    table.plot.bar(stacked=True, ax=plt.gca())
    plt.xticks(rotation=45, ha="right")

''',
    "side_by_side": r'''def side_by_side(df, by, *columns):
    """Bars of several columns beside each other, for each value of another one."""
    table = df[list(columns)].apply(numbers).groupby(df[by], sort=False).sum()
    if table.empty:
        print("(No row is left to be drawn.)")
        return
    table.plot.bar(ax=plt.gca())
    plt.xticks(rotation=45, ha="right")

''',
    "boxes": r'''def boxes(groups):
    """A box plot for each group of numbers."""
    plt.boxplot([values.dropna() for values in groups.values()])
    plt.xticks(range(1, len(groups) + 1), map(str, groups))

''',
    "heat": r'''def heat(df):
    """The correlations between the number columns, as colours."""
    table = typed(df).select_dtypes("number").corr()
    plt.imshow(table, cmap="coolwarm", vmin=-1, vmax=1)
    plt.colorbar()
    plt.xticks(range(len(table)), table.columns, rotation=45, ha="right")
    plt.yticks(range(len(table)), table.columns)

''',
    "trend": r'''def trend(x, y):
    """Points, and the straight line that lies closest to them."""
    plt.scatter(x, y)
    there = x.notna() & y.notna()
    if there.sum() > 1 and x[there].nunique() > 1:
        slope = y[there].cov(x[there]) / x[there].var()
        start = y[there].mean() - slope * x[there].mean()
        ends = [x[there].min(), x[there].max()]
        plt.plot(ends, [start + slope * end for end in ends], color="red")

''',
}
