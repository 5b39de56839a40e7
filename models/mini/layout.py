"""How a conversation is written for the model in the box: the one place, for training and serving.

A conversation is a row of turns. Each is opened by a control token, so that no text of a user can
look like one:

    <|user|>REQUEST <|seen|>FACTS <|assistant|>REPLY <|end|>
    <|output|>ERROR <|seen|>FACTS <|assistant|>REPLY <|end|>

Two rules keep the prompt short and the answers honest:

1. What code printed is never shown to the model. Answers are taken from the output by `answers`,
   so the model has no chance to misquote it. Only errors are shown, as their last line.
2. What was seen of the folder is shown as the few lines that matter for the request.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.messages import Message

VERSION = 1
"""Stands in the file as `interp.layout`: a file that has it is served by `serving`."""
UNKNOWN, END, USER, SEEN, OUTPUT, ASSISTANT = range(6)
CONTROLS = ("<unk>", "<|end|>", "<|user|>", "<|seen|>", "<|output|>", "<|assistant|>")
OPEN = "```python\n"
CLOSE = "```"

TEMPLATE = (
    "{% for m in messages %}"
    "{% if m.role == 'user' %}<|user|>{{ m.content }}"
    "{% elif m.role == 'assistant' %}<|assistant|>{{ m.content }}<|end|>"
    "{% elif m.role in ('tool', 'ipython') %}<|output|>{{ m.content }}"
    "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
"""The same rules for other programs that load the file: without facts about the folder."""

EARLIER_TURNS = 2
"""How many earlier pairs of request and code stand before the request."""
SEEN_LIMIT = 160
"""Characters of facts about the folder."""
ERROR_LIMIT = 120

_ERROR = re.compile(r"^(?:[\w.]*(?:Error|Exception|NotFound|Interrupt|Warning|Exit)\b.*)$", re.M)


_STATUS = re.compile(r'^<output cell="\d+" status="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the row: a control token, then text. `learnt`: the model has to produce it."""

    control: int
    text: str
    learnt: bool = False


def error_line(output: str) -> str:
    """The line of a traceback that says what is wrong; empty when the output is no failure."""
    status = _STATUS.search(output)
    if status and status.group(1) == "ok":
        return ""
    if not status and "Traceback (most recent call last)" not in output:
        return ""
    found = _ERROR.findall(output)
    text = found[-1] if found else status.group(1) if status else output.strip().splitlines()[-1]
    return str(text).strip()[:ERROR_LIMIT]


def spans(messages: Sequence[Message]) -> list[Span]:
    """The row for a conversation. Answers to outputs that were no failure are left out."""
    row: list[Span] = []
    answered = False
    for message in messages:
        if message.role == "user":
            row.append(Span(USER, message.content.strip()))
            row += seen_spans(message)
            answered = False
        elif message.role == "output":
            error = error_line(message.content)
            answered = not error
            if error:
                row.append(Span(OUTPUT, error))
                row += seen_spans(message)
        elif message.role == "assistant" and not answered:
            row.append(Span(ASSISTANT, reply_text(message.content), learnt=True))
    return row


def reply_text(content: str) -> str:
    """A reply as the model writes it: code ends with one line break before the closing fence."""
    text = content.strip()
    if text.startswith(OPEN) and text.endswith(CLOSE):
        return OPEN + text[len(OPEN) : -len(CLOSE)].rstrip() + "\n" + CLOSE
    return text


def seen_spans(message: Message) -> list[Span]:
    facts = relevant(message.seen, message.content)
    return [Span(SEEN, facts)] if facts else []


def relevant(seen: str, request: str) -> str:
    """What the folder holds that the request may mean, as one line a file: `name: columns`.

    `seen` has the form of `interpreter/look.py`. A file that the request names letter by letter
    needs no line, unless it is a table: its columns may be meant.
    """
    names, tables = folder(seen)
    asked = request.lower()
    words = stems(asked)
    told: list[str] = []
    best = sorted(
        tables, key=lambda name: -(name.lower() in asked) * 100 - closeness(name, words, tables)
    )
    for name in best[:1]:
        if name.lower() in asked or closeness(name, words, tables) or len(tables) == 1:
            told.append(f"{name}: {','.join(tables[name])}"[:SEEN_LIMIT])
    near = [
        (len(words & stems(name)), name)
        for name in names
        if name not in best[:1] and name.rstrip("/").lower() not in asked
    ]
    near = [pair for pair in near if pair[0]]
    near.sort(key=lambda pair: -pair[0])
    told += [name for _, name in near[:NEAR] if sum(map(len, told)) + len(name) < SEEN_LIMIT]
    return "\n".join(told)


NEAR = 3
"""Names told that only resemble words of the request."""


def folder(seen: str) -> tuple[list[str], dict[str, list[str]]]:
    """Names in the folder, and the columns of its tables."""
    names: list[str] = []
    tables: dict[str, list[str]] = {}
    for line in seen.splitlines():
        if line.startswith("files: "):
            names = [n for n in line[7:].split(", ") if not n.startswith("…")]
        elif ": " in line:
            name, columns = line.split(": ", 1)
            tables[name] = columns.split(",")
    return names, tables


def stems(text: str) -> set[str]:
    """Words without the endings that plurals have."""
    return {w.lower().rstrip("s") for w in re.findall(r"[^\W\d_]{3,}|\d{4,}", text)} - SELDOM_MEANT


SELDOM_MEANT = frozenset(
    re.findall(
        r"\w+",
        "all and csv file folder for from get how into jpg json many move pdf png put show that "
        "the them thi txt what with xlsx",
    )
)
"""Words that do not tell one file from another."""


def closeness(name: str, words: set[str], tables: dict[str, list[str]]) -> int:
    """How much a table resembles what is asked."""
    return 3 * len(words & stems(name)) + sum(bool(words & stems(c)) for c in tables[name])


def recent(row: Sequence[Span]) -> list[Span]:
    """The row without its oldest turns: the last request with `EARLIER_TURNS` before it."""
    starts = [i for i, span in enumerate(row) if span.control == USER]
    first = starts[-1 - EARLIER_TURNS] if len(starts) > EARLIER_TURNS else 0
    return list(row[first:])
