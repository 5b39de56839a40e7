"""Several things at once, rubbish, weeks, and how destinations and exceptions are read."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from models.mini import asked_named, asked_parts, checks, shortened, verify
from models.mini.draw import Draw
from models.mini.families import clearing, files
from models.mini.families.code import completed, filled
from models.mini.literals import Literals, known_of
from models.mini.motives import left_aside
from models.mini.spotted import Known

KNOWN = known_of(
    ["deeds/", "New folder/", "microscope/", "tmp/core.4121", "core.4121"], {}, (), ["will", "OLD"]
)


def read(request: str, known: Known = KNOWN) -> tuple[str, list[str]]:
    """The request as the model reads it, and what stands behind its placeholders."""
    literals = Literals()
    return literals.hide(shortened.bare(request), known), list(literals.values.values())


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("Everything in deeds except the will should be moved to old", "will"),
        ("Both OLD drafts go to entries/archive. Leave the rest", "OLD"),
        ("Both OLD drafts go to entries/archive. Leave the rest", "entries/archive"),
        ("copy all PDFs into school/all papers", "school/all papers"),
        ("put the pdfs into the ID documents folder in deeds", "ID documents"),
        ("put the pdfs into a new folder Bank statements in deeds", "Bank statements"),
        ("move a.csv and b.txt to Desk stuff please", "Desk stuff"),
        ("move everything from deeds into pictures old, except the will", "pictures old"),
        ("sort microscope by extension into subfolders", "microscope"),
        ("delete all files whose name begins with ~$", "~$"),
        ("drop the core dump, it's tmp/core.4121", "tmp/core.4121"),
    ],
)
def test_a_name_is_seen(request_: str, name: str) -> None:
    assert name in read(request_)[1]


@pytest.mark.parametrize(
    ("request_", "no_name"),
    [
        ("move the scans to a new folder Admin/Scans", "new folder"),
        ("I will move the letters to deeds", "will"),
        ("copy all PDFs into school/papers today", "school/papers today"),
        ("sort microscope by extension", "microscope"),
        ("change the names of the pdfs to lower case", "lower case"),
        ("move the pdfs to two folders by year", "two folders"),
        ("put the pdfs into the same folder", "same"),
        ("move the pdfs into deeds New folder", "deeds New folder"),
    ],
)
def test_a_word_is_no_name(request_: str, no_name: str) -> None:
    assert no_name not in read(request_)[1]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("put the pdfs in mathe into a folder called sheets in there",
         "put the pdfs in mathe into a subfolder called sheets"),
        ("sort the videos, one folder a month in there",
         "sort the videos, one folder a month in there"),
        ("move the scans from the main folder to Admin", "move the scans directly here to Admin"),
        ("copy a.csv to b.csv in the same folder", "copy a.csv to b.csv"),
        ("make src lower... actually just create dirs x/y and z", "create dirs x/y and z"),
        ("rename a.txt to b.txt, actually make it c.txt",
         "rename a.txt to b.txt, actually make it c.txt"),
        ("delete the ~$ lock file in Offers", "delete the files beginning with ~$ in Offers"),
        ("copy all pdf from 2026 (RE-2026-...) to Steuer", "copy all pdf from 2026 to Steuer"),
    ],
)  # fmt: skip
def test_what_is_said_otherwise(request_: str, said: str) -> None:
    assert shortened.bare(request_) == said


def test_an_exception_has_to_be_kept() -> None:
    request = "Everything in deeds except the will should be moved to old"
    assert left_aside(files.ACTIONS["action.move"], request)
    line = filled(files.CLAUSES["selection.except_name"], {"part": "will"})
    assert not left_aside(f"{line}\n{files.ACTIONS['action.move']}", request)


def test_a_piece_of_a_word_is_no_name() -> None:
    asked = checks.Asked("create dirs sprites and tools")
    code = 'folders = ["sprites", "{}"]\nfor name in folders:\n    Path(name).mkdir()\n'
    own = frozenset[str]()
    assert checks.problems(code.format("ls"), asked, own)
    assert not checks.problems(code.format("tools"), asked, own)


def test_a_table_is_no_folder() -> None:
    asked = checks.Asked("copy the pdfs to 2026 in bills.csv")
    code = 'target = place("2026", "bills.csv")\n'
    found = checks.problems(code, asked, frozenset())
    assert "a folder bills.csv" in [problem.what for problem in found]


def done(code: str, folder: Path) -> str:
    output, error = verify.run(completed(code), folder)
    assert not error
    return output


def test_files_of_a_week(tmp_path: Path) -> None:
    for name in ("menu week 44.txt", "Plan_KW45.pdf", "2026-W44 notes.md", "week 4.txt", "old.txt"):
        (tmp_path / name).write_text("x")
    os.utime(tmp_path / "old.txt", (time.time() - 800 * 86400,) * 2)
    line = filled(clearing.CLAUSES["selection.weeks"], {"n": "44", "m": "45"})
    shown = done(f"{files.HERE}\n{files.EVERY}\n{line}\nprint(sorted(map(str, files)))\n", tmp_path)
    assert shown.strip() == "['2026-W44 notes.md', 'Plan_KW45.pdf', 'menu week 44.txt']"


def test_two_things_are_deleted(tmp_path: Path) -> None:
    for name in ("a.tmp", "~$b.docx", "b.docx"):
        (tmp_path / name).write_text("x")
    drawn = Draw(random.Random(1), "train")
    while True:
        wording = drawn.wording("action.delete_two")
        asked = asked_parts.in_parts(drawn, "action.delete_two", wording, {})
        if asked.code.count('startswith("~$"') == 1 and asked.code.count('endswith(".tmp")') == 1:
            break
    there = asked.code
    if "folder_of" in there:
        there = there.replace(there[there.index("folder_of(") :].split("\n")[0], 'Path(".")')
    done(there, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["b.docx"]


def test_a_folder_in_a_folder(tmp_path: Path) -> None:
    for name in ("a/old/x.txt", "b/old/y.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x")
    slots = {"folder": "b", "folder2": "old", "dest": "keep"}
    done(filled(files.REQUESTS["move.copy_folder_from"], slots), tmp_path)
    done(filled(files.REQUESTS["move.remove_empty_inside"], slots), tmp_path)
    assert (tmp_path / "keep/old/y.txt").exists()
    assert (tmp_path / "b/old/y.txt").exists()
    done(filled(files.REQUESTS["move.delete_folder_in"], slots), tmp_path)
    assert (tmp_path / "a/old/x.txt").exists()
    assert not (tmp_path / "b/old").exists()


def test_files_named_with_their_folders(tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(name)
    lines = asked_named.apart_lines([("x.txt", "b"), ("x.txt", "a")], exact=False)
    shown = done(f"{lines}\nprint([p.as_posix() for p in files])\n", tmp_path)
    assert shown.strip() == "['b/x.txt', 'a/x.txt']"
