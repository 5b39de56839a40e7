"""Follow-ups that point at what was found before, minus signs, and names that decide nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from models.mini.changing import Made
from models.mini.draw import Draw
from models.mini.literals import Literals
from models.mini.motives import rank_left_out
from models.mini.needless import only_reckons
from models.mini.pointed import as_written
from models.mini.pointing import in_order, on_those, only_some, pointing_back
from models.mini.resuming import on_it, on_rows, saved
from models.mini.shortened import bare

ALL = 'files = [p for p in sorted(folder.rglob("*")) if p.is_file()]\n'
MOVES = ALL + 'target = place("A")\nfor p in files:\n    shutil.move(p, free(target / p.name))\n'


def draw(seed: int) -> Draw:
    return Draw(random.Random(seed), "train")


def lines(reply: str) -> list[str]:
    return [
        line for line in reply.split("\n") if line.startswith(("folder = ", "files = ", "df = "))
    ]


@pytest.mark.parametrize("seed", range(25))
def test_what_chose_the_files_stays_and_any_action_follows(seed: int) -> None:
    made = next(m for n in range(99) if (m := on_those(draw(100 * seed + n))))
    before, after = lines(made[1][1].content), lines(made[1][-1].content)
    assert after[: len(before)] == before


@pytest.mark.parametrize("seed", range(8))
def test_what_somebody_wrote_of_some_of_them_keeps_what_chose_them(seed: int) -> None:
    made = next(m for n in range(99) if (m := as_written(draw(100 * seed + n))))
    before, after = lines(made[1][1].content), lines(made[1][-1].content)
    assert after[: len(before)] == before
    assert "{" not in made[1][-2].content


@pytest.mark.parametrize("make", [only_some, in_order, on_rows, saved, on_it])
def test_other_ways_to_go_on_start_where_the_first_answer_was(
    make: Callable[[Draw], Made | None],
) -> None:
    made = next(m for n in range(99) if (m := make(draw(n))))
    first, last = made[1][1].content, made[1][-1].content
    assert first != last
    assert [m.role for m in made[1]] == ["user", "assistant", "output", "user", "assistant"]
    if make is not on_it:
        assert last.startswith(first.split("\n")[0])
        assert lines(last)[: len(lines(first))] == lines(first)


def test_many_kinds_of_ways_to_go_on_occur() -> None:
    kinds = {pointing_back(draw(seed))[0] for seed in range(60)}
    assert len(kinds) >= 5


def test_the_newest_one_is_not_all_of_them() -> None:
    assert rank_left_out(MOVES, "move the newest one into A")
    assert rank_left_out(MOVES, "now copy the first three to A")
    assert not rank_left_out(MOVES, "move them to A")
    assert not rank_left_out(ALL + "files = files[:3]\n" + MOVES, "copy the first three to A")


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ("-10 Celsius in Fahrenheit", ["-10"]),
        ("how warm is -4.5°C in F", ["-4.5"]),
        ("rows with temp below -5", ["-5"]),
        ("average of -3, 4 and -5", ["-3", "4", "-5"]),
        ("what is 8 - 3", ["8", "3"]),
        ("what is 8 -3", ["8", "3"]),
        ("lines 10-12", ["10", "12"]),
        ("-5%", ["5"]),
    ],
)
def test_a_minus_stays_with_its_number(request_: str, values: list[str]) -> None:
    found = Literals()
    found.hide(request_)
    assert list(found.values.values()) == values


def test_what_takes_place_on_a_date_decides_nothing() -> None:
    asked = "how many days until the fair on 29 August 2027? And what weekday is that"
    assert "fair" not in bare(asked)
    assert bare("how many days until Easter") == "how many days until Easter"
    assert bare("how many days until 5 May 2027") == "how many days until 5 May 2027"


def test_sums_and_dates_look_at_no_file() -> None:
    assert only_reckons('first, second = day("1 May 2020"), day("today")\nprint(first)\n')
    assert not only_reckons(MOVES)
    assert not only_reckons('df = read_table(locate("a.csv"))\nshow(df)\n')
