"""Where answers of the model in the box put files, and how they call them: folders inside others,
rows, examples, empty folders."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from models.mini.families import files
from models.mini.families.code import completed, filled
from models.mini.verify import run

ALL = f"{files.HEAD}{files.HERE}\n{files.EVERY}\n"
IN = f"{files.HEAD}{files.THERE}\n{files.EVERY}\n"


def answered(there: Path, template: str, **slots: str) -> str:
    """Runs an answer in the folder. Returns what it printed; it must not fail."""
    output, error = run(filled(completed(template), slots), there)
    assert not error, error
    return output


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        when = datetime(2026, 3, 7, 12).timestamp()
        os.utime(path, (when, when))


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_only_the_ending_becomes_small(tmp_path: Path) -> None:
    put(tmp_path, "Apple Cake.TXT", "IMG_1.JPG", "b.pdf")
    answered(tmp_path, ALL + files.ACTIONS["action.lower_ext"])
    assert names(tmp_path) == ["Apple Cake.txt", "IMG_1.jpg", "b.pdf"]


def test_a_new_folder_inside_another_and_a_subfolder_of_the_named_one(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "Papers/Letters/x.txt", "Tenants/c.pdf")
    answered(
        tmp_path,
        ALL + files.NOUNS["selection.name_start"] + "\n" + files.ACTIONS["action.move_inside"],
        part="a", dest="New", dest2="letters",
    )  # fmt: skip
    answered(tmp_path, IN + files.ACTIONS["action.move_sub"], folder="Tenants", dest="Contracts")
    assert names(tmp_path) == [
        "Papers/Letters/New/a.pdf", "Papers/Letters/x.txt", "Tenants/Contracts/c.pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "name", "expected"),
    [
        ("level_01.json", "lvl_01.json", "level_07.json", "lvl_07.json"),
        ("till_2026-11-14.csv", "kasse_2026-11-14.csv", "till_2025-01-02.csv",
         "kasse_2025-01-02.csv"),
        ("IMG_1.JPG", "Helga_IMG_1.JPG", "IMG_22.JPG", "Helga_IMG_22.JPG"),
        ("scan1.pdf", "page_001.pdf", "scan12.pdf", "page_012.pdf"),
        ("a_1.txt", "a_1_old.txt", "b_2.txt", "b_2_old.txt"),
        ("till_1.csv", "kasse_1.csv", "other.csv", "other.csv"),
    ],
)  # fmt: skip
def test_names_are_changed_as_in_the_example(
    tmp_path: Path, old: str, new: str, name: str, expected: str
) -> None:
    put(tmp_path, name)
    answered(tmp_path, ALL + files.ACTIONS["action.rename_like"], file=old, name=new)
    assert names(tmp_path) == [expected]


def test_a_row_of_names_counts_on_and_keeps_the_endings(tmp_path: Path) -> None:
    put(tmp_path, "IMG_7.JPG", "IMG_8.jpeg", "IMG_9.JPG")
    answered(tmp_path, ALL + files.ACTIONS["action.number_like"], name="Zoo 1", name2="Zoo 2")
    assert names(tmp_path) == ["Zoo 1.JPG", "Zoo 2.jpeg", "Zoo 3.JPG"]


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("2026-11", "2026-03"), ("11-2025", "03-2026"), ("November 2025", "March 2026"),
        ("Nov 2025", "Mar 2026"), ("2025-11-16", "2026-03-07"), ("16.11.2025", "07.03.2026"),
        ("2025-11 November", "2026-03 March"), ("2024", "2026"),
    ],
)  # fmt: skip
def test_date_folders_are_called_as_in_the_example(
    tmp_path: Path, example: str, expected: str
) -> None:
    put(tmp_path, "a.log")
    answered(tmp_path, ALL + files.ACTIONS["action.by_date_like"], example=example)
    assert names(tmp_path) == [f"{expected}/a.log"]


def test_only_the_copy_of_a_file_is_deleted(tmp_path: Path) -> None:
    put(
        tmp_path,
        "Song.pdf",
        "Song (copy).pdf",
        "Song (1).pdf",
        "Other (1).pdf",
        "Songbook copy.pdf",
    )
    code = files.NOUNS["selection.copy_of"] + "\n" + files.ACTIONS["action.delete"]
    answered(tmp_path, ALL + code, file="song")
    assert names(tmp_path) == ["Other (1).pdf", "Song.pdf", "Songbook copy.pdf"]


def test_a_folder_with_files_is_not_removed_as_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "gone" / "below").mkdir(parents=True)
    put(tmp_path, "full/.hidden")
    template = files.HEAD + files.REQUESTS["move.remove_empty_two"]
    said = answered(tmp_path, template, folder="gone", folder2="full")
    assert "full is not empty" in said
    assert not (tmp_path / "gone").exists()
    assert (tmp_path / "full/.hidden").exists()


def test_files_go_into_the_folders_whose_names_they_carry(tmp_path: Path) -> None:
    put(tmp_path, "DN/1 Müller.txt", "DN/2 Silva x.txt", "DN/3 none.txt")
    answered(
        tmp_path, IN + files.ACTIONS["action.by_names"], folder="DN", items="Muller, Silva and Orio"
    )
    assert names(tmp_path) == ["DN/3 none.txt", "DN/Muller/1 Müller.txt", "DN/Silva/2 Silva x.txt"]
    assert (tmp_path / "DN/Orio").is_dir()


def test_a_month_in_the_name_comes_before_that_of_the_last_change(tmp_path: Path) -> None:
    put(tmp_path, "statement_2026-07.pdf", "August 2026.pdf", "notes.pdf", "x_2026-03-01.pdf")
    code = files.CLAUSES["selection.month_two"] + "\n" + files.ACTIONS["action.move"]
    answered(tmp_path, ALL + code, month="July", month2="august 2026", dest="old")
    assert names(tmp_path) == [
        "notes.pdf", "old/August 2026.pdf", "old/statement_2026-07.pdf", "x_2026-03-01.pdf",
    ]  # fmt: skip


def test_a_file_in_a_named_folder_is_meant_and_not_its_namesake(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "Downloads/A.pdf")
    code = files.HEAD + files.THERE + '\nfiles = [exactly("@file@", folder)]\n'
    answered(tmp_path, code + files.ACTIONS["action.delete"], folder="downloads", file="a.pdf")
    assert names(tmp_path) == ["a.pdf"]
