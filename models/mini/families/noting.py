"""Lists, diaries and logs, line by line: what is open, what is of some days, what costs more."""

from __future__ import annotations

from models.mini.families.seeking import AS_WRITTEN, OTHER_AS_WRITTEN

_LINES = 'path = locate("@file@")\nlines = read(path).splitlines()\n'
_KEEP = "keep_lines(path, lines)\n"
_WANTED = 'wanted = "@text@"\n'

ACTIONS: dict[str, str] = {
    "action.merge_by_date": "files = by_day_named(files)\n"
    'new = free(Path("@out@"))\n'
    "files = [p for p in files if p != new and is_text(p)]\n"
    'write(new, "".join(read(p).rstrip("\\n") + "\\n" for p in files))\n'
    'print(f"Joined {told(files)} into {new}.")\n',
}

REQUESTS: dict[str, str] = {
    "text.line_items": _LINES
    + "lines = [line for line in lines if line.strip()]\n"
    + _WANTED
    + 'print(f"{len(lines)} {wanted} in {path}, one on each line.")\n',
    "text.lines_with_two": _LINES
    + _WANTED
    + 'other = "@text2@"\n'
    + AS_WRITTEN
    + OTHER_AS_WRITTEN
    + "count_lines(lines, wanted, other)\n",
    "text.lines_with_each": _LINES + 'wanted = listed("@items@")\ncount_lines(lines, *wanted)\n',
    "text.search_not_done": _LINES
    + _WANTED
    + AS_WRITTEN
    + "with_numbers(lines, lambda line: wanted.lower() in line.lower() and not is_done(line))\n",
    "text.number_now": _LINES
    + _WANTED
    + 'new = "@b@"\n'
    + "lines, old = figure_set(lines, wanted, new)\n"
    + _KEEP
    + 'print(f"{wanted}: {new} instead of {old} in {path}.")\n',
    "text.append_dated": (
        'path = locate("@file@")\ntext = read(path)\n'
        'text += "\\n" if text and not text.endswith("\\n") else ""\n'
        'content = "@content@"\n'
        "content = today_in_front(content, text)\n"
        'write(path, text + content + "\\n")\n'
        'print(f"Added to {path}: {content}")\n'
    ),
    "text.between_days": _LINES
    + 'first, second = day("@date@"), day("@date2@")\n'
    + "with_numbers(lines, lambda line: between_days(line, first, second))\n",
    "text.since_day": _LINES
    + 'first = day("@date@")\n'
    + "with_numbers(lines, lambda line: between_days(line, first))\n",
}
