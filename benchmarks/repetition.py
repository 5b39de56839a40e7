"""How long ordinary texts repeat themselves: what the guard against repetition must let pass.

    python benchmarks/repetition.py VOCABULARY_GGUF FOLDER... [--seconds 100]

Reads files of the folders in a random order until the time is over, as tokens of that vocabulary,
and prints the longest repetitions, by how often a stretch came in a row.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.library import load
from models.repetition import Repetition
from models.vocabulary import Vocabulary

KINDS = {
    *(".py", ".md", ".txt", ".json", ".csv", ".rst", ".html", ".sh", ".yaml", ".toml", ".ipynb"),
    *(".js", ".c", ".h", ".sql", ".xml", ".r", ".jl", ".tsv", ".log", ".svg", ".css", ".ts"),
}
MOST = 40_000
"""Characters read of each file."""


def repetitions(tokens: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each repetition of a text: tokens of all copies, tokens of one."""
    guard = Repetition()
    period = length = 0
    for token in tokens:
        guard.said(token)
        if guard.period != period or guard.length < length:
            yield length, period
        period, length = guard.period, guard.length
    yield length, period


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=100.0)
    arguments = parser.parse_args()
    lib, _log = load()
    params = lib.llama_model_default_params()
    params.vocab_only = True
    model = lib.llama_model_load_from_file(os.fsencode(arguments.vocabulary), params)
    vocabulary = Vocabulary(lib, model)
    paths = [each for folder in arguments.folders for each in folder.rglob("*")]
    paths = [path for path in paths if path.suffix in KINDS and path.is_file()]
    random.Random(1).shuffle(paths)
    found: list[tuple[int, int, Path]] = []
    until, files, count = time.monotonic() + arguments.seconds, 0, 0
    for path in paths:
        if time.monotonic() > until:
            break
        text = path.read_text("utf-8", "replace")[:MOST]
        tokens = vocabulary.tokenize(text, special=False)
        files, count = files + 1, count + len(tokens)
        found += [(long, one, path) for long, one in repetitions(tokens) if long >= 2 * one > 0]
    print(f"{files:,} files, {count:,} tokens")
    for copies in (2, 3, 4, 6):
        print(f"at least {copies} times in a row:")
        for long, one, path in sorted((f for f in found if f[0] >= copies * f[1]), reverse=True)[
            :8
        ]:
            print(f"  {long} tokens, {one} each: {path.name}")


if __name__ == "__main__":
    main()
