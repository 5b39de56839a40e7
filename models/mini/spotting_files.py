"""Where files and folders stand in a request: by name, form, or words that introduce them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
_FILE = re.compile(
    rf"(?<![\w./~-])(?:~/|\.{{1,2}}/|/)?\w[\w\-]*(?:[./][\w\-]+)*?\.{ENDING}\b(?![(\w])"
)
_PATH = re.compile(
    r"(?<![\w.~-])(?:~?/|\.{1,2}/)?[\w][\w.\-]*(?:/[\w][\w.\-]*)*/?(?![\w])|~/?(?!\w)"
)
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
    for name, kind in sorted(every, key=lambda e: (-len(e[0]), e[0])):
        if len(name) < 2 or name.lower() not in request.lower():
            continue
        for match in whole(name).finditer(request):
            start, end, text = match.start(), match.end(), match.group()
            if kind == "file" and re.search(rf"[^./]\.{ENDING}$", text):
                yield a_file(start, end, text)
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
    first = bool(START.search(request[:start]))
    named = bool(re.search(r"[\d_ \-]", name)) or (name[:1].isupper() and not first)
    return named or bool(_BEFORE_PLACE.search(request[:start]) or _DONE_TO.search(request[:start]))


def _qualified(request: str, end: int) -> bool:
    """Whether the word goes on as a selection: `from photos that are …`, `in files over …`."""
    return bool(
        re.match(r"\s+(?:that|which|over|older|newer|bigger|larger|files)\b", request[end:])
    )


def globs(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
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
    r"|(?:save|write|sav(?:ed|ing)) (?:\S+ ){0,4}?(?:as|to)|into one file)[ :]+"
    rf"(?P<name>(?P<front>(?:[\w&()\-]+ ){{1,4}})[\w&()\-]+\.{ENDING})(?![\w/]|\.\w)",
    re.I,
)


_MADE = FORMATS | {"excel", "text", "image", "picture", "plot", "table", "sheet"}
"""What is made, rather than how it is called: `save it as csv x.csv`."""
_JOINING = frozenset(["at", "by", "for", "in", "of", "on", "per", "the", "to", "with"])
"""Small words that stand inside names: `save it as water per flat.csv`."""


def new_names(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names with blanks that are introduced as names: `call it 2024-03 minutes.txt`."""
    for match in _NEW_NAME.finditer(request):
        first, *inside = match["front"].lower().split()
        odd = (NO_NAME | COMMON | _MADE) - _JOINING
        if first not in NO_NAME | COMMON | _MADE and not any(word in odd for word in inside):
            yield a_file(match.start("name"), match.end("name"), match["name"])


def paths(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
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
