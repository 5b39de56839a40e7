"""What the answers of the model in the box do to a folder, checked to the last file and figure."""

from __future__ import annotations

import csv
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.mini.asked_named import named_lines
from models.mini.families import files, tables, texts
from models.mini.families.code import completed, filled
from models.mini.verify import run

ALL = f"{files.HEAD}{files.HERE}\n{files.EVERY}\n"
PDF = files.NOUNS["selection.ext"] + "\n"
SALES = """id;date;region;amount;zip
007;05.01.2024;North;1.234,50;01067
008;10.02.2024;South;99,00;10115
009;20.02.2024;north;;80331
"""


def answered(folder: Path, template: str, **slots: str) -> str:
    """Runs an answer in the folder. Returns what it printed; it must not fail."""
    source = filled(completed(template), slots)
    output, error = run(source, folder)
    assert not error, error
    return output


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.pdf", "B.PDF", "sub/c c.pdf", "Docs/a.pdf", "note.txt", ".git/x.pdf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    old = time.time() - 40 * 86_400
    os.utime(tmp_path / "a.pdf", (old, old))
    (tmp_path / "sales.csv").write_text(SALES)
    return tmp_path


def test_moving_keeps_what_is_at_the_target_and_leaves_hidden_folders_alone(folder: Path) -> None:
    said = answered(folder, ALL + PDF + files.ACTIONS["action.move"], ext="pdf", dest="docs")
    assert "Moved 3 files" in said
    assert names(folder) == [
        ".git/x.pdf", "Docs/B.PDF", "Docs/a (2).pdf", "Docs/a.pdf", "Docs/c c.pdf", "note.txt",
        "sales.csv",
    ]  # fmt: skip
    assert (folder / "Docs/a.pdf").read_text() == "Docs/a.pdf"


def test_last_week_means_the_last_seven_days(folder: Path) -> None:
    clause = files.CLAUSES["selection.last_week"] + "\n"
    said = answered(
        folder, ALL + PDF + clause + files.ACTIONS["action.move"], ext="pdf", dest="RecentDocs"
    )
    assert "Moved 3 files" in said
    assert (folder / "a.pdf").exists()
    assert (folder / "RecentDocs" / "B.PDF").exists()


SHOW = files.ACTIONS["action.list"]


def test_a_list_has_sizes_and_days_and_a_sum(folder: Path) -> None:
    said = answered(folder, ALL + PDF + SHOW, ext="pdf").splitlines()
    assert said[0].startswith("B.PDF: 5 bytes, changed ")
    assert said[-1] == "4 files with 31 bytes in all."
    assert answered(folder, ALL + PDF + SHOW, ext="xyz").strip() == "No file fits."


def test_files_are_of_the_year_in_their_path_or_else_of_their_last_change(folder: Path) -> None:
    long_ago = time.mktime((2023, 5, 1, 12, 0, 0, 0, 0, -1))
    for name in ("2023/scan.pdf", "plan 2022.pdf", "bill-12023.pdf", "plain.pdf"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    for name in ("plan 2022.pdf", "plain.pdf"):
        os.utime(folder / name, (long_ago, long_ago))
    said = answered(folder, ALL + files.OF_YEAR + "\n" + SHOW, year="2023")
    assert [line.split(":")[0] for line in said.splitlines()[:-1]] == ["2023/scan.pdf", "plain.pdf"]
    both = files.OF_YEAR.replace("@year@", "2022, 2023")
    assert "3 files" in answered(folder, f"{ALL}{both}\n{SHOW}")


def test_files_are_about_a_word_in_their_name_or_folder(folder: Path) -> None:
    for name in ("Invoices/1187.pdf", "invoice_a.txt", "voice.txt", "Batteries/x.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    said = answered(folder, ALL + files.ABOUT + "\n" + SHOW, part="invoices")
    assert [line.split(":")[0] for line in said.splitlines()[:-1]] == [
        "Invoices/1187.pdf",
        "invoice_a.txt",
    ]
    assert "Batteries/x.txt" in answered(folder, f"{ALL}{files.ABOUT}\n{SHOW}", part="batteries")


def test_nothing_that_fits_makes_no_folder(folder: Path) -> None:
    said = answered(folder, ALL + PDF + files.ACTIONS["action.move"], ext="xyz", dest="New")
    assert "no file" in said
    assert not (folder / "New").exists()


def test_an_archive_is_unpacked_into_a_folder_of_its_name(folder: Path) -> None:
    with zipfile.ZipFile(folder / "pics.zip", "w") as z:
        z.writestr("pics/one.jpg", "1")
        z.writestr("pics/two.jpg", "2")
    answered(folder, files.HEAD + files.REQUESTS["archive.extract"], archive="pics.zip")
    assert {"pics/one.jpg", "pics/two.jpg"} <= set(names(folder))


def test_an_archive_cannot_write_outside_its_folder(folder: Path) -> None:
    with zipfile.ZipFile(folder / "bad.zip", "w") as z:
        z.writestr("../../outside.txt", "1")
    answered(folder, files.HEAD + files.REQUESTS["archive.extract"], archive="bad.zip")
    assert not (folder.parent / "outside.txt").exists()
    assert not (folder.parent.parent / "outside.txt").exists()


def test_a_file_to_be_deleted_is_never_guessed(folder: Path) -> None:
    template = (
        f"{files.HEAD}{named_lines(['@file@'], exact=True)}\n{files.ACTIONS['action.delete']}"
    )
    before = names(folder)
    source = filled(completed(template), {"file": "not.txt"})
    _, error = run(source, folder)
    assert "FileNotFoundError" in error
    assert names(folder) == before


FIGURES: dict[str, tuple[str, dict[str, str], str]] = {
    "decimal commas": (tables.COL + tables.FIGURES["sum"], {"col": "amount"}, "1,333.50"),
    "another casing": (tables.COL + tables.FIGURES["mean"], {"col": "Amount"}, "666.75"),
    "codes keep their zeros": (tables.COL + tables.FIGURES["unique"], {"col": "zip"}, "01067"),
    "missing": (tables.COL + tables.FIGURES["missing_col"], {"col": "amount"}, "1 of 3"),
    "months of dotted dates": (
        tables.VIEWS["table.by_month"] + tables.SHOW, {"col": "date"}, "2024-02      2",
    ),
    "words in any casing": (
        tables.FILTERS["table.filter_is"] + "print(len(df))\n",
        {"fcol": "region", "word": "NORTH"}, "2",
    ),
    "amounts above": (
        tables.FILTERS["table.filter"] + "print(len(df))\n", {"fcol": "amount", "value": "99"}, "1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FIGURES)
def test_figures_of_a_table_with_semicolons_are_right(folder: Path, case: str) -> None:
    template, slots, wanted = FIGURES[case]
    said = answered(folder, tables.HEAD + tables.TABLE + template, table="sales.csv", **slots)
    assert wanted in said


def test_a_table_that_is_saved_elsewhere_keeps_its_text(folder: Path) -> None:
    code = tables.HEAD + tables.TABLE + tables.VIEWS["table.sort_desc"] + tables.SAVE
    answered(folder, code, table="sales.csv", col="amount", out="sorted.csv")
    with (folder / "sorted.csv").open(newline="") as source:
        rows = list(csv.reader(source, delimiter=";"))
    assert [row[0] for row in rows] == ["id", "007", "008", "009"]
    assert rows[1] == ["007", "05.01.2024", "North", "1.234,50", "01067"]
    assert (folder / "sales.csv").read_text() == SALES


def test_a_column_that_is_not_there_is_told_with_those_that_are(folder: Path) -> None:
    code = tables.HEAD + tables.TABLE + tables.COL + tables.FIGURES["sum"]
    source = filled(completed(code), {"table": "sales.csv", "col": "umsatz"})
    _, error = run(source, folder)
    assert "no column umsatz; columns: id, date, region, amount, zip" in error


LINES: dict[str, tuple[str, dict[str, str], Callable[[str], bool]]] = {
    "unique": ("text.unique", {}, lambda text: text == "b\na\nTODO x\n"),
    "sort": ("text.sort", {}, lambda text: text == "a\nb\nb\nTODO x\n"),
    "replace": ("text.replace", {"text": "TODO", "to": "done"}, lambda text: "done x" in text),
    "append": ("text.append", {"content": "last"}, lambda text: text.endswith("x\nlast\n")),
    "delete lines": ("text.delete_lines", {"text": "todo"}, lambda text: text == "b\na\nb\n"),
}


@pytest.mark.parametrize("case", LINES)
def test_a_text_file_is_changed_as_asked(folder: Path, case: str) -> None:
    unit, slots, holds = LINES[case]
    (folder / "list.txt").write_text("b\na\nb\nTODO x\n")
    answered(folder, texts.HEAD + texts.REQUESTS[unit], file="list.txt", **slots)
    assert holds((folder / "list.txt").read_text())
