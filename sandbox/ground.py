"""What the kernels of a sandbox stand on: what confines them, and the view of the folder.

Both are found out in a thread while the program starts; whoever needs them waits for them.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.bounds import Bounds
from sandbox.errors import SandboxError, no_place
from sandbox.isolation import choose
from sandbox.isolation.seam import Backend, Facts, Overlay
from sandbox.policy import Policy
from sandbox.soon import Soon
from sandbox.temporary import Temporary
from sandbox.turns import Turns
from sandbox.view import View

WITHOUT = "direct"
"""The backend that confines nothing."""
NO_SWAP = "variables do not live from turn to turn: the folder's view is a copy"


@dataclass(frozen=True, slots=True)
class _Found:
    """What is found out before the first kernel starts."""

    backend: Backend
    facts: Facts
    turns: Turns | None = None


class Ground:
    """Backend and views of one work folder. `close` when no kernel stands on it any more."""

    def __init__(self, policy: Policy, store: Path | None, bounds: Bounds) -> None:
        """Returns at once; what goes wrong is raised by what needs it first."""
        self._work = policy.folder
        self._temporary: Temporary | None = None
        self._found = Soon(lambda: self._find(policy, store, bounds))

    def _find(self, policy: Policy, store: Path | None, bounds: Bounds) -> _Found:
        """Choose the backend and make the first view."""
        try:
            backend, facts = choose(policy, store)
            if not policy.rehearse:
                return _Found(backend, facts)
            if store is None:
                self._temporary = Temporary("store-")
                store = self._temporary.path
            turns = Turns(policy.folder, store, overlay=facts.overlay, bounds=bounds)
        except OSError as error:
            raise no_place(error) from error
        return _Found(backend, facts, turns)

    @property
    def backend(self) -> Backend:
        return self._found.get().backend

    @property
    def turns(self) -> Turns | None:
        """The views, one after the other; None where changes are immediate."""
        return self._found.get().turns

    @property
    def view(self) -> View | None:
        """The view of this turn."""
        return self.turns.view if self.turns is not None else None

    @property
    def overlay(self) -> Overlay | None:
        """What is mounted at the folder's path."""
        return self.view.overlay if self.view is not None else None

    @property
    def folder(self) -> Path:
        """Where the code's folder really lies."""
        return self.view.root if self.view is not None else self._work

    def written(self) -> tuple[Path, ...]:
        """Where what the code writes really goes, as far as we own that."""
        view = self.view
        if view is None:
            return ()
        return (view.overlay.upper,) if view.overlay is not None else (view.root,)

    def copy_from_now_on(self) -> None:
        """The overlay could not be mounted after all."""
        assert self.turns is not None
        self.turns.copy_from_now_on()

    def facts(self) -> Facts:
        """The isolation really in force."""
        facts, view = self._found.get().facts, self.view
        if view is None or view.overlay is not None or facts.backend == WITHOUT:
            return facts
        return replace(facts, overlay=False, lacks=(*facts.lacks, NO_SWAP))

    def close(self) -> None:
        """Throw away the view and what it held. Idempotent."""
        with contextlib.suppress(SandboxError, OSError):  # there never was a view
            if self.turns is not None:
                self.turns.close()
        if self._temporary is not None:
            self._temporary.remove()
