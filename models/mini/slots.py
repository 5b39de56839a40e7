"""Random values for slots: names of files, folders and columns as people have them."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

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
    IN_WORDS,
    KIND_WORDS,
    MONTHS,
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


def number(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.35:
        return str(rng.randint(1, 30))
    if turn < 0.6:
        return str(rng.randint(1990, 2027))
    if turn < 0.75:
        return str(rng.choice("0123456789")) * rng.randint(2, 4)
    return f"{rng.randint(0, 9999):0{rng.randint(2, 4)}d}"


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


def size(rng: random.Random) -> str:
    n = rng.choice(["1", "2", "5", "10", "20", "50", "100", "500", "1.5", "3", "25", "200", "0.5"])
    if rng.random() < 0.3:
        n = str(rng.randint(1, 999))
    unit = rng.choice(["MB", "mb", "KB", "kb", "GB", "gb", "megabytes", "megs", "meg", "kilobytes",
                       "gigs", "M", "k", "K", "kB", "Mb", "bytes", "MiB", "G"])  # fmt: skip
    return n + ("" if rng.random() < 0.3 and unit != "bytes" else " ") + unit


FEASTS = [
    *("Christmas Eve", "christmas eve", "New Year's Eve", "new years eve", "Easter", "easter"),
    *("Good Friday", "Easter Monday", "Boxing Day", "Halloween", "halloween", "Black Friday"),
    *("Whitsun", "Pentecost", "Thanksgiving", "Valentine's Day", "valentines day", "Epiphany"),
    *("Ascension Day", "Labour Day", "St Nicholas Day", "Christmas Day", "new year's day"),
]


def duration(rng: random.Random) -> str:
    """How long something takes, as people write it: '47 min', '1.5 h', 'a year'."""
    if rng.random() < 0.1:
        return rng.choice(["a year", "a month", "an hour", "a week", "a day", "half an hour"])
    n = str(rng.choice([2, 3, 5, 8, 10, 12, 20, 24, 30, 45, 90, rng.randint(2, 120)]))
    turn = rng.random()
    if turn < 0.12:
        return f"{rng.randint(1, 9)}.5{rng.choice([' h', ' hours', 'h', ' hrs'])}"
    if turn < 0.22:
        return f"{rng.randint(1, 4)} h {rng.randint(5, 55)}{rng.choice(['', ' min'])}"
    unit = rng.choice(
        ["min", "minutes", "minutes", "hours", "hours", "h", "days", "seconds", "mins", "weeks",
         "months", "sec", "hrs"]
    )  # fmt: skip
    return n + ("" if len(unit) < 5 and rng.random() < 0.3 else " ") + unit


def durations(rng: random.Random) -> str:
    """Some times of a clock that are to be added: '3:45, 4:10 and 2:58'."""
    long = rng.random() < 0.12
    some = [
        f"{rng.randint(0, 12)}:{rng.randint(0, 59):02d}" + (f":{rng.randint(0, 59):02d}" * long)
        for _ in range(rng.randint(2, 5))
    ]
    join = rng.choice([", ", ", ", " ", " + ", " and "])
    last = rng.choice([" and ", join])
    return join.join(some[:-1]) + last + some[-1]


def speed(rng: random.Random) -> str:
    n = rng.choice([5, 8, 10, 16, 20, 25, 50, 100, 120, 128, 192, 250, 300, 320, 500])
    return rng.choice(
        ["{} MB/s", "{} MB/s", "{} Mbit/s", "{} Mbit/s", "{} Mbps", "{} Mbps", "{} kbps", "{}MB/s",
         "{} mbit", "{} kbit/s", "{} MB per second", "{} Mb/s", "{} MB a second", "{} mbps",
         "{} GB/h", "{} kB/s", "{} megabits per second"]
    ).format(n)  # fmt: skip


def when(rng: random.Random, first: int = 1995, last: int = 2028) -> str:
    if rng.random() < 0.06:
        near = ["today", "tomorrow", "yesterday", "christmas", "Christmas", "new year"]
        return rng.choice([*near, *FEASTS] if last > 2028 else near)
    y, m, d = rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)
    name = MONTHS[m - 1]
    short = name[:3]
    th = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(d, "th")
    forms = [f"{y}-{m:02d}-{d:02d}"] * 5 + [
        f"{d} {name} {y}", f"{name} {d}, {y}", f"{d}.{m}.{y}", f"{short} {d} {y}",
        f"{d} {short} {y}", f"{d:02d}.{m:02d}.{y}", f"{name} {d}{th} {y}", f"{d}{th} {name} {y}",
        f"{name} {d}", f"{d} {name.lower()}", f"{m}/{d}/{y}", f"{y}/{m:02d}/{d:02d}",
        f"{name.lower()} {d} {y}",
    ]  # fmt: skip
    return rng.choice(forms)


def month(rng: random.Random) -> str:
    name = rng.choice(MONTHS)
    name = name if rng.random() < 0.6 else name.lower()
    name = name if rng.random() < 0.85 else name[:3]
    return name if rng.random() < 0.55 else f"{name} {rng.randint(2015, 2027)}"


def dated_name(rng: random.Random) -> str:
    """The name of a folder for a month or a day, in somebody's style."""
    y, m, d = rng.randint(2012, 2027), rng.randint(1, 12), rng.randint(1, 28)
    name = MONTHS[m - 1]
    return rng.choice(
        [f"{y}-{m:02d}"] * 5
        + [f"{y}_{m:02d}", f"{m:02d}-{y}", f"{name} {y}", f"{y} {name}", f"{name[:3]} {y}",
           f"{y}-{m:02d} {name}", f"{m:02d} {name}", f"{m:02d}.{y}", f"{name}", f"{y}/{m:02d}",
           f"{name.lower()}_{y}", f"{y}-{m:02d}-{d:02d}", f"{d:02d}.{m:02d}.{y}", f"{y}{m:02d}"]
    )  # fmt: skip


def column(rng: random.Random) -> str:
    name = rng.choice(COLUMNS) if rng.random() < 0.8 else rng.choice([word, invented])(rng)
    turn = rng.random()
    if turn < 0.08:
        name += rng.choice([" ", "_"]) + word(rng)
    if turn > 0.8:
        name = name.capitalize()
    return name if rng.random() < 0.95 else name.upper()


def count(rng: random.Random) -> str:
    return str(
        rng.choice([2, 3, 5, 10, 20, 4, 7, 15]) if rng.random() < 0.7 else rng.randint(1, 99)
    )


def amount(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.7:
        return str(rng.choice([10, 50, 100, 1000, 18, 30, 500, rng.randint(1, 99999)]))
    return f"{rng.uniform(0, 1000):.{rng.randint(1, 2)}f}"


def in_words(n: str) -> str:
    """A small number as a word, others as they are."""
    return IN_WORDS[int(n)] if n.isdigit() and int(n) < len(IN_WORDS) else n


def written_amount(rng: random.Random, amount: str) -> str:
    """An amount as people write it: with a comma for thousands, or with a currency."""
    turn = rng.random()
    if turn < 0.08 and "." not in amount and len(amount) > 3:
        return f"{int(amount):,}"
    if turn < 0.14:
        return rng.choice(["${}", "{} €", "{}€", "€{}", "{} euros", "{} dollars", "£{}"]).format(
            amount
        )
    return amount


def text(rng: random.Random) -> str:
    return " ".join(cased(rng, word(rng)) for _ in range(rng.choice([1, 1, 1, 1, 1, 2, 2, 3])))


def phrase(rng: random.Random) -> str:
    return " ".join(word(rng) for _ in range(rng.randint(1, 5))) + rng.choice(
        ["", "", "", "!", "?"]
    )


def expression(rng: random.Random) -> str:
    def term(depth: int) -> str:
        if depth == 0 or rng.random() < 0.3:
            return amount(rng) if rng.random() < 0.5 else str(rng.randint(1, 99))
        sign = rng.choice([" + ", " - ", " * ", " / ", "*", "+", "-", "/"])
        inner = term(depth - 1) + sign + term(depth - 1)
        return f"({inner})" if rng.random() < 0.35 else inner

    made = (
        amount(rng) + rng.choice([" + ", " * ", " / ", " - ", "*", "+"]) + term(rng.randint(0, 2))
    )
    if rng.random() < 0.85:
        return made
    power = f"{rng.randint(2, 30)}**{rng.randint(2, 16)}"
    return (
        power if rng.random() < 0.4 else power + rng.choice([" - 1", " + 1", "-1", " * 3", " / 2"])
    )


SIGNS = {
    "*": ["x", " x ", " times ", " × ", "*"],
    "/": [" divided by ", " / ", " ÷ ", " over "],
    "-": [" minus ", " - ", " – "],
    "+": [" plus ", " + "],
    "**": ["^", "^", " ^ ", " to the power of "],
}


def said_expression(rng: random.Random, made: str) -> str:
    """An expression as people type it, with other signs or words for them."""
    if rng.random() < 0.45 and "**" not in made:
        return made
    chosen = {sign: rng.choice(forms) for sign, forms in SIGNS.items()}
    if "**" in made and rng.random() < 0.2:
        chosen["**"] = "**"
    kept = {sign for sign in "*/-+" if rng.random() < 0.4}
    return re.sub(
        r" ?(\*\*|[*/+-]) ?",
        lambda found: found[0] if found[1] in kept else chosen[found[1]],
        made,
    )


def numbers(rng: random.Random) -> str:
    join = rng.choice([", ", ", ", " ", " and ", ","])
    return join.join(
        str(rng.randint(0, 200)) if rng.random() < 0.8 else f"{rng.uniform(0, 90):.1f}"
        for _ in range(rng.randint(2, 6))
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


def time_of_day(rng: random.Random) -> str:
    hour, minute = rng.randint(0, 23), rng.choice([0, 0, 15, 30, 45, rng.randint(0, 59)])
    if rng.random() < 0.25:
        half = rng.choice(["am", "pm", " am", " pm", "AM", " PM"])
        return f"{rng.randint(1, 12)}" + (f":{minute:02d}" if minute else "") + half
    return f"{hour}{rng.choice('::::.')}{minute:02d}"


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
