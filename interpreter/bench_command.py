"""`interp bench`: judge a model on a set of tasks, in words or as JSON."""

from __future__ import annotations

import json as encoding
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from interpreter import bench_report as report
from interpreter.bench import PARTS, find_tasks, run_bench
from interpreter.bench_run import Program, Run
from interpreter.bench_tasks import TaskError
from interpreter.bench_verdict import Verdict
from interpreter.errors import DONE, UsageError

MARKS: Mapping[Verdict, str] = {
    Verdict.RIGHT: ".",
    Verdict.WRONG: "x",
    Verdict.REFUSED: "r",
    Verdict.GAVE_UP: "g",
}


def judge(tasks: str, model: str, workers: int = 1, family: str = "", json: bool = False) -> int:
    """Run the tasks, print the score, and return an exit code. Progress goes to standard error.

    Of blind tasks only scores are printed. Raises UsageError for tasks that are none.
    """
    try:
        chosen = find_tasks(tasks, family)
        program = Program(own_command(), absolute(model))
        score = run_bench(chosen, program, workers, _progress)
    except TaskError as error:
        raise UsageError(str(error), f"Name {', '.join(PARTS)}, or a file of tasks.") from error
    sys.stderr.write("\n")
    detailed = not any(task.part == "blind" for task in chosen)
    origin = report.Origin(tasks, model, _again(tasks, model, family), model_digest(model))
    if json:
        found = report.as_object(score, origin, detailed)
        sys.stdout.write(encoding.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return DONE
    for line in report.failures(score.runs) if detailed else ():
        sys.stdout.write(line + "\n")
    sys.stdout.write(report.as_text(score) + "\n")
    return DONE


def own_command() -> tuple[str, ...]:
    """This very program, started anew."""
    return (sys.executable, "-m", "interpreter")


def absolute(model: str) -> str:
    """The model as it is called from any folder: a path that exists becomes absolute."""
    scheme = "scripted:" if model.startswith("scripted:") else ""
    path = Path(model.removeprefix(scheme)).expanduser()
    return f"{scheme}{path.resolve()}" if model and path.is_file() else model


def model_digest(model: str) -> str:
    """SHA-256 of the file that the model is; empty when it is named by a word."""
    path = Path(absolute(model).removeprefix("scripted:"))
    return report.file_sha256(path) if model and path.is_file() else ""


def _again(tasks: str, model: str, family: str) -> str:
    words = ["interp", "bench", tasks]
    words += ["-m", model] if model else []
    words += ["--family", family] if family else []
    return shlex.join(words)


def _progress(run: Run) -> None:
    """A mark for each task; of blind tasks it does not tell which are right."""
    sys.stderr.write("." if run.task.part == "blind" else MARKS[run.judgement.verdict])
    sys.stderr.flush()
