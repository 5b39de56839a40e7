"""More about several things at once: rubbish of several kinds, folders in folders, weeks."""

from __future__ import annotations

from models.mini.families.steps import DELETE, THERE

CLAUSES: dict[str, str] = {
    "selection.week": "files = [p for p in files if in_week(p, @n@)]",
    "selection.weeks": "files = [p for p in files if in_week(p, @n@, @m@)]",
}

ACTIONS: dict[str, str] = {"action.delete_two": DELETE, "action.delete_three": DELETE}
"""One part of each: `asked_parts` puts the parts together."""

_INSIDE = f'{THERE}\nsource = exactly("@folder2@", folder)\n'

REQUESTS: dict[str, str] = {
    "move.delete_folder_in": (
        f"{_INSIDE}files = contents(source)\nshutil.rmtree(source)\n"
        'print(f"Deleted the folder {source} with {told(files)}.")\n'
    ),
    "move.remove_empty_inside": (
        f'{THERE}\nfolders = [exactly("@folder2@", folder)]\n'
        "removed = without_files(folders)\n"
        "for p in removed:\n"
        "    p.rmdir()\n"
        'print(f"Removed {len(removed)} empty folders: '
        "{', '.join(map(str, removed)) or 'none was empty'}.\")\n"
    ),
    "move.move_folder_from": (
        f'{_INSIDE}target = place("@dest@")\ntarget.mkdir(parents=True, exist_ok=True)\n'
        "new = shutil.move(source, free(target / source.name))\n"
        'print(f"Moved the folder {source} to {new}.")\n'
    ),
    "move.copy_folder_from": (
        f'{_INSIDE}target = place("@dest@")\n'
        "new = shutil.copytree(source, free(target / source.name))\n"
        'print(f"Copied the folder {source} to {new}.")\n'
    ),
}
