"""Whether the calls that models were trained to write are read as code.

    python benchmarks/replies.py FOLDER      # of chat templates: llama.cpp's models/templates

A chat template says how its model writes a call of a tool: the same call is rendered through each
template, what the template puts into the model's mouth is cut out, and the parser must find the
very code in it. Templates that show no calls, or cannot be rendered, are told apart.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.ledger import common_length
from models.reply import ReplyParser

CODE = 'import os\nprint("it\'s", 6 * 7)'
TOOL = {
    "type": "function",
    "function": {
        "name": "python",
        "description": "runs Python",
        "parameters": {
            "type": "object",
            "properties": {"code": {"type": "string", "description": "what to run"}},
            "required": ["code"],
        },
    },
}
ASKED = {"role": "user", "content": "What is six times seven?"}
ARGUMENTS: tuple[object, ...] = ({"code": CODE}, json.dumps({"code": CODE}))
"""Most templates want an object; some want it as text."""


class NoCall(Exception):
    """The template cannot be rendered; says why."""


def environment() -> Any:
    """Jinja as the reference sets it up."""
    from jinja2.sandbox import SandboxedEnvironment

    def fail(message: str) -> None:
        raise ValueError(message)

    def as_json(value: object, indent: int | None = None, **options: Any) -> str:
        return json.dumps(value, ensure_ascii=False, indent=indent)

    made = SandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    made.globals["raise_exception"] = fail
    made.globals["strftime_now"] = lambda form: datetime.datetime.now().strftime(form)
    made.filters["tojson"] = as_json
    made.filters["from_json"] = json.loads
    return made


def replies(template: Any, arguments: object) -> Iterator[str]:
    """What the model would have said. Raises `NoCall`."""
    from jinja2 import TemplateError

    names = {"tools": [TOOL], "bos_token": "<s>", "eos_token": "</s>", "functions": [TOOL]}
    function = {"name": "python", "arguments": arguments}
    call = {"id": "call00001", "type": "function", "function": function}
    for content in ("", "I look."):
        said = {"role": "assistant", "content": content, "tool_calls": [call]}
        try:
            before = template.render(messages=[ASKED], add_generation_prompt=True, **names)
            after = template.render(messages=[ASKED, said], **names)
        except (TemplateError, ValueError, TypeError, KeyError) as error:
            raise NoCall(str(error)) from error
        start = common_length(before, after)
        while start < len(before) and after[start - 1] not in "\n>]":
            start -= 1
        if "6 * 7" in after[start:]:
            yield after[start:]


def verdict(source: str) -> str:
    """What became of a template's call, in words."""
    from jinja2 import TemplateError

    try:
        template = environment().from_string(
            re.sub(r"\{%-?\s*(end)?generation\s*-?%\}", "", source)
        )
    except TemplateError as error:
        return f"cannot be rendered: {error}"
    reason = "shows no call"
    for arguments in ARGUMENTS:
        try:
            told = list(replies(template, arguments))
        except NoCall as error:
            reason = f"cannot be rendered: {error}"
            continue
        wrong = [reply for reply in told if not read(reply)]
        if told:
            return f"NOT READ: {wrong[0][:300]!r}" if wrong else "read"
    return reason


def read(reply: str) -> bool:
    parser = ReplyParser(("python", "shell"))
    parser.feed(reply)
    _, result = parser.close()
    return result.code is not None and (result.code.language, result.code.source) == (
        "python",
        CODE,
    )


def main() -> None:
    counts: Counter[str] = Counter()
    for path in sorted(Path(sys.argv[1]).glob("*.jinja")):
        told = verdict(path.read_text("utf-8"))
        counts[told.split(":")[0]] += 1
        print(f"{path.stem:<50} {told}")
    print(", ".join(f"{count} {what}" for what, count in counts.most_common()))


if __name__ == "__main__":
    main()
