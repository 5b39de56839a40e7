"""More about where files go and how they are called: folders inside others, rows, examples."""

from __future__ import annotations

from models.mini.families.steps import (
    AT,
    COPY,
    DIRECT,
    EVERY,
    HERE,
    MADE_NAMED,
    MOVE,
    NUMBERED,
    RENAMED,
    THERE,
    WITH_ENDING,
)

CLAUSES: dict[str, str] = {
    "selection.except_files": 'files = without(files, "@file@", "@file2@")',
    "selection.except_kind": "files = [p for p in files if not is_image(p)]",
    "selection.month_two": 'files = [p for p in files if in_month(p, "@month@", "@month2@")]',
    "selection.day_row": 'files = [p for p in files if in_days(p, "@n@", "@date@")]',
}
"""`selection.except_kind` stands for all kinds: `selecting` puts in the one that is said."""
MONTH_CHANGED = 'files = [p for p in files if in_month(changed(p), "@month@")]'
"""Changed in a month, whatever month stands in the name."""

NOUNS: dict[str, str] = {
    "selection.glob_two": 'files = [p for p in files if fits_one(p, "@glob@", "@glob2@")]',
    "selection.copy_of": 'files = copies_of(files, "@file@")',
}

_INSIDE = 'place("@dest@", "@dest2@")'
_SUB = 'place("@dest@", folder)'
_PLACE = 'place("@dest@")'
_ARRANGED = "arrange(files, folder, lambda p: named_in(p, names))\n"


def _renamed(expression: str) -> str:
    return f"done = rename_all(files, lambda p: {expression})\n{RENAMED}"


ACTIONS: dict[str, str] = {
    "action.lower_ext": _renamed("p.stem + p.suffix.lower()"),
    "action.upper_ext": _renamed("p.stem + p.suffix.upper()"),
    "action.move_inside": MOVE.replace(_PLACE, _INSIDE),
    "action.copy_inside": COPY.replace(_PLACE, _INSIDE),
    "action.move_sub": MOVE.replace(_PLACE, _SUB),
    "action.copy_sub": COPY.replace(_PLACE, _SUB),
    "action.by_names": f'names = listed("@items@")\n{_ARRANGED}{MADE_NAMED}',
    "action.to_matching": 'arrange(files, Path("."), lambda p: folder_for(p, folder))\n',
    "action.number_like": (
        'names = names_from("@name@", "@name2@")\n' + _renamed("next(names) + p.suffix")
    ),
    "action.number_end": NUMBERED + _renamed('f"{p.stem}_{numbered[p]}{p.suffix}"'),
    "action.rename_like": (
        'old, new = "@file@", "@name@"\n' + _renamed("renamed_as(p.name, old, new)")
    ),
    "action.date_front_like": 'example = "@example@"\n' + _renamed("dated_like(p, example)"),
    "action.by_day": 'arrange(files, folder, lambda p: f"{changed(p)}")\n',
    "action.by_date_like": (
        'example = "@example@"\narrange(files, folder, lambda p: date_like(changed(p), example))\n'
    ),
    "action.copy_both": COPY + COPY.replace("@dest@", "@dest2@"),
    "action.copy_two": COPY,
    "action.move_three": MOVE,
    "action.move_rest": f"{MOVE}{DIRECT}\n" + MOVE.replace("@dest@", "@dest2@"),
}
"""Of `action.copy_two` and `action.move_three` one part: `asked_files` puts the parts together."""
PARTED: dict[str, tuple[str, ...]] = {
    "action.move_two": ("dest", "dest2"),
    "action.copy_two": ("dest", "dest2"),
    "action.move_three": ("dest", "dest2", "dest3"),
    "action.delete_two": ("", ""),
    "action.delete_three": ("", "", ""),
}
"""Actions on several selections, each with its own place, or with none."""

_ABOUT = 'files = [p for p in files if about(p, "@part@")]\n'
_EMPTY = """\
removed = without_files(folders)
for p in removed:
    p.rmdir()
print(f"Removed {len(removed)} empty folders: {', '.join(map(str, removed)) or 'none was empty'}.")
"""

REQUESTS: dict[str, str] = {
    "move.part_own": (
        f"{HERE}\n{EVERY}\n{_ABOUT}" + MOVE.replace(_PLACE, 'place("@part@", "@dest@")')
    ),
    "move.remove_empty": f'folders = [exactly("@folder@")]\n{_EMPTY}',
    "move.remove_empty_two": (f'folders = [exactly("@folder@"), exactly("@folder2@")]\n{_EMPTY}'),
    "move.delete_folders": """\
folders = [exactly("@folder@"), exactly("@folder2@")]
files = [p for folder in folders for p in contents(folder)]
for folder in folders[::-1]:
    shutil.rmtree(folder)
print(f"Deleted {times(len(folders), 'folder')} with {told(files)}.")
""",
    "move.copy_folders": """\
folders = [folder_of("@folder@"), folder_of("@folder2@")]
target = place("@dest@")
for source in folders:
    new = shutil.copytree(source, free(target / source.name))
    print(f"Copied the folder {source} to {new}.")
""",
    "move.copy_as": (
        'path = locate("@file@")\nname = "@name@"\ntarget = place("@dest@")\n'
        "new = target / name\ntarget.mkdir(parents=True, exist_ok=True)\n"
        f"{WITH_ENDING}new = shutil.copy2(path, free(new))\n"
        'print(f"Copied {path} to {new}.")\n'
    ),
    "move.rename_in": (
        f'{THERE}\npath = exactly("@file@", folder)\nnew = free(path.with_name("@name@"))\n'
        f"{WITH_ENDING}new = path.rename(free(new))\n"
        'print(f"Renamed {path} to {new}.")\n'
    ),
    "move.rename_row": (
        f'{HERE}\n{EVERY}\nfiles = in_row(files, "@part@", "@part2@")\nnew = "@name@"\n'
        + _renamed("in_turn(p, files, new)")
    ),
    "move.mkdirs_in": f'{AT}\nnames = listed("@items@")\n{MADE_NAMED}',
}
