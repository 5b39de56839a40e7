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
from models.mini.slot_words import EXTENSIONS
from models.mini.spotted import ENDING, QUOTED, START, Found, Known, whole
from models.mini.spotting_files import a_file, called, files, globs, names, new_names, paths
from models.mini.spotting_lists import made_folders, spaced_names
from models.mini.spotting_numbers import below_zero
from models.mini.spotting_places import destinations

_ADDRESS = re.compile(r"https?://\S*[\w/]|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""An address on the web or of mail."""
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
"""A date in figures, or with the name of its month."""
_NUMBER = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)(?:\d{1,2}:\d\d(?::\d\d)?|\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])"
    r"|\d+(?:\.\d+)?)(?![\d]|[.,:]\d)"
    rf"(?=(?:{'|'.join(sorted(UNITS, key=len, reverse=True))}|[a-z]{{3,}})?(?:x\d|[^\w]|$))"
    rf"|(?<=\dx)\d+(?!\w)|(?<![\w-])(?:{'|'.join(COUNTED)})(?![\w-])",
    re.I,
)
"""A number or a time, perhaps with a unit behind it, or a number in letters."""
_IDENTIFIER = re.compile(
    r"(?<![\w/.])(?=[\w\-]*[A-Za-z])(?:[\w\-]*\w_[\w\-]*|_[\w\-]+|\w+_(?!\w)"
    r"|[A-Za-z][\w\-]*\d[\w\-]*|\d+[\w\-]*[A-Za-z_][\w\-]*|[a-z]+[A-Z]\w*|[A-Z]+[a-z]+[A-Z]\w*)"
)
"""A word that no dictionary has: with an underscore, a figure, or a capital inside."""
_CAPITAL = re.compile(
    r"(?<![\w/.'’-])[A-ZÀ-Þ][\w\-&’]*(?: (?:of |and |& |for )?[A-ZÀ-Þ][\w\-&’]*)*"
)
"""Words with a capital, side by side."""
_BEFORE_COLUMN = re.compile(
    r"\b(?:columns?|fields?|col|by|per|each|every|over|against|versus|vs\.?)\s+"
    r"(?:the |called |named )?$",
    re.I,
)
"""What stands before a column."""
_BEHIND_COLUMN = re.compile(r"\s+(?:column|field|col)\b", re.I)
"""What stands behind one."""


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
"""Words that introduce a line for the shell, and what follows."""
_AFTER_COMMAND = re.compile(
    r"(?:[,;]| -)? (?:please|pls|plz|for (?:me|us)|thanks|thank you|thx|cheers"
    r"|(?:and |then )+(?:show|tell|print|give|let|say|report|go|see|do|don'?t|paste|copy me)"
    r"|(?:in|on|with|into|inside) (?:the|a|my|that|this|shell|bash|terminal|console|zsh)"
    r"|(?:could|would|can|will) you|my|i |it'?s|that'?s|(?:run|do|try|execute) (?:that|it|so|this))"
    r"\b.*$|(?<=\S)[;.!?](?: [A-Za-z].*)?$|[!?,;]+$",
    re.I,
)
"""What goes on behind such a line."""


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
    for match in QUOTED.finditer(request):
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
"""A list behind a colon, at the end."""


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
        usual = bool({words[0], words[-1]} & (NO_PARTS | keywords()))
        for match in whole(part).finditer(request):
            if usual and not (
                _left_out(request, match.start())
                or _shouted(match.group(), request)
                or _of_meetings(match.group(), request[: match.start()])
            ):
                continue
            beside = request[match.start() - 1 : match.start()] + request[match.end() :][:1]
            if not set(beside) & set("-&+@"):
                yield Found(match.start(), match.end(), "part", match.group())


_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|excluding|apart from|aside from|but not|other than|without"
    r"|besides)"
    r" (?:for )?(?:the|my|our|his|her) $",
    re.I,
)
"""Before what is left out."""


def _left_out(request: str, start: int) -> bool:
    """Whether a word stands where something is left out, and so is a name: *except the will*."""
    return bool(_LAST.match(request, start) and _EXCEPT.search(request[:start]))


_LAST = re.compile(
    r"\w+(?= (?:should|must|shall|can|go|goes|into|to|in|from|has|have)\b|[,.;!?)]|$)", re.I
)
"""A word that ends what is spoken of."""


def _of_meetings(word: str, before: str) -> bool:
    """Whether *minutes* are files and no time: *from the minutes*, *the three minutes*."""
    return word.lower() == "minutes" and bool(_SEVERAL.search(before))


_SEVERAL = re.compile(
    rf"\b(?:the|my|our|all|these|those)(?: (?:\d+|{'|'.join(COUNTED)}))?\s+$", re.I
)
"""Before things that are there, perhaps with how many there are."""


def _shouted(word: str, request: str) -> bool:
    """Whether a word for a kind stands in capitals among others: *both OLD drafts*."""
    kind = word.lower() in KIND_WORDS and not word.lower().startswith("pdf")
    return kind and word.isupper() and not request.isupper()


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
        parts = _words(column.lower())
        if len(column) < 2:
            yield from _letter(request, column)
            continue
        if any(w.removesuffix("y") not in asked for w in parts if w not in SAID_AS):
            continue
        for match in _as_spoken(column).finditer(request):
            spoken = _BEFORE_COLUMN.search(request[: match.start()]) or _BEHIND_COLUMN.match(
                request[match.end() :]
            )
            if spoken or column.lower() not in FIGURE_WORDS | SMALL_WORDS:
                yield Found(match.start(), match.end(), "column", column)


SMALL_WORDS = frozenset(
    ["no", "of", "in", "on", "to", "for", "by", "and", "or", "is", "as", "at", "not"]
)
"""Columns may be called so (`No`), but the words say something else."""


def _letter(request: str, column: str) -> Iterator[Found]:
    """A column of one letter, where columns are spoken of: *plot y over x*."""
    for match in re.finditer(rf"(?<![\w./'’]){re.escape(column)}(?![\w/'’]|\.\w)", request, re.I):
        before, behind = request[: match.start()], request[match.end() :]
        if column.lower() in ("a", "i") and re.match(r"\s+(?!in\b|from\b|and\b|as\b)\w", behind):
            continue
        if _BEFORE_COLUMN.search(before) or _BEHIND_LETTER.match(behind):
            yield Found(match.start(), match.end(), "column", column)


_BEHIND_LETTER = re.compile(
    r"\s+(?:column|field|col|over|against|versus|vs\.?|as a function of)\b", re.I
)
"""Behind a column of one letter."""
_MAIL = r"e-?mail(?:[ -]address(?:es)?|s)?|mail[ -]address(?:es)?"
_PHONE = r"(?:tele)?phone(?:[ -]numbers?|s)?"
UNITS_SAID = {
    "min": r"min(?:s|utes?)?",
    "mins": r"min(?:s|utes?)?",
    "sec": r"sec(?:s|onds?)?",
    "hrs": r"h(?:rs|ours)",
    "pct": r"pct|percent",
}
"""Units behind other words in names of columns: `downtime_min`."""
SAID_AS = {
    **UNITS_SAID,
    "email": _MAIL,
    "mail": _MAIL,
    "phone": _PHONE,
    "telephone": _PHONE,
    "qty": r"qty|quantit(?:y|ies)",
}
"""Last words of names of columns that are said in other ways."""


_ONE_WORD = re.compile(r"\be[ _\-]?mail(?:[ _\-]address)?$", re.I)
"""A column for addresses of mail."""


def _words(column: str) -> list[str]:
    """The words of a column's name; an `e-mail address` is one."""
    return [w for w in re.split(r"[ _\-]+", _ONE_WORD.sub("email", column)) if w]


@cache
def _as_spoken(column: str) -> re.Pattern[str]:
    """A column's name in a request: blanks for underscores, perhaps in the plural."""
    parts = _words(column)
    words = [re.escape(w) for w in parts]
    if (last := parts[-1].lower() if parts else "") in SAID_AS:
        said = SAID_AS[last] if len(parts) > 1 or last not in UNITS_SAID else re.escape(last)
        front = "".join(f"{word}[ _-]" for word in words[:-1])
        return re.compile(
            rf"(?<![\w./])(?:{front}(?:{said})|{re.escape(column)})(?![\w/]|\.\w)", re.I
        )
    plural = "(?:y|ies)" if re.search("[^aeiou]y$", column, re.I) else "s?"
    if plural != "s?":
        words[-1] = words[-1][:-1]
    at_once = re.escape(column if plural == "s?" else column[:-1])
    return re.compile(
        rf"(?<![\w./])(?:{'[ _-]'.join(words)}|{at_once}){plural}(?![\w/]|\.\w)", re.I
    )


def _dates(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _DATE.finditer(request):
        yield Found(match.start(), match.end(), "date", match.group())


_IN_CODE = re.compile(r"(?<![\w-])[A-Za-z]+\d+-$")
"""What stands before the last figures of a code: `R26-022`."""
_NUMBERS = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?){2,}(?![\w,])")
"""Numbers with nothing but commas between them."""
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
"""One number with commas between its thousands."""


def _numbers(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for some in _NUMBERS.finditer(request):
        if not _THOUSANDS.fullmatch(some.group()):
            for each in re.finditer(r"[\d.]+", some.group()):
                start = some.start() + each.start()
                yield Found(start, start + len(each.group()), "number", each.group())
    for match in _NUMBER.finditer(request):
        if _IN_CODE.search(request[: match.start()]):
            continue
        if below_zero(request, match.start(), match.end()):
            yield Found(match.start() - 1, match.end(), "number", f"-{match.group()}")
            continue
        kind = "year" if re.fullmatch(_YEAR, match.group()) else "number"
        yield Found(match.start(), match.end(), kind, match.group())


def _is_ending(word: str, known: Known) -> bool:
    """Whether a word in capitals is an ending of files: *all DWG files*."""
    plain = word.removesuffix("s")
    if not plain.isupper() or len(plain) > 5:
        return False
    ending = plain.lower()
    return ending in SOME_ENDINGS or any(n.lower().endswith(f".{ending}") for n in known.files)


SOME_ENDINGS = frozenset(EXTENSIONS) | {"dwg", "fits", "fit", "webm", "mpeg", "xlsm", "heif"}
"""Endings that are known wherever they stand in capitals."""


def _identifiers(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _IDENTIFIER.finditer(request):
        if match.group().lower() not in USUAL and not _is_ending(match.group(), known):
            yield Found(match.start(), match.end(), "word", match.group())


def _capitals(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Words with a capital inside a sentence; none when all words have one, or all are capitals."""
    words = re.findall(r"[^\W\d_]{2,}", request)
    if len(words) > 3 and sum(w[0].isupper() for w in words) > 0.6 * len(words):
        return
    for match in _CAPITAL.finditer(request):
        start, text = match.start(), match.group()
        if _is_ending(text, known):
            continue
        if START.search(request[:start]):
            first = re.match(r"\S+ (?=[A-ZÀ-Þ])", text)
            if not first:
                continue
            if _begins(first.group().strip()):
                start, text = start + first.end(), text[first.end() :]
        parts = text.split(" ")
        while parts and _usual(parts[0]):
            start += len(parts[0]) + 1
            parts = parts[1:]
        while parts and (_usual(parts[-1]) or parts[-1].islower()):
            parts = parts[:-1]
        if parts and not any(_usual(p) for p in parts):
            text = " ".join(parts)
            yield Found(start, start + len(text), "word", text)


def _begins(word: str) -> bool:
    """Whether a sentence begins with a word that is no name: *Show Anna*, not *Rosa Jansen*."""
    return word.lower().rstrip(",") in FIRST_WORDS | keywords() or _usual(word) or "'" in word


def _usual(word: str) -> bool:
    plain = word.lower()
    if len(word) == 1:
        return word not in "XYZ"
    return plain in USUAL or (plain.endswith("s") and plain[:-1] in USUAL)


FINDERS = (
    _commands, _quoted, _addresses, made_folders, destinations, spaced_names, names, new_names,
    globs, files, paths, called, _lists, _values, _columns, _dates, _numbers, _parts, _identifiers,
    _capitals,
)  # fmt: skip
"""What is looked for; what comes first takes its place in the request."""
