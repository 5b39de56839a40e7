"""What many tests need: a private home for interp, a work folder, and the program as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pytest

# A shell starts what it runs in the background with interrupts ignored, and everything below would
# inherit that: tests that interrupt would only show that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Ran:
    """A finished run of the program."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for interp: no session, setting or saved state of anybody else."""
    home = tmp_path / "interp-home"
    monkeypatch.setenv("INTERP_HOME", str(home))
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty work folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """Makes a scripted model of some replies: `scripted:FILE`."""

    def make(*replies: str, name: str = "replies.txt") -> str:
        path = tmp_path / name
        path.write_text("\n---\n".join(replies), "utf-8")
        return f"scripted:{path}"

    return make


Interp = Callable[..., Ran]


@pytest.fixture
def interp(home: Path, folder: Path) -> Interp:
    """Runs `interp` in the work folder and returns what came out."""

    def run(
        *words: str,
        given: str | bytes | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        timeout: float = 120,
        command: Sequence[str] = (sys.executable, "-m", "interpreter"),
    ) -> Ran:
        data = given.encode() if isinstance(given, str) else given
        ran = subprocess.run(
            [*command, *words],
            input=data,
            stdin=subprocess.DEVNULL if data is None else None,
            capture_output=True,
            cwd=cwd or folder,
            env={**os.environ, "INTERP_HOME": str(home), **(env or {})},
            timeout=timeout,
            check=False,
        )
        return Ran(
            ran.returncode,
            ran.stdout.decode("utf-8", "replace"),
            ran.stderr.decode("utf-8", "replace"),
        )

    return run


Chat = Callable[..., "pexpect.spawn[str]"]
READY = "› "
"""The prompt of the chat."""


@pytest.fixture
def chat(home: Path, folder: Path, script: Callable[..., str]) -> Iterator[Chat]:
    """Starts a chat with a scripted model at a real terminal and waits until it is `ready`."""
    opened: list[pexpect.spawn[str]] = []

    def start(
        *replies: str,
        words: tuple[str, ...] = (),
        ready: str = READY,
        term: str = "xterm",
        width: int = 100,
        env: Mapping[str, str] | None = None,
    ) -> pexpect.spawn[str]:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "interpreter", "-m", script(*replies), *words],
            cwd=str(folder),
            env={
                **os.environ,
                **(env or {}),
                "INTERP_HOME": str(home),
                "TERM": term,
                "PROMPT_TOOLKIT_NO_CPR": "1",
                "NO_COLOR": "1",
            },
            encoding="utf-8",
            timeout=30,
            dimensions=(40, width),
        )
        opened.append(child)
        child.expect_exact(ready)
        return child

    yield start
    for child in opened:
        child.close(force=True)


def leave(child: pexpect.spawn[str]) -> None:
    """Ends a chat as a user does."""
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def python(source: str, before: str = "I will do that.") -> str:
    """A reply with one block of Python."""
    return f"{before}\n```python\n{source}\n```"


def bash(source: str) -> str:
    """A reply with one block of shell."""
    return f"Running it.\n```bash\n{source}\n```"
