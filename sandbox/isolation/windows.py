"""Windows: an honest no.

Confining a program there without an administrator means restricted tokens, access lists on the
user's files and firewall rules, and leaves reading open. Code that pretended would be worse than
none; so code is asked for run by run, and the Linux way is recommended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.errors import IsolationUnavailable
from sandbox.isolation.seam import Backend, Command, Confined, Facts
from sandbox.policy import Policy

REASON = "Windows offers no isolation to ordinary programs; use interp in WSL 2"


class Windows:
    """Always unusable; says why."""

    def probe(self) -> Facts:
        return Facts("windows", usable=False, reason=REASON)

    def start(self, command: Command, policy: Policy) -> Confined:
        raise IsolationUnavailable(REASON, "wsl --install, then interp as on Linux")


if TYPE_CHECKING:
    _fits: Backend = Windows()
