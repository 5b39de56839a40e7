"""Numbers below zero: where a minus belongs to the number behind it."""

from __future__ import annotations

import re

_MINUS = re.compile(
    r"(?:\b(?:below|under|than|above|over|between|equals?|is|was|of|from)|[<>=]"
    r"|\bbetween \S+ and|\bfrom \S+ to|\d,|\d,? and)\s*[-\u2212]$",
    re.I,
)
"""A minus where only a number can follow."""
_DEGREES = re.compile(
    r"\s?(?:°|deg(?:rees?|\.)?)?\s?(?:c|f|celsius|fahrenheit|kelvin)\b|\s?°(?!\w)", re.I
)
"""A unit of temperature, behind a number."""
_AFTER_NUMBER = re.compile(r"[\d)]\s+$")
"""A number before the minus, which then takes it away."""


def below_zero(request: str, start: int, end: int) -> bool:
    """Whether the minus before a number belongs to it: *-10 Celsius*, *below -5*."""
    sign = request[max(start - 1, 0) : start]
    if sign not in ("-", "\u2212") or not request[start].isdigit():
        return False
    before = request[: start - 1]
    if (before and before[-1] not in " (<>=,") or _AFTER_NUMBER.search(before):
        return False
    return bool(_MINUS.search(request[:start]) or _DEGREES.match(request[end:]))
