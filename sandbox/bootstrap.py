"""Starts the Python kernel inside the confinement: `python -P bootstrap.py PLAN`.

Run by the kernel's interpreter, which may be the user's own: it imports nothing of ours (the names
`interpreter`, `sandbox` and `models` belong to the user in there) and of Jupyter only ipykernel.
PLAN is a JSON file that `sandbox.kernel` writes: connection, listening descriptors, options.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OURS = ("interpreter", "sandbox", "models")


class UsersNames(importlib.abc.MetaPathFinder):
    """Finds the user's `models`, `sandbox` and `interpreter`, and never the program's own.

    A plain search would find our packages, which have an `__init__.py` and are installed in the
    same environment, before a folder `models/` of the user's that has none.
    """

    def __init__(self) -> None:
        self._installed = HERE.parent

    def _is_ours(self, entry: str) -> bool:
        place = Path(entry or ".").resolve()
        return place == self._installed and place != Path.cwd()

    def find_spec(self, fullname, path=None, target=None):  # type: ignore[no-untyped-def]
        if fullname not in OURS or path is not None:
            return None
        entries = [entry for entry in sys.path if not self._is_ours(entry)]
        spec = importlib.machinery.PathFinder.find_spec(fullname, entries, target)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return spec


def load(name: str, path: Path):  # type: ignore[no-untyped-def]
    """A module of ours by its place, under a name that no user has."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    sys.meta_path.insert(0, UsersNames())
    sys.path.insert(0, "")
    sys.argv = [""]
    kernel = load("_interp_ipython", HERE / "bootstrap_ipython.py")
    kernel.launch(plan)


if __name__ == "__main__":
    main()
