"""A folder in which the code of a sample can run: the files, tables and pictures it names."""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import tarfile
import time
import zipfile
from pathlib import Path

from models.mini import slots as values
from models.mini.slot_words import EXTENSIONS

DAY = 86_400
NAMED = re.compile(r'\b(locate|exactly|folder_of)\("((?:[^"\\]|\\.)*)"\)')
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
NAME_IN = re.compile(r'(?:locate|exactly)\("((?:[^"\\]|\\.)*)", folder\)')
APART = re.compile(r'(?:locate|exactly)\("((?:[^"\\]|\\.)*)", folder_of\("((?:[^"\\]|\\.)*)"\)\)')
LIST = re.compile(r'on_list\(files, "((?:[^"\\]|\\.)*)"\)')
NEWER = re.compile(r'newer_than\(files, "((?:[^"\\]|\\.)*)"\)')
INSIDE = re.compile(r"inside\(files, (.*)\)\n")
MADE = re.compile(r'newest_called\((?:with_ending|tar_name)\("((?:[^"\\]|\\.)*)"')
COLUMN = re.compile(r'column\((?:df|other), "((?:[^"\\]|\\.)*)"\)')
ENDINGS = re.compile(r"endswith\((\(?\"\.[^)]*)\)")
PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "tif", "tiff", "bmp")
SIZES = (0, 12, 900, 40_000, 2_500_000)
TEXT = """Anna wrote to ben@example.org on 2024-03-01.
the quick brown fox, the lazy dog

See https://example.org/a and 17 more: 3.5, 42.
the quick brown fox, the lazy dog
ERROR TODO foo 1.5.2024
"""


def unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")


def furnish(folder: Path, code: str, rng: random.Random) -> None:
    """Put into the folder what the code names, and some things it does not."""
    named = NAMED.findall(code)
    named += [("locate", name) for name in NEWER.findall(code)]
    named += [("folder_of", name) for call in INSIDE.findall(code) for name in STRING.findall(call)]
    for kind, name in named:
        path = folder / unescaped(name)
        emptied = "shutil.rmtree" in code or "source.rglob" in code
        if kind == "folder_of" or (kind == "exactly" and emptied):
            path.mkdir(parents=True, exist_ok=True)
            clutter(path, code, rng)
        elif not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            one(path, code, rng)
    where = next((unescaped(name) for kind, name in named if kind == "folder_of"), "")
    insides(folder, code, rng, where)
    clutter(folder, code, rng)
    (folder / "empty one" / "below").mkdir(parents=True)
    lists(folder, code)
    archives(folder, code, where)
    if re.search(r"read_table\(p\)|save_sheets\(files|save_tables\(files", code):
        tables(folder, code, rng)
    if "git " in code:
        repository(folder)


def lists(folder: Path, code: str) -> None:
    """Texts that name files: two that are there, and one that is missing."""
    for name in LIST.findall(code):
        there = [p.name for p in sorted(folder.rglob("*")) if p.is_file()][:2]
        path = folder / unescaped(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*there, "missing.txt"]), encoding="utf-8")


def archives(folder: Path, code: str, where: str) -> None:
    """The archives that the code made before, and some for code that takes any."""
    for name in MADE.findall(code):
        path = folder / unescaped(name)
        usual = ".zip" if "with_ending(" in code else ".tar.gz"
        archive(path if "." in path.name else path.with_name(path.name + usual))
    if "for archive in archives" in code or "show_archives(" in code:
        for name in ("one.zip", "two.tar.gz"):
            archive(folder / where / name)


def tables(folder: Path, code: str, rng: random.Random) -> None:
    """Several tables of one kind, called as the code looks for them."""
    named = [name for kind, name in NAMED.findall(code) if kind == "folder_of"]
    likes = re.findall(r'tables_like\("((?:[^"\\]|\\.)*)"\)', code)
    likes += [f"{word} *.csv" for word in re.findall(r'tables_about\("(.*)"\)', code)]
    for items, word in re.findall(r'tables_of\("(.*)", "(.*)"\)', code):
        parts = re.split(r", | and | & ", unescaped(items))
        lead = re.match(r"\D* ?(?=\d)", parts[0])
        parts = [f"{lead[0] if lead and p.isdigit() else ''}{p}" for p in parts]
        likes += [f"{word} {part}.csv".lstrip() for part in parts]
    likes = [unescaped(like).replace("*", n) for like in likes for n in ("1", "2")]
    for name in ("jan.csv", "feb.csv", *likes):
        table(folder / (unescaped(named[0]) if named else "") / name, code, rng)


def repository(folder: Path) -> None:
    """A repository at the folder itself: never the one that this runs in."""
    here = ["git", "-C", str(folder), f"--git-dir={folder / '.git'}", f"--work-tree={folder}"]
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*here, "init", "-q"], check=True)
    commit = ["commit", "-q", "--allow-empty", "-m", "one"]
    subprocess.run([*here, *author, *commit], check=True)


def insides(folder: Path, code: str, rng: random.Random, where: str) -> None:
    """Files and folders that the code looks for in a folder that it names."""
    for found in NAME_IN.finditer(code):
        before = [n for k, n in NAMED.findall(code[: found.start()]) if k == "folder_of"]
        path = folder / (unescaped(before[-1]) if before else where) / unescaped(found[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        if re.search(r"^(?:source|folders) = \[?exactly\(", code, re.M):
            path.mkdir(exist_ok=True)
            if "without_files(" not in code:
                clutter(path, code, rng)
        else:
            one(path, code, rng)
    for name, above in APART.findall(code):
        one(folder / unescaped(above) / unescaped(name), code, rng)


def clutter(folder: Path, code: str, rng: random.Random) -> None:
    """Files of many kinds, ages and sizes, some of them hidden or in subfolders."""
    endings = [e for some in ENDINGS.findall(code) for e in re.findall(r'"\.([^"]*)"', some)]
    endings += rng.sample(EXTENSIONS, 6) + endings
    pictures = "Image" in code
    for number, ending in enumerate(endings):
        sub = rng.choice(["", "", "", "sub", "sub/deep", ".git"])
        path = folder / sub / f"{values.stem(rng)} {number}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if pictures and ending in PICTURES:
            picture(path, rng)
        elif pictures or "read_table" in code or "is_archive" in code:
            continue
        else:
            size = rng.choice(SIZES)
            path.write_bytes((TEXT.encode() * (size // len(TEXT) + 1))[:size])
        if path.exists():
            when = time.time() - rng.choice([0, 1, 3, 10, 40, 400, 2000]) * DAY
            os.utime(path, (when, when))


def one(path: Path, code: str, rng: random.Random) -> None:
    """The one file that a request names, with contents of its kind."""
    ending = path.suffix.lower()
    sheets = re.search(
        r"ExcelFile\(|\bread_sheet\(locate|in sheets_of\(path\)|sheets_of\(path\)\.",
        code,
    )
    if "read_table(locate" in code or "= read_table(path)\n" in code or sheets:
        usual = ".xlsx" if sheets else ".csv"
        if sheets:
            path = path.with_suffix(".xlsx") if ending != ".xls" else path
        table(path if ending or "." in path.name else path.with_suffix(usual), code, rng)
    elif "locate" in code and re.search(
        r"^(?:data = |    |print\()json\.(?:loads|dumps\(json)", code, re.M
    ):
        path.write_text(json.dumps(nested(code)))
    elif ending[1:] in PICTURES and ("open_image" in code or "Image.open" in code):
        picture(path, rng)
    elif "unpack(" in code or "members(" in code:
        archive(path)
    else:
        path.write_text(TEXT + costs(code), encoding="utf-8")


def costs(code: str) -> str:
    """A line with a number for the word whose number is to be another."""
    found = re.search(r'^wanted = "(.*)"\n', code, re.M) if "= figure_set(" in code else None
    return f"{unescaped(found[1])} 1234.56\n" if found else ""


def nested(code: str) -> object:
    """Something to be read as JSON, with the fields that the code names."""
    names = re.findall(r'^name = "([^"]*)"', code, re.M)
    names += [
        n for pair in re.findall(r'^for name in \("(.*)", "(.*)"\)', code, re.M) for n in pair
    ]
    made: dict[str, object] = {}
    for name in names or ["version"]:
        level = made
        *way, last = unescaped(name).split(".")
        for key in way:
            below = level.setdefault(key, {})
            level = below if isinstance(below, dict) else level
        level[last] = "1.2"
    return [made, made] if "items_of(data):" in code else made


def archive(path: Path) -> None:
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path, "w") as z:
            z.writestr("a.txt", "a")
            z.writestr("sub/b.txt", "b")
        return
    mode = "w" if path.suffix.lower() == ".tar" else "w:gz"
    with tarfile.open(path, mode) as t:  # type: ignore[call-overload]
        for name in ("a.txt", "sub/b.txt"):
            member = tarfile.TarInfo(name)
            member.size = 1
            t.addfile(member, io.BytesIO(b"x"))


def picture(path: Path, rng: random.Random) -> None:
    from PIL import Image

    ending = path.suffix.lower()
    kind = {".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF"}.get(
        ending, ending[1:].upper() or "PNG"
    )
    mode = "RGB" if kind == "JPEG" else rng.choice(["RGB", "RGBA", "P"])
    Image.new(mode, (rng.randint(200, 900), rng.randint(200, 900))).save(path, kind)


WHEN = r"date_column\(df\)|of_month, |(?:oldest|newest)_first\(|longest_there\(|years_of\(df\)"
"""What looks for a column of dates by itself."""
DATED = re.compile(
    r"(?:months|year_of|quarter_of|weekday_of|day_of|dates_of|week_of|days_ago|days_left|years_old"
    r"|days_between)\(df\[(\w+)\]"
)
DATED_THERE = re.compile(
    r"(?:dates_of|in_months|year_of|days_ago|days_left|in_period|on_day)"
    r'\(df\[column\(df, "([^"]*)"\)\]'
)


def _date_columns(code: str) -> set[str]:
    """The columns in which the code expects dates."""
    found = set(DATED_THERE.findall(code))
    dated = DATED.search(code)
    names = [dated[1]] if dated else []
    names += ["col2"] if "days_between(df[col], df[col2])" in code else []
    names += ["col"] if "decade_of(df[col])" in code else []
    for name in names:
        found |= set(re.findall(rf'\b{name} = column\(df, "([^"]*)"\)', code))
    found |= {"birthday"} if "ages_of(df)" in code else set()
    return found | ({"when"} if re.search(WHEN, code) else set())


def _columns(code: str) -> list[str]:
    """The columns that the code names, and those that it looks for by itself."""
    names = list(dict.fromkeys(unescaped(c) for c in COLUMN.findall(code))) or ["amount", "city"]
    for text in re.findall(r'columns_of\(df, "((?:[^"\\]|\\.)*)"\)', code):
        parts = re.split(r",? (?:and|or) |, ", unescaped(text))
        names += [p for p in parts if p not in names]
    names += re.findall(r'with_(?:column|news)\(df, other, by, "((?:[^"\\]|\\.)*)"\)', code)
    if "per_column(df, name)" in code:
        found = re.search(r'^name = "(.*?)[_ ]per[_ ](.*)"$', code, re.M)
        names += [unescaped(name) for name in found.groups()] if found else []
    names += ["number"] if "= shared_column(df" in code else []
    names += ["when"] if re.search(WHEN, code) else []
    names += ["birthday"] if "ages_of(df)" in code else []
    if re.search(
        r'(?:having|lacking|having_either)\(df, "|word = "|word_column\(df\)|, having, "', code
    ):
        names.append("thing")
    if "with_row(df" in code:
        names += [f"column {n}" for n in range(8)]
    if re.search(r"value_column\(df\)|word_column\(df\)|\.corr\(\)|figure_columns\(df", code):
        names += ["total", "weight"]
    return names


def table(path: Path, code: str, rng: random.Random) -> None:
    """A table with the columns that the code names."""
    import pandas as pd

    df = pd.DataFrame(_cells(code, rng), dtype=object)
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xls"):
        sheet = re.search(r'read_sheet\(locate\("(?:[^"\\]|\\.)*"\), "((?:[^"\\]|\\.)*)"\)', code)
        with pd.ExcelWriter(path.with_suffix(".xlsx"), engine="openpyxl") as out:
            df.to_excel(out, index=False)
            for n in range(4 if "= numbered_sheet(path" in code else 0):
                df.to_excel(out, sheet_name=f"Part {n}", index=False)
            if sheet:
                df.to_excel(out, sheet_name=unescaped(sheet[1])[:31], index=False)
        if ending == ".xls":
            path.with_suffix(".xlsx").rename(path)
    elif ending == ".json":
        df.to_json(path, orient="records")
    else:
        separator = "\t" if ending == ".tsv" else rng.choice(",,;")
        df.to_csv(path, index=False, sep=separator)


def _cells(code: str, rng: random.Random) -> dict[str, list[object]]:
    """The columns that the code names, with numbers, words and dates as it needs them."""
    months = _date_columns(code)
    words = set(re.findall(r'(?:equal|either)\(df\[column\(df, "([^"]*)"\)\]', code))
    if "by = column" in code and "numbers(df[by])" not in code:
        by = "by2" if re.search(r"points_each\(df|numbers\(df\[by\]\)", code) else "by2?"
        words |= set(re.findall(rf'\b{by} = column\(df, "([^"]*)"\)', code))
    wanted = re.findall(
        r'(?:having|lacking|having_either)\(df, "((?:[^"\\]|\\.)*)"|word = "((?:[^"\\]|\\.)*)"',
        code,
    )
    rows: dict[str, list[object]] = {}
    for name in [*_columns(code), "extra code"]:
        if name in months:
            rows[name] = [f"2024-0{rng.randint(1, 9)}-1{n}" for n in range(6)]
        elif name in words:
            rows[name] = [rng.choice(["North", "South", "paris"]) for _ in range(6)]
        elif name == "thing":
            one = unescaped(wanted[0][0] or wanted[0][1]) if wanted else "tea"
            rows[name] = [one, "other", one, None, "other", f"{one} 2"]
        elif name == "extra code":
            rows[name] = ["007", "0", "01", "02", None, "007"]
        else:
            rows[name] = [rng.randint(1, 500), 2.5, 3, 4, None, 6]
    return rows
