"""Small functions that read and write texts and tables, which answers carry along."""
# ruff: noqa: E501 - backslashes are doubled here; in the answers the lines are shorter

DEFINITIONS = {
    "encoding_of": '''\
def encoding_of(raw):
    """The name of the encoding in which bytes are written."""
    for mark, name in ((b"\\xef\\xbb\\xbf", "UTF-8 with a mark"), (b"\\xff\\xfe", "UTF-16")):
        if raw.startswith(mark):
            return name
    if raw.isascii():
        return "ASCII (which is UTF-8, too)"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "an older one, probably Windows-1252 (Latin-1)"
    return "UTF-8"

''',
    "read": '''\
def read(path):
    """The text of a file, in UTF-8 or an older encoding."""
    raw = path.read_bytes()
    wide = raw[:2] in (b"\\xff\\xfe", b"\\xfe\\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")

''',
    "write": '''\
def write(path, text):
    """Save the text as UTF-8, line endings as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")

''',
    "times": '''\
def times(n, thing):
    """'1 line', '2 lines', '2,000 lines'."""
    return f"{n:,} {thing}" + ("" if n == 1 else "s")

''',
    "read_table": '''\
def read_table(path):
    """A table from CSV, TSV, JSON or Excel; every value stays as it is written."""
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xls", ".xlsm", ".ods"):
        every = sheets_of(path)
        name = next(iter(every), None)
        if len(every) > 1:
            print(f"(The sheet {name} is read; there are {', '.join(every)}.)")
        df = every[name] if every else pd.DataFrame()
        df.attrs["sheets"] = {other: list(every[other].columns) for other in list(every)[1:]}
        return df
    text = read(path)
    if ending in (".json", ".jsonl"):
        text = text if ending == ".json" else f"[{','.join(text.strip().splitlines())}]"
        rows = json.loads(text, parse_int=str, parse_float=str)
        while isinstance(rows, dict) and any(isinstance(v, list) for v in rows.values()):
            rows = next(v for v in rows.values() if isinstance(v, list))
        df = pd.json_normalize(rows)
        return df.map(lambda v: v if isinstance(v, list) or pd.isna(v) else str(v))
    separator, above = heading(text)
    lines = text.splitlines(keepends=True)
    text = "".join(lines[above:])
    df = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, skipinitialspace=True)
    df.columns = df.columns.str.strip()
    df.attrs.update(separator=separator, above="".join(lines[:above]))
    return df

''',
    "column": r'''def column(df, name):
    """The column meant by a name: in any casing, in part, nearly spelled, or a usual other word."""
    wanted = folded(name)
    names = {folded(c): c for c in df.columns}
    near = [] if name in df.columns or wanted in names else near_columns(df, name)
    if name not in df.columns and wanted not in names and not near:
        there = f"no column {name}; columns: {', '.join(map(str, df.columns))}"
        others = df.attrs.get("sheets", {}).items()
        sheet = next((s for s, names in others if wanted in map(folded, names)), None)
        raise KeyError(there + (f"; it is in the sheet {sheet}" if sheet else ""))
    found = name if name in df.columns else names[wanted] if wanted in names else near[0]
    if folded(found) != wanted:
        print(f"({name} is taken to be the column {found}.)")
    return found

''',
    "parsed": r'''def parsed(values):
    """A column as numbers where they are some: '1,234.50', '1.234,50', '12 €' and '5%'."""
    if pd.api.types.is_numeric_dtype(values):
        return values
    text = values.astype(str).str.replace(r"[^\d,.\-]", "", regex=True)
    if text.str.contains(r",\d{1,2}$").any():
        text = text.str.replace(".", "").str.replace(",", ".")
    return pd.to_numeric(text.str.replace(",", ""), errors="coerce")

''',
    "numbers": r'''def numbers(values):
    """A column as numbers, also with currencies and units; a column of something else is refused."""
    made = parsed(values)
    there = values.dropna().astype(str).str.strip()
    there = there[there != ""]
    figure = r"\W*[^\W\d]{0,4}\W{0,3}\d[\d.,'’ ]*\W?[^\W\d]{0,12}\W*(/\s?\w+)?"
    if len(there) and (made[there.index].notna() & there.str.fullmatch(figure)).mean() < 0.5:
        raise KeyError(f"the column {values.name} holds no figures, but {there.iloc[0]}")
    return made

''',
    "numeric": '''\
def numeric(values):
    """Whether a column holds numbers (and not codes such as 00123 or dates)."""
    text = values.dropna().astype(str).str.strip()
    fits = text.str.fullmatch(r"[-+]?[€$£]?\\s?[\\d.,]*\\d\\s?[%€$£]?")
    dates = text.str.fullmatch(r"\\d{1,2}\\.\\d{1,2}\\.(\\d{2}|\\d{4})?").any()
    return len(text) > 0 and bool(fits.all()) and not dates and not text.str.match(r"0\\d").any()

''',
    "ordered": '''\
def ordered(values):
    """What to sort a column by: numbers, dates or words in any casing."""
    if numeric(values):
        return numbers(values)
    if (names := calendar_names(values)) is not None:
        return names
    if values.dropna().astype(str).str.contains(r"\\d").all():
        first = values.astype(str).str.extract(r"^(\\d{1,2})[./-](?!\\d{4})")[0].astype(float)
        dotted = values.astype(str).str.match(r"\\d{1,2}\\.").any() or first.max() > 12
        dates = pd.to_datetime(values, errors="coerce", format="mixed", dayfirst=bool(dotted))
        if dates.notna().sum() == values.notna().sum():
            return dates
    return values.astype(str).str.lower()

''',
    "equal": r'''def equal(values, word):
    """Which values are this word or number, in any casing; or else in the plural, or as a yes."""
    text, wanted = values.astype(str).str.strip().str.lower(), word.strip().lower()
    same = text == wanted
    if same.any():
        return same
    if numeric(pd.Series([word])):
        return parsed(values) == parsed(pd.Series([word]))[0]
    answer = truths(pd.Series([word]))
    if answer is not None and (found := truths(values)) is not None:
        return (found == answer[0]) & ~blank(values)
    if (found := truths(values)) is not None and says(values.name, word):
        return found
    names = values.fillna("").astype(str).map(folded)
    one = folded(word)
    for fits in (one.__eq__, lambda v: len(one) > 3 and v and one in (f"{v}s", f"{v}es", v + v[-1:] + "es")
            or len(v) > 3 and v in (f"{one}s", f"{one}es")):
        if (same := names.map(lambda v: bool(fits(v))).astype(bool)).any():
            return same
    return same

''',
}
