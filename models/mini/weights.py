"""Choosing a unit: what people want every day comes more often than the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.mini.draw import Draw, NoWordingError
from models.mini.surveyed import weight

FILTER_WEIGHTS: Mapping[str, float] = {
    "table.filter": 4, "table.filter_below": 3, "table.filter_is": 5, "table.filter_word": 5,
    "table.filter_empty": 2, "table.filter_between": 1.5, "table.filter_month_any": 1.5,
    "table.filter_year_any": 1.5, "table.filter_period": 1.5, "table.filter_next_days": 1.5,
    "table.filter_past": 1.5, "table.filter_any_of": 1.5, "table.filter_exceeds": 1.5,
    "table.filter_period_any": 1.5, "table.filter_older_days": 1.5,
    "table.filter_state": 5, "table.filter_not_state": 5, "table.filter_word_either": 1.5,
    "table.filter_on_any": 1.5, "table.filter_before_any": 1.5,
}  # fmt: skip


def weighted(draw: Draw, units: Sequence[str]) -> str:
    """One of the units; those that are wanted every day more often than the others."""
    if not units:
        raise NoWordingError("no unit has a wording")
    return draw.rng.choices(units, [weight(u) for u in units])[0]
