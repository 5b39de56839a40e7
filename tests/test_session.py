"""A session is a notebook that Jupyter opens, and from which interp goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import Interp, bash, python

from interpreter.session import list_sessions

PLOT = """import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
plt.title('Rising')
plt.show()"""


def only_notebook(home: Path) -> Path:
    (path,) = (home / "state" / "sessions").glob("*.ipynb")
    return path


def test_a_session_is_a_valid_notebook_with_real_outputs(
    interp: Interp, home: Path, script: Callable[..., str]
) -> None:
    replies = (python("x = 6 * 7\nprint('printed')\nx"), bash("echo from the shell"), "It is 42.")
    ran = interp("-m", script(*replies), "what is six times seven?")
    assert ran.out == "It is 42.\n"
    notebook = nbformat.read(only_notebook(home), as_version=4)
    nbformat.validate(notebook)
    kinds = [(cell.cell_type, cell.source.splitlines()[0]) for cell in notebook.cells]
    assert kinds == [
        ("markdown", "what is six times seven?"),
        ("markdown", "I will do that."),
        ("code", "x = 6 * 7"),
        ("markdown", "Running it."),
        ("code", "%%bash"),
        ("markdown", "It is 42."),
    ]
    first = notebook.cells[2].outputs
    assert first[0].text == "printed\n"
    assert first[1].data["text/plain"] == "42"
    about = notebook.metadata["interp"]
    assert about["usage"]["completion_tokens"] > 0
    assert only_notebook(home).stat().st_mode & 0o077 == 0


def test_a_plot_is_saved_told_and_kept_in_the_notebook(
    interp: Interp, home: Path, folder: Path, script: Callable[..., str]
) -> None:
    ran = interp("-m", script(python(PLOT), "Here it is."), "plot it")
    notebook = nbformat.read(only_notebook(home), as_version=4)
    nbformat.validate(notebook)
    data = notebook.cells[2].outputs[0].data
    assert data["image/png"]
    (picture,) = only_notebook(home).with_suffix("").glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert str(picture) in ran.err
    assert not list(folder.iterdir()), "nothing in the user's folder unless asked"


def test_the_notebook_runs_again_in_jupyter(
    interp: Interp, home: Path, folder: Path, script: Callable[..., str]
) -> None:
    from nbclient import NotebookClient

    interp("-m", script(python("x = 20"), python("print(x + 1)"), "21."), "count")
    notebook = nbformat.read(only_notebook(home), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    assert notebook.cells[-2].outputs[0].text == "21\n"


def test_continue_goes_on_with_the_conversation(
    interp: Interp, home: Path, script: Callable[..., str]
) -> None:
    interp("-m", script("Noted."), "remember the word plum")
    ran = interp("--continue", "-m", script("You said plum."), "which word?")
    assert ran.code == 0
    notebook = json.loads(only_notebook(home).read_text())
    said = [each["content"] for each in notebook["metadata"]["interp"]["messages"]]
    assert said[0] == "remember the word plum"
    assert said[-2:] == ["which word?", "You said plum."]
    identity = notebook["metadata"]["interp"]["id"]
    assert interp("--resume", identity[:12], "-m", script("Yes."), "really?").out == "Yes.\n"


def test_continue_without_a_session_is_a_clear_error(
    interp: Interp, script: Callable[..., str]
) -> None:
    ran = interp("--continue", "-m", script("x"), "go on")
    assert ran.code == 2 and "no earlier session" in ran.err


def test_sessions_are_listed_shown_and_removed(
    interp: Interp, home: Path, script: Callable[..., str]
) -> None:
    assert "no sessions yet" in interp("sessions", "list").out
    interp("-m", script(python("print('hello')"), "Said."), "say\x1b[2J hello")
    listed = interp("sessions", "list").out
    identity = listed.split()[0]
    assert "1 requests" in listed and "hello" in listed and "\x1b" not in listed
    shown = interp("sessions", "show", identity).out
    assert "print('hello')" in shown and "hello\n" in shown and "Said." in shown
    assert interp("sessions", "rm", identity).code == 0
    assert not list_sessions(home / "state" / "sessions")
    assert interp("sessions", "show", identity).code == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"metadata": {}}', "\x00\xff"])
def test_a_damaged_session_is_passed_over(interp: Interp, home: Path, content: str) -> None:
    folder = home / "state" / "sessions"
    folder.mkdir(parents=True)
    (folder / "broken.ipynb").write_text(content)
    ran = interp("sessions", "list")
    assert ran.code == 0 and "no sessions yet" in ran.out
