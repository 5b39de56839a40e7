"""Threads are given up while other programs need the processor."""

from __future__ import annotations

import itertools

from models.pace import FIRST_HOLD, LONGEST_HOLD, WINDOW, Pace


def windows(pace: Pace, count: int, losses: int) -> list[int]:
    seen = []
    for _ in range(count):
        took(pace, WINDOW, losses)
        seen.append(pace.threads)
    return seen


def took(pace: Pace, seconds: float, losses: int) -> bool:
    """An evaluation in which the processor was lost so often."""
    pace.begins(lambda: 1000)
    return pace.took(seconds, lambda: 1000 + losses)


def test_a_calm_machine_keeps_all_threads() -> None:
    assert set(windows(Pace(8), 100, 0)) == {8}


def test_a_busy_machine_loses_threads_step_by_step_down_to_one() -> None:
    assert windows(Pace(8), 8, 30) == [6, 5, 4, 3, 2, 1, 1, 1]
    assert windows(Pace(2), 1, 30) == [1]


def test_threads_come_back_when_it_is_calm_again() -> None:
    pace = Pace(2)
    windows(pace, 1, 30)
    assert windows(pace, FIRST_HOLD, 0) == [1] * (FIRST_HOLD - 1) + [2]


def test_trying_again_in_vain_becomes_rare() -> None:
    pace = Pace(2)
    tries = 0
    for _ in range(2000):
        before = pace.threads
        took(pace, WINDOW, 30 if pace.threads == 2 else 0)
        tries += pace.threads > before
    assert 4 <= tries <= 2000 / LONGEST_HOLD + 7


def test_short_evaluations_are_judged_together() -> None:
    pace = Pace(4)
    lost = itertools.count()
    asked = []

    def losses() -> int:
        asked.append(next(lost))
        return asked[-1] * 12

    def short() -> bool:
        pace.begins(losses)
        return pace.took(WINDOW / 20, losses)

    assert not any(short() for _ in range(10))
    assert len(asked) == 1
    assert any(short() for _ in range(12))
    assert len(asked) == 2


def test_a_single_thread_is_left_alone() -> None:
    assert set(windows(Pace(1), 10, 99)) == {1}
