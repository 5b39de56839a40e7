"""The page about the forms of replies, made from the tables that read them.

python -m models.forms > docs/replies.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from models.calls import BARE_SAMPLES, CALLS
from models.fences import TAGS
from models.reply import ReplyParser
from models.thoughts import LINE_TURNS, NAMED_TURNS, SPECIAL_TURNS, THOUGHTS

HEAD = """# What is read from a model's reply

Made from the tables in `models/` by `python -m models.forms > docs/replies.md`; a test fails when
they differ.

A reply is prose, thoughts, and at most one block of code. It is read while it is written: what is
certain is shown, and as soon as the first block is complete the model is stopped, so it never
gets to make up the output. The code is run byte for byte as the model wrote it, with two
exceptions that are Markdown's and not the code's: the indentation that a list gives to a whole
block, and the prompts of a `console` transcript.

* **Fences** are three or more backticks or tildes, indented or not, with or without blank lines
  around, also right behind words (`` Run this: ```python ``). A block ends at a fence of the same
  kind that is at least as long; in Python also where the fence stands right behind the code.
* **A fence inside a text is part of the code**: triple-quoted strings of Python, quotes and
  here-documents of the shell, `%%writefile` cells are followed. Should such a text never end, the
  block ended at the first fence that seemed to stand inside it.
* **A block that is never closed is not run.** The model is asked to write it again.
* **A block in a language that cannot run here is prose**, and so is `code` within a line.
* **Thoughts** are shown dimmed; code in them is never run, and they are never sent back.
* **Turns of others** that the model makes up are cut, and end the reply.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    yield "## Tags of blocks"
    yield ""
    yield "The language of any installed Jupyter kernel is a tag too."
    yield ""
    yield "| tag | language | |"
    yield "|---|---|---|"
    for row in TAGS:
        names = ", ".join(f"`{name}`" for name in row.names if name) or "none"
        yield f"| {names} | {row.language or '–'} | {row.note} |"
    yield ""
    yield "## Calls of tools"
    yield ""
    yield "Models that were trained on tool calls fall back into them. Each of these runs the code:"
    yield ""
    for form in CALLS:
        yield from _sample(form.models, form.sample)
    yield "Without any mark, at the beginning of a line; JSON that is no call is an answer:"
    yield ""
    for name, sample in BARE_SAMPLES:
        yield from _sample(name, sample)
    yield "## Thoughts"
    yield ""
    yield "| begins | ends | seen in |"
    yield "|---|---|---|"
    for thought in THOUGHTS:
        closes = " or ".join(map(_code, thought.closes))
        yield f"| {_code(thought.opens)} | {closes} | {thought.models} |"
    yield ""
    yield "Where only an end stands, the chat template began the thought, and all before it is one."
    yield ""
    yield "## Turns of others"
    yield ""
    yield f"Anywhere: {', '.join(map(_code, SPECIAL_TURNS))}."
    yield ""
    yield f"At the beginning of a line: {', '.join(map(_code, LINE_TURNS))}."
    yield ""
    named = ", ".join(map(_code, NAMED_TURNS))
    yield f"At the beginning of a line, unless a heading or another entry stands before: {named}."


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("\n", "⏎") + "`"


def _sample(name: str, sample: str) -> Iterator[str]:
    parser = ReplyParser(("python", "shell"))
    parser.feed(sample)
    _, reply = parser.close()
    assert reply.code, f"the sample of {name} has no code"
    yield f"{name} → {reply.code.language} `{reply.code.source}`"
    yield ""
    yield "~~~~"
    yield sample
    yield "~~~~"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
