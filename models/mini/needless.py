"""What a request names and right code need not: a folder that only tells which table is meant, a
column that says what the rows are, all names where something is only reckoned.
"""

from __future__ import annotations

import re

from models.mini.checks import Asked, without_definitions

_TO = r"(?:into|to|in|under|inside)(?: the)?(?: folder)?"
"""Before a folder that something is put into."""
_BEFORE = r"(?<![^\W_])"
"""What stands before a word, of which an underscore is no part."""
_DATES = frozenset(["date", "day", "datum", "dates"])
"""Columns that code finds by what they hold."""
_LOOKS = re.compile(
    r"\b(?:locate|exactly|all_called|contents|place|folder_of|read|read_table|run|open_image|Path"
    r"|write|df|files|folder|path|text|name|shutil|psutil|os)\b"
)
"""What code does, or names, that looks at files."""


def needless(name: str, kind: str, code: str, asked: Asked) -> bool:
    """Whether a name of the request need not stand in code that reads a table: a folder that says
    which table it is, what is counted, a date that is found by itself."""
    code = without_definitions(code)
    if "read_table(" not in code:
        return False
    if kind == "folder":
        tables = re.findall(r'read_table\(locate\("([^"\n]+)"\)', code)
        return any(_tells(name, table, asked) for table in tables)
    if kind == "table":
        return f'read_table(locate("{name.rpartition(".")[0]}"' in code
    return kind == "column" and _only_spoken_of(name, code, asked.request)


def _tells(folder: str, table: str, asked: Asked) -> bool:
    """Whether a folder only says which table is meant: its name has the word, or it lies there."""
    word = _as_word(folder)
    if re.search(word, table, re.I):
        elsewhere = asked.request.replace(table, "")
        if not re.search(rf"\b{_TO} {word}", elsewhere, re.I):
            return True
    last = re.escape(folder.rpartition("/")[2])
    there = rf"{re.escape(table)} \(in [^)\n]*\b{last}/"
    return bool(re.search(there, asked.around, re.I))


def _only_spoken_of(column: str, code: str, request: str) -> bool:
    """Whether a column is what is counted, what the rows are, or a date that is found by itself."""
    if "len(df)" in code:
        counted = rf"\b(?:how many|number of) {_BEFORE}{re.escape(column)}"
        return bool(re.search(counted, request, re.I))
    chosen = "plt." not in code and re.search(r"df = (?:df\[|having|lacking)", code)
    if chosen and _row_noun(column).search(request):
        return not re.search(_as_word(column), request)
    return "date_column(df)" in code and column.lower() in _DATES


def _as_word(name: str) -> str:
    return rf"{_BEFORE}{re.escape(name)}(?![^\W_])"


def _row_noun(name: str) -> re.Pattern[str]:
    """A column in the plural where it only says what the rows are: *which parts have over 9 km*."""
    return re.compile(
        rf"(?:^|[:.,;]\s+|\b(?:all|which|what|show|list|the|how many|number of|list of)\s+)"
        rf"(?:\w+ )?"
        rf"{re.escape(name)}s (?:with|where|whose|that|which|over|under|above|below|between|from"
        rf"|since|without|are|were|was|have|has|had|in|of|did|there|longer|older|shorter|younger)\b",
        re.I,
    )


def only_reckons(code: str) -> bool:
    """Whether code works out a sum or a date and looks at no file: then the words around the
    numbers (*the invoice is due on …*) are not looked for either."""
    return not _LOOKS.search(without_definitions(code))


def for_rows(word: str, code: str, request: str) -> bool:
    """Whether a word only says what the rows of a table are: *all samples with a ratio below 2*."""
    return "read_table(locate(" in code and bool(
        (
            re.search(rf"\bfor (?:the|all|our|my) {re.escape(word)}\b", request, re.I)
            and re.search("[^s]s$", word)
        )
        or re.search(
            rf"\b(?:all|the|which|what|every|many|any|show|list|number of) {re.escape(word)}"
            r" (?:with|where|whose|that|which|over|under|above|below|between|from|since|without"
            r"|are|were|was|have|has|had|is|in|of|per|by|for each|there|did|do)\b",
            request,
            re.I,
        )
    )
