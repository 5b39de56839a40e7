"""What is done with files: which actions, how often, with what values, and their code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.mini import slots as values
from models.mini.draw import Draw
from models.mini.families import files, noting, seeking
from models.mini.fitting import fitting
from models.mini.phrases import OPTIONAL
from models.mini.slot_numbers import number

ACTION_WEIGHTS = {
    "action.list": 16, "action.count": 11, "action.size": 7, "action.details": 4,
    "action.move": 26, "action.copy": 12, "action.delete": 15, "action.zip": 9, "action.tar": 3,
    "action.prefix": 4, "action.suffix": 3, "action.lower": 2.5, "action.upper": 2,
    "action.spaces": 2.5, "action.replace_name": 3.5, "action.number": 3, "action.change_ext": 3.5,
    "action.date_front": 2, "action.strip_name": 2, "action.flatten_into": 2,
    "action.by_year": 2.5, "action.by_month": 2.5, "action.by_ext": 2.5, "action.by_kind": 1.5,
    "action.by_letter": 1.2, "action.move_here": 2.5, "action.copy_here": 1.5,
    "action.names_to": 1.5, "action.keep_newest": 1.5, "action.count_and_size": 2,
    "action.lines": 2, "action.words": 1.5, "action.search": 2.5, "action.replace_text": 2.5,
    **dict.fromkeys(
        ("action.first_line", "action.merge_headed", "action.merge_spaced", "action.append_line",
         "action.trim", "action.image_sheet_columns", "action.image_sheet_names",
         "action.image_quality", "action.image_under", "action.image_square",
         "action.image_fill", "action.image_width_convert", "action.image_logo"),
        1.3,
    ),
    **dict.fromkeys(
        ("action.encodings", "action.prepend_line", "action.to_unix", "action.to_windows",
         "action.to_utf8", "action.image_ratio", "action.image_height", "action.image_pad",
         "action.image_turn", "action.image_brighter"),
        1,
    ),
    **dict.fromkeys(
        ("action.emails", "action.urls", "action.search_either", "action.search_save",
         "action.count_two", "action.text_show", "action.merge_by_date"),
        1.8,
    ),
    **dict.fromkeys(
        ("action.phones", "action.dates", "action.amounts", "action.search_both",
         "action.text_head", "action.text_tail", "action.no_blank", "action.unique_lines",
         "action.sort_lines", "action.delete_lines", "action.merge_unique",
         "action.merge_sorted", "action.common_words", "action.per_level",
         "action.per_start"),
        1.1,
    ),
    "action.merge": 2, "action.image_resize": 2.5, "action.image_convert": 2,
    "action.image_thumbnail": 2, "action.number_padded": 1.5, "action.image_pdf": 1.5,
    "action.duplicates": 2.5, "action.image_at_most": 2,
    **dict.fromkeys(
        ("action.image_halve", "action.count_part", "action.size_by_ext", "action.image_within",
         "action.image_times", "action.image_times_sharp", "action.image_rotate",
         "action.image_convert_delete"),
        1.3,
    ),
    "action.zip_delete": 3, "action.by_prefix": 3, "action.move_two": 4,
    "action.delete_duplicates": 3, "action.keep_newest_move": 2.5, "action.pad_numbers": 2.5,
    **dict.fromkeys(
        ("action.today_front", "action.today_end", "action.umlauts", "action.lower_spaces",
         "action.cut_front", "action.shorten", "action.by_year_name", "action.by_year_into",
         "action.rename_by_table", "action.csv_list", "action.number_by_date",
         "action.strip_digits", "action.swap_parts"),
        1.8,
    ),
    **dict.fromkeys(
        ("action.parent_front", "action.move_parent_front", "action.cut_end",
         "action.cut_after", "action.by_month_into",
         "action.number_front_padded", "action.own_folder", "action.delete_duplicates_newest",
         "action.count_by_year"),
        1.4,
    ),
    "action.lower_ext": 6, "action.move_inside": 5, "action.move_sub": 3,
    "action.number_like": 5, "action.rename_like": 2.5, "action.by_names": 2.5,
    "action.start_instead": 3,
    "action.by_date_like": 2.5, "action.copy_two": 2, "action.move_rest": 2,
    "action.delete_two": 4, "action.delete_three": 1.5,
    **dict.fromkeys(
        ("action.copy_inside", "action.copy_sub", "action.to_matching", "action.number_end",
         "action.date_front_like", "action.by_day", "action.copy_both", "action.move_three"),
        1.6,
    ),
    "action.upper_ext": 1,
    **dict.fromkeys(
        ("action.touch", "action.number_front", "action.title_names", "action.any",
         "action.paths", "action.count_by_ext", "action.count_by_folder", "action.size_by_folder",
         "action.backup", "action.checksums", "action.read_only", "action.executable",
         "action.characters", "action.search_count", "action.image_longest",
         "action.image_scale", "action.image_grey", "action.image_right", "action.image_left",
         "action.image_compress", "action.image_strip", "action.image_sizes",
         "action.image_sheet", "action.image_gif"),
        1.2,
    ),
}  # fmt: skip
ON_ONE_FILE = ("action.move", "action.copy", "action.delete", "action.zip")
ON_NAMED = (
    *ON_ONE_FILE, "action.tar", "action.zip_delete", "action.prefix", "action.suffix",
    "action.today_front", "action.today_end", "action.date_front", "action.umlauts", "action.size",
    "action.details", "action.lower", "action.upper", "action.spaces", "action.lower_ext",
    "action.move_inside", "action.copy_inside", "action.copy_both",
)  # fmt: skip
"""What is done to files that are named one by one: the first ones often, the others at times."""
GONE = ("action.delete", "action.zip_delete")
"""What only the exact name of a file allows."""
ON_FOLDER = tuple(files.FOLDER_ACTIONS)
ON_TEXTS = frozenset(
    ["action.lines", "action.words", "action.characters", "action.search", "action.search_count",
     "action.replace_text", "action.merge", "action.first_line", "action.encodings",
     "action.merge_headed", "action.merge_spaced", "action.append_line", "action.prepend_line",
     "action.trim", "action.to_unix", "action.to_windows", "action.to_utf8", *seeking.ACTIONS,
     *noting.ACTIONS]
)  # fmt: skip
"""What is done with the contents of text files."""
TAKEN = {
    "action.change_ext": ("selection.ext_two", "selection.not_ext", "named"),
    "action.spaces": (), "action.replace_name": (),
    "action.duplicates": (
        "selection.all", "selection.empty", "selection.only_hidden", "selection.copies"
    ),
}  # fmt: skip
UNRANKED = ("action.duplicates", "action.count_part")
"""What makes no sense with the newest ones or the largest ones."""
THEM = {
    "follow.count": "action.count", "follow.move_them": "action.move",
    "follow.copy_them": "action.copy", "follow.delete_them": "action.delete",
    "follow.zip_them": "action.zip", "follow.size": "action.size",
}  # fmt: skip
"""What is done with *them*, by the follow-up that says so."""
OUTPUTS: Mapping[str, Sequence[str]] = {
    "action.names_to": ["txt", "txt", "csv", "md"],
    "action.csv_list": ["csv", "csv", "csv", "CSV"],
    **dict.fromkeys(
        (
            "action.merge",
            "action.merge_headed",
            "action.merge_spaced",
            "action.merge_unique",
            "action.merge_sorted",
            "action.merge_by_date",
            "action.search_save",
            *seeking.BOTH_WAYS,
        ),
        values.TEXT_ENDINGS,
    ),
    **dict.fromkeys(
        ("action.image_sheet_columns", "action.image_sheet_names"), ("jpg", "png", "jpg")
    ),
    "action.image_sheet": ["jpg", "png"],
    "action.image_pdf": ["pdf"],
    "action.image_gif": ["gif"],
}
SIZES: Mapping[str, values.Maker] = {
    "action.image_longest": values.whole(100, 3000, 600, 800, 1000, 1200, 1600),
    "action.image_thumbnail": values.whole(50, 400, 64, 100, 128, 150, 200),
    "action.image_scale": values.whole(5, 95, 50, 25, 75, 10),
    "action.keep_newest": values.whole(1, 12, 3, 5, 10),
    "action.image_sheet_columns": values.whole(2, 8, 3, 4, 5, 6),
    "action.image_sheet_names": values.whole(2, 8, 3, 4, 5, 6),
    **dict.fromkeys(
        ("action.image_times", "action.image_times_sharp"), values.whole(2, 9, 2, 3, 4, 4)
    ),
    "action.image_rotate": values.whole(1, 359, 90, 180, 270, 45),
    "action.image_quality": values.whole(40, 99, 70, 75, 80, 85, 90),
}


def action_slots(draw: Draw, unit: str, wording: str) -> dict[str, str]:
    """Values for the slots of an action, apart from the selection itself."""
    known: dict[str, str] = {"selection": "", **fitting(draw, unit)}
    for slot in OPTIONAL.get(unit, {}):
        if f"{{{slot}}}" not in wording:
            known.pop(slot, None)
    word = values.word(draw.rng)
    if unit == "action.prefix":
        known["text"] = values.cased(draw.rng, word) + draw.pick(["_", "_", "-", " ", ""])
    elif unit == "action.suffix":
        known["text"] = draw.pick(["_", "_", "-", " ", ""]) + draw.pick([word, word, "v2", "2024"])
    elif unit == "action.spaces":
        sign = draw.pick(["_", "_", "-", "-", "."])
        known["to"] = sign if "{to}" in wording else "_"
    elif unit in ("action.replace_name", "action.strip_name", "action.start_instead"):
        known["text"] = draw.pick([word, word.capitalize(), "_" + word, number(draw.rng)])
        known["to"] = values.cased(draw.rng, values.word(draw.rng))
    elif unit == "action.replace_text":
        if draw.chance(0.35):
            known["text"] = draw.pick([word, word.capitalize(), values.text(draw.rng)])
            known.pop("to", None)
    elif unit in OUTPUTS:
        known["out"] = values.file_name(draw.rng, OUTPUTS[unit])
        if unit in SIZES and "{n}" in wording:
            known["n"] = SIZES[unit](draw.rng)
    elif unit in SIZES:
        known["n"] = SIZES[unit](draw.rng)
    elif unit in ("action.zip", "action.zip_delete", "action.tar"):
        endings = (
            [".tar.gz", ".tar.gz", ".tgz", ""] if unit == "action.tar" else [".zip", ".zip", ""]
        )
        known["archive"] = values.stem(draw.rng) + draw.pick(endings)
    return draw.slots(unit, wording, known)


def code_of(lines: str, action: str) -> str:
    """The code that chooses files with these lines, and does this with them."""
    return f"{files.HEAD}{lines}\n{action}"
