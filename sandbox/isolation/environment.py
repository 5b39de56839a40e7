"""The environment variables that a kernel gets: an allow-list, so that no token, agent socket or
proxy password of ours can be in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

KEPT = frozenset(
    """COLORTERM HOME LANG LANGUAGE LOGNAME PATH SHELL TERM TZ USER VIRTUAL_ENV
    CONDA_PREFIX CONDA_DEFAULT_ENV OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS
    PYTHONHASHSEED PYTHONUTF8 MPLBACKEND""".split()  # noqa: SIM905
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
