"""The scores in `docs/mini.md`, made from the last evaluation: `python -m models.mini.report`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.mini.serving import FILE

PAGE = Path(__file__).parent.parent.parent / "docs" / "mini.md"
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


def page(text: str, report: dict[str, Any]) -> str:
    """The page with its scores replaced."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{scores(report)}\n{END}{rest.split(END)[1]}"


def main() -> None:
    report = json.loads(FILE.with_suffix(".scores.json").read_text(encoding="utf-8"))
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), report), encoding="utf-8")


if __name__ == "__main__":
    main()
