"""How the code of a request about files becomes that of a second request."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.mini.asked import Asked, literal
from models.mini.asked_files import on_selection
from models.mini.changing import TRIES, Change
from models.mini.draw import Draw
from models.mini.families import files
from models.mini.families.code import filled
from models.mini.file_actions import code_of
from models.mini.selecting import selection


def listed(draw: Draw, unit: str) -> Asked:
    return on_selection(draw, unit, selection(draw))


def ranked(draw: Draw, unit: str) -> Asked:
    """A request for the largest, newest ... of something."""
    for _ in range(TRIES):
        chosen = selection(draw)
        if chosen.noun == unit:
            return on_selection(draw, draw.pick(["action.list", "action.details"]), chosen)
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording, {"noun": "file" if ".the_" in unit else "files"})
    line = filled(files.RANKS[unit], slots)
    chosen = selection(draw, plain=True)
    lines = (files.HERE, files.EVERY, line)
    chosen = type(chosen)(draw.said(wording, slots, True), lines, unit)
    return on_selection(draw, "action.list", chosen)


SEVERAL = re.compile(r"\.endswith\(\(([^()]*)\)\)")


_RANKED = re.compile(r"sorted\(files, key=lambda p: p\.stat\(\)\.(st_\w+).*\)\[(?!:\]).*\]$")


def ranked_by(lines: str) -> str:
    """What the last of the lines ranks the files by (`st_size`); empty if by nothing."""
    found = _RANKED.search(lines.rpartition("\n")[2])
    return found[1] if found else ""


def narrowed(line: str) -> Change:
    """One more line behind those that chose the files."""

    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        code = literal("selection.ext", slots)
        lines = f"{first.parts['lines']}\n{filled(line, code)}"
        return code_of(lines, first.parts["action"])

    return change


def acted(action: str) -> Change:
    def change(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
        return code_of(first.parts["lines"], filled(action, slots))

    return change


def only_here(_draw: Draw, first: Asked, _base: str, _slots: dict[str, str]) -> str:
    lines = first.parts["lines"]
    if files.EVERY not in lines.split("\n"):
        return ""
    return code_of(lines.replace(files.EVERY, files.DIRECT), first.parts["action"])


RANKED = re.compile(r"\)\[-?\d*:-?\d+\]$|\)\[-\d+:\]$")


def only_in(draw: Draw, first: Asked, base: str, slots: dict[str, str]) -> str:
    """Those of the files in a folder; the largest, newest ... are looked for there anew."""
    lines = first.parts["lines"]
    if not RANKED.search(lines):
        return narrowed(files.ONLY_IN)(draw, first, base, slots)
    if not lines.startswith(files.HERE):
        return ""
    there = filled(files.THERE, slots)
    return code_of(lines.replace(files.HERE, there, 1), first.parts["action"])


def reranked(pairs: Mapping[str, str]) -> Change:
    def change(_draw: Draw, first: Asked, base: str, _slots: dict[str, str]) -> str:
        *before, last = first.parts["lines"].split("\n")
        n = re.search(r"\[:(\d+)\]$", last)
        new = filled(files.RANKS[pairs[base]], {"n": n[1] if n else "1"})
        return code_of("\n".join((*before, new)), first.parts["action"])

    return change


def other_n(_draw: Draw, first: Asked, _base: str, slots: dict[str, str]) -> str:
    old, new = first.slots.get("n", ""), slots["n"]
    if first.parts:
        found = re.search(r"\[:(\d+)\]$", first.parts["lines"])
        old = found[1] if found else ""
    for form in ("[:{}]", ".head({})", "[-{}:]", ".tail({})"):
        if old and first.code.count(form.format(old)) == 1:
            return first.code.replace(form.format(old), form.format(new))
    return ""
