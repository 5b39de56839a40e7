"""Text files searched in many ways: counts by what lines begin with, days, levels; many at once."""

from __future__ import annotations

_LINES = 'path = locate("@file@")\nlines = read(path).splitlines()\n'
_TEXT = 'path = locate("@file@")\ntext = read(path)\n'
_TWO = 'first, second = locate("@file@"), locate("@file2@")\n'
_KEEP = "keep_lines(path, lines)\n"
_OUT = 'save_lines("@out@", lines)\n'
_WANTED = 'wanted = "@text@"\n'
_OTHER = 'other = "@text2@"\n'
AS_WRITTEN = "wanted = as_written(wanted, path)\n"
"""Behind the text that is sought: as it stands in the file, if only in the singular."""
OTHER_AS_WRITTEN = "other = as_written(other, path)\n"
IN_FILES = "wanted = as_written(wanted, *files)\n"
_OTHER_IN_FILES = "other = as_written(other, *files)\n"
_FITTING = "lines = [line for line in lines if wanted.lower() in line.lower()]\n"
_OF_PATH = "print(f\"{times(len(lines), 'line')} of {path}.\")\n"
_REPLACED = "print(f\"Replaced {times(n, 'occurrence')} of {old} by {new} in {path}.\")\n"
_FOUND = "found = [n for n, line in enumerate(lines, 1) if wanted.lower() in line.lower()]\n"
_WITH = "print(f\"{times(len(found), 'line')} of {path} with {wanted}.\")\n"


def _both(find: str) -> tuple[str, str]:
    """What is found in files: saved, and shown."""
    start = f"lines = found_in(files, {find})\n"
    return start + _OUT, start + "show_found(lines)\n"


def _changed(change: str, first: str = "") -> str:
    return f"{first}save_changed(files, {change})\n"


BOTH_WAYS: dict[str, tuple[str, str]] = {
    "action.emails": _both("emails_in"),
    "action.urls": _both("links_in"),
    "action.phones": _both("phones_in"),
    "action.dates": _both("dates_in"),
    "action.amounts": _both("money_in"),
}
"""What is saved when a name is given, and shown when none is."""

_TWO_SOUGHT = _WANTED + _OTHER + IN_FILES + _OTHER_IN_FILES
ACTIONS: dict[str, str] = {
    **{unit: saved for unit, (saved, _) in BOTH_WAYS.items()},
    "action.search_either": _TWO_SOUGHT
    + "found_where(files, lambda line: has_either(line, wanted, other))\n",
    "action.search_both": _TWO_SOUGHT
    + "found_where(files, lambda line: has_both(line, wanted, other))\n",
    "action.search_save": _WANTED + IN_FILES + "lines = all_lines(files)\n" + _FITTING + _OUT,
    "action.count_two": _TWO_SOUGHT + "count_in_each(files, wanted, other)\n",
    "action.text_head": "n = @n@\nshow_each(files, lambda lines: lines[:n])\n",
    "action.text_tail": "n = @n@\nshow_each(files, lambda lines: lines[-n:])\n",
    "action.text_show": "show_each(files, lambda lines: lines)\n",
    "action.no_blank": _changed("lambda lines: [line for line in lines if line.strip()]"),
    "action.unique_lines": _changed("each_once"),
    "action.sort_lines": _changed("lambda lines: sorted(lines, key=str.lower)"),
    "action.delete_lines": _changed("lambda lines: parted(lines, wanted)[0]", _WANTED),
    "action.merge_unique": "lines = all_lines(files)\nlines = each_once(lines)\n" + _OUT,
    "action.merge_sorted": "lines = all_lines(files)\n"
    "lines = sorted(dict.fromkeys(lines), key=str.lower)\n" + _OUT,
    "action.common_words": "n = @n@\nlines = all_lines(files)\n"
    'counts_of(words_of(" ".join(lines).lower()), n)\n',
    "action.per_level": "count_levels(*files)\n",
    "action.per_start": "lines = all_lines(files)\n"
    "counts_of(start for line in lines if (start := start_of(line)))\n",
}

REQUESTS: dict[str, str] = {
    "text.lines_and_with": _LINES + _WANTED + AS_WRITTEN + "show_share(path, lines, wanted)\n",
    "text.count_each": _TEXT + 'wanted = listed("@items@")\ncount_each(text, *wanted)\n',
    "text.per_level": 'path = locate("@file@")\ncount_levels(path)\n',
    "text.per_start": _LINES
    + "counts_of(start for line in lines if (start := start_of(line)))\n"
    + _OF_PATH,
    "text.per_hour": _LINES + _WANTED + AS_WRITTEN + _FITTING + "count_hours(lines)\n",
    "text.per_ip_top": _LINES
    + "n = @n@\n"
    + "counts_of((ip for line in lines for ip in ips_in(line)), n)\n"
    + _OF_PATH,
    "text.line_counts_top": _LINES
    + "n = @n@\n"
    + "counts_of((line for line in lines if line.strip()), n)\n",
    "text.codes": _TEXT + "counts_of(codes_in(text))\n",
    "text.commonest_with": _LINES
    + _WANTED
    + AS_WRITTEN
    + _FITTING
    + 'counts_of(telling_words(" ".join(lines)), 15)\n'
    + _OF_PATH,
    "text.on_day": _LINES
    + 'when = "@date@"\n'
    + _WANTED
    + AS_WRITTEN
    + _FITTING
    + "lines = [line for line in lines if names_day(line, when)]\n"
    + 'print("\\n".join(lines))\n'
    + _OF_PATH,
    "text.open_items": _LINES
    + "lines = open_items(lines)\n"
    + 'print("\\n".join(lines))\n'
    + _OF_PATH,
    "text.section": _LINES
    + _WANTED
    + "lines = section_of(lines, wanted)\n"
    + 'print("\\n".join(lines))\n'
    + _OF_PATH,
    "text.first_with": _LINES
    + _WANTED
    + AS_WRITTEN
    + _FOUND
    + 'for n in found[:1]:\n    print(f"{n}: {lines[n - 1]}")\n'
    + _WITH,
    "text.last_with": _LINES
    + _WANTED
    + AS_WRITTEN
    + _FOUND
    + 'for n in found[-1:]:\n    print(f"{n}: {lines[n - 1]}")\n'
    + _WITH,
    "text.replace_any": _TEXT
    + 'old, new = "@text@", "@to@"\n'
    + "text, n = casing_ignored(text, old, new)\n"
    + "write(path, text)\n"
    + _REPLACED,
    "text.number_on_lines": _LINES
    + 'old, new = "@a@", "@b@"\n'
    + 'wanted = "@text2@"\n'
    + "lines, n = figure_changed(lines, wanted, old, new)\n"
    + _KEEP
    + _REPLACED,
    "text.move_to_end": _LINES
    + _WANTED
    + "lines, taken = parted(lines, wanted)\n"
    + "lines += taken\n"
    + _KEEP
    + "print(f\"Moved {times(len(taken), 'line')} with {wanted} to the end of {path}.\")\n",
    "text.move_lines": _LINES
    + _WANTED
    + "lines, taken = parted(lines, wanted)\n"
    + 'new = there_or_new("@file2@")\n'
    + 'write(new, (ended(read(new)) if new.exists() else "") + "".join(f"{t}\\n" for t in taken))\n'
    + _KEEP
    + "print(f\"Moved {times(len(taken), 'line')} with {wanted} from {path} to {new}.\")\n",
    "text.merge_sorted": _TWO
    + "lines = read(first).splitlines() + read(second).splitlines()\n"
    + "lines = sorted(dict.fromkeys(lines), key=str.lower)\n"
    + _OUT,
}
