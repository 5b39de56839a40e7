"""Still more about text files: passages between marks, whole words, logs, settings, lists."""

from __future__ import annotations

from models.mini.families import seeking
from models.mini.families.seeking import AS_WRITTEN, OTHER_AS_WRITTEN

_LINES = 'path = locate("@file@")\nlines = read(path).splitlines()\n'
_TEXT = 'path = locate("@file@")\ntext = read(path)\n'
_TWO = 'first, second = locate("@file@"), locate("@file2@")\n'
_KEEP = "keep_lines(path, lines)\n"
_WRITE = "write(path, text)\n"
_OUT = 'save_lines("@out@", lines)\n'
_SHOWN = 'print("\\n".join(lines))\n'
_WANTED = 'wanted = "@text@"\n'
_OTHER = 'other = "@text2@"\n'
_SIGN = 'sign = sign_of("@text@")\n'
_BEFORE = "before = len(lines)\n"
_FITTING = "lines = [line for line in lines if wanted.lower() in line.lower()]\n"
_NUMBER = "n = sum(wanted.lower() in line.lower() for line in lines)\n"
_OLD_NEW = 'old, new = "@text@", "@to@"\n'
_COUNTED = "n = text.count(old)\n"
_REPLACED = "print(f\"Replaced {times(n, 'occurrence')} of {old} by {new} in {path}.\")\n"
_REPEATED = (
    "print(f\"Removed {times(before - len(lines), 'repeated line')} from {path}, "
    '{len(lines)} are left.")\n'
)
_BLANK = "print(f\"Removed {times(before - len(lines), 'blank line')} from {path}.\")\n"
_ADDED = "print(f\"Added {times(len(lines) - before, 'line')} to {path}: {content}\")\n"


def _said(what: str) -> str:
    return f'print(f"{what}")\n'


def _either(fits: str) -> tuple[str, str]:
    """Lines that fit: saved, and shown."""
    start = _LINES + _WANTED + _OTHER + AS_WRITTEN + OTHER_AS_WRITTEN
    return (
        f"{start}lines = [line for line in lines if {fits}]\n{_OUT}",
        f"{start}with_numbers(lines, lambda line: {fits})\n",
    )


def _found(what: str) -> tuple[str, str]:
    """What is found in a text: saved, and shown."""
    return f"{_TEXT}lines = {what}\n{_OUT}", f"{_TEXT}lines = {what}\nshow_found(lines)\n"


_FIELDS = (
    _LINES + "n = @n@\n" + _SIGN
    + "lines = [nth_part(line, sign, n) for line in lines if line.strip()]\n"
)  # fmt: skip
_BETWEEN = _TEXT + _WANTED + _OTHER + "lines = passage(text, wanted, other)\n"

BOTH_WAYS: dict[str, tuple[str, str]] = {
    "text.search_either": _either("has_either(line, wanted, other)"),
    "text.search_both": _either("has_both(line, wanted, other)"),
    "text.field_sep": (
        _FIELDS + _OUT,
        _FIELDS + _SHOWN + _said("{times(len(lines), 'line')} of {path}."),
    ),
    "text.between": (_BETWEEN + _OUT, _BETWEEN + _SHOWN),
    "text.amounts": _found("money_in(text)"),
    "text.years": _found("years_in(text)"),
    "text.hashtags": _found("hashtags_in(text)"),
    "text.ips": _found("ips_in(text)"),
    **seeking.BOTH_WAYS,
}
"""What is saved when a name is given, and shown when none is."""

REQUESTS: dict[str, str] = {
    **{unit: saved for unit, (saved, _) in BOTH_WAYS.items() if unit.startswith("text.")},
    "text.count_start": _LINES
    + _WANTED
    + "n = sum(line.lstrip().lower().startswith(wanted.lower()) for line in lines)\n"
    + _said("{times(n, 'line')} of {path} beginning with {wanted}."),
    "text.count_two": _TEXT + _WANTED + _OTHER + "count_each(text, wanted, other)\n",
    "text.delete_start": _LINES
    + _WANTED
    + _BEFORE
    + "lines = [line for line in lines if not line.lstrip().lower().startswith(wanted.lower())]\n"
    + _KEEP
    + _said("Removed {times(before - len(lines), 'line')} from {path}, {len(lines)} are left."),
    "text.delete_range": _LINES
    + "first, last = @n@, @m@\n"
    + _BEFORE
    + "del lines[first - 1:last]\n"
    + _KEEP
    + _said("Removed {times(before - len(lines), 'line')} from {path}, {len(lines)} are left."),
    "text.longer_than": _LINES + "n = @n@\n" + "with_lengths(lines, lambda line: len(line) > n)\n",
    "text.insert_after": _LINES
    + _WANTED
    + 'content = "@content@"\n'
    + _BEFORE
    + "lines = with_behind(lines, wanted, content)\n"
    + _KEEP
    + _ADDED,
    "text.insert_before": _LINES
    + _WANTED
    + 'content = "@content@"\n'
    + _BEFORE
    + "lines = with_before(lines, wanted, content)\n"
    + _KEEP
    + _ADDED,
    "text.keep_lines": _LINES
    + _WANTED
    + _BEFORE
    + "lines = only_with(lines, wanted)\n"
    + _KEEP
    + _said("Removed {times(before - len(lines), 'line')} from {path}, {len(lines)} are left."),
    "text.without_to": _LINES
    + _WANTED
    + "lines = [line for line in lines if wanted.lower() not in line.lower()]\n"
    + _OUT,
    "text.one_blank": _LINES + _BEFORE + "lines = single_blanks(lines)\n" + _KEEP + _BLANK,
    "text.tidy": _LINES
    + _BEFORE
    + "lines = [line.rstrip() for line in lines if line.strip()]\n"
    + _KEEP
    + _BLANK,
    "text.double_space": _LINES
    + 'lines = "\\n\\n".join(line for line in lines if line.strip()).splitlines()\n'
    + _KEEP
    + _said("There is an empty line between the lines of {path} now."),
    "text.no_numbering": _LINES
    + "lines = [unnumbered(line) for line in lines]\n"
    + _KEEP
    + _said("There are no numbers in front of the lines of {path} now."),
    "text.cut_after": _LINES
    + _SIGN
    + "n = sum(sign in line for line in lines)\n"
    + "lines = [line.split(sign)[0].rstrip() if sign in line else line for line in lines]\n"
    + _KEEP
    + _said("Cut {times(n, 'line')} of {path} at {sign}."),
    "text.no_brackets": _TEXT
    + 'kind = "@brackets@"\n'
    + 'text, n = re.subn(bracketed(kind), "", text)\n'
    + _WRITE
    + _said("Removed {times(n, 'text')} in {kind} from {path}."),
    "text.unique_nocase": _LINES + _BEFORE + "lines = first_of_each(lines)\n" + _KEEP + _REPEATED,
    "text.sort_last": _LINES
    + "lines.sort(key=lambda line: line.lower().split()[::-1])\n"
    + _KEEP
    + _said("Sorted the {times(len(lines), 'line')} of {path}."),
    "text.random_lines": _LINES
    + "n = @n@\n"
    + "lines = [line for line in lines if line.strip()]\n"
    + "lines = random.sample(lines, min(n, len(lines)))\n"
    + _SHOWN,
    "text.append_file": _TWO
    + "write(first, ended(read(first)) + read(second))\n"
    + _said("Added the contents of {second} to {first}."),
    "text.merge_unique": _TWO
    + "lines = read(first).splitlines() + read(second).splitlines()\n"
    + "lines = list(dict.fromkeys(lines))\n"
    + _OUT,
    "text.fix_letters": _TEXT
    + "text, n = repaired(text)\n"
    + _WRITE
    + _said("Repaired {times(n, 'sign')} in {path}."),
    "text.replace_backup": _TEXT
    + 'shutil.copy2(path, free(path.with_name(path.name + ".bak")))\n'
    + _OLD_NEW
    + _COUNTED
    + "write(path, text.replace(old, new))\n"
    + _REPLACED,
    "text.replace_word": _TEXT
    + _OLD_NEW
    + "text, n = words_replaced(text, old, new)\n"
    + _WRITE
    + _REPLACED,
    "text.replace_in_lines": _LINES
    + _OLD_NEW
    + 'wanted = "@text2@"\n'
    + "n = sum(line.count(old) for line in lines if wanted in line)\n"
    + "lines = [line.replace(old, new) if wanted in line else line for line in lines]\n"
    + _KEEP
    + _REPLACED,
    "text.replace_first": _TEXT
    + _OLD_NEW
    + "n = min(1, text.count(old))\n"
    + "write(path, text.replace(old, new, 1))\n"
    + _REPLACED,
    "text.replace_two": _TEXT
    + _OLD_NEW
    + 'old2, new2 = "@text2@", "@to2@"\n'
    + "text, n = both_replaced(text, {old: new, old2: new2})\n"
    + _WRITE
    + _said("Replaced {old} by {new} and {old2} by {new2} in {path}, {times(n, 'time')} in all."),
    "text.remove_text": _TEXT
    + _WANTED
    + "text, n = taken_out(text, wanted)\n"
    + _WRITE
    + _said("Removed {wanted} from {path}, {times(n, 'time')}."),
    "text.common_plain": _TEXT
    + "words = Counter(telling_words(text))\n"
    + 'for word, n in words.most_common(@n@):\n    print(f"{word}: {n}")\n',
    "text.words_different": _TEXT
    + "words = words_of(text.lower())\n"
    + _said("{path} has {times(len(set(words)), 'different word')}, of {len(words):,} in all."),
    "text.words_starting": _TEXT
    + _WANTED
    + "words = [word for word in words_of(text.lower()) if word.startswith(wanted.lower())]\n"
    + "counts_of(words)\n"
    + _said("{times(len(set(words)), 'word')} of {path} beginning with {wanted}."),
    "text.compare_words": _TWO + "compare_words(first, second)\n",
    "text.paragraph_with": _TEXT
    + _WANTED
    + "found = [part for part in paragraphs_of(text) if wanted.lower() in part.lower()]\n"
    + 'print("\\n\\n".join(found))\n'
    + _said("{times(len(found), 'paragraph')} of {path} with {wanted}."),
    "text.per_day": _LINES + _WANTED + AS_WRITTEN + _FITTING + "count_days(lines)\n",
    "text.per_ip": _LINES
    + _WANTED
    + AS_WRITTEN
    + _FITTING
    + "counts_of(ip for line in lines for ip in ips_in(line))\n"
    + _said("{times(len(lines), 'line')} of {path}."),
    "text.between_times": _LINES
    + 'first, second = minutes_of("@time@"), minutes_of("@time2@")\n'
    + "with_numbers(lines, lambda line: in_time(line, first, second))\n",
    "text.key_value": _TEXT + 'name = "@field@"\n' + "show_setting(text, name)\n",
    "text.set_key": _LINES
    + 'name, value = "@field@", "@to@"\n'
    + "lines = with_setting(lines, name, value)\n"
    + _KEEP
    + _said("{name} is {value} in {path} now."),
    "text.sum_after": _LINES
    + _WANTED
    + "found = figures_behind(lines, wanted)\n"
    + _said("The {times(len(found), 'number')} of {path} add up to {neat(sum(found))}."),
    "text.split_at": _LINES
    + _WANTED
    + "parts = parts_at(lines, wanted)\n"
    + "for number, part in enumerate(parts, 1):\n"
    + '    new = free(path.with_name(f"{path.stem}_{number}{path.suffix}"))\n'
    + '    write(new, "\\n".join(part) + "\\n")\n'
    + "    print(f\"{new}: {times(len(part), 'line')}\")\n"
    + "print(f\"Split {path} into {times(len(parts), 'part')}.\")\n",
    "text.some_lines": _LINES
    + "values = [@numbers@]\n"
    + "for n in values:\n"
    + '    print(f"{n}: {lines[n - 1]}" if n <= len(lines) else f"There is no line {n}.")\n',
    "text.only_lines_to": _TWO
    + "a, b = read(first).splitlines(), read(second).splitlines()\n"
    + "lines = [line for line in dict.fromkeys(a) if line not in b and line.strip()]\n"
    + _OUT,
    "text.prefix_lines_to": _LINES
    + 'start = "@text@"\nlines = [start + line for line in lines]\n'
    + _OUT,
    "text.mark_lines": _LINES
    + 'start = "@to@"\n'
    + _WANTED
    + _NUMBER
    + "lines = [glued(start, line) if wanted.lower() in line.lower() else line"
    + " for line in lines]\n"
    + _KEEP
    + _said("Put {start} in front of {times(n, 'line')} of {path}."),
    "text.to_columns": _LINES + _SIGN + "df = in_columns(lines, sign)\n" + 'save(df, "@out@")\n',
}


def shown(code: str, unit: str, out: str | None) -> str:
    """The code, without what saves the result when no name is given for it."""
    if out or unit not in BOTH_WAYS:
        return code
    return code.replace(*BOTH_WAYS[unit])
