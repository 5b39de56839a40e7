"""Which files and folders a request means without spelling their names.

*The telephone notes* may be `Desk/telephone notes.txt`, *the recipe of simit* `recipes/simit.txt`,
and *recipes* the folder `recipes`. Words are compared as words: without case, accents and the
endings of plurals. A file is meant when it is the only one in whose path all the words stand, and
one of them in its own name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from models.mentions import COMMON

MOST_WORDS = 7
"""Words of a request that are taken together at most."""
TOLD = 8
"""Meanings told of at most."""
TABLES = frozenset(("csv", "tsv", "xlsx", "xls", "json"))
PICTURES = frozenset(("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff", "heic"))
WORD = re.compile(r"[^\W_]+")
_BESIDE = re.compile(r"[ \-_/&'’]*|\.(?=\w)")
_SPELLED = re.compile(
    r"[\"“”«»„`][^\"“”«»„`\n]+[\"“”«»„`]|(?<!\w)['‘][^'’\n]+['’](?!\w)"
    r"|[\w\-./*]*\w\.[A-Za-z]\w{0,4}(?!\w)|[\w\-.]*/[\w\-./]*|\S*[*]\S*"
)
"""What is spelled as a name: quoted, or with an ending or a slash."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL = COMMON | _set(
    "called dir directory file files folder folders here his her its mr mrs ms named our s says "
    "she he they we was were will would can could should has have had do does did but also just "
    "only then than so please thanks us no out up down not new old again you nothing something "
    "anything everything"
)
"""Words that tell no file from another."""
SYSTEM = _set("thumbs.db desktop.ini")
"""Files that systems leave lying, which nobody means by a word of theirs: *put them in thumbs*."""
DOES = _set(
    "add append archive arrange change check clean compare compress convert copy count crop delete "
    "draw extract fill find get give group join list look make merge move open order organise pack "
    "plot print put read remove rename replace resize reverse rotate run save search show sort "
    "split sum swap tell throw total turn unpack unzip write zip"
)
"""Words that a request begins with: what is to be done."""
_NEUTRAL: Mapping[str, frozenset[str] | None] = {
    **dict.fromkeys(("file", "document", "doc"), None),
    **dict.fromkeys(("table", "sheet", "spreadsheet", "workbook", "csv", "export", "data"), TABLES),
    **dict.fromkeys(("excel", "xlsx", "xls"), frozenset(("xlsx", "xls"))),
    **dict.fromkeys(("picture", "photo", "image", "pic", "foto"), PICTURES),
    **dict.fromkeys(("list", "note", "text"), frozenset(("txt", "md", "csv", "xlsx", "docx"))),
}
"""Words for a file that need not stand in its name, with the endings that they allow."""
_INSIDE = _set("a about an at by for from in mr mrs ms my of on our s the to with")
"""Small words that may stand between the words of a name."""
_TITLES = _set("mr mrs ms my our the")
_IN_NAMES = _set("list lists")
"""Small words that are words of a name as well, behind its first: *the call list*."""
_SHORTENED = re.compile(r"\b(?:dr|mr|mrs|ms|prof|st|no|nr)\. $", re.I)
"""A dot behind which a name goes on: *Dr. Novak*."""
_ASIDE = _set("archive archived backup bak copy copie old older trash")
"""Words for folders with what is kept aside: of two files of one name, theirs is not meant."""
_POINTING = _set("the my our this that his her in from of on to")
"""Words before what is a thing and not what is to be done."""
CLOSE = 3.0
"""How close a table must be: two of its columns, or one and a cell, or its name and a column."""
GENERAL = _set("name file size date type kind number text line word picture page")
"""Columns that many tables have, of words that are as well said of files."""


def stem(word: str) -> str:
    """A word in small letters, without accents, in the singular."""
    parts = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(c for c in parts if not unicodedata.combining(c)).replace("ß", "ss")
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    if len(plain) > 4 and plain.endswith(("sses", "xes", "tches", "shes")):
        return plain[:-2]
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and plain[-2] != "s" else plain


def stems(text: str) -> list[str]:
    return [stem(match.group()) for match in WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder, cut up into words."""

    path: str
    own: frozenset[str]
    """The words of its name, without the ending."""
    every: frozenset[str]
    """These, the ending's, and those of the folders above."""
    ending: str
    is_folder: bool

    @property
    def name(self) -> str:
        """In small letters."""
        return self.path.rstrip("/").rpartition("/")[2].lower()

    @classmethod
    def of(cls, path: str) -> Entry:
        above, _, name = path.rstrip("/").rpartition("/")
        folder = path.endswith("/")
        body, dot, ending = name.rpartition(".")
        if folder or not dot or not body:
            body, ending = name, ""
        own = frozenset(stems(body))
        return cls(path, own, own | {*stems(above), ending.lower()}, ending.lower(), folder)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A place of a request, `start` to `end`, and the path that it means."""

    start: int
    end: int
    path: str


def meant(paths: Iterable[str], prompt: str) -> list[Meaning]:
    """What the prompt means, from left to right; folders have a slash behind them.

    The same words may mean a folder and a file: both are told.
    """
    every = list(paths)
    entries = [Entry.of(path) for path in every]
    spelled = spelled_names(every, prompt)
    told = {prompt[start:end].lower() for start, end in spelled}
    entries = [e for e in entries if e.is_folder or e.name not in told | SYSTEM]
    asked = [m for m in WORD.finditer(prompt) if not _within(m.start(), spelled)]
    ends = {start for start, _ in spelled}
    index: defaultdict[str, set[int]] = defaultdict(set)
    for number, entry in enumerate(entries):
        for word in entry.own if entry.is_folder else entry.every:
            index[word].add(number)
    found: list[Meaning] = []
    at = 0
    while at < len(asked) and len(found) < TOLD:
        here, after = _longest(prompt, asked, at, entries, index)
        if here and _goes_on(prompt, here[0].end, ends):
            here = []
        found += here
        at = after if here else at + 1
    return merged(found, prompt)


def merged(found: Sequence[Meaning], prompt: str) -> list[Meaning]:
    """Meanings with only small words between them that mean the same are one."""
    kept: list[Meaning] = []
    for each in found:
        last = kept[-1] if kept else each
        between = WORD.findall(prompt[last.end : each.start])
        if kept and last.path == each.path and all(w.lower() in _INSIDE for w in between):
            kept[-1] = Meaning(last.start, each.end, each.path)
        else:
            kept.append(each)
    return kept


def spelled_names(paths: Iterable[str], prompt: str) -> list[tuple[int, int]]:
    """Where names are spelled: quoted, with an ending or a slash, or as a file is called."""
    found = [match.span() for match in _SPELLED.finditer(prompt)]
    asked = prompt.lower()
    for path in paths:
        name = path.rpartition("/")[2].lower()
        if "." in name and (" " in name or "(" in name):
            at = asked.find(name)
            if at >= 0:
                found.append((at, at + len(name)))
    return found


def _within(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _longest(
    prompt: str,
    asked: Sequence[re.Match[str]],
    at: int,
    entries: Sequence[Entry],
    index: Mapping[str, set[int]],
) -> tuple[list[Meaning], int]:
    """The meanings of the longest run of words from `at`, and the word behind it."""
    first = asked[at].group().lower()
    best: tuple[list[Meaning], int] = ([], at + 1)
    if first in SMALL or (first in DOES and _opens(prompt, asked, at)):
        return best
    words: list[str] = []
    fitting: set[int] | None = None
    for end in range(at, min(len(asked), at + MOST_WORDS)):
        match = asked[end]
        if end > at and not _beside(prompt, asked[end - 1].end(), match.start()):
            break
        typed = match.group().lower()
        if typed in SMALL and not (words and typed in _IN_NAMES):
            if typed not in _INSIDE or (typed == "to" and not _titled(asked[end + 1 : end + 2])):
                break
            continue
        word = stem(match.group())
        some = index.get(word, set())
        rest = some if fitting is None else fitting & some
        if not rest:
            if (file := _described(entries, fitting, words, word)) and len(words) == 1:
                best = ([Meaning(asked[at].start(), match.end(), file.path)], end + 1)
            break
        fitting = rest
        words.append(word)
        there = [entries[n] for n in sorted(rest)]
        pointed = at > 0 and asked[at - 1].group().lower() in _POINTING
        folders = _folders(there, words)
        files = _files(there, words, match.group(), pointed)
        chosen = folders + [e for e in files if not folders or e.own == frozenset(words)]
        if chosen:
            best = (
                [Meaning(asked[at].start(), match.end(), entry.path) for entry in chosen],
                end + 1,
            )
    return best


def _beside(prompt: str, end: int, start: int) -> bool:
    """Whether words that end and start there stand side by side."""
    return bool(_BESIDE.fullmatch(prompt[end:start]) or _SHORTENED.search(prompt[:start]))


def _goes_on(prompt: str, end: int, spelled: Iterable[int]) -> bool:
    """Whether the words are the beginning of a name that is spelled: *Minutes 2026.docx*."""
    rest = prompt[end:]
    return end + len(rest) - len(rest.lstrip(" -_()&")) in spelled


def _titled(following: Sequence[re.Match[str]]) -> bool:
    """Whether *to* belongs to a name, as in *the letter to Mr Novak*."""
    return any(m.group().lower() in _TITLES or m.group()[0].isupper() for m in following)


def _opens(prompt: str, asked: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word stands where a request says what is to be done."""
    if at == 0 or not prompt[asked[at - 1].end() : asked[at].start()].isspace():
        return True
    return asked[at - 1].group().lower() not in _POINTING or asked[at - 1].group().lower() == "to"


def _folders(there: Sequence[Entry], words: Sequence[str]) -> list[Entry]:
    """The folder of just these words; the highest when there are several."""
    fitting = [e for e in there if e.is_folder and e.own == frozenset(words)]
    fitting.sort(key=lambda e: (e.path.count("/"), e.path))
    return fitting[:1]


def _files(there: Sequence[Entry], words: Sequence[str], last: str, pointed: bool) -> list[Entry]:
    """The only file of these words, or the only one of no others."""
    files = [e for e in there if not e.is_folder and not e.own.isdisjoint(words)]
    whole = _current([e for e in files if e.own == frozenset(words)], words)
    if len(words) == 1:
        figure = any(c.isdigit() for c in words[0])
        only = whole if len(whole) == 1 and len(words[0]) > 2 and (pointed or figure) else []
    else:
        only = whole if len(whole) == 1 else files if len(files) == 1 else []
    several = last.lower() != stem(last) and not any(last.lower() in e.name for e in only)
    return [] if several else only


def _current(files: list[Entry], words: Sequence[str]) -> list[Entry]:
    """Of files of one name those that are not kept aside, in *Old* or in a backup."""
    if len(files) < 2 or not _ASIDE.isdisjoint(words):
        return files
    return [e for e in files if _ASIDE.isdisjoint(e.every)] or files


def _described(
    entries: Sequence[Entry], fitting: set[int] | None, words: Sequence[str], noun: str
) -> Entry | None:
    """The only file that one word and a noun for its kind describe: *the shopping list*."""
    if noun not in _NEUTRAL or not fitting:
        return None
    endings = _NEUTRAL[noun]
    files = [
        entries[n]
        for n in fitting
        if not entries[n].is_folder
        and words[0] in entries[n].own
        and (endings is None or entries[n].ending in endings)
    ]
    return files[0] if len(files) == 1 else None


def table_meant(tables: Mapping[str, Sequence[Sequence[str]]], prompt: str) -> tuple[str, bool]:
    """The path of the one table, of those with their rows, that a prompt must be about, and if
    that is sure: by the words of its path, its columns and its cells. Empty when in doubt."""
    spelled = {prompt[start:end].lower() for start, end in spelled_names(tables, prompt)}
    if any(_is_there(name, tables) for name in spelled):
        return "", False
    things = {stem(word) for word in _THING.findall(prompt)}
    asked = {word for word in telling(prompt) if word not in DOES or word in things}
    asked |= {f"{n:02}" for n, name in enumerate(_MONTHS, 1) if asked & {name, name[:3]}}
    ranked = sorted(
        ((closeness(path, rows, asked), path) for path, rows in tables.items() if rows),
        key=lambda each: (-each[0], each[1]),
    )
    if not ranked:
        return "", False
    first, path = ranked[0]
    same = [p for value, p in ranked if first - value < 1 and _version(p) == _version(path)]
    best = max(same, key=_newness)
    second = max((value for value, p in ranked if p not in same), default=0.0)
    if first >= CLOSE and first - second >= 1:
        return best, True
    if first >= CLOSE - 1 and not second and len(same) == 1:
        return best, False
    return "", False


_THING = re.compile(r"\b(?:per|each|every|by|which|for the|of the) ([^\W\d_]+)", re.I)
"""Words that are things there, even if they say elsewhere what is to be done: *in each group*."""
_MONTHS = tuple(
    stem(name)
    for name in (
        *("january", "february", "march", "april", "may", "june", "july", "august"),
        *("september", "october", "november", "december"),
    )
)
"""How a prompt names what is a number in names such as *weather_2026-10.csv*."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_OLD = _set("old older backup backups bak copy copies archive archived draft")


def _version(path: str) -> tuple[str, ...]:
    """What versions of a table have in common: the words of its name without year and *copy*."""
    name = re.sub(r"\(\d\)", "", path.rpartition("/")[2].rpartition(".")[0])
    return tuple(w for w in stems(name) if not _YEAR.fullmatch(w) and w not in _OLD)


def _newness(path: str) -> tuple[bool, int]:
    """What tells the table in use from its older versions: it is no copy, and has no year or the
    latest one."""
    old = not _OLD.isdisjoint(stems(path))
    years = [int(y) for y in _YEAR.findall(path.rpartition("/")[2])]
    return not old, max(years, default=9999)


def _is_there(name: str, paths: Iterable[str]) -> bool:
    return any(path.lower() == name or path.lower().endswith(f"/{name}") for path in paths)


_ALIKE = (frozenset(("email", "mail")), frozenset(("phone", "telephone")))
"""Words for the same, of which names of columns have one and requests another."""


def telling(prompt: str) -> set[str]:
    """The stems of the words of a prompt that tell one file from another."""
    found = {stem(m.group()) for m in WORD.finditer(prompt) if m.group().lower() not in SMALL}
    return found.union(*(words for words in _ALIKE if words & found))


def in_common(path: str, asked: Set[str]) -> int:
    """How many of these words stand in a path."""
    return len(asked & Entry.of(path).every)


def closeness(path: str, rows: Sequence[Sequence[str]], asked: Iterable[str]) -> float:
    """How much of what is asked stands in a table, each word counted once."""
    entry = Entry.of(path)
    columns = {word for column in rows[0] for word in stems(column)}
    cells = {
        word
        for row in rows[1:]
        for cell in row
        if len(cell) <= 40 and any(c.isalpha() for c in cell)
        for word in stems(cell)
    }
    total = 0.0
    for word in asked:
        if word in GENERAL and word not in entry.own:
            total += 0.5 * (word in columns)
        elif word in columns or word in entry.own:
            total += 2
        elif word in cells and (len(word) > 2 or word.isdigit()):
            total += 1.5
        elif word in entry.every:
            total += 1
    return total
