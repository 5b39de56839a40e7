"""What is installed, what is in force, what is missing and how to get it: a table of checks."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from interpreter import __version__
from interpreter import config as configuration
from interpreter.engine import Setup, model_options, open_sandbox
from interpreter.places import Places, find_places
from interpreter.preview import size_text
from models.errors import ModelError
from models.messages import Described, Model
from models.opening import open_model
from sandbox.errors import SandboxError
from sandbox.isolation import forget
from sandbox.isolation.seam import Facts

PACKAGES = (
    "llama-cpp-python",
    "ipykernel",
    "jupyter-client",
    "pandas",
    "numpy",
    "matplotlib",
    "pillow",
    "openpyxl",
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks look at."""

    folder: Path
    config: configuration.Config
    places: Places


def examine(folder: Path, model: str = "") -> Iterator[str]:
    """The report, section by section."""
    places = find_places(os.environ)
    flags: dict[str, configuration.Value] = {"model": model} if model else {}
    config = configuration.load(places, os.environ, flags).config
    looked = Examined(folder, config, places)
    for title, check in CHECKS:
        yield title
        for line in check(looked):
            yield f"  {line}"


def program(looked: Examined) -> Iterator[str]:
    yield f"interp {__version__}, Python {platform.python_version()} ({sys.executable})"
    yield f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield f"settings {looked.places.config_file}"
    for name in PACKAGES:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} is MISSING: install interp again (pip install --force-reinstall interp)"


def model(looked: Examined) -> Iterator[str]:
    setup = Setup(looked.folder)
    try:
        found = open_model(looked.config.model, model_options(looked.config, looked.places, setup))
        yield described(found)
    except ModelError as error:
        yield f"NOT usable: {error}"
        yield error.hint
        return
    close = getattr(found, "close", None)
    if callable(close):
        close()


def described(model: Model) -> str:
    """What the model is and what it really uses. Raises `ModelError`."""
    if isinstance(model, Described):
        return model.used
    return f"{model.name}, context {model.context:,} tokens"


def isolation(looked: Examined) -> Iterator[str]:
    forget(looked.places.changes)  # what is said here was tried now
    try:
        with open_sandbox(looked.config, looked.places, Setup(looked.folder)) as sandbox:
            yield from isolation_lines(sandbox.facts())
            yield f"languages: {', '.join(sandbox.languages())}"
    except SandboxError as error:
        yield f"NOT usable: {error}"
        yield error.hint


def isolation_lines(facts: Facts) -> Iterator[str]:
    """What is enforced and what is not, a line each."""
    yield f"backend: {facts.backend}" + ("" if facts.usable else f" (not usable: {facts.reason})")
    if not (facts.usable and facts.confines):
        yield "NOTHING confines code here: you are asked before each run"
    for sentence in facts.enforces:
        yield f"✓ {sentence}"
    for sentence in facts.lacks:
        yield f"✗ {sentence}"
    yield (
        "file changes are rehearsed on a copy-on-write view"
        if facts.overlay
        else "no copy-on-write view here: file changes are rehearsed on a copy"
    )
    if facts.usable and facts.reason:
        yield facts.reason


def storage(looked: Examined) -> Iterator[str]:
    for name, folder in (
        ("sessions", looked.places.sessions),
        ("kept changes", looked.places.changes),
        ("prompt states", looked.places.prefixes),
        ("models", looked.places.models),
    ):
        yield f"{name}: {size_text(folder_size(folder))} in {folder}"
    try:
        free = shutil.disk_usage(existing(looked.places.state)).free
        yield f"free space: {size_text(free)}"
    except OSError as error:
        yield f"free space: unknown ({error.strerror})"


def folder_size(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).lstat().st_size
            except OSError:
                continue
    return total


def existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())


CHECKS: tuple[tuple[str, Callable[[Examined], Iterator[str]]], ...] = (
    ("Program", program),
    ("Model", model),
    ("Isolation", isolation),
    ("Storage", storage),
)
