"""Events as JSON, one object a line: the contract for scripts (see docs/json-lines.md)."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any, TextIO

from interpreter.events import Changed, Event, TurnEnded
from interpreter.session import vars_of


def name_of(event: type) -> str:
    """`TurnEnded` → `turn_ended`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()


def as_object(event: Event) -> dict[str, Any]:
    return {"event": name_of(type(event))} | dataclasses.asdict(event)


class JsonLines:
    """Writes each event as it comes; the last line carries answer, changes and usage."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.changed: Changed | None = None

    def settle(self) -> None:
        """Every line is whole."""

    def unfold(self) -> None:
        """Code is always whole here."""

    def draw(self, event: Event) -> None:
        line = as_object(event)
        match event:
            case Changed():
                self.changed = event
            case TurnEnded():
                line["changes"] = dataclasses.asdict(self.changed) if self.changed else None
                line["usage"] = vars_of(event.usage) | {"seconds": event.seconds}
            case _:
                pass
        text = json.dumps(line, ensure_ascii=False, default=str)
        self.out.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
        self.out.flush()
