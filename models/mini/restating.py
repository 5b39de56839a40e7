"""A request with the files, folders, columns and cells that it means spelled as they are called.

People say *the shopping list*, *oldest invoice* or *hours per mechanic*; the model was taught what
is asked of `shopping.txt`, of files in `Invoices`, of columns in `jobs.csv`. What the words mean is
found by the look at the folder (`models/meant.py`); here the request is said again with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.meant import stem, stems
from models.mini.contents import written
from models.mini.literal_words import KIND_WORDS
from models.mini.literals import known_of
from models.mini.restating_tables import columns_said, with_table, without_folders
from models.mini.spotted import NOTHING, whole
from models.mini.spotting import NAMING
from models.mini.spotting_files import new_names, paths
from models.mini.spotting_lists import made_folders
from models.mini.spotting_places import destinations
from models.mini.surroundings import (
    folder,
    folder_of_table,
    meant,
    said_for,
    table_meant,
    values,
)

_PLACE = re.compile(
    r"(?:\b(?:in|into|inside|under|from|within|of|to|folders?|director(?:y|ies)|dir)|->|→|/)\s*"
    r"(?:(?:the|my|our|his|her|this|that|folder|directory)\s+)*[\"'“]?$",
    re.I,
)
"""What stands before a folder that is named as a place."""
_BEHIND = re.compile(r"\s*/|\s+(?:folder|directory|dir|subfolder|subdirectory)\b", re.I)
"""What stands behind a folder that is named as one."""
_THERE = re.compile(
    r"\s+(?:in|from|inside|of|under|within)\s+(?:the\s+|my\s+)?(?:folder\s+)?", re.I
)
"""Another place behind a folder: *the scores in Christmas*."""
_KIND = re.compile(
    r"\s+(files?|documents?|docs|photos?|pictures?|pics?|images?|pdfs?|songs?|videos?|ones)\b",
    re.I,
)
"""A kind of files behind the folder that they are in: *the Invoices pdfs*."""
_DONE = re.compile(
    r"(?:^|[.!?:;,]\s+|\b(?:and|then|please|pls|to|you)\s+)(?:zip|pack|compress|tar|archive|move|copy"
    r"|rename|open|list|sort|tidy|organi[sz]e|clean|delete|remove|count|back ?up)\s+(?:up\s+)?$",
    re.I,
)
"""What is done with a folder as a whole."""
_LETTERS = re.compile(r"\b(?:small|capital|upper|lower|big|block)\s+$", re.I)
"""Before *letters*, which then are no mail."""
_NOUN = re.compile(r"\s+(?:list|file|table|sheet|document)\b", re.I)
"""What a file may be called behind its name."""
_PER = re.compile(r"\b(?:by|per|each|every|called|named)\s+$", re.I)
"""Before a word that is a column or a new name."""
_INPUT = re.compile(
    r"(?<!\bas )(?<!\binto )(?<!\bto )(?<!\bcalled )(?<!\bnamed )(?<!\bit )(?<!> )(?<!→ )"
    r"(?<![\w./*-])[\w\-/]+\.(?:csv|tsv|xlsx?|json|txt|log|md)\b",
    re.I,
)
"""A file that is spelled, and not as the name of what is to be made."""
_QUOTED = re.compile(r"[\"“”«»„`][^\"“”«»„`\n]+[\"“”«»„`]|(?<!\w)['‘][^'’\n]+['’](?!\w)")
"""A text in quotes."""
_POLITE = re.compile(r"[,;.!? ]*(?:\b(?:please|pls|plz|thanks|thank you|thx))?[,;.!? ]*$", re.I)
"""The end of a request, which is polite at most."""
_FILES_IN = re.compile(
    r"\bfiles?(?: \w+){0,2} (?:in|inside|from|of|under|within)(?: the| my| our)?(?: folder)? $",
    re.I,
)
"""Before a folder whose files are spoken of."""
FILE, PLACE, TABLE = 0.5, 0.3, 0.5
"""What speaks for spelling out a file, a folder, a table, as a log-probability."""


@dataclass(frozen=True, slots=True)
class Restated:
    """A request said again, what is then known of the folder, and what was taken for what."""

    request: str
    seen: str
    note: str = ""
    surely: float = 0.0
    """What speaks for it besides, as a log-probability."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str
    taken: str = ""
    """What the user is told that was taken."""


def restated(request: str, seen: str) -> Iterator[Restated]:
    """The request with what it means, in the ways that make sense; none where nothing is meant."""
    for beside in sorted(_above(request, seen), key=lambda e: -e.start):
        request = request[: beside.start] + request[beside.end :]
        yield Restated(request, seen, "", FILE)
    new = [range(f.start, f.end) for f in made_folders(request, NOTHING, ())]

    def there_already(edits: Iterable[_Edit]) -> list[_Edit]:
        """Without what stands in a list of folders that are still to be made."""
        return [edit for edit in edits if not any(edit.start in names for names in new)]

    there = there_already([*_in_folders(request, seen), *_files(request, seen)])
    spelled = _names_a_file(request)
    places = [] if spelled else there_already(_joined(request, _places(request, seen)))
    cells = there_already(_cells(request, seen))
    table, surely = table_meant(seen)
    table = "" if _of_a_folder(request, seen) else table
    ways: list[Restated] = []
    if there:
        ways.append(_edited(request, seen, [*there, *cells], FILE))
        if places:
            ways.append(_edited(request, seen, [*there, *places, *cells], FILE))
    elif places:
        ways.append(_edited(request, seen, places, PLACE))
    elif cells and not table:
        ways.append(_edited(request, seen, cells, FILE))
    if table and not spelled and not any(edit.text == table for edit in there):
        ways.append(_of_table_meant(request, seen, table, TABLE * surely))
    elif name := _named(there, seen, known=bool(cells) or _has_columns(request, seen)):
        # the words may say more than which table it is: *who has not paid the lunch money?*
        ways.append(_of_table(request, seen, cells, name))
    for way in dict.fromkeys(ways):
        if way.request != request:
            yield way


def _of_table_meant(request: str, seen: str, table: str, surely: float) -> Restated:
    """The request about the table that must be meant, without the folder that it is in."""
    found = re.sub(r"^found there: ", "found: ", seen, flags=re.M)
    above = folder_of_table(seen)
    inside = _inside(above).finditer(request) if above else ()
    nouns = [(m.start(), _NOUN.match(request, m.end()) or m) for m in inside]
    within = [_Edit(start, noun.end(), "") for start, noun in nouns]
    return _of_table(request, found, [*within, *_cells(request, found)], table, surely)


def _of_table(
    request: str, seen: str, edits: Sequence[_Edit], table: str, surely: float = 0.0
) -> Restated:
    """The request with the table named behind what is asked of it."""
    bare = _POLITE.sub("", _edited(request, seen, edits, 0).request)
    told = without_folders(bare, seen)
    return Restated(with_table(bare, table), told, f"I took {table}.", surely)


def _of_a_folder(request: str, seen: str) -> bool:
    """Whether files of a folder are meant, and no table of its name: *the oldest file in Plans*."""
    return any(
        _FILES_IN.search(request[: match.start()])
        for name in folder(seen)[0]
        if name.endswith("/")
        for match in whole(name.rstrip("/")).finditer(request)
    )


def _edited(request: str, seen: str, edits: Sequence[_Edit], surely: float) -> Restated:
    """The request with these changes; of those that overlap the first counts."""
    taken: list[_Edit] = []
    fixed = list(_as_typed(request))
    known = known_of(*folder(seen))
    fixed += [(f.start, f.end) for f in destinations(request, known, ())]
    fixed += [(f.start, f.end) for f in paths(request, known, ())]
    for edit in edits:
        if any(edit.start < end and start < edit.end for start, end in fixed):
            continue
        if all(edit.end <= other.start or other.end <= edit.start for other in taken):
            taken.append(edit)
    parts: list[str] = []
    at = 0
    for edit in sorted(taken, key=lambda e: e.start):
        parts += [request[at : edit.start], edit.text]
        at = edit.end
    told = ", ".join(dict.fromkeys(edit.taken for edit in taken if edit.taken))
    note = f"I took {told}." if told else ""
    return Restated("".join([*parts, request[at:]]), seen, note, surely)


def _as_typed(request: str) -> Iterator[tuple[int, int]]:
    """Where a request tells a text that is to be written, or how a new file is to be called."""
    content = written(request)
    for each in [*new_names(request, NOTHING, ()), *([content] if content else [])]:
        yield each.start, each.end
    for quoted in _QUOTED.finditer(request):
        yield quoted.span()


def _in_folders(request: str, seen: str) -> Iterator[_Edit]:
    """Files that are named with the folder that they are in: *todo.txt in notes*."""
    deeper = next((line for line in seen.splitlines() if line.startswith("deeper: ")), "")
    for path in deeper.removeprefix("deeper: ").split(", "):
        above, _, name = path.rpartition("/")
        if above and name:
            for match in whole(name).finditer(request):
                if inside := _inside(above).match(request, match.end()):
                    yield _Edit(match.start(), inside.end(), path)


def _files(request: str, seen: str) -> Iterator[_Edit]:
    cells = [m.span() for value in values(seen) for m in whole(value).finditer(request)]
    there = {name.lower() for name in folder(seen)[0]}
    for words, path, above in meant(seen):
        if path.endswith("/"):
            continue
        taken = False
        for match in whole(words).finditer(request):
            start = match.start()
            if re.search(r"\bfolder (?:called )?$", request[:start], re.I):
                continue
            if f"{words.lower()}/" in there and (
                _BEHIND.match(request, match.end()) or _FILES_IN.search(request[:start])
            ):
                continue  # *zip the contracts folder*, *files in contracts*, where there is one
            if any(a <= start and match.end() <= b and b - a > len(words) for a, b in cells):
                continue  # a part of what a table holds: *Station Road* of *Station Road 2*
            article = re.search(r"\b(?:the|my|our|his|her)\s+$", request[:start], re.I)
            noun = _NOUN.match(request, match.end())
            end = noun.end() if noun else match.end()
            yield _Edit(article.start() if article else start, end, path, path)
            taken = True
        if above and taken:
            for inside in _inside(above).finditer(request):
                yield _Edit(inside.start(), inside.end(), "")


def _above(request: str, seen: str) -> Iterator[_Edit]:
    """Where a spelled file is said to be in somebody's folder, as it is: *in Ann's Payroll*."""
    names, _ = folder(seen)
    for path in names:
        *folders, name = path.split("/")
        if not folders or not name or name.lower() not in request.lower():
            continue
        above = "|".join(re.escape(f) for f in folders if f)
        said = re.compile(
            rf"(?<=(?<![\w/]){re.escape(name)})\s+(?:in|from|inside|under|of)\s+(?:\S+['’]s?\s+)"
            rf"(?:folder\s+)?(?:{above})(?:\s+(?:folder|directory))?(?![\w/.-])",
            re.I,
        )
        for match in said.finditer(request):
            yield _Edit(match.start(), match.end(), "")


def _names_a_file(request: str) -> bool:
    """Whether a file is spelled that is not the name of what is to be made."""
    made = list(new_names(request, NOTHING, ()))
    return any(
        all(m.end() <= new.start or new.end <= m.start() for new in made)
        for m in _INPUT.finditer(request)
    )


@lru_cache(maxsize=256)
def _inside(folder: str) -> re.Pattern[str]:
    """Where a request says of a file that it is in this folder, which needs no saying."""
    names = "|".join(re.escape(n) for n in {folder, folder.rpartition("/")[2]})
    return re.compile(
        rf"\s+(?:from|in|inside|out of|under|at)\s+(?:the\s+|my\s+)?(?:folder\s+)?(?:{names})"
        r"(?:\s+(?:folder|directory))?(?![\w/.-])",
        re.I,
    )


def _places(request: str, seen: str) -> Iterator[_Edit]:
    """Folders: where a place is meant by their name, else as the files in them."""
    done: set[int] = set()
    for words, path, _ in meant(seen):
        if not path.endswith("/") or words.isdigit():
            continue
        name = path.rstrip("/")
        last = name.rpartition("/")[2]
        for match in whole(words).finditer(request):
            before, behind = request[: match.start()], request[match.end() :]
            if match.start() in done or _LETTERS.search(before) or _PER.search(before):
                continue
            done.add(match.start())
            kind = _KIND.match(behind)
            if _PLACE.search(before) or _BEHIND.match(behind):
                yield _Edit(match.start(), match.end(), last)
            elif kind:
                yield _Edit(match.start(), match.end() + kind.end(), f"{kind[1]} in {name}")
            elif " " in words or _DONE.search(before):
                yield _Edit(match.start(), match.end(), last)
            elif words.lower() not in KIND_WORDS or words.lower() in NAMING:
                files = "files" if stem(words) != words.lower() else "file"
                again = _THERE.match(behind)
                inside = again and stem(last) in stems(behind[again.end() :][: len(name) + 30])[:3]
                elsewhere = whole(name).search(behind) or whole(name).search(before)
                if inside:
                    yield _Edit(match.start(), match.end(), files)
                elif not (elsewhere and words != last):
                    yield _Edit(match.start(), match.end(), f"{files} in {name}")


def _joined(request: str, places: Iterable[_Edit]) -> list[_Edit]:
    """The same, where a folder and one in it stand side by side (*the Christmas scores*) as one."""
    found: list[_Edit] = []
    for edit in sorted(places, key=lambda e: e.start):
        last = found[-1] if found else edit
        beside = found and request[last.end : edit.start].isspace()
        outer, inner = sorted((e.text.rpartition(" in ")[2] for e in (last, edit)), key=len)
        if beside and inner.startswith(f"{outer}/"):
            found[-1] = _Edit(last.start, edit.end, f"files in {inner}")
        else:
            found.append(edit)
    return found


def _cells(request: str, seen: str) -> Iterator[_Edit]:
    """Cells and columns of tables, where the request says them in other words."""
    for words, cell in said_for(seen):
        for match in whole(words).finditer(request):
            yield _Edit(match.start(), match.end(), cell)
    for start, end, column in columns_said(request, seen):
        yield _Edit(start, end, column)


def _named(edits: Iterable[_Edit], seen: str, known: bool) -> str:
    """The one table that words mean, where the request also speaks of its columns or cells."""
    tables = {edit.text for edit in edits if edit.text in folder(seen)[1]}
    return tables.pop() if known and len(tables) == 1 else ""


def _has_columns(request: str, seen: str) -> bool:
    """Whether the request names a column of a table, or what stands in one."""
    _, tables = folder(seen)
    columns = {c for some in tables.values() for c in some}
    return any(whole(c).search(request) for c in columns) or bool(values(seen))
