"""Where chosen files go: into folders by their names, into archives, away."""

from __future__ import annotations

from models.mini.families.steps import AT, DELETE, MOVE, NEWEST_BEHIND, ONE_KEPT, ZIP

ACTIONS: dict[str, str] = {
    "action.zip_delete": ZIP + DELETE,
    "action.by_prefix": (
        'sign = sign_named("@sign@")\narrange(files, folder, lambda p: front_part(p, sign))\n'
    ),
    "action.by_year_name": "arrange(files, folder, year_in)\n",
    "action.by_year_into": f'{AT}\narrange(files, folder, lambda p: f"{{changed(p):%Y}}")\n',
    "action.by_month_into": f'{AT}\narrange(files, folder, lambda p: f"{{changed(p):%Y-%m}}")\n',
    "action.own_folder": "arrange(files, folder, lambda p: p.stem)\n",
    "action.delete_duplicates": (
        "files = [p for group in duplicates(files) for p in group[1:]]\n" + ONE_KEPT
    ),
    "action.delete_duplicates_newest": (
        "files = [p for group in duplicates(files) for p in group[:-1]]\n" + ONE_KEPT
    ),
    "action.keep_newest_move": NEWEST_BEHIND + MOVE,
    "action.move_two": MOVE,
    "action.move_parent_front": MOVE.replace(
        "free(target / p.name)", 'free(target / f"{p.resolve().parent.name}_{p.name}")'
    ),
    "action.csv_list": 'save_list(files, "@out@")\n',
    "action.count_by_year": 'tally(Counter(f"{changed(p):%Y}" for p in files))\n',
}
"""`action.move_two` stands for its second half: `asked_files` puts two moves together."""
