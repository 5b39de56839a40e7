"""What is shipped: three packages, with every file that they need, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            folder,
            ROOT,
        ],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_the_top_level_is_exactly_three_names(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = {name.split("/")[0] for name in opened.namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {
        *("interpreter", "sandbox", "models")
    }


def test_everything_that_is_read_at_run_time_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    for needed in (
        "interpreter/prompts/system.md",
        "models/catalogue.toml",
        "models/mini/mini.gguf",
        "models/bench/open/evaluator-a.toml",
        "sandbox/bootstrap.py",
        "interpreter/py.typed",
    ):
        assert needed in names, needed
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]


def test_it_is_small_enough_to_send_around(wheel: Path) -> None:
    assert wheel.stat().st_size < 20_000_000


def test_every_import_is_declared() -> None:
    """The packages that are imported are those that pyproject.toml names."""
    import ast
    import tomllib
    from importlib.metadata import packages_distributions

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    spelled = [*project["dependencies"], *extras["train"]]
    declared = {re.split("[><=]", each)[0].strip().lower() for each in spelled}
    owners = packages_distributions()
    for package in ("interpreter", "sandbox", "models"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = (
                    [each.name for each in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
                for name in {each.split(".")[0] for each in names}:
                    if (
                        name in sys.stdlib_module_names
                        or name.startswith("_")
                        or name
                        in (
                            "interpreter",
                            "sandbox",
                            "models",
                        )
                    ):
                        continue
                    found = {each.lower().replace("_", "-") for each in owners.get(name, [name])}
                    assert found & declared, f"{path.relative_to(ROOT)} imports {name}"
