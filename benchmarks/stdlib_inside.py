"""The standard library's own tests, inside the sandbox and outside: what differs is printed.

    python benchmarks/stdlib_inside.py [MODULE...]

Exit status 1 when a difference is not in the list of reasons. Some distributions ship
Python without its `test` package; that is said, and is status 2. `test_multiprocessing_fork` takes
minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

from sandbox import isolation
from sandbox.isolation.environment import clean
from sandbox.isolation.seam import Command, Overlay
from sandbox.policy import Limits, Policy

MODULES = (
    *("test_json", "test_csv", "test_pathlib", "test_tempfile", "test_shutil", "test_zipfile"),
    *("test_sqlite3", "test_subprocess", "test_multiprocessing_main_handling"),
    "test_multiprocessing_fork",
)
SECONDS = 900
NO_ROOT = "inside, root has no privileges, so the test is not skipped any more"
REASONS = {
    "read_only_directory": NO_ROOT,
    "test_on_error": NO_ROOT,
    "non_matching_mode": NO_ROOT,
    "test_no_leaking": "outside it is skipped where very many files may be open",
    "xattr": "attributes of the kind `trusted` need a privilege",
    "test_write_": "the Python installation is read-only, and the test writes into it",
    "chown": "files cannot be given to others inside",
    "user": "identities cannot be changed inside",
    "group": "identities cannot be changed inside",
}
"""A part of a test's name, and why it may end differently."""


def outcomes(report: Path) -> dict[str, str]:
    """Each test's result from a JUnit report."""
    found = {}
    for case in ET.parse(report).getroot().iter("testcase"):
        kinds = [child.tag for child in case if child.tag in {"failure", "error", "skipped"}]
        found[case.get("name", "")] = kinds[0] if kinds else "passed"
    return found


def argv(module: str, report: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "test", "--junit-xml", str(report), "-w", module)


def outside(module: str, folder: Path, env: dict[str, str]) -> dict[str, str]:
    report = folder / "outside.xml"
    subprocess.run(
        argv(module, report), cwd=folder, env=env, capture_output=True, check=False, timeout=SECONDS
    )
    return outcomes(report)


def inside(module: str, folder: Path, env: dict[str, str], view: Overlay) -> dict[str, str]:
    policy = Policy(folder=folder, limits=Limits(file_size=8 << 30, memory=8 << 30))
    backend, facts = isolation.choose(policy)
    print(f"{module}: inside {facts.backend}", flush=True)
    report = folder / "inside.xml"
    confined = backend.start(Command(argv(module, report), env, overlay=view), policy)
    confined.wait(SECONDS)
    confined.kill()
    return outcomes(view.upper / "inside.xml")


def main() -> None:
    if find_spec("test.libregrtest") is None:
        print(f"{sys.executable} has no `test` package: nothing can be compared with this Python")
        raise SystemExit(2)
    unexplained = 0
    for module in sys.argv[1:] or MODULES:
        if find_spec(f"test.{module}") is None:
            print(f"{module}: the `test` package of this Python does not have it")
            continue
        base = Path(tempfile.mkdtemp(prefix="stdlib-", dir="/var/tmp"))
        folder = base / "work"
        view = Overlay(folder, base / "upper", base / "overlay")
        for path in (folder, view.upper, view.work):
            path.mkdir()
        env = {**clean(os.environ), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            within, without = inside(module, folder, env, view), outside(module, folder, env)
        finally:
            for place, names, _ in os.walk(base):
                for name in names:
                    if not Path(place, name).is_symlink():
                        Path(place, name).chmod(0o700)
            shutil.rmtree(base)
        different = {name for name in within | without if within.get(name) != without.get(name)}
        print(f"  {len(without)} tests outside, {len(within)} inside, {len(different)} differ")
        for name in sorted(different):
            reason = next((why for word, why in REASONS.items() if word in name.lower()), "")
            unexplained += not reason
            print(
                f"  {name}: outside {without.get(name)}, inside {within.get(name)}: {reason or '?'}"
            )
    raise SystemExit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
