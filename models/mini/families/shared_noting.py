"""Small functions about lists, diaries and logs: days in lines, what is done, figures in lists."""

# ruff: noqa: E501 - some patterns are long
DEFINITIONS = {
    "count_lines": r'''def count_lines(lines, *wanted):
    """Print how many lines contain each of some texts."""
    for each in wanted:
        n = sum(each.lower() in line.lower() for line in lines)
        print(f"{each}: {times(n, 'line')}")

''',
    "is_done": r'''def is_done(line):
    """Whether a line is marked as done: ticked, crossed out, or with a word for it."""
    if re.search(r"\b(?:not|never|isn't|nicht)(?: yet| been)* (?:done|finished|completed|erledigt)\b", line, re.I):
        return False
    return bool(re.search(r"\[[xX✓]\]|[✓✔☑]|~~|\b(?:done|finished|completed|closed|fixed|resolved|erledigt)\b", line, re.I))

''',
    "figure_set": r'''def figure_set(lines, wanted, new):
    """The lines with another number on the one line that contains a word, and the number before."""
    shape = r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-]|[.,]\d)"
    there = [n for n, line in enumerate(lines) if wanted.lower() in line.lower() and re.search(shape, line)]
    whole = rf"(?<!\w){re.escape(wanted)}(?!\w)"
    there = [n for n in there if re.search(whole, lines[n], re.I)] or there
    if len(there) != 1:
        raise LookupError(f"{len(there)} lines with {wanted} and a number are there, it must be one")
    line = lines[there[0]]
    behind = line.lower().index(wanted.lower()) + len(wanted)
    found = [m for m in re.finditer(shape, line)]
    found = [m for m in found if m.start() >= behind] or found[-1:]
    money = [m for m in found if re.match(r" ?(?:€|\$|£|eur|chf|usd)", line[m.end():], re.I) or line[:m.start()].rstrip()[-1:] in "€$£"]
    start, end = (money or found)[0].span()
    made = line[:start] + new + line[end:]
    return [*lines[:there[0]], made, *lines[there[0] + 1:]], line[start:end]

''',
    "line_day": r'''def line_day(line, year):
    """The first day that a line names, in whatever form, without a year of that year; else None."""
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    name = rf"(?P<name>{'|'.join(months)})[a-z]*"
    shapes = (r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)",
        r"(?<![\d.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4}|\d\d)?(?!\d)",
        r"(?<!\d)(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})(?!\d)",
        rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th)?[-/. ]+{name}(?:[-/., ]+(?P<y>\d{{4}}))?(?!\w)",
        rf"\b{name}\.? +(?P<d>\d\d?)(?:st|nd|rd|th)?(?:,? +(?P<y>\d{{4}})(?!\d))?(?!\w)")
    found = sorted((m for shape in shapes for m in re.finditer(shape, line, re.I)), key=lambda m: m.start())
    for part in (m.groupdict() for m in found):
        month = months.index(part["name"].lower()) + 1 if part.get("name") else int(part["m"])
        y = int(part.get("y") or year)
        try:
            return date(y + 2000 if y < 100 else y, month, int(part["d"]))
        except ValueError:
            continue
    return None

''',
    "between_days": r'''def between_days(line, first, last=None):
    """Whether the first day that a line names lies between two days, both included, or since one."""
    found = line_day(line, first.year)
    first, last = (first, last or date.max) if not last or first <= last else (last, first)
    return bool(found and first <= found <= last)

''',
    "today_in_front": r'''def today_in_front(content, text):
    """A line with today's date in front, in the form that the dates in front of other lines have."""
    months = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    shape = rf"^((?:[-*] )?)(\d{{4}}-\d\d-\d\d|\d\d?\.\d\d?\.\d{{4}}|\d\d?\.? {months} \d{{4}})(:? +|[:;,]? *[-–] *|; *|, *|\t)(?=\S)"
    found = re.findall(shape, text, re.M)
    mark, example, gap = found[-1] if found else ("", "2026-01-02", " ")
    return f"{mark}{date_like(date.today(), example)}{gap}{content}"

''',
    "by_day_named": r'''def by_day_named(files):
    """Files in the order of the dates in their names, oldest first; by their numbers where none has
    a date, else of the last change."""
    def when(p):
        name = re.sub(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", r"\1-\2-\3", p.stem).replace("_", "-")
        days = line_day(re.sub(r"-(?=[A-Za-z])|(?<=[A-Za-z])-", " ", name), changed(p).year)
        return days or next(iter(months_in(p)), None)
    numbers = {p: [int(n) for n in re.findall(r"\d+", p.stem)] for p in files}
    if all(numbers.values()) and not any(when(p) for p in files):
        return sorted(files, key=lambda p: (numbers[p], p.as_posix()))
    return sorted(files, key=lambda p: (when(p) or changed(p), numbers[p], p.as_posix()))

''',
}
