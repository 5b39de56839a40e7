"""Small functions that choose rows by what people say of them, and tell several figures at once."""

DEFINITIONS = {
    "near_columns": r'''def near_columns(df, name):
    """Columns that may be meant by a name, the likeliest first: they begin so, or contain it, or
    are contained in it, are nearly spelled so, or are a usual other word for it."""
    wanted, said = folded(name), [folded(w) for w in re.findall(r"\w+", name)]
    bare = re.sub("^(un|non)(?=[a-z]{4})", "", wanted)
    words = {c: [folded(w) for w in re.findall(r"[^\W\d_]+|\d+",
        re.sub(r"([a-z])([A-Z])", r"\1 \2", str(c)))] for c in df.columns}
    def begins(parts, text):
        return any("".join(parts[n:]).startswith(text) for n in range(len(parts)))
    near = [c for c in words if len(wanted) > 1 and wanted in words[c] or len(wanted) > 2
        and (begins(words[c], wanted) or (len(wanted) > 4 and wanted in folded(c)))]
    near.sort(key=lambda c: wanted not in words[c])
    within = [c for c in words if len(folded(c)) > 2
        and (begins(said, folded(c)) or folded(c) == bare)]
    apart = [c for c in within if not any(
        c != other and folded(c) in folded(other) for other in within)]
    within = [] if len(apart) > 1 else within  # 'damaged pallets' names two columns, so none
    near += sorted(within, key=lambda c: -len(folded(c)))
    turned = sorted(folded(w) for w in re.findall(r"[^\W_]+", name))
    near = [c for c in words if sorted(words[c]) == turned] + near
    near += [c for c in words if alike(folded(c), wanted)]
    near += [c for c in words if len(wanted) > 4 and any(alike(w, wanted) for w in words[c])]
    begun = [c for c in words if len(os.path.commonprefix([folded(c), wanted])) > 3]
    near += begun if len(begun) == 1 else []
    usual = ("client customer kunde buyer", "phone telephone tel mobile telefon", "email mail",
        "date day datum", "price cost preis", "quantity qty menge pieces pcs", "amount betrag sum",
        "item product article artikel", "surname lastname familyname", "firstname forename vorname",
        "minutes minute mins min", "hours hour hrs h", "town city ort stadt",
        "zip postcode plz", "birthday birthdate born dob geburtstag")
    for each in [] if near else map(str.split, usual):
        if any(w in each or w.removesuffix("s") in each for w in (wanted, *said)):
            near += [c for c in words if folded(c) in each or set(words[c]) & set(each)]
    return near

''',
    "truths": r'''def truths(values):
    """The yes of a column of yes and no (also 1 and 0, x and nothing); None for other columns."""
    text = values.fillna("").astype(str).str.strip().str.lower().str.removesuffix(".0")
    yes, no = "yes y true 1 x ok done ja j oui si sí ✓ ✔".split(), "no n false 0 - nein non".split()
    said = set(text) - {""}
    if not said or said - {*yes, *no}:
        return None
    return text.isin(yes)

''',
    "says": r'''def says(name, word):
    """Whether the name of a column speaks of a word: 'paid_on' of 'paid', 'pay' and 'payment'."""
    roots = {"pay": "paid", "payed": "paid", "payment": "paid", "send": "sent", "complete": "done",
        "completed": "done", "finish": "done", "finished": "done"}
    parts = re.findall(r"[^\W\d_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", str(name)).lower())
    def same(one, other):
        one, other = roots.get(one, one), roots.get(other, other)
        shared = len(os.path.commonprefix([one, other]))
        return one == other or (shared > 4 and shared >= min(len(one), len(other)) - 2)
    wanted = re.findall(r"[^\W\d_]+", word.lower())
    return bool(wanted) and all(any(same(w, part) for part in parts) for w in wanted)

''',
    "state": r'''def state(df, word, so=True):
    """The rows that are 'paid', 'unpaid', 'finished' or 'open' (or are not `so`) as a column of yes
    and no, of dates that may be missing, or of states says; None when no column speaks of it."""
    word = word.strip().lower()
    ends = ["paid", "done", "closed", "resolved", "settled", "delivered", "returned", "answered"]
    bare = re.sub("^(un|non|in|not)[- ]?(?=[a-z]{4})", "", word)
    ways = [([word], so)] + [([bare], not so)] * (bare != word)
    ways += [(ends, not so)] * (word in ("open", "outstanding", "pending", "unsettled"))
    for c, wanted in [(c, wanted) for words, wanted in ways for c in df.columns
            if any(says(c, w) for w in words)]:
        yes = truths(df[c])
        dated = blank(df[c]).any() and dates_of(df[c].dropna()).notna().mean() > 0.8
        if yes is None and dated and not numeric(df[c]):
            yes = ~blank(df[c])
        if yes is not None:
            no = ~yes & ~blank(df[c])
            print(f"(The column {c} says {'yes' if wanted else 'no' if no.any() else 'nothing'}.)")
            return yes if wanted else no if no.any() else ~yes
    for c in df.columns if bare != word else ():
        text = df[c].fillna("").astype(str).str.strip().str.lower()
        if (text == bare).any() and not (text == word).any():
            print(f"(The column {c} says {'something else than ' if so else ''}{bare}.)")
            return (text != bare) if so else (text == bare)
    return None

''',
    "having_either": r'''def having_either(df, *words):
    """The rows in which some column is one of these words."""
    found = set().union(*(having(df, word).index for word in words))
    return df[df.index.isin(found)]

''',
    "lacking": r'''def lacking(df, word):
    """The rows in which no column is this word, or of which a column says that it is not so."""
    written = df.map(lambda v: str(v).strip().lower() == word.strip().lower())
    found = None if written.any(axis=None) or df.empty else state(df, word, False)
    if found is not None:
        return df[found]
    others = having(df, word)
    whole = list(df.index) == list(range(len(df)))
    if others.empty and len(df) and whole:
        raise KeyError(f"nothing says {word}; columns: {', '.join(map(str, df.columns))}")
    return df.drop(others.index)

''',
    "on_day": r'''def on_day(values, text):
    """Which dates of a column are this day; where no year is said, in any year."""
    dates, wanted = dates_of(values).dt.normalize(), moment(text)
    if (dates == wanted).any() or not re.search(r"[^\W\d]", text) or re.search(r"\d{4}", text):
        return dates == wanted
    if re.search("today|yester|tomor", text.lower()):
        return dates == wanted
    return (dates.dt.month == wanted.month) & (dates.dt.day == wanted.day)

''',
    "years_of": r'''def years_of(df):
    """The year of each row, from the column of dates or of years."""
    return numbers(year_of(df[date_column(df)]))

''',
    "age_column": r'''def age_column(df):
    """The column of ages, or of birthdays, when nobody says which; the second is a yes for ages."""
    for pattern, old in ((r"(^|_|\b)(age|alter|years? old)($|_|\b)", True),
            (r"birth|born|(^|\b|_)dob($|\b|_)|geburt|geboren", False)):
        found = [c for c in df.columns if re.search(pattern, str(c), re.I) and len(df[c].dropna())]
        if found:
            if len(found) > 1:
                print(f"(The ages are taken from the column {found[0]}.)")
            return found[0], old
    return None, False

''',
    "ages_of": r'''def ages_of(df):
    """The age in full years of each row, from a column of ages or of birthdays."""
    col, old = age_column(df)
    if col is None:
        there = ", ".join(map(str, df.columns))
        raise KeyError(f"no column of ages or birthdays; columns: {there}")
    if old:
        return numbers(df[col])
    if numeric(df[col]):
        return date.today().year - numbers(df[col])
    return years_old(df[col])

''',
    "oldest_first": r'''def oldest_first(df):
    """The rows from the highest age down, or in the order of their dates."""
    col, old = age_column(df)
    col = col or date_column(df)
    return df.sort_values(col, key=ordered, ascending=not old, kind="stable")

''',
    "newest_first": r'''def newest_first(df):
    """The rows from the lowest age, or the latest date, on."""
    col, old = age_column(df)
    col = col or date_column(df)
    return df.sort_values(col, key=ordered, ascending=old, kind="stable")

''',
    "longest_there": r'''def longest_there(df):
    """The rows of those who have been there longest first, by when they came."""
    named = [c for c in df.columns if re.search(
        "join|since|member|entry|enter|hired|start|began|begin|moved|seit|eintritt", str(c), re.I)]
    found = [c for c in named if dates_of(df[c].dropna()).notna().mean() > 0.8]
    col = found[0] if found else date_column(df)
    print(f"(The column {col} says since when.)")
    return df.sort_values(col, key=ordered, kind="stable")

''',
    "figures_by": r'''def figures_by(df, col, by, *wanted):
    """Some figures of a column ("sum", "mean", "std" ...) for each value of another."""
    groups = numbers(df[col]).groupby(df[by])
    made = {name: groups.size() if name == "count" else groups.agg(name) for name in wanted}
    return pd.DataFrame(made).round(2).reset_index()

''',
    "month_names": r'''def month_names(values):
    """Which month each value names, 1 to 12: 'Jan', 'july'; None when others stand there, too."""
    full = ("january february march april may june july august september october november "
        "december sept").split()
    text = values.dropna().astype(str).str.strip().str.lower().str.rstrip(".")
    text = text[text != ""]
    if text.empty or not text.map(lambda v: v in full or v in [name[:3] for name in full]).all():
        return None
    numbered = {name[:3]: n for n, name in enumerate(full[:12], 1)}
    return values.astype(str).str.strip().str.lower().str[:3].map(numbered)

''',
}
