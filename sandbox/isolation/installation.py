"""Where an interpreter lives: the folders that a program needs to read so that it can start.

A virtual environment, the installation that it stands on, and a libpython somewhere else are
three places. Found from files and links alone, but for libraries, where the loader is asked once.
"""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/nix/store", "/gnu/store")


def roots_of(program: Path) -> tuple[Path, ...]:
    """Folders (resolved where they are really found, and as the program's path names them) that
    this program's installation consists of; nothing for programs of the system."""
    try:
        stamp = program.stat().st_mtime_ns
    except OSError:
        return ()
    return _roots_of(program, stamp)


@functools.lru_cache(maxsize=64)
def _roots_of(program: Path, _stamp: int) -> tuple[Path, ...]:
    roots: list[Path] = []
    for step in _steps(program):
        prefix = step.parent.parent if step.parent.name in {"bin", "Scripts"} else step.parent
        if _is_private(prefix):
            roots.append(prefix)
        roots += _bases(prefix)
    real = program.resolve()
    libraries = _loaded() if real == Path(sys.executable).resolve() else _linked(real)
    roots += [library.parent for library in libraries if _is_private(library.parent)]
    found = list(dict.fromkeys(roots))
    return tuple(
        root
        for root in found
        if not any(other != root and root.is_relative_to(other) for other in found)
    )


def _steps(program: Path) -> list[Path]:
    """The program's path and each place that its links lead to."""
    steps = [program]
    while steps[-1].is_symlink() and len(steps) < 16:
        target = steps[-1].readlink()
        steps.append(Path(os.path.normpath(steps[-1].parent / target)))
    return [*steps, program.resolve()]


def _bases(prefix: Path) -> list[Path]:
    """The installation on which a virtual environment stands."""
    try:
        text = (prefix / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    homes = re.findall(r"(?mi)^\s*(?:home|base-prefix)\s*=\s*(.+?)\s*$", text)
    bases = []
    for home in map(Path, homes):
        base = home.parent if home.name in {"bin", "Scripts"} else home
        bases += [path for path in (base, base.resolve()) if _is_private(path)]
    return bases


def _is_private(folder: Path) -> bool:
    """Not part of the system folders that every sandbox shows, and not a whole home or root."""
    if len(folder.parts) < 2 or folder in {Path.home(), Path.home().parent}:
        return False
    return not any(folder.is_relative_to(system) for system in SYSTEM_FOLDERS)


def _loaded() -> list[Path]:
    """Libraries of this very process that belong to Python itself."""
    try:
        text = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    paths = set(re.findall(r"(/\S*/libpython[^/\s]*\.so[^/\s]*)$", text, re.MULTILINE))
    return [Path(path) for path in sorted(paths)]


LOADERS = ("lib64/ld-linux-*.so.*", "lib/ld-linux-*.so.*", "lib/ld-musl-*.so.*")
"""Where the loaders of glibc and musl lie, below the root."""


def _linked(program: Path) -> list[Path]:
    """Libraries that the loader would load for a program outside the system folders.

    The system's own loader is asked, never `ldd`: that runs the loader which the program names, and
    a `.venv` in a work folder may name anything.
    """
    if not _is_private(program):
        return []
    loaders = [each for pattern in LOADERS for each in sorted(Path("/").glob(pattern))]
    if not loaders:
        return []
    try:
        done = subprocess.run(
            [str(loaders[0]), "--list", str(program)],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            env={},
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [Path(path) for path in re.findall(r"=>\s+(/\S+)", done.stdout)]
