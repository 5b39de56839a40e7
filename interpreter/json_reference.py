"""`docs/json-lines.md`, made from the events themselves: `python -m interpreter.json_reference`."""

from __future__ import annotations

import dataclasses
import sys
from typing import get_args

from interpreter.events import Event
from interpreter.jsonlines import name_of

INTRODUCTION = """# JSON lines

`interp --json "…"` writes one JSON object a line on stdout, each with its name under `event`, in
the order in which things happen. The last line is always `turn_ended`; besides its fields it
carries `changes` (the `changed` event, or null) and `usage` (`prompt_tokens`, `evaluated_tokens`,
`reused_tokens`, `completion_tokens`, `prompt_seconds`, `completion_seconds`, `seconds`). Names and
fields are stable; new ones may be added. This page is made from the code:
`python -m interpreter.json_reference`.
"""


def reference() -> str:
    """The page, as Markdown."""
    parts = [INTRODUCTION]
    for event in get_args(Event):
        sentence = " ".join((event.__doc__ or "").split("\n\n")[0].split())
        parts.append(f"\n## `{name_of(event)}`\n\n{sentence}\n\n| field | type |\n|---|---|")
        for each in dataclasses.fields(event):
            kind = str(each.type).replace("|", "or")
            parts.append(f"| `{each.name}` | {kind} |")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
