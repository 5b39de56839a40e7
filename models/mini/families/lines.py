"""More about text files: their lines, searched, chosen, changed and saved elsewhere."""

from __future__ import annotations

from models.mini.families.seeking import AS_WRITTEN

_LINES = 'path = locate("@file@")\nlines = read(path).splitlines()\n'
_TEXT = 'path = locate("@file@")\ntext = read(path)\n'
_KEEP = "keep_lines(path, lines)\n"
_OUT = 'save_lines("@out@", lines)\n'
_WANTED = 'wanted = "@text@"\n'
_LOWER = "lines = [line for line in lines if wanted.lower() in line.lower()]\n"


def _said(what: str) -> str:
    return f'print(f"{what}")\n'


def _changed(code: str, what: str) -> str:
    return _LINES + code + _KEEP + _said(what)


REQUESTS: dict[str, str] = {
    "text.lines_with": _LINES
    + _WANTED
    + AS_WRITTEN
    + "n = sum(wanted.lower() in line.lower() for line in lines)\n"
    + _said("{times(n, 'line')} of {path} with {wanted}."),
    "text.lines_with_exact": _LINES
    + _WANTED
    + "n = sum(wanted in line for line in lines)\n"
    + _said("{times(n, 'line')} of {path} with {wanted}, in exactly this case."),
    "text.search_exact": _LINES + _WANTED + "with_numbers(lines, lambda line: wanted in line)\n",
    "text.search_word": _LINES
    + _WANTED
    + 'pattern = re.compile(rf"\\b{re.escape(wanted)}\\b", re.I)\n'
    + "with_numbers(lines, pattern.search)\n",
    "text.search_not": _LINES
    + _WANTED
    + "with_numbers(lines, lambda line: wanted.lower() not in line.lower())\n",
    "text.search_pattern": _LINES
    + 'pattern = re.compile("@pattern@")\n'
    + "with_numbers(lines, pattern.search)\n",
    "text.search_start": _LINES
    + _WANTED
    + "with_numbers(lines, lambda line: line.lstrip().lower().startswith(wanted.lower()))\n",
    "text.search_around": _LINES
    + _WANTED
    + AS_WRITTEN
    + "around = @n@\n"
    + "found = [n for n, line in enumerate(lines) if wanted.lower() in line.lower()]\n"
    + "near = {m for n in found for m in range(n - around, n + around + 1)}\n"
    + "for n in sorted(near & set(range(len(lines)))):\n"
    + '    print(f"{n + 1}: {lines[n]}")\n'
    + _said("{times(len(found), 'line')} of {path} with {wanted}."),
    "text.search_save": _LINES + _WANTED + AS_WRITTEN + _LOWER + _OUT,
    "text.which_line": _LINES
    + _WANTED
    + AS_WRITTEN
    + "found = [str(n) for n, line in enumerate(lines, 1) if wanted.lower() in line.lower()]\n"
    + _said("{wanted} stands in {path} on line {', '.join(found) or '(none)'}."),
    "text.contains": _TEXT
    + _WANTED
    + AS_WRITTEN
    + "n = text.lower().count(wanted.lower())\n"
    + "print(f\"{'Yes' if n else 'No'}, {wanted} occurs {times(n, 'time')} in {path}.\")\n",
    "text.search_folder": (
        'wanted = "@text@"\nfiles = visible(folder_of("@folder@"))\nfound_lines(files, wanted)\n'
    ),
    "text.replace_folder": """\
old, new = "@text@", "@to@"
files = visible(folder_of("@folder@"))
files = [p for p in files if is_text(p) and old in read(p)]
n = sum(read(p).count(old) for p in files)
for p in files:
    write(p, read(p).replace(old, new))
print(f"Replaced {times(n, 'occurrence')} of {old} by {new} in {told(files)}.")
""",
    "text.replace_to": _TEXT
    + 'old, new = "@text@", "@to@"\n'
    + "lines = text.replace(old, new).splitlines()\n"
    + _said("{times(text.count(old), 'occurrence')} of {old}.")
    + _OUT,
    "text.replace_line": _changed(
        'n, content = @n@, "@content@"\nold = lines[n - 1]\nlines[n - 1] = content\n',
        "Line {n} of {path} is now: {content} (it was: {old})",
    ),
    "text.create_lines": (
        'path = free(Path("@file@"))\nlines = listed("@items@")\n'
        + _KEEP
        + _said("Made {path} with {times(len(lines), 'line')}: {', '.join(lines)}")
    ),
    "text.append_lines": _LINES
    + 'more = listed("@items@")\nlines += more\n'
    + _KEEP
    + _said("Added {times(len(more), 'line')} to {path}: {', '.join(more)}"),
    "text.prepend": _changed(
        'content = "@content@"\nlines.insert(0, content)\n', "Put on top of {path}: {content}"
    ),
    "text.insert_line": _changed(
        'n, content = @n@, "@content@"\nlines.insert(n - 1, content)\n',
        "Line {n} of {path} is now: {content}",
    ),
    "text.delete_line": _changed(
        "n = @n@\nold = lines.pop(n - 1)\n", "Removed line {n} from {path}: {old}"
    ),
    "text.merge_three": (
        'files = [locate("@file@"), locate("@file2@"), locate("@file3@")]\n'
        'new = free(Path("@out@"))\n'
        'write(new, "".join(read(p).rstrip("\\n") + "\\n" for p in files))\n'
        'print(f"Joined {told(files)} into {new}.")\n'
    ),
    "text.merge_folder": (
        'files = [p for p in visible(folder_of("@folder@")) if is_text(p)]\n'
        'new = free(Path("@out@"))\n'
        'write(new, "".join(read(p).rstrip("\\n") + "\\n" for p in files))\n'
        'print(f"Joined {told(files)} into {new}.")\n'
    ),
    "text.sort_numbers": _changed(
        "lines.sort(key=by_number)\n", "Sorted the {times(len(lines), 'line')} of {path}."
    ),
    "text.sort_numbers_to": _LINES + "lines.sort(key=by_number)\n" + _OUT,
    "text.sort_desc": _changed(
        "lines.sort(key=str.lower, reverse=True)\n",
        "Sorted the {times(len(lines), 'line')} of {path}.",
    ),
    "text.sort_desc_to": _LINES + "lines.sort(key=str.lower, reverse=True)\n" + _OUT,
    "text.sort_unique": _changed(
        "before = len(lines)\nlines = sorted(dict.fromkeys(lines), key=str.lower)\n",
        "Sorted {path}; {times(before - len(lines), 'repeated line')} removed, {len(lines)} left.",
    ),
    "text.sort_length": _changed(
        "lines.sort(key=len)\n", "Sorted the {times(len(lines), 'line')} of {path}."
    ),
    "text.reverse_to": _LINES + "lines.reverse()\n" + _OUT,
    "text.unique_to": _LINES + "lines = each_once(lines)\n" + _OUT,
    "text.unique_count": _LINES
    + _said("{times(len(set(lines)), 'different line')} of {len(lines)} in {path}."),
    "text.repeated": _LINES
    + "found = [line for line, n in Counter(lines).items() if n > 1 and line.strip()]\n"
    + 'print("\\n".join(found))\n'
    + _said("{times(len(found), 'line')} of {path} more than once."),
    "text.line_counts": _LINES + "counts_of(lines)\n",
    "text.blank_count": _LINES
    + _said("{path} has {times(sum(not line.strip() for line in lines), 'blank line')}."),
    "text.head_to": _LINES + "lines = lines[:@n@]\n" + _OUT,
    "text.tail_to": _LINES + "lines = lines[-@n@:]\n" + _OUT,
    "text.range_to": _LINES + "first, last = @n@, @m@\nlines = lines[first - 1:last]\n" + _OUT,
    "text.keep_first": _changed("lines = lines[:@n@]\n", "{path} has {len(lines)} lines now."),
    "text.keep_last": _changed("lines = lines[-@n@:]\n", "{path} has {len(lines)} lines now."),
    "text.drop_first": _changed("lines = lines[@n@:]\n", "{path} has {len(lines)} lines now."),
    "text.drop_last": _changed("lines = lines[:-@n@]\n", "{path} has {len(lines)} lines now."),
    "text.longest_nth": _LINES + "n = @n@\nranked_line(lines, n)\n",
    "text.longest_lines": _LINES
    + "ranked = sorted(enumerate(lines, 1), key=lambda pair: -len(pair[1]))\n"
    + "for number, line in ranked[:@n@]:\n"
    + '    print(f"Line {number}, {len(line)} characters: {line}")\n',
    "text.shortest": _LINES
    + "shortest = min((line for line in lines if line.strip()), key=len)\n"
    + _said(
        "The shortest line is line {lines.index(shortest) + 1} with {len(shortest)} characters: "
        "{shortest}"
    ),
    "text.longest_length": _LINES
    + _said("The longest line of {path} has {max(map(len, lines), default=0)} characters."),
    "text.longest_word": _TEXT
    + "longest = max(words_of(text), key=len)\n"
    + _said("The longest word of {path} is {longest} with {len(longest)} letters."),
    "text.letters": _TEXT + "counts_of(c for c in text.lower() if c.isalpha())\n",
    "text.sum_numbers": _TEXT
    + "found = figures_in(text)\n"
    + _said("The {times(len(found), 'number')} of {path} add up to {neat(sum(found))}."),
    "text.mean_numbers": _TEXT
    + "found = figures_in(text)\n"
    + _said(
        "The average of the {times(len(found), 'number')} of {path} is "
        "{neat(statistics.mean(found))}."
    ),
    "text.max_number": _TEXT
    + "found = figures_in(text)\n"
    + _said("The largest of the {times(len(found), 'number')} of {path} is {neat(max(found))}."),
    "text.prefix_lines": _changed(
        'start = "@text@"\nlines = [start + line for line in lines]\n',
        "Put {start} in front of the {times(len(lines), 'line')} of {path}.",
    ),
    "text.suffix_lines": _changed(
        'end = "@text@"\nlines = [line + end for line in lines]\n',
        "Put {end} at the end of the {times(len(lines), 'line')} of {path}.",
    ),
    "text.join_lines": _LINES
    + 'print(", ".join(line.strip() for line in lines if line.strip()))\n',
    "text.field": _LINES
    + "n = @n@\n"
    + "for line in lines:\n"
    + '    parts = [part for part in re.split(r"[\\t;,]|\\s+", line.strip()) if part]\n'
    + '    print(parts[n - 1] if len(parts) >= n else "")\n'
    + _said("{times(len(lines), 'line')} of {path}."),
    "text.random_line": _LINES + "print(random.choice([line for line in lines if line.strip()]))\n",
    "text.squeeze": _changed(
        'lines = [re.sub(r"(?<=\\S) {2,}", " ", line) for line in lines]\n',
        "Blanks in {path} stand alone now.",
    ),
    "text.spaces_to_tabs": _TEXT
    + 'text = text.replace("    ", "\\t")\nwrite(path, text)\n'
    + _said("Four blanks in {path} are a tab now."),
    "text.title": _TEXT
    + 'text = re.sub(r"[^\\W\\d_]+", lambda m: m[0].capitalize(), text)\nwrite(path, text)\n'
    + _said("The words of {path} begin with capitals now."),
    "text.wrap": _changed(
        "width = @n@\n"
        'lines = [part for line in lines for part in textwrap.wrap(line, width) or [""]]\n',
        "No line of {path} is longer than {width} characters now.",
    ),
    "text.headings": _LINES
    + 'found = [line for line in lines if re.match(r"#{1,6} ", line)]\n'
    + 'print("\\n".join(found))\n'
    + _said("{times(len(found), 'heading')} in {path}."),
    "text.phones": _TEXT
    + 'found = re.findall(r"(?<![\\w-])(?:\\+|\\(|0)[\\d()/ .-]{5,}\\d", text)\n'
    + _said("{times(len(found), 'number')} in {path}: {', '.join(found)}"),
    "text.emails_to": _TEXT + "lines = list(dict.fromkeys(emails_in(text)))\n" + _OUT,
    "text.urls_to": _TEXT + "lines = list(dict.fromkeys(links_in(text)))\n" + _OUT,
    "text.split_parts": _LINES
    + "count = @n@\n"
    + "size = -(-len(lines) // count)\n"
    + "for number in range(count):\n"
    + '    new = free(path.with_name(f"{path.stem}_{number + 1}{path.suffix}"))\n'
    + "    save_lines(new, lines[number * size:(number + 1) * size])\n",
    "text.common_lines": (
        'first, second = locate("@file@"), locate("@file2@")\n'
        "a, b = read(first).splitlines(), read(second).splitlines()\n"
        "found = [line for line in dict.fromkeys(a) if line in b and line.strip()]\n"
        'print("\\n".join(found))\n'
        "print(f\"{times(len(found), 'line')} in both.\")\n"
    ),
    "text.only_lines": (
        'first, second = locate("@file@"), locate("@file2@")\n'
        "a, b = read(first).splitlines(), read(second).splitlines()\n"
        "found = [line for line in dict.fromkeys(a) if line not in b and line.strip()]\n"
        'print("\\n".join(found))\n'
        "print(f\"{times(len(found), 'line')} in {first} only.\")\n"
    ),
    "text.from_utf8": _TEXT
    + 'path.write_bytes(text.encode("cp1252", "replace"))\n'
    + _said("{path} is in Latin-1 (Windows-1252) now."),
    "text.line_endings": (
        'path = locate("@file@")\nraw = path.read_bytes()\n'
        'windows, every = raw.count(b"\\r\\n"), raw.count(b"\\n")\n'
        'kind = "Unix (LF)" if not windows else "Windows (CRLF)" if windows == every else "mixed"\n'
        'print(f"The line endings of {path} are {kind}.")\n'
    ),
    "text.to_table": _LINES
    + 'items = [re.sub(r"^\\s*(?:[-*•]|\\d+[.)])\\s+", "", line) for line in lines]\n'
    + 'df = pd.DataFrame({"item": [item.strip() for item in items if item.strip()]})\n'
    + 'save(df, "@out@")\n',
    "text.reading_time": _TEXT
    + "n = len(text.split())\n"
    + _said("{path} has {times(n, 'word')}: about {max(1, round(n / 200))} minutes to read."),
}
