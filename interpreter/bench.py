"""How good is a model at everyday requests? Runs tasks through the command line and judges them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from interpreter.bench_check import check_file
from interpreter.bench_facts import Facts
from models.bench.fixtures import FIXTURES, build


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m interpreter.bench`: for authors of tasks. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m interpreter.bench", description=__doc__)
    parser.add_argument("--check", metavar="FILE", nargs="+", help="validate task files")
    parser.add_argument("--fixture", choices=sorted(FIXTURES), help="build a fixture and list it")
    parser.add_argument("--eval", metavar="EXPR", help="with --fixture: print what it evaluates to")
    options = parser.parse_args(arguments)
    if options.fixture and options.eval:
        with tempfile.TemporaryDirectory(prefix="interp-eval-") as scratch:
            build(options.fixture, Path(scratch, "start"))
            _say(repr(Facts(Path(scratch, "start")).evaluate(options.eval)))
    elif options.fixture:
        folder = Path(tempfile.mkdtemp(prefix=f"interp-{options.fixture}-"))
        build(options.fixture, folder)
        _say(str(folder))
        for path in sorted(folder.rglob("*")):
            if ".git" not in path.relative_to(folder).parts:
                size = "" if path.is_dir() else str(path.stat().st_size)
                _say(f"{size:>10}  {path.relative_to(folder).as_posix()}")
    complaints = [text for name in options.check or () for text in check_file(Path(name))]
    for text in complaints:
        _say(text)
    return 1 if complaints else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
