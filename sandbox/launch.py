"""What is needed to start a kernel: its command, its sockets, its private folder.

A kernel inherits what is named here and nothing else: an environment made from an allow-list, its
own sockets and its log.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.errors import KernelFailed
from sandbox.isolation.environment import of_kernel
from sandbox.isolation.seam import Command, Overlay
from sandbox.languages import KernelSpec
from sandbox.temporary import Temporary
from sandbox.wire import LONGEST_PATH, Endpoint, new_endpoint

HERE = Path(__file__).resolve().parent
BOOTSTRAP = HERE / "bootstrap.py"
INSIDE = (
    "bootstrap.py",
    "bootstrap_ipython.py",
    "bootstrap_outputs.py",
    "bootstrap_streams.py",
    "shell.py",
)
"""Files of ours that the Python kernel reads."""

LOG_TAIL = 4000
"""Characters of a kernel's log that go into an error."""

HINTS: Mapping[str, tuple[str, str]] = {
    "no ipykernel": (
        "{python} has no ipykernel, so no kernel can run in it",
        "{python} -m pip install ipykernel",
    ),
}
"""What a log may hold: what it means, and what to do."""


@dataclass(slots=True)
class Launch:
    """A kernel that is about to be started, or was."""

    name: str
    language: str
    command: Command
    endpoint: Endpoint
    room: Path
    """Its private folder; removed by `clean`."""
    interactive: bool
    interrupt_by_message: bool = False
    listening: Mapping[str, socket.socket] = field(default_factory=dict)

    def log(self) -> str:
        """The end of what the kernel said outside of any cell."""
        try:
            return (self.room / "log").read_text(errors="replace")[-LOG_TAIL:].strip()
        except OSError:
            return ""

    def failure(self, status: int | None) -> KernelFailed:
        """The error for a kernel that ended before it could do anything."""
        log = self.log()
        python = self.command.argv[0]
        for mark, (message, hint) in HINTS.items():
            if mark in log:
                return KernelFailed(
                    message.format(python=python), hint.format(python=python), details=log
                )
        return KernelFailed(
            f"the {self.name} kernel ended while it was starting (exit status {status})",
            "--debug shows what it said",
            details=log,
        )

    def release(self) -> None:
        """The process has what it was given: close our copies."""
        for sock in self.listening.values():
            sock.close()
        for descriptor in {self.command.stdout, self.command.stderr} - {-1}:
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def clean(self) -> None:
        """Remove the kernel's private folder."""
        shutil.rmtree(self.room, ignore_errors=True)


def private_folder() -> Temporary:
    """A new private folder with a path that is short enough for sockets in its folders."""
    candidates = (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp", "/var/tmp")
    for base in dict.fromkeys(filter(None, candidates)):
        if len(os.fsencode(base)) + len("/interp-12345678/k123456/k-5") > LONGEST_PATH:
            continue
        with contextlib.suppress(OSError):
            return Temporary(base=base)
    raise KernelFailed(
        "no folder for the sockets of a kernel",
        "make /tmp writable, or set TMPDIR to a folder with a short path",
    )


def _seed_fonts(target: Path) -> None:
    """Give matplotlib the list of fonts that the user's own has made; making it takes half a second
    in every kernel. Copied, so that no kernel can change it for the next one."""
    target.mkdir(mode=0o700)
    # Not `Path.expanduser`, which raises for a user without a home.
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    for source in Path(cache, "matplotlib").glob("fontlist-*.json"):
        with contextlib.suppress(OSError):
            shutil.copyfile(source, target / source.name)


def _room(root: Path, number: int) -> tuple[Path, Path, int]:
    """The private folder of kernel `number`, what in it the kernel may write, and its log."""
    room = root / f"k{number}"
    private = room / "private"
    private.mkdir(parents=True, mode=0o700)
    _seed_fonts(private / "matplotlib")
    log = os.open(room / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    return room, private, log


@dataclass(frozen=True, slots=True)
class Launcher:
    """Makes launches: what all kernels of one sandbox have in common."""

    root: Path
    outputs: Path
    python: Path
    interactive: bool
    packages: Path | None = None
    """Packages of the Python kernel beside its own; made when it is not there."""

    def has_packages(self) -> bool:
        """Whether there is anything that a kernel has to take from there."""
        with contextlib.suppress(OSError):
            return self.packages is not None and any(self.packages.iterdir())
        return False

    def of_python(self, number: int, folder: Path, overlay: Overlay | None) -> Launch:
        """The Python kernel, which also runs shell blocks, in `folder`. It takes over listening
        sockets."""
        room, private, log = _room(self.root, number)
        endpoint = new_endpoint(room)
        listening = endpoint.listen()
        descriptors = {name: sock.fileno() for name, sock in listening.items()}
        plan = {
            "connection": str(room / "connection.json"),
            "listening": descriptors,
            "folder": str(folder),
            "outputs": str(self.outputs),
            "private": str(private),
            "packages": str(self.packages or ""),
        }
        if self.packages is not None:
            self.packages.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(room / "plan.json", plan)
        _write(room / "connection.json", endpoint.connection())
        python = _absolute(self.python)
        command = Command(
            argv=(str(python), str(BOOTSTRAP), str(room / "plan.json")),
            env=of_kernel(os.environ, private, python),
            pass_fds=tuple(descriptors.values()),
            readable=(
                *(HERE / name for name in INSIDE),
                *(room / name for name in ("plan.json", "connection.json")),
                self.outputs,
                *_places(python),
                *((self.packages,) if self.packages else ()),
            ),
            writable=(private,),
            overlay=overlay,
            stdout=log,
            stderr=log,
        )
        return Launch(
            "Python", "python", command, endpoint, room, self.interactive, listening=listening
        )

    def of_spec(self, number: int, overlay: Overlay | None, spec: KernelSpec) -> Launch:
        """A kernel of another make, by its kernelspec. It binds sockets in a folder of its own."""
        room, private, log = _room(self.root, number)
        sockets = room / "s"
        sockets.mkdir(mode=0o700)
        endpoint = new_endpoint(sockets)
        connection = room / "connection.json"
        _write(connection, endpoint.connection())
        words = {"connection_file": str(connection), "resource_dir": str(spec.folder)}
        argv = [_filled(part, words) for part in spec.argv]
        program = _absolute(Path(argv[0] if argv else "python"))
        env = of_kernel(os.environ, private, program)
        env |= {name: _filled(value, words | env) for name, value in spec.env.items()}
        command = Command(
            argv=(str(program), *argv[1:]),
            env=env,
            readable=(connection, spec.folder, *_places(program)),
            writable=(private, sockets),
            overlay=overlay,
            stdout=log,
            stderr=log,
        )
        return Launch(
            spec.name,
            spec.language,
            command,
            endpoint,
            room,
            self.interactive,
            interrupt_by_message=spec.interrupt_by_message,
        )


def _filled(text: str, words: Mapping[str, str]) -> str:
    """A kernelspec's text with `{connection_file}` and `${NAME}` filled in."""
    for name, value in words.items():
        text = text.replace(f"${{{name}}}", value).replace(f"{{{name}}}", value)
    return text


def _write(path: Path, content: Mapping[str, object]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)


def _absolute(python: Path) -> Path:
    """The interpreter's path with its own links kept: a virtual environment is found by them."""
    found = python if python.is_absolute() else Path(shutil.which(str(python)) or python.absolute())
    if not found.exists():
        raise KernelFailed(f"there is no Python at {python}", "name another with --python")
    return found


def _places(python: Path) -> tuple[Path, ...]:
    """Where this interpreter's modules lie, as far as it is the one that runs us."""
    if python != Path(sys.executable):
        return ()
    return tuple(Path(place) for place in dict.fromkeys((sys.prefix, sys.base_prefix)))
