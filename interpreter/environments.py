"""Which Python code uses: the one that was named, a `.venv` of the work folder, or ours.

A `.venv` is offered once in a chat; the answer is remembered for the folder. Its programs are never
run outside of a sandbox: the folder may be a stranger's.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from interpreter.config import Config
from interpreter.places import Places, write_private
from interpreter.terminal import Terminal
from interpreter.visible import visible_line
from sandbox.errors import SandboxError
from sandbox.packages import install, place_for, private_room
from sandbox.policy import Policy

YES_OR_NO = {"y": "yes", "n": "no"}


def python_of(config: Config) -> Path:
    """The interpreter of the configuration, by its own path: links are kept, for a virtual
    environment is found by them. A folder stands for the interpreter in it."""
    if not config.python:
        return Path(sys.executable)
    named = Path(config.python).expanduser()
    if named.is_dir():
        named = named / "bin" / "python"
    if len(named.parts) == 1 and not named.exists():
        named = Path(shutil.which(config.python) or named)
    return Path(os.path.abspath(named))  # noqa: PTH100 (`absolute` keeps `..`)


def with_found(
    config: Config, places: Places, policy: Policy, terminal: Terminal | None = None
) -> Config:
    """The configuration with the folder's `.venv`, when the user wants or wanted its packages.
    With a terminal it is asked for, once."""
    found = policy.folder / ".venv" / "bin" / "python"
    ours = Path(sys.prefix).resolve() == (policy.folder / ".venv").resolve()
    if config.python or ours or not is_environment(found):
        return config
    note = private_room(policy.folder, places.packages) / "venv"
    wanted = note.read_text("utf-8").strip() if note.is_file() else ""
    if not wanted and terminal is not None:
        wanted = terminal.choose("Use the packages of ./.venv?", YES_OR_NO)
        if wanted == "y" and not prepared(found, places, policy, terminal):
            wanted = "n"
        write_private(note, wanted + "\n")
    return replace(config, python=str(found)) if wanted == "y" else config


def is_environment(python: Path) -> bool:
    return python.exists() and (python.parent.parent / "pyvenv.cfg").is_file()


def prepared(python: Path, places: Places, policy: Policy, terminal: Terminal) -> bool:
    """See to it that a kernel can run in the environment; it needs ipykernel."""
    if any(kernels(python.parent.parent)):
        return True
    if terminal.choose("It lacks ipykernel. Install ipykernel into ./.venv?", YES_OR_NO) != "y":
        return False
    place = place_for(policy.folder, places.packages, python)
    try:
        for line in install(place, ("ipykernel",), policy):
            terminal.write.write(f"  {visible_line(line)}\n")
    except SandboxError as error:
        terminal.write.write(f"Not installed: {visible_line(str(error))}. {error.hint}\n")
        return False
    return True


def kernels(prefix: Path) -> Iterator[Path]:
    """ipykernel in the environment, or what it takes it from."""
    yield from prefix.glob("lib*/python3*/site-packages/ipykernel")
    settings = (prefix / "pyvenv.cfg").read_text("utf-8", "replace").lower().replace(" ", "")
    if "include-system-site-packages=true" in settings:
        yield prefix / "pyvenv.cfg"
