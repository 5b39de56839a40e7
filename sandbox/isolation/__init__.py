"""One file per mechanism that confines a process; `choose` takes the strongest that works here.

A mechanism is tried by doing what it does (a whole sandbox is built around no program), never by
reading settings. Nothing is imported before it is asked for: the sandbox's own processes import
this package too.
"""

from __future__ import annotations

import sys
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.isolation.seam import Backend, Facts
    from sandbox.policy import Policy

LINUX: dict[str, tuple[str, str]] = {
    "native": ("sandbox.isolation.native", "Native"),
    "bubblewrap": ("sandbox.isolation.bubblewrap", "Bubblewrap"),
    "landlock": ("sandbox.isolation.landlocked", "Landlocked"),
}
"""Strongest first: name, module and class."""
ELSEWHERE = {
    "darwin": {"seatbelt": ("sandbox.isolation.seatbelt", "Seatbelt")},
    "win32": {"windows": ("sandbox.isolation.windows", "Windows")},
}
BACKENDS = ELSEWHERE.get(sys.platform, LINUX)
"""What can be tried on this system."""
STRONGEST = "native"
WITHOUT = ("sandbox.isolation.direct", "Direct")
"""What is left when nothing confines: the caller asks before each run."""

_known: dict[str, Facts] = {}


def backend(name: str) -> Backend:
    """The backend of that name. Raises `KeyError` for a name that is not in the table."""
    module, kind = WITHOUT if name == "direct" else BACKENDS[name]
    made: Backend = getattr(import_module(module), kind)()
    return made


def facts(name: str, memory: Path | None = None) -> Facts:
    """What a backend enforces here; tried once in the life of this process. `memory`: a private
    folder that remembers between processes that the strongest one works."""
    if name not in _known:
        if name != STRONGEST or memory is None:
            _known[name] = backend(name).probe()
        else:
            _known[name] = _remembered(memory)
    return _known[name]


def _remembered(memory: Path) -> Facts:
    from sandbox.isolation import remembered
    from sandbox.isolation.native import Native

    if remembered.recalled(memory):
        return Native().facts(overlay=True)
    found = Native().probe()
    if found.usable and found.overlay:
        remembered.remember(memory)
    return found


def forget(memory: Path) -> None:
    """A backend that was said to work did not: try again the next time."""
    from sandbox.isolation import remembered

    _known.clear()
    remembered.forget(memory)


def choose(policy: Policy, memory: Path | None = None) -> tuple[Backend, Facts]:
    """The strongest backend that works here. With `policy.isolate` False, and where none works, the
    one that enforces nothing: `facts.enforces` then says what little is left, `facts.lacks` why
    code must be approved run by run. `memory`: see `facts`."""
    if policy.isolate:
        for name in BACKENDS:
            known = facts(name, memory)
            if known.usable:
                return backend(name), known
    return backend("direct"), facts("direct")
