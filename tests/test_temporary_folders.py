"""What a killed program leaves in the folder for temporary files is removed by the next one; what
belongs to anybody else is not touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.isolation.environment import of_kernel
from sandbox.temporary import OWNER, Temporary, sweep

KILLED = """
import os, sys
from pathlib import Path
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings
sandbox = Sandbox.open(Policy(folder=Path(sys.argv[1])), Settings(preload=True))
list(sandbox.run("python", "1"))
os.kill(os.getpid(), 9)
"""
LIVES = """
import sys
from pathlib import Path
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings
with Sandbox.open(Policy(folder=Path(sys.argv[1])), Settings()) as sandbox:
    list(sandbox.run("python", "1"))
    print(*[str(path) for path in Path(sys.argv[2]).glob("interp-*")], flush=True)
"""


def places(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder for temporary files, and the environment that names it."""
    temporary = Path(f"/tmp/t{os.getpid()}-{tmp_path.name[-8:]}")
    temporary.mkdir()
    env = {key: value for key, value in os.environ.items() if key != "XDG_RUNTIME_DIR"}
    return temporary, {**env, "TMPDIR": str(temporary)}


def ran(source: str, env: dict[str, str], *words: Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", source, *map(str, words)]
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_what_a_killed_program_left_is_removed_by_the_next_one(
    folder: Path, tmp_path: Path
) -> None:
    temporary, env = places(tmp_path)
    try:
        assert ran(KILLED, env, folder).returncode == -9
        left = {path.name for path in temporary.glob("interp-*")}
        assert len(left) >= 2, "the control: it leaves folders behind"
        ran(LIVES, env, folder, temporary)
        assert not left & {path.name for path in temporary.iterdir()}
        assert not list(temporary.glob("interp-*")), "nor does one that ends well leave any"
    finally:
        subprocess.run(["/bin/rm", "-rf", str(temporary)], check=True)


def test_the_folders_of_a_living_program_stay(folder: Path, tmp_path: Path) -> None:
    temporary, env = places(tmp_path)
    argv = [sys.executable, "-c", LIVES + "    input()", str(folder), str(temporary)]
    try:
        with subprocess.Popen(
            argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as living:
            assert living.stdin is not None and living.stdout is not None
            used = [Path(word) for word in living.stdout.readline().split()]
            assert used
            sweep(str(temporary))
            assert all(path.is_dir() for path in used)
            living.stdin.close()
    finally:
        subprocess.run(["/bin/rm", "-rf", str(temporary)], check=True)


def test_what_is_not_ours_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / OWNER).touch()
    (tmp_path / "interp-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "interp-no-owner").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / OWNER).touch()
    (tmp_path / "interp-linked-owner").mkdir()
    (tmp_path / "interp-linked-owner" / OWNER).symlink_to(tmp_path / "elsewhere" / OWNER)
    before = sorted(tmp_path.rglob("*"))
    sweep(str(tmp_path))
    assert sorted(tmp_path.rglob("*")) == before
    (tmp_path / "interp-left").mkdir()
    (tmp_path / "interp-left" / OWNER).touch()
    sweep(str(tmp_path))
    assert sorted(tmp_path.rglob("*")) == before, "the control: one of ours does go"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
def test_another_users_folder_is_not_touched(tmp_path: Path) -> None:
    theirs = tmp_path / "interp-theirs"
    theirs.mkdir()
    (theirs / OWNER).touch()
    os.chown(theirs, 64999, 64999)
    sweep(str(tmp_path))
    assert theirs.is_dir()


def test_a_folder_that_was_removed_may_be_removed_again(tmp_path: Path) -> None:
    made = Temporary(base=str(tmp_path))
    (made.path / "deep/er").mkdir(parents=True)
    (made.path / "deep").chmod(0)
    made.remove()
    made.remove()
    assert not made.path.exists()


def test_the_active_environment_is_the_kernels_and_not_ours(tmp_path: Path) -> None:
    ours = {"VIRTUAL_ENV": "/elsewhere", "TERM": "xterm", "TOKEN": "secret", "LANG": "de_DE.UTF-8"}
    env = of_kernel(ours, tmp_path, Path("/usr/bin/python3"))
    assert "VIRTUAL_ENV" not in env
    assert "TOKEN" not in env
    assert (env["TERM"], env["LANG"]) == ("dumb", "de_DE.UTF-8")
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/pyvenv.cfg").touch()
    env = of_kernel(ours, tmp_path, tmp_path / "venv/bin/python")
    assert env["VIRTUAL_ENV"] == str(tmp_path / "venv")
