"""What is drawn: folded definitions, streamed lines, progress bars, without a terminal's tricks."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from interpreter.events import CodeReady, Event, TurnEnded
from interpreter.folding import folded
from interpreter.plain import Plain
from interpreter.render import Screen
from models.messages import Code, CodeText, Prose, Thought
from sandbox.events import Displayed, Failed, Finished, Printed

CODE = '''import re
def locate(text):
    """The file meant by a name."""
    path = Path(text)

    return path


def bare(x):
    return x
print(locate("a"))'''

FOLDED = '''import re
def locate(text):
    """The file meant by a name."""  …
def bare(x):
    return x
print(locate("a"))'''


def test_a_definition_that_explains_itself_is_folded() -> None:
    assert folded(CODE) == FOLDED
    assert folded("def last():") == "def last():"
    assert folded("x = 1\n") == "x = 1\n"


def drawn(*events: Event, width: int = 60, terminal: bool = False, fold: bool = True) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, no_color=True)
    screen = Screen(console, lambda asked: None, fold=fold)
    for event in events:
        screen.draw(event)
    screen.settle()
    return out.getvalue()


def on_screen(text: str) -> list[str]:
    """The lines that a terminal shows in the end; understands what `LiveLine` writes."""
    import re

    lines, row = [""], 0
    for piece in re.split(r"(\x1b\[\d*[AJ]|\r|\n|\x1b\[[0-9;]*m)", text):
        if piece == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif re.fullmatch(r"\x1b\[\d*A", piece):
            row -= int(piece[2:-1] or 1)
        elif piece == "\x1b[J":
            lines[row:] = [""]
        elif piece != "\r" and not piece.startswith("\x1b"):
            lines[row] += piece
    return [line.rstrip() for line in lines]


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_streamed_code_looks_the_same_however_it_comes(size: int, terminal: bool) -> None:
    pieces = [CODE[start : start + size] for start in range(0, len(CODE), size)]
    events = [CodeText("python", piece) for piece in pieces]
    shown = on_screen(drawn(*events, CodeReady(Code("python", CODE)), terminal=terminal))
    assert shown == [*("  " + line for line in FOLDED.split("\n")), ""]


def test_code_that_is_to_be_approved_is_whole() -> None:
    shown = drawn(CodeText("python", CODE), CodeReady(Code("python", CODE)), fold=False)
    assert "path = Path(text)" in shown


@pytest.mark.parametrize("size", [1, 1000])
def test_markdown_is_drawn_line_by_line(size: int) -> None:
    text = "# Title\n\nSome **bold** and `code`.\n\n1. one\n2. two\n\n"
    text += "| a | b |\n|---|---|\n| 1 | 2 |\n"
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    shown = on_screen(drawn(*map(Prose, pieces), terminal=True))
    joined = "\n".join(shown)
    assert "Title" in shown and "Some bold and code." in shown
    assert "1. one" in shown and "2. two" in shown
    assert "**" not in joined and "|---|" not in joined


def test_a_progress_bar_ends_in_its_last_state() -> None:
    events = [Printed("stdout", f"\r{percent}%") for percent in (10, 50, 100)]
    shown = on_screen(drawn(*events, Finished("ok", 1.0, 1), terminal=True))
    assert shown[0] == "100%" and "10%" not in "".join(shown)


def test_a_flood_of_output_is_cut_on_the_screen() -> None:
    shown = drawn(*[Printed("stdout", "line\n")] * 5000)
    assert shown.count("line\n") == 200 and "more output" in shown


def test_thoughts_are_shown_and_results_and_errors() -> None:
    shown = drawn(
        Thought("I wonder"),
        Displayed({"text/plain": "42"}, result=True),
        Failed("ValueError", "no", "Traceback: no"),
        Finished("error", 0.1, 1),
    )
    assert "I wonder" in shown and "42" in shown and "Traceback: no" in shown


def test_plain_text_keeps_the_answer_apart() -> None:
    out, progress = io.StringIO(), io.StringIO()
    plain = Plain(out, progress)
    for event in (CodeReady(Code("python", CODE)), TurnEnded("answered", "Done.")):
        plain.draw(event)
    assert out.getvalue() == "Done.\n"
    assert progress.getvalue() == f"[python]\n{FOLDED}\n"


def test_an_explanation_of_several_lines_is_shown_whole() -> None:
    code = 'def a(x):\n    """One.\n\n    Two.\n    """\n    y = 1\n\n    return y\n\n\nprint(a(1))'
    assert folded(code) == 'def a(x):\n    """One.\n\n    Two.\n    """  …\nprint(a(1))'
    unended = 'def a(x):\n    """One.\n    Two.'
    assert folded(unended) == unended
