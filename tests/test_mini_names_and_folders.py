"""What answers about names of files, folders and archives do, checked to the last file."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.mini.families import files
from models.mini.families.code import completed, filled
from models.mini.families.steps import without_optional
from models.mini.verify import run

ALL = f"{files.HEAD}{files.HERE}\n{files.EVERY}\n"


def made(folder: Path, there: Mapping[str, str]) -> Path:
    """The folder with these files, each an hour older than the one before; a slash: a folder."""
    for age, (name, text) in enumerate(there.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(exist_ok=True)
            continue
        path.write_text(text)
        when = time.time() - 3600 * age
        os.utime(path, (when, when))
    return folder


def called(folder: Path, *names: str) -> Path:
    """The folder with these files, each with its own name in it."""
    return made(folder, {name: name for name in names})


def answered(where: Path, template: str, **slots: str) -> str:
    """Runs an answer in the folder. Returns what it printed; it must not fail."""
    output, error = run(completed(filled(without_optional(template, slots), slots)), where)
    assert not error, error
    return output


def chosen(where: Path, line: str, **slots: str) -> list[str]:
    """The files that a noun or a clause chooses."""
    answered(where, ALL + line + "\n" + files.ACTIONS["action.names_to"], out="chosen.txt", **slots)
    names = (where / "chosen.txt").read_text().split("\n")[:-1]
    (where / "chosen.txt").unlink()
    return names


def left(folder: Path) -> list[str]:
    """All files, and folders in which nothing is."""
    every = sorted(folder.rglob("*"))
    return [
        p.relative_to(folder).as_posix() + "/" * p.is_dir()
        for p in every
        if p.is_file() or not any(p.iterdir())
    ]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("IMG_2231", "IMG_2260", ["IMG_2231.jpg", "img_2245 b.jpg"]),
        ("chapters 10", "15", ["Chapter 10.txt", "chapter_15.md"]),
        ("chapter 10.md", "chapter 15.md", ["chapter_15.md"]),
        ("2231", "2240", ["IMG_2231.jpg", "VIMG_2240.jpg"]),
    ],
)
def test_a_row_of_numbered_files_has_both_ends_and_no_longer_word(
    tmp_path: Path, first: str, last: str, expected: list[str]
) -> None:
    called(tmp_path, "IMG_2230.jpg", "IMG_2231.jpg", "img_2245 b.jpg", "VIMG_2240.jpg",
           "Chapter 10.txt", "chapter_15.md", "chapter_16.md")  # fmt: skip
    line = files.NOUNS["selection.name_range"]
    assert chosen(tmp_path, line, part=first, part2=last) == expected


def test_a_number_in_a_name_is_no_part_of_a_longer_one(tmp_path: Path) -> None:
    called(tmp_path, "inv 1187.pdf", "inv_11870.pdf", "1188.pdf", "Brandt.txt")
    line = files.NOUNS["selection.name_either"]
    assert chosen(tmp_path, line, part="1187", part2="brandt") == ["Brandt.txt", "inv 1187.pdf"]


def test_a_copy_is_one_only_beside_its_original(tmp_path: Path) -> None:
    called(tmp_path, "a.txt", "a (1).txt", "b (2).txt", "c.jpg", "c copy 2.jpg", "photocopy.jpg")
    assert chosen(tmp_path, files.NOUNS["selection.copies"]) == ["a (1).txt", "c copy 2.jpg"]


def test_twins_are_beside_a_file_or_elsewhere_when_they_have_no_nearer_one(tmp_path: Path) -> None:
    called(tmp_path, "a.txt", "a.PDF", "b.txt", "in/c.txt", "c.pdf", "x/r.txt", "y/r.txt",
           "y/r.pdf")  # fmt: skip
    with_one = chosen(tmp_path, files.CLAUSES["selection.with_partner"], ext2="pdf")
    assert with_one == ["a.txt", "in/c.txt", "y/r.txt"]
    without = chosen(tmp_path, files.CLAUSES["selection.without_partner"], ext2="pdf")
    assert without == ["b.txt", "x/r.txt"]


def test_files_on_a_list_are_found_with_and_without_endings_and_missing_ones_are_told(
    tmp_path: Path,
) -> None:
    made(tmp_path, {"list.txt": "a.txt\n- b\n\nzz.pdf\n", "a.txt": "", "in/b.doc": "", "c": ""})
    code = ALL + files.NOUNS["selection.listed_in"] + "\n" + files.ACTIONS["action.copy"]
    assert "not among the files: zz.pdf" in answered(tmp_path, code, file="list.txt", dest="Out")
    assert left(tmp_path) == ["Out/a.txt", "Out/b.doc", "a.txt", "c", "in/b.doc", "list.txt"]


def test_a_weekday_is_the_last_one_before_today(tmp_path: Path) -> None:
    for back in range(1, 9):
        day = date.today() - timedelta(back)
        path = tmp_path / f"{back}.txt"
        path.touch()
        when = time.mktime((day.year, day.month, day.day, 12, 0, 0, 0, 0, -1))
        os.utime(path, (when, when))
    today = f"{date.today():%A}"
    assert chosen(tmp_path, files.CLAUSES["selection.weekday"], weekday=today) == ["7.txt"]
    since = chosen(tmp_path, files.CLAUSES["selection.since_weekday"], weekday=today.lower())
    assert since == [f"{back}.txt" for back in range(1, 8)]


@pytest.mark.parametrize(
    ("action", "slots", "before", "after"),
    [
        ("umlauts", {}, "Größe Café.txt", "Groesse Cafe.txt"),
        ("lower_spaces", {"sign": "hyphens"}, "01 - Hold On.MP3", "01-hold-on.mp3"),
        ("lower_spaces", {"sign": "_"}, "Hold On.txt", "hold_on.txt"),
        ("swap_parts", {"sign": ""}, "Calvino - Mr Palomar.txt", "Mr Palomar - Calvino.txt"),
        ("swap_parts", {"sign": "underscore"}, "Holm_Anna.pdf", "Anna_Holm.pdf"),
        ("swap_parts", {"sign": "underscore"}, "a - b.pdf", "a - b.pdf"),
        ("cut_front", {"n": "3"}, "abcdef.txt", "def.txt"),
        ("cut_front", {"n": "3"}, "abc.txt", "abc.txt"),
        ("cut_end", {"n": "4"}, "abcdef.txt", "ab.txt"),
        ("shorten", {"n": "4"}, "abc def.txt", "abc.txt"),
        ("strip_digits", {}, "01 - Moonlight.mp3", "Moonlight.mp3"),
        ("strip_digits", {}, "123.jpg", "123.jpg"),
        ("pad_numbers", {"n": "3"}, "scan7 b.tif", "scan007 b.tif"),
        ("cut_after", {"sign": "__"}, "mug_red__8473.jpg", "mug_red.jpg"),
        ("parent_front", {}, "in/012.jpg", "in/in_012.jpg"),
        ("today_end", {}, "a.txt", f"a_{date.today()}.txt"),
    ],
)
def test_names_become_what_was_asked(
    tmp_path: Path, action: str, slots: dict[str, str], before: str, after: str
) -> None:
    called(tmp_path, before)
    answered(tmp_path, ALL + files.ACTIONS[f"action.{action}"], **slots)
    assert left(tmp_path) == [after]


def test_numbers_are_filled_to_the_longest_when_no_number_of_digits_is_said(tmp_path: Path) -> None:
    called(tmp_path, "scan7.tif", "scan12.tif", "scan140.tif")
    answered(tmp_path, ALL + files.ACTIONS["action.pad_numbers"], n="digits_in(files)")
    assert left(tmp_path) == ["scan007.tif", "scan012.tif", "scan140.tif"]


def test_files_are_renamed_by_a_table_of_old_and_new_names(tmp_path: Path) -> None:
    made(tmp_path, {"new.csv": "old,new\na.txt,Alpha\nc,d\nzz,q\n", "a.txt": "", "c.jpg": ""})
    answered(tmp_path, ALL + files.ACTIONS["action.rename_by_table"], table="new.csv")
    assert left(tmp_path) == ["Alpha.txt", "d.jpg", "new.csv"]


def test_files_without_the_sign_or_a_year_stay_when_others_are_sorted(tmp_path: Path) -> None:
    called(tmp_path, "Maier_1931.txt", "a - b.txt", "Brandt_will.pdf")
    answered(tmp_path, ALL + files.ACTIONS["action.by_prefix"], sign="underscore")
    assert left(tmp_path) == ["Brandt/Brandt_will.pdf", "Maier/Maier_1931.txt", "a - b.txt"]
    answered(tmp_path, ALL + files.ACTIONS["action.by_year_name"])
    assert "1931/Maier_1931.txt" in left(tmp_path)
    assert "Brandt/Brandt_will.pdf" in left(tmp_path)


def test_of_the_same_content_the_oldest_or_the_newest_stays(tmp_path: Path) -> None:
    made(tmp_path, {"new.txt": "same", "mid.txt": "same", "old.txt": "same", "other.txt": "x"})
    answered(tmp_path, ALL + files.ACTIONS["action.delete_duplicates"])
    assert left(tmp_path) == ["old.txt", "other.txt"]
    made(tmp_path, {"new.txt": "same", "mid.txt": "same", "old.txt": "same"})
    answered(tmp_path, ALL + files.ACTIONS["action.delete_duplicates_newest"])
    assert left(tmp_path) == ["new.txt", "other.txt"]


TREE = {
    "F/a/1.txt": "1", "F/a/deep/2.txt": "2", "F/b/1.txt": "11", "F/x.txt": "x", "F/empty/": "",
    "F/.git/refs/": "", "Keep/": "", "G/other/": "", "p.txt": "p",
}  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "slots", "gone", "new"),
    [
        ("move.delete_empty_in", {"folder": "F"}, {"F/empty/"}, set()),
        (
            "move.delete_empty_except",
            {"folder": "", "folder2": "keep"},
            {"F/empty/", "G/other/"},
            set(),
        ),
        (
            "move.flatten",
            {"folder": "F"},
            {"F/a/1.txt", "F/a/deep/2.txt", "F/b/1.txt", "F/empty/"},
            {"F/1.txt", "F/1 (2).txt", "F/2.txt"},
        ),
        (
            "move.copy_to_each",
            {"file": "p.txt", "folder": "F"},
            {"F/empty/"},
            {"F/a/p.txt", "F/b/p.txt", "F/empty/p.txt"},
        ),
        (
            "move.rename_move",
            {"file": "p.txt", "name": "q", "dest": "Done"},
            {"p.txt"},
            {"Done/q.txt"},
        ),
        (
            "move.copy_structure",
            {"folder": "F", "dest": "Z"},
            set(),
            {"Z/a/deep/", "Z/b/", "Z/empty/"},
        ),
        ("move.delete_folders_named", {"name": "DEEP"}, {"F/a/deep/2.txt"}, set()),
        (
            "move.mkdir_range",
            {"part": "Round 08", "part2": "10", "dest": "G"},
            set(),
            {"G/Round 08/", "G/Round 09/", "G/Round 10/"},
        ),
        (
            "move.mkdir_items",
            {"items": "new, packed and sent", "dest": ""},
            set(),
            {"new/", "packed/", "sent/"},
        ),
        (
            "archive.zip_each_in",
            {"folder": "F"},
            set(),
            {"F/a.zip", "F/b.zip", "F/empty.zip"},
        ),
    ],
)
def test_folders_become_what_was_asked(
    tmp_path: Path, unit: str, slots: dict[str, str], gone: set[str], new: set[str]
) -> None:
    before = set(left(made(tmp_path, TREE)))
    answered(tmp_path, files.HEAD + files.REQUESTS[unit], **slots)
    assert set(left(tmp_path)) == (before - gone) | new


def test_only_what_is_new_or_newer_goes_to_the_other_folder(tmp_path: Path) -> None:
    made(tmp_path, {"A/1.txt": "new", "B/1.txt": "old", "B/2.txt": "new", "A/2.txt": "old",
                    "A/s/3.txt": "3", "B/z.txt": "z"})  # fmt: skip
    said = answered(tmp_path, files.HEAD + files.REQUESTS["move.sync"], folder="A", folder2="b")
    assert "Copied 2 files (A/1.txt, A/s/3.txt)" in said
    assert (tmp_path / "B/1.txt").read_text() == "new"
    assert (tmp_path / "B/2.txt").read_text() == "new"


def test_archives_of_a_folder_are_unpacked_and_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "In").mkdir()
    for name in ("one", "two"):
        with zipfile.ZipFile(tmp_path / "In" / f"{name}.zip", "w") as z:
            z.writestr("a.pdf", name)
            z.writestr("sub/b.txt", name)
    code = files.HEAD + files.REQUESTS["archive.extract_all_to"]
    answered(tmp_path, code, folder="in", dest="raw")
    assert [n for n in left(tmp_path) if n.startswith("raw")] == [
        "raw/a (2).pdf", "raw/a.pdf", "raw/sub/b (2).txt", "raw/sub/b.txt",
    ]  # fmt: skip
    code = files.HEAD + files.REQUESTS["archive.extract_ext_all"]
    answered(tmp_path, code, folder="In", ext="pdf")
    assert [n for n in left(tmp_path) if n.startswith("In/") and "zip" not in n] == [
        "In/one/a.pdf", "In/two/a.pdf",
    ]  # fmt: skip
