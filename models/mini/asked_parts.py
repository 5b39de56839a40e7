"""Requests in parts: some files into one folder, others into another."""

from __future__ import annotations

from models.mini import slots as values
from models.mini.asked import Asked
from models.mini.draw import Draw
from models.mini.families import files, placing
from models.mini.families.code import filled
from models.mini.selecting import EXT_LINE, Selection, selection
from models.mini.speech import FOLDER_FRONTS

FIRST = ("all {}s", "the {}s", "{}s", "the {} files", "{} files", "every {}", "all {}")
LATER = ("the {} ones", "the {}s", "{}s", "the {}", "{}", "{} files", "all the {}s")
"""Endings as they are named in the first part, and in those behind it."""


def in_parts(draw: Draw, unit: str, wording: str, slots: dict[str, str]) -> Asked:
    """The parts of such a request, perhaps all of them from one folder."""
    places = placing.PARTED[unit]
    of_rubbish = unit.startswith("action.delete")
    parts = [_rubbish(draw) if of_rubbish else _part(draw, first=True)]
    while len(parts) < len(places):
        more = _rubbish(draw) if of_rubbish else _part(draw, first=False)
        before = " ".join(line for part in parts for line in part.lines)
        ending = more.said.rpartition(".")[2][:4].lower()
        named = "exactly(" in more.lines[-1]
        if named and "endswith" in before and ending in before:
            continue  # it would be gone already
        if more.lines not in [part.lines for part in parts]:
            parts.append(more)
    names = ("selection", "selection2", "selection3")
    said = dict(slots, **{name: part.said for name, part in zip(names, parts, strict=False)})
    request = draw.said(wording, said)
    there = files.HERE
    if draw.chance(0.25) and all(files.HERE in part.lines for part in parts):
        where = draw.slots("selection.folder", "{folder}")
        there = filled(files.THERE, where)
        inner = request[:1].lower() + request[1:] if request[1:2].islower() else request
        request = draw.said(draw.pick(FOLDER_FRONTS), where, True) + inner
    code = ""
    for chosen, dest in zip(parts, places, strict=True):
        lines = "\n".join(chosen.lines).replace(files.HERE, there)
        code += f"{lines}\n{filled(files.ACTIONS[unit], {'dest': slots[dest]} if dest else {})}"
    return Asked(unit, draw.wrapped(request), files.HEAD + code, {})


def _rubbish(draw: Draw) -> Selection:
    """What is thrown away with something else: a named file, leftovers of one kind, anything."""
    turn = draw.rng.random()
    where = {"folder": values.folder(draw.rng)} if draw.chance(0.25) else {}
    if turn < 0.4:
        name = draw.pick(LEFT_LYING) if draw.chance(0.3) else values.file_name(draw.rng)
        name = name.rpartition("/")[2] if where else name
        line = filled(f'files = [exactly("@file@"{", folder" if where else ""})]', {"file": name})
        lines = [filled(files.THERE, where)] if where else []
        said, lines = draw.pick(["{}", "{}", "the file {}"]).format(name), [*lines, line]
    elif turn < 0.7:
        said, noun = draw.pick(LEFTOVERS)
        lines = [filled(files.THERE, where) if where else files.HERE, files.EVERY, noun]
    else:
        return _part(draw, first=False)
    if where:
        said += " in " + draw.pick(["{}", "the {} folder", "{}", "the folder {}"]).format(
            where["folder"]
        )
    return Selection(said, tuple(lines), "selection.file")


LEFT_LYING = ("Thumbs.db", "desktop.ini", "download.part", "Unbenannt.txt", "New Text Document.txt")
_START = 'files = [p for p in files if p.name.lower().startswith("~$".lower())]'
_TEMPORARY, _EMPTY = files.NOUNS["selection.temp"], files.NOUNS["selection.empty"]
_TMP = filled(EXT_LINE, {"ext": "tmp"})
LEFTOVERS = (
    *((said, _START) for said in (
        "the file whose name begins with ~$", "the one starting with ~$", "the ~$ files",
        "everything that starts with ~$", "the leftover lock file that begins with ~$",
        "the Word lock file (the one starting with ~$)", "the files beginning with ~$",
    )),
    *((said, _TMP) for said in (
        "the .tmp files", "tmp files", "everything ending in .tmp", "all .tmp", "the tmp ones",
    )),
    *((said, _EMPTY) for said in (
        "the empty files", "everything that is empty", "files of 0 bytes", "the empty ones",
    )),
    *((said, _TEMPORARY) for said in (
        "the temporary files", "temp files", "the leftover temporary ones",
    )),
)  # fmt: skip
"""Rubbish that is told by its looks, and the line that chooses it."""


def _part(draw: Draw, first: bool) -> Selection:
    """One of several selections; the later ones are often said with few words."""
    if draw.chance(0.35 if first else 0.6):
        ending = draw.value("ext")
        said = draw.pick(FIRST if first else LATER)
        said = said.format(values.said_extension(draw.rng, ending))
        lines = (files.HERE, files.EVERY, filled(EXT_LINE, {"ext": ending}))
        return Selection(said, lines, "selection.ext")
    chosen = selection(draw, plain=True)
    while chosen.front:
        chosen = selection(draw, plain=True)
    return chosen
