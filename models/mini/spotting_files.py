"""Where files and folders stand in a request: by name, form, or words that introduce them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence, Set

from models.meant import DOES
from models.mentions import COMMON
from models.mini.literal_words import (
    ABBREVIATED,
    ENDINGS_ONLY,
    FILE_KINDS,
    KIND_WORDS,
    NO_NAME,
    NOT_A_PATH,
)
from models.mini.spotted import ENDING, START, Found, Known, whole

_GLOB = re.compile(
    r"(?<![^\s(])(?=[^\s]*[A-Za-z_])[\w\-./?]*\*[\w\-.*?]*[\w*]|(?<!\S)[\w-]+\*(?!\S)"
)
"""A pattern for names."""
_FILE = re.compile(
    rf"(?<![\w./~-])(?:~/|\.{{1,2}}/|/)?\w[\w\-]*(?:[./][\w\-]+)*?\.{ENDING}\b(?![(\w])"
)
"""A name with an ending, perhaps with its folders."""
_PATH = re.compile(
    r"(?<![\w.~-])(?:~?/|\.{1,2}/)?[\w][\w.\-]*(?:/[\w][\w.\-]*)*/?(?![\w])|~/?(?![\w$])"
)
"""Names with slashes between them; single words are sorted out by what finds it."""
_BEFORE_PLACE = re.compile(
    r"\b(?:in|into|inside|under|from|within|folders?|director(?:y|ies)|dir|called|named)\s+"
    r"(?:(?:the|my|our|folder|directory|dir|called|named)\s+)*[\"'“]?$",
    re.I,
)
"""Before a folder that is named as a place."""
_DONE_TO = re.compile(
    r"(?:\b(?:of|zip|pack|compress|tar|delete|remove|copy|move|rename|empty|flatten|to|and|ls"
    r"|(?<!which )(?<!many )(?<!any )(?<!all )(?<!the )(?<!are )open)"
    r"|->|→)\s+(?:the\s+|my\s+)?$",
    re.I,
)
"""What is done with a folder, before its name."""
_BEHIND_PLACE = re.compile(
    r"[\"'”]?(?:/|\s+(?:folder|directory|dir|subfolder|subdirectory)\b)", re.I
)
"""What stands behind a folder that is named as one."""
_SORTED = re.compile(
    r"(?:^|[.!?:;,] |\b(?:please|pls|to|you|and) )"
    r"(?:sort|organi[sz]e|arrange|split|group|tidy|order)(?: up)? (?:the |my )?$",
    re.I,
)
"""Before a folder whose files are sorted into folders."""
_FOLDERS = re.compile(r"\b(?:in|into|to)\b.{0,30}\b(?:sub-?)?(?:folders|dirs|directories)\b", re.I)
"""The folders that files are sorted into."""
_ONE = re.compile(r"\b(?:a|another|one)\s+$", re.I)
"""Before *new folder*, which then is no folder of that name."""
_ODD = re.compile(r"\w\.\d+$")
"""A name whose ending is a number: `core.4121`."""
_FOLDER_NAMED = re.compile(r"\b(?:folder|directory|dir|called|named)\s+[\"'“]?$", re.I)
"""Before a word that must be the name of a folder."""


def a_file(start: int, end: int, name: str) -> Found:
    """A file, by its ending; the ending is shown in the request as it was typed."""
    ending = re.search(rf"\.{ENDING}$", name)
    shown = ending.group() if ending else ""
    last = shown.rpartition(".")[2].lower()
    kind = next((k for k, endings in FILE_KINDS.items() if last in endings), "file")
    return Found(start, end, kind, name, shown)


def names(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names of the folder that stand in the request, longest first."""
    every = [(n, "file") for n in known.files] + [(n, "folder") for n in known.folders]
    held = {value.lower() for value in known.values}
    new = [(f.start, f.end) for f in new_names(request, known, ())]
    for name, kind in sorted(every, key=lambda e: (-len(e[0]), e[0])):
        if len(name) < 2 or name.lower() not in request.lower():
            continue
        for match in whole(name).finditer(request):
            start, end, text = match.start(), match.end(), match.group()
            if kind == "file" and re.search(rf"[^./]\.{ENDING}$", text):
                yield a_file(start, end, text)
            elif kind == "file" and _ODD.search(text):
                yield Found(start, end, "file", text)
            elif kind == "folder" and _is_place(request, start, end, text):
                if any(a <= start and end < b for a, b in new):
                    continue
                if not _is_other(request, start, end, name, held):
                    end += request[end : end + 1] == "/"
                    yield Found(start, end, "folder", text)


def _is_other(request: str, start: int, end: int, name: str, held: Set[str]) -> bool:
    """Whether what reads like a folder is something else: a part of a longer name
    (*configs-2026-11-21.tar.gz*), what a table holds (*my average in Maths*), or a usual word,
    where the folder is spelled as it is elsewhere (*he has to sign, so copy it to To sign*)."""
    if re.match(r"[-+@]\w(?!older|ir)", request[end:]):
        return True
    if name.lower() in held:
        called_so = _BEHIND_PLACE.match(request[end:]) or _FOLDER_NAMED.search(request[:start])
        if not called_so:
            return True
    spelled = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", request)
    return request[start:end] != name and bool(spelled)


def _is_place(request: str, start: int, end: int, name: str) -> bool:
    """Whether a folder's name is meant as one, and not as the word it also is."""
    if name.lower().startswith("new ") and _ONE.search(request[:start]):
        return False
    if _BEHIND_PLACE.match(request[end:]):
        return True
    if _SORTED.search(request[:start]) and _FOLDERS.search(request[end:]):
        return True
    if name.isdigit():
        return bool(_FOLDER_NAMED.search(request[:start]))
    if name.lower() in KIND_WORDS:
        there = bool(_BEFORE_PLACE.search(request[:start]))
        return there and (request[start:end] == name or not _qualified(request, end))
    first = bool(START.search(request[:start]))
    named = bool(re.search(r"[\d_ \-]", name)) or (name[:1].isupper() and not first)
    return named or bool(_BEFORE_PLACE.search(request[:start]) or _DONE_TO.search(request[:start]))


def _qualified(request: str, end: int) -> bool:
    """Whether the word goes on as a selection: `from photos that are …`, `in files over …`."""
    return bool(
        re.match(r"\s+(?:that|which|over|older|newer|bigger|larger|files)\b", request[end:])
    )


_LOCK = re.compile(r"(?<![^\s(\"'“])~\$(?P<all>\*)?(?![\w*]|\.\w)")
"""With what the names of the files begin that Office leaves behind."""


def globs(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _LOCK.finditer(request):
        kind = "glob" if match["all"] else "quoted"
        yield Found(match.start(), match.end(), kind, match.group())
    for match in _GLOB.finditer(request):
        yield Found(match.start(), match.end(), "glob", match.group())


def files(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _FILE.finditer(request):
        name = match.group()
        ending = re.search(rf"\.{ENDING}$", name)
        if name.lower() in ENDINGS_ONLY:
            continue
        if ending and len(name[: ending.start()]) + len(ending.group()) > 3:
            yield a_file(match.start(), match.end(), name)


FORMATS = frozenset(["csv", "tsv", "xlsx", "json", "png", "jpg", "jpeg", "pdf", "txt", "zip"])
_NEW_NAME = re.compile(
    r"\b(?:called|named|renamed? (?:it |this |that )?to"
    r"|(?:call|name|save|make) (?:it|this|that|them|these|those)(?: as)?"
    r"|(?:save|write|sav(?:ed|ing)) (?:\S+ ){0,4}?(?:as|to)"
    r"|in(?:to)? (?:one|a|a single|another|a separate) (?:new )?(?:text )?(?:file|table|list|sheet)"
    r"(?: called| named)?)[ :,]+"
    rf"(?P<name>(?P<front>(?:[\w&()/\-]+ ){{1,4}})[\w&()\-]+\.{ENDING})(?![\w/]|\.\w)",
    re.I,
)
"""A name with blanks, and what introduces it."""


_MADE = FORMATS | {"excel", "text", "image", "picture", "plot", "table", "sheet"}
"""What is made, rather than how it is called: `save it as csv x.csv`."""
_IN_NAMES = frozenset(["list", "lists"])
"""Words for what is made that are a part of its name as well."""
_CALLED_SO = frozenset(
    ["all", "both", "each", "every", "everything", "lines", "my", "names", "numbers", "our"]
)
"""Words that are a part of a name where it is said that something is called so."""
_INTRODUCING = frozenset(["called", "named", "titled"])
_JOINING = frozenset(["and", "at", "by", "for", "in", "of", "on", "per", "the", "to", "with"])
"""Small words that stand inside names: `save it as water per flat.csv`."""


def new_names(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names with blanks that are introduced as names: `call it 2024-03 minutes.txt`."""
    for match in _NEW_NAME.finditer(request):
        first, *inside = match["front"].lower().split()
        if any(a == "and" and b in DOES for a, b in itertools.pairwise(inside)):
            continue  # *a folder called new and copy a.txt*
        odd = (NO_NAME | COMMON | _MADE | _INTRODUCING) - _IN_NAMES
        if re.search(r"\b(?:called|named)[ :]+$", request[: match.start("name")], re.I):
            odd -= _CALLED_SO
        like = " ".join([first, *inside[:1]])
        if first in ("my", "our") and any(n.lower().startswith(like) for n in _known.files):
            odd -= {first}  # *my hours with fee.csv*, where there is *my hours.csv*
        if first not in odd | _JOINING and not any(word in odd - _JOINING for word in inside):
            yield a_file(match.start("name"), match.end("name"), match["name"])


_GOES_ON = re.compile(r"(?: [^\W\d_][\w\-]*){1,2}(?=[.!]*$)")
"""One or two more words at the end."""
_LATER = frozenset(
    ["now", "today", "instead", "too", "there", "here", "first", "later", "again", "well", "only"]
)
"""Words at the end of a sentence that belong to no name."""


def _words_behind(request: str, start: int, end: int, known: Known) -> int:
    """Where a path ends whose last name has several words: `into school/all papers`."""
    path = request[start:end]
    more = _GOES_ON.match(request, end)
    if not more or not _BEFORE_INTO.search(request[:start]) or path.endswith("/"):
        return end
    if path.lower() in {name.lower() for name in known.folders}:
        return end
    words = more.group().lower().split()
    if any(w in NO_NAME | COMMON | _LATER | KIND_NOUNS or w in ABBREVIATED for w in words):
        return end
    return more.end()


_BEFORE_INTO = re.compile(r"(?:\b(?:into|to|in|inside)|->|→) (?:(?:a|the|new|folder) )*$", re.I)
"""Before a path that things are put into."""
KIND_NOUNS = frozenset(
    ["folder", "directory", "dir", "subfolder", "subdirectory", "subfolders", "file", "files"]
)


def paths(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    for match in _PATH.finditer(request):
        path = match.group()
        parts = [p for p in path.split("/") if p]
        if "/" not in path and path != "~":
            continue
        if any(path.lower() == value.lower() for value in known.values):
            continue
        if path.lower() in ABBREVIATED:
            continue
        usual = any(p.lower() in NOT_A_PATH for p in parts) or all(p.isdigit() for p in parts)
        if usual and not (path.endswith("/") and parts):
            continue
        value = path.rstrip("/") or path
        end = match.end()
        if value.endswith(".") and value.rstrip("."):
            end -= len(value) - len(value.rstrip("."))
            value = value.rstrip(".")
        elif (behind := _words_behind(request, match.start(), end, known)) > end:
            end = behind
            value = request[match.start() : end]
        yield Found(match.start(), end, "folder", value.removeprefix("./"))


_CALLED = re.compile(
    r"\b(?:called|named|titled|labelled"
    r"|(?:call|name|label|title) (?:it|them|this|that|these|those))"
    r"(?: as| just| simply)?[ ,:]+|\bthe (?:word|words|text|string|phrase|term|letter|letters) ",
    re.I,
)
"""What comes before a name that may be any word."""
_NAME_WORD = re.compile(r"[^\s,;:!?()\"“”'‘’]*[^\s,;:!?.()\"“”'‘’]")
"""A word of a name."""
_LONGEST_NAME = 3
_INTO = re.compile(
    r"(?:\b(?:into|to|in|inside)|->|→) (?:(?:a|the|my|one|new|separate|single|another) )*"
    r"(?:folder|directory|dir|subfolder|subdirectory) (?P<name>\w[\w\-]*)"
    r"(?=$|[,.;:!?)]| (?:and|please|pls|then|thanks|but)\b)",
    re.I,
)
"""A word that is introduced as a folder."""


def called(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
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
