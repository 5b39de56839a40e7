"""How a conversation is written for the model in the box: the one place, for training and serving.

A conversation is a row of turns. Each is opened by a control token, so that no text of a user can
look like one:

    <|user|>REQUEST <|assistant|>REPLY <|end|>
    <|output|>ERROR <|assistant|>REPLY <|end|>

Two rules keep the prompt short and the answers honest:

1. What code printed is never shown to the model. Answers are taken from the output by `answers`,
   so the model has no chance to misquote it. Only errors are shown, as their last line.
2. What was seen of the folder is not shown either: the code finds out what a name means when it
   runs. `serving` uses it to complete a request that names no table.
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
"""`SEEN` is kept for a later layout."""
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
ERROR_LIMIT = 240
"""Characters of an error."""

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
            row.append(Span(USER, asked(message.content)))
            answered = False
        elif message.role == "output":
            error = error_line(message.content)
            answered = not error
            if error:
                row.append(Span(OUTPUT, error))
        elif message.role == "assistant" and not answered:
            row.append(Span(ASSISTANT, reply_text(message.content), learnt=True))
    return row


def asked(request: str) -> str:
    """The request; a usual first word loses its capital, so that it has one spelling."""
    text = request.strip()
    first = _FIRST.match(text)
    return text[:1].lower() + text[1:] if first and first[1].lower() in FIRST_WORDS else text


_FIRST = re.compile(r"([A-Z][a-z]*)\b")
FIRST_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a add all any anything append apply archive are back build bundle calculate can change "
        "check clean clear collect combine compare compress compute convert copy could count "
        "create cut delete did display do does draw drop duplicate each empty erase every "
        "everything explain extract fetch figure fill filter find flatten flip for from "
        "generate get gimme give go grab group has have hello help hey hi how i in is it join "
        "just keep kill let list look lowercase make maybe merge move my name need new no now "
        "number of ok on only open organise organize our output pack pick plain please plot pls "
        "plz print pull put read remove rename replace reverse rotate round run save scan "
        "search send separate set shift shorten should show shrink shuffle sort split squeeze "
        "strip sum summarise summarize swap take tell that the there these this throw tidy to "
        "total transfer trim turn uncompress undo unpack unzip uppercase use wanna want was we "
        "were what when where which who why will with work would write you your zip",
    )
)


def reply_text(content: str) -> str:
    """A reply as the model writes it: code ends with one line break before the closing fence."""
    text = content.strip()
    if text.startswith(OPEN) and text.endswith(CLOSE):
        return OPEN + text[len(OPEN) : -len(CLOSE)].rstrip() + "\n" + CLOSE
    return text


def recent(row: Sequence[Span]) -> list[Span]:
    """The row without its oldest turns: the last request with `EARLIER_TURNS` before it."""
    starts = [i for i, span in enumerate(row) if span.control == USER]
    first = starts[-1 - EARLIER_TURNS] if len(starts) > EARLIER_TURNS else 0
    return list(row[first:])
