"""The conversation between a person, a model on their machine, and a kernel in a sandbox."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

__version__ = "0.1.0"
BELONGS_TO = "interp"
SIBLINGS = ("sandbox", "models")


def load_siblings() -> None:
    """Import `sandbox` and `models` from beside this package, whatever the import path says.

    The names are common: a user's folder often holds a `models.py`, and other distributions ship
    packages of these names. Raises ImportError when the name is already taken in this process, or
    when another distribution has overwritten our files.
    """
    home = Path(__file__).resolve().parent.parent
    for name in SIBLINGS:
        loaded = sys.modules.get(name)
        if loaded is None:
            start = home / name / "__init__.py"
            spec = importlib.util.spec_from_file_location(
                name, start, submodule_search_locations=[str(start.parent)]
            )
            if spec is None or spec.loader is None or not start.is_file():
                raise ImportError(f"{start} is missing: install interp again. {ADVICE}")
            loaded = importlib.util.module_from_spec(spec)
            sys.modules[name] = loaded
            try:
                spec.loader.exec_module(loaded)
            except BaseException:
                del sys.modules[name]
                raise
        if getattr(loaded, "BELONGS_TO", None) != BELONGS_TO:
            raise ImportError(
                f"the name {name!r} is taken by {getattr(loaded, '__file__', 'another module')}, "
                f"which is not part of interp. {ADVICE}"
            )


ADVICE = "interp wants an environment of its own: pipx install interp"

load_siblings()
