"""Small definitions that answers carry with them, each readable on its own.

Each is a single piece of the vocabulary, so the model writes it in one step: careful code costs
no more than careless code.
"""
# ruff: noqa: E501 - backslashes are doubled here; in the answers the lines are shorter

from models.mini.families import (
    shared_figures,
    shared_files,
    shared_folders,
    shared_framing,
    shared_names,
    shared_originals,
    shared_passages,
    shared_pictures,
    shared_rows,
    shared_tables,
    shared_texts,
)

IMPORTS = {
    "Path": "from pathlib import Path",
    "shutil": "import shutil",
    "csv": "import csv",
    "date": "from datetime import date, datetime, timedelta",
    "datetime": "from datetime import date, datetime, timedelta",
    "timedelta": "from datetime import date, datetime, timedelta",
    "fnmatch": "from fnmatch import fnmatch",
    "zipfile": "import zipfile",
    "tarfile": "import tarfile",
    "tempfile": "import tempfile",
    "hashlib": "import hashlib",
    "re": "import re",
    "io": "import io",
    "os": "import os",
    "json": "import json",
    "math": "import math",
    "random": "import random",
    "secrets": "import secrets",
    "string": "import string",
    "uuid": "import uuid",
    "base64": "import base64",
    "difflib": "import difflib",
    "platform": "import platform",
    "socket": "import socket",
    "getpass": "import getpass",
    "psutil": "import psutil",
    "time": "import time",
    "stat": "import stat",
    "sys": "import sys",
    "statistics": "import statistics",
    "subprocess": "import subprocess",
    "metadata": "from importlib import metadata",
    "Counter": "from collections import Counter",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "Image": "from PIL import Image, ImageOps",
    "ExifTags": "from PIL import ExifTags",
    "ImageOps": "from PIL import Image, ImageOps",
    "parser": "from dateutil import parser",
    "zlib": "import zlib",
    "shlex": "import shlex",
    "html": "import html",
    "calendar": "import calendar",
    "textwrap": "import textwrap",
    "unicodedata": "import unicodedata",
    "timezone": "from datetime import timezone",
    "quote": "from urllib.parse import quote, unquote",
    "unquote": "from urllib.parse import quote, unquote",
    "Fraction": "from fractions import Fraction",
    "Decimal": "from decimal import ROUND_HALF_UP, Decimal",
    "ROUND_HALF_UP": "from decimal import ROUND_HALF_UP, Decimal",
    "ImageEnhance": "from PIL import ImageEnhance",
    "ImageFilter": "from PIL import ImageFilter",
    "ImageDraw": "from PIL import ImageDraw, ImageFont",
    "ImageFont": "from PIL import ImageDraw, ImageFont",
}

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
    "locate": '''\
def locate(text):
    """The file or folder meant by a name: in any casing, without ending, in part, or nearly so."""
    path = Path(text).expanduser()
    if path.exists():
        return path
    rest = [p for p in Path(".").rglob("*") if "/." not in f"/{p.as_posix()}"]
    rest.sort(key=lambda p: (len(p.parts), len(p.name), p))
    for found in (
        [p for p in rest if p.as_posix().lower() == path.as_posix().lower()],
        [p for p in rest if p.name.lower() == path.name.lower()],
        [p for p in rest if folded(path.name) in (folded(p.name), folded(p.stem))],
        [p for p in rest if p.is_file() and folded(p.stem) == folded(path.stem)],
        [p for p in rest if p.is_file() and folded(path.stem) in folded(p.stem)],
        [p for p in rest if alike(p.name, path.name) or p.is_file() and alike(p.stem, path.name)],
    ):
        if found:
            print(f"({text} is taken to be {found[0]}.)")
            return found[0]
    raise FileNotFoundError(f"no {text}; here: {', '.join(p.name for p in rest[:8])}")

''',
    "exactly": '''\
def exactly(text):
    """The file or folder of exactly this name; only the casing may differ."""
    path = Path(text).expanduser()
    if path.exists() or path.is_symlink():
        return path
    rest = [p for p in Path(".").rglob("*") if "/." not in f"/{p.as_posix()}"]
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
def place(text):
    """The folder to put things in: the one of that name in any casing, else a new one."""
    path = Path(text).expanduser()
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
    feasts = {"christmas eve": "24 Dec", "christmas": "25 Dec", "xmas": "25 Dec",
        "new year's eve": "31 Dec", "new year": "1 Jan", "halloween": "31 Oct"}
    for name, when in feasts.items():
        text = re.sub(f"{name}('?s day)?", when, text, flags=re.I)
    dotted = re.match(r"\\s*\\d{1,2}\\.", text) is not None
    return parser.parse(text, dayfirst=dotted, fuzzy=True).date()

''',
    "in_month": '''\
def in_month(path, text):
    """Whether a file was last changed in a month such as 'March' or 'june 2024'."""
    when, words = changed(path), re.findall(r"[a-z]{3,}|\\d{4}", text.lower())
    return all(w == str(when.year) or f"{when:%B}".lower().startswith(w[:3]) for w in words)

''',
    "is_image": """\
def is_image(path):
    kinds = "jpg jpeg png gif webp bmp tif tiff heic svg raw cr2 nef ico avif"
    return path.suffix.lower()[1:] in kinds.split()

""",
    "is_document": """\
def is_document(path):
    kinds = "pdf doc docx odt rtf txt md tex pages ppt pptx odp epub"
    return path.suffix.lower()[1:] in kinds.split()

""",
    "is_spreadsheet": """\
def is_spreadsheet(path):
    return path.suffix.lower()[1:] in "xlsx xls xlsm ods csv tsv numbers".split()

""",
    "is_archive": """\
def is_archive(path):
    return path.suffix.lower()[1:] in "zip tar gz tgz bz2 xz 7z rar".split()

""",
    "is_code": """\
def is_code(path):
    kinds = "py ipynb js ts jsx tsx java c h cpp hpp cs go rs rb php sh bat pl r sql swift kt lua"
    return path.suffix.lower()[1:] in [*kinds.split(), "html", "css", "scss", "vue"]

""",
    "is_video": """\
def is_video(path):
    return path.suffix.lower()[1:] in "mp4 mov avi mkv webm m4v wmv flv mpg mpeg".split()

""",
    "is_audio": """\
def is_audio(path):
    return path.suffix.lower()[1:] in "mp3 wav flac ogg m4a aac wma opus aiff mid".split()

""",
    "is_temporary": """\
def is_temporary(path):
    name = path.name.lower()
    return name.endswith((".tmp", ".temp", ".bak", ".swp", "~")) or name.startswith("~$") or (
        name in (".ds_store", "thumbs.db", "desktop.ini"))

""",
    "kind_of": '''\
def kind_of(path):
    """The folder in which a file of this ending belongs."""
    kinds = {
        "Images": "jpg jpeg png gif webp bmp tif tiff heic svg raw",
        "Documents": "pdf doc docx odt rtf txt md tex ppt pptx odp epub",
        "Spreadsheets": "xlsx xls xlsm ods csv tsv",
        "Archives": "zip tar gz tgz bz2 xz 7z rar",
        "Code": "py ipynb js ts java c h cpp cs go rs rb php sh r sql html css json",
        "Videos": "mp4 mov avi mkv webm m4v wmv",
        "Audio": "mp3 wav flac ogg m4a aac wma",
    }
    ending = path.suffix.lower()[1:]
    return next((kind for kind, endings in kinds.items() if ending in endings.split()), "Other")

''',
    "rename_all": '''\
def rename_all(files, new_name):
    """Give each file its new name; a name that is taken gets a number. Returns what changed."""
    done = []
    for p in files:
        new = p.with_name(new_name(p))
        if new.name != p.name:
            same = new.exists() and new.samefile(p)
            done.append(p.rename(new if same else free(new)))
    return done

''',
    "contents": '''\
def contents(path):
    """All files of a folder, or the file itself."""
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]

''',
    "duplicates": '''\
def duplicates(files):
    """Groups of files with the same content, the oldest of each group first."""
    same = {}
    for p in sorted(files, key=lambda p: (p.stat().st_mtime, len(p.parts), p)):
        if p.stat().st_size and "/." not in f"/{p.as_posix()}":
            same.setdefault(hashlib.sha256(p.read_bytes()).digest(), []).append(p)
    return [group for group in same.values() if len(group) > 1]

''',
    "sort_into": '''\
def sort_into(files, name_of):
    """Move each file into the folder that `name_of` gives for it; names that are taken are kept."""
    for p in files:
        target = p.parent / name_of(p)
        target.mkdir(exist_ok=True)
        new = shutil.move(p, free(target / p.name))
        print(f"{p} -> {new}")
    print(f"Moved {told(files)} into folders.")

''',
    "members": '''\
def members(archive):
    """The names of the files in an archive."""
    if zipfile.is_zipfile(archive):
        return [name for name in zipfile.ZipFile(archive).namelist() if not name.endswith("/")]
    return [m.name for m in tarfile.open(archive).getmembers() if m.isfile()]

''',
    "unpack": '''\
def unpack(archive, target, only=""):
    """Unpack an archive into a folder. Nothing lands outside it; names that are taken are kept."""
    with tempfile.TemporaryDirectory() as fresh:
        if zipfile.is_zipfile(archive):
            zipfile.ZipFile(archive).extractall(fresh)
        else:
            tarfile.open(archive).extractall(fresh, filter="data")
        found = list(Path(fresh).iterdir())
        same = len(found) == 1 and found[0].is_dir() and found[0].name == target.name
        top = found[0] if same else Path(fresh)
        files = [p for p in contents(top) if only.lower() in p.as_posix().lower()]
        for p in files:
            new = free(target / (p.name if only else p.relative_to(top)))
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(p, new)
    return [str(p.relative_to(top)) for p in files]

''',
    "plain_name": '''\
def plain_name(archive):
    """The archive's name without .zip, .tar.gz and the like."""
    return re.sub(r"(\\.tar)?\\.\\w+$", "", archive.name)

''',
    "with_ending": '''\
def with_ending(name, ending):
    """The name, with the ending added when it is missing."""
    return name if name.lower().endswith(ending) else name + ending

''',
    "tar_name": '''\
def tar_name(name):
    """The name, with .tar.gz added when it has no such ending."""
    return name if name.lower().endswith((".tar.gz", ".tgz", ".tar")) else name + ".tar.gz"

''',
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
    "column": '''\
def column(df, name):
    """The column meant by a name: in any casing, in part, or nearly spelled or begun so."""
    wanted = folded(name)
    names = {folded(c): c for c in df.columns}
    near = [c for c in names if min(len(c), len(wanted)) > 2 and (wanted in c or c in wanted)]
    near += [c for c in names if alike(c, wanted)]
    begun = [c for c in names if len(os.path.commonprefix([c, wanted])) > 3]
    near += begun if len(begun) == 1 else []
    if name not in df.columns and wanted not in names and not near:
        there = f"no column {name}; columns: {', '.join(map(str, df.columns))}"
        others = df.attrs.get("sheets", {}).items()
        sheet = next((s for s, names in others if wanted in map(folded, names)), None)
        raise KeyError(there + (f"; it is in the sheet {sheet}" if sheet else ""))
    found = name if name in df.columns else names[wanted if wanted in names else near[0]]
    if folded(found) != wanted:
        print(f"({name} is taken to be the column {found}.)")
    return found

''',
    "numbers": '''\
def numbers(values):
    """A column as numbers: '1,234.50', '1.234,50', '12 €' and '5%' are understood."""
    text = values.astype(str).str.replace(r"[^\\d,.\\-]", "", regex=True)
    if text.str.contains(r",\\d{1,2}$").any():
        text = text.str.replace(".", "").str.replace(",", ".")
    return pd.to_numeric(text.str.replace(",", ""), errors="coerce")

''',
    "numeric": '''\
def numeric(values):
    """Whether a column holds numbers (and not codes such as 00123 or dates)."""
    text = values.dropna().astype(str).str.strip()
    fits = text.str.fullmatch(r"[-+]?[€$£]?\\s?[\\d.,]*\\d\\s?[%€$£]?")
    return len(text) > 0 and bool(fits.all()) and not text.str.match(r"0\\d").any()

''',
    "ordered": '''\
def ordered(values):
    """What to sort a column by: numbers, dates or words in any casing."""
    if numeric(values):
        return numbers(values)
    if values.dropna().astype(str).str.contains(r"\\d").all():
        first = values.astype(str).str.extract(r"^(\\d{1,2})[./-](?!\\d{4})")[0].astype(float)
        dotted = values.astype(str).str.match(r"\\d{1,2}\\.").any() or first.max() > 12
        dates = pd.to_datetime(values, errors="coerce", format="mixed", dayfirst=bool(dotted))
        if dates.notna().sum() == values.notna().sum():
            return dates
    return values.astype(str).str.lower()

''',
    "equal": '''\
def equal(values, word):
    """Which values are this word or number, in any casing."""
    same = values.astype(str).str.strip().str.lower() == word.strip().lower()
    if same.any() or not numeric(pd.Series([word])):
        return same
    return numbers(values) == numbers(pd.Series([word]))[0]

''',
    "typed": '''\
def typed(df):
    """The table with its number columns as numbers; codes such as 00123 stay text."""
    df = df.copy()
    for c in df.columns:
        if df[c].map(type).isin([str, float]).all() and numeric(df[c]):
            df[c] = numbers(df[c]).convert_dtypes()
    return df

''',
    "save": '''\
def save(df, name, path=None):
    """Save a table in the format of the name's ending; a name that is taken gets a number."""
    above = df.attrs.get("above", "") if path else ""
    path = path or free(Path(name if Path(name).suffix else name + ".csv"))
    path.parent.mkdir(parents=True, exist_ok=True)
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xls"):
        typed(df).to_excel(path, index=False)
    elif ending == ".json":
        rows = json.loads(typed(df).to_json(orient="records", force_ascii=False))
        path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\\n", encoding="utf-8")
    else:
        separator = "\\t" if ending == ".tsv" else df.attrs.get("separator", ",").replace("\\t", ",")
        write(path, above + df.to_csv(sep=separator, index=False))
    print(f"Saved {len(df):,} rows and {len(df.columns)} columns to {path}.")

''',
    "show": '''\
def show(df, limit=50):
    """Print a table, at most `limit` rows of it."""
    print(df.head(limit).to_string(index=False, na_rep=""))
    more = f", the first {limit} are shown" if len(df) > limit else ""
    print(f"{len(df):,} row{'' if len(df) == 1 else 's'}{more}.")

''',
    "figure": '''\
def figure(x):
    """A number with at most two decimals: '1,234.50', '17'."""
    if x != x:
        return "none, there are no numbers"
    return f"{x:,.0f}" if x == round(x) else f"{x:,.2f}"

''',
    "neat": '''\
def neat(x):
    """A number without needless digits: '391', '3.75'."""
    return str(int(x)) if x == int(x) else f"{x:.10g}"

''',
    "finish": '''\
def finish(title, x, y, name):
    """Give the plot its title and axes, save it as PNG and show it."""
    plt.title(title)
    plt.xlabel(x)
    plt.ylabel(y)
    plt.tight_layout()
    path = free(Path(name if Path(name).suffix else name + ".png"))
    path.parent.mkdir(parents=True, exist_ok=True)
    plt.savefig(path, dpi=150)
    plt.show()
    print(f"Saved the plot as {path}.")

''',
    "open_image": '''\
def open_image(path):
    """A picture, turned upright as its camera says."""
    return ImageOps.exif_transpose(Image.open(path))

''',
    "save_image": '''\
def save_image(image, path, **options):
    """Save a picture in the format of the ending; in a JPEG what was transparent is white."""
    if path.suffix.lower() in (".jpg", ".jpeg", ".bmp"):
        options = {"quality": image.info["quality"]} | options if "quality" in image.info else options
        image = on_white(image)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)
    print(f"Saved {path}: {image.width} x {image.height} pixels, {path.stat().st_size:,} bytes.")

''',
    "run": '''\
def run(command):
    """Run a shell command and print what it says."""
    done = subprocess.run(command, shell=True, text=True, capture_output=True)
    print((done.stdout + done.stderr).strip() or "(no output)")
    if done.returncode:
        print(f"The command ended with exit code {done.returncode}.")

''',
    "busiest": '''\
def busiest(key):
    """The running programs, those that use most first."""
    fields = ["name", "pid", "memory_info", "cpu_percent"]
    found = [p.info for p in psutil.process_iter(fields) if p.info["memory_info"]]
    return sorted(found, key=key, reverse=True)[:10]

''',
    "prime_factors": '''\
def prime_factors(n):
    """The primes whose product is n."""
    found, d = [], 2
    while d * d <= n:
        while n % d == 0:
            found.append(d)
            n //= d
        d += 1
    return found + [n] if n > 1 or not found else found

''',
    "roman": '''\
def roman(n):
    """A number in Roman numerals."""
    steps = zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "M CM D CD C XC L XL X IX V IV I".split())
    text = ""
    for value, letters in steps:
        text += letters * (n // value)
        n %= value
    return text

''',
    "least": '''\
def least(values):
    """The smallest value of a column, as a number, a date or a word."""
    values = values.dropna()
    if values.empty:
        return "none, there are no values"
    return figure(numbers(values).min()) if numeric(values) else values[ordered(values).idxmin()]

''',
    "greatest": '''\
def greatest(values):
    """The largest value of a column, as a number, a date or a word."""
    values = values.dropna()
    if values.empty:
        return "none, there are no values"
    return figure(numbers(values).max()) if numeric(values) else values[ordered(values).idxmax()]

''',
    "months": '''\
def months(values):
    """The month of each date of a column: '2024-03'."""
    first = values.astype(str).str.extract(r"^(\\d{1,2})[./-](?!\\d{4})")[0].astype(float)
    dotted = values.astype(str).str.match(r"\\d{1,2}\\.").any() or first.max() > 12
    dates = pd.to_datetime(values, errors="coerce", format="mixed", dayfirst=bool(dotted))
    return dates.dt.strftime("%Y-%m").rename("month")

''',
    "figure_text": '''\
def figure_text(x):
    """A number as it stands in a table: '3', '17.85'; nothing when it is missing."""
    if pd.isna(x):
        return None
    x = round(float(x), 4)
    return str(int(x)) if x == int(x) else str(x)

''',
    "kind_word": '''\
def kind_word(dtype):
    """What a column holds, in a word."""
    return "number" if pd.api.types.is_numeric_dtype(dtype) else "text"

''',
    "json_value": '''\
def json_value(data, name):
    """The value of a field such as 'version' or 'address.city', wherever it stands."""
    for key in name.split("."):
        level = [data]
        while level:
            found = next((x for x in level if isinstance(x, dict) and key in x), None)
            if found is not None:
                break
            level = [y for x in level if isinstance(x, (dict, list))
                for y in (x.values() if isinstance(x, dict) else x)]
        if not level:
            raise KeyError(f"no field {name}; fields: {', '.join(data)[:80]}")
        data = found[key]
    return data

''',
    "contact_sheet": '''\
def contact_sheet(files, columns=5, names=False, side=240):
    """All pictures on one sheet, small and in rows, perhaps with their names under them."""
    columns = max(1, columns if columns != 5 else min(5, len(files)))
    high = side + 20 if names else side
    sheet = Image.new("RGB", (columns * side, max(1, -(-len(files) // columns)) * high), "white")
    for n, p in enumerate(files):
        small = ImageOps.contain(on_white(open_image(p)), (side - 10, side - 10))
        left, top = n % columns * side, n // columns * high
        sheet.paste(small, (left + (side - small.width) // 2, top + (side - small.height) // 2))
        if names:
            font = ImageFont.load_default(13)
            middle = (left + side / 2, top + side + 6)
            ImageDraw.Draw(sheet).text(middle, p.name[:34], "black", font, "mm")
    return sheet

''',
    "convert": '''\
def convert(value, unit, wanted):
    """A quantity in another unit of length, weight, volume, time, data, speed or temperature."""
    sizes = {
        "length": "km 1000 kilometer 1000 kilometre 1000 m 1 meter 1 metre 1 cm .01 centimeter .01 "
        "centimetre .01 mm .001 millimeter .001 millimetre .001 mi 1609.344 mile 1609.344 "
        "yd .9144 yard .9144 ft .3048 foot .3048 feet .3048 in .0254 inch .0254 inche .0254",
        "weight": "kg 1000 kilo 1000 kilogram 1000 g 1 gram 1 mg .001 milligram .001 t 1e6 ton 1e6 "
        "tonne 1e6 lb 453.59237 pound 453.59237 oz 28.349523125 ounce 28.349523125 "
        "stone 6350.29318 st 6350.29318",
        "volume": "l 1 liter 1 litre 1 ml .001 milliliter .001 millilitre .001 cl .01 gal "
        "3.785411784 gallon 3.785411784 pint .473176473 quart .946352946 cup .2365882365 "
        "tablespoon .0147867648 tbsp .0147867648 teaspoon .0049289216 tsp .0049289216",
        "time": "s 1 sec 1 second 1 min 60 minute 60 h 3600 hr 3600 hour 3600 d 86400 day 86400 "
        "week 604800 month 2629746 year 31556952",
        "data": "b 1 byte 1 kb 1e3 kilobyte 1e3 mb 1e6 megabyte 1e6 gb 1e9 gigabyte 1e9 tb 1e12 "
        "terabyte 1e12 kib 1024 mib 1048576 gib 1073741824",
        "speed": "kmh 1 kph 1 mph 1.609344 ms 3.6 knot 1.852",
        "area": "sqm 1 m2 1 hectare 1e4 ha 1e4 acre 4046.8564224 sqft .09290304 sqkm 1e6 km2 1e6",
    }
    scales = {"c": (1, 0), "f": (5 / 9, -160 / 9), "k": (1, -273.15)}
    def plain(name):
        name = re.sub(r"[^a-z0-9]", "", name.lower().replace("degrees", ""))
        return name if len(name) < 3 or not name.endswith("s") else name[:-1]
    first, second = plain(unit), plain(wanted)
    if re.match("c$|cels|centigr|f$|fahr|k$|kelvin", first) and second[0] in scales:
        a, b = scales[first[0]]
        c, d = scales[second[0]]
        return (value * a + b - d) / c
    for text in sizes.values():
        words = text.split()
        table = dict(zip(words[::2], map(float, words[1::2])))
        if first in table and second in table:
            return value * table[first] / table[second]
    raise ValueError(f"{unit} cannot be converted to {wanted}")

''',
}

for _more in (
    shared_files,
    shared_names,
    shared_folders,
    shared_texts,
    shared_tables,
    shared_rows,
    shared_passages,
    shared_pictures,
    shared_framing,
    shared_originals,
    shared_figures,
):
    DEFINITIONS |= _more.DEFINITIONS
