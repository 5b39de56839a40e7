"""`sandbox`, `models` and `interpreter` are common words: a user's own do no harm."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Interp, python

TRAP = "raise SystemExit('the file of the user ran inside the program')\n"


@pytest.fixture
def trapped(folder: Path) -> Path:
    """A work folder with files of the names that the program uses."""
    for name in ("models.py", "sandbox.py", "rich.py", "typer.py", "json.py"):
        (folder / name).write_text(TRAP)
    return folder


def test_the_script_ignores_files_of_its_names(interp: Interp, trapped: Path) -> None:
    script = Path(sysconfig.get_path("scripts")) / "interp"
    ran = interp("--help", command=(str(script),))
    assert ran.code == 0 and "PROMPT" in ran.out


def test_running_as_a_module_ignores_files_of_its_names(interp: Interp, trapped: Path) -> None:
    (trapped / "json.py").unlink()  # the standard library itself falls for this one before us
    ran = interp("--help")
    assert ran.code == 0 and "PROMPT" in ran.out


def test_a_current_folder_on_the_import_path_is_ignored(interp: Interp, trapped: Path) -> None:
    (trapped / "json.py").unlink()
    script = Path(sysconfig.get_path("scripts")) / "interp"
    for command in ((str(script),), (sys.executable, "-m", "interpreter")):
        ran = interp("--help", env={"PYTHONPATH": "."}, command=command)
        assert ran.code == 0 and "PROMPT" in ran.out


@pytest.mark.parametrize("form", ["models.py", "models/__init__.py", "models/thing.py"])
def test_a_kernel_finds_the_users_modules_of_our_names(
    interp: Interp, folder: Path, script: Callable[..., str], form: str
) -> None:
    path = folder / form
    path.parent.mkdir(exist_ok=True)
    path.write_text("whose = 'the user'\n")
    code = "from models.thing import whose" if "thing" in form else "from models import whose"
    ran = interp("-m", script(python(f"{code}\nprint(whose)"), "Done."), "whose is it?")
    assert "the user" in ran.err
    assert ran.out == "Done.\n"


def test_a_foreign_package_of_our_name_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("BELONGS_TO = 'somebody else'\n")
    program = "import models\nimport interpreter"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert ran.returncode == 1
    last = ran.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: the name 'models' is taken by")
    assert "environment of its own" in last
