"""A disk may be full at any point of a turn: while the code writes, while changes are listed, while
they are kept, while they are taken back. Then the folder is before or after, never between, the
reason is said, and as soon as there is room everything goes on."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from rehearsing import MEMORY, in_child, picture, private_mounts, run_in, tmpfs

from sandbox.errors import SandboxError
from sandbox.events import Finished
from sandbox.journal import Journal
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings
from sandbox.view import View, open_view

KIB = 1 << 10
PAGE = 4 * KIB


@pytest.fixture
def base() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(dir=MEMORY))
    yield path
    shutil.rmtree(path)


def fill(disk: Path, left: int) -> Path:
    """Take all the room on a disk but so many bytes."""
    ballast = disk / "ballast"
    status = os.statvfs(disk)
    with ballast.open("wb") as file:
        file.write(bytes(max(0, status.f_bavail * status.f_frsize - left)))
    return ballast


def some_of_each(folder: Path) -> None:
    """What a turn may find."""
    folder.mkdir(parents=True)
    for number in range(6):
        (folder / f"changed{number}").write_text("old" * 1000)
    (folder / "deleted").write_text("precious" * 1000)
    (folder / "moved").write_text("moved" * 1000)


def code() -> None:
    for number in range(6):
        Path(f"changed{number}").write_bytes(b"new" * 7000)
    for number in range(4):
        Path(f"made{number}").write_bytes(b"made" * 5000)
    Path("deleted").unlink()
    Path("sub").mkdir()
    Path("moved").rename("sub/moved")


def tried(movement: str, journal: Journal, view: View) -> str:
    """The error of one attempt, or "" when it went well."""
    try:
        if movement == "keep":
            view.changes()
            journal.keep(view.stage(), "x")
        else:
            journal.undo()
    except SandboxError as error:
        return str(error)
    return ""


def test_code_runs_on_while_the_disk_for_temporary_files_is_full(base: Path) -> None:
    """What it prints is shown and not written down, which is said; and it goes on as ever after."""

    def work() -> None:
        private_mounts()
        small, folder = base / "small", base / "work"
        small.mkdir()
        folder.mkdir()
        tmpfs(small, "size=2m")
        tempfile.tempdir = str(small)
        os.environ.pop("XDG_RUNTIME_DIR", None)
        settings = Settings(store=base / "store")
        with Sandbox.open(Policy(folder=folder), settings) as sandbox:
            assert last(sandbox, "x = 1").note == ""
            ballast = fill(small, 0)
            shown = last(sandbox, "print('shown'); x")
            assert (shown.why, shown.restarted) == ("ok", False)
            assert os.strerror(errno.ENOSPC) in shown.note
            assert last(sandbox, "print('y' * 1_000_000)").why == "ok"
            ballast.unlink()
            after = last(sandbox, "print(x + 1)")
            assert (after.note, sandbox.output(after.number)) == ("", "2\n")

    assert in_child(work) == 0


def last(sandbox: Sandbox, source: str) -> Finished:
    *_, finished = sandbox.run("python", source)
    assert isinstance(finished, Finished)
    return finished


@pytest.mark.parametrize("movement", ["keep", "undo"])
@pytest.mark.parametrize("full", ["folder", "store", "both"])
def test_wherever_the_disk_becomes_full_the_folder_is_before_or_after(
    full: str, movement: str, base: Path
) -> None:
    def work() -> None:
        private_mounts()
        small = base / "small"
        small.mkdir()
        tmpfs(small, "size=2m")
        folder = (base if full == "store" else small) / "work"
        store = (base if full == "folder" else small) / "store"
        some_of_each(folder)
        journal = Journal(folder, store)
        view = open_view(folder, store)
        run_in(view, code)
        if movement == "undo":
            view.changes()
            journal.keep(view.stage(), "x")
        before = picture(folder)
        failed = 0
        for left in range(0, 600 * KIB, 2 * PAGE):
            ballast = fill(small, left)
            said = tried(movement, journal, view)
            ballast.unlink()
            if not said:
                break
            failed += 1
            assert os.strerror(errno.ENOSPC) in said
            if "made" in said:
                assert f"{small}/" in said, "the full disk is named, not the other one"
            assert picture(folder) == before, (left, said)
        else:
            raise AssertionError("it never went well")
        # Where journal and folder share a disk, undo renames; so a full one can be made emptier.
        assert (failed == 0) if (movement, full) == ("undo", "both") else (failed > 3), failed
        after = picture(folder)
        assert after != before
        if movement == "keep":
            journal.undo()
            assert picture(folder) == before
        else:
            journal.redo()
            assert picture(folder) == before
        view.discard()

    assert in_child(work) == 0
