"""What the code of the model's answers works out, in real folders, beside that it runs at all."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas
import pytest

from models.mini import families
from models.mini.families import figures, files, lines, tables, texts
from models.mini.families.code import completed, filled
from models.mini.families.definitions import DEFINITIONS
from models.mini.repairs import mend
from models.mini.verify import run

SALES = """date,region,product,amount,quantity
2024-01-05,North,Chair,100.50,1
2024-02-10,South,Desk,200,2
2024-02-11,North,Chair,50,3
,East,Lamp,,1
2023-02-11,East,Sofa,70,1
"""
TEXT = "Red Fox 12\nblue\n\nThe fox. 3,5\nred\nred\n1,200 and 7\n"
TREE = {
    "a.txt": "x", "old stuff/b.txt": "y", "old stuff/deep/c.pdf": "z", "new/a.txt": "x",
    "new/n.txt": "n", "k.PDF": "from Muster AG", "pics/Screenshot 1.png": "q",
}  # fmt: skip


def answered(
    folder: Mapping[str, str], template: str, /, **slots: str
) -> tuple[str, dict[str, str]]:
    """What the code prints in such a folder, and what the folder holds afterwards."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        for file, text in folder.items():
            path = here / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        output, error = run(filled(completed(template), slots), here)
        assert not error, error
        left = {
            p.relative_to(here).as_posix(): p.read_text(encoding="utf-8", errors="replace")
            for p in here.rglob("*")
            if p.is_file()
        }
    return output, left


def request(unit: str) -> str:
    """The template of a unit, wherever it stands."""
    for table in (tables.REQUESTS, texts.REQUESTS, files.REQUESTS, figures.SUMS, figures.DATES,
                  figures.STRINGS):  # fmt: skip
        if unit in table:
            return table[unit]
    raise KeyError(unit)


@pytest.mark.parametrize(
    ("unit", "slots", "said"),
    [
        ("table.sum_word", {"word": "chairs"}, "Total of amount: 150.50"),
        ("table.count_word", {"word": "north"}, "2 rows fit"),
        ("table.sum_any", {}, "Total of amount: 420.50"),
        ("table.lookup", {"col": "amount", "word": "desk"}, "amount of desk: 200"),
        ("table.count_word", {"word": "Table"}, "0 rows fit"),
    ],
)
def test_a_word_is_found_in_whichever_column_it_stands(
    unit: str, slots: dict[str, str], said: str
) -> None:
    assert said in answered({"s.csv": SALES}, request(unit), table="s.csv", **slots)[0]


@pytest.mark.parametrize(
    ("unit", "slots", "rows"),
    [
        ("table.filter_month", {"month": "february"}, 3),
        ("table.filter_month", {"month": "Feb 2024"}, 2),
        ("table.filter_year", {"year": "2024"}, 3),
        ("table.filter_after", {"date": "10 Feb 2024"}, 2),
        ("table.filter_before", {"date": "2024-01-01"}, 1),
        ("table.filter_dates", {"date": "1 Jan 2024", "date2": "2024-02-10"}, 2),
    ],
)
def test_rows_are_chosen_by_their_dates(unit: str, slots: dict[str, str], rows: int) -> None:
    code = tables.TABLE + tables.FILTERS[unit] + tables.SHOW
    output, _ = answered({"s.csv": SALES}, code, table="s.csv", fcol="date", **slots)
    assert f"{rows} row" in output.splitlines()[-1]


@pytest.mark.parametrize(
    ("unit", "slots", "rows"),
    [
        ("table.filter_empty", {"fcol": "amount"}, 1),
        ("table.filter_filled", {"fcol": "amount"}, 4),
        ("table.filter_between", {"fcol": "amount", "value": "60", "value2": "150"}, 2),
        ("table.filter_either", {"fcol": "region", "word": "north", "word2": "East"}, 4),
        ("table.filter_starts", {"fcol": "product", "word": "ch"}, 2),
        ("table.filter_word", {"word": "north"}, 2),
    ],
)
def test_rows_are_chosen_by_what_stands_in_them(
    unit: str, slots: dict[str, str], rows: int
) -> None:
    code = tables.TABLE + tables.FILTERS[unit] + tables.SHOW
    assert f"{rows} row" in answered({"s.csv": SALES}, code, table="s.csv", **slots)[0]


def test_lines_above_the_header_and_semicolons_are_understood_and_kept() -> None:
    title = "Report Q1\nmade by Ute, 2024\n\n"
    table = title + SALES.replace(",", ";").replace("100.50", "100,50")
    code = tables.TABLE + tables.COL + tables.FIGURES["sum"]
    assert "420.50" in answered({"s.csv": table}, code, table="s.csv", col="amount")[0]
    code = tables.CHANGED + tables.EDITS["table.fill_zero"] + tables.KEEP
    _, left = answered({"s.csv": table}, code, table="s.csv", col="amount")
    assert left["s.csv"].startswith(title + "date;region")
    assert ";East;Lamp;0;1" in left["s.csv"]


def test_deleting_rows_keeps_the_others_and_keeping_deletes_the_others() -> None:
    line = tables.FILTERS["table.filter_is"]
    for unit, there in (("table.delete_rows", False), ("table.keep_rows", True)):
        code = tables.REQUESTS[unit].replace(tables.CHANGED, tables.CHANGED + line)
        _, left = answered({"s.csv": SALES}, code, table="s.csv", fcol="region", word="north")
        assert ("North" in left["s.csv"]) is there
        assert ("South" in left["s.csv"]) is not there


@pytest.mark.parametrize(
    ("unit", "slots", "said"),
    [
        ("text.lines_with", {"text": "FOX"}, "2 lines of a.txt"),
        ("text.lines_with_exact", {"text": "Fox"}, "1 line of a.txt"),
        ("text.sum_numbers", {}, "4 numbers of a.txt add up to 1222.5"),
        ("text.which_line", {"text": "fox"}, "line 1, 4"),
        ("text.repeated", {}, "1 line of a.txt more than once"),
        ("text.contains", {"text": "zebra"}, "No, zebra"),
    ],
)
def test_texts_are_searched_and_counted(unit: str, slots: dict[str, str], said: str) -> None:
    assert said in answered({"a.txt": TEXT}, texts.HEAD + request(unit), file="a.txt", **slots)[0]


def test_lines_are_listed_sorted_and_saved_elsewhere() -> None:
    _, left = answered({}, request("text.create_lines"), file="h.txt", items="red, green and blue")
    assert left["h.txt"] == "red\ngreen\nblue\n"
    numbers = {"n.txt": "10\n9\n-2\n1.5\n"}
    _, left = answered(numbers, request("text.sort_numbers_to"), file="n.txt", out="s.txt")
    assert left == {**numbers, "s.txt": "-2\n1.5\n9\n10\n"}
    _, left = answered(
        {"a.txt": TEXT}, request("text.search_save"), file="a.txt", text="red", out="o.txt"
    )
    assert left["o.txt"] == "Red Fox 12\nred\nred\n" and left["a.txt"] == TEXT


@pytest.mark.parametrize(
    ("unit", "slots", "names"),
    [
        ("selection.except_folder", {"folder2": "Old Stuff"},
         {"a.txt", "k.PDF", "new/a.txt", "new/n.txt", "pics/Screenshot 1.png"}),
        ("selection.two_folders", {"folder": "old stuff", "folder2": "new"},
         {"old stuff/b.txt", "old stuff/deep/c.pdf", "new/a.txt", "new/n.txt"}),
        ("selection.with_text", {"text": "muster"}, {"k.PDF"}),
        ("selection.except_ext", {"ext2": "txt"},
         {"old stuff/deep/c.pdf", "k.PDF", "pics/Screenshot 1.png"}),
        ("selection.except_file", {"file": "a.txt"},
         {"old stuff/b.txt", "old stuff/deep/c.pdf", "new/n.txt", "k.PDF",
          "pics/Screenshot 1.png"}),
    ],
)  # fmt: skip
def test_clauses_choose_files(unit: str, slots: dict[str, str], names: set[str]) -> None:
    chosen = [files.HERE, files.EVERY, files.CLAUSES[unit], files.ACTIONS["action.paths"]]
    output, _ = answered(TREE, files.HEAD + "\n".join(chosen), **slots)
    found = {line.split("/", 3)[-1] for line in output.splitlines() if line.startswith("/")}
    assert found == names


def test_no_shared_function_is_defined_twice() -> None:
    named: Counter[str] = Counter()
    for module in pkgutil.iter_modules(families.__path__):
        if module.name.startswith("shared_"):
            found = importlib.import_module(f"{families.__name__}.{module.name}").DEFINITIONS
            named.update(list(found))
    assert named.keys() == DEFINITIONS.keys()
    assert [name for name, count in named.items() if count > 1] == []


def test_a_text_in_a_column_is_replaced() -> None:
    code = 'df = read_table(locate("t.csv"))\ncol = column(df, "product")\n'
    code += 'old, new = "Ch", "H"\ndf[col] = replaced(df[col], old, new)\nprint(df[col][0])\n'
    said, _ = answered({"t.csv": SALES}, code)
    assert said.splitlines() == ["Ch stands in 2 values of product.", "Hair"]


def test_screenshots_are_told_by_their_names() -> None:
    chosen = [files.HERE, files.EVERY, files.NOUNS["selection.kind_screenshots"]]
    code = files.HEAD + "\n".join([*chosen, files.ACTIONS["action.move_here"]])
    _, left = answered(TREE, code)
    assert "Screenshot 1.png" in left and len(left) == len(TREE)


def test_merging_folders_loses_nothing() -> None:
    there = {**TREE, "old stuff/n.txt": "another"}
    _, left = answered(
        there, files.HEAD + request("move.merge_folders"), folder="new", folder2="old stuff"
    )
    assert sorted(left.values()) == sorted(there.values())
    assert left["old stuff/n.txt"] == "another" and left["old stuff/n (2).txt"] == "n"


@pytest.mark.parametrize(
    ("unit", "slots", "said"),
    [
        ("sum.vat", {"a": "20", "b": "345.50"}, "69.1; together 414.6"),
        ("sum.net", {"a": "19", "b": "119"}, "100.00"),
        ("sum.hours_between", {"time": "9:15", "time2": "17:40"}, "8 hours 25 minutes"),
        ("sum.hours_between", {"time": "10 pm", "time2": "6am"}, "8 hours"),
        ("sum.clock_plus_hours", {"a": "5", "time": "22:30"}, "3:30 on the next day"),
        ("sum.median", {"numbers": "3, 5, 9, 1"}, "median is 4"),
        ("sum.round", {"a": "2.345", "n": "2"}, "2.35"),
        ("sum.from_roman", {"string": "MCMXC"}, "1990"),
        ("date.month_end", {"month": "February 2028"}, "29 February 2028"),
        ("date.easter", {"year": "2025"}, "20 April 2025"),
        ("date.workdays", {"date": "2024-01-01", "date2": "2024-01-14"}, "10 working days"),
        ("date.plus_months", {"date": "2024-01-31", "n": "1"}, "29 February 2024"),
        ("date.count_weekday", {"weekday": "Friday", "month": "March 2025"}, "7, 14, 21, 28"),
        ("string.slug", {"string": "Über Café & Co!"}, "uber-cafe-co"),
        ("string.anagram", {"string": "Listen", "string2": "silent"}, "Yes"),
    ],
)
def test_sums_dates_and_words_come_out_right(unit: str, slots: dict[str, str], said: str) -> None:
    assert said in answered({}, request(unit), **slots)[0]


def test_a_column_of_another_sheet_is_found_after_the_error() -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        with pandas.ExcelWriter(here / "stock.xlsx") as out:
            pandas.DataFrame({"item": ["a"], "n": [1]}).to_excel(out, sheet_name="Now", index=False)
            pandas.DataFrame({"item": ["a", "b"], "price": [2, 3]}).to_excel(
                out, sheet_name='Old "1"', index=False
            )
        code = tables.TABLE + tables.COL + tables.FIGURES["sum"]
        code = filled(completed(code), {"table": "stock.xlsx", "col": "price"})
        _, error = run(code, here)
        mended = mend(f"```python\n{code}\n```", error.strip().splitlines()[-1], "")
        assert mended is not None and 'Old "1"' in mended.note
        output, error = run(mended.code.removeprefix("```python\n").removesuffix("```"), here)
    assert not error and "Total of price: 5" in output


def test_no_line_of_a_template_gives_a_shared_function_another_meaning() -> None:
    assigned = re.compile(r"^(?:for )?(\w+(?:, \w+)*) (?:=|in) ", re.M)
    for table in (files.ACTIONS, files.REQUESTS, lines.REQUESTS, tables.REQUESTS, tables.VIEWS,
                  tables.EDITS, tables.PLOTS, figures.SUMS, figures.DATES):  # fmt: skip
        for unit, template in table.items():
            names = {name for group in assigned.findall(template) for name in group.split(", ")}
            assert not names & set(DEFINITIONS), unit
