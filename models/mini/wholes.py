"""What every whole request needs: values for its units, and the request that is made of them."""

from __future__ import annotations

from collections.abc import Callable

from models.mini.asked import Asked, spoken
from models.mini.draw import Draw, NoWordingError
from models.mini.fitting import fitting
from models.mini.phrases import SLOT, Whole


def unfit(made: Whole) -> NoWordingError:
    """The error of a sentence whose units do not go together."""
    return NoWordingError(" ".join(made.units))


def values_for(draw: Draw, made: Whole, unit: str) -> dict[str, str]:
    """Values for the slots of one of the units."""
    return draw.slots(unit, made.wording, {"noun": "files", "filter": "", **fitting(draw, unit)})


def whole_request(draw: Draw, made: Whole, code: str, said: dict[str, str]) -> Asked:
    if set(SLOT.findall(made.wording)) - set(said):
        raise unfit(made)
    request = draw.wrapped(draw.said(made.wording, spoken(draw, said)))
    return Asked(made.units[-1], request, code, {})


def main_unit(made: Whole, fits: Callable[[str], bool]) -> str:
    """The unit that says what is wanted."""
    return next(unit for unit in made.units if fits(unit))
