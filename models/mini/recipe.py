"""From nothing to a model in one command: `python -m models.mini.recipe`.

Needs the `train` extra. Every step is a command of its own and can be run alone; a step whose
result is there already is left out, and training goes on from its last checkpoint, so the same
command finishes what an interruption left.

    data        models/mini/generate.py makes conversations on the fly
    tokenizer   python -m models.mini.tokenizer --run RUN
    train       python -m models.mini.train --run RUN --tokens N --decay 0.7 --ranks R
    export      python -m models.mini.export --run RUN --to RUN/mini.gguf
    evaluate    python -m models.mini.evaluate RUN/mini.gguf --calibrate

`--check` goes the whole way with a few steps in a temporary folder: two ranks, a run that is
killed and resumed with one rank, a network carried over to other pieces and one more layer, the
file's parity with llama.cpp, and training on own requests.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from models.mini.evaluate import parity

SKILL = """
[[skill]]
name = "greet"
wordings = ["say hello to {who}", "greet {who}"]
code = 'print("Hello, {who}!")'
[skill.slots]
who = ["Ada", "Grace"]
"""


def command(step: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"models.mini.{step}", *arguments]


def run(step: str, *arguments: str) -> None:
    print(f"== {step} {' '.join(arguments)}", flush=True)
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run(command(step, *arguments), check=True, env=environment)


def cook(folder: Path, tokens: int, ranks: int) -> None:
    """All steps."""
    if not (folder / "pieces.json").exists():
        run("tokenizer", "--run", str(folder))
    budget = ("--tokens", str(tokens), "--decay", "0.7")
    run("train", "--run", str(folder), *budget, "--ranks", str(ranks))
    run("export", "--run", str(folder), "--to", str(folder / "mini.gguf"))
    run("evaluate", str(folder / "mini.gguf"), "--calibrate")


def agree(file: Path) -> None:
    """Raise `SystemExit` when llama.cpp says something else than the training framework did."""
    texts, replies, total = parity(file)
    print(f"parity with llama.cpp: {texts} texts and {replies} replies of {total}")
    if (texts, replies) != (total, total):
        raise SystemExit("llama.cpp and the training framework differ")


def check() -> None:
    """A few steps of everything; raises when something does not hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run("tokenizer", "--run", name, "--samples", "3000")
        few = ("--run", name, "--tokens", "60000", "--save-every", "1", "--compiled", "0")
        first = subprocess.Popen(
            command("train", *few, "--ranks", "2"),
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )
        deadline = time.monotonic() + 300
        while not (folder / "checkpoint.pt").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        run("train", *few)
        grown = folder / "grown"
        run("tokenizer", "--run", str(grown), "--samples", "2000")
        from models.mini.train import Plan  # needs the extra, as all of this function does

        layers = Plan(folder).layers + 1
        run("grow", "--run", name, "--to", str(grown), "--layers", str(layers))
        more = ("--tokens", "90000", "--compiled", "0", "--layers", str(layers))
        run("train", "--run", str(grown), *more)
        run("export", "--run", str(grown), "--to", str(grown / "mini.gguf"), "--record", "2")
        agree(grown / "mini.gguf")
        file = folder / "mini.gguf"
        run("export", "--run", name, "--to", str(file), "--record", "6")
        agree(file)
        trust: dict[str, dict[str, list[str]]] = {"trust": {"own_words": []}}
        file.with_suffix(".json").write_text(json.dumps(trust), encoding="utf-8")
        (folder / "skills.toml").write_text(SKILL, encoding="utf-8")
        own = ("--run", str(folder / "own"), "--tokens", "30000", "--base", str(file))
        run("own", str(folder / "skills.toml"), "--to", str(folder / "own.gguf"), *own)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the model in the box.")
    parser.add_argument("--run", type=Path, default=Path("runs/mini"))
    parser.add_argument("--tokens", type=int, default=80_000_000)
    parser.add_argument("--ranks", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--check", action="store_true", help="a few steps of everything")
    asked = parser.parse_args()
    if asked.check:
        check()
    else:
        cook(asked.run, asked.tokens, asked.ranks)


if __name__ == "__main__":
    main()
