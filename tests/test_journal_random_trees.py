"""Whatever code does to whatever folder: keeping makes the folder what the code saw, undo gives
back every byte, mode and time, redo the rest."""

from __future__ import annotations

import contextlib
import pickle
import tempfile
from pathlib import Path

import acts
import pytest
from acts import (
    CONTENTS,
    FIRST_TIME,
    FOLDER_MODES,
    LAST_TIME,
    MODES,
    NAMES,
    Act,
    Place,
    do,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rehearsing import MEMORY, picture, run_in, without_folder_times

from sandbox.journal import Journal
from sandbox.view import open_view

PATHS = st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple).map(Place)
WRITING = st.tuples(
    PATHS, st.sampled_from(CONTENTS), st.sampled_from(MODES), st.integers(FIRST_TIME, LAST_TIME)
)
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.tuples(st.just(acts.write), WRITING),
    st.tuples(st.just(acts.append), st.tuples(PATHS)),
    st.tuples(st.just(acts.sparse), st.tuples(PATHS)),
    st.tuples(st.just(acts.folder), st.tuples(PATHS, st.sampled_from(FOLDER_MODES))),
    st.tuples(st.just(acts.link), st.tuples(PATHS, PATHS)),
    st.tuples(st.just(acts.second_name), st.tuples(PATHS, PATHS)),
    st.tuples(st.just(acts.move), st.tuples(PATHS, PATHS)),
    st.tuples(st.just(acts.delete), st.tuples(PATHS)),
    st.tuples(st.just(acts.mode_of), st.tuples(PATHS, st.sampled_from(MODES))),
    st.tuples(st.just(acts.mark), st.tuples(PATHS)),
)
MAKING: st.SearchStrategy[Act] = st.one_of(
    st.tuples(st.just(acts.write), WRITING),
    st.tuples(st.just(acts.folder), st.tuples(PATHS, st.sampled_from(FOLDER_MODES))),
    st.tuples(st.just(acts.link), st.tuples(PATHS, PATHS)),
    st.tuples(st.just(acts.second_name), st.tuples(PATHS, PATHS)),
)


@pytest.mark.parametrize("overlay", [True, False], ids=["overlay", "copy"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    names=st.permutations(NAMES),
    making=st.lists(MAKING, min_size=3, max_size=12),
    turns=st.lists(st.lists(ACTS, min_size=3, max_size=10), min_size=1, max_size=3),
)
def test_keep_makes_what_the_code_saw_and_undo_gives_everything_back(
    overlay: bool, names: list[bytes], making: list[Act], turns: list[list[Act]]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY, ignore_cleanup_errors=True) as name:
        base = Path(name).resolve()
        folder, store, note = base / "work", base / "store", base / "seen"
        folder.mkdir()
        with contextlib.chdir(folder):
            do(making, names)
        pictures = [picture(folder)]
        journal = Journal(folder, store)
        for todo in turns:
            view = open_view(folder, store, overlay=overlay)

            def code(todo: list[Act] = todo, root: Path = view.root) -> None:
                do(todo, names)
                note.write_bytes(pickle.dumps(picture(root)))

            run_in(view, code)
            changes = view.changes()
            assert picture(folder) == pictures[-1]
            if changes:
                journal.keep(view.stage(), "turn")
                now = picture(folder)
                seen = pickle.loads(note.read_bytes())
                assert without_folder_times(now) == without_folder_times(seen)
                pictures.append(now)
            view.discard()
        for expected in reversed(pictures[:-1]):
            journal.undo()
            assert picture(folder) == expected
        for expected in pictures[1:]:
            journal.redo()
            assert picture(folder) == expected
        if len(pictures) > 1:
            journal.undo(len(pictures) - 1)
            assert picture(folder) == pictures[0]
        # What undoing everything left behind can be removed, read-only folders and all.
        for path in sorted(folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
