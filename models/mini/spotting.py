"""Where the literals of a request stand: names, numbers, dates, quoted texts, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from models.mini.literal_words import (
    ABBREVIATED,
    COUNTED,
    ENDINGS_ONLY,
    FIGURE_WORDS,
    FILE_KINDS,
    KIND_WORDS,
    NO_NAME,
    NOT_A_PATH,
    PROGRAMS,
    UNITS,
    USUAL,
)

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
_NUMBER = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)(?:\d{1,2}:\d\d(?::\d\d)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])"
    r"|\d+(?:\.\d+)?)(?![\d]|[.,:]\d)"
    rf"(?=(?:{'|'.join(sorted(UNITS, key=len, reverse=True))}|[a-z]{{3,}})?(?:x\d|[^\w]|$))"
    rf"|(?<=\dx)\d+(?!\w)|(?<![\w-])(?:{'|'.join(COUNTED)})(?![\w-])",
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
_FOLDER_NAMED = re.compile(r"\b(?:folder|directory|dir|called|named)\s+[\"'“]?$", re.I)
_BEFORE_COLUMN = re.compile(
    r"\b(?:columns?|fields?|col|by|per|each|every|over|against|versus|vs\.?)\s+"
    r"(?:the |called |named )?$",
    re.I,
)
_BEHIND_COLUMN = re.compile(r"\s+(?:column|field|col)\b", re.I)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the folder: names of files and folders, columns by table, and what its
    tables hold."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: tuple[str, ...] = ()


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a request: `start` to `end` is replaced by the placeholder and `rest`."""

    start: int
    end: int
    kind: str
    value: str
    rest: str = ""
    """What stays visible behind the placeholder, besides: the ending of a file."""


def located(request: str, known: Known, columns: Sequence[str]) -> list[Found]:
    """All literals of a request, from left to right, none inside another."""
    taken: list[Found] = []

    def free(start: int, end: int) -> bool:
        return all(end <= f.start or f.end <= start for f in taken)

    for find in (
        _commands,
        _quoted,
        _addresses,
        _names,
        _globs,
        _files,
        _paths,
        _called,
        _lists,
        _values,
    ):
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


_INTRODUCED = re.compile(
    r"(?:(?P<plainly>\b(?:run|execute|exec|invoke)|(?:^|\s)\$)|\b(?:enter|type|issue|launch|perform|do"
    r"|carry out|call|try|start|fire off|use))(?: for)?(?: me| us)?(?:,? please)?"
    r"(?: (?:the|this|that|a|following))*(?: (?:shell|bash|terminal|linux|unix|console))?"
    r"(?P<command> command)?(?: (?:in|on) (?:the|a|my) \w+(?: \w+)?)?(?: please)?\s*[:,]?\s+"
    r"(?P<line>(?P<program>[a-zA-Z][\w]*)\b[^\n]*)",
    re.I,
)
_AFTER_COMMAND = re.compile(
    r"(?:[,;]| -)? (?:please|pls|plz|for (?:me|us)|thanks|thank you|thx|cheers"
    r"|(?:and |then )+(?:show|tell|print|give|let|say|report|go|see|do|don'?t|paste|copy me)"
    r"|(?:in|on|with|into|inside) (?:the|a|my|that|this|shell|bash|terminal|console|zsh)"
    r"|(?:could|would|can|will) you|my|i |it'?s|that'?s|(?:run|do|try|execute) (?:that|it|so|this))"
    r"\b.*$|(?<=\S)[;.!?](?: [A-Za-z].*)?$|[!?,;]+$",
    re.I,
)


def _commands(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """A line for the shell, behind words that introduce one: `run wc -l a.txt, please`."""
    for match in _INTRODUCED.finditer(request):
        if match["program"] not in PROGRAMS:
            continue
        line = _AFTER_COMMAND.sub("", match["line"]).rstrip()
        plainly = match["plainly"] or match["command"]
        if line and (plainly or re.search(r" -\w|[|>/*]|\.\w", line)):
            start = match.start("line")
            yield Found(start, start + len(line), "quoted", line)


def _quoted(request: str, known: Known, columns: Sequence[str]) -> Iterator[Found]:
    for match in _QUOTED.finditer(request):
        inside = (match[1] or match[2]).strip()
        if inside and not re.fullmatch(r"\.\w{1,5}", inside):
            yield _of_text(match.start(), match.end(), inside, known, columns)


def _of_text(start: int, end: int, text: str, known: Known, columns: Sequence[str]) -> Found:
    """What a quoted text is, by its form."""
    if re.fullmatch(rf".*[^./]\.{ENDING}", text) and "*" not in text:
        return _file(start, end, text)
    if "*" in text and " " not in text and len(text) > 1:
        return Found(start, end, "glob", text)
    bare = text.rstrip("/")
    if bare.lower() in {f.lower() for f in known.folders} or re.fullmatch(r"[\w\-. ]+/", text):
        return Found(start, end, "folder", bare)
    for column in columns:
        if column.lower() == text.lower():
            return Found(start, end, "column", column)
    return Found(start, end, "quoted", text)


def _file(start: int, end: int, name: str) -> Found:
    """A file, by its ending; the ending is shown in the request as it was typed."""
    ending = re.search(rf"\.{ENDING}$", name)
    shown = ending.group() if ending else ""
    last = shown.rpartition(".")[2].lower()
    kind = next((k for k, endings in FILE_KINDS.items() if last in endings), "file")
    return Found(start, end, kind, name, shown)


def _addresses(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _ADDRESS.finditer(request):
        yield Found(match.start(), match.end(), "quoted", match.group())


def _names(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names of the folder that stand in the request, longest first."""
    every = [(n, "file") for n in known.files] + [(n, "folder") for n in known.folders]
    for name, kind in sorted(every, key=lambda e: (-len(e[0]), e[0])):
        if len(name) < 2 or name.lower() not in request.lower():
            continue
        for match in whole(name).finditer(request):
            start, end, text = match.start(), match.end(), match.group()
            if kind == "file" and re.search(rf"[^./]\.{ENDING}$", text):
                yield _file(start, end, text)
            elif kind == "folder" and _is_place(request, start, end, text):
                end += request[end : end + 1] == "/"
                yield Found(start, end, "folder", text)


def _is_place(request: str, start: int, end: int, name: str) -> bool:
    """Whether a folder's name is meant as one, and not as the word it also is."""
    if _BEHIND_PLACE.match(request[end:]):
        return True
    if name.isdigit():
        return bool(_FOLDER_NAMED.search(request[:start]))
    if name.lower() in KIND_WORDS:
        there = bool(_BEFORE_PLACE.search(request[:start]))
        return there and (request[start:end] == name or not _qualified(request, end))
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
        if name.lower() in ENDINGS_ONLY:
            continue
        if ending and len(name[: ending.start()]) + len(ending.group()) > 3:
            yield _file(match.start(), match.end(), name)


def _paths(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _PATH.finditer(request):
        path = match.group()
        parts = [p for p in path.split("/") if p]
        if "/" not in path and path != "~":
            continue
        if path.lower() in ABBREVIATED:
            continue
        usual = any(p.lower() in NOT_A_PATH for p in parts) or all(p.isdigit() for p in parts)
        if usual and not (path.endswith("/") and parts):
            continue
        value = path.rstrip("/") or path
        if value.endswith("."):
            value = value.rstrip(".") or path
        yield Found(match.start(), match.start() + len(path), "folder", value.removeprefix("./"))


_CALLED = re.compile(
    r"\b(?:called|named|titled|labelled"
    r"|(?:call|name|label|title) (?:it|them|this|that|these|those))"
    r"(?: as| just| simply)?[ ,:]+|\bthe (?:word|words|text|string|phrase|term|letter|letters) ",
    re.I,
)
"""What comes before a name that may be any word."""
_NAME_WORD = re.compile(r"[^\s,;:!?()\"“”'‘’]*[^\s,;:!?.()\"“”'‘’]")
_LONGEST_NAME = 3
_INTO = re.compile(
    r"(?:\b(?:into|to|in|inside)|->|→) (?:(?:a|the|my|one|new|separate|single|another) )*"
    r"(?:folder|directory|dir|subfolder|subdirectory) (?P<name>\w[\w\-]*)"
    r"(?=$|[,.;:!?)]| (?:and|please|pls|then|thanks|but)\b)",
    re.I,
)


def _called(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names that are introduced as names: `called new stuff`, `the word teal`, `in a dir x`."""
    for match in _INTO.finditer(request):
        if match["name"].lower() not in NO_NAME:
            yield Found(match.start("name"), match.end("name"), "word", match["name"])
    for match in _CALLED.finditer(request):
        most = 1 if match.group().lower().startswith("the ") else _LONGEST_NAME
        end = at = match.end()
        for _ in range(most):
            word = _NAME_WORD.match(request, at)
            if not word or word.group().lower() in NO_NAME:
                break
            end = word.end()
            at = end + 1
            if request[end : end + 1] != " ":
                break
        if end > match.end():
            yield Found(match.end(), end, "word", request[match.end() : end])


_LISTED = re.compile(
    r"\b(?:lines?|files?|lists?|rows?|entries|items)\b[^:.\n]{0,30}: ?([^:\n.!?]+?)[.!? ]*$", re.I
)


def _lists(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """What is listed at the end, behind a colon: `with three lines: red, green, blue`."""
    match = _LISTED.search(request)
    if match and "," in match[1] and all(len(p.split()) <= 3 for p in match[1].split(",")):
        yield Found(match.start(1), match.end(1), "quoted", match[1])


def _values(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """What the tables hold."""
    for value in sorted(set(known.values), key=lambda v: (-len(v), v)):
        if len(value) > 1 and value.lower() in request.lower():
            for match in whole(value).finditer(request):
                yield Found(match.start(), match.end(), "value", match.group())


def _columns(request: str, columns: Sequence[str]) -> Iterator[Found]:
    asked = request.lower()
    for column in sorted(set(columns), key=lambda c: (-len(c), c)):
        parts = re.split(r"[ _\-]+", column.lower())
        if len(column) < 2 or any(w.removesuffix("y") not in asked for w in parts):
            continue
        for match in _as_spoken(column).finditer(request):
            spoken = _BEFORE_COLUMN.search(request[: match.start()]) or _BEHIND_COLUMN.match(
                request[match.end() :]
            )
            if spoken or column.lower() not in FIGURE_WORDS:
                yield Found(match.start(), match.end(), "column", column)


@cache
def _as_spoken(column: str) -> re.Pattern[str]:
    """A column's name in a request: blanks for underscores, perhaps in the plural."""
    words = [re.escape(w) for w in re.split(r"[ _\-]+", column) if w]
    plural = "(?:y|ies)" if re.search("[^aeiou]y$", column, re.I) else "s?"
    if plural != "s?":
        words[-1] = words[-1][:-1]
    whole = re.escape(column if plural == "s?" else column[:-1])
    return re.compile(rf"(?<![\w./])(?:{'[ _-]'.join(words)}|{whole}){plural}(?![\w/]|\.\w)", re.I)


def _dates(request: str) -> Iterator[Found]:
    for match in _DATE.finditer(request):
        yield Found(match.start(), match.end(), "date", match.group())


_NUMBERS = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?){2,}(?![\w,])")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def _numbers(request: str) -> Iterator[Found]:
    for some in _NUMBERS.finditer(request):
        if not _THOUSANDS.fullmatch(some.group()):
            for each in re.finditer(r"[\d.]+", some.group()):
                start = some.start() + each.start()
                yield Found(start, start + len(each.group()), "number", each.group())
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
    plain = word.lower()
    if len(word) == 1:
        return word not in "XYZ"
    return plain in USUAL or (plain.endswith("s") and plain[:-1] in USUAL)


@cache
def whole(name: str) -> re.Pattern[str]:
    """The name as whole words, not in quotes and not as a part of a longer path."""
    return re.compile(rf"(?<![\w\"'`/.“«]){re.escape(name)}(?![\w\"'`”»]|/\w|\.\w)", re.I)
