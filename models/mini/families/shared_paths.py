"""Small functions about names of files and folders, sizes and dates that answers carry along."""

DEFINITIONS = {
    "folded": '''\
def folded(text):
    """The letters and digits of a name, in small letters without accents."""
    parts = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(c for c in parts if c.isalnum())

''',
    "alike": '''\
def alike(one, other):
    """Whether two names differ by no more than a slip, and in no figure."""
    one, other = folded(one), folded(other)
    same = [c for c in one if c.isdigit()] == [c for c in other if c.isdigit()]
    return same and difflib.SequenceMatcher(None, one, other).ratio() > 0.8

''',
    "unpadded": '''\
def unpadded(name):
    """The name in small letters, without zeros in front of its figures."""
    return re.sub(r"(?<!\\d)0+(?=\\d)", "", name.lower())

''',
    "locate": '''\
def locate(text, folder=None):
    """The file or folder meant by a name: in any casing, without ending, in part, or nearly so."""
    folder = folder or Path(".")
    path = folder / Path(text).expanduser()
    if path.exists():
        return path
    rest = [p for p in folder.rglob("*") if "/." not in f"/{p.relative_to(folder).as_posix()}"]
    rest.sort(key=lambda p: (len(p.parts), len(p.name), p))
    for found in (
        [p for p in rest if p.as_posix().lower() == path.as_posix().lower()],
        [p for p in rest if p.name.lower() == path.name.lower()],
        [p for p in rest if folded(path.name) in (folded(p.name), folded(p.stem))],
        [p for p in rest if p.is_file() and folded(p.stem) == folded(path.stem)],
        [p for p in rest if p.is_file() and unpadded(p.name) == unpadded(path.name)],
        [p for p in rest if p.is_file() and folded(path.stem) in folded(p.stem)],
        [p for p in rest if alike(p.name, path.name) or p.is_file() and alike(p.stem, path.name)],
    ):
        if found:
            print(f"({text} is taken to be {found[0]}.)")
            return found[0]
    raise FileNotFoundError(f"no {text}; here: {', '.join(p.name for p in rest[:8])}")

''',
    "exactly": '''\
def exactly(text, folder=None):
    """The file or folder of exactly this name; only the casing may differ."""
    folder = folder or Path(".")
    path = folder / Path(text).expanduser()
    if path.exists() or path.is_symlink():
        return path
    rest = [p for p in folder.rglob("*") if "/." not in f"/{p.relative_to(folder).as_posix()}"]
    found = [p for p in rest if p.as_posix().lower() == path.as_posix().lower()]
    found = found or [p for p in rest if p.name.lower() == path.name.lower()]
    if len(found) == 1:
        return found[0]
    raise FileNotFoundError(f"no {text}; here: {', '.join(p.name for p in rest[:8])}")

''',
    "folder_of": '''\
def folder_of(text):
    """The folder of this name, in any casing, here or further down."""
    path = Path(text).expanduser()
    if path.is_dir():
        return path
    rest = sorted(p for p in Path(".").rglob("*") if p.is_dir() and "/." not in f"/{p.as_posix()}")
    for p in sorted(rest, key=lambda p: len(p.parts)):
        if folded(p.as_posix()) == folded(text) or folded(p.name) == folded(path.name):
            return p
    raise NotADirectoryError(f"no folder {text}; here: {', '.join(map(str, rest[:8]))}")

''',
    "place": '''\
def place(text, inside=None):
    """The folder to put things in: the one of that name in any casing, else a new one.

    `inside` another folder, or the one that a name means, which may be new as well.
    """
    text, inside = text.strip(), inside.strip() if isinstance(inside, str) else inside
    if isinstance(inside, str):
        every = [p for p in sorted(Path(".").rglob("*")) if p.is_dir()]
        same = [p for p in every if folded(p.name) == folded(inside)]
        same = [p for p in same if "/." not in f"/{p.as_posix()}"]
        inside = place(inside) if place(inside).is_dir() or not same else same[0]
    path = (inside or Path(".")) / Path(text).expanduser()
    if path.parent.is_dir() and not path.is_dir():
        same = [p for p in path.parent.iterdir() if p.is_dir()]
        path = next((p for p in same if p.name.lower() == path.name.lower()), path)
    return path

''',
    "free": '''\
def free(path):
    """A path that is not taken: name.txt, else name (2).txt, name (3).txt ..."""
    new, n = path, 2
    while new.exists() or new.is_symlink():
        new, n = path.with_name(f"{path.stem} ({n}){path.suffix}"), n + 1
    return new

''',
    "told": '''\
def told(files):
    """How many files, and which: '2 files (a.txt, b.txt)'."""
    if not files:
        return "no file (none fits)"
    shown = ", ".join(str(p) for p in files[:30]) + (", ..." if len(files) > 30 else "")
    return f"{len(files)} file{'s' if len(files) > 1 else ''} ({shown})"

''',
    "in_bytes": '''\
def in_bytes(text):
    """A size such as '2 MB', '1.5 gigs' or '500k' as a number of bytes."""
    number, unit = re.match(r"\\s*([\\d.,]+)\\s*([a-z]?)", text.lower()).groups()
    return float(number.replace(",", ".")) * 1024 ** " kmgt".index(unit if unit in "kmgt" else " ")

''',
    "readable": '''\
def readable(size):
    """A number of bytes for people: '1.5 MB (1,572,864 bytes)'."""
    for unit, step in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if size >= step:
            return f"{size / step:.1f} {unit} ({size:,} bytes)"
    return f"{size:,} bytes"

''',
    "changed": '''\
def changed(path):
    """The day on which a file was last changed."""
    return date.fromtimestamp(path.stat().st_mtime)

''',
    "day": '''\
def day(text):
    """A date as people write it: '2024-03-01', '1 May 2025', 'March 5', '3.5.2024', 'tomorrow'."""
    near = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}
    if text.lower().strip() in near:
        return date.today() + timedelta(days=near[text.lower().strip()])
    if found := feast(text):
        return found
    dotted = re.match(r"\\s*\\d{1,2}\\.", text) is not None
    only_day = re.fullmatch(r"(?:the )?\\d{1,2}(?:\\.|st|nd|rd|th)?", text.strip().lower())
    dated = re.search(r"\\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", text, re.I)
    first = date.today().replace(day=1) if dated else date.today()
    first = first.replace(month=1) if dated and not only_day else first
    first = datetime.combine(first, datetime.min.time())
    return parser.parse(text, default=first, dayfirst=dotted, fuzzy=True).date()

''',
    "in_month": '''\
def in_month(what, *texts):
    """Whether a file is of one of these months, 'March' or 'june 2024': by a month in its name,
    else by its last change. A day itself may be given, too."""
    days = [what] if isinstance(what, date) else months_in(what) or [changed(what)]
    def fits(when, text):
        words = re.findall(r"[a-z]{3,}|\\d{4}", text.lower())
        return all(w == str(when.year) or f"{when:%B}".lower().startswith(w[:3]) for w in words)
    return any(fits(when, text) for when in days for text in texts)

''',
}
