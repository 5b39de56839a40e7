"""The facade that the conversation uses: code goes in, events come out, nothing is left behind."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from sandbox.beneath import read_beneath
from sandbox.bounds import Bounds
from sandbox.cell import Cell
from sandbox.changes import Changes
from sandbox.errors import FolderUnusable, SandboxError, no_place
from sandbox.events import RunEvent
from sandbox.ground import Ground
from sandbox.isolation.seam import Facts
from sandbox.kernel import Kernel
from sandbox.kernels import OURS, Kernels
from sandbox.languages import KernelSpec
from sandbox.launch import Launcher, private_folder
from sandbox.outputs import Outputs
from sandbox.policy import Policy

WIDENED = "The user let code do more."


@dataclass(frozen=True, slots=True)
class Settings:
    """How kernels are run, apart from what they may do."""

    interactive: bool = False
    """Somebody can answer `input()`."""
    python: Path = Path(sys.executable)
    """The interpreter of the Python kernel; it needs ipykernel."""
    preload: bool = False
    """Keep a process ready from which new kernels are forked, so that one that was lost is back in
    a moment; for long sessions: it takes a second of processor time and 100 MB."""
    packages: Path | None = None
    """A folder of packages beside those of the Python kernel; see `sandbox.packages`."""
    store: Path | None = None
    """Where the view and the journal keep their files; None: a folder that ends with the
    sandbox, so that nothing can be undone later."""
    bounds: Bounds = field(default_factory=Bounds)
    """How much of the past the journal remembers."""


class Sandbox:
    """Kernels for one work folder. Use as a context manager; `close` leaves no process behind."""

    def __init__(self, policy: Policy, settings: Settings) -> None:
        self._policy = policy
        self._private = private_folder()
        root = self._private.path
        self._outputs = Outputs(root / "outputs")
        launcher = Launcher(
            root, self._outputs.folder, settings.python, settings.interactive, settings.packages
        )
        self._ground = Ground(policy, settings.store, settings.bounds)
        self._kernels = Kernels(
            policy, self._ground, launcher, memory=settings.store, preload=settings.preload
        )
        self._notice = ""
        self._number = 0
        self._current: Kernel | None = None
        self._kernels.begin(OURS)

    @classmethod
    def open(cls, policy: Policy, settings: Settings) -> Sandbox:
        """A sandbox whose Python kernel is starting; returns without waiting for it. Raises
        FolderUnusable; what else can go wrong is raised by the first call that needs it."""
        if not policy.folder.is_dir():
            raise FolderUnusable(f"{policy.folder} is not a folder", "name an existing folder")
        try:
            return cls(policy, settings)
        except OSError as error:
            raise no_place(error) from error

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process and remove every private file. Idempotent."""
        self._kernels.close()
        self._ground.close()
        self._private.remove()

    def languages(self) -> tuple[str, ...]:
        """Every language that can be run here: our own two, then the installed kernels'."""
        return self._kernels.languages()

    def restart(self) -> None:
        """Replace the Python kernel by a new one, and end all others."""
        self._kernels.restart()

    @property
    def policy(self) -> Policy:
        """What code may do now."""
        return self._policy

    def widen(self, policy: Policy) -> None:
        """Go on under another policy for the same folder, with new kernels: what confines a
        process cannot be taken back. The view stays, with what was changed; the next cell says that
        variables are gone. Raises ValueError for a policy of another folder or kind."""
        ours = self._policy
        same = replace(policy, network=ours.network, readable=ours.readable, writable=ours.writable)
        if same != ours:
            raise ValueError("only network, readable and writable folders can be widened")
        self._policy = self._kernels.policy = policy
        if self._number:
            self._notice = WIDENED
        self.restart()

    # running code

    def run(self, language: str, source: str) -> Iterator[RunEvent]:
        """Run one block; the last event is `Finished`. A KeyboardInterrupt, raised in here or
        thrown in, interrupts the code. Raises UnknownLanguage, KernelFailed,
        IsolationUnavailable."""
        row = self._kernels.row(language)
        key = row.name if isinstance(row, KernelSpec) else OURS
        self._number += 1
        cell = Cell(
            self._number,
            source,
            "kernel" if isinstance(row, KernelSpec) else row.runner,
            self._policy.limits,
            time.monotonic(),
        )
        try:
            kernel, note = self._kernels.ready(key)
        except SandboxError:
            self._kernels.forget(key)
            raise
        except KeyboardInterrupt:
            cell.end("interrupted")
            yield cell.finished(time.monotonic())
            return
        self._current = kernel
        failed = True
        try:
            with self._outputs.record(cell.number) as record:
                yield from kernel.run(cell, record)
            failed = False
        finally:
            ended = time.monotonic()
            self._current = None
            dead = not kernel.alive or (failed and cell.ended is None)
            if dead:
                self._kernels.replace(key)
        note, self._notice = " ".join(filter(None, (self._notice, note))), ""
        restarted = dead or bool(note)
        note = " ".join(filter(None, (note, record.note)))
        yield cell.finished(ended, restarted=restarted, note=note)

    def answer(self, text: str | None) -> None:
        """The answer to `AskedForInput`; None: nobody can answer (the code sees an EOFError)."""
        if self._current is not None:
            self._current.answer(text)

    def interrupt(self) -> None:
        """End the running cell soon; safe in any thread and in a signal handler."""
        if self._current is not None:
            self._current.interrupt()

    def give(self, text: str) -> None:
        """Let code find `text` as `out(0)`: what was piped into the program."""
        self._outputs.give(text)

    def output(self, number: int) -> str:
        """The whole text output of cell `number`. Raises SandboxError when there is none."""
        return self._outputs.read(number)

    def read(self, name: str) -> str:
        """A text file of the work folder, as the code sees it. Raises OSError and
        UnicodeDecodeError."""
        overlay, folder = self._ground.overlay, self._ground.folder
        for root in (overlay.upper, folder) if overlay else (folder,):
            with contextlib.suppress(FileNotFoundError):
                return read_beneath(root, name)
        raise FileNotFoundError(name)

    def facts(self) -> Facts:
        """The isolation really in force."""
        return self._ground.facts()

    # the view

    def begin_turn(self) -> None:
        """A fresh view over the folder as it is now; the kernels live on."""
        turns = self._ground.turns
        if turns is None:
            return
        starting = not self._number and self._kernels.starting(OURS)
        if starting and turns.view.overlay is not None:
            return  # on a view through which the folder is seen as it is now
        turns.renew(self._kernels.show)

    def changes(self) -> Changes:
        """What `keep` would do to the folder; nothing when its changes are immediate."""
        turns = self._ground.turns
        return turns.changes() if turns is not None else Changes()

    def diff(self, path: str) -> str:
        """The change of one path as a unified diff, or a sentence where there is none."""
        turns = self._ground.turns
        return turns.diff(path) if turns is not None else "no change\n"

    def keep(self, request: str, only: Collection[str] | None = None) -> Changes:
        """Bring the changes (or those at these paths and below) into the folder, and go on with a
        fresh view. Raises KeepConflict, with nothing done and the view as it was."""
        turns = self._ground.turns
        if turns is None:
            return Changes()
        kept = turns.keep(request, only)
        turns.renew(self._kernels.show)
        return kept

    def drop(self) -> None:
        """Forget what the code did to the folder, and go on with a fresh view."""
        turns = self._ground.turns
        if turns is not None:
            turns.renew(self._kernels.show)
