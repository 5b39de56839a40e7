"""Small functions about several tables at once that answers carry along."""

DEFINITIONS = {
    "tables_of": r'''def tables_of(text, word=""):
    """The tables that a list means: 'September, October and November', '2024 and 2025', 'week 45
    and 46'; of those with a word in their names or folders, when there are any."""
    kinds = ("csv", "tsv", "xlsx", "xls")
    rest = [p for p in Path(".").rglob("*") if "/." not in f"/{p.as_posix()}" and p.is_file()]
    every = sorted(p for p in rest if p.suffix.lower()[1:] in kinds)
    pools = [[p for p in every if about(Path(p.name), word)], [p for p in every if about(p, word)]]
    pools = pools if pools[1] else [every]
    months = ("january february march april may june july august september october november "
        "december").split()
    lead = ""
    def fits(p, item):
        parts = re.findall(r"[^\W\d_]+|\d+", item.lower())
        named = len(parts[0]) > 2 and any(month.startswith(parts[0]) for month in months)
        if named and months_in(p):
            return in_month(p, item)
        names = [re.sub("s$", "", w).lstrip("0")
            for w in re.findall(r"[^\W\d_]+|\d+", p.stem.lower())]
        return all(re.sub("s$", "", part).lstrip("0") in names for part in parts)
    found = []
    for item in listed(text):
        if re.fullmatch(r"\d+", item) and lead:
            item = f"{lead} {item}"
        some = next((s for pool in pools if (s := [p for p in pool if fits(p, item)])), [])
        if not some:
            raise FileNotFoundError(f"no table is called {item}; here: {told(pools[-1])}")
        lead = "".join(re.findall(r"^([^\W\d_]+) ?\d+$", item)) or lead
        found += [p for p in some if p not in found]
    print(f"Put together: {told(found)}.")
    return found

''',
    "told_totals": r'''def told_totals(df, other, col):
    """Print the total of a column in two tables, the difference, also in percent."""
    first = numbers(df[col]).sum()
    second = numbers(other[column(other, col)]).sum()
    print(f"Total of {col} in the first table: {figure(first)}")
    print(f"Total of {col} in the second table: {figure(second)}")
    percent = f", that is {(second - first) / first:+.1%}" if first else ""
    print(f"Difference: {figure(second - first)}{percent}.")

''',
}
