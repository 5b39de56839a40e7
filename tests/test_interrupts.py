"""Ctrl-C comes when an import is done, never within it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys, time
from interpreter.interrupts import keep_out_of_imports

keep_out_of_imports()
sys.path.insert(0, sys.argv[1])
try:
    import pressed
    print("imported", pressed.whole)
    time.sleep(20)
except KeyboardInterrupt:
    print("interrupted", "pressed" in sys.modules)
"""
MODULE = """
import os, signal, time

os.kill(os.getpid(), signal.SIGINT)
time.sleep(0.2)
whole = True
"""


def test_an_import_is_whole_before_ctrl_c_ends_anything(tmp_path: Path) -> None:
    (tmp_path / "pressed.py").write_text(MODULE)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == ["imported True", "interrupted True"]
    assert done.stderr == ""
