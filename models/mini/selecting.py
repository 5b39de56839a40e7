"""Phrases that name files: a noun, clauses in any order, a folder; and the lines of code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.mini import slot_words
from models.mini import slots as values
from models.mini.asked import spoken
from models.mini.draw import Draw
from models.mini.families import files, placing, searching
from models.mini.families.code import filled
from models.mini.fitting import fitting
from models.mini.motives import EXCEL
from models.mini.phrases import catalogue
from models.mini.slot_numbers import in_words
from models.mini.speech import FOLDER_FRONTS

NOUN_WEIGHTS = {
    "selection.all": 10, "selection.ext": 34, "selection.ext_two": 5, "selection.kind_images": 8,
    "selection.kind_documents": 4, "selection.kind_spreadsheets": 3, "selection.kind_archives": 3,
    "selection.kind_code": 3, "selection.kind_videos": 3, "selection.kind_audio": 3,
    "selection.name_part": 9, "selection.name_start": 4, "selection.name_end": 3,
    "selection.glob": 4, "selection.temp": 3, "selection.empty": 3, "selection.not_ext": 3,
    "selection.only_hidden": 1.2, "named": 5, "selection.kind_screenshots": 2.5,
    "selection.kind_presentations": 1.2, "selection.kind_ebooks": 0.8,
    "selection.kind_fonts": 0.8, "selection.no_ext": 1.2, "thing": 7,
    "selection.name_either": 5, "selection.name_but_not": 2, "selection.name_range": 3,
    "selection.listed_in": 2.5, "selection.copies": 1.5, "selection.concerns": 3,
    "selection.glob_two": 2.5, "selection.copy_of": 2,
}  # fmt: skip
PICTURED = frozenset(
    ["selection.kind_images", "selection.ext", "selection.name_part", "selection.name_start",
     "selection.all", "selection.kind_screenshots"]
)  # fmt: skip
WRITTEN = frozenset(
    ["selection.ext", "selection.all", "selection.name_part", "selection.name_start",
     "selection.kind_code", "selection.glob"]
)  # fmt: skip
"""Nouns for pictures, and for files of text."""
NAMED = {
    "Excel files": ("xlsx", "xls"), "excel sheets": ("xlsx", "xls"),
    "Word documents": ("docx", "doc"),
    "word files": ("docx", "doc"), "Word docs": ("docx", "doc"), "text files": ("txt",),
    "python files": ("py",), "Python scripts": ("py",), "python scripts": ("py",),
    "markdown files": ("md",), "jpegs": ("jpg", "jpeg"), "JPEGs": ("jpg", "jpeg"),
    "powerpoint files": ("pptx", "ppt"), "PowerPoints": ("pptx", "ppt"), "PDF documents": ("pdf",),
    "web pages": ("html", "htm"), "html pages": ("html", "htm"), "javascript files": ("js",),
    "log files": ("log",), "CSV tables": ("csv",), "zips": ("zip",), "zip archives": ("zip",),
    "shell scripts": ("sh",), "mp3s": ("mp3",), "pdf docs": ("pdf",), "photoshop files": ("psd",),
    "notebooks": ("ipynb",), "jupyter notebooks": ("ipynb",), "e-books": ("epub",),
    "plain text files": ("txt",),
}  # fmt: skip
SEVERAL, TWO_EXCEPT, THREE = 0.14, 0.2, 0.2
"""How often several endings are named instead of one, or left out; three texts instead of two."""
ENDING_NOUNS = ("{}s", "{} files", "{} files", "{}s", "{} documents")
CLAUSE_WEIGHTS = {
    "selection.larger": 12, "selection.smaller": 6, "selection.days": 8, "selection.older": 9,
    "selection.today": 5, "selection.yesterday": 4, "selection.last_week": 9,
    "selection.this_week": 3, "selection.last_month": 4, "selection.this_month": 4,
    "selection.this_year": 3, "selection.last_year": 4, "selection.since": 6,
    "selection.before": 7, "selection.between": 4, "selection.month": 6, "selection.year": 6,
    "selection.except_folder": 5, "selection.except_name": 2.5, "selection.except_file": 2,
    "selection.except_ext": 2, "selection.with_text": 4, "selection.newer_than": 1.5,
    "selection.size_between": 1.5, "selection.hours": 1.5, "selection.two_folders": 3,
    "selection.number_range": 3, "selection.on_date": 3.5, "selection.weekday": 3.5,
    "selection.since_weekday": 2, "selection.today_yesterday": 1.5, "selection.with_partner": 2,
    "selection.without_partner": 3, "selection.long_name": 1.2,
    "selection.without_text": 3, "selection.with_both": 2.5,
    "selection.except_files": 1.5, "selection.except_kind": 3, "selection.month_two": 2,
    "selection.day_row": 2,
    "selection.until_year": 3, "selection.before_year": 3, "selection.since_year": 2.5,
    "selection.week": 2.5, "selection.weeks": 1.5,
    "selection.nothing_in": 1.5, "selection.except_two": 2, "selection.except_two_folders": 1.2,
}  # fmt: skip
OF_PICTURES = {
    "selection.wider": 14, "selection.narrower": 14, "selection.landscape": 7,
    "selection.portrait": 7,
}  # fmt: skip
"""Clauses behind nouns for pictures, besides the others."""
EXT_LINE = files.NOUNS["selection.ext"]
TWO_LINE = files.NOUNS["selection.ext_two"]


@dataclass(frozen=True, slots=True)
class Selection:
    """A phrase that names files, and the lines of code that choose them."""

    said: str
    lines: tuple[str, ...]
    noun: str
    front: str = ""
    """What the request begins with: the folder, when it is said first."""


def _slots(draw: Draw, unit: str, wording: str) -> tuple[dict[str, str], dict[str, str]]:
    """Values as said, and as they stand in code."""
    known = fitting(draw, unit)
    if unit in ("selection.name_start", "selection.name_end", "selection.name_part"):
        part = draw.value("part") if draw.chance(0.94) else draw.value("letter").upper()
        if draw.chance(0.3):
            part = f"{part}_" if unit == "selection.name_start" else f"_{part}"
        known["part"] = part.strip() if draw.chance(0.9) else part
        if unit == "selection.name_part" and BY_NAME.search(wording) and draw.chance(0.12):
            known["part"] = str(draw.rng.randint(2, draw.pick([99, 99999])))
    if unit == "selection.older":
        known["n"] = str(draw.pick([7, 14, 30, 30, 60, 90, 180, 365, draw.rng.randint(2, 400)]))
    if unit == "selection.hours":
        known["n"] = str(draw.pick([1, 2, 6, 12, 24, 48, draw.rng.randint(2, 72)]))
    if unit == "selection.days":
        known["n"] = str(draw.pick([2, 3, 7, 10, 14, 30, draw.rng.randint(2, 99)]))
    code = draw.slots(unit, wording, known)
    return spoken(draw, code), code


PERIODS = {"weeks": "7 * {}", "months": "30 * {}", "years": "365 * {}", "hours": ""}


def in_other_units(draw: Draw, unit: str, wording: str) -> tuple[str, dict[str, str]]:
    """The wording with weeks, months or years in place of days, and the number in the code."""
    if "n" not in catalogue()[unit].slots:
        return wording, {}
    written = re.search(r"\{n\} (weeks|months|years)\b", wording)
    if not written and ("{n} days" not in wording or not draw.chance(0.4)):
        return wording, {}
    turn = draw.rng.random()
    if turn < 0.25 and not written:
        word, days = draw.pick([("a week", "7"), ("a month", "30"), ("a year", "365")])
        wording = wording.replace("last {n} days", f"last {word[2:]}")
        wording = wording.replace("past {n} days", f"past {word[2:]}")
        wording = re.sub(r"\b(next|coming|following) \{n\} days", rf"\1 {word[2:]}", wording)
        return wording.replace("{n} days", word), {"n": days}
    period = draw.pick(["weeks", "weeks", "months", "months", "years"])
    if written:
        period, wording = written[1], wording.replace(written[0], "{n} days")
    number = str(draw.rng.randint(2, 12 if period != "years" else 6))
    said = in_words(number) if draw.chance(0.3) else number
    return wording.replace("{n} days", f"{said} {period}"), {"n": PERIODS[period].format(number)}


THING_FRAMES = (
    "{s}", "all {s}", "all the {s}", "the {s}", "my {s}", "all my {s}", "our {s}", "every {w}",
    "every single {w}", "any {s}", "the {w} files", "{w} files", "all {w} files", "old {s}",
    "these {s}", "those {s}",
)  # fmt: skip
THING_ENDED = (
    "{e} {s}", "all {e} {s}", "the {e} {s}", "{w} {e}s", "the {w} {e}s", "all {s} that are {e}",
    "the {s} as {e}", "every {w} in {e} format",
)  # fmt: skip
THING_DATED = (
    "{y} {s}", "the {y} {s}", "{s} {y}", "{s} of {y}", "the {s} from {y}", "all {s} from {y}",
    "our {s} for {y}", "every {w} of {y}", "{s} ({y})", "the {s} of the year {y}",
)  # fmt: skip
BY_NAME = re.compile(r"\b(?:name|call|titl|contain|word|letter|includ|with\b.*\bin)", re.I)
NAMED_SO = re.compile(
    r"(?:name|call|titl|contain|word|letter|includ|start|begin|end)\w*[^,.;:{}]{0,30}\{part\}"
    r"|\{part\}[^,.;:{}]{0,30}\b(?:name|titl|filename)",
    re.I,
)
"""That a text stands in the name is said beside it, in a whole request."""
BY_CHANGE = re.compile(r"chang|modif|edit|touch|saved|mtime|updat|worked|timestamp", re.I)


def _thing(draw: Draw) -> tuple[str, str]:
    """What files are about, perhaps with an ending or a year: what is said, and its lines."""
    word = draw.pick(slot_words.THINGS) if draw.chance(0.75) else values.word(draw.rng)
    many = word[:-1] + "ies" if re.search("[^aeiou]y$", word) else word.removesuffix("s") + "s"
    year, ending = draw.value("year"), draw.value("ext")
    turn = draw.rng.random()
    frames = THING_FRAMES if turn < 0.55 else THING_ENDED if turn < 0.8 else THING_DATED
    frame = draw.pick(frames)
    typed = values.said_extension(draw.rng, ending).lstrip(".")
    said = frame.format(s=many, w=word, e=typed, y=year)
    lines = [filled(files.ABOUT, {"part": many if "{s}" in frame else word})]
    if frames is THING_ENDED:
        lines.insert(0, filled(EXT_LINE, {"ext": ending}))
    if frames is THING_DATED:
        lines.append(filled(files.OF_YEAR, {"year": year}))
    return said, "\n".join(lines)


def three_texts(draw: Draw, wording: str, said: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    """For three texts in names instead of two: the wording, the line that chooses one of them,
    and what is said."""
    texts = [said["part"], values.cased(draw.rng, values.word(draw.rng)), said["part2"]]
    if texts[0].isdigit():
        texts[1:] = [str(int(texts[0]) + 1), str(max(int(texts[0]) + 2, int(texts[2])))]
    inside = ", ".join(filled('"@text@"', {"text": text}) for text in texts)
    wording = wording.replace("{part}", "{part}, {part3}")
    line = f"files = [p for p in files if name_has(p, {inside})]"
    return wording, line, {**said, "part3": texts[1], "part2": texts[2]}


def clause_line(draw: Draw, unit: str, wording: str, said: dict[str, str]) -> str:
    """The template of a clause; a year may become two in what is said, an ending several."""
    if unit == "selection.except_ext" and draw.chance(TWO_EXCEPT):
        line, several = several_endings(draw, {})
        said["ext2"] = several["ext"]
        return line.replace("if p.name", "if not p.name")
    if unit in searching.BY_YEAR and BY_CHANGE.search(wording):
        return files.CLAUSES[unit].replace("dated(p)", "changed(p).year")
    if unit == "selection.except_kind":
        kind = files.NOUNS[values.KIND_WORDS[said["kind"]]]
        return kind.replace("if is_", "if not is_")
    if unit == "selection.month" and BY_CHANGE.search(wording):
        return placing.MONTH_CHANGED
    if unit != "selection.year" or BY_CHANGE.search(wording):
        return files.CLAUSES[unit]
    if not draw.chance(0.15):
        return files.OF_YEAR
    other = str(int(said["year"]) + draw.pick([1, 1, 1, 2]))
    first = said["year"]
    said["year"] = draw.pick(["{} and {}", "{} and {}", "{} or {}", "{}/{}", "{} + {}"]).format(
        first, other
    )
    return files.OF_YEAR.replace("@year@", f"{first}, {other}")


def several_endings(
    draw: Draw, said: dict[str, str], usual: Sequence[str] = ()
) -> tuple[str, dict[str, str]]:
    """The line that chooses two to four endings, and what is said with them in place of `ext`."""
    if usual:
        found = draw.rng.sample(list(usual), min(len(usual), draw.pick([2, 2, 3])))
    elif draw.chance(0.6):
        found = list(draw.pick(slot_words.ENDINGS_TOGETHER))
        draw.rng.shuffle(found)
    else:
        found = list(dict.fromkeys(draw.value("ext") for _ in range(draw.pick([2, 2, 3, 4]))))
    turn = draw.rng.random()
    style = "{}" if turn < 0.65 else ".{}"
    typed = [style.format(e.upper() if turn > 0.93 or 0.55 < turn < 0.65 else e) for e in found]
    join = draw.pick([", ", ", ", "/", " + ", " & ", " and "])
    last = draw.pick([" and ", " and ", " and ", " & ", " or ", ", ", "/", " + "])
    if join in ("/", " + ", " & "):
        last = join
    text = last.join([join.join(typed[:-1]), typed[-1]]) if len(typed) > 1 else typed[0]
    inside = ", ".join(f'".{e.lower()}"' for e in found)
    line = f"files = [p for p in files if p.name.lower().endswith(({inside}))]"
    if len(found) == 1:
        line = filled(EXT_LINE, {"ext": found[0].lower()})
    return line, {**said, "ext": text}


def _noun(
    draw: Draw, avoid: tuple[str, ...] = (), endings: Sequence[str] = ()
) -> tuple[str, str, str]:
    """A noun unit, what is said, and its line of code; `endings`, where only some make sense."""
    made_up = ("named", "thing")
    names = [n for n in NOUN_WEIGHTS if n not in avoid and (n in made_up or draw.has(n))]
    if endings:
        fits = PICTURED if endings is values.IMAGE_ENDINGS else WRITTEN
        names = [n for n in names if n in fits]
    unit = draw.rng.choices(names, [NOUN_WEIGHTS[n] for n in names])[0]
    if unit == "named":
        phrase = draw.pick(list(NAMED))
        endings = NAMED[phrase]
        line = EXT_LINE if len(endings) == 1 else TWO_LINE
        frame = draw.pick(["all {}", "the {}", "all the {}", "every one of the {}", "my {}", "{}"])
        known = dict(zip(("ext", "ext2"), endings, strict=False))
        return unit, frame.format(phrase), filled(line, known)
    if unit == "thing":
        return (unit, *_thing(draw))
    wording = draw.wording(unit)
    said, code = _slots(draw, unit, wording)
    if unit == "selection.name_part" and not BY_NAME.search(wording):
        return unit, draw.said(wording, said, True), filled(files.ABOUT, code)
    if endings and "ext" in code:
        code["ext"] = draw.pick(endings).lower()
        said["ext"] = values.said_extension(draw.rng, code["ext"])
    if unit == "selection.ext" and "selection.ext_two" not in avoid and draw.chance(SEVERAL):
        line, said = several_endings(draw, said, endings)
        return unit, draw.said(wording, said, True), line
    if unit == "selection.name_either" and draw.chance(THREE):
        wording, line, said = three_texts(draw, wording, said)
        return unit, draw.said(wording, said, True), line
    return unit, draw.said(wording, said, True), filled(noun_line(unit, wording), code)


def noun_line(unit: str, wording: str) -> str:
    """The line that keeps what a noun names: of tables those of Excel alone, where it is said."""
    if unit == "selection.kind_spreadsheets" and EXCEL.search(wording):
        return filled(TWO_LINE, {"ext": "xlsx", "ext2": "xls"})
    return files.NOUNS[unit]


def _rank(draw: Draw) -> tuple[str, str, str, str]:
    """One of the newest, oldest, largest, smallest: unit, said, filter line, rank line."""
    unit = draw.pick([u for u in files.RANKS if draw.has(u)])
    wording = draw.wording(unit)
    line, noun = "", ""
    one = unit.startswith("selection.the_")
    turn = draw.rng.random()
    if turn < 0.4:
        noun = draw.pick(["file"] if one else values.NOUNS)
        noun = "files" if not one and noun == "file" else noun
        if noun in ("documents",):
            line = files.NOUNS["selection.kind_documents"]
    elif turn < 0.7:
        noun = draw.pick(list(values.KIND_WORDS))
        line = files.NOUNS[values.KIND_WORDS[noun]]
        if one:
            noun = noun.removesuffix("s")
    else:
        ending = draw.value("ext")
        noun = draw.pick(ENDING_NOUNS).format(values.said_extension(draw.rng, ending))
        line = filled(EXT_LINE, {"ext": ending})
        if one:
            noun = noun.removesuffix("s")
    slots = draw.slots(unit, wording, {"noun": noun})
    if "{noun}" not in wording:
        line = ""
    return (
        unit,
        draw.said(wording, spoken(draw, slots), True),
        line,
        filled(files.RANKS[unit], slots),
    )


def _clauses(draw: Draw, most: int, pictured: bool = False) -> list[tuple[str, str]]:
    """Clauses behind the noun, as said and as code; not two about the same thing."""
    weights = CLAUSE_WEIGHTS | (OF_PICTURES if pictured else {})
    names = [n for n in weights if draw.has(n)]
    if not names:
        return []
    found: list[tuple[str, str]] = []
    kinds: set[bool] = set()
    for _ in range(most):
        unit = draw.rng.choices(names, [weights[n] for n in names])[0]
        wording, known = in_other_units(draw, unit, draw.wording(unit))
        about_size = unit in ("selection.larger", "selection.smaller")
        if about_size in kinds:
            continue
        kinds.add(about_size)
        said, code = _slots(draw, unit, wording)
        code.update(known)
        line = clause_line(draw, unit, wording, said)
        found.append((draw.said(wording, said, True), filled(line, code)))
    return found


def a_clause(draw: Draw) -> tuple[str, str]:
    """What may be said behind *the ones*, and its line of code."""
    return _clauses(draw, 1)[0]


MODIFIERS = {"clause": 60, "folder": 26, "here_only": 7, "recursive": 5, "hidden": 2}
"""What is said of files besides the noun, and how often."""


def _how_many(draw: Draw) -> int:
    return draw.rng.choices([0, 1, 2, 3], [46, 42, 11, 1])[0]


def selection(
    draw: Draw, avoid: tuple[str, ...] = (), plain: bool = False, endings: Sequence[str] = ()
) -> Selection:
    """A random selection of files. `plain`: a noun with at most one clause."""
    ranked = not plain and draw.chance(0.12) and any(draw.has(u) for u in files.RANKS)
    last = ""
    if ranked:
        unit, noun, line, last = _rank(draw)
    else:
        unit, noun, line = _noun(draw, avoid, endings)
    wanted = Counter(draw.rng.choices(list(MODIFIERS), list(MODIFIERS.values()), k=_how_many(draw)))
    most = min(1 if plain else 2, wanted["clause"])
    pictured = unit in ("selection.kind_images", "selection.kind_screenshots")
    clauses = _clauses(draw, most, pictured or endings is values.IMAGE_ENDINGS)
    said = [noun, *(c[0] for c in clauses)]
    if len(clauses) > 1 and draw.chance(0.5):
        said[-1] = draw.pick(["and ", "and ", "but ", "and also "]) + said[-1]
    lines = [line, *(c[1] for c in clauses), last]
    folder, every, front = files.HERE, files.EVERY, ""
    if wanted["folder"]:
        wording = draw.wording("selection.folder")
        slots = draw.slots("selection.folder", wording)
        if draw.chance(0.3):
            front = draw.said(draw.pick(FOLDER_FRONTS), slots, True)
        else:
            said.insert(draw.rng.randint(1, len(said)), draw.said(wording, slots, True))
        folder = filled(files.THERE, slots)
    for unit_there in ("here_only", "recursive", "hidden"):
        if wanted[unit_there] and not (unit_there == "recursive" and wanted["here_only"]):
            said.append(draw.said(draw.wording(f"selection.{unit_there}"), {}, True))
    if wanted["here_only"]:
        every = files.DIRECT_HIDDEN if wanted["hidden"] else files.DIRECT
    elif wanted["hidden"] or unit == "selection.only_hidden":
        every = files.EVERY_HIDDEN
    text = " ".join(s.strip() for s in said)
    chosen = tuple(part for part in (folder, every, *lines) if part)
    return Selection(text, chosen, unit, front)
