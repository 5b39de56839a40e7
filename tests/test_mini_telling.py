"""Rows chosen by what people say of them, several results in one answer, and columns that do not
fit: refused, never a wrong figure."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from models.mini.asked_whole import whole_task
from models.mini.draw import Draw, NoWordingError
from models.mini.families import tables, telling
from models.mini.families.code import completed, filled
from models.mini.phrases import Whole, whole
from models.mini.verify import run

JOBS = """nr,client,work,status,paid,back_on,labour,birthday,since
1,Huber,Brakes,open,yes,2026-01-05,"120,00 €",1960-05-01,2019
2,Yilmaz,Tyres,done,no,,"80,50 €",2015-01-01,2024
3,Müller GmbH,Brakes,done,,2026-02-05,"20,00 €",1990-07-09,2001
4,Huber,Paint,new,no,,"300,00 €",2001-03-03,2010
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "jobs.csv").write_text(JOBS, encoding="utf-8")
    (tmp_path / "year.csv").write_text("Month,Revenue\nMar,30\nJan,20\nFeb,10\n")
    return tmp_path


def answered(folder: Path, template: str, **slots: str) -> tuple[str, str]:
    source = completed(filled(tables.HEAD + template, {"table": "jobs.csv", **slots}))
    return run(source, folder)


def left(folder: Path, unit: str, **slots: str) -> list[str]:
    code = tables.TABLE + telling.FILTERS[unit] + 'print(*df["nr"])\n'
    output, error = answered(folder, code, **slots)
    assert not error, error
    return output.splitlines()[-1].split()


@pytest.mark.parametrize(
    ("unit", "slots", "rows"),
    [
        ("filter_state", {"word": "open"}, "1"),
        ("filter_state", {"word": "paid"}, "1"),
        ("filter_state", {"word": "unpaid"}, "2 4"),
        ("filter_state", {"word": "brake"}, "1 3"),
        ("filter_state", {"word": "Muller GmbH"}, "3"),
        ("filter_not_state", {"word": "paid"}, "2 4"),
        ("filter_not_state", {"word": "pay"}, "2 4"),
        ("filter_not_state", {"word": "done"}, "1 4"),
        ("filter_not_state", {"word": "back"}, "2 4"),
        ("filter_not_word", {"word": "Huber"}, "2 3"),
        ("filter_word_either", {"word": "tyres", "word2": "paint"}, "2 4"),
        ("filter_on_any", {"date": "5 January"}, "1"),
        ("filter_since_month", {"month": "February 2026"}, "3"),
        ("filter_younger", {"n": "18"}, "2"),
        ("filter_older", {"n": "60"}, "1"),
    ],
)
def test_rows_are_what_is_said_of_them(
    folder: Path, unit: str, slots: dict[str, str], rows: str
) -> None:
    assert left(folder, f"table.{unit}", **slots) == rows.split()


@pytest.mark.parametrize(
    "code",
    [
        'df = lacking(df, "shipped")\n',
        'col = column(df, "client")\nnumbers(df[col]).sum()\n',
        'col = column(df, "net")\n',
        'df = df[["nr", "client"]]\ncol = value_column(df)\n',
        'df = df[in_months(df["back_on"], "females")]\n',
        'df = df[["nr", "client"]]\nby = date_column(df)\n',
    ],
)
def test_what_is_not_there_is_an_error_and_no_figure(folder: Path, code: str) -> None:
    output, error = answered(folder, tables.TABLE + code + "show(df)\n")
    assert "KeyError" in error or "ValueError" in error
    assert "rows" not in output


def test_names_of_months_are_months(folder: Path) -> None:
    code = tables.TABLE + telling.VIEWS["table.month_best_any"] + tables.SHOW
    output, error = answered(folder, code, table="year.csv", col="revenue")
    assert not error
    assert output.split()[-4:] == ["Mar", "30", "1", "row."]


def test_those_who_came_first_are_not_the_oldest(folder: Path) -> None:
    for unit, name in (("oldest", "1"), ("longest_there", "3"), ("newest", "2")):
        code = tables.TABLE + telling.VIEWS[f"table.{unit}"] + 'print(*df["nr"])\n'
        output, _ = answered(folder, code, n="1")
        assert output.splitlines()[-1] == name


def asked(line: str) -> str:
    class One(Draw):
        def whole(self) -> Whole:
            return whole(line)

    return whole_task(One(random.Random(1), "train")).code


def test_one_request_may_want_several_results() -> None:
    code = asked("{col} of {table} || table.sum table.also_mean table.also_most")
    assert [line.split("(")[0] for line in code.splitlines()[-4:]] == [
        "print", "print", "df = df[ordered", "show"
    ]  # fmt: skip
    units = "table.rows table.filter_not_state table.only_one table.also_total"
    code = asked(f"{{ocol}} of {{table}} not {{word}} || {units}".replace("table.only_one ", ""))
    assert code.splitlines()[-1].startswith('print(f"Total of {col}')


def test_orders_and_columns_stand_in_one_order_however_they_are_said() -> None:
    units = ("table.only_two", "table.most_first", "table.filter_state")
    said = "{table} {word} {ocol} {ocol2} || table.rows "
    first, second = asked(said + " ".join(units)), asked(said + " ".join(units[::-1]))
    assert first == second
    assert first.index("sort_values") < first.index("[[column(")


def test_an_order_that_means_nothing_is_not_asked() -> None:
    with pytest.raises(NoWordingError):
        asked("{table} || table.shape table.most_first")
