"""What code, or somebody at the same time, tries in order to change what is kept. Each attack has
its twin: the same done against a plain copy or without a view succeeds."""

from __future__ import annotations

import mmap
import os
import resource
import shutil
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rehearsing import in_child, mount, picture, run_in

from sandbox.changes import Change
from sandbox.errors import KeepConflict
from sandbox.findings import CLASH, NOT_KEPT
from sandbox.journal import Journal
from sandbox.tree import erase, open_top
from sandbox.view import View, open_view


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


class Lurker:
    """Code that works in the view, waits for a sign, does one thing more, and ends."""

    def __init__(self, view: View, first: Callable[[], object], then: Callable[[], object]) -> None:
        ready, self._ready = os.pipe()
        self._go, go = os.pipe()
        os.set_inheritable(go, True)
        self._child = os.fork()
        if self._child == 0:
            try:
                assert view.overlay is not None
                mount(view.overlay)
                first()
                os.write(self._ready, b"x")
                os.read(self._go, 1)
                then()
                os._exit(0)
            finally:
                os._exit(1)
        os.close(self._ready)
        assert os.read(ready, 1) == b"x"
        os.close(ready)
        self._start = go

    def strike(self) -> None:
        os.write(self._start, b"x")
        assert os.waitpid(self._child, 0)[1] == 0
        os.close(self._start)
        os.close(self._go)


def _writer(held: dict[str, int]) -> tuple[Callable[[], object], Callable[[], object]]:
    def first() -> None:
        held["file"] = os.open("a", os.O_RDWR | os.O_CREAT)
        os.write(held["file"], b"what was shown")

    def then() -> None:
        os.pwrite(held["file"], b"what was never", 0)

    return first, then


def _mapper(held: dict[str, mmap.mmap]) -> tuple[Callable[[], object], Callable[[], object]]:
    def first() -> None:
        handle = os.open("a", os.O_RDWR | os.O_CREAT)
        os.write(handle, b"what was shown")
        held["map"] = mmap.mmap(handle, 14)
        held["map"][:4] = b"what"

    def then() -> None:
        # A page that is written already: neither time nor size of the file tells.
        held["map"][:] = b"what was never"

    return first, then


WRITERS = {"an open descriptor": lambda: _writer({}), "a mapped page": lambda: _mapper({})}


@pytest.mark.parametrize("way", WRITERS)
@pytest.mark.parametrize("when", ["after the list", "after staging", "after keeping"])
def test_a_writer_that_waits_for_the_approval_changes_nothing_that_is_kept(
    folder: Path, store: Path, way: str, when: str
) -> None:
    view = open_view(folder, store)
    lurker = Lurker(view, *WRITERS[way]())
    assert [change.path for change in view.changes().entries] == ["a"]
    if when == "after the list":
        lurker.strike()
    staged = view.stage()
    if when == "after staging":
        lurker.strike()
    Journal(folder, store).keep(staged, "x")
    if when == "after keeping":
        lurker.strike()
    assert (folder / "a").read_bytes() == b"what was shown"
    view.discard()


@pytest.mark.parametrize("way", WRITERS)
def test_twin_a_rename_out_of_the_view_lets_the_writer_change_the_kept_file(
    folder: Path, store: Path, way: str
) -> None:
    view = open_view(folder, store)
    lurker = Lurker(view, *WRITERS[way]())
    assert view.overlay is not None
    (view.overlay.upper / "a").rename(folder / "a")
    lurker.strike()
    assert (folder / "a").read_bytes() == b"what was never"
    view.discard()


def test_a_folder_swapped_for_a_link_between_list_and_keep_leads_nothing_outside(
    folder: Path, store: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_text("mine")
    (folder / "d").mkdir()
    (folder / "d/a").write_text("old")
    view = open_view(folder, store)
    run_in(view, lambda: Path("d/a").write_text("by the code"))
    view.changes()
    staged = view.stage()
    (folder / "d").rename(folder / "was-d")
    (folder / "d").symlink_to(outside)
    before = picture(tmp_path / "outside")
    with pytest.raises(KeepConflict, match="d/a"):
        Journal(folder, store).keep(staged, "x")
    assert picture(outside) == before
    assert (folder / "was-d/a").read_text() == "old"
    # The twin: a plain copy follows the link.
    assert view.overlay is not None
    shutil.copyfile(view.overlay.upper / "d/a", folder / "d/a")
    assert (outside / "a").read_text() == "by the code"
    view.discard()


def test_code_that_replaces_a_folder_by_a_link_and_writes_through_it_reaches_nothing_outside(
    folder: Path, store: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "d").mkdir()
    (folder / "d/a").write_text("old")

    def attack() -> None:
        shutil.rmtree("d")
        Path("d").symlink_to(outside)
        Path("d/a").write_text("escaped")

    view = open_view(folder, store)
    run_in(view, attack)
    # An isolated kernel does not even see what is outside; this one did, so take it back.
    (outside / "a").unlink()
    changes = view.changes()
    link = next(change for change in changes.entries if change.path == "d")
    assert (link.kind, link.type) == ("retyped", "link")
    assert "link that leads out of the folder" in link.warnings
    Journal(folder, store).keep(view.stage(), "x")
    assert list(outside.iterdir()) == []
    assert (folder / "d").readlink() == outside
    view.discard()
    Journal(folder, store).undo()
    assert (folder / "d/a").read_text() == "old"


def test_removals_cannot_be_forged_from_inside(folder: Path, store: Path) -> None:
    for name in ("a", "b", "c/d"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("precious")
    refused: list[str] = []

    def attack() -> None:
        for name, device in (("forged", 0), ("zero", os.makedev(1, 5))):
            try:
                os.mknod(name, stat.S_IFCHR | 0o600, device)
            except OSError as error:
                refused.append(str(error))
        assert len(refused) == 2
        Path("e").write_text("")
        os.setxattr("e", "user.overlay.whiteout", b"y")
        for path in ("c", "."):
            os.setxattr(path, "user.overlay.opaque", b"y")
            os.setxattr(path, "user.overlay.redirect", b"/etc")

    view = open_view(folder, store)
    run_in(view, attack)
    assert [(change.kind, change.path) for change in view.changes().entries] == [("created", "e")]
    # The twin: the same marks put into the upper folder itself do say that things are gone.
    assert view.overlay is not None
    os.setxattr(view.overlay.upper / "c", "user.overlay.opaque", b"y")
    if os.geteuid() == 0:
        os.mknod(view.overlay.upper / "a", stat.S_IFCHR | 0o600, 0)
    gone = {change.path for change in view.changes().entries if change.kind == "deleted"}
    assert gone == ({"a", "c/d"} if os.geteuid() == 0 else {"c/d"})
    view.discard()


def test_devices_pipes_and_sockets_are_shown_and_never_made(folder: Path, store: Path) -> None:
    def attack() -> None:
        os.mkfifo("pipe")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket")
        Path("fine").write_text("fine")

    view = open_view(folder, store)
    run_in(view, attack)
    shown = {change.path: change.warnings for change in view.changes().entries}
    assert NOT_KEPT in shown["pipe"]
    assert NOT_KEPT in shown["socket"]
    Journal(folder, store).keep(view.stage(), "x")
    assert [path.name for path in folder.iterdir()] == ["fine"]
    # The twin: without a view they lie in the folder.
    here = Path.cwd()
    os.chdir(folder)
    attack()
    os.chdir(here)
    assert {path.name for path in folder.iterdir()} == {"pipe", "socket", "fine"}
    view.discard()


def test_a_file_that_runs_with_its_owners_rights_loses_that(folder: Path, store: Path) -> None:
    def attack() -> None:
        Path("a").write_text("#!/bin/sh\n")
        Path("a").chmod(0o6755)

    view = open_view(folder, store)
    run_in(view, attack)
    (change,) = view.changes().entries
    assert "runs with its owner's rights: that bit is not kept" in change.warnings
    assert "executable" in change.warnings
    Journal(folder, store).keep(view.stage(), "x")
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o755
    view.discard()


USERS: dict[str, Callable[[Path], object]] = {
    "writes into the file": lambda path: path.write_text("by the user"),
    "replaces the file": lambda path: (
        path.with_name("draft").write_text("by the user"),
        path.with_name("draft").replace(path),
    ),
}


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("code", ["changes", "deletes", "moves"])
def test_whenever_the_user_saves_a_file_while_it_is_kept_the_users_text_is_not_lost(
    folder: Path, store: Path, tmp_path: Path, user: str, code: str
) -> None:
    work: dict[str, Callable[[], object]] = {
        "changes": lambda: Path("a").write_text("by the code"),
        "deletes": lambda: Path("a").unlink(),
        "moves": lambda: Path("a").rename("b"),
    }
    refused = 0
    # Every third moment; which ones differs from case to case.
    number = len(user + code) % 3
    struck = True
    while struck:
        number += 3
        shutil.rmtree(folder)
        folder.mkdir()
        shutil.rmtree(store, ignore_errors=True)
        (folder / "a").write_text("old")
        view = open_view(folder, store)
        run_in(view, work[code])
        view.changes()
        staged = view.stage()
        journal = Journal(folder, store)

        def keep() -> None:
            calls = 0

            def meanwhile(event: str, _: object) -> None:
                nonlocal calls
                if event == "open" or event.startswith("os."):
                    calls += 1
                    if calls == number:  # noqa: B023
                        USERS[user](folder / "a")

            sys.addaudithook(meanwhile)
            try:
                journal.keep(staged, "x")  # noqa: B023
            except KeepConflict:
                os._exit(3)
            os._exit(0 if calls >= number else 4)  # noqa: B023

        status = os.waitstatus_to_exitcode(in_child(keep))
        assert status in (0, 3, 4)
        struck = status != 4
        view.discard()
        if not struck:
            break
        refused += status == 3
        everywhere = [*folder.rglob("*"), *store.glob("*/*/*/slots/*")]
        texts = {path.read_text() for path in everywhere if path.is_file()}
        assert "by the user" in texts, (number, status)
        if status == 3:
            assert (folder / "a").read_text() == "by the user"
    assert refused
    # The twin: a copy without looking overwrites.
    (folder / "a").write_text("by the user")
    (tmp_path / "new").write_text("by the code")
    (tmp_path / "new").replace(folder / "a")
    assert (folder / "a").read_text() == "by the code"


USER_EDITS: dict[str, tuple[Callable[[Path], object], str]] = {
    "edited": (lambda folder: (folder / "a").write_text("by the user"), "a"),
    "edited, with its old size and time": (lambda folder: _edit_secretly(folder / "a"), "a"),
    "removed": (lambda folder: (folder / "a").unlink(), "a"),
    "made where the code makes one": (lambda folder: (folder / "new").write_text("mine"), "new"),
    "edited where the code deletes": (lambda folder: (folder / "d/x").write_text("mine"), "d/x"),
    "added where the code deletes": (lambda folder: (folder / "d/y").write_text("mine"), "d"),
    "its mode changed": (lambda folder: (folder / "a").chmod(0o600), "a"),
}


def _edit_secretly(path: Path) -> None:
    status = path.stat()
    path.write_text("OLD")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("edit", USER_EDITS)
@pytest.mark.parametrize("when", ["before the list", "before staging", "before keeping"])
@pytest.mark.parametrize("overlay", [True, False], ids=["overlay", "copy"])
def test_what_the_user_did_meanwhile_is_never_overwritten(
    folder: Path, store: Path, edit: str, when: str, overlay: bool
) -> None:
    (folder / "a").write_text("old")
    (folder / "d").mkdir()
    (folder / "d/x").write_text("x")

    def code() -> None:
        Path("a").write_text("old and new")
        Path("new").write_text("new")
        shutil.rmtree("d")

    view = open_view(folder, store, overlay=overlay)
    run_in(view, code)
    act, named = USER_EDITS[edit]
    if when == "before the list":
        act(folder)
    changes = view.changes()
    if when == "before the list":
        assert any(CLASH in change.warnings for change in changes.entries)
    if when == "before staging":
        act(folder)
    staged = view.stage()
    if when == "before keeping":
        act(folder)
    before = picture(folder)
    with pytest.raises(KeepConflict, match=named):
        Journal(folder, store).keep(staged, "x")
    assert picture(folder) == before
    assert Journal(folder, store).history() == []
    view.discard()


def _read_bytes() -> int:
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("rchar")).split()[1])


def test_a_huge_hollow_file_is_shown_kept_and_undone_without_reading_it(
    folder: Path, store: Path
) -> None:
    def attack() -> None:
        with Path("hollow").open("wb") as file:
            file.truncate(4 << 30)
            file.seek(1 << 30)
            file.write(b"a little")

    view = open_view(folder, store)
    run_in(view, attack)
    before = _read_bytes()
    (change,) = view.changes().entries
    assert change.size_after == 4 << 30
    assert "too large" in view.diff("hollow")
    Journal(folder, store).keep(view.stage(), "x")
    assert _read_bytes() - before < 8 << 20
    kept = (folder / "hollow").stat()
    assert (kept.st_size, kept.st_blocks * 512 < 1 << 20) == (4 << 30, True)
    Journal(folder, store).undo()
    assert list(folder.iterdir()) == []
    view.discard()


def test_folders_nested_without_end_are_neither_followed_nor_left_behind(
    folder: Path, store: Path
) -> None:
    def attack() -> None:
        for _ in range(1200):
            Path("d" * 10).mkdir()
            os.chdir("d" * 10)
        Path("deep").write_text("x")

    view = open_view(folder, store)
    run_in(view, attack)
    changes = view.changes()
    assert len(changes.entries) < 1000
    assert any("nested too deep" in warning for warning in changes.warnings)
    Journal(folder, store).keep(view.stage(), "x")
    view.discard()
    assert list(store.glob("*/views/*")) == []
    Journal(folder, store).undo()
    assert list(folder.iterdir()) == []
    # The twin: the plain way to remove such a tree fails.
    top = open_top(folder)
    here = Path.cwd()
    os.chdir(folder)
    attack()
    os.chdir(here)
    with pytest.raises(OSError, match="name too long"):
        folder.joinpath(*["d" * 10] * 1200, "deep").unlink()
    erase(top, "d" * 10)
    os.close(top)
    assert list(folder.iterdir()) == []


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.slow
def test_the_list_of_many_tiny_changes_takes_memory_by_their_number_and_few_descriptors(
    folder: Path, store: Path
) -> None:
    count = 5_000

    def attack() -> None:
        for number in range(count):
            os.close(os.open(f"{number}", os.O_CREAT | os.O_WRONLY))

    view = open_view(folder, store)
    run_in(view, attack)

    def look() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        before = _peak()
        assert len(view.changes().entries) == count
        assert (_peak() - before) / count < 8192

    assert in_child(look) == 0
    view.discard()


POISONED = {
    ".git/hooks/pre-commit": "git hook",
    ".git/config": "git configuration",
    "sub/.git/hooks/post-checkout": "git hook",
    ".gitattributes": "git filters",
    ".husky/pre-push": "git hook",
    ".pre-commit-config.yaml": "pre-commit",
    "conftest.py": "pytest",
    "tests/conftest.py": "pytest",
    "sitecustomize.py": "every Python",
    "evil.pth": "every Python",
    "numpy.py": "name of a Python module",
    "pandas/__init__.py": "name of a Python module",
    "json.py": "name of a Python module",
    "pyproject.toml": "pip install",
    "setup.py": "pip install",
    "Makefile": "make",
    "package.json": "npm scripts",
    ".envrc": "direnv",
    ".bashrc": "shell start-up",
    ".zshrc": "shell start-up",
    ".profile": "shell start-up",
    ".vscode/tasks.json": "editor",
    ".idea/workspace.xml": "editor",
    ".github/workflows/ci.yml": "CI",
    ".gitlab-ci.yml": "CI",
    "AGENTS.md": "instructions",
    "note.ipynb": "notebook",
    "start.desktop": "desktop",
    "evil.service": "systemd",
    "model.pkl": "pickle",
    ".ssh/authorized_keys": "ssh",
}


def test_files_that_other_programs_run_are_flagged_and_none_is_real_before_it_is_kept(
    folder: Path, store: Path
) -> None:
    def attack() -> None:
        for name in POISONED:
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("poison")

    view = open_view(folder, store)
    run_in(view, attack)
    shown: dict[str, Change] = {change.path: change for change in view.changes().entries}
    for name, sentence in POISONED.items():
        assert any(sentence in warning for warning in shown[name].warnings), name
    assert list(folder.iterdir()) == []
    view.discard()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["report.txt", "data/table.csv", "src/model.py", "index.html", "test.py", "image.png"]
)
def test_twin_ordinary_files_are_not_flagged(folder: Path, store: Path, name: str) -> None:
    def code() -> None:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("plain")

    view = open_view(folder, store)
    run_in(view, code)
    shown = {change.path: change.warnings for change in view.changes().entries}
    assert shown[name] == ()
    view.discard()


def test_a_git_folder_replaced_by_a_link_is_flagged(folder: Path, store: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("[core]\n")

    def attack() -> None:
        shutil.rmtree(".git")
        Path(".git").symlink_to("/tmp/elsewhere")

    view = open_view(folder, store)
    run_in(view, attack)
    shown = {change.path: change for change in view.changes().entries}
    assert shown[".git"].kind == "retyped"
    assert "replaces the git repository" in shown[".git"].warnings
    assert "link that leads out of the folder" in shown[".git"].warnings
    view.discard()


def test_deleting_everything_and_deleting_much_is_said_of_the_whole(
    folder: Path, store: Path
) -> None:
    for number in range(30):
        (folder / f"{number}").write_text("x")

    def delete_all() -> None:
        for number in range(30):
            Path(f"{number}").unlink()

    view = open_view(folder, store)
    run_in(view, delete_all)
    assert view.changes().warnings == (
        "deletes everything that is in the folder",
        "deletes 30 files",
    )
    view.discard()
    view = open_view(folder, store)
    run_in(view, lambda: Path("1").unlink())
    assert view.changes().warnings == ()
    view.discard()
