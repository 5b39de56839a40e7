"""How a conversation is written for the model in the box: the one place, for training and serving.

A conversation is a row of turns. Each is opened by a control token, so that no text of a user can
look like one:

    <|user|>REQUEST <|assistant|>REPLY <|end|>
    <|output|>ERROR <|assistant|>REPLY <|end|>

Four rules keep the prompt short and the answers honest:

1. What code printed is never shown to the model. Answers are taken from the output by `answers`,
   so the model has no chance to misquote it. Only errors are shown, as their last line.
2. What was seen of the folder is not shown either. It tells which words of the request are names.
3. Names, numbers and quoted texts of a request are replaced by placeholders, in what the model
   reads and in what it writes (`literals`).
4. The model writes no imports and none of the functions that answers share. They are put in front
   of the line that needs them first when its reply is read (`expanded`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.messages import Message
from models.mini.families.code import completed, fixed_lines, without_shared
from models.mini.literals import Literals, known_of
from models.mini.shortened import asked, bare
from models.mini.surroundings import folder, parts, values

VERSION = 2
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
"""The line of a traceback that names the error."""
_STATUS = re.compile(r'^<output cell="\d+" status="([^"]*)">')
"""How the loop tells the end of a run."""


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


@dataclass(frozen=True, slots=True)
class Row:
    """What the model reads, and what the placeholders in it stand for."""

    spans: list[Span]
    literals: Literals


def spans(messages: Sequence[Message]) -> list[Span]:
    """The spans of the row for a conversation."""
    return row(messages).spans


def row(messages: Sequence[Message]) -> Row:
    """The row for a conversation: the last request with `EARLIER_TURNS` before it.

    Answers to outputs that were no failure are left out.
    """
    found: list[Span] = []
    literals = Literals()
    answered = False
    for message in recent(messages):
        if message.role == "user":
            names, tables = folder(message.seen)
            known = known_of(names, tables, values(message.seen), parts(message.seen))
            hidden = literals.hide(bare(message.content.strip()), known)
            found.append(Span(USER, asked(hidden)))
            answered = False
        elif message.role == "output":
            error = error_line(message.content)
            answered = not error
            if error:
                found.append(Span(OUTPUT, literals.hide_code(error)))
        elif message.role == "assistant" and not answered:
            found.append(Span(ASSISTANT, written(message.content, literals), learnt=True))
    return Row(found, literals)


def reply_text(content: str) -> str:
    """A whole reply: code ends with one line break before the closing fence."""
    text = content.strip()
    if OPEN in text and text.endswith(CLOSE):
        return OPEN + text[text.index(OPEN) + len(OPEN) : -len(CLOSE)].rstrip() + "\n" + CLOSE
    return text


def written(content: str, literals: Literals) -> str:
    """A reply as the model writes it."""
    text = reply_text(content)
    if not text.startswith(OPEN):
        return text
    code = without_shared(text[len(OPEN) : -len(CLOSE)])
    return OPEN + literals.hide_code(code, fixed_lines()) + CLOSE


def expanded(reply: str, literals: Literals) -> str:
    """A reply of the model as a whole reply: the other way round."""
    text = reply.strip()
    if not (text.startswith(OPEN) and text.endswith(CLOSE)):
        return text
    code = literals.show(text[len(OPEN) : -len(CLOSE)])
    return OPEN + completed(code).rstrip() + "\n" + CLOSE


def recent(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages without the oldest turns, and without those that ended in a refusal."""
    turns: list[list[Message]] = []
    for message in messages:
        if message.role == "user" or not turns:
            turns.append([])
        turns[-1].append(message)
    *earlier, last = turns or [[]]
    done = [turn for turn in earlier if not _refused(turn)]
    return [message for turn in [*done[-EARLIER_TURNS:], last] for message in turn]


def _refused(turn: Sequence[Message]) -> bool:
    """Whether nothing came of a turn: there is nothing to go on from."""
    said = [message.content for message in turn if message.role == "assistant"]
    return bool(said) and said[-1].startswith("Not done:") and len(said) == 1
