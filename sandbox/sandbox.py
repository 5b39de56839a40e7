"""The facade that the conversation uses: code goes in, events come out, nothing is left behind."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from sandbox.cell import Cell
from sandbox.changes import Changes
from sandbox.errors import FolderUnusable, SandboxError
from sandbox.events import RunEvent
from sandbox.guard import Guard
from sandbox.isolation import choose
from sandbox.isolation.seam import Facts, Overlay
from sandbox.kernel import Kernel
from sandbox.languages import OWN, KernelSpec, Language, find, installed, names
from sandbox.launch import Launcher, private_folder
from sandbox.outputs import Outputs
from sandbox.policy import Policy
from sandbox.soon import Soon

OURS = "python"
"""Key of the Python kernel, which also runs the shell."""
GONE = "The kernel had ended since the last cell: {} This is a new one, variables are gone."


@dataclass(frozen=True, slots=True)
class Settings:
    """How kernels are run, apart from what they may do."""

    interactive: bool = False
    """Somebody can answer `input()`."""
    python: Path = Path(sys.executable)
    """The interpreter of the Python kernel; it needs ipykernel."""
    store: Path | None = None
    """Where the view and the journal keep their files; None: a folder that ends with the
    sandbox, so that nothing can be undone later."""


class Sandbox:
    """Kernels for one work folder. Use as a context manager; `close` leaves no process behind."""

    def __init__(self, policy: Policy, settings: Settings) -> None:
        self._policy = policy
        self._root = private_folder()
        self._outputs = Outputs(self._root / "outputs")
        self._launcher = Launcher(
            self._root, self._outputs.folder, settings.python, settings.interactive
        )
        self._backend = Soon(lambda: choose(policy))
        self._specs: dict[str, KernelSpec] | None = None
        self._starts = 0
        self._number = 0
        self._current: Kernel | None = None
        self._kernels: dict[str, Soon[Kernel]] = {}
        self._begin(OURS)

    @classmethod
    def open(cls, policy: Policy, settings: Settings) -> Sandbox:
        """A sandbox whose Python kernel is starting; returns without waiting for it. Raises
        FolderUnusable; what else can go wrong is raised by the first call that needs it."""
        if not policy.folder.is_dir():
            raise FolderUnusable(f"{policy.folder} is not a folder", "name an existing folder")
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

    def close(self) -> None:
        """End every process and remove every private file. Idempotent."""
        for key in tuple(self._kernels):
            self._end(key)
        shutil.rmtree(self._root, ignore_errors=True)

    # kernels

    def _overlay(self) -> Overlay | None:
        return None

    def _written(self) -> tuple[Path, ...]:
        overlay = self._overlay()
        return (overlay.upper,) if overlay is not None else ()

    def _begin(self, key: str) -> None:
        """Let a new kernel start, in a thread of its own."""
        self._starts += 1
        number = self._starts
        self._kernels[key] = Soon(lambda: self._start(key, number))

    def _start(self, key: str, number: int) -> Kernel:
        backend, _facts = self._backend.get()
        if key == OURS:
            launch = self._launcher.of_python(number, self._overlay())
        else:
            launch = self._launcher.of_spec(number, self._overlay(), self._known()[key])
        try:
            confined = backend.start(launch.command, self._policy)
        except BaseException:
            launch.clean()
            raise
        finally:
            launch.release()
        return Kernel(confined, launch, Guard(confined, self._policy.limits, self._written))

    def _end(self, key: str) -> None:
        with contextlib.suppress(SandboxError, OSError):  # it never started
            self._kernels.pop(key).get().close()

    def _known(self) -> dict[str, KernelSpec]:
        """The kernels that are installed; looked for once."""
        if self._specs is None:
            self._specs = installed()
        return self._specs

    def languages(self) -> tuple[str, ...]:
        """Every language that can be run here: our own two, then the installed kernels'."""
        return names(self._known())

    def _row(self, tag: str) -> Language | KernelSpec:
        own = OWN.get(tag.strip().lower())
        return own or find(tag, self._known())

    def _ready(self, key: str) -> tuple[Kernel, str]:
        """The living kernel of that key, and a note when it had to be replaced."""
        note = ""
        if key in self._kernels:
            kernel = self._kernels[key].get()
            if kernel.alive:
                return kernel, note
            note = GONE.format(kernel.fate())
            self._end(key)
        self._begin(key)
        return self._kernels[key].get(), note

    def restart(self) -> None:
        """Replace the Python kernel by a new one, and end all others."""
        for key in tuple(self._kernels):
            self._end(key)
        self._begin(OURS)

    # running code

    def run(self, language: str, source: str) -> Iterator[RunEvent]:
        """Run one block; the last event is `Finished`. A KeyboardInterrupt, raised in here or
        thrown in, interrupts the code. Raises UnknownLanguage, KernelFailed,
        IsolationUnavailable."""
        row = self._row(language)
        key = row.name if isinstance(row, KernelSpec) else OURS
        try:
            kernel, note = self._ready(key)
        except SandboxError:
            self._kernels.pop(key, None)  # the next block tries again
            raise
        self._number += 1
        cell = Cell(
            self._number,
            source,
            "kernel" if isinstance(row, KernelSpec) else row.runner,
            self._policy.limits,
            time.monotonic(),
        )
        self._current = kernel
        dead = True
        try:
            with self._outputs.record(cell.number) as record:
                yield from kernel.run(cell, record)
            ended = time.monotonic()
            dead = not kernel.alive
        finally:
            self._current = None
            if dead and key in self._kernels:
                self._end(key)
                self._begin(key)
        yield cell.finished(ended, restarted=dead or bool(note), note=note)

    def answer(self, text: str | None) -> None:
        """The answer to `AskedForInput`; None: nobody can answer (the code sees an EOFError)."""
        if self._current is not None:
            self._current.answer(text)

    def interrupt(self) -> None:
        """End the running cell soon; safe in any thread and in a signal handler."""
        if self._current is not None:
            self._current.interrupt()

    def output(self, number: int) -> str:
        """The whole text output of cell `number`. Raises SandboxError when there is none."""
        return self._outputs.read(number)

    def facts(self) -> Facts:
        """The isolation really in force."""
        return self._backend.get()[1]

    # the view

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
