"""What a killed program leaves in the folder for temporary files is removed by the next one; what
belongs to anybody else is not touched."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sandbox.isolation.environment import of_kernel
from sandbox.temporary import LONG_AGO, MOST_AT_ONCE, OWNER, Temporary, sweep

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


DAYS = 2 * LONG_AGO


def without_owner(base: Path, name: str) -> Path:
    path = base / name
    (path / "k1").mkdir(parents=True)
    (path / "k1/log").touch()
    path.chmod(0o700)
    return path


def test_folders_from_before_there_were_owners_go_when_they_are_old_and_unused(
    tmp_path: Path,
) -> None:
    names = ("interp-0a1b2c3d", "interp-zygote-abcd_123", "interp-kernel-0000000k")
    old = [without_owner(tmp_path, name) for name in names]
    # The places of views (by users' numbers), of our scripts, of somebody's own.
    others = ("interp-0", "interp-12345678", "interp-demo.7zw0jL", "interp-my-files")
    kept = [without_owner(tmp_path, name) for name in (*others, "interp-openopen")]
    kept[-1].chmod(0o755)
    sweep(str(tmp_path))
    assert all(path.is_dir() for path in old), "they are not a day old"
    sweep(str(tmp_path), time.time() + DAYS)
    assert not any(path.exists() for path in old)
    assert all(path.is_dir() for path in kept)


@pytest.mark.parametrize("how", ["stands in it", "has it open", "names it", "listens in it"])
def test_an_old_folder_that_a_living_program_uses_stays(how: str, tmp_path: Path) -> None:
    base = Path(tempfile.mkdtemp(dir="/tmp"))
    path = without_owner(base, "interp-usedused")
    source = {
        "stands in it": f"import os; os.chdir({str(path)!r})",
        "has it open": f"file = open({str(path / 'k1/log')!r})",
        "names it": "",
        "listens in it": f"import socket; s = socket.socket(1); s.bind({str(path / 'k1/s')!r})",
    }[how]
    words = [str(path / "k1/plan.json")] if how == "names it" else []
    script = tmp_path / "program.py"
    script.write_text(source + "\nprint('ready', flush=True); input()")
    argv = [sys.executable, str(script), *words]
    try:
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
            assert program.stdin is not None and program.stdout is not None
            program.stdout.readline()
            sweep(str(base), time.time() + DAYS)
            assert path.is_dir()
            program.stdin.close()
        sweep(str(base), time.time() + DAYS)
        assert not path.exists(), "the control"
    finally:
        subprocess.run(["/bin/rm", "-rf", str(base)], check=True)


def test_a_few_old_folders_go_at_a_time(tmp_path: Path) -> None:
    for number in range(MOST_AT_ONCE + 5):
        without_owner(tmp_path, f"interp-many{number:04}")
    sweep(str(tmp_path), time.time() + DAYS)
    assert len(list(tmp_path.iterdir())) == 5
    sweep(str(tmp_path), time.time() + DAYS)
    assert not list(tmp_path.iterdir())


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
