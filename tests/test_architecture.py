"""The three packages keep to their places."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "interpreter": {"interpreter", "sandbox", "models"},
    "sandbox": {"sandbox"},
    "models": {"models"},
}
HEAVY = {
    *("llama_cpp", "torch", "numpy", "pandas", "matplotlib", "IPython", "ipykernel", "zmq"),
    *("jupyter_client", "rich", "prompt_toolkit", "jinja2", "huggingface_hub", "nbformat"),
    *("psutil", "tomlkit"),
}


def imports(path: Path) -> set[str]:
    """Top-level names that a file imports anywhere, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    for path in files:
        foreign = (imports(path) & set(ALLOWED)) - ALLOWED[package]
        assert not foreign, f"{path.relative_to(ROOT)} imports {foreign}"


def test_the_model_library_is_imported_in_one_place_only() -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("[ims][a-z]*/**/*.py")
        if path.parts[len(ROOT.parts)] in ALLOWED and "llama_cpp" in imports(path)
    ]
    assert len([each for each in users if "/mini/" not in each]) == 1, users


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    program = "import sys, interpreter.cli, interpreter.commands; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(ran.stdout.split())
    assert "typer" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("package", ALLOWED)
def test_importing_a_module_prints_nothing_and_writes_nothing(package: str, tmp_path: Path) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / package).glob("*.py")
        if path.name not in ("__init__.py", "__main__.py") and not path.name.startswith("bootstrap")
    ]
    program = f"import importlib\nfor name in {modules!r}: importlib.import_module(name)"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"INTERP_HOME": str(tmp_path / "home"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())
