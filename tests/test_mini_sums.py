"""What sums of several steps, durations and dates come to."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest

from models.mini.asked import literal
from models.mini.asked_sums import chain
from models.mini.checks import left_out
from models.mini.families import figures, reckoning
from models.mini.families.code import completed, filled
from models.mini.phrases import Whole, placed, whole_problem
from models.mini.slot_numbers import expression, said_expression
from models.mini.verify import run


def printed(template: str, **slots: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        output, error = run(filled(completed(template), slots), Path(name))
    assert not error, error
    return output.strip()


@pytest.mark.parametrize(
    ("units", "slots", "told"),
    [
        ("sum.basket_two sum.then_plus_percent", "3 58 4 66 19", "521.22"),
        ("sum.multiply sum.then_minus", "34 85 1250", "1640"),
        ("sum.hourly sum.then_plus sum.then_plus_percent", "4 50 20 10", "242"),
        ("sum.times_three", "14 48 12", "8064"),
    ],
)
def test_what_is_said_behind_a_sum_is_done_with_its_result(
    units: str, slots: str, told: str
) -> None:
    names = [there for _, those in placed(units.split()) for there in those.values()]
    code = chain(units.split())
    assert printed(code, **dict(zip(names, slots.split(), strict=True))).endswith(f"{told}.")


@pytest.mark.parametrize(
    ("unit", "slots", "told"),
    [
        ("sum.rule_of_three", {"a": "10", "b": "16", "c": "45"}, "28.125 for 45."),
        ("sum.inverse", {"a": "4", "b": "6", "c": "3"}, "3 with 8."),
        ("sum.packs", {"a": "250", "b": "12"}, "21 are needed: 20 full ones and one with 10."),
        ("sum.duration_times", {"a": "24", "duration": "47 min"}, "(18.8 hours, 1128 minutes)"),
        ("sum.times_add", {"times": "3:45, 4:10 and 2:58"}, "10:53"),
        ("sum.downtime", {"a": "99.9", "duration": "30 days"}, "43.2 minutes"),
        ("sum.transfer", {"size": "3.4 TB", "speed": "120 MB/s"}, "7.87 hours"),
        ("sum.transfer", {"size": "50 GB", "speed": "100 Mbit/s"}, "1 hour 6 minutes 40 seconds"),
        ("sum.media_size", {"duration": "45 min", "speed": "128 kbps"}, "43.2 MB"),
        ("sum.size_fits", {"size": "25 MB", "size2": "64 GB"}, "2,560 of them fit."),
        ("sum.margin", {"a": "40", "b": "65"}, "The profit is 25: a markup of 62.5% on 40"),
        ("sum.convert", {"a": "17", "unit": "fps", "unit2": "ms per frame"}, "58.8235"),
    ],
)
def test_sums_of_daily_life(unit: str, slots: dict[str, str], told: str) -> None:
    assert told in printed(figures.SUMS[unit], **slots)


@pytest.mark.parametrize(
    ("unit", "slots", "told"),
    [
        ("date.weekday", {"date": "24th of May 1784"}, "1784-05-24 is a Monday."),
        ("date.weekday", {"date": "Good Friday 2027"}, "2027-03-26 is a Friday."),
        ("date.weekday", {"date": "christmas eve 2026"}, "2026-12-24 is a Thursday."),
        ("date.weekday", {"date": "Black Friday 2026"}, "2026-11-27 is a Friday."),
        ("date.years_between", {"date": "14 March 1867", "date2": "2 February 1951"}, "83 years,"),
        ("date.months_before", {"n": "3", "date": "31 May 2026"}, "28 February 2026"),
        ("date.notice_end", {"n": "3", "date": "21 November 2026"}, "28 February 2027"),
        ("date.week_dates", {"n": "12", "year": "2027"}, "22 March 2027 to Sunday, 28 March 2027"),
        ("date.work_starts", {"n": "10", "date": "24 December 2026"}, "10 December 2026"),
    ],
)
def test_dates_of_daily_life(unit: str, slots: dict[str, str], told: str) -> None:
    assert told in printed(figures.DATES[unit], **slots)


def test_an_expression_means_the_same_however_its_signs_are_written() -> None:
    rng = random.Random(4)
    for _ in range(200):
        made = expression(rng)
        assert eval(literal("sum.expression", {"expr": made})["expr"]) == eval(made)
        assert [c for c in said_expression(rng, made) if c.isdigit()] == [
            c for c in made if c.isdigit()
        ]


def test_several_answers_about_one_thing_share_its_slots() -> None:
    assert not whole_problem(Whole("sum and mean of {numbers}", ("sum.total", "sum.average")))
    assert whole_problem(Whole("{a} x {b} - {a}", ("sum.multiply", "sum.then_minus")))


def test_every_sum_that_can_go_on_leaves_a_result() -> None:
    for unit in reckoning.CHAINED:
        assert reckoning.started(unit).splitlines()[-1].startswith("result = ")


def test_a_decimal_comma_is_no_number_left_out() -> None:
    assert not left_out("a, b = 19, 1240.50", "19 percent of 1240,50")
    assert left_out("a, b = 19, 1240", "19 percent of 1250,50")
