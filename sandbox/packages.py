"""Packages that the user let in: where they go, and their installation under confinement.

    place = place_for(folder, store, python)
    for line in install(place, ("requests>=2",), policy): ...

They go into a private folder of the work folder's, beside the interpreter's own packages, or into
the virtual environment that the user works with; never into an environment of the program.
Installing may run code of strangers (building from source). It sees the network and may write that
one folder; nothing of the work folder or the home can be read.

Not protected from: code of a package when it is imported later; that is confined as all code is.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.isolation import choose
from sandbox.isolation.environment import clean
from sandbox.isolation.seam import Backend, Command
from sandbox.pip_settings import named_paths, pip_settings
from sandbox.policy import Policy
from sandbox.run_pip import NO_PIP

RUN_PIP = Path(__file__).with_name("run_pip.py")
LAST_LINES = 12
"""Lines of pip's that an error quotes."""
LONGEST_LINE = 2000


class InstallFailed(SandboxError):
    """pip did not install what was asked for; `details` holds what it said."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where packages go."""

    room: Path
    """The one folder that installing may write."""
    python: Path
    """The interpreter that packages are for."""
    beside: bool
    """They lie beside the interpreter's own packages; False: `room` is its environment."""

    @property
    def site(self) -> Path | None:
        """What is to be on the interpreter's path; None when its own environment is used."""
        return self.room / "site" if self.beside else None

    def make(self) -> None:
        """Make the (empty) folder, private. Raises OSError."""
        if self.site is not None:
            self.site.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def empty(self) -> bool:
        """Nothing was installed here yet."""
        with contextlib.suppress(OSError):
            return self.site is None or not any(self.site.iterdir())
        return True


def place_for(folder: Path, store: Path, python: Path) -> Place:
    """Where packages for code in this work folder go: into the interpreter's environment when that
    is a virtual environment inside of the folder, else into a folder below `store`."""
    prefix = python.parent.parent
    virtual = (prefix / "pyvenv.cfg").is_file()
    ours = Path(sys.prefix).resolve()
    if virtual and prefix.resolve().is_relative_to(folder) and prefix.resolve() != ours:
        return Place(prefix.resolve(), python, beside=False)
    version = hashlib.sha256(os.fsencode(python.resolve())).hexdigest()[:8]
    return Place(private_room(folder, store) / version, python, beside=True)


def private_room(folder: Path, store: Path) -> Path:
    """The folder below `store` that belongs to this work folder."""
    key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:20]
    return (store / key).resolve()


def install(
    place: Place,
    requirements: Sequence[str],
    policy: Policy,
    upgrade: bool = False,
    backend: Backend | None = None,
) -> Iterator[str]:
    """Install what is named; gives pip's lines as they come. Raises InstallFailed, and
    IsolationUnavailable. `policy` says whether and within which limits it is confined, `backend` by
    what; None: by the strongest that works here."""
    backend = backend or choose(policy)[0]
    scratch = place.room / ("tmp" if place.beside else ".interp-tmp")
    place.make()
    scratch.mkdir(exist_ok=True, mode=0o700)
    newer = ("--upgrade",) if upgrade else ()
    try:
        if place.site is None:
            words = ("install", *COMMON, *newer, "--", *requirements)
            yield from run_pip(place, scratch, words, policy, backend)
            return
        # `--target` alone would bring every dependency again, in other versions than those that
        # are there; so pip first says what is missing.
        report = scratch / "report.json"
        missing = ("install", *COMMON, *newer, "--dry-run", "--report", str(report))
        yield from run_pip(place, scratch, (*missing, "--", *requirements), policy, backend)
        found = needed(report, requirements)
        if found:
            into = ("install", *COMMON, "--no-deps", "--upgrade", "--target", str(place.site))
            yield from run_pip(place, scratch, (*into, "--", *found.values()), policy, backend)
            forget_older(place.site, found)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


COMMON = (
    *("--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-user"),
    *("--prefer-binary", "--no-warn-script-location"),
)


def run_pip(
    place: Place, scratch: Path, words: Sequence[str], policy: Policy, backend: Backend
) -> Iterator[str]:
    """Run pip once, confined, to its end."""
    settings = pip_settings(os.environ, place.python.parent.parent)
    reader, writer = os.pipe()
    env = clean(os.environ) | settings
    command = Command(
        argv=(str(place.python), "-I", str(RUN_PIP), str(place.site or ""), *words),
        env=env
        | {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_REQUIRE_VIRTUALENV": "0",
            "PIP_CACHE_DIR": str(scratch / "cache"),
            "TMPDIR": str(scratch),
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUNBUFFERED": "1",
        },
        readable=(RUN_PIP, *installation(place.python), *named_paths(settings)),
        sockets=False,
        stdout=writer,
        stderr=writer,
    )
    alone = Policy(place.room, network=True, isolate=policy.isolate, rehearse=False)
    last: list[str] = []
    try:
        confined = backend.start(command, replace(alone, limits=policy.limits))
    except BaseException:
        os.close(reader)
        raise
    finally:
        os.close(writer)
    try:
        with os.fdopen(reader, encoding="utf-8", errors="replace") as output:
            while line := output.readline(LONGEST_LINE):
                last = [*last[1 - LAST_LINES :], line.rstrip()]
                yield line.rstrip()
        status = confined.wait()
    finally:
        confined.kill()
    if status == NO_PIP:
        raise InstallFailed(f"{place.python} has no pip", "Install pip or ensurepip for it.")
    if status:
        problem = next((line for line in reversed(last) if line.startswith("ERROR:")), "")
        raise InstallFailed(
            problem.removeprefix("ERROR:").strip() or f"pip ended with status {status}",
            "Check the names of the packages, and the network.",
            details="\n".join(last),
        )


def installation(python: Path) -> tuple[Path, ...]:
    """What our own interpreter needs to read; others are found by their path."""
    if python != Path(sys.executable):
        return ()
    return tuple(Path(each) for each in dict.fromkeys((sys.prefix, sys.base_prefix)))


def needed(report: Path, requirements: Sequence[str]) -> dict[str, str]:
    """What pip would install: each name with the requirement that names exactly this version."""
    try:
        entries = json.loads(report.read_text("utf-8"))["install"]
        found = {}
        for entry in entries:
            name, version = entry["metadata"]["name"], entry["metadata"]["version"]
            exact = f"{name}=={version}"
            if entry.get("is_direct"):
                exact = f"{name} @ {address(entry['download_info'])}"
            found[normal(name)] = exact
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallFailed(
            f"pip did not say what {', '.join(requirements)} needs",
            "It has to be pip 22.2 or newer: update the pip of this Python.",
            details=repr(error),
        ) from error
    return found


def address(download: dict[str, object]) -> str:
    """The address that a direct requirement was found at, with the commit that pip settled on."""
    source = download.get("vcs_info")
    if isinstance(source, dict):
        return f"{source['vcs']}+{download['url']}@{source['commit_id']}"
    return str(download["url"])


def normal(name: str) -> str:
    """A package's name as all its spellings have it in common."""
    return re.sub(r"[-_.]+", "-", name).lower()


def forget_older(site: Path, found: dict[str, str]) -> None:
    """pip leaves the description of a version that it replaced in a target folder; remove it."""
    for each in importlib.metadata.distributions(path=[str(site)]):
        name, folder = normal(each.name or ""), Path(str(getattr(each, "_path", "")))
        exact = found.get(name, "").partition("==")[2]
        stale = exact and each.version != exact and folder.parent == site
        if stale and folder.name.endswith(".dist-info") and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
