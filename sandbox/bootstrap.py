"""Starts the Python kernel inside the confinement: `python bootstrap.py PLAN`.

Run by the kernel's interpreter, which may be the user's own: it imports nothing of ours (the names
`interpreter`, `sandbox` and `models` belong to the user in there) and of Jupyter only ipykernel.
PLAN is a JSON file written by `sandbox.launch`; what goes wrong is told on
standard error, which is the kernel's log.
"""

import sys

if sys.path and sys.path[0] and sys.argv and sys.argv[0].startswith(sys.path[0]):
    del sys.path[0]  # Python put the folder of this script there, and our modules are in it.

import importlib.machinery
import importlib.util
import json
import os
from types import ModuleType

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib costs 8 ms)
OURS = ("interpreter", "sandbox", "models")


class UsersNames:
    """Finds the user's `models`, `sandbox` and `interpreter`, and never the program's own.

    A plain search would find our packages, which have an `__init__.py` and are installed in the
    same environment, before a folder `models/` of the user's that has none.
    """

    @staticmethod
    def find_spec(name, path=None, target=None):  # type: ignore[no-untyped-def]
        if name not in OURS or path is not None:
            return None
        installed = os.path.dirname(HERE)  # noqa: PTH120
        here = os.getcwd()  # noqa: PTH109
        places = (os.path.abspath(entry or here) for entry in sys.path)  # noqa: PTH100
        allowed = [place for place in places if place == here or place != installed]
        spec = importlib.machinery.PathFinder.find_spec(name, allowed, target)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return spec


def load(name: str, file: str) -> ModuleType:
    """A module of ours by its place, under a name that no user has."""
    loader = importlib.machinery.SourceFileLoader(name, os.path.join(HERE, file))  # noqa: PTH118
    module = importlib.util.module_from_spec(importlib.machinery.ModuleSpec(name, loader))
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        plan = json.load(file)
    log = os.dup(2)
    sys.meta_path.insert(0, UsersNames)
    sys.argv = [""]
    # Until all is imported, nothing in the work folder counts: no `random.py`, no configuration.
    os.chdir("/")
    if importlib.util.find_spec("ipykernel") is None:
        os.write(2, b"no ipykernel\n")
        sys.exit(3)
    load("_interp_streams", "bootstrap_streams.py")
    load("_interp_outputs", "bootstrap_outputs.py")
    load("_interp_shell", "shell.py")
    load("_interp_ipython", "bootstrap_ipython.py").launch(plan, log)


if __name__ == "__main__":
    main()
