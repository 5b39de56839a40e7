"""The folder after a task: what was to happen has happened, and nothing else has."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from interpreter.bench_facts import Facts
from interpreter.bench_folder import Comparison, Place, compare
from interpreter.bench_tasks import Ending, Task

Act = Callable[[Path], object]


class Desk:
    """A fixture of five files, and what becomes of a copy of it."""

    def __init__(self, root: Path) -> None:
        self.start = root / "start"
        for name, text in {
            "a.txt": "a",
            "b.txt": "b",
            "in/c.txt": "c",
            "out/a.txt": "another a",
            "empty.txt": "",
        }.items():
            path = self.start / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (self.start / "void").mkdir()
        self.root = root
        self.count = 0

    def ending(self, **expect: object) -> Ending:
        task = Task("t", "moving", "f", ("p",), (expect,))
        (found,) = task.endings(Facts(self.start))
        return found

    def after(self, act: Act, **expect: object) -> Comparison:
        self.count += 1
        folder = self.root / f"work{self.count}"
        shutil.copytree(self.start, folder)
        act(folder)
        return compare(Place.of(self.start), Place.of(folder), self.ending(**expect))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def move(old: str, new: str) -> Act:
    def act(folder: Path) -> None:
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        (folder / old).rename(folder / new)

    return act


def both(*acts: Act) -> Act:
    return lambda folder: [act(folder) for act in acts]


def write(name: str, text: str) -> Act:
    def act(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return act


def remove(name: str) -> Act:
    return lambda folder: (folder / name).unlink()


def nothing(folder: Path) -> None: ...


def test_an_untouched_folder_satisfies_nothing_changes(desk: Desk) -> None:
    assert desk.after(nothing, nothing_changes=True) == Comparison()


@pytest.mark.parametrize(
    "act",
    [
        write("new.txt", "n"),
        write("a.txt", "changed"),
        remove("b.txt"),
        move("a.txt", "z.txt"),
        lambda folder: (folder / "fresh").mkdir(),
        lambda folder: (folder / "void").rmdir(),
        lambda folder: (folder / "link").symlink_to("a.txt"),
    ],
)
def test_any_change_breaks_nothing_changes(desk: Desk, act: Act) -> None:
    assert desk.after(act, nothing_changes=True).wrong


def test_a_deletion_is_needed_and_nothing_more(desk: Desk) -> None:
    assert desk.after(remove("b.txt"), deleted=["b.txt"]) == Comparison()
    assert desk.after(nothing, deleted=["b.txt"]).wrong
    more = desk.after(both(remove("a.txt"), remove("b.txt")), deleted=["b.txt"])
    assert more.wrong
    assert more.lost == ("a.txt",)


def test_a_deleted_folder_goes_with_what_is_in_it(desk: Desk) -> None:
    gone = lambda folder: shutil.rmtree(folder / "in")  # noqa: E731
    assert desk.after(gone, deleted="in/") == Comparison()
    assert desk.after(remove("in/c.txt"), deleted="in/").wrong
    assert desk.after(nothing, deleted="in/").wrong


def test_a_move_leaves_nothing_behind_and_keeps_the_bytes(desk: Desk) -> None:
    expect = {"moved": [{"files": "*b.txt", "to": "new/"}]}
    assert desk.after(move("b.txt", "new/b.txt"), **expect) == Comparison()
    copied = write("new/b.txt", "b")
    assert desk.after(copied, **expect).wrong
    lost = desk.after(both(remove("b.txt"), write("new/b.txt", "x")), **expect)
    assert lost.wrong
    assert lost.lost == ("b.txt",)


def test_a_folder_that_a_move_empties_may_stay_or_go(desk: Desk) -> None:
    expect = {"moved": [{"files": "in/c.txt", "to": "."}]}
    moved = move("in/c.txt", "c.txt")
    assert desk.after(moved, **expect) == Comparison()
    assert desk.after(both(moved, lambda f: (f / "in").rmdir()), **expect) == Comparison()
    assert desk.after(both(moved, lambda f: (f / "void").rmdir()), **expect).wrong


def test_a_file_at_the_target_is_kept_and_the_other_stays_or_gets_another_name(desk: Desk) -> None:
    expect = {"moved": [{"files": "= ['a.txt']", "to": "out"}]}
    assert desk.after(nothing, **expect) == Comparison()
    assert desk.after(move("a.txt", "out/a (1).txt"), **expect) == Comparison()
    overwritten = desk.after(move("a.txt", "out/a.txt"), **expect)
    assert overwritten.wrong
    assert overwritten.lost == ("out/a.txt",)
    assert desk.after(remove("a.txt"), **expect).lost == ("a.txt",)


def test_overwriting_is_right_when_it_was_asked_for(desk: Desk) -> None:
    expect = {"moved": [{"file": "a.txt", "as": "out/a.txt", "overwrite": True}]}
    assert desk.after(move("a.txt", "out/a.txt"), **expect) == Comparison()
    assert desk.after(nothing, **expect).wrong


def test_names_can_be_swapped(desk: Desk) -> None:
    expect = {"moved": [{"pairs": "= {'a.txt': 'b.txt', 'b.txt': 'a.txt'}"}]}
    swapped = both(move("a.txt", "x"), move("b.txt", "a.txt"), move("x", "b.txt"))
    assert desk.after(swapped, **expect) == Comparison()
    assert desk.after(nothing, **expect).wrong


def test_a_folder_is_renamed_with_its_content(desk: Desk) -> None:
    expect = {"moved": [{"file": "in", "as": "inside"}]}
    assert desk.after(move("in", "inside"), **expect) == Comparison()
    assert desk.after(both(move("in", "inside"), lambda f: (f / "in").mkdir()), **expect).wrong


def test_a_copy_keeps_the_source(desk: Desk) -> None:
    expect = {"copied": [{"file": "a.txt", "as": "a2.txt"}]}
    assert desk.after(write("a2.txt", "a"), **expect) == Comparison()
    assert desk.after(move("a.txt", "a2.txt"), **expect).wrong
    assert desk.after(nothing, **expect).wrong


def test_a_created_file_is_checked_and_may_have_one_of_several_names(desk: Desk) -> None:
    expect = {"created": [{"path": ["n.txt", "new*.txt"], "text": "n"}]}
    assert desk.after(write("n.txt", "n"), **expect) == Comparison()
    assert desk.after(write("newer.txt", "n"), **expect) == Comparison()
    assert desk.after(write("n.txt", "m"), **expect).wrong
    assert desk.after(both(write("n.txt", "n"), write("new.txt", "n")), **expect).wrong
    assert desk.after(nothing, **expect).wrong


def test_a_changed_file_has_the_new_content_and_a_wrong_change_counts_as_a_loss(desk: Desk) -> None:
    expect = {"changed": [{"path": "a.txt", "text": "A"}]}
    assert desk.after(write("a.txt", "A"), **expect) == Comparison()
    garbled = desk.after(write("a.txt", "?"), **expect)
    assert garbled.wrong
    assert garbled.lost == ("a.txt",)
    assert desk.after(nothing, **expect).lost == ()


def test_a_right_change_is_no_loss_beside_another_mistake(desk: Desk) -> None:
    expect = {"changed": [{"path": "a.txt", "text": "A"}]}
    found = desk.after(both(write("a.txt", "A"), write("log.txt", "x")), **expect)
    assert found.wrong
    assert found.lost == ()


def test_an_empty_file_that_is_gone_is_wrong_but_no_loss_of_content(desk: Desk) -> None:
    found = desk.after(remove("empty.txt"), nothing_changes=True)
    assert found.wrong
    assert found.lost == ()


def test_tolerated_files_are_tolerated_and_needed_folders_are_needed(desk: Desk) -> None:
    assert desk.after(write("p.png", "x"), may_create=["*.png"]) == Comparison()
    assert desk.after(write("p.gif", "x"), may_create=["*.png"]).wrong
    assert (
        desk.after(lambda f: (f / "n" / "m").mkdir(parents=True), folders=["n/m"]) == Comparison()
    )
    assert desk.after(nothing, folders=["n"]).wrong


def test_what_git_writes_for_itself_does_not_count(desk: Desk) -> None:
    (desk.start / ".git").mkdir()
    (desk.start / ".git" / "index").write_text("1")
    assert desk.after(write(".git/index", "2"), nothing_changes=True) == Comparison()
    assert desk.after(lambda f: shutil.rmtree(f / ".git"), nothing_changes=True).wrong
