"""Cells run in a real kernel, and what they do comes out as values in order."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.errors import FolderUnusable, KernelFailed, SandboxError, UnknownLanguage
from sandbox.events import AskedForInput, Cleared, Displayed, Failed, Finished, Printed, RunEvent
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def box(folder: Path) -> Iterator[Sandbox]:
    with Sandbox.open(Policy(folder, isolate=False, rehearse=False), Settings()) as sandbox:
        yield sandbox


def run(box: Sandbox, source: str, language: str = "python") -> list[RunEvent]:
    return list(box.run(language, source))


def end(events: list[RunEvent]) -> Finished:
    last = events[-1]
    assert isinstance(last, Finished)
    return last


def printed(events: list[RunEvent], stream: str = "stdout") -> str:
    return "".join(
        event.text for event in events if isinstance(event, Printed) and event.stream == stream
    )


def shown(events: list[RunEvent]) -> list[Displayed]:
    return [event for event in events if isinstance(event, Displayed)]


def failure(events: list[RunEvent]) -> Failed:
    (failed,) = (event for event in events if isinstance(event, Failed))
    return failed


def test_the_last_expression_is_shown(box: Sandbox) -> None:
    events = run(box, "6 * 7")
    (result,) = shown(events)
    assert result.result
    assert result.data["text/plain"] == "42"
    assert end(events).why == "ok"


def test_state_lives_from_cell_to_cell(box: Sandbox) -> None:
    run(box, "x = 'kept'")
    assert printed(run(box, "print(x)")) == "kept\n"


def test_an_exception_ends_the_cell_with_a_plain_traceback(box: Sandbox) -> None:
    events = run(box, "def f():\n    return 1 / 0\nf()")
    failed = failure(events)
    assert failed.name == "ZeroDivisionError"
    assert "return 1 / 0" in failed.traceback
    assert "\x1b" not in failed.traceback
    assert end(events).why == "error"


def test_both_standard_streams_are_told_apart(box: Sandbox) -> None:
    events = run(box, "import sys\nprint('out')\nprint('err', file=sys.stderr)")
    assert printed(events) == "out\n"
    assert printed(events, "stderr") == "err\n"


def test_carriage_returns_and_escapes_of_a_progress_bar_are_passed_on(box: Sandbox) -> None:
    assert printed(run(box, r"print('10%\r20%\r\x1b[32mdone\x1b[0m')")) == (
        "10%\r20%\r\x1b[32mdone\x1b[0m\n"
    )


def test_output_comes_while_the_cell_still_runs(box: Sandbox) -> None:
    events = box.run("python", "import time\nprint('early', flush=True)\ntime.sleep(60)")
    assert next(events) == Printed("stdout", "early\n")
    box.interrupt()
    assert end(list(events)).why == "interrupted"


def test_output_of_other_processes_and_of_c_code_belongs_to_the_cell(box: Sandbox) -> None:
    events = run(
        box,
        "import ctypes, os, subprocess\n"
        "os.write(1, 'grüße\\n'.encode())\n"
        "subprocess.run(['echo', 'from a program'])\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.puts(b'from C'); libc.fflush(None);\n",
    )
    assert printed(events) == "grüße\nfrom a program\nfrom C\n"


def test_a_forked_child_can_print(box: Sandbox) -> None:
    source = (
        "import os\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    print('child'); os._exit(0)\n"
        "os.waitpid(pid, 0)\n"
        "print('parent')"
    )
    assert printed(run(box, source)) == "child\nparent\n"


def test_programs_and_our_own_prints_stay_in_order(box: Sandbox) -> None:
    source = (
        "import subprocess\n"
        "for i in range(20):\n"
        "    print(i, 'ours')\n"
        "    subprocess.run(['echo', str(i), 'theirs'])"
    )
    expected = "".join(f"{i} ours\n{i} theirs\n" for i in range(20))
    assert printed(run(box, source)) == expected


def test_a_large_text_arrives_whole_and_in_order(box: Sandbox) -> None:
    events = run(box, "for i in range(200_000): print(i)")
    assert printed(events) == "".join(f"{i}\n" for i in range(200_000))


@pytest.mark.parametrize(
    ("source", "mime", "part"),
    [
        ("from IPython.display import HTML\nHTML('<b>x</b>')", "text/html", "<b>x</b>"),
        ("from IPython.display import SVG\nSVG('<svg/>')", "image/svg+xml", "<svg"),
        ("from IPython.display import Markdown\nMarkdown('# x')", "text/markdown", "# x"),
        ("from IPython.display import JSON\nJSON({'a': 1})", "application/json", '{"a": 1}'),
    ],
)
def test_displays_come_as_text_by_mime_type(
    box: Sandbox, source: str, mime: str, part: str
) -> None:
    (display,) = shown(run(box, source))
    assert part in display.data[mime]


def test_a_plot_is_a_picture_without_being_asked_for(box: Sandbox) -> None:
    events = run(box, "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);")
    (picture,) = (display for display in shown(events) if "image/png" in display.data)
    assert base64.b64decode(picture.data["image/png"]).startswith(b"\x89PNG")


def test_the_kernel_starts_without_matplotlib(folder: Path) -> None:
    with Sandbox.open(Policy(folder, isolate=False, rehearse=False), Settings()) as box:
        events = run(box, "import sys\n'matplotlib' in sys.modules, 'debugpy' in sys.modules")
        assert shown(events)[0].data["text/plain"] == "(False, False)"


def test_clearing_and_updating_displays_are_events(box: Sandbox) -> None:
    events = run(
        box,
        "from IPython.display import clear_output, display\n"
        "handle = display('one', display_id='d')\n"
        "handle.update('two')\n"
        "clear_output(wait=True)\n",
    )
    first, second = shown(events)
    assert (first.display_id, first.update, second.display_id, second.update) == (
        "d",
        False,
        "d",
        True,
    )
    assert Cleared(wait=True) in events


def test_top_level_await_works(box: Sandbox) -> None:
    events = run(box, "import asyncio\nawait asyncio.sleep(0, 'awaited')")
    assert shown(events)[0].data["text/plain"] == "'awaited'"


def test_code_arrives_byte_for_byte(box: Sandbox) -> None:
    source = "import inspect\ntext = '''python\\n```\\n\ttab  \n'''\nprint(repr(In[-1]))"
    assert printed(run(box, source)) == f"{source!r}\n"


def test_a_tab_a_zero_byte_and_odd_line_ends_are_not_touched(box: Sandbox) -> None:
    assert printed(run(box, "print(repr('a\x0cb\tc'))")) == "'a\\x0cb\\tc'\n"


def test_cells_are_numbered_across_languages(box: Sandbox) -> None:
    before = end(run(box, "1")).number
    assert end(run(box, "true", "shell")).number == before + 1
    failed = failure(run(box, "1 / 0"))
    assert f"Cell In[{before + 2}]" in failed.traceback


@pytest.mark.parametrize("leaving", ["exit()", "quit()", "import sys; sys.exit()", "exit(0)"])
def test_leaving_without_complaint_ends_the_cell_and_not_the_kernel(
    box: Sandbox, leaving: str
) -> None:
    run(box, "y = 'still here'")
    events = run(box, f"print('before')\n{leaving}\nprint('after')")
    assert printed(events) == "before\n"
    assert end(events).why == "ok"
    assert printed(run(box, "print(y)")) == "still here\n"


def test_leaving_with_a_status_is_an_error(box: Sandbox) -> None:
    events = run(box, "import sys; sys.exit('no such column')")
    assert failure(events).name == "SystemExit"
    assert end(events).why == "error"


def test_input_fails_at_once_when_nobody_can_answer(box: Sandbox) -> None:
    for call in ("input('name? ')", "import getpass; getpass.getpass()"):
        events = run(box, call)
        assert "nobody can answer" in failure(events).message
        assert end(events).why == "error"


def test_input_is_asked_of_the_user_in_an_interactive_sandbox(folder: Path) -> None:
    settings = Settings(interactive=True)
    with Sandbox.open(Policy(folder, isolate=False, rehearse=False), settings) as box:
        source = (
            "import getpass\nname = input('name? ')\nword = getpass.getpass('word? ')\n"
            "print(name, word)\ntry:\n    input('more? ')\nexcept EOFError:\n    print('no more')"
        )
        asked = []
        answers = iter(["Zoë", "s3cret", None])
        events: list[RunEvent] = []
        for event in box.run("python", source):
            events.append(event)
            if isinstance(event, AskedForInput):
                asked.append((event.prompt, event.password))
                box.answer(next(answers))
        assert asked == [("name? ", False), ("word? ", True), ("more? ", False)]
        assert printed(events) == "Zoë s3cret\nno more\n"


def test_an_unknown_language_names_those_that_are_installed(box: Sandbox) -> None:
    with pytest.raises(UnknownLanguage) as caught:
        run(box, "x", "cobol")
    assert "python, shell" in caught.value.hint
    assert end(run(box, "1")).why == "ok"


def test_the_environment_holds_no_token(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "canary-7731")
    box.restart()
    events = run(
        box, "import os\nprint(dict(os.environ))\nprint(open('/proc/self/environ').read())"
    )
    assert "PATH" in printed(events)
    assert "canary-7731" not in printed(events)


def test_the_users_own_start_up_files_and_history_are_left_alone(folder: Path) -> None:
    with Sandbox.open(Policy(folder, isolate=False, rehearse=False), Settings()) as box:
        events = run(
            box,
            "ip = get_ipython()\n"
            "print(ip.history_manager.enabled, ip.ipython_dir)\n"
            "import pathlib; print(pathlib.Path.home() in pathlib.Path(ip.ipython_dir).parents)",
        )
        assert printed(events).startswith("False ")
        assert printed(events).endswith("False\n")


def test_the_whole_output_can_be_read_and_searched_later(box: Sandbox) -> None:
    events = run(box, "for i in range(30_000): print('line', i)\n'the result'")
    number = end(events).number
    whole = box.output(number)
    assert whole.startswith("line 0\nline 1\n")
    assert whole.endswith("line 29999\n'the result'\n")
    run(box, f"o = out({number})")
    assert printed(run(box, "print(o[:6], len(o.lines()), o.grep('line 777$'))")) == (
        "line 0 30001 778: line 777\n"
    )
    repr_of_it = shown(run(box, f"out({number})"))[0].data["text/plain"]
    assert len(repr_of_it) < 3000
    assert "characters left out" in repr_of_it


def test_outputs_outlive_the_kernel_and_errors_are_among_them(box: Sandbox) -> None:
    number = end(run(box, "print('before'); 1 / 0")).number
    box.restart()
    assert printed(run(box, f"print(out({number}))")).startswith("before\n---")
    failed = failure(run(box, "out(99_999)"))
    assert failed.name == "LookupError"
    with pytest.raises(SandboxError, match="no cell 99999"):
        box.output(99_999)


def test_what_a_thread_prints_later_comes_with_the_next_cell(box: Sandbox) -> None:
    run(
        box,
        "import threading\ngo = threading.Event()\n"
        "t = threading.Thread(target=lambda: (go.wait(), print('late')))\nt.start()",
    )
    assert "late\n" in printed(run(box, "go.set(); t.join()"))


@pytest.mark.parametrize("package", [True, False])
def test_the_names_of_our_packages_are_left_to_the_user(tmp_path: Path, package: bool) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine.py").write_text("value = 'mine'\n")
    if package:
        (tmp_path / "models" / "__init__.py").write_text("")
    (tmp_path / "sandbox.py").write_text("value = 'also mine'\n")
    with Sandbox.open(Policy(tmp_path, isolate=False, rehearse=False), Settings()) as box:
        events = run(
            box, "from models.mine import value\nimport sandbox\nprint(value, sandbox.value)"
        )
        assert printed(events) == "mine also mine\n"
        failed = failure(run(box, "import interpreter"))
        assert failed.name == "ModuleNotFoundError"


def test_importing_the_users_module_leaves_no_file_behind(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("x = 1\n")
    with Sandbox.open(Policy(tmp_path, isolate=False, rehearse=False), Settings()) as box:
        run(box, "import mine")
        run(box, f"{json.dumps('python')} -c 'import mine'", "shell")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


def test_a_folder_that_is_none_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable):
        Sandbox.open(Policy(tmp_path / "nowhere"), Settings())


def test_a_python_that_does_not_exist_is_said_by_the_first_cell(tmp_path: Path) -> None:
    settings = Settings(python=tmp_path / "python")
    with (
        Sandbox.open(Policy(tmp_path, isolate=False, rehearse=False), settings) as box,
        pytest.raises(KernelFailed, match="no Python at"),
    ):
        run(box, "1")


def test_files_of_the_work_folder_cannot_spoil_the_start(tmp_path: Path) -> None:
    for name in ("random", "traitlets", "token", "numbers", "ipython_config"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('spoilt')\n")
    (tmp_path / "ipython_kernel_config.py").write_text("c.InteractiveShell.banner1 = 1 / 0\n")
    (tmp_path / "mine.py").write_text("value = 7\n")
    with Sandbox.open(Policy(tmp_path, isolate=False, rehearse=False), Settings()) as box:
        assert shown(run(box, "import mine\nmine.value"))[0].data["text/plain"] == "7"
        assert printed(run(box, "import os; print(os.getcwd())")) == f"{tmp_path}\n"
