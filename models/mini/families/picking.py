"""Nouns and clauses that choose files by their names: rows of numbers, lists, copies, twins."""

from __future__ import annotations

from models.mini.families.steps import NAME_PART

NOUNS: dict[str, str] = {
    "selection.name_either": 'files = [p for p in files if name_has(p, "@part@", "@part2@")]',
    "selection.name_but_not": (
        f'{NAME_PART}\nfiles = [p for p in files if "@part2@".lower() not in p.name.lower()]'
    ),
    "selection.name_range": 'files = in_row(files, "@part@", "@part2@")',
    "selection.listed_in": 'files = on_list(files, "@file@")',
    "selection.copies": "files = [p for p in files if is_copy(p)]",
}

CLAUSES: dict[str, str] = {
    "selection.number_range": 'files = in_row(files, "@n@", "@m@")',
    "selection.on_date": 'files = [p for p in files if changed(p) == day("@date@")]',
    "selection.weekday": 'files = [p for p in files if changed(p) == last_weekday("@weekday@")]',
    "selection.since_weekday": (
        'files = [p for p in files if changed(p) >= last_weekday("@weekday@")]'
    ),
    "selection.today_yesterday": (
        "files = [p for p in files if changed(p) >= date.today() - timedelta(1)]"
    ),
    "selection.with_partner": 'files = with_twin(files, ".@ext2@")',
    "selection.without_partner": 'files = without_twin(files, ".@ext2@")',
    "selection.long_name": "files = [p for p in files if len(p.name) > @n@]",
}

SEVERAL: dict[str, tuple[str, ...]] = {
    "selection.file": ("file",),
    "selection.files_two": ("file", "file2"),
    "selection.files_three": ("file", "file2", "file3"),
    "selection.file_in": ("file",),
    "selection.files_two_in": ("file", "file2"),
    "selection.files_apart": ("file", "file2"),
}
"""Files that are named one by one."""
INSIDE = {1: "selection.file_in", 2: "selection.files_two_in"}
"""Where it is said in which folder they lie: by how many they are."""

BY_NAME = frozenset(
    ["selection.name_part", "selection.name_start", "selection.name_end", "selection.glob",
     "selection.concerns", *NOUNS]
)  # fmt: skip
"""Nouns that say how files are called; the line of what they are stands in front of theirs."""
