"""Folders that a program in user space serves (FUSE): the work folder, the state folder, or one
inside the work folder. Rehearsed, kept, undone and redone like any other."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from backends import USERS

from sandbox.events import Finished
from sandbox.journal import Journal
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings

pytestmark = pytest.mark.skipif(
    shutil.which("bindfs") is None or not os.access("/dev/fuse", os.R_OK | os.W_OK),
    reason="bindfs is not installed, or FUSE may not be used here",
)

CODE = """
import os
open("a", "w").write("new")
os.remove("gone")
os.mkdir("made")
open("made/in", "w").write("x")
os.rename("moves", "made/moved")
for name in served:
    open(name + "/inner", "w").write("new")
print(sorted(os.listdir(".")))
"""
TURN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from attack_range import become
become(int(sys.argv[2]))
from test_fuse_folders import turn
turn(Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:])
"""


@pytest.fixture
def base() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(dir="/var/tmp"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def serve(base: Path) -> Iterator[Callable[[Path, int], None]]:
    """Puts a folder behind a program: what is in it stays in it."""
    served: list[Path] = []

    def put(path: Path, uid: int) -> None:
        behind = base / f"behind{len(served)}"
        path.rename(behind)
        path.mkdir()
        for each in (behind, path):
            os.chown(each, uid, uid)
        subprocess.run(["bindfs", str(behind), str(path)], check=True, timeout=30)
        served.append(path)

    yield put
    for path in reversed(served):
        subprocess.run(["umount", "-l", str(path)], check=True, timeout=30)


def text(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text() if path.is_file() else ""
        for path in folder.rglob("*")
    }


def turn(folder: Path, store: Path, served: list[str]) -> None:
    """A turn that is kept, undone and redone."""
    before = text(folder)
    with Sandbox.open(Policy(folder=folder), Settings(store=store)) as sandbox:
        *events, last = sandbox.run("python", f"served = {served!r}\n{CODE}")
        assert isinstance(last, Finished)
        assert last.why == "ok", events
        assert text(folder) == before
        sandbox.keep("all")
        after = text(folder)
        *events, last = sandbox.run("python", "print(open('a').read())")
        assert "new" in str(events), "the next turn begins with what was kept"
    assert after["a"] == "new"
    assert "gone" not in after
    assert (after["made/in"], after["made/moved"]) == ("x", "moves")
    assert all(after[f"{name}/inner"] == "new" for name in served)
    journal = Journal(folder, store)
    journal.undo()
    assert text(folder) == before
    journal.redo()
    assert text(folder) == after


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may unmount, and be two users")
@pytest.mark.parametrize("where", ["folder", "store", "both", "inside"])
@pytest.mark.parametrize("who", USERS)
def test_a_folder_behind_a_program_is_rehearsed_kept_and_undone(
    who: str, where: str, base: Path, serve: Callable[[Path, int], None]
) -> None:
    uid = USERS[who]
    folder, store = base / "work", base / "store"
    inner = folder / "inside"
    for each in (folder, store, inner):
        each.mkdir()
    for name in ("a", "gone", "moves", "inside/inner"):
        (folder / name).write_text(name)
    for path in (base, *base.rglob("*")):
        os.chown(path, uid, uid)
    places = {"folder": [folder], "store": [store], "both": [folder, store], "inside": [inner]}
    for place in places[where]:
        serve(place, uid)
    words = [str(uid), str(folder), str(store), *(["inside"] if where == "inside" else [])]
    argv = [sys.executable, "-c", TURN, str(Path(__file__).parent), *words]
    env = {**os.environ, "HOME": str(base), "TMPDIR": "/tmp"}
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False, env=env)
    assert done.returncode == 0, done.stderr[-3000:]
