"""What stops a movement of the journal: somebody else changed the folder, or the disk refuses."""

from __future__ import annotations

from collections.abc import Collection

from sandbox.errors import JournalBroken, KeepConflict


def conflict(paths: Collection[str]) -> KeepConflict:
    """The error that names what changed."""
    shown = sorted(paths)
    names = ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
    return KeepConflict(
        f"changed on disk meanwhile: {names}",
        "nothing was overwritten; look at the files, then repeat the request or leave them out",
        "\n".join(shown),
    )


class Stuck(KeepConflict):
    """Somebody took the place of what was to be put back; it is still in its slot."""


class HalfDone(JournalBroken):
    """A plan could neither be finished nor taken back; `recover` will try again."""
