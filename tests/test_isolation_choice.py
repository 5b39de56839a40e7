"""The strongest backend that works is taken; one that cannot work here says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from backends import TRIED

from sandbox.errors import IsolationUnavailable
from sandbox.isolation import BACKENDS, ELSEWHERE, LINUX, backend, choose, facts
from sandbox.isolation.seam import Command
from sandbox.isolation.seatbelt import Seatbelt, profile
from sandbox.isolation.windows import Windows
from sandbox.policy import Policy

ROOT = Path(__file__).parents[1]


def test_the_first_that_works_is_chosen(folder: Path) -> None:
    chosen, found = choose(Policy(folder=folder))
    assert found == facts(TRIED[0])
    assert type(chosen) is type(backend(TRIED[0]))


def test_without_isolation_it_is_said_what_is_missing(folder: Path) -> None:
    _, found = choose(Policy(folder=folder, isolate=False))
    assert found.backend == "direct"
    assert found.lacks


def test_every_backend_of_every_system_is_in_the_table_once() -> None:
    names = [*LINUX, *(name for table in ELSEWHERE.values() for name in table)]
    assert len(names) == len(set(names))
    assert set(BACKENDS) <= set(names)


NO_USER_NAMESPACES = """
import ctypes, sys
sys.path.insert(0, sys.argv[1])
from sandbox.isolation import linux, seccomp
program = seccomp.opening()
refused = seccomp.fail(1)
for name in ("unshare", "mount", "setns"):
    program.call(name, [(seccomp.RETURN, 0, 0, refused)])
new = seccomp.if_bits(seccomp.NEW_NAMESPACES, refused)
program.call("clone", [seccomp.argument(0), *new])
program.give(seccomp.ALLOW)
linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
linux.install_filter(program.bytes())
from pathlib import Path
from sandbox.isolation import choose, facts
from sandbox.policy import Policy
backend, found = choose(Policy(folder=Path(sys.argv[2])))
print(found.backend, "|", facts("native").reason)
"""


def test_where_namespaces_are_forbidden_landlock_is_chosen_and_said(folder: Path) -> None:
    """As in a container with the usual filter of system calls."""
    done = subprocess.run(
        [sys.executable, "-c", NO_USER_NAMESPACES, str(ROOT), str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    name, _, reason = done.stdout.partition("|")
    assert name.strip() == "landlock"
    assert "Operation not permitted" in reason


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="about other systems than this one")
@pytest.mark.parametrize("made", [Seatbelt(), Windows()], ids=["seatbelt", "windows"])
def test_mechanisms_of_other_systems_are_unusable_and_say_why(made: Seatbelt | Windows) -> None:
    found = made.probe()
    assert not found.usable
    assert found.reason
    assert not found.enforces


def test_windows_refuses_to_start_anything(folder: Path) -> None:
    with pytest.raises(IsolationUnavailable, match="WSL"):
        Windows().start(Command(("python",), {}), Policy(folder=folder))


def test_the_macos_profile_denies_by_default_and_names_every_folder(tmp_path: Path) -> None:
    folder = tmp_path / 'with "quotes"'
    (folder / ".ssh").mkdir(parents=True)
    policy = Policy(folder=folder, readable=(Path("/data"),))
    text = profile(Command((), {}), policy, Path("/private/tmp/home"))
    assert text.splitlines()[1] == "(deny default)"
    assert '\\"quotes\\"' in text
    assert '(subpath "/data")' in text
    assert f'(deny file-read* file-write* (subpath "{tmp_path}/with \\"quotes\\"/.ssh"))' in text
    assert f'(deny file-write-unlink (literal "{tmp_path}"))' in text
    assert "network" not in text
    assert "network-outbound" in profile(Command((), {}), Policy(folder, network=True), tmp_path)
    assert text.count("(") == text.count(")")
