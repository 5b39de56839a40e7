"""Requests for sums, also of several steps: a sum, and what is done with its result."""

from __future__ import annotations

from collections.abc import Sequence

from models.mini.asked import Asked, plain_request
from models.mini.draw import Draw
from models.mini.families import figures, reckoning
from models.mini.weights import weighted

MORE = 0.2
"""How often something is done with the result in the same sentence."""


def sum_task(draw: Draw) -> Asked:
    """A random sum; sometimes a step more behind it."""
    unit = weighted(draw, [u for u in figures.SUMS if draw.has(u)])
    then = [u for u in reckoning.THEN if draw.has(u)]
    if unit not in reckoning.CHAINED or not then or not draw.chance(MORE):
        return plain_request(draw, unit, figures.HEAD_SUM + figures.SUMS[unit])
    more = draw.pick(then)
    wording = draw.wording(more)
    code = chain([unit, more])
    return plain_request(draw, unit, code, (wording, draw.slots(more, wording)))


def chain(units: Sequence[str]) -> str:
    """The template of a sum with what is done with its result; empty when it has none."""
    start = reckoning.started(units[0])
    steps = "".join(reckoning.THEN[unit] for unit in units[1:])
    return figures.HEAD_SUM + start + steps + figures.RESULT if start else ""
