"""The facade that the conversation uses: code goes in, events come out, nothing is left behind."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from sandbox.changes import Changes
from sandbox.errors import SandboxError, UnknownLanguage
from sandbox.events import Displayed, Failed, Printed, RunEvent
from sandbox.isolation.direct import Direct
from sandbox.isolation.seam import Command, Facts
from sandbox.kernel import Cell, Kernel, finished
from sandbox.languages import BY_TAG, LANGUAGES
from sandbox.policy import Policy
from sandbox.wire import Line, new_endpoint

BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
PASSED_ON = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "HOME", "USER", "LOGNAME", "PATH", "TMPDIR")
"""Variables of ours that the kernel sees; everything else, tokens first, stays outside."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How kernels are run, apart from what they may do."""

    interactive: bool = False
    """Somebody can answer `input()`."""
    python: Path = Path(sys.executable)
    """The interpreter of the Python kernel."""
    store: Path | None = None
    """Where the view and the journal keep their files; None: a temporary folder."""


class Sandbox:
    """Kernels for one work folder. Use as a context manager; `close` leaves no process behind."""

    def __init__(self, policy: Policy, settings: Settings) -> None:
        self._policy = policy
        self._settings = settings
        self._backend = Direct()
        self._room = Path(tempfile.mkdtemp(prefix="interp-"))
        self._outputs = self._room / "outputs"
        self._outputs.mkdir()
        self._starts = 0
        self._number = 0
        self._kernel = self._start()

    @classmethod
    def open(cls, policy: Policy, settings: Settings) -> Sandbox:
        """A sandbox whose Python kernel is starting; returns without waiting for it."""
        return cls(policy, settings)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> Kernel:
        self._starts += 1
        folder = self._room / f"k{self._starts}"
        private = folder / "private"
        private.mkdir(parents=True)
        endpoint = new_endpoint(folder)
        listening = endpoint.listen()
        plan = folder / "plan.json"
        connection = folder / "connection.json"
        connection.write_text(json.dumps(endpoint.connection()))
        descriptors = {name: sock.fileno() for name, sock in listening.items()}
        plan.write_text(json.dumps({"connection": str(connection), "listening": descriptors}))
        command = Command(
            argv=(str(self._settings.python), "-P", str(BOOTSTRAP), str(plan)),
            env=self._environment(private),
            pass_fds=tuple(descriptors.values()),
            readable=(folder, self._outputs, BOOTSTRAP.parent, Path(sys.prefix)),
            writable=(private,),
        )
        try:
            confined = self._backend.start(command, self._policy)
        finally:
            for sock in listening.values():
                sock.close()
        return Kernel(confined, Line(endpoint), interactive=self._settings.interactive)

    def _environment(self, private: Path) -> Mapping[str, str]:
        env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return env | {
            "IPYTHONDIR": str(private / "ipython"),
            "JUPYTER_CONFIG_DIR": str(private / "jupyter"),
            "JUPYTER_DATA_DIR": str(private / "jupyter"),
            "JUPYTER_RUNTIME_DIR": str(private / "jupyter"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TERM": "dumb",
        }

    def languages(self) -> tuple[str, ...]:
        return tuple(language.name for language in LANGUAGES)

    def run(self, language: str, source: str) -> Iterator[RunEvent]:
        """Run one block. The last event is `Finished`; a `KeyboardInterrupt` may be thrown in."""
        row = BY_TAG.get(language.lower())
        if row is None:
            raise UnknownLanguage(
                f"no language called {language!r} can be run here",
                f"installed: {', '.join(self.languages())}",
            )
        self._number += 1
        cell = Cell(self._number, source, row.runner, time.monotonic(), self._policy.limits)
        with (self._outputs / f"{cell.number}.txt").open("w", errors="replace") as kept:
            for event in self._kernel.run(cell):
                kept.write(_text(event))
                yield event
        restarted = not self._kernel.alive
        if restarted:
            self.restart()
        yield finished(cell, restarted=restarted)

    def answer(self, text: str | None) -> None:
        self._kernel.answer(text)

    def interrupt(self) -> None:
        self._kernel.interrupt()

    def facts(self) -> Facts:
        return self._backend.probe()

    def output(self, number: int) -> str:
        return (self._outputs / f"{number}.txt").read_text(errors="replace")

    def restart(self) -> None:
        self._kernel.close()
        self._kernel = self._start()

    def begin_turn(self) -> None:
        """A fresh view over the folder as it is now."""

    def changes(self) -> Changes:
        return Changes()

    def diff(self, path: str) -> str:
        raise SandboxError("there is no view of the folder yet")

    def keep(self, request: str, only: Collection[str] | None = None) -> Changes:
        return Changes()

    def drop(self) -> None:
        """Forget what the code did to the view."""

    def close(self) -> None:
        self._kernel.close()
        shutil.rmtree(self._room, ignore_errors=True)


def _text(event: RunEvent) -> str:
    match event:
        case Printed(text=text):
            return text
        case Displayed(data=data):
            return data.get("text/plain", "") + "\n"
        case Failed(traceback=traceback):
            return traceback + "\n"
        case _:
            return ""
