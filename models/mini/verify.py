"""Runs the code of samples for real, each in a folder of its own with the files it names.

    python -m models.mini.verify [SAMPLES] [SEED]

Every intent is run a few times; the failures are listed with their code, and the exit status is
1 when there is one. Each run is a process of its own, ended after some seconds. The folders are
temporary; nothing else is written to, but nothing confines the code either: it is our own.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.mini.families.code import completed
from models.mini.fixtures import furnish
from models.mini.generate import Sample, samples

SECONDS = 20
OPEN, CLOSE = "```python\n", "```"
SKIPPED = {
    "shell.run": "commands are the user's own",
    "shell.run_in": "commands are the user's own",
    "system.has_program": "starts programs that may not end",
}


SILENT = {"table.value_counts": "has nothing to say when a filter leaves no row"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running the last code of a sample gave."""

    sample: Sample
    code: str
    output: str
    error: str
    changed: bool
    """Whether the folder is another one afterwards."""


def last_code(sample: Sample) -> str:
    """The code of the last reply; empty when it is no code."""
    text = sample.messages[-1].content
    return completed(text[len(OPEN) : -len(CLOSE)]) if text.startswith(OPEN) else ""


def run(code: str, folder: Path) -> tuple[str, str]:
    """Output and error of the code in the folder, from a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _execute(code, folder, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    output, _, error = text.partition("\0")
    if os.WIFSIGNALED(status):
        error = f"ended by signal {os.WTERMSIG(status)}"
    return output, error


def _execute(code: str, folder: Path, writing: int) -> None:
    """The child's part: runs the code, reports, and ends the process."""
    signal.alarm(SECONDS)
    os.chdir(folder)
    os.environ["MPLBACKEND"] = "agg"
    said = io.StringIO()
    error = ""
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        try:
            shown = value(code)
            if shown is not None:
                error = f"the kernel would show the value of the last line: {shown!r}"
        except BaseException:  # noqa: BLE001 - whatever it is, it is reported
            error = traceback.format_exc(limit=-3)
    with os.fdopen(writing, "w", encoding="utf-8", errors="replace") as pipe:
        pipe.write(f"{said.getvalue()}\0{error}")
    os._exit(0)


def value(code: str) -> object:
    """Runs the code; what a kernel would show below the output: the value of a last expression."""
    tree = ast.parse(code)
    names = {"__name__": "__main__"}
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "sample", "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "sample", "eval"), names)


def outcome(sample: Sample, seed: int) -> Outcome:
    code = last_code(sample)
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder), code, random.Random(seed))
        before = contents(Path(folder))
        output, error = run(code, Path(folder))
        changed = contents(Path(folder)) != before
    return Outcome(sample, code, output, error, changed)


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and content of everything in a folder, by name."""
    return {
        p.relative_to(folder).as_posix(): (
            p.lstat().st_mode,
            p.read_bytes() if p.is_file() else b"",
        )
        for p in folder.rglob("*")
    }


def spread(seed: int, each: int, wanted: int) -> Iterator[Sample]:
    """Samples with code, at most `each` of an intent, out of the first `wanted`."""
    taken: Counter[str] = Counter()
    source = samples(seed)
    for _ in range(wanted):
        sample = next(source)
        intent = sample.intent
        if taken[intent] < each and intent not in SKIPPED and last_code(sample):
            taken[intent] += 1
            yield sample


def main() -> int:
    each, seed = (
        (int(a) for a in [*sys.argv[1:3], "3", "1"][:2])
        if len(sys.argv) > 2
        else (int(sys.argv[1]) if len(sys.argv) > 1 else 3, 1)
    )
    import matplotlib.pyplot
    import pandas
    import PIL.Image  # noqa: F401 - loaded once, so that each process has it

    del matplotlib, pandas
    failures: list[Outcome] = []
    ran = 0
    for number, sample in enumerate(spread(seed, each, 400 * 30)):
        done = outcome(sample, number)
        ran += 1
        if done.error or not (done.output.strip() or sample.intent in SILENT):
            failures.append(done)
    for f in failures:
        print(f"=== {f.sample.intent}: {f.sample.messages[0].content}\n{f.error or 'no output'}")
    print(
        f"{ran} samples ran, {len(failures)} failed: "
        f"{dict(Counter(f.sample.intent for f in failures))}"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
