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


def only_at_line_start(mark: Mark) -> bool:
    """Whether a mark counts only where a line begins."""
    if isinstance(mark, CallForm):
        return mark.at_line_start or mark.at_reply_start
    if isinstance(mark, ThoughtForm):
        return mark.at_line_start
    return mark.startswith(("line", "named"))


AT_LINE_START = prefixes(MARKS)
WITHIN_LINE = prefixes([text for text, mark in MARKS.items() if not only_at_line_start(mark)])
"""Beginnings of marks. The longest mark has under 50 characters, so no more than that is ever held
back for one."""

ENDS: dict[tuple[str, ...], frozenset[str]] = {
    closes: prefixes(closes)
    for closes in [form.closes for form in THOUGHTS] + [form.closes for form in CALLS]
}
