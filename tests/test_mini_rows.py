"""What is asked of the rows of a table: two conditions, periods, columns worked out, and files
that keep the way in which they write their numbers."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.mini.asked_whole import whole_task
from models.mini.draw import Draw
from models.mini.families import rows, tables
from models.mini.families.code import completed, filled
from models.mini.phrases import Whole, whole, whole_problem
from models.mini.verify import run


def day(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


ORDERS = f"""nr;customer;amount;cost;date;due
1;Anna;1.200,50 €;100;{day(-1)};{day(10)}
2;Ben;80,00 €;90;{day(-40)};{day(-5)}
3;Anna;20,00 €;20;{day(0)};{day(3)}
4;Cleo;;5;{day(-400)};{day(-300)}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(ORDERS)
    return tmp_path


def answered(folder: Path, template: str, **slots: str) -> str:
    """Runs an answer about the orders. Returns what it printed; it must not fail."""
    source = completed(filled(tables.HEAD + template, {"table": "orders.csv", **slots}))
    output, error = run(source, folder)
    assert not error, error
    return output


def numbers_left(folder: Path, line: str, **slots: str) -> list[str]:
    """The first column of the rows that a filter leaves."""
    said = answered(folder, tables.TABLE + line + 'print(*df["nr"])\n', **slots)
    return said.splitlines()[-1].split()


def asked(line: str) -> str:
    class One(Draw):
        def whole(self) -> Whole:
            return whole(line)

    return whole_task(One(random.Random(1), "train")).code


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (
            "{table} {fcol} {word} {fcol2} {value} || table.rows table.filter_is table.filter",
            "",
        ),
        (
            "{table} {fcol} {word} {fcol2} {word2} || table.rows table.filter_is table.filter_not",
            "",
        ),
        (
            "{table} {fcol} {word} {fcol} {word2} || table.rows table.filter_is table.filter_is",
            "a slot stands twice",
        ),
        (
            "{table} {col} {word} {fcol} {word2} {value} || table.set table.filter_is",
            "",
        ),
    ],
)
def test_a_second_filter_has_slots_with_the_next_number(line: str, what: str) -> None:
    assert whole_problem(whole(line)) == what


def test_two_filters_stand_behind_each_other_and_the_order_behind_them() -> None:
    units = "table.select table.filter_is table.filter table.sorted"
    code = asked(
        "{col} and {col2} of {table}, {fcol} {word}, {fcol2} over {value}, by {scol} || " + units
    )
    lines = [line for line in code.splitlines() if line.startswith("df = ")]
    assert "read_table" in lines[0]
    assert "equal(" in lines[1]
    assert ") > " in lines[2]
    assert "sort_values" in lines[3]
    assert lines[4].startswith("df = df[[")


def test_with_or_one_of_two_conditions_is_enough(folder: Path) -> None:
    first = filled(tables.FILTERS["table.filter_is"], {"fcol": "customer", "word": "ben"})
    second = filled(tables.FILTERS["table.filter"], {"fcol": "amount", "value": "1000"})
    before, between, behind = rows.EITHER
    assert numbers_left(folder, before + first + between + second + behind) == ["1", "2"]


@pytest.mark.parametrize(
    ("unit", "slots", "left"),
    [
        ("table.filter_past", {"fcol": "due"}, ["2", "4"]),
        ("table.filter_next_days", {"fcol": "due", "n": "14"}, ["1", "3"]),
        ("table.filter_last_days", {"fcol": "date", "n": "30"}, ["1", "3"]),
        ("table.filter_older_days", {"fcol": "date", "n": "30"}, ["2", "4"]),
        ("table.filter_period", {"fcol": "date", "period": "today"}, ["3"]),
        ("table.filter_exceeds", {"fcol": "amount", "fcol2": "cost"}, ["1"]),
        ("table.filter_short_of", {"fcol": "amount", "fcol2": "cost"}, ["2"]),
        ("table.filter_none_of", {"fcol": "customer", "items": "Ben and Cleo"}, ["1", "3"]),
        ("table.filter_above_any", {"value": "50"}, ["1", "2"]),
    ],
)
def test_a_condition_leaves_the_rows_that_meet_it(
    folder: Path, unit: str, slots: dict[str, str], left: list[str]
) -> None:
    assert numbers_left(folder, tables.FILTERS[unit], **slots) == left


def test_figures_that_are_added_to_a_column_are_written_as_the_column_writes_them(
    folder: Path,
) -> None:
    line = filled(tables.FILTERS["table.filter_is"], {"fcol": "customer", "word": "Anna"})
    raised = tables.REQUESTS["table.scale_where"].replace(tables.CHANGED, tables.CHANGED + line, 1)
    answered(folder, raised, col="amount", n="10")
    answered(folder, tables.CHANGED + tables.EDITS["table.add_totals"] + tables.KEEP)
    lines = (folder / "orders.csv").read_text().splitlines()
    assert [line.split(";")[2] for line in lines[1:]] == [
        "1320,55", "80,00 €", "22,00", "", "1422,55",
    ]  # fmt: skip
    assert lines[-1].startswith("Total;")


def test_the_rows_that_meet_a_condition_are_set_and_no_other(folder: Path) -> None:
    line = filled(tables.FILTERS["table.filter_past"], {"fcol": "due"})
    change = tables.REQUESTS["table.set_where"].replace(tables.CHANGED, tables.CHANGED + line, 1)
    assert "in 2 rows" in answered(folder, change, col="customer", value="late")
    lines = (folder / "orders.csv").read_text().splitlines()
    assert [line.split(";")[1] for line in lines[1:]] == ["Anna", "late", "Anna", "late"]


def test_two_values_that_change_places_do_not_become_one(folder: Path) -> None:
    swap = {"word": "Anna", "to": "Ben", "word2": "Ben", "to2": "Anna"}
    change = tables.CHANGED + tables.EDITS["table.map_two"] + tables.KEEP
    answered(folder, change, col="customer", **swap)
    lines = (folder / "orders.csv").read_text().splitlines()
    assert [line.split(";")[1] for line in lines[1:]] == ["Ben", "Anna", "Ben", "Cleo"]
