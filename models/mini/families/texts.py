"""Text files: what is counted, found, changed and saved."""

from __future__ import annotations

from models.mini.families import files, lines, noting, passages, seeking

HEAD = """\
import re
from pathlib import Path
"""

_KEEP = "write(path, text)\n"
_LINES = 'path = locate("@file@")\nlines = read(path).splitlines()\n'
_SAVE = 'write(path, "\\n".join(lines) + "\\n")\n'


def _found(pattern: str, what: str) -> str:
    return (
        'path = locate("@file@")\n'
        f'found = list(dict.fromkeys(re.findall(r"{pattern}", read(path))))\n'
        f"print(f\"{{len(found)}} {what} in {{path}}: {{', '.join(found)}}\")\n"
    )


REQUESTS: dict[str, str] = {
    "text.lines": _LINES + "print(f\"{path} has {times(len(lines), 'line')}.\")\n",
    "text.words": (
        'path = locate("@file@")\n'
        "print(f\"{path} has {times(len(read(path).split()), 'word')}.\")\n"
    ),
    "text.characters": (
        'path = locate("@file@")\nprint(f"{path} has {times(len(read(path)), \'character\')}.")\n'
    ),
    "text.readability": (
        'path = locate("@file@")\ntext = read(path)\n'
        "lines, words = len(text.splitlines()), len(text.split())\n"
        'print(f"{path}: {lines:,} lines, {words:,} words, {len(text):,} characters.")\n'
    ),
    "text.show": 'path = locate("@file@")\nprint(read(path))\n',
    "text.sort": _LINES
    + "lines.sort(key=str.lower)\n"
    + _SAVE
    + "print(f\"Sorted the {times(len(lines), 'line')} of {path}.\")\n",
    "text.sort_to": _LINES
    + "lines.sort(key=str.lower)\n"
    + 'new = free(Path("@out@"))\n'
    + 'write(new, "\\n".join(lines) + "\\n")\n'
    + "print(f\"Saved the {times(len(lines), 'line')} of {path}, sorted, as {new}.\")\n",
    "text.unique": _LINES
    + "before = len(lines)\nlines = each_once(lines)\n"
    + _SAVE
    + "print(f\"Removed {times(before - len(lines), 'repeated line')} from {path}, "
    + '{len(lines)} are left.")\n',
    "text.reverse": _LINES
    + "lines.reverse()\n"
    + _SAVE
    + "print(f\"Reversed the {times(len(lines), 'line')} of {path}.\")\n",
    "text.shuffle": _LINES
    + "random.shuffle(lines)\n"
    + _SAVE
    + "print(f\"Shuffled the {times(len(lines), 'line')} of {path}.\")\n",
    "text.number": _LINES
    + 'lines = [f"{n}. {line}" for n, line in enumerate(lines, 1)]\n'
    + _SAVE
    + "print(f\"Numbered the {times(len(lines), 'line')} of {path}.\")\n",
    "text.trim": _LINES
    + "lines = [line.strip() for line in lines]\n"
    + _SAVE
    + "print(f\"Trimmed the {times(len(lines), 'line')} of {path}.\")\n",
    "text.no_blank": _LINES
    + "before = len(lines)\nlines = [line for line in lines if line.strip()]\n"
    + _SAVE
    + "print(f\"Removed {times(before - len(lines), 'blank line')} from {path}.\")\n",
    "text.emails": _found(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", "e-mail addresses"),
    "text.urls": _found(r"(?:https?://|www\.)[^\s<>')]+[^\s<>').,;:!?]", "links"),
    "text.numbers": _found(r"(?<!\w)-?\d+(?:[.,]\d+)*", "numbers"),
    "text.dates": _found(
        r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2} [A-Z][a-z]+ \d{4}"
        r"|[A-Z][a-z]+ \d{1,2}, \d{4}",
        "dates",
    ),
    "text.encoding": (
        'path = locate("@file@")\nraw = path.read_bytes()\n'
        'print(f"{path} is written in {encoding_of(raw)}.")\n'
    ),
    "text.to_utf8": 'path = locate("@file@")\ntext = read(path)\n'
    + _KEEP
    + 'print(f"{path} is in UTF-8 now.")\n',
    "text.to_unix": (
        'path = locate("@file@")\n'
        'text = read(path).replace("\\r\\n", "\\n").replace("\\r", "\\n")\n'
        + _KEEP
        + 'print(f"{path} has Unix line endings (LF) now.")\n'
    ),
    "text.to_windows": (
        'path = locate("@file@")\n'
        'text = read(path).replace("\\r\\n", "\\n").replace("\\n", "\\r\\n")\n'
        + _KEEP
        + 'print(f"{path} has Windows line endings (CRLF) now.")\n'
    ),
    "text.tabs": 'path = locate("@file@")\ntext = read(path).replace("\\t", "    ")\n'
    + _KEEP
    + 'print(f"The tabs in {path} are four blanks each now.")\n',
    "text.upper": 'path = locate("@file@")\ntext = read(path).upper()\n'
    + _KEEP
    + 'print(f"{path} is in capitals now.")\n',
    "text.lower": 'path = locate("@file@")\ntext = read(path).lower()\n'
    + _KEEP
    + 'print(f"{path} is in lower case now.")\n',
    "text.longest": _LINES
    + "longest = max(lines, key=len)\n"
    + 'print(f"The longest line is line {lines.index(longest) + 1} with '
    + '{len(longest)} characters: {longest}")\n',
    "text.head": _LINES + 'print("\\n".join(lines[:@n@]))\n',
    "text.tail": _LINES + 'print("\\n".join(lines[-@n@:]))\n',
    "text.range": _LINES
    + "first, last = @n@, @m@\n"
    + 'print("\\n".join(lines[first - 1:last]) or f"{path} has only {len(lines)} lines.")\n',
    "text.line": _LINES
    + "first, last = @n@, @n@\n"
    + 'print("\\n".join(lines[first - 1:last]) or f"{path} has only {len(lines)} lines.")\n',
    "text.search": _LINES
    + 'wanted = "@text@"\n'
    + seeking.AS_WRITTEN
    + "found = [n for n, line in enumerate(lines, 1) if wanted.lower() in line.lower()]\n"
    + 'for n in found:\n    print(f"{n}: {lines[n - 1]}")\n'
    + "print(f\"{times(len(found), 'line')} of {path} with {wanted}.\")\n",
    "text.search_count": (
        'path = locate("@file@")\nwanted = "@text@"\n'
        + seeking.AS_WRITTEN
        + "n = read(path).lower().count(wanted.lower())\n"
        "print(f\"{wanted} occurs {times(n, 'time')} in {path}.\")\n"
    ),
    "text.replace": (
        'path = locate("@file@")\ntext = read(path)\n'
        'old, new = "@text@", "@to@"\ntext, n = replaced(text, old, new)\nwrite(path, text)\n'
        "print(f\"Replaced {times(n, 'occurrence')} of {old} by {new} in {path}.\")\n"
    ),
    "text.delete_lines": _LINES
    + 'wanted = "@text@"\n'
    + "before = len(lines)\n"
    + "lines = [line for line in lines if wanted.lower() not in line.lower()]\n"
    + _SAVE
    + "print(f\"Removed {times(before - len(lines), 'line')} with {wanted} from {path}.\")\n",
    "text.merge_two": (
        'files = [locate("@file@"), locate("@file2@")]\nnew = free(Path("@out@"))\n'
        'write(new, "".join(read(p).rstrip("\\n") + "\\n" for p in files))\n'
        'print(f"Joined {told(files)} into {new}.")\n'
    ),
    "text.split": _LINES
    + "parts = [lines[i:i + @n@] for i in range(0, len(lines), @n@)]\n"
    + "for number, part in enumerate(parts, 1):\n"
    + '    new = free(path.with_name(f"{path.stem}_{number}{path.suffix}"))\n'
    + '    write(new, "\\n".join(part) + "\\n")\n'
    + "    print(f\"{new}: {times(len(part), 'line')}\")\n"
    + "print(f\"Split {path} into {times(len(parts), 'part')}.\")\n",
    "text.common": (
        'path = locate("@file@")\n'
        'words = Counter(re.findall(r"[^\\W\\d_]+", read(path).lower()))\n'
        'for word, n in words.most_common(@n@):\n    print(f"{word}: {n}")\n'
    ),
    "text.compare": (
        'first, second = locate("@file@"), locate("@file2@")\n'
        "a, b = read(first).splitlines(), read(second).splitlines()\n"
        'changes = list(difflib.unified_diff(a, b, str(first), str(second), n=0, lineterm=""))\n'
        'print("\\n".join(changes) or f"{first} and {second} are the same.")\n'
    ),
    "text.create": (
        'path = free(Path("@file@"))\ncontent = "@content@"\nwrite(path, content + "\\n")\n'
        'print(f"Made {path}: {content}")\n'
    ),
    "text.append": (
        'path = locate("@file@")\ntext = read(path)\n'
        'text += "\\n" if text and not text.endswith("\\n") else ""\n'
        'content = "@content@"\nwrite(path, text + content + "\\n")\n'
        'print(f"Added to {path}: {content}")\n'
    ),
}

REQUESTS |= lines.REQUESTS | passages.REQUESTS | seeking.REQUESTS | noting.REQUESTS

REQUESTS |= {
    "text.lines_all": files.WITH_ENDING + files.ACTIONS["action.lines"],
    "text.search_all": files.WITH_ENDING + files.ACTIONS["action.search"],
    "text.replace_all": files.WITH_ENDING + files.ACTIONS["action.replace_text"],
    "text.merge": files.WITH_ENDING + files.ACTIONS["action.merge"],
    "text.search_folder": files.ALL_THERE + files.ACTIONS["action.search"],
    "text.replace_folder": files.ALL_THERE + files.ACTIONS["action.replace_text"],
    "text.lookup": REQUESTS["text.search"],
    "text.latin_to_utf8": REQUESTS["text.to_utf8"],
    "text.utf8_to_latin": REQUESTS["text.from_utf8"],
}
"""The same code as for a selection of files and an action (`files.REQUESTS`)."""
