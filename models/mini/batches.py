"""Samples as batches of token rows: generated in a process of its own, sorted by length.

Rows of about the same length are put together and filled up to a multiple of four, so little
is computed for nothing. Only what a generator promises is used: an endless `samples(seed)`.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Full
from typing import Protocol

from models.messages import Message
from models.mini import layout
from models.mini.tokenizer import Segmenter, Vocabulary

STRIDE = 4
LONGEST = 416
"""Rows longer than this are left out: they would slow down every batch they are in."""
POOL = 1536
"""Rows that are sorted together. Larger: less filling; smaller: batches less alike."""


class Sample(Protocol):
    """What a generator yields."""

    @property
    def intent(self) -> str: ...
    @property
    def messages(self) -> tuple[Message, ...]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as tokens; `learnt[i]`: the model has to produce `tokens[i]`."""

    intent: str
    tokens: list[int]
    learnt: list[bool]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one width. `places` are flat indices whose next token is the `targets` entry."""

    width: int
    tokens: list[list[int]]
    places: list[int]
    targets: list[int]
    real: int
    """Tokens that are not filling."""


def generator(name: str, seed: int, part: str = "train") -> Iterator[Sample]:
    """Samples of the module `name`, for training or held out.

    `name` may end in `:ARGUMENT`, which is handed to the module's `samples`.
    """
    module, _, argument = name.partition(":")
    make = importlib.import_module(module).samples
    found: Iterator[Sample] = iter(make(seed, part, *([argument] if argument else [])))
    return found


def rows(samples: Iterator[Sample], segmenter: Segmenter) -> Iterator[Row]:
    for sample in samples:
        tokens, learnt = segmenter.row(layout.spans(sample.messages))
        if len(tokens) <= LONGEST and any(learnt):
            yield Row(sample.intent, tokens, learnt)


def batch(some: Sequence[Row]) -> Batch:
    width = -(-max(len(row.tokens) - 1 for row in some) // STRIDE) * STRIDE
    places: list[int] = []
    targets: list[int] = []
    for at, row in enumerate(some):
        for i in range(1, len(row.tokens)):
            if row.learnt[i]:
                places.append(at * width + i - 1)
                targets.append(row.tokens[i])
    tokens = [(row.tokens[:-1] + [layout.END] * width)[:width] for row in some]
    return Batch(width, tokens, places, targets, sum(len(row.tokens) for row in some))


def batches(source: Iterator[Row], size: int, seed: int) -> Iterator[Batch]:
    """Endless batches of about `size` tokens, in random order of length."""
    shuffle = random.Random(seed)
    while True:
        pool = sorted((next(source) for _ in range(POOL)), key=lambda row: len(row.tokens))
        found: list[Batch] = []
        start = 0
        while start < len(pool):
            end = start + 1
            while end < len(pool):
                width = -(-(len(pool[end].tokens) - 1) // STRIDE) * STRIDE
                if width * (end + 1 - start) > size:
                    break
                end += 1
            found.append(batch(pool[start:end]))
            start = end
        shuffle.shuffle(found)
        yield from found


class Feed:
    """Batches from a process of its own, a few ahead. Iterate; `close` ends the process."""

    def __init__(self, module: str, vocabulary: Path, size: int, seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._queue: multiprocessing.Queue[Batch] = context.Queue(maxsize=48)
        self._process = context.Process(
            target=_fill, args=(self._queue, module, vocabulary, size, seed), daemon=True
        )
        self._process.start()

    def __iter__(self) -> Iterator[Batch]:
        while True:
            try:
                yield self._queue.get(timeout=5)
            except Empty:
                if not self._process.is_alive():
                    raise RuntimeError("the generator's process ended; see its traceback") from None

    def close(self) -> None:
        self._process.kill()
        self._process.join()


def _fill(
    queue: multiprocessing.Queue[Batch], module: str, vocabulary: Path, size: int, seed: int
) -> None:
    segmenter = Segmenter(Vocabulary.load(vocabulary))
    parent = os.getppid()
    for made in batches(rows(generator(module, seed), segmenter), size, seed):
        while True:
            try:
                queue.put(made, timeout=5)
                break
            except Full:
                if os.getppid() != parent:
                    return
