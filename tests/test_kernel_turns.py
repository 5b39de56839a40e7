"""A turn works on a view of the folder; the kernel and its variables live on from turn to turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.errors import KeepConflict
from sandbox.events import Displayed, Finished, Printed, RunEvent
from sandbox.journal import Journal
from sandbox.policy import Limits, Policy
from sandbox.sandbox import Sandbox, Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.txt").write_text("one\n")
    return work


@pytest.fixture(params=["isolated", "direct"])
def box(folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    policy = Policy(folder, isolate=request.param == "isolated", limits=Limits(wall_seconds=20))
    with Sandbox.open(policy, Settings(store=tmp_path / "store")) as sandbox:
        assert (sandbox.facts().backend == "direct") == (request.param == "direct")
        yield sandbox


def run(box: Sandbox, source: str, language: str = "python") -> list[RunEvent]:
    events = list(box.run(language, source))
    assert isinstance(events[-1], Finished)
    assert events[-1].why == "ok", events
    return events


def text(events: list[RunEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, Printed))


def test_nothing_reaches_the_folder_before_it_is_kept(box: Sandbox, folder: Path) -> None:
    box.begin_turn()
    run(box, "open('a.txt', 'w').write('two\\n'); open('b.txt', 'w').write('new\\n');")
    assert [(entry.kind, entry.path) for entry in box.changes().entries] == [
        ("modified", "a.txt"),
        ("created", "b.txt"),
    ]
    assert "-one\n+two" in box.diff("a.txt")
    assert [path.name for path in folder.iterdir()] == ["a.txt"]
    assert (folder / "a.txt").read_text() == "one\n"


def test_what_is_kept_is_there_and_can_be_undone(
    box: Sandbox, folder: Path, tmp_path: Path
) -> None:
    run(box, "x = 'alive'; open('a.txt', 'w').write('two\\n');")
    kept = box.keep("write two")
    assert [entry.path for entry in kept.entries] == ["a.txt"]
    assert (folder / "a.txt").read_text() == "two\n"
    assert not box.changes()
    assert text(run(box, "print(x, open('a.txt').read())")) == "alive two\n\n"
    journal = Journal(folder, tmp_path / "store")
    assert [entry.request for entry in journal.history()] == ["write two"]
    journal.undo()
    assert (folder / "a.txt").read_text() == "one\n"


def test_a_part_can_be_kept(box: Sandbox, folder: Path) -> None:
    run(box, "for name in 'bc': open(name, 'w').write(name)")
    box.keep("two files", only=["b"])
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b"]
    assert text(run(box, "ls", "shell")) == "a.txt\nb\n"


def test_what_is_dropped_is_gone_for_python_and_shell_alike(box: Sandbox, folder: Path) -> None:
    run(box, "import os; x = 1; os.mkdir('sub'); os.chdir('sub'); os.remove('../a.txt')")
    assert text(run(box, "pwd; ls ..", "shell")).endswith("/sub\nsub\n")
    box.drop()
    assert not box.changes()
    assert text(run(box, "ls; cat a.txt", "shell")) == "a.txt\none\n"
    assert text(run(box, "print(x, os.listdir('.'))")) == "1 ['a.txt']\n"
    assert (folder / "a.txt").read_text() == "one\n"


def test_the_users_own_edits_between_turns_are_seen(box: Sandbox, folder: Path) -> None:
    run(box, "y = open('a.txt').read()")
    edited = folder / "edited"
    edited.write_text("by the user\n")
    edited.replace(folder / "a.txt")
    box.begin_turn()
    assert text(run(box, "print(y, open('a.txt').read())")) == "one\n by the user\n\n"
    assert not box.changes()


def test_the_current_folder_is_still_the_same_in_the_next_turn(box: Sandbox, folder: Path) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    box.begin_turn()
    run(box, "cd deep/er; export HERE=yes", "shell")
    box.begin_turn()
    run(box, "open('made.txt', 'w').write('x');")
    assert [entry.path for entry in box.changes().entries] == ["deep/er/made.txt"]
    assert text(run(box, "ls; echo $HERE", "shell")) == "made.txt\nyes\n"


def test_a_file_that_was_edited_meanwhile_is_never_overwritten(box: Sandbox, folder: Path) -> None:
    run(box, "open('a.txt', 'w').write('by the code\\n');")
    (folder / "a.txt").write_text("by the user\n")
    with pytest.raises(KeepConflict):
        box.keep("edit")
    assert (folder / "a.txt").read_text() == "by the user\n"
    assert [entry.path for entry in box.changes().entries] == ["a.txt"]


def test_a_new_kernel_works_on_the_same_view(box: Sandbox) -> None:
    run(box, "open('b.txt', 'w').write('before the crash');")
    assert isinstance(list(box.run("python", "import os; os._exit(1)"))[-1], Finished)
    assert text(run(box, "cat b.txt", "shell")) == "before the crash"
    assert [entry.path for entry in box.changes().entries] == ["b.txt"]
    box.drop()
    assert text(run(box, "ls", "shell")) == "a.txt\n"


def test_files_beyond_the_disk_limit_end_the_cell(folder: Path, tmp_path: Path) -> None:
    policy = Policy(folder, limits=Limits(disk=64 << 20, wall_seconds=30))
    with Sandbox.open(policy, Settings(store=tmp_path / "store")) as box:
        source = (
            "import os, time\n"
            "for i in range(40):\n"
            "    open(f'f{i}', 'wb').write(os.urandom(4 << 20))\n"
            "time.sleep(20)"
        )
        last = list(box.run("python", source))[-1]
        assert isinstance(last, Finished)
        assert last.why == "disk limit"
        box.drop()
        assert Displayed({"text/plain": "2"}, {}, result=True) in run(box, "1 + 1")


def test_without_rehearsal_changes_are_immediate(folder: Path) -> None:
    with Sandbox.open(Policy(folder, rehearse=False), Settings()) as box:
        box.begin_turn()
        run(box, "open('b.txt', 'w').write('now');")
        assert (folder / "b.txt").read_text() == "now"
        assert not box.changes()
        assert not box.keep("nothing to keep")
        box.drop()
        assert (folder / "b.txt").exists()


def test_a_closed_sandbox_leaves_no_private_files(folder: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        private = Path("/tmp") / f"t-{tmp_path.name[:20]}"
        private.mkdir(exist_ok=True)
        patch.setenv("XDG_RUNTIME_DIR", str(private))
        with Sandbox.open(Policy(folder), Settings(store=tmp_path / "store")) as box:
            run(box, "1")
            assert list(private.iterdir())
        assert not list(private.iterdir())
        private.rmdir()
    assert not list((tmp_path / "store").glob("*/views/*"))
