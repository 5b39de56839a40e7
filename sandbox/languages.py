"""Which languages there are: two of our own, and every Jupyter kernel that is installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Runner = Literal["python", "shell"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language that needs no kernelspec."""

    name: str
    runner: Runner
    """Both run inside the Python kernel's process tree."""
    tags: tuple[str, ...]
    """What a code block may be called to be of this language."""


LANGUAGES: tuple[Language, ...] = (
    Language("python", "python", ("python", "py", "python3", "ipython", "py3")),
    Language("shell", "shell", ("shell", "sh", "bash", "zsh", "console")),
)

BY_TAG = {tag: language for language in LANGUAGES for tag in language.tags}
