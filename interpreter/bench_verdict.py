"""What a run is worth: right, wrong, refused, or given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from interpreter import bench_answer
from interpreter.bench_folder import FOLDER, Place, compare
from interpreter.bench_grid import basename
from interpreter.bench_tasks import Ending


class Verdict(Enum):
    """One of the four for each task; only WRONG counts against a model that acted."""

    RIGHT = "right"
    WRONG = "wrong"
    """The folder changed in a way that is not allowed, or a wrong answer was given as an answer."""
    REFUSED = "refused"
    """Asked back or said that it cannot, changed nothing, and was not expected to."""
    GAVE_UP = "gave up"
    """Ended without an answer (steps, time, a failing model) and changed nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """How the last turn ended, what it answered, and what its code printed before."""

    why: str
    answer: str
    printed: str
    last: str = ""
    """The part of `printed` that the last block of code wrote: before it the model may have looked
    around, which is no part of the result."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with its reasons."""

    verdict: Verdict
    wrong: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    """Files of the user whose content is gone against the expectation."""


def judge(endings: Iterable[Ending], said: Said, before: Place, after: Place) -> Judgement:
    """Compare with each ending that the task allows; the best counts. `before` is the untouched
    fixture, `after` what became of its copy."""
    untouched = before.holds == after.holds
    known = sorted({basename(path) for path, held in before.holds.items() if held != FOLDER})
    refused = said.why in ("refused", "asked") or (
        said.why == "answered" and untouched and bench_answer.asks_or_refuses(said.answer)
    )
    judged: list[Judgement] = []
    for ending in endings:
        comparison = compare(before, after, ending)
        spoken = _spoken_wrong(ending, said, refused, known)
        wrong = (*comparison.wrong, *spoken)
        if not wrong:
            return Judgement(Verdict.RIGHT)
        judged.append(Judgement(Verdict.WRONG, wrong, comparison.lost))
    best = min(judged, key=lambda item: (len(item.lost), len(item.wrong)))
    if untouched and refused:
        return Judgement(Verdict.REFUSED, best.wrong)
    if untouched and said.why != "answered":
        return Judgement(Verdict.GAVE_UP, (f"ended with: {said.why}", *best.wrong))
    return best


def _spoken_wrong(ending: Ending, said: Said, refused: bool, known: Sequence[str]) -> list[str]:
    wrong: list[str] = []
    if ending.outcome == "asks or refuses" and not refused:
        wrong.append("neither asked nor refused")
    if ending.outcome == "answered" and said.why != "answered":
        wrong.append(f"ended with: {said.why}")
    if ending.answer is not None:
        said_wrong = bench_answer.complaints(said.answer, ending.answer, known)
        wrong += [f"answer {item}" for item in said_wrong]
    if ending.shown is not None:
        views = [f"{part}\n{said.answer}" for part in (said.last, said.printed)]
        tried = [bench_answer.complaints(view, ending.shown, known) for view in views]
        wrong += [f"shown {item}" for item in min(tried, key=len)]
    return wrong
