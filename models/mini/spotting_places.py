"""Names of several words for folders that files go to: `into the ID documents folder`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.mentions import COMMON
from models.mini.literal_words import COUNTED, KIND_WORDS, NO_NAME
from models.mini.spotted import Found, Known


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = r"[^\W\d_][\w&'’\-]*|\d{4}"
_NAME = rf"(?:[\w&'’\-]+/)*(?:{_WORD})(?: (?:{_WORD})){{1,2}}"
_LEAD = r"(?:(?:a|an|the|my|our|his|her|their|one|new|single|separate|big|common) )*"
_TO = r"(?:\b(?:into|to|in|inside|under)|->|→) "
_POLITE = r"(?:,? (?:please|pls|plz|thanks|thank you|thx))?[.!]*$"
_BEFORE_NOUN = re.compile(
    rf"{_TO}{_LEAD}(?P<name>{_NAME})"
    r" (?:sub-?)?(?:folder|directory|dir)\b",
    re.I,
)
"""`into the ID documents folder`."""
_BEHIND_NOUN = re.compile(
    rf"{_TO}{_LEAD}(?:sub-?)?(?:folder|directory|dir) (?P<name>{_NAME}?)"
    rf"(?={_POLITE}|[,;:.)]|,? (?:in|inside|of|under|within|and|but|then)\b)",
    re.I,
)
"""`into a new folder Bank statements in Berger GmbH`."""
_LAST = re.compile(
    rf"(?:\b(?:into|to)|->|→) {_LEAD}(?P<name>{_NAME}?)"
    rf"(?={_POLITE}|, (?:except|but|only|not|without|leave|apart)\b)",
    re.I,
)
"""`move them to Desk stuff`."""
_MOVES = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|cop(?:y|ies|ied|ying)|put|mv|cp|shift|transfer|gather|collect|bring"
    r"|file (?:it|them|all|away)|back up)\b(?!\.)|^\S+s? (?:->|→) ",
    re.I,
)
"""Words with which people have files put somewhere."""
_OTHER = _words(
    """
    add append begin beginning body bottom capital case cell cells column columns desktop dir dirs
    directories directory document end ending field file files folder folders format front group
    groups head heading it letters line lines list lower lowercase name names number order page
    part parts pdf picture row rows same section sheet sheets side size subfolder subfolders table
    tables text top type upper uppercase value values word words workbook main root home this that
    parent current each every per year years month months day days week weeks now today instead too
    there here first last later again well only other others one ones both next left right new
    called named within from over between filenames which who behind via off with where files
    """
)
"""Words that are no part of a name: what is done, when, and with what else."""
_SMALL = (NO_NAME | COMMON) - KIND_WORDS - {"id", "document", "list", "lists", "will"}
"""Words that are no part of a name even where a folder is spoken of."""


def destinations(request: str, known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names of folders of two or three words, where they can be nothing else."""
    for pattern in (_BEFORE_NOUN, _BEHIND_NOUN, _LAST):
        for match in pattern.finditer(request):
            name = match["name"]
            if pattern is _LAST and not _MOVES.search(request[: match.start()] or request):
                continue
            if _is_name(name, known, spoken_of=pattern is not _LAST):
                yield Found(match.start("name"), match.end("name"), "folder", name)


def _is_name(name: str, known: Known, *, spoken_of: bool) -> bool:
    """Whether these are words of a name; where a folder is spoken of, usual nouns may be."""
    folders = {folder.lower() for folder in known.folders}
    words = name.lower().rpartition("/")[2].split()
    if name.lower() in folders:
        return True
    no_name = _OTHER | COUNTED.keys() | (_SMALL if spoken_of else NO_NAME | COMMON)
    if any(word in no_name for word in words):
        return False
    halves = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    return not any(a in folders and b in folders for a, b in halves)
