"""`kill -9` at any moment of keep, undo and redo: afterwards the folder is as before or as after,
never between, and nothing is lost.

The child is really killed: at the n-th system call (seen by an audit hook), at the n-th line of our
code (seen by a trace function), or by the clock. Then recovery itself is killed too, now and then.
INTERP_KILLS sets how many kills there are; the figures of a long run stand in docs/decisions.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
from acts import NAMES, do, drawn
from rehearsing import MEMORY, Picture, in_child, picture, run_in, without_folder_times

import sandbox
from sandbox.journal import Journal
from sandbox.view import open_view

KILLS = int(os.environ.get("INTERP_KILLS", "60"))
OURS = str(Path(sandbox.__file__).parent)

Act = Callable[[], object]


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _at_call(number: int, act: Act) -> bool:
    """Kill before the n-th system call that touches files; whether it came to that."""

    def work() -> None:
        calls = 0

        def hook(event: str, _: object) -> None:
            nonlocal calls
            if event == "open" or event.startswith("os."):
                calls += 1
                if calls == number:
                    _die()

        sys.addaudithook(hook)
        act()

    return os.WIFSIGNALED(in_child(work))


def _at_line(number: int, act: Act) -> bool:
    """Kill at the n-th line of our code; whether it came to that."""

    def work() -> None:
        lines = 0

        def trace(frame: FrameType, event: str, _: object) -> object:
            nonlocal lines
            if not frame.f_code.co_filename.startswith(OURS):
                return None
            if event == "line":
                lines += 1
                if lines == number:
                    _die()
            return trace

        sys.settrace(trace)  # type: ignore[arg-type]
        act()

    return os.WIFSIGNALED(in_child(work))


def _at_time(seconds: float, act: Act) -> bool:
    """Kill from outside after this time; whether it was still running."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _killed(chance: random.Random, act: Act) -> bool:
    kind = chance.choice(("call", "call", "line", "line", "time"))
    if kind == "call":
        return _at_call(chance.randint(1, 160), act)
    if kind == "line":
        return _at_line(int(chance.triangular(1, 9000, 500)), act)
    return _at_time(chance.uniform(0, 0.06), act)


@dataclass(frozen=True)
class Scene:
    """A folder with two turns kept, and one that is to be killed."""

    folder: Path
    journal: Journal
    before: Picture
    after: Picture
    act: Act


@contextlib.contextmanager
def _scene(chance: random.Random, movement: str, disk: str = "same disk") -> Iterator[Scene]:
    with contextlib.ExitStack() as stack:
        base = Path(tempfile.mkdtemp(dir=MEMORY))
        stack.callback(_remove, base)
        folder, note = base / "work", base / "seen"
        folder.mkdir()
        store = base / "store"
        if disk == "another disk":
            store = Path(tempfile.mkdtemp())
            stack.callback(_remove, store)
            assert store.stat().st_dev != folder.stat().st_dev
        names = chance.sample(NAMES, len(NAMES))
        with contextlib.chdir(folder):
            do(drawn(chance, 12, making=True), names)
            _make_closed("was closed")
        before = picture(folder)
        acts = drawn(chance, 10, making=False)
        view = open_view(folder, store)
        stack.callback(view.discard)

        def code() -> None:
            do(acts, names)
            _make_closed("will be closed")
            Path("was closed").chmod(0o700)
            shutil.rmtree("was closed")
            note.write_bytes(pickle.dumps(picture(folder)))

        run_in(view, code)
        staged = view.stage()
        after = pickle.loads(note.read_bytes())
        journal = Journal(folder, store)
        if movement == "keep":
            yield Scene(folder, journal, before, after, lambda: journal.keep(staged, "turn"))
            return
        journal.keep(staged, "turn")
        after = picture(folder)
        if movement == "undo":
            yield Scene(folder, journal, after, before, journal.undo)
            return
        journal.undo()
        yield Scene(folder, journal, before, after, journal.redo)


def _make_closed(name: str) -> None:
    """A read-only folder: it must be opened up to be moved, and closed again."""
    Path(name).mkdir()
    Path(name, "file").write_text("inside")
    Path(name).chmod(0o555)


def _remove(path: Path) -> None:
    for folder, _, _ in os.walk(path):
        Path(folder).chmod(0o700)
    shutil.rmtree(path)


def _check(scene: Scene, movement: str) -> str:
    """Before or after? Then there and back, so that every byte is seen to be still there."""
    now = picture(scene.folder)
    states = [entry.state for entry in scene.journal.history()]
    if now == scene.before:
        assert states == {"keep": [], "undo": ["kept"], "redo": ["undone"]}[movement]
        if movement != "keep":
            scene.act()
            assert picture(scene.folder) == scene.after
        return "before"
    assert without_folder_times(now) == without_folder_times(scene.after)
    assert states == ["undone" if movement == "undo" else "kept"]
    back, forth = scene.journal.undo, scene.journal.redo
    if movement == "undo":
        back, forth = forth, back
    back()
    assert picture(scene.folder) == scene.before
    forth()
    assert picture(scene.folder) == now
    return "after"


@pytest.mark.kills
@pytest.mark.parametrize("disk", ["same disk", "another disk"])
def test_a_kill_leaves_the_folder_as_before_or_as_after(disk: str) -> None:
    ends: Counter[str] = Counter()
    count = KILLS if disk == "same disk" else KILLS // 3
    seed = 0
    while ends["killed"] < count:
        seed += 1
        chance = random.Random(seed)
        movement = ("keep", "undo", "redo")[seed % 3]
        with _scene(chance, movement, disk) as scene:
            killed = _killed(chance, scene.act)
            while chance.random() < 0.3:
                ends["killed in recovery"] += _killed(chance, scene.journal.recover)
            said = scene.journal.recover()
            ends["recovered"] += bool(said)
            ends["killed"] += killed
            if killed:
                ends[f"{movement}: {_check(scene, movement)}"] += 1
        assert not list(scene.folder.glob(".interp-*"))
    print(dict(ends))
    # Each movement was killed, early and late enough to end both ways.
    for movement in ("keep", "undo", "redo"):
        assert ends[f"{movement}: after"]
    assert sum(ends[f"{movement}: before"] for movement in ("keep", "undo", "redo"))


@pytest.mark.kills
@pytest.mark.parametrize("movement", ["keep", "undo", "redo"])
def test_every_single_system_call_of_a_movement_may_be_the_last(movement: str) -> None:
    ends: Counter[str] = Counter()
    number = 0
    killed = True
    while killed:
        number += 1
        with _scene(random.Random(7), movement) as scene:
            killed = _at_call(number, scene.act)
            scene.journal.recover()
            ends[_check(scene, movement)] += 1
    assert ends["before"]
    assert ends["after"]
