"""What a request names, taken out before the model reads it and put back into what it writes.

Names, numbers, dates and quoted texts stand behind placeholders, one private character each: of
*move report 2024.pdf to Heavy* the model reads *move ⟨file 1⟩.pdf to ⟨word 1⟩* and writes
`place("⟨word 1⟩")`. So no name can be misspelt, a name that never occurred costs nothing, and what
the model has to be sure of is what was meant, not how it is spelt. What a thing looks like stays
visible: the ending of a file, whether a number is a year. Only what can be told by its form or is
known of the folder or of its tables is hidden; a plain word ("move them to archive") stays a word
and is copied. Files come in kinds, so that a table and the picture to be made of it are not mixed
up; their endings stay visible in the request, and the code needs none.

`docs/decisions/031-literals.md` has what was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from models.mini import contents
from models.mini.literal_words import COUNTED
from models.mini.spotted import NOTHING, Found, Known, whole
from models.mini.spotting import located

KINDS: Mapping[str, int] = {
    "file": 5, "folder": 4, "quoted": 4, "number": 9, "year": 3, "date": 3, "word": 6,
    "column": 6, "glob": 2, "table": 5, "picture": 4, "archive": 3, "value": 4,
    "part": 4,
}  # fmt: skip
"""What is hidden, and how many of each a conversation can hold. More than that stay spelled."""
FIRST = 0xE000
PLACES: Mapping[str, tuple[str, int]] = {
    chr(FIRST + i): place
    for i, place in enumerate((kind, n) for kind, most in KINDS.items() for n in range(most))
}
"""Each placeholder with its kind and number."""
_CHARACTER = {place: character for character, place in PLACES.items()}
PLACE = re.compile(f"[{chr(FIRST)}-{chr(FIRST + len(PLACES) - 1)}]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Literals:
    """The literals of one conversation, in the order in which they came."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        """Placeholder to what stands for it, as it was typed."""
        self._tables: list[str] = []

    def hide(self, request: str, known: Known = NOTHING) -> str:
        """The request with placeholders; a blank behind one says nothing and is left out."""
        request = _PRIVATE.sub("", request)
        asked = request.lower()
        tables = [t for t in known.columns if t.lower() in asked and whole(t).search(request)]
        self._tables += tables
        columns = [c for t in known.columns if t in self._tables for c in known.columns[t]]
        parts: list[str] = []
        at = 0
        spotted = contents.rotated(request, located(request, known, columns))
        for found in contents.instead(spotted, contents.written(request)):
            character = self._character(found)
            if character:
                parts += [request[at : found.start], character, found.rest]
                at = found.end
                if not found.rest and request[at : at + 1] == " ":
                    at += 1
        return "".join([*parts, request[at:]])

    def _character(self, found: Found) -> str:
        """The placeholder of a literal; empty when there is none left."""
        key = found.value.lower() if found.kind == "column" else found.value
        taken = 0
        for character, value in self.values.items():
            if PLACES[character][0] != found.kind:
                continue
            taken += 1
            if (value.lower() if found.kind == "column" else value) == key:
                return character
        character = _CHARACTER.get((found.kind, taken), "")
        if character:
            self.values[character] = found.value
        return character

    def hide_code(self, code: str, fixed: frozenset[str] = frozenset()) -> str:
        """Code, or an error, with what is known of requests behind placeholders.

        Lines that are `fixed` hold nothing that anybody asked for.
        """
        if not self.values:
            return _PRIVATE.sub("", code)
        code = _PRIVATE.sub("", code)
        spellings = self._spellings(code.lower())
        if not spellings:
            return code
        return "\n".join(
            line if line in fixed else _replaced(line, spellings) for line in code.split("\n")
        )

    def _spellings(self, code: str) -> list[tuple[str, str]]:
        """How the values stand in code (in lower case), longest first: text and placeholder."""
        found: dict[str, tuple[str, str]] = {}
        for character, value in self.values.items():
            kind = PLACES[character][0]
            for text in {_escaped(value), *([_bare(value)] if kind in NUMERIC else [])}:
                if text.lower() in code and text.lower() not in found:
                    found[text.lower()] = (text, character)
        return sorted(found.values(), key=lambda each: (-len(each[0]), each[0]))

    def counted(self) -> list[str]:
        """The numbers as they stand in code, also those that were typed as words."""
        return [_bare(v) for c, v in self.values.items() if PLACES[c][0] in NUMERIC]

    def show(self, code: str) -> str:
        """Code with the values in place of the placeholders, escaped for double quotes.

        A placeholder that stands for nothing stays: `PLACE` finds it.
        """

        def value(found: re.Match[str]) -> str:
            character = found.group()
            text = self.values.get(character)
            if text is None:
                return character
            if PLACES[character][0] not in NUMERIC:
                return _escaped(text)
            line = code[code.rfind("\n", 0, found.start()) + 1 : found.start()]
            if _INSIDE_A_TEXT.search(line):
                return text
            quoted = line.replace('\\"', "").count('"') % 2
            return _digits(text) if quoted else _bare(text)

        return PLACE.sub(value, code)


NUMERIC = ("number", "year")
_INSIDE_A_TEXT = re.compile(r'[=,] "[^"]*[^\W\d_] $')
"""A number behind a word of a text, which stays as it was typed: *chapter five*."""
MEANT = frozenset(
    ["quoted", "table", "picture", "file", "archive", "column", "date", "year", "value", "folder"]
)
"""Kinds that right code uses nearly always (99 %): nobody names a file to say nothing of it."""
MOSTLY = frozenset(["word", "part", "glob"])
"""Kinds that right code mostly uses (85 to 93 %). Numbers, which have a check of their own, are no
such kind: *three lines: red, green, blue*."""
CERTAIN = MEANT - {"folder", "year", "date"}
"""Kinds that are taken for nothing else, and that stand in code as they were typed."""


def _replaced(line: str, spellings: Sequence[tuple[str, str]]) -> str:
    """The line with values behind their placeholders, wherever they stand as wholes."""
    for text, character in spellings:
        kind = PLACES[character][0]
        where, wanted = (line.lower(), text.lower()) if kind == "column" else (line, text)
        at = where.find(wanted)
        while at >= 0:
            end = at + len(text)
            if _stands_alone(line, at, end, kind):
                line = line[:at] + character + line[end:]
                where = line.lower() if kind == "column" else line
                end = at + 1
            at = where.find(wanted, end)
    return line


def _stands_alone(line: str, start: int, end: int, kind: str) -> bool:
    """Whether a value is no part of a longer name or number."""
    before, behind = line[start - 1 : start], line[end : end + 2]
    inside = before.isalnum() or before in ("_", ".")
    if inside and (line[start].isalnum() or line[start] == "_"):
        return False
    if kind in NUMERIC:
        return not behind[:1].isdigit() and not (behind[:1] in ".,:" and behind[1:].isdigit())
    return not line[end - 1].isalnum() or not (behind[:1].isalnum() or behind[:1] == "_")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _digits(number: str) -> str:
    return str(COUNTED.get(number.lower(), number))


def _bare(number: str) -> str:
    """A number as it stands in code: no words, no commas, no zeros in front."""
    text = _digits(number)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    return re.sub(r"^0+(?=\d)", "", text)


def known_of(
    names: Iterable[str],
    columns: Mapping[str, Sequence[str]],
    values: Iterable[str] = (),
    parts: Iterable[str] = (),
) -> Known:
    """From names of a listing, folders with a slash behind them."""
    every = list(names)
    return Known(
        tuple(n for n in every if not n.endswith("/")),
        tuple(n.rstrip("/") for n in every if n.endswith("/")),
        columns,
        tuple(values),
        tuple(parts),
    )
