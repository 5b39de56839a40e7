"""Several turns: steps of undo and redo, forcing, choosing, remembering, forgetting."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rehearsing import in_child, keep, picture, run_in

from sandbox.bounds import Bounds
from sandbox.errors import JournalBroken, KeepConflict, SandboxError
from sandbox.journal import Journal
from sandbox.view import open_view


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def _write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def _three_turns(folder: Path, store: Path) -> list[dict[bytes, tuple[int, int, bytes]]]:
    pictures = [picture(folder)]
    for number in range(3):
        keep(folder, store, lambda n=number: _write("a", f"version {n}"), request=f"turn {number}")  # type: ignore[misc]
        pictures.append(picture(folder))
    return pictures


def test_several_steps_are_undone_and_redone_one_by_one_or_at_once(
    folder: Path, store: Path
) -> None:
    pictures = _three_turns(folder, store)
    journal = Journal(folder, store)
    assert [entry.request for entry in journal.undo(2)] == ["turn 2", "turn 1"]
    assert picture(folder) == pictures[1]
    journal.undo()
    assert picture(folder) == pictures[0]
    assert journal.undo() == []
    journal.redo()
    assert picture(folder) == pictures[1]
    assert [entry.request for entry in journal.redo(9)] == ["turn 1", "turn 2"]
    assert picture(folder) == pictures[3]
    assert journal.redo() == []


def test_the_journal_is_there_after_a_restart(folder: Path, store: Path) -> None:
    pictures = _three_turns(folder, store)
    assert in_child(lambda: Journal(folder, store).undo(3)) == 0
    assert picture(folder) == pictures[0]
    assert [entry.state for entry in Journal(folder, store).history()] == ["undone"] * 3


def test_a_conflict_at_the_second_of_two_steps_undoes_neither(folder: Path, store: Path) -> None:
    keep(folder, store, lambda: _write("a", "one"))
    keep(folder, store, lambda: _write("b", "two"))
    (folder / "a").write_text("edited")
    before = picture(folder)
    journal = Journal(folder, store)
    with pytest.raises(KeepConflict, match="a"):
        journal.undo(2)
    assert picture(folder) == before
    assert [entry.state for entry in journal.history()] == ["kept", "kept"]


def test_what_is_kept_after_an_undo_ends_what_can_be_redone(folder: Path, store: Path) -> None:
    keep(folder, store, lambda: _write("a", "one"))
    journal = Journal(folder, store)
    journal.undo()
    keep(folder, store, lambda: _write("b", "two"))
    assert journal.redo() == []
    assert sorted(path.name for path in folder.iterdir()) == ["b"]


def _replace_by_a_folder(folder: Path) -> None:
    (folder / "d/a").unlink()
    (folder / "d/a").mkdir()
    (folder / "d/a/own").write_text("own")


EDITS: dict[str, Callable[[Path], object]] = {
    "edited": lambda folder: (folder / "d/a").write_text("edited by the user"),
    "removed": lambda folder: (folder / "d/a").unlink(),
    "replaced by a folder": _replace_by_a_folder,
    "another made where one was deleted": lambda folder: (folder / "gone").write_text("new"),
    "the moved one edited": lambda folder: (folder / "moved").write_text("edited"),
    "something at the old place": lambda folder: (folder / "moves").write_text("in the way"),
    "a file put into the new folder": lambda folder: (folder / "new/own").write_text("own"),
    "the mode changed again": lambda folder: (folder / "mode").chmod(0o640),
}


@pytest.mark.parametrize("edit", EDITS)
def test_undo_refuses_over_a_later_edit_and_forced_keeps_the_edit_for_redo(
    folder: Path, store: Path, edit: str
) -> None:
    for path in ("d/a", "gone", "moves", "mode"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(f"first {path}")

    def code() -> None:
        _write("d/a", "by the code")
        Path("gone").unlink()
        Path("moves").rename("moved")
        _write("new/file", "new")
        Path("mode").chmod(0o600)

    first = picture(folder)
    keep(folder, store, code)
    EDITS[edit](folder)
    edited = picture(folder)
    journal = Journal(folder, store)
    with pytest.raises(KeepConflict):
        journal.undo()
    assert picture(folder) == edited
    journal.undo(force=True)
    contents = {path: content for path, (_, _, content) in picture(folder).items()}
    if edit == "the moved one edited":
        assert contents.pop(b"moves") == b"edited"
        first.pop(b"moves")
    assert contents == {path: content for path, (_, _, content) in first.items()}
    journal.redo()
    assert {p: (m, c) for p, (m, _, c) in picture(folder).items()} == {
        p: (m, c) for p, (m, _, c) in edited.items()
    }


def test_only_what_was_chosen_is_kept_with_the_folders_it_needs(folder: Path, store: Path) -> None:
    for name in ("old/1", "old/2", "stays"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    before = picture(folder)

    def code() -> None:
        _write("new/deep/wanted", "wanted")
        _write("new/deep/other", "other")
        _write("stays", "changed")
        Path("old/1").unlink()
        Path("old/2").unlink()
        Path("old").rmdir()

    view = open_view(folder, store)
    run_in(view, code)
    assert len(view.changes().entries) == 8
    staged = view.stage({"new/deep/wanted", "old/1"})
    assert [change.path for change in staged.changes.entries] == [
        "new",
        "new/deep",
        "new/deep/wanted",
        "old/1",
    ]
    journal = Journal(folder, store)
    journal.keep(staged, "some")
    view.discard()
    assert {path for path in picture(folder) if path != b"."} == {
        b"new",
        b"new/deep",
        b"new/deep/wanted",
        b"old",
        b"old/2",
        b"stays",
    }
    assert (folder / "stays").read_text() == "stays"
    journal.undo()
    assert picture(folder) == before


def test_keeping_nothing_is_said_and_makes_no_entry(folder: Path, store: Path) -> None:
    view = open_view(folder, store)
    run_in(view, lambda: _write("a", "x"))
    with pytest.raises(SandboxError, match="nothing"):
        Journal(folder, store).keep(view.stage({"not there"}), "x")
    view.discard()
    assert Journal(folder, store).history() == []


def test_the_diff_of_an_entry_stays_what_it_was_when_later_turns_change_and_move_the_file(
    folder: Path, store: Path
) -> None:
    (folder / "a").write_text("one\n")
    keep(folder, store, lambda: _write("a", "two\n"))
    journal = Journal(folder, store)
    number = journal.history()[0].id
    expected = journal.diff(number)
    assert "-one\n" in expected
    assert "+two\n" in expected
    keep(folder, store, lambda: Path("a").rename("b"))
    assert journal.diff(number) == expected
    keep(folder, store, lambda: _write("b", "three\n"))
    assert journal.diff(number) == expected
    keep(folder, store, lambda: Path("b").unlink())
    assert journal.diff(number) == expected
    journal.undo(4)
    assert journal.diff(number) == expected


@pytest.mark.parametrize(
    ("bounds", "left"),
    [(Bounds(size=2500), 2), (Bounds(age=-1), 1), (Bounds(entries=3), 3), (Bounds(), 6)],
    ids=["by size", "by age", "by number", "within bounds"],
)
def test_old_versions_are_forgotten_beyond_the_bounds_and_the_newest_never(
    folder: Path, store: Path, bounds: Bounds, left: int
) -> None:
    (folder / "a").write_text("x" * 1000)
    for number in range(6):
        view = open_view(folder, store)
        run_in(view, lambda n=number: _write("a", str(n) * 1000))  # type: ignore[misc]
        Journal(folder, store, bounds).keep(view.stage(), str(number))
        view.discard()
    journal = Journal(folder, store, bounds)
    assert [entry.request for entry in journal.history()] == [str(n) for n in range(6 - left, 6)]
    usage = journal.usage()
    assert (usage.entries, usage.size) == (left, left * 1000)
    assert len(list((usage.path / "entries").iterdir())) == left
    journal.undo(left)
    assert (folder / "a").read_text() == (str(5 - left) * 1000 if left < 6 else "x" * 1000)


def test_a_damaged_journal_is_told_as_such_and_nothing_is_touched(
    folder: Path, store: Path
) -> None:
    keep(folder, store, lambda: _write("a", "one"))
    head = next(store.glob("*/head.json"))
    before = picture(folder)
    for text in ("{", "[]", json.dumps({"marks": [{"id": 1}], "folder": "x", "running": None})):
        head.write_text(text)
        with pytest.raises(JournalBroken):
            Journal(folder, store).undo()
        assert picture(folder) == before


def test_two_programs_that_keep_at_once_wait_for_each_other(folder: Path, store: Path) -> None:
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            try:
                for turn in range(3):
                    keep(folder, store, lambda n=number, t=turn: _write(f"{n}-{t}", "x"))  # type: ignore[misc]
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    journal = Journal(folder, store)
    assert len(journal.history()) == 12
    assert len(list(folder.iterdir())) == 12
    journal.undo(12)
    assert list(folder.iterdir()) == []


def test_nothing_of_ours_is_left_in_the_folder_and_the_store_is_private(
    folder: Path, store: Path
) -> None:
    keep(folder, store, lambda: _write("a", "one"))
    assert [path.name for path in folder.iterdir()] == ["a"]
    for path in store.rglob("*"):
        if path.is_dir() and "slots" not in path.parts:
            assert path.stat().st_mode & 0o077 == 0
    assert list(store.glob("*/views/*")) == []
    assert list(store.glob("*/staging/*")) == []


def test_a_files_name_begins_no_header_of_its_own_in_a_diff(folder: Path, store: Path) -> None:
    name = "x\n--- a\n+++ b\n@@ -1 +1 @@\n-safe"

    def code() -> None:
        folder.joinpath(name.replace("/", "")).write_text("y\n")

    number = keep(folder, store, code).id
    lines = Journal(folder, store).diff(number).splitlines()
    assert [line for line in lines if line.startswith("+++ ")] == [f"+++ {name!r}".replace("'", "")]
    assert [line for line in lines if line.startswith("--- ")] == ["--- /dev/null"]


def test_only_the_end_of_a_line_ends_a_line_of_a_diff(folder: Path, store: Path) -> None:
    (folder / "page").write_text("one\ftwo\u2028three\rfour\n")
    number = keep(folder, store, lambda: Path("page").write_text("one\ftwo\u2028three\rFOUR\n")).id
    text = Journal(folder, store).diff(number)
    assert "-one\ftwo\u2028three\rfour\n+one\ftwo\u2028three\rFOUR\n" in text
    assert "No newline" not in text


def test_where_a_diff_is_a_sentence_it_names_the_file(folder: Path, store: Path) -> None:
    def code() -> None:
        Path("picture").write_bytes(b"\0\1")
        Path("letter").write_text("dear\n")

    text = Journal(folder, store).diff(keep(folder, store, code).id)
    assert "picture: binary content: nothing before, 2 bytes after\n" in text
    assert "+dear\n" in text


def test_a_refused_undo_says_how_to_go_back_all_the_same(folder: Path, store: Path) -> None:
    keep(folder, store, lambda: Path("a").write_text("code"))
    (folder / "a").write_text("edit")
    with pytest.raises(KeepConflict) as refused:
        Journal(folder, store).undo()
    assert "--force" in refused.value.hint
    assert (folder / "a").read_text() == "edit"
