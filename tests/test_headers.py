"""The first rows of tables, workbooks among them, whatever their bytes are."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from interpreter.headers import rows


def workbook(path: Path, content: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in content:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook(folder: Path) -> None:
    content: list[list[object]] = [
        ["Name", "City & Land", "Due"],
        ["Ilic", None, 5],
        [None, None, None],
        ["Ö <x>", "B", 1],
    ]
    assert rows(workbook(folder / "a.xlsx", content)) == [
        ["Name", "City & Land", "Due"],
        ["Ilic", "", "5"],
        ["Ö <x>", "B", "1"],
    ]  # fmt: skip


def test_what_stands_above_the_header_is_left_out(folder: Path) -> None:
    content: list[list[object]] = [["Accounts 2026"], [], ["a", "b", "c"], [1, 2, 3]]
    assert rows(workbook(folder / "a.xlsx", content))[0] == ["a", "b", "c"]


def test_damaged_workbooks_are_no_tables(folder: Path) -> None:
    raw = workbook(folder / "a.xlsx", [["Name", "City"], ["Ilic", "Bonn"]]).read_bytes()
    chance = random.Random(5)
    for number in range(120):
        broken = bytearray(raw)
        for _ in range(chance.choice([1, 8, 64])):
            broken[chance.randrange(len(raw))] = chance.randrange(256)
        cut = bytes(broken[: chance.randrange(len(raw))]) if number % 2 else bytes(broken)
        (folder / "b.xlsx").write_bytes(cut)
        assert all(isinstance(cell, str) for row in rows(folder / "b.xlsx") for cell in row)


def test_only_the_beginning_of_a_huge_sheet_is_read(folder: Path) -> None:
    path = workbook(folder / "a.xlsx", [["Name", "City"], ["Ilic", "Bonn"]])
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    end = sheet.index("</sheetData>")
    row = '<row r="9"><c r="A9" t="inlineStr"><is><t>x</t></is></c></row>'
    with zipfile.ZipFile(folder / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", sheet[:end] + row * 2_000_000 + sheet[end:])
    assert (folder / "b.xlsx").stat().st_size < 2_000_000
    assert len(rows(folder / "b.xlsx")) <= 2000


@pytest.mark.parametrize("place", ["ZZZZ1", "XFD1", "1", "A"])
def test_a_cell_far_away_does_not_fill_the_memory(folder: Path, place: str) -> None:
    sheet = f'<sheetData><row r="1"><c r="{place}" t="str"><v>x</v></c></row></sheetData>'
    with zipfile.ZipFile(folder / "a.xlsx", "w") as parts:
        parts.writestr("xl/worksheets/sheet1.xml", sheet)
    assert sum(map(len, rows(folder / "a.xlsx"))) <= 16_384


def test_records_have_cells(folder: Path) -> None:
    (folder / "a.json").write_text('[{"who": "Ann", "n": 1}, {"n": 2, "who": "Ben"}, 5]')
    assert rows(folder / "a.json") == [["who", "n"], ["Ann", ""], ["Ben", ""]]
