"""Names that begin otherwise, folders renamed, and what is in the archives of a folder."""

from __future__ import annotations

from models.mini.families.steps import RENAMED, THERE

ACTIONS: dict[str, str] = {
    "action.start_instead": (
        'old, new = "@text@", "@to@"\n'
        f"done = rename_all(files, lambda p: begun_with(p.name, old, new))\n{RENAMED}"
    ),
}

REQUESTS: dict[str, str] = {
    "move.rename_folder": """\
path = exactly("@folder@")
new = free(path.with_name("@name@"))
new = new if new.suffix or path.is_dir() else new.with_suffix(path.suffix)
new = path.rename(free(new))
print(f"Renamed {path} to {new}.")
""",
    "archive.list_in": (
        f"{THERE}\narchives = [p for p in sorted(folder.iterdir()) if is_archive(p)]\n"
        "show_archives(archives)\n"
    ),
}
