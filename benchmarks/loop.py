"""What a token costs besides its evaluation, in processor time: good on a busy machine too.

    python benchmarks/loop.py GGUF [--rounds 12] [--huge-pages auto|on|off]

In one process, in turn: tokens that are only evaluated, as llama-bench does, and tokens that are
also chosen, turned into text and sent to another process. One thread, whose time is taken.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from models.conversing import Conversing
from models.messages import Sampling
from models.plan import RuntimeOptions
from models.wire import Flag, Wire
from models.worker import Pieces

PROMPT = [5, 6, 7]
TOKENS = 16
"""Written in a row, before it is the other's turn."""


def reader() -> Wire:
    """The other end of a wire whose lines are read and forgotten, by another process."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        wire = Wire(theirs)
        try:
            while wire.receive():
                pass
        except EOFError:
            os._exit(0)
    theirs.close()
    return Wire(ours)


def evaluated(model: Conversing, dice: random.Random) -> Iterator[float]:
    """Seconds of tokens that are evaluated and nothing else."""
    engine = model.engine
    engine.read(PROMPT)
    for _ in range(TOKENS):
        began = time.thread_time()
        engine.step(dice.randrange(engine.vocabulary.size - 300))
        yield time.thread_time() - began


def written(model: Conversing, wire: Wire, temperature: float) -> Iterator[float]:
    """Seconds of tokens from one sending to the next."""
    sampling = asdict(Sampling(temperature, max_tokens=TOKENS + 2))
    pieces, began = Pieces(wire), 0.0
    for line in model.generate({"tokens": PROMPT, "sampling": sampling, "logprobs": False}):
        pieces.give({"id": 1, **line}, model.engine.seconds)
        now = time.thread_time()
        if "t" in line and began:
            yield now - began
        began = now if "t" in line else 0.0


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--huge-pages", default="auto", choices=("auto", "on", "off"))
    arguments = parser.parse_args()
    wire, dice = reader(), random.Random(1)
    options = RuntimeOptions(2048, threads=1, huge_pages=arguments.huge_pages)
    model = Conversing(arguments.model, options, Flag.create())
    while model.idle():
        pass
    seconds: dict[str, list[float]] = {"evaluated": [], "by chance": [], "likeliest": []}
    for _ in range(arguments.rounds):
        seconds["evaluated"] += evaluated(model, dice)
        seconds["by chance"] += written(model, wire, 1.0)
        seconds["likeliest"] += written(model, wire, 0.0)
    alone = statistics.median(seconds["evaluated"])
    print(f"{arguments.model.name}, {model.engine.pages.moved / 1e6:.0f} MB in huge pages")
    for name, each in seconds.items():
        middle = statistics.median(each)
        print(f"| {name} | {middle * 1e6:,.0f} µs | {alone / middle:.3f} |")


if __name__ == "__main__":
    main()
