"""Where the literals of a request stand: names, numbers, dates, quoted texts, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from models.mini.keywords import keywords
from models.mini.literal_words import (
    COUNTED,
    FIGURE_WORDS,
    FIRST_WORDS,
    KIND_WORDS,
    NO_NAME,
    PROGRAMS,
    UNITS,
    USUAL,
)
from models.mini.spotted import ENDING, START, Found, Known, whole
from models.mini.spotting_files import a_file, called, files, globs, names, new_names, paths

_QUOTED = re.compile(
    r"[\"“”«»„`]([^\"“”«»„`\n]{1,80})[\"“”«»„`]|(?<!\w)['‘]([^'’\n]{1,80})['’](?!\w)"
)
_ADDRESS = re.compile(r"https?://\S*[\w/]|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
_OLD_YEAR = r"(?:1[0-9]|20)\d\d"
"""A year within a date, where nothing else can be meant."""
_DATE = re.compile(
    rf"(?<![\w.])(?:{_OLD_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}([./-])\d{{1,2}}\1(?:{_OLD_YEAR}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?(?: of)? {_MONTH}\b\.?(?:,? {_OLD_YEAR})?"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? {_OLD_YEAR}\b)?)(?![\w%]|\.\d)",
    re.I,
)
_NUMBER = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)(?:\d{1,2}:\d\d(?::\d\d)?|\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])"
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
_BEFORE_COLUMN = re.compile(
    r"\b(?:columns?|fields?|col|by|per|each|every|over|against|versus|vs\.?)\s+"
    r"(?:the |called |named )?$",
    re.I,
)
_BEHIND_COLUMN = re.compile(r"\s+(?:column|field|col)\b", re.I)


def located(request: str, known: Known, columns: Sequence[str]) -> list[Found]:
    """All literals of a request, from left to right, none inside another."""
    taken: list[Found] = []

    def free(start: int, end: int) -> bool:
        return all(end <= f.start or f.end <= start for f in taken)

    for find in FINDERS:
        for found in find(request, known, columns):
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
        return a_file(start, end, text)
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


_LISTED = re.compile(
    r"\b(?:lines?|files?|lists?|rows?|entries|items)\b[^:.\n]{0,30}: ?([^:\n.!?]+?)[.!? ]*$", re.I
)


def _lists(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """What is listed at the end, behind a colon: `with three lines: red, green, blue`."""
    match = _LISTED.search(request)
    if not match or match[1].split()[0].lower().rstrip(",") in FIRST_WORDS:
        return  # behind the colon stands what is to be done
    if "," in match[1] and all(len(p.split()) <= 3 for p in match[1].split(",")):
        yield Found(match.start(1), match.end(1), "quoted", match[1])


def _values(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """What the tables hold."""
    for value in sorted(set(known.values), key=lambda v: (-len(v), v)):
        if len(value) > 1 and value.lower() in request.lower():
            for match in whole(value).finditer(request):
                yield Found(match.start(), match.end(), "value", match.group())


def _parts(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Words that stand in names of files, but for those that say what is to be done."""
    for part in sorted(set(known.parts), key=lambda p: (-len(p), p)):
        words = part.lower().split()
        if {words[0], words[-1]} & (NO_PARTS | keywords()):
            continue
        for match in whole(part).finditer(request):
            beside = request[match.start() - 1 : match.start()] + request[match.end() :][:1]
            if not set(beside) & set("-&+@"):
                yield Found(match.start(), match.end(), "part", match.group())


NAMING = frozenset(
    ("scan", "scans", "invoices", "reports", "tests", "public", "private", "misc", "mail")
)
"""Words for folders of a kind that nevertheless choose files by their names."""
NO_PARTS = (
    (KIND_WORDS - NAMING) | FIRST_WORDS | NO_NAME | USUAL | FIGURE_WORDS | UNITS | set(COUNTED)
)


def _columns(request: str, _known: Known, columns: Sequence[str]) -> Iterator[Found]:
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


def _dates(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _DATE.finditer(request):
        yield Found(match.start(), match.end(), "date", match.group())


_NUMBERS = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?){2,}(?![\w,])")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def _numbers(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for some in _NUMBERS.finditer(request):
        if not _THOUSANDS.fullmatch(some.group()):
            for each in re.finditer(r"[\d.]+", some.group()):
                start = some.start() + each.start()
                yield Found(start, start + len(each.group()), "number", each.group())
    for match in _NUMBER.finditer(request):
        kind = "year" if re.fullmatch(_YEAR, match.group()) else "number"
        yield Found(match.start(), match.end(), kind, match.group())


def _identifiers(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _IDENTIFIER.finditer(request):
        if match.group().lower() not in USUAL:
            yield Found(match.start(), match.end(), "word", match.group())


def _capitals(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Words with a capital inside a sentence; none when all words have one, or all are capitals."""
    words = re.findall(r"[^\W\d_]{2,}", request)
    if len(words) > 3 and sum(w[0].isupper() for w in words) > 0.6 * len(words):
        return
    for match in _CAPITAL.finditer(request):
        start, text = match.start(), match.group()
        if START.search(request[:start]):
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


FINDERS = (
    _commands, _quoted, _addresses, names, new_names, globs, files, paths, called, _lists,
    _values, _columns, _dates, _numbers, _parts, _identifiers, _capitals,
)  # fmt: skip
"""What is looked for; what comes first takes its place in the request."""
