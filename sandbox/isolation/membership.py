"""Getting into the control groups of a sandbox, which our program made. Standard library only."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sandbox.isolation.plan import Plan


def enter(plan: Plan) -> None:
    """Go in where this is quick. What this process starts from now on begins inside."""
    for descriptor in plan["entries"]["alone"]:
        os.write(descriptor, b"0")


def bring(plan: Plan, pid: int) -> None:
    """Put another process in where it could not go quickly: its own work goes on meanwhile. What it
    started before has to be brought, too."""
    for descriptor in plan["entries"]["whole"]:
        os.write(descriptor, str(pid).encode())


def close(plan: Plan) -> None:
    """Nobody else comes in."""
    for descriptor in (*plan["entries"]["alone"], *plan["entries"]["whole"]):
        os.close(descriptor)
