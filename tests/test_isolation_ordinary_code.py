"""Ordinary code does not notice that it is confined: it prints the same inside and outside."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from backends import TRIED, USERS
from ordinary_code import CASES

from sandbox.isolation import facts

TESTS = Path(__file__).parent
NOTICED = {
    "landlock": {
        "processes_are_forked": "multiprocessing",
        "processes_are_spawned": "multiprocessing",
        "processes_share_through_a_server": "multiprocessing",
        "processes_share_memory_and_locks": "multiprocessing",
        "an_executor_of_processes_works": "multiprocessing",
        "files_are_renamed_linked_and_removed": "modes and times",
        "a_loop_serves_itself_over_the_loopback": "servers",
        "unix_sockets_connect_inside": "servers",
        "a_terminal_program_runs_in_a_terminal": "terminal",
    }
}
"""What differs where, and the word of `facts.lacks` that says so."""


@functools.cache
def printed(backend: str, user: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, TESTS / "confined_run.py", backend, str(USERS[user]), "ordinary_code.py"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
    )
    assert "RESULTS" in done.stdout, done.stdout + done.stderr
    found: dict[str, str] = json.loads(done.stdout.rpartition("RESULTS ")[2])
    return found


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("backend", TRIED)
@pytest.mark.parametrize("name", CASES)
def test_ordinary_code_prints_the_same(name: str, backend: str, user: str) -> None:
    outside = printed("none", user)[name]
    assert "Traceback" not in outside, outside
    word = NOTICED.get(backend, {}).get(name)
    if word is None:
        assert printed(backend, user)[name] == outside
    else:
        assert printed(backend, user)[name] != outside
        assert any(word in sentence for sentence in facts(backend).lacks)
