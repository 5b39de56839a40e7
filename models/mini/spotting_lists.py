"""New names in a request that no form tells: `make folders day 1, day 2 and day 3 in camp`,
`rename a.txt to my letter.txt`, `zip them as results 2026.zip`.

A list of new folders is one literal, whatever its names look like: the code takes it as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.mini.spotted import ENDING, Found, Known
from models.mini.spotting_files import a_file

_MADE = re.compile(
    r"(?:\b(?P<noun>(?P<many>folders|directories|dirs|subfolders|subdirs|subdirectories|drawers|maps)"
    r"|folder|directory|dir|subfolder)\b|(?P<shell>\bmkdir(?: -p)?)(?=\s))"
    r"(?P<front>(?:,? ?\b(?:(?:each|every) (?!(?:in|from|to|as|with|of|that|for)\b)[\w-]+"
    r"(?=,| -|:| \(| that| namely)|(?:the|our|my|a) (?:new )?[\w-]+(?=:| -)|called|named|namely"
    r"|that is|i\.e\.|one (?=each|for|per|apiece)|each|for|with|the|names?|these|of|following|pls"
    r"|please|needed|wanted|empty|new|me|us|her|him|labell?ed|titled|like|as follows)\b)*)"
    r"\s*(?P<mark>[:,(]| -)?\s*"
    r"(?=[\w./~])(?!(?:any|every|no|none|more)\b)",
    re.I,
)
"""What stands before the list: a word for folders, and words that lead over to their names."""
_MAKES = re.compile(
    r"\b(?:mak\w*|creat\w*|needs?|wants?|set(?:ting)? up|add|new|have|get|gets|give|gimme|open"
    r"|put up|prepare|like|build|should|shall|require\w*|sort(?:ed)?|split|distribut\w*|mkdir"
    r"|knock up|scaffold|wish|there (?:is|are))\b",
    re.I,
)
"""Words with which people want folders."""
_ONLY = re.compile(
    r"\W*(?:(?:one|an?|two|three|four|five|some|new|please|pls|empty|the|\d+)\b\W*)*", re.I
)
"""Before the folders where nobody says what is to become of them."""
_DONE_WITH = re.compile(
    r"\b(?:mov\w*|cop(?:y|ies|ied|ying)|delet\w*|remov\w*|zip\w*|pack\w*|compress\w*|tar|renam\w*|compar\w*"
    r"|list|show|find|merg\w*|flatten\w*|unpack\w*|unzip\w*|extract\w*|sync\w*|throw|clean\w*|count"
    r"|contain|which|what|how|file|csv|table|text)\b",
    re.I,
)
"""What is done with folders that are there."""
_STOP = (
    r"(?:in|inside|into|within|under|below|beneath|underneath|on|at|from|to|the|my|our|your|his|her"
    r"|their|its|please|pls|plz|thanks|thx|with|without|that|which|who|where|and|or|one|each|all|as"
    r"|so|then|also|but|not|for|by|if|when|because|since|here|there|this|these|those|them|it|i|we"
    r"|you|is|are|was|should|must|can|could|would|will|shall|be|move|put|copy|sort|make|create"
    r"|delete|rename|zip|place|fill|drop|save|folders?|directory|directories|dirs?|subfolders?"
    r"|too|plus|go|how|line|just|distribute|file|files|difference|show|compare|list|per|keep|leave|sort|number|numbered|containing|contain|holding|only|out|name|names|named|called|namely|of|n)"
)
_WORD = rf"(?!{_STOP}\b(?![/.\-_]))[^\s,;:()\"“”'‘’`?!]*[^\s,;:()\"“”'‘’`?!.]"
_NAME = rf"{_WORD}(?: (?:&|{_WORD})){{0,3}}?"
_BETWEEN = r"(?:\s*,\s*(?:(?:and also|and|or|&)\s+)?|\s+(?:and also|and|&|\+|n|or|plus)\s+)"
_END = rf"(?=\s*(?:[.!?;:)]|$|,?\s+{_STOP}\b)|,\s+{_STOP}\b)"
_LIST = re.compile(rf"{_NAME}(?:{_BETWEEN}{_NAME})+{_END}", re.I)
"""Names with commas or *and* between them."""
_FILE = re.compile(r"\.[A-Za-z]\w{1,4}(?!\w)")
"""The ending of a file."""
_BARE = re.compile(rf"{_WORD}(?: {_WORD})+{_END}", re.I)
"""Names parted by blanks alone."""
_GO = re.compile(
    r",?\s+(?:goe?s? (?:in|to|under)|belongs?|into|(?:should|must) (?:go|be (?:in|moved))"
    r"|to (?!be (?:made|created))|and so|etc)\b|\s*(?:\.\.\.|…)",
    re.I,
)
"""Behind folders that are there already, or that go on as they began."""


def made_folders(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """The list of the folders that are to be made, as one text."""
    for lead in _MADE.finditer(request):
        sentence = re.split(r"[.!?;]\s+", request[: lead.start()])[-1]
        if _DONE_WITH.search(sentence) or re.search(r"\b(?:in|of|from) (?:the )?$", sentence):
            continue
        makes = _MAKES.search(sentence) or lead["shell"] or _ONLY.fullmatch(sentence)
        if not makes and not re.search(r"\b(?:in|inside|under|within|for) \S+", sentence):
            continue
        found = _LIST.match(request, lead.end())
        several = (
            lead["many"]
            or lead["shell"]
            or re.search(r"\b(?:each|every)\b", sentence + lead["front"], re.I)
        )
        if not several:
            continue
        if not found and (lead["many"] or lead["shell"]):
            found = _BARE.match(request, lead.end())
            alone = found and all("/" in word for word in found.group().split())
            found = found if lead["shell"] or alone else None
        if found and not _GO.match(request, found.end()) and not _FILE.search(found.group()):
            yield Found(found.start(), found.end(), "quoted", found.group())
            return


_PLAIN = (
    r"(?:(?!(?:the|a|an|my|our|it|as|in|into|to|from|of|under|and|or|with|files?|folders?|archives?|zip"
    r"|tar|called|call|named?|one|all|each|every|small|lower\w*|upper\w*|capital\w*|this|that)\b)"
    r"[\w&()\-]+ )(?:(?!(?:and|or|to|as|in|into|files?|folders?|archives?|called|call|named?)\b)"
    r"[\w&()\-]+ ){0,3}[\w&()\-]+"
)
_RENAMED = re.compile(
    rf"\brenam\w+\b[^\n]{{2,80}}?\.{ENDING}[\"'”’]? (?:to|into|as|->|→) "
    rf"(?P<name>{_PLAIN}\.{ENDING})(?![\w/]|\.\w)",
    re.I,
)
"""The new name of a file that is renamed."""
_PACKED = re.compile(
    r"\b(?:zip|pack\w*|compress\w*|archive|bundle|tar)\b[^\n]{0,80}? (?:as|into|to|under) "
    rf"(?P<name>{_PLAIN}\.(?:zip|tar\.gz|tgz|7z|tar))(?![\w/])",
    re.I,
)
"""The name of an archive."""
_MORE = re.compile(rf",? and (?P<name>{_PLAIN}\.{ENDING})(?![\w/]|\.\w)", re.I)
"""Another name behind the first."""


def spaced_names(request: str, _known: Known, _columns: Sequence[str]) -> Iterator[Found]:
    """Names with blanks that a file or an archive is to get."""
    for pattern in (_RENAMED, _PACKED):
        for match in pattern.finditer(request):
            yield a_file(match.start("name"), match.end("name"), match["name"])
            if more := _MORE.match(request, match.end()):
                yield a_file(more.start("name"), more.end("name"), more["name"])
