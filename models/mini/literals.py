"""What a request names, taken out before the model reads it and put back into what it writes.

Names, numbers, dates and quoted texts stand behind placeholders, one private character each: of
*move report 2024.pdf to Heavy* the model reads *move ⟨file 1⟩.pdf to ⟨word 1⟩* and writes
`place("⟨word 1⟩")`. So no name can be misspelt, a name that never occurred costs nothing, and what
the model has to be sure of is what was meant, not how it is spelt. What a thing looks like stays
visible: the ending of a file, whether a number is a year. Only what can be told by its form or is
known of the folder is hidden; a plain word ("move them to archive") stays a word and is copied.

`docs/decisions/031-literals.md` has what was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


KINDS: Mapping[str, int] = {
    "file": 5, "folder": 4, "quoted": 4, "number": 9, "year": 3, "date": 3, "word": 6,
    "column": 6, "glob": 2,
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

ENDING = r"(?:tar\.(?:gz|bz2|xz)|[A-Za-z][A-Za-z0-9]{0,4}|7z)"
_QUOTED = re.compile(
    r"[\"“”«»„`]([^\"“”«»„`\n]{1,80})[\"“”«»„`]|(?<!\w)['‘]([^'’\n]{1,80})['’](?!\w)"
)
_ADDRESS = re.compile(r"https?://\S*[\w/]|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_GLOB = re.compile(
    r"(?<![^\s(])(?=[^\s]*[A-Za-z_])[\w\-./?]*\*[\w\-.*?]*[\w*]|(?<!\S)[\w-]+\*(?!\S)"
)
_FILE = re.compile(
    rf"(?<![\w./~-])(?:~/|\.{{1,2}}/|/)?\w[\w\-]*(?:[./][\w\-]+)*?\.{ENDING}\b(?![(\w])"
)
_PATH = re.compile(
    r"(?<![\w.~-])(?:~?/|\.{1,2}/)?[\w][\w.\-]*(?:/[\w][\w.\-]*)*/?(?![\w])|~/?(?!\w)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\w.])(?:{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}([./-])\d{{1,2}}\1(?:{_YEAR}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?(?: of)? {_MONTH}\b\.?(?:,? {_YEAR})?"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? {_YEAR}\b)?)(?![\w%]|\.\d)",
    re.I,
)
_COUNTED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip
_UNITS = _words(
    """
    b k kb kib mb mib m meg megs mega gb gib g gig gigs tb t x th st nd rd px pixels p cm mm
    km kg h hrs hours min mins s d days w weeks y yrs c f eur usd gbp k€ am pm er percent
    pct
    """
)
_NUMBER = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)(?:\d{1,2}:\d\d(?::\d\d)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])"
    r"|\d+(?:\.\d+)?)(?![\d]|[.,:]\d)"
    rf"(?=(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))}|[a-z]{{3,}})?(?:x\d|[^\w]|$))"
    rf"|(?<=\dx)\d+(?!\w)|(?<![\w-])(?:{'|'.join(_COUNTED)})(?![\w-])",
    re.I,
)
_IDENTIFIER = re.compile(
    r"(?<![\w/.])(?=[\w\-]*[A-Za-z])(?:[\w\-]*\w_[\w\-]*|_[\w\-]+|\w+_(?!\w)"
    r"|[A-Za-z][\w\-]*\d[\w\-]*|\d+[\w\-]*[A-Za-z_][\w\-]*|[a-z]+[A-Z]\w*|[A-Z]+[a-z]+[A-Z]\w*)"
)
_CAPITAL = re.compile(
    r"(?<![\w/.'’-])[A-ZÀ-Þ][\w\-&’]*(?: (?:of |and |& |for )?[A-ZÀ-Þ][\w\-&’]*)*"
)
_START = re.compile(r"(?:^|[.!?:;]\s+|\n\s*|[\"“(]\s*|^\W+)$")

USUAL = _words(
    """
    i i'm i'd i've i'll im id ive ok okay pdf pdfs csv csvs tsv json xml html htm yaml jpg
    jpgs jpeg jpegs png pngs gif gifs svg webp tiff tif bmp heic raw mp3 mp3s mp4 mp4s m4a
    mov avi mkv wav flac ogg zip zips tar gz rar 7z txt md doc docx docs xls xlsx ppt pptx
    odt ods odp rtf epub log py js css sh sql ini cfg bak tmp exe iso psd ai ics eml excel
    word powerpoint python javascript markdown photoshop jupyter git github linux windows
    macos mac unix debian ubuntu android iphone mb kb gb tb mib kib gib kbytes mbytes cpu
    cpus gpu ram ip os pid uuid uuids guid url urls uri exif gps sha sha1 sha256 sha-256
    sha512 md5 md5sum crc32 base64 base-64 rot13 utf utf8 utf-8 utf16 utf-16 utf-32 ascii
    latin latin1 latin-1 iso-8859-1 cp1252 windows-1252 bom crlf lf cr rgb bw b&w 3d 2d hd
    4k a-z z-a a4 nan na id ids tv pc dvd cd usb ssd hdd vat gst api sms please thanks thank
    cheers hi hello hey dear good morning evening regards sir madam all any not and or only
    but no yes never always must now new old big small both every each the january february
    march april may june july august september october november december jan feb mar apr jun
    jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
    mon tue wed thu fri sat sun christmas easter xmas halloween english german french
    spanish polish chinese roman celsius fahrenheit kelvin euro euros dollar dollars asap
    fyi btw eta faq aka etc eg ie vs per tldr lol omg pls plz thx computer python3 python2
    h264 root sum avg min max std
    """
)
"""Words that capitals or digits do not make a name of anything."""
KIND_WORDS = _words(
    """
    files file photos photo pictures picture images image pics music songs videos video
    movies audio documents document docs archives archive spreadsheets tables code scripts
    text texts pdf pdfs downloads screenshots old new data notes backup backups temp tmp
    logs log mail reports invoices work home test tests src public private misc other stuff
    everything
    """
)
"""Names of folders that are ordinary words as well: hidden only where a folder is spoken of."""
FIGURE_WORDS = _words(
    """
    total totals count counts sum average mean median min max minimum maximum number month
    year day week rows row column columns first last top bottom in by file table value type
    size time rank index share percent unique missing empty types names all
    what who when where which how why note notes
    """
)
"""Columns that are ordinary words of requests as well: hidden only where a column is spoken of."""
_BEFORE_PLACE = re.compile(
    r"\b(?:in|into|inside|under|from|within|folders?|director(?:y|ies)|dir|called|named)\s+"
    r"(?:(?:the|my|our|folder|directory|dir|called|named)\s+)*[\"'“]?$",
    re.I,
)
_DONE_TO = re.compile(
    r"(?:\b(?:of|zip|pack|compress|tar|delete|remove|copy|move|rename|open|empty|flatten|to|and|ls)"
    r"|->|→)\s+(?:the\s+|my\s+)?$",
    re.I,
)
_BEHIND_PLACE = re.compile(
    r"[\"'”]?(?:/|\s+(?:folder|directory|dir|subfolder|subdirectory)\b)", re.I
)
_BEFORE_COLUMN = re.compile(r"\b(?:columns?|fields?|col)\s+(?:called |named )?$", re.I)
_BEHIND_COLUMN = re.compile(r"\s+(?:column|field|col)\b", re.I)
_NOT_A_PATH = _words(
    """
    and or his her he she upper lower km h mph m s jpg jpeg png tif tiff pdf doc docx csv
    yes no w o c n a b in out on off him s/he us you input output read write left right
    """
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the folder: names of files and folders, and columns by table."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a request: `start` to `end` is replaced by the placeholder and `rest`."""

    start: int
    end: int
    kind: str
    value: str
    rest: str = ""
    """What stays visible behind the placeholder: the ending of a file."""


class Literals:
    """The literals of one conversation, in the order in which they came."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        """Placeholder to what stands for it, as it was typed."""
        self._endings: dict[str, str] = {}
        self._tables: list[str] = []

    def hide(self, request: str, known: Known = Known()) -> str:
        """The request with placeholders; a blank behind one says nothing and is left out."""
        request = _PRIVATE.sub("", request)
        asked = request.lower()
        tables = [t for t in known.columns if t.lower() in asked and _whole(t).search(request)]
        self._tables += tables
        columns = [c for t in known.columns if t in self._tables for c in known.columns[t]]
        parts: list[str] = []
        at = 0
        for found in located(request, known, columns):
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
            same = value.lower() if found.kind == "column" else value
            if same == key and self._endings[character] == found.rest:
                return character
        character = _CHARACTER.get((found.kind, taken), "")
        if character:
            self.values[character] = found.value
            self._endings[character] = found.rest
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

    def _spellings(self, code: str) -> list[tuple[str, str, str]]:
        """How the values stand in code (in lower case), longest first: the text, its placeholder,
        and the ending that has to follow."""
        found: dict[str, tuple[str, str, str]] = {}
        for character, value in self.values.items():
            kind = PLACES[character][0]
            for text in {_escaped(value), *([_bare(value)] if kind in NUMERIC else [])}:
                if text.lower() in code and text.lower() not in found:
                    found[text.lower()] = (text, character, self._endings[character])
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
            quoted = line.replace('\\"', "").count('"') % 2
            return _digits(text) if quoted else _bare(text)

        return PLACE.sub(value, code)


NUMERIC = ("number", "year")


def _replaced(line: str, spellings: Sequence[tuple[str, str, str]]) -> str:
    """The line with values behind their placeholders, wherever they stand as wholes."""
    for text, character, ending in spellings:
        kind = PLACES[character][0]
        where, wanted = (line.lower(), text.lower()) if kind == "column" else (line, text)
        at = where.find(wanted)
        while at >= 0:
            end = at + len(text)
            if _stands_alone(line, at, end, kind, ending):
                line = line[:at] + character + line[end:]
                where = line.lower() if kind == "column" else line
                end = at + 1
            at = where.find(wanted, end)
    return line


def _stands_alone(line: str, start: int, end: int, kind: str, ending: str) -> bool:
    """Whether a value is no part of a longer name or number."""
    before, behind = line[start - 1 : start], line[end : end + 2]
    inside = before.isalnum() or before in ("_", ".")
    if inside and (line[start].isalnum() or line[start] == "_"):
        return False
    if kind in NUMERIC:
        return not behind[:1].isdigit() and not (behind[:1] in ".,:" and behind[1:].isdigit())
    if kind == "file":
        return line.startswith(ending, end)
    return not line[end - 1].isalnum() or not (behind[:1].isalnum() or behind[:1] == "_")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _digits(number: str) -> str:
    return str(_COUNTED.get(number.lower(), number))


def _bare(number: str) -> str:
    """A number as it stands in code: no words, no commas, no zeros in front."""
    text = _digits(number)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    text = text.replace(",", ".")
    return re.sub(r"^0+(?=\d)", "", text)


# Finding literals


def located(request: str, known: Known, columns: Sequence[str]) -> list[Found]:
    """All literals of a request, from left to right, none inside another."""
    taken: list[Found] = []

    def free(start: int, end: int) -> bool:
        return all(end <= f.start or f.end <= start for f in taken)

    for find in (_quoted, _addresses, _names, _globs, _files, _paths):
        for found in find(request, known, columns):
            if free(found.start, found.end):
                taken.append(found)
    for found in _columns(request, columns):
        if free(found.start, found.end):
            taken.append(found)
    for finder in (_dates, _numbers, _identifiers, _capitals):
        for found in finder(request):
            if free(found.start, found.end):
                taken.append(found)
    return sorted(taken, key=lambda f: f.start)


def _quoted(request: str, known: Known, columns: Sequence[str]) -> Iterator[Found]:
    for match in _QUOTED.finditer(request):
        inside = (match[1] or match[2]).strip()
        if inside and not re.fullmatch(r"\.\w{1,5}", inside):
            yield _of_text(match.start(), match.end(), inside, known, columns)


def _of_text(start: int, end: int, text: str, known: Known, columns: Sequence[str]) -> Found:
    """What a quoted text is, by its form."""
    if (file := re.fullmatch(rf"(.*[^./])(\.{ENDING})", text)) and "*" not in text:
        return Found(start, end, "file", file[1], file[2])
    if "*" in text and " " not in text and len(text) > 1:
        return Found(start, end, "glob", text)
    bare = text.rstrip("/")
    if bare.lower() in {f.lower() for f in known.folders} or re.fullmatch(r"[\w\-. ]+/", text):
        return Found(start, end, "folder", bare)
    for column in columns:
        if column.lower() == text.lower():
            return Found(start, end, "column", column)
    return Found(start, end, "quoted", text)


def _addresses(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _ADDRESS.finditer(request):
        yield Found(match.start(), match.end(), "quoted", match.group())


def _names(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names of the folder that stand in the request, longest first."""
    every = [(n, "file") for n in known.files] + [(n, "folder") for n in known.folders]
    for name, kind in sorted(every, key=lambda e: (-len(e[0]), e[0])):
        if len(name) < 2 or name.lower() not in request.lower():
            continue
        for match in _whole(name).finditer(request):
            start, end, text = match.start(), match.end(), match.group()
            ending = re.search(rf"[^./](\.{ENDING})$", text)
            if kind == "file" and ending:
                yield Found(start, end, "file", text[: ending.start() + 1], ending[1])
            elif kind == "folder" and _is_place(request, start, end, text):
                end += request[end : end + 1] == "/"
                yield Found(start, end, "folder", text)


def _is_place(request: str, start: int, end: int, name: str) -> bool:
    """Whether a folder's name is meant as one, and not as the word it also is."""
    if _BEHIND_PLACE.match(request[end:]):
        return True
    if name.lower() in KIND_WORDS:
        return bool(_BEFORE_PLACE.search(request[:start])) and not _qualified(request, end)
    first = bool(_START.search(request[:start]))
    named = bool(re.search(r"[\d_ \-]", name)) or (name[:1].isupper() and not first)
    return named or bool(_BEFORE_PLACE.search(request[:start]) or _DONE_TO.search(request[:start]))


def _qualified(request: str, end: int) -> bool:
    """Whether the word goes on as a selection: `from photos that are …`, `in files over …`."""
    return bool(
        re.match(r"\s+(?:that|which|over|older|newer|bigger|larger|files)\b", request[end:])
    )


def _globs(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _GLOB.finditer(request):
        yield Found(match.start(), match.end(), "glob", match.group())


def _files(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _FILE.finditer(request):
        name = match.group()
        ending = re.search(rf"\.{ENDING}$", name)
        if ending and len(name[: ending.start()]) + len(ending.group()) > 3:
            stem = name[: ending.start()]
            yield Found(match.start(), match.end(), "file", stem, ending.group())


def _paths(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _PATH.finditer(request):
        path = match.group()
        parts = [p for p in path.split("/") if p]
        if "/" not in path and path != "~":
            continue
        usual = any(p.lower() in _NOT_A_PATH for p in parts) or all(p.isdigit() for p in parts)
        if usual and not (path.endswith("/") and parts):
            continue
        value = path.rstrip("/") or path
        if value.endswith("."):
            value = value.rstrip(".") or path
        yield Found(match.start(), match.start() + len(path), "folder", value)


def _columns(request: str, columns: Sequence[str]) -> Iterator[Found]:
    asked = request.lower()
    for column in sorted(set(columns), key=lambda c: (-len(c), c)):
        if len(column) < 2 or any(w not in asked for w in re.split(r"[ _\-]+", column.lower())):
            continue
        for match in _as_spoken(column).finditer(request):
            spoken = _BEFORE_COLUMN.search(request[: match.start()]) or _BEHIND_COLUMN.match(
                request[match.end() :]
            )
            if spoken or column.lower() not in FIGURE_WORDS:
                yield Found(match.start(), match.end(), "column", column)


@cache
def _as_spoken(column: str) -> re.Pattern[str]:
    """A column's name in a request: blanks for underscores, perhaps with the s of a plural."""
    words = [re.escape(w) for w in re.split(r"[ _\-]+", column) if w]
    return re.compile(
        rf"(?<![\w./])(?:{'[ _-]'.join(words)}|{re.escape(column)})s?(?![\w/]|\.\w)", re.I
    )


def _dates(request: str) -> Iterator[Found]:
    for match in _DATE.finditer(request):
        yield Found(match.start(), match.end(), "date", match.group())


def _numbers(request: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(request):
        kind = "year" if re.fullmatch(_YEAR, match.group()) else "number"
        yield Found(match.start(), match.end(), kind, match.group())


def _identifiers(request: str) -> Iterator[Found]:
    for match in _IDENTIFIER.finditer(request):
        if match.group().lower() not in USUAL:
            yield Found(match.start(), match.end(), "word", match.group())


def _capitals(request: str) -> Iterator[Found]:
    """Words with a capital inside a sentence; none when all words have one, or all are capitals."""
    words = re.findall(r"[^\W\d_]{2,}", request)
    if len(words) > 3 and sum(w[0].isupper() for w in words) > 0.6 * len(words):
        return
    for match in _CAPITAL.finditer(request):
        start, text = match.start(), match.group()
        if _START.search(request[:start]):
            cut = re.match(r"\S+ (?=[A-ZÀ-Þ])", text)
            if not cut:
                continue
            start, text = start + cut.end(), text[cut.end() :]
        parts = text.split(" ")
        while parts and _usual(parts[0]):
            start += len(parts[0]) + 1
            parts = parts[1:]
        while parts and (_usual(parts[-1]) or parts[-1].islower()):
            parts = parts[:-1]
        if parts and not any(_usual(p) for p in parts):
            text = " ".join(parts)
            yield Found(start, start + len(text), "word", text)


def _usual(word: str) -> bool:
    return word.lower() in USUAL or (len(word) == 1 and word not in "XYZ")


@cache
def _whole(name: str) -> re.Pattern[str]:
    """The name as whole words, not in quotes and not as a part of a longer path."""
    return re.compile(rf"(?<![\w\"'`/.“«]){re.escape(name)}(?![\w\"'`”»]|/\w|\.\w)", re.I)


def known_of(names: Iterable[str], columns: Mapping[str, Sequence[str]]) -> Known:
    """From names of a listing, folders with a slash behind them."""
    every = list(names)
    return Known(
        tuple(n for n in every if not n.endswith("/")),
        tuple(n.rstrip("/") for n in every if n.endswith("/")),
        columns,
    )
