"""Selections of files, and what is done with them: clause by clause, action by action."""

from __future__ import annotations

from models.mini.families import (
    beginnings,
    choosing,
    clearing,
    enlarging,
    folders,
    gathering,
    many,
    naming,
    noting,
    picking,
    placing,
    searching,
    seeking,
)
from models.mini.families.choosing import IN_MB, ONLY_IN, SAVED_INTO, SAVED_OVER
from models.mini.families.many import SAVED_NAMED
from models.mini.families.steps import (
    AT,
    BY_AGE,
    COPY,
    DELETE,
    DIRECT,
    DIRECT_HIDDEN,
    EVERY,
    EVERY_HIDDEN,
    FLATTEN,
    HERE,
    MOVE,
    NAME_PART,
    RENAMED,
    TAR,
    THERE,
    ZIP,
)

__all__ = [
    "AT", "DIRECT", "DIRECT_HIDDEN", "EVERY", "EVERY_HIDDEN", "HERE", "IN_MB", "MOVE", "ONLY_IN",
    "SAVED_INTO", "SAVED_NAMED", "SAVED_OVER", "THERE",
]  # fmt: skip

HEAD = """\
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
"""
"""What every answer about files begins with: no decision."""

NOUNS: dict[str, str] = {
    "selection.all": "",
    "selection.ext": 'files = [p for p in files if p.name.lower().endswith(".@ext@")]',
    "selection.ext_two": (
        'files = [p for p in files if p.name.lower().endswith((".@ext@", ".@ext2@"))]'
    ),
    "selection.kind_images": "files = [p for p in files if is_image(p)]",
    "selection.kind_documents": "files = [p for p in files if is_document(p)]",
    "selection.kind_spreadsheets": "files = [p for p in files if is_spreadsheet(p)]",
    "selection.kind_archives": "files = [p for p in files if is_archive(p)]",
    "selection.kind_code": "files = [p for p in files if is_code(p)]",
    "selection.kind_videos": "files = [p for p in files if is_video(p)]",
    "selection.kind_audio": "files = [p for p in files if is_audio(p)]",
    "selection.name_part": NAME_PART,
    "selection.name_start": (
        'files = [p for p in files if p.name.lower().startswith("@part@".lower())]'
    ),
    "selection.name_end": (
        'files = [p for p in files if p.stem.lower().endswith("@part@".lower())]'
    ),
    "selection.glob": 'files = [p for p in files if fnmatch(p.name.lower(), "@glob@".lower())]',
    "selection.temp": "files = [p for p in files if is_temporary(p)]",
    "selection.empty": "files = [p for p in files if p.stat().st_size == 0]",
    "selection.only_hidden": 'files = [p for p in files if p.name.startswith(".")]',
    "selection.not_ext": ('files = [p for p in files if not p.name.lower().endswith(".@ext@")]'),
}
"""The line that keeps what the noun names."""

ORDERS: dict[str, str] = {
    "selection.by_size_down": (
        "files = sorted(files, key=lambda p: p.stat().st_size, reverse=True)[:]"
    ),
    "selection.by_size_up": "files = sorted(files, key=lambda p: p.stat().st_size)[:]",
    "selection.by_date_down": (
        "files = sorted(files, key=lambda p: p.stat().st_mtime, reverse=True)[:]"
    ),
    "selection.by_date_up": BY_AGE,
}
"""The order in which files are listed."""

RANKS: dict[str, str] = {
    "selection.newest": (
        "files = sorted(files, key=lambda p: p.stat().st_mtime, reverse=True)[:@n@]"
    ),
    "selection.oldest": "files = sorted(files, key=lambda p: p.stat().st_mtime)[:@n@]",
    "selection.largest": (
        "files = sorted(files, key=lambda p: p.stat().st_size, reverse=True)[:@n@]"
    ),
    "selection.smallest": "files = sorted(files, key=lambda p: p.stat().st_size)[:@n@]",
    "selection.the_newest": "files = sorted(files, key=lambda p: p.stat().st_mtime)[-1:]",
    "selection.the_largest": "files = sorted(files, key=lambda p: p.stat().st_size)[-1:]",
}

CLAUSES: dict[str, str] = {
    "selection.larger": 'files = [p for p in files if p.stat().st_size > in_bytes("@size@")]',
    "selection.smaller": 'files = [p for p in files if p.stat().st_size < in_bytes("@size@")]',
    "selection.days": (
        "files = [p for p in files if changed(p) >= date.today() - timedelta(days=@n@)]"
    ),
    "selection.older": (
        "files = [p for p in files if changed(p) < date.today() - timedelta(days=@n@)]"
    ),
    "selection.today": "files = [p for p in files if changed(p) == date.today()]",
    "selection.yesterday": (
        "files = [p for p in files if changed(p) == date.today() - timedelta(1)]"
    ),
    "selection.last_week": (
        "files = [p for p in files if changed(p) >= date.today() - timedelta(weeks=1)]"
    ),
    "selection.this_week": (
        "files = [p for p in files "
        "if changed(p) >= date.today() - timedelta(date.today().weekday())]"
    ),
    "selection.last_month": (
        "last = date.today().replace(day=1) - timedelta(1)\n"
        "files = [p for p in files if changed(p).replace(day=1) == last.replace(day=1)]"
    ),
    "selection.this_month": (
        "files = [p for p in files if changed(p) >= date.today().replace(day=1)]"
    ),
    "selection.this_year": "files = [p for p in files if changed(p).year == date.today().year]",
    "selection.last_year": (
        "files = [p for p in files if changed(p).year == date.today().year - 1]"
    ),
    "selection.since": 'files = [p for p in files if changed(p) >= day("@date@")]',
    "selection.before": 'files = [p for p in files if changed(p) < day("@date@")]',
    "selection.between": (
        'files = [p for p in files if day("@date@") <= changed(p) <= day("@date2@")]'
    ),
    "selection.month": 'files = [p for p in files if in_month(p, "@month@")]',
    "selection.year": "files = [p for p in files if changed(p).year == @year@]",
}
OF_YEAR = "files = [p for p in files if of_year(p, @year@)]"
"""From a year, when nothing is said of changing: by the name, or else by the date of change."""
ABOUT = 'files = [p for p in files if about(p, "@part@")]'
"""What the files are about: *the invoices*."""

SINGLE = 'files = [locate("@file@")]'

SHOWN = "show_files(files)\n"
"""One answer for *which*, *how many and how big* and *with details*: what people mean by a list is
seldom clear, and nobody minds a size beside a name."""

ACTIONS: dict[str, str] = {
    "action.list": SHOWN,
    "action.count": (
        "direct = [p for p in files if p.parent == folder]\n"
        "print(f\"{len(files)} file{'' if len(files) == 1 else 's'} found, \"\n"
        '    f"{len(direct)} of them directly in this folder.")\n'
    ),
    "action.size": (
        "size = sum(p.stat().st_size for p in files)\n"
        "print(f\"{len(files)} file{'' if len(files) == 1 else 's'} "
        'with {readable(size)} in all.")\n'
    ),
    "action.details": SHOWN,
    "action.move": MOVE,
    "action.copy": COPY,
    "action.delete": DELETE,
    "action.zip": ZIP,
    "action.tar": TAR,
    "action.prefix": 'done = rename_all(files, lambda p: "@text@" + p.name)\n' + RENAMED,
    "action.suffix": 'done = rename_all(files, lambda p: p.stem + "@text@" + p.suffix)\n' + RENAMED,
    "action.lower": "done = rename_all(files, lambda p: p.name.lower())\n" + RENAMED,
    "action.upper": "done = rename_all(files, lambda p: p.stem.upper() + p.suffix)\n" + RENAMED,
    "action.spaces": (
        'done = rename_all(files, lambda p: p.name.replace(" ", "@to@"))\n' + RENAMED
    ),
    "action.replace_name": (
        'done = rename_all(files, lambda p: p.stem.replace("@text@", "@to@") + p.suffix)\n'
        + RENAMED
    ),
    "action.number": (
        'name = "@name@"\n'
        "numbered = {p: n for n, p in enumerate(files, 1)}\n"
        'done = rename_all(files, lambda p: f"{name}_{numbered[p]}{p.suffix}")\n' + RENAMED
    ),
    "action.change_ext": 'done = rename_all(files, lambda p: p.stem + ".@ext2@")\n' + RENAMED,
    "action.date_front": (
        'done = rename_all(files, lambda p: f"{changed(p)}_{p.name}")\n' + RENAMED
    ),
    "action.strip_name": (
        'done = rename_all(files, lambda p: p.stem.replace("@text@", "") + p.suffix)\n' + RENAMED
    ),
    "action.flatten_into": FLATTEN,
}

FOLDER_ACTIONS: dict[str, str] = {
    "action.move": """\
source = folder_of("@folder@")
target = place("@dest@")
target.mkdir(parents=True, exist_ok=True)
new = shutil.move(source, free(target / source.name))
print(f"Moved the folder {source} to {new}.")
""",
    "action.copy": """\
source = folder_of("@folder@")
target = place("@dest@")
new = shutil.copytree(source, free(target / source.name))
print(f"Copied the folder {source} to {new}.")
""",
    "action.delete": """\
source = exactly("@folder@")
files = contents(source)
shutil.rmtree(source)
print(f"Deleted the folder {source} with {told(files)}.")
""",
    "action.zip": 'files = contents(folder_of("@folder@"))\n' + ZIP,
    "action.tar": 'files = contents(folder_of("@folder@"))\n' + TAR,
    "action.size": """\
folder = folder_of("@folder@")
files = contents(folder)
print(f"{folder}: {len(files)} files with {readable(sum(p.stat().st_size for p in files))}.")
""",
}
"""What is done when a folder itself is the object."""

REQUESTS: dict[str, str] = {
    "find.tree": """\
for p in sorted(Path(".").rglob("*")):
    if "/." not in f"/{p.as_posix()}":
        print("    " * (len(p.parts) - 1) + p.name + ("/" if p.is_dir() else ""))
""",
    "find.folders": """\
folders = [p.name for p in sorted(Path(".").iterdir()) if p.is_dir() and p.name[0] != "."]
print(f"{len(folders)} folders: {', '.join(folders)}.")
""",
    "find.size_folder": """\
folder = folder_of("@folder@")
files = contents(folder)
print(f"{folder}: {len(files)} files with {readable(sum(p.stat().st_size for p in files))}.")
""",
    "find.size_here": """\
files = contents(Path("."))
print(f"{len(files)} files with {readable(sum(p.stat().st_size for p in files))} in all.")
""",
    "find.size_by_folder": """\
sizes = Counter()
for p in contents(Path(".")):
    sizes[p.parts[0] if len(p.parts) > 1 else "(this folder)"] += p.stat().st_size
for name, size in sizes.most_common():
    print(f"{name}: {readable(size)}")
""",
    "find.count_by_ext": """\
files = [p for p in contents(Path(".")) if "/." not in f"/{p.as_posix()}"]
for ending, n in Counter(p.suffix.lower() or "(none)" for p in files).most_common():
    print(f"{ending}: {n}")
""",
    "find.empty_folders": """\
empty = [str(p) for p in sorted(Path(".").rglob("*")) if p.is_dir() and not any(p.iterdir())]
print(f"{len(empty)} empty folders: {', '.join(empty)}." if empty else "No folder is empty.")
""",
    "find.duplicates": """\
groups = duplicates(contents(Path(".")))
for group in groups:
    print("Same content: " + ", ".join(map(str, group)))
print(f"{len(groups)} groups of identical files.")
""",
    "find.compare_folders": """\
first, second = folder_of("@folder@"), folder_of("@folder2@")
a = {p.relative_to(first): p for p in contents(first)}
b = {p.relative_to(second): p for p in contents(second)}
different = [str(n) for n in a if n in b and a[n].read_bytes() != b[n].read_bytes()]
print(f"Only in {first}: {', '.join(str(n) for n in a if n not in b) or 'nothing'}.")
print(f"Only in {second}: {', '.join(str(n) for n in b if n not in a) or 'nothing'}.")
print(f"Different content: {', '.join(different) or 'none'}.")
""",
    "find.checksum": """\
path = locate("@file@")
kind = "@algorithm@"
digest = hashlib.new(kind.lower().replace("-", ""), path.read_bytes()).hexdigest()
print(f"The {kind} of {path} is {digest}.")
""",
    "find.permissions": """\
path = locate("@file@")
print(f"{path} has the permissions {stat.filemode(path.stat().st_mode)} \
({path.stat().st_mode & 0o777:o}).")
""",
    **dict.fromkeys(
        ("find.exists", "find.where"),
        """\
name = "@file@"
found = all_called(name)
print(f"Found {', '.join(found)}." if found else f"There is no {name} here.")
""",
    ),
    "find.file_info": """\
path = locate("@file@")
when = datetime.fromtimestamp(path.stat().st_mtime)
print(f"{path}: {readable(path.stat().st_size)}, last changed {when:%Y-%m-%d %H:%M}.")
""",
    "find.containing": """\
wanted = "@text@"
files = [p for p in contents(Path(".")) if "/." not in f"/{p.as_posix()}"]
found = [p for p in files if wanted.lower() in read(p).lower()]
print(f"{wanted} stands in {told(found)}.")
""",
    "move.rename": """\
path = exactly("@file@")
new = free(path.with_name("@name@"))
new = new if new.suffix or path.is_dir() else new.with_suffix(path.suffix)
new = path.rename(free(new))
print(f"Renamed {path} to {new}.")
""",
    "move.swap": """\
first, second = exactly("@file@"), exactly("@file2@")
aside = first.rename(free(first.with_name(first.name + ".aside")))
second.rename(first)
aside.rename(second)
print(f"Swapped {first} and {second}.")
""",
    "move.mkdir": """\
folder = Path("@folder@")
folder.mkdir(parents=True, exist_ok=True)
print(f"Made the folder {folder}.")
""",
    "move.mkdirs": """\
folders = ["@folder@", "@folder2@", "@folder3@"]
for name in folders:
    Path(name).mkdir(parents=True, exist_ok=True)
print(f"Made {len(folders)} folders: {', '.join(folders)}.")
""",
    "move.mkdir_numbered": """\
name, count = "@name@", @n@
folders = [Path(f"{name}{n}") for n in range(1, count + 1)]
for folder in folders:
    folder.mkdir(parents=True, exist_ok=True)
print(f"Made {len(folders)} folders: {', '.join(map(str, folders))}.")
""",
    "move.touch": """\
path = Path("@file@")
path.parent.mkdir(parents=True, exist_ok=True)
path.touch()
print(f"Made the empty file {path}.")
""",
    "move.by_ext": """\
files = [p for p in sorted(Path(".").iterdir()) if p.is_file() and p.name[0] != "."]
sort_into(files, lambda p: p.suffix.lower()[1:] or "no extension")
""",
    "move.by_kind": """\
files = [p for p in sorted(Path(".").iterdir()) if p.is_file() and p.name[0] != "."]
sort_into(files, kind_of)
""",
    "move.by_month": """\
files = [p for p in sorted(Path(".").iterdir()) if p.is_file() and p.name[0] != "."]
sort_into(files, lambda p: f"{changed(p):%Y-%m}")
""",
    "move.by_year": """\
files = [p for p in sorted(Path(".").iterdir()) if p.is_file() and p.name[0] != "."]
sort_into(files, lambda p: f"{changed(p):%Y}")
""",
    "move.by_letter": """\
files = [p for p in sorted(Path(".").iterdir()) if p.is_file() and p.name[0] != "."]
sort_into(files, lambda p: p.name[0].upper())
""",
    "move.delete_empty_folders": """\
removed = []
for p in sorted(Path(".").rglob("*"), reverse=True):
    if p.is_dir() and "/." not in f"/{p.as_posix()}" and not any(p.iterdir()):
        p.rmdir()
        removed.append(str(p))
print(f"Removed {len(removed)} empty folders: {', '.join(removed) or 'none were there'}.")
""",
    "move.delete_duplicates": """\
files = [p for group in duplicates(contents(Path("."))) for p in group[1:]]
for p in files:
    p.unlink()
print(f"Deleted {told(files)}; one of each is kept.")
""",
    "move.empty_folder": f"{THERE}\n{EVERY_HIDDEN}\n{DELETE}",
    "move.delete_folder": FOLDER_ACTIONS["action.delete"],
    "move.copy_folder": """\
source = folder_of("@folder@")
new = shutil.copytree(source, free(Path("@dest@")))
print(f"Copied the folder {source} with {told(contents(source))} to {new}.")
""",
    "move.move_folder": FOLDER_ACTIONS["action.move"],
    "move.duplicate": """\
path = locate("@file@")
new = free(path.with_name("@name@"))
new = shutil.copy2(path, new if new.suffix else new.with_suffix(path.suffix))
print(f"Copied {path} to {new}.")
""",
    "archive.zip_folder": """\
source = folder_of("@folder@")
files = contents(source)
archive = free(Path(source.name + ".zip"))
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
    for p in files:
        z.write(p)
print(f"Packed {told(files)} into {archive}.")
""",
    "archive.list": """\
archive = locate("@archive@")
names = members(archive)
print(f"{archive} holds {len(names)} files: {', '.join(names)}.")
""",
    "archive.extract": """\
archive = locate("@archive@")
target = archive.parent / plain_name(archive)
names = unpack(archive, target)
print(f"Unpacked {len(names)} files into {target}: {', '.join(names)}.")
""",
    "archive.extract_to": """\
archive = locate("@archive@")
target = place("@dest@")
names = unpack(archive, target)
print(f"Unpacked {len(names)} files into {target}: {', '.join(names)}.")
""",
    "archive.extract_one": """\
archive = locate("@archive@")
name = "@file@"
names = unpack(archive, Path("."), name)
print(f"Unpacked from {archive}: {', '.join(names) or 'nothing, there is no ' + name}.")
""",
    "archive.extract_all": """\
archives = [p for p in sorted(Path(".").iterdir()) if is_archive(p)]
for archive in archives:
    names = unpack(archive, archive.parent / plain_name(archive))
    print(f"Unpacked {len(names)} files from {archive} into {plain_name(archive)}.")
print(f"{len(archives)} archives unpacked.")
""",
}
"""Requests about files that need no selection."""

NOUNS |= choosing.NOUNS | picking.NOUNS
RANKS |= choosing.RANKS
CLAUSES |= choosing.CLAUSES | picking.CLAUSES
ACTIONS |= choosing.ACTIONS | naming.ACTIONS | gathering.ACTIONS
REQUESTS |= choosing.REQUESTS | folders.REQUESTS
CLAUSES |= many.CLAUSES | searching.CLAUSES
ACTIONS |= many.ACTIONS | searching.ACTIONS | seeking.ACTIONS | enlarging.ACTIONS
NOUNS |= searching.NOUNS | placing.NOUNS
CLAUSES |= placing.CLAUSES
ACTIONS |= placing.ACTIONS | noting.ACTIONS
REQUESTS |= searching.REQUESTS | placing.REQUESTS | clearing.REQUESTS
REQUESTS |= beginnings.REQUESTS
ACTIONS |= beginnings.ACTIONS
CLAUSES |= clearing.CLAUSES
ACTIONS |= clearing.ACTIONS

ALL_HERE = f"{HERE}\n{EVERY}\n"
ALL_THERE = f"{THERE}\n{EVERY}\n"
LYING_HERE = f"{HERE}\n{DIRECT}\n"
WITH_ENDING = f"{ALL_HERE}{NOUNS['selection.ext']}\n"
PICTURES = f"{ALL_HERE}{NOUNS['selection.kind_images']}\n"
REQUESTS |= {
    "find.count_by_ext": ALL_HERE + ACTIONS["action.count_by_ext"],
    "find.size_by_ext": ALL_HERE + ACTIONS["action.size_by_ext"],
    "find.closest": f'{ALL_HERE}files = closest(files, "@part@", "@part2@")\n{SHOWN}',
    "find.containing": f"{ALL_HERE}{CLAUSES['selection.with_text']}\n{SHOWN}",
    **{
        f"move.by_{by}": LYING_HERE + ACTIONS[f"action.by_{by}"]
        for by in ("ext", "kind", "month", "year", "letter")
    },
    **dict.fromkeys(("find.file_info", "find.when", "find.how_big"), f"{SINGLE}\n{SHOWN}"),
}
"""Requests that could as well be put together from a selection and an action have the same code as
these have: two right answers to one sentence would only make the model doubt."""
