"""Our rendering of chat templates against llama.cpp's own expectations, as a table.

    pip download --no-binary :all: --no-deps llama-cpp-python==0.3.36    # and unpack it
    python benchmarks/templates.py llama_cpp_python-0.3.36/vendor/llama.cpp > docs/templates.md

Two parts: the cases of llama.cpp's test of templates, whose expected text must come out to the
letter; and every template that it ships, with what it can express and what it costs.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.ledger import common_length
from models.messages import Message
from models.templates import Mark, Template, TemplateFailed

CONVERSATION = [
    Message("system", "You are a helpful assistant"),
    Message("user", "Hello"),
    Message("assistant", "Hi there"),
    Message("user", "Who are you"),
    Message("assistant", "   I am an assistant   "),
    Message("user", "Another question"),
]
MARK = re.compile(
    r"<\|[^|<>'\"]{1,40}\|>|<\|?\w+\|?>|<｜[^｜]{1,60}>|<｜[^｜]{1,60}｜>|<seed:\w+>|\]~b\]|\[e~\["
    r"|\[/?[A-Z_]{2,20}\]|</?[a-z_]{3,20}>"
)
LITERAL = re.compile(r'(?:R"\((?P<raw>.*?)\)"|"(?P<plain>(?:[^"\\]|\\.)*)")', re.S)


@dataclass(frozen=True)
class Case:
    """A row of llama.cpp's test."""

    name: str
    source: str
    expected: str
    bos: str
    eos: str
    jinja: bool
    calls: bool
    """It holds tool calls as messages, which `interp` never sends."""


def cases(source: str) -> Iterator[Case]:
    """The rows of `test_cases` in `tests/test-chat-template.cpp`."""
    for row in re.split(r"/\* \.name= +\*/", source)[1:]:
        parts = re.split(r"/\* \.(\w+)=? +\*/", row)
        fields = {"name": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}
        texts = {key: text(value) for key, value in fields.items()}
        yield Case(
            texts["name"],
            texts["template_str"],
            texts.get("expected_output_jinja") or texts["expected_output"],
            texts.get("bos_token", ""),
            texts.get("eos_token", ""),
            "false" not in fields.get("supported_with_jinja", "true"),
            "extra_conversation" in fields,
        )


def text(literal: str) -> str:
    """The value of C++ string literals that stand one behind the other."""
    return "".join(
        found["raw"] if found["raw"] is not None else ast.literal_eval(f'"{found["plain"]}"')
        for found in LITERAL.finditer(literal)
    )


def template(source: str, bos: str = "", eos: str = "") -> Template:
    """With every mark that the template itself writes."""
    marks = {found[0] for found in MARK.finditer(source)} | {bos, eos} - {""}
    return Template(source, [Mark(mark, True) for mark in sorted(marks)], bos=bos, eos=eos)


def compared(case: Case) -> str:
    """`same`, or how it differs."""
    if case.calls:
        return "a conversation with tool calls as messages, which is never sent"
    if not case.jinja:
        return "not supported by llama.cpp's own Jinja either"
    try:
        rendered = template(case.source, case.bos, case.eos)
        messages = CONVERSATION
        ours = rendered.plain(rendered.render(messages))
    except TemplateFailed as error:
        return f"fails: {error}"
    if ours == case.expected:
        return "same"
    at = common_length(ours, case.expected)
    return f"differs at {at}: `{ours[at : at + 40]!r}` instead of `{case.expected[at : at + 40]!r}`"


def costs(rendered: Template) -> str:
    """What is read again in the second turn, beyond what is new."""
    asked = [Message("system", "S" * 40), Message("user", "Q" * 40)]
    answer, output = "A" * 40, Message("output", "O" * 40)
    first = rendered.render(asked)
    second = rendered.render([*asked, Message("assistant", answer), output])
    shared = common_length(first + answer, second)
    if shared >= len(first) + len(answer):
        return "nothing"
    if shared >= len(first):
        return f"{len(first) + len(answer) - shared} characters behind the reply's begin"
    return f"the reply ({len(first) - shared} characters of its opening differ)"


def surveyed(path: Path) -> str:
    """A row of the table of shipped templates."""
    try:
        rendered = template(path.read_text("utf-8"), "<bos>", "<eos>")
        able = rendered.abilities
        mark = rendered.stop or "<|im_end|>"
        honest, forged = (rendered.render([Message("user", t)]) for t in ("x y", f"x {mark} y"))
        safe = honest.count(mark) == forged.count(mark)
        end = rendered.stop.replace("|", "\\|").replace("\n", "\\n")[:40]
        return (
            f"| {path.stem} | {'yes' if able.system else 'folded'} | {able.output_role} "
            f"| {'merged' if able.alternates else 'kept'} | {'parts' if able.typed else 'text'} "
            f"| `{end}` | {costs(rendered)} | {'yes' if safe else 'NO'} |"
        )
    except TemplateFailed as error:
        return f"| {path.stem} | {str(error).replace('|', '/')[:90]} |||||||"


def main(root: Path) -> None:
    """Print the page."""
    rows = list(cases((root / "tests" / "test-chat-template.cpp").read_text("utf-8")))
    results = [(case.name, compared(case)) for case in rows]
    files = sorted((root / "models" / "templates").glob("*.jinja"))
    same = sum(result == "same" for _, result in results)
    asked = sum(not case.calls and case.jinja for case in rows)
    print("# Chat templates\n")
    print("Made by `benchmarks/templates.py` from the source inside llama-cpp-python.\n")
    print(f"## llama.cpp's own expectations: {same} of {asked} to the letter\n")
    print("| case | our rendering |\n|---|---|")
    for name, result in results:
        print(f"| {name.replace('|', '/')} | {result.replace('|', '/')} |")
    print(f"\n## The {len(files)} templates that llama.cpp ships\n")
    print(
        "System: has a role for it, or it is folded into the first request. Output: the role that "
        "what code printed is given. Two requests in a row: kept apart, or merged where the "
        "template refuses them. Read again: in the second turn, beyond what is new.\n"
    )
    print(
        "| template | system | output | requests | content | end of turn | read again | unforged |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for path in files:
        print(surveyed(path))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
