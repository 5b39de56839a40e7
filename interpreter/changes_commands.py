"""`interp undo`, `redo`, `diff`, `history`: what was kept in a folder, and the way back."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from interpreter import config as configuration
from interpreter.asking import usable_folder
from interpreter.config import Config
from interpreter.engine import bounds_of
from interpreter.errors import UsageError
from interpreter.places import Places, find_places
from interpreter.preview import preview, size_text, summary
from interpreter.visible import visible_line
from sandbox.journal import Journal
from sandbox.records import Entry


def here(folder: Path) -> tuple[Places, Config, Path]:
    """Places, configuration and folder of this command."""
    places = find_places(os.environ)
    config = configuration.load(places, os.environ, {}).config
    return places, config, usable_folder(folder)


def journal_of(places: Places, config: Config, folder: Path) -> Journal:
    """The journal of the folder, within the bounds that the user set."""
    return Journal(folder, places.changes, bounds_of(config))


def step_back(
    places: Places, config: Config, folder: Path, steps: int = 1, force: bool = False
) -> Iterator[str]:
    """Take the last kept changes back. Raises `KeepConflict` when files changed since."""
    done = journal_of(places, config, folder).undo(steps, force=force)
    if not done:
        yield "There is nothing to undo in this folder."
    for each in done:
        yield f"Taken back: {one_line(each)}"


def step_forward(
    places: Places, config: Config, folder: Path, steps: int = 1, force: bool = False
) -> Iterator[str]:
    """Make undone changes again. Raises `KeepConflict` when files changed since."""
    done = journal_of(places, config, folder).redo(steps, force=force)
    if not done:
        yield "There is nothing to redo in this folder."
    for each in done:
        yield f"Made again: {one_line(each)}"


def list_history(places: Places, config: Config, folder: Path) -> Iterator[str]:
    """A line for each kept change, the newest first, and what they take."""
    journal = journal_of(places, config, folder)
    entries = journal.history()
    if not entries:
        yield "Nothing was kept in this folder yet."
        return
    for each in reversed(entries):
        undone = "  (undone)" if each.state == "undone" else ""
        yield f"{each.id:>4}  {one_line(each)}{undone}"
    usage = journal.usage()
    yield f"old versions: {size_text(usage.size)} in {usage.path}"


def show_diff(places: Places, config: Config, folder: Path, number: str) -> Iterator[str]:
    """What one kept change did; the last one when no number is given."""
    journal = journal_of(places, config, folder)
    entries = journal.history()
    found = [each for each in entries if str(each.id) == number] if number else entries[-1:]
    if not found:
        raise UsageError(
            f"there is no kept change {number}".rstrip(), "`interp history` lists them."
        )
    yield one_line(found[0])
    yield from preview(found[0].changes)
    yield journal.diff(found[0].id).rstrip("\n")


def one_line(entry: Entry) -> str:
    """When, what, and for which request."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.time))
    request = visible_line(entry.request)
    request = request if len(request) <= 60 else request[:59] + "…"
    return f"{when}  {summary(entry.changes)}  “{request}”"
