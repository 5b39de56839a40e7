"""Isolation by bubblewrap's namespaces, with our Landlock and seccomp on top.

It protects from what `native` protects from, and earns its place where a security module lets bwrap
make namespaces and nobody else (Ubuntu since 23.10, with bwrap's AppArmor profile). It lacks
native's bound on the number of files in memory.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.isolation.construct import ASIDE, bounds_everybody
from sandbox.isolation.held import PACKAGES, launch
from sandbox.isolation.installation import roots_of
from sandbox.isolation.native import Native
from sandbox.isolation.plan import Plan, compose
from sandbox.isolation.seam import Backend, Command, Confined, Facts
from sandbox.policy import Policy

NEW = (
    *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--die-with-parent", "--cap-drop", "ALL", "--clearenv", "--hostname", "sandbox"),
)
STUB = (
    f"import sys; sys.path.append({str(PACKAGES)!r}); "
    "from sandbox.isolation import wrapped; wrapped.main(*map(int, sys.argv[1:]))"
)
FILES = "no bound on the number of temporary files"
PROCESSES = "no bound on the processes of root"


class Bubblewrap(Native):
    """Namespaces by a program that the system trusts with them."""

    name = "bubblewrap"
    hint = "install bubblewrap, with its AppArmor profile where AppArmor is used"

    def probe(self) -> Facts:
        if shutil.which("bwrap") is None:
            return Facts(self.name, False, reason="bwrap is not installed; " + self.hint)
        return super().probe()

    def lacks(self, together: tuple[str, ...]) -> tuple[str, ...]:
        unbound = os.geteuid() == 0 and not together and not bounds_everybody()
        return (FILES, PROCESSES) if unbound else (FILES,)

    def start(self, command: Command, policy: Policy) -> Confined:
        return launch(self.plan(command, policy), policy)

    def plan(self, command: Command, policy: Policy) -> Plan:
        """What native would do, told to bwrap."""
        plan = compose(command, policy)
        ours = (PACKAGES / "sandbox", *roots_of(Path(sys.executable)))
        shown = {bind["target"] for bind in plan["binds"]}
        for path in map(str, ours):
            if path not in shown:
                plan["binds"].append({"source": path, "target": path, "writable": False})
        if plan["overlay"]:
            plan["binds"].append(
                {"source": plan["folder"], "target": plan["folder"], "writable": True}
            )
        plan["wrapper"] = [shutil.which("bwrap") or "bwrap", *_arguments(plan)]
        plan["stub"] = [*_sealing(plan), "--", sys.executable, "-I", "-S", "-c", STUB]
        return plan


def _arguments(plan: Plan) -> list[str]:
    """What bwrap is to build, in the order of paths so that the outer comes before the inner."""
    words = [*NEW, *(() if plan["network"] else ("--unshare-net",))]
    places = {"/proc": ["--proc", "/proc"], "/dev": ["--dev", "/dev"], ASIDE: ["--dir", ASIDE]}
    for path, target in plan["links"].items():
        if not path.startswith("/dev/"):
            places[path] = ["--symlink", target, path]
    for scratch in plan["scratch"]:
        size = ["--perms", f"{scratch['mode']:o}", "--size", str(scratch["size"])]
        places[scratch["target"]] = [*size, "--tmpfs", scratch["target"]]
    for bind in plan["binds"]:
        how = "--bind" if bind["writable"] else "--ro-bind"
        places[bind["target"]] = [how, bind["source"], bind["target"]]
    for path in (*plan["masks"], *plan["hidden"]):
        places[path] = _cover(path)
    for path in sorted(places, key=lambda path: path.split("/")):
        words += places[path]
    return words


def _sealing(plan: Plan) -> list[str]:
    """What is made read-only when everything is in its place."""
    covers = [path for path in (*plan["masks"], *plan["hidden"]) if "--tmpfs" in _cover(path)]
    return [word for path in (*covers, "/dev", "/proc", "/") for word in ("--remount-ro", path)]


def _cover(path: str) -> list[str]:
    """What hides the file or folder at this path."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return []
    if stat.S_ISLNK(mode):
        return []
    return ["--tmpfs", path] if stat.S_ISDIR(mode) else ["--ro-bind", "/dev/null", path]


if TYPE_CHECKING:
    _fits: Backend = Bubblewrap()
