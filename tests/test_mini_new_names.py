"""New names in requests, names that begin otherwise, and archives of nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from models.mini.families import files
from models.mini.families.code import completed, filled, without_shared
from models.mini.literals import known_of
from models.mini.motives import unasked
from models.mini.reading import ASIDE
from models.mini.restating import restated
from models.mini.selecting import noun_line
from models.mini.spotted import NOTHING
from models.mini.spotting import located
from models.mini.spotting_lists import made_folders
from models.mini.verify import run


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ("need folders day 1, day 2 and day 3 in camp/Easter", "day 1, day 2 and day 3"),
        ("make me folders red, blue and green", "red, blue and green"),
        ("make a folder for every group, Sun, Moon and Sea, inside of lists", "Sun, Moon and Sea"),
        ("one folder for each house, namely Mill Lane 11 and Oak 2.", "Mill Lane 11 and Oak 2"),
        ("mkdir -p notes/dns notes/db", "notes/dns notes/db"),
        ("make folders 2027/Q1 2027/Q2 2027/Q3", "2027/Q1 2027/Q2 2027/Q3"),
        ("Make folders Bills, Letters and move the pdfs into Bills", "Bills, Letters"),
        ("in A make for each one folder (M31, M42) and put the frames in", "M31, M42"),
        ("make a folder Odds and Ends", ""),
        ("move the folders A, B and C to D", ""),
        ("create a new folder named Old, then put the tmp files in it", ""),
        ("put all pdfs in the folders A and B into C", ""),
        ("folders pdf, jpg and so on for the files here", ""),
        ("make folders 01 to 12 in tours", ""),
    ],
)
def test_the_names_of_new_folders_are_one_text(request_: str, names: str) -> None:
    found = [each.value for each in made_folders(request_, NOTHING, ())]
    assert found == ([names] if names else [])


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("Rename a.txt to Phone list 2025.txt.", "Phone list 2025.txt"),
        ("zip the csvs in old with 2026 in the name as results 2026.zip", "results 2026.zip"),
        ("rename a.jpg and b.jpg to Alps 1.jpg and Alps 2.jpg", "Alps 2.jpg"),
        ("tar.gz the configs dir to configs-2026-11-21.tar.gz", "configs-2026-11-21.tar.gz"),
    ],
)
def test_a_new_name_may_have_blanks(request_: str, name: str) -> None:
    known = known_of(["a.txt", "old/", "configs/"], {})
    assert name in [each.value for each in located(request_, known, ())]


def test_a_folder_is_called_as_it_is_spelled_somewhere() -> None:
    known = known_of(["To sign/"], {})
    found = located("he has to sign it, so copy a.txt to To sign", known, ())
    assert [(each.kind, each.value) for each in found] == [("file", "a.txt"), ("folder", "To sign")]


def test_endings_in_capitals_are_no_names() -> None:
    assert not located("list all DWG files", known_of(["plan.dwg"], {}), ())


def test_a_folder_is_no_file_of_the_same_name() -> None:
    seen = "files: Contracts/, contracts.xlsx\nmeant: contracts is contracts.xlsx"
    assert not [way for way in restated("zip the Contracts folder", seen) if "xlsx" in way.request]


def test_excel_is_no_csv() -> None:
    line = files.NOUNS["selection.kind_spreadsheets"]
    assert unasked(line, "where are my excel files", "where are my excel files")
    assert not unasked(line, "all excel and csv files", "all excel and csv files")
    assert ".xls" in noun_line("selection.kind_spreadsheets", "my Excel lists")
    assert noun_line("selection.kind_spreadsheets", "excel or csv sheets") == line


def test_why_somebody_wants_it_names_nothing() -> None:
    person = "\ue000"
    said = (f"zip a, I have to mail it to {person}", f"{person}would like to have it. zip a")
    assert all(person in "".join(m.group() for m in ASIDE.finditer(text)) for text in said)
    assert not ASIDE.search(f"move a to {person}")


def _ran(template: str, where: Path, **slots: str) -> str:
    output, error = run(completed(filled(template, slots)), where)
    assert not error, error
    return output


@pytest.mark.parametrize("unit", ["action.zip", "action.tar"])
def test_there_is_no_archive_of_nothing(unit: str, tmp_path: Path) -> None:
    template = files.WITH_ENDING + files.ACTIONS[unit]
    slots = {"ext": "csv", "archive": "all"}
    assert "no archive" in _ran(template, tmp_path, **slots)
    assert not [*tmp_path.iterdir()]
    (tmp_path / "a.csv").write_text("a")
    assert "into all." in _ran(template, tmp_path, **slots)
    code = filled(template, slots)
    assert without_shared(completed(code)).strip() == code.strip()


def test_names_begin_otherwise(tmp_path: Path) -> None:
    for name in ("Minutes May.txt", "old minutes.txt"):
        (tmp_path / name).write_text("a")
    template = files.ALL_HERE + files.ACTIONS["action.start_instead"]
    _ran(template, tmp_path, text="minutes", to="protocol")
    assert {p.name for p in tmp_path.iterdir()} == {"protocol May.txt", "old minutes.txt"}


def test_a_folder_is_renamed(tmp_path: Path) -> None:
    (tmp_path / "New client").mkdir()
    _ran(files.REQUESTS["move.rename_folder"], tmp_path, folder="new client", name="Mr. Adler")
    assert (tmp_path / "Mr. Adler").is_dir()


def test_what_archives_hold_is_told(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    template = files.REQUESTS["archive.list_in"]
    assert "no archive" in _ran(template, tmp_path, folder="old")
    with zipfile.ZipFile(tmp_path / "old" / "a.zip", "w") as made:
        made.writestr("letter.txt", "a")
    assert "letter.txt" in _ran(template, tmp_path, folder="old")
    assert not (tmp_path / "old" / "letter.txt").exists()


def test_doubles_within_one_folder_are_found_too(tmp_path: Path) -> None:
    for name in ("one/a.txt", "one/b.txt", "two/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("else" if name.endswith("c.txt") else "same")
    output = _ran(files.REQUESTS["find.same_in_two"], tmp_path, folder="one", folder2="two")
    assert "one/a.txt and one/b.txt" in output
    assert "within one folder" in output


def test_files_in_a_folder_are_no_table_of_its_name() -> None:
    seen = (
        "files: Contracts/\ndeeper: Contracts/contracts.xlsx\n"
        "meant: contracts is Contracts/contracts.xlsx (in Contracts)"
    )
    ways = restated("Which is the oldest file in Contracts?", seen)
    assert all("xlsx" not in way.request and "Contracts" in way.request for way in ways)
