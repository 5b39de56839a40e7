"""`interp models`: what is on disk and what is worth having; only `pull` uses the network."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from interpreter.config import write_setting
from interpreter.places import Places, find_places
from interpreter.preview import size_text
from interpreter.visible import visible_line
from models.catalogue import description, listing, remove, resolve
from models.download import Checked, Progress, PullEvent, Retrying
from models.opening import MINI, SCRIPTED


def places() -> Places:
    return find_places(os.environ)


def list_models() -> Iterator[str]:
    return listing(places().models, os.environ)


def pull_model(reference: str, sha256: str) -> None:
    """Fetch a model, with a bar on a terminal and lines elsewhere."""
    from models.pull import Options, pull

    path = pull(reference, places().models, Bar(), Options(sha256=sha256))
    sys.stdout.write(f"{visible_line(str(path))}\n")
    sys.stderr.write(f"Use it: interp models use {visible_line(path.stem)}\n")


class Bar:
    """One line on a terminal that is drawn again; elsewhere a line for each tenth."""

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.shown = ""

    def __call__(self, event: PullEvent) -> None:
        match event:
            case Progress(file, done, total):
                share = done / total if total else 0.0
                self.draw(visible_line(file), share, f"{size_text(done)} of {size_text(total)}")
            case Retrying(_, reason, seconds):
                self.line(f"{visible_line(reason)}; trying again in {seconds:.0f} s")
            case Checked(file, sha256, expected):
                judged = "as published" if expected else "not published, so not compared"
                self.line(f"{visible_line(file)} is whole; SHA-256 {sha256} ({judged})")

    def draw(self, file: str, share: float, sizes: str) -> None:
        if self.terminal:
            bar = "█" * int(24 * share)
            sys.stderr.write(f"\r\x1b[K{file[:40]}  {bar:<24} {share:4.0%}  {sizes}")
            sys.stderr.flush()
        elif (tenth := f"{file} {int(share * 10)}") != self.shown:
            self.shown = tenth
            sys.stderr.write(f"{file}  {share:.0%}  {sizes}\n")

    def line(self, text: str) -> None:
        start = "\r\x1b[K" if self.terminal else ""
        sys.stderr.write(f"{start}{text}\n")


def use_model(reference: str) -> Iterator[str]:
    """Make a model the default. Raises `ModelNotFound`."""
    if reference.startswith(SCRIPTED):
        reference = SCRIPTED + str(Path(reference.removeprefix(SCRIPTED)).expanduser().absolute())
    elif reference != MINI:
        found = resolve(reference, places().models, os.environ)
        # A path holds in every folder; a name stays a name, so that a newer file is found by it.
        if Path(reference).expanduser().exists():
            reference = str(found.absolute())
    write_setting(places(), "model", reference)
    yield f"From now on requests go to {reference}."


def show_model(reference: str) -> Iterator[str]:
    """Header, template and fit. Raises `ModelNotFound`, `ModelFileInvalid`."""
    if reference == MINI:
        from models.mini.serving import FILE

        reference = str(FILE)
    return description(reference, places().models, os.environ)


def remove_model(reference: str) -> Iterator[str]:
    files, size = remove(reference, places().models, os.environ)
    yield f"Removed {len(files)} files, {size_text(size)}."
