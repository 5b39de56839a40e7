"""The environment variables that programs inside get: an allow-list of ours, so that no token,
agent socket or proxy password can be in it, and for a kernel where its own files lie."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

KEPT = frozenset(
    """HOME LANG LANGUAGE LOGNAME PATH SHELL TZ USER OMP_NUM_THREADS OPENBLAS_NUM_THREADS
    MKL_NUM_THREADS PYTHONHASHSEED PYTHONUTF8""".split()  # noqa: SIM905
)
LOCALE = re.compile(r"LC_[A-Z]+")
LONGEST = 4096


def clean(ours: Mapping[str, str]) -> dict[str, str]:
    """What of our environment says how to speak and where programs lie, and nothing else."""
    kept = {
        name: value
        for name, value in ours.items()
        if (name in KEPT or LOCALE.fullmatch(name)) and len(value) <= LONGEST
    }
    kept.setdefault("PATH", "/usr/local/bin:/usr/bin:/bin")
    kept.setdefault("LANG", "C.UTF-8")
    return kept


def of_kernel(ours: Mapping[str, str], private: Path, python: Path) -> dict[str, str]:
    """The complete environment of a kernel that `python` (or another program) runs, whose own files
    go into `private`. Which virtual environment is active is said by the program, not by ours."""
    env = clean(ours)
    path = env["PATH"]
    virtual = python.parent.parent
    if (virtual / "pyvenv.cfg").exists():
        env["VIRTUAL_ENV"] = str(virtual)
    return env | {
        # The kernel's own programs first, so that `python` in a shell is the same Python.
        "PATH": os.pathsep.join(dict.fromkeys((str(python.parent), *path.split(os.pathsep)))),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_CONFIG_DIR": str(private / "jupyter"),
        "JUPYTER_DATA_DIR": str(private / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(private / "jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",  # else each import leaves files in the work folder
        "PYTHONIOENCODING": "utf-8",
        "MPLCONFIGDIR": str(private / "matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "TERM": "dumb",
    }
