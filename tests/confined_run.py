"""Runs one program in a work folder, confined or not, as root or as an ordinary user.

    python tests/confined_run.py BACKEND UID FILE [ARGUMENT...]

FILE (with the folder `given` beside it) is copied into a fresh work folder and run by our Python
with the arguments. What it prints is printed. BACKEND `none` is the comparison without isolation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from attack_range import become

from sandbox import isolation
from sandbox.isolation.environment import clean
from sandbox.isolation.seam import Command, Overlay
from sandbox.policy import Policy


def run(backend: str, base: Path, argv: tuple[str, ...]) -> int:
    env = {**clean(os.environ), "HOME": str(base / "home"), "USER": "somebody"}
    work = base / "home/work"
    if backend == "none":
        return subprocess.run(argv, cwd=work, env=env, check=False).returncode
    view = None
    if isolation.facts(backend).overlay:
        view = Overlay(work, base / "upper", base / "overlay")
        view.upper.mkdir()
        view.work.mkdir()
    command = Command(argv, env, overlay=view, stdout=1, stderr=2)
    confined = isolation.backend(backend).start(command, Policy(folder=work))
    status = confined.wait()
    confined.kill()
    return 1 if status is None else status


def main() -> None:
    backend, uid, source = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]).resolve()
    base = Path(f"/var/tmp/confined-{uid}-{os.getpid()}")
    work = base / "home/work"
    (work / "given/inner").mkdir(parents=True)
    (work / "given/inner/text").write_text("text")
    shutil.copy(source, work)
    for path in (base, *base.rglob("*")):
        os.chown(path, uid, uid)
    become(uid)
    try:
        status = run(backend, base, (sys.executable, source.name, *sys.argv[4:]))
    finally:
        for folder, names, _ in os.walk(base):
            for name in names:
                if not Path(folder, name).is_symlink():
                    Path(folder, name).chmod(0o700)
        shutil.rmtree(base)
    raise SystemExit(status)


if __name__ == "__main__":
    main()
