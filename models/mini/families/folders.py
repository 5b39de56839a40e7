"""Requests about folders and archives as wholes."""

from __future__ import annotations

from models.mini.families.steps import (
    ALL_UNPACKED,
    AT,
    EVERY,
    EXTRACT,
    FLATTEN,
    MADE,
    MADE_NAMED,
    THERE,
    WITH_ENDING,
)

_EMPTY = """\
print(f"{len(empty)} empty folders: {', '.join(empty)}." if empty else "No folder is empty.")
"""
_REMOVED = """\
        p.rmdir()
        removed.append(str(p))
print(f"Removed {len(removed)} empty folders: {', '.join(removed) or 'none were there'}.")
"""
_BELOW = "removed = []\nfor p in folders_here(folder, deep=True)[::-1]:\n"
_RENAME = (
    WITH_ENDING
    + """\
new = path.rename(free(new))
print(f"Renamed {path} to {new}.")
"""
)
_ARCHIVES = "archives = [p for p in sorted(folder.iterdir()) if is_archive(p)]\n"
_ZIPPED = """\
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
    for p in files:
        z.write(p)
print(f"Packed {told(files)} into {archive}.")
"""

REQUESTS: dict[str, str] = {
    "find.empty_folders_in": (
        f"{THERE}\n"
        "empty = [str(p) for p in folders_here(folder, deep=True) if not any(p.iterdir())]\n"
        + _EMPTY
    ),
    "find.same_in_two": """\
first, second = folder_of("@folder@"), folder_of("@folder2@")
pairs = same_content(first, second)
for p, q in pairs:
    print(f"{p} and {q} have the same content.")
print(f"{times(len(pairs), 'pair')} of identical files.")
""",
    "find.newest_in_each": (
        f"{THERE}\n"
        "folders = [p for p in folders_here(folder) if visible(p)]\n"
        "files = [max(visible(p), key=lambda q: q.stat().st_mtime) for p in folders]\n"
        "show_files(files)\n"
    ),
    "find.size_by_folder_in": (
        f"{THERE}\n"
        "sizes = {p.name: sum(q.stat().st_size for q in contents(p)) "
        "for p in folders_here(folder)}\n"
        "tally(sizes, readable)\n"
    ),
    "move.delete_empty_in": f"{THERE}\n{_BELOW}    if not any(p.iterdir()):\n{_REMOVED}",
    "move.delete_empty_except": (
        f'{THERE}\nkept = Path("@folder2@").name.lower()\n{_BELOW}'
        f"    if not any(p.iterdir()) and p.name.lower() != kept:\n{_REMOVED}"
    ),
    "move.flatten": f"{THERE}\n{EVERY}\n{FLATTEN}drop_empty(folder)\n",
    "move.backup_file_today": """\
path = locate("@file@")
new = shutil.copy2(path, free(path.with_stem(f"{path.stem}_{date.today()}")))
print(f"Copied {path} to {new}.")
""",
    "move.backup_folder_today": """\
source = folder_of("@folder@")
new = shutil.copytree(source, free(source.with_name(f"{source.name}_{date.today()}")))
print(f"Copied the folder {source} to {new}.")
""",
    "move.copy_to_each": (
        f'path = locate("@file@")\n{THERE}\n'
        "folders = folders_here(folder)\n"
        "for target in folders:\n"
        "    shutil.copy2(path, free(target / path.name))\n"
        "print(f\"Copied {path} into {times(len(folders), 'folder')}: "
        "{', '.join(map(str, folders)) or 'none is there'}.\")\n"
    ),
    "move.rename_move": """\
path = exactly("@file@")
name = "@name@"
target = place("@dest@")
new = target / name
target.mkdir(parents=True, exist_ok=True)
new = new if new.suffix or path.is_dir() else new.with_suffix(path.suffix)
new = shutil.move(path, free(new))
print(f"Moved {path} to {new}.")
""",
    "move.rename_two": (
        'path = exactly("@file@")\nnew = free(path.with_name("@name@"))\n'
        + _RENAME
        + 'path = exactly("@file2@")\nnew = free(path.with_name("@name2@"))\n'
        + _RENAME
    ),
    "move.mkdir_items": f'{AT}\nnames = listed("@items@")\n{MADE_NAMED}',
    "move.mkdir_range": f'{AT}\nnames = row_of("@part@", "@part2@")\n{MADE_NAMED}',
    "move.mkdir_numbered_in": (
        f'{AT}\nname, count = "@name@", @n@\n'
        'folders = [folder / f"{name}{n}" for n in range(1, count + 1)]\n' + MADE
    ),
    "move.mkdir_months_in": (
        f'{AT}\nfolders = [folder / f"{{n:02d}} {{date(2000, n, 1):%B}}" for n in range(1, 13)]\n'
        + MADE
    ),
    "move.mkdir_weekdays": f"{AT}\nnames = list(calendar.day_name)\n{MADE_NAMED}",
    "move.mkdir_lines": (
        f'path = locate("@file@")\n{AT}\nnames = safe_names(read(path).splitlines())\n{MADE_NAMED}'
    ),
    "move.mkdir_column": (
        'df = read_table(locate("@table@"))\ncol = column(df, "@col@")\n'
        f"{AT}\nnames = safe_names(df[col])\n{MADE_NAMED}"
    ),
    "move.copy_structure": (
        'source = folder_of("@folder@")\ntarget = place("@dest@")\n'
        "below = [p.relative_to(source) for p in folders_here(source, deep=True)]\n"
        "folders = [target, *(target / p for p in below)]\n" + MADE
    ),
    "move.delete_folders_named": """\
name = "@name@"
folders = [p for p in folders_here(deep=True) if p.name.lower() == name.lower()]
files = [p for folder in folders for p in contents(folder)]
for folder in folders[::-1]:
    shutil.rmtree(folder)
print(f"Deleted {times(len(folders), 'folder')} called {name} with {told(files)}.")
""",
    "move.move_folders": """\
folders = [folder_of("@folder@"), folder_of("@folder2@")]
target = place("@dest@")
for source in folders:
    target.mkdir(parents=True, exist_ok=True)
    new = shutil.move(source, free(target / source.name))
    print(f"Moved the folder {source} to {new}.")
""",
    "move.sync": """\
source = folder_of("@folder@")
target = place("@folder2@")
files = newer_files(source, target)
for p in files:
    new = target / p.relative_to(source)
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(p, new)
print(f"Copied {told(files)} to {target}.")
""",
    "archive.zip_each_in": (
        f"{THERE}\nfolders = folders_here(folder)\n"
        "for source in folders:\n"
        '    archive = free(source.with_name(source.name + ".zip"))\n'
        '    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:\n'
        "        for p in contents(source):\n"
        "            z.write(p, p.relative_to(folder))\n"
        "    print(f\"{archive}: {times(len(contents(source)), 'file')}\")\n"
        "print(f\"Packed {times(len(folders), 'folder')}.\")\n"
    ),
    "archive.tar_each_in": (
        f"{THERE}\nfolders = folders_here(folder)\n"
        "for source in folders:\n"
        '    archive = free(source.with_name(source.name + ".tar.gz"))\n'
        '    with tarfile.open(archive, "w:gz") as t:\n'
        "        for p in contents(source):\n"
        "            t.add(p, p.relative_to(folder))\n"
        "    print(f\"{archive}: {times(len(contents(source)), 'file')}\")\n"
        "print(f\"Packed {times(len(folders), 'folder')}.\")\n"
    ),
    "archive.zip_folder_delete": (
        'source = exactly("@folder@")\nfiles = contents(source)\n'
        'archive = free(Path(source.name + ".zip"))\n'
        + _ZIPPED
        + 'shutil.rmtree(source)\nprint(f"Deleted the folder {source} with {told(files)}.")\n'
    ),
    "archive.zip_folder_today": (
        'source = folder_of("@folder@")\nfiles = contents(source)\n'
        'archive = free(Path(f"{source.name}_{date.today()}.zip"))\n' + _ZIPPED
    ),
    "archive.extract_all_in": (
        f"{THERE}\n{_ARCHIVES}"
        "for archive in archives:\n"
        "    names = unpack(archive, archive.parent / plain_name(archive))\n"
        '    print(f"Unpacked {len(names)} files from {archive} into {plain_name(archive)}.")\n'
        + ALL_UNPACKED
    ),
    "archive.extract_all_to": (
        f'{THERE}\ntarget = place("@dest@")\n{_ARCHIVES}'
        "for archive in archives:\n"
        "    names = unpack(archive, target)\n"
        '    print(f"Unpacked {len(names)} files from {archive} into {target}.")\n' + ALL_UNPACKED
    ),
    "archive.extract_ext_all": (
        f'ending = ".@ext@"\n{THERE}\n{_ARCHIVES}'
        "for archive in archives:\n"
        "    names = unpack(archive, archive.parent / plain_name(archive), ending)\n"
        '    print(f"Unpacked {len(names)} files from {archive} into {plain_name(archive)}.")\n'
        + ALL_UNPACKED
    ),
    "archive.extract_part": """\
name = "@part@"
archive = locate("@archive@")
names = unpack(archive, archive.parent / plain_name(archive), name)
print(f"Unpacked {len(names)} files from {archive}: {', '.join(names)}.")
""",
    "archive.extract_delete": (
        'archive = exactly("@archive@")\n'
        + EXTRACT
        + 'archive.unlink()\nprint(f"Deleted {archive}.")\n'
    ),
}
