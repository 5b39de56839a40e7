"""Small functions about where files go and how they are called: by examples, by folders."""

DEFINITIONS = {
    "fits_one": r'''def fits_one(path, *patterns):
    """Whether a file's name has the form of one of these patterns, in any casing."""
    return any(fnmatch(path.name.lower(), pattern.lower()) for pattern in patterns)

''',
    "uncopied": r'''def uncopied(stem):
    """The name of which this is the copy by its name: 'X (1)', 'X copy', 'Copy of X'; else ''."""
    behind = r"(([ _-]+\(?|\()(copy|copie|kopie)( ?\(?\d+\)?)?\)?|[ _-]*\(\d+\))$"
    before = r"^(copy|copie|kopie)[ _-]*(of|von|de)?[ _-]+"
    plain = re.sub(behind, "", stem, flags=re.I)
    plain = plain if plain != stem else re.sub(before, "", stem, flags=re.I)
    return plain if plain != stem else ""

''',
    "copies_of": r'''def copies_of(files, text):
    """The files that are copies of this one by their names; 'X (1)' only where there is an X."""
    wanted = Path(text)
    def is_one(path):
        plain = uncopied(path.stem)
        if not plain or folded(plain) not in (folded(wanted.stem), folded(wanted.name)):
            return False
        counted = re.search(r"\(\d+\)$", path.stem) and not re.search("cop|kop", path.stem, re.I)
        return not counted or path.with_name(plain + path.suffix).exists()
    return [p for p in files if is_one(p)]

''',
    "plainly": r'''def plainly(text):
    """A text in small letters without accents, its words parted by blanks."""
    parts = unicodedata.normalize("NFKD", str(text).casefold())
    return " ".join(re.findall(r"[^\W\d_]+|\d+", "".join(
        c for c in parts if not unicodedata.combining(c))))

''',
    "named_in": r'''def named_in(path, names):
    """The one of these names that stands in a file's name, the longest; '' when none does."""
    there = plainly(path.stem)
    for whole in (True, False):
        found = [n for n in names if len(plainly(n)) > (0 if whole else 3)
            and (f" {plainly(n)} " in f" {there} " if whole
                else plainly(n).removesuffix("s").replace(" ", "") in there.replace(" ", ""))]
        if found:
            return max(found, key=len)
    return ""

''',
    "folder_for": r'''def folder_for(path, folder):
    """The folder there is already whose name stands in the file's name; '' when there is none."""
    there = folders_here(folder, deep=True) or folders_here(deep=True)
    if named_in(path, [p.name for p in path.parents if p.name]):
        return ""
    name = named_in(path, [p.name for p in there])
    return next((p.as_posix() for p in there if p.name == name), "") if name else ""

''',
    "names_from": r'''def names_from(first, second=""):
    """The names of a row, from its first one: 'Zoo 1', 'Zoo 2', 'Zoo 3' ... without ending."""
    stem = re.sub(r"\.[A-Za-z]\w{0,4}$", "", first.strip())
    found = list(re.finditer(r"\d+", stem))[-1:]
    start, end = found[0].span() if found else (len(stem), len(stem))
    n, width = (int(found[0][0]), len(found[0][0])) if found else (1, 1)
    between = "" if found or not stem or not stem[-1].isalnum() else "_"
    while True:
        yield f"{stem[:start]}{between}{n:0{width}d}{stem[end:]}"
        n += 1

''',
    "pieces": r'''def pieces(name):
    """The words, numbers and signs of which a name consists."""
    return re.findall(r"[^\W\d_]+|\d+|[\W_]", name)

''',
    "renamed_as": r'''def renamed_as(name, old, new):
    """The name changed as in an example: the piece in which `old` and `new` differ is exchanged."""
    ending = Path(old).suffix or Path(new).suffix
    if not Path(new).suffix or not Path(old).suffix:
        old, new = (n if Path(n).suffix else n + ending for n in (old, new))
    before, after = pieces(old), pieces(new)
    left = right = 0
    while left < min(len(before), len(after)) and before[left] == after[left]:
        left += 1
    most = min(len(before), len(after)) - left
    while right < most and before[-1 - right].lower() == after[-1 - right].lower():
        right += 1
    piece = "".join(before[left : len(before) - right])
    other = after[left : len(after) - right]
    if not piece:
        there = pieces(name)
        at = 0 if not left else len(there) - right if right <= 2 else left
        return "".join([*there[:at], *other, *there[at:]])
    numbers = re.findall(r"\d+", piece)
    wanted = re.sub(r"\d+", lambda _: r"(\d+)", re.escape(piece))
    edge = "^" if not left else ""
    def written(found):
        """The new piece, with this name's own numbers where the example has its own."""
        own = dict(zip(map(int, numbers), found.groups()))
        return "".join(str(int(own[int(p)])).zfill(len(p)) if p.isdigit() and int(p) in own else p
            for p in other)
    return re.sub(edge + wanted, written, name, count=1, flags=re.I)

''',
    "in_turn": r'''def in_turn(path, files, first):
    """The file's name in a row that begins with `first`, at its own number's place."""
    def number(p):
        return int((re.findall(r"\d+", p.stem) or ["0"])[-1])
    stem, ending = re.fullmatch(r"(.*?)(\.[A-Za-z]\w{0,4})?", first.strip()).groups()
    found = list(re.finditer(r"\d+", stem))[-1:]
    start, end = found[0].span() if found else (len(stem), len(stem))
    low, width = (int(found[0][0]), len(found[0][0])) if found else (1, 1)
    n = low + number(path) - min(number(p) for p in files)
    return f"{stem[:start]}{n:0{width}d}{stem[end:]}{ending or path.suffix}"

''',
    "date_like": r'''def date_like(when, example):
    """A date written as in an example: '2026-11', '11-2026', 'November 2026', '16.11.2026'."""
    def month(word):
        whole = len(word) > 4 or word.lower() in ("may", "june", "july")
        name = f"{when:%B}" if whole else f"{when:%b}"
        return name.lower() if word.islower() else name.upper() if word.isupper() else name
    text = re.sub(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)?(?!\d)",
        lambda m: "\0Y\0M" + ("\0D" if m[3] else ""), example)
    text = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", "\0Y", text)
    words = "january february march april may june july august september october november december"
    named = re.compile(r"(?<![^\W\d_])(" + "|".join(f"{w}|{w[:3]}" for w in words.split())
        + r"|sept)(?![^\W\d_])", re.I)
    spelled = named.search(text)
    text = named.sub("\0N", text)
    order = ["D"] if spelled and "\0Y" in text else ["y"] if spelled else ["M", "D"]
    if not spelled and (both := re.search(r"(\d+)\D+(\d+)\D*\0Y", text)):
        order = ["M", "D"] if int(both[2]) > 12 else ["D", "M"]
    def number(found):
        width = len(found[0])
        same = spelled and f"{date(2000, int(found[0]), 1):%b}" if 0 < int(found[0]) < 13 else ""
        kind = "M" if same and spelled[0].lower().startswith(same.lower()) else ""
        kind = kind or (order.pop(0) if order else "")
        values = {"y": when.year % 100, "D": when.day, "M": when.month}
        return f"{values[kind]:0{width}d}" if kind else found[0]
    text = re.sub(r"(?<![\d\0])\d{1,2}(?!\d)", number, text)
    for mark, value in (("Y", f"{when.year}"), ("M", f"{when:%m}"), ("D", f"{when:%d}")):
        text = text.replace(f"\0{mark}", value)
    return text.replace("\0N", month(spelled[0]) if spelled else "")

''',
    "dated_like": r'''def dated_like(path, example):
    """The file's date in front of its name, both as in an example: '2026-07-07 invoice.pdf'."""
    dates = r"\d{4}\D?\d{1,2}\D?\d{1,2}|\d{1,2}[-._/]\d{1,2}[-._/]\d{4}|\d{8}|\d{4}[-._]\d\d|\d{6}"
    found = re.match(rf"\W*({dates})([\s_.,-]*)", example)
    if not found:
        return f"{changed(path)}_{path.name}"
    return date_like(changed(path), found[1]) + (found[2] or "_") + path.name

''',
    "without_files": r'''def without_files(folders):
    """Those of the folders in which no file lies, with their empty subfolders, the lowest first."""
    found = []
    for folder in folders:
        inside = [p for p in sorted(folder.rglob("*"), reverse=True)]
        if files := [p for p in inside if not p.is_dir() or p.is_symlink()]:
            print(f"({folder} is not empty: {told(files)}. It stays.)")
        elif folder.is_dir():
            found += [*inside, folder]
    return found

''',
    "in_days": r'''def in_days(path, first, last):
    """Whether a file is of these days, '16' to '20 november': by a date in its name, else by its
    last change."""
    end = day(last)
    start = end.replace(day=int(re.sub(r"\D", "", first))) if len(first) < 6 else day(first)
    named = re.search(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)", path.name)
    when = changed(path)
    if named and int(named[3]) <= 12 and 0 < int(named[4]) <= 31:
        return f"{start}" <= f"{named[1]}-{named[3]}-{named[4]}" <= f"{end}"
    return start <= when <= end

''',
    "months_in": r'''def months_in(path):
    """The months that stand in a file's name, as days in them: '2026-07', 'July 2026'."""
    found = [date(int(y), int(m), 1) for y, _, m in re.findall(
        r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(0[1-9]|1[0-2])(?:\2\d\d)?(?!\d)", path.stem)]
    words = "january february march april may june july august september october november december"
    for n, word in enumerate(words.split(), 1):
        name = rf"(?<![^\W\d_])(?:{word}|{word[:3]})(?![^\W\d_])[ _.-]*"
        years = re.findall(rf"{name}((?:19|20)\d\d)(?!\d)", path.stem, re.I)
        years += re.findall(rf"(?<!\d)((?:19|20)\d\d)[ _.-]*{name}", path.stem, re.I)
        found += [date(int(y), n, 1) for y in years]
        whole = re.search(rf"(?<![^\W\d_]){word}(?![^\W\d_])", path.stem, re.I)
        if whole and not years and word != "may":
            found.append(date(changed(path).year, n, 1))
    return found

''',
}
