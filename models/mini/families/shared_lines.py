"""Small functions about words that are sought, and about lines of logs, lists and many files."""

# ruff: noqa: E501 - some patterns are long
DEFINITIONS = {
    "as_written": r'''def as_written(wanted, *files):
    """A text as it stands in files: 'errors' is 'error' where only that is there, 'cafe' 'café'."""
    return nearest_text(wanted, "\n".join(read(p) for p in files if is_text(p)))

''',
    "nearest_text": r'''def nearest_text(wanted, text):
    """A text as it stands in another: itself, in the singular or plural, with other accents."""
    text = text.lower()
    start, _, last = wanted.lower().rpartition(" ")
    if not last or wanted.lower() in text:
        return wanted
    more = [last[:-3] + "y"] if last.endswith("ies") else [last[:-1]] if last.endswith("s") else []
    more += [last[:-2]] if last.endswith("es") else [f"{last}s"] if not more else []
    more += ["warn"] if last in ("warning", "warnings") else []
    more = [word for word in more if len(word) > 2]
    more += [last[:-1] + "ies"] if last.endswith("y") else []
    for each in more:
        if f"{start} {each}".strip() in text:
            return f"{start} {each}".strip()
    parts = re.findall(r"[^\W_]+", wanted)
    shape = r"[\W_]*".join(map(re.escape, parts)) if len(parts) > 1 else ""
    if shape and (found := re.search(shape, text, re.I)):
        return found[0]
    same = [word for word in set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", text)) if folded(word) == folded(wanted)]
    return same[0] if same else wanted

''',
    "as_in": r'''def as_in(text, old, new):
    """What is replaced and by what, in the spelling of a text when only casing or blanks differ."""
    if old in text:
        return old, new
    names = dict(zip(map(str, range(2, 13)),
        "two three four five six seven eight nine ten eleven twelve".split()))
    spoken = [re.sub(r"\b\d+\b", lambda m: names.get(m[0], m[0]), each) for each in (old, new)]
    if spoken[0] != old and spoken[0] in text:
        return spoken[0], spoken[1]
    shape = r"\s*".join(re.escape(part) for part in re.findall(r"\w+|[^\w\s]", old))
    left, right = (r"(?<!\w)" if old[:1].isalnum() else ""), (r"(?!\w)" if old[-1:].isalnum() else "")
    found = set(re.findall(left + shape + right, text, re.I)) if shape else set()
    if len(found) != 1:
        return old, new
    there = found.pop()
    one, two, three = old.split(), there.split(), new.split()
    if len(one) == len(two) == len(three):
        gaps = re.findall(r"\s+", there) + [""]
        kept = [b if a == c else c for a, b, c in zip(one, two, three)]
        return there, "".join(word + gap for word, gap in zip(kept, gaps))
    if len(one) == 1 and there[:1].isupper() and there[1:].islower():
        new = new[:1].upper() + new[1:]
    return there, new

''',
    "each_once": r'''def each_once(lines):
    """The lines without those that come again, blanks at their ends aside; blank lines stay."""
    seen = set()
    return [line for line in lines
        if not line.strip() or not (line.rstrip() in seen or seen.add(line.rstrip()))]

''',
    "section_of": r'''def section_of(lines, wanted):
    """The part of a text under a heading that has some words, up to the next such heading."""
    def level(n):
        if found := re.match(r"(#{1,6})\s", lines[n]):
            return len(found[1])
        under = lines[n + 1].strip() if n + 1 < len(lines) else ""
        if len(under) > 2 and set(under) in ({"="}, {"-"}) and lines[n].strip():
            return 1 if "=" in under else 2
        plain = lines[n].strip()
        return 7 if plain and len(plain) < 60 and (plain.endswith(":") or plain.isupper()) else 0
    heads = [(n, level(n)) for n in range(len(lines)) if level(n)]
    for n, depth in heads:
        if wanted.lower() in lines[n].lower():
            end = next((m for m, other in heads if m > n and other <= depth), len(lines))
            return lines[n:end]
    return []

''',
    "open_items": r'''def open_items(lines):
    """The items of a checklist that are not ticked: those with an empty box, or without a mark."""
    boxes = [line for line in lines if re.match(r"\s*(?:[-*+]\s*)?\[ ?\]", line)]
    if boxes or any(re.match(r"\s*(?:[-*+]\s*)?\[[xX✓]\]", line) for line in lines):
        return boxes
    ticked = r"\s*(?:[-*+]\s*)?(?:x |X |✓|✔|☑|~~|done\b|erledigt\b)|.*(?:✓|✔|☑|\bdone\b|\berledigt\b)\W*$"
    return [line for line in lines if line.strip() and line[:1] != "#" and not re.match(ticked, line, re.I)]

''',
    "replaced": r'''def replaced(text, old, new):
    """The text with another replaced, and how often: a number only as a whole one; in another
    casing or with other blanks where it stands in one such way alone. Also a column of a table."""
    if not isinstance(text, str):
        return column_replaced(text, old, new)
    old, new = as_in(text, old, new)
    left = r"(?<!\d)(?<!\d[.,])" if old[:1].isdigit() else ""
    right = r"(?!\d|[.,]\d)" if old[-1:].isdigit() else ""
    made, n = re.subn(left + re.escape(old) + right, lambda m: new, text)
    if n or re.fullmatch(r"[1-9][\d.,]*", old):
        return made, n
    return text.replace(old, new), text.count(old)

''',
    "save_replaced": r'''def save_replaced(files, old, new):
    """Replace a text in all text files that have it, and say how often that was."""
    done, n = [], 0
    for p in files:
        if is_text(p) and old in read(p):
            text, count = replaced(read(p), old, new)
            write(p, text)
            done, n = [*done, p], n + count
    print(f"Replaced {times(n, 'occurrence')} of {old} by {new} in {told(done)}.")

''',
    "uncommented": r'''def uncommented(lines):
    """The lines without those that begin with #."""
    return [line for line in lines if not line.lstrip().startswith("#")]

''',
    "show_share": r'''def show_share(path, lines, wanted):
    """Print how many lines a file has, and how many of them contain a text."""
    n = sum(wanted.lower() in line.lower() for line in lines)
    print(f"{path} has {times(len(lines), 'line')}, {n} of them with {wanted}.")

''',
    "level_in": r'''def level_in(line):
    """The level of a line of a log, such as 'ERROR'; empty when it names none."""
    names = "FATAL CRITICAL SEVERE ERROR ERR WARNING WARN NOTICE INFO DEBUG TRACE VERBOSE"
    shape = rf"(?<!\w)({'|'.join(names.split())})(?!\w)"
    found = re.search(shape, line) or re.search(rf"(?<!\w)[\[(<]?{shape}[\])>:]", line, re.I)
    return found[1].upper() if found else ""

''',
    "count_levels": r'''def count_levels(*files):
    """Print how many lines of each level logs have, for each file and together."""
    files = [p for p in files if is_text(p)]
    total = Counter()
    for p in files:
        found = Counter(level for line in read(p).splitlines() if (level := level_in(line)))
        total += found
        print(f"{p}: {', '.join(f'{level} {n}' for level, n in found.most_common()) or 'no levels'}")
    if len(files) != 1:
        print(f"Together: {', '.join(f'{level} {n}' for level, n in total.most_common()) or 'none'}")

''',
    "start_of": r'''def start_of(line):
    """Who a line begins with: what stands before a colon, or the first word, without date or mark."""
    months = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    line = re.sub(rf"^\s*\d\d?(?:st|nd|rd|th|\.)? (?:{months})\b\.?,?(?: \d{{4}})?[\s,;:-]*", "", line, flags=re.I)
    line = re.sub(r"^\s*(?:[\[(]?[\d][\d:.,/T-]*(?:Z|am|pm)?[\])]?[\s,;-]*|[-*•>]\s+)+", "", line)
    line = re.sub(r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*,? +)?(?:" + months + r")\.? \d\d?(?:,? \d{4})?[\s,;:-]*(?:\d\d?:\d\d(?::\d\d)?[\s,;-]*)?", "", line, flags=re.I)
    named = re.match(r"([^:\d]{1,40}?)\s*(?:\([^)]*\)|\[[^\]]*\])?:(?:\s|$)", line)
    if named and len(named[1].split()) <= 4:
        return named[1].strip(" *_")
    first = re.match(r"[^\s,;:|]+", line)
    return first[0].strip("*_\"'") if first else ""

''',
    "hour_in": r'''def hour_in(line):
    """The hour that a line of a log names: '14:00'; '(no time)' without one."""
    found = re.search(r"(?<![\d:])(\d\d?):\d\d(?::\d\d)?(?!\d)|T(\d\d):\d\d|:(\d\d):\d\d:\d\d", line)
    return f"{int(next(filter(None, found.groups()))):02d}:00" if found else "(no time)"

''',
    "count_hours": r'''def count_hours(lines):
    """Print how many lines there are in each hour of the day."""
    for hour, n in sorted(Counter(hour_in(line) for line in lines if line.strip()).items()):
        print(f"{hour}: {n}")
    print(f"{times(sum(bool(line.strip()) for line in lines), 'line')} in all.")

''',
    "codes_in": r'''def codes_in(text):
    """The codes in a text, letters with digits behind them, each time: 'P0300', 'E-17', 'HTTP404'."""
    return re.findall(r"(?<![\w-])(?:[A-Z]{1,6}[-_]?\d{1,6}[A-Z]?|0x[0-9A-Fa-f]+)(?![\w-])", text)

''',
    "names_day": r'''def names_day(line, text):
    """Whether a line names a day, in whatever form; a day without a year fits in any year."""
    wanted, year = day(text), re.search(r"(?<!\d)\d{4}(?!\d)", text)
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    name = rf"(?P<name>{'|'.join(months)})[a-z]*"
    shapes = (r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)",
        r"(?<!\d)(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4}|\d\d)?(?!\d)",
        r"(?<!\d)(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})(?!\d)",
        rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th)?[-/. ]+{name}(?:[-/., ]+(?P<y>\d{{4}}))?(?!\w)",
        rf"\b{name}\.? +(?P<d>\d\d?)(?:st|nd|rd|th)?(?:,? +(?P<y>\d{{4}})(?!\d))?(?!\w)")
    for shape in shapes:
        for found in re.finditer(shape, line, re.I):
            part = found.groupdict()
            month = months.index(part["name"].lower()) + 1 if part.get("name") else int(part["m"])
            if (month, int(part["d"])) == (wanted.month, wanted.day) and (
                not year or not part["y"] or int(part["y"]) % 100 == wanted.year % 100):
                return True
    return False

''',
    "casing_ignored": r'''def casing_ignored(text, old, new):
    """The text with another one replaced in any casing, and how often that was."""
    return re.subn(re.escape(old), lambda m: new, text, flags=re.I)

''',
    "figure_changed": r'''def figure_changed(lines, wanted, old, new):
    """The lines with a number changed on those that contain a word, and how many that were."""
    shape = rf"(?<![\w.,]){re.escape(old)}(?!\w|[.,]\d)"
    made = [re.sub(shape, new, line) if wanted.lower() in line.lower() else line for line in lines]
    return made, sum(a != b for a, b in zip(lines, made))

''',
    "parted": r'''def parted(lines, wanted):
    """The lines without those that contain a text, and these."""
    taken = [line for line in lines if wanted.lower() in line.lower()]
    return [line for line in lines if wanted.lower() not in line.lower()], taken

''',
    "there_or_new": r'''def there_or_new(name):
    """A file that is named, or a new one when nothing is called so."""
    there = [p for p in (Path(name), *sorted(Path(".").rglob(Path(name).name))) if p.is_file()]
    return there[0] if there else Path(name)

''',
    "emails_in": r'''def emails_in(text):
    """The e-mail addresses in a text."""
    return re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", text)

''',
    "links_in": r'''def links_in(text):
    """The web addresses in a text."""
    return re.findall(r"(?:https?://|www\.)[^\s<>')\]\"]+[^\s<>')\]\".,;:!?]", text)

''',
    "phones_in": r'''def phones_in(text):
    """The telephone numbers in a text, each once."""
    found = re.findall(r"(?<![\w-])(?:\+|\(|0)[\d()/ .-]{5,}\d", text)
    return list(dict.fromkeys(n for n in found if not re.fullmatch(r"0?\d[./-]\d\d?[./-]\d{2,4}", n)))

''',
    "dates_in": r'''def dates_in(text):
    """The dates in a text, each once."""
    months = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    shape = (r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)|(?<![\d.])\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)"
        rf"|(?<!\d)\d{{1,2}}\.? {months}(?: \d{{4}})?\b|\b{months} \d{{1,2}}(?:, \d{{4}})?\b")
    return list(dict.fromkeys(re.findall(shape, text)))

''',
    "found_in": r'''def found_in(files, find):
    """What is found in text files, each once, in the order of the files."""
    return list(dict.fromkeys(each for p in files if is_text(p) for each in find(read(p))))

''',
    "found_where": r'''def found_where(files, fits):
    """Print the lines of text files that fit, with file and number."""
    n, there = 0, []
    for p in files:
        for number, line in enumerate(read(p).splitlines() if is_text(p) else [], 1):
            if fits(line):
                n += 1
                there += [p] if p not in there else []
                print(f"{p}:{number}: {line.strip()}")
    print(f"{times(n, 'line')} in {told(there)}.")

''',
    "all_lines": r'''def all_lines(files):
    """The lines of all text files, one file after the other."""
    return [line for p in files if is_text(p) for line in read(p).splitlines()]

''',
    "count_in_each": r'''def count_in_each(files, *wanted):
    """Print how often each of some texts occurs in each text file, and together."""
    files = [p for p in files if is_text(p)]
    total = Counter()
    for p in files:
        found = {each: read(p).lower().count(each.lower()) for each in wanted}
        total.update(found)
        print(f"{p}: {', '.join(f'{each} {n}' for each, n in found.items())}")
    print(f"Together: {', '.join(f'{each} {total[each]}' for each in wanted)}, "
        f"in {times(len(files), 'file')}.")

''',
    "show_each": r'''def show_each(files, choose):
    """Print lines of each text file under its name."""
    files = [p for p in files if is_text(p)]
    for p in files:
        print(f"== {p}")
        print("\n".join(choose(read(p).splitlines())))
    print(f"{times(len(files), 'file')} in all.")

''',
    "save_changed": r'''def save_changed(files, change):
    """Write the lines of each text file back as they are changed, and say what that did."""
    done, before, after = [], 0, 0
    for p in files:
        lines = read(p).splitlines() if is_text(p) else []
        if (made := change(lines)) != lines:
            keep_lines(p, made)
            done.append(p)
            before, after = before + len(lines), after + len(made)
    gone = f", {times(before - after, 'line')} removed" if before > after else ""
    print(f"Changed {told(done)}{gone}.")

''',
}
