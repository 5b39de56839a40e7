"""The facade that the conversation uses: code goes in, events come out, nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sandbox.beneath import read_beneath
from sandbox.cell import Cell
from sandbox.changes import Changes
from sandbox.errors import FolderUnusable, IsolationUnavailable, SandboxError
from sandbox.events import RunEvent
from sandbox.guard import Guard
from sandbox.isolation import choose, forget
from sandbox.isolation.environment import of_kernel
from sandbox.isolation.seam import Backend, Facts, Overlay, OverlayImpossible
from sandbox.kernel import Kernel
from sandbox.languages import OWN, KernelSpec, Language, find, installed, names
from sandbox.launch import Launcher, private_folder
from sandbox.ledger import Bounds
from sandbox.outputs import Outputs
from sandbox.policy import Policy
from sandbox.soon import Soon
from sandbox.temporary import Temporary
from sandbox.turns import Turns
from sandbox.view import View

WITHOUT = "direct"
"""The backend that confines nothing."""
NO_SWAP = "variables do not live from turn to turn: the folder's view is a copy"
if TYPE_CHECKING:
    from sandbox.isolation.zygote import Zygote

OURS = "python"
"""Key of the Python kernel, which also runs the shell."""
WIDENED = "The user let code do more."
AGAIN = "start interp again: what this machine can isolate is then tried anew"
GONE = "The kernel had ended since the last cell: {} This is a new one, variables are gone."


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


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is found out before the first kernel starts."""

    backend: Backend
    facts: Facts
    turns: Turns | None = None


class Sandbox:
    """Kernels for one work folder. Use as a context manager; `close` leaves no process behind."""

    def __init__(self, policy: Policy, settings: Settings) -> None:
        self._policy = policy
        self._settings = settings
        self._zygote: Zygote | None = None
        self._private = private_folder()
        self._root = self._private.path
        self._outputs = Outputs(self._root / "outputs")
        self._launcher = Launcher(
            self._root,
            self._outputs.folder,
            settings.python,
            settings.interactive,
            settings.packages,
        )
        self._temporary: Temporary | None = None
        self._prepared = Soon(lambda: self._prepare(settings.store))
        self._specs: dict[str, KernelSpec] | None = None
        self._starts = 0
        self._notice = ""
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
        with contextlib.suppress(SandboxError, OSError):  # there never was a view
            turns = self._prepared.get().turns
            if turns is not None:
                turns.close()
        if self._zygote is not None:
            self._zygote.close()
        for folder in (self._private, self._temporary):
            if folder is not None:
                folder.remove()

    # kernels

    def _prepare(self, store: Path | None) -> _Prepared:
        """Choose the backend and make the first view."""
        backend, facts = choose(self._policy, store)
        if not self._policy.rehearse:
            return _Prepared(backend, facts)
        if store is None:
            self._temporary = Temporary("store-")
            store = self._temporary.path
        bounds = self._settings.bounds
        turns = Turns(self._policy.folder, store, overlay=facts.overlay, bounds=bounds)
        return _Prepared(backend, facts, turns)

    def _view(self) -> View | None:
        turns = self._prepared.get().turns
        return turns.view if turns is not None else None

    def _overlay(self) -> Overlay | None:
        view = self._view()
        return view.overlay if view is not None else None

    def _folder(self) -> Path:
        """Where the code's folder really lies."""
        view = self._view()
        return view.root if view is not None else self._policy.folder

    def _written(self) -> tuple[Path, ...]:
        view = self._view()
        if view is None:
            return ()
        return (view.overlay.upper,) if view.overlay is not None else (view.root,)

    def _begin(self, key: str) -> None:
        """Let a new kernel start, in a thread of its own."""
        self._starts += 1
        number = self._starts
        self._kernels[key] = Soon(lambda: self._start(key, number))

    def _start(self, key: str, number: int) -> Kernel:
        try:
            return self._start_on_view(key, number)
        except OverlayImpossible:
            turns = self._prepared.get().turns
            assert turns is not None
            turns.copy_from_now_on()
            return self._start_on_view(key, number)

    def _start_on_view(self, key: str, number: int) -> Kernel:
        if key == OURS:
            launch = self._launcher.of_python(number, self._folder(), self._overlay())
        else:
            spec = self._known()[key]
            launch = self._launcher.of_spec(number, self._overlay(), spec)
        backend = self._prepared.get().backend
        if self._zygote is not None and not self._launcher.has_packages():
            from sandbox.isolation.zygote import preloaded

            backend = preloaded(backend, self._zygote)
        try:
            confined = backend.start(launch.command, replace(self._policy, folder=self._folder()))
        except BaseException as error:
            launch.clean()
            unexpected = not isinstance(error, OverlayImpossible)
            if isinstance(error, IsolationUnavailable) and unexpected and self._settings.store:
                forget(self._settings.store)
                error.hint = error.hint or AGAIN
            raise
        finally:
            launch.release()
        if self._settings.preload and self._zygote is None and self._policy.isolate:
            from sandbox.isolation.zygote import Zygote

            self._zygote = Zygote(
                of_kernel(os.environ, self._root / "zygote", Path(sys.executable))
            )
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
        self._policy = policy
        if self._number:
            self._notice = WIDENED
        self.restart()

    # running code

    def run(self, language: str, source: str) -> Iterator[RunEvent]:
        """Run one block; the last event is `Finished`. A KeyboardInterrupt, raised in here or
        thrown in, interrupts the code. Raises UnknownLanguage, KernelFailed,
        IsolationUnavailable."""
        row = self._row(language)
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
            kernel, note = self._ready(key)
        except SandboxError:
            self._kernels.pop(key, None)  # the next block tries again
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
            if dead and key in self._kernels:
                self._end(key)
                self._begin(key)
        note, self._notice = " ".join(filter(None, (self._notice, note))), ""
        yield cell.finished(ended, restarted=dead or bool(note), note=note)

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
        overlay, folder = self._overlay(), self._folder()
        for root in (overlay.upper, folder) if overlay else (folder,):
            with contextlib.suppress(FileNotFoundError):
                return read_beneath(root, name)
        raise FileNotFoundError(name)

    def facts(self) -> Facts:
        """The isolation really in force."""
        facts, view = self._prepared.get().facts, self._view()
        if view is None or view.overlay is not None or facts.backend == WITHOUT:
            return facts
        return replace(facts, overlay=False, lacks=(*facts.lacks, NO_SWAP))

    # the view

    def begin_turn(self) -> None:
        """A fresh view over the folder as it is now; the kernels live on."""
        turns = self._prepared.get().turns
        ours = self._kernels.get(OURS)
        if turns is None:
            return
        starting = not self._number and ours is not None and not ours.made
        if starting and turns.view.overlay is not None:
            return  # on a view through which the folder is seen as it is now
        turns.renew(self._show)

    def _show(self) -> None:
        """Put the current view under every living kernel; end those that cannot follow."""
        overlay, folder = self._overlay(), self._folder()
        for key, soon in tuple(self._kernels.items()):
            try:
                kernel = soon.get()
                if overlay is not None:
                    kernel.confined.swap(overlay)
                follows = overlay is not None or self.facts().backend == WITHOUT
            except (SandboxError, OSError):  # it has ended
                follows = False
            if not follows or not kernel.moved(folder):
                self._end(key)

    def changes(self) -> Changes:
        """What `keep` would do to the folder; nothing when its changes are immediate."""
        turns = self._prepared.get().turns
        return turns.changes() if turns is not None else Changes()

    def diff(self, path: str) -> str:
        """The change of one path as a unified diff, or a sentence where there is none."""
        turns = self._prepared.get().turns
        return turns.diff(path) if turns is not None else "no change\n"

    def keep(self, request: str, only: Collection[str] | None = None) -> Changes:
        """Bring the changes (or those at these paths and below) into the folder, and go on with a
        fresh view. Raises KeepConflict, with nothing done and the view as it was."""
        turns = self._prepared.get().turns
        if turns is None:
            return Changes()
        kept = turns.keep(request, only)
        turns.renew(self._show)
        return kept

    def drop(self) -> None:
        """Forget what the code did to the folder, and go on with a fresh view."""
        turns = self._prepared.get().turns
        if turns is not None:
            turns.renew(self._show)
