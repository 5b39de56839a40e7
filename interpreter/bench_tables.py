"""Checks of tables, whatever their format, and of JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import cast

from interpreter.bench_found import Found, Value, sequence, short
from interpreter.bench_grid import cell

TOLERANCE = 0.00501
"""Absolute, for numbers in tables: half a cent, and a hair for its binary rounding."""


def has_table(found: Found, wanted: Value) -> str:
    records = [cast(Mapping[str, Value], item) for item in sequence(wanted)]
    header, rows = _split(found.grid())
    columns = list(records[0]) if records else header
    if sorted(header) != sorted(columns):
        return f"columns are {header}, not {columns}"
    have = [[row[header.index(name)] for name in columns] for row in rows]
    want = [[cell(record[name]) for name in columns] for record in records]
    return _compare_rows(have, want, bool(found.options.get("order")))


def has_values(found: Found, wanted: Value) -> str:
    _, rows = _split(found.grid())
    have = [sorted(row) for row in rows]
    want = [sorted(cell(item) for item in sequence(row)) for row in sequence(wanted)]
    return _compare_rows(have, want, bool(found.options.get("order")), free=True)


def _compare_rows(
    have: list[list[str]], want: list[list[str]], ordered: bool, free: bool = False
) -> str:
    if len(have) != len(want):
        return f"has {len(have)} rows, not {len(want)}"
    alike = _same_cells if free else _same_row
    left = list(have)
    for number, row in enumerate(want):
        candidates = left[:1] if ordered else left
        match = next((item for item in candidates if alike(item, row)), None)
        if match is None:
            near = f"; row {number + 1} is {have[number]}" if ordered else ""
            return f"lacks the row {row}{near}"
        left.remove(match)
    return ""


def _same_row(have: Sequence[str], want: Sequence[str]) -> bool:
    return len(have) == len(want) and all(map(same_cell, have, want))


def _same_cells(have: Sequence[str], want: Sequence[str]) -> bool:
    left = list(have)
    for item in want:
        match = next((other for other in left if same_cell(other, item)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def same_cell(have: str, want: str) -> bool:
    """Equal as text, or as numbers unless leading zeros make the text a name."""
    a, b = _plain(have), _plain(want)
    if a == b:
        return True
    x, y = _number(a), _number(b)
    return x is not None and y is not None and math.isclose(x, y, rel_tol=1e-9, abs_tol=TOLERANCE)


def _plain(text: str) -> str:
    trimmed = text.strip()
    for midnight in (" 00:00:00", "T00:00:00", "T00:00:00.000", "T00:00:00.000Z"):
        trimmed = trimmed.removesuffix(midnight)
    return trimmed


def _number(text: str) -> float | None:
    digits = text.lstrip("+-")
    if not digits[:1].isdigit() or (digits[0] == "0" and digits[1:2].isdigit()):
        return None
    try:
        return float(text)
    except ValueError:
        return None


def has_columns(found: Found, wanted: Value) -> str:
    header, _ = _split(found.grid())
    want = [str(name) for name in sequence(wanted)]
    same = header == want if found.options.get("order") else sorted(header) == sorted(want)
    return "" if same else f"columns are {header}, not {want}"


def has_row_count(found: Found, wanted: Value) -> str:
    _, rows = _split(found.grid())
    return "" if len(rows) == wanted else f"has {len(rows)} rows, not {wanted}"


def _split(grid: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    if not grid:
        raise ValueError("no header")
    header, *rows = grid
    return header, [row + [""] * (len(header) - len(row)) for row in rows]


def is_json(found: Found, wanted: Value) -> str:
    have = json.loads(found.text())
    return "" if same_value(have, wanted) else f"is {short(json.dumps(have))}"


def same_value(have: Value, want: Value) -> bool:
    """Equal as JSON; numbers within 1e-6."""
    if isinstance(have, bool) or isinstance(want, bool):
        return have is want
    if isinstance(have, (int, float)) and isinstance(want, (int, float)):
        return math.isclose(have, want, rel_tol=1e-6, abs_tol=1e-6)
    if isinstance(have, dict) and isinstance(want, dict):
        return have.keys() == want.keys() and all(same_value(have[k], want[k]) for k in want)
    if isinstance(have, list) and isinstance(want, (list, tuple)):
        return len(have) == len(want) and all(map(same_value, have, want))
    return type(have) is type(want) and have == want
