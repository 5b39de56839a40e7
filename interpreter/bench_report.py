"""The score of an evaluation as a table, as Markdown for the docs, and as JSON."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interpreter.bench import Score, Tally
from interpreter.bench_run import Run

COLUMNS = ("family", "tasks", "right", "wrong", "lost data", "refused", "gave up", "seconds")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a score comes from, so that anybody can get it again."""

    tasks: str
    model: str
    command: str
    model_sha256: str = ""
    date: str = dataclasses.field(default_factory=lambda: date.today().isoformat())


def file_sha256(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def table_rows(score: Score) -> Iterator[tuple[str, ...]]:
    """One row a family and one for all, as text, in the order of `COLUMNS`."""
    for name, tally in [*score.families.items(), ("all", score.total)]:
        yield (
            name,
            str(tally.tasks),
            f"{tally.right} ({tally.success:.0%})",
            str(tally.wrong),
            str(tally.destructive),
            str(tally.refused),
            str(tally.gave_up),
            f"{tally.seconds:.1f}",
        )


def summary(score: Score) -> str:
    """One sentence with the figures that matter most."""
    total = score.total
    speed = f", {total.tokens_per_second:.0f} tokens/s" if total.tokens_per_second else ""
    return (
        f"{total.right} of {total.tasks} right ({total.success:.1%}); of those it acted on "
        f"{total.wrong_share:.1%} wrong; {total.destructive} lost data, {total.unseen} of them "
        f"without a preview that shows it{speed}"
    )


def as_text(score: Score) -> str:
    """A table for a terminal, and the summary."""
    rows = [COLUMNS, *table_rows(score)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = [
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", summary(score)])


def as_markdown(score: Score, origin: Origin) -> str:
    """The table for the docs, with where it comes from below it."""
    rows = [COLUMNS, tuple("---" for _ in COLUMNS), *table_rows(score)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    digest = f", SHA-256 {origin.model_sha256}" if origin.model_sha256 else ""
    source = f"{origin.date}, model {origin.model or 'as configured'}{digest}: `{origin.command}`"
    return "\n".join([*lines, "", f"{summary(score)}.", "", source, ""])


def as_object(score: Score, origin: Origin, detailed: bool) -> Mapping[str, object]:
    """For `--json`. Requests and reasons are in it only when `detailed`: never for blind tasks."""
    found: dict[str, object] = {
        "origin": dataclasses.asdict(origin),
        "total": _figures(score.total),
        "families": {name: _figures(tally) for name, tally in score.families.items()},
    }
    if detailed:
        found["runs"] = [_run(run) for run in score.runs if run.task.part != "blind"]
    return found


def _figures(tally: Tally) -> Mapping[str, object]:
    shares = {"success": tally.success, "wrong_share": tally.wrong_share}
    return {**dataclasses.asdict(tally), **shares}


def _run(run: Run) -> Mapping[str, object]:
    return {
        "id": run.task.id,
        "family": run.task.family,
        "fixture": run.task.fixture,
        "prompts": run.task.prompts,
        "verdict": run.judgement.verdict.value,
        "reasons": run.judgement.wrong,
        "lost": run.judgement.lost,
        "unseen": run.unseen,
        "why": run.said.why,
        "answer": run.said.answer,
        "printed": run.said.printed,
        "code": [_source(event) for event in run.transcript if event.get("event") == "code_ready"],
        "seconds": round(run.seconds, 2),
        "trouble": run.trouble,
    }


def _source(event: Mapping[str, object]) -> object:
    code = event.get("code")
    return code.get("source") if isinstance(code, dict) else code


def failures(runs: Sequence[Run]) -> Iterator[str]:
    """For error analysis: each run that is not right, with its request and the reasons."""
    for run in runs:
        if run.task.part != "blind" and run.judgement.verdict.value != "right":
            yield f"{run.task.id}  {run.judgement.verdict.value}: {run.task.prompts[-1]}"
            yield from (f"    {reason}" for reason in run.judgement.wrong[:4])
