"""The wordings that authors wrote, read from files: which there are, and which are held out."""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SLOT = re.compile(r"\{(\w+)\}")
SHARING = ("sum.", "date.", "string.")
"""Units that have their slots in common when a sentence wants several of them."""
HELD_OUT = 12
"""One wording in so many is kept from training, to measure what new wordings do."""

OPTIONAL: Mapping[str, Mapping[str, str]] = {
    "action.spaces": {"to": "_"},
    "find.checksum": {"algorithm": "sha256"},
    "action.swap_parts": {"sign": ""},
    "action.by_prefix": {"sign": ""},
    "action.pad_numbers": {"n": "digits_in(files)"},
    "action.keep_newest_move": {"n": "1"},
    "action.keep_newest": {"n": "1"},
    "action.number_like": {"name2": ""},
    "move.part_own": {"dest": ""},
    **{
        name: {"folder": ""}
        for name in (
            *("find.newest_in_each", "move.delete_empty_except", "move.copy_to_each"),
            *("archive.tar_each_in", "archive.extract_ext_all", "archive.list_in"),
        )
    },
    **{
        f"move.mkdir_{what}": {"dest": ""}
        for what in ("items", "range", "weekdays", "lines", "column")
    },
    **{
        f"text.{name}": {"out": ""}
        for name in (
            *("search_either", "search_both", "field_sep", "between", "amounts", "years"),
            *("hashtags", "ips"),
        )
    },
    "text.delete_start": {"text": "#"},
    "text.per_day": {"text": ""},
    "text.per_ip": {"text": ""},
    "text.per_hour": {"text": ""},
    "text.on_day": {"text": ""},
    "action.common_words": {"n": "10"},
    **{f"action.{name}": {"out": ""} for name in ("emails", "urls", "phones", "dates", "amounts")},
    "text.common_plain": {"n": "10"},
    "image.logo": {"corner": "bottom right"},
    "action.image_logo": {"corner": "bottom right"},
    "action.image_sheet_names": {"n": "4", "out": "contact_sheet.jpg"},
    "action.image_sheet_columns": {"out": "contact_sheet.jpg"},
    "action.image_sheet": {"out": "contact_sheet.jpg"},
    "text.head": {"n": "10"},
    "text.tail": {"n": "10"},
    "text.common": {"n": "10"},
    "table.top": {"n": "10"},
    "table.bottom": {"n": "10"},
    "image.thumbnail": {"n": "128"},
    "image.thumbnail_all": {"n": "128"},
    "image.compress": {"n": "70"},
    "image.rotate": {"n": "90"},
    "random.password": {"n": "16"},
    "selection.newest": {"noun": "files"},
    "selection.oldest": {"noun": "files"},
    "selection.largest": {"noun": "files"},
    "selection.smallest": {"noun": "files"},
    "selection.the_newest": {"noun": "file"},
    "selection.the_largest": {"noun": "file"},
    **{
        f"date.{name}": {"date2": "today"}
        for name in ("years_between", "months_between", "weeks_between", "workdays")
    },
    "date.notice_end": {"date": "today"},
    "date.week_dates": {"year": "date.today().year"},
    "move.mkdirs": {"folder3": ""},
    "table.select": {"out": ""},
    "table.join": {"out": ""},
    "table.join_any": {"out": ""},
    "table.oldest": {"n": "1"},
    "table.longest_there": {"n": "1"},
    "table.newest": {"n": "1"},
    "table.concat_word": {"out": ""},
    "table.concat_list": {"out": "", "word": ""},
    "table.join_left": {"out": ""},
    "table.concat_three": {"out": ""},
    "table.longest_texts": {"n": "1"},
    "table.concat": {"out": ""},
    "table.concat_two": {"out": ""},
    "text.merge": {"out": "merged.txt"},
    "text.merge_two": {"out": "merged.txt"},
}
"""Slots that a wording may leave out, and what is meant then."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that can be asked, as the catalogue describes it."""

    name: str
    family: str
    kind: str
    slots: tuple[str, ...]
    destructive: bool


@cache
def catalogue() -> dict[str, Unit]:
    raw = tomllib.loads((HERE / "intents.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": Unit(
            f"{section}.{name}", u["family"], u["kind"], tuple(u["slots"]), u["destructive"]
        )
        for section, units in raw.items()
        if section != "slot"
        for name, u in units.items()
    }


@dataclass(frozen=True, slots=True)
class Section:
    """What one author wrote for one unit, or the whole requests of one kind."""

    author: str
    name: str
    lines: tuple[str, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Everything that authors wrote, in the order of their names."""
    return tuple(
        section for path in sorted(HERE.glob("wordings/*.txt")) for section in sections_of(path)
    )


def sections_of(path: Path) -> Iterator[Section]:
    """The sections of an author's file, each under a line `## UNIT`."""
    for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        name, *lines = part.splitlines()
        yield Section(path.stem, name.strip(), tuple(s for line in lines if (s := line.strip())))


@dataclass(frozen=True, slots=True)
class Whole:
    """A request in which several units are woven together, as somebody would say it."""

    wording: str
    units: tuple[str, ...]


def is_whole(section: str) -> bool:
    """Whether a section holds whole requests: lines `WORDING || UNIT UNIT …`."""
    return section.startswith("whole.")


def whole(line: str) -> Whole:
    wording, _, units = line.partition("||")
    return Whole(wording.strip(), tuple(units.split()))


def placed(units: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The units of a whole request with their slots, each with its name in the sentence.

    The columns of a filter are `fcol`, `fcol2` there; what an earlier unit has already gets the
    next number, so that a second filter has `{fcol2}`, `{word2}`, `{value2}`. Several sums (dates,
    texts) of one sentence are about the same numbers.
    """
    taken: set[str] = set()
    for name in units:
        unit = catalogue()[name]
        chosen = name.startswith("table.filter")
        slots: dict[str, str] = {}
        for slot in unit.slots:
            if slot in ("selection", "selection2", "selection3", "filter", "noun"):
                continue
            there = f"f{slot}" if chosen and slot.startswith("col") else slot
            if there in taken and name.startswith(SHARING) and ".then_" not in name:
                continue
            base, n = there.rstrip("23456789"), 2
            while chosen and there in taken:
                there, n = f"{base}{n}", n + 1
            slots[slot] = there
            taken.add(there)
        yield name, slots


def whole_problem(made: Whole) -> str:
    """What is wrong with a whole request; empty when nothing is."""
    if unknown := [name for name in made.units if name not in catalogue()]:
        return f"no such unit {', '.join(unknown)}"
    if not made.units:
        return "no units"
    slots = [slot for _, those in placed(made.units) for slot in those.values()]
    if twice := {slot for slot in slots if slots.count(slot) > 1}:
        return f"two units have a slot {', '.join(sorted(twice))}"
    optional = {s for name in made.units for s in OPTIONAL.get(name, ())}
    there = SLOT.findall(made.wording)
    if unknown := sorted(set(there) - set(slots)):
        return f"unknown slot {', '.join(unknown)}"
    if len(set(there)) < len(there):
        return "a slot stands twice"
    missing = set(slots) - set(there) - optional
    return f"slot {', '.join(sorted(missing))} is missing" if missing else ""


def problem(unit: Unit, wording: str) -> str:
    """What is wrong with a wording; empty when nothing is."""
    slots = SLOT.findall(wording)
    if unknown := set(slots) - set(unit.slots):
        return f"unknown slot {', '.join(sorted(unknown))}"
    if len(set(slots)) < len(slots):
        return "a slot stands twice"
    missing = set(unit.slots) - set(slots) - set(OPTIONAL.get(unit.name, ()))
    return f"slot {', '.join(sorted(missing))} is missing" if missing else ""


def problems() -> list[str]:
    """Everything in the files that cannot be used, one sentence each."""
    found = [
        f"{path.name}: no '# persona:' line"
        for path in sorted(HERE.glob("wordings/*.txt"))
        if "# persona:" not in path.read_text(encoding="utf-8")
    ]
    for section in sections():
        where = f"{section.author}, {section.name}"
        unit = catalogue().get(section.name)
        if unit is None and not is_whole(section.name):
            found.append(f"{where}: no such unit in intents.toml")
            continue
        for line in section.lines:
            if what := whole_problem(whole(line)) if unit is None else problem(unit, line):
                found.append(f"{where}: {what}: {line}")
    return found


def newest() -> float:
    """When the last wording file was changed."""
    return max((p.stat().st_mtime for p in HERE.glob("wordings/*.txt")), default=0.0)


def read_again() -> None:
    """Forget what was read of the files."""
    for cached in (sections, wordings, wholes):
        cached.cache_clear()


def held_out(wording: str) -> bool:
    return zlib.crc32(wording.encode()) % HELD_OUT == 0


@cache
def wordings(part: str) -> dict[str, Sequence[str]]:
    """Usable wordings of every unit, of the part `train` or the held-out ones.

    A unit with fewer than six wordings has all of them in both parts.
    """
    everything: dict[str, list[str]] = {name: [] for name in catalogue()}
    for section in sections():
        unit = catalogue().get(section.name)
        if unit is not None:
            everything[unit.name] += [line for line in section.lines if not problem(unit, line)]
    chosen: dict[str, Sequence[str]] = {}
    for name, lines in everything.items():
        every = list(dict.fromkeys(lines))
        some = [line for line in every if held_out(line) == (part != "train")]
        chosen[name] = tuple(some if some and len(every) >= 6 else every)
    return chosen


@cache
def wholes(part: str) -> tuple[Whole, ...]:
    """Usable whole requests of the part `train` or the held-out ones."""
    lines = [line for section in sections() if is_whole(section.name) for line in section.lines]
    every = [whole(line) for line in dict.fromkeys(lines)]
    return tuple(
        made
        for made in every
        if not whole_problem(made) and held_out(made.wording) == (part != "train")
    )
