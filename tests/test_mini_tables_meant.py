"""Requests about tables that name them in part, their versions, their columns, and repairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from interpreter.look import look
from models.meant import table_meant
from models.mini import answers
from models.mini.checks import Asked, problems
from models.mini.families.code import completed, without_shared
from models.mini.literals import Literals, known_of
from models.mini.needless import needless
from models.mini.repairs import mend, resembling
from models.mini.restating import restated
from models.mini.restating_tables import with_table
from models.mini.shortened import bare

MEMBERS = [["No", "Name", "Voice", "Phone"], ["1", "Ann", "Bass", "5"], ["2", "Ben", "Bass", "6"]]
WEATHER = [["date", "temp_min"], ["2026-10-01", "3"]]
TABLES = {
    "Members/members 2025.csv": MEMBERS,
    "Members/members 2026.csv": MEMBERS,
    "Weather/weather_2026-09.csv": WEATHER,
    "Weather/weather_2026-10.csv": WEATHER,
    "lists/children.csv": [["Name", "Group"], ["Eva", "Owls"]],
    "old/children.csv": [["Name", "Group"], ["Eva", "Owls"]],
    "trips.csv": [["Trip", "Children", "Cost"], ["zoo", "5", "3"]],
}


@pytest.mark.parametrize(
    ("prompt", "table"),
    [
        ("number of members per voice", "Members/members 2026.csv"),
        ("members per voice in 2025", "Members/members 2025.csv"),
        ("line of temp_min in october from the weather table", "Weather/weather_2026-10.csv"),
        ("temp_min of the weather", ""),
        ("how many children are there in each group", "lists/children.csv"),
        ("list all basses with name and phone", "Members/members 2026.csv"),
    ],
)
def test_of_several_versions_the_latest_is_meant(prompt: str, table: str) -> None:
    assert table_meant(TABLES, prompt)[0] == table


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("total per bike", "total per bike in t.csv"),
        ("bars of km per bike, save as km.png", "bars of km per bike in t.csv, save as km.png"),
        ("pie of km per bike called km.png", "pie of km per bike in t.csv called km.png"),
        ("km per bike as a pie, km.png", "km per bike as a pie in t.csv, km.png"),
        ("save it as x.csv", "save it as x.csv in t.csv"),
        ("list all with name and phone", "list all with name and phone in t.csv"),
    ],
)
def test_the_table_stands_before_what_is_done_with_the_result(request_: str, said: str) -> None:
    assert with_table(request_, "t.csv") == said


@pytest.fixture
def choir(folder: Path) -> Path:
    """A folder with a folder that is called like its table."""
    (folder / "Members").mkdir()
    text = "No,Name,Voice\n1,Ann,Bass\n2,Ben,Bass\n"
    (folder / "Members" / "members 2026.csv").write_text(text)
    text = "date,price_day,order_no,cloud_pct\n2026-01-01,3,4,5\n"
    (folder / "gear.csv").write_text(text)
    return folder


def said_again(folder: Path, request: str) -> list[str]:
    return [way.request for way in restated(request, look(folder, request))]


def test_a_folder_that_is_only_a_word_is_none(choir: Path) -> None:
    request = "bars of the number of members per voice, as v.png"
    last = list(restated(request, look(choir, request)))[-1]
    assert last.request == ("bars of the number of members per voice in members 2026.csv, as v.png")
    assert "Members/" not in last.seen.splitlines()[0]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("mean price per day in gear.csv", "mean price_day in gear.csv"),
        ("order number and date in gear.csv", "order_no and date in gear.csv"),
        ("number of order lines in gear.csv", ""),
        ("gear.csv: cloud_pct under 5, only date and cloud", "only date and cloud_pct"),
    ],
)
def test_columns_are_named_by_their_words(choir: Path, request_: str, said: str) -> None:
    ways = said_again(choir, request_)
    assert (said in ways[0]) if said else not any("order_no" in way for way in ways)


def read(request: str, columns: dict[str, list[str]], values: tuple[str, ...] = ()) -> list[str]:
    """What is taken out of a request as a name."""
    literals = Literals()
    literals.hide(request, known_of(["Maths/", "my hours.csv", *columns], columns, values))
    return list(literals.values.values())


def test_names_of_columns_cells_and_new_files() -> None:
    assert read("plot y over x from f.csv", {"f.csv": ["x", "y"]}) == ["y", "x", "f.csv"]
    assert "x" not in read("f.csv 3 x bigger", {"f.csv": ["x", "y"]})
    assert "/data" in read("used in /data in d.tsv", {"d.tsv": ["used"]}, ("/data",))
    assert "orders/May with totals.csv" in read("save it as orders/May with totals.csv", {})
    assert "my hours with fee.csv" in read("save it as my hours with fee.csv", {})


def test_what_the_rows_are_need_not_stand_in_the_code() -> None:
    every = 'df = read_table(locate("Parts.xlsx"))\nshow(df)\n'
    code = every.replace("show", 'df = df[numbers(df[column(df, "km")]) > 9]\nshow')
    assert needless("Part", "column", code, Asked("which parts in Parts.xlsx have over 9 km"))
    assert not needless("Part", "column", every, Asked("which parts in Parts.xlsx have over 9 km"))
    assert not needless("Part", "column", code, Asked("price by part in Parts.xlsx"))


def test_chance_and_pictures_read_as_tables_are_doubted() -> None:
    code = "n, a, b = 46, 60, 8\nprint(random.randint(a, b))\n"
    assert problems(code, Asked("week 46: sessions under 60 with 8"), frozenset())
    assert not problems(code, Asked("46 random numbers from 60 to 8"), frozenset())
    code = 'df = read_table(locate("k.png"))\nshow(df)\n'
    assert problems(code, Asked("km as a pie, k.png"), frozenset())


def test_what_every_plot_has_and_where_a_copy_lies_says_nothing() -> None:
    assert (
        bare("scatter a by b, t.csv, with title and units on the axes") == "scatter a by b, t.csv"
    )
    assert bare("bars of a in t.csv with title “Hi”").endswith("“Hi”")
    asked = "turn Fees/f 1.csv into an Excel file called f 1.xlsx in the same folder"
    assert bare(asked) == "turn Fees/f 1.csv into an Excel file called Fees/f 1.xlsx"


PIE = """```python
df = read_table(locate("set.csv"))
col = column(df, "genre")
by = column(df, "genre")
sums = numbers(df[col]).groupby(df[by], sort=False).sum()
plt.pie(sums, labels=sums.index, autopct="%1.1f%%")
title, x, y = f"{col} by {by}", "", ""
finish(title, x, y, title)
```"""
SUMS = """```python
df = read_table(locate("payments 2026.csv"))
col = column(df, "payments")
by = column(df, "flat")
df = numbers(df[col]).groupby(df[by]).sum().reset_index()
show(df)
```"""
RANKED = """```python
df = figures_by(df, col, by, "sum", "mean")
df = df.sort_values("count", ascending=False)
```"""


def test_words_are_counted_and_a_table_lends_its_figures() -> None:
    mended = mend(PIE, "KeyError: 'the column genre holds no figures, but Rock'", "")
    assert mended
    assert "pie(df[by].value_counts())" in without_shared(mended.code)
    mended = mend(SUMS, "KeyError: 'no column payments; columns: date, flat, amount'", "")
    assert mended
    assert "col = value_column(df)" in without_shared(mended.code)
    mended = mend(RANKED, "KeyError: 'count'", "")
    assert mended
    assert 'sort_values("sum", ascending=False)' in mended.code


def test_short_names_may_differ_in_one_letter() -> None:
    assert resembling("rpm", ["km", "minutes", "rpe"]) == "rpe"
    assert resembling("rpm", ["rpe", "rpn"]) == ""
    assert resembling("day", ["net", "vat"]) == ""


def test_what_is_said_in_so_many_words_must_be_done() -> None:
    def found(code: str, request: str) -> set[str]:
        return {p.what for p in problems(code, Asked(request), frozenset(["1", "100", "6"]))}

    code = 'a, b = 45, 4.5\nprint(f"{b} plus {a}% is {neat(round(b * (1 + a / 100), 6))}.")\n'
    assert found(code, "the rent is 45, put it up by 4.5 per cent") == {"4.5%"}
    assert not found(code.replace("45, 4.5", "4.5, 45"), "the rent is 45, plus 4.5 %")
    code = "print(readable(psutil.virtual_memory().total))\n"
    assert found(code, "how much ram is free")
    assert not found(code, "how much ram do I have")
    code = "items = ['a', 'b']\nprint(random.choice(items))\n"
    assert found(code, "who is on both lists, a and b?")
    code = 'path = Path("a.txt")\ncontent = "red, green"\nwrite(path, content)\n'
    assert found(code, "make a.txt with two lines: red, green")
    assert not found(code, "make a.txt with red, green in it")


def test_counts_of_no_rows_say_so() -> None:
    code = (
        'for value, n in df[col].value_counts(dropna=False).items():\n    print(f"{value}: {n}")\n'
    )
    guarded = completed(code)
    assert "No row fits." in guarded
    assert without_shared(guarded).strip() == code.strip()
    assert answers.found_nothing("No row fits.")
