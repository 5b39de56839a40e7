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


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the row: a control token, then text. `learnt`: the model has to produce it."""

    control: int
    text: str
    learnt: bool = False


def error_line(output: str) -> str:
    """The line of a traceback that says what is wrong; empty when the output is no failure."""
    if "Traceback (most recent call last)" not in output and not _ERROR.search(output):
        return ""
    found = _ERROR.findall(output)
    return (
        found[-1].strip()[:ERROR_LIMIT] if found else output.strip().splitlines()[-1][:ERROR_LIMIT]
    )


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
    """The lines of `seen` that share a word with the request, else the first ones."""
    lines = [line.strip() for line in seen.splitlines() if line.strip()]
    words = set(re.findall(r"\w{3,}", request.lower()))
    ranked = sorted(
        range(len(lines)),
        key=lambda i: (-len(words & set(re.findall(r"\w{3,}", lines[i].lower()))), i),
    )
    taken: list[int] = []
    room = SEEN_LIMIT
    for i in ranked:
        if len(lines[i]) + 1 <= room:
            taken.append(i)
            room -= len(lines[i]) + 1
    return "\n".join(lines[i] for i in sorted(taken))


def recent(row: Sequence[Span]) -> list[Span]:
    """The row without its oldest turns: the last request with `EARLIER_TURNS` before it."""
    starts = [i for i, span in enumerate(row) if span.control == USER]
    first = starts[-1 - EARLIER_TURNS] if len(starts) > EARLIER_TURNS else 0
    return list(row[first:])
