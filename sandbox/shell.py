"""Shell blocks: one shell that lives from block to block. Runs inside the confinement.

Theory of operation. A real bash (or sh) waits in a loop for its next block. The block's text lies
in a file and is given to `eval` whole, so that an unclosed quote is an error and not an endless
wait; its standard input is empty; its outputs are descriptors 1 and 2 of the kernel, which streams
them. After each block the shell writes down its directory and state. When the shell itself ends
(`exit 3`, `set -e`, `exec`, a signal) the next block gets a new one, which takes up that state.

Kept: directory, variables, arrays, functions, aliases, options, background jobs (as long as the
shell lives). Not kept, on purpose: `set -e -u -x -n -v -o pipefail`, which hold for one block as in
a script. A plain sh keeps variables and aliases, and functions as long as it lives.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

PATIENCE = 0.7
"""Seconds that an interrupted block has to end by itself."""

# `eval` stands on the first line, so that the line numbers in messages are those of the block.
BASH = (
    '__interp_room=$1; shift; . "$__interp_room/state" 2>/dev/null; '
    "shopt -s expand_aliases; "
    '__interp_save() { set +euxnv +o pipefail; printf %s "$PWD" >|"$__interp_room/cwd"; '
    '{ declare -p; declare -f; alias -p; shopt -p; set +o; } >|"$__interp_room/state"; }; '
    'exec 60<"$__interp_room/go" 61>"$__interp_room/done" 62>&1 63>&2; '
    "trap '{ __interp_save; } 2>/dev/null' EXIT; "
    "while IFS= read -r __interp_go <&60; do "
    "IFS= read -r -d '' __interp_block <\"$__interp_room/block\"; "
    'if [ "$__interp_go" = cd ]; then '
    'IFS= read -r -d "" __interp_go <"$__interp_room/cd"; cd -- "$__interp_go"; fi; '
    'eval "$__interp_block" </dev/null >&62 2>&63 60<&- 61>&- 62>&- 63>&-\n'
    "{ __interp_status=$?; trap - DEBUG ERR; __interp_save; } 2>/dev/null\n"
    'echo "$__interp_status" >&61\n'
    "done"
)
SH = (
    '__interp_room=$1; shift; [ -e "$__interp_room/state" ] && '
    'command . "$__interp_room/state" 2>/dev/null; '
    '__interp_save() { set +eux; printf %s "$PWD" >"$__interp_room/cwd"; '
    '{ set | grep -v "^PPID="; export -p; alias | sed "s/^/alias /"; } '
    '>"$__interp_room/state"; }; '
    'exec 5>&1 6>&2 7<"$__interp_room/go" 8>"$__interp_room/done"; '
    "trap '{ __interp_save; } 2>/dev/null' EXIT; "
    "while IFS= read -r __interp_go <&7; do "
    '__interp_block=$(cat "$__interp_room/block"; echo .); '
    'if [ "$__interp_go" = cd ]; then '
    '__interp_go=$(cat "$__interp_room/cd"; echo .); cd -- "${__interp_go%.}"; fi; '
    'command eval "${__interp_block%.}" </dev/null >&5 2>&6 5>&- 6>&- 7<&- 8>&-\n'
    "{ __interp_status=$?; __interp_save; } 2>/dev/null\n"
    'echo "$__interp_status" >&8\n'
    "done"
)
QUIET = {
    "PYTHONUNBUFFERED": "1",
    "MPLBACKEND": "agg",
    "TERM": "dumb",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "DEBIAN_FRONTEND": "noninteractive",
}
"""So that programs do not wait for a terminal that is not there, and print as they go."""


class Shell:
    """The shell of one kernel. `room` is a private folder for its files."""

    def __init__(self, room: Path) -> None:
        self._room = room
        room.mkdir(parents=True, exist_ok=True)
        self._pipes: dict[str, int] = {}
        for name in ("go", "done"):
            os.mkfifo(room / name, 0o600)
            # Opened for both directions: no waiting for the other end, and no end of file.
            self._pipes[name] = os.open(room / name, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._process: subprocess.Popen[bytes] | None = None
        self._directory = ""

    def run(self, source: str) -> int:
        """Run a block and return its exit status (128 + n when a signal ended it).

        Raises KeyboardInterrupt after the block was ended, and ValueError for a NUL character.
        """
        if "\0" in source:
            raise ValueError("a shell cannot read NUL characters")
        if self._process is None or self._process.poll() is not None:
            self._start()
        (self._room / "block").write_bytes(source.encode("utf-8", "surrogateescape"))
        here = os.getcwd()  # noqa: PTH109
        moved = here != self._directory
        if moved:
            (self._room / "cd").write_bytes(os.fsencode(here))
        with contextlib.suppress(BlockingIOError):
            os.read(self._pipes["done"], 4096)
        os.write(self._pipes["go"], b"cd\n" if moved else b"go\n")
        try:
            status = self._wait(None)
        except KeyboardInterrupt:
            self._stop()
            raise
        finally:
            self._follow()
        assert status is not None
        return status

    def lose_directory(self) -> None:
        """What the shell holds as its directory is no longer there; it goes there by name again."""
        self._directory = ""

    def _start(self) -> None:
        bash = shutil.which("bash")
        program = [bash, "--noprofile", "--norc", "-c", BASH, "bash"] if bash else []
        self._process = subprocess.Popen(
            [*(program or ["/bin/sh", "-c", SH, "sh"]), str(self._room)],
            env=os.environ | QUIET,
            stdin=subprocess.DEVNULL,
            stdout=1,
            stderr=2,
            start_new_session=True,
        )
        # What a shell that ended has not read is not for this one.
        with contextlib.suppress(BlockingIOError):
            os.read(self._pipes["go"], 4096)
        self._directory = ""

    def _wait(self, seconds: float | None) -> int | None:
        """The block's status, or None when it takes longer than `seconds`."""
        assert self._process is not None
        until = None if seconds is None else time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._pipes["done"], select.POLLIN)
        pidfd = self._watch_end(poll)
        try:
            while until is None or time.monotonic() < until:
                poll.poll(50 if seconds is not None or pidfd is None else 1000)
                with contextlib.suppress(BlockingIOError):
                    return int(os.read(self._pipes["done"], 4096).split()[-1])
                code = self._process.poll()
                if code is not None:
                    return 128 - code if code < 0 else code
            return None
        finally:
            if pidfd is not None:
                os.close(pidfd)

    def _watch_end(self, poll: select.poll) -> int | None:
        """Let `poll` return when the shell ends; None where the system has no such thing."""
        assert self._process is not None
        try:
            pidfd = os.pidfd_open(self._process.pid)
        except (AttributeError, OSError):
            return None
        poll.register(pidfd, select.POLLIN)
        return pidfd

    def _stop(self) -> None:
        """End the running block: politely, then not."""
        assert self._process is not None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with contextlib.suppress(KeyboardInterrupt):
                if self._wait(PATIENCE) is not None:
                    return

    def _follow(self) -> None:
        """Go where the shell went."""
        try:
            self._directory = os.fsdecode((self._room / "cwd").read_bytes())
            if self._directory and self._directory != os.getcwd():  # noqa: PTH109
                os.chdir(self._directory)
        except OSError:
            self._directory = ""
