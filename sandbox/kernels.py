"""The kernels of one sandbox, each by its key: started in threads, replaced when they are gone."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import IsolationUnavailable, SandboxError, no_place
from sandbox.ground import WITHOUT, Ground
from sandbox.guard import Guard
from sandbox.isolation import forget
from sandbox.isolation.environment import of_kernel
from sandbox.isolation.seam import Backend, OverlayImpossible
from sandbox.kernel import Kernel
from sandbox.languages import OWN, KernelSpec, Language, find, installed, names
from sandbox.launch import Launch, Launcher
from sandbox.policy import Policy
from sandbox.soon import Soon

if TYPE_CHECKING:
    from sandbox.isolation.zygote import Zygote

OURS = "python"
"""Key of the Python kernel, which also runs the shell."""
AGAIN = "start interp again: what this machine can isolate is then tried anew"
GONE = "The kernel had ended since the last cell: {} This is a new one, variables are gone."
LEFT_BEHIND = "it could not be given the new view of the folder ({})."


class Kernels:
    """All kernels on one ground. `close` leaves no process behind."""

    def __init__(
        self,
        policy: Policy,
        ground: Ground,
        launcher: Launcher,
        *,
        memory: Path | None,
        preload: bool,
    ) -> None:
        """`memory`: what remembers that the strongest isolation works; `preload`: keep a process
        ready from which the next Python kernel is forked."""
        self.policy = policy
        """Which those that start from now on are under."""
        self._ground = ground
        self._launcher = launcher
        self._memory = memory
        self._preload = preload
        self.zygote: Zygote | None = None
        """What is kept ready for the next kernel, once the first has begun."""
        self._specs: dict[str, KernelSpec] | None = None
        self._starts = 0
        self._all: dict[str, Soon[Kernel]] = {}
        # Two overlays made of one work folder at the same moment: one of them fails (EINVAL).
        self._one_at_a_time = threading.Lock()
        self._left_behind: dict[str, str] = {}
        """Why kernels had to be ended between two cells, to be said with the next one."""

    # which there are

    def _known(self) -> dict[str, KernelSpec]:
        """The kernels that are installed; looked for once."""
        if self._specs is None:
            self._specs = installed()
        return self._specs

    def languages(self) -> tuple[str, ...]:
        """Every language that can be run: our own two, then the installed kernels'."""
        return names(self._known())

    def row(self, tag: str) -> Language | KernelSpec:
        """What runs blocks with this tag. Raises UnknownLanguage."""
        own = OWN.get(tag.strip().lower())
        return own or find(tag, self._known())

    # how they begin

    def begin(self, key: str) -> None:
        """Let a new kernel start, in a thread of its own."""
        self._starts += 1
        number = self._starts
        self._all[key] = Soon(lambda: self._start(key, number))

    def _start(self, key: str, number: int) -> Kernel:
        try:
            return self._start_on_view(key, number)
        except OverlayImpossible:
            self._ground.copy_from_now_on()
            return self._start_on_view(key, number)
        except OSError as error:
            raise no_place(error) from error

    def _start_on_view(self, key: str, number: int) -> Kernel:
        launch, ground = self._launch(key, number), self._ground
        try:
            policy = replace(self.policy, folder=ground.folder)
            with self._one_at_a_time:
                confined = self._backend().start(launch.command, policy)
        except BaseException as error:
            launch.clean()
            unexpected = not isinstance(error, OverlayImpossible)
            if isinstance(error, IsolationUnavailable) and unexpected and self._memory:
                forget(self._memory)
                error.hint = error.hint or AGAIN
            raise
        finally:
            launch.release()
        if self._preload and self.zygote is None and self.policy.isolate:
            self._prepare_next()
        return Kernel(confined, launch, Guard(confined, self.policy.limits, ground.written))

    def _launch(self, key: str, number: int) -> Launch:
        ground = self._ground
        if key == OURS:
            return self._launcher.of_python(number, ground.folder, ground.overlay)
        return self._launcher.of_spec(number, ground.overlay, self._known()[key])

    def _backend(self) -> Backend:
        backend = self._ground.backend
        if self.zygote is None or self._launcher.has_packages():
            return backend
        from sandbox.isolation.zygote import preloaded

        return preloaded(backend, self.zygote)

    def _prepare_next(self) -> None:
        from sandbox.isolation.zygote import Zygote

        home = self._launcher.root / "zygote"
        self.zygote = Zygote(of_kernel(os.environ, home, Path(sys.executable)))

    # while they live

    def ready(self, key: str) -> tuple[Kernel, str]:
        """The living kernel of that key, and a note when it had to be replaced."""
        note = self._left_behind.pop(key, "")
        if key in self._all:
            kernel = self._all[key].get()
            if kernel.alive:
                return kernel, note
            note = GONE.format(kernel.fate())
            self.end(key)
        self.begin(key)
        return self._all[key].get(), note

    def starting(self, key: str) -> bool:
        """Whether that kernel was begun and is not there yet."""
        return key in self._all and not self._all[key].made

    def begun(self) -> Iterator[tuple[str, Soon[Kernel]]]:
        """Each that was begun, by its key."""
        yield from tuple(self._all.items())

    def show(self) -> None:
        """Put the current view under every living kernel; end those that cannot follow."""
        overlay, folder = self._ground.overlay, self._ground.folder
        for key, soon in self.begun():
            try:
                kernel = soon.get()
            except (SandboxError, OSError):  # whoever needs it next is told why it did not begin
                self.end(key)
                continue
            follows = overlay is not None or self._ground.facts().backend == WITHOUT
            try:
                if overlay is not None:
                    kernel.confined.swap(overlay)
            except (SandboxError, OSError) as error:
                follows = False
                why = LEFT_BEHIND.format(error) if kernel.alive else kernel.fate()
                self._left_behind[key] = GONE.format(why)
            if not follows or not kernel.moved(folder):
                self.end(key)

    # how they end

    def forget(self, key: str) -> None:
        """It did not begin; the next who needs it tries again."""
        self._all.pop(key, None)

    def replace(self, key: str) -> None:
        """It has ended, or is of no use any more: begin another, if there was one."""
        if key in self._all:
            self.end(key)
            self.begin(key)

    def end(self, key: str) -> None:
        """End it with all its processes."""
        with contextlib.suppress(SandboxError, OSError):  # it never started
            self._all.pop(key).get().close()

    def restart(self) -> None:
        """Replace the Python kernel by a new one, and end all others."""
        for key, _ in self.begun():
            self.end(key)
        self.begin(OURS)

    def close(self) -> None:
        """End all, and what was kept ready for the next. Idempotent."""
        for key, _ in self.begun():
            self.end(key)
        if self.zygote is not None:
            self.zygote.close()
