"""Requests about pictures: what is done with them, and where the new ones go."""

from __future__ import annotations

import re

from models.mini import slots as values
from models.mini.asked import Asked, literal, plain_request
from models.mini.asked_files import TWICE
from models.mini.draw import Draw, NoWordingError
from models.mini.families import enlarging, files, pictures
from models.mini.families.code import filled
from models.mini.phrases import Whole
from models.mini.weights import weighted
from models.mini.wholes import main_unit, values_for, whole_request


def image_task(draw: Draw) -> Asked:
    """A request about a picture; sometimes the new one is given a name."""
    unit = weighted(draw, [u for u in pictures.REQUESTS if draw.has(u)])
    lines = pictures.REQUESTS[unit].splitlines(keepends=True)
    beside = lines[-1].startswith(("save_image(image, free(path.with_stem", "save_all("))
    clauses = [u for u in enlarging.ALSO if draw.has(u)]
    if beside and clauses and draw.chance(TWICE):
        clause = draw.pick(clauses)
        wording = draw.wording(clause)
        if code := enlarging.also(pictures.HEAD + pictures.REQUESTS[unit], clause):
            return plain_request(draw, unit, code, (wording, draw.slots(clause, wording)))
    if beside and draw.chance(0.14):
        return _saved_elsewhere(draw, unit, lines)
    if not lines[-1].startswith("save_image(image, ") or not draw.chance(0.25):
        return plain_request(draw, unit, pictures.HEAD + pictures.REQUESTS[unit])
    ending = values.IMAGE_ENDINGS
    if unit == "image.compress":
        quality = lines[-1].partition(", quality")[2].strip()
        last = pictures.SAVED_AS.replace(")))", f")), quality{quality}")
        ending = ["jpg", "jpeg"]
    else:
        last = pictures.SAVED_AS
    if unit == "image.convert":
        return plain_request(draw, unit, pictures.HEAD + pictures.REQUESTS[unit])
    name = {"out": values.file_name(draw.rng, ending)}
    code = pictures.HEAD + "".join(lines[:-1]) + last
    clause = draw.pick([u for u in ("image.save", "image.save", "plot.save") if draw.has(u)])
    wording = draw.wording(clause)
    while re.search("chart|plot|graph|diagram", wording):
        wording = draw.wording("plot.save")
    return plain_request(draw, unit, code, (wording, name))


def _saved_elsewhere(draw: Draw, unit: str, lines: list[str]) -> Asked:
    """A request about a picture, with a folder for the new one, or the file itself changed."""
    where = draw.pick(["image.into", "image.into", "image.overwrite"])
    many = lines[-1].startswith("save_all(")
    module = files if many else pictures
    last = module.SAVED_INTO if where == "image.into" else module.SAVED_OVER
    wording = draw.wording(where)
    code = pictures.HEAD + "".join(lines[:-1]) + last
    return plain_request(draw, unit, code, (wording, draw.slots(where, wording)))


def picture_whole(draw: Draw, made: Whole) -> Asked:
    main = main_unit(made, lambda u: u in pictures.REQUESTS)
    said = values_for(draw, made, main)
    code = pictures.REQUESTS[main]
    for where in made.units:
        if where in ELSEWHERE:
            said |= values_for(draw, made, where)
            code = saved_where(main, code, where)
    for clause in made.units:
        if clause in enlarging.ALSO:
            said |= values_for(draw, made, clause)
            code = _twice(code, clause)
    if "out" in said and "@out@" not in pictures.REQUESTS[main]:
        said["out"] = values.file_name(draw.rng, values.IMAGE_ENDINGS)
    code = filled(pictures.HEAD + code, literal(main, said))
    return whole_request(draw, made, code, said)


def _twice(code: str, clause: str) -> str:
    """The template with a second change of the picture or pictures."""
    if not (changed := enlarging.also(code, clause)):
        raise NoWordingError(clause)
    return changed


ELSEWHERE = ("plot.save", "image.save", "image.into", "image.overwrite", "image.suffix")
"""Where a new picture goes."""


def saved_where(unit: str, code: str, where: str) -> str:
    """The template with another last line, which says where the new picture goes, or with a second
    change in front of it."""
    if where in enlarging.ALSO:
        return _twice(code, where)
    *lines, last = code.splitlines(keepends=True)
    many = last.startswith("save_all(")
    named = where in ("plot.save", "image.save")
    if not last.startswith(("save_image(image, ", "save_all(")) or "quality" in last:
        raise NoWordingError(unit)
    if (named and many) or (where == "image.suffix" and not many):
        raise NoWordingError(unit)
    if where == "image.suffix":
        return "".join(lines) + files.SAVED_NAMED
    if named:
        return "".join(lines) + pictures.SAVED_AS
    if where == "image.into":
        return "".join(lines) + (files.SAVED_INTO if many else pictures.SAVED_INTO)
    return "".join(lines) + (files.SAVED_OVER if many else pictures.SAVED_OVER)
