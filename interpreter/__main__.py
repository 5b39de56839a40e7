"""The way in, for the command `interp` and for `python -m interpreter`.

Before anything else is imported the current folder leaves the import path: files of the user must
never run in this process. `--version` and the routing of words to commands need no library.
"""

from __future__ import annotations

import sys
from pathlib import Path


def leave_current_folder() -> None:
    """Take the current folder off the import path, unless our own packages live in it."""
    home = Path(__file__).resolve().parent.parent
    try:
        here = Path.cwd().resolve()
    except OSError:
        here = None
    sys.path[:] = [
        entry
        for entry in sys.path
        if entry and (Path(entry).resolve() != here or Path(entry).resolve() == home)
    ]


def main() -> None:
    """Run the program and exit with its code."""
    leave_current_folder()
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from interpreter import __version__

        sys.stdout.write(f"interp {__version__}\n")
        return
    try:
        from interpreter.interrupts import keep_out_of_imports

        keep_out_of_imports()
        from interpreter.cli import run

        code = run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted\n")
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
