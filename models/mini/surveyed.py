"""How often people ask for what: `surveyed.toml` counts it, and the samples follow it."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path

from models.mini.phrases import wholes

SURVEYED = Path(__file__).with_name("surveyed.toml")
ANY, ASKED = 2.0, 3.0
"""The weight of a unit that nobody asked for in the surveys, and what one who did adds."""
FLATTER = 0.6
"""Of what many asked for there need not be as many samples to learn it."""
OFTEN: Mapping[str, float] = {
    "find.closest": 20, "find.where": 10, "find.empty_both": 8, "archive.list_sizes": 8,
    "archive.extract_one_to": 8, "archive.extract_part_to": 8,
    "sum.speed_time": 5, "sum.monthly_years": 5, "sum.durations_two": 4,
    "table.concat_list": 6, "table.concat_word": 5, "table.sum_three": 5,
    "table.totals_of_two": 5, "table.add_from_two": 5, "table.split_by_named": 4,
}  # fmt: skip
"""What people ask for again and again in ever other words."""


@cache
def surveyed() -> Mapping[str, float]:
    """How often each unit was asked for."""
    counted: dict[str, float] = tomllib.loads(SURVEYED.read_text(encoding="utf-8"))
    return counted


def weight(unit: str) -> float:
    """How many samples a unit gets, beside others of its kind."""
    return max(OFTEN.get(unit, 0.0), ANY + ASKED * math.pow(surveyed().get(unit, 0.0), FLATTER))


@cache
def whole_weights(part: str) -> tuple[float, ...]:
    """Of the whole requests of a part, as `wholes` has them: those of the unit that is asked for
    least; summed up from the first on."""
    return tuple(accumulate(min(map(weight, made.units)) for made in wholes(part)))
