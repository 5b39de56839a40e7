"""Which languages there are: two of our own, and every Jupyter kernel that is installed.

A row of the table comes first: `bash` is our shell, which shares its folder with Python, also where
a kernel of that name is installed (it is found by its other names, such as `bash_kernel`).
"""

from __future__ import annotations

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
    """Every kernel that Jupyter finds, apart from Python's, by its name in lower case."""
    from jupyter_client.kernelspec import KernelSpecManager

    found = {}
    for name, entry in KernelSpecManager().get_all_specs().items():
        spec = entry["spec"]
        language = str(spec.get("language", "")).lower()
        if language == "python":
            continue
        found[name.lower()] = KernelSpec(
            name.lower(),
            language,
            tuple(map(str, spec.get("argv") or ())),
            {str(key): str(value) for key, value in (spec.get("env") or {}).items()},
            Path(str(entry["resource_dir"])),
            spec.get("interrupt_mode") == "message",
        )
    return found


def names(specs: Mapping[str, KernelSpec]) -> tuple[str, ...]:
    """All languages there are, our own first, each once."""
    others = (spec.name if spec.language in OWN else spec.language for spec in specs.values())
    return tuple(dict.fromkeys([*(row.name for row in LANGUAGES), *others]))


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
