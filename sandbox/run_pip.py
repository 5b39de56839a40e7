"""Runs pip inside the confinement: `python -I run_pip.py SITE ARGUMENT…`.

Packages that were installed into SITE before count as installed. Where the interpreter has no pip,
the one that Python ships for making virtual environments is used from its file.
"""

import glob
import os
import runpy
import sys

NO_PIP = 97
"""Exit status: this Python has no pip at all."""


def main() -> None:
    try:
        import pip  # noqa: F401
    except ImportError:
        try:
            import ensurepip
        except ImportError:
            sys.exit(NO_PIP)
        bundled = os.path.join(os.path.dirname(ensurepip.__file__), "_bundled", "pip-*.whl")  # noqa: PTH118, PTH120
        sys.path[:0] = glob.glob(bundled)[:1]  # noqa: PTH207
    site = sys.argv[1]
    del sys.argv[1]
    if site:
        first = next((place for place in sys.path if place.endswith("site-packages")), "")
        sys.path.insert(sys.path.index(first) if first else len(sys.path), site)
    # pip ends at a folder that is there and may not be read (a source tree that a `.pth` names);
    # only with Landlock alone are there such folders.
    sys.path[:] = [place for place in sys.path if not forbidden(place)]
    try:
        runpy.run_module("pip", run_name="__main__", alter_sys=True)
    except ImportError:
        sys.exit(NO_PIP)


def forbidden(place: str) -> bool:
    try:
        os.listdir(place)  # noqa: PTH208 - older Pythons run this, too
    except PermissionError:
        return True
    except OSError:
        return False
    return False


if __name__ == "__main__":
    main()
