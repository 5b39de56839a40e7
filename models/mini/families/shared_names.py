"""Small functions about the names of files: choosing by them, and changing them."""

DEFINITIONS = {
    "name_has": r'''def name_has(path, *texts):
    """Whether one of these texts stands in a file's name; a number only as a whole number, and a
    blank also for an underscore or a hyphen."""
    name = path.name.lower()
    def there(text):
        edge = (r"(?<!\d)", r"(?!\d)") if text.isdigit() else ("", "")
        return re.search(re.escape(text).replace(r"\ ", r"[\s_-]+").join(edge), name)
    return any(there(text.lower()) for text in texts)

''',
    "number_of": r'''def number_of(text):
    """What stands before the last number of a name, the number, and the ending: 'img', 7, 'jpg'."""
    stem, ending = re.fullmatch(r"(.*?)((?:\.[a-z]\w{0,4})?)", text.strip().lower()).groups()
    found = re.search(r"(.*?)(\d+)\D*$", stem)
    before = "".join(c for c in (found[1] if found else stem) if c.isalnum())
    return before, int(found[2]) if found else None, ending

''',
    "in_row": r'''def in_row(files, first, last):
    """The files numbered from one name to another: 'IMG_7' to 'IMG_12', or only '7' to '12'."""
    before, low, ending = number_of(first)
    high = number_of(last)[1]
    if low is None or high is None:
        raise ValueError(f"{first} and {last} are not numbered")
    letters = r"[\W_]*".join(map(re.escape, before.removesuffix("s")))
    number = rf"(?<![^\W\d_]){letters}s?[\W_]*(\d+)" if before else r"(\d+)"
    return [p for p in files if (not ending or p.suffix.lower() == ending)
        and any(low <= int(n) <= high for n in re.findall(number, p.stem.lower()))]

''',
    "last_weekday": r'''def last_weekday(text):
    """The last such weekday before today."""
    back = (date.today().weekday() - weekday_number(text)) % 7
    return date.today() - timedelta(back or 7)

''',
    "twins": r'''def twins(files, ending):
    """Those of the files that exist with another ending, too: beside them, or elsewhere alone."""
    others = {}
    for q in visible(Path(".")):
        if q.suffix.lower() == ending:
            others.setdefault(q.stem.lower(), []).append(q.parent.resolve())
    def has(path):
        found = others.get(path.stem.lower(), [])
        alone = [folder for folder in found if not (folder / path.name).exists()]
        return path.suffix.lower() != ending and (path.parent.resolve() in found or alone)
    return [p for p in files if has(p)]

''',
    "with_twin": r'''def with_twin(files, ending):
    """The files of which there is another one of the same name with this ending."""
    return twins(files, ending)

''',
    "without_twin": r'''def without_twin(files, ending):
    """The files of which there is no other one of the same name with this ending."""
    there = twins(files, ending)
    return [p for p in files if p not in there and p.suffix.lower() != ending]

''',
    "on_list": r'''def on_list(files, text):
    """The files whose names stand in a text file, one on each line, with ending or without."""
    path = locate(text)
    lines = [Path(line.strip().strip("\"'-*• ")).name.lower() for line in read(path).splitlines()]
    wanted = {line for line in lines if line}
    found = [p for p in files if {p.name.lower(), p.stem.lower()} & wanted and p != path]
    there = {name for p in found for name in (p.name.lower(), p.stem.lower())}
    if missing := sorted(wanted - there):
        print(f"(On {path}, but not among the files: {', '.join(missing)}.)")
    return found

''',
    "is_copy": r'''def is_copy(path):
    """Whether a (1), (2) or 'copy' stands behind the name of another file beside it."""
    plain = re.sub(r"[ _-]*(\(\d+\)|(- )?copy( ?\(?\d+\)?)?)$", "", path.stem, flags=re.I)
    return plain != path.stem and path.with_name(plain + path.suffix).exists()

''',
    "sign_named": r'''def sign_named(text):
    """A sign by its name, as people say it: 'underscores', 'a hyphen', 'blank'; or as it stands."""
    signs = {"underscore": "_", "hyphen": "-", "dash": "-", "minus": "-", "blank": " ",
        "space": " ", "dot": ".", "period": ".", "point": ".", "comma": ",", "bracket": "(",
        "parenthesis": "(", "plus": "+", "hash": "#", "tilde": "~"}
    word = text.lower().strip().removeprefix("the ").removeprefix("a ").removeprefix("an ")
    word = re.sub(r"(ash)es$|s$", r"\1", word.removesuffix(" sign"))
    return signs.get(word, text)

''',
    "sign_in": r'''def sign_in(stem):
    """What stands between the parts of a name when nobody said it."""
    return next((s for s in (" - ", "_", "-", ", ", " ") if s in stem.strip()), "")

''',
    "spaced": r'''def spaced(name, sign):
    """A name with a sign in place of its blanks; several in a row become one."""
    run = rf"[\s{re.escape(sign)}]*"
    return re.sub(rf"{run}\s{run}", sign, name)

''',
    "swapped": r'''def swapped(stem, sign):
    """A name with its two parts exchanged: 'Holm_Anna' is 'Anna_Holm'."""
    sign = sign or sign_in(stem)
    parts = stem.split(sign, 1) if sign else [stem]
    return sign.join(part.strip() for part in reversed(parts))

''',
    "front_part": r'''def front_part(path, sign):
    """What stands before the first such sign in a file's name; nothing when there is none."""
    sign = sign or sign_in(path.stem)
    return path.stem.split(sign)[0].strip() if sign and sign in path.stem else ""

''',
    "year_in": r'''def year_in(path):
    """The year that stands in a file's name; nothing when there is none."""
    return "".join(re.findall(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", path.stem)[:1])

''',
    "stemmed": r'''def stemmed(path, stem):
    """The file's name with another stem, or as it is when nothing would be left of it."""
    return stem.lstrip().rstrip(" .") + path.suffix if stem.strip(" ._-") else path.name

''',
    "without_digits": r'''def without_digits(stem):
    """A name without the numbers in front of it: '01 - Moonlight' is 'Moonlight'."""
    return re.sub(r"^(\(?\d+[\s._)-]*)+", "", stem)

''',
    "digits_in": r'''def digits_in(files):
    """How many digits the longest last number in these names has."""
    return max([len(n) for p in files for n in re.findall(r"\d+", p.stem)[-1:]] or [1])

''',
    "padded": r'''def padded(stem, n):
    """A name with its last number filled with zeros to n digits: 'scan7' is 'scan007'."""
    return re.sub(r"\d+(?=\D*$)", lambda found: found[0].lstrip("0").rjust(n, "0"), stem)

''',
    "without_accents": r'''def without_accents(name):
    """A name without umlauts and accents: 'Größe café.txt' is 'Groesse cafe.txt'."""
    umlauts = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l",
        "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Æ": "Ae", "Ø": "O", "Ł": "L", "œ": "oe", "ñ": "n"}
    whole = "".join(umlauts.get(c, c) for c in unicodedata.normalize("NFC", name))
    parts = unicodedata.normalize("NFKD", whole)
    return "".join(c for c in parts if not unicodedata.combining(c))

''',
    "named_anew": r'''def named_anew(path, df):
    """The file's new name in a table of old and new names; as it is when it is not there."""
    for old, new in zip(df.iloc[:, 0].map(str), df.iloc[:, 1].map(str)):
        if Path(old.strip()).name.lower() in (path.name.lower(), path.stem.lower()):
            new = Path(new.strip()).name
            return new if new.lower().endswith(path.suffix.lower()) else new + path.suffix
    return path.name

''',
    "row_of": r'''def row_of(first, last):
    """The names from one to another: 'Round 01' to 'Round 15', 'room 101' to '130'."""
    start, end = re.search(r"(\d+)\D*$", first), re.search(r"(\d+)\D*$", last)
    if not start or not end:
        raise ValueError(f"{first} and {last} are not numbered")
    low, high = int(start[1]), int(end[1])
    step = 10 if low % 10 == high % 10 == 0 and first.rstrip()[-1:] == "s" else 1
    return [first[: start.start(1)] + f"{n:0{len(start[1])}d}" + first[start.end(1):]
        for n in range(low, high + 1, step)]

''',
    "safe_names": r'''def safe_names(values):
    """Names for folders, each once: no blanks around them, no slashes inside."""
    names = [re.sub(r"[/\\]+", "-", str(v)).strip(" .") for v in values if v == v and v is not None]
    return list(dict.fromkeys(name for name in names if name))

''',
}
