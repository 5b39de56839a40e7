"""Which languages there are: two of our own, and every Jupyter kernel that is installed.

A row of the table comes first: `bash` is our shell, which shares its folder with Python, also where
a kernel of that name is installed (it is found by its other names, such as `bash_kernel`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sandbox.errors import UnknownLanguage

Runner = Literal["python", "shell", "kernel"]
"""What runs a block: the Python kernel, its shell, or a kernel of another make."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language that needs no kernelspec."""

    name: str
    runner: Runner
    tags: tuple[str, ...]
    """What a code block may be called to be of this language."""


LANGUAGES: tuple[Language, ...] = (
    Language("python", "python", ("python", "py", "python3", "ipython", "ipython3", "py3")),
    Language("shell", "shell", ("shell", "sh", "bash", "zsh", "console", "shell-session")),
)

OWN: Mapping[str, Language] = {tag: language for language in LANGUAGES for tag in language.tags}


@dataclass(frozen=True, slots=True)
class KernelSpec:
    """An installed Jupyter kernel of another make."""

    name: str
    """Name of its folder, lower case."""
    language: str
    """What its author says it runs, lower case."""
    argv: tuple[str, ...]
    env: Mapping[str, str]
    folder: Path
    interrupt_by_message: bool


def installed() -> dict[str, KernelSpec]:
    """Every kernel that Jupyter finds, apart from Python's, by its name in lower case.

    Jupyter's own search (`jupyter_client.kernelspec`) takes longer to import than a whole turn may
    take; its rule is short: `kernels/NAME/kernel.json` in each folder of the data path, the first
    one counts.
    """
    from jupyter_core.paths import jupyter_path

    found: dict[str, KernelSpec] = {}
    for place in map(Path, jupyter_path("kernels")):
        for file in sorted(place.glob("*/kernel.json")):
            spec = _read(file)
            if spec is not None:
                found.setdefault(spec.name, spec)
    return {name: spec for name, spec in found.items() if spec.language != "python"}


def _read(file: Path) -> KernelSpec | None:
    """A kernelspec, or None for a file that is none."""
    try:
        spec = json.loads(file.read_text(encoding="utf-8"))
        return KernelSpec(
            file.parent.name.lower(),
            str(spec.get("language", "")).lower(),
            tuple(map(str, spec["argv"])),
            {str(name): str(value) for name, value in spec.get("env", {}).items()},
            file.parent,
            spec.get("interrupt_mode") == "message",
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def names(specs: Mapping[str, KernelSpec]) -> tuple[str, ...]:
    """All languages there are, our own first, each once."""
    others = (spec.name if spec.language in OWN else spec.language for spec in specs.values())
    return tuple(dict.fromkeys([*(row.name for row in LANGUAGES), *others]))


RETURNING: Mapping[str, str] = {
    "bash": "cd {folder}",
    "javascript": "process.chdir({folder})",
    "julia": "cd({folder})",
    "matlab": "cd({folder})",
    "octave": "cd({folder})",
    "r": "setwd({folder})",
    "ruby": "Dir.chdir({folder})",
    "typescript": "process.chdir({folder})",
}
"""How a kernel of another make is told to go to the folder again, once its view was changed. One
that is not in this table is started anew instead."""


def returning(language: str, folder: Path) -> str:
    """Code that goes to the folder by its name, or "" when none is known."""
    return RETURNING.get(language, "").format(folder=json.dumps(str(folder)))


def find(tag: str, specs: Mapping[str, KernelSpec]) -> Language | KernelSpec:
    """What runs blocks with this tag. Raises UnknownLanguage."""
    wanted = tag.strip().lower()
    if wanted in OWN:
        return OWN[wanted]
    if wanted in specs:
        return specs[wanted]
    for spec in specs.values():
        if spec.language == wanted:
            return spec
    what = f"there is no kernel for the language {tag!r}" if wanted else "a block of no language"
    raise UnknownLanguage(what, f"installed: {', '.join(names(specs))}")
