"""What the model runtime costs, as ratios within one run.

    python benchmarks/runtime.py build SOURCE FOLDER      llama-bench from llama-cpp-python's sdist
    python benchmarks/runtime.py speed GGUF LLAMA_BENCH   reading and writing, pair by pair
    python benchmarks/runtime.py cancel GGUF              stopping while 4,000 tokens are read
    python benchmarks/runtime.py turns GGUF               nothing read twice; the second one-shot
    python benchmarks/runtime.py grammar GGUF             what holding a reply to a form costs
    python benchmarks/runtime.py lookup GGUF              what guessing tokens gains
    python benchmarks/runtime.py fit GGUF...              the estimate against measured memory
    python benchmarks/runtime.py process GGUF             a process of its own against none

Models come from `benchmarks/synthetic.py`. Medians of pairs; `--threads`, `--pairs`.
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthetic import FIRST_STRAIGHT

from models import fit, gguf
from models.conversing import UBATCH
from models.engine import Engine
from models.library import load
from models.llama import LlamaModel, Runtime, RuntimeOptions
from models.messages import Message, Sampling
from models.plan import Plan
from models.speculation import Lookup, Trial
from models.wire import Flag
from models.writing import Writer

READ, WRITE = 512, 64
PACKAGE_FROM = 5
"""Pairs from which on the package's high-level class is measured too."""


def build(source: Path, folder: Path) -> Path:
    """Compile llama-bench alone, for this machine, one job at a time."""
    options = ["TESTS", "EXAMPLES", "SERVER"]
    subprocess.run(
        [
            *("cmake", "-S", source / "vendor" / "llama.cpp", "-B", folder),
            *("-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=OFF", "-DLLAMA_CURL=OFF"),
            *(f"-DLLAMA_BUILD_{option}=OFF" for option in options),
        ],
        check=True,
    )
    subprocess.run(["cmake", "--build", folder, "--target", "llama-bench", "-j1"], check=True)
    return folder / "bin" / "llama-bench"


def llama_bench(program: Path, model: Path, threads: int) -> tuple[float, float]:
    """Tokens a second, reading and writing."""
    done = subprocess.run(
        [
            *(program, "-m", model, "-p", str(READ), "-n", str(WRITE), "-t", str(threads)),
            *("-r", "1", "-o", "json", "-fa", "1"),
        ],
        capture_output=True,
        check=True,
        env={**os.environ, **WAITING},
    )
    runs = json.loads(done.stdout)
    read = next(run["avg_ts"] for run in runs if run["n_prompt"])
    write = next(run["avg_ts"] for run in runs if run["n_gen"])
    return read, write


@dataclass(frozen=True, slots=True)
class Rates:
    """Tokens a second: reading, writing by chance, writing the likeliest tokens."""

    read: float
    write: float
    likeliest: float
    settled: float = 0.0
    """Seconds until the weights lay in huge pages."""


def ours(model: Path, threads: int, huge_pages: str, dice: random.Random) -> Rates:
    """The same, through our process, after a pause in which it did what it puts off until then."""
    options = RuntimeOptions(context=2048, threads=threads, huge_pages=huge_pages)
    with Runtime.open(model, options) as runtime:
        vocabulary = runtime.facts["vocabulary"] - 300

        def tokens(count: int) -> list[int]:
            return [dice.randrange(vocabulary) for _ in range(count)]

        # llama-bench, too, reads as much once before it looks at the clock.
        list(runtime.generate(tokens(READ), Sampling(max_tokens=2)))
        settled = settle(runtime)
        reading = runtime.generate(tokens(READ), Sampling(max_tokens=1))
        list(reading)
        read = reading.usage.evaluated_tokens / reading.usage.prompt_seconds

        def write(temperature: float) -> float:
            rates = []
            for _ in range(8):  # noise may end a reply early: take one that is long enough
                # The first token is chosen behind what was read: one evaluation less than tokens.
                writing = runtime.generate(tokens(2), Sampling(temperature, max_tokens=WRITE + 1))
                count = sum(1 for _ in writing) - 1
                rates.append((count, count / writing.usage.completion_seconds))
                if count == WRITE:
                    break
            return max(rates)[1]

        return Rates(read, write(1.0), write(0.0), settled)


def settle(runtime: Runtime) -> float:
    """Wait until a pause has nothing left to be used for, 30 s at most; seconds."""
    began = time.perf_counter()
    left = -1
    while left and time.perf_counter() - began < 30:
        time.sleep(0.3)  # each question ends a pause
        left = runtime.ask("facts")["small_pages"]
    return time.perf_counter() - began


def high_level(model: Path, threads: int) -> tuple[float, float]:
    """The same, through the class that llama-cpp-python offers, in a process of its own."""
    code = (
        "import sys, time, json, random, llama_cpp\n"
        "path, threads, read, write = sys.argv[1], *map(int, sys.argv[2:])\n"
        "m = llama_cpp.Llama(path, n_ctx=2048, n_threads=threads, n_threads_batch=threads,"
        " flash_attn=True, verbose=False)\n"
        "def tokens(n): return [random.randrange(m.n_vocab() - 300) for _ in range(n)]\n"
        "m.eval(tokens(read)); m.reset()\n"
        "began = time.perf_counter(); m.eval(tokens(read)); pp = time.perf_counter() - began\n"
        "m.reset(); made = 0; steps = m.generate(tokens(2), temp=1.0, reset=False); next(steps)\n"
        "began = time.perf_counter()\n"
        "for token in steps:\n"
        "    m.detokenize([token]); made += 1\n"
        "    if made == write: break\n"
        "print(json.dumps([read / pp, made / (time.perf_counter() - began)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model), str(threads), str(READ), str(WRITE)],
        capture_output=True,
        check=True,
        env={**os.environ, **WAITING},
    )
    read, write = json.loads(done.stdout)
    return read, write


def speed(model: Path, program: Path, threads: int, pairs: int) -> None:
    """llama-bench, ours with weights as they are mapped and in huge pages, the package, in turn."""
    dice = random.Random(1)
    found: dict[str, list[float]] = {}
    for number in range(pairs):
        theirs = llama_bench(program, model, threads)
        row = {"llama-bench": Rates(*theirs, theirs[1])}
        modes = ("off", "auto")[:: 1 if number % 2 else -1]
        row |= {f"ours, huge pages {mode}": ours(model, threads, mode, dice) for mode in modes}
        if pairs >= PACKAGE_FROM:
            package = high_level(model, threads)
            row["high-level class"] = Rates(*package, package[1])
        for name, rates in row.items():
            print(f"{name:22} {rates.read:8.1f} {rates.write:8.1f} {rates.likeliest:8.1f}"
                  f"   settled in {rates.settled:.1f} s", flush=True)  # fmt: skip
            for what in ("read", "write", "likeliest"):
                ratio = getattr(rates, what) / getattr(row["llama-bench"], what)
                found.setdefault(f"{name} | {what}", []).append(ratio)
    for name, ratios in found.items():
        if "llama-bench" not in name:
            print(f"| {model.name} | {threads} | {name} | {statistics.median(ratios):.3f} |")


def cancel(model: Path, threads: int, pairs: int) -> None:
    """Seconds from `close` until the model answers again."""
    with Runtime.open(model, RuntimeOptions(context=8192, threads=threads)) as runtime:
        dice = random.Random(2)
        vocabulary = runtime.facts["vocabulary"] - 300
        waits = []
        for number in range(pairs):
            prompt = [dice.randrange(vocabulary) for _ in range(4000)]
            generation = runtime.generate(prompt, Sampling(max_tokens=4))
            time.sleep(0.5 + 0.31 * number)
            began = time.perf_counter()
            generation.close()
            waits.append(time.perf_counter() - began)
            runtime.tokenize("still here")
    print(f"| {model.name} | median {statistics.median(waits):.3f} s | worst {max(waits):.3f} s |")


SYSTEM = Message("system", "You answer with code. Read the facts first. " * 60)


def turns(model: Path, threads: int, pairs: int) -> None:
    """Tokens evaluated and new over 20 turns; the first words of a second one-shot."""
    opened = LlamaModel.open(model, RuntimeOptions(context=16384, threads=threads))
    messages = [SYSTEM, Message("user", "move the files")]
    evaluated = new = before = 0
    for number in range(20):
        reply = opened.stream(messages, Sampling(0.8, seed=number, max_tokens=16))
        text = "".join(reply)
        usage = reply.usage
        evaluated += usage.evaluated_tokens
        new += usage.prompt_tokens - before
        before = usage.prompt_tokens + max(0, usage.completion_tokens - 1)
        messages += [Message("assistant", text), Message("output", f"{number} files\n" * 4)]
    opened.close()
    print(f"20 turns: evaluated / new = {evaluated} / {new} = {evaluated / new:.3f}")
    ratios = []
    for _ in range(pairs):
        with tempfile.TemporaryDirectory() as folder:
            first, second = (one_shot(model, threads, Path(folder)) for _ in range(2))
        ratios.append(second[0] / first[0])
        print(f"{first[0]:.2f} s, {first[1]} read; {second[0]:.2f} s, {second[1]} read")
    print(f"first token of the second one-shot: {statistics.median(ratios):.3f} of the first's")


def one_shot(model: Path, threads: int, folder: Path) -> tuple[float, int]:
    """Seconds from the request to the first text with the model loaded, tokens evaluated."""
    opened = LlamaModel.open(model, RuntimeOptions(4096, threads=threads, cache_dir=folder))
    assert opened.context
    began = time.perf_counter()
    reply = opened.stream([SYSTEM, Message("user", "how many?")], Sampling(1.0, max_tokens=4))
    next(iter(reply), "")
    seconds = time.perf_counter() - began
    reply.close()
    evaluated = reply.usage.evaluated_tokens
    opened.close()
    return seconds, evaluated


def grammar(model: Path, threads: int, pairs: int) -> None:
    """Seconds a token, free and held, in prose and inside a form."""
    letters = "root ::= [a-zA-Z ]+"
    with Runtime.open(model, RuntimeOptions(2048, threads=threads)) as runtime:
        opened = LlamaModel(runtime)
        ask = [Message("user", "write")]

        def seconds(sampling: Sampling, shape: bool) -> float:
            opened.constrained = shape
            reply = opened.stream(ask, sampling)
            for _ in reply:
                pass
            return reply.usage.completion_seconds / max(1, reply.usage.completion_tokens)

        def rate(sampling: Sampling, shape: bool) -> Callable[[], float]:
            return lambda: seconds(sampling, shape)

        free = Sampling(0.7, top_k=40, max_tokens=WRITE, seed=4)
        held = Sampling(0.7, top_k=40, max_tokens=WRITE, seed=4, grammar=letters)
        for name, other in (("shape, in prose", rate(free, True)), ("grammar", rate(held, False))):
            ratios = [other() / seconds(free, False) for _ in range(pairs)]
            print(f"| {model.name} | {name} | {statistics.median(ratios):.2f} |")


def lookup(model: Path, threads: int, pairs: int, only: str = "") -> None:
    """Guessing against not guessing, in text that repeats itself, text that never does, and text
    where each guess is wrong. `model` is one that walks (`benchmarks/synthetic.py --walk`)."""
    start = FIRST_STRAIGHT + 5000
    path = range(start, start + 400)
    # Each three tokens of the path stand in the prompt with something else behind them.
    trap = [token for at in path for token in (at, at + 1, at + 2, at // 2)]
    texts = {"repeats": [*range(4000, 4032)], "never repeats": [start], "every guess wrong": trap}
    engine = alone(model, threads, context=4096)
    writer = Writer(engine)
    modes = ("off", "auto", "on")
    for name, text in texts.items():
        if only not in name:
            continue
        prompt = [*text, text[0]]
        seconds: dict[str, list[float]] = {mode: [] for mode in modes}
        written = set()
        for _ in range(pairs):
            for mode in modes:
                writer.trial = Trial(always=mode == "on")
                engine.cut(len(prompt) - 1)
                engine.read(prompt)
                drafter = None if mode == "off" else Lookup()
                began = time.perf_counter()
                steps = writer.write(Sampling(max_tokens=160), None, drafter)
                written.add(tuple(token for token, _ in steps))
                seconds[mode].append(time.perf_counter() - began)
        for mode in ("auto", "on"):
            gain = statistics.median(map(operator.truediv, seconds["off"], seconds[mode]))
            print(f"| {name} | {mode} | {gain:.2f} × | same: {len(written) == 1} |", flush=True)


def measured(pid: int) -> int:
    """Bytes that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise LookupError(pid)


def memory(models: Sequence[Path], threads: int) -> None:
    """The estimate and what the process holds with a full batch read."""
    flags = fit.processor_flags()
    print("| model | context | KV | estimated | measured | ratio |\n|---|---|---|---|---|---|")
    for model in models:
        header = gguf.read(model)
        for context, kv_type in ((2048, "f16"), (8192, "f16"), (8192, "q8_0")):
            options = RuntimeOptions(context, threads=threads, kv_type=kv_type)
            with Runtime.open(model, options) as runtime:
                count = min(600, context - 8)
                list(runtime.generate(list(range(100, 100 + count)), Sampling(max_tokens=2)))
                assert runtime.pid is not None
                found = measured(runtime.pid)
            sizes = fit.Sizes(context, kv_type=kv_type)
            told = fit.estimate(header, sizes, flags).total
            print(
                f"| {model.stem} | {context:,} | {kv_type} | {told / 1e6:.0f} MB "
                f"| {found / 1e6:.0f} MB | {told / found:.3f} |",
                flush=True,
            )


def alone(model: Path, threads: int, context: int = 2048) -> Engine:
    """The model in this process, as it is after a pause."""
    plan = Plan(context, UBATCH, UBATCH, threads, 0, 1)
    engine = Engine(load(), model, RuntimeOptions(threads=threads), plan, Flag.create())
    while engine.pages.step():
        pass
    return engine


def process(model: Path, threads: int, pairs: int) -> None:
    """Writing through the process against writing in this one, and what starting it costs."""
    engine = alone(model, threads)
    writer = Writer(engine)
    prompt = list(range(100, 132))
    sampling = Sampling(1.0, seed=7, max_tokens=WRITE)
    through: list[float] = []
    inside: list[float] = []
    starts: list[float] = []

    def write_inside() -> None:
        engine.cut(len(prompt) - 1)
        engine.read(prompt)
        began = time.perf_counter()
        count = sum(1 for _ in writer.write(sampling))
        inside.append((time.perf_counter() - began) / count)

    def write_through() -> None:
        began = time.perf_counter()
        with Runtime.open(model, RuntimeOptions(2048, threads=threads)) as runtime:
            assert runtime.facts
            starts.append(time.perf_counter() - began)
            settle(runtime)
            list(runtime.generate(prompt, Sampling(max_tokens=1)))
            generation = runtime.generate(prompt, sampling)
            began = time.perf_counter()
            count = sum(1 for _ in generation)
            took = time.perf_counter() - began - generation.usage.prompt_seconds
            through.append(took / count)

    for number in range(pairs):
        for write in (write_inside, write_through)[:: 1 if number % 2 else -1]:
            write()
    ratio = statistics.median(map(operator.truediv, through, inside))
    more = statistics.median(map(operator.sub, through, inside))
    print(
        f"| {model.name} | a token {statistics.median(inside) * 1e6:,.0f} µs, through the process "
        f"{ratio:.3f} ×, {more * 1e6:+,.0f} µs | ready in {statistics.median(starts):.2f} s |"
    )


WAITING: dict[str, str] = {}
"""The environment that our own process gives its threads, so that all three run under the same."""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", default="", help="of lookup: the texts whose name holds this")
    arguments = parser.parse_args()
    threads, pairs, paths = arguments.threads, arguments.pairs, arguments.paths
    table: dict[str, Callable[[], object]] = {
        "build": lambda: build(*paths),
        "speed": lambda: speed(paths[0], paths[1], threads, pairs),
        "cancel": lambda: cancel(paths[0], threads, pairs),
        "turns": lambda: turns(paths[0], threads, pairs),
        "grammar": lambda: grammar(paths[0], threads, pairs),
        "lookup": lambda: lookup(paths[0], threads, pairs, arguments.only),
        "fit": lambda: memory(paths, threads),
        "process": lambda: process(paths[0], threads, pairs),
    }
    table[arguments.what]()


if __name__ == "__main__":
    main()
