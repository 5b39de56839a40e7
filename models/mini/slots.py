"""Random values for slots: names as people have them, and a maker for every slot."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from models.mini.slot_numbers import amount, count, expression, number, numbers, size, speed
from models.mini.slot_times import dated_name, duration, durations, month, time_of_day, when
from models.mini.slot_words import (
    BRACKETS,
    CITIES,
    COLUMNS,
    COMMAND_FRAMES,
    COMMANDS,
    COMMON_FOLDERS,
    CORNERS,
    EXTENSIONS,
    FORMATS,
    IMAGE_ENDINGS,
    KIND_WORDS,
    NOUNS,
    PACKAGES,
    PATTERNS,
    PERIODS,
    PROGRAMS,
    RATIOS,
    SIDES,
    TABLE_ENDINGS,
    TEXT_ENDINGS,
    UNITS,
    VARIABLES,
    WEEKDAYS,
    WORDS,
)

__all__ = ["IMAGE_ENDINGS", "KIND_WORDS", "NOUNS", "TABLE_ENDINGS", "TEXT_ENDINGS", "UNITS"]


def cased(rng: random.Random, word: str) -> str:
    turn = rng.random()
    return word if turn < 0.55 else word.capitalize() if turn < 0.88 else word.upper()


def invented(rng: random.Random) -> str:
    """A word nobody has seen, so that copying is learnt and not remembering."""
    return "".join(
        rng.choice("bcdfghjklmnprstvwz") + rng.choice("aeiou")
        + (rng.choice("nrslmtk") if rng.random() < 0.3 else "")
        for _ in range(rng.randint(1, 3))
    )  # fmt: skip


@cache
def spoken_words() -> tuple[str, ...]:
    """The words of all wordings: whatever is said may also be a name."""
    folder = Path(__file__).with_name("wordings")
    text = " ".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.txt")))
    plain = re.sub(r"\{\w+\}|^#.*$|\|\|.*$", " ", text, flags=re.M)
    counted = Counter(re.findall(r"(?<![\w'’-])[a-z]{4,12}(?![\w'’-])", plain))
    return tuple(sorted(word for word, n in counted.items() if n >= 3))


def word(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.72:
        return rng.choice(WORDS)
    return rng.choice(spoken_words()) if turn < 0.9 else invented(rng)


def stem(rng: random.Random, most: int = 3) -> str:
    """A name without its ending: often one plain word, sometimes several, in many styles."""
    if rng.random() < 0.25:
        return rng.choice(WORDS)
    n = rng.choices(range(1, most + 1), weights=[7, 4, 1][:most])[0]
    style = rng.choice(["{}"] * 2 + ["C", "A"])
    words = [word(rng) for _ in range(n)]
    if style == "C":
        words = [w.capitalize() for w in words]
    elif style == "A":
        words = [cased(rng, w) for w in words]
    if rng.random() < 0.25:
        words.append(number(rng))
    text = rng.choices([" ", "_", "-", ""], weights=[5, 4, 3, 1])[0].join(words)
    if rng.random() < 0.04:
        text += rng.choice([" (1)", " copy", "!", " & co", "_v2", ".old", " (final)"])
    return text


def file_name(rng: random.Random, endings: Sequence[str] | None = None) -> str:
    ending = rng.choice(endings or (EXTENSIONS[:30] if rng.random() < 0.85 else EXTENSIONS))
    name = f"{stem(rng)}.{ending}"
    return f"{folder(rng)}/{name}" if rng.random() < 0.06 else name


def folder(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.15:
        name = rng.choice(COMMON_FOLDERS)
    elif turn < 0.28:
        name = "".join(word(rng).capitalize() for _ in range(rng.randint(2, 3)))
    elif turn < 0.62:
        name = cased(rng, word(rng))
    else:
        name = stem(rng)
    if rng.random() < 0.12:
        name += "/" + (stem(rng, 2) if rng.random() < 0.6 else number(rng))
    return name


def extension(rng: random.Random) -> str:
    return rng.choice(EXTENSIONS[:24] if rng.random() < 0.75 else EXTENSIONS)


def said_extension(rng: random.Random, ending: str) -> str:
    turn = rng.random()
    if turn < 0.5:
        return ending
    if turn < 0.72:
        return "." + ending
    return ending.upper() if turn < 0.93 else "." + ending.upper()


def column(rng: random.Random) -> str:
    name = rng.choice(COLUMNS) if rng.random() < 0.8 else rng.choice([word, invented])(rng)
    turn = rng.random()
    if turn < 0.08:
        name += rng.choice([" ", "_"]) + word(rng)
    if turn > 0.8:
        name = name.capitalize()
    return name if rng.random() < 0.95 else name.upper()


def text(rng: random.Random) -> str:
    return " ".join(cased(rng, word(rng)) for _ in range(rng.choice([1, 1, 1, 1, 1, 2, 2, 3])))


def phrase(rng: random.Random) -> str:
    return " ".join(word(rng) for _ in range(rng.randint(1, 5))) + rng.choice(
        ["", "", "", "!", "?"]
    )


def glob(rng: random.Random) -> str:
    return rng.choice(
        ["*.{e}", "{w}*", "*{w}*", "{w}_*.{e}", "*_{w}.{e}", "{w}?.{e}", "{w}*.{e}", "*{w}.{e}"]
    ).format(e=extension(rng), w=word(rng))


def command(rng: random.Random) -> str:
    """A line for the shell: a usual one, or one with names."""
    if rng.random() < 0.3:
        return rng.choice(COMMANDS)

    def value(found: re.Match[str]) -> str:
        return BARE[found[1]](rng).replace(" ", "_")

    return re.sub(r"<(\w+)>", value, rng.choice(COMMAND_FRAMES))


BARE: dict[str, Callable[[random.Random], str]] = {
    "file": lambda rng: file_name(rng, ["txt", "csv", "log", "md", "py", "json", "sh"]),
    "folder": lambda rng: folder(rng).strip("./") or "src",
    "word": word,
    "n": lambda rng: str(rng.randint(1, 60)),
    "ext": extension,
    "package": lambda rng: rng.choice(PACKAGES),
}
"""Makers of names without blanks, for commands."""


def archive(rng: random.Random) -> str:
    return stem(rng) + rng.choice([".zip", ".zip", ".zip", ".tar.gz", ".tgz", ".tar"])


def title(rng: random.Random) -> str:
    """A heading of some words."""
    words = [word(rng) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.3:
        words.append(rng.choice(["2023", "2024", "2025", "per month", "in EUR", "Q1", "by region"]))
    made = " ".join(words)
    return made[:1].upper() + made[1:] if rng.random() < 0.7 else made


def some_items(rng: random.Random) -> str:
    """A list as people write it."""
    items = [
        cased(rng, word(rng)) if rng.random() < 0.8 else f"{word(rng)} {word(rng)}"
        for _ in range(rng.randint(2, 6))
    ]
    if rng.random() < 0.3:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return rng.choice([", ", ", ", ", ", ","]).join(items)


Maker = Callable[[random.Random], str]


def one_of(items: Sequence[str]) -> Maker:
    return lambda rng: rng.choice(items)


def whole(low: int, high: int, *usual: int) -> Maker:
    """A whole number: one of the usual ones, or any between two."""
    return lambda rng: str(rng.choice([*usual, rng.randint(low, high)]))


def named(endings: Sequence[str]) -> Maker:
    return lambda rng: file_name(rng, endings)


MAKERS: dict[str, Maker] = {
    **dict.fromkeys(("folder", "folder2", "folder3", "dest", "dest2"), folder),
    **dict.fromkeys(("col", "col2", "by", "by2", "fcol"), column),
    **dict.fromkeys(("out", "table", "table2"), named(TABLE_ENDINGS)),
    **dict.fromkeys(("file", "file2"), file_name),
    **dict.fromkeys(("ext", "ext2"), extension),
    **dict.fromkeys(("date", "date2"), when),
    **dict.fromkeys(("text", "to"), text),
    **dict.fromkeys(("string", "content"), phrase),
    **dict.fromkeys(("n", "m"), count),
    **dict.fromkeys("abcdef", whole(2, 999)),
    **dict.fromkeys(("items", "unit", "unit2", "unit3", "selection2"), lambda rng: ""),
    **dict.fromkeys(("duration", "duration2"), duration),
    "times": durations,
    "speed": speed,
    "nth": one_of(["first", "second", "third", "fourth", "last", "1st", "2nd", "3rd", "last"]),
    "part": lambda rng: word(rng) if rng.random() < 0.7 else stem(rng),
    "part2": lambda rng: word(rng) if rng.random() < 0.7 else stem(rng),
    "sign": one_of(["underscore", "hyphen", "dash", "_", "-"]),
    "glob": glob,
    "size": size,
    "noun": one_of(NOUNS),
    "month": month,
    "year": whole(1995, 2027),
    "archive": archive,
    "name": stem,
    "algorithm": one_of(["sha256", "md5", "sha1", "SHA256", "MD5", "sha512"]),
    "value": amount,
    "word": lambda rng: rng.choice(CITIES) if rng.random() < 0.75 else text(rng),
    "json": named(["json"]),
    "field": lambda rng: (
        rng.choice(COLUMNS) if rng.random() < 0.8 else f"{word(rng)}.{rng.choice(COLUMNS)}"
    ),
    "image": named(IMAGE_ENDINGS),
    "width": whole(50, 2000, 64, 100, 128, 200, 300, 400, 640, 800, 1024, 1200, 1920),
    "height": whole(50, 2000, 64, 100, 128, 200, 300, 480, 600, 768, 1080, 90, 250),
    "format": one_of(FORMATS),
    "variable": one_of(VARIABLES),
    "program": one_of(PROGRAMS),
    "package": one_of(PACKAGES),
    "expr": expression,
    "numbers": numbers,
    "rate": one_of(["5", "3", "2.5", "7", "1.9", "4", "0.5", "12"]),
    "years": whole(1, 40),
    "letter": one_of("abcdefghijklmnoprstuvwyz"),
    "command": command,
    "kind": one_of(list(KIND_WORDS)),
    **dict.fromkeys(("time", "time2"), time_of_day),
    **dict.fromkeys(("title", "xlabel", "ylabel"), title),
    "size2": size,
    "file3": file_name,
    "sheet": lambda rng: cased(rng, word(rng)) if rng.random() < 0.7 else stem(rng, 2),
    "value2": amount,
    "word2": lambda rng: rng.choice(CITIES) if rng.random() < 0.75 else text(rng),
    "col3": column,
    "name2": stem,
    "field2": one_of(COLUMNS),
    "corner": one_of(CORNERS),
    "side": one_of(SIDES),
    "image2": named(IMAGE_ENDINGS),
    "weekday": one_of(WEEKDAYS),
    "string2": phrase,
    "pattern": one_of(PATTERNS),
    "year2": whole(1995, 2035),
    **dict.fromkeys(("scol", "ocol", "ocol2", "ocol3"), column),
    "period": one_of(PERIODS),
    "word3": lambda rng: rng.choice(CITIES) if rng.random() < 0.75 else text(rng),
    "table3": named(TABLE_ENDINGS),
    "month2": month,
    "to2": text,
    "text2": text,
    "image3": named(IMAGE_ENDINGS),
    "ratio": one_of(RATIOS),
    "suffix": lambda rng: rng.choice("__-") + word(rng),
    "brackets": one_of(BRACKETS),
    **dict.fromkeys(("dest3",), folder),
    "selection3": lambda rng: "",
    "glob2": glob,
    "example": dated_name,
}
"""A maker for each slot of `intents.toml`; some are empty because another value decides them."""
