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

from models.meant import DOES, SMALL, stem, stems
from models.mini.literal_words import FIGURE_WORDS, KIND_WORDS
from models.mini.spotted import whole
from models.mini.spotting import NAMING
from models.mini.surroundings import folder, meant, said_for, table_meant, values

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
    r"\s+(files?|documents?|docs|photos?|pictures?|pics?|images?|pdfs?|songs?|videos?)\b", re.I
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
_POLITE = re.compile(r"[,;.!? ]*(?:\b(?:please|pls|plz|thanks|thank you|thx))?[,;.!? ]*$", re.I)
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
    there = list(_files(request, seen))
    places = [] if _INPUT.search(request) else _joined(request, _places(request, seen))
    cells = [*_cells(request, seen), *_columns(request, seen)]
    table, surely = table_meant(seen)
    ways: list[Restated] = []
    if there:
        ways.append(_edited(request, seen, [*there, *cells], FILE))
        if places:
            ways.append(_edited(request, seen, [*there, *places, *cells], FILE))
    elif places:
        ways.append(_edited(request, seen, places, PLACE))
    elif cells and not table:
        ways.append(_edited(request, seen, cells, FILE))
    if table and not _INPUT.search(request) and not any(edit.text == table for edit in there):
        found = re.sub(r"^found there: ", "found: ", seen, flags=re.M)
        said = _edited(request, found, [*_cells(request, seen), *_columns(request, found)], 0)
        bare = _POLITE.sub("", said.request)
        ways.append(Restated(f"{bare} in {table}", found, f"I took {table}.", TABLE * surely))
    for way in dict.fromkeys(ways):
        if way.request != request:
            yield way


def _edited(request: str, seen: str, edits: Sequence[_Edit], surely: float) -> Restated:
    """The request with these changes; of those that overlap the first counts."""
    taken: list[_Edit] = []
    for edit in edits:
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


def _files(request: str, seen: str) -> Iterator[_Edit]:
    for words, path, above in meant(seen):
        if path.endswith("/"):
            continue
        if above:
            for inside in _inside(above).finditer(request):
                yield _Edit(inside.start(), inside.end(), "")
        for match in whole(words).finditer(request):
            start = match.start()
            article = re.search(r"\b(?:the|my|our|his|her)\s+$", request[:start], re.I)
            noun = _NOUN.match(request, match.end())
            end = match.end() + (noun.end() if noun else 0)
            yield _Edit(article.start() if article else start, end, path, path)


@lru_cache(maxsize=256)
def _inside(folder: str) -> re.Pattern[str]:
    """Where a request says of a file that it is in this folder, which needs no saying."""
    names = "|".join(re.escape(n) for n in {folder, folder.rpartition("/")[2]})
    return re.compile(
        rf"\s+(?:from|in|inside|out of|under)\s+(?:the\s+|my\s+)?(?:folder\s+)?(?:{names})"
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
    for words, cell in said_for(seen):
        for match in whole(words).finditer(request):
            yield _Edit(match.start(), match.end(), cell)


def _columns(request: str, seen: str) -> Iterator[_Edit]:
    """Words that are a part of the name of one column, said whole."""
    _, tables = folder(seen)
    columns = list(dict.fromkeys(c for some in tables.values() for c in some))
    known = {stem(w) for v in values(seen) for w in stems(v)}
    named = {stem(w) for t in tables for w in stems(t)}
    plain = {tuple(stems(c)) for c in columns}
    for match in re.finditer(r"(?<![\w./])[^\W\d_]{3,}(?![\w/]|\.\w)", request):
        word = stem(match.group())
        if match.group().lower() in SMALL | DOES | FIGURE_WORDS or word in known | named:
            continue
        if (word,) in plain:
            continue
        fitting = [c for c in columns if word in stems(c)]
        if len(fitting) == 1 and not whole(fitting[0]).search(request):
            beside = [stem(w) for w in re.findall(r"[^\W_]+", request)]
            if not all(w in beside for w in stems(fitting[0])):
                yield _Edit(match.start(), match.end(), fitting[0])
