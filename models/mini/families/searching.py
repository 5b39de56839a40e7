"""Finding by what files are about, by year and by emptiness; archives of which a part is wanted."""

from __future__ import annotations

from models.mini.families.steps import HERE, THERE, ZIP

NOUNS: dict[str, str] = {
    "selection.concerns": 'files = [p for p in files if concerns(p, "@part@")]',
}

CLAUSES: dict[str, str] = {
    "selection.until_year": "files = [p for p in files if dated(p) <= @year@]",
    "selection.before_year": "files = [p for p in files if dated(p) < @year@]",
    "selection.since_year": "files = [p for p in files if dated(p) >= @year@]",
    "selection.nothing_in": "files = [p for p in files if p.stat().st_size == 0]",
    "selection.except_two": ('files = [p for p in files if not name_has(p, "@part@", "@part2@")]'),
    "selection.except_two_folders": (
        'files = outside(files, "@folder2@")\nfiles = outside(files, "@folder3@")'
    ),
}
BY_YEAR = ("selection.until_year", "selection.before_year", "selection.since_year")
"""From a year, when nothing is said of changing: by the name, or else by the date of change."""

_ALIKE = """\
for group in groups:
    print("Same content: " + ", ".join(map(str, group)))
print(f"{len(groups)} groups of identical files.")
"""

ACTIONS: dict[str, str] = {
    "action.duplicates": "groups = duplicates(files)\n" + _ALIKE,
    "action.count_part": """\
there = folder_of("@folder2@")
part = [p for p in files if there in p.parents]
print(f"{times(len(files), 'file')} in all, {len(part)} of them in {there}.")
""",
    "action.size_by_ext": """\
sizes = Counter()
for p in files:
    sizes[p.suffix.lower() or "(none)"] += p.stat().st_size
tally(sizes, readable)
""",
}

_ONE_OUT = """\
target = place("@dest@")
names = unpack(archive, target, name)
print(f"Unpacked into {target}: {', '.join(names) or 'nothing, there is no ' + name}.")
"""
_UNPACKED = "print(f\"Unpacked {len(names)} files into {target}: {', '.join(names)}.\")\n"

REQUESTS: dict[str, str] = {
    "find.empty_both": f"{HERE}\nshow_empty(folder)\n",
    "find.empty_both_in": f"{THERE}\nshow_empty(folder)\n",
    "find.tree_deep": f"{HERE}\nshow_tree(folder, @n@)\n",
    "find.tree_deep_of": f"{THERE}\nshow_tree(folder, @n@)\n",
    "archive.list_sizes": 'archive = locate("@archive@")\nshow_members(archive)\n',
    "archive.extract_one_to": f'archive = locate("@archive@")\nname = "@file@"\n{_ONE_OUT}',
    "archive.extract_part_to": f'archive = locate("@archive@")\nname = "@part@"\n{_ONE_OUT}',
    "archive.extract_ext_to": (
        'ending = ".@ext@"\narchive = locate("@archive@")\ntarget = place("@dest@")\n'
        "names = unpack(archive, target, ending)\n" + _UNPACKED
    ),
    "archive.extract_own_in": (
        'archive = locate("@archive@")\ntarget = place("@dest@") / plain_name(archive)\n'
        "names = unpack(archive, target)\n" + _UNPACKED
    ),
    "archive.zip_folder_file": (
        'files = [*contents(folder_of("@folder@")), locate("@file@")]\n' + ZIP
    ),
}
