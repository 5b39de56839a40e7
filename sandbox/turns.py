"""One view of the work folder after the other, and the journal behind them.

A turn works on a view; what it did is kept (through the journal) or dropped, and a fresh view takes
its place under the living kernels.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection
from pathlib import Path

from sandbox.bounds import Bounds
from sandbox.changes import Changes
from sandbox.journal import Journal
from sandbox.view import View, open_view


class Turns:
    """The current view of one folder."""

    def __init__(
        self, folder: Path, store: Path, *, overlay: bool, bounds: Bounds | None = None
    ) -> None:
        """Raises FolderUnusable. `overlay`: the backend can mount one."""
        self._folder = folder
        self._store = store
        self._overlay = overlay
        self._journal = Journal(folder, store, bounds)
        self._journal.recover()
        self.view: View = open_view(folder, store, overlay=overlay)

    def copy_from_now_on(self) -> None:
        """The backend could not mount this folder's overlay after all: views are copies."""
        self._overlay = False
        self.close()
        self.view = open_view(self._folder, self._store, overlay=False)

    def renew(self, show: Callable[[], None]) -> None:
        """A fresh view over the folder as it is now; `show` puts it under the living kernels. The
        old one and what it held are gone."""
        old = self.view
        self.view = open_view(self._folder, self._store, overlay=self._overlay)
        show()
        old.discard()

    def changes(self) -> Changes:
        """What `keep` would do."""
        return self.view.changes()

    def diff(self, path: str) -> str:
        """The change of one path, as text."""
        return self.view.diff(path)

    def keep(self, request: str, only: Collection[str] | None) -> Changes:
        """Bring the changes into the folder. Raises KeepConflict with nothing done."""
        staged = self.view.stage(only)
        self._journal.keep(staged, request)
        return staged.changes

    def close(self) -> None:
        """Throw the current view away; no kernel may show it any more."""
        with contextlib.suppress(OSError):
            self.view.discard()
