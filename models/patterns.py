"""Regular expressions and ranges of whole numbers, as rules of a grammar (GBNF) inside of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_DIGITS = 15
"""Of the longest number without a bound."""
_UNSAFE = '"\\'
_PRINTABLE = r"\x00-\x1F\x7F"
_CATEGORIES = {
    op.CATEGORY_DIGIT: "0-9",
    op.CATEGORY_WORD: "0-9A-Za-z_",
    op.CATEGORY_SPACE: " ",
}


def literal(text: str) -> str:
    """Exactly this text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'


def pattern_rule(pattern: str) -> str:
    """The inside of a JSON string in which `pattern` is found. Raises `ValueError` with the reason
    for what a grammar cannot say."""
    try:
        parsed = list(_parser.parse(pattern))
    except re.error as error:
        raise ValueError(str(error)) from error
    begins = bool(parsed) and parsed[0] == (op.AT, op.AT_BEGINNING)
    ends = bool(parsed) and parsed[-1] == (op.AT, op.AT_END)
    inner = parsed[begins : len(parsed) - ends]
    parts = [*([] if begins else ["char*"]), _sequence(inner), *([] if ends else ["char*"])]
    return " ".join(parts)


def _sequence(parsed: Any) -> str:
    return " ".join(_item(kind, value) for kind, value in parsed) or '""'


def _item(kind: Any, value: Any) -> str:
    if kind is op.LITERAL:
        return literal(json.dumps(chr(value), ensure_ascii=False)[1:-1])
    if kind is op.ANY:
        return "char"
    if kind is op.NOT_LITERAL:
        return _class([(op.NEGATE, None), (op.LITERAL, value)])
    if kind is op.IN:
        return _class(value)
    if kind is op.BRANCH:
        return "(" + " | ".join(map(_sequence, value[1])) + ")"
    if kind is op.SUBPATTERN:
        return f"({_sequence(value[3])})"
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, inner = value
        upper = "" if most is op.MAXREPEAT else most
        return f"({_sequence(inner)}){{{least},{upper}}}"
    raise ValueError(f"it uses {str(kind).lower()}")


def _class(members: Any) -> str:
    """A set of characters; those that JSON would have to escape are left out."""
    negated = members[0][0] is op.NEGATE
    inside = "".join(_members(members[negated:]))
    if negated:
        return f'[^"\\\\{_PRINTABLE}{inside}]'
    if not inside:
        raise ValueError("it asks for a character that stands escaped in JSON")
    return f"[{inside}]"


def _members(members: Any) -> Iterator[str]:
    for kind, value in members:
        if kind is op.LITERAL:
            if chr(value) not in _UNSAFE and value >= 32:
                yield f"\\U{value:08X}"
        elif kind is op.RANGE:
            low, high = max(32, value[0]), value[1]
            for bad in (*map(ord, sorted(_UNSAFE)), 0x7F):
                if low <= bad <= high:
                    if low < bad:
                        yield f"\\U{low:08X}-\\U{bad - 1:08X}"
                    low = bad + 1
            if low <= high:
                yield f"\\U{low:08X}-\\U{high:08X}"
        elif kind is op.CATEGORY and value in _CATEGORIES:
            yield _CATEGORIES[value]
        else:
            raise ValueError(f"it uses {str(value).lower()}")


def integers(low: int | None, high: int | None) -> str:
    """Whole numbers from `low` to `high`, both included."""
    least = -(10**_DIGITS) + 1 if low is None else low
    most = 10**_DIGITS - 1 if high is None else high
    found = []
    if least < 0:
        found.append(f'"-" ({_natural(max(1, -most), -least)})')
    if most >= 0:
        found.append(_natural(max(0, least), most))
    return " | ".join(found)


def _natural(low: int, high: int) -> str:
    """Numbers without a sign."""
    parts = []
    for length in range(len(str(low)), len(str(high)) + 1):
        first = max(low, 10 ** (length - 1) if length > 1 else 0)
        last = min(high, 10**length - 1)
        parts.append(_digits(str(first), str(last)))
    return " | ".join(parts)


def _digits(low: str, high: str) -> str:
    """Digits of one length, from `low` to `high`."""
    if not low:
        return '""'
    rest = len(low) - 1
    any_rest = f" [0-9]{{{rest}}}" if rest else ""
    if low[1:] == "0" * rest and high[1:] == "9" * rest:
        return f"[{low[0]}-{high[0]}]{any_rest}"
    if low[0] == high[0]:
        return f'"{low[0]}" ({_digits(low[1:], high[1:])})'
    parts = [f'"{low[0]}" ({_digits(low[1:], "9" * rest)})']
    if int(low[0]) + 1 < int(high[0]):
        parts.append(f"[{int(low[0]) + 1}-{int(high[0]) - 1}]{any_rest}")
    parts.append(f'"{high[0]}" ({_digits("0" * rest, high[1:])})')
    return " | ".join(parts)
