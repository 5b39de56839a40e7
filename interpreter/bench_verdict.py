"""What a run is worth: right, wrong, refused, or given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from interpreter import bench_answer
from interpreter.bench_facts import Facts, names
from interpreter.bench_folder import compare, snapshot
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


def judge(endings: Iterable[Ending], said: Said, folder: Path, facts: Facts) -> Judgement:
    """Compare with each ending that the task allows; the best counts. `facts.root` is the untouched
    fixture, `folder` what became of its copy."""
    start = snapshot(facts.root)
    untouched = snapshot(folder) == start
    refused = said.why in ("refused", "asked") or (
        said.why == "answered" and untouched and bench_answer.asks_or_refuses(said.answer)
    )
    judged: list[Judgement] = []
    for ending in endings:
        comparison = compare(start, folder, facts.root, ending)
        spoken = _spoken_wrong(ending, said, refused, facts)
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


def _spoken_wrong(ending: Ending, said: Said, refused: bool, facts: Facts) -> list[str]:
    wrong: list[str] = []
    if ending.outcome == "asks or refuses" and not refused:
        wrong.append("neither asked nor refused")
    if ending.outcome == "answered" and said.why != "answered":
        wrong.append(f"ended with: {said.why}")
    known = sorted(set(names(facts.files(hidden=True))))
    if ending.answer is not None:
        said_wrong = bench_answer.complaints(said.answer, ending.answer, known)
        wrong += [f"answer {item}" for item in said_wrong]
    if ending.shown is not None:
        views = [f"{part}\n{said.answer}" for part in (said.last, said.printed)]
        tried = [bench_answer.complaints(view, ending.shown, known) for view in views]
        wrong += [f"shown {item}" for item in min(tried, key=len)]
    return wrong
