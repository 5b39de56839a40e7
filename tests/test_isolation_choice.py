"""The strongest backend that works is taken; one that cannot work here says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from backends import TRIED

from sandbox.errors import IsolationUnavailable
from sandbox.isolation import BACKENDS, ELSEWHERE, LINUX, backend, choose, facts, remembered
from sandbox.isolation.seam import Command
from sandbox.isolation.seatbelt import Seatbelt, profile
from sandbox.isolation.windows import Windows
from sandbox.kernels import AGAIN
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


FORBIDDEN = """
import sys
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
from sandbox.isolation import choose, facts, remembered
from sandbox.policy import Policy
"""
"""Namespaces are forbidden, as in a container with the usual filter of system calls."""
NO_USER_NAMESPACES = f"""{FORBIDDEN}
backend, found = choose(Policy(folder=Path(sys.argv[2])))
print(found.backend, "|", facts("native").reason)
"""


def said(source: str, *words: Path) -> str:
    """What a script prints."""
    done = subprocess.run(
        [sys.executable, "-c", source, str(ROOT), *map(str, words)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_where_namespaces_are_forbidden_landlock_is_chosen_and_said(folder: Path) -> None:
    name, _, reason = said(NO_USER_NAMESPACES, folder).partition("|")
    assert name.strip() == "landlock"
    assert "Operation not permitted" in reason


CHOOSE = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from sandbox.isolation import choose, remembered
from sandbox.policy import Policy
memory = Path(sys.argv[3])
before = remembered.recalled(memory)
print(before, choose(Policy(folder=Path(sys.argv[2])), memory)[1])
"""


def test_that_the_strongest_works_is_remembered_for_the_next_process(
    folder: Path, tmp_path: Path
) -> None:
    memory = tmp_path / "memory"
    first, second = said(CHOOSE, folder, memory), said(CHOOSE, folder, memory)
    assert (first[:5], second[:4]) == ("False", "True")
    assert first[5:] == second[4:], "what is remembered is what was tried"


def test_what_is_remembered_is_not_believed_where_namespaces_are_forbidden_since(
    folder: Path, tmp_path: Path
) -> None:
    memory = tmp_path / "memory"
    said(CHOOSE, folder, memory)
    assert said(CHOOSE, folder, memory).startswith("True")
    forbidden = FORBIDDEN + CHOOSE
    assert said(forbidden, folder, memory).startswith("False Facts(backend='landlock'")


def test_a_weaker_answer_is_tried_each_time(folder: Path, tmp_path: Path) -> None:
    said(FORBIDDEN + CHOOSE, folder, tmp_path / "memory")
    assert not (tmp_path / "memory" / remembered.FILE).exists()


def test_what_others_can_write_is_not_believed(folder: Path, tmp_path: Path) -> None:
    said(CHOOSE, folder, tmp_path)
    assert said(CHOOSE, folder, tmp_path).startswith("True")
    (tmp_path / remembered.FILE).chmod(0o666)
    assert said(CHOOSE, folder, tmp_path).startswith("False")


FORGED = f"""{FORBIDDEN}
from sandbox.errors import SandboxError
from sandbox.sandbox import Sandbox, Settings
memory = Path(sys.argv[3])
remembered.remember(memory)
for _ in range(2):
    with Sandbox.open(Policy(folder=Path(sys.argv[2])), Settings(store=memory)) as sandbox:
        try:
            *_, last = sandbox.run("python", "print(1)")
            print(last.why, sandbox.facts().backend)
        except SandboxError as error:
            print(type(error).__name__, error.hint)
"""


def test_a_wrong_memory_makes_a_start_fail_and_never_a_weaker_one_begin(
    folder: Path, tmp_path: Path
) -> None:
    first, second = said(FORGED, folder, tmp_path / "memory").splitlines()
    assert first == f"IsolationUnavailable {AGAIN}"
    assert second == "ok landlock"


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
