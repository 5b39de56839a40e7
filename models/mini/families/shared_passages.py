"""Small functions about passages, words, logs and settings that answers carry along."""

# ruff: noqa: E501 - some patterns are long
DEFINITIONS = {
    "has_either": r'''def has_either(line, wanted, other):
    """Whether one text or another stands in a line, in any casing."""
    return wanted.lower() in line.lower() or other.lower() in line.lower()

''',
    "has_both": r'''def has_both(line, wanted, other):
    """Whether two texts both stand in a line, in any casing."""
    return wanted.lower() in line.lower() and other.lower() in line.lower()

''',
    "with_lengths": r'''def with_lengths(lines, fits):
    """Print the lines that fit, each with its number and how many characters it has."""
    found = [(n, line) for n, line in enumerate(lines, 1) if fits(line)]
    for n, line in found:
        print(f"{n} ({len(line)} characters): {line}")
    print(f"{times(len(found), 'line')} of {len(lines)}.")

''',
    "count_each": r'''def count_each(text, *wanted):
    """Print for each of some texts how often it occurs, and on how many lines."""
    lines = text.lower().splitlines()
    for each in (nearest_text(each, text) for each in wanted):
        n = sum(each.lower() in line for line in lines)
        print(f"{each}: {times(text.lower().count(each.lower()), 'time')}, on {times(n, 'line')}")

''',
    "show_found": r'''def show_found(found):
    """Print what was found, one on each line, and how many that is."""
    for each in found:
        print(each)
    print(f"{len(found):,} found.")

''',
    "with_behind": r'''def with_behind(lines, wanted, content):
    """The lines with a new one behind each that contains a text."""
    return [part for line in lines
        for part in ([line, content] if wanted.lower() in line.lower() else [line])]

''',
    "with_before": r'''def with_before(lines, wanted, content):
    """The lines with a new one before each that contains a text."""
    return [part for line in lines
        for part in ([content, line] if wanted.lower() in line.lower() else [line])]

''',
    "only_with": r'''def only_with(lines, wanted):
    """The lines that contain a text; all of them when none does, so that nothing is lost."""
    found = [line for line in lines if wanted.lower() in line.lower()]
    if not found:
        print(f"(No line has {wanted}: nothing is changed.)")
    return found or lines

''',
    "single_blanks": r'''def single_blanks(lines):
    """The lines with one blank line where there were several in a row."""
    return [line for n, line in enumerate(lines) if line.strip() or not n or lines[n - 1].strip()]

''',
    "unnumbered": r'''def unnumbered(line):
    """A line without the number of a list in front: '1. ', '12) ', '(3) ', '007 '."""
    return re.sub(r"^\s*(?:\(?\d+[.):](?!\d)|0\d+(?=[\s_-])[_-]?|\d+ ?[-–](?=\s)|\d+\t)\s*", "", line)

''',
    "nth_part": r'''def nth_part(line, sign, n):
    """Part number n of a line whose parts stand between signs; nothing when there are fewer."""
    parts = line.split() if sign.isspace() and sign != "\t" else line.split(sign)
    return parts[n - 1].strip() if len(parts) >= n else ""

''',
    "passage": r'''def passage(text, start, end):
    """The lines between two marks, each time that they occur; the marks are left out."""
    marks = [rf"(?<!\w){re.escape(mark)}(?!\w)" if mark[:1].isalnum() and mark[-1:].isalnum()
        else re.escape(mark) for mark in (start, end)]
    found = re.findall(rf"{marks[0]}(.*?){marks[1]}", text, re.S | re.I)
    if not found:
        print(f"(Nothing stands between {start} and {end}.)")
    found = [part.strip("\r\n") if "\n" in part else part.strip() for part in found]
    return [line for part in found for line in part.splitlines()]

''',
    "bracketed": r'''def bracketed(kind):
    """A pattern for what stands in brackets: 'square brackets', '[]', 'parentheses' ..."""
    square, curly, plain = r"\[[^\[\]]*\]", r"\{[^{}]*\}", r"\([^()]*\)"
    if re.search(r"square|\[", kind.lower()):
        wanted = square
    elif re.search(r"curly|brace|\{", kind.lower()):
        wanted = curly
    else:
        wanted = plain if re.search(r"round|paren|\(", kind.lower()) else f"{plain}|{square}"
    return rf"(?:(?<=\S) )?(?:{wanted})"

''',
    "first_of_each": r'''def first_of_each(lines):
    """The lines without those that come again, in any casing; blank lines stay."""
    seen = {}
    return [line for line in lines
        if not line.strip() or seen.setdefault(line.strip().casefold(), line) is line]

''',
    "ended": r'''def ended(text):
    """A text that ends with the end of a line, unless it is empty."""
    return text if not text or text.endswith("\n") else text + "\n"

''',
    "repaired": r'''def repaired(text):
    """A text in which signs such as 'Ã¤' are what they were ('ä'), and how many that were."""
    more = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
    n = 0
    def right(found):
        nonlocal n
        raw = b"".join(c.encode("latin-1" if ord(c) < 256 else "cp1252") for c in found[0])
        try:
            made = raw.decode("utf-8")
        except UnicodeDecodeError:
            return found[0]
        n += 1
        return made
    shapes = f"[\u00c2-\u00df][{more}]|[\u00e0-\u00ef][{more}]{{2}}|[\u00f0-\u00f4][{more}]{{3}}"
    text = re.sub(shapes, right, text)
    return (text.replace("\u00c3 ", "\u00e0") if n else text), n

''',
    "words_replaced": r'''def words_replaced(text, old, new):
    """The text with a word replaced where it stands alone, and how often that was."""
    return re.subn(rf"(?<!\w){re.escape(old)}(?!\w)", lambda m: new, text)

''',
    "both_replaced": r'''def both_replaced(text, pairs):
    """The text with several texts replaced at once, so that two can be exchanged; how often."""
    longest = sorted(pairs, key=len, reverse=True)
    return re.subn("|".join(map(re.escape, longest)), lambda m: pairs[m[0]], text)

''',
    "taken_out": r'''def taken_out(text, wanted):
    """The text without another one (and without a blank too many), and how often that was."""
    return re.subn(rf"(?:(?<=\S) )?{re.escape(wanted)}(?=[\s,.;:!?]|$)|{re.escape(wanted)}", "",
        text)

''',
    "money_in": r'''def money_in(text):
    """The amounts of money in a text, each once: '€ 1,200.50', '15 EUR', '$3'."""
    sign = r"(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?)\b)"
    number = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d\d?)?(?!\d)|\d+(?:[.,]\d\d?)?(?!\d)"
    found = re.findall(rf"{sign} ?(?:{number})|(?<![\d.,])(?:{number}) ?{sign}", text, re.I)
    return list(dict.fromkeys(each.strip() for each in found))

''',
    "years_in": r'''def years_in(text):
    """The years in a text, from 1000 to 2099, each once and in order."""
    return sorted(set(re.findall(r"(?<![\d.,])(?:1\d|20)\d\d(?!\d|[.,]\d)", text)))

''',
    "hashtags_in": r'''def hashtags_in(text):
    """The hashtags in a text, each once and in order."""
    found = {tag.lower(): tag for tag in re.findall(r"(?<![\w&#])#\w*[^\W\d]\w*", text)}
    return sorted(found.values(), key=str.lower)

''',
    "ips_in": r'''def ips_in(text):
    """The IP addresses in a text, each once and in order."""
    found = set(re.findall(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d]|\.\d)", text))
    return sorted(found, key=lambda ip: [int(part) for part in ip.split(".")])

''',
    "telling_words": r'''def telling_words(text):
    """The words of a text without the little ones of its language."""
    little = {
        "en": "the a an and or but of to in on at for with from by as is are was were be been it "
        "its this that these those he she they we you i his her their our your my me him them us "
        "not no so if then than there which who what when where will would can could have has had "
        "do does did all one up out about into over some any s t don didn isn aren wasn weren "
        "doesn won couldn wouldn shouldn haven hasn hadn ll ve re m",
        "de": "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein "
        "in im an am auf zu zum zur von vom mit für bei aus nach ist sind war waren sein es er "
        "sie wir ihr ich du sich auch als wie wenn dass so noch nur hat haben hatte wird werden",
        "fr": "le la les un une des du de d l et ou mais ne pas que qui dans en sur pour par avec "
        "est sont était il elle nous vous ils elles je tu se ce cette ces au aux son sa ses plus",
        "it": "il lo la i gli le un una uno di del della dei delle da in nel nella con su per tra "
        "e o ma non che chi è sono era si ci lui lei noi voi loro io tu mi ti al alla come più",
        "es": "el la los las un una unos y o pero no que de del en con por para a al es son era "
        "se su sus lo le me te nos él ella yo tú como más muy ya",
    }
    words = words_of(text.lower().replace("’", "'"))
    words = [part for word in words for part in word.split("'") if len(part) > 1 or part == "i"]
    near = max(little.values(), key=lambda each: sum(w in each.split() for w in words))
    return [word for word in words if word not in near.split()]

''',
    "compare_words": r'''def compare_words(first, second):
    """Print how many words two files have, and how they differ."""
    a, b = len(read(first).split()), len(read(second).split())
    print(f"{first}: {times(a, 'word')}\n{second}: {times(b, 'word')}")
    share = f"; that is {a / b:.1%} of {second}" if b else ""
    print(f"{first} has {times(abs(a - b), 'word')} {'more' if a > b else 'fewer'}{share}."
        if a != b else "Both have the same number of words.")

''',
    "paragraphs_of": r'''def paragraphs_of(text):
    """The paragraphs of a text, which blank lines separate."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]

''',
    "day_in": r'''def day_in(line):
    """The day that a line of a log names: '2024-03-01', or 'Mar 1' when there is no year."""
    if found := re.search(r"(?<!\d)(\d{4})[-/.](\d\d)[-/.](\d\d)(?!\d)", line):
        return "-".join(found.groups())
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    name = "(" + "|".join(months) + r")[a-z]*"
    if found := re.search(rf"(?<!\d)(\d\d?)[-/. ]+{name}[-/., ]+(\d{{4}})", line, re.I):
        return f"{found[3]}-{months.index(found[2][:3].lower()) + 1:02d}-{int(found[1]):02d}"
    if found := re.search(r"(?<!\d)(\d\d?)\.(\d\d?)\.(\d{4})(?!\d)", line):
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    if found := re.search(rf"\b{name} +(\d\d?)\b(?:,? (\d{{4}})\b)?", line, re.I):
        month = months.index(found[1][:3].lower())
        return f"{found[3]}-{month + 1:02d}-{int(found[2]):02d}" if found[3] else (
            f"{months[month].title()} {int(found[2])}")
    return "(no date)"

''',
    "count_days": r'''def count_days(lines):
    """Print how many lines there are on each day, in the order of the file."""
    for day, n in Counter(day_in(line) for line in lines if line.strip()).items():
        print(f"{day}: {n}")
    print(f"{times(sum(bool(line.strip()) for line in lines), 'line')} in all.")

''',
    "in_time": r'''def in_time(line, first, second):
    """Whether the time of day in a line lies between two, given in minutes; also over midnight."""
    found = re.search(r"(?<![\d:])(\d\d?):(\d\d)(?::\d\d)?(?!\d)|T(\d\d):(\d\d)|:(\d\d):(\d\d):\d\d", line)
    if not found:
        return False
    hour, minute = [int(each) for each in found.groups() if each]
    now = hour * 60 + minute
    return first <= now <= second if first <= second else now >= first or now <= second

''',
    "settings_of": r'''def settings_of(lines):
    """The settings of a file: number of the line, key, sign, value, section."""
    found, section = [], ""
    for n, line in enumerate(lines):
        if head := re.match(r"\s*\[([^\]]+)\]\s*$", line):
            section = head[1]
        elif not re.match(r"\s*(?:#|;|//)", line):
            shape = r"""(\s*(?:export\s+)?["']?)([\w.\-]+)(["']?\s*[=:]\s*|\s+)(.*?)\s*$"""
            if part := re.match(shape, line):
                found.append((n, part[2], part[1], part[3], part[4], section))
    return found

''',
    "show_setting": r'''def show_setting(text, name):
    """Print the value of a key in a settings file, each time that it is set."""
    def plain(word):
        return "".join(c for c in word.lower() if c.isalnum())
    every = settings_of(text.splitlines())
    found = [s for s in every if plain(s[1]) == plain(name)]
    found = found or [s for s in every if plain(name) in plain(s[1])]
    for n, key, _, _, value, section in found:
        print(f"{key}: {value}" + (f" (in [{section}])" if section else "") + f", line {n + 1}")
    if not found:
        print(f"There is no {name}; there are {', '.join(s[1] for s in every) or 'no settings'}.")

''',
    "with_setting": r'''def with_setting(lines, name, value):
    """The lines of a settings file with a key set to a value; it is added when it is missing."""
    every = settings_of(lines)
    found = [s for s in every if s[1].lower() == name.lower()]
    lines = list(lines)
    for n, key, front, sign, old, _ in found:
        mark = old[:1] if old[:1] in "\"'" and old[-1:] == old[:1] and len(old) > 1 else ""
        lines[n] = f"{front}{key}{sign}{mark}{value}{mark}"
    signs = [s[3] for s in every]
    return lines if found else [*lines, f"{name}{max(signs, key=signs.count, default=' = ')}{value}"]

''',
    "figures_behind": r'''def figures_behind(lines, wanted):
    """The first number behind a label on each line that has it."""
    found = []
    for line in lines:
        _, there, rest = line.lower().partition(wanted.lower())
        found += figures_in(rest.lstrip(" \t:=-"))[:1] if there else []
    return found

''',
    "parts_at": r'''def parts_at(lines, wanted):
    """The lines in parts, each from a line that begins with a text; a mere line of signs goes."""
    parts = [[]]
    for line in lines:
        if line.strip().lower().startswith(wanted.lower()):
            parts.append([])
            if not any(c.isalnum() for c in line):
                continue
        parts[-1].append(line)
    if len(parts) == 1:
        print(f"(No line begins with {wanted}.)")
        return []
    return [part for part in parts if any(line.strip() for line in part)]

''',
    "glued": r'''def glued(start, line):
    """A line with a text in front, and a blank between two words."""
    return f"{start} {line}" if start[-1:].isalnum() else start + line

''',
    "in_columns": r'''def in_columns(lines, sign):
    """A table of lines that are cut at a sign; its columns are numbered."""
    rows = [line.split() if sign.isspace() and sign != "\t" else line.split(sign)
        for line in lines if line.strip()]
    df = pd.DataFrame([[part.strip() for part in row] for row in rows])
    return df.rename(columns=lambda n: f"column {n + 1}")

''',
    "show_first_lines": r'''def show_first_lines(files):
    """Print the first line of each text file."""
    files = [p for p in files if is_text(p)]
    for p in files:
        print(f"{p}: {next(iter(read(p).splitlines()), '(empty)')}")
    print(f"{times(len(files), 'file')} in all.")

''',
    "show_encodings": r'''def show_encodings(files):
    """Print the encoding of each text file, and which are not in UTF-8."""
    files = [p for p in files if is_text(p)]
    kinds = {p: encoding_of(p.read_bytes()) for p in files}
    for p, kind in kinds.items():
        print(f"{p}: {kind}")
    print(f"Not in UTF-8: {told([p for p in files if 'UTF-8' not in kinds[p]])}.")

''',
    "under_name": r'''def under_name(path):
    """The text of a file under its name as a heading."""
    mark = "# " if path.suffix.lower() == ".md" else ""
    return f"{mark}{path.stem}\n\n{read(path).rstrip()}\n"

''',
}
