"""How a request about a table is said again: where the table's name goes, which words are columns.

*Bar chart of hours per bike, save it as bikes.png* asks for a picture of a table that it does not
name. With the table in front of what is said of saving it is what the model was taught; a folder
that is only a word of the request (*the number of members*) is none, and *the order number* may be
the column `order_no`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from models.meant import DOES, SMALL, stem, stems
from models.mini.literal_words import FIGURE_WORDS
from models.mini.spotted import whole
from models.mini.surroundings import folder, values

_BEHIND = re.compile(
    r"(?<=\S)(?:[,;.!?]|\s+-)?\s+"
    r"(?:(?:and|then|please|pls|put it|file|picture|image|csv|png|excel)\s+)*"
    r"(?:(?:sav(?:e|ed|ing)|stor(?:e|ed)|export(?:ed)?|call(?:ed| it)?|name(?:d| it)|titled"
    r"|file name"
    r"|with (?:the |a )?title|output|headed|labell?ed|(?:with )?(?:the )?[xy][- ]?axis)\b"
    r"|(?<=, )(?=[\w\-]{1,30}\.(?:png|jpg|svg)\b)"
    r"|(?:as|into|to|in|file) (?:a (?:new )?file )?(?:called )?"
    r"(?=[\w\-./ ]{0,30}\w\.(?:png|csv|xlsx|tsv|json|jpg|pdf)\b))",
    re.I,
)
"""Where a request begins to say where its result goes and what that is called."""
_AT_LEAST = 12
"""Characters of a request that stand before that."""
_INTO = re.compile(
    r"(?:\b(?:in|into|inside|under|within|folders?|director(?:y|ies)|dir)|->|→|/)\s*"
    r"(?:(?:the|my|our|folder|directory)\s+)*[\"'“]?$",
    re.I,
)
"""Before a folder that is named as a place."""
_PLACE = re.compile(r"\s*/|\s+(?:folder|directory|dir|subfolder|subdirectory)\b", re.I)
"""Behind one."""
_SAID = dict.fromkeys(("no", "nr", "num"), "(?:numbers?|no|nr|num)")
"""Words of columns that are written in short."""
_SPOKEN = re.compile(r"(?<![\w./])(?:[^\W\d_]{3,}|k[mg])(?![\w/]|\.\w)", re.I)
"""A word that may be a part of a column's name."""
_ENTITLED = re.compile(r"\b(?:titled?|headed|called|named)[ :]+[\"'“]?$", re.I)
"""Before a title, which is no column."""
_IN_SHORT = {"minute": "min", "hour": "h", "kilometre": "km", "kilometer": "km", "quantity": "qty"}
"""Words that columns have in short."""
_LONG = {"min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour"}
"""Units behind a number, of columns that have them in full: *over 60 min*."""


def with_table(request: str, table: str) -> str:
    """The request with `in TABLE` where a request has it: before what is to be done with the
    result."""
    for found in _BEHIND.finditer(request):
        if found.start() >= _AT_LEAST:
            return f"{request[: found.start()]} in {table}{request[found.start() :]}"
    return f"{request} in {table}"


def without_folders(request: str, seen: str) -> str:
    """What is known of the folder, without folders whose names the request does not use as places:
    *the number of members* means no folder `Members`."""

    def only_a_word(path: str) -> bool:
        name = path.strip().rstrip("/").rpartition("/")[2]
        if not path.strip().endswith("/") or not name:
            return False
        there = list(whole(name).finditer(request))
        return bool(there) and not any(
            _INTO.search(request[: m.start()]) or _PLACE.match(request[m.end() :]) for m in there
        )

    lines: list[str] = []
    for line in seen.splitlines():
        head, sign, rest = line.partition(": ")
        if head in ("files", "deeper"):
            rest = ", ".join(name for name in rest.split(", ") if not only_a_word(name))
        elif head == "meant":
            rest = "; ".join(
                each for each in rest.split("; ") if not only_a_word(each.partition(" = ")[2])
            )
        if rest or head not in ("files", "deeper", "meant"):
            lines.append(f"{head}{sign}{rest}")
    return "\n".join(lines)


def phrases(request: str, columns: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Where two words of a request are a column: *price per day*, *order number*, *m elevation*."""
    plain = {stem(w) for c in columns if len(stems(c)) == 1 for w in stems(c)}
    for column in columns:
        words = stems(column)
        if len(words) != 2 or set(words) & plain or re.search(r"[^\w \-]", column):
            continue
        first, second = (_SAID.get(w, rf"{re.escape(w)}(?:e?s)?") for w in words)
        for one, other in ((first, second), (second, first)):
            turned = one is not first and set(words) & set(_SAID)
            between = "[ _-]" if turned else r"(?:[ _-]| (?:per|of|in|for) )"
            for found in re.finditer(
                rf"(?<![\w./]){one}{between}{other}(?![\w/]|\.\w)", request, re.I
            ):
                if stem(found.group().replace("_", " ")) != stem(column.replace("_", " ")):
                    yield found.start(), found.end(), column


def columns_said(request: str, seen: str) -> Iterator[tuple[int, int, str]]:
    """Where words of a request are a part of the name of one column, and the whole name."""
    _, tables = folder(seen)
    columns = list(dict.fromkeys(c for some in tables.values() for c in some))
    yield from phrases(request, columns)
    words_of = {c: stems(c) for c in columns}
    others = {stem(w) for text in [*values(seen), *tables] for w in stems(text)}
    for match in _SPOKEN.finditer(request):
        word, before = stem(match.group()), request[: match.start()]
        if column := _measure(word, before, words_of):
            yield match.start(), match.end(), column
            continue
        if match.group().lower() in SMALL | DOES | FIGURE_WORDS or word in others:
            continue
        if [word] in words_of.values() or _ENTITLED.search(before):
            continue
        short = _IN_SHORT.get(word, word)
        fitting = [c for c, words in words_of.items() if word in words or short in words]
        if len(fitting) == 1 and not _is_said(fitting[0], request, match.start()):
            yield match.start(), match.end(), fitting[0]


def _measure(word: str, before: str, columns: Mapping[str, Sequence[str]]) -> str:
    """The column of a unit behind a number; empty when it is none."""
    full = _LONG.get(word) if re.search(r"\d ?$", before) else None
    return next((c for c, words in columns.items() if full and words == [full]), "")


def _is_said(column: str, request: str, at: int) -> bool:
    """Whether a column is spelled at this place, or all of its words stand in the request."""
    spelled = whole(column)
    if any(match.start() <= at < match.end() for match in spelled.finditer(request)):
        return True
    beside = {stem(w) for w in re.findall(r"[^\W_]+", spelled.sub(" ", request))}
    return beside.issuperset(stems(column))
