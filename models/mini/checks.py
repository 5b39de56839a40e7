"""What can be said about a piece of code without running it, before anybody sees it.

Each check answers one question about code that the model wrote for a request, and looks only at
the two texts and at what is known of the folder. A problem never proves the code wrong; code
without a problem is right far more often (LOG.md has the figures), and that is all it is used for.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from models.mini.families.definitions import DEFINITIONS
from models.mini.motives import (
    IN_PLACE,
    endings_left_out,
    left_aside,
    passed_by,
    rank_left_out,
    unasked,
    value_left_out,
)
from models.mini.spotted import QUOTED

Risk = Literal["says", "reads", "changes", "destroys"]
"""What a wrong reply can do: waste a second, mislead, make a mess, or lose something."""
Kind = Literal["does not parse", "invented", "left out", "unasked", "destroys", "repeated"]


@dataclass(frozen=True, slots=True)
class Problem:
    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that names in code may come from."""

    request: str
    around: str = ""
    """Earlier requests and code, facts about the folder, the error."""
    before: str = ""
    """The request before this one, in its own words."""
    meant: tuple[str, ...] = ()
    """Names of the request that the code has to use."""
    mending: bool = False
    """After an error, so that a name of the request may have been wrong."""


SHORT = 12
"""A request of so few words may leave things to the one before."""
DESTRUCTION = re.compile(
    r"\.unlink\(|\.rmdir\(|rmtree\(|os\.remove\(|os\.removedirs\(|send2trash"
    r"|\brm\s|git\s+(?:reset|clean|checkout)|\.truncate\("
)
"""Code that deletes."""
_NOT_DELETED = re.compile(
    r"(?:n['’]?t|\bnot|\bnever|\bwithout) (?:[a-z]+ ){0,2}?"
    r"(?:delet|remov|eras|throw|bin\b|clean)\w*",
    re.I,
)
"""*Please do not delete anything*, which asks for the contrary."""
DESTRUCTIVE = re.compile(
    r"\b(?:empty(?! (?:sub)?(?:folders?|files?|director|dirs?\b|ones?\b|cells?|lines?))\w*"
    r"|delet\w*|remov\w*|eras\w*|wip\w+|purg\w*|trash\w*|discard\w*|destroy\w*|unlink\w*|rm|del"
    r"|clean\w*|clear\w*|drop\w*|ditch\w*|toss\w*|dump\w*|bin|nuk\w+|prun\w*|kill\w*"
    r"|rid|away|throw\w*|chuck\w*|scrap\w*|gone|go away|not need\w*|\w+n['’]?t need\w*"
    r"|no longer|useless|junk|rubbish|garbage|dedup\w*|duplicat\w*|uninstall\w*|tid\w+|keep only"
    r"|free up|cut\w* down|shred\w*|lose|axe|zap\w*|strip\w*|get out|unwanted|leftover\w*"
    r"|identical|just one|only one|rmdir"
    r"|(?:must|can|should|have to|has to|needs? to) (?:all )?go(?! (?:to|in|into|under|inside|on))"
    r"|(?:must|should) (?:disappear|vanish)|overwrit\w*)\b",
    re.I,
)
"""Words with which people want something deleted."""
CHANGE = re.compile(
    r"shutil\.(?:move|copy\w*)\(|\.rename\(|rename_all\(|\bwrite\(|\bsave(?:_\w+)?\(|\.mkdir\("
    r"|\.touch\(|\.chmod\(|\.write_(?:bytes|text)\(|unpack\(|, \"[wa](?::gz)?\"|sort_into\("
    r"|arrange\(|keep_lines\(|replace_all\(|add_to_archive\(|finish\(|to_csv|symlink|\brun\("
)
"""Code that changes files, or may: what a command does is not known."""
READING = re.compile(
    r"run\(f?\"git (?:status|log|branch|diff|show|shortlog|rev-list|ls-files|tag --list"
    r"|remote --verbose|stash list)[^;&>]*\"\)"
    r"|run\(\"(?:ls|wc|cat|head|tail|du|df|pwd|date|whoami|uname|uptime|free|id|nproc|cal|ps|grep"
    r"|file|stat|which|git --version|python3? --version)(?= |\")[^;&|<>`$\n]*\"\)"
)
"""Commands that only look."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
"""Letters, or figures."""
_FILE = re.compile(r"[\w][\w\-]*(?:/[\w\-.]+)*\.[A-Za-z][A-Za-z0-9]{0,4}\b(?!\()")
"""A file, by its ending."""
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:[.,]\d+)*")
"""A number that is no part of a word."""
_HOW_MANY = re.compile(
    r"(?:^|\b(?:the|these|those|all|my|our) )(?:[2-9]|1[0-2]) "
    r"(?=(?:files?|photos?|fotos?|pictures?|pics|images?|pdfs?|csvs?|docs?|documents?|songs?|videos?|folders?|tables?|scans?)\b)",
    re.I,
)
"""How many there are of what is meant, which chooses nothing."""
_COUNTING = re.compile(r"\b0*1(?:,? |,)0*2(?:(?:,? |,)0*3)?\b|\(\d\)")
"""How something is numbered: *1, 2, 3*, *001 002*, *(1)*."""
_BLOCK = re.compile(r"```python\n(.*?)```", re.S)
"""The code of earlier replies."""
_FOLLOWING = re.compile(
    r"^\W*(?:ok|okay|n|and|then|now|same|also|but|just|only|what about|how about|which of|with)\b"
    r"|\b(?:them|those|these|instead|same|too|of em|as well|rather)\b",
    re.I,
)
"""What a request begins with, or points with, that goes on from the one before."""
_AGAIN = re.compile(
    r"\b(?:again|once more|one more|another|repeat|re-?run|details?|sizes?|dates?|show|list|names?"
    r"|subfolders?|recursive\w*|deeper|here)\b",
    re.I,
)
"""What may be answered as before: the same once more, or what was already shown."""
_BY_CHANCE = re.compile(r"\b(?:random|secrets|uuid)\b")
"""Code that gives something else each time."""


def risk(code: str) -> Risk:
    """The worst that the code can do when it is not what was meant."""
    code = READING.sub("", without_definitions(code))
    if DESTRUCTION.search(code):
        return "destroys"
    return "changes" if CHANGE.search(code) else "reads"


def problems(code: str, asked: Asked, own: frozenset[str]) -> list[Problem]:
    """`own`: words that stand in literals of right code without having been asked for."""
    again = repeated(code, asked)
    code = without_definitions(code)
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError) as error:
        return [Problem("does not parse", str(error))]
    found = [Problem("repeated", "the code before")] if again else []
    found += [Problem("invented", word) for word in invented(tree, asked, own)]
    if not asked.mending:
        for look in LEFT_OUT:
            found += [Problem("left out", name) for name in look(code, asked.request)]
    for taken_for, names_of in MISTAKEN.items():
        found += [Problem("invented", f"{taken_for} {name}") for name in names_of.findall(code)]
    short = len(asked.request.split()) <= SHORT
    evidence = f"{asked.request}\n{asked.around}" if short else asked.request
    found += [Problem("unasked", what) for what in unasked(code, asked.request, evidence)]
    if IN_PLACE.search(asked.request) and risk(code) == "reads":
        found.append(Problem("unasked", "only shown"))
    if (what := DESTRUCTION.search(code)) and not wants_destruction(asked):
        found.append(Problem("destroys", what.group().strip("( .")))
    return found


def repeated(code: str, asked: Asked) -> bool:
    """Whether a follow-up, which asks for something else, would get the code of before again."""
    before = _BLOCK.findall(asked.around)
    return bool(
        before
        and not asked.mending
        and before[-1].strip() == code.strip()
        and len(asked.request.split()) <= SHORT
        and asked.request.strip().lower() != asked.before.strip().lower()
        and _FOLLOWING.search(asked.request)
        and not _AGAIN.search(asked.request)
        and not _BY_CHANCE.search(code)
    )


def wants_destruction(asked: Asked) -> bool:
    """The request says so; a short one ("the png ones too") may leave it to the one before.

    Only what the user said counts: names of files ("big.bin") and outputs allow nothing.
    """
    short = len(asked.request.split()) <= SHORT
    return any(
        DESTRUCTIVE.search(_NOT_DELETED.sub(" ", without_names(said)))
        for said in (asked.request, asked.before if short else "")
    )


def without_names(request: str) -> str:
    """The request without quoted texts and file names."""
    return _FILE.sub(" ", QUOTED.sub(" ", request))


def without_definitions(code: str) -> str:
    """The code without the definitions that all answers share: what the model decided."""
    for text in DEFINITIONS.values():
        code = code.replace(text, "")
    return code


def literals(tree: ast.AST) -> Iterator[str]:
    """Texts and numbers of the code that somebody may have asked for."""
    ours = {id(part) for node in ast.walk(tree) for part in _ours(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in ours:
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, int | float) and not isinstance(node.value, bool):
                yield str(node.value)


def _ours(node: ast.AST) -> list[ast.expr]:
    """What nobody asks for: the fixed text of an f-string, and what is told of a process
    (`p["memory_info"]`)."""
    match node:
        case ast.JoinedStr(values=values):
            return values
        case ast.Subscript(value=ast.Name(id="p"), slice=told):
            return [told]
    return []


def words(literal: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(literal)]


def invented(tree: ast.AST, asked: Asked, own: frozenset[str]) -> list[str]:
    """Words in literals that come from nowhere."""
    source = f"{asked.request}\n{asked.around}".lower()
    there = set(_WORD.findall(source))
    for program, endings in PROGRAMS.items():
        own = own | endings if program in source else own
    return sorted(
        {
            word
            for literal in literals(tree)
            for word in words(literal)
            if word not in own and (word not in source or _torn_off(word, there))
        }
    )


PROGRAMS = {
    "excel": frozenset(("xlsx", "xls")),
    "word": frozenset(("docx", "doc")),
    "powerpoint": frozenset(("pptx", "ppt")),
}
"""Endings that are meant where a program is named."""


def _torn_off(word: str, there: Iterable[str]) -> bool:
    """Whether a short word is only a piece of others: *ls* of *tools*."""
    return (
        1 < len(word) <= PIECE
        and word != "py"
        and word.isalpha()
        and word not in there
        and not any(
            (other.startswith(word) and other[len(word) :] in _SINGULAR)
            or (word.startswith(other) and word[len(other) :] in _SINGULAR)
            for other in there
        )
    )


PIECE = 3
"""Letters of what may be torn off a word."""
_SINGULAR = frozenset(("s", "es", "ed", "d", "ing", "ies", "y", "er", "g", "m", "e"))


def recopied(code: str, asked: Asked, own: frozenset[str]) -> str:
    """The code with miscopied names replaced by what they must be copies of.

    A text in the code that comes from nowhere is taken for a slip of the pen when the request has
    one name of the same ending that is not used, or one stretch that is nearly the same.
    """
    try:
        tree = ast.parse(without_definitions(code))
    except (SyntaxError, ValueError):
        return code
    source = f"{asked.request}\n{asked.around}".lower()
    unused = [n for n in [*names(asked.request), *asked.meant] if n.lower() not in code.lower()]
    for literal in set(literals(tree)):
        if any(word not in own and word not in source for word in words(literal)):
            right = copied_from(literal, unused, asked.request)
            if right:
                code = code.replace(f'"{literal}"', f'"{right}"')
                unused = [name for name in unused if name != right]
    return code


def copied_from(literal: str, unused: list[str], request: str) -> str:
    """What a miscopied literal was to be; empty when that is not clear."""
    ending = re.search(r"\.\w{1,5}$", literal)
    if ending:
        alike = [name for name in unused if name.lower().endswith(ending.group().lower())]
        if len(set(alike)) == 1:
            return alike[0]
    parts = re.findall(r"[^\s\"'`,;:!?()]+", request)
    size = len(literal.split())
    spans = [" ".join(parts[i : i + size]) for i in range(len(parts) - size + 1)]
    close = difflib.get_close_matches(literal.lower(), [s.lower() for s in spans], 2, 0.7)
    if len(set(close)) != 1:
        return ""
    return next(span for span in spans if span.lower() == close[0])


def names(request: str) -> list[str]:
    """What a request names beyond doubt: quoted texts and names of files."""
    found = [a or b for a, b in QUOTED.findall(request)]
    rest = QUOTED.sub(" ", request)
    return [name.strip() for name in found + _FILE.findall(rest) if name.strip()]


def left_out(code: str, request: str) -> list[str]:
    """Names and numbers of the request that the code does not use."""
    text = code.lower()
    missing = [name for name in names(request) if not _uses(text, name.lower())]
    if _THREE_SUMS.search(request) and " in (col, col2)" in text:
        missing.append("the third sum")
    rest = _COUNTING.sub(" ", _FILE.sub(" ", QUOTED.sub(" ", _HOW_MANY.sub(" ", request))))
    digits = set(re.findall(r"\d+(?:\.\d+)?", code.replace("_", "")))
    digits |= {number for does, number in IMPLIED.items() if does in code}
    for number in _NUMBER.findall(rest):
        whole_parts = {str(int(part)) for part in re.split(r"[.,]", number) if part}
        listed = {part for part in number.split(",") if part}
        if number not in code and not digits >= whole_parts and not digits >= listed:
            forms = {number.replace(",", ""), number.replace(",", ".")}
            missing += [] if any(_same(f, d) for f in forms for d in digits) else [number]
    if "is_temporary(" in code:
        missing += [ending for ending in _ENDINGS.findall(request) if ending.lower() not in text]
    return missing


_THREE_SUMS = re.compile(
    r"\b(total|sum of|sum|average)(?: of)? [^\s,]+, (?:and )?(?:the )?\1\b"
    r"[^,]*,? and (?:the )?\1\b",
    re.I,
)
"""Three figures of one kind: *total x, total y and total z*."""
MISTAKEN = {
    "a folder": re.compile(
        r"\b(?:place|folder_of|inside|outside)\((?:[^()\n]*, )?"
        r"\"([^\"\n]*\.(?:csv|tsv|xlsx?|json|txt|pdf|docx?|jpe?g|png))\"",
        re.I,
    ),
    "a table": re.compile(
        r"read_table\(locate\(\""
        r"([^\"\n]+\.(?:png|jpe?g|gif|svg|bmp|webp|pdf|zip|mp[34]|docx?))\"\)\)",
        re.I,
    ),
}
"""What code takes a file for that is none: a file for a folder, a picture for a table."""
_ENDINGS = re.compile(r"(?<!\S)\.[A-Za-z]\w{1,4}\b")
"""Endings that are spelled: who says *.tmp* does not mean all that is temporary."""
IMPLIED = {"weeks=1": "7", "show_empty(": "0"}
"""Numbers that code means without naming them."""


def _uses(code: str, name: str) -> bool:
    return name in code or name.rstrip("/.") in code or all(w in code for w in words(name))


def _same(asked: str, written: str) -> bool:
    return asked == written or asked.lstrip("0").rstrip(".") == written.lstrip("0")


LEFT_OUT = (left_out, endings_left_out, left_aside, passed_by, rank_left_out, value_left_out)
"""What is looked for that a request has and its code has not."""
