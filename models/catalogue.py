"""Which models there are: those on this machine, by the names that people call them."""

from __future__ import annotations

import difflib
from pathlib import Path

from models.errors import ModelNotFound


def resolve(reference: str, folder: Path) -> Path:
    """The file (of several: the first) of a model that is on this machine. Raises ModelNotFound."""
    path = Path(reference).expanduser()
    if path.is_file():
        return path
    raise ModelNotFound(f"there is no model {reference!r}", "`interp models list` shows them.")


def near(name: str, names: list[str]) -> list[str]:
    return difflib.get_close_matches(name, names, 3, 0.5)
