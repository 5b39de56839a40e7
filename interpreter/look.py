"""What the model is told about the work folder before it writes code.

A short listing, the header of each small table that the request may be about, and which words of
the request stand in its cells (so *sum of amount for Desk* is known to mean rows) or in names of
files (so *the Oaks songs* is known to mean some of them). Read by our own
process, so nothing here interprets a file beyond its first lines of text, follows a link out of the
folder, or reads a device. What it finds is data, never instructions.
"""

from __future__ import annotations

import os
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from interpreter.headers import TABLES, rows
from models.meant import DOES, SMALL, WORD, in_common, meant, stem, stems, table_meant, telling
from models.mentions import COMMON, in_names

NAMES = 40
"""Entries listed at most."""
WALKED = 3000
"""Entries below the folder that are looked at."""
BELOW = 8
"""Entries of subfolders told of at most."""
HEADERS = 4
"""Tables whose header is told of at most."""
COMPARED = 24
"""Tables that are looked into when none is named."""
AT_A_GLANCE = 32_768
"""Bytes of each of them."""
CELLS = 12
"""Cells told of at most."""
LONGEST_CELL = 40


def look(folder: Path, prompt: str, before: str = "") -> str:
    """Facts about the folder: lines `files: a.csv, b/`, `in names of files: oaks; rome`,
    `meant: my tours = Tours/; the call list = call list.txt (in Desk/)`, `a.csv: name,amount`,
    `found: Ann in name of a.csv; Ben in name of a.csv`, `said for: desks = Desk`; where no table is
    named `table meant: a.csv` (or `perhaps`) and `found there: …` in place of `found: …`.

    Tables are also taken from what was said before, where the prompt names none.
    Hidden entries are left out. Empty when the folder is empty or cannot be read.
    """
    every = list(walked(folder))
    if not every:
        return ""
    names = [path for path in every if "/" not in path.rstrip("/")]
    more = f", … ({len(names) - NAMES} more)" if len(names) > NAMES else ""
    lines = ["files: " + ", ".join(one_line(name) for name in names[:NAMES]) + more]
    if below := deeper(every, prompt):
        lines.append("deeper: " + ", ".join(one_line(name) for name in below))
    files = [name.rpartition("/")[2] for name in every if not name.endswith("/")]
    if parts := in_names(files, prompt):
        lines.append("in names of files: " + "; ".join(parts))
    meanings = [(prompt[m.start : m.end], m.path) for m in meant(every, prompt)]
    told = dict.fromkeys(
        f"{words} = {one_line(placed(path, every))}"
        for words, path in meanings
        if clear(words, path)
    )
    if told:
        lines.append("meant: " + "; ".join(told))
    tables = about_tables(folder, prompt, before, every, [path for _, path in meanings])
    return "\n".join([*lines, *tables])


def about_tables(
    folder: Path, prompt: str, before: str, every: Sequence[str], meanings: Sequence[str]
) -> Iterator[str]:
    """The headers of the tables that the prompt names or may be about, which of its words stand
    in their cells, and the table that must be meant where none is named."""
    tables = [p for p in every if Path(p).suffix.lower() in TABLES and clear("", p)]
    asked = prompt.lower()
    spoken_of = [p for p in tables if named(p.rpartition("/")[2], asked)]
    spoken_of += [
        p for p in meanings if p in tables and p not in spoken_of and not p.lower().endswith(".txt")
    ]
    if not spoken_of:
        earlier = before.lower()
        spoken_of = [p for p in tables if named(p.rpartition("/")[2], earlier)]
    candidates = [p for p in tables if not p.lower().endswith(".txt")]
    known = {p: rows(folder / p) for p in spoken_of[: HEADERS + 1]}
    about, surely = "", False
    if not spoken_of:
        words = telling(prompt)
        likely = sorted(candidates, key=lambda p: (-in_common(p, words), p.count("/"), p))
        glances = {p: rows(folder / p, AT_A_GLANCE) for p in likely[:COMPARED]}
        about, surely = table_meant(glances, prompt)
    top = [p for p in candidates if "/" not in p]
    chosen = spoken_of or [about] * surely or sorted({*top[:HEADERS], *[about] * bool(about)})
    cells: list[str] = []
    plural: list[str] = []
    for path in chosen[: HEADERS + 1]:
        first, *rest = known.get(path) or rows(folder / path) or [[]]
        if not first:
            continue
        name = one_line(shortest(path, every))
        yield f"{name}: {','.join(one_line(each) for each in first)}"
        if spoken_of or path == about:
            for word, cell, column in mentioned(prompt, first, rest):
                cells.append(f"{cell} in {one_line(column)} of {name}")
                if word != cell:
                    plural.append(f"{word} = {cell}")
    if plural:
        yield "said for: " + "; ".join(plural[:CELLS])
    if cells:
        yield ("found there: " if about else "found: ") + "; ".join(cells[:CELLS])
    if about:
        yield f"table {'meant' if surely else 'perhaps'}: {one_line(placed(about, every))}"


def walked(folder: Path) -> Iterator[str]:
    """Paths below the folder, the highest first, folders with a slash behind them: the first
    `WALKED` entries, without hidden ones."""
    queue = deque([""])
    left = WALKED
    while queue and left > 0:
        here = queue.popleft()
        try:
            with os.scandir(folder / here) as entries:
                some = sorted(islice(entries, left), key=lambda each: each.name)
        except OSError:
            continue
        left -= len(some)
        for each in some:
            if each.name.startswith("."):
                continue
            inside = each.is_dir(follow_symlinks=False)
            if inside:
                queue.append(f"{here}{each.name}/")
            yield f"{here}{each.name}{'/' * inside}"


def deeper(paths: Iterable[str], prompt: str) -> list[str]:
    """Entries of subfolders whose names stand in the prompt."""
    asked = prompt.lower()
    found: list[str] = []
    for path in paths:
        above, _, name = path.rstrip("/").rpartition("/")
        if above and len(name) > 1 and (named(name, asked) or path.rstrip("/").lower() in asked):
            found.append(path)
    return found[:BELOW]


def named(name: str, asked: str) -> bool:
    """Whether a name stands in a request (in lower case) as a whole."""
    word = name.lower()
    return word in asked and bool(re.search(rf"(?<![\w./]){re.escape(word)}(?![\w]|\.\w)", asked))


def mentioned(
    prompt: str, columns: Sequence[str], cells: Iterable[Sequence[str]]
) -> list[tuple[str, str, str]]:
    """Cells of a table that stand in the prompt as whole words, each with its column: how the
    prompt has it, the cell, the column. A value that several rows have may be in the plural."""
    asked = prompt.lower()
    names = {column.lower() for column in columns}
    typed = {stem(m.group()): m.group() for m in WORD.finditer(prompt)}
    for word in (*COMMON, *SMALL, *DOES, *(w for column in columns for w in stems(column))):
        typed.pop(stem(word), None)
    found: dict[str, tuple[str, str, str]] = {}
    often: Counter[tuple[str, str]] = Counter()
    for row in cells:
        for cell, column in zip(row, columns, strict=False):
            word = cell.lower()
            if not 1 < len(cell) <= LONGEST_CELL or word in found or word in names:
                continue
            if word in COMMON or not cell.isprintable() or ";" in cell or "=" in cell:
                continue
            if not any(c.isalpha() for c in cell):
                continue
            if word in asked and named(cell, asked):
                found[word] = (cell, cell, column)
            elif len(word) > 3 and stem(word) in typed:
                often[cell, column] += 1
    for (cell, column), count in often.items():
        if count > 1 and cell.lower() not in found:
            found[cell.lower()] = (typed[stem(cell)], cell, column)
    return list(found.values())


def shortest(path: str, every: Sequence[str]) -> str:
    """A path by its name alone where no other has it."""
    name = path.rstrip("/").rpartition("/")[2] + "/" * path.endswith("/")
    if path.endswith("/") or sum(each == name or each.endswith(f"/{name}") for each in every) > 1:
        return path
    return name


def placed(path: str, every: Sequence[str]) -> str:
    """A path by its name, and the folder that it is in; whole where other files have the name."""
    name = shortest(path, every)
    above = path.removesuffix(name)
    return f"{name} (in {above})" if above and not path.endswith("/") else name


def clear(words: str, path: str) -> bool:
    """Whether a name can stand in a line of facts."""
    return not set(words + path) & set("=;\n") and path.isprintable()


def one_line(text: str) -> str:
    """A name as it may stand in a list: no line ends, no control characters, no broken bytes."""
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in shown)
