"""Keeping, undoing and redoing whole turns, with really mounted views."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rehearsing import keep, picture, run_in

from sandbox.errors import KeepConflict
from sandbox.journal import Journal
from sandbox.view import open_view


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def _fill(folder: Path) -> None:
    for path, text in {
        "a": "one",
        "d/x": "xx",
        "d/y": "yy",
        "moves": "moved",
        "whole/in/side": "inside",
        "other": "other",
        "mode": "m",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "link").symlink_to("a")
    (folder / "bare").mkdir()


def _change_everything() -> None:
    with Path("a").open("a") as file:
        file.write("two")
    shutil.rmtree("d")
    Path("new/deep").mkdir(parents=True)
    Path("new/deep/f").write_text("f")
    Path("moves").rename("new/moved")
    shutil.move("whole", "entire")
    Path("link").unlink()
    Path("link").mkdir()
    Path("link/q").write_text("q")
    Path("mode").chmod(0o600)
    Path("other").unlink()
    Path("other").symlink_to("a")
    Path("bare").rmdir()


def test_undo_gives_back_every_byte_mode_and_time_and_redo_every_change(
    folder: Path, store: Path
) -> None:
    _fill(folder)
    before = picture(folder)
    entry = keep(folder, store, _change_everything)
    after = picture(folder)
    assert after.keys() != before.keys()
    assert entry.state == "kept"
    journal = Journal(folder, store)
    assert [each.state for each in journal.undo()] == ["undone"]
    assert picture(folder) == before
    assert [each.state for each in journal.redo()] == ["kept"]
    assert picture(folder) == after


def test_the_list_names_each_kind_of_change(folder: Path, store: Path) -> None:
    _fill(folder)
    view = open_view(folder, store)
    run_in(view, _change_everything)
    listed = {(each.kind, each.type, each.path, each.origin) for each in view.changes().entries}
    view.discard()
    assert listed == {
        ("modified", "file", "a", ""),
        ("deleted", "folder", "d", ""),
        ("deleted", "file", "d/x", ""),
        ("deleted", "file", "d/y", ""),
        ("created", "folder", "new", ""),
        ("created", "folder", "new/deep", ""),
        ("created", "file", "new/deep/f", ""),
        ("moved", "file", "new/moved", "moves"),
        ("moved", "folder", "entire", "whole"),
        ("retyped", "folder", "link", ""),
        ("created", "file", "link/q", ""),
        ("metadata", "file", "mode", ""),
        ("retyped", "link", "other", ""),
        ("deleted", "folder", "bare", ""),
    }


def test_what_the_user_wrote_meanwhile_is_not_overwritten(folder: Path, store: Path) -> None:
    (folder / "a").write_text("one")
    (folder / "b").write_text("one")
    view = open_view(folder, store)

    def code() -> None:
        Path("a").write_text("by the code")
        Path("b").write_text("by the code")

    run_in(view, code)
    (folder / "a").write_text("by the user")
    view.changes()
    with pytest.raises(KeepConflict, match="a"):
        Journal(folder, store).keep(view.stage(), "x")
    assert (folder / "a").read_text() == "by the user"
    assert (folder / "b").read_text() == "one"


def test_undo_refuses_over_later_edits_unless_told_and_loses_neither_version(
    folder: Path, store: Path
) -> None:
    (folder / "a").write_text("one")
    keep(folder, store, lambda: Path("a").write_text("two"))
    (folder / "a").write_text("edited by the user")
    journal = Journal(folder, store)
    with pytest.raises(KeepConflict, match="a"):
        journal.undo()
    assert (folder / "a").read_text() == "edited by the user"
