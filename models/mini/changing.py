"""How the code of a first request becomes that of a second: values swapped, lines put in.

What every kind of follow-up needs, and the changes of pictures, texts, sums and dates; those of
tables are in `changing_tables.py`, those of files in `changing_files.py`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from models.messages import Message
from models.mini.asked import Asked, plain_request
from models.mini.draw import Draw
from models.mini.families import figures, files, pictures, texts
from models.mini.families.code import block, filled

Made = tuple[str, tuple[Message, ...]]
Change = Callable[[Draw, Asked, str, dict[str, str]], str]
"""From the first request and its code to the code of the second; empty where that cannot be."""
How = tuple[Sequence[str], Callable[[Draw, str], Asked], Change]
"""The units that a follow-up can follow, how they are asked, and what becomes of their code."""
Known = Callable[[random.Random], dict[str, str]]
TRIES = 40


def talk(first: Asked, request: str, code: str, output: str = "Done.") -> tuple[Message, ...]:
    """A first request, its answer and what came of it, and a second request with its answer."""
    return (
        Message("user", first.request),
        Message("assistant", block(first.code, first.slots)),
        Message("output", output),
        Message("user", request),
        Message("assistant", block(code, {})),
    )


def valued(first: Asked) -> Asked:
    """The request with its values in the code, so that a follow-up can change them there."""
    return replace(first, code=filled(first.code, first.slots))


def quoted(text: str) -> str:
    return filled('"@x@"', {"x": text})


def swapped(code: str, old: str, new: str) -> str:
    """The code with one quoted name in place of another."""
    return code.replace(quoted(old), quoted(new))


HEADS: Sequence[tuple[Mapping[str, str], str]] = (
    (texts.REQUESTS, texts.HEAD), (pictures.REQUESTS, pictures.HEAD), (files.REQUESTS, files.HEAD),
    (figures.SUMS, figures.HEAD_SUM), (figures.DATES, figures.HEAD_DATE),
    (figures.RANDOM, figures.HEAD_TEXT), (figures.STRINGS, figures.HEAD_TEXT),
)  # fmt: skip


def single(draw: Draw, unit: str) -> Asked:
    table, head = next((t, h) for t, h in HEADS if unit in t)
    return valued(plain_request(draw, unit, head + table[unit]))


def swap(slot: str, new: str = "") -> Change:
    """The same with another value of a slot, which stands in quotes."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        old = first.slots[slot] if slot in first.slots else first.slots.get("table", "")
        if not slots[new or slot]:
            return ""
        code = swapped(first.code, old, slots[new or slot])
        return code if code != first.code else ""

    return change


def swap_number(slot: str, line: str) -> Change:
    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        old, new = line.format(first.slots[slot]), line.format(slots[slot])
        return first.code.replace(old, new) if old in first.code else ""

    return change


def instead(pairs: Mapping[str, str]) -> Change:
    """The template of another unit, filled with the values of the first."""

    def change(_draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
        return filled(texts.HEAD + texts.REQUESTS[pairs[base]], {**first.slots, **slots})

    return change


def picture(line: str) -> Change:
    """One more change of the picture before it is saved."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        *lines, last = first.code.splitlines(keepends=True)
        return "".join((*lines, filled(line, slots), last)) if "save_image" in last else ""

    return change


def picture_saved(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    *lines, last = first.code.splitlines(keepends=True)
    if not last.startswith("save_image(image, free(path.with_stem"):
        return ""
    return "".join((*lines, filled(pictures.SAVED_AS, slots)))


def _reckoned(_draw: Draw, first: Asked, base: str, slots: dict[str, str], unit: str) -> str:
    """The result of the first sum, and something done with it."""
    start = "".join(
        line
        for line in first.code.splitlines(keepends=True)
        if line.startswith(("import math", "a, b", "values =", "result =", "a ="))
    )
    more = filled(figures.RECKONED[unit], slots)
    return start + figures.RESULTS[base] + more + figures.RESULT


def reckoning(unit: str) -> tuple[Sequence[str], Callable[[Draw, str], Asked], Change]:
    def change(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
        return _reckoned(draw, first, base, slots, unit)

    return tuple(figures.RESULTS), single, change


def in_other(word: str) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        *lines, _ = first.code.splitlines(keepends=True)
        return "".join(lines) + figures.DAYS[base] + figures.IN[word]

    return change


def weekday(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    *lines, _ = first.code.splitlines(keepends=True)
    return "".join(lines) + figures.WEEKDAY


def unchanged(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    return first.code
