"""The scores in `docs/mini.md`, made from the last evaluations: `python -m models.mini.report`.

`python -m models.mini.report open.json blind.json` first takes in what `interp bench open -m mini
--json` and `interp bench blind -m mini --json` printed: their scores, never the tasks.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.mini.serving import FILE

PAGE = Path(__file__).parent.parent.parent / "docs" / "mini.md"
BENCH = FILE.with_suffix(".bench.json")
BEGIN, END = "<!-- scores: made by `python -m models.mini.report` -->", "<!-- end of scores -->"


def scores(report: dict[str, Any]) -> str:
    """The evaluation as a table."""
    file = f"`{report['file']}` (sha256 `{report['sha256'][:16]}…`)"
    lines = [
        f"Measured {report['date']} on {file} with `{report['command']}`:",
        "",
        "| requests | samples | exact | acted on | of these not exact |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, row in report["families"].items():
        lines.append(
            f"| {name} | {row['samples']} | {row['exact']:.0%} | {row['acted']:.0%} "
            f"| {row['wrong']:.0%} |"
        )
    borders = ", ".join(f"{risk} {border}" for risk, border in report["trust"].items())
    lines += ["", f"All: {report['exact']:.1%} exact, {report['acted']:.1%} acted on."]
    lines += [f"Borders of trust, as log-probabilities of the whole reply: {borders}."]
    return "\n".join(lines)


def bench(found: dict[str, Any]) -> str:
    """What `interp bench` measured end to end, by family, as a table."""
    lines: list[str] = []
    for part, report in found.items():
        origin = report["origin"]
        source = f"`{origin['command']}`, model sha256 `{report['sha256'][:16]}…`"
        lines += [
            "",
            f"**The {part} part of the development set**, {origin['date']}, {source}:",
            "",
            "| family | tasks | right | wrong | refused or asked | data lost |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        rows = [*report["families"].items(), ("**all**", report["total"])]
        for name, row in rows:
            left = row["tasks"] - row["right"] - row["wrong"]
            share = f"{row['right']} ({row['success']:.0%})"
            lines.append(
                f"| {name} | {row['tasks']} | {share} | {row['wrong']} | {left} "
                f"| {row['destructive']} |"
            )
        lines += ["", f"Of what it acted on, {report['total']['wrong_share']:.1%} was wrong."]
    return "\n".join(lines)


def taken_in(outputs: Sequence[str]) -> None:
    """Keep the scores of `interp bench --json` outputs beside the model."""
    found: dict[str, Any] = {}
    for path in outputs:
        report = json.loads(Path(path).read_text(encoding="utf-8"))
        report["sha256"] = hashlib.sha256(FILE.read_bytes()).hexdigest()
        kept = {key: report[key] for key in ("origin", "sha256", "total", "families")}
        found[report["origin"]["tasks"]] = kept
    BENCH.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def page(text: str, report: dict[str, Any], measured: dict[str, Any]) -> str:
    """The page with its scores replaced."""
    before, rest = text.split(BEGIN)
    made = f"{scores(report)}\n{bench(measured)}"
    return f"{before}{BEGIN}\n{made}\n{END}{rest.split(END)[1]}"


def written() -> str:
    """The page as it has to be."""
    report = json.loads(FILE.with_suffix(".scores.json").read_text(encoding="utf-8"))
    measured = json.loads(BENCH.read_text(encoding="utf-8"))
    return page(PAGE.read_text(encoding="utf-8"), report, measured)


def main() -> None:
    if sys.argv[1:]:
        taken_in(sys.argv[1:])
    PAGE.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
