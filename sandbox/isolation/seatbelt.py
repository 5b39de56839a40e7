"""Isolation on macOS by its own sandbox (`sandbox-exec`, called Seatbelt).

It means to protect from: reading home but for the work folder and the language's installation,
writing anywhere but there and to a private folder, the network, sockets of other programs.

Not from: signals to the user's other processes, processes that leave their process group before
the end, exhausting memory. There is no overlay, so a snapshot of the folder is used. Every start of
our program tries the profile; where one refusal is missing, the backend is refused.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import FolderUnusable, IsolationUnavailable
from sandbox.events import Why
from sandbox.isolation.installation import roots_of
from sandbox.isolation.seam import Backend, Command, Confined, Facts, Overlay, OverlayImpossible
from sandbox.policy import Policy, masks, refusal

PROGRAM = "/usr/bin/sandbox-exec"
READABLE = (
    *("/usr", "/bin", "/sbin", "/System", "/Library/Frameworks", "/Library/Fonts", "/opt/homebrew"),
    *(
        "/private/etc/hosts",
        "/private/etc/localtime",
        "/private/etc/ssl",
        "/private/var/db/timezone",
    ),
    *("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/fd"),
)
RULES = """(version 1)
(deny default)
(allow process-fork process-exec)
(allow signal (target same-sandbox))
(allow sysctl-read)
(allow file-read-metadata)
(allow file-read* (literal "/"){read})
(allow file-write* (literal "/dev/null"){write})
(deny file-write-setugid)
"""
ONLINE = """(allow network-outbound (remote ip))
(allow network-inbound (local ip))
(allow file-read* (literal "/private/etc/resolv.conf"))
(allow mach-lookup (global-name "com.apple.dnssd.service"))
"""
ENFORCED = ("no network", "writes: work folder and a private folder only", "home hidden")
LACKING = (
    "no copy-on-write view: a snapshot of the folder is used",
    "other processes of the user can be signalled and seen",
    "a process that leaves its group may outlive the kernel",
    "no limit of memory but the watch",
)
CHECK = """
import socket, sys
def refused(what):
    try: what()
    except OSError: return True
    return False
inside, outside, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
open(inside + "/made", "w").close()
print(all((
    refused(lambda: open(outside + "/secret")),
    refused(lambda: open(outside + "/made", "w")),
    refused(lambda: socket.create_connection(("127.0.0.1", port), 2)),
)))
"""


class Seatbelt:
    """What macOS offers a program that is no app."""

    def probe(self) -> Facts:
        if os.uname().sysname != "Darwin":
            return Facts("seatbelt", False, reason="it is a mechanism of macOS")
        import socket

        with tempfile.TemporaryDirectory(dir=Path.home()) as name:
            base = Path(name).resolve()
            inside, outside = base / "inside", base / "outside"
            inside.mkdir()
            outside.mkdir()
            (outside / "secret").write_text("secret")
            reading, writing = os.pipe()
            with socket.create_server(("127.0.0.1", 0)) as server:
                words = (str(inside), str(outside), str(server.getsockname()[1]))
                command = Command((sys.executable, "-I", "-c", CHECK, *words), {}, stdout=writing)
                try:
                    self.start(command, Policy(folder=inside)).wait(20)
                except (IsolationUnavailable, OSError) as error:
                    return Facts("seatbelt", False, reason=str(error))
                finally:
                    os.close(writing)
            with os.fdopen(reading) as answer:
                if answer.read().strip() != "True":
                    return Facts("seatbelt", False, reason="the profile did not refuse all it must")
        return Facts("seatbelt", True, ENFORCED, LACKING)

    def start(self, command: Command, policy: Policy) -> Confined:
        if command.overlay is not None:
            raise OverlayImpossible("macOS has no overlay", "a snapshot is used instead")
        reason = refusal(policy.folder)
        if reason:
            raise FolderUnusable(reason, "work in a folder of its own: interp -C DIR")
        private = Path(tempfile.mkdtemp(prefix="interp-home-")).resolve()
        env = {**command.env, "HOME": str(private), "TMPDIR": str(private)}
        rules = profile(command, policy, private)
        limits = f'ulimit -c 0; ulimit -n {policy.limits.open_files}; exec "$@"'
        streams = [subprocess.DEVNULL if one < 0 else one for one in _streams(command)]
        try:
            process = subprocess.Popen(
                [PROGRAM, "-p", rules, "/bin/sh", "-c", limits, "sh", *command.argv],
                env=env,
                cwd=policy.folder,
                stdin=streams[0],
                stdout=streams[1],
                stderr=streams[2],
                pass_fds=command.pass_fds,
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(private, ignore_errors=True)
            raise IsolationUnavailable(f"sandbox-exec: {error.strerror}") from error
        return Grouped(process, private)


def profile(command: Command, policy: Policy, private: Path) -> str:
    """The rules for one program, in Seatbelt's own language; later rules win."""
    program = command.argv[0] if command.argv else ""
    roots = roots_of(Path(program)) if program.startswith("/") else ()
    write = [policy.folder, private, *command.writable, *policy.writable]
    read = [*map(Path, READABLE), *roots, *command.readable, *policy.readable, *write]
    text = RULES.format(read=_paths(read), write=_paths(write))
    text += "".join(f"(deny file-read* file-write*{_paths([p])})\n" for p in masks(policy.folder))
    # Whoever may rename a folder above a protected path may move it out of the rules.
    above = {parent for path in write for parent in path.parents}
    text += "".join(f"(deny file-write-unlink (literal {_quoted(p)}))\n" for p in sorted(above))
    return text + (ONLINE if policy.network else "")


def _paths(paths: list[Path]) -> str:
    return "".join(f" (subpath {_quoted(path)})" for path in dict.fromkeys(paths))


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _streams(command: Command) -> tuple[int, int, int]:
    return command.stdin, command.stdout, command.stderr


class Grouped:
    """A program and its process group."""

    def __init__(self, process: subprocess.Popen[bytes], private: Path) -> None:
        self._process = process
        self._private = private
        # No pidfd here: a pipe whose other end the watching thread closes at the end.
        import threading

        self._ended, closing = os.pipe()
        threading.Thread(target=self._watch, args=(closing,), daemon=True).start()

    def _watch(self, closing: int) -> None:
        self._process.wait()
        os.close(closing)

    @property
    def pidfd(self) -> int:
        return self._ended

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def root(self) -> int:
        return self._process.pid

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        for _ in range(20):
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                break
            time.sleep(0.01)
        self.wait()
        shutil.rmtree(self._private, ignore_errors=True)

    def wait(self, timeout: float | None = None) -> int | None:
        if not select.select([self._ended], [], [], timeout)[0]:
            return None
        return self._process.wait()

    def refused(self) -> Why | None:
        return None

    def swap(self, overlay: Overlay) -> None:
        raise IsolationUnavailable("macOS has no overlay to swap")


if TYPE_CHECKING:
    _fits: Backend = Seatbelt()
