"""How good is a model at everyday requests? Runs tasks through the command line and judges them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from interpreter.bench_check import check_file
from interpreter.bench_facts import Facts
from interpreter.bench_run import Crew, Program, Run, run_task
from interpreter.bench_tasks import FAMILIES, Task, TaskError, load_tasks
from interpreter.bench_verdict import Verdict
from models.bench.fixtures import FIXTURES, build

TASKS = Path(__file__).resolve().parent.parent / "models" / "bench"
PARTS = ("open", "blind")


def find_tasks(which: str, family: str = "") -> list[Task]:
    """`open`, `blind`, or a file or folder of task files; of one family when given.

    Raises TaskError when there are none.
    """
    tasks = load_tasks(TASKS / which if which in PARTS else Path(which))
    if family and family not in FAMILIES:
        raise TaskError(f"unknown family {family!r}; known: {', '.join(FAMILIES)}")
    chosen = [task for task in tasks if family in ("", task.family)]
    if not chosen:
        raise TaskError(f"no tasks in {which!r}")
    return chosen


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some tasks. Shares are between 0 and 1, and 0 of nothing is 0."""

    tasks: int
    right: int
    wrong: int
    destructive: int
    """Wrong, and content of the user's files is gone."""
    unseen: int
    """Destructive, and not named in the preview of the changes."""
    refused: int
    gave_up: int
    seconds: float
    """Median of the wall clock of a task."""
    tokens_per_second: float

    @property
    def success(self) -> float:
        return self.right / self.tasks if self.tasks else 0.0

    @property
    def wrong_share(self) -> float:
        """Of the tasks that the model acted on."""
        acted = self.right + self.wrong
        return self.wrong / acted if acted else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """All runs of one evaluation, in the order of the tasks."""

    runs: tuple[Run, ...]

    @property
    def total(self) -> Tally:
        return _tally(self.runs)

    @property
    def families(self) -> Mapping[str, Tally]:
        """In the order of `FAMILIES`, those that occur."""
        grouped = {name: [run for run in self.runs if run.task.family == name] for name in FAMILIES}
        return {name: _tally(runs) for name, runs in grouped.items() if runs}


def _tally(runs: Sequence[Run]) -> Tally:
    count = {kind: sum(run.judgement.verdict is kind for run in runs) for kind in Verdict}
    token_seconds = sum(run.token_seconds for run in runs)
    ordered = sorted(run.seconds for run in runs)
    return Tally(
        tasks=len(runs),
        right=count[Verdict.RIGHT],
        wrong=count[Verdict.WRONG],
        destructive=sum(bool(run.judgement.lost) for run in runs),
        unseen=sum(bool(run.unseen) for run in runs),
        refused=count[Verdict.REFUSED],
        gave_up=count[Verdict.GAVE_UP],
        seconds=ordered[len(ordered) // 2] if ordered else 0.0,
        tokens_per_second=sum(run.tokens for run in runs) / token_seconds if token_seconds else 0.0,
    )


def run_bench(
    tasks: Sequence[Task],
    program: Program,
    workers: int = 1,
    watch: Callable[[Run], None] = lambda run: None,
) -> Score:
    """Play every task through the command line, each in a fresh folder; `watch` sees each run as it
    ends, in the order of the tasks. Raises TaskError, OSError when the program does not start."""
    done: list[Run] = []
    crew = Crew()
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(run_task, task, program, crew) for task in tasks]
        try:
            for future in futures:
                done.append(future.result())
                watch(done[-1])
        except BaseException:
            crew.dismiss()
            raise
        finally:
            for future in futures:
                future.cancel()
    return Score(tuple(done))


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m interpreter.bench`: for authors of tasks. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m interpreter.bench", description=__doc__)
    parser.add_argument("--check", metavar="FILE", nargs="+", help="validate task files")
    parser.add_argument("--fixture", choices=sorted(FIXTURES), help="build a fixture and list it")
    parser.add_argument("--eval", metavar="EXPR", help="with --fixture: print what it evaluates to")
    options = parser.parse_args(arguments)
    if options.fixture and options.eval:
        with tempfile.TemporaryDirectory(prefix="interp-eval-") as scratch:
            build(options.fixture, Path(scratch, options.fixture))
            _say(repr(Facts(Path(scratch, options.fixture)).evaluate(options.eval)))
    elif options.fixture:
        _list_fixture(options.fixture)
    complaints = [text for name in options.check or () for text in check_file(Path(name))]
    for text in complaints:
        _say(text)
    return 1 if complaints else 0


def _list_fixture(name: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix=f"interp-{name}-"))
    build(name, folder)
    _say(str(folder))
    for path in sorted(folder.rglob("*")):
        if ".git" not in path.relative_to(folder).parts:
            size = "" if path.is_dir() else str(path.stat().st_size)
            _say(f"{size:>10}  {path.relative_to(folder).as_posix()}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
