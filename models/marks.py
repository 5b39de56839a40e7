"""Everything in a reply that begins something else than words, by how it is written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from models.calls import CALLS, WRAPPERS, CallForm
from models.thoughts import (
    LINE_TURNS,
    LINE_WRAPPING,
    LONE_CLOSES,
    NAMED_TURNS,
    SPECIAL_TURNS,
    THOUGHTS,
    WRAPPING,
    ThoughtForm,
)

Plain = Literal["lone close", "wrapping", "line wrapping", "turn", "line turn", "named turn"]
Mark = ThoughtForm | CallForm | Plain

MARKS: dict[str, Mark] = {
    **dict.fromkeys(LONE_CLOSES, "lone close"),
    **dict.fromkeys((*WRAPPING, *WRAPPERS), "wrapping"),
    **dict.fromkeys(LINE_WRAPPING, "line wrapping"),
    **dict.fromkeys(SPECIAL_TURNS, "turn"),
    **dict.fromkeys(LINE_TURNS, "line turn"),
    **dict.fromkeys(NAMED_TURNS, "named turn"),
    **{form.opens: form for form in THOUGHTS},
    **{form.opens: form for form in CALLS},
}


def prefixes(marks: Collection[str]) -> frozenset[str]:
    """Everything that one of the marks begins with."""
    return frozenset(mark[:end] for mark in marks for end in range(1, len(mark) + 1))


PREFIXES = prefixes(MARKS)
"""The longest has under 50 characters, so no more than that is ever held back for a mark."""

ENDS: dict[tuple[str, ...], frozenset[str]] = {
    closes: prefixes(closes)
    for closes in [form.closes for form in THOUGHTS] + [form.closes for form in CALLS]
}


def only_at_line_start(mark: Mark) -> bool:
    if isinstance(mark, ThoughtForm | CallForm):
        return mark.at_line_start
    return mark.startswith(("line", "named"))
