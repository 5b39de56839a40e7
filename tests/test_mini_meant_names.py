"""Names that are nearly right find their file, folder or column; a figure is never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.mini.families.code import completed
from models.mini.verify import run


def told(code: str, folder: Path) -> str:
    output, error = run(completed(code), folder)
    return output.strip() or error.strip().splitlines()[-1]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "Gehälter.csv").write_text("Name;Gehalt\nÖzil;3,5\n")
    (tmp_path / "sales_2024.csv").write_text("day,temp_c,visitors\n1,3,4\n")
    (tmp_path / "Été").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gehalter.csv", "Gehälter.csv"),
        ("gehaelter", "Gehälter.csv"),
        ("Gehälter.CSV", "Gehälter.csv"),
        ("slaes_2024.csv", "sales_2024.csv"),
    ],
)
def test_a_file_is_found_by_a_name_with_a_slip(desk: Path, typed: str, meant: str) -> None:
    assert told(f'print(locate("{typed}"))', desk).endswith(meant)


def test_a_folder_is_found_without_its_accents(desk: Path) -> None:
    assert told('print(folder_of("ete"))', desk) == "Été"


def test_another_figure_is_another_file(desk: Path) -> None:
    assert "FileNotFoundError: no sales_2023.csv" in told('print(locate("sales_2023.csv"))', desk)


def test_a_column_is_found_by_how_it_begins(desk: Path) -> None:
    table = 'df = read_table(locate("sales_2024.csv"))\n'
    said = told(table + 'print(column(df, "temperatures"))', desk)
    assert said.splitlines() == ["(temperatures is taken to be the column temp_c.)", "temp_c"]
    assert "no column store" in told(table + 'print(column(df, "store"))', desk)


def test_what_is_deleted_is_named_exactly(desk: Path) -> None:
    assert "FileNotFoundError" in told('exactly("gehalter.csv").unlink()', desk)
    assert (desk / "Gehälter.csv").exists()
