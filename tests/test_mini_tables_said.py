"""How people speak of tables: columns by usual other words, folders and rows that need no saying,
tables listed by their months or weeks."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.mini.checks import Asked, left_out
from models.mini.families import tables
from models.mini.families.code import completed, filled
from models.mini.needless import for_rows, needless
from models.mini.restating import restated
from models.mini.shortened import bare
from models.mini.spotted import NOTHING
from models.mini.spotting import located
from models.mini.spotting_files import new_names
from models.mini.surroundings import folder as told_of
from models.mini.verify import run


@pytest.mark.parametrize(
    ("request_", "columns", "found"),
    [
        ("which clients have no e-mail address?", ["email"], "email"),
        ("list the emails of all", ["E-Mail"], "E-Mail"),
        ("and their telephone numbers", ["phone"], "phone"),
        ("total downtime minutes by team", ["downtime_min"], "downtime_min"),
        ("who has no e-mail?", ["No", "Email"], "Email"),
        ("sort them by no", ["No"], "No"),
    ],
)
def test_columns_are_seen_in_usual_other_words(
    request_: str, columns: list[str], found: str
) -> None:
    every = [f.value for f in located(request_, NOTHING, columns) if f.kind == "column"]
    assert every == [found]


@pytest.mark.parametrize(
    "request_",
    [
        "make an excel file b.xlsx from a.csv, the zeros in the code must stay",
        "make an excel file b.xlsx from a.csv and keep the leading zeros",
        "make an excel file b.xlsx from a.csv, the emp_no must keep the zeros in front",
    ],
)
def test_zeros_that_stay_anyway_are_not_read(request_: str) -> None:
    assert bare(request_) == "make an excel file b.xlsx from a.csv"


def test_zeros_that_are_to_be_added_are_read() -> None:
    assert "zeros" in bare("convert a.csv to excel, put zeros in front of the code")


def test_a_name_that_only_says_which_table_need_not_stand_in_code() -> None:
    code = 'df = read_table(locate("offers_2026.csv"))\ndf = having(df, "open")\nshow(df)\n'
    asked = Asked("which of our offers in offers_2026.csv are open?")
    assert needless("offers", "folder", code, asked)
    assert not needless("offers", "folder", code, Asked("move offers_2026.csv into offers"))
    assert not needless("archive", "folder", code, asked)
    counted = 'df = read_table(locate("a.csv"))\nprint(f"{len(df):,} rows fit.")\n'
    assert needless("frame", "column", counted, Asked("how many frames below 30 fps in a.csv"))
    assert not needless("frame", "column", counted, Asked("frame of the rows below 30 fps, a.csv"))
    assert needless("jobs.csv", "table", 'df = read_table(locate("jobs"))\n', asked)


def test_words_for_rows_choose_nothing() -> None:
    code = 'df = read_table(locate("nanodrop"))\ndf = df[numbers(df[column(df, "ratio")]) < 2]\n'
    assert for_rows("samples", code, "nanodrop: all samples with ratio below 2")
    assert not for_rows("samples", code, "nanodrop samples, ratio below 2")
    assert not for_rows("samples", "files = []\n", "delete all samples with x")


def test_three_totals_are_not_two() -> None:
    code = "for name in (col, col2):\n    print(name)\n"
    assert left_out(code, "total km, total climb and total hours")
    assert not left_out(code, "total km and total climb")


SEEN = """files: Tenants/, Photos/
meant: tenants = tenants.csv (in Tenants/); Mill Lane = Mill Lane cellar.png (in Photos/)
tenants.csv: flat,name,house,phone
found: Mill Lane 2 in house of tenants.csv"""


def test_a_part_of_a_cell_is_no_file() -> None:
    ways = [way.request for way in restated("phone of the tenants at Mill Lane 2", SEEN)]
    assert ways
    assert all("Mill Lane 2" in way for way in ways)


def test_whose_folder_a_spelled_file_is_in_needs_no_saying() -> None:
    seen = "files: Miller/\ndeeper: Miller/Payroll/staff.csv\nstaff.csv: no,name"
    asked = "make an Excel file of staff.csv in Miller's Payroll folder, call it staff.xlsx"
    ways = [way.request for way in restated(asked, seen)]
    assert "make an Excel file of staff.csv, call it staff.xlsx" in ways


def test_new_names_may_have_blanks_and_folders() -> None:
    def name(request_: str) -> list[str]:
        return [found.value for found in new_names(request_, NOTHING, ())]

    assert name("join the weeks in one file shifts all.csv") == ["shifts all.csv"]
    assert name("put them in one list, orders/orders autumn.csv") == ["orders/orders autumn.csv"]


def test_the_path_of_a_table_is_a_name() -> None:
    names, _ = told_of("files: Family tree/\nFamily tree/persons.csv: id,name")
    assert {"persons.csv", "Family tree/persons.csv"} <= set(names)


def answered(folder: Path, unit: str, **slots: str) -> str:
    template = {**tables.REQUESTS, **tables.EDITS}[unit]
    output, error = run(completed(filled(tables.HEAD + template, slots)), folder)
    assert not error, error
    return output


@pytest.mark.parametrize(
    ("items", "word"),
    [
        ("september, October and nov", "orders"),
        ("week 45, 46 and 47", "shifts"),
        ("2024 and 2025", "invoices"),
        ("may and june", "trips"),
    ],
)
def test_listed_tables_are_put_together(tmp_path: Path, items: str, word: str) -> None:
    (tmp_path / "orders").mkdir()
    wanted = {
        "orders": ["orders/2026-09.csv", "orders/Orders October 2026.csv", "orders/orders_nov.csv"],
        "shifts": ["shifts week 45.csv", "shifts week 46.csv", "shifts week 47.csv"],
        "invoices": ["invoices 2024.csv", "invoices 2025.csv"],
        "trips": ["trips may.csv", "trips june.csv"],
    }
    others = ["orders/2026-08.csv", "shifts week 4.csv", "hours 2024.csv", "stock may.csv"]
    for name in [name for some in wanted.values() for name in some] + others:
        (tmp_path / name).write_text(f"code,from\n007,{name}\n")
    answered(tmp_path, "table.concat_list", items=items, word=word, out="all.csv")
    rows = [f"007,{name}" for name in wanted[word]]
    assert (tmp_path / "all.csv").read_text().splitlines() == ["code,from", *rows]


def test_the_totals_of_two_tables_are_compared(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("km\n10\n30\n")
    (tmp_path / "b.csv").write_text("day,km\nMon,50\n")
    said = answered(tmp_path, "table.totals_of_two", table="a.csv", table2="b.csv", col="km")
    assert "first table: 40" in said
    assert "second table: 50" in said
    assert "Difference: 10, that is +25.0%." in said


def test_a_file_for_each_value_is_called_like_it(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("class,name\n3a,Ann\n3b,Ben\n3a,Cleo\n")
    answered(tmp_path, "table.split_by_named_into", table="p.csv", col="class", dest="lists")
    assert (tmp_path / "lists" / "3a.csv").read_text() == "class,name\n3a,Ann\n3a,Cleo\n"
    assert (tmp_path / "lists" / "3b.csv").exists()
