"""The same promises for an ordinary user, with folders that are not wholly theirs, on disks that
are read-only, and with other disks inside."""

from __future__ import annotations

import ctypes
import os
import pickle
import random
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from acts import NAMES, do, drawn
from rehearsing import MEMORY, in_child, keep, picture, run_in, without_folder_times

from sandbox.errors import FolderUnusable, SandboxError
from sandbox.index import Reach
from sandbox.journal import Journal
from sandbox.view import open_view

NOBODY = 65534
_DUMPABLE = 4


@pytest.fixture
def base() -> Iterator[Path]:
    """A place that an ordinary user may enter."""
    path = Path(tempfile.mkdtemp(dir=MEMORY))
    yield path
    for folder, _, _ in os.walk(path):
        Path(folder).chmod(0o700)
    shutil.rmtree(path)


def as_ordinary_user(base: Path, work: Callable[[], object]) -> int:
    """Run something as somebody who is not root; root becomes nobody for it."""

    def drop() -> None:
        if os.geteuid() == 0:
            os.chown(base, NOBODY, NOBODY)
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            ctypes.CDLL(None).prctl(_DUMPABLE, 1, 0, 0, 0)
        assert os.geteuid() != 0
        work()

    return in_child(drop)


@pytest.mark.parametrize("overlay", [True, False], ids=["overlay", "copy"])
def test_an_ordinary_user_keeps_and_undoes_whatever_was_done(base: Path, overlay: bool) -> None:
    def work() -> None:
        kept = 0
        for seed in range(25):
            chance = random.Random(seed)
            place = base / str(seed)
            folder, store, note = place / "work", place / "store", place / "seen"
            folder.mkdir(parents=True)
            names = chance.sample(NAMES, len(NAMES))
            os.chdir(folder)
            do(drawn(chance, 12, making=True), names)
            os.chdir(base)
            before = _seen(folder)
            view = open_view(folder, store, overlay=overlay)
            acts = drawn(chance, 12, making=False)

            def code(root: Path = view.root) -> None:
                do(acts, names)  # noqa: B023
                note.write_bytes(pickle.dumps(_glimpse(root)))  # noqa: B023

            run_in(view, code)
            changes = view.changes()
            if changes:
                kept += 1
                journal = Journal(folder, store)
                journal.keep(view.stage(), "turn")
                after = _seen(folder)
                glimpse = _glimpse(folder)
                seen = pickle.loads(note.read_bytes())
                if not overlay:
                    # What may not be read is not in the copy, and stays as it is.
                    for path, look in glimpse.items():
                        if not look[0] & 0o400 and path in before:
                            seen.setdefault(path, look)
                assert without_folder_times(glimpse) == without_folder_times(seen), seed
                journal.undo()
                assert _seen(folder) == before, seed
                journal.redo()
                assert _seen(folder) == after, seed
            view.discard()
        assert kept > 15

    assert as_ordinary_user(base, work) == 0


def _glimpse(folder: Path) -> dict[bytes, tuple[int, int, bytes]]:
    """A picture of what can be seen without changing any mode."""
    shown: dict[bytes, tuple[int, int, bytes]] = {}
    waiting = [folder]
    for path in waiting:
        status = path.lstat()
        content = b""
        if stat.S_ISLNK(status.st_mode):
            content = os.fsencode(path.readlink())
        elif stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK):
            content = path.read_bytes()
        elif stat.S_ISDIR(status.st_mode) and os.access(path, os.R_OK | os.X_OK):
            waiting.extend(sorted(path.iterdir()))
        when = 0 if stat.S_ISLNK(status.st_mode) else status.st_mtime_ns
        shown[os.fsencode(path.relative_to(folder))] = (status.st_mode, when, content)
    return shown


def _seen(folder: Path) -> dict[bytes, tuple[int, int, bytes]]:
    """A picture that also shows what the owner must open up first; everything is put back."""
    closed: list[tuple[Path, int]] = []
    modes: dict[bytes, int] = {}
    first: dict[tuple[int, int], int] = {}
    for path in chain([folder], _walk(folder)):
        status = path.lstat()
        # One file may have two names.
        mode = first.setdefault((status.st_dev, status.st_ino), status.st_mode)
        modes[os.fsencode(path.relative_to(folder))] = mode
        if not path.is_symlink() and status.st_mode & 0o500 != 0o500:
            closed.append((path, status.st_mode & 0o7777))
            path.chmod(status.st_mode & 0o7777 | 0o700)
    shown = picture(folder)
    for path, mode in reversed(closed):
        path.chmod(mode)
    return {path: (modes[path], when, content) for path, (_, when, content) in shown.items()}


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if stat.S_ISDIR(path.lstat().st_mode):
            yield from _walk(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to somebody else")
@pytest.mark.parametrize("what", ["in a folder of somebody else", "a folder of somebody else"])
def test_what_may_not_be_changed_is_said_and_nothing_is_half_done(base: Path, what: str) -> None:
    folder, store = base / "work", base / "store"
    (folder / "theirs").mkdir(parents=True)
    (folder / "theirs/file").write_text("theirs")
    (folder / "a").write_text("mine")
    for path in (folder, folder / "a"):
        os.chown(path, NOBODY, NOBODY)

    before = picture(folder)

    def code() -> None:
        Path("a").write_text("changed")
        if what == "in a folder of somebody else":
            Path("theirs/file").unlink()
        else:
            shutil.rmtree("theirs")

    def work() -> None:
        view = open_view(folder, store, overlay=False)
        run_in(view, code)
        assert len(view.changes().entries) >= 2
        try:
            Journal(folder, store).keep(view.stage(), "x")
        except SandboxError as error:
            assert "denied" in str(error)
        else:
            raise AssertionError("it was kept")
        assert Journal(folder, store).history() == []
        view.discard()

    assert as_ordinary_user(base, work) == 0
    assert picture(folder) == before


def _private_mounts() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    assert libc.unshare(0x10000000 | 0x00020000) == 0
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    assert libc.mount(b"none", b"/", None, (1 << 18) | (1 << 14), None) == 0
    return libc


def test_a_read_only_disk_is_said_and_nothing_changes(base: Path) -> None:
    folder, store = base / "work", base / "store"
    folder.mkdir()
    (folder / "a").write_text("old")
    view = open_view(folder, store)
    run_in(view, lambda: Path("a").write_text("new"))
    view.changes()
    staged = view.stage()

    def work() -> None:
        libc = _private_mounts()
        path = os.fsencode(folder)
        assert libc.mount(path, path, None, 4096, None) == 0
        assert libc.mount(None, path, None, 4096 | 32 | 1, None) == 0
        try:
            Journal(folder, store).keep(staged, "x")
        except SandboxError as error:
            assert "Read-only" in str(error)
        else:
            raise AssertionError("it was kept")
        assert Journal(folder, store).history() == []

    assert in_child(work) == 0
    assert (folder / "a").read_text() == "old"
    view.discard()


def test_a_folder_with_another_disk_inside_is_rehearsed_on_a_copy_and_kept_on_both(
    base: Path,
) -> None:
    folder, store = base / "work", base / "store"
    (folder / "inner").mkdir(parents=True)
    (folder / "moves").write_text("moves")

    def work() -> None:
        libc = _private_mounts()
        inner = os.fsencode(folder / "inner")
        assert libc.mount(b"tmpfs", inner, b"tmpfs", 0, b"size=1m") == 0
        (folder / "inner/a").write_text("old")
        (folder / "inner/gone").write_text("gone")
        before = picture(folder)
        view = open_view(folder, store)
        assert view.overlay is None

        def code() -> None:
            Path("inner/a").write_text("new")
            Path("inner/gone").unlink()
            Path("b").write_text("b")
            Path("moves").rename("inner/moved")

        run_in(view, code)
        assert picture(folder) == before
        view.changes()
        journal = Journal(folder, store)
        journal.keep(view.stage(), "x")
        after = picture(folder)
        contents = {path: content for path, (_, _, content) in after.items()}
        assert contents == {
            b".": b"",
            b"b": b"b",
            b"inner": b"",
            b"inner/a": b"new",
            b"inner/moved": b"moves",
        }
        journal.undo()
        assert picture(folder) == before
        journal.redo()
        assert picture(folder) == after
        view.discard()

    assert in_child(work) == 0


def test_a_folder_too_large_to_be_copied_is_refused_with_the_bound(base: Path) -> None:
    (base / "work").mkdir()
    for number in range(20):
        (base / "work" / str(number)).write_text("x")
    with pytest.raises(FolderUnusable, match="at most 10 entries"):
        open_view(base / "work", base / "store", overlay=False, reach=Reach(entries=10))
    assert list((base / "store").glob("*/views/*")) == []


def test_what_ended_programs_left_behind_is_removed_and_what_runs_is_not(base: Path) -> None:
    folder, store = base / "work", base / "store"
    folder.mkdir()

    def dies() -> None:
        view = open_view(folder, store)
        run_in(view, lambda: Path("a").write_text("x"))
        view.changes()
        os._exit(0)

    assert in_child(dies) == 0
    assert len(list(store.glob("*/views/*"))) == 1
    assert len(list(store.glob("*/staging/*"))) == 1
    one = open_view(folder, store)
    run_in(one, lambda: Path("b").write_text("x"))
    one.changes()
    two = open_view(folder, store)
    assert len(list(store.glob("*/views/*"))) == 2
    assert len(list(store.glob("*/staging/*"))) == 1
    Journal(folder, store).keep(one.stage(), "x")
    one.discard()
    two.discard()
    assert [path.name for path in folder.iterdir()] == ["b"]


def test_names_of_one_file_attributes_holes_and_times_are_kept(base: Path) -> None:
    folder, store = base / "work", base / "store"
    folder.mkdir()

    def code() -> None:
        Path("one").write_text("shared")
        Path("sub").mkdir()
        Path("sub/two").hardlink_to("one")
        os.setxattr("one", "user.note", b"marked")
        with Path("hollow").open("wb") as file:
            file.truncate(1 << 24)
        os.utime("hollow", ns=(10**18 + 1, 10**18 + 7))

    keep(folder, store, code)
    journal = Journal(folder, store)
    for _ in range(2):
        assert (folder / "one").samefile(folder / "sub/two")
        assert (folder / "one").stat().st_nlink == 2
        assert os.getxattr(folder / "one", "user.note") == b"marked"
        assert (folder / "hollow").stat().st_blocks == 0
        assert (folder / "hollow").stat().st_mtime_ns == 10**18 + 7
        journal.undo()
        assert list(folder.iterdir()) == []
        journal.redo()


def test_a_change_to_one_name_of_a_file_is_told_and_undo_joins_the_names_again(base: Path) -> None:
    folder, store = base / "work", base / "store"
    folder.mkdir()
    (folder / "one").write_text("old")
    (folder / "two").hardlink_to(folder / "one")
    view = open_view(folder, store)
    run_in(view, lambda: Path("one").chmod(0o600))
    (change,) = view.changes().entries
    assert any("several names" in warning for warning in change.warnings)
    Journal(folder, store).keep(view.stage(), "x")
    view.discard()
    assert (folder / "two").stat().st_mode & 0o777 == 0o644
    Journal(folder, store).undo()
    assert (folder / "one").samefile(folder / "two")
